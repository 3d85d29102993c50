// What only the SQLite adapter has: files, schema, settings, damage, a disk that fails.
#include "records/sqlite/sqlite_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "records/internal/migrations.h"
#include "records/record_samples.h"
#include "records/records.h"

namespace bihuan::records {
namespace {

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
     {Code::kConflict, "记录库由更新的版本写成（第 99 版，本程序到第 4 版）：请升级程序", "记录库"}},
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

struct Tampering {
  const char* name;
  const char* sql;
  const char* message;
};
constexpr Tampering kTamperings[] = {
    {"changed", "update journal set who = '别人' where number = 1", "日志第1条与其摘要不符：日志被改动过"},
    {"removed_within", "delete from journal where number = 1", "日志第1条这一条缺失：日志被删去过"},
    {"rechained", "update journal set previous_digest = digest where number = 2",
     "日志第2条与前一条不衔接：日志被改动过"},
};
TEST(SqliteStore, VerifyingFindsAChangedJournal) {
  for (const Tampering& c : kTamperings) {
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

// --- a disk whose n-th write or sync fails ---

// Set while a test runs; VFS calls are C functions.
struct Disk {
  int countdown = 0;  // the write that brings it to 0 fails; 0 = none
  int code = SQLITE_OK;
  int writes = 0;
};
Disk disk;

bool fails() {
  ++disk.writes;
  return disk.countdown > 0 && --disk.countdown == 0;
}

// A file of the machine's own VFS with two calls put in between.
struct ShimFile {
  sqlite3_file base;
  sqlite3_file* real;
};
sqlite3_file* real_of(sqlite3_file* file) { return reinterpret_cast<ShimFile*>(file)->real; }

const sqlite3_io_methods* shim_methods() {
  static const sqlite3_io_methods kMethods = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;
    m.xClose = [](sqlite3_file* f) { return real_of(f)->pMethods->xClose(real_of(f)); };
    m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
    };
    m.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
      return fails() ? disk.code : real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
    };
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) { return real_of(f)->pMethods->xTruncate(real_of(f), n); };
    m.xSync = [](sqlite3_file* f, int flags) {
      return fails() ? (disk.code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC)
                     : real_of(f)->pMethods->xSync(real_of(f), flags);
    };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return real_of(f)->pMethods->xFileSize(real_of(f), n); };
    m.xLock = [](sqlite3_file* f, int l) { return real_of(f)->pMethods->xLock(real_of(f), l); };
    m.xUnlock = [](sqlite3_file* f, int l) { return real_of(f)->pMethods->xUnlock(real_of(f), l); };
    m.xCheckReservedLock = [](sqlite3_file* f, int* r) {
      return real_of(f)->pMethods->xCheckReservedLock(real_of(f), r);
    };
    m.xFileControl = [](sqlite3_file* f, int op, void* a) {
      return real_of(f)->pMethods->xFileControl(real_of(f), op, a);
    };
    m.xSectorSize = [](sqlite3_file* f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) { return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)); };
    m.xShmMap = [](sqlite3_file* f, int p, int n, int e, void volatile** o) {
      return real_of(f)->pMethods->xShmMap(real_of(f), p, n, e, o);
    };
    m.xShmLock = [](sqlite3_file* f, int o, int n, int l) {
      return real_of(f)->pMethods->xShmLock(real_of(f), o, n, l);
    };
    m.xShmBarrier = [](sqlite3_file* f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); };
    m.xShmUnmap = [](sqlite3_file* f, int d) { return real_of(f)->pMethods->xShmUnmap(real_of(f), d); };
    return m;
  }();
  return &kMethods;
}

// Makes the failing disk the default one while it lives.
class FailingDisk {
 public:
  FailingDisk() : real_(sqlite3_vfs_find(nullptr)), shim_(*real_) {
    shim_.zName = "failing_disk";
    shim_.pNext = nullptr;
    shim_.pAppData = real_;
    shim_.szOsFile = static_cast<int>(sizeof(ShimFile)) + real_->szOsFile;
    shim_.xOpen = [](sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
      auto* shim = reinterpret_cast<ShimFile*>(file);
      auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
      shim->real = reinterpret_cast<sqlite3_file*>(shim + 1);
      const int code = real->xOpen(real, name, shim->real, flags, out);
      shim->base.pMethods = shim->real->pMethods == nullptr ? nullptr : shim_methods();
      return code;
    };
    sqlite3_vfs_register(&shim_, 1);
  }
  ~FailingDisk() {
    disk = Disk{};
    sqlite3_vfs_unregister(&shim_);
    sqlite3_vfs_register(real_, 1);
  }
  FailingDisk(const FailingDisk&) = delete;
  FailingDisk& operator=(const FailingDisk&) = delete;

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs shim_;
};

struct DiskFault {
  const char* name;
  int code;
  bool is_new;  // begins without a file, so that the migrations fail too
  int step;     // from one failing write to the next
};
constexpr DiskFault kDiskFaults[] = {
    {"InputOutput", SQLITE_IOERR_WRITE, false, 1},
    {"Full", SQLITE_FULL, false, 1},
    {"NewFile", SQLITE_IOERR_WRITE, true, 4},
};
class DiskFaults : public testing::TestWithParam<DiskFault> {};
TEST_P(DiskFaults, LeaveTheStoreWhole) {
  const TemporaryFolder folder;
  ASSERT_TRUE(open_records(folder.file("empty.db"), kMorning));
  const FailingDisk failing;
  int failures = 0;
  for (int n = 1;; n += GetParam().step) {
    ASSERT_LT(n, 400) << "the flow never passes";
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

}  // namespace
}  // namespace bihuan::records
