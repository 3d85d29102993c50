#include "assessment/air_tables.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace bihuan::assessment {
namespace {

using standards::AirDay;
using standards::AirPeriod;
using standards::AirRules;
using standards::index_of;
using standards::kAllPollutants;
using standards::PeriodItem;
using standards::Pollutant;

using Cells = std::vector<std::string>;

std::string span_text(const AirPeriod& period) { return to_string(period.first) + "至" + to_string(period.last); }

std::string names_of(std::uint8_t bits) {
  std::string out;
  for (const Pollutant p : kAllPollutants) {
    if ((bits & standards::bit_of(p)) != 0) out += (out.empty() ? "" : "、") + std::string(symbol(p));
  }
  return out;
}

std::string names_of(const std::vector<Pollutant>& pollutants) {
  std::uint8_t bits = 0;
  for (const Pollutant p : pollutants) bits |= standards::bit_of(p);
  return names_of(bits);
}

// A statistic; nothing where the data are not enough: then `reason` says why.
std::string figure(const PeriodItem& item) {
  const std::optional<standards::PeriodStatistic>& statistic = item.mean ? item.mean : item.percentile;
  return item.is_enough && statistic ? to_string(statistic->value) : std::string();
}

bool is_period(AirBy by) { return by == AirBy::kMonth || by == AirBy::kYear; }

std::vector<EvaluationColumn> columns_of(AirBy by) {
  std::vector<EvaluationColumn> columns = {{"station", "点位", false}};
  columns.push_back(is_period(by) ? EvaluationColumn{"period", "时段", false}
                                  : EvaluationColumn{"date", "日期", false});
  if (by == AirBy::kHour) columns.push_back({"hour", "时", true});
  for (const Pollutant p : kAllPollutants) {
    std::string head(symbol(p));
    if (p == Pollutant::kO3 && by != AirBy::kHour) head += is_period(by) ? "-8h-90" : "-8h";
    if (p == Pollutant::kCo && is_period(by)) head += "-95";
    columns.push_back({std::string(to_string(p)), head, true});
  }
  if (is_period(by)) {
    const std::vector<EvaluationColumn> more = {{"composite", "综合指数", true},  {"rank", "排名", true},
                                                {"days_valid", "有效天数", true}, {"good_days", "优良天数", true},
                                                {"good_rate", "优良比例%", true}, {"heavy_days", "重污染天数", true},
                                                {"compliance", "年评价", false}};
    columns.insert(columns.end(), more.begin(), more.end());
    return columns;
  }
  const std::vector<EvaluationColumn> more = {{"aqi", "AQI", true},
                                              {"category", "类别", false},
                                              {"primary", "首要污染物", false},
                                              {"complete", "六项", false},
                                              {"standard", "标准", false}};
  columns.insert(columns.end(), more.begin(), more.end());
  return columns;
}

Cells day_cells(const AirEvaluation& evaluation, const AirSeries& series, std::size_t i) {
  const AirDay& day = series.days[i];
  const Date date = evaluation.day(i);
  const AirRules& rules = evaluation.rules_on(date);
  Cells cells = {series.name, to_string(date)};
  for (const Pollutant p : kAllPollutants) {
    cells.push_back((day.valid & standards::bit_of(p)) != 0 ? to_string(day_value(rules, day, p)) : std::string());
  }
  cells.push_back(day.is_published ? std::to_string(day.aqi) : "NA");
  cells.push_back(day.is_published ? rules.level(day.aqi).category : std::string());
  cells.push_back(day.is_published ? names_of(day.primary) : std::string());
  cells.push_back(day.is_complete() ? "齐全" : "不齐");
  cells.push_back(rules.index_id);
  return cells;
}

Cells hour_cells(const AirEvaluation& evaluation, const AirSeries& series, const AirHour& hour) {
  const standards::AirIndex& index = hour.index;
  Cells cells = {series.name, to_string(hour.day), std::to_string(hour.slot + 1)};
  for (const Pollutant p : kAllPollutants) {
    const auto found = std::ranges::find(index.items, p, &standards::IndexItem::pollutant);
    cells.push_back(found == index.items.end() ? std::string() : to_string(found->concentration));
  }
  cells.push_back(index.aqi ? std::to_string(*index.aqi) : "NA");
  cells.push_back(index.aqi ? index.level.category : std::string());
  cells.push_back(index.aqi ? names_of(index.primary) : std::string());
  cells.push_back(index.is_complete ? "齐全" : "不齐");
  cells.push_back(evaluation.rules_on(hour.day).index_id);
  return cells;
}

Cells period_cells(const AirPeriod& period, const std::string& rank) {
  Cells cells = {period.name, span_text(period)};
  for (const PeriodItem& item : period.items) cells.push_back(figure(item));
  cells.push_back(cell_text(period.composite_index));
  cells.push_back(rank);
  cells.push_back(std::to_string(period.days_valid) + "/" + std::to_string(period.days));
  cells.push_back(std::to_string(period.good_days));
  cells.push_back(cell_text(period.good_rate));
  cells.push_back(std::to_string(period.heavy_days));
  cells.push_back(period.is_year ? std::string(to_chinese(period.compliance)) : std::string());
  return cells;
}

EvaluationTable items_table(const AirPeriod& period) {
  EvaluationTable table{"items",
                        "各项污染物",
                        {{"pollutant", "项目", false},
                         {"days_valid", "有效日值", true},
                         {"days_met", "日达标", true},
                         {"rate", "日达标率%", true},
                         {"mean", "均值", true},
                         {"percentile", "百分位数", true},
                         {"limit", "限值", false},
                         {"compliance", "评价", false},
                         {"index", "单项指数", true},
                         {"reason", "说明", false}},
                        {}};
  for (const PeriodItem& item : period.items) {
    const auto value = [&](const std::optional<standards::PeriodStatistic>& statistic) {
      return item.is_enough && statistic ? to_string(statistic->value) : std::string();
    };
    Cells limits;
    for (const auto& statistic : {item.mean, item.percentile}) {
      if (statistic) limits.push_back(to_string(statistic->limit));
    }
    table.rows.push_back(
        {{std::string(symbol(item.pollutant)), std::to_string(item.days_valid), std::to_string(item.days_met),
          cell_text(item.rate), value(item.mean), value(item.percentile), join(limits, "、"),
          std::string(to_chinese(item.compliance)), cell_text(item.index), item.reason},
         std::nullopt});
  }
  return table;
}

std::int64_t period_detail(Evaluation& out, const AirPeriod& period, const std::string& edition = {}) {
  EvaluationDetail detail;
  detail.title = period.name + " " + span_text(period) + (edition.empty() ? "" : " " + edition);
  detail.tables.push_back(items_table(period));
  detail.bases.push_back(period.basis);
  return add_detail(out, std::move(detail));
}

std::int64_t hour_detail(Evaluation& out, const AirSeries& series, const AirHour& hour) {
  EvaluationDetail detail;
  detail.title = series.name + " " + to_string(hour.day) + " " + std::to_string(hour.slot + 1) + "时";
  EvaluationTable table{
      "items", "分指数", {{"pollutant", "项目", false}, {"value", "浓度", true}, {"index", "分指数", true}}, {}};
  for (const standards::IndexItem& item : hour.index.items) {
    table.rows.push_back({{std::string(symbol(item.pollutant)), to_string(item.concentration),
                           item.index ? std::to_string(*item.index) : std::string()},
                          std::nullopt});
  }
  detail.tables.push_back(std::move(table));
  detail.bases.push_back(hour.index.basis);
  return add_detail(out, std::move(detail));
}

std::int64_t day_detail(Evaluation& out, const AirEvaluation& evaluation, const AirSeries& series, std::size_t i) {
  const AirDay& day = series.days[i];
  const AirRules& rules = evaluation.rules_on(evaluation.day(i));
  EvaluationDetail detail;
  detail.title = series.name + " " + to_string(evaluation.day(i));
  EvaluationTable table{
      "items", "分指数", {{"pollutant", "项目", false}, {"value", "日值", true}, {"index", "分指数", true}}, {}};
  for (const Pollutant p : kAllPollutants) {
    const bool is_valid = (day.valid & standards::bit_of(p)) != 0;
    const bool is_indexed = (day.indexed & standards::bit_of(p)) != 0;
    table.rows.push_back({{std::string(symbol(p)), is_valid ? to_string(day_value(rules, day, p)) : std::string(),
                           is_indexed ? std::to_string(day.index[index_of(p)]) : std::string()},
                          std::nullopt});
  }
  detail.tables.push_back(std::move(table));
  detail.bases.push_back(day_basis(rules, *rules.profile("hj633-daily"), day));
  return add_detail(out, std::move(detail));
}

std::string editions(const AirEvaluation& evaluation) {
  std::string out;
  for (const AirRules& rules : evaluation.rules) {
    out += (out.empty() ? "" : "；") + rules.limits_id + "（" + rules.phase_name + "）、" + rules.index_id + "、" +
           rules.statistics_id;
  }
  return out;
}

void add_file(Evaluation& out, const AirEvaluation& evaluation) {
  const AirWorkbook& workbook = evaluation.workbook;
  out.kind = "air";
  out.title = "环境空气评价";
  out.file_name = workbook.file_name;
  out.file_digest = workbook.digest;
  out.rows_read = workbook.rows_read;
  out.rows_refused = workbook.rows_refused;
  out.cells_refused = workbook.cells_refused;
  out.rows_passed_over = workbook.rows_passed_over;
  for (const AirColumnUse& use : workbook.mapping) {
    out.mapping.push_back({use.sheet, use.column, use.head, std::string(symbol(use.pollutant)), use.unit, use.origin});
  }
  for (const WorkbookProblem& problem : workbook.problems) out.problems.push_back(to_problem(problem));
  for (const Error& error : evaluation.open) out.open.push_back(to_problem(error));
}

// Cities are ranked among each other; without at least two of them, stations.
class Ranking {
 public:
  explicit Ranking(const AirEvaluation& evaluation) {
    const auto cities = std::ranges::count_if(evaluation.series, &AirSeries::is_city);
    of_cities_ = cities > 1;
    for (const AirSeries& series : evaluation.series) {
      if (series.is_city != of_cities_) continue;
      for (const AirPeriod& period : series.periods) {
        if (period.composite_index) by_span_[span_text(period)].push_back(*period.composite_index);
      }
    }
    for (const auto& [span, values] : by_span_) ranks_[span] = standards::ranks(values);
  }

  std::string rank_of(const AirSeries& series, const AirPeriod& period) const {
    if (series.is_city != of_cities_ || !period.composite_index) return {};
    const std::vector<Decimal>& values = by_span_.at(span_text(period));
    if (values.size() < 2) return {};
    const auto at = std::ranges::find(values, *period.composite_index) - values.begin();
    return std::to_string(ranks_.at(span_text(period))[static_cast<std::size_t>(at)]);
  }

 private:
  bool of_cities_ = false;
  std::map<std::string, std::vector<Decimal>> by_span_;
  std::map<std::string, std::vector<int>> ranks_;
};

EvaluationTable levels_table(const AirRules& rules, const AirPeriod& period) {
  EvaluationTable table{
      "levels", "各级别的天数", {{"level", "级别", false}, {"category", "类别", false}, {"days", "天数", true}}, {}};
  for (std::size_t i = 0; i < std::min(rules.levels.size(), period.levels.size()); ++i) {
    table.rows.push_back(
        {{rules.levels[i].level, rules.levels[i].category, std::to_string(period.levels[i])}, std::nullopt});
  }
  return table;
}

// Why what has passed of a year does not speak for it: valid days in a smaller share than the annual evaluation asks of
// a whole year. That it holds for a part of the year in proportion is a setting of this project. "" where they do.
std::string why_too_few(const AirRules& rules, const AirPeriod& period, int valid, const std::string& of) {
  constexpr int kYearDays = 365;
  if (std::int64_t{valid} * kYearDays >= std::int64_t{rules.year_days} * std::min(period.days, kYearDays)) return {};
  return to_chinese(period.first) + "至" + to_chinese(period.last) + "共" + std::to_string(period.days) + "天，" + of +
         "有效的只有" + std::to_string(valid) + "天，少于年评价要求的比例（" + std::to_string(rules.year_days) + "/" +
         std::to_string(kYearDays) + "）";
}

// The figures of a year (or of its part that the file holds) that targets ask for.
void add_figures(Evaluation& out, const AirEvaluation& evaluation, const AirSeries& series, const AirPeriod& period) {
  const AirRules& rules = evaluation.rules_on(period.first);
  EvaluationFigure figure;
  figure.place = series.name;
  figure.is_all = series.is_city;
  figure.from = period.first;
  figure.to = std::min(period.last, evaluation.day(static_cast<std::size_t>(evaluation.workbook.days - 1)));
  figure.tables = {items_table(period)};
  figure.basis = period.basis;
  const auto add = [&](std::string id, std::optional<Decimal> value, std::string unit, std::string reason) {
    figure.id = "air." + std::move(id);
    figure.value = value;
    figure.unit = std::move(unit);
    figure.reason = std::move(reason);
    out.figures.push_back(figure);
  };
  for (const PeriodItem& item : period.items) {
    const std::optional<standards::PeriodStatistic>& statistic = item.mean ? item.mean : item.percentile;
    std::string reason = item.reason;
    if (reason.empty()) reason = why_too_few(rules, period, item.days_valid, std::string(symbol(item.pollutant)));
    const bool is_there = item.is_enough && statistic && reason.empty();
    add(std::string(to_string(item.pollutant)), is_there ? std::optional(statistic->value) : std::nullopt,
        std::string(to_string(rules.units[index_of(item.pollutant)])), reason);
  }
  std::string few = why_too_few(rules, period, period.days_valid, "");
  std::string no_index = period.composite_index ? few : "六项污染物不全，没有综合指数";
  add("composite-index", no_index.empty() ? period.composite_index : std::nullopt, "", no_index);
  figure.tables = {levels_table(rules, period)};
  figure.whole = period.days_valid;
  figure.to_come = days_between(*figure.to, Date(figure.to->year(), 12, 31));
  figure.have = period.good_days;
  add("good-day-share", few.empty() ? period.good_rate : std::nullopt, "%", few);
  const auto add_days = [&](const char* id, int number) {
    figure.have = number;
    add(id, few.empty() ? std::optional(Decimal(number)) : std::nullopt, "天", few);
  };
  add_days("good-days", period.good_days);
  add_days("polluted-days", period.days_valid - period.good_days);
  add_days("heavy-days", period.heavy_days);
}

const AirPeriod* year_before(const AirSeries& series, const AirPeriod& period) {
  for (const AirPeriod& other : series.periods) {
    if (other.first.year() + 1 == period.first.year() && other.first.month() == period.first.month() &&
        other.last.month() == period.last.month() && other.is_year == period.is_year) {
      return &other;
    }
  }
  return nullptr;
}

void add_changes(const AirEvaluation& evaluation, Evaluation& out) {
  EvaluationTable table{"changes", "与上年同期比较", {{"station", "点位", false}, {"period", "时段", false}}, {}};
  for (const Pollutant p : kAllPollutants)
    table.columns.push_back({std::string(to_string(p)), std::string(symbol(p)), false});
  table.columns.push_back({"composite", "综合指数", false});
  table.columns.push_back({"good_rate", "优良比例", false});
  for (const AirSeries& series : evaluation.series) {
    for (const AirPeriod& period : series.periods) {
      const AirPeriod* before = year_before(series, period);
      if (before == nullptr) continue;
      const AirRules& rules = evaluation.rules_on(period.first);
      const auto change = [&](const std::optional<Decimal>& now, const std::optional<Decimal>& base) -> std::string {
        if (!now || !base) return {};
        const Result<Decimal> percent = change_percent(rules, *now, *base);
        return percent ? standards::change_sentence(*percent) : std::string();
      };
      const auto value = [](const PeriodItem& item) -> std::optional<Decimal> {
        const auto& statistic = item.mean ? item.mean : item.percentile;
        return item.is_enough && statistic ? std::optional(statistic->value) : std::nullopt;
      };
      Cells cells = {series.name, span_text(period)};
      for (const Pollutant p : kAllPollutants) {
        cells.push_back(change(value(period.items[index_of(p)]), value(before->items[index_of(p)])));
      }
      cells.push_back(change(period.composite_index, before->composite_index));
      cells.push_back(period.good_rate && before->good_rate
                          ? standards::points_sentence(*period.good_rate, *before->good_rate)
                          : std::string());
      table.rows.push_back({std::move(cells), std::nullopt});
    }
  }
  if (!table.rows.empty()) out.tables.push_back(std::move(table));
}

}  // namespace

Evaluation air_tables(const AirEvaluation& evaluation) {
  Evaluation out;
  add_file(out, evaluation);
  out.standards.push_back(editions(evaluation));
  EvaluationTable table{"periods", "时段评价", columns_of(evaluation.by), {}};
  if (evaluation.by == AirBy::kHour) table = {"hours", "小时评价", columns_of(evaluation.by), {}};
  if (evaluation.by == AirBy::kDay) table = {"days", "日评价", columns_of(evaluation.by), {}};
  const Ranking ranking(evaluation);
  for (const AirSeries& series : evaluation.series) {
    for (const AirHour& hour : series.hours) {
      table.rows.push_back({hour_cells(evaluation, series, hour), hour_detail(out, series, hour)});
    }
    for (const AirPeriod& period : series.periods) {
      table.rows.push_back({period_cells(period, ranking.rank_of(series, period)), period_detail(out, period)});
      if (evaluation.has_figures) add_figures(out, evaluation, series, period);
    }
    if (evaluation.by != AirBy::kDay) continue;
    for (std::size_t i = 0; i < series.days.size(); ++i) {
      table.rows.push_back({day_cells(evaluation, series, i), day_detail(out, evaluation, series, i)});
    }
  }
  out.tables.push_back(std::move(table));
  add_changes(evaluation, out);
  return out;
}

Evaluation air_comparison_tables(const AirComparison& comparison) {
  Evaluation out;
  add_file(out, comparison.before);
  for (const Error& error : comparison.after.open) out.open.push_back(to_problem(error));
  out.title = "环境空气评价：2012版与2026版";
  out.standards = {editions(comparison.before), editions(comparison.after)};
  EvaluationTable periods{"periods", "时段评价", columns_of(comparison.before.by), {}};
  if (is_period(comparison.before.by)) {
    periods.columns.insert(periods.columns.begin() + 2, {"edition", "标准", false});
    const Ranking before_ranks(comparison.before);
    const Ranking after_ranks(comparison.after);
    for (std::size_t s = 0; s < comparison.before.series.size(); ++s) {
      const AirSeries& before = comparison.before.series[s];
      const AirSeries& after = comparison.after.series[s];
      for (std::size_t i = 0; i < std::min(before.periods.size(), after.periods.size()); ++i) {
        const auto add = [&](const char* edition, const AirPeriod& period, const std::string& rank) {
          Cells cells = period_cells(period, rank);
          cells.insert(cells.begin() + 2, edition);
          periods.rows.push_back({std::move(cells), period_detail(out, period, edition)});
        };
        add("2012版", before.periods[i], before_ranks.rank_of(before, before.periods[i]));
        add("2026版", after.periods[i], after_ranks.rank_of(after, after.periods[i]));
      }
    }
    out.tables.push_back(std::move(periods));
  }
  EvaluationTable days{"days",
                       "AQI不同的日",
                       {{"station", "点位", false},
                        {"date", "日期", false},
                        {"before", "2012版", true},
                        {"after", "2026版", true},
                        {"reasons", "原因", false}},
                       {}};
  const auto text = [](const std::optional<int>& index) { return index ? std::to_string(*index) : std::string("NA"); };
  for (const AirDayChange& change : comparison.days) {
    days.rows.push_back(
        {{change.name, to_string(change.day), text(change.before), text(change.after), join(change.reasons, "；")},
         std::nullopt});
  }
  out.tables.push_back(std::move(days));
  return out;
}

}  // namespace bihuan::assessment
