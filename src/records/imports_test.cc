#include "records/imports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/case_samples.h"
#include "records/internal/import_rows.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;

class ImportsTest : public testing::Test {
 protected:
  static ImportEntry sheet(char digit = '1') {
    ImportEntry entry;
    entry.file_name = "断面月报.xlsx";
    entry.digest = std::string(64, digit);
    entry.octets = 1234;
    entry.profile = "laboratory-month";
    entry.settings = R"({"sites":{"丁桥":"E01"}})";
    entry.counts.values = 7;
    return entry;
  }
  void expect_proved() {
    const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().message;
  }
  std::shared_ptr<Database> database = *open_memory_database();
  Imports imports{database};
};

TEST_F(ImportsTest, BegunThenStoredThenUndone) {
  const auto begun = imports.begin(office_clerk(), sheet());
  ASSERT_TRUE(begun.has_value()) << begun.error().message;
  EXPECT_EQ(begun->state, ImportState::kBegun);
  EXPECT_EQ(imports.unfinished()->size(), 1U);
  EXPECT_EQ(imports.withdraw(office_clerk(), begun->import_id, 1, "错表").error().code, Code::kConflict);
  const auto stored = imports.stored(office_clerk(), begun->import_id, 3, 5, 1, 1);
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->batch, 3);
  EXPECT_EQ(stored->counts.revised, 1);
  EXPECT_EQ(stored->counts.values, 7) << "what the sheet had stays";
  EXPECT_TRUE(imports.unfinished()->empty());
  EXPECT_EQ(imports.of_file(std::string(64, '1'))->size(), 1U);
  EXPECT_EQ(imports.withdraw(office_clerk(), begun->import_id, 1, "错表").error().code, Code::kConflict) << "revision";
  EXPECT_EQ(imports.withdraw(office_clerk(), begun->import_id, 2, " ").error().where, "why");
  const auto undone = imports.withdraw(office_clerk(), begun->import_id, 2, "错表");
  ASSERT_TRUE(undone.has_value()) << undone.error().message;
  EXPECT_EQ(undone->withdrawn_why, "错表");
  EXPECT_EQ(imports.withdraw(office_clerk(), begun->import_id, 3, "错表").error().code, Code::kConflict) << "once";
  EXPECT_TRUE(imports.of_file(std::string(64, '1'))->empty());
  EXPECT_EQ(imports.in_store()->size(), 1U) << "a rebuild wants what was there";
  expect_proved();
}

TEST_F(ImportsTest, NothingNewHasNoBatchAndNothingToUndo) {
  const auto begun = *imports.begin(office_clerk(), sheet());
  const auto stored = imports.stored(office_clerk(), begun.import_id, std::nullopt, 0, 0, 7);
  EXPECT_EQ(stored->state, ImportState::kNothingNew);
  EXPECT_EQ(imports.withdraw(office_clerk(), begun.import_id, 2, "错表").error().code, Code::kConflict);
  EXPECT_TRUE(imports.in_store()->empty());
}

TEST_F(ImportsTest, AFailureSaysWhy) {
  const auto begun = *imports.begin(office_clerk(), sheet());
  EXPECT_EQ(imports.failed(office_clerk(), begun.import_id, "磁盘已满")->outcome, "磁盘已满");
  EXPECT_EQ(imports.stored(office_clerk(), begun.import_id, 1, 1, 0, 0).error().code, Code::kConflict);
  EXPECT_EQ(imports.find("i999999").error().code, Code::kNotFound);
}

TEST_F(ImportsTest, AcceptedAreThoseOfTheWayThatStandNewestFirst) {
  std::vector<std::string> ids;
  for (const char digit : {'1', '2', '3', '4', '5'})
    ids.push_back(imports.begin(office_clerk(), sheet(digit))->import_id);
  ASSERT_TRUE(imports.stored(office_clerk(), ids[0], 1, 1, 0, 0).has_value());
  ASSERT_TRUE(imports.stored(office_clerk(), ids[1], std::nullopt, 0, 0, 7).has_value());
  ASSERT_TRUE(imports.stored(office_clerk(), ids[2], 2, 1, 0, 0).has_value());
  ASSERT_TRUE(imports.withdraw(office_clerk(), ids[2], 2, "错表").has_value());
  ASSERT_TRUE(imports.failed(office_clerk(), ids[3], "磁盘已满").has_value());
  const auto accepted = *imports.accepted("laboratory-month", 10);
  ASSERT_EQ(accepted.size(), 2U);
  EXPECT_EQ(accepted[0].import_id, ids[1]);
  EXPECT_EQ(accepted[1].import_id, ids[0]);
  EXPECT_EQ(imports.accepted("laboratory-month", 1)->size(), 1U);
  EXPECT_TRUE(imports.accepted("national-air-hour", 10)->empty());
}

TEST_F(ImportsTest, OnlyANamedPersonImports) {
  Actor nobody = office_clerk();
  nobody.person_id.clear();
  EXPECT_EQ(imports.begin(nobody, sheet()).error().where, "who");
}

TEST_F(ImportsTest, ListsTheNewestFirstInPages) {
  for (char digit = '1'; digit <= '5'; ++digit) ASSERT_TRUE(imports.begin(office_clerk(), sheet(digit)).has_value());
  const auto first = *imports.list("", 2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].import_id, "i000005");
  const auto second = *imports.list(first[1].import_id, 2);
  EXPECT_EQ(second.at(0).import_id, "i000003");
  EXPECT_EQ(imports.list("", 0).error().code, Code::kInvalidInput);
}

}  // namespace
}  // namespace bihuan::records
