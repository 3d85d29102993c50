#include "base/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/text.h"

namespace bihuan {
namespace {

enum class Dimension {
  kOwn,
  kMassPerVolume,
  kMixingRatio,
  kMassPerMass,
  kShare,
  kLength,
  kArea,
  kVolume,
  kMass,
  kCoal,
  kMoney,
  kTime
};

struct UnitRow {
  Unit unit;
  std::string_view name;
  Dimension dimension;  // kOwn: converts to nothing else
  std::int64_t top;     // one of the unit is top / bottom of the dimension's base
  std::int64_t bottom;
  std::string_view spellings;  // further ones in folded form (see fold), divided by blanks
};

using D = Dimension;
// In the order of the enum. 1 ng/L = 1 μg/m3; 15 亩 = 1 hm2, so 1 亩 = 2000/3 m2. Month and year have no fixed length.
constexpr std::array kUnits = {
    UnitRow{Unit::kNone, "无量纲", D::kOwn, 1, 1, "- — 无 无单位"},
    UnitRow{Unit::kNgPerL, "ng/L", D::kMassPerVolume, 1, 1, "纳克/升"},
    UnitRow{Unit::kUgPerL, "μg/L", D::kMassPerVolume, 1000, 1, "微克/升"},
    UnitRow{Unit::kMgPerL, "mg/L", D::kMassPerVolume, 1'000'000, 1, "毫克/升"},
    UnitRow{Unit::kGPerL, "g/L", D::kMassPerVolume, 1'000'000'000, 1, "克/升"},
    UnitRow{Unit::kUgPerM3, "μg/m3", D::kMassPerVolume, 1, 1, "微克/立方米"},
    UnitRow{Unit::kMgPerM3, "mg/m3", D::kMassPerVolume, 1000, 1, "毫克/立方米"},
    UnitRow{Unit::kPpb, "ppb", D::kMixingRatio, 1, 1, "nmol/mol"},
    UnitRow{Unit::kPpm, "ppm", D::kMixingRatio, 1000, 1, "umol/mol"},
    UnitRow{Unit::kUgPerKg, "μg/kg", D::kMassPerMass, 1, 1, "微克/千克 微克/公斤"},
    UnitRow{Unit::kMgPerKg, "mg/kg", D::kMassPerMass, 1000, 1, "毫克/千克 毫克/公斤"},
    UnitRow{Unit::kPercent, "%", D::kShare, 10, 1, "百分之"},
    UnitRow{Unit::kPerMille, "‰", D::kShare, 1, 1, "千分之"},
    UnitRow{Unit::kMm, "mm", D::kLength, 1, 1, "毫米"},
    UnitRow{Unit::kCm, "cm", D::kLength, 10, 1, "厘米"},
    UnitRow{Unit::kM, "m", D::kLength, 1000, 1, "米"},
    UnitRow{Unit::kKm, "km", D::kLength, 1'000'000, 1, "公里 千米"},
    UnitRow{Unit::kM2, "m2", D::kArea, 1, 1, "平方米 平米"},
    UnitRow{Unit::kHm2, "hm2", D::kArea, 10'000, 1, "公顷 ha"},
    UnitRow{Unit::kKm2, "km2", D::kArea, 1'000'000, 1, "平方公里 平方千米"},
    UnitRow{Unit::kMu, "亩", D::kArea, 2000, 3, ""},
    UnitRow{Unit::kTenThousandMu, "万亩", D::kArea, 20'000'000, 3, ""},
    UnitRow{Unit::kL, "L", D::kVolume, 1, 1, "升"},
    UnitRow{Unit::kM3, "m3", D::kVolume, 1000, 1, "立方米 方"},
    UnitRow{Unit::kTenThousandM3, "万m3", D::kVolume, 10'000'000, 1, "万立方米 万方"},
    UnitRow{Unit::kHundredMillionM3, "亿m3", D::kVolume, 100'000'000'000, 1, "亿立方米 亿方"},
    UnitRow{Unit::kUg, "μg", D::kMass, 1, 1, "微克"},
    UnitRow{Unit::kMg, "mg", D::kMass, 1000, 1, "毫克"},
    UnitRow{Unit::kG, "g", D::kMass, 1'000'000, 1, "克"},
    UnitRow{Unit::kKg, "kg", D::kMass, 1'000'000'000, 1, "千克 公斤"},
    UnitRow{Unit::kT, "t", D::kMass, 1'000'000'000'000, 1, "吨"},
    UnitRow{Unit::kTenThousandT, "万t", D::kMass, 10'000'000'000'000'000, 1, "万吨"},
    UnitRow{Unit::kTce, "tce", D::kCoal, 1, 1, "吨标准煤 吨标煤"},
    UnitRow{Unit::kTenThousandTce, "万tce", D::kCoal, 10'000, 1, "万吨标准煤 万吨标煤"},
    UnitRow{Unit::kYuan, "元", D::kMoney, 1, 1, "人民币元"},
    UnitRow{Unit::kTenThousandYuan, "万元", D::kMoney, 10'000, 1, ""},
    UnitRow{Unit::kHundredMillionYuan, "亿元", D::kMoney, 100'000'000, 1, ""},
    UnitRow{Unit::kSecond, "s", D::kTime, 1, 1, "秒"},
    UnitRow{Unit::kMinute, "min", D::kTime, 60, 1, "分钟"},
    UnitRow{Unit::kHour, "h", D::kTime, 3600, 1, "小时"},
    UnitRow{Unit::kDay, "d", D::kTime, 86'400, 1, "天 日"},
    UnitRow{Unit::kMonth, "月", D::kOwn, 1, 1, "个月"},
    UnitRow{Unit::kYear, "年", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kCelsius, "℃", D::kOwn, 1, 1, "°c 度 摄氏度"},
    UnitRow{Unit::kDecibelA, "dB(A)", D::kOwn, 1, 1, "db 分贝"},
    UnitRow{Unit::kCountPerL, "个/L", D::kOwn, 1, 1, "个/升 mpn/l cfu/l"},
    UnitRow{Unit::kMicroSiemensPerCm, "μS/cm", D::kOwn, 1, 1, "微西门子/厘米"},
    UnitRow{Unit::kNtu, "NTU", D::kOwn, 1, 1, "度(ntu)"},
    UnitRow{Unit::kM3PerS, "m3/s", D::kOwn, 1, 1, "立方米/秒"},
    UnitRow{Unit::kMPerS, "m/s", D::kOwn, 1, 1, "米/秒"},
    UnitRow{Unit::kPiece, "个", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kFirm, "家", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kSite, "处", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kSet, "套", D::kOwn, 1, 1, "台套"},
    UnitRow{Unit::kPlace, "座", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kTime, "次", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kStrip, "条", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kAnimal, "只", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kFish, "尾", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kVehicle, "辆", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kPerson, "人", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kHousehold, "户", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kCase, "件", D::kOwn, 1, 1, "起"},
    UnitRow{Unit::kItem, "项", D::kOwn, 1, 1, ""},
    UnitRow{Unit::kVillage, "村", D::kOwn, 1, 1, "个村"},
};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (kUnits[i].unit != static_cast<Unit>(i)) return false;
  }
  return true;
}
static_assert(is_in_order() && kUnits.size() == static_cast<std::size_t>(Unit::kVillage) + 1);

const UnitRow& row(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }

// One form for all spellings: half width, no blanks, lower case, μ as u, ³ as 3, ㎎ as mg, 每 and ／ as /.
std::string fold(std::string_view text) {
  std::string folded = strip_spaces(to_half_width(text));
  std::ranges::transform(folded, folded.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr std::pair<std::string_view, std::string_view> kSame[] = {
      {"μ", "u"},   {"µ", "u"},   {"³", "3"},   {"²", "2"},   {"^3", "3"},
      {"^2", "2"},  {"㎎", "mg"}, {"㎍", "ug"}, {"㎏", "kg"}, {"㎜", "mm"},
      {"㎝", "cm"}, {"㎞", "km"}, {"㎡", "m2"}, {"㎥", "m3"}, {"㎢", "km2"},
      {"ℓ", "l"},   {"每", "/"},  {"∕", "/"},   {"⁄", "/"},   {"立方公尺", "立方米"},
      {"﹪", "%"},  {"（", "("},  {"）", ")"}};
  for (const auto& [from, to] : kSame) folded = replace_all(folded, from, to);
  return folded;
}

const std::map<std::string, Unit, std::less<>>& spellings() {
  static const std::map<std::string, Unit, std::less<>> kAll = [] {
    std::map<std::string, Unit, std::less<>> all;
    for (const UnitRow& unit_row : kUnits) {
      all.emplace(fold(unit_row.name), unit_row.unit);
      for (const std::string_view spelling : split(unit_row.spellings, ' ')) {
        if (!spelling.empty()) all.emplace(spelling, unit_row.unit);
      }
    }
    return all;
  }();
  return kAll;
}

std::unexpected<Error> different_units(const Quantity& a, const Quantity& b, std::string_view act) {
  return fail(Code::kInvalidInput,
              fmt::format("单位不同，不能{}：{} 与 {}", act, to_string(a.unit), to_string(b.unit)));
}

struct Ratio {
  internal::Int128 top;
  internal::Int128 bottom;
};

internal::Int128 gcd(internal::Int128 a, internal::Int128 b) {
  while (b != 0) a = std::exchange(b, a % b);
  return a;
}

// How many of `to` one of `from` is, in lowest terms.
Result<Ratio> ratio(Unit from, Unit to) {
  if (from == to) return Ratio{1, 1};
  const Dimension a = row(from).dimension;
  const Dimension b = row(to).dimension;
  const bool is_gas =
      (a == D::kMixingRatio && b == D::kMassPerVolume) || (a == D::kMassPerVolume && b == D::kMixingRatio);
  if (is_gas)
    return fail(Code::kInvalidInput,
                fmt::format("{} 换算为 {} 须知温度、气压和分子量，不能直接换算", to_string(from), to_string(to)));
  if (a != b || a == D::kOwn)
    return fail(Code::kInvalidInput, fmt::format("{} 与 {} 不是同一种量，不能换算", to_string(from), to_string(to)));
  const internal::Int128 top = internal::Int128{row(from).top} * row(to).bottom;
  const internal::Int128 bottom = internal::Int128{row(from).bottom} * row(to).top;
  const internal::Int128 common = gcd(top, bottom);
  return Ratio{top / common, bottom / common};
}

}  // namespace

std::string_view to_string(Unit unit) { return row(unit).name; }

Result<Unit> parse_unit(std::string_view text) {
  const auto found = spellings().find(fold(text));
  if (found != spellings().end()) return found->second;
  if (trim(text).empty()) return fail(Code::kInvalidInput, "单位为空");
  return fail(Code::kInvalidInput, fmt::format("不认识单位“{}”", excerpt(text)));
}

std::string to_string(const Quantity& quantity) {
  if (quantity.unit == Unit::kNone) return to_string(quantity.value);
  const std::string_view unit = to_string(quantity.unit);
  const bool is_latin =
      (unit[0] >= 'a' && unit[0] <= 'z') || (unit[0] >= 'A' && unit[0] <= 'Z') || unit.starts_with("μ");
  return fmt::format("{}{}{}", to_string(quantity.value), is_latin ? " " : "", unit);
}

Result<std::weak_ordering> compare(const Quantity& a, const Quantity& b) {
  if (a.unit != b.unit) return different_units(a, b, "比较");
  return a.value <=> b.value;
}

Result<Quantity> add(const Quantity& a, const Quantity& b) {
  if (a.unit != b.unit) return different_units(a, b, "相加");
  BIHUAN_TRY(const Decimal value, add(a.value, b.value));
  return Quantity{value, a.unit};
}

Result<Quantity> subtract(const Quantity& a, const Quantity& b) {
  if (a.unit != b.unit) return different_units(a, b, "相减");
  BIHUAN_TRY(const Decimal value, subtract(a.value, b.value));
  return Quantity{value, a.unit};
}

Result<Quantity> convert(const Quantity& quantity, Unit unit) {
  BIHUAN_TRY(Ratio factor, ratio(quantity.unit, unit));
  const auto no_result = [&] {
    return fail(Code::kInvalidInput,
                fmt::format("{} 换算为 {} 得不到可表示的有限小数", to_string(quantity), to_string(unit)));
  };
  internal::Int128 mantissa = quantity.value.mantissa();
  int places = quantity.value.places();
  // The zeros of a value stand for its precision: 0.20 mg/L is 200 μg/L, and 200 μg/L is 0.200 mg/L. So powers of ten
  // move the point, and only what is neither two nor five must divide the mantissa.
  while (factor.top % 10 == 0 && places > 0) {
    factor.top /= 10;
    --places;
  }
  if (__builtin_mul_overflow(mantissa, factor.top, &mantissa)) return no_result();
  while (factor.bottom > 1) {
    const internal::Int128 step = factor.bottom % 10 == 0 ? 10 : factor.bottom % 2 == 0 ? 2 : 5;
    if (factor.bottom % step != 0) break;
    if (__builtin_mul_overflow(mantissa, 10 / step, &mantissa)) return no_result();
    factor.bottom /= step;
    ++places;
  }
  if (mantissa % factor.bottom != 0) return no_result();
  mantissa /= factor.bottom;
  constexpr internal::Int128 kMax = std::numeric_limits<std::int64_t>::max();
  const auto fits = [&] { return places <= Decimal::kMaxPlaces && mantissa <= kMax && mantissa >= -kMax; };
  while (!fits() && places > 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    --places;
  }
  if (!fits()) return no_result();
  return Quantity{Decimal(static_cast<std::int64_t>(mantissa), places), unit};
}

Result<Quantity> convert_rounded(const Quantity& quantity, Unit unit, int places) {
  BIHUAN_TRY(const Ratio factor, ratio(quantity.unit, unit));
  constexpr internal::Int128 kMax = std::numeric_limits<std::int64_t>::max();
  internal::Int128 top = 0;
  if (__builtin_mul_overflow(internal::Int128{quantity.value.mantissa()}, factor.top, &top) || top > kMax ||
      top < -kMax || factor.bottom > kMax)
    return fail(Code::kInvalidInput,
                fmt::format("{} 换算为 {} 超出可表示的范围", to_string(quantity), to_string(unit)));
  BIHUAN_TRY(const Decimal value, ratio_rounded(Decimal(static_cast<std::int64_t>(top), quantity.value.places()),
                                                Decimal(static_cast<std::int64_t>(factor.bottom)), places));
  return Quantity{value, unit};
}

}  // namespace bihuan
