// What verification names: each kind of change that somebody with the file in hand could make.
#include "records/journal.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <functional>

#include "base/digest.h"
#include "records/anchors.h"
#include "records/ledger.h"
#include "records/record_samples.h"
#include "records/sqlite/sqlite_store.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

void run_sql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << (message ? message : "");
  sqlite3_free(message);
  sqlite3_close(db);
}

constexpr const char* kNoTriggers =
    "drop trigger journal_is_not_changed; drop trigger journal_is_not_removed;"
    "drop trigger journal_text_is_not_changed; drop trigger journal_text_is_not_removed;"
    "drop trigger correction_is_not_changed; drop trigger correction_is_not_removed;"
    "drop trigger reading_is_not_changed; drop trigger reading_is_not_removed;";

// A store with 24 entries (4 of a plan, 1 correction, 19 readings) and its anchor.
struct Kept {
  TemporaryFolder folder;
  std::string path = folder.file("records.db");
  std::vector<JournalAnchor> anchors;

  Kept() {
    Records records = *open_records(path, kMorning);
    const PlanMeta meta = *records.store_plan(sample_plan());
    EXPECT_TRUE(records.add_correction(meta.id, 1, sample_correction(sample_sketch())));
    const std::vector<NewReading> readings(19, NewReading{"t1", "2024-08-31", "{}", "断面.xlsx", ""});
    EXPECT_TRUE(records.store_readings(meta.id, 1, readings, "周敏", later(60)));
    const JournalHead head = *records.database()->read(read_head);
    EXPECT_EQ(head.entries, 24);
    anchors.push_back({head.entries, head.digest, "备份甲"});
  }
  JournalReport verified() const {
    Records records = *open_records(path, kMorning);
    return *records.database()->read([&](Reader& reader) { return verify_journal(reader, anchors); });
  }
};

// Rebuilds the chain from the rows that are left, as somebody who knows the format would.
void rechain(const std::string& path) {
  auto store = *open_sqlite_store(path, 0);
  ASSERT_TRUE(store->begin());
  const Table table{"journal",
                    {{"number", ColumnType::kInteger},
                     {"at", ColumnType::kInteger},
                     {"recorded_at", ColumnType::kInteger},
                     {"account_id"},
                     {"who"},
                     {"origin"},
                     {"what"},
                     {"subject"},
                     {"why"},
                     {"before_digest"},
                     {"after_digest"},
                     {"state_digest"},
                     {"previous_digest"},
                     {"digest"}},
                    1};
  Query query;
  query.order = {{"number"}};
  const std::vector<Cells> rows = *store->select(table, query);
  std::string previous(64, '0');
  const auto text = [](const Cell& cell) { return std::get<std::string>(cell); };
  for (Cells row : rows) {
    JournalEntry entry;
    entry.number = std::get<std::int64_t>(row[0]);
    entry.at.seconds = std::get<std::int64_t>(row[1]);
    entry.recorded_at.seconds = std::get<std::int64_t>(row[2]);
    entry.account_id = text(row[3]);
    entry.who = text(row[4]);
    entry.origin = text(row[5]);
    entry.what = text(row[6]);
    entry.subject = text(row[7]);
    entry.why = text(row[8]);
    entry.before_digest = text(row[9]);
    entry.after_digest = text(row[10]);
    entry.state_digest = text(row[11]);
    entry.previous_digest = previous;
    previous = journal_digest(entry);
    row[12] = entry.previous_digest;
    row[13] = previous;
    ASSERT_TRUE(store->replace(table, row));
  }
  ASSERT_TRUE(store->commit());
}

TEST(JournalVerification, FindsNothingInASoundStore) {
  const Kept kept;
  const JournalReport report = kept.verified();
  EXPECT_THAT(report.findings, SizeIs(0));
  EXPECT_EQ(report.head.entries, 24);
  EXPECT_EQ(report.records, 24);
}

struct Tampering {
  const char* name;
  std::function<void(const std::string& path)> act;
  const char* place;
  const char* message;
};
const Tampering kTamperings[] = {
    {"a_changed_cell_of_the_journal",
     [](const std::string& p) {
       run_sql(p, std::string(kNoTriggers) + "update journal set who = '别人' where number = 7");
     },
     "日志第7条", "与其摘要不符"},
    {"a_changed_text_of_the_journal",
     [](const std::string& p) {
       run_sql(p, std::string(kNoTriggers) + "update journal_text set after_value = '{}' where number = 5");
     },
     "日志第5条", "改动后的内容与其摘要不符"},
    {"a_removed_text",
     [](const std::string& p) { run_sql(p, std::string(kNoTriggers) + "delete from journal_text where number = 6"); },
     "日志第6条", "改动后的内容与其摘要不符"},
    {"a_deleted_row",
     [](const std::string& p) {
       run_sql(p, std::string(kNoTriggers) +
                      "delete from journal_text where number = 9; delete from journal where number = 9");
     },
     "日志第9条", "这一条缺失"},
    {"the_last_ten_cut_off",
     [](const std::string& p) {
       run_sql(p, std::string(kNoTriggers) +
                      "delete from journal_text where number > 14; delete from journal where number > 14;"
                      "delete from reading where number > 9");
     },
     "日志末尾", "备份甲记下的日志有24条，现在只有14条：末尾10条被删去"},
    {"rechained_after_a_deletion",
     [](const std::string& p) {
       run_sql(p,
               std::string(kNoTriggers) +
                   "delete from journal_text where number = 24; delete from journal where number = 24;"
                   "delete from reading where number = 19;"
                   "pragma foreign_keys = off; insert into journal select 24, at, recorded_at, account_id, who, origin,"
                   " 'note', '', '', '', '', '', previous_digest, digest from journal where number = 23");
       rechain(p);
     },
     "日志第24条", "摘要与备份甲记下的不同：第24条或它之前的日志被整体重写过"},
    {"a_changed_record",
     [](const std::string& p) { run_sql(p, std::string(kNoTriggers) + "update correction set after_value = '50'"); },
     "correction/p0001/c0001/1", "after_value现为\"50\"，日志记为\"100\""},
    {"a_removed_record",
     [](const std::string& p) { run_sql(p, std::string(kNoTriggers) + "delete from reading where number = 3"); },
     "reading/3", "记录不见了"},
    {"a_record_put_in_by_hand",
     [](const std::string& p) {
       run_sql(p,
               "insert into reading select 99, plan_id, version, target_id, as_of, reading, source_file,"
               " source_digest, stored_at, stored_by, part from reading where number = 1");
     },
     "reading/99", "日志里却没有"},
};
TEST(JournalVerification, NamesEachTampering) {
  for (const Tampering& tampering : kTamperings) {
    SCOPED_TRACE(tampering.name);
    const Kept kept;
    tampering.act(kept.path);
    const JournalReport report = kept.verified();
    ASSERT_FALSE(report.findings.empty());
    std::string all;
    bool is_named = false;
    for (const JournalFinding& finding : report.findings) {
      all += finding.place + "：" + finding.message + "\n";
      is_named |= finding.place == tampering.place && finding.message.find(tampering.message) != std::string::npos;
    }
    EXPECT_TRUE(is_named) << all;
  }
}

TEST(JournalVerification, ARechainedJournalWithoutAnAnchorLooksSound) {
  // What the anchors are for: the chain alone cannot show that all of it was rebuilt.
  Kept kept;
  run_sql(kept.path, std::string(kNoTriggers) + "update journal set who = '别人' where number = 7");
  rechain(kept.path);
  EXPECT_THAT(kept.verified().findings, SizeIs(1));
  kept.anchors.clear();
  EXPECT_THAT(kept.verified().findings, SizeIs(0));
}

TEST(Erasure, TakesATextAndLeavesTheChain) {
  const Kept kept;
  {
    auto database = *open_database(kept.path, kMorning, 1);
    Actor asks, grants;
    asks.name = "周敏";
    grants.name = "李航";
    grants.at = grants.recorded_at = asks.at = asks.recorded_at = later(90);
    EXPECT_EQ(erase_texts(*database, asks, grants, {}, "误传涉密文件").error().message, "没有指明要销毁哪些日志的内容");
    EXPECT_EQ(erase_texts(*database, asks, asks, {5}, "误传涉密文件").error().message,
              "销毁内容须由两个人办理：申请人和批准人不能是同一人");
    EXPECT_EQ(erase_texts(*database, asks, grants, {5}, " ").error().message, "销毁内容要写明依据和理由");
    EXPECT_EQ(erase_texts(*database, asks, grants, {500}, "误传涉密文件").error().code, Code::kNotFound);
    ASSERT_TRUE(erase_texts(*database, asks, grants, {5}, "误传涉密文件，依保密法处理"));
    EXPECT_EQ(erase_texts(*database, asks, grants, {5}, "再来一次").error().code, Code::kConflict);
    const auto entries = *database->read([](Reader& reader) { return read_journal(reader, 4, 1); });
    EXPECT_EQ(entries.front().after, "");
    EXPECT_THAT(entries.front().after_digest, SizeIs(64)) << "the digest of what was there stays";
    const auto last = *database->read([](Reader& reader) { return read_journal(reader, 24, 10); });
    ASSERT_THAT(last, SizeIs(1));
    const auto newest = *database->read([](Reader& reader) {
      return read_journal(reader, 0, 3, {.subject_begins = "", .what_begins = "", .who = "", .newest_first = true});
    });
    ASSERT_THAT(newest, SizeIs(3));
    EXPECT_EQ(newest[0].digest, last.front().digest);
    EXPECT_EQ(newest[0].after, last.front().after) << "with its texts";
    EXPECT_EQ(newest[2].number, newest[0].number - 2);
    const auto before = *database->read([&](Reader& reader) {
      return read_journal(reader, newest[2].number, 2,
                          {.subject_begins = "", .what_begins = "", .who = "", .newest_first = true});
    });
    ASSERT_THAT(before, SizeIs(2));
    EXPECT_EQ(before[0].number, newest[2].number - 1);
    EXPECT_EQ(last.front().what, "journal.erased");
    EXPECT_EQ(last.front().who, "李航");
    EXPECT_THAT(last.front().after, HasSubstr("周敏"));
  }
  const JournalReport report = kept.verified();
  EXPECT_THAT(report.findings, SizeIs(0));
  EXPECT_EQ(report.erased, 1);
}

}  // namespace
}  // namespace bihuan::records
