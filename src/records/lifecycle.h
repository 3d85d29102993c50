// src/records/lifecycle.h - states, steps between them and who may take them, as data: the engine under cases and
// registers.
//
// A lifecycle is a TOML file (docs/formats/case-lifecycle.md). The engine is pure: it is given where a subject stands,
// who acts and what he brings, and answers with the step or with the reason why not. What a step means for a subject
// (its effects) and whether a fact holds is the caller's; the engine knows no subject. What it keeps of the past is
// what a timeline can be folded into, so that the timeline replayed gives the state.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/actor.h"

namespace bihuan::records {

struct LifecycleState {
  std::string id;
  std::string name;        // as a person reads it: 待签收
  bool is_running = true;  // the deadline runs
  bool is_final = false;
};

// Who can act: those with a role, those who sit in a unit that has a part in the subject, or the program's timer.
struct LifecycleParty {
  std::string id;
  std::string name;
  std::optional<DeskRole> role;
  bool is_timer = false;
};

// "lead": anybody of that party; "lead:head": in that post only.
struct Permit {
  std::string party;
  std::optional<Post> post;
  friend bool operator==(const Permit&, const Permit&) = default;
};

enum class Want { kText, kDay, kDue, kUnit, kAttachment };

// Steps that were taken by, or for, a person keep him from other steps: nobody verifies his own work.
struct VerbGroup {
  std::string id;
  std::string name;  // in the message: 办理或答复过此事
  std::vector<std::string> verbs;
};

struct Transition {
  std::string verb;
  std::string name;               // 签收
  std::vector<std::string> from;  // states; empty: opens a subject
  std::string to;                 // state; kStay, kBack
  std::vector<Permit> by;
  std::vector<Want> wants;
  std::vector<std::string> not_by;   // groups
  std::vector<std::string> facts;    // that must hold
  std::string opens, closes;         // a mark: something asked for that waits for an answer
  bool remembers = false;            // kBack of a later step leads to the state before this one
  std::vector<std::string> effects;  // the caller's words
  std::vector<std::string> tells;    // parties that hear of it
};

inline constexpr std::string_view kStay = "=";
inline constexpr std::string_view kBack = "<";

// One way in which an actor can act on a subject.
struct Stance {
  std::string party;
  std::optional<Post> post;
  std::string unit_id;
  std::string for_person;  // whose deputy he is; "" in his own right
  friend bool operator==(const Stance&, const Stance&) = default;
};

// A unit's part in a subject: party and unit.
struct Part {
  std::string party;
  std::string unit_id;
};

// Where a subject stands. A new one has no state.
struct Standing {
  std::string state;
  std::string back;                                    // where kBack leads
  std::set<std::string> marks;                         // open ones
  std::map<std::string, std::set<std::string>> doers;  // verb -> persons who took it, or for whom it was taken
  friend bool operator==(const Standing&, const Standing&) = default;
};

// A step that was taken, as the timeline keeps it.
struct Deed {
  std::string verb;
  std::string person_id;   // "" for the timer
  std::string for_person;  // see Stance
};

// What somebody wants to do.
struct Attempt {
  std::string verb;
  std::string person_id;
  std::vector<Stance> stances;
  std::set<Want> brings;
  std::set<std::string> facts;  // those that hold
};

struct Step {
  const Transition* transition = nullptr;  // lives as long as the lifecycle
  Stance stance;
  Standing after;
};

class Lifecycle {
 public:
  // The step, where it is allowed.
  // Errors: kInvalidInput  no such step (where "verb"); no right, or hindered by an own earlier step (where "who");
  //                        something that it wants is missing (where: its name)
  //         kConflict      not from this state; a mark is open or is not; a fact does not hold (where "state")
  Result<Step> take(const Standing& standing, const Attempt& attempt) const;

  // Folds a timeline. Errors: kCorrupt  a step that no such standing allows
  Result<Standing> replay(std::span<const Deed> deeds) const;

  // The ways in which the actor can act on a subject in which units have these parts.
  std::vector<Stance> stances_of(const Actor& actor, std::span<const Part> parts) const;
  // The timer's.
  std::vector<Stance> timer_stances() const;

  // The steps that these stances may take from here, apart from what they must bring: what a page offers.
  std::vector<const Transition*> open_to(const Standing& standing, const std::string& person_id,
                                         std::span<const Stance> stances, const std::set<std::string>& facts) const;

  const LifecycleState* state(std::string_view id) const;     // null where there is none
  const Transition* transition(std::string_view verb) const;  // null where there is none
  const LifecycleParty* party(std::string_view id) const;     // null where there is none
  std::string state_name(std::string_view id) const;          // the id itself where there is none
  const std::vector<LifecycleState>& states() const { return states_; }
  const std::vector<Transition>& transitions() const { return transitions_; }

 private:
  friend Result<Lifecycle> load_lifecycle(std::string_view toml, std::string_view file_name);
  Status check_names(const Transition& one, const std::string& where) const;
  Result<Step> permitted(const Standing& standing, const Transition& transition, const Attempt& attempt) const;
  Result<Stance> stance_for(const Standing& standing, const Transition& transition, const Attempt& attempt) const;
  Standing after(const Standing& standing, const Transition& transition, const Deed& deed) const;

  std::vector<LifecycleState> states_;
  std::vector<LifecycleParty> parties_;
  std::vector<VerbGroup> groups_;
  std::vector<Transition> transitions_;
  std::map<std::string, std::string, std::less<>> facts_;  // id -> message where it does not hold
  std::map<std::string, std::string, std::less<>> marks_;  // id -> name
};

// Reads states, parties, groups, facts, marks and transitions; other tables of the file are left to the caller.
// Errors: kInvalidInput  no TOML, an unknown key or word, a name that is not declared, a state that no step reaches, a
//                        state that is left by none and is not final; `where` names file and line
Result<Lifecycle> load_lifecycle(std::string_view toml, std::string_view file_name);

// "text", "day", "due", "unit", "attachment".
std::string_view to_string(Want want);
// "clerk", "head", "supervisor".
std::string_view to_string(Post post);

}  // namespace bihuan::records
