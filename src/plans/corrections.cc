#include "plans/corrections.h"

#include <array>
#include <cassert>
#include <utility>

#include "base/text.h"
#include "plans/commitments.h"
#include "plans/internal/anchoring.h"
#include "plans/internal/correction_fields.h"

namespace bihuan::plans {
namespace {

struct FieldWords {
  CorrectionField field;
  std::string_view word;
  std::string_view name;
};
constexpr std::array<FieldWords, 9> kFields = {{{CorrectionField::kKind, "kind", "类别"},
                                                {CorrectionField::kIndicator, "indicator", "指标"},
                                                {CorrectionField::kComparator, "comparator", "比较符"},
                                                {CorrectionField::kValue, "value", "数值"},
                                                {CorrectionField::kUnit, "unit", "计量单位"},
                                                {CorrectionField::kScope, "scope", "范围"},
                                                {CorrectionField::kDeadline, "deadline", "期限"},
                                                {CorrectionField::kUnits, "units", "责任单位"},
                                                {CorrectionField::kStrength, "strength", "约束力"}}};

// The seat of a correction: the newest anchor that applies, else what the newest says.
internal::Seat seat_of(const Correction& correction, const internal::Anchorage& anchorage) {
  internal::Seat newest;
  for (std::size_t i = correction.anchors.size(); i-- > 0;) {
    internal::Seat seat = anchorage.find(correction.anchors[i], correction.field);
    if (seat.state == CorrectionState::kApplies) return seat;
    if (i + 1 == correction.anchors.size()) newest = std::move(seat);
  }
  if (newest.reason.empty()) newest.reason = "更正没有依据的语句";
  return newest;
}

}  // namespace

std::string_view to_string(CorrectionField field) {
  for (const FieldWords& words : kFields) {
    if (words.field == field) return words.word;
  }
  assert(false);
  return {};
}

std::string_view field_name(CorrectionField field) {
  for (const FieldWords& words : kFields) {
    if (words.field == field) return words.name;
  }
  assert(false);
  return {};
}

Result<CorrectionField> parse_correction_field(std::string_view word) {
  std::string known;
  for (const FieldWords& words : kFields) {
    if (words.word == word) return words.field;
    known += (known.empty() ? "" : "、") + std::string(words.word);
  }
  return fail(Code::kInvalidInput, "没有名为“" + excerpt(word) + "”的字段：可以更正 " + known, "field");
}

std::string_view to_string(CorrectionState state) {
  switch (state) {
    case CorrectionState::kApplies:
      return "applies";
    case CorrectionState::kAsks:
      return "asks";
    case CorrectionState::kOrphan:
      return "orphan";
    case CorrectionState::kWithdrawn:
      return "withdrawn";
  }
  assert(false);
  return {};
}

CorrectedPlan apply_corrections(const Plan& plan, std::string_view text, std::span<const Correction> corrections) {
  CorrectedPlan corrected;
  corrected.plan = plan;
  if (corrections.empty()) return corrected;
  // All seats are found in the plan as compiled, before any correction changes it.
  const internal::Anchorage anchorage(plan, text);
  for (const Correction& correction : corrections) {
    internal::Seat seat = seat_of(correction, anchorage);
    SeatedCorrection seated;
    seated.correction = correction;
    seated.state = seat.state;
    seated.reason = std::move(seat.reason);
    if (seat.state == CorrectionState::kApplies) {
      const Status status = internal::set_field(corrected.plan, seat.commitment_id, correction.field, correction.after);
      if (status) {
        seated.commitment_id = std::move(seat.commitment_id);
      } else {
        seated.state = CorrectionState::kAsks;
        seated.candidate_id = std::move(seat.commitment_id);
        seated.reason = status.error().message;
      }
    } else if (seat.state == CorrectionState::kAsks) {
      seated.candidate_id = std::move(seat.commitment_id);
    }
    corrected.corrections.push_back(std::move(seated));
  }
  return corrected;
}

Result<Correction> make_correction(const Plan& plan, std::string_view text, std::span<const Correction> existing,
                                   std::string_view commitment_id, CorrectionField field, std::string_view after,
                                   std::string_view who, std::string_view why, Instant at) {
  if (trim(who).empty()) return fail(Code::kInvalidInput, "更正要写明由谁作出", "who");
  if (trim(why).empty()) return fail(Code::kInvalidInput, "更正要写明理由", "why");
  CorrectedPlan current = apply_corrections(plan, text, existing);
  const Commitment* commitment = find_commitment(current.plan, commitment_id);
  if (commitment == nullptr) {
    return fail(Code::kNotFound, "计划中没有编号为“" + excerpt(commitment_id) + "”的条目", "commitment_id");
  }
  Correction correction;
  correction.commitment_id = std::string(commitment_id);
  correction.field = field;
  BIHUAN_TRY(correction.before, internal::field_text(*commitment, field));
  BIHUAN_CHECK(internal::set_field(current.plan, commitment_id, field, after));
  // What is stored is the value as it was understood: 水科，支队 becomes 水科、支队.
  BIHUAN_TRY(correction.after, internal::field_text(*find_commitment(current.plan, commitment_id), field));
  if (correction.after == correction.before) {
    return fail(Code::kInvalidInput,
                std::string(field_name(field)) + "已经是“" + excerpt(correction.before) + "”，没有需要更正的地方",
                std::string(to_string(field)));
  }
  correction.who = std::string(trim(who));
  correction.why = std::string(trim(why));
  correction.at = at;
  BIHUAN_TRY(Anchor anchor, internal::Anchorage(plan, text).anchor_of(commitment_id, field));
  correction.anchors.push_back(std::move(anchor));
  return correction;
}

Result<Anchor> seat_correction(const Correction& correction, const Plan& plan, std::string_view text,
                               std::span<const Correction> existing, std::string_view commitment_id) {
  Plan trial = apply_corrections(plan, text, existing).plan;
  BIHUAN_CHECK(internal::set_field(trial, commitment_id, correction.field, correction.after));
  return internal::Anchorage(plan, text).anchor_of(commitment_id, correction.field);
}

}  // namespace bihuan::plans
