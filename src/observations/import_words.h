// src/observations/import_words.h - the words by which sheets of measured values are read, and the named ways to read a
// source's sheets. Both are knowledge/import/.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "observations/observation.h"
#include "observations/series.h"
#include "standards/knowledge.h"

namespace bihuan::observations {

struct ImportFactor {
  std::string code;  // HJ 524, HJ 525: "w01018"
  std::vector<std::string> names;
  std::string unit;  // in which its values are stored
  int places = 0;    // decimals of stored values
  bool may_be_negative = false;
};

struct ImportWords {
  std::map<std::string, std::vector<std::string>> columns;  // "site", "time", "factor" ... -> heads
  std::vector<ImportFactor> factors;
  std::vector<std::string> units, missing_marks, missing_codes;
  std::map<std::string, ValueState> states;  // "断流" -> kDry; compared without blanks, width and letter case

  const ImportFactor* factor(std::string_view code) const;  // null if unknown
};

// How the sheets of one source are to be read.
struct ImportProfile {
  std::string id, name;
  std::string source;                  // SeriesKey::source
  std::string data_set;                // Series::data_set
  std::optional<Averaging> averaging;  // none: as the times of the sheet look
  Label label = Label::kEnd;
  std::map<std::string, std::string> columns;  // head -> key of a column or code of a factor; empty: leave it out
  std::map<std::string, std::string> units;    // factor -> unit of columns whose head says none
  std::map<std::string, std::string> limits;   // factor -> detection limit of 未检出 without one, in the stored unit
  std::string site;                            // of sheets that name none
};

// Errors: kNotFound, kInvalidInput with file and line
Result<ImportWords> load_import_words(std::span<const standards::KnowledgeText> texts);
Result<std::vector<ImportProfile>> load_import_profiles(std::span<const standards::KnowledgeText> texts);

}  // namespace bihuan::observations
