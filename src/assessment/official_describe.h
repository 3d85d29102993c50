// src/assessment/official_describe.h - a target's three values as described structs for base/json.h: include it in .cc
// files only.
#pragma once
#include "assessment/official.h"
#include "assessment/reading_describe.h"
#include "records/official_describe.h"

namespace bihuan::assessment {

BOOST_DESCRIBE_ENUM(FigureSide, kOfficial, kComputed, kReported)
BOOST_DESCRIBE_STRUCT(StandingValue, (),
                      (is_there, value, unit, quantity, quantity_name, from, to, period, terms, terms_name, status,
                       status_name, source, record, compliance, verdict, reason))
BOOST_DESCRIBE_STRUCT(LikelyReason, (), (id, name, text))
BOOST_DESCRIBE_STRUCT(Comparison, (),
                      (left, right, left_record, right_record, outcome, difference, unit, sentence, reasons))
BOOST_DESCRIBE_STRUCT(PassedOver, (), (figure_id, why))
BOOST_DESCRIBE_STRUCT(TargetStanding, (),
                      (target_id, comparator, limit, unit, own_terms, official, computed, reported, decides, verdict,
                       compliance, sentence, notes, comparisons, passed_over, rules_digest))

}  // namespace bihuan::assessment
