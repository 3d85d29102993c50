#include "standards/rule_source.h"

#include <algorithm>

#include "standards/internal/section_basis.h"

namespace bihuan::standards {

void add_rule(Basis& basis, const RuleSource& source, std::string_view key) {
  const auto clause = source.clauses.find(std::string(key));
  if (clause == source.clauses.end()) return;
  if (std::ranges::find(basis.clauses, clause->second) == basis.clauses.end()) basis.clauses.push_back(clause->second);
  const std::string& confidence = source.confidence.at(clause->first);
  basis.confidence = std::string(internal::lower_confidence(basis.confidence, confidence));
  const std::string note = clause->second + "没有读到原文，按转述或本程序的设定";
  if (confidence == "low" && std::ranges::find(basis.notes, note) == basis.notes.end()) basis.notes.push_back(note);
}

Basis start_basis(const RuleSource& source, std::initializer_list<std::string_view> keys) {
  Basis basis;
  basis.standard = source.standard;
  basis.edition = source.edition;
  basis.knowledge_digest = source.digest;
  basis.confidence = "high";
  for (const std::string_view key : keys) add_rule(basis, source, key);
  return basis;
}

}  // namespace bihuan::standards
