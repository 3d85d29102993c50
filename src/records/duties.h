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
  std::optional<DutyDone> done;
};

struct DutyYear {
  std::vector<ExpectedDuty> events;
  std::vector<plans::WaitingDuty> waiting;  // duty_id is the task's id
};

class Duties {
 public:
  explicit Duties(std::shared_ptr<Database> database) : database_(std::move(database)) {}

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
  //         kConflict      recorded already; of another unit
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
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
