// src/records/case_flow.h - what a step does to a case: pure, over the lifecycle engine. The book (cases.h) stores it.
//
// The timeline is the case: every step is an event that carries all that it changed, so that the events replayed give
// file, assistants and standing again.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/working_days.h"
#include "records/escalation.h"
#include "records/lifecycle.h"

namespace bihuan::records {

struct CaseSource {
  std::string id;    // "incoming_paper"
  std::string name;  // 来文
  bool wants_reference = false;
  bool is_sensitive = false;  // who reads one is an entry of the journal
};

struct CaseLimits {
  std::size_t title_characters = 200;
  std::size_t text_characters = 20000;
  std::size_t assistants = 30;
  std::size_t attachments = 20;
  std::size_t attachment_bytes = 20U << 20;
};

// A field that changes only by request and grant, and the steps of that.
struct CaseAdjustment {
  std::string field;  // due, lead_unit, demand
  std::string mark, ask, grant, refuse;
};

// knowledge/office/case-lifecycle.toml, escalation.toml and the calendar.
struct CaseRules {
  Lifecycle lifecycle;
  EscalationRules escalation;
  WorkingDays calendar;
  std::vector<CaseSource> sources;
  std::vector<CaseAdjustment> adjustments;
  CaseLimits limits;
  std::vector<DeskRole> sees_all;
  std::map<std::string, std::vector<std::string>> endings;  // kind -> endings of names
  std::string opening;                                      // the verb that opens a case

  const CaseSource* source(std::string_view id) const;                // null where there is none
  const CaseAdjustment* adjustment_of(std::string_view field) const;  // null where there is none
  // Whether a step is part of a request: then it goes through the adjustments only.
  bool is_adjustment(std::string_view verb) const;
};

// Errors: those of load_lifecycle and load_escalation; kInvalidInput for an effect or a table that cases do not know
Result<CaseRules> load_case_rules(std::string_view lifecycle_toml, std::string_view escalation_toml,
                                  WorkingDays calendar);

struct CaseFile {
  std::string case_id;  // "k000001"
  std::int64_t revision = 1;
  std::string source;      // id of a CaseSource
  std::string origin_key;  // of an imported row: the same one is not taken twice; "" none
  std::string reference;   // number of the paper, commitment, meeting ...; "" where the source wants none
  std::string title;
  std::string demand;  // what is to be done
  std::string lead_unit;
  std::string verifier_unit;  // "": the office verifies
  std::string state;
  std::string level;  // of escalation; "" none
  Date due;
  Instant opened_at;
  Instant changed_at;
  friend bool operator==(const CaseFile&, const CaseFile&) = default;
};

enum class AssistantState { kDue, kReplied, kWaived };
std::string_view to_string(AssistantState state);  // "due", "replied", "waived"

struct CaseAssistant {
  std::string unit_id;
  AssistantState state = AssistantState::kDue;
  friend bool operator==(const CaseAssistant&, const CaseAssistant&) = default;
};

// One entry of the timeline.
struct CaseEvent {
  std::string case_id;
  std::int64_t number = 0;  // from 1, without gaps
  Instant at;
  std::string verb;
  std::string party;  // as what he acted
  std::string unit_id;
  std::string person_id;
  std::string for_person;
  std::string who;                 // name, as shown
  std::string state;               // after the step
  std::string text;                // what was written; the level for a climb, the demand for the opening
  std::optional<Date> day;         // of the act itself (inspection on site)
  std::optional<Date> due;         // the new deadline
  std::vector<std::string> units;  // named; the opening: lead, then assistants
  std::vector<std::int64_t> attachments;
  friend bool operator==(const CaseEvent&, const CaseEvent&) = default;
};

// What somebody brings to a step.
struct CaseAct {
  std::string verb;
  std::string text;
  std::optional<Date> day;
  std::optional<Date> due;
  std::string unit_id;  // that the step names: a new lead, an assistant
  std::size_t attachments = 0;
  std::string as_unit;  // for which of his units somebody acts who sits in several; "" any
};

// A case as its timeline leaves it.
struct CaseSituation {
  CaseFile file;
  std::vector<CaseAssistant> assistants;
  Standing standing;
  std::int64_t events = 0;
  friend bool operator==(const CaseSituation&, const CaseSituation&) = default;
};

struct CaseStep {
  CaseSituation after;
  CaseEvent event;
  const Transition* transition = nullptr;
};

// The parts of units in a case: lead, assistants, verifier.
std::vector<Part> parts_of(const CaseSituation& situation);
// The facts that hold: "assistants_done".
std::set<std::string> facts_of(const CaseSituation& situation);
// Whether the actor may see the case at all: by his role, or because his unit has a part in it.
bool may_see(const CaseRules& rules, const Actor& actor, const CaseSituation& situation);
bool sees_all(const CaseRules& rules, const Actor& actor);

// A new case. `act.unit_id` is the lead; `file` holds source, reference, title and verifier.
// Errors: those of Lifecycle::take; kInvalidInput  a title is missing or too long, an unknown source, a unit twice, a
//         deadline before the day; a mark of secrecy
Result<CaseStep> open_case(const CaseRules& rules, const Actor& actor, const CaseFile& file,
                           const std::vector<std::string>& assistants, const CaseAct& act);

// One step of a case. With `by_request` the steps of requests are allowed too (adjustments.h calls it so).
// Errors: those of Lifecycle::take; kInvalidInput  a text too long or marked as secret, a unit that has no part
Result<CaseStep> take_case_step(const CaseRules& rules, const Actor& actor, const CaseSituation& situation,
                                const CaseAct& act, bool by_request = false);

// The timer's step: the case has reached a level.
Result<CaseStep> climb_case(const CaseRules& rules, const Actor& timer, const CaseSituation& situation,
                            const EscalationLevel& level);

// The levels that the case has reached and not yet recorded on `today`, rising; none while its deadline does not run.
// Errors: kNotCovered
Result<std::vector<const EscalationLevel*>> levels_due(const CaseRules& rules, const CaseFile& file, Date today);

// Folds a timeline. What no event carries (source, reference, title, verifier, revision) is taken from `file`.
// Errors: kCorrupt
Result<CaseSituation> replay_case(const CaseRules& rules, const CaseFile& file, std::span<const CaseEvent> events);

}  // namespace bihuan::records
