// src/tables/internal/xlsx_parts.h - the parts of an xlsx file beside its sheets: workbook, relations, styles, shared
// strings.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/internal/number_format.h"
#include "tables/internal/readers.h"
#include "tables/internal/xml_stream.h"
#include "tables/internal/zip_archive.h"
#include "tables/sheet.h"

namespace bihuan::tables {

struct XlsxSheetPart {
  SheetInfo info;
  std::string part;  // "xl/worksheets/sheet1.xml"
};

struct XlsxWorkbook {
  std::vector<XlsxSheetPart> sheets;  // those with cells; chart sheets are left out
  bool is_1904 = false;
  std::string styles_part;          // empty: none
  std::string shared_strings_part;  // empty: none
};

Result<XlsxWorkbook> read_xlsx_workbook(const Source& source, ZipArchive& archive);

// The formats of a workbook, one for each cell style.
struct XlsxStyles {
  std::vector<NumberFormat> formats;
  std::vector<std::uint32_t> of_style;  // [cellXfs index] -> index in formats
  const NumberFormat* find(std::size_t style) const;
};

Result<XlsxStyles> read_xlsx_styles(const Source& source, ZipArchive& archive, const std::string& part);

// Strings one behind the other: millions of them cost little more than their characters.
class SharedStrings {
 public:
  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }
  void add(std::string_view text) {
    text_ += text;
    ends_.push_back(text_.size());
  }
  std::size_t bytes() const { return text_.size() + 16 * ends_.size(); }

 private:
  std::string text_;
  std::vector<std::size_t> ends_;
};

Result<SharedStrings> read_shared_strings(const Source& source, ZipArchive& archive, const std::string& part);

// Gathers the text of a rich text item (<si>, <is>): the <t> in it and in its runs, without the phonetic ones.
class RichText {
 public:
  void begin();
  void start(std::string_view element);
  void end(std::string_view element);
  void text(std::string_view piece);
  const std::string& gathered() const { return text_; }
  // The gathered text with _xHHHH_ escapes resolved.
  std::string take();

 private:
  std::string text_;
  int phonetic_depth_ = 0;
  bool in_t_ = false;
};

// Resolves _x000A_ and its like (ECMA-376 part 1, 22.9.2.19); control characters other than tab and line end are
// dropped.
std::string resolve_escapes(std::string_view text);

// Feeds a part to a handler.
Status parse_part(ZipArchive& archive, const std::string& part, XmlHandler& handler, const Source& source,
                  bool with_namespaces = false);

}  // namespace bihuan::tables
