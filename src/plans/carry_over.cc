#include "plans/carry_over.h"

#include <optional>

#include "plans/commitments.h"
#include "plans/internal/commitment_match.h"

namespace bihuan::plans {

std::vector<CarriedOver> carry_over(const Plan& before, const Plan& after) {
  const std::vector<const Commitment*> old_ones = commitments_of(before);
  const std::vector<const Commitment*> new_ones = commitments_of(after);
  const std::vector<std::optional<std::size_t>> matches =
      internal::match_commitments(before, old_ones, after, new_ones);
  std::vector<CarriedOver> carried;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    if (matches[i]) carried.push_back({old_ones[i]->id, new_ones[*matches[i]]->id});
  }
  return carried;
}

}  // namespace bihuan::plans
