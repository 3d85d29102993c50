#include "tables/test_files.h"

#include <zip.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace bihuan::tables {

std::string make_zip(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* const zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  if (zip == nullptr) std::abort();
  zip_source_keep(source);
  for (const auto& [name, content] : parts) {
    zip_source_t* const part = zip_source_buffer(zip, content.data(), content.size(), 0);
    const zip_int64_t index = zip_file_add(zip, name.c_str(), part, ZIP_FL_ENC_UTF_8);
    if (index < 0) std::abort();
    zip_file_set_mtime(zip, static_cast<zip_uint64_t>(index), 946'684'800, 0);
  }
  if (zip_close(zip) != 0 || zip_source_open(source) != 0) std::abort();
  zip_source_seek(source, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(source)), '\0');
  zip_source_seek(source, 0, SEEK_SET);
  zip_source_read(source, out.data(), out.size());
  zip_source_close(source);
  zip_source_free(source);
  zip_error_fini(&error);
  return out;
}

Parts xlsx_parts(const std::string& sheet, const std::string& shared_strings) {
  Parts parts = {
      {"[Content_Types].xml",
       R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>)"},
      {"_rels/.rels",
       R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       R"(<workbook xmlns:r="x"><sheets><sheet name="9月" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://x/styles" Target="/xl/styles.xml"/>)" +
           std::string(shared_strings.empty()
                           ? ""
                           : R"(<Relationship Id="rId3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>)") +
           "</Relationships>"},
      {"xl/styles.xml",
       R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/><xf numFmtId="10"/></cellXfs></styleSheet>)"},
      {"xl/worksheets/sheet1.xml", sheet},
  };
  if (!shared_strings.empty()) parts.emplace_back("xl/sharedStrings.xml", shared_strings);
  return parts;
}

std::string sheet_xml(std::string_view rows, std::string_view after) {
  return "<worksheet><dimension ref=\"A1\"/><sheetData>" + std::string(rows) + "</sheetData>" + std::string(after) +
         "</worksheet>";
}

std::string make_xlsx(const std::string& sheet, const std::string& shared_strings) {
  return make_zip(xlsx_parts(sheet, shared_strings));
}

std::string make_ods(std::string_view tables, std::string_view styles) {
  return make_zip(
      {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
       {"content.xml",
        R"(<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>)" +
            std::string(styles) + "</office:automatic-styles><office:body><office:spreadsheet>" + std::string(tables) +
            "</office:spreadsheet></office:body></office:document-content>"}});
}

Sheet make_sheet(const std::vector<std::vector<std::string>>& rows, const std::vector<std::string>& merges,
                 bool numbers) {
  Sheet sheet;
  sheet.info.name = "9月";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    Row row{static_cast<int>(r) + 1, false, {}};
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const std::string& text = rows[r][c];
      if (text.empty()) continue;
      Cell cell;
      cell.at = {row.number, static_cast<int>(c) + 1};
      cell.kind =
          numbers && text.find_first_not_of("0123456789.") == std::string::npos ? CellKind::kNumber : CellKind::kText;
      cell.value = text;
      row.cells.push_back(cell);
    }
    if (!row.cells.empty()) sheet.rows.push_back(row);
  }
  for (const std::string& merge : merges) {
    const std::size_t colon = merge.find(':');
    sheet.merges.push_back({*parse_address(merge.substr(0, colon)), *parse_address(merge.substr(colon + 1))});
  }
  return sheet;
}

std::string read_test_file(const std::string& name) {
  std::ifstream file(BIHUAN_SOURCE_DIR "/src/tables/testdata/" + name, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

std::string dump(const Sheet& sheet) {
  constexpr const char* kKinds[] = {":empty", "", ":number", ":date", ":boolean", ":error"};
  std::string out;
  for (const Row& row : sheet.rows) {
    for (const Cell& cell : row.cells)
      out += (&cell == row.cells.data() ? "" : " ") + to_string(cell.at) + kKinds[static_cast<int>(cell.kind)] + "=" +
             cell.value;
    out += "\n";
  }
  return out;
}

}  // namespace bihuan::tables
