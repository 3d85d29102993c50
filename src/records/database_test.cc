#include "records/database.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "records/ledger.h"
#include "records/record_samples.h"

namespace bihuan::records {
namespace {

Actor somebody() {
  Actor actor;
  actor.name = "周敏";
  actor.at = actor.recorded_at = kMorning;
  return actor;
}

Status note(Ledger& ledger, const std::string& subject) { return ledger.note("test", subject); }

TEST(Database, AnActionThatFailsLeavesNothing) {
  auto database = *open_memory_database();
  const Actor actor = somebody();
  EXPECT_TRUE(database->write(actor, [](Ledger& ledger) { return note(ledger, "1"); }));
  const Status failed = database->write(actor, [](Ledger& ledger) -> Status {
    BIHUAN_CHECK(note(ledger, "2"));
    BIHUAN_CHECK(note(ledger, "3"));
    return fail(Code::kConflict, "不行");
  });
  EXPECT_EQ(failed.error().message, "不行");
  EXPECT_EQ(database->read(read_head)->entries, 1);
  EXPECT_TRUE(database->write(actor, [](Ledger& ledger) { return note(ledger, "4"); }));
  const auto report = database->read([](Reader& reader) { return verify_journal(reader, {}); });
  EXPECT_EQ(report->head.entries, 2);
  EXPECT_TRUE(report->findings.empty());
}

TEST(Database, ADefectInOneActionIsAnErrorAndTheNextGoesOn) {
  auto database = *open_memory_database();
  const Status failed = database->write(somebody(), [](Ledger& ledger) -> Status {
    BIHUAN_CHECK(note(ledger, "1"));
    throw std::runtime_error("a defect");
  });
  EXPECT_EQ(failed.error().code, Code::kUnavailable);
  EXPECT_TRUE(database->write(somebody(), [](Ledger& ledger) { return note(ledger, "2"); }));
  EXPECT_EQ(database->read(read_head)->entries, 1);
}

// Many writers at once, every seventh of whom fails: each that was acknowledged is there, once, and commits are shared.
TEST(Database, ManyWritersShareCommits) {
  const TemporaryFolder folder;
  constexpr int kThreads = 8;
  constexpr int kEach = 60;
  std::atomic<int> acknowledged{0};
  {
    auto database = *open_database(folder.file("records.db"), kMorning, 1);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        const Actor actor = somebody();
        for (int i = 0; i < kEach; ++i) {
          const Status status = database->write(actor, [&](Ledger& ledger) -> Status {
            BIHUAN_CHECK(note(ledger, std::to_string(t) + "/" + std::to_string(i)));
            if (i % 7 == 6) return fail(Code::kConflict, "不行");
            return {};
          });
          if (status) ++acknowledged;
          EXPECT_EQ(status.has_value(), i % 7 != 6);
          EXPECT_GE(database->read(read_head)->entries, 0) << "readers are not held up";
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_LT(database->commits(), kThreads * kEach);
  }
  auto again = *open_database(folder.file("records.db"), kMorning, 1);
  const auto report = again->read([](Reader& reader) { return verify_journal(reader, {}); });
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->findings.empty());
  EXPECT_EQ(report->head.entries, acknowledged.load());
}

}  // namespace
}  // namespace bihuan::records
