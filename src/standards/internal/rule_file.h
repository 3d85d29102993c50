// src/standards/internal/rule_file.h - reading a knowledge file of rules: its head, and sections with their clauses.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml.h"
#include "standards/rule_source.h"

namespace bihuan::standards::internal {

struct RuleFile {
  std::string name;
  TomlTable table;
  RuleSource source;
};

// The file called `name`, its [standard] read and checked; with `on` it must be in force that day.
// Errors: kNotFound  there is no such text; kInvalidInput  with file and line; kNotCovered  not in force on `on`
Result<RuleFile> open_rule_file(std::span<const KnowledgeText> texts, std::string_view name, std::optional<Date> on);

// Files of which rules are made: the digest over exactly these.
std::string digest_of(std::span<const KnowledgeText> texts, std::initializer_list<std::string_view> names);

// The section `key` with its clause and confidence; the document is the file's own unless the section names another.
// `known`: keys that it may have beside title, document, clause, confidence.
Result<TomlTable> read_section(const TomlTable& file, RuleSource& source, std::string_view key,
                               std::initializer_list<std::string_view> known);

// high, medium or low. Errors: kInvalidInput.
Result<std::string> read_confidence(const TomlTable& table, std::string_view otherwise = {});

// A whole number from low to high; a decimal that is greater than zero; in percent, 0 to 100. Errors: kInvalidInput.
Result<int> read_int(const TomlTable& table, std::string_view key, int low, int high);
Result<Decimal> read_positive(const TomlTable& table, std::string_view key);
Result<Decimal> read_percent(const TomlTable& table, std::string_view key);

// Errors: kInvalidInput unless the word is `word`: no other method has code.
Status expect_method(const TomlTable& table, std::string_view key, std::string_view word);

}  // namespace bihuan::standards::internal
