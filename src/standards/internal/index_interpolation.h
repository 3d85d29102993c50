// src/standards/internal/index_interpolation.h - the one formula of HJ 633, exactly.
#pragma once
#include <optional>
#include <span>

#include "base/decimal.h"

namespace bihuan::standards::internal {

// The index of `value` between its two neighbouring points, rounded up to a whole number; none above the last point.
// PRECONDITION: both columns are equally long, strictly increasing, and start at 0; value is not negative.
// Source: HJ 633-2012 4.2, 6.2; HJ 633-2026 4.2.4, 4.2.6
std::optional<int> interpolate_up(std::span<const Decimal> concentration, std::span<const int> index, Decimal value);

}  // namespace bihuan::standards::internal
