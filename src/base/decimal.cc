#include "base/decimal.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace bihuan {
namespace {

using internal::Int128;
using internal::pow10;

constexpr Int128 kMaxMantissa = std::numeric_limits<std::int64_t>::max();

enum class Rounding { kHalfEven, kAwayFromZero, kTowardZero };

bool fits(Int128 mantissa) { return mantissa <= kMaxMantissa && mantissa >= -kMaxMantissa; }

Result<Decimal> made(Int128 mantissa, int places, std::string_view what) {
  if (!fits(mantissa)) return fail(Code::kInvalidInput, fmt::format("{}超出可表示的范围（最多约 19 位数字）", what));
  return Decimal(static_cast<std::int64_t>(mantissa), places);
}

// Whether quotient q of a division by `divisor` with remainder `rest` (both not negative) goes up by one.
template <class Whole>
bool goes_up(Whole quotient, Whole rest, Whole divisor, Rounding rounding) {
  if (rest == 0 || rounding == Rounding::kTowardZero) return false;
  if (rounding == Rounding::kAwayFromZero) return true;
  const Whole twice = rest * 2;
  return twice > divisor || (twice == divisor && quotient % 2 != 0);
}

Decimal rounded(Decimal value, int places, Rounding rounding) {
  assert(places >= 0 && places <= Decimal::kMaxPlaces);
  if (places >= value.places()) {
    const Int128 padded = value.mantissa() * pow10(places - value.places());
    return fits(padded) ? Decimal(static_cast<std::int64_t>(padded), places) : value;
  }
  const auto divisor = static_cast<std::uint64_t>(pow10(value.places() - places));
  const auto magnitude = static_cast<std::uint64_t>(value.is_negative() ? -value.mantissa() : value.mantissa());
  std::uint64_t quotient = magnitude / divisor;
  if (goes_up(quotient, magnitude % divisor, divisor, rounding)) ++quotient;
  const auto mantissa = static_cast<std::int64_t>(quotient);  // at most a tenth of the former mantissa, plus one
  return Decimal(value.is_negative() ? -mantissa : mantissa, places);
}

// numerator / divisor half-even at `places`. PRECONDITION: divisor > 0, |numerator| and divisor below 10^37.
Result<Decimal> divide(Int128 numerator, Int128 divisor, int places, std::string_view what) {
  const bool is_negative = numerator < 0;
  const Int128 magnitude = is_negative ? -numerator : numerator;
  // Nearly always all of it fits in 64 bits, where a division costs a tenth.
  if (magnitude <= kMaxMantissa && divisor <= kMaxMantissa && magnitude * pow10(places) <= kMaxMantissa) {
    const auto scaled = static_cast<std::uint64_t>(magnitude * pow10(places));
    const auto by = static_cast<std::uint64_t>(divisor);
    auto short_quotient = static_cast<std::int64_t>(scaled / by);
    if (goes_up(scaled / by, scaled % by, by, Rounding::kHalfEven)) ++short_quotient;
    return made(is_negative ? -short_quotient : short_quotient, places, what);
  }
  Int128 quotient = magnitude / divisor;
  Int128 rest = magnitude % divisor;
  for (int i = 0; i < places && fits(quotient); ++i) {
    rest *= 10;
    quotient = quotient * 10 + rest / divisor;
    rest %= divisor;
  }
  if (goes_up(quotient, rest, divisor, Rounding::kHalfEven)) ++quotient;
  return made(is_negative ? -quotient : quotient, places, what);
}

struct ExactSum {
  Int128 mantissa = 0;
  int places = 0;
};

Result<ExactSum> exact_sum(std::span<const Decimal> values) {
  ExactSum total;
  for (const Decimal value : values) total.places = std::max(total.places, value.places());
  for (const Decimal value : values) {
    const Int128 term = value.mantissa() * pow10(total.places - value.places());
    if (__builtin_add_overflow(total.mantissa, term, &total.mantissa))
      return fail(Code::kInvalidInput, "求和的中间结果超出可表示的范围");
  }
  return total;
}

// The reason why `text` is no decimal; it is known to be none.
std::string why_no_decimal(std::string_view text) {
  if (text.empty()) return "数值为空";
  const std::string quoted = excerpt(text);
  const std::string_view digits = text[0] == '+' || text[0] == '-' ? text.substr(1) : text;
  if (digits.empty()) return fmt::format("“{}”只有符号，没有数字", quoted);
  std::string lower;
  for (const char c : digits) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower == "nan" || lower == "inf" || lower == "infinity") return fmt::format("“{}”不是一个确定的数值", quoted);
  int points = 0;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    const char c = lower[i];
    if (c == '.') {
      ++points;
    } else if (c == 'e' && i > 0 && lower.find_first_not_of("0123456789.+-e") == std::string::npos) {
      return fmt::format("“{}”用了科学记数法，请写成普通小数", quoted);
    } else if (c < '0' || c > '9') {
      return fmt::format("“{}”中有数字以外的字符", quoted);
    }
  }
  if (points > 1) return fmt::format("“{}”有两个小数点", quoted);
  return fmt::format("“{}”的小数点前后都应有数字", quoted);
}

}  // namespace

Result<Decimal> parse_decimal(std::string_view text) {
  const bool is_negative = !text.empty() && text[0] == '-';
  const std::size_t start = is_negative || (!text.empty() && text[0] == '+') ? 1 : 0;
  Int128 mantissa = 0;
  std::size_t point = std::string_view::npos;
  std::size_t i = start;
  bool is_too_large = false;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && point == std::string_view::npos) {
      point = i;
    } else if (text[i] >= '0' && text[i] <= '9') {
      if (!is_too_large) mantissa = mantissa * 10 + (text[i] - '0');
      is_too_large = mantissa > kMaxMantissa;
    } else {
      return fail(Code::kInvalidInput, why_no_decimal(text));
    }
  }
  const bool has_point = point != std::string_view::npos;
  if (i == start || (has_point && (point == start || point + 1 == text.size())))
    return fail(Code::kInvalidInput, why_no_decimal(text));
  const std::size_t places = has_point ? text.size() - point - 1 : 0;
  if (places > Decimal::kMaxPlaces)
    return fail(Code::kInvalidInput, fmt::format("“{}”的小数超过 18 位", excerpt(text)));
  if (is_too_large)
    return fail(Code::kInvalidInput, fmt::format("“{}”超出可表示的范围（最多约 19 位数字）", excerpt(text)));
  return Decimal(static_cast<std::int64_t>(is_negative ? -mantissa : mantissa), static_cast<int>(places));
}

std::string to_string(Decimal value) {
  const std::int64_t magnitude = value.is_negative() ? -value.mantissa() : value.mantissa();
  std::string digits = fmt::format("{:0{}}", magnitude, value.places() + 1);
  if (value.places() > 0) digits.insert(digits.size() - static_cast<std::size_t>(value.places()), 1, '.');
  return value.is_negative() ? "-" + digits : digits;
}

double to_double(Decimal value) {
  constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;
  if (value.mantissa() <= kExactInDouble && value.mantissa() >= -kExactInDouble)
    return static_cast<double>(value.mantissa()) /
           static_cast<double>(pow10(value.places()));  // both exact, rounded once
  const std::string digits = to_string(value);
  double result = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), result);
  return result;
}

Decimal without_trailing_zeros(Decimal value) {
  std::int64_t mantissa = value.mantissa();
  int places = value.places();
  while (places > 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    --places;
  }
  return Decimal(mantissa, places);
}

Result<Decimal> add(Decimal a, Decimal b) {
  const int places = std::max(a.places(), b.places());
  return made(a.mantissa() * pow10(places - a.places()) + b.mantissa() * pow10(places - b.places()), places,
              "两数之和");
}

Result<Decimal> subtract(Decimal a, Decimal b) {
  const int places = std::max(a.places(), b.places());
  return made(a.mantissa() * pow10(places - a.places()) - b.mantissa() * pow10(places - b.places()), places,
              "两数之差");
}

Result<Decimal> multiply(Decimal a, Decimal b) {
  Int128 mantissa = Int128{a.mantissa()} * b.mantissa();
  int places = a.places() + b.places();
  while (places > 0 && (places > Decimal::kMaxPlaces || !fits(mantissa)) && mantissa % 10 == 0) {
    mantissa /= 10;
    --places;
  }
  if (places > Decimal::kMaxPlaces) return fail(Code::kInvalidInput, "两数之积的小数超过 18 位");
  return made(mantissa, places, "两数之积");
}

Decimal round_gbt8170(Decimal value, int places) { return rounded(value, places, Rounding::kHalfEven); }

Result<Decimal> round_gbt8170(double value, int places) {
  assert(places >= 0 && places <= Decimal::kMaxPlaces);
  if (!std::isfinite(value)) return fail(Code::kInvalidInput, "待修约的数不是一个确定的数值");
  if (std::abs(value) >= 1e19) return fail(Code::kInvalidInput, "待修约的数超出可表示的范围（最多约 19 位数字）");
  // fmt prints the exact binary value, rounded half to even.
  return parse_decimal(fmt::format("{:.{}f}", value, places));
}

Decimal round_up(Decimal value, int places) { return rounded(value, places, Rounding::kAwayFromZero); }
Decimal round_down(Decimal value, int places) { return rounded(value, places, Rounding::kTowardZero); }

Result<Decimal> ratio_rounded(Decimal numerator, Decimal denominator, int places) {
  assert(places >= 0 && places <= Decimal::kMaxPlaces);
  if (denominator.is_zero()) return fail(Code::kInvalidInput, "除数为零");
  Int128 top = numerator.mantissa() * pow10(denominator.places());
  Int128 bottom = denominator.mantissa() * pow10(numerator.places());
  if (bottom < 0) {
    top = -top;
    bottom = -bottom;
  }
  return divide(top, bottom, places, "两数之商");
}

Result<Decimal> mean_rounded(std::span<const Decimal> values, int places) {
  assert(places >= 0 && places <= Decimal::kMaxPlaces);
  if (values.empty()) return fail(Code::kInsufficientData, "没有数值，无法求平均");
  BIHUAN_TRY(const ExactSum total, exact_sum(values));
  const Int128 divisor = static_cast<Int128>(values.size()) * pow10(total.places);
  return divide(total.mantissa, divisor, places, "平均值");
}

Result<Decimal> sum(std::span<const Decimal> values) {
  BIHUAN_TRY(const ExactSum total, exact_sum(values));
  return made(total.mantissa, total.places, "合计");
}

}  // namespace bihuan
