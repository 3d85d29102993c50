// src/observations/testing/quality_world.h - small windows for the tests of quality control, and the shipped rules.
#pragma once
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "observations/quality_checks.h"

namespace bihuan::observations {

inline QualityRules shipped_quality_rules() {
  std::vector<QualityText> texts;
  for (const char* name : {"quality/values.toml", "quality/contradictions.toml", "quality/falsification.toml"}) {
    texts.push_back(
        {name, read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20).value_or("")});
  }
  return load_quality_rules(texts).value_or(QualityRules{});
}

// The shipped rules of these ids alone, beside those of device flags.
inline QualityRules rules_of(const std::vector<std::string>& ids) {
  const QualityRules all = shipped_quality_rules();
  QualityRules some;
  for (const QualityRule& rule : all.rules) {
    for (const std::string& id : ids) {
      if (rule.id == id) some.rules.push_back(rule);
    }
  }
  return some;
}

// Owns what its window points to.
class QualityWorld {
 public:
  static constexpr std::int64_t kMissing = INT64_MIN;

  explicit QualityWorld(std::size_t hours, Medium medium = Medium::kWastewater) {
    window_.medium = medium;
    for (std::size_t h = 0; h < hours; ++h)
      window_.times.push_back({to_instant(Date(2024, 3, 1)).seconds + static_cast<std::int64_t>(h) * 3600});
  }
  QualityWorld(const QualityWorld&) = delete;
  QualityWorld& operator=(const QualityWorld&) = delete;

  // kMissing is a gap.
  QualityColumn& add(const std::string& factor, const std::string& unit, int places,
                     std::vector<std::int64_t> mantissas, const std::string& site = "E1") {
    std::vector<ValueState>& states = states_.emplace_back(mantissas.size(), ValueState::kValue);
    for (std::size_t i = 0; i < mantissas.size(); ++i) {
      if (mantissas[i] != kMissing) continue;
      states[i] = ValueState::kUnexplained;
      mantissas[i] = 0;
    }
    QualityColumn column;
    column.series.id = {static_cast<std::int32_t>(window_.columns.size() + 1)};
    column.series.key = {site, factor, Averaging::kHour, "device"};
    column.series.unit = unit;
    column.series.places = places;
    column.mantissas = mantissas_.emplace_back(std::move(mantissas));
    column.states = states;
    flags_.emplace_back(states.size(), 'N');
    column.flags = flags_.back();
    window_.columns.push_back(std::move(column));
    return window_.columns.back();
  }
  std::vector<std::int64_t>& values(std::size_t column) { return mantissas_[column]; }
  std::vector<ValueState>& states(std::size_t column) { return states_[column]; }
  std::vector<char>& flags(std::size_t column) { return flags_[column]; }
  QualityWindow& window() { return window_; }
  std::size_t size() const { return window_.times.size(); }
  StretchMark mark(std::size_t first, std::size_t last, std::string word) const {
    return {window_.times[first], {window_.times[last].seconds + 3600}, "", "", std::move(word)};
  }

 private:
  std::deque<std::vector<std::int64_t>> mantissas_;
  std::deque<std::vector<ValueState>> states_;
  std::deque<std::vector<char>> flags_;
  QualityWindow window_;
};

// A number from 0 to below `bound`; the same on every machine.
class QualityDice {
 public:
  explicit QualityDice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  std::int64_t below(std::int64_t bound) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::int64_t>((state_ >> 20) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

// Noise around a level, as an outlet has it.
inline std::vector<std::int64_t> noise(std::uint64_t seed, std::size_t size, std::int64_t level, std::int64_t reach) {
  QualityDice dice(seed);
  std::vector<std::int64_t> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back(level - reach + dice.below(2 * reach + 1));
  return values;
}

}  // namespace bihuan::observations
