// The power goes at the n-th operation on the disk, and the disk has no room from the n-th operation on, or once: what
// was acknowledged is there, what was not is there wholly or not at all, an error is clean, and it goes on.
//
//   observations_disk_test [--long]
//
// A child does a short history (history.h) on a disk of its own (forgetful_disk.cc). --long strikes at each operation,
// else at three of each kind or a few more.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>

#include "history.h"

namespace {

using namespace bihuan;
using namespace bihuan::observations;
using namespace bihuan::observations::testing_history;

constexpr std::int64_t kActions = 22;
constexpr std::int64_t kMostRows = 400;
constexpr int kStrikes = 3;
constexpr int kRecovered = 9;  // the child's own word that all is well after a full disk

void say(const std::string& line) {
  if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::exit(3);
}

std::unique_ptr<ObservationStore> model_of(std::int64_t actions) {
  auto model = open_memory_store();
  for (std::int64_t action = 0; action < actions; ++action) {
    const Status status = act(*model, action, kMostRows);
    if (!status) stop("model: " + status.error().message);
  }
  return model;
}

// What the store holds is the first `acknowledged` actions, or one more. Returns how many.
std::int64_t check(ObservationStore& store, std::int64_t acknowledged, const std::string& when) {
  const std::int64_t stored = actions_in(store);
  if (stored != acknowledged && stored != acknowledged + 1)
    stop(when + ": " + std::to_string(acknowledged) + " acknowledged, " + std::to_string(stored) + " stored");
  const auto model = model_of(stored);
  // Series that were put before the first action ended are there already.
  if (stored == 0) return 0;
  if (everything(store) != everything(*model)) stop(when + ": the store is not what the model is");
  return stored;
}

void check_clean(const Error& error, const std::string& when) {
  if (error.code != Code::kUnavailable) stop(when + ": the error is " + error.message);
}

// Acts to the end. With a full disk errors are looked at, then there is room again and it goes on.
int live(const std::string& folder, bool may_fail) {
  const auto heal = reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, "bihuan_disk_heal"));
  const auto operations = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "bihuan_disk_operations"));
  if (heal == nullptr) stop("the disk is not loaded");
  std::unique_ptr<ObservationStore> store;
  std::vector<std::string> found;
  const DuckdbStoreSettings settings{.folder = folder, .duckdb_library = "", .memory_megabytes = 256, .threads = 1};
  bool has_failed = false;
  {
    auto opened = open_duckdb_store(settings, found);
    if (!opened) {
      if (!may_fail) stop("open: " + opened.error().message);
      has_failed = true;
      check_clean(opened.error(), "open");
      heal();
      opened = open_duckdb_store(settings, found);
      if (!opened) stop("open again: " + opened.error().message);
    }
    store = std::move(*opened);
  }
  const auto after_failure = [&](const Error& error, std::int64_t done, const std::string& when) {
    if (!may_fail) stop(when + ": " + error.message);
    has_failed = true;
    check_clean(error, when);
    heal();
    return check(*store, done, when);
  };
  for (std::int64_t action = 0; action < kActions;) {
    const std::string when = "action " + std::to_string(action);
    Status status = act(*store, action, kMostRows);
    if (!status) {
      action = after_failure(status.error(), action, when);
      continue;
    }
    say("ack " + std::to_string(++action) + "\n");
    status = upkeep(*store, action - 1);
    if (!status) after_failure(status.error(), action, when + " upkeep");
  }
  check(*store, kActions, "the end");
  store.reset();
  say("operations " + std::to_string(operations()) + "\n");
  if (!has_failed) return 0;
  store = open_store(folder);
  check(*store, kActions, "opened again");
  return kRecovered;
}

struct Outcome {
  int status = 0;
  std::int64_t acknowledged = 0;
  int operations = 0;
};

Outcome run(const std::string& self, const std::string& folder, const std::string& fault, int at) {
  int ends[2];
  if (pipe(ends) != 0) stop("no pipe");
  const pid_t child = fork();
  if (child < 0) stop("no child");
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    setenv("LD_PRELOAD", BIHUAN_FORGETFUL_DISK, 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0:detect_leaks=0", 1);
    setenv("BIHUAN_DISK_FOLDER", folder.c_str(), 1);
    setenv("BIHUAN_DISK_FAULT", fault.c_str(), 1);
    setenv("BIHUAN_DISK_AT", std::to_string(at).c_str(), 1);
    execl(self.c_str(), self.c_str(), "--child", folder.c_str(), fault.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  std::string text;
  char some[4096];
  for (ssize_t length = 0; (length = read(ends[0], some, sizeof some)) > 0;)
    text.append(some, static_cast<std::size_t>(length));
  close(ends[0]);
  Outcome outcome;
  int status = 0;
  waitpid(child, &status, 0);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (const std::size_t last = text.rfind("ack "); last != std::string::npos)
    outcome.acknowledged = std::atoll(&text[last + 4]);
  if (const std::size_t last = text.rfind("operations "); last != std::string::npos)
    outcome.operations = std::atoi(&text[last + 11]);
  return outcome;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::string_view(argv[1]) == "--child") return live(argv[2], std::string_view(argv[3]) != "power");
  const bool is_long = argc > 1 && std::string_view(argv[1]) == "--long";
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-observations-disk-XXXXXX").string();
  const std::string root = mkdtemp(pattern.data());
  const auto fresh = [&] {
    std::filesystem::remove_all(root);
    std::filesystem::create_directories(root);
    return root + "/store";
  };
  const Outcome whole = run(self, fresh(), "power", 0);
  if (whole.status != 0 || whole.operations < 100) stop("the history does not run without a fault");
  const int step = is_long ? 1 : std::max(1, whole.operations / kStrikes);
  int cuts = 0, full = 0;
  for (int at = 1; at <= whole.operations; at += step) {
    const std::string when = "power cut at operation " + std::to_string(at);
    const std::string folder = fresh();
    const Outcome outcome = run(self, folder, "power", at);
    if (outcome.status != 137) stop(when + ": ended with " + std::to_string(outcome.status));
    const auto store = open_store(folder);
    std::int64_t action = check(*store, outcome.acknowledged, when);
    for (; action < kActions; ++action) {
      const Status status = act(*store, action, kMostRows);
      if (!status) stop(when + ", going on: " + status.error().message);
    }
    check(*store, kActions, when + ", gone on");
    ++cuts;
  }
  for (const char* const fault : {"full", "full_once"}) {
    for (int at = 1; at <= whole.operations; at += step) {
      const std::string when = std::string(fault) + " at operation " + std::to_string(at);
      const Outcome outcome = run(self, fresh(), fault, at);
      // Where the operation needs no room, or DuckDB does it over again, nothing is to be seen.
      if (outcome.status != 0 && outcome.status != kRecovered)
        stop(when + ": ended with " + std::to_string(outcome.status));
      if (outcome.acknowledged < kActions - 1)
        stop(when + ": only " + std::to_string(outcome.acknowledged) + " acknowledged");
      full += outcome.status == kRecovered;
    }
  }
  std::filesystem::remove_all(root);
  if (full == 0) stop("no full disk was noticed");
  std::printf("%d operations; %d power cuts, %d full disks: the store equals the model each time\n", whole.operations,
              cuts, full);
  return 0;
}
