// src/records/database.h - one record store for many threads: changes one after another, joined into few commits;
// readers beside them.
//
// Group commit: while one commit is under way the next actions gather behind it; each runs behind a mark of its own, so
// that one that fails takes none with it, and all are acknowledged by one sync of the disk.
#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "records/actor.h"
#include "records/journal.h"
#include "records/store.h"

namespace bihuan::records {

class Ledger;

class Database {
 public:
  // `readers` may be empty: then readers wait for the writer (a store in memory).
  Database(std::unique_ptr<Store> store, std::vector<std::unique_ptr<Reader>> readers);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs `work(Ledger&)`, which returns a Result or a Status, in a transaction. What it returns is returned once it is
  // on the disk. Where it fails, nothing of it stays. Errors: those of `work`; kUnavailable where the disk fails
  template <class Work>
  auto write(const Actor& actor, Work&& work) {
    using R = std::invoke_result_t<Work&, Ledger&>;
    std::optional<R> answer;
    const Status status = run(actor, [&](Ledger& ledger) -> Status {
      answer.emplace(work(ledger));
      if (!answer->has_value()) return std::unexpected(answer->error());
      return {};
    });
    if (!status.has_value()) return R(std::unexpected(status.error()));
    return std::move(*answer);
  }

  // Runs `work(Reader&)`, which returns a Result or a Status, on the stored state of one moment.
  template <class Work>
  auto read(Work&& work) {
    using R = std::invoke_result_t<Work&, Reader&>;
    std::optional<R> answer;
    const Status status = look([&](Reader& reader) { answer.emplace(work(reader)); });
    if (!status.has_value()) return R(std::unexpected(status.error()));
    return std::move(*answer);
  }

  // Commits so far, for the benchmark.
  std::int64_t commits() const;

 private:
  struct Batch;
  Status run(const Actor& actor, const std::function<Status(Ledger&)>& action);
  Status look(const std::function<void(Reader&)>& action);
  Status join(const Actor& actor, const std::function<Status(Ledger&)>& action);

  std::unique_ptr<Store> store_;
  std::vector<std::unique_ptr<Reader>> readers_;

  mutable std::mutex mutex_;
  std::condition_variable turn_;  // somebody may take the store
  std::condition_variable done_;  // a batch is on the disk
  std::condition_variable free_reader_;
  bool is_busy_ = false;      // somebody has the store
  std::int64_t waiting_ = 0;  // how many want it to write
  std::int64_t commits_ = 0;
  std::shared_ptr<Batch> batch_;     // the open transaction, if there is one
  std::optional<JournalHead> head_;  // as of the open transaction; none: to be read
  std::vector<Reader*> idle_readers_;
};

// Opens the store in the file `path` with `readers` further connections, made and migrated where need be.
// Errors: those of open_sqlite_store
Result<std::shared_ptr<Database>> open_database(const std::string& path, Instant at, std::size_t readers = 2);
// A store in memory.
Result<std::shared_ptr<Database>> open_memory_database();

}  // namespace bihuan::records
