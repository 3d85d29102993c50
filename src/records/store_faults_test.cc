// Faults: the n-th operation of the Store fails, n = 1, 2, 3 ... until the flow passes; each time nothing half-stored
// stays.
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "records/record_samples.h"
#include "records/records.h"
#include "records/sqlite/sqlite_store.h"
#include "records/store.h"

namespace bihuan::records {
namespace {

const Error kFault{Code::kUnavailable, "试验用的故障", "记录库"};

// Passes everything on to another store, except the operation whose turn it is to fail.
class FaultyStore final : public Store {
 public:
  FaultyStore(std::unique_ptr<Store> store, int& countdown) : store_(std::move(store)), countdown_(countdown) {}

  Status begin_reading() override { return store_->begin_reading(); }
  void end_reading() override { store_->end_reading(); }
  Status begin() override {
    return pass<Status>([&] { return store_->begin(); });
  }
  Status commit() override {
    return pass<Status>([&] { return store_->commit(); });
  }
  void rollback() override { store_->rollback(); }
  Status set_mark() override {
    return pass<Status>([&] { return store_->set_mark(); });
  }
  Status drop_mark() override {
    return pass<Status>([&] { return store_->drop_mark(); });
  }
  Status go_back_to_mark() override { return store_->go_back_to_mark(); }
  Result<std::int64_t> take_number(std::string_view counter) override {
    return pass<Result<std::int64_t>>([&] { return store_->take_number(counter); });
  }
  Status insert(const Table& table, const Cells& cells) override {
    return pass<Status>([&] { return store_->insert(table, cells); });
  }
  Status replace(const Table& table, const Cells& cells) override {
    return pass<Status>([&] { return store_->replace(table, cells); });
  }
  Result<std::int64_t> remove(const Table& table, const std::vector<Condition>& where) override {
    return pass<Result<std::int64_t>>([&] { return store_->remove(table, where); });
  }
  Result<std::vector<Cells>> select(const Table& table, const Query& query) override {
    return pass<Result<std::vector<Cells>>>([&] { return store_->select(table, query); });
  }
  Result<std::int64_t> count(const Table& table, const std::vector<Condition>& where) override {
    return pass<Result<std::int64_t>>([&] { return store_->count(table, where); });
  }
  Result<std::int64_t> largest(const Table& table, std::string_view column) override {
    return pass<Result<std::int64_t>>([&] { return store_->largest(table, column); });
  }

 private:
  template <class R, class Action>
  R pass(Action&& action) {
    if (countdown_ > 0 && --countdown_ == 0) return std::unexpected(kFault);
    return action();
  }
  std::unique_ptr<Store> store_;
  int& countdown_;  // 0: nothing fails
};

template <class T>
T got(Result<T> result) {
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? std::move(*result) : T();
}

std::string all_of(Records& records) {
  std::string all;
  for (const PlanMeta& plan : got(records.list_plans())) {
    for (const PlanMeta& version : got(records.plan_versions(plan.id))) {
      all += plan.id.text() + " " + std::to_string(version.version) + " " +
             got(records.load_plan_file(plan.id, version.version)).digest + "\n";
    }
    for (const CorrectionRecord& c : got(records.list_corrections(plan.id))) {
      all +=
          c.correction.id + (c.is_withdrawn ? " withdrawn" : "") + std::to_string(c.correction.anchors.size()) + "\n";
    }
    for (const ReadingRecord& r : got(records.readings(plan.id)))
      all += std::to_string(r.number) + r.reading.json + "\n";
  }
  const auto report = verify(records);
  all += report ? std::to_string(report->head.entries) + report->head.digest : report.error().message;
  if (report) {
    for (const JournalFinding& finding : report->findings) all += finding.place + finding.message;
  }
  return all;
}

struct Flow {
  const char* name;
  std::function<Status(Records&)> act;
};

template <class T>
Status as_status(Result<T> result) {
  return result ? Status() : Status(std::unexpected(result.error()));
}

const PlanId kFirstPlan = *PlanId::make("p0001");
const Flow kFlows[] = {
    {"store_plan", [](Records& r) { return as_status(r.store_plan(sample_plan(2030))); }},
    {"store_version",
     [](Records& r) {
       NewPlan plan = sample_plan(2031);
       plan.plan = kFirstPlan;
       return as_status(r.store_plan(plan));
     }},
    {"add_correction",
     [](Records& r) { return as_status(r.add_correction(kFirstPlan, 1, sample_correction(sample_sketch(), "70"))); }},
    {"confirm_correction",
     [](Records& r) {
       return as_status(r.confirm_correction(kFirstPlan, "c0001", 1, sample_correction(sample_sketch()).anchors[0],
                                             "李航", later(5)));
     }},
    {"withdraw_correction",
     [](Records& r) { return as_status(r.withdraw_correction(kFirstPlan, "c0001", "李航", "看错了行", later(5))); }},
    {"store_readings",
     [](Records& r) {
       return as_status(
           r.store_readings(kFirstPlan, 1, {{"t1", "", "{}", "", ""}, {"t2", "", "{}", "", ""}}, "周敏", later(5)));
     }},
};

class Faults : public testing::TestWithParam<Flow> {};
TEST_P(Faults, LeaveTheStoreWhole) {
  const Flow& flow = GetParam();
  const TemporaryFolder folder;
  {
    Result<Records> records = open_records(folder.file("prepared.db"), kMorning);
    ASSERT_TRUE(records);
    ASSERT_TRUE(records->store_plan(sample_plan()));
    ASSERT_TRUE(records->add_correction(kFirstPlan, 1, sample_correction(sample_sketch())));
  }
  int passed_at = 0;
  for (int n = 1; passed_at == 0; ++n) {
    ASSERT_LT(n, 100) << "the flow never passes";
    int countdown = 0;
    const std::string path = folder.file(std::to_string(n) + ".db");
    std::filesystem::copy_file(folder.file("prepared.db"), path);
    auto opened = open_sqlite_store(path, 0);
    ASSERT_TRUE(opened);
    Records records(std::make_shared<Database>(std::make_unique<FaultyStore>(std::move(*opened), countdown),
                                               std::vector<std::unique_ptr<Reader>>()));
    const std::string before = all_of(records);

    countdown = n;
    const Status status = flow.act(records);
    const bool has_failed = countdown == 0;
    countdown = 0;
    if (!has_failed) {
      ASSERT_TRUE(status) << status.error().message;
      EXPECT_NE(all_of(records), before) << "the flow does something";
      passed_at = n;
      continue;
    }
    ASSERT_FALSE(status) << "operation " << n << " failed and nobody was told";
    EXPECT_EQ(status.error(), kFault);
    EXPECT_EQ(all_of(records), before) << "operation " << n << " left something behind";
    // And the store goes on as if nothing had been.
    const Status again = flow.act(records);
    ASSERT_TRUE(again) << "after a failure at " << n << ": " << again.error().message;
  }
  EXPECT_GT(passed_at, 4);
}
INSTANTIATE_TEST_SUITE_P(, Faults, testing::ValuesIn(kFlows), [](const auto& p) { return std::string(p.param.name); });

}  // namespace
}  // namespace bihuan::records
