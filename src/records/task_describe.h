// src/records/task_describe.h - tasks and measures as described structs for base/json.h: include it in .cc files only.
#pragma once
#include "plans/plan_describe.h"
#include "plans/schedule_describe.h"
#include "records/tasks.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(TaskState, kOpen, kDropped)
BOOST_DESCRIBE_ENUM(UnitOrigin, kNamed, kCollective, kDecided, kUnknown)
BOOST_DESCRIBE_ENUM(MeasureState, kDraft, kSubmitted, kApproved, kReturned)
BOOST_DESCRIBE_STRUCT(TaskUnit, (), (unit, role, printed, origin))
BOOST_DESCRIBE_STRUCT(TaskSubset, (), (printed, role, candidates, is_decided, units, decided_by, why))
BOOST_DESCRIBE_STRUCT(Task, (),
                      (id, plan, commitment_id, version, ordinal, kind, item_no, item_heading, section, text, deadline,
                       due, starts, strength, measure, comparator, wanted, wanted_unit, state, dropped_version, revision,
                       units, subsets))
BOOST_DESCRIBE_STRUCT(IssueReport, (), (version, added, carried, changed, dropped, unknown_units))
BOOST_DESCRIBE_STRUCT(NewMeasure, (), (task_id, unit, text, person, first_month, last_month))
BOOST_DESCRIBE_STRUCT(UnitMeasure, (), (id, what, state, written_by, approved_by, remark, revision))
BOOST_DESCRIBE_STRUCT(TaskAndUnit, (), (task_id, unit))
BOOST_DESCRIBE_STRUCT(Coverage, (),
                      (tasks, answers, without_owner, without_measures, without_approved, subset_unknown,
                       unknown_units))

}  // namespace bihuan::records
