#include "assessment/internal/row_places.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace bihuan::assessment {
namespace {

constexpr std::string_view kOpen = "工作表「", kClose = "」第", kEnd = "行";
constexpr std::size_t kWorthRunning = 3;  // so many sheets alike are told as a run

struct SheetRows {
  std::string sheet;
  std::string rows;  // "5", "2、3"
};

std::optional<SheetRows> parse(std::string_view place) {
  if (!place.starts_with(kOpen) || !place.ends_with(kEnd)) return std::nullopt;
  const std::size_t close = place.rfind(kClose);
  if (close == std::string_view::npos) return std::nullopt;
  const std::size_t row = close + kClose.size();
  return SheetRows{std::string(place.substr(kOpen.size(), close - kOpen.size())),
                   std::string(place.substr(row, place.size() - kEnd.size() - row))};
}

}  // namespace

std::string row_places_text(const std::vector<std::string>& places) {
  std::vector<SheetRows> sheets;
  std::string others;
  for (const std::string& place : places) {
    std::optional<SheetRows> one = parse(place);
    if (!one) {
      others += (others.empty() ? "" : "、") + place;
    } else if (!sheets.empty() && sheets.back().sheet == one->sheet) {
      sheets.back().rows += "、" + one->rows;
    } else {
      sheets.push_back(*std::move(one));
    }
  }
  std::string text;
  const auto is_alike = [&](const SheetRows& sheet) { return sheet.rows == sheets.front().rows; };
  if (sheets.size() >= kWorthRunning && std::ranges::all_of(sheets, is_alike)) {
    text = "工作表「" + sheets.front().sheet + "」至「" + sheets.back().sheet + "」共" + std::to_string(sheets.size()) +
           "张，各第" + sheets.front().rows + "行";
  } else {
    for (const SheetRows& sheet : sheets) {
      text += (text.empty() ? "" : "、") + ("工作表「" + sheet.sheet + "」第" + sheet.rows + "行");
    }
  }
  return text.empty() ? others : text + (others.empty() ? "" : "、" + others);
}

}  // namespace bihuan::assessment
