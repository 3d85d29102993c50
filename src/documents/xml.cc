#include "documents/xml.h"

#include <expat.h>

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bihuan::documents {
namespace internal {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

// The tree lies in flat arrays: no recursion, neither to build nor to free it.
struct XmlTree {
  struct Attribute {
    std::uint32_t name;
    std::uint32_t begin, size;  // into `text`
  };
  struct Node {
    std::uint32_t name = kNone;  // kNone: a piece of text
    std::uint32_t first_child = kNone, next_sibling = kNone;
    std::uint32_t begin = 0, size = 0;  // a text's bytes in `text`; an element's attributes in `attributes`
  };
  std::vector<Node> nodes;  // [0] is the root, in document order
  std::vector<Attribute> attributes;
  std::vector<std::string> names;
  std::string text;
};

}  // namespace internal

namespace {

using internal::kNone;
using internal::XmlTree;

// Expat joins the namespace and the local name by this character, which no URI holds.
constexpr char kSeparator = '\x1F';
constexpr std::size_t kMostNames = 10'000;

struct Builder {
  XML_Parser parser = nullptr;
  XmlTree* tree = nullptr;
  std::span<const XmlNamespace> namespaces;
  XmlLimits limits;
  struct Open {
    std::uint32_t node;
    std::uint32_t last_child;
  };
  std::vector<Open> open;
  std::unordered_map<std::string, std::uint32_t> names;  // by the name as expat gives it
  std::string problem;                                   // why the parse was stopped; "" when it was not

  void stop(std::string why) {
    if (problem.empty()) problem = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }

  std::uint32_t intern(const char* expanded) {
    const auto [entry, is_new] = names.try_emplace(expanded, static_cast<std::uint32_t>(tree->names.size()));
    if (!is_new) return entry->second;
    // Real documents know some hundreds of names; the bound keeps hostile ones from filling the table.
    if (names.size() > kMostNames) stop("元素和属性名过多：上限 " + std::to_string(kMostNames) + " 种");
    const std::string& full = entry->first;
    const std::size_t cut = full.find(kSeparator);
    if (cut == std::string::npos) {
      tree->names.push_back(full);
      return entry->second;
    }
    const std::string_view uri = std::string_view(full).substr(0, cut);
    std::string_view prefix = "other";
    for (const XmlNamespace& known : namespaces) {
      if (known.uri == uri) prefix = known.prefix;
    }
    if (uri == "http://www.w3.org/XML/1998/namespace") prefix = "xml";
    tree->names.push_back(std::string(prefix) + ":" + full.substr(cut + 1));
    return entry->second;
  }

  bool add(XmlTree::Node node) {
    if (static_cast<std::int64_t>(tree->nodes.size()) >= limits.nodes) {
      stop("内容过多：节点上限 " + std::to_string(limits.nodes) + " 个");
      return false;
    }
    const auto index = static_cast<std::uint32_t>(tree->nodes.size());
    tree->nodes.push_back(node);
    if (!open.empty()) {
      Open& parent = open.back();
      if (parent.last_child == kNone) {
        tree->nodes[parent.node].first_child = index;
      } else {
        tree->nodes[parent.last_child].next_sibling = index;
      }
      parent.last_child = index;
    }
    return true;
  }

  void start(const char* name, const char** attributes) {
    if (!problem.empty()) return;
    if (static_cast<int>(open.size()) >= limits.depth) {
      return stop("嵌套过深：上限 " + std::to_string(limits.depth) + " 层");
    }
    XmlTree::Node node;
    node.name = intern(name);
    node.begin = static_cast<std::uint32_t>(tree->attributes.size());
    for (; *attributes != nullptr; attributes += 2) {
      if (static_cast<int>(node.size) >= limits.attributes) {
        return stop("一个元素的属性过多：上限 " + std::to_string(limits.attributes) + " 个");
      }
      const std::string_view value = attributes[1];
      tree->attributes.push_back({intern(attributes[0]), static_cast<std::uint32_t>(tree->text.size()),
                                  static_cast<std::uint32_t>(value.size())});
      tree->text += value;
      ++node.size;
    }
    if (add(node)) open.push_back({static_cast<std::uint32_t>(tree->nodes.size() - 1), kNone});
  }

  void end() {
    if (problem.empty()) open.pop_back();
  }

  void characters(const char* data, int size) {
    if (!problem.empty() || open.empty()) return;
    // Expat splits text at lines and entities: it is joined again where nothing came between.
    const std::uint32_t last = open.back().last_child;
    if (last != kNone && tree->nodes[last].name == kNone && last + 1 == tree->nodes.size()) {
      tree->nodes[last].size += static_cast<std::uint32_t>(size);
      tree->text.append(data, static_cast<std::size_t>(size));
      return;
    }
    XmlTree::Node node;
    node.begin = static_cast<std::uint32_t>(tree->text.size());
    node.size = static_cast<std::uint32_t>(size);
    tree->text.append(data, static_cast<std::size_t>(size));
    add(node);
  }
};

void on_start(void* data, const char* name, const char** attributes) {
  static_cast<Builder*>(data)->start(name, attributes);
}
void on_end(void* data, const char* /*name*/) { static_cast<Builder*>(data)->end(); }
void on_characters(void* data, const char* text, int size) { static_cast<Builder*>(data)->characters(text, size); }
void on_doctype(void* data, const char* /*name*/, const char* /*system*/, const char* /*public_id*/, int /*internal*/) {
  static_cast<Builder*>(data)->stop("含有 DTD 声明（<!DOCTYPE>）：文档部件不应有 DTD，已拒绝");
}

}  // namespace

bool XmlNode::is_element() const { return tree_ != nullptr && tree_->nodes[index_].name != kNone; }

std::string_view XmlNode::name() const {
  return is_element() ? std::string_view(tree_->names[tree_->nodes[index_].name]) : std::string_view();
}

std::string_view XmlNode::text() const {
  if (tree_ == nullptr || is_element()) return {};
  const XmlTree::Node& node = tree_->nodes[index_];
  return std::string_view(tree_->text).substr(node.begin, node.size);
}

std::string_view XmlNode::attribute(std::string_view name) const {
  if (!is_element()) return {};
  const XmlTree::Node& node = tree_->nodes[index_];
  for (std::uint32_t i = 0; i < node.size; ++i) {
    const XmlTree::Attribute& attribute = tree_->attributes[node.begin + i];
    if (tree_->names[attribute.name] == name) {
      return std::string_view(tree_->text).substr(attribute.begin, attribute.size);
    }
  }
  return {};
}

bool XmlNode::has_attribute(std::string_view name) const {
  if (!is_element()) return false;
  const XmlTree::Node& node = tree_->nodes[index_];
  for (std::uint32_t i = 0; i < node.size; ++i) {
    if (tree_->names[tree_->attributes[node.begin + i].name] == name) return true;
  }
  return false;
}

XmlNode XmlNode::first_child() const {
  if (!is_element() || tree_->nodes[index_].first_child == kNone) return {};
  return {tree_, tree_->nodes[index_].first_child};
}

XmlNode XmlNode::next_sibling() const {
  if (tree_ == nullptr || tree_->nodes[index_].next_sibling == kNone) return {};
  return {tree_, tree_->nodes[index_].next_sibling};
}

XmlNode XmlNode::child(std::string_view name) const {
  for (const XmlNode node : *this) {
    if (node.name() == name) return node;
  }
  return {};
}

std::string XmlNode::deep_text() const {
  if (!is_element()) return std::string(text());
  std::string result;
  for (const XmlNode node : *this) result += node.deep_text();  // at most XmlLimits::depth deep
  return result;
}

XmlDocument::XmlDocument(std::unique_ptr<internal::XmlTree> tree) : tree_(std::move(tree)) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

XmlNode XmlDocument::root() const { return {tree_.get(), 0}; }

Result<XmlDocument> parse_xml(std::string_view bytes, std::span<const XmlNamespace> namespaces, const XmlLimits& limits,
                              const std::string& where) {
  // Offsets into the text are 32 bits wide, and UTF-16 may grow by half when it becomes UTF-8.
  constexpr std::int64_t kMost = std::int64_t{1} << 30;
  if (static_cast<std::int64_t>(bytes.size()) > std::min(limits.bytes, kMost)) {
    return fail(Code::kInvalidInput, "XML 过大：上限 " + std::to_string(std::min(limits.bytes, kMost)) + " 字节",
                where);
  }
  const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreateNS(nullptr, kSeparator),
                                                                       XML_ParserFree);
  if (parser == nullptr) return fail(Code::kUnavailable, "内存不足，无法解析 XML", where);
  auto tree = std::make_unique<XmlTree>();
  Builder builder;
  builder.parser = parser.get();
  builder.tree = tree.get();
  builder.namespaces = namespaces;
  builder.limits = limits;
  XML_SetUserData(parser.get(), &builder);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_characters);
  XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
  if (XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE) != XML_STATUS_OK) {
    const std::string place = where + " 第 " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + " 行第 " +
                              std::to_string(XML_GetCurrentColumnNumber(parser.get()) + 1) + " 列";
    if (!builder.problem.empty()) return fail(Code::kInvalidInput, builder.problem, place);
    switch (XML_GetErrorCode(parser.get())) {
      case XML_ERROR_NO_ELEMENTS:
        return fail(Code::kInvalidInput, "XML 不完整：没有结束", place);
      case XML_ERROR_UNKNOWN_ENCODING:
      case XML_ERROR_INCORRECT_ENCODING:
        return fail(Code::kInvalidInput, "XML 编码不受支持：应为 UTF-8 或 UTF-16", place);
      case XML_ERROR_INVALID_TOKEN:
        return fail(Code::kInvalidInput, "XML 含有不允许的字节或标记", place);
      default:
        return fail(Code::kInvalidInput, "XML 格式不正确", place);
    }
  }
  return XmlDocument(std::move(tree));
}

std::string escape_xml(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      switch (text[i]) {
        case '&':
          result += "&amp;";
          break;
        case '<':
          result += "&lt;";
          break;
        case '>':
          result += "&gt;";
          break;
        case '"':
          result += "&quot;";
          break;
        case '\t':
          result += "&#9;";
          break;
        case '\n':
          result += "&#10;";
          break;
        case '\r':
          result += "&#13;";
          break;
        default:
          if (lead < 0x20) {
            result += "\xEF\xBF\xBD";
          } else {
            result += text[i];
          }
      }
      ++i;
      continue;
    }
    const std::size_t size = (lead >= 0xC2 && lead <= 0xDF)   ? 2
                             : (lead >= 0xE0 && lead <= 0xEF) ? 3
                             : (lead >= 0xF0 && lead <= 0xF4) ? 4
                                                              : 0;
    char32_t code = size == 0 ? 0 : static_cast<char32_t>(lead & (0x7FU >> size));
    bool is_whole = size != 0 && i + size <= text.size();
    for (std::size_t k = 1; is_whole && k < size; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + k]);
      is_whole = (byte & 0xC0) == 0x80;
      code = (code << 6) | (byte & 0x3F);
    }
    constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (!is_whole || code < kLeast[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) || code == 0xFFFE ||
        code == 0xFFFF) {
      result += "\xEF\xBF\xBD";
      ++i;
      continue;
    }
    result.append(text.substr(i, size));
    i += size;
  }
  return result;
}

}  // namespace bihuan::documents
