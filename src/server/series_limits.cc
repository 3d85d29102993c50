#include "server/series_limits.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "observations/sampling.h"
#include "server/internal/limit_scales.h"
#include "server/observation_room.h"
#include "standards/air_quality_index.h"
#include "standards/surface_water.h"

namespace bihuan::server {
namespace {

using internal::AirScale;
using internal::SiteStandard;
using internal::WaterScale;

struct Ranked {
  std::int64_t rank = 0;
  std::string name;
};

// A stage with what judges a value in the unit of the series; an error where the rule is silent on it.
struct LimitScale {
  api::LimitStage stage;
  std::function<Result<Ranked>(Decimal)> judge;
};

LimitScale judging(WaterScale water) {
  LimitScale scale{water.stage, {}};
  scale.judge = [water = std::move(water)](Decimal value) -> Result<Ranked> {
    BIHUAN_TRY(const Quantity compared, convert({value, water.series}, water.own));
    BIHUAN_TRY(const standards::WaterClass found,
               standards::parameter_class(water.rules, water.key, water.body, compared.value));
    return Ranked{static_cast<std::int64_t>(found), std::string(to_string(found))};
  };
  return scale;
}

LimitScale judging(AirScale air) {
  LimitScale scale{air.stage, {}};
  scale.judge = [air = std::move(air)](Decimal value) -> Result<Ranked> {
    BIHUAN_TRY(const Quantity compared, convert({value, air.series}, air.own));
    BIHUAN_TRY(const int index, standards::individual_index(air.rules, air.table, compared));
    return Ranked{air.rules.level_number(index), air.rules.level(index).category};
  };
  return scale;
}

Status add_scales(const Office& office, const api::SeriesView& about, const SiteStandard& standard, Date first,
                  Date last, std::vector<LimitScale>& scales) {
  if (!standard.is_air) {
    BIHUAN_TRY(WaterScale water, internal::water_scale(office, about, standard.body, last));
    water.stage.from = first;
    water.stage.until = last;
    scales.push_back(judging(std::move(water)));
    return {};
  }
  if (about.averaging != "hour" && about.averaging != "day")
    return fail(Code::kNotCovered, "空气质量分指数只有小时和日的，没有" + about.averaging_name + "的", about.averaging);
  std::vector<AirScale> editions;
  const Status found = internal::add_air_scales(office, about, about.averaging, first, last, editions);
  for (AirScale& one : editions) scales.push_back(judging(std::move(one)));
  return found;
}

void judge_values(const std::vector<api::ObservedValue>& values, observations::Label label,
                  const std::vector<LimitScale>& scales, std::vector<api::JudgedValue>& judged) {
  for (const api::ObservedValue& one : values) {
    if (!one.value || one.verdict == "invalid") continue;
    const Date day = observations::sampled_on(one.time, label);
    for (const LimitScale& scale : scales) {
      if (day < scale.stage.from || day > scale.stage.until) continue;
      const Result<Ranked> ranked = scale.judge(*one.value);
      if (ranked.has_value()) judged.push_back({one.time, ranked->rank, ranked->name, one.value});
    }
  }
}

// The shortest period by which series_period_limits() judges such a series; "" none.
std::string judged_by(const api::SeriesView& about, const SiteStandard& standard) {
  if (!standard.is_air) return standard.body && about.averaging != "month" && about.averaging != "year" ? "month" : "";
  if (about.averaging == "hour") return "day";
  return about.averaging == "minute" || about.averaging == "ten_minutes" ? "hour" : "";
}

}  // namespace

Result<api::SeriesLimits> series_limits(Office& office, const records::Actor& actor, std::string_view series,
                                        const ValueWindow& window) {
  BIHUAN_TRY(const api::SeriesValues values, ObservationDesk(office, actor).values(series, window));
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office));
  api::SeriesLimits limits;
  limits.about = values.about;
  limits.is_thinned = values.is_thinned;
  std::vector<LimitScale> scales;
  const Date first = to_date(values.from), last = std::max(first, to_date(Instant{values.until.seconds - 1}));
  const Result<SiteStandard> standard = internal::standard_of(names.site(values.about.home_site), values.about);
  Status found;
  if (standard.has_value()) {
    limits.judged_by = judged_by(values.about, *standard);
    found = add_scales(office, values.about, *standard, first, last, scales);
  } else {
    found = std::unexpected(standard.error());
  }
  BIHUAN_CHECK(note_not_covered(found, limits));
  judge_values(values.values, label_of(values.about), scales, limits.judged);
  for (LimitScale& scale : scales) limits.stages.push_back(std::move(scale.stage));
  return limits;
}

Status note_not_covered(const Status& found, api::SeriesLimits& limits) {
  if (found.has_value()) return {};
  const Code code = found.error().code;
  if (code != Code::kNotCovered && code != Code::kInvalidInput) return std::unexpected(found.error());
  limits.not_covered = found.error().message;
  return {};
}

observations::Label label_of(const api::SeriesView& about) {
  return about.label == "end" ? observations::Label::kEnd : observations::Label::kBeginning;
}

}  // namespace bihuan::server
