// What only the SQLite adapter has: files, schema, settings, damage, a disk that fails.
#include "records/sqlite/sqlite_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>

#include "records/internal/migrations.h"
#include "records/record_samples.h"
#include "records/records.h"
#include "records/sqlite/testing/disk.h"

namespace bihuan::records {
namespace {

using testing_disk::Disk;
using testing_disk::disk;
using testing_disk::ShimDisk;

// A plain connection beside ours, to look at the file and to spoil it.
class Connection {
 public:
  explicit Connection(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &db_), SQLITE_OK);
    run("pragma synchronous = off");  // nothing of a test must survive the power
  }
  ~Connection() { sqlite3_close(db_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int run(const std::string& sql) { return sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr); }
  std::string ask(const std::string& sql) {
    std::string answer;
    sqlite3_exec(
        db_, sql.c_str(),
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) += values[0] == nullptr ? "null" : values[0];
          return 0;
        },
        &answer, nullptr);
    return answer;
  }

 private:
  sqlite3* db_ = nullptr;
};

Status write_something(const std::string& path) {
  BIHUAN_TRY(Records records, open_records(path, kMorning));
  BIHUAN_TRY(const PlanMeta meta, records.store_plan(sample_plan()));
  BIHUAN_CHECK(records.add_correction(meta.id, 1, sample_correction(sample_sketch())));
  return {};
}

TEST(SqliteStore, MakesAFileWithItsMark) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_something(folder.file("records.db")));
  Connection raw(folder.file("records.db"));
  EXPECT_EQ(raw.ask("pragma application_id"), std::to_string(0x42696875));
  EXPECT_EQ(raw.ask("pragma user_version"), std::to_string(migrations().size()));
  EXPECT_EQ(raw.ask("pragma journal_mode"), "wal");
  EXPECT_EQ(raw.ask("select count(*) from schema_version"), std::to_string(migrations().size()));
  EXPECT_EQ(raw.ask("select name from schema_version where number = 1"), "0001_journal");
  EXPECT_EQ(raw.ask("pragma integrity_check"), "ok");
}

TEST(SqliteStore, MigrationsAreNumberedWithoutGaps) {
  std::int64_t number = 0;
  for (const Migration& migration : migrations()) {
    EXPECT_EQ(migration.number, ++number);
    EXPECT_FALSE(migration.sql.empty());
  }
  EXPECT_GE(number, 4);
}

// Each state that an older program may have left: the rest of the migrations runs, what is stored stays.
TEST(SqliteStore, GoesOnFromAnyEarlierSchema) {
  for (std::size_t had = 0; had <= migrations().size(); ++had) {
    SCOPED_TRACE(had);
    const TemporaryFolder folder;
    ASSERT_TRUE(open_records(folder.file("whole.db"), kMorning));
    {
      Connection whole(folder.file("whole.db"));
      Connection part(folder.file("part.db"));
      if (had > 0) {
        EXPECT_EQ(part.run("pragma application_id = " + std::to_string(0x42696875)), SQLITE_OK);
        EXPECT_EQ(
            part.run(
                "create table schema_version (number integer primary key, name text not null, digest text not null,"
                " applied_at integer not null)"),
            SQLITE_OK);
      }
      for (std::size_t i = 0; i < had; ++i) {
        EXPECT_EQ(part.run(std::string(migrations()[i].sql)), SQLITE_OK);
        const std::string number = std::to_string(i + 1);
        EXPECT_EQ(part.run("insert into schema_version values (" + number + ", 'x', '" +
                           whole.ask("select digest from schema_version where number = " + number) + "', 0)"),
                  SQLITE_OK);
        EXPECT_EQ(part.run("pragma user_version = " + number), SQLITE_OK);
      }
    }
    ASSERT_TRUE(write_something(folder.file("part.db")));
    EXPECT_EQ(Connection(folder.file("part.db")).ask("pragma user_version"), std::to_string(migrations().size()));
  }
}

void overwrite_one(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct BadFile {
  const char* name;
  std::function<void(const std::string&)> spoil;  // the file is there already, with a plan in it
  Error want;
};
void overwrite(const std::string& path, const std::string& bytes) {
  for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(path + tail);
  std::ofstream(path, std::ios::binary) << bytes;
}
const BadFile kBadFiles[] = {
    {"newer_schema",
     [](const std::string& p) { Connection(p).run("pragma user_version = 99"); },
     {Code::kConflict,
      "记录库由更新的版本写成（第 99 版，本程序到第 " + std::to_string(migrations().size()) + " 版）：请升级程序",
      "记录库"}},
    {"no_database",
     [](const std::string& p) { overwrite(p, std::string(5000, 'x')); },
     {Code::kCorrupt, "记录库的文件已损坏或不是记录库：请从备份恢复", "记录库"}},
    {"foreign_database",
     [](const std::string& p) {
       overwrite(p, "");
       Connection(p).run("create table other (a)");
     },
     {Code::kCorrupt, "这个文件不是闭环的记录库：请换一个数据文件夹，或从备份恢复", "记录库"}},
    {"other_migrations",
     [](const std::string& p) { Connection(p).run("update schema_version set digest = 'x' where number = 2"); },
     {Code::kCorrupt, "记录库第 2 次结构变更与本程序的不同：请从备份恢复", "记录库"}},
    {"a_folder",
     [](const std::string& p) {
       for (const char* tail : {"", "-wal", "-shm"}) std::filesystem::remove(p + tail);
       std::filesystem::create_directory(p);
     },
     {Code::kUnavailable, "打不开记录库：请检查数据文件夹是否存在、可写", "记录库"}},
};
TEST(SqliteStore, RefusesFilesThatAreNotOurs) {
  for (const BadFile& c : kBadFiles) {
    SCOPED_TRACE(c.name);
    const TemporaryFolder folder;
    const std::string path = folder.file("records.db");
    ASSERT_TRUE(write_something(path));
    c.spoil(path);
    const auto opened = open_records(path, kMorning);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error(), c.want);
  }
  EXPECT_EQ(open_records("", kMorning).error().message, "记录库的文件名不能为空，也不能含有引号");
  const TemporaryFolder folder;
  EXPECT_EQ(open_records(folder.file("没有/这个/文件夹.db"), kMorning).error().code, Code::kUnavailable);
}

TEST(SqliteStore, AnEmptyFileIsANewStore) {
  const TemporaryFolder folder;
  overwrite(folder.file("records.db"), "");
  EXPECT_TRUE(write_something(folder.file("records.db")));
}

struct PageTampering {
  const char* name;
  const char* sql;
  const char* message;
};
constexpr PageTampering kPageTamperings[] = {
    {"changed", "update journal set who = '别人' where number = 1", "日志第1条与其摘要不符：日志被改动过"},
    {"removed_within", "delete from journal where number = 1", "日志第1条这一条缺失：日志被删去过"},
    {"rechained", "update journal set previous_digest = digest where number = 2",
     "日志第2条与前一条不衔接：日志被改动过"},
};
TEST(SqliteStore, VerifyingFindsAChangedJournal) {
  for (const PageTampering& c : kPageTamperings) {
    SCOPED_TRACE(c.name);
    const TemporaryFolder folder;
    const std::string path = folder.file("records.db");
    ASSERT_TRUE(write_something(path));
    {
      Connection raw(path);
      EXPECT_NE(raw.run(c.sql), SQLITE_OK) << "the triggers refuse it";
      raw.run("drop trigger journal_is_not_changed; drop trigger journal_is_not_removed");
      EXPECT_EQ(raw.run(c.sql), SQLITE_OK);
    }
    auto records = open_records(path, kMorning);
    ASSERT_TRUE(records);
    const auto report = verify(*records);
    ASSERT_TRUE(report);
    ASSERT_FALSE(report->findings.empty());
    EXPECT_EQ(report->findings.front().place + report->findings.front().message, c.message);
  }
}

TEST(SqliteStore, NothingStoredCanBeChanged) {
  const TemporaryFolder folder;
  ASSERT_TRUE(write_something(folder.file("records.db")));
  Connection raw(folder.file("records.db"));
  for (const char* table : {"plan", "plan_version", "plan_content", "correction", "journal"}) {
    EXPECT_NE(raw.run(std::string("delete from ") + table), SQLITE_OK) << table;
    EXPECT_NE(raw.ask(std::string("select count(*) from ") + table), "0") << table;
  }
  EXPECT_NE(raw.run("update plan_version set title = '别的'"), SQLITE_OK);
  EXPECT_NE(raw.run("update plan_content set plain_text = '别的'"), SQLITE_OK);
  EXPECT_NE(raw.run("update correction set after_value = '别的'"), SQLITE_OK);
}

TEST(SqliteStore, AChangedFileNoLongerHasItsDigest) {
  const TemporaryFolder folder;
  const std::string path = folder.file("records.db");
  ASSERT_TRUE(write_something(path));
  Connection(path).run("drop trigger plan_file_is_not_changed; update plan_file set file_bytes = x'00'");
  auto records = open_records(path, kMorning);
  ASSERT_TRUE(records);
  const auto file = records->load_plan_file(*PlanId::make("p0001"));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error(),
            (Error{Code::kCorrupt, "计划 p0001《云汀市2024年水务工作要点》第 1 版的原文件与其摘要不符：请从备份恢复",
                   "工作要点.txt"}));
}

TEST(SqliteStore, AnotherWriterMakesItUnavailableNotWrong) {
  const TemporaryFolder folder;
  const std::string path = folder.file("records.db");
  auto store = open_sqlite_store(path, 0, 50);
  ASSERT_TRUE(store);
  Connection other(path);
  ASSERT_EQ(other.run("begin immediate"), SQLITE_OK);
  const Status status = (*store)->begin();  // waits its 50 ms first
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error(), (Error{Code::kUnavailable, "记录库正被另一个程序占用，没有存入：请稍后重试", "记录库"}));
  ASSERT_EQ(other.run("rollback"), SQLITE_OK);
  EXPECT_TRUE((*store)->begin());
}

TEST(SqliteStore, KeepsLargeNumbersAndLargeFiles) {
  const TemporaryFolder folder;
  NewPlan plan = sample_plan();
  plan.stored_at = Instant{253402271999};  // the end of 9999 in Beijing: beyond 32 bits
  plan.file_bytes.assign(std::size_t{5} << 20, '\0');
  plan.file_bytes[4999999] = 'x';
  std::string path = folder.file("records.db");
  {
    auto records = open_records(path, kMorning);
    ASSERT_TRUE(records);
    ASSERT_TRUE(records->store_plan(plan));
  }
  auto records = open_records(path, kMorning);
  ASSERT_TRUE(records);
  EXPECT_EQ(records->list_plans()->front().stored_at.seconds, 253402271999);
  EXPECT_EQ(records->load_plan_file(*PlanId::make("p0001"))->bytes, plan.file_bytes);
}

// A selection of few rows is fetched and sorted, one of many is looked for along the order: the pages are the same.
TEST(SqliteStore, PagesOfSmallAndOfLargeSelectionsAgree) {
  const Table counter{"counter", {{"name", ColumnType::kText}, {"number", ColumnType::kInteger}}, 1};
  const auto store = *open_sqlite_store(kInMemory, 0);
  constexpr std::int64_t kRows = 4'000;
  const auto name_of = [](std::int64_t i) { return std::to_string(10'000 + i * 7919 % 10'000); };  // in no order
  ASSERT_TRUE(store->begin());
  for (std::int64_t i = 1; i <= kRows; ++i) ASSERT_TRUE(store->insert(counter, {name_of(i), i}));
  ASSERT_TRUE(store->commit());
  for (const std::int64_t least : {1, 1000, 1001, 3951, 4001}) {  // 3,001 rows are many, 3,000 few
    std::set<std::string> expected;
    for (std::int64_t i = least; i <= kRows; ++i) expected.insert(name_of(i));
    std::vector<std::string> got;
    std::vector<Cell> after;
    while (true) {
      Query page{{is_in("name", {"counter", "name", {{"number", records::Test::kAtLeast, {least}, {}}}}),
                  {"number", records::Test::kDiffers, {std::int64_t{3'999}}, {}}},
                 {{"name"}},
                 after,
                 700};
      const Result<std::vector<Cells>> rows = store->select(counter, page);
      ASSERT_TRUE(rows.has_value()) << rows.error().message;
      for (const Cells& row : *rows) got.push_back(std::get<std::string>(row[0]));
      if (rows->size() < 700) break;
      after = {rows->back()[0]};
    }
    expected.erase(name_of(3'999));
    EXPECT_EQ(got, std::vector<std::string>(expected.begin(), expected.end())) << least;
  }
}

// A statement that failed is not used again, and those that are ready stay good beside it.
TEST(SqliteStore, StatementsStayGoodAfterAFailure) {
  const Table counter{"counter", {{"name", ColumnType::kText}, {"number", ColumnType::kInteger}}, 1};
  const auto store = *open_sqlite_store(kInMemory, 0);
  ASSERT_TRUE(store->begin());
  for (int round = 0; round < 3; ++round) {
    const std::string name = "n" + std::to_string(round);
    ASSERT_TRUE(store->insert(counter, {name, std::int64_t{5}}));
    EXPECT_EQ(store->insert(counter, {name, std::int64_t{6}}).error().code, Code::kConflict) << "the name is taken";
    EXPECT_EQ(store->take_number(name).value_or(0), 6);
    EXPECT_EQ(store->count(counter, {}).value_or(0), round + 1);
  }
  // More statements than are kept: each number of places is one of its own.
  for (int places = 1; places <= 300; ++places) {
    Condition some{"name", records::Test::kOneOf, {}, {}};
    for (int i = 0; i < places; ++i) some.values.push_back("n" + std::to_string(i));
    EXPECT_EQ(store->count(counter, {some}).value_or(0), std::min(places, 3));
  }
  ASSERT_TRUE(store->commit());
}

// --- a disk whose n-th write or sync fails, or that forgets what was not synced ---

struct DiskFault {
  const char* name;
  int code;
  bool is_new;  // begins without a file, so that the migrations fail too
  int step;     // from one failing write to the next
};
constexpr DiskFault kDiskFaults[] = {
    {"InputOutput", SQLITE_IOERR_WRITE, false, 1},
    {"Full", SQLITE_FULL, false, 1},
    {"NewFile", SQLITE_IOERR_WRITE, true, 23},
};
bool is_long() {  // ./test --long
  const char* wish = std::getenv("BIHUAN_LONG");
  return wish != nullptr && *wish != '\0';
}
class DiskFaults : public testing::TestWithParam<DiskFault> {};
TEST_P(DiskFaults, LeaveTheStoreWhole) {
  const TemporaryFolder folder;
  ASSERT_TRUE(open_records(folder.file("empty.db"), kMorning));
  const ShimDisk failing;
  int failures = 0;
  const int most = 60 * static_cast<int>(migrations().size());  // a new file writes more with each migration
  const int step = is_long() ? std::min(GetParam().step, 4) : GetParam().step;
  for (int n = 1;; n += step) {
    ASSERT_LT(n, most) << "the flow never passes";
    const std::string path = folder.file(std::to_string(n) + ".db");
    if (!GetParam().is_new) std::filesystem::copy_file(folder.file("empty.db"), path);
    disk = Disk{};
    disk.code = GetParam().code;
    std::int64_t acknowledged = 0;
    Error error;
    {
      disk.countdown = n;
      Result<Records> records = open_records(path, kMorning);
      if (records) {
        const auto meta = records->store_plan(sample_plan());
        if (meta) {
          ++acknowledged;
          const auto made = records->add_correction(meta->id, 1, sample_correction(sample_sketch()));
          if (made)
            ++acknowledged;
          else
            error = made.error();
        } else {
          error = meta.error();
        }
      } else {
        error = records.error();
      }
    }
    const bool has_failed = disk.countdown == 0;
    if (has_failed) ++failures;
    disk.countdown = 0;
    if (acknowledged < 2) {
      EXPECT_TRUE(error.code == Code::kUnavailable) << n << ": " << error.message;
      EXPECT_FALSE(error.message.empty());
    }
    // On a sound disk again: what was acknowledged is there, and nothing half-stored.
    Result<Records> again = open_records(path, kMorning);
    ASSERT_TRUE(again) << n << ": " << again.error().message;
    const auto report = verify(*again);
    ASSERT_TRUE(report) << n;
    EXPECT_TRUE(report->findings.empty()) << n << ": " << report->findings.front().message;
    // Four entries for the plan, one for the correction.
    const std::int64_t done = report->head.entries == 5 ? 2 : report->head.entries == 4 ? 1 : report->head.entries;
    EXPECT_GE(done, acknowledged) << n;
    EXPECT_LE(done, acknowledged + 1) << "a commit whose answer was lost may have happened";
    const auto plans = again->list_plans();
    ASSERT_TRUE(plans);
    EXPECT_EQ(plans->size(), done > 0 ? 1U : 0U) << n;
    if (!plans->empty()) {
      EXPECT_TRUE(again->load_plan(plans->front().id)) << n;
      EXPECT_TRUE(again->load_plan_file(plans->front().id)) << n;
      EXPECT_EQ(again->list_corrections(plans->front().id)->size(), done == 2 ? 1U : 0U) << n;
    }
    if (!has_failed) break;
  }
  EXPECT_GT(failures, 5) << "the shim must really be in between";
}
INSTANTIATE_TEST_SUITE_P(, DiskFaults, testing::ValuesIn(kDiskFaults),
                         [](const auto& p) { return std::string(p.param.name); });

// The power goes at the n-th write or sync, and with it everything that was not synced: what was acknowledged is there.
TEST(ForgetfulDisk, KeepsWhatWasAcknowledged) {
  const TemporaryFolder folder;
  ASSERT_TRUE(open_records(folder.file("empty.db"), kMorning));
  const ShimDisk forgetful;
  bool has_passed = false;
  for (int n = 1; !has_passed; ++n) {
    ASSERT_LT(n, 400) << "the flow never passes";
    const std::string path = folder.file(std::to_string(n) + ".db");
    std::filesystem::copy_file(folder.file("empty.db"), path);
    disk = Disk{};
    disk.code = SQLITE_IOERR_WRITE;
    disk.remembers = disk.stays_dead = true;
    testing_disk::remember(path);
    disk.countdown = n;
    std::int64_t acknowledged = 0;
    {
      Result<Records> records = open_records(path, kMorning);
      Result<PlanMeta> meta = records ? records->store_plan(sample_plan()) : std::unexpected(records.error());
      if (meta) ++acknowledged;
      for (int i = 0; meta && i < 3; ++i) {
        if (!records->add_correction(meta->id, 1, sample_correction(sample_sketch(), std::to_string(60 + i)))) break;
        ++acknowledged;
      }
      has_passed = acknowledged == 4 && !disk.is_dead;
      disk.is_dead = true;  // nor may closing bring anything to the disk
    }
    const std::map<std::string, std::string> durable = disk.durable;
    disk = Disk{};
    const std::string after = folder.file(std::to_string(n) + "-after.db");
    for (const auto& [name, bytes] : durable) {
      overwrite_one(after + name.substr(path.size()), bytes);
    }
    Result<Records> again = open_records(after, kMorning);
    ASSERT_TRUE(again) << n << ": " << again.error().message;
    const auto report = verify(*again);
    ASSERT_TRUE(report) << n;
    EXPECT_TRUE(report->findings.empty()) << n << ": " << report->findings.front().message;
    const std::int64_t stored = report->head.entries == 0 ? 0 : report->head.entries - 3;  // four entries for the plan
    EXPECT_GE(stored, acknowledged) << n;
    EXPECT_LE(stored, acknowledged + 1) << n;
  }
}

}  // namespace
}  // namespace bihuan::records
