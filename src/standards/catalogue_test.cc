#include "standards/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

std::vector<KnowledgeText> all_texts() {
  std::vector<KnowledgeText> texts = internal::shipped_air_texts();
  for (KnowledgeText& text : internal::shipped_water_texts()) texts.push_back(std::move(text));
  return texts;
}

const StandardEntry& entry(const std::vector<StandardEntry>& entries, std::string_view id) {
  return *std::ranges::find(entries, id, &StandardEntry::id);
}

TEST(Catalogue, ListsEveryStandardWithItsClauses) {
  const Result<std::vector<StandardEntry>> entries = read_catalogue(all_texts());
  ASSERT_TRUE(entries.has_value()) << entries.error().message;
  EXPECT_EQ(entries->size(), 8U);
  const StandardEntry& index = entry(*entries, "HJ 633-2012");
  EXPECT_EQ(index.valid_to, Date(2026, 2, 28));
  EXPECT_TRUE(index.reviewed.empty());
  EXPECT_EQ(index.clauses.front().clause, "表1");
  EXPECT_TRUE(index.clauses.front().is_covered);
  EXPECT_EQ(index.clauses.back().clause, "表3缺项");
}

TEST(Catalogue, SaysWhatIsNotCovered) {
  const std::vector<StandardEntry> entries = *read_catalogue(all_texts());
  const StandardEntry& open = entry(entries, "HJ 663-2026");
  EXPECT_EQ(open.confidence, "low");
  int not_covered = 0;
  for (const ClauseEntry& clause : open.clauses) not_covered += clause.is_covered ? 0 : 1;
  EXPECT_EQ(not_covered, 6);
  EXPECT_EQ(open.covered(), static_cast<int>(open.clauses.size()) - 6);
  const auto found = std::ranges::find(open.clauses, "例外事件", &ClauseEntry::clause);
  ASSERT_NE(found, open.clauses.end());
  EXPECT_EQ(found->title, "例外事件的种类与扣除程序：未读到");
  EXPECT_EQ(found->confidence, "low");
  // A clause of another document keeps that document's name.
  EXPECT_TRUE(std::ranges::any_of(open.clauses, [](const ClauseEntry& clause) {
    return clause.document == "HJ 663-2013" && clause.clause == "附录A百分位数" && clause.confidence == "low";
  }));
}

TEST(Catalogue, ShowsEveryValue) {
  const Result<std::vector<KnowledgeValue>> values = standard_values(all_texts(), "HJ 633-2026");
  ASSERT_TRUE(values.has_value());
  const auto found = std::ranges::find(*values, "break_points[pm25_24h].concentration", &KnowledgeValue::place);
  ASSERT_NE(found, values->end());
  EXPECT_EQ(found->value, "0、35、60、115、150、250、350、500");
  EXPECT_EQ(standard_values(all_texts(), "HJ 1").error().code, Code::kNotFound);
}

TEST(Catalogue, ChangesBetweenEditions) {
  const Result<std::vector<KnowledgeChange>> changes = standard_changes(all_texts(), "HJ 633-2012", "HJ 633-2026");
  ASSERT_TRUE(changes.has_value());
  std::vector<std::string> tables;
  for (const KnowledgeChange& change : *changes) {
    if (change.place.starts_with("break_points")) tables.push_back(change.place);
  }
  // Two points and the two rules beyond the table; nothing else.
  EXPECT_EQ(tables, (std::vector<std::string>{"break_points[so2_1h].beyond", "break_points[pm10_24h].concentration",
                                              "break_points[o3_8h].beyond", "break_points[pm25_24h].concentration"}));
  const auto gone = std::ranges::find(*changes, "exceeding_pollutant.above", &KnowledgeChange::place);
  ASSERT_NE(gone, changes->end());
  EXPECT_EQ(gone->before, "100");
  EXPECT_FALSE(gone->after.has_value());
  EXPECT_TRUE(standard_changes(all_texts(), "HJ 633-2012", "HJ 633-2012")->empty());
}

// Every file with a [standard], as the program reads them: ids are told apart, and each has a clause with an evaluator.
TEST(Catalogue, ReadsEveryShippedFile) {
  const std::filesystem::path root = std::filesystem::path(BIHUAN_SOURCE_DIR) / "knowledge";
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::recursive_directory_iterator(root)) {
    if (file.path().extension() == ".toml") names.push_back(std::filesystem::relative(file.path(), root).string());
  }
  const Result<std::vector<StandardEntry>> entries = read_catalogue(internal::shipped_texts(names));
  ASSERT_TRUE(entries.has_value()) << entries.error().where << entries.error().message;
  EXPECT_GE(entries->size(), 19U);
  std::set<std::string> ids;
  for (const StandardEntry& one : *entries) {
    EXPECT_TRUE(ids.insert(one.id).second) << one.id;
    EXPECT_GT(one.covered(), 0) << one.id;
  }
  EXPECT_TRUE(ids.contains("GB/T 14848-2017"));
  EXPECT_TRUE(ids.contains("环办监测〔2017〕51号"));
}

}  // namespace
}  // namespace bihuan::standards
