// src/plans/internal/anchoring.h - where the sentence that a correction holds on to stands in a plan.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plans/corrections.h"
#include "plans/internal/wording.h"
#include "plans/plan_model.h"

namespace bihuan::plans::internal {

struct Seat {
  CorrectionState state = CorrectionState::kOrphan;
  std::string commitment_id;  // applies: where; asks: the candidate
  std::string reason;
};

// The commitments of one compiled plan by their words. Refers to `plan`.
class Anchorage {
 public:
  Anchorage(const Plan& plan, std::string_view text);

  // Where `anchor`, made for a correction of `field`, belongs.
  Seat find(const Anchor& anchor, CorrectionField field) const;

  // The anchor of a commitment of this plan. Errors: kNotFound; kInvalidInput where the field does not fit it
  Result<Anchor> anchor_of(std::string_view commitment_id, CorrectionField field) const;

 private:
  struct Place {
    const Commitment* commitment = nullptr;
    std::u32string text;  // folded
    std::u32string sentence;
    std::u32string heading;
    std::size_t first_sentence = 0, last_sentence = 0;
  };

  std::string digest_before(const Place& place) const;
  std::string digest_after(const Place& place) const;
  std::string digest_of_sentence(std::size_t index) const;
  std::u32string words_of(std::size_t first, std::size_t last) const;
  std::vector<std::size_t> with_equal_words(const Place& place) const;

  Seat find_equal(const Anchor& anchor, CorrectionField field, const std::vector<std::size_t>& equal) const;
  Seat find_similar(const Anchor& anchor) const;
  // Of several commitments with the anchor's words, the one that stands where it stood; none where that is not certain.
  std::optional<std::size_t> pick(const Anchor& anchor, std::vector<std::size_t> equal) const;

  std::u32string text_;
  Sentences sentences_;
  std::vector<Place> places_;  // in the order of the document
  std::unordered_map<std::u32string, std::vector<std::size_t>> by_words_;
};

}  // namespace bihuan::plans::internal
