// src/assessment/reading.h - the reading of a target: what was measured against it, by what rule, and what is still
// allowed.
//
// Plain values, as they go to the store, the API and the page; reading_describe.h describes them for JSON.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/evaluation.h"
#include "base/decimal.h"
#include "base/time.h"
#include "standards/basis.h"

namespace bihuan::assessment {

using standards::Basis;
using standards::Compliance;

// A target's answer. While the year runs it is never kMet: a mean of the whole year can still fail.
enum class Verdict {
  kMet,               // the year is over and the target is kept
  kOnTrack,           // enough sections count so far, none of them close to its limit
  kAtRisk,            // too few count so far, or one that is needed is close to its limit
  kMissed,            // the year is over and it is not kept, or it can no longer be kept
  kInsufficientData,  // the data do not tell; `reason` says what is missing
};

std::string_view to_string(Verdict verdict);   // "met", "on_track" ...
std::string_view to_chinese(Verdict verdict);  // 完成, 进展正常 ...

// One item of one section over the period.
struct ParameterReading {
  std::string key;
  std::string name;
  std::string unit;
  Decimal mean;               // to two more decimals than the rounded one, for display
  Decimal rounded;            // what was compared with the limits
  std::string quality_class;  // Ⅰ .. 劣Ⅴ; "class" in JSON
  Decimal class3_limit;
  std::optional<Decimal> multiple;  // over class III; none where it is kept, and for pH and dissolved oxygen
  int decimals = 0;
  int readings_had = 0;
  int readings_used = 0;
};

struct MonthReading {
  int month = 0;
  std::string quality_class;  // "class" in JSON
  std::string deciding;       // names of the items that decide it: 总磷、溶解氧; "" in class I
};

struct SectionReading {
  std::string name;
  std::string river;                                   // 所在水体
  std::string water_body;                              // 河流, 湖库
  std::string exam_level;                              // 国考, 省考
  std::string target_class;                            // "" where the table gives none
  std::string quality_class;                           // "" where it cannot be evaluated; "class" in JSON
  std::string level;                                   // 良好
  std::string colour;                                  // 绿色
  Compliance compliance = Compliance::kNotAssessable;  // does it count for the target
  int months_wanted = 0;
  int months_had = 0;
  int months_used = 0;
  std::string main_pollutants;  // 总磷(0.2); "" in class I to III
  std::string deciding;         // names of the items that decide the class
  bool is_near_limit = false;   // counts, but an item is close to its class III limit
  std::string reason;           // Chinese; "" where all is well
  std::vector<ParameterReading> parameters;
  std::vector<MonthReading> monthly;
  std::string cells;  // where the readings stand: 工作表「1月」至「9月」共9张，各第5行
};

struct Reading {
  std::string target_id;       // of a target, or of an end whose value stands in another document
  std::string indicator;       // id: "water.good-share"
  std::string indicator_name;  // 地表水断面优良比例
  Verdict verdict = Verdict::kInsufficientData;
  Compliance compliance = Compliance::kNotAssessable;  // for the period that was evaluated, year over or not
  std::optional<Decimal> value;                        // the share in `unit`, at the decimals of the target
  std::string unit;                                    // "%"
  std::string comparator;                              // ">="
  std::optional<Decimal> limit;                        // of the target, as printed
  std::string object;                                  // what is counted: 个断面, 个水源; "" where nothing is
  std::int64_t have = 0;                               // those that count
  std::int64_t needed = 0;                             // that must count; of days: over the whole year
  std::int64_t whole = 0;                              // all of the target; of days: those that had valid data
  std::int64_t allowed_failures = 0;                   // further ones that may fail; negative: so many must improve
  std::string statement;                               // the arithmetic: 7个断面的85.7%＝6个
  std::string sentence;                                // all of it in Chinese
  std::string reason;                                  // why there is no verdict; "" otherwise
  Date as_of;                                          // the day that was asked for
  Date period_from;
  Date period_to;         // the last day
  bool is_state = false;  // of a register: how things stand on the last day, not what the period brought
  std::string source_file;
  std::string source_digest;            // SM3 of the workbook
  std::vector<SectionReading> members;  // by the order of the plan's list, then of the workbook
  std::vector<EvaluationTable> tables;  // of other kinds: what the figure was made of
  Basis basis;

  // Has it no answer, though the plan gives a number? An end whose value stands elsewhere is answered by its value.
  bool is_open() const { return verdict == Verdict::kInsufficientData && (limit || !value); }
};

}  // namespace bihuan::assessment
