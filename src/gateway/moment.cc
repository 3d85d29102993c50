#include "gateway/moment.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace bihuan::gateway {
namespace {

std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

std::string device_time(Instant instant) {
  const Date day = to_date(instant);
  const int second = second_of_day(instant);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", day.year(), day.month(), day.day(), second / 3600,
                     second / 60 % 60, second % 60);
}

std::string exchange_number(std::int64_t desk_ms) {
  const Instant second{desk_ms >= 0 ? desk_ms / 1000 : (desk_ms - 999) / 1000};
  return fmt::format("{}{:03}", device_time(second), desk_ms - second.seconds * 1000);
}

std::optional<Instant> read_device_time(std::string_view text) {
  if (text.size() != 14) return std::nullopt;
  const auto year = digits_at(text, 0, 4), month = digits_at(text, 4, 2), day = digits_at(text, 6, 2);
  const auto hour = digits_at(text, 8, 2), minute = digits_at(text, 10, 2), second = digits_at(text, 12, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const auto date = Date::make(*year, *month, *day);
  if (!date.has_value()) return std::nullopt;
  return to_instant(*date, *hour, *minute, *second);
}

std::optional<std::int64_t> read_exchange_number(std::string_view qn) {
  if (qn.size() != 17) return std::nullopt;
  const auto second = read_device_time(qn.substr(0, 14));
  const auto ms = digits_at(qn, 14, 3);
  if (!second || !ms) return std::nullopt;
  return second->seconds * 1000 + *ms;
}

std::string masked_frame(std::string_view octets) {
  std::string text;
  text.reserve(octets.size());
  for (std::size_t at = 0; at < octets.size();) {
    bool is_secret = false;
    for (const std::string_view name : {"PW=", "NewPW=", "NewSK="}) {
      const bool begins = at == 0 || !is_name_character(octets[at - 1]);
      if (!begins || octets.size() - at < name.size()) continue;
      const bool same = std::ranges::equal(octets.substr(at, name.size()), name, [](char a, char b) {
        return (a >= 'a' && a <= 'z' ? a - 32 : a) == (b >= 'a' && b <= 'z' ? b - 32 : b);
      });
      if (!same) continue;
      text += octets.substr(at, name.size());
      text += "******";
      at = std::min(octets.find_first_of(";,&", at + name.size()), octets.size());
      is_secret = true;
      break;
    }
    if (is_secret) continue;
    const auto c = static_cast<unsigned char>(octets[at++]);
    if (c < 0x20 || c == 0x7F)
      text += fmt::format("\\x{:02X}", c);
    else
      text += static_cast<char>(c);
  }
  if (!first_invalid_utf8(text)) return text;
  std::string ascii;
  for (const char c : text)
    ascii += static_cast<unsigned char>(c) < 0x80 ? std::string(1, c)
                                                  : fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  return ascii;
}

}  // namespace bihuan::gateway
