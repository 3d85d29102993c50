// src/plans/quantities.h - numbers with their units, and dates, as they stand in a stretch of text.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "plans/language.h"
#include "plans/outline.h"

namespace bihuan::plans {

enum class QuantityKind {
  kMeasure,  // 85.7%, 34.1微克/立方米, 5.7万亩
  kCount,    // 7个, 1.3万户
  kSet,      // 两大, 四类: never a target by itself
  kBare,     // 0 in 保持为0: a unit must come from elsewhere
  kZero,     // 零增长
};

struct Quantity {
  Range range;  // with multiplier, unit and 多/余
  Range digits;
  Decimal value;
  std::optional<Decimal> high;  // of a range
  std::u32string unit;          // with its multiplier: 万元; "" for kBare
  QuantityKind kind = QuantityKind::kBare;
  bool is_chinese = false;             // 两场
  bool is_open = false;                // 130多个
  bool is_per = false;                 // 每个, 每万人: what is counted per
  std::string_view zero_comparator{};  // of kZero: "<=" or "="
};

enum class DateRole {
  kDeadline,
  kYear,
  kStart,
  kSpan,
  kDuration,
  kFiveYears,  // “十三五”期间: year and end_year
  kOther,
};

struct DateMention {
  Range range;  // with 到, 底, 前
  DateRole role = DateRole::kOther;
  int year = 0;   // 0: not printed
  int month = 0;  // 0: none
  int day = 0;
  int end_year = 0;      // of a span; for a duration the number of years
  bool has_by = false;   // 到…
  bool has_end = false;  // 底, 末, 前, 初 or a part of the year: the end is named
  bool is_first_quarter = false;
  bool is_whole_year = false;  // 全年, 年内, 年底
  int last_month = 0;          // 6 for 上半年, 3 for 一季度 ...; 0 none
};

struct Lexed {
  std::vector<Quantity> quantities;  // in order, disjoint
  std::vector<DateMention> dates;    // in order, disjoint from each other and from the quantities
};

// Reads `range` of `text`. Years, ordinals, document numbers, clock times, ratios, fractions, chemical names and
// standards (PM2.5, CJJ 27) give no quantity. What stands inside 《》 or 〔〕 is not read at all.
Lexed lex(const Language& language, std::u32string_view text, Range range);

// A deadline as docs/formats/plan-json.md writes it, and the last day it allows.
struct Deadline {
  std::string text;  // "2024-12-31", "2016-03", "2020"; "" none
  std::string due;   // full ISO date
};

// `context_year` stands in for a year that is not printed; `many_years`: the document plans for more than one year.
Deadline deadline_of(const DateMention& date, int context_year, bool many_years);

}  // namespace bihuan::plans
