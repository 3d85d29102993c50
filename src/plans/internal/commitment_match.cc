#include "plans/internal/commitment_match.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "plans/commitments.h"
#include "plans/internal/near_phrases.h"
#include "plans/internal/wording.h"

namespace bihuan::plans::internal {
namespace {

// A pair below this score is no pair. Scores are the similarity of the masked clauses (0 to 1) plus what else speaks
// for it.
constexpr double kLeastMatchScore = 0.65;
constexpr double kForLikeHeading = 0.10;  // times the similarity of the headings
constexpr double kForKind = 0.05;
constexpr double kForIndicator = 0.25;  // the same indicator and unit of two targets
constexpr std::size_t kCandidates = 8;

struct Side {
  std::vector<const Commitment*> commitments;
  std::vector<std::u32string> text;  // folded
  std::vector<std::u32string> masked;
  std::vector<Bigrams> bigrams;          // of masked
  std::vector<std::size_t> heading;      // index into the two below
  std::vector<std::u32string> headings;  // folded and masked; [0] is ""
  std::vector<Bigrams> heading_bigrams;
};

Side side_of(const Plan& plan, const std::vector<const Commitment*>& commitments) {
  Side side;
  side.commitments = commitments;
  side.headings.emplace_back();
  std::unordered_map<std::string_view, std::size_t> index;
  for (const Item& item : plan.items) {
    if (index.emplace(item.id, side.headings.size()).second) side.headings.push_back(mask_numbers(fold(item.heading)));
  }
  for (const std::u32string& heading : side.headings) side.heading_bigrams.push_back(bigrams_of(heading));
  for (const Commitment* commitment : commitments) {
    side.text.push_back(fold(commitment->text));
    side.masked.push_back(mask_numbers(side.text.back()));
    side.bigrams.push_back(bigrams_of(side.masked.back()));
    const auto found = index.find(commitment->item);
    side.heading.push_back(found == index.end() ? 0 : found->second);
  }
  return side;
}

class Matcher {
 public:
  Matcher(const Side& before, const Side& after)
      : before_(before), after_(after), match_(before.text.size()), is_taken_(after.text.size(), false) {}

  using Key = std::function<std::u32string(const Side&, std::size_t)>;

  // Pairs what has an equal key, the first with the first.
  void pair_equal(const Key& key) {
    std::unordered_map<std::u32string, std::vector<std::size_t>> waiting;
    for (std::size_t j = after_.text.size(); j-- > 0;) {
      if (!is_taken_[j]) waiting[key(after_, j)].push_back(j);
    }
    for (std::size_t i = 0; i < match_.size(); ++i) {
      if (match_[i]) continue;
      const auto found = waiting.find(key(before_, i));
      if (found == waiting.end() || found->second.empty()) continue;
      take(i, found->second.back());
      found->second.pop_back();
    }
  }

  void pair_similar() {
    std::vector<std::size_t> rest;  // of after
    std::vector<Bigrams> phrases;
    for (std::size_t j = 0; j < is_taken_.size(); ++j) {
      if (is_taken_[j]) continue;
      rest.push_back(j);
      phrases.push_back(after_.bigrams[j]);
    }
    const NearPhrases index(phrases);
    std::unordered_map<std::u32string, std::vector<std::size_t>> by_indicator;
    for (const std::size_t j : rest) {
      const std::u32string key = indicator_key(*after_.commitments[j]);
      if (!key.empty() && by_indicator[key].size() < kCandidates) by_indicator[key].push_back(j);
    }

    struct Edge {
      double score;
      std::size_t i, j;
    };
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < match_.size(); ++i) {
      if (match_[i]) continue;
      std::vector<std::size_t> candidates;
      for (const std::size_t k : index.candidates(before_.bigrams[i], kCandidates)) candidates.push_back(rest[k]);
      const std::u32string key = indicator_key(*before_.commitments[i]);
      if (const auto same = by_indicator.find(key); !key.empty() && same != by_indicator.end()) {
        candidates.insert(candidates.end(), same->second.begin(), same->second.end());
      }
      std::sort(candidates.begin(), candidates.end());
      candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
      for (const std::size_t j : candidates) {
        const double score = score_of(i, j);
        if (score >= kLeastMatchScore) edges.push_back({score, i, j});
      }
    }
    std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
      if (a.score != b.score) return a.score > b.score;
      return a.i != b.i ? a.i < b.i : a.j < b.j;
    });
    for (const Edge& edge : edges) {
      if (!match_[edge.i] && !is_taken_[edge.j]) take(edge.i, edge.j);
    }
  }

  std::vector<std::optional<std::size_t>> finish() { return std::move(match_); }

 private:
  static std::u32string indicator_key(const Commitment& commitment) {
    const Target* target = as_target(commitment);
    if (target == nullptr || target->indicator.empty()) return {};
    return fold(target->indicator) + U'\t' + mask_numbers(fold(target->scope)) + U'\t' + fold(target->unit);
  }

  double score_of(std::size_t i, std::size_t j) const {
    const Commitment& a = *before_.commitments[i];
    const Commitment& b = *after_.commitments[j];
    double score = similarity(before_.bigrams[i], after_.bigrams[j]);
    score += kForLikeHeading *
             similarity(before_.heading_bigrams[before_.heading[i]], after_.heading_bigrams[after_.heading[j]]);
    if (a.kind == b.kind) score += kForKind;
    const std::u32string key = indicator_key(a);
    if (!key.empty() && key == indicator_key(b)) score += kForIndicator;
    return score;
  }

  void take(std::size_t i, std::size_t j) {
    match_[i] = j;
    is_taken_[j] = true;
  }

  const Side& before_;
  const Side& after_;
  std::vector<std::optional<std::size_t>> match_;
  std::vector<bool> is_taken_;
};

}  // namespace

std::vector<std::optional<std::size_t>> match_commitments(const Plan& before_plan,
                                                          const std::vector<const Commitment*>& before,
                                                          const Plan& after_plan,
                                                          const std::vector<const Commitment*>& after) {
  const Side old_side = side_of(before_plan, before);
  const Side new_side = side_of(after_plan, after);
  Matcher matcher(old_side, new_side);
  const auto heading = [](const Side& s, std::size_t i) { return U'\t' + s.headings[s.heading[i]]; };
  const auto kind = [](const Side& s, std::size_t i) {
    return std::u32string(1, static_cast<char32_t>(U'0' + static_cast<int>(s.commitments[i]->kind)));
  };
  // From the narrowest key to the widest.
  matcher.pair_equal([&](const Side& s, std::size_t i) { return kind(s, i) + s.text[i] + heading(s, i); });
  matcher.pair_equal([&](const Side& s, std::size_t i) { return kind(s, i) + s.text[i]; });
  matcher.pair_equal([&](const Side& s, std::size_t i) { return kind(s, i) + s.masked[i] + heading(s, i); });
  matcher.pair_equal([&](const Side& s, std::size_t i) { return kind(s, i) + s.masked[i]; });
  matcher.pair_equal([&](const Side& s, std::size_t i) { return s.masked[i] + heading(s, i); });
  matcher.pair_equal([&](const Side& s, std::size_t i) { return s.masked[i]; });
  matcher.pair_similar();
  return matcher.finish();
}

}  // namespace bihuan::plans::internal
