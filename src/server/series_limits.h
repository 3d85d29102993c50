// src/server/series_limits.h - by what the single values of a series are judged: classes of surface water (GB 3838) at
// rivers and lakes, levels of the index (HJ 633) at ambient air stations; and what each value of a window is.
//
// The class of one value is no assessment of the section, and the level of one item is not the AQI: those come from
// standards/. What no standard covers is said in a sentence. Each day is judged by the edition in force on it.
#pragma once
#include <string_view>

#include "records/actor.h"
#include "server/observation_desk.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct SeriesLimits;
}  // namespace api

// The limits in the unit of the series. Judged are values that are not invalid, where the window is not thinned.
// Source: GB 3838-2002 表1, 5.1; HJ 633-2012 表1, 表4; HJ 633-2026 表3, 表4, 表5
// Errors: those of ObservationDesk::values; of the knowledge
Result<api::SeriesLimits> series_limits(Office& office, const records::Actor& actor, std::string_view series,
                                        const ValueWindow& window);

}  // namespace bihuan::server
