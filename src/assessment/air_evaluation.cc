#include "assessment/air_evaluation.h"

#include <algorithm>
#include <map>
#include <utility>

namespace bihuan::assessment {
namespace {

using standards::AirDay;
using standards::AirProfile;
using standards::AirRules;
using standards::index_of;
using standards::kAllPollutants;
using standards::kPollutants;
using standards::Pollutant;

constexpr const char* kDaily = "hj633-daily";
constexpr const char* kNationalFeed = "national-feed";

const AirProfile& daily(const AirRules& rules) { return *rules.profile(kDaily); }

// The edition named, or those in force over the days of the data.
Result<std::vector<AirRules>> rules_for(std::span<const standards::KnowledgeText> texts, const AirOptions& options,
                                        const AirWorkbook& workbook) {
  std::vector<AirRules> out;
  if (!options.standard.empty()) {
    BIHUAN_TRY(AirRules rules, standards::load_air_rules(texts, options.standard, options.on));
    out.push_back(std::move(rules));
    return out;
  }
  const Date last = workbook.first + (workbook.days - 1);
  for (Date day = options.on.value_or(workbook.first);;) {
    BIHUAN_TRY(AirRules rules, standards::load_air_rules(texts, day));
    const std::optional<Date> to = rules.valid_to;
    out.push_back(std::move(rules));
    if (options.on || !to || *to >= last) break;
    day = *to + 1;
  }
  return out;
}

// Days of every station under one edition.
std::vector<AirDay> station_days(const AirRules& rules, const AirWorkbook& workbook, const AirStation& station) {
  std::vector<AirDay> days = station.days;
  if (workbook.is_hourly) {
    days.resize(static_cast<std::size_t>(workbook.days));
    evaluate_days(rules, daily(rules), station.hours, std::span(days));
  } else {
    for (AirDay& day : days) index_day(rules, daily(rules), day);
  }
  return days;
}

class AirEvaluator {
 public:
  AirEvaluator(const AirOptions& options, AirEvaluation& out) : options_(options), out_(out) {}

  Status run() {
    for (const AirStation& station : out_.workbook.stations) {
      AirSeries series;
      series.name = station.city.empty() || station.city == station.name ? station.name : station.city + station.name;
      series.days = pick([&](const AirRules& rules) { return station_days(rules, out_.workbook, station); });
      if (out_.by == AirBy::kHour) BIHUAN_CHECK(give_hours(station, series));
      out_.series.push_back(std::move(series));
    }
    if (out_.by == AirBy::kHour) return {};
    add_cities();
    for (AirSeries& series : out_.series) give_periods(series);
    return {};
  }

 private:
  // Each day from the edition in force on it.
  template <class Make>
  std::vector<AirDay> pick(Make&& make) {
    std::vector<AirDay> days = make(out_.rules.front());
    for (std::size_t r = 1; r < out_.rules.size(); ++r) {
      const std::vector<AirDay> later = make(out_.rules[r]);
      for (std::size_t i = 0; i < days.size(); ++i) {
        if (&out_.rules_on(out_.day(i)) == &out_.rules[r]) days[i] = later[i];
      }
    }
    return days;
  }

  void add_cities() {
    std::map<std::string, std::vector<std::size_t>> cities;
    for (std::size_t i = 0; i < out_.workbook.stations.size(); ++i) cities[out_.workbook.stations[i].city].push_back(i);
    for (const auto& [city, members] : cities) {
      if (members.size() < 2) continue;
      AirSeries series;
      series.name = (city.empty() ? "全部" : city) + std::to_string(members.size()) + "个点位平均";
      series.is_city = true;
      series.stations = static_cast<int>(members.size());
      std::vector<std::span<const AirDay>> stations;
      for (const std::size_t i : members) stations.emplace_back(out_.series[i].days);
      standards::PerPollutant<int> places = out_.rules.front().decimals;
      if (out_.workbook.is_hourly) places.fill(kAirPlaces);
      series.days = pick([&](const AirRules& rules) {
        std::vector<AirDay> days(static_cast<std::size_t>(out_.workbook.days));
        city_days(rules, daily(rules), places, stations, std::span(days));
        return days;
      });
      out_.series.push_back(std::move(series));
    }
  }

  void give_periods(AirSeries& series) {
    if (out_.by == AirBy::kDay) return;
    const Date last = out_.workbook.first + (out_.workbook.days - 1);
    const bool is_month = out_.by == AirBy::kMonth;
    const Date start = out_.workbook.first;
    Date from = is_month ? start - (start.day() - 1) : Date(start.year(), 1, 1);
    while (from <= last) {
      const Date to = is_month ? last_day_of_month(from.year(), from.month()) : Date(from.year(), 12, 31);
      if (is_month || !options_.until || *options_.until >= to) {
        give_period(series, from, to);
      } else if (*options_.until >= std::max(from, start)) {
        give_period(series, from, std::min(*options_.until, last));
      }
      from = to + 1;
    }
  }

  void give_period(AirSeries& series, Date from, Date to) {
    const Date begin = std::max(from, out_.workbook.first);
    const Date end = std::min(to, out_.workbook.first + (out_.workbook.days - 1));
    const AirRules& rules = out_.rules_on(begin);
    if (&rules != &out_.rules_on(end)) {
      out_.open.push_back({Code::kNotCovered,
                           "时段跨越" + to_string(out_.rules_on(end).valid_from) +
                               "的标准更替，没有找到如何评价的规定；应以--standard指明标准，按同一标准计算",
                           series.name + " " + to_string(from) + "至" + to_string(to)});
      return;
    }
    Result<standards::AirPeriod> period = evaluate_air_period(
        rules, daily(rules), {series.name, out_.workbook.first, series.days, from, to, options_.sand_dust, 2});
    if (period) {
      series.periods.push_back(std::move(*period));
    } else {
      out_.open.push_back(period.error());
    }
  }

  Status give_hours(const AirStation& station, AirSeries& series) {
    for (int day = 0; day < out_.workbook.days; ++day) {
      const Date date = out_.workbook.first + day;
      const AirRules& rules = out_.rules_on(date);
      for (int slot = 0; slot < standards::kSlots; ++slot) {
        std::vector<standards::IndexReading> readings;
        for (const Pollutant p : kAllPollutants) {
          const std::size_t k = index_of(p);
          if ((station.hours.present[k][static_cast<std::size_t>(day)] >> static_cast<unsigned>(slot) & 1U) == 0)
            continue;
          const std::int32_t value = station.hours.values[k][static_cast<std::size_t>(day * standards::kSlots + slot)];
          readings.push_back({rules.tables[rules.profile(kNationalFeed)->table[k]].id, Decimal(value, kAirPlaces)});
        }
        if (readings.empty()) continue;
        BIHUAN_TRY(standards::AirIndex index, air_quality_index(rules, kNationalFeed, readings));
        series.hours.push_back({date, slot, std::move(index)});
      }
    }
    return {};
  }

  const AirOptions& options_;
  AirEvaluation& out_;
};

Status check_options(const AirOptions& options) {
  if (options.profile != kDaily && options.profile != kNationalFeed) {
    return fail(Code::kNotFound,
                "没有评价方式“" + options.profile + "”；有national-feed（小时）、hj633-daily（日、月、年）",
                "--profile " + options.profile);
  }
  if ((options.profile == kNationalFeed) != (options.by == AirBy::kHour)) {
    return fail(Code::kInvalidInput, "national-feed是逐小时的评价方式，日、月、年应用hj633-daily",
                "--profile " + options.profile);
  }
  return {};
}

Result<AirEvaluation> evaluate_read(AirWorkbook workbook, std::span<const standards::KnowledgeText> texts,
                                    const AirOptions& options) {
  AirEvaluation out;
  out.workbook = std::move(workbook);
  out.by = options.by;
  out.has_figures = options.by == AirBy::kYear && options.until.has_value();
  if (out.by == AirBy::kHour && !out.workbook.is_hourly) {
    return fail(Code::kInvalidInput, "文件是日值表，不能逐小时评价", out.workbook.file_name);
  }
  BIHUAN_TRY(out.rules, rules_for(texts, options, out.workbook));
  BIHUAN_CHECK(AirEvaluator(options, out).run());
  return out;
}

// Why the two editions differ on one day.
std::vector<std::string> reasons_of(const AirRules& before, const AirRules& after, const AirDay& old_day,
                                    const AirDay& new_day) {
  std::vector<std::string> reasons;
  for (const Pollutant p : kAllPollutants) {
    const std::size_t k = index_of(p);
    const bool was = (old_day.indexed >> k & 1) != 0;
    const bool is = (new_day.indexed >> k & 1) != 0;
    if (!was && !is) continue;
    if (was == is && old_day.index[k] == new_day.index[k]) continue;
    const standards::BreakPointTable& old_table = before.tables[daily(before).table[k]];
    const standards::BreakPointTable& new_table = after.tables[daily(after).table[k]];
    std::string why;
    for (std::size_t i = 0; i < std::min(old_table.index.size(), new_table.index.size()); ++i) {
      if (old_table.concentration[i] == new_table.concentration[i]) continue;
      why += (why.empty() ? "分指数" : "、") + std::to_string(new_table.index[i]) + "的浓度由" +
             to_string(old_table.concentration[i]) + "改为" + to_string(new_table.concentration[i]);
    }
    if (why.empty()) why = "超出表末的规定改变";
    reasons.push_back(std::string(symbol(p)) + " " + to_string(day_value(after, new_day, p)) + "：分指数" +
                      (was ? std::to_string(old_day.index[k]) : "无") + "→" +
                      (is ? std::to_string(new_day.index[k]) : "无") + "（" + why + "）");
  }
  if (old_day.is_published && !new_day.is_published && new_day.indexed != 0) {
    reasons.push_back("缺项且其余各项的指数不大于" + std::to_string(after.publish_above) + "，按" +
                      after.clauses.at("completeness") + "不发布");
  }
  return reasons;
}

}  // namespace

const AirRules& AirEvaluation::rules_on(Date day) const {
  for (const AirRules& own : rules) {
    if (!own.valid_to || day <= *own.valid_to) return own;
  }
  return rules.back();
}

Result<AirEvaluation> evaluate_air(std::string_view bytes, std::string_view file_name,
                                   std::span<const standards::KnowledgeText> texts, const AirOptions& options) {
  BIHUAN_CHECK(check_options(options));
  BIHUAN_TRY(const AirTableWords words, load_air_table_words(texts));
  // Units and decimals of concentrations are the same in every edition.
  BIHUAN_TRY(const AirRules reading, standards::load_air_rules(texts, "HJ 633-2026", std::nullopt));
  BIHUAN_TRY(AirWorkbook workbook, read_air_workbook(bytes, file_name, reading, words, options.workbook));
  return evaluate_read(std::move(workbook), texts, options);
}

Result<AirComparison> compare_air(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const AirOptions& options) {
  if (options.by == AirBy::kHour) return fail(Code::kInvalidInput, "新旧标准的比较按日、月或年进行", "--compare");
  AirComparison out;
  AirOptions own = options;
  own.on.reset();
  own.standard = "HJ 633-2012";
  BIHUAN_TRY(out.before, evaluate_air(bytes, file_name, texts, own));
  own.standard = "HJ 633-2026";
  BIHUAN_TRY(out.after, evaluate_read(out.before.workbook, texts, own));
  const AirRules& before = out.before.rules.front();
  const AirRules& after = out.after.rules.front();
  const auto published = [](const AirDay& day) {
    return day.is_published ? std::optional<int>(day.aqi) : std::nullopt;
  };
  for (std::size_t s = 0; s < out.before.series.size(); ++s) {
    for (std::size_t i = 0; i < out.before.series[s].days.size(); ++i) {
      const AirDay& old_day = out.before.series[s].days[i];
      const AirDay& new_day = out.after.series[s].days[i];
      if (published(old_day) == published(new_day)) continue;
      out.days.push_back({out.before.series[s].name, out.before.day(i), published(old_day), published(new_day),
                          reasons_of(before, after, old_day, new_day)});
    }
  }
  return out;
}

}  // namespace bihuan::assessment
