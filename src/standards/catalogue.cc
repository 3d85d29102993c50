#include "standards/catalogue.h"

#include <algorithm>
#include <array>
#include <map>

namespace bihuan::standards {
namespace {

constexpr std::string_view kNotCovered = "not_covered";

Status read_head(const TomlTable& head, StandardEntry& out) {
  BIHUAN_TRY(out.id, head.string("id"));
  BIHUAN_TRY(out.title, head.string("title"));
  BIHUAN_TRY(out.valid_from, head.date("valid_from"));
  BIHUAN_TRY(out.valid_to, head.optional_date("valid_to"));
  BIHUAN_TRY(out.supersedes, head.strings_or_none("supersedes"));
  BIHUAN_TRY(out.evidence, head.strings_or_none("evidence"));
  BIHUAN_TRY(out.reviewed, head.strings_or_none("reviewed"));
  BIHUAN_TRY(out.source, head.string("source"));
  BIHUAN_TRY(out.confidence, head.string("confidence"));
  return {};
}

Status add_clause(const TomlTable& table, bool is_covered, bool stands_alone, StandardEntry& out) {
  if (!table.has("clause") || (!table.has("document") && !stands_alone)) return {};
  ClauseEntry entry;
  BIHUAN_TRY(entry.document, table.string_or("document", out.id));
  BIHUAN_TRY(entry.clause, table.string("clause"));
  BIHUAN_TRY(entry.confidence, table.string_or("confidence", out.confidence));
  BIHUAN_TRY(const std::string name, table.string_or("name", ""));
  BIHUAN_TRY(entry.title, table.string_or(is_covered ? "title" : "what", name));
  entry.is_covered = is_covered;
  const bool is_known = std::ranges::any_of(out.clauses, [&](const ClauseEntry& own) {
    return own.document == entry.document && own.clause == entry.clause && own.is_covered == is_covered;
  });
  if (!is_known) out.clauses.push_back(std::move(entry));
  return {};
}

// The clauses of a file: of its sections, and of the rows of its tables that name their document.
Status read_clauses(const TomlTable& file, StandardEntry& out) {
  for (const std::string& key : file.keys()) {
    if (key == "standard" || key == "document") continue;
    BIHUAN_TRY(const TomlValue value, file.value(key));
    if (value.kind() == TomlKind::kTable) {
      BIHUAN_TRY(const TomlTable table, value.as_table());
      BIHUAN_CHECK(add_clause(table, true, true, out));
    } else if (value.kind() == TomlKind::kArray) {
      const Result<std::vector<TomlTable>> rows = file.tables(key);
      if (!rows) continue;
      for (const TomlTable& row : *rows) BIHUAN_CHECK(add_clause(row, key != kNotCovered, key == kNotCovered, out));
    }
  }
  return {};
}

std::string row_name(const TomlTable& row, std::size_t number) {
  for (const char* key : {"id", "key", "pollutant", "clause"}) {
    const Result<std::string> name = row.string(key);
    if (!name) continue;
    const Result<std::string> phase = row.string("phase");
    return *name + (phase ? " " + *phase : "");
  }
  return std::to_string(number + 1);
}

std::string scalar_text(const TomlValue& value) {
  switch (value.kind()) {
    case TomlKind::kString:
      return value.as_string().value_or("");
    case TomlKind::kInteger:
      return std::to_string(value.as_integer().value_or(0));
    case TomlKind::kBoolean:
      return value.as_boolean().value_or(false) ? "true" : "false";
    case TomlKind::kDate:
      return to_string(value.as_date().value_or(Date()));
    case TomlKind::kFloat:
      return std::to_string(value.as_double().value_or(0));
    case TomlKind::kArray:
    case TomlKind::kTable:
      break;
  }
  return {};
}

void flatten(const TomlTable& table, const std::string& place, std::vector<KnowledgeValue>& out) {
  for (const std::string& key : table.keys()) {
    const Result<TomlValue> value = table.value(key);
    if (!value) continue;
    const std::string own = place.empty() ? key : place + "." + key;
    if (value->kind() == TomlKind::kTable) {
      flatten(*value->as_table(), own, out);
      continue;
    }
    if (value->kind() != TomlKind::kArray) {
      out.push_back({own, scalar_text(*value)});
      continue;
    }
    const std::vector<TomlValue> elements = value->as_array().value_or(std::vector<TomlValue>{});
    std::string line;
    bool has_scalars = elements.empty();
    for (std::size_t i = 0; i < elements.size(); ++i) {
      if (elements[i].kind() == TomlKind::kTable) {
        const TomlTable row = *elements[i].as_table();
        flatten(row, own + "[" + row_name(row, i) + "]", out);
        continue;
      }
      has_scalars = true;
      line += (line.empty() ? "" : "、") + scalar_text(elements[i]);
    }
    if (has_scalars) out.push_back({own, line});
  }
}

Result<TomlTable> find_standard(std::span<const KnowledgeText> texts, std::string_view id) {
  BIHUAN_TRY(const std::vector<StandardEntry> entries, read_catalogue(texts));
  std::string known;
  for (const StandardEntry& entry : entries) {
    if (entry.id == id) return knowledge_table(texts, entry.file);
    known += (known.empty() ? "" : "、") + entry.id;
  }
  return fail(Code::kNotFound, "没有标准“" + std::string(id) + "”；有" + known, std::string(id));
}

}  // namespace

int StandardEntry::covered() const {
  return static_cast<int>(std::ranges::count_if(clauses, [](const ClauseEntry& clause) { return clause.is_covered; }));
}

Result<std::vector<StandardEntry>> read_catalogue(std::span<const KnowledgeText> texts) {
  std::vector<StandardEntry> entries;
  for (const KnowledgeText& text : texts) {
    BIHUAN_TRY(const TomlTable file, parse_toml(text.text, "knowledge/" + text.name));
    if (!file.has("standard")) continue;
    StandardEntry entry;
    entry.file = text.name;
    BIHUAN_TRY(const TomlTable head, file.table("standard"));
    BIHUAN_CHECK(read_head(head, entry));
    BIHUAN_CHECK(read_clauses(file, entry));
    entries.push_back(std::move(entry));
  }
  std::ranges::sort(entries, {}, &StandardEntry::file);
  return entries;
}

Result<std::vector<KnowledgeValue>> standard_values(std::span<const KnowledgeText> texts, std::string_view id) {
  BIHUAN_TRY(const TomlTable file, find_standard(texts, id));
  std::vector<KnowledgeValue> values;
  flatten(file, "", values);
  return values;
}

Result<std::vector<KnowledgeChange>> standard_changes(std::span<const KnowledgeText> texts, std::string_view before,
                                                      std::string_view after) {
  BIHUAN_TRY(const std::vector<KnowledgeValue> old_values, standard_values(texts, before));
  BIHUAN_TRY(const std::vector<KnowledgeValue> new_values, standard_values(texts, after));
  const auto find = [](const std::vector<KnowledgeValue>& values, const std::string& place) {
    const auto found = std::ranges::find(values, place, &KnowledgeValue::place);
    return found == values.end() ? std::nullopt : std::optional(found->value);
  };
  std::vector<KnowledgeChange> changes;
  for (const KnowledgeValue& old_value : old_values) {
    std::optional<std::string> now = find(new_values, old_value.place);
    if (now != old_value.value) changes.push_back({old_value.place, old_value.value, std::move(now)});
  }
  for (const KnowledgeValue& new_value : new_values) {
    if (!find(old_values, new_value.place)) changes.push_back({new_value.place, std::nullopt, new_value.value});
  }
  return changes;
}

}  // namespace bihuan::standards
