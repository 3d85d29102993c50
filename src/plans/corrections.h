// src/plans/corrections.h - what people corrected in a compiled plan: layers over the compilation, never changes of it.
//
// A correction holds on to the sentence that it was made on, not to an offset: when a later version of the document
// moves the sentence it moves along; when the sentence was reworded it asks; when it is gone the correction is an
// orphan. Pure: the same plan, text and corrections give the same answer. The record store (src/records) keeps them.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"

namespace bihuan::plans {

enum class CorrectionField { kKind, kIndicator, kComparator, kValue, kUnit, kScope, kDeadline, kUnits, kStrength };

// The stable word of the JSON: "kind", "indicator", "comparator", "value", "unit", "scope", "deadline", "units",
// "strength".
std::string_view to_string(CorrectionField field);
// The word for people: 类别, 指标 ...
std::string_view field_name(CorrectionField field);
// Errors: kInvalidInput  no such field; the message lists those there are
Result<CorrectionField> parse_correction_field(std::string_view word);

// What a correction holds on to. Texts are compared without white space, in half width.
struct Anchor {
  std::string text;             // the clause as printed when the correction was made
  std::string sentence;         // the sentence around it (to 。；！？ or the line's end)
  std::string item_heading;     // of the item that it stands in; "" outside items
  Kind kind = Kind::kOngoing;   // as compiled
  std::string compiled;         // the corrected field as the compiler had it
  std::string previous_digest;  // SM3 (16 hex digits) of the sentence before and after; "" at the ends
  std::string next_digest;
  std::int64_t occurrence = 0;      // which of the equal clauses, counted from 0
  std::int64_t occurrences = 1;     // of how many
  std::vector<std::string> rivals;  // digests of similar clauses that stood beside it: they are no rewording of it
};

struct Correction {
  std::string id;             // given by the store; "" before
  std::string commitment_id;  // where it was made
  CorrectionField field = CorrectionField::kKind;
  std::string before;  // the value that the person saw
  std::string after;
  std::string who;
  std::string why;
  Instant at;
  std::vector<Anchor> anchors;  // at least one; a confirmation on a later version adds one, the newest is the last
};

enum class CorrectionState {
  kApplies,    // the same words were found, wherever they stand now
  kAsks,       // the sentence was reworded: not applied, `candidate_id` is where it may belong
  kOrphan,     // gone
  kWithdrawn,  // taken back; used by the store
};
// "applies", "asks", "orphan", "withdrawn".
std::string_view to_string(CorrectionState state);

struct SeatedCorrection {
  Correction correction;
  CorrectionState state = CorrectionState::kOrphan;
  std::string commitment_id;  // where it applies in this plan; "" unless it applies
  std::string candidate_id;   // the most similar commitment; "" unless it asks
  std::string reason;         // one Chinese sentence; "" where it applies
};

struct CorrectedPlan {
  Plan plan;
  std::vector<SeatedCorrection> corrections;  // in the order given
};

// Lays `corrections` over the compiled `plan`, in the order given (a later one wins on the same field). `text` is the
// document's plain text in UTF-8 to which the plan's spans refer. What asks or is an orphan changes nothing. A
// corrected kind moves the commitment between the lists of the plan; its id stays.
CorrectedPlan apply_corrections(const Plan& plan, std::string_view text, std::span<const Correction> corrections);

// Makes a correction of `field` of the commitment `commitment_id` to `after`, anchored in `plan` (as compiled) and
// `text`. `existing` are the corrections already made: `before` is what stands with them applied. The id stays "".
// `after` by field: kind a kind_word(); comparator ">=", "<=", "=", ">", "<", "≈"; value a decimal; deadline an ISO
// date (also 2024-06 or 2024), "" for none; units names joined with 、, a role in brackets after the name where it is
// not plain responsibility (水科（牵头）、支队（配合）), "" for nobody; strength "hard", "soft"; indicator, unit, scope
// as words. Errors: kNotFound      no such commitment
//         kInvalidInput  `after` has not that form, or the field does not fit the kind (a value needs a target or, as a
//         whole
//                        number of times, a duty); who or why is empty; nothing would change
Result<Correction> make_correction(const Plan& plan, std::string_view text, std::span<const Correction> existing,
                                   std::string_view commitment_id, CorrectionField field, std::string_view after,
                                   std::string_view who, std::string_view why, Instant at);

// Seats a correction that asks or is an orphan on `commitment_id` of this plan: returns the anchor to add to it.
// `existing` are the corrections of the plan, which may have made the field fit (a kind corrected before a value).
// Errors: kNotFound      no such commitment
//         kInvalidInput  the correction does not fit the kind of that commitment
Result<Anchor> seat_correction(const Correction& correction, const Plan& plan, std::string_view text,
                               std::span<const Correction> existing, std::string_view commitment_id);

}  // namespace bihuan::plans
