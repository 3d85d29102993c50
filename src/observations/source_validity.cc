#include "observations/source_validity.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "base/toml.h"

namespace bihuan::observations {
namespace {

constexpr std::string_view kFile = "quality/source-validity.toml";

Result<int> whole_in(const TomlTable& table, std::string_view key, int low, int high) {
  BIHUAN_TRY(const std::int64_t value, table.integer(key));
  if (value < low || value > high) {
    return fail(Code::kInvalidInput,
                std::string(key) + "应在" + std::to_string(low) + "至" + std::to_string(high) + "之间", table.where());
  }
  return static_cast<int>(value);
}

Result<Decimal> percent_in(const TomlTable& table, std::string_view key) {
  BIHUAN_TRY(const Decimal value, table.decimal(key));
  if (value.is_negative() || value > Decimal(100))
    return fail(Code::kInvalidInput, std::string(key) + "应在0至100之间", table.where());
  return value;
}

Status read_cems(const TomlTable& file, SourceValidityRules& rules) {
  BIHUAN_TRY(const TomlTable hour, file.table("cems_hour"));
  BIHUAN_CHECK(hour.check_keys({"clause", "valid_minutes_least", "confidence"}));
  BIHUAN_TRY(rules.cems_hour_minutes, whole_in(hour, "valid_minutes_least", 1, 60));
  BIHUAN_TRY(rules.hour_clause, hour.string("clause"));
  BIHUAN_TRY(const TomlTable day, file.table("cems_day"));
  BIHUAN_CHECK(day.check_keys(
      {"evaluation_clause", "evaluation_percent", "acquisition_clause", "acquisition_hours", "confidence"}));
  BIHUAN_TRY(rules.cems_day_percent, percent_in(day, "evaluation_percent"));
  BIHUAN_TRY(rules.cems_day_hours, whole_in(day, "acquisition_hours", 1, 24));
  BIHUAN_TRY(rules.day_evaluation_clause, day.string("evaluation_clause"));
  BIHUAN_TRY(rules.day_acquisition_clause, day.string("acquisition_clause"));
  BIHUAN_TRY(const TomlTable month, file.table("cems_month"));
  BIHUAN_CHECK(month.check_keys({"clause", "days_least", "days_least_february", "confidence"}));
  BIHUAN_TRY(rules.cems_month_days, whole_in(month, "days_least", 1, 31));
  BIHUAN_TRY(rules.cems_february_days, whole_in(month, "days_least_february", 1, 29));
  BIHUAN_TRY(rules.month_clause, month.string("clause"));
  BIHUAN_TRY(const TomlTable capture, file.table("cems_capture"));
  BIHUAN_CHECK(capture.check_keys({"clause", "percent", "confidence"}));
  BIHUAN_TRY(rules.cems_capture_percent, percent_in(capture, "percent"));
  BIHUAN_TRY(rules.capture_clause, capture.string("clause"));
  return {};
}

Status read_fill(const TomlTable& file, SourceValidityRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> rows, file.tables("cems_fill"));
  for (const TomlTable& table : rows) {
    BIHUAN_CHECK(table.check_keys({"capture_from", "hours_most", "lookback_hours", "clause", "confidence"}));
    CemsFillRow row;
    BIHUAN_TRY(row.capture_from, percent_in(table, "capture_from"));
    if (table.has("hours_most")) {
      BIHUAN_TRY(row.hours_most, whole_in(table, "hours_most", 1, 8784));
    }
    BIHUAN_TRY(row.lookback_hours, whole_in(table, "lookback_hours", 1, 8784));
    BIHUAN_TRY(row.clause, table.string("clause"));
    // The first row that fits decides: so higher rates come first, and of one rate those with an end.
    if (!rules.fill.empty() && (row.capture_from > rules.fill.back().capture_from ||
                                (row.capture_from == rules.fill.back().capture_from && !rules.fill.back().hours_most)))
      return fail(Code::kInvalidInput, "cems_fill应按捕集率从高到低、时长从短到长排列", table.where());
    rules.fill.push_back(std::move(row));
  }
  return {};
}

ValidityAnswer answer_of(bool is_valid, int wanted, int had, std::string test, std::string reason) {
  return {is_valid ? SourceValidity::kValid : SourceValidity::kInvalid, wanted, had, std::move(test),
          is_valid ? "" : std::move(reason)};
}

Result<Decimal> exact_product(Decimal a, Decimal b, int shift) {  // a b 10^-shift
  if (a.is_negative() || b.is_negative()) return fail(Code::kInvalidInput, "浓度和流量不应为负");
  return multiply(without_trailing_zeros(a), *multiply(without_trailing_zeros(b), Decimal(1, shift)));
}

}  // namespace

Result<SourceValidityRules> load_source_validity(std::string_view text) {
  BIHUAN_TRY(const TomlTable file, parse_toml(text, "knowledge/" + std::string(kFile)));
  BIHUAN_CHECK(file.check_keys({"knowledge", "cems_hour", "cems_day", "cems_month", "cems_capture", "oxygen", "nox",
                                "cems_fill", "water_day", "water_fill"}));
  SourceValidityRules rules;
  BIHUAN_TRY(const TomlTable head, file.table("knowledge"));
  BIHUAN_TRY(const Date valid_from, head.date("valid_from"));
  rules.edition = "knowledge/" + std::string(kFile) + " " + to_string(valid_from) + " " + sm3_hex(text).substr(0, 12);
  BIHUAN_CHECK(read_cems(file, rules));
  BIHUAN_CHECK(read_fill(file, rules));
  BIHUAN_TRY(const TomlTable oxygen, file.table("oxygen"));
  BIHUAN_CHECK(oxygen.check_keys({"clause", "air", "confidence"}));
  BIHUAN_TRY(rules.oxygen_of_air, percent_in(oxygen, "air"));
  BIHUAN_TRY(rules.oxygen_clause, oxygen.string("clause"));
  BIHUAN_TRY(const TomlTable nox, file.table("nox"));
  BIHUAN_CHECK(nox.check_keys({"clause", "no2", "no", "confidence"}));
  BIHUAN_TRY(rules.no2, whole_in(nox, "no2", 1, 1000));
  BIHUAN_TRY(rules.no, whole_in(nox, "no", 1, 1000));
  BIHUAN_TRY(rules.nox_clause, nox.string("clause"));
  BIHUAN_TRY(const TomlTable water_day, file.table("water_day"));
  BIHUAN_CHECK(water_day.check_keys({"clause", "confidence"}));
  BIHUAN_TRY(rules.water_day_clause, water_day.string("clause"));
  BIHUAN_TRY(const TomlTable water_fill, file.table("water_fill"));
  BIHUAN_CHECK(water_fill.check_keys({"clause", "manual_samples_least", "confidence"}));
  BIHUAN_TRY(rules.manual_samples_least, whole_in(water_fill, "manual_samples_least", 1, 1440));
  BIHUAN_TRY(rules.water_fill_clause, water_fill.string("clause"));
  return rules;
}

Result<ValidityAnswer> cems_hour(const SourceValidityRules& rules, int valid_minutes) {
  if (valid_minutes < 0 || valid_minutes > 60) return fail(Code::kInvalidInput, "一小时的有效分钟数应在0至60之间");
  return answer_of(valid_minutes >= rules.cems_hour_minutes, rules.cems_hour_minutes, valid_minutes, rules.hour_clause,
                   "有效分钟不足" + std::to_string(rules.cems_hour_minutes) + "个");
}

Result<ValidityAnswer> cems_day_for_evaluation(const SourceValidityRules& rules, int valid_hours, int running_hours) {
  if (valid_hours < 0 || running_hours > 24 || valid_hours > running_hours)
    return fail(Code::kInvalidInput, "有效小时数应不多于运行小时数，运行小时数应不多于24");
  // wanted: the least whole number of hours that reaches the share.
  int wanted = 0;
  const auto reaches = [&](int hours) {
    return Share{hours, std::max(1, running_hours)}.is_at_least(rules.cems_day_percent);
  };
  while (wanted < running_hours && !reaches(wanted)) ++wanted;
  if (running_hours == 0)
    return ValidityAnswer{SourceValidity::kNotJudged, 0, 0, rules.day_evaluation_clause, "当日没有运行"};
  return answer_of(reaches(valid_hours), wanted, valid_hours, rules.day_evaluation_clause,
                   "有效小时不足运行小时的" + to_string(rules.cems_day_percent) + "%");
}

Result<ValidityAnswer> cems_day_of_acquisition(const SourceValidityRules& rules, int valid_hours) {
  if (valid_hours < 0 || valid_hours > 24) return fail(Code::kInvalidInput, "一日的有效小时数应在0至24之间");
  return answer_of(valid_hours >= rules.cems_day_hours, rules.cems_day_hours, valid_hours, rules.day_acquisition_clause,
                   "有效小时不足" + std::to_string(rules.cems_day_hours) + "个");
}

Result<ValidityAnswer> cems_month_of_acquisition(const SourceValidityRules& rules, int month, int valid_days) {
  if (month < 1 || month > 12 || valid_days < 0 || valid_days > (month == 2 ? 29 : days_in_month(2023, month)))
    return fail(Code::kInvalidInput, "月份或有效日数不对");
  const int wanted = month == 2 ? rules.cems_february_days : rules.cems_month_days;
  return answer_of(valid_days >= wanted, wanted, valid_days, rules.month_clause,
                   "有效日不足" + std::to_string(wanted) + "个");
}

Decimal Share::percent(int places) const {
  const Result<Decimal> scaled = multiply(Decimal(numerator), Decimal(100));
  if (!scaled) return {};
  return ratio_rounded(*scaled, Decimal(denominator), places).value_or(Decimal());
}

bool Share::is_at_least(Decimal percents) const {
  using bihuan::internal::Int128;
  return Int128{numerator} * 100 * bihuan::internal::pow10(percents.places()) >=
         Int128{percents.mantissa()} * denominator;
}

Result<Share> capture_rate(int hours, int invalid_hours, int stopped_hours) {
  if (hours < 0 || invalid_hours < 0 || stopped_hours < 0 || invalid_hours > hours - stopped_hours)
    return fail(Code::kInvalidInput, "无效和停运的小时数之和应不多于季度小时数");
  if (hours == stopped_hours) return fail(Code::kInsufficientData, "整个季度停运，没有捕集率");
  return Share{hours - stopped_hours - invalid_hours, hours - stopped_hours};
}

Result<Decimal> at_reference_oxygen(const SourceValidityRules& rules, Decimal concentration, Decimal oxygen,
                                    Decimal reference, int places) {
  for (const Decimal one : {oxygen, reference}) {
    if (one.is_negative() || one >= rules.oxygen_of_air)
      return fail(Code::kInvalidInput, "含氧量" + to_string(one) + "%应不小于0、小于" + to_string(rules.oxygen_of_air));
  }
  BIHUAN_TRY(const Decimal top, subtract(rules.oxygen_of_air, reference));
  BIHUAN_TRY(const Decimal bottom, subtract(rules.oxygen_of_air, oxygen));
  BIHUAN_TRY(const Decimal product, multiply(concentration, top));
  return ratio_rounded(product, bottom, places);
}

Result<Decimal> nox_as_no2(const SourceValidityRules& rules, Decimal no, Decimal no2, int places) {
  BIHUAN_TRY(const Decimal heavy, multiply(no, Decimal(rules.no2)));
  BIHUAN_TRY(const Decimal light, multiply(no2, Decimal(rules.no)));
  BIHUAN_TRY(const Decimal both, add(heavy, light));
  return ratio_rounded(both, Decimal(rules.no), places);
}

Result<Decimal> gas_hour_amount(Decimal concentration, Decimal flow) { return exact_product(concentration, flow, 6); }
Result<Decimal> water_amount(Decimal concentration, Decimal volume) { return exact_product(concentration, volume, 3); }

namespace {

struct Weighed {
  Decimal products, volumes;  // sum(C Q), sum(Q)
  int used = 0;
};

Result<Weighed> weigh(std::span<const FlowReading> readings) {
  Weighed sums;
  for (const FlowReading& reading : readings) {
    if (reading.volume && reading.volume->is_negative()) return fail(Code::kInvalidInput, "水量不应为负");
    if (!reading.concentration || !reading.volume) continue;
    BIHUAN_TRY(const Decimal product, multiply(*reading.concentration, *reading.volume));
    BIHUAN_TRY(sums.products, add(sums.products, product));
    BIHUAN_TRY(sums.volumes, add(sums.volumes, *reading.volume));
    ++sums.used;
  }
  return sums;
}

SourceFigure figure_of(const SourceValidityRules& rules, std::span<const FlowReading> readings, const Weighed& sums) {
  SourceFigure figure;
  figure.wanted = static_cast<int>(readings.size());
  figure.had = static_cast<int>(
      std::ranges::count_if(readings, [](const FlowReading& reading) { return reading.concentration.has_value(); }));
  figure.used = sums.used;
  figure.clause = rules.water_day_clause;
  if (sums.used == 0) figure.reason = "当日没有浓度和流量都有效的数据";
  return figure;
}

}  // namespace

Result<SourceFigure> water_day_mean(const SourceValidityRules& rules, std::span<const FlowReading> readings,
                                    int places) {
  BIHUAN_TRY(const Weighed sums, weigh(readings));
  SourceFigure figure = figure_of(rules, readings, sums);
  if (sums.used == 0) return figure;
  if (sums.volumes.is_zero()) {
    figure.reason = "当日没有排水，没有按流量加权的均值";
    return figure;
  }
  BIHUAN_TRY(figure.value, ratio_rounded(sums.products, sums.volumes, places));
  return figure;
}

Result<SourceFigure> water_day_amount(const SourceValidityRules& rules, std::span<const FlowReading> readings) {
  BIHUAN_TRY(const Weighed sums, weigh(readings));
  SourceFigure figure = figure_of(rules, readings, sums);
  if (sums.used == 0) return figure;
  BIHUAN_TRY(figure.value, multiply(without_trailing_zeros(sums.products), Decimal(1, 3)));
  return figure;
}

Result<SourceFigure> sum_of_amounts(std::span<const std::optional<Decimal>> parts, bool tonnes, std::string clause) {
  SourceFigure figure;
  figure.wanted = static_cast<int>(parts.size());
  figure.clause = std::move(clause);
  Decimal total;
  for (const std::optional<Decimal>& part : parts) {
    if (!part) continue;
    ++figure.had;
    BIHUAN_TRY(total, add(total, *part));
  }
  if (figure.wanted == 0 || figure.had < figure.wanted) {
    figure.reason = "缺" + std::to_string(figure.wanted - figure.had) + "个时段的排放量，应先按规定补遗";
    if (figure.wanted == 0) figure.reason = "没有时段可以相加";
    return figure;
  }
  figure.used = figure.had;
  if (tonnes) {
    BIHUAN_TRY(total, multiply(without_trailing_zeros(total), Decimal(1, 3)));
  }
  figure.value = total;
  return figure;
}

Result<AmountFill> fill_cems_hours(const SourceValidityRules& rules, Share capture, GapCause cause, int gap_hours,
                                   Instant before, std::span<const EmissionHour> earlier) {
  if (gap_hours <= 0) return fail(Code::kInvalidInput, "缺失时段至少一小时");
  AmountFill fill;
  const auto row = std::ranges::find_if(rules.fill, [&](const CemsFillRow& one) {
    return capture.is_at_least(one.capture_from) && (!one.hours_most || gap_hours <= *one.hours_most);
  });
  if (row == rules.fill.end()) {
    fill.clause = rules.capture_clause;
    fill.reason = "捕集率" + to_string(capture.percent(2)) + "%过低，不自动补遗，须用手工监测数据或物料衡算";
    return fill;
  }
  fill.clause = row->clause;
  fill.lookback_hours = fill.wanted = row->lookback_hours;
  fill.basis = std::string(cause == GapCause::kOutOfControl ? "失控时段，上次校准前" : "维护或其他无效时段，失效前") +
               std::to_string(row->lookback_hours) + "个有效小时的最大小时排放量（捕集率" +
               to_string(capture.percent(2)) + "%，连续" + std::to_string(gap_hours) + "小时）";
  std::vector<const EmissionHour*> valid;
  for (const EmissionHour& hour : earlier) {
    if (hour.amount && !hour.is_stopped && hour.time < before) valid.push_back(&hour);
  }
  std::ranges::sort(valid, [](const EmissionHour* a, const EmissionHour* b) { return a->time > b->time; });
  if (valid.size() > static_cast<std::size_t>(row->lookback_hours))
    valid.resize(static_cast<std::size_t>(row->lookback_hours));
  fill.had = static_cast<int>(valid.size());
  for (const EmissionHour* hour : valid) {
    if (!fill.amount || *hour->amount > *fill.amount) fill.amount = hour->amount;
  }
  if (!fill.amount) fill.reason = "此前没有有效小时，无从补遗";
  return fill;
}

AmountFill fill_water_day(const SourceValidityRules& rules, bool is_sampling_normal, Date last_passed_check, Date day,
                          std::span<const EmissionDay> earlier, int manual_samples,
                          std::optional<Decimal> manual_amount) {
  AmountFill fill;
  fill.clause = rules.water_fill_clause;
  if (!is_sampling_normal && manual_amount && manual_samples >= rules.manual_samples_least) {
    fill.amount = manual_amount;
    fill.wanted = rules.manual_samples_least;
    fill.had = manual_samples;
    fill.basis = "采样不正常，用当日" + std::to_string(manual_samples) + "个手工监测样品的结果";
    return fill;
  }
  for (const EmissionDay& one : earlier) {
    if (!one.amount || one.day < last_passed_check || !(one.day < day)) continue;
    ++fill.had;
    if (!fill.amount || *one.amount > *fill.amount) fill.amount = one.amount;
  }
  fill.wanted = static_cast<int>(std::max<std::int64_t>(0, days_between(last_passed_check, day)));
  fill.basis = "上次比对合格（" + to_string(last_passed_check) + "）以来有效日的最大日排放量";
  if (!fill.amount) fill.reason = "上次比对合格以来没有有效日，无从补遗";
  return fill;
}

}  // namespace bihuan::observations
