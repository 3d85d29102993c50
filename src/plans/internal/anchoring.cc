#include "plans/internal/anchoring.h"

#include <algorithm>

#include "base/text.h"
#include "plans/commitments.h"
#include "plans/internal/correction_fields.h"

namespace bihuan::plans::internal {
namespace {

// Similarities are of clauses with their numbers masked, 0 to 1.
constexpr double kRival = 0.30;  // from here on another clause is remembered as a rival when a correction is made
constexpr double kLeastSimilar = 0.30;  // below, a clause is no rewording, whatever stands around it
constexpr double kLeastAnchorScore = 0.50;  // similarity plus what the surroundings say
constexpr double kForSameHeading = 0.08;
constexpr double kForNeighbour = 0.10;    // for the sentence before, and again for the one after
constexpr double kSentenceChanged = 0.5;  // the clause is the same, but its sentence has less than this in common

std::u32string decoded(std::string_view text) {
  Result<std::u32string> result = decode_utf8(text);
  return result ? std::move(*result) : std::u32string();
}

Bigrams masked_bigrams(std::u32string_view folded) { return bigrams_of(mask_numbers(folded)); }

}  // namespace

Anchorage::Anchorage(const Plan& plan, std::string_view text) : text_(decoded(text)), sentences_(text_) {
  std::unordered_map<std::string_view, std::u32string> headings;
  for (const Item& item : plan.items) headings.emplace(item.id, fold(item.heading));
  for (const Commitment* commitment : commitments_of(plan, true)) {
    Place place;
    place.commitment = commitment;
    place.text = fold(commitment->text);
    place.first_sentence = sentences_.first_of(commitment->span);
    place.last_sentence = sentences_.last_of(commitment->span);
    place.sentence =
        place.first_sentence < sentences_.count() ? words_of(place.first_sentence, place.last_sentence) : place.text;
    if (const auto found = headings.find(commitment->item); found != headings.end()) place.heading = found->second;
    by_words_[place.text].push_back(places_.size());
    places_.push_back(std::move(place));
  }
}

std::u32string Anchorage::words_of(std::size_t first, std::size_t last) const {
  const std::size_t begin = static_cast<std::size_t>(sentences_.span(first).begin);
  const std::size_t end = std::min(static_cast<std::size_t>(sentences_.span(last).end), text_.size());
  return fold(std::u32string_view(text_).substr(begin, end - begin));
}

std::string Anchorage::digest_of_sentence(std::size_t index) const { return short_digest(words_of(index, index)); }

std::string Anchorage::digest_before(const Place& place) const {
  const bool has_one = place.first_sentence < sentences_.count() && place.first_sentence > 0;
  return has_one ? digest_of_sentence(place.first_sentence - 1) : std::string();
}

std::string Anchorage::digest_after(const Place& place) const {
  const bool has_one = place.last_sentence + 1 < sentences_.count();
  return has_one ? digest_of_sentence(place.last_sentence + 1) : std::string();
}

std::vector<std::size_t> Anchorage::with_equal_words(const Place& place) const {
  std::vector<std::size_t> equal;
  for (const std::size_t index : by_words_.at(place.text)) {
    if (places_[index].commitment->kind == place.commitment->kind) equal.push_back(index);
  }
  return equal;
}

Result<Anchor> Anchorage::anchor_of(std::string_view commitment_id, CorrectionField field) const {
  const auto found = std::ranges::find_if(
      places_, [commitment_id](const Place& place) { return place.commitment->id == commitment_id; });
  if (found == places_.end()) return fail(Code::kNotFound, "计划中没有编号为“" + excerpt(commitment_id) + "”的条目");
  const Place& own = *found;
  Anchor anchor;
  anchor.text = own.commitment->text;
  anchor.sentence = encode_utf8(own.sentence);
  anchor.item_heading = encode_utf8(own.heading);
  anchor.kind = own.commitment->kind;
  const Result<std::string> compiled = field_text(*own.commitment, field);
  if (compiled) anchor.compiled = *compiled;  // none where an earlier correction of the kind made the field fit
  anchor.previous_digest = digest_before(own);
  anchor.next_digest = digest_after(own);
  const std::vector<std::size_t> equal = with_equal_words(own);
  anchor.occurrences = static_cast<std::int64_t>(equal.size());
  const auto index = static_cast<std::size_t>(found - places_.begin());
  anchor.occurrence = std::ranges::find(equal, index) - equal.begin();

  const Bigrams words = masked_bigrams(own.text);
  for (const Place& other : places_) {
    if (other.text == own.text || similarity(words, masked_bigrams(other.text)) < kRival) continue;
    anchor.rivals.push_back(short_digest(other.text));
  }
  std::sort(anchor.rivals.begin(), anchor.rivals.end());
  anchor.rivals.erase(std::unique(anchor.rivals.begin(), anchor.rivals.end()), anchor.rivals.end());
  return anchor;
}

Seat Anchorage::find(const Anchor& anchor, CorrectionField field) const {
  const auto equal = by_words_.find(fold(anchor.text));
  return equal != by_words_.end() ? find_equal(anchor, field, equal->second) : find_similar(anchor);
}

Seat Anchorage::find_equal(const Anchor& anchor, CorrectionField field, const std::vector<std::size_t>& equal) const {
  const std::optional<std::size_t> picked = pick(anchor, equal);
  if (!picked) {
    return {CorrectionState::kAsks, places_[equal.front()].commitment->id,
            "同样的语句不止一处或少了一处，请确认是哪一处"};
  }
  const Place& place = places_[*picked];
  const std::u32string sentence = fold(anchor.sentence);
  if (place.sentence != sentence) {
    // The clause stayed, its sentence did not: what was corrected must still be what the person saw.
    const Result<std::string> compiled = field_text(*place.commitment, field);
    const bool same_meaning = (compiled ? *compiled : std::string()) == anchor.compiled;
    if (!same_meaning || similarity(masked_bigrams(place.sentence), masked_bigrams(sentence)) < kSentenceChanged) {
      return {CorrectionState::kAsks, place.commitment->id, "语句的前后文已改写，请确认更正是否仍然成立"};
    }
  }
  return {CorrectionState::kApplies, place.commitment->id, {}};
}

std::optional<std::size_t> Anchorage::pick(const Anchor& anchor, std::vector<std::size_t> equal) const {
  // Narrows `equal` to those for which `is_right` holds, unless there are none.
  const auto narrow = [&equal, this](auto&& is_right) {
    std::vector<std::size_t> right;
    for (const std::size_t index : equal) {
      if (is_right(places_[index])) right.push_back(index);
    }
    const bool some = !right.empty();
    if (some) equal = std::move(right);
    return some;
  };
  narrow([&](const Place& place) { return place.commitment->kind == anchor.kind; });
  if (static_cast<std::int64_t>(equal.size()) == anchor.occurrences) {
    return equal[static_cast<std::size_t>(std::clamp<std::int64_t>(anchor.occurrence, 0, anchor.occurrences - 1))];
  }
  // More or fewer of them than there were: the surroundings must tell.
  const std::u32string heading = fold(anchor.item_heading);
  const std::u32string sentence = fold(anchor.sentence);
  narrow([&](const Place& place) { return place.sentence == sentence; });
  const bool same_heading = narrow([&](const Place& place) { return place.heading == heading; });
  if (anchor.occurrences > 1 && !same_heading) return std::nullopt;
  const bool has_neighbour =
      narrow([&](const Place& place) {
        return digest_before(place) == anchor.previous_digest && digest_after(place) == anchor.next_digest;
      }) ||
      narrow([&](const Place& place) {
        return digest_before(place) == anchor.previous_digest || digest_after(place) == anchor.next_digest;
      });
  if (equal.size() != 1 || (anchor.occurrences > 1 && !has_neighbour)) return std::nullopt;
  return equal.front();
}

Seat Anchorage::find_similar(const Anchor& anchor) const {
  const Bigrams words = masked_bigrams(fold(anchor.text));
  const std::u32string heading = fold(anchor.item_heading);
  const Place* best = nullptr;
  double best_score = 0;
  for (const Place& place : places_) {
    const double alike = similarity(words, masked_bigrams(place.text));
    if (alike < kLeastSimilar) continue;
    if (std::ranges::binary_search(anchor.rivals, short_digest(place.text))) continue;
    double score = alike;
    if (!heading.empty() && place.heading == heading) score += kForSameHeading;
    if (!anchor.previous_digest.empty() && digest_before(place) == anchor.previous_digest) score += kForNeighbour;
    if (!anchor.next_digest.empty() && digest_after(place) == anchor.next_digest) score += kForNeighbour;
    if (place.commitment->kind == anchor.kind) score += 0.01;  // among equals only
    if (score > best_score) {
      best = &place;
      best_score = score;
    }
  }
  if (best == nullptr || best_score < kLeastAnchorScore) {
    return {CorrectionState::kOrphan, {}, "更正所依据的语句在文件中已经没有了"};
  }
  return {CorrectionState::kAsks, best->commitment->id, "语句已改写，请确认更正是否仍然成立"};
}

}  // namespace bihuan::plans::internal
