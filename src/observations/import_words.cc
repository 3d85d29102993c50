#include "observations/import_words.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "observations/internal/import_plan.h"

namespace bihuan::observations {
namespace {

constexpr std::array<std::string_view, 12> kImportColumns = {"site", "date",   "time",  "hour", "year", "month",
                                                             "day",  "factor", "value", "unit", "flag", "state"};
constexpr std::array<ValueState, 8> kSaidStates = {
    ValueState::kNotSampled, ValueState::kFault,    ValueState::kMaintenance, ValueState::kStopped,
    ValueState::kDry,        ValueState::kNoAccess, ValueState::kRejected,    ValueState::kUnexplained};

// The strings of a table of strings.
Result<std::map<std::string, std::string>> string_map(const TomlTable& table, std::string_view key) {
  std::map<std::string, std::string> out;
  BIHUAN_TRY(const TomlTable own, table.table(key));
  for (const std::string& name : own.keys()) {
    BIHUAN_TRY(out[name], own.string(name));
  }
  return out;
}

Result<ImportProfile> read_profile(const TomlTable& table) {
  BIHUAN_CHECK(
      table.check_keys({"id", "name", "source", "data_set", "averaging", "label", "confidence", "columns", "units"}));
  ImportProfile profile;
  BIHUAN_TRY(profile.id, table.string("id"));
  BIHUAN_TRY(profile.name, table.string("name"));
  BIHUAN_TRY(profile.source, table.string("source"));
  BIHUAN_TRY(profile.data_set, table.string("data_set"));
  BIHUAN_TRY(const std::string averaging, table.string("averaging"));
  BIHUAN_TRY(profile.averaging, parse_averaging(averaging));
  BIHUAN_TRY(const std::string label, table.string("label"));
  if (label != to_string(Label::kEnd) && label != to_string(Label::kBeginning))
    return fail(Code::kInvalidInput, "label应为beginning或end", profile.id);
  profile.label = label == to_string(Label::kEnd) ? Label::kEnd : Label::kBeginning;
  BIHUAN_TRY(profile.columns, string_map(table, "columns"));
  BIHUAN_TRY(profile.units, string_map(table, "units"));
  return profile;
}

}  // namespace

const ImportFactor* ImportWords::factor(std::string_view code) const {
  const auto found = std::ranges::find(factors, code, &ImportFactor::code);
  return found == factors.end() ? nullptr : &*found;
}

Result<ImportWords> load_import_words(std::span<const standards::KnowledgeText> texts) {
  ImportWords words;
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, "import/table-words.toml"));
  BIHUAN_CHECK(file.check_keys({"knowledge", "columns", "heads", "missing", "states", "factor"}));
  BIHUAN_TRY(const TomlTable columns, file.table("columns"));
  for (const std::string_view key : kImportColumns) {
    BIHUAN_TRY(words.columns[std::string(key)], columns.strings(key));
  }
  BIHUAN_TRY(const TomlTable heads, file.table("heads"));
  BIHUAN_TRY(words.units, heads.strings("units"));
  BIHUAN_TRY(const TomlTable missing, file.table("missing"));
  BIHUAN_TRY(words.missing_marks, missing.strings("marks"));
  BIHUAN_TRY(words.missing_codes, missing.strings("codes"));
  BIHUAN_TRY(const TomlTable states, file.table("states"));
  for (const ValueState state : kSaidStates) {
    BIHUAN_TRY(const std::vector<std::string> said, states.strings(to_string(state)));
    for (const std::string& word : said) words.states.emplace(internal::plain_word(word), state);
  }
  std::set<std::string> codes;
  BIHUAN_TRY(const std::vector<TomlTable> factors, file.tables("factor"));
  for (const TomlTable& table : factors) {
    ImportFactor& factor = words.factors.emplace_back();
    BIHUAN_TRY(factor.code, table.string("code"));
    BIHUAN_TRY(factor.names, table.strings("names"));
    BIHUAN_TRY(factor.unit, table.string("unit"));
    BIHUAN_TRY(const std::int64_t places, table.integer("places"));
    if (places < 0 || places > 9 || !codes.insert(factor.code).second)
      return fail(Code::kInvalidInput, "因子“" + factor.code + "”重复，或places不在0至9", table.where());
    factor.places = static_cast<int>(places);
    BIHUAN_TRY(factor.may_be_negative, table.boolean_or("negative", false));
  }
  return words;
}

Result<std::vector<ImportProfile>> load_import_profiles(std::span<const standards::KnowledgeText> texts) {
  std::vector<ImportProfile> profiles;
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, "import/profiles.toml"));
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("profile"));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(ImportProfile profile, read_profile(table));
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

}  // namespace bihuan::observations
