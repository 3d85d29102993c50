// src/documents/docx_test_files.h - for tests: a .docx from hand-written parts.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "documents/docx_reader.h"
#include "documents/zip.h"

namespace bihuan::documents {

inline const std::string kTestNamespaces =
    " xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    " xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
    " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'";

// An error in one readable line: the number of its code, the message, the place.
inline std::string said(const Error& error) {
  return std::to_string(static_cast<int>(error.code)) + " " + error.message + " @ " + error.where;
}

struct TestParts {
  std::string body;
  std::string styles;     // inside <w:styles>; "" leaves the part out
  std::string numbering;  // inside <w:numbering>
  std::string footnotes;  // inside <w:footnotes>
  std::string header;     // inside <w:hdr>
};

inline std::vector<ZipEntry> test_entries(const TestParts& parts) {
  const std::string word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
  const std::string relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  const auto wrap = [](const std::string& name, const std::string& content) {
    return "<w:" + name + kTestNamespaces + ">" + content + "</w:" + name + ">";
  };
  std::string relations;
  std::vector<ZipEntry> entries = {
      {"[Content_Types].xml",
       "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
       "<Default Extension='xml' ContentType='application/xml'/>"
       "<Override PartName='/word/document.xml' ContentType='" +
           word + "'/></Types>"},
      {"_rels/.rels",
       "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' "
       "Type='" +
           relation + "officeDocument' Target='word/document.xml'/></Relationships>"},
      {"word/document.xml", wrap("document", "<w:body>" + parts.body + "</w:body>")}};
  const auto add = [&](const std::string& kind, const std::string& root, const std::string& content) {
    if (content.empty()) return;
    entries.push_back({"word/" + kind + "1.xml", wrap(root, content)});
    relations += "<Relationship Id='" + kind + "' Type='" + relation + kind + "' Target='" + kind + "1.xml'/>";
  };
  add("styles", "styles", parts.styles);
  add("numbering", "numbering", parts.numbering);
  add("footnotes", "footnotes", parts.footnotes);
  add("header", "hdr", parts.header);
  entries.push_back({"word/_rels/document.xml.rels",
                     "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" +
                         relations + "</Relationships>"});
  return entries;
}

inline std::string test_docx(const TestParts& parts) {
  auto bytes = write_zip(test_entries(parts));
  return bytes.has_value() ? std::move(*bytes) : std::string();
}

// The text of the document, or its error as "错误：message（where）".
inline std::string test_text(const TestParts& parts) {
  const auto document = read_docx(test_docx(parts), {}, "x.docx");
  if (!document.has_value()) return "错误：" + document.error().message + "（" + document.error().where + "）";
  return plain_text(*document);
}

// A paragraph of one run.
inline std::string para(const std::string& text, const std::string& properties = "") {
  return "<w:p><w:pPr>" + properties + "</w:pPr><w:r><w:t xml:space='preserve'>" + text + "</w:t></w:r></w:p>";
}

}  // namespace bihuan::documents
