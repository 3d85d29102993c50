#include "records/database.h"

#include <exception>
#include <utility>

#include "records/ledger.h"
#include "records/sqlite/sqlite_store.h"

namespace bihuan::records {

// The actions that one commit will acknowledge.
struct Database::Batch {
  bool is_done = false;
  Status status;
};

Database::Database(std::unique_ptr<Store> store, std::vector<std::unique_ptr<Reader>> readers)
    : store_(std::move(store)), readers_(std::move(readers)) {
  for (const auto& reader : readers_) idle_readers_.push_back(reader.get());
}
Database::~Database() = default;

std::int64_t Database::commits() const {
  const std::scoped_lock lock(mutex_);
  return commits_;
}

// Runs the action behind a mark in the open transaction. The caller has the store.
Status Database::join(const Actor& actor, const std::function<Status(Ledger&)>& action) {
  if (!head_) {
    BIHUAN_TRY(head_, read_head(*store_));
  }
  BIHUAN_CHECK(store_->set_mark());
  Ledger ledger(*store_, actor, *head_);
  Status status;
  try {
    status = action(ledger);
  } catch (const std::exception&) {
    // A defect of one action must not hold the store for ever: it goes back like any other that fails.
    status = fail(Code::kUnavailable, "程序内部错误，没有存入", "记录库");
  }
  if (status.has_value()) status = store_->drop_mark();
  if (!status.has_value()) {
    // Where even going back fails, the whole batch is given up by its commit.
    const Status back = store_->go_back_to_mark();
    if (!back.has_value()) batch_->status = back;
    return status;
  }
  head_ = ledger.head();
  return {};
}

Status Database::run(const Actor& actor, const std::function<Status(Ledger&)>& action) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  turn_.wait(lock, [this] { return !is_busy_; });
  --waiting_;
  is_busy_ = true;
  lock.unlock();

  Status status;
  if (batch_ == nullptr) {
    status = store_->begin();
    if (status.has_value()) batch_ = std::make_shared<Batch>();
  }
  const std::shared_ptr<Batch> batch = batch_;
  if (batch != nullptr) status = join(actor, action);

  lock.lock();
  // Whoever comes next goes on in the same transaction and commits for all.
  const bool is_last = waiting_ == 0;
  if (batch != nullptr && is_last) {
    lock.unlock();
    if (batch->status.has_value()) batch->status = store_->commit();
    if (!batch->status.has_value()) store_->rollback();
    lock.lock();
    ++commits_;
    if (!batch->status.has_value()) head_.reset();
    batch->is_done = true;
    batch_.reset();
    done_.notify_all();
  }
  is_busy_ = false;
  turn_.notify_all();
  if (!status.has_value()) return status;
  done_.wait(lock, [&] { return batch->is_done; });
  return batch->status;
}

Status Database::look(const std::function<void(Reader&)>& action) {
  std::unique_lock lock(mutex_);
  if (readers_.empty()) {
    // The store itself, between two transactions.
    turn_.wait(lock, [this] { return !is_busy_ && batch_ == nullptr; });
    is_busy_ = true;
    lock.unlock();
    const Status status = store_->begin_reading();
    if (status.has_value()) {
      action(*store_);
      store_->end_reading();
    }
    lock.lock();
    is_busy_ = false;
    turn_.notify_all();
    return status;
  }
  free_reader_.wait(lock, [this] { return !idle_readers_.empty(); });
  Reader* reader = idle_readers_.back();
  idle_readers_.pop_back();
  lock.unlock();
  const Status status = reader->begin_reading();
  if (status.has_value()) {
    action(*reader);
    reader->end_reading();
  }
  lock.lock();
  idle_readers_.push_back(reader);
  free_reader_.notify_one();
  return status;
}

Result<std::shared_ptr<Database>> open_database(const std::string& path, Instant at, std::size_t readers) {
  BIHUAN_TRY(std::unique_ptr<Store> store, open_sqlite_store(path, at.seconds));
  std::vector<std::unique_ptr<Reader>> connections;
  for (std::size_t i = 0; i < readers; ++i) {
    BIHUAN_TRY(std::unique_ptr<Reader> reader, open_sqlite_reader(path));
    connections.push_back(std::move(reader));
  }
  return std::make_shared<Database>(std::move(store), std::move(connections));
}

Result<std::shared_ptr<Database>> open_memory_database() {
  BIHUAN_TRY(std::unique_ptr<Store> store, open_sqlite_store(kInMemory, 0));
  return std::make_shared<Database>(std::move(store), std::vector<std::unique_ptr<Reader>>());
}

}  // namespace bihuan::records
