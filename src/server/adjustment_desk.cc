#include "server/adjustment_desk.h"

#include <utility>

#include "base/text.h"
#include "server/adjustment_api.h"

namespace bihuan::server {
namespace {

using records::Adjustment;
using records::AdjustmentState;

struct StateWord {
  AdjustmentState state;
  const char* word;
  const char* name;
};
constexpr StateWord kStates[] = {{AdjustmentState::kAsked, "asked", "待决定"},
                                 {AdjustmentState::kGranted, "granted", "已同意"},
                                 {AdjustmentState::kRefused, "refused", "不同意"}};

constexpr std::pair<const char*, const char*> kFields[] = {{"due", "期限"},    {"lead_unit", "牵头单位"},
                                                           {"demand", "要求"}, {"unit", "责任单位"},
                                                           {"wanted", "目标值"}, {"content", "销毁内容"}};

std::string field_name(const std::string& field) {
  for (const auto& [word, name] : kFields) {
    if (field == word) return name;
  }
  return field;
}

bool names_a_unit(const std::string& field) { return field == "lead_unit" || field == "unit"; }

}  // namespace

api::AdjustmentView adjustment_view(const Adjustment& one, const std::string& title,
                                    const std::map<std::string, std::string>& units, const records::Actor& actor) {
  const auto value = [&](const std::string& text) {
    const auto unit = units.find(text);
    return names_a_unit(one.field) && unit != units.end() ? unit->second : text;
  };
  const StateWord& state = kStates[static_cast<std::size_t>(one.state)];
  const bool is_own = actor.person_id.empty() || actor.person_id == one.asked_by || actor.person_id == one.asked_for;
  return {one.adjustment_id,
          one.revision,
          one.subject,
          title,
          {one.field, field_name(one.field)},
          one.field == "content" ? "摘要" + one.before_value.substr(0, 16) : value(one.before_value),
          one.field == "content" ? "只留摘要" : value(one.after_value),
          one.why,
          one.asked_name,
          one.asked_at,
          {state.word, state.name},
          one.decided_name,
          one.decided_why,
          one.decided_at,
          one.state == AdjustmentState::kAsked && !is_own};
}

Result<std::string> AdjustmentDesk::title_of(const std::string& subject) {
  const std::string kind = subject.substr(0, subject.find('/'));
  const std::string rest = subject.size() > kind.size() ? subject.substr(kind.size() + 1) : "";
  if (kind == "case_file") {
    BIHUAN_TRY(const records::CaseRecord record, office_.cases.read(actor_, rest));
    return record.situation.file.title;
  }
  if (kind == "task") {
    BIHUAN_TRY(const records::Task task, office_.tasks.find_task(rest));
    return task.text;
  }
  if (rest.starts_with("journal/")) return "日志第" + rest.substr(rest.find('/') + 1) + "条的文字";
  return "附件" + rest.substr(rest.find('/') + 1);
}

Result<api::AdjustmentView> AdjustmentDesk::view(const Adjustment& one) {
  if (units_.empty()) {
    BIHUAN_TRY(const std::vector<records::Unit> units, office_.organisation.units());
    for (const records::Unit& unit : units) units_[unit.unit_id] = unit.name;
  }
  BIHUAN_TRY(const std::string title, title_of(one.subject));
  return adjustment_view(one, title, units_, actor_);
}

Result<api::AdjustmentList> AdjustmentDesk::list(const std::string& subject, const std::string& state,
                                                 const std::string& cursor, std::int64_t limit) {
  records::AdjustmentFilter filter{subject, {}};
  for (const StateWord& one : kStates) {
    if (state == one.word) filter.state = one.state;
  }
  if (!state.empty() && !filter.state) {
    return fail(Code::kInvalidInput, "申请的状态应是asked（待决定）、granted（已同意）或refused（不同意）。", "state");
  }
  BIHUAN_TRY(std::vector<Adjustment> found, office_.adjustments.list(actor_, filter, cursor, limit + 1));
  api::AdjustmentList list;
  if (static_cast<std::int64_t>(found.size()) > limit) {
    found.pop_back();
    list.next = found.back().adjustment_id;
  }
  for (const Adjustment& one : found) {
    BIHUAN_TRY(api::AdjustmentView shown, view(one));
    list.adjustments.push_back(std::move(shown));
  }
  return list;
}

Result<api::AdjustmentView> AdjustmentDesk::ask(const api::AskAdjustmentRequest& wanted) {
  std::string value = wanted.after_value;
  if (names_a_unit(wanted.field)) {
    Result<std::string> unit = office_.unit_finder(to_date(actor_.at))(trim(value));
    if (!unit.has_value()) return fail(Code::kInvalidInput, unit.error().message, "after_value");
    value = *std::move(unit);
  }
  // Whoever may not see it hears the same as where there is nothing.
  if (wanted.subject.starts_with("case_file/")) {
    const Result<std::string> title = title_of(wanted.subject);
    if (!title.has_value()) return std::unexpected(title.error());
  }
  BIHUAN_TRY(const Adjustment made, office_.adjustments.ask(actor_, wanted.subject, wanted.field, value, wanted.why));
  return view(made);
}

Result<api::AdjustmentView> AdjustmentDesk::decide(const std::string& adjustment_id, std::int64_t revision,
                                                   const api::DecideAdjustmentRequest& wanted) {
  BIHUAN_TRY(const Adjustment made,
             office_.adjustments.decide(actor_, adjustment_id, revision, wanted.is_granted, wanted.why));
  return view(made);
}

}  // namespace bihuan::server
