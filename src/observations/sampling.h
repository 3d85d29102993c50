// src/observations/sampling.h - how often something is to be sampled, in which windows of a year, and what of it was
// done: counted from the values that are there, never from what somebody says.
//
// Pure: days and counts in, states out. Who asks the store for the days is its caller (server/scheme_desk.h).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "observations/observation.h"
#include "observations/series.h"

namespace bihuan::observations {

// The stretch in which the wanted samplings are to lie.
enum class SamplingCycle : std::uint8_t {
  kDay,
  kWeek,     // Monday to Sunday; of the year in which its Monday lies
  kTenDays,  // 旬
  kMonth,
  kTwoMonths,  // January and February, March and April ...
  kQuarter,
  kHalfYear,
  kYear,
  kMonths,  // only in the months that are named
};

struct SamplingFrequency {
  SamplingCycle cycle = SamplingCycle::kMonth;
  std::vector<int> months;  // of kMonths: 1 to 12, ascending
  int times = 1;            // days wanted in each window; never more than its shortest window has
  friend bool operator==(const SamplingFrequency&, const SamplingFrequency&) = default;
};

// As schemes print it: 每月, 每月一次, 1次/月, 月度, 每季度2次, 每两月, 半年, 每旬, 每周, 每日; months: "3,6,9月",
// 3、6、9月, 4-9月, 单月 (1, 3 ... 11), 双月 (2, 4 ... 12). Also what to_chinese() gives. A bare number is refused: it
// may be a month or a number of times. Errors: kInvalidInput  saying what may stand there
Result<SamplingFrequency> parse_frequency(std::string_view text);
// 每日, 每周, 每旬, 每月, 每两月, 每季, 每半年, 每年, 2,4,6月; with 2次 behind it where more than one is wanted. One
// spelling for one frequency.
std::string to_chinese(const SamplingFrequency& frequency);

struct SamplingWindow {
  Date first, last;  // both inside, Beijing time
  std::string name;  // 2024-03, 2024-Q1, 2024-H1, 2024, 2024-W05, 2024-02-X1, 2024-02-29; of two months 2024-01/2024-02
  friend bool operator==(const SamplingWindow&, const SamplingWindow&) = default;
};

// By time. Weeks are those that begin in the year: days before its first Monday are in none, the last may end in the
// next year.
std::vector<SamplingWindow> sampling_windows(const SamplingFrequency& frequency, int year);

// The day to which a value belongs: where the label names the end, midnight is still the day before.
Date sampled_on(Instant label_time, Label label);

// A mean over more than the window says nothing of the window.
bool may_fill(Averaging averaging, SamplingCycle cycle);

// Whether the state says why there is no value. 未采样 and 缺测 say only that there is none.
constexpr bool is_reason(ValueState state) {
  return !has_value(state) && state != ValueState::kNotSampled && state != ValueState::kUnexplained;
}

enum class WindowState : std::uint8_t {
  kNotPlanned,  // touches no day from the line's first to its last
  kAhead,       // not over on the day that was asked for, and not done yet
  kDone,        // each item has its values; those below the detection limit count
  kPartly,      // something came, something lacks without a reason
  kExcused,     // something lacks, and it was said why of all that lacks
  kMissing,     // nothing came
};
std::string_view to_string(WindowState state);  // "not_planned", "ahead", "done", "partly", "excused", "missing"
std::string_view to_chinese(WindowState state);  // 不在计划内, 未到期, 已完成, 部分完成, 已说明原因, 缺测

// What a day has of one item.
struct SampledDay {
  std::size_t item = 0;  // of the line, from 0
  Date day;
  bool has_value = false;             // one that counts (validity.h)
  bool has_invalid = false;           // one that does not
  std::optional<ValueState> missing;  // what was said in the place of a value
};

struct ItemLack {
  std::size_t item = 0;
  int times = 0;                     // days with a value, fewer than wanted
  bool has_invalid = false;          // a value came that does not count
  std::optional<ValueState> reason;  // the last one that was said; is_reason() holds
  friend bool operator==(const ItemLack&, const ItemLack&) = default;
};

struct WindowProgress {
  SamplingWindow window;
  WindowState state = WindowState::kNotPlanned;
  bool is_due = false;  // planned, and over on the day that was asked for
  int times = 0;        // samplings with all items, at most those wanted
  std::vector<ItemLack> lacks;
};

// `planned` windows are done, partly, excused, missing or ahead; those that are `due` are due_done, partly, excused or
// missing.
struct SamplingCounts {
  std::int64_t planned = 0, due = 0, done = 0, due_done = 0, partly = 0, excused = 0, missing = 0, ahead = 0;
  void add(const WindowProgress& progress);
  void add(const SamplingCounts& other);
  friend bool operator==(const SamplingCounts&, const SamplingCounts&) = default;
};

// One line of a scheme: gathers days in any order, and says how it stands.
class SamplingTally {
 public:
  // A window is planned where it touches a day from `from` to `until`; values anywhere in it count, as those of a month
  // have its first or last day. PRECONDITION: items > 0
  SamplingTally(const SamplingFrequency& frequency, int year, Date from, Date until, std::size_t items);

  // Days outside all windows are dropped; the same day of an item twice (from two sources) is one day.
  void add(const SampledDay& day);
  // All windows of the year in order, as they stand at the beginning of `day`: a window is over when its last day is
  // before it.
  std::vector<WindowProgress> progress(Date day) const;

  const std::vector<SamplingWindow>& windows() const { return windows_; }

 private:
  struct Cell {
    std::vector<Date> days;  // with values, ascending
    bool has_invalid = false;
    std::optional<Date> reason_day;
    std::optional<ValueState> reason;
  };
  SamplingFrequency frequency_;
  Date from_, until_;
  std::size_t items_;
  std::vector<SamplingWindow> windows_;
  std::vector<Cell> cells_;  // [window][item]
};

}  // namespace bihuan::observations
