// src/tables/test_files.h - table files made in the tests, down to the byte.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tables/sheet.h"

namespace bihuan::tables {

using Parts = std::vector<std::pair<std::string, std::string>>;  // name, content

// A zip file of these parts, deflated.
std::string make_zip(const Parts& parts);

// The parts of an xlsx workbook with one sheet "9月", whose XML is `sheet`; the styles are 0 General, 1 0.00, 2 a date,
// 3 a date with time, 4 a time of day, 5 per cent.
Parts xlsx_parts(const std::string& sheet, const std::string& shared_strings = "");
// <worksheet><sheetData>`rows`</sheetData>`after`</worksheet>
std::string sheet_xml(std::string_view rows, std::string_view after = "");
std::string make_xlsx(const std::string& sheet, const std::string& shared_strings = "");

// An ods workbook; `tables` stands inside <office:spreadsheet>, `styles` inside <office:automatic-styles>.
std::string make_ods(std::string_view tables, std::string_view styles = "");

// A sheet in memory from texts: rows from 1, "" is empty; digits become kNumber only where `numbers` is true.
Sheet make_sheet(const std::vector<std::vector<std::string>>& rows, const std::vector<std::string>& merges = {},
                 bool numbers = false);

std::string read_test_file(const std::string& name);  // src/tables/testdata/`name`

// "A1=text C2=0.2": what a sheet holds, one line a row; kinds other than text as "A1:number=0.2".
std::string dump(const Sheet& sheet);

}  // namespace bihuan::tables
