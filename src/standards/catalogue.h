// src/standards/catalogue.h - the standards that knowledge describes: what each clause is, whether it has an evaluator,
// how sure its facts are; one standard in full; the differences between two.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "standards/knowledge.h"

namespace bihuan::standards {

struct ClauseEntry {
  std::string document;     // HJ 663-2013; of a clause of another document that the file names, that one
  std::string clause;       // 附录A百分位数
  std::string title;        // what it says or, where not covered, what is not there
  bool is_covered = false;  // it has an evaluator and a test (scripts/check_clauses.py)
  std::string confidence;
};

struct StandardEntry {
  std::string id, title, file;  // file: below knowledge/
  Date valid_from;
  std::optional<Date> valid_to;
  std::vector<std::string> supersedes, evidence, reviewed;
  std::string source, confidence;
  std::vector<ClauseEntry> clauses;  // in the order of the file, each once

  int covered() const;
};

// The files of `texts` that have a [standard], by name of file.
// Errors: kInvalidInput with file and line.
Result<std::vector<StandardEntry>> read_catalogue(std::span<const KnowledgeText> texts);

// One value of a file: where it stands, and what it is. Rows of a table are named by their id, key or pollutant.
struct KnowledgeValue {
  std::string place;  // "break_points[pm25_24h].concentration"
  std::string value;  // "0、35、75"
};

// Every value of the standard `id`. Errors: kNotFound with the list of those that are; kInvalidInput
Result<std::vector<KnowledgeValue>> standard_values(std::span<const KnowledgeText> texts, std::string_view id);

struct KnowledgeChange {
  std::string place;
  std::optional<std::string> before, after;  // none: not there
};

// What differs between two standards, in the order of `before`, then what is new. Errors: those above.
Result<std::vector<KnowledgeChange>> standard_changes(std::span<const KnowledgeText> texts, std::string_view before,
                                                      std::string_view after);

}  // namespace bihuan::standards
