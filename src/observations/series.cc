#include "observations/series.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace bihuan::observations {
namespace {

constexpr std::array<std::pair<Averaging, std::string_view>, 9> kAveragings{{{Averaging::kInstant, "instant"},
                                                                             {Averaging::kMinute, "minute"},
                                                                             {Averaging::kTenMinutes, "ten_minutes"},
                                                                             {Averaging::kHour, "hour"},
                                                                             {Averaging::kFourHours, "four_hours"},
                                                                             {Averaging::kDay, "day"},
                                                                             {Averaging::kWeek, "week"},
                                                                             {Averaging::kMonth, "month"},
                                                                             {Averaging::kYear, "year"}}};

// Monday 1970-01-05, midnight in Beijing: spacings of whole hours, days and weeks fall on the marks of the calendar.
constexpr std::int64_t kGridOrigin = 4 * kSecondsOfDay - 8 * 3600;

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Labels on the grid in [begin, end).
std::int64_t labels_on_grid(std::int64_t begin, std::int64_t end, std::int64_t spacing) {
  if (end <= begin) return 0;
  return floor_divide(end - 1 - kGridOrigin, spacing) - floor_divide(begin - 1 - kGridOrigin, spacing);
}

std::int64_t month_number(Date day) { return std::int64_t{day.year()} * 12 + day.month() - 1; }

// Whole intervals of `months` months in the days [begin, end), counted from January of year 0.
std::int64_t whole_months(Date begin, Date end, std::int64_t months) {
  const std::int64_t first = month_number(begin) + (begin.day() > 1 ? 1 : 0);
  const std::int64_t beyond = month_number(end);
  return std::max<std::int64_t>(0, floor_divide(beyond, months) - floor_divide(first + months - 1, months));
}

bool is_data_set(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

Status check_word(std::string_view text, const char* name) {
  constexpr std::size_t kMost = 100;
  if (text.empty() || text.size() > kMost) {
    return fail(Code::kInvalidInput, std::string(name) + "应为 1 至 100 个字节，现为“" + std::string(text) + "”");
  }
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '/' || c == 0x7f; }))
    return fail(Code::kInvalidInput, std::string(name) + "不能含斜线和控制字符");
  if (first_invalid_utf8(text)) return fail(Code::kInvalidInput, std::string(name) + "不是有效的 UTF-8");
  return {};
}

Status check_calendar(const Series& series) {
  const CalendarSpan* before = nullptr;
  for (const CalendarSpan& span : series.calendar) {
    if (span.cadence.seconds < 0 || span.cadence.months < 0 || (span.cadence.seconds > 0 && span.cadence.months > 0))
      return fail(Code::kInvalidInput, "监测频次只能按秒或按月给一种，且不能为负", to_string(series.key));
    if (span.until && *span.until < span.from)
      return fail(Code::kInvalidInput,
                  "监测时段止于开始之前：" + to_string(span.from) + " 至 " + to_string(*span.until),
                  to_string(series.key));
    if (before != nullptr && (!before->until || span.from <= *before->until))
      return fail(Code::kInvalidInput, "监测时段须按先后排列且不重叠：" + to_string(span.from), to_string(series.key));
    before = &span;
  }
  return {};
}

}  // namespace

std::string_view to_string(Averaging averaging) { return kAveragings[static_cast<std::size_t>(averaging)].second; }

Result<Averaging> parse_averaging(std::string_view text) {
  for (const auto& [averaging, name] : kAveragings)
    if (name == text) return averaging;
  return fail(Code::kInvalidInput, "不认识的平均时段“" + std::string(text) + "”，应为 instant、minute、hour、day 等");
}

std::string_view to_string(Label label) { return label == Label::kEnd ? "end" : "beginning"; }

std::string to_string(const SeriesKey& key) {
  return key.site + "/" + key.factor + "/" + std::string(to_string(key.averaging)) + "/" + key.source;
}

Status check_series(const Series& series) {
  BIHUAN_CHECK(check_word(series.key.site, "点位编码"));
  BIHUAN_CHECK(check_word(series.key.factor, "因子编码"));
  BIHUAN_CHECK(check_word(series.key.source, "数据来源"));
  if (series.unit.size() > 40)
    return fail(Code::kInvalidInput, "单位超过 40 个字节：“" + series.unit + "”", to_string(series.key));
  if (first_invalid_utf8(series.unit)) return fail(Code::kInvalidInput, "单位不是有效的 UTF-8", to_string(series.key));
  if (series.places < 0 || series.places > 9)
    return fail(Code::kInvalidInput, "小数位数应为 0 至 9，现为 " + std::to_string(series.places),
                to_string(series.key));
  if (!is_data_set(series.data_set)) {
    return fail(Code::kInvalidInput, "数据集名应为小写字母、数字和连字符，至多 40 个，现为“" + series.data_set + "”",
                to_string(series.key));
  }
  return check_calendar(series);
}

Result<std::int64_t> mantissa_of(Decimal value, const Series& series) {
  const Decimal plain = without_trailing_zeros(value);
  if (plain.places() > series.places) {
    return fail(Code::kInvalidInput,
                "数值 " + to_string(value) + " 的小数多于本序列的 " + std::to_string(series.places) + " 位",
                to_string(series.key));
  }
  const auto mantissa =
      static_cast<bihuan::internal::Int128>(plain.mantissa()) * bihuan::internal::pow10(series.places - plain.places());
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (mantissa > kMost || mantissa < -kMost) {
    return fail(Code::kInvalidInput,
                "数值 " + to_string(value) + " 按 " + std::to_string(series.places) + " 位小数存不下",
                to_string(series.key));
  }
  return static_cast<std::int64_t>(mantissa);
}

Decimal value_of(std::int64_t mantissa, const Series& series) { return Decimal(mantissa, series.places); }

std::int64_t expected_values(const Series& series, Instant begin, Instant end) {
  std::int64_t expected = 0;
  const std::int64_t late = series.label == Label::kEnd ? 1 : 0;  // a label that is placed at begin lies so much later
  for (const CalendarSpan& span : series.calendar) {
    const Instant from = std::max(begin, to_instant(span.from));
    const Instant until = span.until ? std::min(end, to_instant(*span.until + 1)) : end;
    if (until <= from) continue;
    if (span.cadence.seconds > 0)
      expected += labels_on_grid(from.seconds + late, until.seconds + late, span.cadence.seconds);
    if (span.cadence.months > 0) {
      // A day that has only begun is no whole day.
      const Date first = to_date(Instant{from.seconds + kSecondsOfDay - 1});
      expected += whole_months(first, to_date(until), span.cadence.months);
    }
  }
  return expected;
}

}  // namespace bihuan::observations
