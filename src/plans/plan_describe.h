// src/plans/plan_describe.h - the plan model, organisation answers, differences and corrections as described structs,
// so that base/json.h reads and writes them. The one place that describes them: include it in .cc files only.
#pragma once
#include "base/json.h"
#include "plans/corrections.h"
#include "plans/plan_diff.h"
#include "plans/plan_model.h"
#include "plans/plan_units.h"

namespace bihuan::plans {

BOOST_DESCRIBE_ENUM(Kind, kTarget, kDeliverable, kDuty, kOngoing, kQualitative, kProhibition, kPrinciple)
BOOST_DESCRIBE_ENUM(Role, kResponsible, kLead, kAssist)
BOOST_DESCRIBE_ENUM(Strength, kHard, kSoft)
BOOST_DESCRIBE_ENUM(Origin, kText, kInherited, kDefault, kInferred, kCorrected)
BOOST_DESCRIBE_STRUCT(Span, (), (begin, end))
BOOST_DESCRIBE_STRUCT(UnitRef, (), (name, role, origin))
BOOST_DESCRIBE_STRUCT(Group, (), (raw, span, units, role, members, governs, is_open, note))
BOOST_DESCRIBE_STRUCT(Item, (), (id, no, heading, section, span, units, groups))
BOOST_DESCRIBE_STRUCT(Commitment, (),
                      (id, kind, span, text, item, deadline, due, deadline_origin, strength, units, occurrences))
BOOST_DESCRIBE_STRUCT(Arithmetic, (), (whole, needed, statement))
BOOST_DESCRIBE_STRUCT(Target, (Commitment),
                      (indicator, comparator, value, value_high, unit, scope, period, baseline, direction, part_of,
                       arithmetic))
BOOST_DESCRIBE_STRUCT(Duty, (Commitment),
                      (action, min_count, period, object, objects, agent, window_from, window_to, quantity))
BOOST_DESCRIBE_STRUCT(CountedList, (), (id, span, object, count, names, is_open, item, occurrences))
BOOST_DESCRIBE_STRUCT(Qualitative, (Commitment), (indicators, comparator, reference))
BOOST_DESCRIBE_STRUCT(Reference, (), (span, title, number))
BOOST_DESCRIBE_STRUCT(Diagnostic, (), (span, code, severity, message))
BOOST_DESCRIBE_STRUCT(Section, (), (no, heading, level, span))
BOOST_DESCRIBE_STRUCT(Plan, (),
                      (title, issuer, document_number, plan_year, plan_year_end, outline, items, targets, duties, lists,
                       deliverables, ongoing, qualitative, prohibitions, principles, references, diagnostics))

BOOST_DESCRIBE_ENUM(Change, kAdded, kDropped, kRaised, kLowered, kHandedOver, kReworded, kDeadlineMoved, kKindChanged)
BOOST_DESCRIBE_STRUCT(DifferenceEntry, (),
                      (change, kind, before_id, after_id, before_text, after_text, field, before_value, after_value,
                       statement, is_alarm))
BOOST_DESCRIBE_STRUCT(DifferenceCounts, (),
                      (added, dropped, raised, lowered, handed_over, reworded, moved, kind_changed))
BOOST_DESCRIBE_STRUCT(Difference, (), (from_title, to_title, entries, counts))
BOOST_DESCRIBE_STRUCT(SameTarget, (),
                      (target_id, other_plan_id, other_plan_title, other_target_id, other_text, agrees, statement))

BOOST_DESCRIBE_STRUCT(UnitAnswer, (),
                      (name, is_known, is_collective, subset_unknown, members, leads, assists, responsible, commitments,
                       note))
BOOST_DESCRIBE_STRUCT(UnitLoad, (), (name, by_name, through_collective, perhaps))
BOOST_DESCRIBE_STRUCT(PlanUnits, (), (answers, loads, unknown, without_owner, without_task))

BOOST_DESCRIBE_ENUM(CorrectionField, kKind, kIndicator, kComparator, kValue, kUnit, kScope, kDeadline, kUnits,
                    kStrength)
BOOST_DESCRIBE_ENUM(CorrectionState, kApplies, kAsks, kOrphan, kWithdrawn)
BOOST_DESCRIBE_STRUCT(Anchor, (),
                      (text, sentence, item_heading, kind, compiled, previous_digest, next_digest, occurrence,
                       occurrences, rivals))
BOOST_DESCRIBE_STRUCT(Correction, (), (id, commitment_id, field, before, after, who, why, at, anchors))

}  // namespace bihuan::plans
