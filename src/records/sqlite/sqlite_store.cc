#include "records/sqlite/sqlite_store.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cassert>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/digest.h"
#include "records/internal/migrations.h"

namespace bihuan::records {
namespace {

using soci::into;
using soci::use;
using Number = long long;  // int wraps silently in SOCI's SQLite backend

constexpr std::int64_t kCopyPatienceMs = 30000;
constexpr Number kApplicationId = 0x42696875;  // "Bihu"
constexpr std::size_t kMostPrepared = 256;     // statements kept ready on a connection
constexpr std::int64_t kFew = 3000;            // rows that are sooner fetched and sorted than looked for along an order

class SqliteStore final : public Store {
  using Statements = std::map<std::string, std::unique_ptr<soci::statement>, std::less<>>;

 public:
  ~SqliteStore() override { rollback(); }

  Status connect(const std::string& path, std::int64_t patience_ms) {
    if (path.empty() || path.find('"') != std::string::npos) {
      return fail(Code::kUnavailable, "记录库的文件名不能为空，也不能含有引号", "记录库");
    }
    BIHUAN_CHECK(guarded([&]() -> Status {
      session_.open(soci::sqlite3, "dbname=\"" + path + "\"");
      return {};
    }));
    return run(("pragma busy_timeout = " + std::to_string(patience_ms)).c_str());
  }

  Status open(const std::string& path, std::int64_t at, std::int64_t patience_ms) {
    BIHUAN_CHECK(connect(path, patience_ms));
    BIHUAN_TRY(const Number application_id, ask("pragma application_id"));
    BIHUAN_TRY(const Number tables, ask("select count(*) from sqlite_master"));
    if (application_id != kApplicationId && (application_id != 0 || tables != 0)) {
      return fail(Code::kCorrupt, "这个文件不是闭环的记录库：请换一个数据文件夹，或从备份恢复", "记录库");
    }
    for (const char* setting : {"pragma journal_mode = wal", "pragma synchronous = full", "pragma foreign_keys = on",
                                "pragma cache_size = -65536"}) {
      BIHUAN_CHECK(run(setting));
    }
    return migrate(at);
  }

  Status open_to_read(const std::string& path, std::int64_t patience_ms) {
    BIHUAN_CHECK(connect(path, patience_ms));
    return run("pragma query_only = on; pragma cache_size = -32768");
  }

  Status copy_to(const std::string& target) {
    Sql sql;
    sql.text = "vacuum into " + sql.place(target);
    return execute(sql);
  }

  Status begin_reading() override { return in_transaction_ ? Status() : execute({"begin", {}}); }
  void end_reading() override {
    if (!in_transaction_) discard(execute({"commit", {}}), "nothing was written");
  }

  Status begin() override {
    assert(!in_transaction_);
    BIHUAN_CHECK(execute({"begin immediate", {}}));
    in_transaction_ = true;
    return {};
  }

  Status commit() override {
    assert(in_transaction_);
    BIHUAN_CHECK(execute({"commit", {}}));
    in_transaction_ = false;
    return {};
  }

  void rollback() override {
    if (!in_transaction_) return;
    in_transaction_ = false;
    discard(run("rollback"),
            "after some errors SQLite has rolled back by itself; the end of the connection does it too");
  }

  Result<std::int64_t> take_number(std::string_view counter) override {
    Sql sql;
    sql.text = "insert into counter (name, number) values (" + sql.place(std::string(counter)) +
               ", 1) on conflict (name) do update set number = number + 1 returning number";
    BIHUAN_TRY(const std::int64_t number, fetch_number(sql));
    if (number < 1) return fail(Code::kCorrupt, "记录库的编号计数器坏了", "记录库");
    return number;
  }

  Status set_mark() override { return execute({"savepoint mark", {}}); }
  Status drop_mark() override { return execute({"release mark", {}}); }
  Status go_back_to_mark() override { return run("rollback to mark; release mark"); }

  Status insert(const Table& table, const Cells& cells) override {
    assert(in_transaction_ && cells.size() == table.columns.size());
    Sql sql;
    std::string names, places;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      names += (i == 0 ? "" : ", ") + table.columns[i].name;
      places += (i == 0 ? "" : ", ") + sql.place(cells[i]);
    }
    sql.text = "insert into " + table.name + " (" + names + ") values (" + places + ")";
    return execute(sql);
  }

  Status replace(const Table& table, const Cells& cells) override {
    assert(in_transaction_ && cells.size() == table.columns.size());
    Sql sql;
    std::string values, key;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string& part = i < table.key_columns ? key : values;
      part += (part.empty()            ? ""
               : i < table.key_columns ? " and "
                                       : ", ") +
              table.columns[i].name + " = " + sql.place(cells[i]);
    }
    sql.text = "update " + table.name + " set " + values + " where " + key;
    BIHUAN_CHECK(execute(sql));
    if (changed_rows() == 1) return {};
    return fail(Code::kNotFound, "要改动的记录不存在", "记录库");
  }

  Result<std::int64_t> remove(const Table& table, const std::vector<Condition>& where) override {
    assert(in_transaction_ && !where.empty());
    Sql sql;
    sql.text = "delete from " + table.name + where_text(where, sql);
    BIHUAN_CHECK(execute(sql));
    return changed_rows();
  }

  Result<std::vector<Cells>> select(const Table& table, const Query& query) override {
    Sql sql;
    std::string names;
    for (const Column& column : table.columns) names += (names.empty() ? "" : ", ") + column.name;
    BIHUAN_TRY(std::string where, where_of_page(table, query, sql));
    if (!query.after.empty()) where += (where.empty() ? " where " : " and ") + after_text(query, sql);
    sql.text = "select " + names + " from " + table.name + where;
    for (std::size_t i = 0; i < query.order.size(); ++i) {
      sql.text +=
          (i == 0 ? " order by " : ", ") + query.order[i].column + (query.order[i].is_descending ? " desc" : "");
    }
    if (query.limit > 0) sql.text += " limit " + sql.place(query.limit);
    return fetch(sql, table.columns);
  }

  Result<std::int64_t> count(const Table& table, const std::vector<Condition>& where) override {
    Sql sql;
    sql.text = "select count(*) from " + table.name + where_text(where, sql);
    return fetch_number(sql);
  }

  Result<std::int64_t> largest(const Table& table, std::string_view column) override {
    Sql sql;
    sql.text = "select coalesce(max(" + std::string(column) + "), 0) from " + table.name;
    return fetch_number(sql);
  }

 private:
  sqlite_api::sqlite3* connection() {
    auto* backend = static_cast<soci::sqlite3_session_backend*>(session_.get_backend());
    return backend == nullptr ? nullptr : backend->conn_;
  }

  // What SQLite's last result code means for whoever called. No path, no query.
  Error last_error() {
    sqlite_api::sqlite3* db = connection();
    const int code = db == nullptr ? SQLITE_CANTOPEN : sqlite_api::sqlite3_extended_errcode(db);
    switch (code & 0xff) {
      case SQLITE_CONSTRAINT:
        return {Code::kConflict, "写入与已存的记录冲突，没有存入", "记录库"};
      case SQLITE_CORRUPT:
      case SQLITE_NOTADB:
        return {Code::kCorrupt, "记录库的文件已损坏或不是记录库：请从备份恢复", "记录库"};
      case SQLITE_FULL:
        return {Code::kUnavailable, "磁盘已满，没有存入：请腾出空间后重试", "记录库"};
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        return {Code::kUnavailable, "记录库正被另一个程序占用，没有存入：请稍后重试", "记录库"};
      case SQLITE_READONLY:
      case SQLITE_PERM:
        return {Code::kUnavailable, "记录库不可写：请检查数据文件夹的权限", "记录库"};
      case SQLITE_CANTOPEN:
        return {Code::kUnavailable, "打不开记录库：请检查数据文件夹是否存在、可写", "记录库"};
      default:
        return {Code::kUnavailable, "记录库读写失败，没有存入：请检查磁盘后重试", "记录库"};
    }
  }

  // Runs `action`; what SOCI throws becomes an error.
  template <class Action>
  auto guarded(Action&& action) -> decltype(action()) {
    try {
      return action();
    } catch (const soci::soci_error&) {
      return std::unexpected(last_error());
    }
  }

  // Any number of statements without results.
  Status run(const char* sql) {
    if (sqlite_api::sqlite3_exec(connection(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return std::unexpected(last_error());
  }

  Result<Number> ask(const char* sql) {
    return guarded([&]() -> Result<Number> {
      Number answer = 0;
      session_ << sql, into(answer);
      return answer;
    });
  }

  // A statement with its values. The text holds names of tables and columns from code, and places (:v0) for everything
  // else.
  struct Sql {
    std::string text;
    std::vector<Cell> values;

    std::string place(Cell value) {
      values.push_back(std::move(value));
      return ":v" + std::to_string(values.size() - 1);
    }
  };

  static std::string_view sign(Test test) {
    switch (test) {
      case Test::kEqual:
        return " = ";
      case Test::kDiffers:
        return " <> ";
      case Test::kLess:
        return " < ";
      case Test::kAtMost:
        return " <= ";
      case Test::kGreater:
        return " > ";
      case Test::kAtLeast:
        return " >= ";
      default:
        return "";
    }
  }

  static std::string condition_text(const Condition& condition, Sql& sql) {
    switch (condition.test) {
      case Test::kIsNull:
        return condition.column + " is null";
      case Test::kIsNotNull:
        return condition.column + " is not null";
      case Test::kOneOf: {
        std::string places;
        for (const Cell& value : condition.values) places += (places.empty() ? "" : ", ") + sql.place(value);
        return condition.column + " in (" + places + ")";
      }
      case Test::kIn:
        return condition.column + " in (select " + condition.inner->column + " from " + condition.inner->table +
               where_text(condition.inner->where, sql) + ")";
      case Test::kContains:
        return "instr(" + condition.column + ", " + sql.place(condition.values.at(0)) + ") > 0";
      default:
        return condition.column + std::string(sign(condition.test)) + sql.place(condition.values.at(0));
    }
  }

  static std::string where_text(const std::vector<Condition>& where, Sql& sql) {
    std::string text;
    for (const Condition& condition : where) {
      text += (text.empty() ? " where " : " and ") + condition_text(condition, sql);
    }
    return text;
  }

  // The conditions of a page in an order. Where an inner selection has many rows, SQLite is kept on the index of the
  // order: it walks that, asks of each row whether the selection has it, and stops at the limit, instead of fetching and
  // sorting all that the selection gives. Where it has few, they are fetched and sorted.
  Result<std::string> where_of_page(const Table& table, const Query& query, Sql& sql) {
    if (query.limit <= 0 || query.order.empty()) return where_text(query.where, sql);
    std::string text;
    for (const Condition& condition : query.where) {
      bool has_many = false;
      if (condition.test == Test::kIn) {
        Sql few;
        few.text = "select count(*) from (select 1 from " + condition.inner->table +
                   where_text(condition.inner->where, few) + " limit " + few.place(kFew + 1) + ")";
        BIHUAN_TRY(const std::int64_t count, fetch_number(few));
        has_many = count > kFew;
      }
      text += (text.empty() ? " where " : " and ") +
              (has_many ? probe_text(table, condition, sql) : condition_text(condition, sql));
    }
    return text;
  }

  static std::string probe_text(const Table& table, const Condition& condition, Sql& sql) {
    const Selection& inner = *condition.inner;
    std::string where = where_text(inner.where, sql);
    where += (where.empty() ? " where " : " and ") + ("inner_rows." + inner.column) + " = " + table.name + "." +
             condition.column;
    return "exists (select 1 from " + inner.table + " as inner_rows" + where + ")";
  }

  static std::string after_text(const Query& query, Sql& sql) {
    assert(query.after.size() == query.order.size());
    std::string names, places;
    for (std::size_t i = 0; i < query.order.size(); ++i) {
      assert(query.order[i].is_descending == query.order[0].is_descending);
      names += (i == 0 ? "" : ", ") + query.order[i].column;
      places += (i == 0 ? "" : ", ") + sql.place(query.after[i]);
    }
    return "(" + names + ")" + (query.order[0].is_descending ? " < " : " > ") + "(" + places + ")";
  }

  // Values on their way into a statement; SOCI keeps references to them until it has run.
  class Bound {
   public:
    Bound(soci::session& session, soci::statement& statement, const std::vector<Cell>& values) {
      numbers_.resize(values.size());
      blobs_.resize(values.size());
      for (std::size_t i = 0; i < values.size(); ++i) {
        const std::string name = "v" + std::to_string(i);
        if (const auto* number = std::get_if<std::int64_t>(&values[i])) {
          numbers_[i] = *number;
          statement.exchange(use(numbers_[i], name));
        } else if (const auto* text = std::get_if<std::string>(&values[i])) {
          statement.exchange(use(*text, name));
        } else if (const auto* bytes = std::get_if<Bytes>(&values[i])) {
          blobs_[i] = std::make_unique<soci::blob>(session);
          blobs_[i]->write(0, bytes->value.data(), bytes->value.size());
          statement.exchange(use(*blobs_[i], name));
        } else {
          statement.exchange(use(numbers_[i], null_, name));
        }
      }
    }

   private:
    std::vector<Number> numbers_;
    std::vector<std::unique_ptr<soci::blob>> blobs_;
    soci::indicator null_ = soci::i_null;
  };

  // A statement that stays prepared on this connection, to be given new values. Where running it fails it is dropped:
  // nothing is known of its state.
  class Prepared {
   public:
    Prepared(SqliteStore& store, const std::string& text) : store_(store) {
      if (store.prepared_.size() >= kMostPrepared && !store.prepared_.contains(text)) store.prepared_.clear();
      const auto [known, is_new] = store.prepared_.try_emplace(text);
      place_ = known;
      if (!is_new) return;
      known->second = std::make_unique<soci::statement>(store.session_);
      known->second->alloc();
      try {
        known->second->prepare(text);
      } catch (const soci::soci_error&) {
        store.prepared_.erase(known);
        throw;
      }
    }
    ~Prepared() {
      if (is_done_) {
        place_->second->bind_clean_up();
      } else {
        store_.prepared_.erase(place_);
      }
    }
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;

    soci::statement& statement() { return *place_->second; }
    // It ran to its end.
    void done() { is_done_ = true; }

   private:
    SqliteStore& store_;
    Statements::iterator place_;
    bool is_done_ = false;
  };

  Status execute(const Sql& sql) {
    return guarded([&]() -> Status {
      Prepared prepared(*this, sql.text);
      soci::statement& statement = prepared.statement();
      const Bound bound(session_, statement, sql.values);
      statement.define_and_bind();
      statement.execute(true);
      prepared.done();
      return {};
    });
  }

  Result<std::vector<Cells>> fetch(const Sql& sql, const std::vector<Column>& columns) {
    return guarded([&]() -> Result<std::vector<Cells>> {
      Prepared prepared(*this, sql.text);
      soci::statement& statement = prepared.statement();
      const Bound bound(session_, statement, sql.values);
      std::vector<Number> numbers(columns.size());
      std::vector<std::string> texts(columns.size());
      std::vector<std::unique_ptr<soci::blob>> blobs(columns.size());
      std::vector<soci::indicator> indicators(columns.size());
      for (std::size_t i = 0; i < columns.size(); ++i) {
        switch (columns[i].type) {
          case ColumnType::kInteger:
            statement.exchange(into(numbers[i], indicators[i]));
            break;
          case ColumnType::kText:
            statement.exchange(into(texts[i], indicators[i]));
            break;
          case ColumnType::kBytes:
            blobs[i] = std::make_unique<soci::blob>(session_);
            statement.exchange(into(*blobs[i], indicators[i]));
            break;
        }
      }
      statement.define_and_bind();
      statement.execute(false);
      std::vector<Cells> rows;
      while (statement.fetch()) {
        Cells& row = rows.emplace_back(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i) {
          if (indicators[i] == soci::i_null) continue;
          if (columns[i].type == ColumnType::kInteger) {
            row[i] = static_cast<std::int64_t>(numbers[i]);
          } else if (columns[i].type == ColumnType::kText) {
            row[i] = texts[i];
          } else {
            Bytes bytes;
            bytes.value.resize(blobs[i]->get_len());
            blobs[i]->read(0, bytes.value.data(), bytes.value.size());
            row[i] = std::move(bytes);
          }
        }
      }
      prepared.done();
      return rows;
    });
  }

  Result<std::int64_t> fetch_number(const Sql& sql) {
    BIHUAN_TRY(const std::vector<Cells> rows, fetch(sql, {{"number", ColumnType::kInteger}}));
    if (rows.empty() || !std::holds_alternative<std::int64_t>(rows.front().front())) {
      return fail(Code::kCorrupt, "记录库没有给出数目", "记录库");
    }
    return std::get<std::int64_t>(rows.front().front());
  }

  std::int64_t changed_rows() { return sqlite_api::sqlite3_changes(connection()); }

  // The version stands in user_version; what ran stands in schema_version with its digest.
  Status migrate(std::int64_t at) {
    BIHUAN_TRY(const Number version, ask("pragma user_version"));
    const std::span<const Migration> all = migrations();
    if (version > static_cast<Number>(all.size())) {
      return fail(Code::kConflict,
                  "记录库由更新的版本写成（第 " + std::to_string(version) + " 版，本程序到第 " +
                      std::to_string(all.size()) + " 版）：请升级程序",
                  "记录库");
    }
    for (const Migration& migration : all) {
      const std::string digest = sm3_hex(migration.sql);
      BIHUAN_CHECK(migration.number <= version ? check_migration(migration, digest)
                                               : run_migration(migration, digest, at));
    }
    return {};
  }

  Status check_migration(const Migration& migration, const std::string& digest) {
    return guarded([&]() -> Status {
      const Number number = migration.number;
      std::string stored;
      session_ << "select digest from schema_version where number = :number", use(number, "number"), into(stored);
      if (stored == digest) return {};
      return fail(Code::kCorrupt, "记录库第 " + std::to_string(number) + " 次结构变更与本程序的不同：请从备份恢复",
                  "记录库");
    });
  }

  Status run_migration(const Migration& migration, const std::string& digest, std::int64_t at) {
    BIHUAN_CHECK(begin());
    Status status = guarded([&]() -> Status {
      if (migration.number == 1) {
        BIHUAN_CHECK(run(("pragma application_id = " + std::to_string(kApplicationId)).c_str()));
        BIHUAN_CHECK(
            run("create table schema_version (number integer primary key, name text not null, digest text not null,"
                " applied_at integer not null)"));
      }
      BIHUAN_CHECK(run(std::string(migration.sql).c_str()));
      const Number number = migration.number, applied_at = at;
      const std::string name(migration.name);
      session_ << "insert into schema_version (number, name, digest, applied_at) values (:number, :name, :digest, :at)",
          use(number, "number"), use(name, "name"), use(digest, "digest"), use(applied_at, "at");
      return run(("pragma user_version = " + std::to_string(number)).c_str());
    });
    if (status) status = commit();
    if (!status) rollback();
    return status;
  }

  soci::session session_;
  Statements prepared_;  // by text; ends before the session does
  bool in_transaction_ = false;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, std::int64_t at, std::int64_t patience_ms) {
  auto store = std::make_unique<SqliteStore>();
  BIHUAN_CHECK(store->open(path, at, patience_ms));
  return store;
}

Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path, std::int64_t patience_ms) {
  auto store = std::make_unique<SqliteStore>();
  BIHUAN_CHECK(store->open_to_read(path, patience_ms));
  return store;
}

Status copy_sqlite_store(const std::string& path, const std::string& target) {
  std::error_code error;
  if (std::filesystem::exists(target, error)) {
    return fail(Code::kConflict, "要写的文件已经存在，不覆盖", std::filesystem::path(target).filename().string());
  }
  SqliteStore store;
  BIHUAN_CHECK(store.connect(path, kCopyPatienceMs));
  return store.copy_to(target);
}

}  // namespace bihuan::records
