#include "observations/sampling.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/period.h"
#include "base/text.h"

namespace bihuan::observations {
namespace {

struct CycleWord {
  SamplingCycle cycle;
  const char* name;                     // as to_chinese() prints it
  int shortest_days;                    // of its windows
  std::vector<std::string_view> units;  // what stands behind 每
};

const std::vector<CycleWord>& cycle_words() {
  static const std::vector<CycleWord> kAll = {
      {SamplingCycle::kDay, "每日", 1, {"日", "天"}},
      {SamplingCycle::kWeek, "每周", 7, {"周", "星期"}},
      {SamplingCycle::kTenDays, "每旬", 8, {"旬"}},
      {SamplingCycle::kMonth, "每月", 28, {"月", "月度", "个月"}},
      {SamplingCycle::kTwoMonths, "每两月", 59, {"两月", "两个月", "二个月", "2个月", "2月", "二月"}},
      {SamplingCycle::kQuarter, "每季", 90, {"季", "季度", "个季度"}},
      {SamplingCycle::kHalfYear, "每半年", 181, {"半年", "半年度"}},
      {SamplingCycle::kYear, "每年", 365, {"年", "年度"}},
      {SamplingCycle::kMonths, "", 28, {}},
  };
  return kAll;
}

const CycleWord& word_of_cycle(SamplingCycle cycle) {
  return *std::ranges::find(cycle_words(), cycle, &CycleWord::cycle);
}

std::unexpected<Error> no_frequency(std::string_view text) {
  return fail(Code::kInvalidInput,
              "频次“" + excerpt(text, 30) +
                  "”不认识：应为每日、每周、每旬、每月、每两月、每季、每半年、每年，可写次数，如每月2次；或各月份，如3,"
                  "6,9月、双月",
              "frequency");
}

// 1 to 99, in digits or as 一, 两, 十, 十二.
std::optional<int> small_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
    if (text.size() > 2) return std::nullopt;
    int number = 0;
    for (const char c : text) number = number * 10 + (c - '0');
    return number;
  }
  constexpr std::array<std::string_view, 13> kWords = {"",   "一", "二", "三", "四",   "五",  "六",
                                                       "七", "八", "九", "十", "十一", "十二"};
  const auto found = std::ranges::find(kWords, text);
  if (found != kWords.end()) return static_cast<int>(found - kWords.begin());
  if (text == "两") return 2;
  return std::nullopt;
}

std::optional<SamplingCycle> cycle_of_unit(std::string_view unit) {
  for (const CycleWord& one : cycle_words())
    if (std::ranges::find(one.units, unit) != one.units.end()) return one.cycle;
  return std::nullopt;
}

bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  return true;
}
bool take_begin(std::string_view& text, std::string_view begin) {
  if (!text.starts_with(begin)) return false;
  text.remove_prefix(begin.size());
  return true;
}

// "2次" behind a cycle: the number, and the text before it. No number at all: 1.
std::optional<int> take_times(std::string_view& text) {
  if (!take_end(text, "次")) return 1;
  // The longest number that ends here and leaves something before it.
  for (std::size_t from = 1; from < text.size(); ++from) {
    const std::optional<int> number = small_number(text.substr(from));
    if (!number) continue;
    text = text.substr(0, from);
    take_end(text, "监测");
    take_end(text, "采样");
    return number;
  }
  return std::nullopt;
}

// 每月2次, 月度, 1次/月
std::optional<SamplingFrequency> regular(std::string_view text) {
  SamplingFrequency frequency;
  std::optional<int> times;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    std::string_view number = text.substr(0, slash);
    if (!take_end(number, "次")) return std::nullopt;
    times = small_number(number);
    text = text.substr(slash + 1);
  } else {
    times = take_times(text);
    take_end(text, "监测");
    const bool is_each = take_begin(text, "每") || take_begin(text, "逐");
    // 每2月 are two months, 2月 is February.
    if (!is_each && (text == "2月" || text == "二月")) return std::nullopt;
  }
  const std::optional<SamplingCycle> cycle = cycle_of_unit(text);
  if (!cycle || !times) return std::nullopt;
  frequency.cycle = *cycle;
  frequency.times = *times;
  return frequency;
}

// 3,6,9月, 4-9月, 单月, 双月
std::optional<SamplingFrequency> in_months(std::string_view text) {
  SamplingFrequency frequency;
  frequency.cycle = SamplingCycle::kMonths;
  const std::optional<int> times = take_times(text);
  if (!times) return std::nullopt;
  frequency.times = *times;
  std::array<bool, 13> wanted{};
  take_begin(text, "逢");
  if (text == "单月" || text == "双月") {
    for (int month = text == "单月" ? 1 : 2; month <= 12; month += 2) wanted[static_cast<std::size_t>(month)] = true;
  } else {
    std::string list(text);
    for (const char* comma : {"、", ";", "；", "，", "/", "和"}) list = replace_all(list, comma, ",");
    for (const char* dash : {"—", "–", "~", "～", "至", "到"}) list = replace_all(list, dash, "-");
    const std::vector<std::string_view> parts = split(list, ',');
    const bool says_month = list.find("月") != std::string::npos;
    if (!says_month && parts.size() == 1) return std::nullopt;
    for (std::string_view part : parts) {
      const std::size_t dash = part.find('-');
      std::string_view first = part.substr(0, dash);
      std::string_view last = dash == std::string_view::npos ? first : part.substr(dash + 1);
      take_end(first, "月");
      take_end(last, "月");
      const std::optional<int> from = small_number(first), until = small_number(last);
      if (!from || !until || *from < 1 || *until > 12 || *until < *from) return std::nullopt;
      for (int month = *from; month <= *until; ++month) wanted[static_cast<std::size_t>(month)] = true;
    }
  }
  for (int month = 1; month <= 12; ++month)
    if (wanted[static_cast<std::size_t>(month)]) frequency.months.push_back(month);
  if (frequency.months.size() == 12) return SamplingFrequency{SamplingCycle::kMonth, {}, frequency.times};
  return frequency;
}

std::vector<SamplingWindow> windows_of_kind(int year, PeriodKind kind) {
  std::vector<SamplingWindow> windows;
  for (const Period& period : parts(containing(PeriodKind::kYear, Date(year, 7, 1)), kind))
    windows.push_back({period.first_day(), period.last_day(), to_string(period)});
  return windows;
}

SamplingWindow month_window(int year, int month) {
  const Period period = containing(PeriodKind::kMonth, Date(year, static_cast<unsigned>(month), 1));
  return {period.first_day(), period.last_day(), to_string(period)};
}

}  // namespace

Result<SamplingFrequency> parse_frequency(std::string_view text) {
  const std::string plain = to_half_width(strip_spaces(text));
  std::optional<SamplingFrequency> frequency = regular(plain);
  if (!frequency) frequency = in_months(plain);
  if (!frequency) {
    if (small_number(plain)) {
      return fail(Code::kInvalidInput,
                  "频次“" + plain + "”不明确：月份写作" + plain + "月，一年的次数写作每年" + plain + "次", "frequency");
    }
    return no_frequency(text);
  }
  const int most = word_of_cycle(frequency->cycle).shortest_days;
  if (frequency->times < 1 || frequency->times > most) {
    return fail(Code::kInvalidInput,
                "频次“" + excerpt(text, 30) + "”的次数应为1至" + std::to_string(most) + "：一天算一次", "frequency");
  }
  return *std::move(frequency);
}

std::string to_chinese(const SamplingFrequency& frequency) {
  std::string text = word_of_cycle(frequency.cycle).name;
  if (frequency.cycle == SamplingCycle::kMonths) {
    for (const int month : frequency.months) text += (text.empty() ? "" : ",") + std::to_string(month);
    text += "月";
  }
  if (frequency.times > 1) text += std::to_string(frequency.times) + "次";
  return text;
}

std::vector<SamplingWindow> sampling_windows(const SamplingFrequency& frequency, int year) {
  switch (frequency.cycle) {
    case SamplingCycle::kDay:
      return windows_of_kind(year, PeriodKind::kDay);
    case SamplingCycle::kWeek:
      return windows_of_kind(year, PeriodKind::kWeek);
    case SamplingCycle::kTenDays:
      return windows_of_kind(year, PeriodKind::kTenDays);
    case SamplingCycle::kMonth:
      return windows_of_kind(year, PeriodKind::kMonth);
    case SamplingCycle::kQuarter:
      return windows_of_kind(year, PeriodKind::kQuarter);
    case SamplingCycle::kHalfYear:
      return windows_of_kind(year, PeriodKind::kHalfYear);
    case SamplingCycle::kYear:
      return windows_of_kind(year, PeriodKind::kYear);
    case SamplingCycle::kTwoMonths:
    case SamplingCycle::kMonths:
      break;
  }
  std::vector<SamplingWindow> windows;
  if (frequency.cycle == SamplingCycle::kTwoMonths) {
    for (int month = 1; month <= 11; month += 2) {
      const SamplingWindow first = month_window(year, month), second = month_window(year, month + 1);
      windows.push_back({first.first, second.last, first.name + "/" + second.name});
    }
    return windows;
  }
  for (const int month : frequency.months) windows.push_back(month_window(year, month));
  return windows;
}

Date sampled_on(Instant label_time, Label label) { return to_date(placed_at(label_time, label)); }

bool may_fill(Averaging averaging, SamplingCycle cycle) {
  switch (averaging) {
    case Averaging::kWeek:
      return cycle != SamplingCycle::kDay;
    case Averaging::kMonth:
      return cycle >= SamplingCycle::kMonth;
    case Averaging::kYear:
      return cycle == SamplingCycle::kYear;
    default:
      return true;
  }
}

std::string_view to_string(WindowState state) {
  constexpr std::array<std::string_view, 6> kWords = {"not_planned", "ahead", "done", "partly", "excused", "missing"};
  return kWords[static_cast<std::size_t>(state)];
}

std::string_view to_chinese(WindowState state) {
  constexpr std::array<std::string_view, 6> kWords = {"不在计划内", "未到期",     "已完成",
                                                      "部分完成",   "已说明原因", "缺测"};
  return kWords[static_cast<std::size_t>(state)];
}

void SamplingCounts::add(const WindowProgress& progress) {
  if (progress.state == WindowState::kNotPlanned) return;
  ++planned;
  if (progress.is_due) ++due;
  switch (progress.state) {
    case WindowState::kDone:
      ++done;
      if (progress.is_due) ++due_done;
      break;
    case WindowState::kPartly:
      ++partly;
      break;
    case WindowState::kExcused:
      ++excused;
      break;
    case WindowState::kMissing:
      ++missing;
      break;
    default:
      ++ahead;
      break;
  }
}

void SamplingCounts::add(const SamplingCounts& other) {
  planned += other.planned;
  due += other.due;
  done += other.done;
  due_done += other.due_done;
  partly += other.partly;
  excused += other.excused;
  missing += other.missing;
  ahead += other.ahead;
}

SamplingTally::SamplingTally(const SamplingFrequency& frequency, int year, Date from, Date until, std::size_t items)
    : frequency_(frequency),
      from_(from),
      until_(until),
      items_(items),
      windows_(sampling_windows(frequency, year)),
      cells_(windows_.size() * items) {}

void SamplingTally::add(const SampledDay& day) {
  if (day.item >= items_) return;
  const auto behind = std::ranges::upper_bound(windows_, day.day, {}, &SamplingWindow::first);
  if (behind == windows_.begin()) return;
  const auto window = behind - 1;
  if (day.day > window->last) return;
  Cell& cell = cells_[static_cast<std::size_t>(window - windows_.begin()) * items_ + day.item];
  if (day.has_value) {
    const auto place = std::ranges::lower_bound(cell.days, day.day);
    if (place == cell.days.end() || *place != day.day) cell.days.insert(place, day.day);
  }
  if (day.has_invalid) cell.has_invalid = true;
  if (day.missing && is_reason(*day.missing) && (!cell.reason_day || *cell.reason_day <= day.day)) {
    cell.reason_day = day.day;
    cell.reason = day.missing;
  }
}

std::vector<WindowProgress> SamplingTally::progress(Date day) const {
  std::vector<WindowProgress> all;
  all.reserve(windows_.size());
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    WindowProgress& one = all.emplace_back();
    one.window = windows_[w];
    if (one.window.last < from_ || one.window.first > until_) continue;
    one.is_due = one.window.last < day;
    one.times = frequency_.times;
    bool has_any = false;
    for (std::size_t i = 0; i < items_; ++i) {
      const Cell& cell = cells_[w * items_ + i];
      const int times = std::min(static_cast<int>(cell.days.size()), frequency_.times);
      one.times = std::min(one.times, times);
      has_any = has_any || times > 0;
      if (times < frequency_.times) one.lacks.push_back({i, times, cell.has_invalid, cell.reason});
    }
    if (one.lacks.empty()) {
      one.state = WindowState::kDone;
    } else if (!one.is_due) {
      one.state = WindowState::kAhead;
    } else if (std::ranges::all_of(one.lacks, [](const ItemLack& lack) { return lack.reason.has_value(); })) {
      one.state = WindowState::kExcused;
    } else {
      one.state = has_any ? WindowState::kPartly : WindowState::kMissing;
    }
  }
  return all;
}

}  // namespace bihuan::observations
