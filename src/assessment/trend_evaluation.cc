#include "assessment/trend_evaluation.h"

#include <algorithm>
#include <utility>

#include "assessment/internal/trend_rows.h"
#include "base/digest.h"
#include "base/text.h"

namespace bihuan::assessment {
namespace {

using internal::TrendSeries;
using standards::Trend;

std::string word_of(Trend trend, bool is_more_better) {
  const std::string_view meaning = standards::meaning_of(trend, is_more_better);
  return std::string(to_chinese(trend)) + (meaning.empty() ? std::string() : "（" + std::string(meaning) + "）");
}

bool is_more_better(const internal::TrendTableWords& words, const std::string& name) {
  return std::ranges::any_of(words.more_is_better,
                             [&](const std::string& word) { return name.find(word) != std::string::npos; });
}

EvaluationTable points_table(const TrendSeries& series, internal::PeriodKind kind) {
  EvaluationTable table{"points", "各时段的值", {{"period", "时段", false}, {"value", "值", true}}, {}};
  for (const standards::TrendPoint& point : series.points) {
    table.rows.push_back({{to_string(internal::PeriodLabel{kind, point.time}), cell_text(point.value)}, std::nullopt});
  }
  return table;
}

std::string reasons(const standards::SpearmanResult& spearman, const standards::MannKendallResult& kendall,
                    const standards::TheilSenResult& sen) {
  std::vector<std::string> texts;
  for (const std::string* reason : {&spearman.reason, &kendall.reason, &sen.reason}) {
    if (!reason->empty() && std::ranges::find(texts, *reason) == texts.end()) texts.push_back(*reason);
  }
  return join(texts, "；");
}

Status add_series(const standards::TrendRules& rules, const internal::TrendTableWords& words, const TrendSeries& series,
                  internal::PeriodKind kind, EvaluationTable& table, Evaluation& out) {
  BIHUAN_TRY(const standards::SpearmanResult spearman, spearman_trend(rules, series.points));
  BIHUAN_TRY(const standards::MannKendallResult kendall, mann_kendall_trend(rules, series.points));
  BIHUAN_TRY(const standards::TheilSenResult sen, theil_sen_slope(rules, series.points));
  const bool better = is_more_better(words, series.name);
  EvaluationDetail detail{series.name,
                          reasons(spearman, kendall, sen),
                          {points_table(series, kind)},
                          {spearman.basis, kendall.basis, sen.basis},
                          "工作表「" + series.sheet + "」" + series.column + "列"};
  const auto with_value =
      std::ranges::count_if(series.points, [](const standards::TrendPoint& point) { return point.value.has_value(); });
  const std::string interval = sen.low && sen.high ? to_string(*sen.low) + "至" + to_string(*sen.high) : std::string();
  table.rows.push_back(
      {{series.name, std::to_string(with_value), to_string(internal::PeriodLabel{kind, series.points.front().time}),
        to_string(internal::PeriodLabel{kind, series.points.back().time}), cell_text(spearman.rs),
        spearman.bound ? to_string(spearman.bound->wp_005) : std::string(), word_of(spearman.trend, better),
        cell_text(kendall.z), cell_text(kendall.p), word_of(kendall.trend, better), cell_text(sen.slope), interval,
        detail.reason},
       add_detail(out, detail)});
  return {};
}

}  // namespace

Result<Evaluation> evaluate_trends(std::string_view bytes, std::string_view file_name,
                                   std::span<const standards::KnowledgeText> texts) {
  BIHUAN_TRY(const standards::TrendRules rules, standards::load_trend_rules(texts));
  BIHUAN_TRY(const internal::TrendTableWords words, internal::load_trend_table_words(texts));
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  BIHUAN_TRY(const internal::TrendRows rows, internal::read_trend_rows(workbook, words));
  Evaluation out;
  out.kind = "trend";
  out.title = "变化趋势";
  out.file_name = std::string(file_name);
  out.file_digest = sm3_hex(bytes);
  out.standards = {rules.source.standard + " 秩相关系数法", rules.methods.standard};
  out.rows_read = rows.rows_read;
  out.rows_refused = rows.rows_refused;
  out.cells_refused = rows.cells_refused;
  out.rows_passed_over = rows.rows_passed_over;
  for (const WorkbookProblem& problem : rows.problems) out.problems.push_back(to_problem(problem));
  EvaluationTable table{"trends",
                        "趋势",
                        {{"series", "序列", false},
                         {"periods", "时段数", true},
                         {"first", "首", false},
                         {"last", "末", false},
                         {"rs", "rs", true},
                         {"wp", "临界值", true},
                         {"spearman", "秩相关", false},
                         {"z", "MK Z", true},
                         {"p", "p", true},
                         {"mann_kendall", "MK检验", false},
                         {"slope", "Sen斜率", true},
                         {"interval", "置信区间", false},
                         {"reason", "说明", false}},
                        {}};
  for (const TrendSeries& series : rows.series) {
    out.mapping.push_back({series.sheet, series.column, series.name, series.name, series.unit, ""});
    BIHUAN_CHECK(add_series(rules, words, series, rows.kind, table, out));
  }
  out.tables.push_back(std::move(table));
  return out;
}

}  // namespace bihuan::assessment
