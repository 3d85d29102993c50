#include "assessment/internal/share_sentence.h"

#include <vector>

#include "assessment/internal/needed_count.h"
#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

std::string head_words(const Reading& reading, const Indicator& indicator) {
  std::string text = number(reading.whole) + "个断面中" + number(reading.have) + "个" + indicator.counted_as;
  if (reading.value && reading.unit == "%") text += "，占" + to_string(*reading.value) + "%";
  text += "，要求" + comparator_words(reading.comparator);
  if (reading.limit) text += to_string(*reading.limit) + reading.unit;
  return text + "（即" + number(reading.needed) + "个）：";
}

// Sections that fail, with what decides it.
std::string failing_words(const Reading& reading) {
  std::string text;
  for (const SectionReading& member : reading.members) {
    if (member.compliance != Compliance::kNotMet) continue;
    text += member.name + "为" + member.quality_class + "类";
    if (!member.deciding.empty()) text += "，定类指标" + member.deciding;
    text += "。";
  }
  return text;
}

std::string unknown_words(const Reading& reading) {
  std::string text;
  for (const SectionReading& member : reading.members) {
    if (member.compliance == Compliance::kNotAssessable) text += member.name + "无法评价：" + member.reason + "。";
  }
  return text;
}

std::string margin_words(const Reading& reading, bool is_more_better, bool is_year_over) {
  if (is_year_over || reading.verdict == Verdict::kMissed) return {};
  const std::int64_t left = reading.allowed_failures;
  if (is_more_better) {
    if (left < 0) return "还差" + number(-left) + "个断面。";
    if (left == 0) return "不能再有断面不达标。";
    return "还可有" + number(left) + "个断面不达标。";
  }
  if (left < 0) return "应减少" + number(-left) + "个。";
  if (left == 0) return "不能再增加。";
  return "还可有" + number(left) + "个。";
}

std::string near_words(const Reading& reading) {
  std::vector<std::string> names;
  for (const SectionReading& member : reading.members) {
    if (member.is_near_limit) names.push_back(member.name);
  }
  return names.empty() ? std::string() : join(names, "、") + "接近限值。";
}

}  // namespace

std::string period_words(const AssessedPeriod& period) {
  std::string text = number(period.year) + "年";
  if (period.is_year_over) return text;
  return text + (period.months == 1 ? "1月" : "1—" + number(period.months) + "月");
}

std::string share_sentence(const Reading& reading, const Indicator& indicator, const AssessedPeriod& period) {
  std::string text = period_words(period) + "，";
  if (reading.statement.empty()) return text + "不能评价：" + reading.reason + "。";
  text += head_words(reading, indicator);
  if (reading.compliance == Compliance::kNotAssessable) {
    text += "数据不足，不能判断。";
    if (!reading.reason.empty()) text += reading.reason + "。";
  } else {
    text += std::string(to_chinese(reading.compliance)) + "。";
  }
  text += failing_words(reading) + unknown_words(reading);
  if (reading.verdict == Verdict::kMissed && !period.is_year_over) text += reading.reason + "，已不能完成。";
  if (reading.compliance != Compliance::kNotAssessable) {
    text += margin_words(reading, indicator.is_more_better, period.is_year_over);
  }
  return text + near_words(reading);
}

}  // namespace bihuan::assessment::internal
