// tests/kill.h - for tests that kill a program at work (SIGKILL) and look at what it left.
#pragma once
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace bihuan::testing_kill {

// A test that cannot go on says so and fails.
[[noreturn]] inline void stop(const std::string& message) {
  std::fprintf(stderr, "FAILED: %s\n", message.c_str());
  std::exit(1);
}

// The value, or the end of the test. `what` was to be had.
template <class T>
T got(Result<T> result, const std::string& what) {
  if (!result.has_value()) stop(what + ": " + result.error().message);
  return *std::move(result);
}

struct KillOptions {
  int kills = 10;
  unsigned seed = 20240930;
};

// [--long] [--kills N] [--seed N]; --long is 200 kills.
inline KillOptions read_options(int argc, char** argv, const std::string& program) {
  constexpr int kLongKills = 200;
  KillOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--long") {
      options.kills = kLongKills;
    } else if (option == "--kills" && i + 1 < argc) {
      options.kills = std::atoi(argv[++i]);
    } else if (option == "--seed" && i + 1 < argc) {
      options.seed = static_cast<unsigned>(std::atol(argv[++i]));
    } else {
      stop("usage: " + program + " [--long] [--kills N] [--seed N]");
    }
  }
  return options;
}

// A child of this program, which tells numbers on a pipe.
class Child {
 public:
  // `work(pipe)` runs in the child and does not return.
  template <class Work>
  explicit Child(const Work& work) {
    int ends[2];
    if (pipe(ends) != 0) stop("no pipe");
    pid_ = fork();
    if (pid_ < 0) stop("no child");
    if (pid_ == 0) {
      close(ends[0]);
      work(ends[1]);
      std::exit(1);
    }
    close(ends[1]);
    pipe_ = ends[0];
  }
  ~Child() { close(pipe_); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  // Waits for the next number; false where none comes any more.
  template <class Number>
  bool read_next(Number& number) const {
    return read(pipe_, &number, sizeof number) == static_cast<ssize_t>(sizeof number);
  }
  // Waits for the child, which has to have died of a SIGKILL.
  void expect_killed() const {
    int status = 0;
    waitpid(pid_, &status, 0);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) stop("the child ended by itself");
  }
  void kill_now() const {
    kill(pid_, SIGKILL);
    expect_killed();
  }

 private:
  pid_t pid_ = 0;
  int pipe_ = -1;
};

// In the child: tells the parent a number.
template <class Number>
void tell(int pipe, Number number) {
  if (write(pipe, &number, sizeof number) != static_cast<ssize_t>(sizeof number)) stop("the pipe broke");
}

}  // namespace bihuan::testing_kill
