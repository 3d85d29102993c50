// Kills a program that writes to the observation store at random moments, opens the store again and compares it with a
// model.
//
//   observations_kill_test [--long] [--kills N] [--seed N]
//
// A child appends, withdraws, marks, rolls up and seals (history.h) and acknowledges each finished action on a pipe. It
// is killed (SIGKILL) a random time after some actions. Then the store must hold exactly the actions up to the last
// acknowledged one, or one more whose acknowledgement was cut off. What a kill cannot show is lost power: disk_test.cc.
#include <unistd.h>

#include <filesystem>
#include <random>

#include "history.h"

namespace {

using namespace bihuan;
using namespace bihuan::observations;
using namespace bihuan::observations::testing_history;
using namespace bihuan::testing_kill;

constexpr int kLeastActions = 2, kMostActions = 4;  // that a child has done when its end comes
constexpr int kMaxDelayMs = 100;                    // somewhere inside the next one
constexpr std::int64_t kMostRows = 3000;

// Writes until it is killed.
[[noreturn]] void write_forever(const std::string& folder, int pipe) {
  const auto store = open_store(folder);
  const std::int64_t begun = actions_in(*store);
  tell(pipe, begun);
  for (std::int64_t action = begun;; ++action) {
    Status status = act(*store, action, kMostRows);
    if (!status) stop("action " + std::to_string(action) + ": " + status.error().message);
    tell(pipe, action + 1);
    status = upkeep(*store, action);
    if (!status) stop("upkeep " + std::to_string(action) + ": " + status.error().message);
  }
}

// Lets a child do `actions` and write for `delay_ms` more, kills it, and returns how many actions it acknowledged in
// all.
std::int64_t write_and_kill(const std::string& folder, int actions, int delay_ms) {
  const Child child([&](int pipe) { write_forever(folder, pipe); });
  // Counted in actions, so that a slow machine is killed at work too. The first number says what was there before.
  std::int64_t last = 0;
  for (int i = 0; i <= actions; ++i)
    if (!child.read_next(last)) stop("the child did not begin");
  usleep(static_cast<useconds_t>(delay_ms) * 1000);
  child.kill_now();
  for (std::int64_t done = 0; child.read_next(done);) last = done;
  return last;
}

}  // namespace

int main(int argc, char** argv) {
  const auto [kills, seed] = read_options(argc, argv, "observations_kill_test");
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-observations-kill-XXXXXX").string();
  std::string folder = mkdtemp(pattern.data());

  std::mt19937 random(seed);
  auto model = open_memory_store();
  std::int64_t modelled = 0, unacknowledged = 0;
  std::int64_t lives = 0;  // of this history
  for (int n = 0; n < kills; ++n) {
    const int actions = kLeastActions + static_cast<int>(random() % (kMostActions - kLeastActions + 1));
    const std::int64_t acknowledged = write_and_kill(folder, actions, static_cast<int>(random() % kMaxDelayMs));
    const auto store = open_store(folder);
    const std::int64_t stored = actions_in(*store);
    if (stored != acknowledged && stored != acknowledged + 1)
      stop("kill " + std::to_string(n) + ": " + std::to_string(acknowledged) + " acknowledged, " +
           std::to_string(stored) + " stored");
    if (stored != acknowledged) ++unacknowledged;
    for (; modelled < stored; ++modelled) {
      const Status status = act(*model, modelled, kMostRows);
      if (!status) stop("model: " + status.error().message);
    }
    if (everything(*store) != everything(*model))
      stop("kill " + std::to_string(n) + ": the store is not what the model is");
    ++lives;
    if (stored < lives * kLeastActions)
      stop("only " + std::to_string(stored) + " actions in " + std::to_string(lives) + " lives");
    // A long history is slow to compare: begin another now and then.
    if (n % 10 == 9) {
      std::filesystem::remove_all(folder);
      model = open_memory_store();
      modelled = lives = 0;
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  std::printf("%d kills, %lld stored without acknowledgement, seed %u: the store equals the model each time\n", kills,
              static_cast<long long>(unacknowledged), seed);
  return 0;
}
