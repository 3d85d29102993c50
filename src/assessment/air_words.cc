#include <array>

#include "assessment/air_workbook.h"

namespace bihuan::assessment {
namespace {

constexpr std::array<std::string_view, 8> kAirColumns = {"station", "city", "date",  "time",
                                                         "hour",    "year", "month", "day"};
constexpr std::array<std::string_view, 8> kPollutantColumns = {"so2", "no2", "pm10",  "pm25",
                                                               "co",  "o3",  "o3_1h", "o3_8h"};

}  // namespace

Result<AirTableWords> load_air_table_words(std::span<const standards::KnowledgeText> texts) {
  AirTableWords words;
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, "indicators/air-table.toml"));
  BIHUAN_CHECK(file.check_keys({"knowledge", "columns", "pollutants", "heads", "missing", "plausible"}));
  BIHUAN_TRY(const TomlTable columns, file.table("columns"));
  for (const std::string_view key : kAirColumns) {
    BIHUAN_TRY(words.columns[std::string(key)], columns.strings(key));
  }
  BIHUAN_TRY(const TomlTable pollutants, file.table("pollutants"));
  for (const std::string_view key : kPollutantColumns) {
    BIHUAN_TRY(words.pollutants[std::string(key)], pollutants.strings(key));
  }
  BIHUAN_TRY(const TomlTable heads, file.table("heads"));
  BIHUAN_TRY(words.units, heads.strings("units"));
  BIHUAN_TRY(const TomlTable missing, file.table("missing"));
  BIHUAN_TRY(words.missing_marks, missing.strings("marks"));
  BIHUAN_TRY(words.missing_codes, missing.strings("codes"));
  BIHUAN_TRY(const TomlTable plausible, file.table("plausible"));
  for (const standards::Pollutant p : standards::kAllPollutants) {
    BIHUAN_TRY(words.highest[standards::index_of(p)], plausible.decimal(to_string(p)));
  }
  return words;
}

}  // namespace bihuan::assessment
