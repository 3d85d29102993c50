// Faults: the n-th operation of the Store fails, n = 1, 2, 3 ... until the flow passes; each time nothing half-stored
// stays.
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "records/memory/memory_store.h"
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

  Status begin() override {
    return pass<Status>([&] { return store_->begin(); });
  }
  Status commit() override {
    return pass<Status>([&] { return store_->commit(); });
  }
  void rollback() override { store_->rollback(); }
  Result<std::int64_t> take_number(std::string_view counter) override {
    return pass<Result<std::int64_t>>([&] { return store_->take_number(counter); });
  }
  Status insert_plan(std::string_view id, std::int64_t at) override {
    return pass<Status>([&] { return store_->insert_plan(id, at); });
  }
  Status insert_plan_version(const PlanVersionRow& row, const PlanContentRow& content) override {
    return pass<Status>([&] { return store_->insert_plan_version(row, content); });
  }
  Status insert_correction(const CorrectionRow& row) override {
    return pass<Status>([&] { return store_->insert_correction(row); });
  }
  Status insert_reading(const ReadingRow& row) override {
    return pass<Status>([&] { return store_->insert_reading(row); });
  }
  Status insert_journal(const JournalRow& row) override {
    return pass<Status>([&] { return store_->insert_journal(row); });
  }
  Result<std::vector<PlanVersionRow>> plan_versions(std::string_view id) override {
    return pass<Result<std::vector<PlanVersionRow>>>([&] { return store_->plan_versions(id); });
  }
  Result<std::vector<PlanVersionRow>> versions_with_digest(std::string_view digest) override {
    return pass<Result<std::vector<PlanVersionRow>>>([&] { return store_->versions_with_digest(digest); });
  }
  Result<PlanContentRow> plan_content(std::string_view id, std::int64_t version, bool with_file) override {
    return pass<Result<PlanContentRow>>([&] { return store_->plan_content(id, version, with_file); });
  }
  Result<std::vector<CorrectionRow>> corrections(std::string_view id) override {
    return pass<Result<std::vector<CorrectionRow>>>([&] { return store_->corrections(id); });
  }
  Result<std::vector<ReadingRow>> readings(std::string_view id) override {
    return pass<Result<std::vector<ReadingRow>>>([&] { return store_->readings(id); });
  }
  Result<std::vector<JournalRow>> journal(std::int64_t after, std::int64_t limit) override {
    return pass<Result<std::vector<JournalRow>>>([&] { return store_->journal(after, limit); });
  }
  Result<std::optional<JournalRow>> last_journal() override {
    return pass<Result<std::optional<JournalRow>>>([&] { return store_->last_journal(); });
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

std::string everything(Records& records) {
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
  const auto state = records.verify_journal();
  all += state ? std::to_string(state->entries) + state->head_digest : state.error().message;
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

const PlanId kFirst = *PlanId::make("p0001");
const Flow kFlows[] = {
    {"store_plan", [](Records& r) { return as_status(r.store_plan(sample_plan(2030))); }},
    {"store_version",
     [](Records& r) {
       NewPlan plan = sample_plan(2031);
       plan.plan = kFirst;
       return as_status(r.store_plan(plan));
     }},
    {"add_correction",
     [](Records& r) { return as_status(r.add_correction(kFirst, 1, sample_correction(sample_sketch(), "70"))); }},
    {"confirm_correction",
     [](Records& r) {
       return as_status(
           r.confirm_correction(kFirst, "c0001", 1, sample_correction(sample_sketch()).anchors[0], "李航", later(5)));
     }},
    {"withdraw_correction",
     [](Records& r) { return as_status(r.withdraw_correction(kFirst, "c0001", "李航", "看错了行", later(5))); }},
    {"store_readings",
     [](Records& r) {
       return as_status(
           r.store_readings(kFirst, 1, {{"t1", "", "{}", "", ""}, {"t2", "", "{}", "", ""}}, "周敏", later(5)));
     }},
};

class Faults : public testing::TestWithParam<std::tuple<const char*, Flow>> {};
TEST_P(Faults, LeaveTheStoreWhole) {
  const auto& [adapter, flow] = GetParam();
  const bool is_sqlite = std::string_view(adapter) == "sqlite";
  const TemporaryFolder folder;
  const auto prepare = [](Records& records) {
    ASSERT_TRUE(records.store_plan(sample_plan()));
    ASSERT_TRUE(records.add_correction(kFirst, 1, sample_correction(sample_sketch())));
  };
  if (is_sqlite) {
    Result<Records> records = open_records(folder.file("prepared.db"), kMorning);
    ASSERT_TRUE(records);
    prepare(*records);
  }
  int passed_at = 0;
  for (int n = 1; passed_at == 0; ++n) {
    ASSERT_LT(n, 100) << "the flow never passes";
    int countdown = 0;
    std::unique_ptr<Store> store;
    if (is_sqlite) {
      const std::string path = folder.file(std::to_string(n) + ".db");
      std::filesystem::copy_file(folder.file("prepared.db"), path);
      auto opened = open_sqlite_store(path, 0);
      ASSERT_TRUE(opened);
      store = std::move(*opened);
    } else {
      store = make_memory_store();
    }
    Records records(std::make_unique<FaultyStore>(std::move(store), countdown));
    if (!is_sqlite) prepare(records);
    const std::string before = everything(records);

    countdown = n;
    const Status status = flow.act(records);
    const bool has_failed = countdown == 0;
    countdown = 0;
    if (!has_failed) {
      ASSERT_TRUE(status) << status.error().message;
      EXPECT_NE(everything(records), before) << "the flow does something";
      passed_at = n;
      continue;
    }
    ASSERT_FALSE(status) << "operation " << n << " failed and nobody was told";
    EXPECT_EQ(status.error(), kFault);
    EXPECT_EQ(everything(records), before) << "operation " << n << " left something behind";
    // And the store goes on as if nothing had been.
    const Status again = flow.act(records);
    ASSERT_TRUE(again) << "after a failure at " << n << ": " << again.error().message;
  }
  EXPECT_GT(passed_at, 4);
}
INSTANTIATE_TEST_SUITE_P(, Faults, testing::Combine(testing::Values("memory", "sqlite"), testing::ValuesIn(kFlows)),
                         [](const auto& p) {
                           return std::string(std::get<0>(p.param)) + "_" + std::get<1>(p.param).name;
                         });

}  // namespace
}  // namespace bihuan::records
