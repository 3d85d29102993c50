#include "assessment/internal/trend_rows.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "assessment/internal/month_label.h"
#include "base/text.h"
#include "tables/head_finder.h"

namespace bihuan::assessment::internal {
namespace {

using tables::Cell;
using tables::FoundColumn;
using tables::Head;
using tables::Table;
using tables::TableRow;

constexpr int kFirstYear = 1949;
constexpr int kLastYear = 2200;

std::string lower_letters(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

std::string compared(std::string_view text) { return lower_letters(plain_name(text)); }

bool is_one_of(const std::vector<std::string>& words, const std::string& text) {
  return std::ranges::any_of(words, [&](const std::string& word) { return compared(word) == text; });
}

std::optional<int> small_number(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<int> year_number(std::string_view text) {
  const std::optional<int> year = text.size() == 4 ? small_number(text) : std::nullopt;
  return year && *year >= kFirstYear && *year <= kLastYear ? year : std::nullopt;
}

// 3季度, 第三季度, Q3 behind the year.
std::optional<int> quarter_number(std::string_view text) {
  constexpr std::array<std::string_view, 4> kChinese = {"一", "二", "三", "四"};
  if (text.starts_with("q"))
    text.remove_prefix(1);
  else if (text.ends_with("季度"))
    text.remove_suffix(std::string_view("季度").size());
  else
    return std::nullopt;
  if (text.starts_with("第")) text.remove_prefix(std::string_view("第").size());
  for (int i = 0; i < 4; ++i) {
    if (text == kChinese[static_cast<std::size_t>(i)] || text == std::to_string(i + 1)) return i + 1;
  }
  return std::nullopt;
}

class TrendReader {
 public:
  TrendReader(const TrendTableWords& words, TrendRows& out) : words_(words), out_(out) {}

  void read(const tables::Sheet& sheet) {
    if (read_long(sheet) || read_wide(sheet)) return;
    if (sheet.rows.empty()) return;
    report(ProblemKind::kNote, "没有找到时段，未读取；应有“年份”列，或以年份为表头（如2019年）", sheet_place(sheet));
  }

  Status finish(const std::string& file_name) {
    for (TrendSeries& series : out_.series) {
      std::ranges::stable_sort(series.points, {}, &standards::TrendPoint::time);
    }
    std::erase_if(out_.series, [](const TrendSeries& series) { return series.points.empty(); });
    if (kinds_.size() > 1) {
      return fail(Code::kInvalidInput, "表里既有年又有季度或月份；一份文件应只用一种时段", file_name);
    }
    if (!kinds_.empty()) out_.kind = *kinds_.begin();
    return {};
  }

 private:
  static std::string sheet_place(const tables::Sheet& sheet) { return "工作表「" + sheet.info.name + "」"; }

  void report(ProblemKind kind, std::string message, std::string where) {
    if (kind == ProblemKind::kRefusedRow) ++out_.rows_refused;
    if (kind == ProblemKind::kRefusedCell) ++out_.cells_refused;
    out_.problems.push_back({kind, Error{Code::kInvalidInput, std::move(message), std::move(where)}});
  }

  tables::HeadQuery query_for(const std::string& key) const {
    tables::HeadQuery query;
    query.columns = {{key, words_.columns.at(key), true}};
    return query;
  }

  static const FoundColumn* unused_column(const Head& head, const std::vector<std::string>& names) {
    for (const FoundColumn& column : head.unused) {
      if (is_one_of(names, compared(column.head_text))) return &column;
    }
    return nullptr;
  }

  bool is_series(const FoundColumn& column) const {
    const std::string text = compared(column.head_text);
    for (const auto& [key, names] : words_.columns) {
      if (is_one_of(names, text)) return false;
    }
    return !is_one_of(words_.passed_over, text);
  }

  // A row for each period.
  bool read_long(const tables::Sheet& sheet) {
    for (const char* key : {"year", "time"}) {
      const tables::HeadQuery query = query_for(key);
      const Result<Head> head = tables::find_head(sheet, query);
      if (!head || head->column(key) == nullptr) continue;
      const FoundColumn* month =
          std::string_view(key) == "year" ? unused_column(*head, words_.columns.at("month")) : nullptr;
      const FoundColumn* name = unused_column(*head, words_.columns.at("name"));
      std::vector<const FoundColumn*> columns;
      for (const FoundColumn& column : head->unused) {
        if (is_series(column)) columns.push_back(&column);
      }
      if (columns.empty()) continue;
      const Table table = tables::read_table(sheet, *head, query);
      out_.rows_passed_over += static_cast<std::int64_t>(table.left_out.size());
      for (const TableRow& row : table.rows) read_period_row(sheet, table, row, key, month, name, columns);
      return true;
    }
    return false;
  }

  void read_period_row(const tables::Sheet& sheet, const Table& table, const TableRow& row, const char* key,
                       const FoundColumn* month, const FoundColumn* name,
                       const std::vector<const FoundColumn*>& columns) {
    const std::string where = tables::place(sheet.info.name, row.number);
    const Cell* at = table.cell(row, key);
    std::string text =
        at == nullptr ? std::string()
                      : std::string(at->kind == tables::CellKind::kDate ? std::string_view(at->value) : at->shown());
    if (month != nullptr) {
      std::string number = shown(sheet, row, *month);
      if (number.ends_with("月")) number.resize(number.size() - std::string_view("月").size());
      if (!number.empty()) text = plain_name(text) + (plain_name(text).ends_with("年") ? "" : "年") + number + "月";
    }
    const std::optional<PeriodLabel> label = parse_period_label(text);
    if (!label) {
      report(ProblemKind::kRefusedRow,
             "“" + excerpt(text) + "”不是时段，整行未读取；应为2019、2019年3季度或2019年5月的形式", where);
      return;
    }
    kinds_.insert(label->kind);
    ++out_.rows_read;
    const std::string of = name == nullptr ? std::string() : shown(sheet, row, *name);
    for (const FoundColumn* column : columns) {
      const std::string title = (of.empty() ? "" : of + " ") + column->head_text;
      add_value(sheet, row, *column, title, *label);
    }
  }

  // A column for each period.
  bool read_wide(const tables::Sheet& sheet) {
    const tables::HeadQuery query = query_for("name");
    const Result<Head> head = tables::find_head(sheet, query);
    if (!head || head->column("name") == nullptr) return false;
    std::vector<std::pair<const FoundColumn*, PeriodLabel>> columns;
    for (const FoundColumn& column : head->unused) {
      if (const std::optional<PeriodLabel> label = parse_period_label(column.head_text)) {
        columns.emplace_back(&column, *label);
      }
    }
    if (columns.size() < 2) return false;
    const Table table = tables::read_table(sheet, *head, query);
    out_.rows_passed_over += static_cast<std::int64_t>(table.left_out.size());
    for (const TableRow& row : table.rows) {
      const Cell* cell = table.cell(row, "name");
      const std::string name = cell == nullptr ? std::string() : plain_name(cell->shown());
      if (name.empty()) {
        report(ProblemKind::kRefusedRow, "这一行没有名称，整行未读取；应填写名称",
               tables::place(sheet.info.name, row.number));
        continue;
      }
      ++out_.rows_read;
      for (const auto& [column, label] : columns) {
        kinds_.insert(label.kind);
        add_value(sheet, row, *column, name, label);
      }
    }
    return true;
  }

  static std::string shown(const tables::Sheet& sheet, const TableRow& row, const FoundColumn& column) {
    const Cell* cell = sheet.merged_cell({row.number, column.column});
    return cell == nullptr ? std::string() : plain_name(cell->shown());
  }

  TrendSeries& series_of(const tables::Sheet& sheet, const FoundColumn& column, const std::string& name) {
    const auto found =
        std::ranges::find_if(out_.series, [&](const TrendSeries& series) { return series.name == name; });
    if (found != out_.series.end()) return *found;
    out_.series.push_back({name, sheet.info.name, tables::column_letters(column.column), column.unit, {}});
    return out_.series.back();
  }

  void add_value(const tables::Sheet& sheet, const TableRow& row, const FoundColumn& column, const std::string& name,
                 PeriodLabel label) {
    const tables::CellAddress at{row.number, column.column};
    const Cell* cell = sheet.merged_cell(at);
    const std::string where = tables::place(sheet.info.name, at);
    const std::string text = cell == nullptr ? std::string() : plain_name(cell->shown());
    TrendSeries& series = series_of(sheet, column, name);
    const auto same = std::ranges::find(series.points, label.time, &standards::TrendPoint::time);
    std::optional<Decimal> value;
    if (!text.empty() && !is_one_of(words_.missing_marks, compared(text))) {
      const Result<standards::Measurement> measurement =
          standards::parse_measurement(tables::decimal_text(*cell), where);
      if (!measurement) {
        report(ProblemKind::kRefusedCell, name + measurement.error().message, where);
        return;
      }
      value = standards::counted_value(*measurement);
    }
    if (same == series.points.end()) {
      series.points.push_back({label.time, value});
    } else if (same->value && value && *same->value != *value) {
      report(ProblemKind::kRefusedCell,
             name + "在" + to_string(label) + "有不同的两个值，后一个未使用；每个时段应只有一个值", where);
    } else if (value) {
      same->value = value;
    }
  }

  const TrendTableWords& words_;
  TrendRows& out_;
  std::set<PeriodKind> kinds_;
};

}  // namespace

Result<TrendTableWords> load_trend_table_words(std::span<const standards::KnowledgeText> texts) {
  TrendTableWords words;
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, "indicators/trend-table.toml"));
  BIHUAN_CHECK(file.check_keys({"knowledge", "columns", "passed_over", "more_is_better", "missing"}));
  BIHUAN_TRY(const TomlTable columns, file.table("columns"));
  for (const char* key : {"time", "year", "month", "name"}) {
    BIHUAN_TRY(words.columns[key], columns.strings(key));
  }
  BIHUAN_TRY(const TomlTable passed_over, file.table("passed_over"));
  BIHUAN_TRY(words.passed_over, passed_over.strings("heads"));
  BIHUAN_TRY(const TomlTable better, file.table("more_is_better"));
  BIHUAN_TRY(words.more_is_better, better.strings("words"));
  BIHUAN_TRY(const TomlTable missing, file.table("missing"));
  BIHUAN_TRY(words.missing_marks, missing.strings("marks"));
  return words;
}

std::optional<PeriodLabel> parse_period_label(std::string_view text) {
  std::string plain = compared(text);
  if (plain.ends_with("年度")) plain.resize(plain.size() - std::string_view("度").size());
  const std::string_view view = plain;
  const std::string_view without =
      view.ends_with("年") ? view.substr(0, view.size() - std::string_view("年").size()) : view;
  if (const std::optional<int> year = year_number(without)) return PeriodLabel{PeriodKind::kYear, *year};
  if (view.size() > 4) {
    const std::optional<int> year = year_number(view.substr(0, 4));
    std::string_view rest = view.substr(4);
    if (rest.starts_with("年")) rest.remove_prefix(std::string_view("年").size());
    if (rest.starts_with("-")) rest.remove_prefix(1);
    if (const std::optional<int> quarter = quarter_number(rest); year && quarter) {
      return PeriodLabel{PeriodKind::kQuarter, std::int64_t{*year} * 4 + *quarter - 1};
    }
  }
  const std::optional<MonthLabel> month = parse_month(text);
  if (!month || month->year == 0) return std::nullopt;
  return PeriodLabel{PeriodKind::kMonth, std::int64_t{month->year} * 12 + month->month - 1};
}

std::string to_string(PeriodLabel label) {
  switch (label.kind) {
    case PeriodKind::kQuarter:
      return std::to_string(label.time / 4) + "年第" + std::to_string(label.time % 4 + 1) + "季度";
    case PeriodKind::kMonth:
      return std::to_string(label.time / 12) + "年" + std::to_string(label.time % 12 + 1) + "月";
    case PeriodKind::kYear:
      break;
  }
  return std::to_string(label.time) + "年";
}

Result<TrendRows> read_trend_rows(const tables::Workbook& workbook, const TrendTableWords& words) {
  TrendRows out;
  TrendReader reader(words, out);
  for (const tables::Sheet& sheet : workbook.sheets) {
    if (sheet.info.visibility == tables::Visibility::kVisible) reader.read(sheet);
  }
  BIHUAN_CHECK(reader.finish(workbook.file_name));
  if (out.series.empty()) {
    return fail(Code::kInvalidInput,
                "文件“" + workbook.file_name +
                    "”中没有可评价的序列；应每个时段一行（有“年份”或“时间”列），或每个序列一行、以年份为表头",
                workbook.file_name);
  }
  return out;
}

}  // namespace bihuan::assessment::internal
