#include "observations/transmission.h"

#include <algorithm>

#include "base/digest.h"
#include "base/toml.h"

namespace bihuan::observations {
namespace {

constexpr std::string_view kTransmissionFile = "quality/transmission.toml";
constexpr std::int64_t kMostCounts = 1'000'000'000'000;

Status check_counts(const TransmissionCounts& counts) {
  if (counts.due < 0 || counts.stopped < 0 || counts.received < 0 || counts.valid < 0 || counts.due > kMostCounts)
    return fail(Code::kInvalidInput, "应传、已传、有效的个数不应为负，也不应过大");
  if (counts.stopped > counts.due) return fail(Code::kInvalidInput, "停运的时段多于应传的时段");
  if (counts.received > counts.due - counts.stopped) return fail(Code::kInvalidInput, "已传的多于应传的");
  if (counts.valid > counts.received) return fail(Code::kInvalidInput, "有效的多于已传的");
  return {};
}

}  // namespace

Result<TransmissionRules> load_transmission_rules(std::string_view text) {
  BIHUAN_TRY(const TomlTable file, parse_toml(text, "knowledge/" + std::string(kTransmissionFile)));
  BIHUAN_CHECK(file.check_keys({"knowledge", "effective_rate", "exemption"}));
  TransmissionRules rules;
  BIHUAN_TRY(const TomlTable head, file.table("knowledge"));
  BIHUAN_TRY(const Date valid_from, head.date("valid_from"));
  rules.edition =
      "knowledge/" + std::string(kTransmissionFile) + " " + to_string(valid_from) + " " + sm3_hex(text).substr(0, 12);
  BIHUAN_TRY(const TomlTable rate, file.table("effective_rate"));
  BIHUAN_CHECK(rate.check_keys({"clause", "pass_percent", "confidence"}));
  BIHUAN_TRY(rules.clause, rate.string("clause"));
  BIHUAN_TRY(rules.pass_percent, rate.decimal("pass_percent"));
  BIHUAN_TRY(const TomlTable exemption, file.table("exemption"));
  BIHUAN_CHECK(exemption.check_keys({"clause", "hours_a_day", "confidence"}));
  BIHUAN_TRY(rules.exemption_clause, exemption.string("clause"));
  BIHUAN_TRY(const std::int64_t hours, exemption.integer("hours_a_day"));
  if (hours < 0 || hours > 24 || rules.pass_percent.is_negative() || rules.pass_percent > Decimal(100))
    return fail(Code::kInvalidInput, "hours_a_day应在0至24之间，pass_percent应在0至100之间", exemption.where());
  rules.exempt_hours_a_day = static_cast<int>(hours);
  return rules;
}

bool TransmissionRates::effective_is_at_least(Decimal percents) const {
  using bihuan::internal::Int128;
  if (!transmission || !validity) return false;
  // Both have the same denominator: a b / d^2 >= p / 100. Counts stay far below 2^40.
  const Int128 d = transmission->denominator;
  const Int128 left = Int128{transmission->numerator} * validity->numerator * 100;
  return left * bihuan::internal::pow10(percents.places()) >= Int128{percents.mantissa()} * d * d;
}

Result<TransmissionRates> transmission_rates(const TransmissionCounts& counts, int places) {
  BIHUAN_CHECK(check_counts(counts));
  TransmissionRates rates;
  const std::int64_t due = counts.due - counts.stopped;
  if (due == 0) {
    rates.reason = counts.due == 0 ? "没有应传的数据" : "整个时段停运，不参与统计";
    return rates;
  }
  rates.transmission = Share{counts.received, due};
  rates.validity = Share{counts.valid, due};
  BIHUAN_TRY(const Decimal top, multiply(Decimal(counts.received), Decimal(counts.valid)));
  BIHUAN_TRY(const Decimal scaled, multiply(top, Decimal(100)));
  BIHUAN_TRY(const Decimal bottom, multiply(Decimal(due), Decimal(due)));
  BIHUAN_TRY(rates.effective_percent, ratio_rounded(scaled, bottom, places));
  return rates;
}

Result<TransmissionCounts> pooled(std::span<const TransmissionCounts> parts) {
  TransmissionCounts all;
  for (const TransmissionCounts& one : parts) {
    BIHUAN_CHECK(check_counts(one));
    all.due += one.due;
    all.stopped += one.stopped;
    all.received += one.received;
    all.valid += one.valid;
    BIHUAN_CHECK(check_counts(all));
  }
  return all;
}

Result<std::optional<WaterDayCompliance>> water_day_compliance(const TransmissionRules& rules,
                                                               const TransmissionCounts& counts,
                                                               std::int64_t sample_check_hours) {
  BIHUAN_TRY(const TransmissionRates rates, transmission_rates(counts));
  if (!rates.transmission) return std::optional<WaterDayCompliance>();
  if (sample_check_hours < 0 || sample_check_hours > counts.received - counts.valid)
    return fail(Code::kInvalidInput, "标样核查的小时数应不多于无效的小时数");
  WaterDayCompliance day;
  day.effective_percent = rates.effective_percent;
  day.exempt = std::min<std::int64_t>(sample_check_hours, rules.exempt_hours_a_day);
  day.is_met = rates.effective_is_at_least(rules.pass_percent);
  if (!day.is_met) day.reason = "传输有效率低于" + to_string(rules.pass_percent) + "%";
  return std::optional<WaterDayCompliance>(std::move(day));
}

}  // namespace bihuan::observations
