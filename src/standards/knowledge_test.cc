#include "standards/knowledge.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/digest.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

std::string line_of(const KnowledgeText& text) {
  return sm3_hex(text.text) + " " + sha256_hex(text.text) + " " + text.name + "\n";
}

TEST(KnowledgeDigest, DependsOnNamesAndBytesAndNotOnOrder) {
  std::vector<KnowledgeText> texts = {{"a.toml", "x = 1\n"}, {"b.toml", "y = 2\n"}};
  const std::string digest = knowledge_digest(texts);
  std::ranges::reverse(texts);
  EXPECT_EQ(knowledge_digest(texts), digest);
  texts[0].text += " ";
  EXPECT_NE(knowledge_digest(texts), digest);
  std::swap(texts[0].name, texts[1].name);
  EXPECT_NE(knowledge_digest(texts), digest);
}

TEST(Manifest, AcceptsWhatItListsAndRefusesTheRest) {
  const std::vector<KnowledgeText> texts = {{"a.toml", "x = 1\n"}};
  const std::string good = "# made by a script\n\n" + line_of(texts[0]) + line_of({"other.toml", "z"});
  EXPECT_TRUE(check_manifest(texts, good).has_value());

  struct Case {
    std::string manifest;
    Error want;
  };
  const std::string other = line_of({"a.toml", "x = 2\n"});
  const Case cases[] = {
      {"", {Code::kCorrupt, "知识文件不在清单MANIFEST中，不予使用；应先核对该文件并登记其摘要", "a.toml"}},
      {other,
       {Code::kCorrupt, "知识文件与清单MANIFEST中的摘要不符，可能被改动；应恢复原文件，或核对后重新登记", "a.toml"}},
      {"# one\nabc def a.toml\n",
       {Code::kInvalidInput, "清单的一行应为“SM3 SHA-256 文件名”，以一个空格分隔", "MANIFEST:2"}},
      {line_of(texts[0]) + line_of(texts[0]),
       {Code::kInvalidInput, "清单中文件“a.toml”出现两次，应只有一行", "MANIFEST:2"}},
  };
  for (const Case& c : cases) {
    const Status status = check_manifest(texts, c.manifest);
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error(), c.want);
  }
}

TEST(Manifest, ShippedFilesAreTheListedOnes) {
  const std::vector<std::string> names = {"water/gb3838-2002.toml",        "water/surface-water-evaluation.toml",
                                          "water/gbt14848-2017.toml",      "water/drinking-sources.toml",
                                          "water/city-water-ranking.toml", "water/trend-statistics.toml",
                                          "indicators/water.toml",         "indicators/section-table.toml"};
  const std::vector<KnowledgeText> manifest = internal::shipped_texts({"MANIFEST"});
  const Status status = check_manifest(internal::shipped_texts(names), manifest[0].text);
  EXPECT_TRUE(status.has_value()) << status.error().where << status.error().message;
}

TEST(KnowledgeTable, NamesTheFileThatIsMissing) {
  const Result<TomlTable> table = knowledge_table({}, "water/x.toml");
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error(), (Error{Code::kNotFound, "缺少知识文件“water/x.toml”", "water/x.toml"}));
}

}  // namespace
}  // namespace bihuan::standards
