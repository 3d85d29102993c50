#include "assessment/internal/result_cell.h"

#include <algorithm>

#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

using standards::LimitDirection;
using standards::Measurement;
using standards::WaterParameter;

ResultCell refuse(std::string message, const std::string& where) {
  ResultCell result;
  result.refused = Error{Code::kInvalidInput, std::move(message), where};
  return result;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::any_of(words, [&](const std::string& known) { return plain_name(known) == word; });
}

bool is_without_limit(const std::string& plain) {
  return plain == "ND" || plain == "nd" || plain == "未检出" || plain == "未检测出" || plain == "N.D.";
}

std::optional<Decimal> highest_plausible(const WaterParameter& parameter, const SectionTableWords& words) {
  if (const auto named = words.highest.find(parameter.key); named != words.highest.end()) return named->second;
  if (parameter.direction != LimitDirection::kAtMost) return std::nullopt;
  const Result<Decimal> highest = multiply(parameter.limits.back(), words.factor_of_class_v);
  if (!highest) return std::nullopt;
  return *highest;
}

ResultCell check_plausible(Measurement measurement, const WaterParameter& parameter, const SectionTableWords& words,
                           const std::string& shown) {
  const std::optional<Decimal> highest = highest_plausible(parameter, words);
  if (highest && measurement.value > *highest) {
    return refuse(parameter.names.front() + "“" + excerpt(shown) + "”不合理，可能是单位或小数点有误；应不大于" +
                      to_string(without_trailing_zeros(*highest)) +
                      (parameter.unit == "无量纲" ? std::string() : parameter.unit),
                  measurement.where);
  }
  ResultCell result;
  result.measurement = std::move(measurement);
  return result;
}

ResultCell convert_unit(Measurement measurement, const WaterParameter& parameter, Unit unit,
                        const SectionTableWords& words, const std::string& shown) {
  const Result<Unit> wanted = parse_unit(parameter.unit);
  if (wanted && *wanted != unit) {
    const Result<Quantity> converted = convert(Quantity{measurement.value, unit}, *wanted);
    if (!converted) return refuse(converted.error().message, measurement.where);
    measurement.value = converted->value;
  }
  return check_plausible(std::move(measurement), parameter, words, shown);
}

}  // namespace

ResultCell read_result_cell(const tables::Cell* cell, const WaterParameter& parameter, Unit unit,
                            const SectionTableWords& words, const WorkbookOptions& options, const std::string& where) {
  if (cell == nullptr || cell->kind == tables::CellKind::kEmpty) return {};
  const std::string& name = parameter.names.front();
  const std::string shown(cell->shown());
  const std::string plain = plain_name(shown);
  if (plain.empty() || contains(words.missing_marks, plain)) return {};
  if (contains(words.missing_reasons, plain)) {
    ResultCell result;
    result.missing_reason = plain;
    return result;
  }
  if (cell->kind == tables::CellKind::kDate) {
    return refuse(name + "“" + excerpt(shown) + "”是日期，可能被表格软件自动转换；应为数字", where);
  }
  if (cell->kind == tables::CellKind::kError || cell->kind == tables::CellKind::kBoolean) {
    return refuse(name + "“" + excerpt(shown) + "”是表格软件的错误值或逻辑值；应为数字", where);
  }
  if (is_without_limit(plain)) {
    if (const auto limit = options.detection_limits.find(parameter.key); limit != options.detection_limits.end()) {
      return check_plausible({limit->second, true, where}, parameter, words, shown);
    }
  }
  Result<Measurement> measurement = standards::parse_measurement(tables::decimal_text(*cell), where);
  if (!measurement) return refuse(name + measurement.error().message, where);
  return convert_unit(std::move(*measurement), parameter, unit, words, shown);
}

}  // namespace bihuan::assessment::internal
