#include "assessment/internal/result_cell.h"

#include <algorithm>

#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

using standards::Measurement;

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

// What the senses tell, in words.
std::optional<bool> presence_of(const std::string& plain) {
  if (plain == "无" || plain == "未检出" || plain == "未见") return false;
  if (plain == "有" || plain == "微弱" || plain == "明显") return true;
  return std::nullopt;
}

ResultCell check_plausible(Measurement measurement, const ResultItem& item, const std::string& shown) {
  if (item.highest && measurement.value > *item.highest) {
    return refuse(item.names.front() + "“" + excerpt(shown) + "”不合理，可能是单位或小数点有误；应不大于" +
                      to_string(without_trailing_zeros(*item.highest)) +
                      (item.unit == "无量纲" ? std::string() : item.unit),
                  measurement.where);
  }
  ResultCell result;
  result.measurement = std::move(measurement);
  return result;
}

ResultCell convert_unit(Measurement measurement, const ResultItem& item, Unit unit, const std::string& shown) {
  const Result<Unit> wanted = parse_unit(item.unit);
  if (wanted && *wanted != unit) {
    const Result<Quantity> converted = convert(Quantity{measurement.value, unit}, *wanted);
    if (!converted) return refuse(converted.error().message, measurement.where);
    measurement.value = converted->value;
  }
  return check_plausible(std::move(measurement), item, shown);
}

}  // namespace

ResultCell read_result_cell(const tables::Cell* cell, const ResultItem& item, Unit unit, const SectionTableWords& words,
                            const WorkbookOptions& options, const std::string& where) {
  if (cell == nullptr || cell->kind == tables::CellKind::kEmpty) return {};
  const std::string& name = item.names.front();
  const std::string shown(cell->shown());
  const std::string plain = plain_name(shown);
  if (item.is_presence && !plain.empty()) {
    if (const std::optional<bool> is_there = presence_of(plain)) {
      ResultCell result;
      result.measurement = Measurement{Decimal(*is_there ? 1 : 0), false, where};
      return result;
    }
  }
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
    if (const auto limit = options.detection_limits.find(item.key); limit != options.detection_limits.end()) {
      return check_plausible({limit->second, true, where}, item, shown);
    }
  }
  Result<Measurement> measurement = standards::parse_measurement(tables::decimal_text(*cell), where);
  if (!measurement) return refuse(name + measurement.error().message, where);
  return convert_unit(std::move(*measurement), item, unit, shown);
}

}  // namespace bihuan::assessment::internal
