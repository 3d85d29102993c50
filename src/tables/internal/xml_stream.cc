#include "tables/internal/xml_stream.h"

#include <expat.h>

#include <new>
#include <utility>

namespace bihuan::tables {
namespace {

std::string_view local_part(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// A token (a tag with its attributes, a comment) that is not complete stays in memory until it is.
constexpr std::size_t kLongestToken = 1u << 20;

}  // namespace

std::string_view Attributes::local(std::string_view name) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2)
    if (local_part(pair[0]) == name) return pair[1];
  return {};
}

std::string_view Attributes::ending(std::string_view suffix) const {
  for (const char* const* pair = pairs_; *pair != nullptr; pair += 2)
    if (std::string_view(pair[0]).ends_with(suffix)) return pair[1];
  return {};
}

bool is_true(std::string_view text) { return text == "1" || text == "true" || text == "on"; }

struct XmlStream::State {
  XmlHandler& handler;
  std::size_t depth_limit;
  std::string where;
  bool with_namespaces;
  XML_Parser parser = nullptr;
  std::size_t depth = 0;
  std::size_t fed = 0;

  void stop_if_done() {
    if (handler.has_stopped()) XML_StopParser(parser, XML_FALSE);
  }
};

namespace {

template <class State>
void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto& state = *static_cast<State*>(data);
  if (state.handler.has_stopped()) return;
  if (++state.depth > state.depth_limit) {
    state.handler.stop({Code::kInvalidInput,
                        "XML 元素嵌套超过 " + std::to_string(state.depth_limit) + " 层，文件已损坏或有意构造",
                        state.where});
  } else {
    state.handler.start(state.with_namespaces ? std::string_view(name) : local_part(name), Attributes(attributes));
  }
  state.stop_if_done();
}

template <class State>
void XMLCALL on_end(void* data, const XML_Char* name) {
  auto& state = *static_cast<State*>(data);
  if (state.handler.has_stopped()) return;
  --state.depth;
  state.handler.end(state.with_namespaces ? std::string_view(name) : local_part(name));
  state.stop_if_done();
}

template <class State>
void XMLCALL on_text(void* data, const XML_Char* text, int length) {
  auto& state = *static_cast<State*>(data);
  if (state.handler.has_stopped()) return;
  state.handler.text(std::string_view(text, static_cast<std::size_t>(length)));
  state.stop_if_done();
}

// A spreadsheet part has no use for a DTD; entities are declared only there.
template <class State>
void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  auto& state = *static_cast<State*>(data);
  state.handler.stop({Code::kInvalidInput, "XML 部件带有 DTD 声明，表格文件不应有，拒绝读取", state.where});
  state.stop_if_done();
}

}  // namespace

XmlStream::XmlStream(XmlHandler& handler, std::size_t depth_limit, std::string where, bool with_namespaces)
    : state_(new State{handler, depth_limit, std::move(where), with_namespaces}) {
  state_->parser = with_namespaces ? XML_ParserCreateNS(nullptr, '|') : XML_ParserCreate(nullptr);
  if (state_->parser == nullptr) throw std::bad_alloc();
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(state_->parser, on_start<State>, on_end<State>);
  XML_SetCharacterDataHandler(state_->parser, on_text<State>);
  XML_SetStartDoctypeDeclHandler(state_->parser, on_doctype<State>);
}

XmlStream::~XmlStream() { XML_ParserFree(state_->parser); }

Status XmlStream::feed(std::string_view piece, bool is_last) {
  State& state = *state_;
  constexpr std::size_t kStep = 1u << 16;
  do {
    const std::string_view step = piece.substr(0, kStep);
    piece.remove_prefix(step.size());
    const XML_Status status =
        XML_Parse(state.parser, step.data(), static_cast<int>(step.size()), is_last && piece.empty() ? 1 : 0);
    if (state.handler.has_finished()) return {};
    if (state.handler.has_stopped()) return std::unexpected(state.handler.error());
    state.fed += step.size();
    if (status != XML_STATUS_OK) {
      const XML_Error error = XML_GetErrorCode(state.parser);
      if (error == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
      return fail(Code::kInvalidInput,
                  "XML 不完整或不合语法（第" + std::to_string(XML_GetCurrentLineNumber(state.parser)) + "行第" +
                      std::to_string(XML_GetCurrentColumnNumber(state.parser) + 1) + "列：" + XML_ErrorString(error) +
                      "），文件已损坏，请用 WPS 或 Excel 打开后重新保存",
                  state.where);
    }
    const auto done = static_cast<std::size_t>(XML_GetCurrentByteIndex(state.parser));
    if (state.fed > done && state.fed - done > kLongestToken)
      return fail(Code::kInvalidInput, "XML 中有一个标记长过 1 MiB，文件已损坏或有意构造", state.where);
  } while (!piece.empty());
  return {};
}

}  // namespace bihuan::tables
