// src/documents/docx_writer.h - building a Word document that Word, WPS and LibreOffice open alike.
//
// Page and type follow GB/T 9704-2012 (5.2, 7): A4, margins 37/35/28/26 mm, title 小标宋 二号, body 仿宋 三号 on a
// fixed pitch of 28.95 pt, headings 黑体, 楷体, page number "— 1 —". The same calls give the same bytes.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::documents {

enum class Align { kLeft, kCenter, kRight, kJustify };

// Type faces of official documents. Each names the usual font and, in the font table, what stands in for it.
enum class Face {
  kFangSong,      // 仿宋_GB2312: body
  kHei,           // 黑体: first level headings
  kKai,           // 楷体_GB2312: second level headings
  kXiaoBiaoSong,  // 方正小标宋简体: title
  kSong,          // 宋体: tables, page numbers
};

// Styles that every document carries. Headings have outline levels 1-3.
enum class DocxStyle { kBody, kTitle, kHeading1, kHeading2, kHeading3, kTableHead, kTableText, kNote };

struct ParagraphFormat {
  DocxStyle style = DocxStyle::kBody;
  // Automatic numbering: the id from add_numbering() and the level 0..8; -1 for none.
  int numbering = -1;
  int numbering_level = 0;
  std::optional<Align> align = {};  // none: as the style has it
};

// One level of an automatic numbering. `text` as in OOXML: "（%1）" with %n for the number of level n.
struct NumberingLevel {
  std::string text;
  std::string format = "decimal";  // ST_NumberFormat: decimal, chineseCounting, japaneseCounting, upperRoman ...
  std::string suffix = "nothing";  // tab, space, nothing
  int start = 1;
};

struct TableCell {
  std::string text;  // '\n' starts a new paragraph
  int column_span = 1;
  int row_span = 1;  // the cells below it are left out of their rows
  Align align = Align::kLeft;
  bool is_bold = false;
};

struct TableLayout {
  std::vector<int> widths;  // millimetres, shape [columns]
  int head_rows = 1;        // repeated on each page
};

enum class Orientation { kPortrait, kLandscape };

class DocxWriter {
 public:
  explicit DocxWriter(Orientation orientation = Orientation::kPortrait);

  // Document properties shown by the office program; `created` is an ISO instant ("2024-03-01T00:00:00Z").
  void set_properties(std::string title, std::string author, std::string created);

  // A new, independent numbering; returns its id for ParagraphFormat. At most 9 levels.
  int add_numbering(const std::vector<NumberingLevel>& levels);

  // '\n' inside `text` is a line break, '\t' a tab.
  void add_paragraph(std::string_view text, const ParagraphFormat& format = {});

  // rows[i] lists the cells that begin in row i.
  // Errors: kInvalidInput  the cells of a row do not fill the columns of `layout`, or run out of the table
  Status add_table(const std::vector<std::vector<TableCell>>& rows, const TableLayout& layout);

  // The whole file.
  Result<std::string> finish() const;

 private:
  Orientation orientation_;
  std::string title_, author_, created_;
  std::string body_;
  std::vector<std::vector<NumberingLevel>> numberings_;
};

}  // namespace bihuan::documents
