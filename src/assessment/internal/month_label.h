// src/assessment/internal/month_label.h - which month a cell, the name of a sheet or a title names.
#pragma once
#include <optional>
#include <string_view>

namespace bihuan::assessment::internal {

struct MonthLabel {
  int year = 0;   // 0: not said
  int month = 0;  // 1..12
  friend bool operator==(const MonthLabel&, const MonthLabel&) = default;
};

// Reads a whole cell: 9, 9月, 九月, 9月份, 2024年9月, 2024-09, 2024/9/5, 2024.09.05, 202409, 20240905,
// 2024-09-05T08:00:00; none if it is no such thing or the month does not exist.
std::optional<MonthLabel> parse_month(std::string_view text);

// Finds the month inside the name of a sheet or a title: 鄂城2024年9月水质, 9月, 202409; none where there is none, two
// different ones, or a span of months (1-9月, 1至9月).
std::optional<MonthLabel> find_month(std::string_view text);

}  // namespace bihuan::assessment::internal
