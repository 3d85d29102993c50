#include "standards/air_rules.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "standards/internal/index_interpolation.h"

namespace bihuan::standards {
namespace {

constexpr std::array<std::string_view, kPollutants> kKeys = {"so2", "no2", "pm10", "pm25", "co", "o3"};
constexpr std::array<std::string_view, kPollutants> kChinese = {"二氧化硫",        "二氧化氮", "颗粒物(PM10)",
                                                                "细颗粒物(PM2.5)", "一氧化碳", "臭氧"};
constexpr std::array<std::string_view, kPollutants> kSymbols = {"SO2", "NO2", "PM10", "PM2.5", "CO", "O3"};
constexpr std::array<std::string_view, 3> kParts = {"limits", "index", "statistics"};

// The head of one file.
struct Document {
  TomlTable file;
  KnowledgeText text;
  std::string id, title, part, edition, confidence;
  Date valid_from;
  std::optional<Date> valid_to;
};

Result<Document> read_document(const KnowledgeText& text) {
  BIHUAN_TRY(TomlTable file, parse_toml(text.text, "knowledge/" + text.name));
  BIHUAN_TRY(const TomlTable head, file.table("standard"));
  BIHUAN_CHECK(head.check_keys({"id", "part", "edition", "title", "issued", "valid_from", "valid_to", "supersedes",
                                "source", "evidence", "confidence", "reviewed"}));
  BIHUAN_TRY(std::string id, head.string("id"));
  BIHUAN_TRY(std::string title, head.string("title"));
  BIHUAN_TRY(std::string part, head.string("part"));
  BIHUAN_TRY(std::string edition, head.string("edition"));
  BIHUAN_TRY(std::string confidence, head.string("confidence"));
  BIHUAN_TRY(const Date from, head.date("valid_from"));
  BIHUAN_TRY(const std::optional<Date> to, head.optional_date("valid_to"));
  if (std::ranges::find(kParts, part) == kParts.end()) {
    return fail(Code::kInvalidInput, "part应为limits、index或statistics", head.where());
  }
  return Document{std::move(file),
                  text,
                  std::move(id),
                  std::move(title),
                  std::move(part),
                  std::move(edition),
                  std::move(confidence),
                  from,
                  to};
}

Result<std::vector<Document>> read_documents(std::span<const KnowledgeText> texts) {
  std::vector<Document> documents;
  for (const KnowledgeText& text : texts) {
    if (!text.name.starts_with("air/")) continue;
    BIHUAN_TRY(Document document, read_document(text));
    documents.push_back(std::move(document));
  }
  return documents;
}

// The clause of [section], kept under its name. A section may stand on another document.
Status read_clause(AirRules& rules, const Document& document, const TomlTable& section, const std::string& name) {
  BIHUAN_TRY(const std::string id, section.string_or("document", document.id));
  BIHUAN_TRY(const std::string clause, section.string("clause"));
  BIHUAN_TRY(const std::string confidence, section.string_or("confidence", document.confidence));
  rules.clauses[name] = id + " " + clause;
  rules.confidence[name] = confidence;
  return {};
}

Result<int> small_integer(const TomlTable& table, std::string_view key, int least, int most) {
  BIHUAN_TRY(const std::int64_t value, table.integer(key));
  if (value < least || value > most) {
    return fail(Code::kInvalidInput,
                std::string(key) + "应为" + std::to_string(least) + "至" + std::to_string(most) + "的整数",
                table.where());
  }
  return static_cast<int>(value);
}

Result<Pollutant> pollutant_of(const TomlTable& table) {
  BIHUAN_TRY(const std::string key, table.string("pollutant"));
  const Result<Pollutant> pollutant = parse_pollutant(key);
  if (!pollutant) return fail(Code::kInvalidInput, pollutant.error().message, table.where());
  return *pollutant;
}

// ---- GB 3095 --------------------------------------------------------------------------------------------------------

Result<std::optional<std::array<Decimal, 2>>> read_pair(const TomlTable& table, std::string_view key) {
  if (!table.has(key)) return std::nullopt;
  BIHUAN_TRY(const std::vector<Decimal> pair, table.decimals(key));
  if (pair.size() != 2 || pair[0].is_negative() || pair[0].is_zero() || pair[0] > pair[1]) {
    return fail(Code::kInvalidInput, std::string(key) + "应为一级、二级两个限值，二级不小于一级", table.where());
  }
  return std::array<Decimal, 2>{pair[0], pair[1]};
}

Status choose_phase(const TomlTable& file, std::optional<Date> on, AirRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> phases, file.tables("phase"));
  std::optional<Date> last;
  Date first;
  for (const TomlTable& phase : phases) {
    BIHUAN_TRY(const Date from, phase.date("valid_from"));
    BIHUAN_TRY(const std::optional<Date> to, phase.optional_date("valid_to"));
    const bool fits = on && *on >= from && (!to || *on <= *to);
    if (!rules.phase_id.empty() && !fits) continue;
    BIHUAN_TRY(rules.phase_id, phase.string("id"));
    BIHUAN_TRY(rules.phase_name, phase.string("name"));
    first = from;
    last = to;
  }
  rules.valid_from = std::max(rules.valid_from, first);
  if (last) rules.valid_to = rules.valid_to ? std::min(*rules.valid_to, *last) : *last;
  if (rules.phase_id.empty()) return fail(Code::kInvalidInput, "应至少有一个[[phase]]", file.where());
  return {};
}

Status read_limits(const Document& document, std::optional<Date> on, AirRules& rules) {
  const TomlTable& file = document.file;
  BIHUAN_CHECK(file.check_keys(
      {"standard", "table1", "phases", "phase", "limit", "other_limit", "validity", "state", "not_covered"}));
  BIHUAN_CHECK(choose_phase(file, on, rules));
  BIHUAN_TRY(const TomlTable table1, file.table("table1"));
  BIHUAN_CHECK(read_clause(rules, document, table1, "limits"));
  BIHUAN_TRY(const std::vector<TomlTable> limits, file.tables("limit"));
  PerPollutant<bool> seen{};
  for (const TomlTable& table : limits) {
    BIHUAN_CHECK(table.check_keys({"pollutant", "phase", "unit", "annual", "24h", "mda8", "1h"}));
    BIHUAN_TRY(const Pollutant pollutant, pollutant_of(table));
    BIHUAN_TRY(const std::string phase, table.string("phase"));
    if (phase != rules.phase_id) continue;
    if (std::exchange(seen[index_of(pollutant)], true)) {
      return fail(Code::kInvalidInput, std::string(symbol(pollutant)) + "的限值出现两次", table.where());
    }
    BIHUAN_TRY(const std::string unit, table.string("unit"));
    BIHUAN_TRY(rules.units[index_of(pollutant)], parse_unit(unit));
    AirLimits& own = rules.limits[index_of(pollutant)];
    BIHUAN_TRY(own.annual, read_pair(table, "annual"));
    BIHUAN_TRY(own.day, read_pair(table, table.has("mda8") ? "mda8" : "24h"));
    BIHUAN_TRY(own.hour, read_pair(table, "1h"));
    if (!own.day) return fail(Code::kInvalidInput, "缺少24h或mda8限值", table.where());
  }
  for (const Pollutant pollutant : kAllPollutants) {
    if (!seen[index_of(pollutant)]) {
      return fail(Code::kInvalidInput, std::string(symbol(pollutant)) + "没有" + rules.phase_name, file.where());
    }
  }
  BIHUAN_TRY(const TomlTable validity, file.table("validity"));
  BIHUAN_CHECK(read_clause(rules, document, validity, "validity"));
  BIHUAN_TRY(rules.day_hours, small_integer(validity, "day_hours", 1, 24));
  BIHUAN_TRY(rules.window_hours, small_integer(validity, "window_hours", 1, 8));
  BIHUAN_TRY(rules.year_days, small_integer(validity, "year_days", 1, 366));
  BIHUAN_TRY(rules.month_days, small_integer(validity, "month_days", 1, 31));
  BIHUAN_TRY(rules.february_days, small_integer(validity, "february_days", 1, 29));
  return {};
}

// ---- HJ 633 ---------------------------------------------------------------------------------------------------------

Status read_beyond(const TomlTable& table, BreakPointTable& out) {
  BIHUAN_TRY(const std::string beyond, table.string("beyond"));
  const Result<Decimal> index = parse_decimal(beyond);
  if (!index) {
    out.beyond_table = beyond;
    return {};
  }
  if (index->places() != 0 || *index < Decimal(out.index.back()) || *index > Decimal(500)) {
    return fail(Code::kInvalidInput, "beyond应为不小于末点分指数、不大于500的整数，或另一个表", table.where());
  }
  out.beyond_index = static_cast<int>(index->mantissa());
  return {};
}

Result<BreakPointTable> read_break_points(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "pollutant", "period", "unit", "index", "concentration", "beyond"}));
  BreakPointTable out;
  BIHUAN_TRY(out.id, table.string("id"));
  BIHUAN_TRY(out.pollutant, pollutant_of(table));
  BIHUAN_TRY(out.period, table.string("period"));
  BIHUAN_TRY(const std::string unit, table.string("unit"));
  BIHUAN_TRY(out.unit, parse_unit(unit));
  BIHUAN_TRY(const std::vector<std::int64_t> index, table.integers("index"));
  for (const std::int64_t i : index) out.index.push_back(static_cast<int>(std::clamp<std::int64_t>(i, -1, 501)));
  BIHUAN_TRY(out.concentration, table.decimals("concentration"));
  const bool is_ascending = std::ranges::is_sorted(out.index, std::ranges::less_equal{}) &&
                            std::ranges::adjacent_find(out.index) == out.index.end() &&
                            std::ranges::is_sorted(out.concentration) &&
                            std::ranges::adjacent_find(out.concentration) == out.concentration.end();
  if (out.index.size() < 2 || out.index.size() != out.concentration.size() || !is_ascending || out.index.front() != 0 ||
      !out.concentration.front().is_zero() || out.index.back() > 500) {
    return fail(Code::kInvalidInput, "index与concentration应一样长，都从0起逐个增大，index不大于500", table.where());
  }
  BIHUAN_CHECK(read_beyond(table, out));
  return out;
}

Status read_levels(const Document& document, AirRules& rules) {
  BIHUAN_TRY(const TomlTable table, document.file.table("levels"));
  BIHUAN_CHECK(read_clause(rules, document, table, "levels"));
  BIHUAN_TRY(const std::vector<std::int64_t> upper, table.integers("upper"));
  std::array<std::vector<std::string>, 4> words;
  constexpr std::array<std::string_view, 4> kColumns = {"level", "category", "colour", "hex"};
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    BIHUAN_TRY(words[i], table.strings(kColumns[i]));
    if (words[i].size() != upper.size() + 1) {
      return fail(Code::kInvalidInput, std::string(kColumns[i]) + "应比upper多一个", table.where());
    }
  }
  if (!std::ranges::is_sorted(upper)) return fail(Code::kInvalidInput, "upper应逐个增大", table.where());
  for (std::size_t i = 0; i < words[0].size(); ++i) {
    rules.levels.push_back(
        {i < upper.size() ? static_cast<int>(upper[i]) : 0, words[0][i], words[1][i], words[2][i], words[3][i]});
  }
  return {};
}

Status read_profile(const Document& document, const std::string& section, AirRules& rules) {
  BIHUAN_TRY(const TomlTable table, document.file.table(section));
  BIHUAN_CHECK(read_clause(rules, document, table, section));
  AirProfile profile;
  BIHUAN_TRY(profile.id, table.string("id"));
  BIHUAN_TRY(profile.name, table.string("name"));
  BIHUAN_TRY(const std::string report, table.string("report"));
  profile.is_hourly = report == "hour";
  if (!profile.is_hourly && report != "day") return fail(Code::kInvalidInput, "report应为hour或day", table.where());
  BIHUAN_TRY(const std::vector<std::string> indicators, table.strings("indicators"));
  PerPollutant<bool> seen{};
  for (const std::string& id : indicators) {
    const BreakPointTable* points = rules.table(id);
    if (points == nullptr) return fail(Code::kInvalidInput, "没有分指数表“" + id + "”", table.where());
    profile.table[index_of(points->pollutant)] = static_cast<std::size_t>(points - rules.tables.data());
    seen[index_of(points->pollutant)] = true;
  }
  if (indicators.size() != kPollutants || !std::ranges::all_of(seen, std::identity{})) {
    return fail(Code::kInvalidInput, "indicators应为六项污染物各一个", table.where());
  }
  BIHUAN_TRY(const std::string accepts, table.string("accepts"));
  if (accepts == "any") {
    profile.accepts = Acceptance::kAny;
  } else if (accepts == "all") {
    profile.accepts = Acceptance::kAll;
  } else if (accepts == "all_or_above") {
    profile.accepts = Acceptance::kAllOrAbove;
  } else {
    return fail(Code::kInvalidInput, "accepts应为any、all或all_or_above", table.where());
  }
  profile.clause = rules.clauses[section];
  profile.confidence = rules.confidence[section];
  BIHUAN_TRY(profile.note, table.string_or("note", ""));
  rules.profiles.push_back(std::move(profile));
  return {};
}

Status read_index(const Document& document, AirRules& rules) {
  const TomlTable& file = document.file;
  BIHUAN_CHECK(file.check_keys({"standard", "table1", "table3", "break_points", "formula", "concentration_rounding",
                                "index_rounding", "aqi", "levels", "primary_pollutant", "exceeding_pollutant",
                                "completeness", "national_feed", "hj633_daily", "not_covered"}));
  BIHUAN_TRY(const TomlTable points, file.table(file.has("table1") ? "table1" : "table3"));
  BIHUAN_CHECK(read_clause(rules, document, points, "break_points"));
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("break_points"));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(BreakPointTable read, read_break_points(table));
    if (rules.table(read.id) != nullptr)
      return fail(Code::kInvalidInput, "分指数表出现两次：" + read.id, table.where());
    rules.tables.push_back(std::move(read));
  }
  for (const BreakPointTable& table : rules.tables) {
    if (!table.beyond_table.empty() && rules.table(table.beyond_table) == nullptr) {
      return fail(Code::kInvalidInput, table.id + "的beyond既不是整数也不是分指数表", file.where());
    }
  }
  for (const char* section : {"formula", "concentration_rounding", "index_rounding", "aqi", "completeness"}) {
    if (!file.has(section)) continue;
    BIHUAN_TRY(const TomlTable table, file.table(section));
    BIHUAN_CHECK(read_clause(rules, document, table, section));
    BIHUAN_TRY(rules.rounds_concentration, table.boolean_or("rounds_concentration", rules.rounds_concentration));
    BIHUAN_TRY(const std::string mode, table.string_or("mode", "up"));
    if (mode != "up") return fail(Code::kInvalidInput, "mode应为up", table.where());
  }
  BIHUAN_CHECK(read_levels(document, rules));
  BIHUAN_TRY(const TomlTable primary, file.table("primary_pollutant"));
  BIHUAN_CHECK(read_clause(rules, document, primary, "primary_pollutant"));
  BIHUAN_TRY(rules.primary_above, small_integer(primary, "above", 0, 500));
  if (file.has("exceeding_pollutant")) {
    BIHUAN_TRY(const TomlTable exceeding, file.table("exceeding_pollutant"));
    BIHUAN_CHECK(read_clause(rules, document, exceeding, "exceeding_pollutant"));
    BIHUAN_TRY(rules.exceeding_above, small_integer(exceeding, "above", 0, 500));
  }
  if (file.has("completeness")) {
    BIHUAN_TRY(const TomlTable completeness, file.table("completeness"));
    BIHUAN_TRY(rules.publish_above, small_integer(completeness, "above", 0, 500));
  }
  BIHUAN_CHECK(read_profile(document, "national_feed", rules));
  return read_profile(document, "hj633_daily", rules);
}

// ---- HJ 663 ---------------------------------------------------------------------------------------------------------

Status read_decimals(const TomlTable& table, AirRules& rules) {
  for (const Pollutant pollutant : kAllPollutants) {
    BIHUAN_TRY(rules.decimals[index_of(pollutant)], small_integer(table, to_string(pollutant), 0, 4));
  }
  BIHUAN_TRY(rules.multiple_decimals, small_integer(table, "multiple", 0, 6));
  BIHUAN_TRY(rules.rate_decimals, small_integer(table, "rate", 0, 6));
  return {};
}

Status read_annual_items(const TomlTable& file, AirRules& rules) {
  BIHUAN_TRY(const std::vector<TomlTable> items, file.tables("annual_item"));
  PerPollutant<bool> seen{};
  for (const TomlTable& table : items) {
    BIHUAN_CHECK(table.check_keys({"pollutant", "daily", "has_mean", "percentile"}));
    BIHUAN_TRY(const Pollutant pollutant, pollutant_of(table));
    AnnualItem& item = rules.annual_items[index_of(pollutant)];
    seen[index_of(pollutant)] = true;
    BIHUAN_TRY(const std::string daily, table.string("daily"));
    if (daily != "mean" && daily != "max_8h") return fail(Code::kInvalidInput, "daily应为mean或max_8h", table.where());
    item.is_max_8h = daily == "max_8h";
    BIHUAN_TRY(item.has_mean, table.boolean("has_mean"));
    BIHUAN_TRY(item.percentile, small_integer(table, "percentile", 1, 100));
    if (item.has_mean && !rules.limits[index_of(pollutant)].annual) {
      return fail(Code::kInvalidInput, std::string(symbol(pollutant)) + "没有年均限值", table.where());
    }
  }
  if (!std::ranges::all_of(seen, std::identity{})) {
    return fail(Code::kInvalidInput, "[[annual_item]]应为六项污染物各一个", file.where());
  }
  return {};
}

Status read_ozone_day(const TomlTable& table, AirRules& rules) {
  BIHUAN_TRY(rules.window_length, small_integer(table, "hours", 1, kMostWindowHours));
  BIHUAN_TRY(rules.first_end, small_integer(table, "first_end", rules.window_length, 24));
  BIHUAN_TRY(rules.last_end, small_integer(table, "last_end", rules.first_end, 24));
  BIHUAN_TRY(rules.least_windows, small_integer(table, "least_windows", 1, 24));
  BIHUAN_TRY(rules.keeps_above_limit, table.boolean("keeps_above_limit"));
  return {};
}

Result<PerPollutant<bool>> pollutants_in(const TomlTable& table, std::string_view key) {
  PerPollutant<bool> out{};
  BIHUAN_TRY(const std::vector<std::string> names, table.strings(key));
  for (const std::string& name : names) {
    BIHUAN_TRY(const Pollutant pollutant, parse_pollutant(name));
    out[index_of(pollutant)] = true;
  }
  return out;
}

Status read_composite(const TomlTable& table, AirRules& rules) {
  BIHUAN_TRY(rules.index_decimals, small_integer(table, "decimals", 0, 6));
  BIHUAN_TRY(const TomlTable weights, table.table("weights"));
  for (const Pollutant pollutant : kAllPollutants) {
    BIHUAN_TRY(rules.weights[index_of(pollutant)], small_integer(weights, to_string(pollutant), 0, 100));
  }
  BIHUAN_TRY(rules.is_mean_in_index, pollutants_in(table, "mean_of"));
  return {};
}

Status read_good_days(const TomlTable& table, AirRules& rules) {
  BIHUAN_TRY(rules.good_up_to, small_integer(table, "good_up_to", 0, 500));
  BIHUAN_TRY(rules.heavy_above, small_integer(table, "heavy_above", 0, 500));
  BIHUAN_TRY(rules.good_decimals, small_integer(table, "decimals", 0, 6));
  BIHUAN_TRY(const std::string valid_day, table.string("valid_day"));
  rules.counts_complete_days = valid_day == "complete";
  if (!rules.counts_complete_days && valid_day != "published") {
    return fail(Code::kInvalidInput, "valid_day应为complete或published", table.where());
  }
  return {};
}

Status read_city(const TomlTable& table, AirRules& rules) {
  BIHUAN_TRY(rules.city_share, table.decimal("share"));
  BIHUAN_TRY(rules.city_small_below, small_integer(table, "small_below", 0, 1000));
  BIHUAN_TRY(rules.city_small_share, table.decimal("small_share"));
  return {};
}

Status read_statistics(const Document& document, AirRules& rules) {
  const TomlTable& file = document.file;
  constexpr std::array<std::string_view, 11> kSections = {"decimals", "annual_items", "percentile",   "ozone_day",
                                                          "city",     "exceedance",   "annual_index", "composite_index",
                                                          "ranking",  "sand_dust",    "year_on_year"};
  BIHUAN_CHECK(file.check_keys({"standard", "document", "decimals", "annual_items", "annual_item", "percentile",
                                "ozone_day", "city", "exceedance", "annual_index", "composite_index", "ranking",
                                "sand_dust", "good_days", "year_on_year", "not_covered"}));
  std::map<std::string, TomlTable, std::less<>> sections;
  for (const std::string_view name : kSections) {
    BIHUAN_TRY(TomlTable section, file.table(name));
    BIHUAN_CHECK(read_clause(rules, document, section, std::string(name)));
    sections.emplace(name, std::move(section));
  }
  BIHUAN_TRY(const TomlTable good_days, file.table("good_days"));
  BIHUAN_CHECK(read_clause(rules, document, good_days, "good_days"));
  BIHUAN_CHECK(read_decimals(sections.at("decimals"), rules));
  BIHUAN_CHECK(read_annual_items(file, rules));
  BIHUAN_CHECK(read_ozone_day(sections.at("ozone_day"), rules));
  BIHUAN_CHECK(read_city(sections.at("city"), rules));
  BIHUAN_CHECK(read_composite(sections.at("composite_index"), rules));
  BIHUAN_TRY(rules.is_sand_dust_excluded, pollutants_in(sections.at("sand_dust"), "excludes"));
  BIHUAN_TRY(rules.change_decimals, small_integer(sections.at("year_on_year"), "decimals", 0, 6));
  return read_good_days(good_days, rules);
}

// ---- together -------------------------------------------------------------------------------------------------------

// The index at each whole step, so that daily values need no arithmetic.
Status compile_tables(AirRules& rules) {
  for (BreakPointTable& table : rules.tables) {
    if (table.unit != rules.units[index_of(table.pollutant)]) {
      return fail(Code::kInvalidInput, table.id + "的单位与GB 3095的限值不同", rules.index_id);
    }
    const int places = rules.decimals[index_of(table.pollutant)];
    const Decimal last = round_down(table.concentration.back(), places);
    for (std::int64_t step = 0; step <= last.mantissa(); ++step) {
      const std::optional<int> index =
          internal::interpolate_up(table.concentration, table.index, Decimal(step, places));
      table.by_step.push_back(static_cast<std::uint16_t>(index.value_or(0)));
    }
  }
  return {};
}

Result<AirRules> assemble(std::span<const Document> documents, std::string_view edition, std::optional<Date> on) {
  AirRules rules;
  rules.edition = std::string(edition);
  std::array<const Document*, 3> parts{};
  for (const Document& document : documents) {
    if (document.edition != edition) continue;
    const auto part = static_cast<std::size_t>(std::ranges::find(kParts, document.part) - kParts.begin());
    if (std::exchange(parts[part], &document) != nullptr) {
      return fail(Code::kInvalidInput, rules.edition + "版的" + document.part + "有两个文件", document.text.name);
    }
  }
  std::vector<KnowledgeText> texts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == nullptr) {
      return fail(Code::kNotFound, "缺少" + rules.edition + "版的知识文件（" + std::string(kParts[i]) + "）",
                  "knowledge/air");
    }
    texts.push_back(parts[i]->text);
    rules.valid_from = std::max(rules.valid_from, parts[i]->valid_from);
    if (parts[i]->valid_to) {
      rules.valid_to = rules.valid_to ? std::min(*rules.valid_to, *parts[i]->valid_to) : *parts[i]->valid_to;
    }
  }
  rules.digest = knowledge_digest(texts);
  rules.limits_id = parts[0]->id, rules.limits_title = parts[0]->title;
  rules.index_id = parts[1]->id, rules.index_title = parts[1]->title;
  rules.statistics_id = parts[2]->id, rules.statistics_title = parts[2]->title;
  BIHUAN_CHECK(read_limits(*parts[0], on, rules));
  BIHUAN_CHECK(read_index(*parts[1], rules));
  BIHUAN_CHECK(read_statistics(*parts[2], rules));
  BIHUAN_CHECK(compile_tables(rules));
  return rules;
}

}  // namespace

std::string_view to_string(Pollutant pollutant) { return kKeys[index_of(pollutant)]; }
std::string_view to_chinese(Pollutant pollutant) { return kChinese[index_of(pollutant)]; }
std::string_view symbol(Pollutant pollutant) { return kSymbols[index_of(pollutant)]; }

Result<Pollutant> parse_pollutant(std::string_view key) {
  const auto found = std::ranges::find(kKeys, key);
  if (found == kKeys.end()) {
    return fail(Code::kNotFound, "没有污染物“" + std::string(key) + "”；应为so2、no2、pm10、pm25、co、o3之一",
                std::string(key));
  }
  return kAllPollutants[static_cast<std::size_t>(found - kKeys.begin())];
}

const BreakPointTable* AirRules::table(std::string_view id) const {
  const auto found = std::ranges::find(tables, id, &BreakPointTable::id);
  return found == tables.end() ? nullptr : &*found;
}

const AirProfile* AirRules::profile(std::string_view id) const {
  const auto found = std::ranges::find(profiles, id, &AirProfile::id);
  return found == profiles.end() ? nullptr : &*found;
}

int AirRules::level_number(int index) const {
  const auto found =
      std::find_if(levels.begin(), levels.end() - 1, [&](const AirLevel& own) { return index <= own.upper; });
  return static_cast<int>(found - levels.begin()) + 1;
}

const AirLevel& AirRules::level(int index) const { return levels[static_cast<std::size_t>(level_number(index)) - 1]; }

Result<AirRules> load_air_rules(std::span<const KnowledgeText> texts, Date on) {
  BIHUAN_TRY(const std::vector<Document> documents, read_documents(texts));
  std::string spans;
  for (const Document& document : documents) {
    if (document.part != kParts[1]) continue;
    if (on >= document.valid_from && (!document.valid_to || on <= *document.valid_to)) {
      return assemble(documents, document.edition, on);
    }
    spans += "；" + document.id + "自" + to_string(document.valid_from);
    if (document.valid_to) spans += "至" + to_string(*document.valid_to);
  }
  if (documents.empty()) return fail(Code::kNotFound, "缺少环境空气的知识文件", "knowledge/air");
  return fail(Code::kNotCovered, "没有在" + to_string(on) + "有效的环境空气标准" + spans + "；可以指明标准",
              to_string(on));
}

Result<AirRules> load_air_rules(std::span<const KnowledgeText> texts, std::string_view standard,
                                std::optional<Date> on) {
  BIHUAN_TRY(const std::vector<Document> documents, read_documents(texts));
  std::string known;
  for (const Document& document : documents) {
    if (document.id == standard) return assemble(documents, document.edition, on);
    known += (known.empty() ? "" : "、") + document.id;
  }
  return fail(Code::kNotFound, "没有环境空气标准“" + std::string(standard) + "”；有" + known, std::string(standard));
}

}  // namespace bihuan::standards
