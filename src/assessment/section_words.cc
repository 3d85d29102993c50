#include <algorithm>
#include <array>

#include "assessment/section_workbook.h"
#include "base/text.h"

namespace bihuan::assessment {
namespace {

constexpr std::array<std::string_view, 9> kSectionColumns = {"name",   "river", "city", "exam_level", "water_body",
                                                             "target", "month", "year", "status"};

Result<ExamLevel> parse_exam_level_id(const TomlTable& table) {
  BIHUAN_TRY(const std::string id, table.string("id"));
  if (id == "national") return ExamLevel::kNational;
  if (id == "provincial") return ExamLevel::kProvincial;
  if (id == "municipal") return ExamLevel::kMunicipal;
  return fail(Code::kInvalidInput, "exam_level的id应为national、provincial或municipal", table.where());
}

Status read_plausible(const TomlTable& file, SectionTableWords& words) {
  BIHUAN_TRY(const TomlTable plausible, file.table("plausible"));
  BIHUAN_CHECK(plausible.check_keys({"factor_of_class_v", "highest"}));
  BIHUAN_TRY(words.factor_of_class_v, plausible.decimal("factor_of_class_v"));
  BIHUAN_TRY(const TomlTable highest, plausible.table("highest"));
  for (const std::string& key : highest.keys()) {
    BIHUAN_TRY(words.highest[key], highest.decimal(key));
  }
  return {};
}

}  // namespace

std::string_view to_string(ExamLevel level) {
  switch (level) {
    case ExamLevel::kNational:
      return "国考";
    case ExamLevel::kProvincial:
      return "省考";
    case ExamLevel::kMunicipal:
      return "市考";
    case ExamLevel::kUnknown:
      break;
  }
  return "";
}

ExamLevel exam_level_in(const std::vector<std::pair<ExamLevel, std::vector<std::string>>>& levels,
                        std::string_view text) {
  const std::string plain = plain_name(text);
  for (const auto& [level, words] : levels) {
    for (const std::string& word : words) {
      if (plain.find(word) != std::string::npos) return level;
    }
  }
  return ExamLevel::kUnknown;
}

std::string plain_name(std::string_view text) { return strip_spaces(to_half_width(text)); }

Result<SectionTableWords> load_section_table_words(std::span<const standards::KnowledgeText> texts,
                                                   std::string_view name) {
  SectionTableWords words;
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, name));
  BIHUAN_CHECK(
      file.check_keys({"knowledge", "columns", "heads", "water_bodies", "missing", "plausible", "volume", "county"}));
  BIHUAN_TRY(const TomlTable columns, file.table("columns"));
  for (const std::string_view key : kSectionColumns) {
    BIHUAN_TRY(words.columns[std::string(key)], key == "name" ? columns.strings(key) : columns.strings_or_none(key));
  }
  BIHUAN_TRY(const TomlTable heads, file.table("heads"));
  BIHUAN_TRY(words.units, heads.strings("units"));
  BIHUAN_TRY(const TomlTable bodies, file.table("water_bodies"));
  BIHUAN_TRY(words.rivers, bodies.strings("river"));
  BIHUAN_TRY(words.lakes, bodies.strings("lake"));
  BIHUAN_TRY(words.grounds, bodies.strings_or_none("ground"));
  BIHUAN_TRY(const TomlTable missing, file.table("missing"));
  BIHUAN_TRY(words.missing_marks, missing.strings("marks"));
  BIHUAN_TRY(words.missing_reasons, missing.strings("reasons"));
  BIHUAN_TRY(words.stopped, missing.strings_or_none("stopped"));
  BIHUAN_TRY(words.doubtful, missing.strings_or_none("doubtful"));
  BIHUAN_TRY(words.unequipped_mark, missing.string_or("unequipped", ""));
  BIHUAN_CHECK(read_plausible(file, words));
  BIHUAN_TRY(const TomlTable water, standards::knowledge_table(texts, "indicators/water.toml"));
  BIHUAN_TRY(const std::vector<TomlTable> levels, water.tables("exam_level"));
  for (const TomlTable& table : levels) {
    BIHUAN_TRY(const ExamLevel level, parse_exam_level_id(table));
    BIHUAN_TRY(std::vector<std::string> level_words, table.strings("words"));
    words.exam_levels.emplace_back(level, std::move(level_words));
  }
  return words;
}

std::vector<ResultItem> section_items(const standards::SurfaceWaterRules& rules, const SectionTableWords& words) {
  std::vector<ResultItem> items;
  for (const standards::WaterParameter& parameter : rules.parameters) {
    ResultItem item{parameter.key, parameter.names, parameter.unit, std::nullopt, false, ""};
    if (const auto named = words.highest.find(parameter.key); named != words.highest.end()) {
      item.highest = named->second;
    } else if (parameter.direction == standards::LimitDirection::kAtMost) {
      const Result<Decimal> highest = multiply(parameter.limits.back(), words.factor_of_class_v);
      if (highest) item.highest = *highest;
    }
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace bihuan::assessment
