#include "server/series_limits.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "observations/sampling.h"
#include "server/observation_room.h"
#include "server/series_limits_api.h"
#include "standards/air_quality_index.h"
#include "standards/surface_water.h"

namespace bihuan::server {
namespace {

using standards::WaterBody;
using standards::WaterClass;

struct Ranked {
  std::int64_t rank = 0;
  std::string name;
};

// A stage with what judges a value in the unit of the series; an error where the rule is silent on it.
struct LimitScale {
  api::LimitStage stage;
  std::function<Result<Ranked>(Decimal)> judge;
};

Result<Unit> unit_of_series(const std::string& text) {
  if (text.empty()) return Unit::kNone;
  return parse_unit(text);
}

// All words for a factor: of sheets, and its own name.
std::vector<std::string> words_for(const Office& office, const api::SeriesView& about) {
  std::vector<std::string> words{about.factor_name};
  for (const observations::ImportFactor& factor : office.observations->words().factors) {
    if (factor.code == about.factor) words.insert(words.end(), factor.names.begin(), factor.names.end());
  }
  return words;
}

bool has_word(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

// --- surface water ---------------------------------------------------------------------------------------------------

Status add_water_lines(const standards::WaterParameter& item, WaterBody body, Unit from, Unit to,
                       std::vector<api::LimitLine>& lines) {
  if (item.direction == standards::LimitDirection::kWithin) {
    BIHUAN_TRY(const Quantity low, convert({item.low, from}, to));
    BIHUAN_TRY(const Quantity high, convert({item.high, from}, to));
    lines.push_back({"Ⅰ—Ⅴ", 1, low.value, "at_least"});
    lines.push_back({"Ⅰ—Ⅴ", 1, high.value, "at_most"});
    return {};
  }
  const bool is_least = item.direction == standards::LimitDirection::kAtLeast;
  for (int rank = 1; rank <= 5; ++rank) {
    const auto water_class = static_cast<WaterClass>(rank);
    BIHUAN_TRY(const Quantity bound, convert({item.limit(body, water_class), from}, to));
    if (!lines.empty() && lines.back().bound == bound.value) {
      lines.back().name += "、" + std::string(to_string(water_class));
      continue;
    }
    lines.push_back({std::string(to_string(water_class)), rank, bound.value, is_least ? "at_least" : "at_most"});
  }
  return {};
}

Result<LimitScale> water_scale(const Office& office, const api::SeriesView& about, std::optional<WaterBody> body,
                               Date on) {
  BIHUAN_TRY(standards::SurfaceWaterRules rules, standards::load_surface_water_rules(office.evaluation_knowledge, on));
  const std::vector<std::string> words = words_for(office, about);
  const auto item = std::ranges::find_if(rules.parameters, [&](const standards::WaterParameter& one) {
    return std::ranges::any_of(one.names, [&](const std::string& name) { return has_word(words, name); });
  });
  if (item == rules.parameters.end())
    return fail(Code::kNotCovered, rules.standard + "表1没有“" + about.factor_name + "”", about.factor);
  if (!body && (item->is_lake_only || item->limits != item->lake_limits)) {
    return fail(Code::kNotCovered,
                about.factor_name + "的限值河流与湖库不同，水源地没有登记是哪一种：登记为河流断面或湖库点位的才判类别",
                about.site);
  }
  const WaterBody used = body.value_or(WaterBody::kRiver);
  if (item->is_lake_only && used == WaterBody::kRiver)
    return fail(Code::kNotCovered, rules.standard + "的" + about.factor_name + "限值只用于湖库", about.factor);
  BIHUAN_TRY(const Unit own, parse_unit(item->unit));
  BIHUAN_TRY(const Unit series, unit_of_series(about.unit));
  LimitScale scale;
  scale.stage.scale = "water_class";
  scale.stage.standard = rules.standard;
  scale.stage.clause = item->clause;
  scale.stage.note = body ? std::string(to_string(used)) : "";
  BIHUAN_CHECK(add_water_lines(*item, used, own, series, scale.stage.lines));
  scale.judge = [rules = std::move(rules), key = item->key, used, own, series](Decimal value) -> Result<Ranked> {
    BIHUAN_TRY(const Quantity compared, convert({value, series}, own));
    BIHUAN_TRY(const WaterClass water_class, standards::parameter_class(rules, key, used, compared.value));
    return Ranked{static_cast<std::int64_t>(water_class), std::string(to_string(water_class))};
  };
  return scale;
}

// --- ambient air -----------------------------------------------------------------------------------------------------

struct AirScale {
  LimitScale scale;
  Date from;
  std::optional<Date> until;  // of the edition
};

Result<AirScale> air_scale(const Office& office, const api::SeriesView& about, Date on) {
  const std::vector<std::string> words = words_for(office, about);
  const auto pollutant = std::ranges::find_if(
      standards::kAllPollutants, [&](standards::Pollutant one) { return has_word(words, standards::symbol(one)); });
  if (pollutant == standards::kAllPollutants.end())
    return fail(Code::kNotCovered, "空气质量分指数没有“" + about.factor_name + "”", about.factor);
  if (about.averaging != "hour" && about.averaging != "day")
    return fail(Code::kNotCovered, "空气质量分指数只有小时和日的，没有" + about.averaging_name + "的", about.averaging);
  BIHUAN_TRY(standards::AirRules rules, standards::load_air_rules(office.evaluation_knowledge, on));
  const standards::AirProfile* profile = rules.profile(about.averaging == "hour" ? "national-feed" : "hj633-daily");
  if (profile == nullptr) return fail(Code::kNotCovered, rules.index_id + "没有这种报告", about.averaging);
  const standards::BreakPointTable& table = rules.tables[profile->table[index_of(*pollutant)]];
  if (about.averaging == "day" && table.period != "24h") {
    return fail(Code::kNotCovered,
                about.factor_name + "的日评价用日最大" + table.period.substr(0, table.period.size() - 1) +
                    "小时平均，不是日平均",
                about.averaging);
  }
  BIHUAN_TRY(const Unit series, unit_of_series(about.unit));
  AirScale air;
  air.from = rules.valid_from;
  air.until = rules.valid_to;
  api::LimitStage& stage = air.scale.stage;
  stage.scale = "air_level";
  stage.standard = rules.index_id;
  stage.clause = profile->clause;
  stage.note = profile->note.empty() ? profile->name : profile->name + "，" + profile->note;
  for (std::size_t level = 0; level < rules.levels.size(); ++level) {
    const auto point = std::ranges::find(table.index, rules.levels[level].upper);
    if (rules.levels[level].upper == 0 || point == table.index.end()) continue;
    const Decimal printed = table.concentration[static_cast<std::size_t>(point - table.index.begin())];
    BIHUAN_TRY(const Quantity bound, convert({printed, table.unit}, series));
    stage.lines.push_back({rules.levels[level].category, static_cast<std::int64_t>(level) + 1, bound.value, "at_most"});
  }
  air.scale.judge = [rules, id = table.id, unit = table.unit, series](Decimal value) -> Result<Ranked> {
    BIHUAN_TRY(const Quantity compared, convert({value, series}, unit));
    BIHUAN_TRY(const int index, standards::individual_index(rules, id, compared));
    return Ranked{rules.level_number(index), rules.level(index).category};
  };
  return air;
}

// The editions in force from `first` to `last`, the newest last. Days before the oldest edition are left out.
Status add_air_scales(const Office& office, const api::SeriesView& about, Date first, Date last,
                      std::vector<LimitScale>& scales) {
  for (Date day = last;;) {
    Result<AirScale> air = air_scale(office, about, day);
    if (!air.has_value()) return fail(air.error().code, air.error().message, air.error().where);
    air->scale.stage.from = std::max(first, air->from);
    air->scale.stage.until = day;
    scales.insert(scales.begin(), std::move(air->scale));
    if (air->from <= first) return {};
    day = air->from - 1;
  }
}

// --- a site ----------------------------------------------------------------------------------------------------------

Status add_scales(const Office& office, const api::SeriesView& about, const records::Site* site, Date first, Date last,
                  std::vector<LimitScale>& scales) {
  using records::SiteKind;
  if (site == nullptr) return fail(Code::kNotCovered, "点位没有登记，不知道按哪一个标准", about.site);
  std::optional<WaterBody> body;
  switch (site->kind) {
    case SiteKind::kAirStation:
      return add_air_scales(office, about, first, last, scales);
    case SiteKind::kRiverSection:
      body = WaterBody::kRiver;
      break;
    case SiteKind::kLake:
      body = WaterBody::kLake;
      break;
    case SiteKind::kSource:
      break;
    default:
      return fail(Code::kNotCovered,
                  std::string(to_chinese(site->kind)) + "的值不逐个判类别：这里只判地表水类别和空气质量分指数的级别",
                  about.site);
  }
  BIHUAN_TRY(LimitScale water, water_scale(office, about, body, last));
  water.stage.from = first;
  water.stage.until = last;
  scales.push_back(std::move(water));
  return {};
}

void judge_values(const std::vector<api::ObservedValue>& values, observations::Label label,
                  const std::vector<LimitScale>& scales, std::vector<api::JudgedValue>& judged) {
  for (const api::ObservedValue& one : values) {
    if (!one.value || one.verdict == "invalid") continue;
    const Date day = observations::sampled_on(one.time, label);
    for (const LimitScale& scale : scales) {
      if (day < scale.stage.from || day > scale.stage.until) continue;
      const Result<Ranked> ranked = scale.judge(*one.value);
      if (ranked.has_value()) judged.push_back({one.time, ranked->rank, ranked->name});
    }
  }
}

}  // namespace

Result<api::SeriesLimits> series_limits(Office& office, const records::Actor& actor, std::string_view series,
                                        const ValueWindow& window) {
  BIHUAN_TRY(const api::SeriesValues values, ObservationDesk(office, actor).values(series, window));
  BIHUAN_TRY(const SeriesNames names, SeriesNames::make(office));
  api::SeriesLimits limits;
  limits.about = values.about;
  std::vector<LimitScale> scales;
  const Date first = to_date(values.from), last = std::max(first, to_date(Instant{values.until.seconds - 1}));
  const Status found = add_scales(office, values.about, names.site(values.about.home_site), first, last, scales);
  if (!found.has_value()) {
    const Code code = found.error().code;
    if (code != Code::kNotCovered && code != Code::kInvalidInput)
      return fail(code, found.error().message, found.error().where);
    limits.not_covered = found.error().message;
  }
  const observations::Label label =
      values.about.label == "end" ? observations::Label::kEnd : observations::Label::kBeginning;
  judge_values(values.values, label, scales, limits.judged);
  for (LimitScale& scale : scales) limits.stages.push_back(std::move(scale.stage));
  return limits;
}

}  // namespace bihuan::server
