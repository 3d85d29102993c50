// src/assessment/air_workbook.h - a sheet of ambient-air results, hourly or daily, as a station or a platform keeps it.
//
// Title lines, unit lines, merged heads, means and notes are borne (tables/head_finder.h). What is wrong in a cell
// costs that cell, what is wrong in a row that row; every such fault is listed with its place and what would be right.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/section_workbook.h"
#include "base/large_pages.h"
#include "base/quantity.h"
#include "base/result.h"
#include "standards/air_days.h"
#include "standards/knowledge.h"

namespace bihuan::assessment {

// What knowledge/indicators/air-table.toml says.
struct AirTableWords {
  std::map<std::string, std::vector<std::string>> columns;     // "station", "date" ... -> heads
  std::map<std::string, std::vector<std::string>> pollutants;  // "so2" ... "o3", "o3_1h", "o3_8h" -> heads
  std::vector<std::string> units, missing_marks, missing_codes;
  standards::PerPollutant<Decimal> highest;
};

// Errors: kNotFound, kInvalidInput with file and line.
Result<AirTableWords> load_air_table_words(std::span<const standards::KnowledgeText> texts);

// Which column was taken for which pollutant, to be shown and questioned.
struct AirColumnUse {
  std::string sheet, column, head;  // 数据, "F", "CO(mg/m3)"
  standards::Pollutant pollutant = standards::Pollutant::kSo2;
  std::string unit;    // mg/m3
  std::string origin;  // 表头, 单位行, 表上方, 未写明，按标准的单位, 命令指定
};

// One station over the days of the workbook.
struct AirStation {
  std::string city;  // "" where the table does not say
  std::string name;
  standards::HourColumns<std::int32_t> hours;  // of hourly sheets
  std::vector<standards::AirDay> days;         // of daily sheets: values only, not yet indexed
};

struct AirWorkbook {
  std::string file_name, digest;
  bool is_hourly = false;
  Date first;
  int days = 0;
  std::shared_ptr<LargePages> pages = std::make_shared<LargePages>();  // where the hours lie
  std::vector<AirStation> stations;                                    // in the order in which they first appear
  std::vector<AirColumnUse> mapping;
  std::vector<WorkbookProblem> problems;  // in the order of sheets and rows
  std::int64_t rows_read = 0, rows_refused = 0, cells_read = 0, cells_refused = 0, rows_passed_over = 0;
};

struct AirWorkbookOptions {
  standards::HourLabel label = standards::HourLabel::kEnding;  // what the hour in the sheet names
  standards::PerPollutant<std::optional<Unit>> units;          // of columns whose head says none
  // SM3 of the bytes, from a caller that computes it beside the reading; it is asked last. None: computed here.
  std::function<std::string()> digest;
};

// Decimals that hourly values are kept with; more are rounded away, with a note.
inline constexpr int kAirPlaces = 5;

// Reads the workbook.
// Errors: kInvalidInput  no table file; no sheet with a head (the message lists the wanted columns); hourly and daily
//                        sheets mixed; no usable row; more than 100 years between the first and the last day
//         kUnavailable   as tables::open_workbook
Result<AirWorkbook> read_air_workbook(std::string_view bytes, std::string_view file_name,
                                      const standards::AirRules& rules, const AirTableWords& words,
                                      const AirWorkbookOptions& options);

}  // namespace bihuan::assessment
