// src/documents/docx_reader.h - what a Word document says, as it would be printed.
//
// The first header to read here. The text is the accepted one: insertions in, deletions out; hidden text out; of a
// field its result. Automatic numbers are computed as Word prints them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "documents/xml.h"
#include "documents/zip.h"

namespace bihuan::documents {

struct DocxLimits {
  ZipLimits zip;
  XmlLimits xml;
  std::int64_t text_bytes = std::int64_t{64} << 20;  // of the whole document, labels included
  std::int64_t blocks = 500'000;                     // paragraphs and table rows
  int columns = 512;                                 // of a table
  std::int64_t table_fields = 2'000'000;             // rows times columns, of all tables together
};

struct DocxParagraph {
  std::string text;   // without the label; a line break is '\n', a tab '\t'
  std::string label;  // the automatic number as printed: "一、", "（三）", "1."; "" without one
  std::string style;  // name of the style as the document gives it ("heading 1", "标题 1", "Normal"); may be empty
  int heading_level = 0;     // 1..9 by style or outline level; 0 for body text
  int numbering_level = -1;  // 0..8 of the automatic number; -1 without one
  bool is_centered = false;
  bool is_in_text_box = false;  // stands in a text box that is anchored in the paragraph before
  bool is_nested_row = false;   // a row of a table inside a table cell, its cells joined by U+3000
  friend bool operator==(const DocxParagraph&, const DocxParagraph&) = default;
};

struct DocxCell {
  int column = 0;                // first grid column, 0-based
  int span = 1;                  // grid columns
  bool continues_above = false;  // the lower part of a vertically merged cell; its own paragraphs are not printed
  std::vector<DocxParagraph> paragraphs;
};

struct DocxRow {
  bool is_head = false;  // repeated on each page
  std::vector<DocxCell> cells;
};

struct DocxTable {
  int columns = 0;
  std::vector<DocxRow> rows;
};

using DocxBlock = std::variant<DocxParagraph, DocxTable>;

struct DocxDocument {
  std::vector<DocxBlock> blocks;         // in document order
  std::vector<DocxParagraph> footnotes;  // those that the text refers to, in order of reference; label "[1]"
  std::vector<std::string> headers;      // text of the page heads and feet, each once; not part of plain_text
  std::vector<std::string> notes;        // Chinese: what was decided while reading (revisions accepted, hidden text)
};

// Reads a .docx from memory. `where` names the file in errors.
// Errors: kInvalidInput  no docx (says what it is instead), damaged, encrypted, without a main part, or over a limit
Result<DocxDocument> read_docx(std::string_view bytes, const DocxLimits& limits, const std::string& where);

// The document as lines of text, each ended by '\n': a paragraph is label + text in one line (a manual line break
// starts a new one); a table row is `| a | b |` with `| --- | --- |` below the first row. A cell that continues a
// merged one is empty, and so are the further columns of a wide cell. Paragraphs in a cell are joined by one space, or
// by nothing after a closing mark (。；：！？、，）). A '|' inside a cell becomes '｜'. Footnotes come last.
std::string plain_text(const DocxDocument& document);

}  // namespace bihuan::documents
