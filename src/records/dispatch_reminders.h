// src/records/dispatch_reminders.h - 提醒督办 of a monthly dispatch: units that have not handed in hear of it.
#pragma once
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "base/working_days.h"
#include "records/actor.h"
#include "records/database.h"
#include "records/escalation.h"

namespace bihuan::records {

// For each open round: every unit hears once that it was opened; a unit whose entries are not all at the office hears
// once of each level that the cut-off day has reached (the levels of cases, escalation.toml), of the highest only where
// several were reached together. Doing it again tells nothing new. Returns how many notices were wished.
// Errors: kNotCovered  working days in a year without a calendar
Result<std::int64_t> remind_of_dispatch(Database& database, const Actor& timer, const EscalationRules& rules,
                                        const WorkingDays& calendar);

}  // namespace bihuan::records
