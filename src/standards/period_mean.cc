#include "standards/period_mean.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/text.h"

namespace bihuan::standards {
namespace {

constexpr int kMaxReportedPlaces = 9;
constexpr int kIonMeanPlaces = 10;
const Decimal kMaxReported(1'000'000'000);

bool is_without_limit(const std::string& text) {
  return text == "ND" || text == "nd" || text == "N.D." || text == "未检出" || text == "未检测出";
}

std::vector<const Measurement*> pointers_to(std::span<const Measurement> readings) {
  std::vector<const Measurement*> pointers;
  pointers.reserve(readings.size());
  for (const Measurement& reading : readings) pointers.push_back(&reading);
  return pointers;
}

}  // namespace

Result<Measurement> parse_measurement(std::string_view text, std::string_view where) {
  const std::string shown(trim(text));
  std::string plain = strip_spaces(to_half_width(text));
  if (is_without_limit(plain)) {
    return fail(Code::kInvalidInput,
                "“" + excerpt(shown) + "”没有给出检出限，无法按检出限的一半参加计算；应填写“检出限L”，如0.01L",
                std::string(where));
  }
  Measurement measurement;
  measurement.where = std::string(where);
  std::string number = plain;
  if (!plain.empty() && (plain.back() == 'L' || plain.back() == 'l')) {
    measurement.is_below_limit = true;
    number.pop_back();
  } else if (plain.starts_with("<") || plain.starts_with("﹤")) {
    measurement.is_below_limit = true;
    number = plain.substr(plain.starts_with("<") ? 1 : std::string_view("﹤").size());
  }
  const Result<Decimal> value = parse_decimal(number);
  if (!value) {
    return fail(Code::kInvalidInput, "“" + excerpt(shown) + "”不是数值；应为数字，或“检出限L”的形式，如0.01L",
                std::string(where));
  }
  if (value->is_negative()) {
    return fail(Code::kInvalidInput, "“" + excerpt(shown) + "”为负值；监测结果应不小于0", std::string(where));
  }
  if (*value > kMaxReported || value->places() > kMaxReportedPlaces) {
    return fail(Code::kInvalidInput, "“" + excerpt(shown) + "”超出可接受的范围；应不大于10亿，小数不多于9位",
                std::string(where));
  }
  if (measurement.is_below_limit && value->is_zero()) {
    return fail(Code::kInvalidInput, "“" + excerpt(shown) + "”的检出限为0；检出限应大于0", std::string(where));
  }
  measurement.value = *value;
  return measurement;
}

Decimal counted_value(const Measurement& measurement) {
  if (!measurement.is_below_limit) return measurement.value;
  const std::int64_t mantissa = measurement.value.mantissa();
  if (mantissa % 2 == 0) return Decimal(mantissa / 2, measurement.value.places());
  return Decimal(mantissa * 5, measurement.value.places() + 1);
}

Result<Decimal> round_mean(Decimal total, Decimal count, int decimals) {
  BIHUAN_TRY(Decimal rounded, ratio_rounded(total, count, decimals));
  for (int places = decimals + 1; rounded.is_zero() && !total.is_zero() && places <= Decimal::kMaxPlaces; ++places) {
    BIHUAN_TRY(rounded, ratio_rounded(total, count, places));
  }
  return rounded;
}

Result<PeriodMean> arithmetic_mean(std::span<const Measurement* const> readings, int decimals) {
  if (readings.empty()) return fail(Code::kInsufficientData, "没有可用的监测值，无法求均值");
  PeriodMean mean;
  for (const Measurement* reading : readings) {
    BIHUAN_TRY(mean.sum, add(mean.sum, counted_value(*reading)));
    if (reading->is_below_limit) ++mean.below_limit;
  }
  mean.count = static_cast<int>(readings.size());
  mean.used = mean.count;
  BIHUAN_TRY(mean.rounded, round_mean(mean.sum, Decimal(mean.count), decimals));
  mean.kept_digit = mean.rounded.places() > decimals;
  return mean;
}

Result<PeriodMean> arithmetic_mean(std::span<const Measurement> readings, int decimals) {
  return arithmetic_mean(std::span<const Measurement* const>(pointers_to(readings)), decimals);
}

Result<PeriodMean> hydrogen_ion_mean(std::span<const Measurement* const> readings, int decimals) {
  if (readings.empty()) return fail(Code::kInsufficientData, "没有可用的监测值，无法求均值");
  PeriodMean mean;
  mean.count = 1;
  mean.used = static_cast<int>(readings.size());
  std::vector<Decimal> values;
  values.reserve(readings.size());
  for (const Measurement* reading : readings) {
    const Decimal value = counted_value(*reading);
    if (value.is_negative() || value > Decimal(14) || reading->is_below_limit) {
      return fail(Code::kInvalidInput, "pH值“" + to_string(reading->value) + "”不合理；应在0到14之间", reading->where);
    }
    values.push_back(value);
  }
  // Ascending, so that the order of the readings cannot show in the last bits of the sum.
  std::ranges::sort(values);
  if (values.front() == values.back()) {
    mean.sum = values.front();
  } else {
    double ions = 0;
    for (const Decimal value : values) ions += std::pow(10.0, -to_double(value));
    const double ph = -std::log10(ions / static_cast<double>(values.size()));
    BIHUAN_TRY(mean.sum, round_gbt8170(ph, kIonMeanPlaces));
  }
  BIHUAN_TRY(mean.rounded, round_mean(mean.sum, Decimal(1), decimals));
  mean.kept_digit = mean.rounded.places() > decimals;
  return mean;
}

Result<PeriodMean> hydrogen_ion_mean(std::span<const Measurement> readings, int decimals) {
  return hydrogen_ion_mean(std::span<const Measurement* const>(pointers_to(readings)), decimals);
}

Decimal mean_value(const PeriodMean& mean, int decimals) {
  assert(mean.count > 0);
  const Result<Decimal> value = ratio_rounded(mean.sum, Decimal(mean.count), decimals);
  return value ? *value : mean.rounded;
}

}  // namespace bihuan::standards
