#include "standards/knowledge.h"

#include <algorithm>
#include <map>
#include <vector>

#include "base/digest.h"
#include "base/text.h"

namespace bihuan::standards {
namespace {

bool is_hex(std::string_view text, std::size_t length) {
  return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

struct Digests {
  std::string sm3;
  std::string sha256;
};

Result<std::map<std::string, Digests>> parse_manifest(std::string_view manifest) {
  std::map<std::string, Digests> digests;
  int number = 0;
  for (const std::string_view line : split_lines(manifest)) {
    ++number;
    const std::string where = "MANIFEST:" + std::to_string(number);
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string_view> parts = split(line, ' ');
    if (parts.size() != 3 || !is_hex(parts[0], 64) || !is_hex(parts[1], 64) || parts[2].empty()) {
      return fail(Code::kInvalidInput, "清单的一行应为“SM3 SHA-256 文件名”，以一个空格分隔", where);
    }
    if (!digests.emplace(parts[2], Digests{std::string(parts[0]), std::string(parts[1])}).second) {
      return fail(Code::kInvalidInput, "清单中文件“" + std::string(parts[2]) + "”出现两次，应只有一行", where);
    }
  }
  return digests;
}

}  // namespace

std::string knowledge_digest(std::span<const KnowledgeText> texts) {
  std::map<std::string, std::string> by_name;
  for (const KnowledgeText& text : texts) by_name[text.name] = sm3_hex(text.text);
  std::string lines;
  for (const auto& [name, digest] : by_name) lines += digest + " " + name + "\n";
  return sm3_hex(lines);
}

Status check_manifest(std::span<const KnowledgeText> texts, std::string_view manifest) {
  BIHUAN_TRY(const auto digests, parse_manifest(manifest));
  for (const KnowledgeText& text : texts) {
    const auto found = digests.find(text.name);
    if (found == digests.end()) {
      return fail(Code::kCorrupt, "知识文件不在清单MANIFEST中，不予使用；应先核对该文件并登记其摘要", text.name);
    }
    if (found->second.sm3 != sm3_hex(text.text) || found->second.sha256 != sha256_hex(text.text)) {
      return fail(Code::kCorrupt, "知识文件与清单MANIFEST中的摘要不符，可能被改动；应恢复原文件，或核对后重新登记",
                  text.name);
    }
  }
  return {};
}

Result<TomlTable> knowledge_table(std::span<const KnowledgeText> texts, std::string_view name) {
  const auto found = std::ranges::find(texts, name, &KnowledgeText::name);
  if (found == texts.end()) {
    return fail(Code::kNotFound, "缺少知识文件“" + std::string(name) + "”", std::string(name));
  }
  return parse_toml(found->text, "knowledge/" + std::string(name));
}

}  // namespace bihuan::standards
