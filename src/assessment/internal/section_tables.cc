#include "assessment/internal/section_tables.h"

#include <algorithm>

#include "assessment/internal/row_places.h"
#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

using standards::ParameterResult;
using standards::SectionResult;
using standards::SurfaceWaterRules;

constexpr int kShownMore = 2;  // decimals of the mean beyond the rounded one

EvaluationTable items_table(const SurfaceWaterRules& rules, const SectionResult& result) {
  EvaluationTable table{"items",
                        "项目",
                        {{"item", "项目", false},
                         {"unit", "单位", false},
                         {"had", "监测次数", true},
                         {"used", "参加评价", true},
                         {"mean", "均值", true},
                         {"compared", "比较值", true},
                         {"limit", "Ⅲ类限值", true},
                         {"class", "类别", false},
                         {"multiple", "超标倍数", true}},
                        {}};
  for (const ParameterResult& item : result.parameters) {
    const int places = std::min(rules.parameter(item.key)->decimals + kShownMore, Decimal::kMaxPlaces);
    table.rows.push_back({{item.name, item.unit, std::to_string(item.readings_had), std::to_string(item.mean.used),
                           to_string(standards::mean_value(item.mean, places)), to_string(item.compared),
                           to_string(item.class3_limit), class_text(item.water_class), cell_text(item.multiple)},
                          std::nullopt});
  }
  return table;
}

EvaluationTable months_table(const SurfaceWaterRules& rules, const SectionResult& result) {
  EvaluationTable table{
      "months", "逐月", {{"month", "月", true}, {"class", "类别", false}, {"deciding", "定类项目", false}}, {}};
  for (const standards::MonthClass& month : result.monthly) {
    table.rows.push_back(
        {{std::to_string(month.month), class_text(month.water_class), names_of(rules, month.deciding)}, std::nullopt});
  }
  return table;
}

}  // namespace

std::string MonthSpan::text() const {
  const std::string of_year = std::to_string(year) + "年";
  if (first == 1 && last == 12) return of_year;
  if (first == last) return of_year + std::to_string(first) + "月";
  return of_year + std::to_string(first) + "至" + std::to_string(last) + "月";
}

std::vector<MonthSpan> spans_of(const SectionWorkbook& workbook, MonthsBy by) {
  int first_month = 13;
  int last = 0;
  for (const SectionRecord& record : workbook.sections) {
    for (const standards::SectionMonth& month : record.months) {
      if (month.values.empty()) continue;
      first_month = std::min(first_month, month.month);
      last = std::max(last, month.month);
    }
  }
  std::vector<MonthSpan> spans;
  if (last == 0) return spans;
  if (by == MonthsBy::kYear) return {{workbook.year, first_month == last ? last : 1, last}};
  const int step = by == MonthsBy::kMonth ? 1 : 3;
  for (int first = 1; first <= last; first += step) spans.push_back({workbook.year, first, first + step - 1});
  return spans;
}

Result<SectionResult> evaluate_record(const SectionContext& context, const SectionRecord& record,
                                      const MonthSpan& span) {
  standards::SectionInput input;
  input.name = record.name;
  input.body = record.body;
  input.target = record.target;
  input.months_wanted = span.months();
  input.indicator_set = context.indicator_set;
  input.profile = context.profile;
  input.on = context.on.value_or(span.last_day());
  for (const standards::SectionMonth& month : record.months) {
    if (month.month < span.first || month.month > span.last) continue;
    standards::SectionMonth& own = input.months.emplace_back(month);
    std::erase_if(own.values, [&](const auto& entry) { return context.rules.parameter(entry.first) == nullptr; });
  }
  return evaluate_section(context.rules, input);
}

EvaluationDetail section_detail(const SurfaceWaterRules& rules, const SectionResult& result, std::string title) {
  EvaluationDetail detail;
  detail.title = std::move(title);
  detail.reason = result.reason;
  detail.tables.push_back(items_table(rules, result));
  if (result.monthly.size() > 1) detail.tables.push_back(months_table(rules, result));
  detail.bases.push_back(result.basis);
  return detail;
}

std::string class_text(const std::optional<standards::WaterClass>& water_class) {
  return water_class ? std::string(to_string(*water_class)) : std::string();
}

std::string names_of(const SurfaceWaterRules& rules, const std::vector<std::string>& keys) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    const standards::WaterParameter* parameter = rules.parameter(key);
    names.push_back(parameter == nullptr ? key : parameter->names.front());
  }
  return join(names, "、");
}

}  // namespace bihuan::assessment::internal
