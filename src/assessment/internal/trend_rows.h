// src/assessment/internal/trend_rows.h - series over periods, read out of the sheets of a workbook.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/section_workbook.h"
#include "standards/trend.h"
#include "tables/sheet.h"

namespace bihuan::assessment::internal {

// What knowledge/indicators/trend-table.toml says.
struct TrendTableWords {
  std::map<std::string, std::vector<std::string>> columns;  // time, year, month, name
  std::vector<std::string> passed_over, more_is_better, missing_marks;
};

Result<TrendTableWords> load_trend_table_words(std::span<const standards::KnowledgeText> texts);

enum class PeriodKind { kYear, kQuarter, kMonth };

// A period by number: the year; year * 4 + quarter - 1; year * 12 + month - 1.
struct PeriodLabel {
  PeriodKind kind = PeriodKind::kYear;
  std::int64_t time = 0;
  friend bool operator==(const PeriodLabel&, const PeriodLabel&) = default;
};

// Reads 2019, 2019年, 2019年度, 2019年3季度, 2019Q3, 2019年第三季度, 2019年5月, 2019-05, 201905; none otherwise.
std::optional<PeriodLabel> parse_period_label(std::string_view text);
std::string to_string(PeriodLabel label);  // 2019年, 2019年第3季度, 2019年5月

struct TrendSeries {
  std::string name;  // 甲断面 总磷(mg/L)
  std::string sheet, column;
  std::string unit;
  std::vector<standards::TrendPoint> points;  // times ascend
};

struct TrendRows {
  PeriodKind kind = PeriodKind::kYear;
  std::vector<TrendSeries> series;
  std::vector<WorkbookProblem> problems;
  std::int64_t rows_read = 0, rows_refused = 0, cells_refused = 0, rows_passed_over = 0;
};

// Errors: kInvalidInput  no sheet with periods; periods of different kinds
Result<TrendRows> read_trend_rows(const tables::Workbook& workbook, const TrendTableWords& words);

}  // namespace bihuan::assessment::internal
