// src/server/internal/limit_scales.h - which standard judges a series, as what: an item of GB 3838, or an edition of HJ
// 633. Included by .cc files only.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "records/sites.h"
#include "server/office.h"
#include "server/series_limits_api.h"
#include "standards/air_rules.h"
#include "standards/surface_water_rules.h"

namespace bihuan::server::internal {

struct SiteStandard {
  bool is_air = false;                       // else surface water
  std::optional<standards::WaterBody> body;  // of surface water; none of a source: river or lake is not known
};
// Errors: kNotCovered with the sentence that says why
Result<SiteStandard> standard_of(const records::Site* site, const api::SeriesView& about);

// An item of GB 3838 table 1, as the series has it.
struct WaterScale {
  api::LimitStage stage;  // without its days
  standards::SurfaceWaterRules rules;
  std::string key;
  standards::WaterBody body = standards::WaterBody::kRiver;
  Unit own = Unit::kNone, series = Unit::kNone;
};
// Errors: kNotCovered  the standard does not have it, or not of this water; kInvalidInput of units
Result<WaterScale> water_scale(const Office& office, const api::SeriesView& about,
                               std::optional<standards::WaterBody> body, Date on);

// An edition of HJ 633, for hours or for days.
struct AirScale {
  api::LimitStage stage;  // with its days
  standards::AirRules rules;
  const standards::AirProfile& profile() const { return *rules.profile(profile_id); }
  std::string profile_id;
  standards::Pollutant pollutant = standards::Pollutant::kSo2;
  std::string table;
  Unit own = Unit::kNone, series = Unit::kNone;
};
// The editions in force from `first` to `last`, the oldest first; `averaging`: what is judged, hour or day. Days before
// the oldest edition are left out, and are an error: `scales` then has the others.
Status add_air_scales(const Office& office, const api::SeriesView& about, std::string_view averaging, Date first,
                      Date last, std::vector<AirScale>& scales);

}  // namespace bihuan::server::internal
