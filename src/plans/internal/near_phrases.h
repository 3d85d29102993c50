// src/plans/internal/near_phrases.h - finding the phrases most like a given one without comparing each with each.
#pragma once
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "plans/internal/wording.h"

namespace bihuan::plans::internal {

// An inverted index of the bigrams of phrases. A look-up follows the rarest bigrams only, each with a bounded number of
// phrases, so that its cost does not grow with the number of phrases.
class NearPhrases {
 public:
  // `phrases` are referred to and must outlive the index.
  explicit NearPhrases(const std::vector<Bigrams>& phrases);

  // At most `limit` indexes of phrases that share the most of the rare bigrams with `phrase`, the best first; among
  // equals the earlier one.
  std::vector<std::size_t> candidates(const Bigrams& phrase, std::size_t limit) const;

 private:
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> postings_;
};

}  // namespace bihuan::plans::internal
