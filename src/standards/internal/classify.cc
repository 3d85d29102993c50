#include "standards/internal/classify.h"

#include <algorithm>

namespace bihuan::standards::internal {
namespace {

// Is the multiple of `a` larger? Exactly, by cross multiplication.
bool has_larger_multiple(const ParameterResult& a, const ParameterResult& b) {
  const Result<Decimal> left = multiply(a.multiple_of, b.multiple_by);
  const Result<Decimal> right = multiply(b.multiple_of, a.multiple_by);
  if (left && right) return *left > *right;
  return to_double(a.multiple_of) / to_double(a.multiple_by) > to_double(b.multiple_of) / to_double(b.multiple_by);
}

// Cyanide and heavy metals first; then the worse class; inside a class those with a multiple, the larger one first;
// then by number.
bool ranks_before(const SurfaceWaterRules& rules, const ParameterResult& a, const ParameterResult& b) {
  const WaterParameter& pa = *rules.parameter(a.key);
  const WaterParameter& pb = *rules.parameter(b.key);
  if (pa.is_named_first != pb.is_named_first) return pa.is_named_first;
  if (a.water_class != b.water_class) return a.water_class > b.water_class;
  if (a.multiple.has_value() != b.multiple.has_value()) return a.multiple.has_value();
  if (a.multiple && has_larger_multiple(a, b)) return true;
  if (a.multiple && has_larger_multiple(b, a)) return false;
  return pa.number < pb.number;
}

void name_main_pollutants(const SurfaceWaterRules& rules, SectionResult& result) {
  for (std::size_t i = 0; i < result.parameters.size(); ++i) {
    if (result.parameters[i].is_exceeding) result.main_pollutants.push_back(i);
  }
  std::ranges::sort(result.main_pollutants, [&](std::size_t a, std::size_t b) {
    return ranks_before(rules, result.parameters[a], result.parameters[b]);
  });
  const auto count = static_cast<std::size_t>(rules.max_main_pollutants);
  if (result.main_pollutants.size() > count) result.main_pollutants.resize(count);
  for (const std::size_t i : result.main_pollutants) {
    const ParameterResult& parameter = result.parameters[i];
    if (!result.main_pollutants_text.empty()) result.main_pollutants_text += "、";
    result.main_pollutants_text += parameter.name;
    if (parameter.multiple) result.main_pollutants_text += "(" + to_string(*parameter.multiple) + ")";
  }
}

}  // namespace

void classify(const SurfaceWaterRules& rules, SectionResult& result) {
  WaterClass worst = WaterClass::kI;
  for (const ParameterResult& item : result.parameters) worst = std::max(worst, item.water_class);
  result.water_class = worst;
  result.level = rules.section_levels.at(worst);
  for (const ParameterResult& item : result.parameters) {
    if (worst != WaterClass::kI && item.water_class == worst) result.deciding.push_back(item.key);
  }
  name_main_pollutants(rules, result);
}

}  // namespace bihuan::standards::internal
