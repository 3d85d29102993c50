#include "standards/internal/rule_file.h"

#include <algorithm>

namespace bihuan::standards::internal {
namespace {

bool is_known_key(std::string_view key, std::initializer_list<std::string_view> known) {
  static constexpr std::string_view kAlways[] = {"title", "document", "clause", "confidence"};
  return std::ranges::find(kAlways, key) != std::end(kAlways) || std::ranges::find(known, key) != known.end();
}

}  // namespace

Result<RuleFile> open_rule_file(std::span<const KnowledgeText> texts, std::string_view name, std::optional<Date> on) {
  BIHUAN_TRY(TomlTable table, knowledge_table(texts, name));
  RuleFile file{std::string(name), table, {}};
  BIHUAN_TRY(const TomlTable head, table.table("standard"));
  BIHUAN_CHECK(head.check_keys({"id", "title", "issued", "valid_from", "valid_to", "supersedes", "source", "evidence",
                                "confidence", "reviewed"}));
  BIHUAN_TRY(file.source.standard, head.string("id"));
  BIHUAN_TRY(const std::string title, head.string("title"));
  BIHUAN_TRY(file.source.valid_from, head.date("valid_from"));
  BIHUAN_TRY(file.source.valid_to, head.optional_date("valid_to"));
  BIHUAN_TRY(const std::string confidence, read_confidence(head));
  BIHUAN_CHECK(head.strings("reviewed"));
  file.source.edition = title + "（" + to_string(file.source.valid_from) + "起施行）";
  if (on && (*on < file.source.valid_from || (file.source.valid_to && *on > *file.source.valid_to))) {
    return fail(
        Code::kNotCovered,
        file.source.standard + "在" + to_string(*on) + "不适用；其施行日期为" + to_string(file.source.valid_from),
        std::string(name));
  }
  file.source.digest = digest_of(texts, {name});
  return file;
}

std::string digest_of(std::span<const KnowledgeText> texts, std::initializer_list<std::string_view> names) {
  std::vector<KnowledgeText> used;
  for (const KnowledgeText& text : texts) {
    if (std::ranges::find(names, text.name) != names.end()) used.push_back(text);
  }
  return knowledge_digest(used);
}

Result<TomlTable> read_section(const TomlTable& file, RuleSource& source, std::string_view key,
                               std::initializer_list<std::string_view> known) {
  BIHUAN_TRY(const TomlTable table, file.table(key));
  for (const std::string& own : table.keys()) {
    if (!is_known_key(own, known)) {
      return fail(Code::kInvalidInput, "[" + std::string(key) + "]中有不认识的键" + own, table.where());
    }
  }
  BIHUAN_TRY(const std::string document, table.string_or("document", source.standard));
  BIHUAN_TRY(const std::string clause, table.string("clause"));
  source.clauses[std::string(key)] = document + " " + clause;
  BIHUAN_TRY(source.confidence[std::string(key)], read_confidence(table));
  return table;
}

Result<std::string> read_confidence(const TomlTable& table, std::string_view otherwise) {
  if (!table.has("confidence") && !otherwise.empty()) return std::string(otherwise);
  BIHUAN_TRY(const std::string confidence, table.string("confidence"));
  if (confidence != "high" && confidence != "medium" && confidence != "low") {
    return fail(Code::kInvalidInput, "confidence应为high、medium或low", table.where());
  }
  return confidence;
}

Result<int> read_int(const TomlTable& table, std::string_view key, int low, int high) {
  BIHUAN_TRY(const std::int64_t value, table.integer(key));
  if (value < low || value > high) {
    return fail(Code::kInvalidInput,
                std::string(key) + "应为" + std::to_string(low) + "至" + std::to_string(high) + "的整数",
                table.where());
  }
  return static_cast<int>(value);
}

Result<Decimal> read_positive(const TomlTable& table, std::string_view key) {
  BIHUAN_TRY(const Decimal value, table.decimal(key));
  if (value.is_negative() || value.is_zero()) {
    return fail(Code::kInvalidInput, std::string(key) + "应大于0", table.where());
  }
  return value;
}

Result<Decimal> read_percent(const TomlTable& table, std::string_view key) {
  BIHUAN_TRY(const Decimal value, table.decimal(key));
  if (value.is_negative() || value > Decimal(100)) {
    return fail(Code::kInvalidInput, std::string(key) + "应为0至100的百分数", table.where());
  }
  return value;
}

Status expect_method(const TomlTable& table, std::string_view key, std::string_view word) {
  BIHUAN_TRY(const std::string value, table.string(key));
  if (value != word) {
    return fail(Code::kInvalidInput, std::string(key) + "应为“" + std::string(word) + "”；其他方法没有实现",
                table.where());
  }
  return {};
}

}  // namespace bihuan::standards::internal
