// src/plans/commitments.h - all commitments of a plan in one sequence, whatever list they stand in.
#pragma once
#include <string_view>
#include <vector>

#include "plans/plan_model.h"

namespace bihuan::plans {

// Returns every commitment of `plan` - targets, duties, deliverables, ongoing, qualitative, prohibitions and, when
// `with_principles`, principles - in the order of the document (by span, then kind, then place in its list).
// The pointers live as long as `plan` is neither changed nor destroyed. `Commitment::kind` tells which struct it is.
std::vector<const Commitment*> commitments_of(const Plan& plan, bool with_principles = false);

// Returns the commitment with this id, principles included; nullptr where there is none.
const Commitment* find_commitment(const Plan& plan, std::string_view id);

// The commitment as the target or duty that it is; nullptr where it is another kind.
const Target* as_target(const Commitment& commitment);
const Duty* as_duty(const Commitment& commitment);
const Qualitative* as_qualitative(const Commitment& commitment);

// Returns the heading of the item with this id; "" where there is none.
std::string_view heading_of(const Plan& plan, std::string_view item);

// The word of the JSON: "target", "deliverable", "duty", "ongoing", "qualitative", "prohibition", "principle".
std::string_view kind_word(Kind kind);
// The word for people: 目标, 成果, 频次, 常态, 定性, 禁止, 原则.
std::string_view kind_name(Kind kind);

// The units as one line for people and for corrections: "水科、支队"; a lead or an assisting unit carries its role:
// "水科（牵头）、支队（配合）". "" where nobody answers.
std::string units_line(const std::vector<UnitRef>& units);

}  // namespace bihuan::plans
