#include "standards/internal/exact_oracle.h"

#include <algorithm>
#include <map>

namespace bihuan::standards::internal {
namespace {

__extension__ using Big = __int128;

struct Ratio {
  Big top = 0;
  Big bottom = 1;
};

Big ten_to(int n) {
  Big power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}

Ratio parse(const std::string& text) {
  Ratio value;
  bool after_point = false;
  for (const char c : text) {
    if (c == '.') {
      after_point = true;
      continue;
    }
    if (c < '0' || c > '9') break;  // the L of a detection limit
    value.top = value.top * 10 + (c - '0');
    if (after_point) value.bottom *= 10;
  }
  if (text.ends_with("L")) value.bottom *= 2;
  return value;
}

int compare(const Ratio& a, const Ratio& b) {
  const Big left = a.top * b.bottom;
  const Big right = b.top * a.bottom;
  return left < right ? -1 : left > right ? 1 : 0;
}

struct Row {
  std::vector<std::string> river;
  std::vector<std::string> lake;
  int decimals;
};

// GB 3838-2002 table 1, typed in again.
const std::map<std::string, Row>& table() {
  static const std::map<std::string, Row> rows = {
      {"do", {{"7.5", "6", "5", "3", "2"}, {}, 1}},
      {"codmn", {{"2", "4", "6", "10", "15"}, {}, 1}},
      {"cod", {{"15", "15", "20", "30", "40"}, {}, 1}},
      {"bod5", {{"3", "3", "4", "6", "10"}, {}, 1}},
      {"nh3n", {{"0.15", "0.5", "1.0", "1.5", "2.0"}, {}, 2}},
      {"tp", {{"0.02", "0.1", "0.2", "0.3", "0.4"}, {"0.01", "0.025", "0.05", "0.1", "0.2"}, 3}},
      {"tn", {{}, {"0.2", "0.5", "1.0", "1.5", "2.0"}, 2}},
      {"cu", {{"0.01", "1.0", "1.0", "1.0", "1.0"}, {}, 3}},
      {"zn", {{"0.05", "1.0", "1.0", "2.0", "2.0"}, {}, 3}},
      {"f", {{"1.0", "1.0", "1.0", "1.5", "1.5"}, {}, 3}},
      {"se", {{"0.01", "0.01", "0.01", "0.02", "0.02"}, {}, 4}},
      {"as", {{"0.05", "0.05", "0.05", "0.1", "0.1"}, {}, 4}},
      {"hg", {{"0.00005", "0.00005", "0.0001", "0.001", "0.001"}, {}, 5}},
      {"cd", {{"0.001", "0.005", "0.005", "0.005", "0.01"}, {}, 5}},
      {"cr6", {{"0.01", "0.05", "0.05", "0.05", "0.1"}, {}, 3}},
      {"pb", {{"0.01", "0.01", "0.05", "0.05", "0.1"}, {}, 3}},
      {"cn", {{"0.005", "0.05", "0.2", "0.2", "0.2"}, {}, 3}},
      {"vp", {{"0.002", "0.002", "0.005", "0.01", "0.1"}, {}, 4}},
      {"oil", {{"0.05", "0.05", "0.05", "0.5", "1.0"}, {}, 2}},
      {"las", {{"0.2", "0.2", "0.2", "0.3", "0.3"}, {}, 2}},
      {"s2", {{"0.05", "0.1", "0.2", "0.5", "1.0"}, {}, 3}},
      {"fc", {{"200", "2000", "10000", "20000", "40000"}, {}, 0}},
  };
  return rows;
}

int class_of(const std::string& item, bool is_lake, const Ratio& value) {
  if (item == "ph") return compare(value, {6, 1}) >= 0 && compare(value, {9, 1}) <= 0 ? 1 : 6;
  const std::vector<std::string> limits = oracle_limits(item, is_lake);
  for (int i = 0; i < 5; ++i) {
    const int order = compare(value, parse(limits[static_cast<std::size_t>(i)]));
    if (item == "do" ? order >= 0 : order <= 0) return i + 1;
  }
  return 6;
}

std::string print(Big digits, int decimals) {
  std::string text;
  for (int i = 0; digits > 0 || i <= decimals; ++i) {
    if (i == decimals && decimals > 0) text += '.';
    text += static_cast<char>('0' + static_cast<int>(digits % 10));
    digits /= 10;
  }
  std::ranges::reverse(text);
  return text;
}

Big half_even(const Ratio& value, int decimals) {
  const Big top = value.top * ten_to(decimals);
  const Big whole = top / value.bottom;
  const Big rest = top % value.bottom;
  if (rest * 2 > value.bottom) return whole + 1;
  if (rest * 2 == value.bottom && whole % 2 == 1) return whole + 1;
  return whole;
}

}  // namespace

std::vector<std::string> oracle_items() {
  std::vector<std::string> items = {"ph"};
  for (const auto& [item, row] : table()) items.push_back(item);
  return items;
}

std::vector<std::string> oracle_limits(const std::string& item, bool is_lake) {
  if (item == "ph") return {};
  const Row& row = table().at(item);
  return is_lake && !row.lake.empty() ? row.lake : row.river;
}

int oracle_class(const std::string& item, bool is_lake, const std::string& value) {
  return class_of(item, is_lake, parse(value));
}

OracleMean oracle_mean(const std::string& item, bool is_lake, const std::vector<std::string>& results) {
  Ratio sum{0, 2 * ten_to(9)};
  for (const std::string& text : results) {
    const Ratio value = parse(text);
    sum.top += value.top * (sum.bottom / value.bottom);
  }
  sum.bottom *= static_cast<Big>(results.size());
  int decimals = item == "ph" ? 0 : table().at(item).decimals;
  while (sum.top > 0 && half_even(sum, decimals) == 0) ++decimals;
  const std::string rounded = print(half_even(sum, decimals), decimals);
  return {rounded, oracle_class(item, is_lake, rounded)};
}

}  // namespace bihuan::standards::internal
