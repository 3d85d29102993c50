// src/server/series_limits_api.h - limits of a series as described structs. Included by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "server/observation_api.h"

namespace bihuan::server::api {

struct LimitLine {
  std::string name;       // Ⅲ, or Ⅰ、Ⅱ where the two share it; 优 ...
  std::int64_t rank = 0;  // 1 the best
  Decimal bound;          // in the unit of the series; equal values keep it
  std::string side;       // at_most, at_least
};
BOOST_DESCRIBE_STRUCT(LimitLine, (), (name, rank, bound, side))

// What holds for a stretch of days.
struct LimitStage {
  Date from, until;              // both inside
  std::string scale;             // water_class, air_level
  std::string standard, clause;  // GB 3838-2002, 表1 第8项
  std::string note;              // 湖库, 全国实时发布
  std::vector<LimitLine> lines;  // from the best to the worst
};
BOOST_DESCRIBE_STRUCT(LimitStage, (), (from, until, scale, standard, clause, note, lines))

struct JudgedValue {
  Instant time;                     // the label; of a period its begin
  std::int64_t rank = 0;            // 1 to 6: the official colour
  std::string name;                 // Ⅲ, 良
  std::optional<Decimal> compared;  // what was held against the limits, in the unit of the series
};
BOOST_DESCRIBE_STRUCT(JudgedValue, (), (time, rank, name, compared))

// A period that has no class and no level.
struct NotJudged {
  Instant time;  // its begin
  std::string why;
};
BOOST_DESCRIBE_STRUCT(NotJudged, (), (time, why))

struct SeriesLimits {
  SeriesView about;
  std::string period;       // what was judged: hour, day, month, quarter, year; "" single values
  bool is_thinned = false;  // too many single values: none of them is judged
  std::string judged_by;    // of single values: the shortest period by which the series is judged
  std::vector<LimitStage> stages;
  std::vector<JudgedValue> judged;
  std::vector<NotJudged> not_judged;
  std::string not_covered;  // why there is no stage, or none for some days; ""
};
BOOST_DESCRIBE_STRUCT(SeriesLimits, (), (about, period, is_thinned, judged_by, stages, judged, not_judged, not_covered))

}  // namespace bihuan::server::api
