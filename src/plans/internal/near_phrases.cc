#include "plans/internal/near_phrases.h"

#include <algorithm>
#include <utility>

namespace bihuan::plans::internal {
namespace {

constexpr std::size_t kRareBigrams = 24;     // how many of a phrase's bigrams are followed
constexpr std::size_t kLongestPosting = 64;  // a bigram in more phrases than this tells nothing

}  // namespace

NearPhrases::NearPhrases(const std::vector<Bigrams>& phrases) {
  for (std::size_t i = 0; i < phrases.size(); ++i) {
    std::uint64_t last = 0;
    for (const std::uint64_t pair : phrases[i]) {
      if (pair == last) continue;  // sorted: repetitions are neighbours
      last = pair;
      std::vector<std::uint32_t>& posting = postings_[pair];
      if (posting.size() <= kLongestPosting) posting.push_back(static_cast<std::uint32_t>(i));
    }
  }
}

std::vector<std::size_t> NearPhrases::candidates(const Bigrams& phrase, std::size_t limit) const {
  std::vector<std::pair<std::size_t, const std::vector<std::uint32_t>*>> lists;  // with their place among the bigrams
  std::uint64_t last = 0;
  for (const std::uint64_t pair : phrase) {
    if (pair == last) continue;
    last = pair;
    const auto found = postings_.find(pair);
    if (found != postings_.end() && found->second.size() <= kLongestPosting)
      lists.emplace_back(lists.size(), &found->second);
  }
  std::sort(lists.begin(), lists.end(), [](const auto& a, const auto& b) {
    return a.second->size() != b.second->size() ? a.second->size() < b.second->size() : a.first < b.first;
  });
  if (lists.size() > kRareBigrams) lists.resize(kRareBigrams);

  std::unordered_map<std::uint32_t, std::size_t> hits;
  for (const auto& [place, list] : lists) {
    for (const std::uint32_t index : *list) ++hits[index];
  }
  std::vector<std::pair<std::size_t, std::uint32_t>> ranked;
  ranked.reserve(hits.size());
  for (const auto& [index, count] : hits) ranked.emplace_back(count, index);
  const auto better = [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  const std::size_t kept = std::min(limit, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(kept), ranked.end(), better);
  std::vector<std::size_t> best;
  for (std::size_t i = 0; i < kept; ++i) best.push_back(ranked[i].second);
  return best;
}

}  // namespace bihuan::plans::internal
