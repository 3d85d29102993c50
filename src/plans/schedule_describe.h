// src/plans/schedule_describe.h - schedules as described structs for base/json.h: include it in .cc files only.
#pragma once
#include "base/json.h"
#include "plans/schedule.h"

namespace bihuan::plans {

BOOST_DESCRIBE_ENUM(Measure, kCount, kOnce, kLevel, kDuty, kWords)
BOOST_DESCRIBE_ENUM(ScheduleShape, kNone, kLine, kSteps)
BOOST_DESCRIBE_ENUM(Light, kNone, kGreen, kYellow, kRed)
BOOST_DESCRIBE_STRUCT(SchedulePoint, (), (day, percent, text))
BOOST_DESCRIBE_STRUCT(Schedule, (), (shape, points))

}  // namespace bihuan::plans
