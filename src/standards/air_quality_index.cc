#include "standards/air_quality_index.h"

#include <algorithm>

#include "standards/internal/air_basis.h"
#include "standards/internal/index_interpolation.h"

namespace bihuan::standards {
namespace {

Result<int> index_in(const AirRules& rules, const BreakPointTable& table, Decimal value) {
  if (value.is_negative()) {
    return fail(Code::kInvalidInput,
                std::string(to_chinese(table.pollutant)) + "的浓度" + to_string(value) + "为负；应不小于0", table.id);
  }
  if (rules.rounds_concentration) value = round_gbt8170(value, rules.decimals[index_of(table.pollutant)]);
  const std::optional<int> index = internal::interpolate_up(table.concentration, table.index, value);
  if (index) return *index;
  if (table.beyond_index) return *table.beyond_index;
  return fail(Code::kNotCovered,
              std::string(to_chinese(table.pollutant)) + "的浓度" + to_string(value) + "超出" + rules.index_id + "的" +
                  table.id + "表，应改用" + table.beyond_table,
              table.id);
}

const IndexReading* reading_of(std::span<const IndexReading> readings, std::string_view table) {
  const auto found = std::ranges::find(readings, table, &IndexReading::table);
  return found == readings.end() ? nullptr : &*found;
}

// The item of one pollutant; none where there is no reading for it.
Result<std::optional<IndexItem>> item_of(const AirRules& rules, const BreakPointTable& first,
                                         std::span<const IndexReading> readings) {
  const BreakPointTable* table = &first;
  std::optional<IndexItem> item;
  for (int step = 0; step < 2; ++step) {
    const IndexReading* reading = reading_of(readings, table->id);
    if (reading == nullptr) return item;
    const Decimal value = round_gbt8170(reading->concentration, rules.decimals[index_of(table->pollutant)]);
    item = IndexItem{table->pollutant, table->id, value, std::nullopt};
    const Result<int> index = index_in(rules, *table, value);
    if (index) {
      item->index = *index;
      return item;
    }
    if (index.error().code != Code::kNotCovered) return std::unexpected(index.error());
    table = rules.table(table->beyond_table);
  }
  return item;
}

Status check_readings(const AirRules& rules, std::span<const IndexReading> readings) {
  for (std::size_t i = 0; i < readings.size(); ++i) {
    if (rules.table(readings[i].table) == nullptr) {
      return fail(Code::kNotFound, rules.index_id + "没有分指数表“" + readings[i].table + "”", readings[i].table);
    }
    if (reading_of(readings.first(i), readings[i].table) != nullptr) {
      return fail(Code::kInvalidInput, "“" + readings[i].table + "”有两个浓度，应只有一个", readings[i].table);
    }
  }
  return {};
}

void decide(const AirRules& rules, const AirProfile& profile, AirIndex& out) {
  for (const IndexItem& item : out.items) {
    if (item.index) out.of_present = std::max(out.of_present.value_or(0), *item.index);
  }
  if (!out.of_present) {
    out.reason = "六项污染物都没有可用的浓度";
    return;
  }
  for (const IndexItem& item : out.items) {
    if (!item.index) continue;
    if (*out.of_present > rules.primary_above && *item.index == *out.of_present) out.primary.push_back(item.pollutant);
    if (rules.exceeding_above && *item.index > *rules.exceeding_above) out.exceeding.push_back(item.pollutant);
  }
  out.level_number = rules.level_number(*out.of_present);
  if (!internal::is_published(rules, profile, *out.of_present, out.is_complete)) {
    out.reason = "缺少" + pollutant_list(out.missing) + "；其余各项的指数不大于" + std::to_string(rules.publish_above) +
                 "，按" + rules.clauses.at("completeness") + "不发布";
    out.level_number = 0;
    return;
  }
  out.aqi = out.of_present;
  out.level = rules.level(*out.aqi);
}

}  // namespace

Result<int> individual_index(const AirRules& rules, std::string_view table, const Quantity& concentration) {
  const BreakPointTable* found = rules.table(table);
  if (found == nullptr) {
    return fail(Code::kNotFound, rules.index_id + "没有分指数表“" + std::string(table) + "”", std::string(table));
  }
  if (concentration.unit != found->unit) {
    return fail(Code::kInvalidInput,
                std::string(to_chinese(found->pollutant)) + "的浓度单位应为" + std::string(to_string(found->unit)) +
                    "，现为" + std::string(to_string(concentration.unit)),
                std::string(table));
  }
  return index_in(rules, *found, concentration.value);
}

Result<AirIndex> air_quality_index(const AirRules& rules, std::string_view profile_id,
                                   std::span<const IndexReading> readings) {
  const AirProfile* profile = rules.profile(profile_id);
  if (profile == nullptr) {
    return fail(Code::kNotFound, "没有评价方式“" + std::string(profile_id) + "”；有national-feed、hj633-daily",
                std::string(profile_id));
  }
  BIHUAN_CHECK(check_readings(rules, readings));
  AirIndex out;
  for (const Pollutant pollutant : kAllPollutants) {
    BIHUAN_TRY(const std::optional<IndexItem> item,
               item_of(rules, rules.tables[profile->table[index_of(pollutant)]], readings));
    if (item) out.items.push_back(*item);
    if (!item || !item->index) out.missing.push_back(pollutant);
  }
  out.is_complete = out.missing.empty();
  decide(rules, *profile, out);
  out.basis = internal::index_basis(rules, *profile);
  out.basis.wanted = static_cast<std::int64_t>(kPollutants);
  out.basis.had = static_cast<std::int64_t>(out.items.size());
  out.basis.used = static_cast<std::int64_t>(kPollutants - out.missing.size());
  for (const IndexItem& item : out.items) {
    if (item.index) continue;
    out.basis.left_out.push_back(
        {std::string(to_chinese(item.pollutant)),
         "浓度" + to_string(item.concentration) + "超出" + item.table + "表，而没有该表指定改用的浓度"});
  }
  return out;
}

std::string pollutant_list(std::span<const Pollutant> pollutants) {
  std::string out;
  for (const Pollutant pollutant : pollutants) out += (out.empty() ? "" : "、") + std::string(to_chinese(pollutant));
  return out.empty() ? "—" : out;
}

Decimal at_reference_state(Decimal at_standard_state, int places) {
  using namespace literals;
  const Result<Decimal> scaled = multiply(at_standard_state, 273.15_dec);
  if (!scaled) return at_standard_state;
  return ratio_rounded(*scaled, 298.15_dec, places).value_or(at_standard_state);
}

}  // namespace bihuan::standards
