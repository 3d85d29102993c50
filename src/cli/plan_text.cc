#include "cli/plan_text.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "cli/text_table.h"
#include "plans/commitments.h"
#include "reports/task_sheet.h"

namespace bihuan::cli {
namespace {

std::string count(std::string_view name, std::size_t number) { return std::string(name) + std::to_string(number); }

std::string head_of(const plans::Plan& plan) {
  std::string text = (plan.title.empty() ? "（未识别标题）" : plan.title) + "\n";
  std::vector<std::string> facts;
  if (plan.plan_year != 0) {
    std::string year = std::to_string(plan.plan_year) + "年";
    if (plan.plan_year_end > plan.plan_year)
      year = std::to_string(plan.plan_year) + "—" + std::to_string(plan.plan_year_end) + "年";
    facts.push_back("年度：" + year);
  }
  if (!plan.issuer.empty()) facts.push_back("发文机关：" + plan.issuer);
  if (!plan.document_number.empty()) facts.push_back("文号：" + plan.document_number);
  if (!facts.empty()) text += join(facts, "  ") + "\n";
  std::size_t groups = 0;
  for (const plans::Item& item : plan.items) groups += item.groups.size();
  text += join({count("事项", plan.items.size()), count("责任单位组", groups), count("目标", plan.targets.size()),
                count("成果", plan.deliverables.size()), count("频次", plan.duties.size()),
                count("定性", plan.qualitative.size()), count("常态", plan.ongoing.size()),
                count("禁止", plan.prohibitions.size()), count("清单", plan.lists.size()),
                count("引用文件", plan.references.size()), count("待核", plan.diagnostics.size())},
               "  ") +
          "\n";
  return text;
}

std::string goal_line(const std::string& goal) { return replace_all(goal, "\n", "；"); }

}  // namespace

std::string plan_table(const plans::Plan& plan, bool is_wide) {
  const auto most = [is_wide](std::size_t width) { return is_wide ? std::size_t{0} : width; };
  const std::vector<Column> columns{{"序号", 0, true},  {"类别", 0},        {"事项", most(20)},
                                    {"任务", most(44)}, {"目标", most(30)}, {"责任单位", most(26)},
                                    {"时限", most(16)}};
  std::vector<std::vector<std::string>> rows;
  for (const reports::TaskRow& row : reports::task_rows(plan, {})) {
    rows.push_back(
        {std::to_string(row.serial), row.kind, row.item, row.task, goal_line(row.goal), row.units, row.deadline});
  }
  std::string text = head_of(plan) + "\n" + render_table(columns, rows);
  if (plan.diagnostics.empty()) return text;
  std::vector<std::vector<std::string>> questions;
  for (const plans::Diagnostic& diagnostic : plan.diagnostics) {
    questions.push_back({std::to_string(diagnostic.span.begin) + "–" + std::to_string(diagnostic.span.end),
                         diagnostic.code, diagnostic.message});
  }
  return text + "\n待核（没有读懂或需要确认的地方）\n" +
         render_table({{"位置（字）", 0, true}, {"代码", 0}, {"说明", most(100)}}, questions);
}

std::string difference_text(const plans::Difference& difference) {
  const plans::DifferenceCounts& counts = difference.counts;
  std::string text = difference.from_title + " → " + difference.to_title + "\n";
  if (difference.entries.empty()) return text + "没有差别。\n";
  const auto number = [](std::string_view name, std::int64_t n) { return std::string(name) + std::to_string(n); };
  text += join({number("新增", counts.added), number("删去", counts.dropped), number("提高", counts.raised),
                number("降低", counts.lowered), number("移交", counts.handed_over), number("改写", counts.reworded),
                number("期限变动", counts.moved), number("性质变动", counts.kind_changed)},
               "  ") +
          "\n\n";
  for (const plans::DifferenceEntry& entry : difference.entries) {
    text += std::string(entry.is_alarm ? "！" : "　") + std::string(plans::change_name(entry.change)) + "［" +
            std::string(plans::kind_name(entry.kind)) + "］" + entry.statement + "\n";
    if (!entry.before_text.empty()) text += "    原：" + entry.before_text + "\n";
    if (!entry.after_text.empty()) text += "    现：" + entry.after_text + "\n";
  }
  return text;
}

std::string units_text(const plans::PlanUnits& units, const plans::Plan& plan, bool is_wide) {
  const auto most = [is_wide](std::size_t width) { return is_wide ? std::size_t{0} : width; };
  std::vector<std::vector<std::string>> rows;
  for (const plans::UnitAnswer& answer : units.answers) {
    std::string what = answer.is_known ? "在册" : "不在册";
    if (answer.is_collective) what = answer.subset_unknown ? "集合，成员不明" : "集合";
    rows.push_back({answer.name, what, std::to_string(answer.leads), std::to_string(answer.responsible),
                    std::to_string(answer.assists), join(answer.members, "、")});
  }
  std::string text = render_table({{"责任单位", most(28)},
                                   {"单位表", 0},
                                   {"牵头", 0, true},
                                   {"负责", 0, true},
                                   {"配合", 0, true},
                                   {"成员", most(60)}},
                                  rows);
  const auto list = [&](std::string_view title, const std::vector<std::string>& names) {
    if (!names.empty()) text += "\n" + std::string(title) + "：" + join(names, "、") + "\n";
  };
  list("单位表中没有的名称", units.unknown);
  list("没有任务的单位", units.without_task);
  if (!units.without_owner.empty()) {
    text += "\n没有责任单位的任务：\n";
    for (const std::string& id : units.without_owner) {
      const plans::Commitment* commitment = plans::find_commitment(plan, id);
      if (commitment == nullptr) continue;
      const std::string line = excerpt(commitment->text, is_wide ? 100000 : 60);
      text += "  " + id + "  ［" + std::string(plans::kind_name(commitment->kind)) + "］" + line + "\n";
    }
  }
  return text;
}

}  // namespace bihuan::cli
