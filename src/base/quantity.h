// src/base/quantity.h - a decimal with its unit. Units never mix by accident.
#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"

namespace bihuan {

// Every unit the program knows; names, spellings and exact ratios are the one table in quantity.cc. The stored form is
// to_string(unit), never the number.
enum class Unit : std::uint8_t {
  kNone,  // no unit, no dimension: pH, an index (无量纲)
  // mass per volume
  kNgPerL,
  kUgPerL,
  kMgPerL,
  kGPerL,
  kUgPerM3,
  kMgPerM3,
  // mixing ratio of a gas: to mass per volume only with temperature and pressure
  kPpb,
  kPpm,
  // mass per mass (soil)
  kUgPerKg,
  kMgPerKg,
  // parts of a whole
  kPercent,
  kPerMille,
  // length
  kMm,
  kCm,
  kM,
  kKm,
  // area
  kM2,
  kHm2,
  kKm2,
  kMu,
  kTenThousandMu,
  // volume
  kL,
  kM3,
  kTenThousandM3,
  kHundredMillionM3,
  // mass
  kUg,
  kMg,
  kG,
  kKg,
  kT,
  kTenThousandT,
  // coal equivalent
  kTce,
  kTenThousandTce,
  // money
  kYuan,
  kTenThousandYuan,
  kHundredMillionYuan,
  // time
  kSecond,
  kMinute,
  kHour,
  kDay,
  kMonth,
  kYear,
  // single ones, each a dimension of its own
  kCelsius,
  kDecibelA,
  kCountPerL,
  kMicroSiemensPerCm,
  kNtu,
  kM3PerS,
  kMPerS,
  // counters: 个 and 家 are not the same
  kPiece,
  kFirm,
  kSite,
  kSet,
  kPlace,
  kTime,
  kStrip,
  kAnimal,
  kFish,
  kVehicle,
  kPerson,
  kHousehold,
  kCase,
  kItem,
  kVillage,
};

// As printed: "mg/L", "μg/m3", "%", "无量纲", "万亩", "个".
std::string_view to_string(Unit unit);

// Reads what people write: mg/l, ㎎/L, 毫克/升, 毫克每升, μg/L (U+03BC and U+00B5), ug/m³, 微克/立方米, ％, 公顷,
// 平方公里 ... Blanks, width, and the case of ASCII letters do not matter. Errors: kInvalidInput quoting the text.
Result<Unit> parse_unit(std::string_view text);

struct Quantity {
  Decimal value;
  Unit unit = Unit::kNone;
  // Same unit and same number; an ordering exists only through compare().
  friend constexpr bool operator==(const Quantity&, const Quantity&) = default;
};
// Quantities have no order of their own: whether their units agree must be asked.
void operator<=>(const Quantity&, const Quantity&) = delete;

// "0.20 mg/L", "85.7%"; a quantity without unit is its number alone.
std::string to_string(const Quantity& quantity);

// Errors: kInvalidInput if the units differ (even mg/L and μg/L: convert first).
Result<std::weak_ordering> compare(const Quantity& a, const Quantity& b);
// Errors: kInvalidInput if the units differ or the result does not fit.
Result<Quantity> add(const Quantity& a, const Quantity& b);
Result<Quantity> subtract(const Quantity& a, const Quantity& b);

// The same amount in `unit`, exact: 0.20 mg/L is 200 μg/L, 15 亩 is 1 hm2.
// Errors: kInvalidInput  another dimension; ppb and ppm to mass per volume (temperature and pressure decide); a result
// that
//                        needs more than 18 places, has none (1 亩 in hm2 is 1/15), or does not fit
Result<Quantity> convert(const Quantity& quantity, Unit unit);
// The same, rounded once by GB/T 8170 to `places` decimals, so that 1/15 has a result too.
Result<Quantity> convert_rounded(const Quantity& quantity, Unit unit, int places);

}  // namespace bihuan
