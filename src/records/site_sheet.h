// src/records/site_sheet.h - a list of monitoring sites (点位表) as stations keep it, read from a spreadsheet or csv.
//
// The table is found wherever it stands (tables/head_finder.h). Several rows of one code with other days (起, 止) are
// one site with several terms; what else they say must agree. A site is taken whole or not at all: each fault names
// sheet, row and column and what would be right, and the other sites go on. What is empty says nothing (sites.h,
// SiteEntry).
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "records/issue_sheet.h"
#include "records/sites.h"

namespace bihuan::records {

// knowledge/office/site-sheet.toml
struct SiteSheetWords {
  std::vector<IssueSheetWords::Column> columns;
  std::vector<std::pair<SiteKind, std::vector<std::string>>> kinds;
  std::vector<std::pair<SiteLevel, std::vector<std::string>>> levels;
  std::vector<std::string> separators;  // between several aliases in one cell
  std::vector<std::string> blank;       // cells that say nothing
  std::vector<std::string> open_end;    // a last day that there is not
};

// Errors: kInvalidInput  with file and line; also where one word would be two kinds or two levels
Result<SiteSheetWords> load_site_sheet_words(std::string_view toml, std::string_view file_name);

struct SiteSheet {
  std::string file_name;
  std::string digest;              // SM3 of the file
  std::vector<SiteEntry> entries;  // one a code, in the order of their first rows
  std::vector<Error> problems;     // rows that were not taken, and with them their sites
};

// Errors: those of tables::read_workbook; kInvalidInput  no table of sites, marked as secret, no row
Result<SiteSheet> read_site_sheet(std::string_view bytes, std::string_view file_name, const SiteSheetWords& words,
                                  const UnitFinder& unit_of);

// A kind as people write it: its word ("river_section") or one of the sheets' ("断面"). Errors: kInvalidInput listing
// the kinds
Result<SiteKind> parse_site_kind(std::string_view text, const SiteSheetWords& words);
Result<SiteLevel> parse_site_level(std::string_view text, const SiteSheetWords& words);

}  // namespace bihuan::records
