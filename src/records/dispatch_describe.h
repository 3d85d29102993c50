// src/records/dispatch_describe.h - rounds of dispatch as described structs for base/json.h: include it in .cc files
// only.
#pragma once
#include "base/json.h"
#include "records/dispatch.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(RoundState, kOpen, kClosed)
BOOST_DESCRIBE_ENUM(EntryState, kEmpty, kWritten, kSubmitted, kChecked, kHandedIn, kReturned, kMerged)
BOOST_DESCRIBE_STRUCT(KnownFacts, (),
                      (last_month, last_progress, last_next_step, last_done, events_due, events_done, reading, verdict))
BOOST_DESCRIBE_STRUCT(DispatchRound, (), (id, plan, month, cut_off, state, opened_by, closed_by, revision))
BOOST_DESCRIBE_STRUCT(LightCounts, (), (green, yellow, red, none))
BOOST_DESCRIBE_STRUCT(ItemProgress, (), (item_no, item_heading, tasks, lights))
BOOST_DESCRIBE_STRUCT(UnitProgress, (), (unit, entries, handed_in, late, missing, lights))
BOOST_DESCRIBE_STRUCT(LateUnit, (), (unit, late, missing, last_handed_in))

}  // namespace bihuan::records
