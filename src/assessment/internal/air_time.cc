#include "assessment/internal/air_time.h"

#include <span>
#include <string>
#include <vector>

#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

// The runs of digits in the text, with what stands between them.
struct Numbers {
  std::vector<std::string> runs;
  std::string between;  // without digits and blanks
};

Numbers numbers_of(std::string_view text) {
  Numbers out;
  bool is_inside = false;
  for (const char c : to_half_width(trim(text))) {
    const bool is_digit = c >= '0' && c <= '9';
    if (is_digit && !is_inside) out.runs.emplace_back();
    if (is_digit) out.runs.back() += c;
    if (!is_digit && c != ' ') out.between += c;
    is_inside = is_digit;
  }
  return out;
}

std::optional<int> hour_of(std::span<const std::string> runs) {
  if (runs.empty() || runs.size() > 3 || runs[0].size() > 2) return std::nullopt;
  for (const std::string& rest : runs.subspan(1)) {
    if (rest.find_first_not_of('0') != std::string::npos) return std::nullopt;
  }
  const int hour = std::stoi(runs[0]);
  return hour <= 24 ? std::optional(hour) : std::nullopt;
}

}  // namespace

std::optional<AirTime> parse_air_time(std::string_view text) {
  Numbers numbers = numbers_of(text);
  for (const char* word : {"年", "月", "日", "时", "分", "T", ":", "-", "/", "."}) {
    numbers.between = replace_all(numbers.between, word, "");
  }
  if (!numbers.between.empty() || numbers.runs.empty()) return std::nullopt;
  std::vector<std::string>& runs = numbers.runs;
  if (runs[0].size() == 8 || runs[0].size() == 10) {
    const std::string digits = runs[0];
    std::vector<std::string> split = {digits.substr(0, 4), digits.substr(4, 2), digits.substr(6, 2)};
    if (digits.size() == 10) split.push_back(digits.substr(8));
    split.insert(split.end(), runs.begin() + 1, runs.end());
    runs = split;
  }
  if (runs.size() < 3 || runs[0].size() != 4 || runs[1].size() > 2 || runs[2].size() > 2) return std::nullopt;
  const Result<Date> date = Date::make(std::stoi(runs[0]), std::stoi(runs[1]), std::stoi(runs[2]));
  if (!date) return std::nullopt;
  if (runs.size() == 3) return AirTime{*date, std::nullopt};
  const std::optional<int> hour = hour_of(std::span<const std::string>(runs).subspan(3));
  if (!hour) return std::nullopt;
  return AirTime{*date, hour};
}

std::optional<int> parse_air_hour(std::string_view text) {
  Numbers numbers = numbers_of(text);
  for (const char* word : {"时", "点", "分", ":"}) numbers.between = replace_all(numbers.between, word, "");
  if (!numbers.between.empty()) return std::nullopt;
  return hour_of(numbers.runs);
}

}  // namespace bihuan::assessment::internal
