// src/records/dispatch.h - monthly dispatch (定期调度): rounds, entries of each unit, three checks, what comes of it.
//
// An entry is what one unit says about one task in one month. It leaves the unit after three checks by three persons:
// 填报人 → 科长 → 分管领导. The office takes it or sends it back with a question. A closed round is frozen.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/schedule.h"
#include "records/actor.h"
#include "records/database.h"
#include "records/duties.h"
#include "records/tasks.h"

namespace bihuan::records {

enum class RoundState { kOpen, kClosed };

struct DispatchRound {
  std::string id;  // "r000001"
  PlanId plan;
  std::string month;  // "2024-09"
  Date cut_off;       // the last day on which an entry is in time
  RoundState state = RoundState::kOpen;
  std::string opened_by, closed_by;
  std::int64_t revision = 0;
};

enum class EntryState {
  kEmpty,
  kWritten,    // by the 填报人
  kSubmitted,  // for the 科长
  kChecked,    // for the 分管领导
  kHandedIn,   // at the office
  kReturned,   // with a question
  kMerged,     // taken by the office
};
std::string_view entry_state_name(EntryState state);  // 未填, 已填, 待科长审核 ...
constexpr bool is_at_office(EntryState state) { return state == EntryState::kHandedIn || state == EntryState::kMerged; }

struct EntryText {
  std::string progress;         // 进展
  std::string problems;         // 问题
  std::string next_step;        // 下一步
  std::optional<Decimal> done;  // since the year began; only where the task has a number
};

// What the system knew when the round was opened; for reference, never an answer.
struct KnownFacts {
  std::string last_month;  // "2024-08"; "" where there was no round
  std::string last_progress, last_next_step;
  std::optional<Decimal> last_done;
  std::int64_t events_due = 0, events_done = 0;  // duties: windows that had passed, and done of these
  std::string reading;                           // of the target, as one sentence
  std::string verdict;                           // "on_track"
};

struct DispatchEntry {
  std::string round_id;
  std::string task_id;
  std::string unit;
  EntryText text;
  EntryState state = EntryState::kEmpty;
  KnownFacts known;
  std::string filled_by, checked_by, passed_by;  // persons
  std::optional<Date> handed_in_on;              // for the first time
  bool is_late = false;                          // handed in after the cut-off day
  std::string question;                          // of whoever sent it back
  std::int64_t revision = 0;
};

// A computed reading of a target, from the assessment above this library.
struct KnownReading {
  std::string commitment_id;
  std::string text;     // one sentence with its basis
  std::string verdict;  // "met", "on_track", "at_risk", "missed", "insufficient_data"
};

struct FilledEntry {
  std::string task_id;
  EntryText text;
  std::optional<std::int64_t> seen;  // the revision that was edited; none: a sheet that came back
};

struct TaskProgress {
  Task task;
  plans::Schedule schedule;
  std::optional<Decimal> done;  // the figure that counts
  std::string done_basis;       // whose it is, or why there is none
  std::optional<Decimal> done_percent;
  std::int64_t events_due = 0, events_missed = 0;
  plans::Judgement judgement;
  std::vector<DispatchEntry> entries;
};

struct LightCounts {
  std::int64_t green = 0, yellow = 0, red = 0, none = 0;
};
struct ItemProgress {
  std::string item_no, item_heading;
  std::int64_t tasks = 0;
  LightCounts lights;
};
struct UnitProgress {
  std::string unit;
  std::int64_t entries = 0, handed_in = 0, late = 0, missing = 0;  // missing: not at the office
  LightCounts lights;                                              // of its tasks
};
struct LateUnit {
  std::string unit;
  std::int64_t late = 0, missing = 0;
  std::optional<Date> last_handed_in;
};

// What units report of a task in a round: what the office settled, the lead unit's figure, or what all who gave one agree on.
struct ReportedFigure {
  std::string round_id, month;
  std::optional<Decimal> done;  // absent: no entry with a figure is at the office, or they disagree
  std::string basis;            // whose it is, or why there is none
};

struct ProgressReport {
  DispatchRound round;
  Date day;
  std::string rule_name, rule_digest;
  std::vector<TaskProgress> tasks;  // in the order of the document
  std::vector<ItemProgress> items;
  std::vector<UnitProgress> units;  // by name
  std::vector<LateUnit> late;       // units with entries handed in late, or missing although the cut-off day is over
  std::vector<std::size_t> clearly_behind;  // places in `tasks`
};

class Dispatch {
 public:
  explicit Dispatch(std::shared_ptr<Database> database) : database_(std::move(database)), duties_(database_) {}

  // Of duties that are kept by data: what the sheets are prefilled with, and the lights. Before anything else is called.
  void rely_on(std::shared_ptr<DutyWitness> witness) { duties_.rely_on(std::move(witness)); }

  // Opens the round of a month: an entry for every open task and every unit that answers for it.
  // Errors: kConflict (not of the office; there is one for this month), kNotFound, kInvalidInput (no month, the cut-off
  // day before it, no tasks)
  Result<DispatchRound> open_round(const Actor& actor, const PlanId& plan, std::string_view month, Date cut_off,
                                   const std::vector<KnownReading>& readings = {});
  Result<std::vector<DispatchRound>> rounds(const PlanId& plan);
  Result<DispatchRound> find_round(std::string_view round_id);
  // In the order of the document; of one unit, or of all where `unit` is "".
  Result<std::vector<DispatchEntry>> entries(std::string_view round_id, std::string_view unit = "");

  // Writes entries of a unit, all or none. By its 填报人. A figure that falls below last month's wants its reason under
  // 问题. Errors: kConflict (post, state, stale revision, closed round), kNotFound, kInvalidInput
  Status fill(const Actor& actor, std::string_view round_id, const std::string& unit,
              const std::vector<FilledEntry>& filled);

  // The three steps of a unit's entries, for all that wait for the step. Each returns how many moved.
  // Errors: kConflict (post; the same person twice; nothing waits; closed round), kInvalidInput (entries still empty)
  Result<std::int64_t> submit(const Actor& actor, std::string_view round_id, const std::string& unit);  // 填报人
  Result<std::int64_t> check(const Actor& actor, std::string_view round_id, const std::string& unit);   // 科长
  Result<std::int64_t> pass(const Actor& actor, std::string_view round_id, const std::string& unit);    // 分管领导

  // Sends an entry back with a question: 科长 and 分管领导 what waits for them, the office what was handed in or taken.
  Status send_back(const Actor& actor, std::string_view round_id, const std::string& unit, std::string_view task_id,
                   std::string_view question);
  // The office takes what the unit handed in. Returns how many.
  Result<std::int64_t> merge(const Actor& actor, std::string_view round_id, const std::string& unit);
  // The figure of a task where its units' figures do not make one. By the office.
  Status set_figure(const Actor& actor, std::string_view round_id, std::string_view task_id, Decimal done,
                    std::string_view why);
  // Freezes the round. By the office.
  Status close_round(const Actor& actor, std::string_view round_id);

  // The figures of a plan's tasks by their commitments' ids, the oldest month first; rounds without any entry of a task
  // at the office are left out. `commitment` "": of all.
  Result<std::map<std::string, std::vector<ReportedFigure>>> reported(const PlanId& plan, std::string_view commitment = "");

  // Where all tasks stand on `day`. Only entries at the office count.
  Result<ProgressReport> progress(std::string_view round_id, Date day, const plans::ProgressRule& rule);

 private:
  std::shared_ptr<Database> database_;
  Duties duties_;
};

}  // namespace bihuan::records
