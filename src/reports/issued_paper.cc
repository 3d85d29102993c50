#include "reports/issued_paper.h"

#include <pugixml.hpp>
#include <sstream>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/zip.h"

namespace bihuan::reports {
namespace {

constexpr const char* kDocumentPart = "word/document.xml";
// As files that come from outside: what the reader of a plan takes is far below.
constexpr documents::ZipLimits kPaperLimits{.archive_bytes = std::int64_t{20} << 20};

struct Package {
  std::vector<documents::ZipEntry> entries;
  std::size_t document = 0;  // which of them is the text
};

Result<Package> unpack(std::string_view docx) {
  BIHUAN_TRY(documents::ZipReader zip, documents::ZipReader::open(docx, kPaperLimits, "发文"));
  if (!zip.has(kDocumentPart)) return fail(Code::kInvalidInput, "不是Word文档（docx）：请用另存为docx的文件", "发文");
  Package package;
  for (const std::string& name : zip.names()) {
    if (name.ends_with('/')) continue;
    BIHUAN_TRY(std::string content, zip.read(name));
    if (name == kDocumentPart) package.document = package.entries.size();
    package.entries.push_back({name, std::move(content)});
  }
  return package;
}

// The words of a paragraph, whatever runs an office program has cut them into.
std::string words_of(const pugi::xml_node& paragraph) {
  std::string text;
  for (const pugi::xpath_node& one : paragraph.select_nodes(".//w:t")) text += one.node().text().get();
  return std::string(trim(text));
}

// Parses the text and finds the paragraph that marks a draft.
Result<pugi::xml_node> find_mark(pugi::xml_document& document, const std::string& xml) {
  const pugi::xml_parse_result parsed =
      document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!parsed || !document.child("w:document").child("w:body")) {
    return fail(Code::kInvalidInput, "读不懂这份Word文档的正文：请用Word或WPS另存为docx", kDocumentPart);
  }
  pugi::xml_node found;
  for (const pugi::xpath_node& one : document.select_nodes("/w:document/w:body//w:p")) {
    if (words_of(one.node()) != kDraftMark) continue;
    if (found) {
      return fail(Code::kInvalidInput, "“" + std::string(kDraftMark) + "”一行出现了两次：请只留标题下的一行", "发文");
    }
    found = one.node();
  }
  if (!found) {
    return fail(Code::kInvalidInput,
                "改稿里要保留标题下的“" + std::string(kDraftMark) + "”一行：印发时它换成文号", "发文");
  }
  return found;
}

void add_words(pugi::xml_node run, const std::string& words) {
  pugi::xml_node text = run.append_child("w:t");
  text.append_attribute("xml:space") = "preserve";
  text.text().set(words.c_str());
}

// The first run keeps its look and gets the words; the others go.
void set_words(pugi::xml_node paragraph, const std::string& words) {
  std::vector<pugi::xml_node> others;
  pugi::xml_node first;
  for (const pugi::xml_node& child : paragraph.children()) {
    if (std::string_view(child.name()) == "w:pPr") continue;
    if (!first && std::string_view(child.name()) == "w:r") {
      first = child;
    } else {
      others.push_back(child);
    }
  }
  for (const pugi::xml_node& one : others) paragraph.remove_child(one);
  if (!first) first = paragraph.append_child("w:r");
  std::vector<pugi::xml_node> old;
  for (const pugi::xml_node& child : first.children()) {
    if (std::string_view(child.name()) != "w:rPr") old.push_back(child);
  }
  for (const pugi::xml_node& one : old) first.remove_child(one);
  add_words(first, words);
}

}  // namespace

Status check_draft(std::string_view docx) {
  BIHUAN_TRY(const Package package, unpack(docx));
  pugi::xml_document document;
  BIHUAN_TRY(const pugi::xml_node mark, find_mark(document, package.entries[package.document].content));
  static_cast<void>(mark);
  return {};
}

Result<std::string> issue_docx(std::string_view docx, const IssueMark& mark) {
  BIHUAN_TRY(Package package, unpack(docx));
  std::string& xml = package.entries[package.document].content;
  pugi::xml_document document;
  BIHUAN_TRY(pugi::xml_node paragraph, find_mark(document, xml));
  set_words(paragraph, mark.number);
  const pugi::xml_node look = paragraph.child("w:pPr");
  pugi::xml_node body = document.child("w:document").child("w:body");
  const pugi::xml_node end = body.child("w:sectPr");
  pugi::xml_node last = end ? body.insert_child_before("w:p", end) : body.append_child("w:p");
  if (look) last.append_copy(look).remove_child("w:jc");  // not in the middle
  add_words(last.append_child("w:r"),
            "签发：" + mark.signer + "　印发日期：" + to_chinese(mark.date) +
                (mark.journal_digest.empty() ? "" : "　日志摘要：" + mark.journal_digest));
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  xml = std::move(out).str();
  return documents::write_zip(package.entries);
}

}  // namespace bihuan::reports
