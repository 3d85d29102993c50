#include "tables/label_time.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace bihuan::tables {
namespace {

constexpr int kHour = 3'600;
constexpr int kMinute = 60;

struct DigitRuns {
  std::vector<std::string> runs;
  std::string between;  // what else there is, without blanks
};

DigitRuns digit_runs(std::string_view text) {
  DigitRuns out;
  bool is_inside = false;
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    if (is_digit && !is_inside) out.runs.emplace_back();
    if (is_digit) out.runs.back() += c;
    if (!is_digit && c != ' ') out.between += c;
    is_inside = is_digit;
  }
  return out;
}

bool is_only(std::string between, std::initializer_list<const char*> words) {
  for (const char* const word : words) between = replace_all(between, word, "");
  return between.empty();
}

// "20240105080000" -> 2024 01 05 08 00 00
void cut_digits(std::vector<std::string>& runs) {
  const std::string digits = runs[0];
  if (digits.size() <= 4 || digits.size() % 2 != 0 || digits.size() > 14) return;
  std::vector<std::string> cut = {digits.substr(0, 4)};
  for (std::size_t at = 4; at < digits.size(); at += 2) cut.push_back(digits.substr(at, 2));
  cut.insert(cut.end(), runs.begin() + 1, runs.end());
  runs = std::move(cut);
}

// Hours, minutes, seconds of a day; 24:00:00 at the latest.
std::optional<int> seconds_of(const std::vector<std::string>& runs, std::size_t from) {
  std::array<int, 3> parts{};
  for (std::size_t i = from; i < runs.size(); ++i) {
    if (runs[i].size() > 2) return std::nullopt;
    parts[i - from] = std::stoi(runs[i]);
  }
  if (parts[0] > 24 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
  const int seconds = parts[0] * kHour + parts[1] * kMinute + parts[2];
  return seconds <= kSecondsOfDay ? std::optional(seconds) : std::nullopt;
}

// Two digits; -1 for anything else.
int two_digits(std::string_view text, std::size_t at) {
  const auto is_digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return is_digit(at) && is_digit(at + 1) ? (text[at] - '0') * 10 + (text[at + 1] - '0') : -1;
}

// 2024-01-05 08:00, 2024-01-05T08:00:00 and no other form.
std::optional<LabelTime> plain_label_time(std::string_view text) {
  constexpr std::string_view kForm = "2024-01-05 08:00:00";
  constexpr std::size_t kMinutes = 16;
  if (text.size() != kMinutes && text.size() != kForm.size()) return std::nullopt;
  const bool has_seconds = text.size() == kForm.size();
  if (text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') || text[13] != ':') return std::nullopt;
  if (has_seconds && text[16] != ':') return std::nullopt;
  const int century = two_digits(text, 0), year = two_digits(text, 2), month = two_digits(text, 5),
            day = two_digits(text, 8), hour = two_digits(text, 11), minute = two_digits(text, 14),
            second = has_seconds ? two_digits(text, 17) : 0;
  if (century < 19 || year < 0 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  const int full_year = century * 100 + year;
  if (day > days_in_month(full_year, month)) return std::nullopt;
  return LabelTime{Date(full_year, static_cast<unsigned>(month), static_cast<unsigned>(day)),
                   hour * kHour + minute * kMinute + second, has_seconds ? Written::kSecond : Written::kMinute};
}

}  // namespace

std::optional<LabelTime> parse_label_time(std::string_view text) {
  std::string plain = to_half_width(trim(text));
  for (const std::string_view zone : {"+08:00", "+0800"}) {
    if (plain.ends_with(zone)) plain.resize(plain.size() - zone.size());
  }
  DigitRuns digits = digit_runs(plain);
  if (digits.runs.empty() ||
      !is_only(digits.between, {"年", "月", "日", "时", "点", "分", "秒", "T", ":", "-", "/", "."}))
    return std::nullopt;
  std::vector<std::string>& runs = digits.runs;
  // Fractions of a second, 08:00:00.000, say nothing.
  if (runs.size() == 7 && plain.find('.') != std::string::npos && runs[6].find_first_not_of('0') == std::string::npos)
    runs.pop_back();
  cut_digits(runs);
  if (runs.size() > 6 || runs[0].size() != 4) return std::nullopt;
  if (runs.size() > 1 && runs[1].size() > 2) return std::nullopt;
  if (runs.size() > 2 && runs[2].size() > 2) return std::nullopt;
  const int month = runs.size() > 1 ? std::stoi(runs[1]) : 1;
  const int day = runs.size() > 2 ? std::stoi(runs[2]) : 1;
  const Result<Date> date = Date::make(std::stoi(runs[0]), month, day);
  if (!date) return std::nullopt;
  LabelTime out{*date, 0, static_cast<Written>(runs.size() - 1)};
  if (runs.size() <= 3) return out;
  const std::optional<int> seconds = seconds_of(runs, 3);
  if (!seconds) return std::nullopt;
  out.seconds = *seconds;
  return out;
}

std::optional<LabelTime> LabelTimes::of(std::string_view text) {
  const std::optional<LabelTime> plain = plain_label_time(text);
  return plain ? plain : known_.of(text, [](std::string_view own) { return parse_label_time(own); });
}

std::optional<int> parse_label_hour(std::string_view text) {
  const DigitRuns digits = digit_runs(to_half_width(trim(text)));
  if (digits.runs.empty() || digits.runs.size() > 3 || !is_only(digits.between, {"时", "点", "分", ":"}))
    return std::nullopt;
  return seconds_of(digits.runs, 0);
}

}  // namespace bihuan::tables
