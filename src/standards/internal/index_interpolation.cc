#include "standards/internal/index_interpolation.h"

#include <algorithm>
#include <cstddef>

namespace bihuan::standards::internal {
namespace {

using bihuan::internal::Int128;
using bihuan::internal::pow10;

}  // namespace

std::optional<int> interpolate_up(std::span<const Decimal> concentration, std::span<const int> index, Decimal value) {
  const auto upper = std::ranges::lower_bound(concentration, value);
  if (upper == concentration.end()) return std::nullopt;
  const auto i = static_cast<std::size_t>(upper - concentration.begin());
  if (i == 0) return index[0];
  const Decimal low = concentration[i - 1];
  const Decimal high = concentration[i];
  const int places = std::max({low.places(), high.places(), value.places()});
  const auto scaled = [places](Decimal d) -> Int128 { return d.mantissa() * pow10(places - d.places()); };
  const Int128 span = scaled(high) - scaled(low);
  const Int128 rise = (scaled(value) - scaled(low)) * (index[i] - index[i - 1]);
  return index[i - 1] + static_cast<int>((rise + span - 1) / span);
}

}  // namespace bihuan::standards::internal
