// src/records/duties.h - the calendar of duties as lived: which expected events were done, with what evidence, and
// which were missed. The events are computed (plans/duty_calendar.h); what people say about them is stored.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/duty_calendar.h"
#include "records/actor.h"
#include "records/attachments.h"
#include "records/database.h"

namespace bihuan::records {

// Names one expected event.
struct DutyEventId {
  std::string task_id;
  std::string object;
  std::string period;  // "2024-03"
  std::int64_t ordinal = 1;
};

struct DutyDone {
  std::string unit;
  Date done_on;
  std::string evidence;           // what was done, in words
  std::string attachment_digest;  // SM3 of the attached record, 64 hex digits; "" for none
};

// How an event stands by measured values: what of the monitoring scheme was to be sampled in its window. Each place and
// window of the scheme counts once.
struct DutySamples {
  std::string group_name;    // of the scheme
  std::int64_t planned = 0;  // at least 1
  std::int64_t done = 0;     // the values are there
  std::int64_t excused = 0;  // it was said why there are none
  std::int64_t lacking = 0;  // over, and not all values came; what is left is still ahead
};

enum class DutyState {
  kAhead,     // the window has not begun
  kOpen,      // inside the window, not done yet
  kDone,      // inside the window
  kDoneLate,  // after it
  kMissed,    // the window is over and nobody recorded it
};
std::string_view duty_state_name(DutyState state);  // 未到, 待办, 已办, 逾期补办, 缺失

struct ExpectedDuty {
  std::string task_id;
  plans::DutyEvent event;
  DutyState state = DutyState::kAhead;
  std::optional<DutyDone> done;        // what a person recorded
  std::optional<DutySamples> samples;  // the event is kept by values: they give its state, whatever was recorded
};

// Knows how events stand that are kept by data. A port (server/duty_samples.h); thread safe.
class DutyWitness {
 public:
  virtual ~DutyWitness() = default;
  // For each event, in their order, at the end of `day`; nothing for those that people record. Never called inside a
  // transaction. Errors: those of the stores it asks
  virtual Result<std::vector<std::optional<DutySamples>>> look(const std::vector<ExpectedDuty>& events, Date day) = 0;
};

struct DutyYear {
  std::vector<ExpectedDuty> events;
  std::vector<plans::WaitingDuty> waiting;  // duty_id is the task's id
};

class Duties {
 public:
  explicit Duties(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // Whom to ask of events that are kept by data; nobody: people record all. Before anything else is called.
  void rely_on(std::shared_ptr<DutyWitness> witness) { witness_ = std::move(witness); }

  // The events of a plan's tasks in the year of `day`, as they stand on `day`. Errors: kNotFound, kCorrupt
  Result<DutyYear> calendar(const PlanId& plan, Date day);
  // Those whose window ended before `day` without a record.
  Result<std::vector<ExpectedDuty>> missed_at(const PlanId& plan, Date day);

  // Settles how often a duty is due; `setting.duty_id` is not looked at. By the office or the head of a unit that
  // answers for it. Errors: kConflict, kNotFound, kInvalidInput (no duty, no reason, a bad setting)
  Status settle(const Actor& actor, std::string_view task_id, const plans::DutySetting& setting, std::string_view why);

  // Records an event as done. By somebody of `done.unit`, which answers for the task. A file that comes with it was
  // looked at before (attachments.h); its digest is then `done.attachment_digest`.
  // Errors: kNotFound      the plan expects no such event
  //         kConflict      recorded already; of another unit; kept by data, which nobody records
  //         kInvalidInput  a day before the window or in the future; neither words nor attachment; a bad digest
  Status record_done(const Actor& actor, const DutyEventId& event, const DutyDone& done,
                     const std::optional<CheckedAttachment>& about = {}, const std::string& file_bytes = {});
  // The file of this digest that came with a record. Errors: kNotFound  also where its content was destroyed
  Result<NewAttachment> file(const std::string& digest);
  // Whether such a file came with a record; else its digest speaks of something kept elsewhere.
  Result<bool> has_file(const std::string& digest);
  // Takes such a record back. Errors: kNotFound, kConflict, kInvalidInput
  Status withdraw_done(const Actor& actor, const DutyEventId& event, std::string_view why);

 private:
  Status ask_witness(std::vector<ExpectedDuty>& events, Date day);

  std::shared_ptr<Database> database_;
  std::shared_ptr<DutyWitness> witness_;
};

}  // namespace bihuan::records
