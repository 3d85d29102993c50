#include "records/lifecycle.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/toml.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

template <class T>
struct Word {
  std::string_view word;
  T value;
};

constexpr Word<Want> kWants[] = {{"text", Want::kText},
                                 {"day", Want::kDay},
                                 {"due", Want::kDue},
                                 {"unit", Want::kUnit},
                                 {"attachment", Want::kAttachment}};
constexpr Word<Post> kPosts[] = {{"clerk", Post::kClerk}, {"head", Post::kHead}, {"supervisor", Post::kSupervisor}};

template <class T, std::size_t N>
std::optional<T> value_of(const Word<T> (&words)[N], std::string_view word) {
  for (const Word<T>& one : words) {
    if (one.word == word) return one.value;
  }
  return std::nullopt;
}

template <class T, std::size_t N>
std::string_view word_of(const Word<T> (&words)[N], T value) {
  for (const Word<T>& one : words) {
    if (one.value == value) return one.word;
  }
  return "";
}

template <class T, std::size_t N>
Result<T> parse_word(const Word<T> (&words)[N], std::string_view word, const std::string& where) {
  if (const std::optional<T> value = value_of(words, word)) return *value;
  std::string known;
  for (const Word<T>& one : words) known += (known.empty() ? "" : "、") + std::string(one.word);
  return fail(Code::kInvalidInput, "不认识“" + excerpt(word) + "”，此处可用的是：" + known, where);
}

std::string_view wish_for(Want want) {
  switch (want) {
    case Want::kText:
      return "写明情况（文字说明）";
    case Want::kDay:
      return "写明日期";
    case Want::kDue:
      return "写明新的期限";
    case Want::kUnit:
      return "指明单位";
    case Want::kAttachment:
      return "附上佐证材料";
  }
  return "";
}

std::string_view name_of(Post post) {
  switch (post) {
    case Post::kClerk:
      return "填报人";
    case Post::kHead:
      return "负责人";
    case Post::kSupervisor:
      return "分管领导";
  }
  return "";
}

template <class T, class Member>
const T* find_by(const std::vector<T>& all, Member member, std::string_view id) {
  const auto found = std::ranges::find(all, id, member);
  return found == all.end() ? nullptr : &*found;
}

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

// Whether the step can be taken from here at all.
bool fits(const Standing& standing, const Transition& transition) {
  return standing.state.empty() ? transition.from.empty() : contains(transition.from, standing.state);
}

std::string in_quotes(std::string_view text) { return "“" + std::string(text) + "”"; }

// --- reading
// ----------------------------------------------------------------------------------------------------------

std::unexpected<Error> undeclared(std::string_view kind, std::string_view id, const std::string& where) {
  return fail(Code::kInvalidInput, std::string(kind) + in_quotes(excerpt(id)) + "没有声明", where);
}

Result<LifecycleState> read_state(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "running", "final"}));
  LifecycleState state;
  BIHUAN_TRY(state.id, table.string("id"));
  BIHUAN_TRY(state.name, table.string("name"));
  BIHUAN_TRY(state.is_running, table.boolean_or("running", true));
  BIHUAN_TRY(state.is_final, table.boolean_or("final", false));
  return state;
}

Result<LifecycleParty> read_party(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "role", "timer"}));
  LifecycleParty party;
  BIHUAN_TRY(party.id, table.string("id"));
  BIHUAN_TRY(party.name, table.string("name"));
  BIHUAN_TRY(party.is_timer, table.boolean_or("timer", false));
  BIHUAN_TRY(const std::string role, table.string_or("role", ""));
  if (!role.empty()) {
    const Result<DeskRole> known = parse_role(role);
    if (!known) return fail(Code::kInvalidInput, "不认识" + in_quotes(excerpt(role)), table.where());
    party.role = *known;
  }
  return party;
}

Result<VerbGroup> read_group(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "verbs"}));
  VerbGroup group;
  BIHUAN_TRY(group.id, table.string("id"));
  BIHUAN_TRY(group.name, table.string("name"));
  BIHUAN_TRY(group.verbs, table.strings("verbs"));
  return group;
}

Result<Permit> read_permit(std::string_view text, const std::string& where) {
  const std::size_t colon = text.find(':');
  Permit permit{std::string(text.substr(0, colon)), std::nullopt};
  if (colon != std::string_view::npos) {
    BIHUAN_TRY(permit.post, parse_word(kPosts, text.substr(colon + 1), where));
  }
  return permit;
}

Result<Transition> read_transition(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"verb", "name", "from", "to", "by", "wants", "not_by", "facts", "opens", "closes",
                                 "remembers", "effects", "tells"}));
  Transition transition;
  BIHUAN_TRY(transition.verb, table.string("verb"));
  BIHUAN_TRY(transition.name, table.string("name"));
  BIHUAN_TRY(transition.from, table.strings_or_none("from"));
  BIHUAN_TRY(transition.to, table.string_or("to", kStay));
  BIHUAN_TRY(const std::vector<std::string> by, table.strings("by"));
  for (const std::string& one : by) {
    BIHUAN_TRY(Permit permit, read_permit(one, table.where()));
    transition.by.push_back(std::move(permit));
  }
  BIHUAN_TRY(const std::vector<std::string> wants, table.strings_or_none("wants"));
  for (const std::string& one : wants) {
    BIHUAN_TRY(const Want want, parse_word(kWants, one, table.where()));
    transition.wants.push_back(want);
  }
  BIHUAN_TRY(transition.not_by, table.strings_or_none("not_by"));
  BIHUAN_TRY(transition.facts, table.strings_or_none("facts"));
  BIHUAN_TRY(transition.opens, table.string_or("opens", ""));
  BIHUAN_TRY(transition.closes, table.string_or("closes", ""));
  BIHUAN_TRY(transition.remembers, table.boolean_or("remembers", false));
  BIHUAN_TRY(transition.effects, table.strings_or_none("effects"));
  BIHUAN_TRY(transition.tells, table.strings_or_none("tells"));
  return transition;
}

// id -> text of [[fact]] and [[mark]].
Status read_words(const TomlTable& file, std::string_view key, std::string_view text_key,
                  std::map<std::string, std::string, std::less<>>& into) {
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables_or_none(key));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", text_key}));
    BIHUAN_TRY(const std::string id, table.string("id"));
    BIHUAN_TRY(into[id], table.string(text_key));
  }
  return {};
}

template <class T, class Read, class Member>
Status read_list(const TomlTable& file, std::string_view key, Read read, Member member, std::vector<T>& into) {
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables_or_none(key));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(T one, read(table));
    if (find_by(into, member, one.*member) != nullptr) {
      return fail(Code::kInvalidInput, in_quotes(one.*member) + "写了两次", table.where());
    }
    into.push_back(std::move(one));
  }
  return {};
}

}  // namespace

// --- taking steps
// -----------------------------------------------------------------------------------------------------

const LifecycleState* Lifecycle::state(std::string_view id) const { return find_by(states_, &LifecycleState::id, id); }
const Transition* Lifecycle::transition(std::string_view verb) const {
  return find_by(transitions_, &Transition::verb, verb);
}
const LifecycleParty* Lifecycle::party(std::string_view id) const { return find_by(parties_, &LifecycleParty::id, id); }

std::string Lifecycle::state_name(std::string_view id) const {
  const LifecycleState* found = state(id);
  return found == nullptr ? std::string(id) : found->name;
}

std::vector<Stance> Lifecycle::stances_of(const Actor& actor, std::span<const Part> parts) const {
  std::vector<Stance> stances;
  const auto add = [&](Stance stance) {
    if (std::ranges::find(stances, stance) == stances.end()) stances.push_back(std::move(stance));
  };
  for (const LifecycleParty& one : parties_) {
    if (one.is_timer) continue;
    if (one.role) {
      if (!actor.has(*one.role)) continue;
      for (const Seat& seat : actor.seats) add({one.id, seat.post, seat.unit_id, seat.for_person});
      if (actor.seats.empty()) add({one.id, std::nullopt, "", ""});
      continue;
    }
    for (const Part& part : parts) {
      if (part.party != one.id) continue;
      for (const Seat& seat : actor.seats) {
        if (seat.unit_id == part.unit_id) add({one.id, seat.post, seat.unit_id, seat.for_person});
      }
    }
  }
  // In his own right first.
  std::ranges::stable_sort(stances, {}, [](const Stance& stance) { return !stance.for_person.empty(); });
  return stances;
}

std::vector<Stance> Lifecycle::timer_stances() const {
  std::vector<Stance> stances;
  for (const LifecycleParty& one : parties_) {
    if (one.is_timer) stances.push_back({one.id, std::nullopt, "", ""});
  }
  return stances;
}

Result<Stance> Lifecycle::stance_for(const Standing& standing, const Transition& transition,
                                     const Attempt& attempt) const {
  const std::string step = in_quotes(transition.name);
  std::optional<Error> hindrance;
  for (const Stance& stance : attempt.stances) {
    const bool may = std::ranges::any_of(transition.by, [&](const Permit& permit) {
      return permit.party == stance.party && (!permit.post || permit.post == stance.post);
    });
    if (!may) continue;
    const LifecycleParty* who = party(stance.party);
    if (attempt.person_id.empty() && !(who != nullptr && who->is_timer)) {
      hindrance = Error{Code::kInvalidInput, step + "要由具名的人来办：请以本人账号登录", "who"};
      continue;
    }
    std::optional<Error> own;
    for (const std::string& id : transition.not_by) {
      const VerbGroup* group = find_by(groups_, &VerbGroup::id, id);
      for (const std::string& verb : group->verbs) {
        const auto found = standing.doers.find(verb);
        if (found == standing.doers.end()) continue;
        const bool self = found->second.contains(attempt.person_id);
        const bool deputy = !stance.for_person.empty() && found->second.contains(stance.for_person);
        if (!self && !deputy) continue;
        own = Error{Code::kInvalidInput,
                    std::string(self ? "您" : "您所代理的人") + group->name + "，不能再由" +
                        (self ? "您" : "其代理人") + step + "：应由另外的人来办",
                    "who"};
      }
    }
    if (!own) return stance;
    hindrance = own;
  }
  if (hindrance) return std::unexpected(*std::move(hindrance));
  std::vector<std::string> names;
  for (const Permit& permit : transition.by) {
    const LifecycleParty* who = party(permit.party);
    names.push_back((who == nullptr ? permit.party : who->name) +
                    (permit.post ? "（" + std::string(name_of(*permit.post)) + "）" : ""));
  }
  return fail(Code::kInvalidInput, "您不能" + step + "：应由" + join(names, "、") + "来办", "who");
}

Result<Step> Lifecycle::permitted(const Standing& standing, const Transition& transition,
                                  const Attempt& attempt) const {
  const std::string step = in_quotes(transition.name);
  if (!fits(standing, transition)) {
    std::vector<std::string> names;
    for (const std::string& id : transition.from) names.push_back(in_quotes(state_name(id)));
    const std::string now = standing.state.empty() ? "尚未交办" : "现为" + in_quotes(state_name(standing.state));
    return fail(Code::kConflict,
                now + "，不能" + step + "：" +
                    (names.empty() ? "它只用于新的事项" : step + "只能在" + join(names, "、") + "时进行"),
                "state");
  }
  BIHUAN_TRY(Stance stance, stance_for(standing, transition, attempt));
  if (!transition.opens.empty() && standing.marks.contains(transition.opens)) {
    return fail(Code::kConflict, "已有一件" + marks_.at(transition.opens) + "在等待决定，不能再" + step, "state");
  }
  if (!transition.closes.empty() && !standing.marks.contains(transition.closes)) {
    return fail(Code::kConflict, "没有等待决定的" + marks_.at(transition.closes) + "，不能" + step, "state");
  }
  for (const std::string& fact : transition.facts) {
    if (!attempt.facts.contains(fact)) return fail(Code::kConflict, facts_.at(fact), "state");
  }
  Standing next = after(standing, transition, {transition.verb, attempt.person_id, stance.for_person});
  return Step{&transition, std::move(stance), std::move(next)};
}

Result<Step> Lifecycle::take(const Standing& standing, const Attempt& attempt) const {
  const Transition* found = transition(attempt.verb);
  if (found == nullptr) {
    return fail(Code::kInvalidInput, "没有" + in_quotes(excerpt(attempt.verb)) + "这一步", "verb");
  }
  BIHUAN_TRY(Step step, permitted(standing, *found, attempt));
  for (const Want want : found->wants) {
    if (!attempt.brings.contains(want)) {
      return fail(Code::kInvalidInput, in_quotes(found->name) + "要" + std::string(wish_for(want)),
                  std::string(to_string(want)));
    }
  }
  return step;
}

Standing Lifecycle::after(const Standing& standing, const Transition& transition, const Deed& deed) const {
  Standing next = standing;
  if (transition.remembers) next.back = standing.state;
  if (transition.to == kBack) {
    next.state = standing.back;
    next.back.clear();
  } else if (transition.to != kStay) {
    next.state = transition.to;
  }
  if (!transition.opens.empty()) next.marks.insert(transition.opens);
  if (!transition.closes.empty()) next.marks.erase(transition.closes);
  for (const std::string& person : {deed.person_id, deed.for_person}) {
    if (!person.empty()) next.doers[transition.verb].insert(person);
  }
  return next;
}

Result<Standing> Lifecycle::replay(std::span<const Deed> deeds) const {
  Standing standing;
  std::size_t number = 0;
  for (const Deed& deed : deeds) {
    ++number;
    const Transition* found = transition(deed.verb);
    if (found == nullptr || !fits(standing, *found)) {
      return fail(Code::kCorrupt,
                  "时间线第" + std::to_string(number) + "条“" + excerpt(deed.verb) + "”不可能发生在“" +
                      state_name(standing.state) + "”时：请从备份恢复",
                  "时间线");
    }
    standing = after(standing, *found, deed);
  }
  return standing;
}

std::vector<const Transition*> Lifecycle::open_to(const Standing& standing, const std::string& person_id,
                                                  std::span<const Stance> stances,
                                                  const std::set<std::string>& facts) const {
  std::vector<const Transition*> open;
  Attempt attempt{"", person_id, {stances.begin(), stances.end()}, {}, facts};
  for (const Transition& one : transitions_) {
    attempt.verb = one.verb;
    if (fits(standing, one) && permitted(standing, one, attempt).has_value()) open.push_back(&one);
  }
  return open;
}

// --- the file
// ---------------------------------------------------------------------------------------------------------

// Every name that a step uses is declared.
Status Lifecycle::check_names(const Transition& one, const std::string& where) const {
  std::vector<std::string> states = one.from, parties = one.tells;
  if (one.to != kStay && one.to != kBack) states.push_back(one.to);
  for (const Permit& permit : one.by) parties.push_back(permit.party);
  for (const std::string& id : states) {
    if (state(id) == nullptr) return undeclared("状态", id, where);
  }
  for (const std::string& id : parties) {
    if (party(id) == nullptr) return undeclared("一方", id, where);
  }
  for (const std::string& id : one.not_by) {
    if (find_by(groups_, &VerbGroup::id, id) == nullptr) return undeclared("组", id, where);
  }
  for (const std::string& id : one.facts) {
    if (!facts_.contains(id)) return undeclared("条件", id, where);
  }
  for (const std::string& id : {one.opens, one.closes}) {
    if (!id.empty() && !marks_.contains(id)) return undeclared("申请", id, where);
  }
  return {};
}

Result<Lifecycle> load_lifecycle(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  Lifecycle life;
  BIHUAN_CHECK(read_list(file, "state", read_state, &LifecycleState::id, life.states_));
  BIHUAN_CHECK(read_list(file, "party", read_party, &LifecycleParty::id, life.parties_));
  BIHUAN_CHECK(read_list(file, "group", read_group, &VerbGroup::id, life.groups_));
  BIHUAN_CHECK(read_words(file, "fact", "message", life.facts_));
  BIHUAN_CHECK(read_words(file, "mark", "name", life.marks_));
  BIHUAN_CHECK(read_list(file, "transition", read_transition, &Transition::verb, life.transitions_));

  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("transition"));
  std::set<std::string> reached, left;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Transition& one = life.transitions_[i];
    BIHUAN_CHECK(life.check_names(one, tables[i].where()));
    reached.insert(one.to);
    if (one.to != kStay) left.insert(one.from.begin(), one.from.end());
  }
  for (const VerbGroup& group : life.groups_) {
    for (const std::string& verb : group.verbs) {
      if (life.transition(verb) == nullptr) return undeclared("步骤", verb, std::string(file_name));
    }
  }
  for (const LifecycleState& one : life.states_) {
    if (!reached.contains(one.id)) {
      return fail(Code::kInvalidInput, "没有一步到达状态“" + one.id + "”", std::string(file_name));
    }
    if (!one.is_final && !left.contains(one.id)) {
      return fail(Code::kInvalidInput, "没有一步离开状态“" + one.id + "”，它也没有标为终点", std::string(file_name));
    }
  }
  return life;
}

std::string_view to_string(Want want) { return word_of(kWants, want); }
std::string_view to_string(Post post) { return word_of(kPosts, post); }

}  // namespace bihuan::records
