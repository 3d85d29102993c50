#include "server/internal/limit_scales.h"

#include <algorithm>
#include <utility>

#include "server/observation_room.h"

namespace bihuan::server::internal {
namespace {

using standards::WaterBody;
using standards::WaterClass;

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

Result<AirScale> air_scale(const Office& office, const api::SeriesView& about, std::string_view averaging, Date on) {
  const std::vector<std::string> words = words_for(office, about);
  const auto pollutant = std::ranges::find_if(
      standards::kAllPollutants, [&](standards::Pollutant one) { return has_word(words, standards::symbol(one)); });
  if (pollutant == standards::kAllPollutants.end())
    return fail(Code::kNotCovered, "空气质量分指数没有“" + about.factor_name + "”", about.factor);
  AirScale air;
  BIHUAN_TRY(air.rules, standards::load_air_rules(office.evaluation_knowledge, on));
  air.pollutant = *pollutant;
  air.profile_id = averaging == "hour" ? "national-feed" : "hj633-daily";
  const standards::AirProfile* profile = air.rules.profile(air.profile_id);
  if (profile == nullptr) return fail(Code::kNotCovered, air.rules.index_id + "没有这种报告", about.averaging);
  const standards::BreakPointTable& table = air.rules.tables[profile->table[index_of(*pollutant)]];
  air.table = table.id;
  air.own = table.unit;
  BIHUAN_TRY(air.series, unit_of_series(about.unit));
  air.stage.from = air.rules.valid_from;
  air.stage.scale = "air_level";
  air.stage.standard = air.rules.index_id;
  air.stage.clause = profile->clause;
  // The note of the daily report is on ozone.
  const bool has_note = !profile->note.empty() && (averaging == "hour" || table.period != "24h");
  air.stage.note = has_note ? profile->name + "，" + profile->note : profile->name;
  if (averaging == "day" && table.period != "24h") {
    const std::string largest = "日最大" + table.period.substr(0, table.period.size() - 1) + "小时平均";
    if (about.averaging == "day")
      return fail(Code::kNotCovered, about.factor_name + "的日评价用" + largest + "，不是日平均", about.averaging);
    air.stage.note = largest + "，" + air.stage.note;
  }
  for (std::size_t level = 0; level < air.rules.levels.size(); ++level) {
    const auto point = std::ranges::find(table.index, air.rules.levels[level].upper);
    if (air.rules.levels[level].upper == 0 || point == table.index.end()) continue;
    const Decimal printed = table.concentration[static_cast<std::size_t>(point - table.index.begin())];
    BIHUAN_TRY(const Quantity bound, convert({printed, table.unit}, air.series));
    air.stage.lines.push_back(
        {air.rules.levels[level].category, static_cast<std::int64_t>(level) + 1, bound.value, "at_most"});
  }
  return air;
}

}  // namespace

Result<SiteStandard> standard_of(const records::Site* site, const api::SeriesView& about) {
  using records::SiteKind;
  if (site == nullptr) return fail(Code::kNotCovered, "点位没有登记，不知道按哪一个标准", about.site);
  switch (site->kind) {
    case SiteKind::kAirStation:
      return SiteStandard{true, std::nullopt};
    case SiteKind::kRiverSection:
      return SiteStandard{false, WaterBody::kRiver};
    case SiteKind::kLake:
      return SiteStandard{false, WaterBody::kLake};
    case SiteKind::kSource:
      return SiteStandard{false, std::nullopt};
    default:
      return fail(Code::kNotCovered,
                  std::string(to_chinese(site->kind)) + "的值不逐个判类别：这里只判地表水类别和空气质量分指数的级别",
                  about.site);
  }
}

Result<WaterScale> water_scale(const Office& office, const api::SeriesView& about, std::optional<WaterBody> body,
                               Date on) {
  WaterScale scale;
  BIHUAN_TRY(scale.rules, standards::load_surface_water_rules(office.evaluation_knowledge, on));
  const std::vector<std::string> words = words_for(office, about);
  const auto item = std::ranges::find_if(scale.rules.parameters, [&](const standards::WaterParameter& one) {
    return std::ranges::any_of(one.names, [&](const std::string& name) { return has_word(words, name); });
  });
  if (item == scale.rules.parameters.end())
    return fail(Code::kNotCovered, scale.rules.standard + "表1没有“" + about.factor_name + "”", about.factor);
  if (!body && (item->is_lake_only || item->limits != item->lake_limits)) {
    return fail(Code::kNotCovered,
                about.factor_name + "的限值河流与湖库不同，水源地没有登记是哪一种：登记为河流断面或湖库点位的才判类别",
                about.site);
  }
  scale.key = item->key;
  scale.body = body.value_or(WaterBody::kRiver);
  if (item->is_lake_only && scale.body == WaterBody::kRiver)
    return fail(Code::kNotCovered, scale.rules.standard + "的" + about.factor_name + "限值只用于湖库", about.factor);
  BIHUAN_TRY(scale.own, parse_unit(item->unit));
  BIHUAN_TRY(scale.series, unit_of_series(about.unit));
  scale.stage.scale = "water_class";
  scale.stage.standard = scale.rules.standard;
  scale.stage.clause = item->clause;
  scale.stage.note = body ? std::string(to_string(scale.body)) : "";
  BIHUAN_CHECK(add_water_lines(*item, scale.body, scale.own, scale.series, scale.stage.lines));
  return scale;
}

Status add_air_scales(const Office& office, const api::SeriesView& about, std::string_view averaging, Date first,
                      Date last, std::vector<AirScale>& scales) {
  for (Date day = last;;) {
    Result<AirScale> air = air_scale(office, about, averaging, day);
    if (!air.has_value()) return std::unexpected(air.error());
    const Date begins = air->stage.from;
    air->stage.from = std::max(first, begins);
    air->stage.until = day;
    scales.insert(scales.begin(), std::move(*air));
    if (begins <= first) return {};
    day = begins - 1;
  }
}

}  // namespace bihuan::server::internal
