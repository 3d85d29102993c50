// Kills a program that writes to the observation store at random moments, opens the store again and compares it with a
// model.
//
//   observations_kill_test [--long] [--kills N] [--seed N]
//
// A child appends, withdraws, marks, rolls up and seals (history.h) and acknowledges each finished action on a pipe. It
// is killed (SIGKILL) after a random time. Then the store must hold exactly the actions up to the last acknowledged
// one, or one more whose acknowledgement was cut off. What a kill cannot show is lost power: disk_test.cc.
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <random>
#include <string_view>

#include "history.h"

namespace {

using namespace bihuan;
using namespace bihuan::observations;
using namespace bihuan::observations::testing_history;

constexpr int kKills = 10;
constexpr int kLongKills = 200;
constexpr int kMaxDelayMs = 500;
constexpr std::int64_t kMostRows = 3000;

// Writes until it is killed.
[[noreturn]] void write_forever(const std::string& folder, int pipe) {
  const auto store = open_store(folder);
  const std::int64_t begun = actions_in(*store);
  if (write(pipe, &begun, sizeof begun) != static_cast<ssize_t>(sizeof begun)) stop("the pipe broke");
  for (std::int64_t action = begun;; ++action) {
    Status status = act(*store, action, kMostRows);
    if (!status) stop("action " + std::to_string(action) + ": " + status.error().message);
    const std::int64_t done = action + 1;
    if (write(pipe, &done, sizeof done) != static_cast<ssize_t>(sizeof done)) stop("the pipe broke");
    status = upkeep(*store, action);
    if (!status) stop("upkeep " + std::to_string(action) + ": " + status.error().message);
  }
}

// Lets a child write for `delay_ms`, kills it, and returns how many actions it acknowledged in all.
std::int64_t write_and_kill(const std::string& folder, int delay_ms) {
  int ends[2];
  if (pipe(ends) != 0) stop("no pipe");
  const pid_t child = fork();
  if (child < 0) stop("no child");
  if (child == 0) {
    close(ends[0]);
    write_forever(folder, ends[1]);
  }
  close(ends[1]);
  // The time runs from when the child has opened the store, so that a slow machine is killed at work too.
  std::int64_t last = 0, done = 0;
  if (read(ends[0], &last, sizeof last) != static_cast<ssize_t>(sizeof last)) stop("the child did not begin");
  usleep(static_cast<useconds_t>(delay_ms) * 1000);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) stop("the child ended by itself");
  while (read(ends[0], &done, sizeof done) == static_cast<ssize_t>(sizeof done)) last = done;
  close(ends[0]);
  return last;
}

}  // namespace

int main(int argc, char** argv) {
  int kills = kKills;
  unsigned seed = 20240930;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--long")
      kills = kLongKills;
    else if (option == "--kills" && i + 1 < argc)
      kills = std::atoi(argv[++i]);
    else if (option == "--seed" && i + 1 < argc)
      seed = static_cast<unsigned>(std::atol(argv[++i]));
    else
      stop("usage: observations_kill_test [--long] [--kills N] [--seed N]");
  }
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-observations-kill-XXXXXX").string();
  std::string folder = mkdtemp(pattern.data());

  std::mt19937 random(seed);
  auto model = open_memory_store();
  std::int64_t modelled = 0, unacknowledged = 0, all = 0;
  for (int n = 0; n < kills; ++n) {
    const std::int64_t acknowledged = write_and_kill(folder, static_cast<int>(random() % kMaxDelayMs) + 1);
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
    all = stored;
    // A long history is slow to compare: begin another now and then.
    if (n % 10 == 9) {
      std::filesystem::remove_all(folder);
      model = open_memory_store();
      modelled = 0;
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (all < 20) stop("only " + std::to_string(all) + " actions in the last history: the kills came too early");
  std::printf("%d kills, %lld stored without acknowledgement, seed %u: the store equals the model each time\n", kills,
              static_cast<long long>(unacknowledged), seed);
  return 0;
}
