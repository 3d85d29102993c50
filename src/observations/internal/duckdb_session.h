// src/observations/internal/duckdb_session.h - DuckDB, wrapped: a database, connections, chunks of answers, appending
// of rows.
#pragma once
#include <duckdb.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bihuan::observations {

// The functions that are used, found by name.
struct DuckdbApi {
  decltype(&duckdb_create_config) create_config;
  decltype(&duckdb_set_config) set_config;
  decltype(&duckdb_destroy_config) destroy_config;
  decltype(&duckdb_open_ext) open_ext;
  decltype(&duckdb_close) close;
  decltype(&duckdb_connect) connect;
  decltype(&duckdb_disconnect) disconnect;
  decltype(&duckdb_query) query;
  decltype(&duckdb_prepare) prepare;
  decltype(&duckdb_prepare_error) prepare_error;
  decltype(&duckdb_destroy_prepare) destroy_prepare;
  decltype(&duckdb_execute_prepared_streaming) execute_streaming;
  decltype(&duckdb_destroy_result) destroy_result;
  decltype(&duckdb_result_error) result_error;
  decltype(&duckdb_result_error_type) result_error_type;
  decltype(&duckdb_fetch_chunk) fetch_chunk;
  decltype(&duckdb_create_data_chunk) create_chunk;
  decltype(&duckdb_data_chunk_reset) reset_chunk;
  decltype(&duckdb_data_chunk_set_size) set_chunk_size;
  decltype(&duckdb_destroy_data_chunk) destroy_chunk;
  decltype(&duckdb_data_chunk_get_size) chunk_size;
  decltype(&duckdb_data_chunk_get_vector) chunk_vector;
  decltype(&duckdb_vector_get_data) vector_data;
  decltype(&duckdb_vector_get_validity) vector_validity;
  decltype(&duckdb_vector_ensure_validity_writable) make_validity;
  decltype(&duckdb_vector_assign_string_element_len) assign_text;
  decltype(&duckdb_create_logical_type) create_type;
  decltype(&duckdb_destroy_logical_type) destroy_type;
  decltype(&duckdb_appender_create) create_appender;
  decltype(&duckdb_append_data_chunk) append_chunk;
  decltype(&duckdb_appender_close) close_appender;
  decltype(&duckdb_appender_error) appender_error;
  decltype(&duckdb_appender_destroy) destroy_appender;
  decltype(&duckdb_free) free;
};

// Part of an answer. Types are those of the query's columns; PRECONDITION: T is that of the column.
class DuckdbRows {
 public:
  DuckdbRows(const DuckdbApi& api, duckdb_data_chunk chunk) : api_(api), chunk_(chunk), size_(api.chunk_size(chunk)) {}
  std::size_t size() const { return size_; }
  template <class T>
  const T* column(std::size_t number) const {
    return static_cast<const T*>(api_.vector_data(api_.chunk_vector(chunk_, number)));
  }
  bool is_null(std::size_t number, std::size_t row) const {
    const std::uint64_t* const valid = api_.vector_validity(api_.chunk_vector(chunk_, number));
    return valid != nullptr && (valid[row / 64] >> (row % 64) & 1) == 0;
  }
  std::string_view text(std::size_t number, std::size_t row) const {
    if (is_null(number, row)) return {};
    const duckdb_string_t& value = column<duckdb_string_t>(number)[row];
    constexpr std::uint32_t kInlined = 12;
    const std::uint32_t length = value.value.inlined.length;
    return {length <= kInlined ? value.value.inlined.inlined : value.value.pointer.ptr, length};
  }

 private:
  const DuckdbApi& api_;
  duckdb_data_chunk chunk_;
  std::size_t size_;
};

struct DuckdbOptions {
  std::string library, path, temporary;
  int memory_megabytes = 2048;
  int threads = 2;
};

class DuckdbDatabase {
 public:
  // Errors: kUnavailable
  static Result<std::shared_ptr<DuckdbDatabase>> open(const DuckdbOptions& options);
  ~DuckdbDatabase();
  DuckdbDatabase(const DuckdbDatabase&) = delete;
  DuckdbDatabase& operator=(const DuckdbDatabase&) = delete;

  const DuckdbApi& api() const { return api_; }
  duckdb_database handle() const { return database_; }
  // After an error of the disk DuckDB may refuse everything until it is opened again.
  bool is_broken() const { return is_broken_; }
  std::unexpected<Error> failure(duckdb_error_type type, const char* words);

 private:
  explicit DuckdbDatabase(const DuckdbApi& api) : api_(api) {}
  DuckdbApi api_;
  duckdb_database database_ = nullptr;
  std::atomic<bool> is_broken_ = false;
};

class DuckdbConnection {
 public:
  // Called with each part of an answer; false ends the reading.
  using Visit = std::function<bool(const DuckdbRows&)>;

  static Result<DuckdbConnection> open(std::shared_ptr<DuckdbDatabase> database);
  ~DuckdbConnection();
  DuckdbConnection(DuckdbConnection&& other) noexcept
      : database_(std::move(other.database_)), connection_(std::exchange(other.connection_, nullptr)) {}
  DuckdbConnection(const DuckdbConnection&) = delete;
  DuckdbConnection& operator=(const DuckdbConnection&) = delete;
  DuckdbConnection& operator=(DuckdbConnection&&) = delete;

  Status run(const std::string& sql);
  // Computes while it is read: for answers that may be large.
  Status stream(const std::string& sql, const Visit& visit);
  Status query(const std::string& sql, const Visit& visit);
  // The first column (bigint) of the only row. Errors: kUnavailable also where there is none; NULL is `if_null`
  Result<std::int64_t> number(const std::string& sql, std::int64_t if_null = 0);

  DuckdbDatabase& database() { return *database_; }
  duckdb_connection handle() const { return connection_; }

 private:
  explicit DuckdbConnection(std::shared_ptr<DuckdbDatabase> database) : database_(std::move(database)) {}
  Status deliver(duckdb_result& result, const Visit& visit);
  std::shared_ptr<DuckdbDatabase> database_;
  duckdb_connection connection_ = nullptr;
};

// Appends rows to a table, within the connection's transaction. After an error nothing more is appended, and finish()
// tells it.
class DuckdbAppender {
 public:
  // `types`: of the table's columns.
  DuckdbAppender(DuckdbConnection& connection, const char* table, std::vector<duckdb_type> types);
  ~DuckdbAppender();
  DuckdbAppender(const DuckdbAppender&) = delete;
  DuckdbAppender& operator=(const DuckdbAppender&) = delete;

  template <class T>
  void set(std::size_t column, T value) {
    static_cast<T*>(data_[column])[rows_] = value;
  }
  void set_text(std::size_t column, std::string_view text);
  void set_null(std::size_t column);
  void end_row() {
    if (++rows_ == kRows) flush_chunk();
  }
  Status finish();

 private:
  static constexpr std::size_t kRows = 2048;  // of a chunk
  void flush_chunk();
  void look_up_data();
  void fail_with_words();
  DuckdbConnection& connection_;
  const DuckdbApi& api_;
  duckdb_appender appender_ = nullptr;
  duckdb_data_chunk chunk_ = nullptr;
  std::vector<void*> data_;
  std::size_t rows_ = 0;
  Status status_;
};

std::string sql_quote(std::string_view text);

}  // namespace bihuan::observations
