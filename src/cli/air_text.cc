#include "cli/air_text.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "cli/text_table.h"

namespace bihuan::cli {
namespace {

using assessment::AirBy;
using assessment::AirEvaluation;
using assessment::AirSeries;
using standards::AirDay;
using standards::AirPeriod;
using standards::AirRules;
using standards::index_of;
using standards::kAllPollutants;
using standards::PeriodItem;
using standards::Pollutant;

using Cells = std::vector<std::string>;
using Rows = std::vector<Cells>;

constexpr const char* kNone = "—";

std::string or_none(const std::optional<Decimal>& value) { return value ? to_string(*value) : kNone; }

std::string span_text(const AirPeriod& period) { return to_string(period.first) + "至" + to_string(period.last); }

std::string names_of(std::uint8_t bits) {
  std::string out;
  for (const Pollutant p : kAllPollutants) {
    if ((bits & standards::bit_of(p)) != 0) out += (out.empty() ? "" : "、") + std::string(symbol(p));
  }
  return out.empty() ? kNone : out;
}

std::string names_of(const std::vector<Pollutant>& pollutants) {
  std::uint8_t bits = 0;
  for (const Pollutant p : pollutants) bits |= standards::bit_of(p);
  return names_of(bits);
}

// A statistic; nothing where the data are not enough: then `reason` says why.
std::string figure(const PeriodItem& item, const std::optional<standards::PeriodStatistic>& statistic) {
  return item.is_enough && statistic ? to_string(statistic->value) : kNone;
}

Cells day_cells(const AirEvaluation& evaluation, const AirSeries& series, std::size_t i) {
  const AirDay& day = series.days[i];
  const Date date = evaluation.day(i);
  const AirRules& rules = evaluation.rules_on(date);
  Cells cells = {series.name, to_string(date)};
  for (const Pollutant p : kAllPollutants) {
    cells.push_back((day.valid & standards::bit_of(p)) != 0 ? to_string(day_value(rules, day, p)) : kNone);
  }
  cells.push_back(day.is_published ? std::to_string(day.aqi) : "NA");
  cells.push_back(day.is_published ? rules.level(day.aqi).category : kNone);
  cells.push_back(day.is_published ? names_of(day.primary) : kNone);
  cells.push_back(day.is_complete() ? "齐全" : "不齐");
  cells.push_back(rules.index_id);
  return cells;
}

Cells hour_cells(const AirEvaluation& evaluation, const AirSeries& series, const assessment::AirHour& hour) {
  const standards::AirIndex& index = hour.index;
  Cells cells = {series.name, to_string(hour.day), std::to_string(hour.slot + 1)};
  for (const Pollutant p : kAllPollutants) {
    const auto found = std::ranges::find(index.items, p, &standards::IndexItem::pollutant);
    cells.push_back(found == index.items.end() ? kNone : to_string(found->concentration));
  }
  cells.push_back(index.aqi ? std::to_string(*index.aqi) : "NA");
  cells.push_back(index.aqi ? index.level.category : kNone);
  cells.push_back(index.aqi ? names_of(index.primary) : kNone);
  cells.push_back(index.is_complete ? "齐全" : "不齐");
  cells.push_back(evaluation.rules_on(hour.day).index_id);
  return cells;
}

Cells period_cells(const AirPeriod& period) {
  Cells cells = {period.name, span_text(period)};
  for (const PeriodItem& item : period.items) {
    const bool has_mean = item.mean.has_value();
    cells.push_back(has_mean ? figure(item, item.mean) : figure(item, item.percentile));
  }
  cells.push_back(or_none(period.composite_index));
  cells.push_back(std::to_string(period.days_valid) + "/" + std::to_string(period.days));
  cells.push_back(std::to_string(period.good_days));
  cells.push_back(period.good_rate ? to_string(*period.good_rate) + "%" : kNone);
  cells.push_back(std::to_string(period.heavy_days));
  cells.push_back(period.is_year ? std::string(to_chinese(period.compliance)) : kNone);
  return cells;
}

std::vector<Column> columns_of(AirBy by) {
  std::vector<Column> columns = {{"点位"}, {by == AirBy::kDay || by == AirBy::kHour ? "日期" : "时段"}};
  if (by == AirBy::kHour) columns.push_back({"时", 0, true});
  const bool is_period = by == AirBy::kMonth || by == AirBy::kYear;
  for (const Pollutant p : kAllPollutants) {
    std::string head(symbol(p));
    if (p == Pollutant::kO3 && by != AirBy::kHour) head += is_period ? "-8h-90" : "-8h";
    if (p == Pollutant::kCo && is_period) head += "-95";
    columns.push_back({head, 0, true});
  }
  if (is_period) {
    for (const char* head : {"综合指数", "有效天数", "优良天数", "优良比例", "重污染天数"})
      columns.push_back({head, 0, true});
    columns.push_back({"年评价"});
    return columns;
  }
  columns.push_back({"AQI", 0, true});
  for (const char* head : {"类别", "首要污染物", "六项", "标准"}) columns.push_back({head});
  return columns;
}

Rows rows_of(const AirEvaluation& evaluation) {
  Rows rows;
  for (const AirSeries& series : evaluation.series) {
    for (const assessment::AirHour& hour : series.hours) rows.push_back(hour_cells(evaluation, series, hour));
    for (const AirPeriod& period : series.periods) rows.push_back(period_cells(period));
    if (evaluation.by != AirBy::kDay) continue;
    for (std::size_t i = 0; i < series.days.size(); ++i) rows.push_back(day_cells(evaluation, series, i));
  }
  return rows;
}

std::string editions(const AirEvaluation& evaluation) {
  std::string out;
  for (const AirRules& rules : evaluation.rules) {
    out += (out.empty() ? "" : "；") + rules.limits_id + "（" + rules.phase_name + "）、" + rules.index_id + "、" +
           rules.statistics_id;
  }
  return out;
}

void explain(const AirPeriod& period, std::string& out) {
  out += period.name + " " + span_text(period) + "：应有" + std::to_string(period.basis.wanted) + "个日值，有" +
         std::to_string(period.basis.had) + "个，用" + std::to_string(period.basis.used) + "个；把握" +
         period.basis.confidence + "\n";
  for (const standards::LeftOut& left_out : period.basis.left_out)
    out += "  " + left_out.where + "：" + left_out.reason + "\n";
}

std::string explanation(const AirEvaluation& evaluation) {
  std::string out = "\n列的对应\n";
  for (const assessment::AirColumnUse& use : evaluation.workbook.mapping) {
    out += "  " + use.sheet + " " + use.column + "列“" + use.head + "” → " + std::string(symbol(use.pollutant)) + "，" +
           use.unit + "（" + use.origin + "）\n";
  }
  for (const assessment::WorkbookProblem& problem : evaluation.workbook.problems) {
    if (problem.kind == assessment::ProblemKind::kNote)
      out += "注：" + problem.error.message + "（" + problem.error.where + "）\n";
  }
  const standards::Basis* basis = nullptr;
  for (const AirSeries& series : evaluation.series) {
    for (const AirPeriod& period : series.periods) {
      explain(period, out);
      basis = &period.basis;
    }
    if (!series.hours.empty()) basis = &series.hours.front().index.basis;
  }
  if (basis == nullptr) return out;
  out += "条款：" + join(basis->clauses, "；") + "\n修约：" + basis->rounding + "\n";
  for (const std::string& note : basis->notes) out += "注：" + note + "\n";
  return out + "知识摘要：" + basis->knowledge_digest + "\n";
}

void member(JsonWriter& json, std::string_view key, std::string_view text) {
  json.key(key);
  json.string(text);
}
void member(JsonWriter& json, std::string_view key, std::int64_t number) {
  json.key(key);
  json.raw_number(std::to_string(number));
}
void member(JsonWriter& json, std::string_view key, const std::optional<Decimal>& value) {
  json.key(key);
  if (value) {
    json.raw_number(to_string(*value));
  } else {
    json.null();
  }
}

void write_strings(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key);
  json.begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_statistic(JsonWriter& json, const char* key, const PeriodItem& item,
                     const std::optional<standards::PeriodStatistic>& statistic) {
  if (!statistic) return;
  json.key(key);
  json.begin_object();
  member(json, "value", item.is_enough ? std::optional(statistic->value) : std::nullopt);
  member(json, "limit", std::optional(statistic->limit));
  member(json, "compliance", to_string(statistic->compliance));
  member(json, "multiple", statistic->multiple);
  json.end_object();
}

void write_basis(JsonWriter& json, const standards::Basis& basis) {
  json.key("basis");
  json.begin_object();
  member(json, "standard", basis.standard);
  member(json, "edition", basis.edition);
  write_strings(json, "clauses", basis.clauses);
  member(json, "knowledge_digest", basis.knowledge_digest);
  member(json, "profile", basis.profile);
  member(json, "rounding", basis.rounding);
  member(json, "wanted", basis.wanted);
  member(json, "had", basis.had);
  member(json, "used", basis.used);
  member(json, "confidence", basis.confidence);
  write_strings(json, "notes", basis.notes);
  json.end_object();
}

void write_period(JsonWriter& json, const AirPeriod& period) {
  json.begin_object();
  member(json, "name", period.name);
  member(json, "first", to_string(period.first));
  member(json, "last", to_string(period.last));
  json.key("items");
  json.begin_array();
  for (const PeriodItem& item : period.items) {
    json.begin_object();
    member(json, "pollutant", to_string(item.pollutant));
    member(json, "days_valid", item.days_valid);
    member(json, "days_met", item.days_met);
    member(json, "rate", item.rate);
    write_statistic(json, "mean", item, item.mean);
    write_statistic(json, "percentile", item, item.percentile);
    member(json, "compliance", to_string(item.compliance));
    member(json, "single_index", item.index);
    member(json, "reason", item.reason);
    json.end_object();
  }
  json.end_array();
  member(json, "composite_index", period.composite_index);
  member(json, "days", period.days);
  member(json, "days_valid", period.days_valid);
  member(json, "good_days", period.good_days);
  member(json, "good_rate", period.good_rate);
  member(json, "heavy_days", period.heavy_days);
  member(json, "compliance", to_string(period.compliance));
  write_basis(json, period.basis);
  json.end_object();
}

}  // namespace

std::string air_text(const AirEvaluation& evaluation, bool explains) {
  const assessment::AirWorkbook& workbook = evaluation.workbook;
  std::string out = render_table(columns_of(evaluation.by), rows_of(evaluation));
  out += "\n标准：" + editions(evaluation) + "\n数据：" + workbook.file_name + "，" +
         (workbook.is_hourly ? "小时值" : "日值") + "，" + std::to_string(workbook.stations.size()) + "个点位，读取" +
         std::to_string(workbook.rows_read) + "行、" + std::to_string(workbook.cells_read) + "个数，拒收" +
         std::to_string(workbook.rows_refused) + "行、" + std::to_string(workbook.cells_refused) + "格\n";
  return explains ? out + explanation(evaluation) : out;
}

std::string air_csv(const AirEvaluation& evaluation) {
  const auto line = [](const Cells& cells) {
    std::string out;
    for (const std::string& cell : cells) {
      const bool is_quoted = cell.find_first_of(",\"\n") != std::string::npos;
      const std::string text = cell == kNone ? "" : cell;
      out += (&cell == cells.data() ? "" : ",") + (is_quoted ? "\"" + replace_all(text, "\"", "\"\"") + "\"" : text);
    }
    return out + "\n";
  };
  Cells head;
  for (const Column& column : columns_of(evaluation.by)) head.push_back(column.head);
  std::string out = line(head);
  for (const Cells& cells : rows_of(evaluation)) out += line(cells);
  return out;
}

std::string air_json(const AirEvaluation& evaluation) {
  JsonWriter json(JsonStyle::kPretty);
  json.begin_object();
  member(json, "file", evaluation.workbook.file_name);
  member(json, "file_digest", evaluation.workbook.digest);
  member(json, "rows_read", evaluation.workbook.rows_read);
  member(json, "rows_refused", evaluation.workbook.rows_refused);
  member(json, "cells_refused", evaluation.workbook.cells_refused);
  json.key("periods");
  json.begin_array();
  for (const AirSeries& series : evaluation.series) {
    for (const AirPeriod& period : series.periods) write_period(json, period);
  }
  json.end_array();
  // Days and hours: the columns of the table, as texts.
  const bool is_period = evaluation.by == AirBy::kMonth || evaluation.by == AirBy::kYear;
  json.key("rows");
  json.begin_array();
  for (const Cells& cells : is_period ? Rows{} : rows_of(evaluation)) {
    json.begin_object();
    const std::vector<Column> columns = columns_of(evaluation.by);
    for (std::size_t i = 0; i < columns.size(); ++i) member(json, columns[i].head, cells[i] == kNone ? "" : cells[i]);
    json.end_object();
  }
  json.end_array();
  write_strings(json, "standards", {editions(evaluation)});
  json.key("problems");
  json.begin_array();
  for (const assessment::WorkbookProblem& problem : evaluation.workbook.problems) {
    json.begin_object();
    member(json, "where", problem.error.where);
    member(json, "message", problem.error.message);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string air_comparison_text(const assessment::AirComparison& comparison) {
  Rows rows;
  for (std::size_t s = 0; s < comparison.before.series.size(); ++s) {
    const AirSeries& before = comparison.before.series[s];
    const AirSeries& after = comparison.after.series[s];
    for (std::size_t i = 0; i < std::min(before.periods.size(), after.periods.size()); ++i) {
      for (const auto& [edition, period] :
           {std::pair("2012版", &before.periods[i]), std::pair("2026版", &after.periods[i])}) {
        Cells cells = period_cells(*period);
        cells.insert(cells.begin() + 2, edition);
        rows.push_back(std::move(cells));
      }
    }
  }
  std::vector<Column> columns = columns_of(comparison.before.by);
  std::string out;
  if (!rows.empty()) {
    columns.insert(columns.begin() + 2, Column{"标准"});
    out = render_table(columns, rows) + "\n";
  }
  const auto text = [](const std::optional<int>& index) { return index ? std::to_string(*index) : std::string("NA"); };
  Rows days;
  for (const assessment::AirDayChange& change : comparison.days) {
    days.push_back(
        {change.name, to_string(change.day), text(change.before), text(change.after), join(change.reasons, "；")});
  }
  out += "AQI不同的日：" + std::to_string(days.size()) + "\n";
  if (!days.empty())
    out += render_table({{"点位"}, {"日期"}, {"2012版", 0, true}, {"2026版", 0, true}, {"原因"}}, days);
  return out;
}

}  // namespace bihuan::cli
