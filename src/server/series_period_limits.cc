#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/period.h"
#include "observations/sampling.h"
#include "server/internal/limit_scales.h"
#include "server/observation_room.h"
#include "server/series_limits.h"
#include "standards/air_days.h"
#include "standards/air_quality_index.h"
#include "standards/surface_water.h"

namespace bihuan::server {
namespace {

using internal::AirScale;
using internal::WaterScale;
using standards::AirDay;
using standards::Measurement;

constexpr std::int64_t kMostJudged = 200'000;
constexpr std::string_view kNoValues = "没有有效值";

// A value that counts (observations/validity.h), with the day to which it belongs.
struct CountedValue {
  Instant time;
  Date day;
  Measurement reading;  // in the unit of the scale
};

struct JudgedPeriod {
  std::int64_t rank = 0;
  std::string name;
  Decimal compared;  // in the unit of the scale
};

std::vector<CountedValue> counted(const std::vector<api::ObservedValue>& values, observations::Label label) {
  std::vector<CountedValue> counting;
  for (const api::ObservedValue& one : values) {
    if (!one.value || (one.verdict != "valid" && one.verdict != "suspect")) continue;
    counting.push_back({one.time,
                        observations::sampled_on(one.time, label),
                        {*one.value, one.state == "below_limit", to_string(one.time, kBeijing)}});
  }
  return counting;
}

// Between values that come on a grid; 0 of others.
std::int64_t seconds_between(std::string_view averaging) {
  constexpr std::pair<std::string_view, std::int64_t> kSpacings[] = {
      {"minute", 60}, {"ten_minutes", 600}, {"hour", 3'600}, {"four_hours", 14'400}, {"day", 86'400}};
  const auto* found = std::ranges::find(kSpacings, averaging, &std::pair<std::string_view, std::int64_t>::first);
  return found == std::end(kSpacings) ? 0 : found->second;
}

// What lacks of a period of which every value is wanted; "" where none lacks. A calendar may begin within the period:
// what is wanted is the whole of it.
std::string what_lacks(const Period& period, const api::RollupRow& row, std::string_view averaging) {
  const std::int64_t spacing = seconds_between(averaging);
  if (spacing == 0) return "没有规定的间隔，不知道应有多少个值";
  const std::int64_t wanted = std::max(row.expected, period.seconds() / spacing);
  if (row.valid >= wanted) return "";
  return "应有" + std::to_string(wanted) + "个值，有效的" + std::to_string(row.valid) + "个";
}

// Judges the periods of one kind; asked for one period after the other.
class PeriodJudge {
 public:
  virtual ~PeriodJudge() = default;
  virtual std::vector<api::LimitStage> stages() const = 0;
  virtual Unit unit() const = 0;  // of what is compared
  // Errors: kInsufficientData, kNotCovered  with the sentence why it has no class
  virtual Result<JudgedPeriod> judge(const Period& period, const api::RollupRow& row) const = 0;
};

// --- surface water ---------------------------------------------------------------------------------------------------

class WaterPeriods : public PeriodJudge {
 public:
  WaterPeriods(WaterScale scale, const api::SeriesView& about, std::vector<CountedValue> values)
      : scale_(std::move(scale)), about_(about), values_(std::move(values)) {}

  std::vector<api::LimitStage> stages() const override { return {scale_.stage}; }
  Unit unit() const override { return scale_.own; }

  Result<JudgedPeriod> judge(const Period& period, const api::RollupRow& row) const override {
    std::vector<Measurement> readings;
    std::map<int, int> of_month;
    const auto first = std::ranges::lower_bound(values_, period.first_day(), {}, &CountedValue::day);
    for (auto one = first; one != values_.end() && one->day <= period.last_day(); ++one) {
      readings.push_back(one->reading);
      ++of_month[one->day.month()];
    }
    if (readings.empty()) return fail(Code::kInsufficientData, std::string(kNoValues));
    int months = 1;
    if (period.kind() == PeriodKind::kMonth) {
      if (const std::string lack = what_lacks(period, row, about_.averaging);
          about_.source != "manual" && !lack.empty()) {
        return fail(
            Code::kInsufficientData,
            lack + "：自动监测的月均值至少要多少有效值，没有读到规定（环办监测函〔2020〕82号），只判一个不缺的月份");
      }
    } else {
      months = period.kind() == PeriodKind::kQuarter ? 3 : 12;
      for (const auto& [month, count] : of_month) {
        if (count == 1) continue;
        return fail(Code::kNotCovered,
                    std::to_string(month) + "月有" + std::to_string(count) + "个值：季、年由逐月的值评价，请看各月");
      }
    }
    const standards::ParameterInput input{.key = scale_.key,
                                          .body = scale_.body,
                                          .readings = std::move(readings),
                                          .minimum = standards::minimum_months(scale_.rules, months)};
    BIHUAN_TRY(const standards::ParameterResult result, standards::evaluate_parameter(scale_.rules, input));
    return JudgedPeriod{static_cast<std::int64_t>(result.water_class), std::string(to_string(result.water_class)),
                        result.compared};
  }

 private:
  WaterScale scale_;
  const api::SeriesView& about_;
  std::vector<CountedValue> values_;  // by day
};

// --- ambient air -----------------------------------------------------------------------------------------------------

const AirScale* edition_of(const std::vector<AirScale>& editions, Date day) {
  const auto found = std::ranges::find_if(
      editions, [&](const AirScale& one) { return one.stage.from <= day && day <= one.stage.until; });
  return found == editions.end() ? nullptr : &*found;
}

std::vector<api::LimitStage> stages_of(const std::vector<AirScale>& editions) {
  std::vector<api::LimitStage> stages;
  for (const AirScale& one : editions) stages.push_back(one.stage);
  return stages;
}

JudgedPeriod level_of(const standards::AirRules& rules, int index, Decimal compared) {
  return {rules.level_number(index), rules.level(index).category, compared};
}

// Days of hours: standards/air_days.h says which are valid, and what is compared.
class AirDayPeriods : public PeriodJudge {
 public:
  // Errors: kNotCovered  values with more decimals, or larger ones, than columns of hours hold
  static Result<std::unique_ptr<PeriodJudge>> make(std::vector<AirScale> editions, observations::Label label,
                                                   const std::vector<CountedValue>& values) {
    auto judge = std::make_unique<AirDayPeriods>();
    for (const AirScale& edition : editions) {
      BIHUAN_TRY(std::vector<AirDay> days, days_of(edition, label, values));
      judge->days_.push_back(std::move(days));
    }
    judge->editions_ = std::move(editions);
    return judge;
  }

  std::vector<api::LimitStage> stages() const override { return stages_of(editions_); }
  Unit unit() const override { return editions_.front().own; }

  Result<JudgedPeriod> judge(const Period& period, const api::RollupRow& /*row*/) const override {
    const AirScale* edition = edition_of(editions_, period.first_day());
    if (edition == nullptr) return fail(Code::kNotCovered, "这一天还没有分指数的标准");
    const AirDay& day = days_[static_cast<std::size_t>(edition - editions_.data())]
                             [static_cast<std::size_t>(days_between(edition->stage.from, period.first_day()))];
    const standards::AirRules& rules = edition->rules;
    const std::size_t p = index_of(edition->pollutant);
    const auto bit = standards::bit_of(edition->pollutant);
    if (day.count[p] == 0) return fail(Code::kInsufficientData, std::string(kNoValues));
    if ((day.valid & bit) == 0) {
      const bool is_ozone = edition->pollutant == standards::Pollutant::kO3;
      return fail(Code::kInsufficientData, is_ozone ? "有效的8小时平均" + std::to_string(day.windows) + "个，至少要" +
                                                          std::to_string(rules.least_windows) + "个"
                                                    : "有效的小时值" + std::to_string(day.count[p]) + "个，至少要" +
                                                          std::to_string(rules.day_hours) + "个");
    }
    if ((day.indexed & bit) == 0) return fail(Code::kNotCovered, "浓度高于分指数表的最高一档");
    return level_of(rules, day.index[p], day_value(rules, day, edition->pollutant));
  }

 private:
  static Result<std::vector<AirDay>> days_of(const AirScale& edition, observations::Label label,
                                             const std::vector<CountedValue>& values) {
    const std::size_t p = index_of(edition.pollutant);
    standards::PerPollutant<int> places = edition.rules.decimals;
    for (const CountedValue& one : values) places[p] = std::max(places[p], one.reading.value.places());
    const int days = static_cast<int>(days_between(edition.stage.from, edition.stage.until)) + 1;
    standards::HourColumns<std::int32_t> hours(edition.stage.from, days, places);
    for (const CountedValue& one : values) {
      const std::int64_t hour = seconds_of_day(one.time) / 3600;
      if (seconds_of_day(one.time) % 3600 != 0 || one.reading.value.is_negative()) continue;
      const bool is_end = label == observations::Label::kEnd;
      BIHUAN_TRY(const standards::DaySlot slot,
                 day_slot(to_date(one.time), static_cast<int>(hour),
                          is_end ? standards::HourLabel::kEnding : standards::HourLabel::kBeginning));
      const std::int64_t day = days_between(edition.stage.from, slot.day);
      if (day < 0 || day >= days) continue;
      BIHUAN_TRY(const std::int64_t steps, steps_of(one.reading, places[p], edition.rules.decimals[p]));
      hours.set(edition.pollutant, static_cast<int>(day), slot.slot, static_cast<std::int32_t>(steps));
    }
    std::vector<AirDay> out(static_cast<std::size_t>(days));
    evaluate_days(edition.rules, edition.profile(), hours, std::span<AirDay>(out));
    return out;
  }

  static std::int64_t seconds_of_day(Instant time) { return (time.seconds + kBeijing.offset_seconds) % 86'400; }

  static Result<std::int64_t> steps_of(const Measurement& reading, int places, int decimals) {
    constexpr int kMoreDecimals = 6;
    const Decimal value = standards::counted_value(reading);
    std::int64_t steps = value.mantissa();
    for (int i = value.places(); i < places && steps <= std::numeric_limits<std::int32_t>::max(); ++i) steps *= 10;
    if (places > decimals + kMoreDecimals || value.places() > places ||
        steps > std::numeric_limits<std::int32_t>::max())
      return fail(Code::kNotCovered, "有的值小数太多或太大，不能合成日值：" + to_string(value), reading.where);
    return steps;
  }

  std::vector<AirScale> editions_;
  std::vector<std::vector<AirDay>> days_;  // of each edition, from its stage's first day
};

// Hours of minutes, where none lacks.
class AirHourPeriods : public PeriodJudge {
 public:
  AirHourPeriods(std::vector<AirScale> editions, const api::SeriesView& about, std::vector<CountedValue> values)
      : editions_(std::move(editions)),
        averaging_(about.averaging),
        is_end_(label_of(about) == observations::Label::kEnd),
        values_(std::move(values)) {}

  std::vector<api::LimitStage> stages() const override { return stages_of(editions_); }
  Unit unit() const override { return editions_.front().own; }

  Result<JudgedPeriod> judge(const Period& period, const api::RollupRow& row) const override {
    const AirScale* edition = edition_of(editions_, period.first_day());
    if (edition == nullptr) return fail(Code::kNotCovered, "这一天还没有分指数的标准");
    if (const std::string lack = what_lacks(period, row, averaging_); !lack.empty())
      return fail(Code::kInsufficientData, lack + "：分钟值不缺的小时才判级别（小时值须有45分钟的采样）");
    Decimal sum;
    std::int64_t count = 0;
    const auto inside = [&](const CountedValue& one) {
      return is_end_ ? period.begin() < one.time && one.time <= period.end() : period.contains(one.time);
    };
    for (auto one = std::ranges::lower_bound(values_, period.begin(), {}, &CountedValue::time);
         one != values_.end() && one->time <= period.end(); ++one) {
      if (!inside(*one)) continue;
      BIHUAN_TRY(sum, add(sum, standards::counted_value(one->reading)));
      ++count;
    }
    if (count == 0) return fail(Code::kInsufficientData, std::string(kNoValues));
    const standards::AirRules& rules = edition->rules;
    BIHUAN_TRY(const Decimal mean, ratio_rounded(sum, Decimal(count), rules.decimals[index_of(edition->pollutant)]));
    BIHUAN_TRY(const int index, standards::individual_index(rules, edition->table, {mean, edition->own}));
    return level_of(rules, index, mean);
  }

 private:
  std::vector<AirScale> editions_;
  std::string averaging_;
  bool is_end_ = false;
  std::vector<CountedValue> values_;  // by time
};

// --- a series --------------------------------------------------------------------------------------------------------

// Why periods of this kind have no class, whatever there is of them; "" where they may have one.
std::string silent_on(const internal::SiteStandard& standard, const api::SeriesView& about, PeriodKind kind) {
  const bool is_shorter = kind == PeriodKind::kHour || kind == PeriodKind::kDay;
  if (standard.is_air) {
    if (!is_shorter) return "月、季、年没有空气质量分指数：年均值对照GB 3095的年平均限值看是否达标，不分级别";
    if (kind == PeriodKind::kDay && about.averaging != "hour")
      return "日值由小时值合成：这一序列是" + about.averaging_name + "值，请看小时序列";
    const bool has_minutes = about.averaging == "minute" || about.averaging == "ten_minutes";
    if (kind == PeriodKind::kHour && !has_minutes)
      return "小时的级别由分钟值合成，这一序列是" + about.averaging_name + "值";
    return "";
  }
  if (!standard.body) return "水源地看每次监测是否达标（HJ 774-2015），不按均值判类别";
  if (is_shorter) return "环办〔2011〕22号按月、季、年评价断面，小时和日的均值没有类别";
  if (kind != PeriodKind::kMonth && about.averaging != "month" && about.source != "manual")
    return "季、年由逐月的值评价，自动监测的月均值怎样修约后再合成没有规定：请看各月";
  return "";
}

// In the unit of the scale.
Status convert_all(std::vector<CountedValue>& values, Unit series, Unit own) {
  for (CountedValue& one : values) {
    BIHUAN_TRY(const Quantity converted, convert({one.reading.value, series}, own));
    one.reading.value = converted.value;
  }
  return {};
}

Result<std::unique_ptr<PeriodJudge>> judge_of(const Office& office, const internal::SiteStandard& standard,
                                              const api::SeriesView& about, const Period& first, const Period& last,
                                              std::vector<CountedValue> values) {
  if (!standard.is_air) {
    BIHUAN_TRY(WaterScale scale, internal::water_scale(office, about, standard.body, last.last_day()));
    scale.stage.from = first.first_day();
    scale.stage.until = last.last_day();
    scale.stage.note += "，均值修约后比较";
    BIHUAN_CHECK(convert_all(values, scale.series, scale.own));
    return std::make_unique<WaterPeriods>(std::move(scale), about, std::move(values));
  }
  const std::string averaging(to_string(first.kind()));
  std::vector<AirScale> editions;
  BIHUAN_CHECK(internal::add_air_scales(office, about, averaging, first.first_day(), last.last_day(), editions));
  BIHUAN_CHECK(convert_all(values, editions.front().series, editions.front().own));
  if (first.kind() == PeriodKind::kDay) return AirDayPeriods::make(std::move(editions), label_of(about), values);
  return std::make_unique<AirHourPeriods>(std::move(editions), about, std::move(values));
}

}  // namespace

Result<api::SeriesLimits> series_period_limits(Office& office, const records::Actor& actor, std::string_view series,
                                               std::string_view kind, const ValueWindow& window) {
  ObservationDesk desk(office, actor);
  BIHUAN_TRY(const api::RollupList rollups, desk.rollups(series, kind, window));
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office));
  api::SeriesLimits limits;
  limits.about = rollups.about;
  limits.period = kind;
  const Result<internal::SiteStandard> standard =
      internal::standard_of(names.site(limits.about.home_site), limits.about);
  if (!standard.has_value()) {
    BIHUAN_CHECK(note_not_covered(std::unexpected(standard.error()), limits));
    return limits;
  }
  if (rollups.rows.empty()) return limits;
  std::vector<Period> periods;
  for (const api::RollupRow& row : rollups.rows) {
    BIHUAN_TRY(const Period period, parse_period(row.period));
    periods.push_back(period);
  }
  limits.not_covered = silent_on(*standard, limits.about, periods.front().kind());
  if (!limits.not_covered.empty()) return limits;
  ValueWindow all = window;
  all.most = kMostJudged;
  // A label that names the end of its interval may be the end of the last period.
  BIHUAN_TRY(const std::vector<api::ObservedValue> values,
             desk.all_values(series, periods.front().begin(), Instant{periods.back().end().seconds + 1}, all));
  const Result<std::unique_ptr<PeriodJudge>> judge = judge_of(office, *standard, limits.about, periods.front(),
                                                              periods.back(), counted(values, label_of(limits.about)));
  if (!judge.has_value()) {
    BIHUAN_CHECK(note_not_covered(std::unexpected(judge.error()), limits));
    return limits;
  }
  limits.stages = (*judge)->stages();
  BIHUAN_TRY(const Unit own, parse_unit(limits.about.unit.empty() ? "无量纲" : limits.about.unit));
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const Period& period = periods[i];
    if (period.end() > actor.at) {
      limits.not_judged.push_back({period.begin(), "时段还没有结束"});
      continue;
    }
    const Result<JudgedPeriod> judged = (*judge)->judge(period, rollups.rows[i]);
    if (!judged.has_value()) {
      limits.not_judged.push_back({period.begin(), judged.error().message});
      continue;
    }
    const Result<Quantity> compared = convert({judged->compared, (*judge)->unit()}, own);
    limits.judged.push_back({period.begin(), judged->rank, judged->name,
                             compared.has_value() ? std::optional<Decimal>(compared->value) : std::nullopt});
  }
  return limits;
}

}  // namespace bihuan::server
