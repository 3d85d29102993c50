// src/observations/internal/import_plan.h - which column of a sheet is what, before its rows are read.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "observations/sheet_import.h"
#include "tables/head_finder.h"
#include "tables/plain_csv.h"

namespace bihuan::observations::internal {

inline constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);
inline constexpr std::size_t kMostTold = 20'000;  // problems that are told one by one; the rest is counted

struct ValueColumn {
  std::size_t field = kNoColumn;  // in the head's columns
  std::size_t factor = 0;         // in the words' factors
  Unit unit = Unit::kNone, stored = Unit::kNone;
  bool is_converted = false;
};

struct Columns {
  std::size_t site = kNoColumn, date = kNoColumn, hour = kNoColumn, year = kNoColumn, month = kNoColumn,
              day = kNoColumn, factor = kNoColumn, value = kNoColumn, unit = kNoColumn, flag = kNoColumn,
              state = kNoColumn;
  std::vector<ValueColumn> values;  // of a wide sheet
  bool is_long() const { return factor != kNoColumn && value != kNoColumn; }
};

// One sheet that has a table: how it is read, and where its rows come from.
struct SheetPlan {
  std::string name;
  tables::Table table;  // of a csv read line by line: the head only
  std::optional<tables::PlainCsv> csv;
  tables::Sheet top;  // of a csv
  Columns columns;
  Averaging averaging = Averaging::kHour;
};

// What is known of a file while it is looked through and read.
struct ImportState {
  ImportState(std::string_view own_bytes, const ImportWords& own_words, const ImportProfile& own_profile)
      : bytes(own_bytes), words(own_words), profile(own_profile) {}

  std::string_view bytes;
  const ImportWords& words;
  ImportProfile profile;
  tables::Workbook workbook;  // empty for a plain csv
  std::vector<SheetPlan> plans;
  ImportReport report;
  std::vector<std::string> sites;  // codes
  std::map<std::string, std::size_t>
      site_numbers;  // what sheets call a site (several names may be one site) -> in `sites`
  struct SeriesPlace {
    std::size_t site = 0, factor = 0;  // in `sites`, in the words' factors
    Averaging averaging = Averaging::kHour;
    friend auto operator<=>(const SeriesPlace&, const SeriesPlace&) = default;
  };
  std::map<SeriesPlace, std::size_t> series_of;  // -> in report.series
  // Of series and label: rows that contradict each other; all of them are left out.
  std::set<std::pair<std::size_t, std::int64_t>> contradicted;
};

// Names and words are compared without blanks, width and letter case.
std::string plain_word(std::string_view text);
bool has_word(const std::vector<std::string>& words, const std::string& plain);

// What to look for in a head. The profile's columns come before the words': "O3_24h" is the hour, "O3" nothing at all.
tables::HeadQuery import_query(const ImportWords& words, const ImportProfile& profile);

// The unit of a column of this factor, said by the sheet; a sentence where it cannot be.
std::string choose_unit(const ImportFactor& factor, const std::string& said, ValueColumn& column);

// Finds the table of a sheet and adds it to state.plans. False if there is none that can be read: what is wrong with
// its columns has been told then.
bool plan_sheet(ImportState& state, const tables::Sheet& sheet, const tables::HeadQuery& query);

}  // namespace bihuan::observations::internal
