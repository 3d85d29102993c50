#include "assessment/assess.h"

#include <algorithm>
#include <set>

#include "assessment/internal/share_target.h"

namespace bihuan::assessment {
namespace {

// January to the last month that has results, up to the day.
internal::AssessedPeriod period_on(const SectionWorkbook& workbook, int year, Date on) {
  internal::AssessedPeriod period;
  period.year = year;
  period.as_of = on;
  period.is_year_over = on >= Date(year, 12, 31);
  if (period.is_year_over) return period;
  period.months = 0;
  for (const SectionRecord& section : workbook.sections) {
    for (const standards::SectionMonth& month : section.months) {
      if (month.month <= on.month() && !month.values.empty()) period.months = std::max(period.months, month.month);
    }
  }
  if (period.months == 0) period.months = on.month();
  return period;
}

void report_sections(const std::vector<Reading>& readings, SectionWorkbook& workbook) {
  std::set<std::string> counted;
  std::set<std::string> missing;
  for (const Reading& reading : readings) {
    for (const SectionReading& member : reading.members) {
      counted.insert(member.name);
      if (workbook.section(member.name) != nullptr || !missing.insert(member.name).second) continue;
      workbook.problems.push_back(
          {ProblemKind::kMissingSection,
           Error{Code::kInvalidInput, "缺少断面“" + member.name + "”的结果；计划中列有这个断面，表中应有同名的行",
                 workbook.file_name}});
    }
  }
  for (const SectionRecord& section : workbook.sections) {
    if (counted.contains(section.name)) continue;
    workbook.problems.push_back(
        {ProblemKind::kNote, Error{Code::kInvalidInput, "断面“" + section.name + "”不在计划考核的断面中，未计入",
                                   section.rows.empty() ? workbook.file_name : section.rows.front()}});
  }
}

}  // namespace

bool Assessment::has_faults() const {
  return std::ranges::any_of(workbook.problems, [](const WorkbookProblem& p) { return p.kind != ProblemKind::kNote; });
}

Result<int> year_to_assess(const plans::Plan& plan, Date on) {
  if (plan.plan_year == 0) return on.year();
  if (on.year() < plan.plan_year) {
    return fail(Code::kNotCovered, to_string(on) + "在计划年度之前；计划“" + plan.title + "”从" +
                                       std::to_string(plan.plan_year) + "年开始");
  }
  return std::min(on.year(), std::max(plan.plan_year, plan.plan_year_end));
}

Result<std::vector<Reading>> assess(const plans::Plan& plan, SectionWorkbook& workbook, Date on,
                                    const standards::SurfaceWaterRules& rules, const IndicatorCatalogue& catalogue,
                                    const AssessOptions& options) {
  BIHUAN_TRY(const int year, year_to_assess(plan, on));
  const internal::ShareContext context{workbook, rules, catalogue, options, period_on(workbook, year, on)};
  BIHUAN_CHECK(
      standards::indicator_set_for(rules, last_day_of_month(year, context.period.months), options.indicator_set));
  std::vector<Reading> readings;
  for (const plans::Target& target : plan.targets) {
    const std::optional<Binding> binding = bind_target(catalogue, plan, target);
    if (!binding) continue;
    BIHUAN_TRY(Reading reading, internal::answer_share_target(target, *binding, context));
    readings.push_back(std::move(reading));
  }
  if (readings.empty()) {
    return fail(Code::kNotFound, "计划“" + plan.title + "”中没有可以用断面水质结果回答的目标（如断面水质优良率）");
  }
  report_sections(readings, workbook);
  return readings;
}

Result<Assessment> assess(const plans::Plan& plan, std::string_view workbook_bytes, std::string_view file_name, Date on,
                          std::span<const standards::KnowledgeText> texts, const AssessOptions& options) {
  BIHUAN_TRY(const int year, year_to_assess(plan, on));
  BIHUAN_TRY(const standards::SurfaceWaterRules rules, standards::load_surface_water_rules(texts, Date(year, 12, 31)));
  BIHUAN_TRY(const IndicatorCatalogue catalogue, load_indicators(texts));
  BIHUAN_TRY(const SectionTableWords words, load_section_table_words(texts));
  Assessment assessment;
  BIHUAN_TRY(assessment.workbook, read_section_workbook(workbook_bytes, file_name, section_items(rules, words), words,
                                                        {.year = year, .detection_limits = options.detection_limits}));
  BIHUAN_TRY(assessment.readings, assess(plan, assessment.workbook, on, rules, catalogue, options));
  return assessment;
}

}  // namespace bihuan::assessment
