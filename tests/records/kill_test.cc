// Kills a program that writes to the record store at random moments, opens the store again and compares it with a
// model.
//
//   records_kill_test [--long] [--kills N] [--seed N]
//
// A child stores plans, versions, corrections and readings in an order that the number of the action alone decides, and
// acknowledges each finished action on a pipe. It is killed (SIGKILL) after a random time. Then the store must hold
// exactly the actions up to the last acknowledged one, or one more whose acknowledgement was cut off; a model in memory
// that did the same actions tells what that is, down to the digest at the head of the journal. The next child goes on
// in the same store. What a kill cannot show is lost power: for that the store uses synchronous = FULL.
#include "../kill.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "plans/plan_sketch.h"
#include "records/record_samples.h"

namespace {

using namespace bihuan;
using namespace bihuan::testing_kill;
using records::Records;

constexpr int kMaxDelayMs = 400;

Instant time_of(std::int64_t action) { return Instant{1709254800 + action * 60}; }

plans::PlanSketch sketch_of(std::int64_t action) {
  plans::PlanSketch sketch("第" + std::to_string(action) + "号计划");
  sketch.item("事项").unit("甲科");
  sketch.target("第" + std::to_string(action) + "项指标达到80%", "指标", ">=", "80", "%");
  sketch.ongoing("做好日常工作");
  return sketch;
}

records::NewPlan plan_of(std::int64_t action) {
  const plans::PlanSketch sketch = sketch_of(action);
  records::NewPlan plan;
  plan.file_name = "计划.txt";
  // Some larger than the cache of a page, some small, so that commits take different times.
  plan.file_bytes = "计划" + std::to_string(action) + std::string(static_cast<std::size_t>(action % 13) * 20000, 'x');
  plan.format = "text";
  plan.encoding = "UTF-8";
  plan.text = sketch.text();
  plan.compiler = "试验";
  plan.compiled = sketch.plan();
  plan.stored_at = time_of(action);
  plan.stored_by = "周敏";
  return plan;
}

// The action with this number, on either store. What it does depends on the number alone: every tenth opens a plan, and
// the nine after it belong to that plan.
Status act(Records& store, std::int64_t action) {
  const std::int64_t of_plan = action % 10;
  if (of_plan == 0) {
    BIHUAN_CHECK(store.store_plan(plan_of(action)));
    return {};
  }
  BIHUAN_TRY(const std::vector<records::PlanMeta> plans, store.list_plans());
  const PlanId plan = plans.back().id;
  const plans::PlanSketch sketch = sketch_of(action - of_plan);
  switch (of_plan) {
    case 3:
    case 7: {
      records::NewPlan next = plan_of(action);
      next.plan = plan;
      BIHUAN_CHECK(store.store_plan(next));
      return {};
    }
    case 5:
    case 8: {
      const std::string id = of_plan == 5 ? "c0001" : "c0002";
      BIHUAN_CHECK(
          store.withdraw_correction(plan, id, "李航", "第" + std::to_string(action) + "次试验", time_of(action)));
      return {};
    }
    case 6:
    case 9: {
      const std::vector<records::NewReading> readings(
          static_cast<std::size_t>(of_plan),
          {"t1", "2024-09-30", "{\"n\":" + std::to_string(action) + "}", "断面.xlsx", ""});
      BIHUAN_CHECK(store.store_readings(plan, 1, readings, "周敏", time_of(action)));
      return {};
    }
    default: {
      BIHUAN_TRY(const plans::Correction made,
                 plans::make_correction(sketch.plan(), sketch.text(), {}, "t1", plans::CorrectionField::kValue,
                                        std::to_string(81 + of_plan), "周敏", "试验", time_of(action)));
      BIHUAN_CHECK(store.add_correction(plan, 1, made));
      return {};
    }
  }
}

// Everything that the store tells, as text.
std::string everything(Records& store) {
  std::string all;
  for (const records::PlanMeta& plan : got(store.list_plans(), "list_plans")) {
    for (const records::PlanMeta& version : got(store.plan_versions(plan.id), "plan_versions")) {
      const records::StoredFile file = got(store.load_plan_file(plan.id, version.version), "load_plan_file");
      const records::StoredPlan stored = got(store.load_plan(plan.id, version.version), "load_plan");
      all += plan.id.text() + "/" + std::to_string(version.version) + " " + file.digest + " " + stored.text + "\n";
    }
    for (const records::CorrectionRecord& c : got(store.list_corrections(plan.id), "list_corrections")) {
      all +=
          c.correction.id + " " + c.correction.after + (c.is_withdrawn ? " withdrawn " + c.withdrawn_why : "") + "\n";
    }
    for (const records::ReadingRecord& r : got(store.readings(plan.id), "readings")) {
      all += std::to_string(r.number) + " " + r.reading.json + "\n";
    }
  }
  const records::JournalReport report = got(records::verify(store), "verify");
  for (const records::JournalFinding& finding : report.findings) all += finding.place + finding.message + "\n";
  return all + std::to_string(report.head.entries) + " " + report.head.digest;
}

// How many actions a store holds: all entries of one action carry its time.
std::int64_t actions_in(Records& store) {
  std::int64_t actions = 0, after = 0;
  Instant last{-1};
  while (true) {
    const std::vector<records::JournalEntry> page = got(records::journal(store, after, 1000), "journal");
    for (const records::JournalEntry& entry : page) {
      if (entry.at != last) ++actions;
      last = entry.at;
      after = entry.number;
    }
    if (page.size() < 1000) return actions;
  }
}

// Writes until it is killed.
[[noreturn]] void write_forever(const std::string& path, int pipe) {
  Records store = got(records::open_records(path, time_of(0)), "open in the child");
  const std::int64_t begun = actions_in(store);
  tell(pipe, begun);
  for (std::int64_t action = begun;; ++action) {
    const Status status = act(store, action);
    if (!status) stop("action " + std::to_string(action) + ": " + status.error().message);
    tell(pipe, action + 1);
  }
}

// Lets a child write for `delay_ms`, kills it, and returns how many actions it acknowledged in all.
std::int64_t write_and_kill(const std::string& path, int delay_ms) {
  const Child child([&](int pipe) { write_forever(path, pipe); });
  // The time runs from when the child has opened the store, so that a slow machine is killed at work too.
  std::int64_t last = 0;
  if (!child.read_next(last)) stop("the child did not begin");
  usleep(static_cast<useconds_t>(delay_ms) * 1000);
  child.kill_now();
  for (std::int64_t done = 0; child.read_next(done);) last = done;
  return last;
}

}  // namespace

int main(int argc, char** argv) {
  const auto [kills, seed] = read_options(argc, argv, "records_kill_test");
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-kill-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const std::string path = (folder / "records.db").string();

  std::mt19937 random(seed);
  Records model = records::open_memory_records();
  std::int64_t modelled = 0;  // actions that the model has done
  std::int64_t unacknowledged = 0;
  for (int n = 0; n < kills; ++n) {
    const int delay = static_cast<int>(random() % kMaxDelayMs) + 1;
    const std::int64_t acknowledged = write_and_kill(path, delay);

    Records store = got(records::open_records(path, time_of(0)), "open after the kill");
    const std::int64_t stored = actions_in(store);
    if (stored != acknowledged && stored != acknowledged + 1) {
      stop("kill " + std::to_string(n) + ": " + std::to_string(acknowledged) + " acknowledged, " +
           std::to_string(stored) + " stored");
    }
    if (stored != acknowledged) ++unacknowledged;
    for (; modelled < stored; ++modelled) {
      const Status status = act(model, modelled);
      if (!status) stop("model: " + status.error().message);
    }
    if (everything(store) != everything(model))
      stop("kill " + std::to_string(n) + ": the store is not what the model is");
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (modelled < kills)
    stop("only " + std::to_string(modelled) + " actions: the kills came before anything was written");
  std::printf(
      "%d kills, %lld actions, %lld stored without acknowledgement, seed %u: the store equals the model each time\n",
      kills, static_cast<long long>(modelled), static_cast<long long>(unacknowledged), seed);
  return 0;
}
