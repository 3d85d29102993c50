#include "records/sqlite/sqlite_store.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cassert>
#include <cstdlib>
#include <utility>

#include "base/digest.h"
#include "records/internal/migrations.h"

namespace bihuan::records {
namespace {

using soci::into;
using soci::use;
using Number = long long;  // int wraps silently in SOCI's SQLite backend

constexpr Number kApplicationId = 0x42696875;  // "Bihu"

class SqliteStore final : public Store {
 public:
  ~SqliteStore() override { rollback(); }

  Status open(const std::string& path, std::int64_t at, std::int64_t patience_ms) {
    if (path.empty() || path.find('"') != std::string::npos) {
      return fail(Code::kUnavailable, "记录库的文件名不能为空，也不能含有引号", "记录库");
    }
    BIHUAN_CHECK(guarded([&]() -> Status {
      session_.open(soci::sqlite3, "dbname=\"" + path + "\"");
      return {};
    }));
    BIHUAN_CHECK(run(("pragma busy_timeout = " + std::to_string(patience_ms)).c_str()));
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

  Status begin() override {
    assert(!in_transaction_);
    BIHUAN_CHECK(run("begin immediate"));
    in_transaction_ = true;
    return {};
  }

  Status commit() override {
    assert(in_transaction_);
    BIHUAN_CHECK(run("commit"));
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
    return guarded([&]() -> Result<std::int64_t> {
      const std::string name(counter);
      Number number = 0;
      session_ << "insert into counter (name, number) values (:name, 1)"
                  " on conflict (name) do update set number = number + 1 returning number",
          use(name, "name"), into(number);
      if (number < 1) return fail(Code::kCorrupt, "记录库的编号计数器坏了", "记录库");
      return number;
    });
  }

  Status insert_plan(std::string_view plan_id, std::int64_t stored_at) override {
    return guarded([&]() -> Status {
      const std::string id(plan_id);
      const Number at = stored_at;
      session_ << "insert into plan (plan_id, stored_at) values (:id, :at)", use(id, "id"), use(at, "at");
      return {};
    });
  }

  Status insert_plan_version(const PlanVersionRow& r, const PlanContentRow& content) override {
    return guarded([&]() -> Status {
      const Number version = r.version, year = r.plan_year, year_end = r.plan_year_end, at = r.stored_at;
      session_
          << "insert into plan_version (plan_id, version, title, issuer, document_number, plan_year, plan_year_end,"
             " file_name, digest, format, encoding, compiler, stored_at, stored_by, note) values (:id, :version, "
             ":title,"
             " :issuer, :document_number, :year, :year_end, :file_name, :digest, :format, :encoding, :compiler, :at,"
             " :by, :note)",
          use(r.plan_id, "id"), use(version, "version"), use(r.title, "title"), use(r.issuer, "issuer"),
          use(r.document_number, "document_number"), use(year, "year"), use(year_end, "year_end"),
          use(r.file_name, "file_name"), use(r.digest, "digest"), use(r.format, "format"), use(r.encoding, "encoding"),
          use(r.compiler, "compiler"), use(at, "at"), use(r.stored_by, "by"), use(r.note, "note");
      soci::blob bytes(session_);
      bytes.write(0, content.file_bytes.data(), content.file_bytes.size());
      session_ << "insert into plan_content (plan_id, version, plain_text, compiled, file_bytes)"
                  " values (:id, :version, :text, :compiled, :bytes)",
          use(r.plan_id, "id"), use(version, "version"), use(content.text, "text"), use(content.compiled, "compiled"),
          use(bytes, "bytes");
      return {};
    });
  }

  Status insert_correction(const CorrectionRow& r) override {
    return guarded([&]() -> Status {
      const Number revision = r.revision, version = r.version, at = r.at;
      session_ << "insert into correction (plan_id, correction_id, revision, action, version, commitment_id, field,"
                  " before_value, after_value, who, why, at, anchor) values (:plan, :id, :revision, :action, :version,"
                  " :commitment, :field, :before_value, :after_value, :who, :why, :at, :anchor)",
          use(r.plan_id, "plan"), use(r.correction_id, "id"), use(revision, "revision"), use(r.action, "action"),
          use(version, "version"), use(r.commitment_id, "commitment"), use(r.field, "field"),
          use(r.before_value, "before_value"), use(r.after_value, "after_value"), use(r.who, "who"), use(r.why, "why"),
          use(at, "at"), use(r.anchor, "anchor");
      return {};
    });
  }

  Status insert_reading(const ReadingRow& r) override {
    return guarded([&]() -> Status {
      const Number number = r.number, version = r.version, at = r.stored_at;
      session_
          << "insert into reading (number, plan_id, version, target_id, as_of, reading, source_file, source_digest,"
             " stored_at, stored_by) values (:number, :plan, :version, :target, :as_of, :reading, :file, :digest, :at,"
             " :by)",
          use(number, "number"), use(r.plan_id, "plan"), use(version, "version"), use(r.target_id, "target"),
          use(r.as_of, "as_of"), use(r.reading, "reading"), use(r.source_file, "file"), use(r.source_digest, "digest"),
          use(at, "at"), use(r.stored_by, "by");
      return {};
    });
  }

  Status insert_journal(const JournalRow& r) override {
    return guarded([&]() -> Status {
      const Number number = r.number, at = r.at;
      session_
          << "insert into journal (number, at, who, what, subject, before_value, after_value, previous_digest, digest)"
             " values (:number, :at, :who, :what, :subject, :before_value, :after_value, :previous, :digest)",
          use(number, "number"), use(at, "at"), use(r.who, "who"), use(r.what, "what"), use(r.subject, "subject"),
          use(r.before_value, "before_value"), use(r.after_value, "after_value"), use(r.previous_digest, "previous"),
          use(r.digest, "digest");
      return {};
    });
  }

  Result<std::vector<PlanVersionRow>> plan_versions(std::string_view plan_id) override {
    return versions_where("(:key = '' or plan_id = :key)", std::string(plan_id));
  }

  Result<std::vector<PlanVersionRow>> versions_with_digest(std::string_view digest) override {
    return versions_where("digest = :key", std::string(digest));
  }

  Result<PlanContentRow> plan_content(std::string_view plan_id, std::int64_t version, bool with_file) override {
    return guarded([&]() -> Result<PlanContentRow> {
      const std::string id(plan_id);
      const Number number = version;
      PlanContentRow row;
      session_ << "select plain_text, compiled from plan_content where plan_id = :id and version = :version",
          use(id, "id"), use(number, "version"), into(row.text), into(row.compiled);
      if (!session_.got_data()) return fail(Code::kNotFound, "没有这个版本的内容");
      if (!with_file) return row;
      soci::blob bytes(session_);
      session_ << "select file_bytes from plan_content where plan_id = :id and version = :version", use(id, "id"),
          use(number, "version"), into(bytes);
      row.file_bytes.resize(bytes.get_len());
      bytes.read(0, row.file_bytes.data(), row.file_bytes.size());
      return row;
    });
  }

  Result<std::vector<CorrectionRow>> corrections(std::string_view plan_id) override {
    return guarded([&]() -> Result<std::vector<CorrectionRow>> {
      const std::string id(plan_id);
      CorrectionRow r;
      Number revision = 0, version = 0, at = 0;
      soci::statement query =
          (session_.prepare << "select plan_id, correction_id, revision, action, version, commitment_id, field,"
                               " before_value, after_value, who, why, at, anchor from correction where plan_id = :id"
                               " order by length(correction_id), correction_id, revision",
           use(id, "id"), into(r.plan_id), into(r.correction_id), into(revision), into(r.action), into(version),
           into(r.commitment_id), into(r.field), into(r.before_value), into(r.after_value), into(r.who), into(r.why),
           into(at), into(r.anchor));
      std::vector<CorrectionRow> rows;
      query.execute();
      while (query.fetch()) {
        r.revision = revision;
        r.version = version;
        r.at = at;
        rows.push_back(r);
      }
      return rows;
    });
  }

  Result<std::vector<ReadingRow>> readings(std::string_view plan_id) override {
    return guarded([&]() -> Result<std::vector<ReadingRow>> {
      const std::string id(plan_id);
      ReadingRow r;
      Number number = 0, version = 0, at = 0;
      soci::statement query =
          (session_.prepare << "select number, plan_id, version, target_id, as_of, reading, source_file, source_digest,"
                               " stored_at, stored_by from reading where plan_id = :id order by number",
           use(id, "id"), into(number), into(r.plan_id), into(version), into(r.target_id), into(r.as_of),
           into(r.reading), into(r.source_file), into(r.source_digest), into(at), into(r.stored_by));
      std::vector<ReadingRow> rows;
      query.execute();
      while (query.fetch()) {
        r.number = number;
        r.version = version;
        r.stored_at = at;
        rows.push_back(r);
      }
      return rows;
    });
  }

  Result<std::vector<JournalRow>> journal(std::int64_t after, std::int64_t limit) override {
    return journal_where("number > :first order by number limit :most", after, limit);
  }

  Result<std::optional<JournalRow>> last_journal() override {
    BIHUAN_TRY(std::vector<JournalRow> rows, journal_where("number > :first order by number desc limit :most", 0, 1));
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
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

  Result<std::vector<PlanVersionRow>> versions_where(const std::string& condition, const std::string& key) {
    return guarded([&]() -> Result<std::vector<PlanVersionRow>> {
      PlanVersionRow r;
      Number version = 0, year = 0, year_end = 0, at = 0;
      soci::statement query =
          (session_.prepare << "select plan_id, version, title, issuer, document_number, plan_year, plan_year_end,"
                               " file_name, digest, format, encoding, compiler, stored_at, stored_by, note"
                               " from plan_version where " +
                                   condition + " order by length(plan_id), plan_id, version",
           use(key, "key"), into(r.plan_id), into(version), into(r.title), into(r.issuer), into(r.document_number),
           into(year), into(year_end), into(r.file_name), into(r.digest), into(r.format), into(r.encoding),
           into(r.compiler), into(at), into(r.stored_by), into(r.note));
      std::vector<PlanVersionRow> rows;
      query.execute();
      while (query.fetch()) {
        r.version = version;
        r.plan_year = year;
        r.plan_year_end = year_end;
        r.stored_at = at;
        rows.push_back(r);
      }
      return rows;
    });
  }

  Result<std::vector<JournalRow>> journal_where(const std::string& rest, std::int64_t first, std::int64_t most) {
    return guarded([&]() -> Result<std::vector<JournalRow>> {
      JournalRow r;
      const Number lower = first, limit = most;
      Number number = 0, at = 0;
      soci::statement query =
          (session_.prepare
               << "select number, at, who, what, subject, before_value, after_value, previous_digest, digest"
                  " from journal where " +
                      rest,
           use(lower, "first"), use(limit, "most"), into(number), into(at), into(r.who), into(r.what), into(r.subject),
           into(r.before_value), into(r.after_value), into(r.previous_digest), into(r.digest));
      std::vector<JournalRow> rows;
      query.execute();
      while (query.fetch()) {
        r.number = number;
        r.at = at;
        rows.push_back(r);
      }
      return rows;
    });
  }

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
  bool in_transaction_ = false;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, std::int64_t at, std::int64_t patience_ms) {
  auto store = std::make_unique<SqliteStore>();
  BIHUAN_CHECK(store->open(path, at, patience_ms));
  return store;
}

}  // namespace bihuan::records
