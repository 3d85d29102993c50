#include "records/case_flow.h"

#include <algorithm>
#include <utility>

#include "base/secrecy.h"
#include "base/text.h"
#include "base/toml.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

// --- the file of rules
// ------------------------------------------------------------------------------------------------

using Effect = void (*)(CaseSituation& after, const CaseEvent& event);

CaseAssistant* assistant_of(CaseSituation& situation, const std::string& unit_id) {
  const auto found = std::ranges::find(situation.assistants, unit_id, &CaseAssistant::unit_id);
  return found == situation.assistants.end() ? nullptr : &*found;
}

void set_assistant(CaseSituation& after, const std::string& unit_id, AssistantState state) {
  if (CaseAssistant* one = assistant_of(after, unit_id)) one->state = state;
}

void set_due(CaseSituation& after, const CaseEvent& event) {
  if (!event.due) return;
  after.file.due = *event.due;
  after.file.level.clear();
}

void set_units(CaseSituation& after, const CaseEvent& event) {
  after.file.lead_unit = event.units.front();
  after.file.demand = event.text;
  after.assistants.clear();
  for (std::size_t i = 1; i < event.units.size(); ++i) after.assistants.push_back({event.units[i], {}});
}

// The new lead is no assistant any more; the old one leaves the case.
void set_lead(CaseSituation& after, const CaseEvent& event) {
  after.file.lead_unit = event.units.front();
  std::erase_if(after.assistants, [&](const CaseAssistant& one) { return one.unit_id == after.file.lead_unit; });
}

void set_demand(CaseSituation& after, const CaseEvent& event) { after.file.demand = event.text; }
void set_level(CaseSituation& after, const CaseEvent& event) { after.file.level = event.text; }

void assistant_replied(CaseSituation& after, const CaseEvent& event) {
  set_assistant(after, event.unit_id, AssistantState::kReplied);
}
void assistant_due(CaseSituation& after, const CaseEvent& event) {
  set_assistant(after, event.units.front(), AssistantState::kDue);
}
void assistant_waived(CaseSituation& after, const CaseEvent& event) {
  set_assistant(after, event.units.front(), AssistantState::kWaived);
}
void all_assistants_due(CaseSituation& after, const CaseEvent&) {
  for (CaseAssistant& one : after.assistants) one.state = AssistantState::kDue;
}

struct NamedEffect {
  std::string_view name;
  Effect effect;
};
constexpr NamedEffect kEffects[] = {
    {"set_due", set_due},
    {"set_units", set_units},
    {"set_lead", set_lead},
    {"set_demand", set_demand},
    {"set_level", set_level},
    {"assistant_replied", assistant_replied},
    {"assistant_due", assistant_due},
    {"assistant_waived", assistant_waived},
    {"all_assistants_due", all_assistants_due},
};

Effect effect_of(std::string_view name) {
  for (const NamedEffect& one : kEffects) {
    if (one.name == name) return one.effect;
  }
  return nullptr;
}

bool has_effect(const Transition& transition, std::string_view name) {
  return std::ranges::find(transition.effects, name) != transition.effects.end();
}

Result<CaseSource> read_source(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "wants", "sensitive"}));
  CaseSource source;
  BIHUAN_TRY(source.id, table.string("id"));
  BIHUAN_TRY(source.name, table.string("name"));
  BIHUAN_TRY(source.is_sensitive, table.boolean_or("sensitive", false));
  BIHUAN_TRY(const std::vector<std::string> wants, table.strings_or_none("wants"));
  for (const std::string& want : wants) {
    if (want != "reference") {
      return fail(Code::kInvalidInput, "不认识“" + excerpt(want) + "”，此处可用的是：reference", table.where());
    }
    source.wants_reference = true;
  }
  return source;
}

Result<CaseLimits> read_limits(const TomlTable& table) {
  CaseLimits limits;
  const std::pair<std::string_view, std::size_t CaseLimits::*> kMembers[] = {
      {"title_characters", &CaseLimits::title_characters},
      {"text_characters", &CaseLimits::text_characters},
      {"assistants", &CaseLimits::assistants},
      {"attachments", &CaseLimits::attachments},
      {"attachment_bytes", &CaseLimits::attachment_bytes}};
  BIHUAN_CHECK(
      table.check_keys({"title_characters", "text_characters", "assistants", "attachments", "attachment_bytes"}));
  for (const auto& [key, member] : kMembers) {
    BIHUAN_TRY(const std::int64_t value, table.integer(key));
    if (value < 1) return fail(Code::kInvalidInput, "“" + std::string(key) + "”应为正整数", table.where());
    limits.*member = static_cast<std::size_t>(value);
  }
  return limits;
}

Result<CaseAdjustment> read_adjustment(const TomlTable& table, const Lifecycle& lifecycle) {
  BIHUAN_CHECK(table.check_keys({"field", "mark", "ask", "grant", "refuse"}));
  CaseAdjustment one;
  BIHUAN_TRY(one.field, table.string("field"));
  BIHUAN_TRY(one.mark, table.string("mark"));
  BIHUAN_TRY(one.ask, table.string("ask"));
  BIHUAN_TRY(one.grant, table.string("grant"));
  BIHUAN_TRY(one.refuse, table.string("refuse"));
  for (const std::string& verb : {one.ask, one.grant, one.refuse}) {
    if (lifecycle.transition(verb) == nullptr) {
      return fail(Code::kInvalidInput, "步骤“" + excerpt(verb) + "”没有声明", table.where());
    }
  }
  return one;
}

// --- checking what comes
// ----------------------------------------------------------------------------------------------

Status check_text(const std::string& text, std::string_view name, std::size_t most) {
  if (first_invalid_utf8(text)) {
    return fail(Code::kInvalidInput, std::string(name) + "应是UTF-8文本", std::string(name));
  }
  if (count_code_points(text) > most) {
    return fail(Code::kInvalidInput,
                std::string(name) + "有" + std::to_string(count_code_points(text)) + "字，应不超过" +
                    std::to_string(most) + "字",
                std::string(name));
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') {
      return fail(Code::kInvalidInput, std::string(name) + "里有控制字符，应去掉", std::string(name));
    }
  }
  return refuse_secret_text(text, name);
}

std::set<Want> wants_met(const CaseAct& act) {
  std::set<Want> brings;
  if (!trim(act.text).empty()) brings.insert(Want::kText);
  if (act.day) brings.insert(Want::kDay);
  if (act.due) brings.insert(Want::kDue);
  if (!trim(act.unit_id).empty()) brings.insert(Want::kUnit);
  if (act.attachments > 0) brings.insert(Want::kAttachment);
  return brings;
}

Status check_dates(const Actor& actor, const Transition& transition, const CaseAct& act) {
  const Date today = to_date(actor.at);
  if (act.day && *act.day > today) {
    return fail(Code::kInvalidInput, "“" + transition.name + "”的日期" + to_string(*act.day) + "还没有到", "day");
  }
  const bool sets_due = act.due && std::ranges::find(transition.wants, Want::kDue) != transition.wants.end();
  if (sets_due && *act.due < today) {
    return fail(Code::kInvalidInput, "期限" + to_string(*act.due) + "已经过去，应不早于" + to_string(today), "due");
  }
  return {};
}

CaseEvent event_of(const CaseSituation& situation, const Step& step, const Actor& actor, const CaseAct& act) {
  CaseEvent event;
  event.case_id = situation.file.case_id;
  event.number = situation.events + 1;
  event.at = actor.at;
  event.verb = step.transition->verb;
  event.party = step.stance.party;
  event.unit_id = step.stance.unit_id;
  event.person_id = actor.person_id;
  event.for_person = step.stance.for_person;
  event.who = actor.name;
  event.state = step.after.state;
  event.text = std::string(trim(act.text));
  event.day = act.day;
  event.due = act.due;
  if (!act.unit_id.empty()) event.units.push_back(act.unit_id);
  return event;
}

void apply(CaseSituation& situation, const Transition& transition, Standing after, const CaseEvent& event) {
  situation.standing = std::move(after);
  situation.file.state = situation.standing.state;
  situation.file.changed_at = event.at;
  situation.events = event.number;
  for (const std::string& name : transition.effects) effect_of(name)(situation, event);
}

CaseStep finish(const CaseSituation& before, const Step& step, CaseEvent event) {
  CaseStep done{before, std::move(event), step.transition};
  apply(done.after, *step.transition, step.after, done.event);
  return done;
}

// A unit that a step names must fit what the step does with it.
Status check_unit(const CaseSituation& situation, const Transition& transition, const CaseAct& act) {
  const bool names_assistant = has_effect(transition, "assistant_due") || has_effect(transition, "assistant_waived");
  if (names_assistant) {
    CaseSituation copy = situation;
    if (assistant_of(copy, act.unit_id) == nullptr) {
      return fail(Code::kInvalidInput, "“" + excerpt(act.unit_id) + "”不是这件事的协办单位", "unit");
    }
  }
  if (has_effect(transition, "set_lead") && act.unit_id == situation.file.lead_unit) {
    return fail(Code::kInvalidInput, "“" + excerpt(act.unit_id) + "”已经是牵头单位", "unit");
  }
  return {};
}

}  // namespace

const CaseSource* CaseRules::source(std::string_view id) const {
  const auto found = std::ranges::find(sources, id, &CaseSource::id);
  return found == sources.end() ? nullptr : &*found;
}

const CaseAdjustment* CaseRules::adjustment_of(std::string_view field) const {
  const auto found = std::ranges::find(adjustments, field, &CaseAdjustment::field);
  return found == adjustments.end() ? nullptr : &*found;
}

bool CaseRules::is_adjustment(std::string_view verb) const {
  return std::ranges::any_of(adjustments, [&](const CaseAdjustment& one) {
    return one.ask == verb || one.grant == verb || one.refuse == verb;
  });
}

Result<CaseRules> load_case_rules(std::string_view lifecycle_toml, std::string_view escalation_toml,
                                  WorkingDays calendar) {
  constexpr std::string_view kName = "knowledge/office/case-lifecycle.toml";
  CaseRules rules;
  BIHUAN_TRY(rules.lifecycle, load_lifecycle(lifecycle_toml, kName));
  BIHUAN_TRY(rules.escalation, load_escalation(escalation_toml, "knowledge/office/escalation.toml"));
  rules.calendar = std::move(calendar);
  BIHUAN_TRY(const TomlTable file, parse_toml(lifecycle_toml, kName));
  BIHUAN_CHECK(file.check_keys({"knowledge", "source", "scope", "limits", "attachments", "party", "group", "fact",
                                "mark", "adjustment", "state", "transition"}));
  BIHUAN_TRY(const std::vector<TomlTable> sources, file.tables("source"));
  for (const TomlTable& table : sources) {
    BIHUAN_TRY(CaseSource source, read_source(table));
    rules.sources.push_back(std::move(source));
  }
  BIHUAN_TRY(const std::vector<TomlTable> adjustments, file.tables_or_none("adjustment"));
  for (const TomlTable& table : adjustments) {
    BIHUAN_TRY(CaseAdjustment one, read_adjustment(table, rules.lifecycle));
    rules.adjustments.push_back(std::move(one));
  }
  BIHUAN_TRY(const TomlTable limits, file.table("limits"));
  BIHUAN_TRY(rules.limits, read_limits(limits));
  BIHUAN_TRY(const TomlTable attachments, file.table("attachments"));
  for (const std::string& kind : attachments.keys()) {
    BIHUAN_TRY(rules.endings[kind], attachments.strings(kind));
  }
  BIHUAN_TRY(const TomlTable scope, file.table("scope"));
  BIHUAN_TRY(const std::vector<std::string> roles, scope.strings("sees_all"));
  for (const std::string& word : roles) {
    const Result<DeskRole> role = parse_role(word);
    if (!role) return fail(Code::kInvalidInput, "不认识角色“" + excerpt(word) + "”", scope.where());
    rules.sees_all.push_back(*role);
  }
  for (const Transition& one : rules.lifecycle.transitions()) {
    for (const std::string& name : one.effects) {
      if (effect_of(name) == nullptr) {
        return fail(Code::kInvalidInput, "“" + one.verb + "”的效果“" + excerpt(name) + "”没有定义", std::string(kName));
      }
    }
    if (one.from.empty()) rules.opening = one.verb;
  }
  if (rules.opening.empty()) return fail(Code::kInvalidInput, "没有一步用来交办新的事项", std::string(kName));
  return rules;
}

std::string_view to_string(AssistantState state) {
  switch (state) {
    case AssistantState::kDue:
      return "due";
    case AssistantState::kReplied:
      return "replied";
    case AssistantState::kWaived:
      return "waived";
  }
  return "";
}

std::vector<Part> parts_of(const CaseSituation& situation) {
  std::vector<Part> parts;
  if (!situation.file.lead_unit.empty()) parts.push_back({"lead", situation.file.lead_unit});
  for (const CaseAssistant& one : situation.assistants) parts.push_back({"assistant", one.unit_id});
  if (!situation.file.verifier_unit.empty()) parts.push_back({"verifier", situation.file.verifier_unit});
  return parts;
}

std::set<std::string> facts_of(const CaseSituation& situation) {
  const bool done = std::ranges::none_of(situation.assistants,
                                         [](const CaseAssistant& one) { return one.state == AssistantState::kDue; });
  return done ? std::set<std::string>{"assistants_done"} : std::set<std::string>{};
}

bool sees_all(const CaseRules& rules, const Actor& actor) {
  return std::ranges::any_of(rules.sees_all, [&](DeskRole role) { return actor.has(role); });
}

bool may_see(const CaseRules& rules, const Actor& actor, const CaseSituation& situation) {
  if (sees_all(rules, actor)) return true;
  return std::ranges::any_of(parts_of(situation), [&](const Part& part) { return actor.is_of(part.unit_id); });
}

Result<CaseStep> open_case(const CaseRules& rules, const Actor& actor, const CaseFile& file,
                           const std::vector<std::string>& assistants, const CaseAct& act) {
  CaseSituation nothing;
  nothing.file = file;
  nothing.file.opened_at = actor.at;
  if (trim(file.title).empty()) return fail(Code::kInvalidInput, "督办事项要有标题", "title");
  BIHUAN_CHECK(check_text(file.title, "标题", rules.limits.title_characters));
  BIHUAN_CHECK(check_text(file.reference, "依据", rules.limits.title_characters));
  BIHUAN_CHECK(check_text(act.text, "要求", rules.limits.text_characters));
  const CaseSource* source = rules.source(file.source);
  if (source == nullptr) {
    std::vector<std::string> names;
    for (const CaseSource& one : rules.sources) names.push_back(one.id);
    return fail(Code::kInvalidInput, "不认识来源“" + excerpt(file.source) + "”，应是：" + join(names, "、"), "source");
  }
  if (source->wants_reference && trim(file.reference).empty()) {
    return fail(Code::kInvalidInput, "来源是“" + source->name + "”的事项要写明依据（文号或编号）", "reference");
  }
  if (assistants.size() > rules.limits.assistants) {
    return fail(Code::kInvalidInput, "协办单位应不超过" + std::to_string(rules.limits.assistants) + "个", "assistants");
  }
  std::set<std::string> units{act.unit_id};
  for (const std::string& unit : assistants) {
    if (unit.empty() || !units.insert(unit).second) {
      return fail(Code::kInvalidInput, "单位“" + excerpt(unit) + "”写了两次，或没有写明", "assistants");
    }
  }
  const Attempt attempt{rules.opening, actor.person_id, rules.lifecycle.stances_of(actor, {}), wants_met(act), {}};
  BIHUAN_TRY(const Step step, rules.lifecycle.take({}, attempt));
  BIHUAN_CHECK(check_dates(actor, *step.transition, act));
  CaseEvent event = event_of(nothing, step, actor, act);
  event.units.insert(event.units.end(), assistants.begin(), assistants.end());
  return finish(nothing, step, std::move(event));
}

Result<CaseStep> take_case_step(const CaseRules& rules, const Actor& actor, const CaseSituation& situation,
                                const CaseAct& act, bool by_request) {
  if (!by_request && rules.is_adjustment(act.verb)) {
    return fail(Code::kInvalidInput, "期限、牵头单位和要求不能直接改：请提出调整申请，由另外的人决定", "verb");
  }
  Attempt attempt{act.verb, actor.person_id, rules.lifecycle.stances_of(actor, parts_of(situation)), wants_met(act),
                  facts_of(situation)};
  if (!act.as_unit.empty()) {
    std::erase_if(attempt.stances, [&](const Stance& stance) { return stance.unit_id != act.as_unit; });
  }
  BIHUAN_TRY(Step step, rules.lifecycle.take(situation.standing, attempt));
  BIHUAN_CHECK(check_text(act.text, "文字说明", rules.limits.text_characters));
  BIHUAN_CHECK(check_dates(actor, *step.transition, act));
  BIHUAN_CHECK(check_unit(situation, *step.transition, act));
  return finish(situation, step, event_of(situation, step, actor, act));
}

Result<CaseStep> climb_case(const CaseRules& rules, const Actor& timer, const CaseSituation& situation,
                            const EscalationLevel& level) {
  const Attempt attempt{"climb", "", rules.lifecycle.timer_stances(), {Want::kText}, {}};
  BIHUAN_TRY(const Step step, rules.lifecycle.take(situation.standing, attempt));
  Actor nobody = timer;
  nobody.person_id.clear();
  return finish(situation, step, event_of(situation, step, nobody, {"climb", level.id, {}, {}, "", 0, ""}));
}

Result<std::vector<const EscalationLevel*>> levels_due(const CaseRules& rules, const CaseFile& file, Date today) {
  const LifecycleState* state = rules.lifecycle.state(file.state);
  if (state == nullptr || !state->is_running) return std::vector<const EscalationLevel*>{};
  BIHUAN_TRY(std::vector<const EscalationLevel*> reached, levels_at(rules.escalation, file.due, today, rules.calendar));
  const std::size_t recorded = rules.escalation.rank(file.level);
  std::erase_if(reached, [&](const EscalationLevel* level) { return rules.escalation.rank(level->id) <= recorded; });
  return reached;
}

Result<CaseSituation> replay_case(const CaseRules& rules, const CaseFile& file, std::span<const CaseEvent> events) {
  CaseSituation situation;
  situation.file = file;
  situation.file.state.clear();
  situation.file.level.clear();
  situation.file.lead_unit.clear();
  situation.file.demand.clear();
  std::vector<Deed> deeds;
  deeds.reserve(events.size());
  for (const CaseEvent& event : events) deeds.push_back({event.verb, event.person_id, event.for_person});
  BIHUAN_TRY(Standing standing, rules.lifecycle.replay(deeds));
  for (const CaseEvent& event : events) {
    if (event.number != situation.events + 1) {
      return fail(Code::kCorrupt, "时间线缺第" + std::to_string(situation.events + 1) + "条：请从备份恢复",
                  file.case_id);
    }
    const Transition& transition = *rules.lifecycle.transition(event.verb);
    const bool names_unit = has_effect(transition, "set_units") || has_effect(transition, "set_lead") ||
                            has_effect(transition, "assistant_due") || has_effect(transition, "assistant_waived");
    if (names_unit && event.units.empty()) {
      return fail(Code::kCorrupt, "时间线第" + std::to_string(event.number) + "条没有单位：请从备份恢复", file.case_id);
    }
    apply(situation, transition, Standing{}, event);
  }
  situation.standing = std::move(standing);
  situation.file.state = situation.standing.state;
  return situation;
}

}  // namespace bihuan::records
