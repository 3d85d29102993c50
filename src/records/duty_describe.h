// src/records/duty_describe.h - duties as lived, as described structs for base/json.h: include it in .cc files only.
#pragma once
#include "base/json.h"
#include "records/duties.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(DutyState, kAhead, kOpen, kDone, kDoneLate, kMissed)
BOOST_DESCRIBE_STRUCT(DutyDone, (), (unit, done_on, evidence, attachment_digest))
BOOST_DESCRIBE_STRUCT(DutySamples, (), (group_name, planned, done, excused, lacking))

}  // namespace bihuan::records
