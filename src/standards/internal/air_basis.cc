#include "standards/internal/air_basis.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace bihuan::standards::internal {
namespace {

constexpr std::array<std::string_view, 3> kConfidences = {"low", "medium", "high"};

std::string lower(const std::string& a, const std::string& b) {
  return std::ranges::find(kConfidences, a) < std::ranges::find(kConfidences, b) ? a : b;
}

}  // namespace

Basis basis_of(const AirRules& rules, const std::vector<std::string>& sections) {
  Basis basis;
  basis.standard = rules.limits_id + "、" + rules.index_id + "、" + rules.statistics_id;
  basis.edition = rules.limits_title + "（" + rules.phase_name + "），" + to_string(rules.valid_from) + "起施行";
  basis.knowledge_digest = rules.digest;
  basis.confidence = "high";
  for (const std::string& section : sections) {
    const auto clause = rules.clauses.find(section);
    if (clause == rules.clauses.end()) continue;
    if (std::ranges::find(basis.clauses, clause->second) == basis.clauses.end())
      basis.clauses.push_back(clause->second);
    const std::string& confidence = rules.confidence.at(section);
    basis.confidence = lower(basis.confidence, confidence);
    if (confidence == "low") basis.notes.push_back(clause->second + "在本版中没有读到原文，沿用为本程序的设定");
  }
  return basis;
}

Basis index_basis(const AirRules& rules, const AirProfile& profile) {
  Basis basis = basis_of(rules, {"break_points", "formula", "concentration_rounding", "index_rounding", "aqi", "levels",
                                 "primary_pollutant", "exceeding_pollutant", "completeness",
                                 profile.is_hourly ? "national_feed" : "hj633_daily"});
  basis.profile = profile.name;
  basis.rounding = "浓度按GB/T 8170修约至整数（一氧化碳1位小数），分指数向上进位取整，并列按进位后的分指数";
  if (!profile.note.empty()) basis.notes.push_back(profile.note);
  return basis;
}

}  // namespace bihuan::standards::internal
