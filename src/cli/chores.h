// src/cli/chores.h - what a server does by the clock.
#pragma once
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "cli/data_folder.h"

namespace bihuan::cli {

// Once when the server starts, and once on each new day of the desk's clock: the head of the journal is written down, the
// cases that are late climb. What fails is tried again at the next look.
class DailyChores {
 public:
  explicit DailyChores(DataFolder& data) : data_(data) {}
  // Cheap where nothing is due.
  void look();

 private:
  Status anchor();
  Status climb();

  DataFolder& data_;
  std::optional<Date> day_;
};

// While it lives, a thread of its own brings notices out of the house, once a minute: the other side may be slow.
class NoticeRounds {
 public:
  // `data` outlives it.
  explicit NoticeRounds(DataFolder& data);
  // Waits for the message that is being sent.
  ~NoticeRounds();
  NoticeRounds(const NoticeRounds&) = delete;
  NoticeRounds& operator=(const NoticeRounds&) = delete;

 private:
  void run();

  DataFolder& data_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_over_ = false;
  std::thread thread_;
};

// One round, now: what was wished is taken up, what is due is sent. Returns what failed, each with its channel.
Result<std::vector<Error>> notice_round(DataFolder& data);

}  // namespace bihuan::cli
