#include "reports/task_sheet.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "plans/commitments.h"

namespace bihuan::reports {
namespace {

using plans::Commitment;
using plans::Duty;
using plans::Item;
using plans::Kind;
using plans::Origin;
using plans::Plan;
using plans::Qualitative;
using plans::Role;
using plans::Target;

// "2024-06-30"; none for anything else.
std::optional<Date> parse_day(const std::string& iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : std::string_view(iso).substr(at, size)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const Result<Date> day = Date::make(number(0, 4), number(5, 2), number(8, 2));
  return day.has_value() ? std::optional<Date>(*day) : std::nullopt;
}

std::string month_of(Date day) { return std::to_string(day.year()) + "年" + std::to_string(day.month()) + "月"; }

std::string before(Date day) {
  if (day == last_day_of_month(day.year(), static_cast<int>(day.month()))) return month_of(day) + "底前";
  return month_of(day) + std::to_string(day.day()) + "日前";
}

// Work that repeats or goes on has no day on which it is done, unless the text names one.
bool has_no_end(const Commitment& commitment) {
  const bool goes_on =
      commitment.kind == Kind::kOngoing || commitment.kind == Kind::kDuty || commitment.kind == Kind::kProhibition;
  return commitment.deadline.empty() || (goes_on && commitment.deadline_origin == Origin::kDefault);
}

void add_line(std::string& text, const std::string& line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

std::string comparator_sign(const std::string& comparator) {
  if (comparator == ">=") return "≥";
  if (comparator == "<=") return "≤";
  if (comparator == "=") return "＝";
  if (comparator == ">") return "＞";
  if (comparator == "<") return "＜";
  if (comparator == "≈") return "约";
  return {};
}

std::string direction_word(const std::string& direction) {
  if (direction == "down") return "下降";
  if (direction == "up") return "提高";
  return {};
}

std::string goal_of(const Target& target) {
  std::string goal = target.indicator + direction_word(target.direction);
  if (target.value.has_value()) {
    if (target.comparator == "range" && target.value_high.has_value()) {
      goal += " " + to_string(*target.value) + "～" + to_string(*target.value_high);
    } else {
      goal += " " + comparator_sign(target.comparator) + to_string(*target.value);
    }
    goal += target.unit;
  }
  if (!target.period.empty()) goal += target.period == "year" ? "（每年）" : "（" + target.period + "）";
  if (!target.baseline.empty()) add_line(goal, "基准：" + target.baseline);
  if (!target.scope.empty()) add_line(goal, "范围：" + target.scope);
  if (target.arithmetic.has_value()) add_line(goal, "折算：" + target.arithmetic->statement);
  return goal;
}

std::string period_word(const std::string& period) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"day", "每日"},       {"week", "每周"},        {"month", "每月"},
      {"quarter", "每季度"}, {"half-year", "每半年"}, {"year", "每年"}};
  for (const auto& [word, printed] : kWords) {
    if (period == word) return std::string(printed);
  }
  constexpr std::string_view kYears = " years";
  if (period.ends_with(kYears)) return "每" + period.substr(0, period.size() - kYears.size()) + "年";
  return period;
}

std::string goal_of(const Duty& duty) {
  std::string goal = period_word(duty.period);
  if (duty.min_count.has_value()) goal += "至少" + std::to_string(*duty.min_count) + "次";
  if (!duty.quantity.empty()) add_line(goal, "数量：" + duty.quantity);
  const std::string objects = duty.objects.empty() ? duty.object : join(duty.objects, "、");
  if (!objects.empty()) add_line(goal, "对象：" + objects);
  const std::optional<Date> from = parse_day(duty.window_from), to = parse_day(duty.window_to);
  if (from.has_value() || to.has_value()) {
    const auto day = [](const std::optional<Date>& date) {
      return date.has_value() ? month_of(*date) + std::to_string(date->day()) + "日" : std::string();
    };
    add_line(goal, "期间：" + day(from) + "至" + day(to));
  }
  return goal;
}

std::string goal_of(const Qualitative& qualitative) {
  std::string goal = join(qualitative.indicators, "、");
  if (!qualitative.comparator.empty() || !qualitative.reference.empty()) {
    add_line(goal, qualitative.comparator + qualitative.reference);
  }
  return goal;
}

std::string goal_of(const Commitment& commitment) {
  if (const Target* target = plans::as_target(commitment)) return goal_of(*target);
  if (const Duty* duty = plans::as_duty(commitment)) return goal_of(*duty);
  if (const Qualitative* qualitative = plans::as_qualitative(commitment)) return goal_of(*qualitative);
  return {};
}

// A collective name with more members than this is printed with their number only.
constexpr std::size_t kMostNames = 8;

std::string unit_name(const std::string& name, const TaskSheetContext& context) {
  if (context.organisation == nullptr || !context.date.has_value()) return name;
  const plans::Expanded expanded = context.organisation->expand(name, *context.date);
  switch (expanded.kind) {
    case plans::Expansion::kCollective:
      return name + "（" + join(expanded.members, "、") + "）";
    case plans::Expansion::kSubsetUnknown:
      return name + "（原文未指明）";
    case plans::Expansion::kUnit:
    case plans::Expansion::kUnknown:
      return name;
  }
  return name;
}

std::string units_of(const Commitment& commitment, const TaskSheetContext& context) {
  std::map<Role, std::vector<std::string>> by_role;
  for (const plans::UnitRef& unit : commitment.units) {
    std::vector<std::string>& names = by_role[unit.role];
    std::string name = unit_name(unit.name, context);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  if (by_role.empty()) return "未明确";
  if (by_role.size() == 1 && by_role.contains(Role::kResponsible)) return join(by_role[Role::kResponsible], "、");
  static constexpr std::pair<Role, std::string_view> kOrder[] = {
      {Role::kLead, "牵头："}, {Role::kResponsible, "责任："}, {Role::kAssist, "配合："}};
  std::string units;
  for (const auto& [role, word] : kOrder) {
    if (by_role.contains(role)) add_line(units, std::string(word) + join(by_role[role], "、"));
  }
  return units;
}

std::string item_title(const Item& item) {
  if (item.no.empty()) return item.heading;
  const char last = item.no.back();
  const bool is_bare_number = last >= '0' && last <= '9';
  return item.no + (is_bare_number ? "." : "") + item.heading;
}

// The headings that the place lies below, where the clause stands outside items.
std::string section_at(const Plan& plan, std::int64_t place) {
  std::vector<const plans::Section*> above;
  for (const plans::Section& section : plan.outline) {
    if (section.span.begin > place) break;
    while (!above.empty() && above.back()->level >= section.level) above.pop_back();
    above.push_back(&section);
  }
  std::string path;
  for (const plans::Section* section : above) {
    if (!path.empty()) path += "／";
    path += section->no + section->heading;
  }
  return path;
}

std::string source_of(const Item* item, std::int64_t place, const std::vector<std::int64_t>& starts) {
  std::string source;
  if (item != nullptr && !item->no.empty()) source = "第" + item->no + "项";
  const auto next = std::upper_bound(starts.begin(), starts.end(), place);
  if (next != starts.begin()) source += "第" + std::to_string(next - starts.begin()) + "段";
  return source;
}

}  // namespace

std::vector<std::int64_t> paragraph_starts_of(std::string_view utf8) {
  std::vector<std::int64_t> starts = {0};
  std::int64_t at = 0;
  for (const char c : utf8) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (!continues) ++at;
    if (c == '\n') starts.push_back(at);
  }
  if (starts.back() == at && starts.size() > 1) starts.pop_back();
  return starts;
}

std::vector<TaskRow> task_rows(const Plan& plan, const TaskSheetContext& context) {
  std::map<std::string_view, const Item*> items;
  for (const Item& item : plan.items) items.emplace(item.id, &item);
  std::vector<TaskRow> rows;
  for (const Commitment* commitment : plans::commitments_of(plan)) {
    const auto found = items.find(commitment->item);
    const Item* item = found == items.end() ? nullptr : found->second;
    TaskRow row;
    row.serial = static_cast<int>(rows.size()) + 1;
    row.section = item != nullptr ? join(item->section, "／") : section_at(plan, commitment->span.begin);
    if (item != nullptr) row.item = item_title(*item);
    row.task = std::string(trim(commitment->text));
    row.goal = goal_of(*commitment);
    row.units = units_of(*commitment, context);
    if (has_no_end(*commitment)) {
      row.deadline = plan.plan_year != 0 && plan.plan_year == plan.plan_year_end ? "全年" : "长期";
    } else {
      row.due = parse_day(commitment->deadline);
      row.deadline = row.due.has_value() ? before(*row.due) : commitment->deadline;
    }
    row.strength = commitment->strength == plans::Strength::kHard ? "刚性" : "力争";
    row.kind = plans::kind_name(commitment->kind);
    row.source = source_of(item, commitment->span.begin, context.paragraph_starts);
    row.id = commitment->id;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string task_sheet_title(const Plan& plan, const TaskSheetContext& context) {
  const std::string name = context.document_name.empty() ? plan.title : context.document_name;
  return name.empty() ? "任务分解表" : name + "任务分解表";
}

std::string task_sheet_note(const std::vector<TaskRow>& rows, const Plan& plan, const TaskSheetContext& context) {
  std::vector<std::string> parts;
  const std::string name = context.document_name.empty() ? plan.title : context.document_name;
  if (!name.empty()) {
    parts.push_back("依据：《" + name + "》" +
                    (plan.document_number.empty() ? "" : "（" + plan.document_number + "）"));
  }
  static constexpr std::string_view kKinds[] = {"目标", "成果", "频次", "定性", "常态", "禁止"};
  std::string counts = "共" + std::to_string(rows.size()) + "项任务";
  std::vector<std::string> each;
  for (const std::string_view kind : kKinds) {
    const auto count = std::count_if(rows.begin(), rows.end(), [&](const TaskRow& row) { return row.kind == kind; });
    if (count > 0) each.push_back(std::string(kind) + std::to_string(count));
  }
  if (!each.empty()) counts += "（" + join(each, "、") + "）";
  parts.push_back(counts);
  std::string note = join(parts, "　");
  parts.clear();
  if (!context.prepared_by.empty()) parts.push_back("编制：" + context.prepared_by);
  if (context.date.has_value()) parts.push_back(month_of(*context.date) + std::to_string(context.date->day()) + "日");
  if (!context.document_digest.empty()) parts.push_back("原件摘要：" + context.document_digest);
  add_line(note, join(parts, "　"));
  return note;
}

}  // namespace bihuan::reports
