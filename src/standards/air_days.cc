#include "standards/air_days.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string>
#include <type_traits>

#include "standards/internal/air_basis.h"
#include "standards/internal/half_even.h"

namespace bihuan::standards {
namespace {

using internal::divide_half_even;

constexpr auto kBitsOfByte = [] {
  std::array<std::uint8_t, 256> bits{};
  for (unsigned i = 0; i < bits.size(); ++i) bits[i] = static_cast<std::uint8_t>(std::popcount(i));
  return bits;
}();

// Plain x86-64 has no instruction for this.
int count_hours(std::uint32_t mask) {
  return kBitsOfByte[mask & 0xffU] + kBitsOfByte[(mask >> 8U) & 0xffU] + kBitsOfByte[(mask >> 16U) & 0xffU];
}

// The least number that 1 to 24 divide.
constexpr std::int64_t kAnyHours = 5'354'228'880;

constexpr int kEndBits = 5;  // 0 .. kSlots

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// The largest window mean as a fraction, and how many windows are valid.
template <class Wide>
struct Windows {
  Wide sum = 0;
  int hours = 0;  // 0: no valid window
  int valid = 0;
};

// What does not change from day to day.
struct DayRules {
  const AirRules& rules;
  const AirProfile& profile;
  PerPollutant<std::int64_t> step{};   // steps of the columns in one step of the rules
  PerPollutant<std::int64_t> limit{};  // class II, in steps of the rules
  // By hours in a window: what makes the sums of windows comparable; 0 for too few.
  std::array<std::uint64_t, kSlots + 1> share{};
};

template <class T>
DayRules prepare(const AirRules& rules, const AirProfile& profile, const HourColumns<T>& hours) {
  DayRules out{rules, profile};
  for (std::size_t p = 0; p < kPollutants; ++p) {
    out.step[p] = power_of_ten(hours.places[p] - rules.decimals[p]);
    out.limit[p] = round_down((*rules.limits[p].day)[1], rules.decimals[p]).mantissa();
  }
  std::int64_t common = 1;
  for (int n = rules.window_hours; n <= rules.window_length; ++n) common = std::lcm(common, n);
  for (int n = rules.window_hours; n <= rules.window_length; ++n) {
    out.share[static_cast<std::size_t>(n)] = static_cast<std::uint64_t>(common / n);
  }
  return out;
}

// A window's mean is compared as sum * share[hours], which is whole, with the hour where it ends in the last bits: of
// equal ones the first. Without branches, for which window is the largest is mere chance.
template <class T, class Wide>
Windows<Wide> largest_window(const DayRules& own, const T* values, std::uint32_t mask) {
  const int length = own.rules.window_length, first = own.rules.first_end, last = own.rules.last_end;
  const int least = own.rules.window_hours;
  const auto sum_at = [&](int end) { return std::accumulate(values + end - length, values + end, Wide{0}); };
  const auto hours_at = [&](int end) { return count_hours(mask >> (end - length) & ((1U << length) - 1)); };
  std::uint64_t largest = 0;
  int valid = 0;
  Wide sum = sum_at(first);
  int hours = hours_at(first);
  for (int end = first;; ++end) {
    const bool is_valid = hours >= least;
    const std::uint64_t mean = static_cast<std::uint64_t>(sum) * own.share[static_cast<std::size_t>(hours)] + is_valid;
    largest = std::max(largest, mean << kEndBits | static_cast<std::uint64_t>(kSlots - end));
    valid += is_valid;
    if (end == last) break;
    sum += values[end] - values[end - length];
    hours += static_cast<int>(mask >> end & 1U) - static_cast<int>(mask >> (end - length) & 1U);
  }
  if (valid == 0) return {};
  const int end = kSlots - static_cast<int>(largest & ((1U << kEndBits) - 1));
  return {sum_at(end), hours_at(end), valid};
}

template <class T>
using WideOf = std::conditional_t<sizeof(T) == 2, std::int32_t, std::int64_t>;

template <class T>
void evaluate_mean(const DayRules& own, std::size_t p, const T* values, std::uint32_t mask, AirDay& day) {
  using Wide = WideOf<T>;
  const int hours = count_hours(mask);
  day.count[p] = static_cast<std::uint8_t>(hours);
  if (hours < own.rules.day_hours) return;
  Wide sum = 0;
  for (int slot = 0; slot < kSlots; ++slot) sum += values[slot];
  day.sum[p] = sum;
  day.hours[p] = static_cast<std::uint8_t>(hours);
  day.value[p] = static_cast<std::int32_t>(divide_half_even<Wide>(sum, static_cast<Wide>(hours * own.step[p])));
  day.valid |= static_cast<std::uint8_t>(1U << p);
}

template <class T>
void evaluate_windows(const DayRules& own, std::size_t p, const T* values, std::uint32_t mask, AirDay& day) {
  using Wide = WideOf<T>;
  day.count[p] = static_cast<std::uint8_t>(count_hours(mask));
  const Windows<Wide> windows = largest_window<T, Wide>(own, values, mask);
  day.windows = static_cast<std::uint8_t>(windows.valid);
  if (windows.hours == 0) return;
  const auto bit = static_cast<std::uint8_t>(1U << p);
  day.sum[p] = windows.sum;
  day.hours[p] = static_cast<std::uint8_t>(windows.hours);
  day.value[p] =
      static_cast<std::int32_t>(divide_half_even<Wide>(windows.sum, static_cast<Wide>(windows.hours * own.step[p])));
  if (windows.valid >= own.rules.least_windows) {
    day.valid |= bit;
  } else if (own.rules.keeps_above_limit && day.value[p] > own.limit[p]) {
    day.valid |= bit;
    day.kept_above_limit |= bit;
  }
}

// The index of the largest hourly value, where another table decides beyond the first.
struct Beyond {
  std::uint16_t index = 0;
  bool is_known = false;
};

Beyond index_beyond(const AirRules& rules, const BreakPointTable& table, std::int32_t hour_max) {
  if (table.beyond_index) return {static_cast<std::uint16_t>(*table.beyond_index), true};
  const BreakPointTable* other = rules.table(table.beyond_table);
  if (other == nullptr || hour_max < 0) return {};
  if (static_cast<std::size_t>(hour_max) < other->by_step.size()) {
    return {other->by_step[static_cast<std::size_t>(hour_max)], true};
  }
  return {static_cast<std::uint16_t>(other->beyond_index.value_or(0)), other->beyond_index.has_value()};
}

template <class T>
std::int32_t largest_hour(const DayRules& own, std::size_t p, const T* values, std::uint32_t mask) {
  T largest = 0;
  for (int slot = 0; slot < kSlots; ++slot) largest = std::max(largest, values[slot]);
  if (count_hours(mask) < own.rules.day_hours) return -1;
  return static_cast<std::int32_t>(divide_half_even<std::int64_t>(largest, own.step[p]));
}

int stations_needed(const AirRules& rules, int stations) {
  const Decimal share = stations < rules.city_small_below ? rules.city_small_share : rules.city_share;
  const std::int64_t hundredths = round_up(share, 2).mantissa();  // of a percent
  return static_cast<int>((hundredths * stations + 9999) / 10000);
}

// Made where they stay: such vectors do not take over another's memory when they are assigned.
template <class T>
PerPollutant<std::pmr::vector<T>> six_columns(std::size_t size, std::pmr::memory_resource* memory) {
  using Column = std::pmr::vector<T>;
  return {Column(size, memory), Column(size, memory), Column(size, memory),
          Column(size, memory), Column(size, memory), Column(size, memory)};
}

}  // namespace

Result<DaySlot> day_slot(Date date, int hour, HourLabel label) {
  if (const std::optional<int> slot = slot_of_hour(hour, label))
    return *slot < 0 ? DaySlot{date - 1, kSlots - 1} : DaySlot{date, *slot};
  const bool is_ending = label == HourLabel::kEnding;
  return fail(
      Code::kInvalidInput,
      "小时“" + std::to_string(hour) + "”不存在；标记小时" + (is_ending ? "终点时应为0至24" : "起点时应为0至23"),
      to_string(date));
}

template <class T>
HourColumns<T>::HourColumns(Date from, int number_of_days, PerPollutant<int> own_places,
                            std::pmr::memory_resource* memory)
    : first(from),
      days(number_of_days),
      values(six_columns<T>(static_cast<std::size_t>(days * kSlots), memory)),
      present(six_columns<std::uint32_t>(static_cast<std::size_t>(days), memory)),
      places(own_places) {}

void index_day(const AirRules& rules, const AirProfile& profile, AirDay& day, std::int32_t hour_max) {
  day.indexed = day.primary = day.exceeding = 0;
  std::uint16_t aqi = 0;
  for (std::size_t p = 0; p < kPollutants; ++p) {
    const auto bit = static_cast<std::uint8_t>(1U << p);
    if ((day.valid & bit) == 0) continue;
    const BreakPointTable& table = rules.tables[profile.table[p]];
    const auto step = static_cast<std::size_t>(day.value[p]);
    if (step < table.by_step.size()) {
      day.index[p] = table.by_step[step];
    } else {
      const Beyond beyond = index_beyond(rules, table, hour_max);
      if (!beyond.is_known) continue;
      day.index[p] = beyond.index;
    }
    day.indexed |= bit;
    aqi = std::max(aqi, day.index[p]);
  }
  day.aqi = aqi;
  day.is_published = day.indexed != 0 && internal::is_published(rules, profile, aqi, day.is_complete());
  if (aqi <= rules.primary_above) return;
  const int exceeding_above = rules.exceeding_above.value_or(INT32_MAX);
  for (std::size_t p = 0; p < kPollutants; ++p) {
    const auto bit = static_cast<std::uint8_t>(1U << p);
    if ((day.indexed & bit) == 0) continue;
    day.primary |= day.index[p] == aqi ? bit : 0;
    day.exceeding |= day.index[p] > exceeding_above ? bit : 0;
  }
}

template <class T>
void evaluate_days(const AirRules& rules, const AirProfile& profile, const HourColumns<T>& hours,
                   std::span<AirDay> out) {
  const DayRules own = prepare(rules, profile, hours);
  for (std::size_t d = 0; d < out.size(); ++d) {
    AirDay& day = out[d];
    day = {};
    std::int32_t hour_max = -1;
    for (std::size_t p = 0; p < kPollutants; ++p) {
      const T* values = hours.values[p].data() + d * kSlots;
      const std::uint32_t mask = hours.present[p][d];
      if (!rules.annual_items[p].is_max_8h) {
        evaluate_mean(own, p, values, mask, day);
        continue;
      }
      evaluate_windows(own, p, values, mask, day);
      const bool is_beyond = static_cast<std::size_t>(day.value[p]) >= rules.tables[profile.table[p]].by_step.size();
      if (is_beyond) hour_max = largest_hour(own, p, values, mask);
    }
    index_day(rules, profile, day, hour_max);
  }
}

void city_days(const AirRules& rules, const AirProfile& profile, const PerPollutant<int>& places,
               std::span<const std::span<const AirDay>> stations, std::span<AirDay> out) {
  using Wide = bihuan::internal::Int128;
  const int needed = stations_needed(rules, static_cast<int>(stations.size()));
  for (std::size_t d = 0; d < out.size(); ++d) {
    AirDay day;
    for (std::size_t p = 0; p < kPollutants; ++p) {
      Wide sum = 0;  // of exact values, over the common denominator of all numbers of hours
      int count = 0;
      for (const std::span<const AirDay> station : stations) {
        if ((station[d].valid & (1U << p)) == 0) continue;
        sum += Wide{station[d].sum[p]} * (kAnyHours / station[d].hours[p]);
        ++count;
      }
      day.count[p] = static_cast<std::uint8_t>(std::min(count, 255));
      if (count < needed) continue;
      const Wide denominator = Wide{kAnyHours} * count * power_of_ten(places[p] - rules.decimals[p]);
      set_day_value(day, kAllPollutants[p], static_cast<std::int32_t>(divide_half_even<Wide>(sum, denominator)));
    }
    index_day(rules, profile, day);
    out[d] = day;
  }
}

template struct HourColumns<std::int16_t>;
template struct HourColumns<std::int32_t>;
template void evaluate_days(const AirRules&, const AirProfile&, const HourColumns<std::int16_t>&, std::span<AirDay>);
template void evaluate_days(const AirRules&, const AirProfile&, const HourColumns<std::int32_t>&, std::span<AirDay>);

Basis day_basis(const AirRules& rules, const AirProfile& profile, const AirDay& day) {
  Basis basis = internal::index_basis(rules, profile);
  basis.wanted = static_cast<std::int64_t>(kPollutants);
  basis.had = std::popcount(day.valid);
  basis.used = std::popcount(day.indexed);
  return basis;
}

}  // namespace bihuan::standards
