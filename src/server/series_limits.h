// src/server/series_limits.h - by what a series is judged: classes of surface water (GB 3838) at rivers and lakes,
// levels of the index (HJ 633) at ambient air stations; and what each value, or each period, of a window is.
//
// The class of one item is no assessment of the section, and the level of one item is not the AQI: those come from
// standards/. What no standard covers is said in a sentence. Each day is judged by the edition in force on it.
#pragma once
#include <string_view>

#include "observations/series.h"
#include "records/actor.h"
#include "server/observation_desk.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct SeriesLimits;
struct SeriesView;
}  // namespace api

// The limits in the unit of the series. Judged are values that are not invalid, where the window is not thinned.
// Source: GB 3838-2002 表1, 5.1; HJ 633-2012 表1, 表4; HJ 633-2026 表3, 表4, 表5
// Errors: those of ObservationDesk::values; of the knowledge
Result<api::SeriesLimits> series_limits(Office& office, const records::Actor& actor, std::string_view series,
                                        const ValueWindow& window);

// The same of hours, days, months, quarters or years of the window (`kind`, as of ObservationDesk::rollups). Only a
// period that is over and has enough valid data is judged; of the others it is said what they lack.
// * Surface water: the mean of a month, of a quarter or of a year of months, by the rules of a section's item. How much
// data
//   the month of an automatic station needs is not known to the knowledge: it is judged where nothing lacks.
// * Air: the day of a series of hours, of ozone by the largest 8-hour mean; the hour of a series of minutes where none
// lacks. Source: 环办〔2011〕22号 一（二）; GB 3838-2002 表1; GB 3095-2012 6.4; GB 3095-2026 6.4; HJ 663-2013 6.1.2; HJ
// 633-2012 表3 Errors: those of ObservationDesk::rollups; kInvalidInput  more than 200,000 values; of the knowledge
Result<api::SeriesLimits> series_period_limits(Office& office, const records::Actor& actor, std::string_view series,
                                               std::string_view kind, const ValueWindow& window);

// For both: what the rule does not cover stands in the answer, any other error is one.
Status note_not_covered(const Status& found, api::SeriesLimits& limits);
observations::Label label_of(const api::SeriesView& about);

}  // namespace bihuan::server
