#include "assessment/evaluate.h"

#include <algorithm>

#include "assessment/air_tables.h"
#include "assessment/lake_evaluation.h"
#include "assessment/register_evaluation.h"
#include "assessment/source_evaluation.h"
#include "assessment/trend_evaluation.h"
#include "assessment/water_evaluation.h"
#include "base/text.h"

namespace bihuan::assessment {
namespace {

Result<std::optional<Date>> day_of(const std::string& text) {
  if (text.empty()) return std::optional<Date>();
  const Result<Date> day = parse_date(text);
  if (!day) return fail(day.error().code, day.error().message, "on " + text);
  return std::optional(*day);
}

Result<int> year_of(const std::string& text, const char* option) {
  if (text.empty()) return 0;
  const Result<Decimal> year = parse_decimal(text);
  if (!year || year->places() != 0 || *year < Decimal(1980) || *year > Decimal(2200)) {
    return fail(Code::kInvalidInput, "年份“" + excerpt(text) + "”不对；应为2024这样的四位数", std::string(option));
  }
  return static_cast<int>(year->mantissa());
}

Result<MonthsBy> months_by(const std::string& by) {
  if (by == "month") return MonthsBy::kMonth;
  if (by == "quarter") return MonthsBy::kQuarter;
  if (by.empty() || by == "year") return MonthsBy::kYear;
  return fail(Code::kInvalidInput, "“" + excerpt(by) + "”不是可选的时段；应为month、quarter或year", "by");
}

// Which options a kind has.
Status check_options(const EvaluateRequest& request) {
  const std::string& kind = request.kind;
  const auto refuse = [&](const char* option, bool is_given, std::initializer_list<std::string_view> kinds) -> Status {
    if (!is_given || std::ranges::find(kinds, kind) != kinds.end()) return {};
    return fail(Code::kInvalidInput, "这种评价没有这个选项；应去掉", option);
  };
  BIHUAN_CHECK(refuse("standard", !request.standard.empty(), {"air", "water"}));
  BIHUAN_CHECK(refuse("on", !request.on.empty(),
                      {"air", "water", "lake", "source", "black_odour", "rural", "farmland", "survey"}));
  BIHUAN_CHECK(refuse("profile", !request.profile.empty(), {"air", "water"}));
  BIHUAN_CHECK(refuse("by", !request.by.empty(), {"air", "water", "lake", "source"}));
  BIHUAN_CHECK(refuse("year", !request.year.empty(), {"water", "lake", "source", "farmland"}));
  BIHUAN_CHECK(refuse("base_year", !request.base_year.empty(), {"water"}));
  BIHUAN_CHECK(refuse("base", !request.base_name.empty(), {"water"}));
  BIHUAN_CHECK(refuse("items", !request.items.empty(), {"water", "lake"}));
  BIHUAN_CHECK(refuse("hours", !request.hours.empty(), {"air"}));
  BIHUAN_CHECK(refuse("unit", !request.units.empty(), {"air"}));
  BIHUAN_CHECK(refuse("limit", !request.limits.empty(), {"water", "lake", "source"}));
  BIHUAN_CHECK(refuse("sand_dust", !request.sand_dust.empty(), {"air"}));
  BIHUAN_CHECK(refuse("compare", request.compares_editions, {"air"}));
  return refuse("may_lack", request.may_lack, {"lake"});
}

Result<AirOptions> air_options(const EvaluateRequest& request) {
  AirOptions out;
  out.standard = request.standard;
  out.workbook.digest = request.digest;
  out.until = request.until;
  BIHUAN_TRY(out.on, day_of(request.on));
  if (!request.profile.empty()) out.profile = request.profile;
  if (request.by.empty() || request.by == "month") {
    out.by = AirBy::kMonth;
  } else if (request.by == "day") {
    out.by = AirBy::kDay;
  } else if (request.by == "year") {
    out.by = AirBy::kYear;
  } else {
    return fail(Code::kInvalidInput, "“" + excerpt(request.by) + "”不是可选的时段；应为day、month或year", "by");
  }
  if (out.profile == "national-feed") out.by = AirBy::kHour;
  if (request.hours == "beginning") {
    out.workbook.label = standards::HourLabel::kBeginning;
  } else if (!request.hours.empty() && request.hours != "ending") {
    return fail(Code::kInvalidInput, "小时的含义应为ending（终点）或beginning（起点）", "hours");
  }
  for (const std::string& text : request.units) {
    const std::vector<std::string_view> parts = split(text, '=');
    if (parts.size() != 2) {
      return fail(Code::kInvalidInput, "单位“" + excerpt(text) + "”应写作“污染物=单位”，如co=μg/m3", "unit");
    }
    BIHUAN_TRY(const standards::Pollutant pollutant, standards::parse_pollutant(parts[0]));
    BIHUAN_TRY(const Unit unit, parse_unit(parts[1]));
    out.workbook.units[standards::index_of(pollutant)] = unit;
  }
  for (const std::string_view day : split(request.sand_dust, ',')) {
    if (day.empty()) continue;
    const Result<Date> date = parse_date(trim(day));
    if (!date) return fail(date.error().code, date.error().message, "sand_dust " + std::string(day));
    out.sand_dust.push_back(*date);
  }
  return out;
}

Result<Evaluation> evaluate_air_file(std::string_view bytes, std::string_view file_name,
                                     std::span<const standards::KnowledgeText> texts, const EvaluateRequest& request) {
  BIHUAN_TRY(const AirOptions options, air_options(request));
  if (request.compares_editions) {
    BIHUAN_TRY(const AirComparison comparison, compare_air(bytes, file_name, texts, options));
    return air_comparison_tables(comparison);
  }
  BIHUAN_TRY(const AirEvaluation evaluation, evaluate_air(bytes, file_name, texts, options));
  return air_tables(evaluation);
}

Result<Evaluation> evaluate_register(std::string_view bytes, std::string_view file_name,
                                     std::span<const standards::KnowledgeText> texts, const EvaluateRequest& request) {
  RegisterOptions options;
  BIHUAN_TRY(options.on, day_of(request.on));
  BIHUAN_TRY(options.year, year_of(request.year, "year"));
  if (request.kind == "black_odour") return evaluate_black_odour(bytes, file_name, texts, options);
  if (request.kind == "rural") return evaluate_rural(bytes, file_name, texts, options);
  if (request.kind == "survey") return evaluate_survey(bytes, file_name, texts, options);
  return evaluate_farmland(bytes, file_name, texts, options);
}

Result<Evaluation> evaluate_water_file(std::string_view bytes, std::string_view file_name,
                                       std::span<const standards::KnowledgeText> texts,
                                       const EvaluateRequest& request) {
  WaterOptions options;
  options.standard = request.standard;
  BIHUAN_TRY(options.on, day_of(request.on));
  if (!request.profile.empty()) options.profile = request.profile;
  BIHUAN_TRY(options.by, months_by(request.by));
  BIHUAN_TRY(options.year, year_of(request.year, "year"));
  BIHUAN_TRY(const int base_year, year_of(request.base_year, "base_year"));
  if (base_year != 0 || !request.base_name.empty()) {
    options.base = WaterBase{request.base_bytes, request.base_name, base_year};
  }
  options.indicator_set = request.items;
  BIHUAN_TRY(options.detection_limits, detection_limits_of(request));
  return evaluate_water(bytes, file_name, texts, options);
}

}  // namespace

Result<std::map<std::string, Decimal>> detection_limits_of(const EvaluateRequest& request) {
  std::map<std::string, Decimal> limits;
  for (const std::string& text : request.limits) {
    const std::vector<std::string_view> parts = split(text, '=');
    const Result<Decimal> value =
        parts.size() == 2 ? parse_decimal(trim(parts[1])) : Result<Decimal>(fail(Code::kInvalidInput, ""));
    if (!value || value->is_negative() || value->is_zero()) {
      return fail(Code::kInvalidInput, "检出限“" + excerpt(text) + "”应写作“项目=数值”，如tp=0.01", "limit");
    }
    limits[std::string(trim(parts[0]))] = *value;
  }
  return limits;
}

Result<Evaluation> evaluate_file(std::string_view bytes, std::string_view file_name,
                                 std::span<const standards::KnowledgeText> texts, const EvaluateRequest& request) {
  if (std::ranges::find(kEvaluationKinds, request.kind, &EvaluationKind::id) == kEvaluationKinds.end()) {
    std::string known;
    for (const EvaluationKind& kind : kEvaluationKinds) known += (known.empty() ? "" : "、") + std::string(kind.id);
    return fail(Code::kInvalidInput, "没有“" + excerpt(request.kind) + "”这种评价；有" + known, "kind");
  }
  BIHUAN_CHECK(check_options(request));
  if (request.kind == "air") return evaluate_air_file(bytes, file_name, texts, request);
  if (request.kind == "water") return evaluate_water_file(bytes, file_name, texts, request);
  if (request.kind == "trend") return evaluate_trends(bytes, file_name, texts);
  if (request.kind == "lake") {
    LakeOptions options;
    BIHUAN_TRY(options.on, day_of(request.on));
    BIHUAN_TRY(options.by, months_by(request.by));
    BIHUAN_TRY(options.year, year_of(request.year, "year"));
    BIHUAN_TRY(options.detection_limits, detection_limits_of(request));
    options.indicator_set = request.items;
    options.may_lack_components = request.may_lack;
    return evaluate_lakes(bytes, file_name, texts, options);
  }
  if (request.kind == "source") {
    SourceOptions options;
    options.until = request.until;
    BIHUAN_TRY(options.on, day_of(request.on));
    BIHUAN_TRY(options.by, months_by(request.by));
    BIHUAN_TRY(options.year, year_of(request.year, "year"));
    BIHUAN_TRY(options.detection_limits, detection_limits_of(request));
    return evaluate_sources(bytes, file_name, texts, options);
  }
  return evaluate_register(bytes, file_name, texts, request);
}

}  // namespace bihuan::assessment
