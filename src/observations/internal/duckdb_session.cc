#include "observations/internal/duckdb_session.h"

#include "base/text.h"
#include "tables/duckdb_library.h"

namespace bihuan::observations {
namespace {

Result<DuckdbApi> load_api(const std::string& chosen) {
  BIHUAN_TRY(const tables::DuckdbLibrary library,
             tables::DuckdbLibrary::open(chosen, "观测库无法使用；请检查安装是否完整"));
  DuckdbApi api{};
  const bool is_complete =
      library.find("duckdb_create_config", api.create_config) && library.find("duckdb_set_config", api.set_config) &&
      library.find("duckdb_destroy_config", api.destroy_config) && library.find("duckdb_open_ext", api.open_ext) &&
      library.find("duckdb_close", api.close) && library.find("duckdb_connect", api.connect) &&
      library.find("duckdb_disconnect", api.disconnect) && library.find("duckdb_query", api.query) &&
      library.find("duckdb_prepare", api.prepare) && library.find("duckdb_prepare_error", api.prepare_error) &&
      library.find("duckdb_destroy_prepare", api.destroy_prepare) &&
      library.find("duckdb_execute_prepared_streaming", api.execute_streaming) &&
      library.find("duckdb_destroy_result", api.destroy_result) &&
      library.find("duckdb_result_error", api.result_error) &&
      library.find("duckdb_result_error_type", api.result_error_type) &&
      library.find("duckdb_fetch_chunk", api.fetch_chunk) &&
      library.find("duckdb_create_data_chunk", api.create_chunk) &&
      library.find("duckdb_data_chunk_reset", api.reset_chunk) &&
      library.find("duckdb_data_chunk_set_size", api.set_chunk_size) &&
      library.find("duckdb_destroy_data_chunk", api.destroy_chunk) &&
      library.find("duckdb_data_chunk_get_size", api.chunk_size) &&
      library.find("duckdb_data_chunk_get_vector", api.chunk_vector) &&
      library.find("duckdb_vector_get_data", api.vector_data) &&
      library.find("duckdb_vector_get_validity", api.vector_validity) &&
      library.find("duckdb_vector_ensure_validity_writable", api.make_validity) &&
      library.find("duckdb_vector_assign_string_element_len", api.assign_text) &&
      library.find("duckdb_create_logical_type", api.create_type) &&
      library.find("duckdb_destroy_logical_type", api.destroy_type) &&
      library.find("duckdb_appender_create", api.create_appender) &&
      library.find("duckdb_append_data_chunk", api.append_chunk) &&
      library.find("duckdb_appender_close", api.close_appender) &&
      library.find("duckdb_appender_error", api.appender_error) &&
      library.find("duckdb_appender_destroy", api.destroy_appender) && library.find("duckdb_free", api.free);
  if (!is_complete)
    return fail(Code::kUnavailable, "DuckDB 库缺少需要的函数（应为 1.4 版），观测库无法使用；请重新安装");
  return api;
}

}  // namespace

std::string sql_quote(std::string_view text) { return "'" + replace_all(text, "'", "''") + "'"; }

Result<std::shared_ptr<DuckdbDatabase>> DuckdbDatabase::open(const DuckdbOptions& options) {
  BIHUAN_TRY(const DuckdbApi api, load_api(options.library));
  std::shared_ptr<DuckdbDatabase> database(new DuckdbDatabase(api));
  duckdb_config config = nullptr;
  bool is_open = api.create_config(&config) == DuckDBSuccess;
  const std::string memory = std::to_string(options.memory_megabytes) + "MB";
  const std::string threads = std::to_string(options.threads);
  for (const auto& [key, value] :
       {std::pair{"threads", threads.c_str()}, std::pair{"memory_limit", memory.c_str()},
        std::pair{"temp_directory", options.temporary.c_str()}, std::pair{"autoinstall_known_extensions", "false"},
        std::pair{"autoload_known_extensions", "false"}, std::pair{"preserve_insertion_order", "false"}})
    is_open = is_open && api.set_config(config, key, value) == DuckDBSuccess;
  char* words = nullptr;
  is_open = is_open && api.open_ext(options.path.c_str(), &database->database_, config, &words) == DuckDBSuccess;
  const std::string said = words == nullptr ? "" : words;
  if (words != nullptr) api.free(words);
  if (config != nullptr) api.destroy_config(&config);
  if (is_open) return database;
  if (said.find("lock") != std::string::npos) return fail(Code::kUnavailable, "观测库正被另一个进程使用");
  return fail(Code::kUnavailable, "观测库打不开（磁盘可能已满，或文件损坏）");
}

DuckdbDatabase::~DuckdbDatabase() {
  if (database_ != nullptr) api_.close(&database_);
}

std::unexpected<Error> DuckdbDatabase::failure(duckdb_error_type type, const char* words) {
  const std::string_view said = words == nullptr ? "" : words;
  if (type == DUCKDB_ERROR_OUT_OF_MEMORY || said.starts_with("Out of Memory Error"))
    return fail(Code::kUnavailable, "观测库内存不足，请缩小范围后重试");
  is_broken_ = true;
  return fail(Code::kUnavailable, "观测库读写失败（磁盘可能已满或有故障）");
}

Result<DuckdbConnection> DuckdbConnection::open(std::shared_ptr<DuckdbDatabase> database) {
  DuckdbConnection connection(std::move(database));
  if (connection.database_->api().connect(connection.database_->handle(), &connection.connection_) != DuckDBSuccess)
    return connection.database_->failure(DUCKDB_ERROR_CONNECTION, "connect");
  return connection;
}

DuckdbConnection::~DuckdbConnection() {
  if (connection_ != nullptr) database_->api().disconnect(&connection_);
}

Status DuckdbConnection::run(const std::string& sql) {
  return query(sql, [](const DuckdbRows&) { return true; });
}

Status DuckdbConnection::query(const std::string& sql, const Visit& visit) {
  const DuckdbApi& api = database_->api();
  duckdb_result result;
  if (api.query(connection_, sql.c_str(), &result) != DuckDBSuccess) {
    const auto failure = database_->failure(api.result_error_type(&result), api.result_error(&result));
    api.destroy_result(&result);
    return failure;
  }
  return deliver(result, visit);
}

Status DuckdbConnection::stream(const std::string& sql, const Visit& visit) {
  const DuckdbApi& api = database_->api();
  duckdb_prepared_statement statement = nullptr;
  if (api.prepare(connection_, sql.c_str(), &statement) != DuckDBSuccess) {
    const auto failure = database_->failure(DUCKDB_ERROR_INVALID, api.prepare_error(statement));
    api.destroy_prepare(&statement);
    return failure;
  }
  duckdb_result result;
  Status status;
  if (api.execute_streaming(statement, &result) != DuckDBSuccess) {
    status = database_->failure(api.result_error_type(&result), api.result_error(&result));
    api.destroy_result(&result);
  } else {
    status = deliver(result, visit);
  }
  api.destroy_prepare(&statement);
  return status;
}

Status DuckdbConnection::deliver(duckdb_result& result, const Visit& visit) {
  const DuckdbApi& api = database_->api();
  Status status;
  while (true) {
    duckdb_data_chunk chunk = api.fetch_chunk(result);
    if (chunk == nullptr) {
      // The end, or an error on the way.
      const char* const words = api.result_error(&result);
      if (words != nullptr && *words != 0) status = database_->failure(api.result_error_type(&result), words);
      break;
    }
    const DuckdbRows rows(api, chunk);
    const bool goes_on = rows.size() == 0 || visit(rows);
    api.destroy_chunk(&chunk);
    if (!goes_on) break;
  }
  api.destroy_result(&result);
  return status;
}

Result<std::int64_t> DuckdbConnection::number(const std::string& sql, std::int64_t if_null) {
  std::int64_t number = if_null;
  BIHUAN_CHECK(query(sql, [&](const DuckdbRows& rows) {
    if (!rows.is_null(0, 0)) number = rows.column<std::int64_t>(0)[0];
    return false;
  }));
  return number;
}

DuckdbAppender::DuckdbAppender(DuckdbConnection& connection, const char* table, std::vector<duckdb_type> types)
    : connection_(connection), api_(connection.database().api()), data_(types.size()) {
  std::vector<duckdb_logical_type> logical;
  for (const duckdb_type type : types) logical.push_back(api_.create_type(type));
  chunk_ = api_.create_chunk(logical.data(), logical.size());
  for (duckdb_logical_type& type : logical) api_.destroy_type(&type);
  look_up_data();
  if (api_.create_appender(connection.handle(), nullptr, table, &appender_) != DuckDBSuccess) fail_with_words();
}

DuckdbAppender::~DuckdbAppender() {
  if (chunk_ != nullptr) api_.destroy_chunk(&chunk_);
  if (appender_ != nullptr) api_.destroy_appender(&appender_);
}

void DuckdbAppender::look_up_data() {
  for (std::size_t i = 0; i < data_.size(); ++i) data_[i] = api_.vector_data(api_.chunk_vector(chunk_, i));
}

void DuckdbAppender::fail_with_words() {
  status_ = connection_.database().failure(DUCKDB_ERROR_IO, api_.appender_error(appender_));
}

void DuckdbAppender::set_text(std::size_t column, std::string_view text) {
  api_.assign_text(api_.chunk_vector(chunk_, column), rows_, text.data(), text.size());
}

void DuckdbAppender::set_null(std::size_t column) {
  duckdb_vector vector = api_.chunk_vector(chunk_, column);
  api_.make_validity(vector);
  api_.vector_validity(vector)[rows_ / 64] &= ~(std::uint64_t{1} << (rows_ % 64));
}

void DuckdbAppender::flush_chunk() {
  if (rows_ > 0 && status_.has_value()) {
    api_.set_chunk_size(chunk_, rows_);
    if (api_.append_chunk(appender_, chunk_) != DuckDBSuccess) fail_with_words();
    api_.reset_chunk(chunk_);
    look_up_data();
  }
  rows_ = 0;
}

Status DuckdbAppender::finish() {
  if (status_.has_value()) flush_chunk();
  if (status_.has_value() && api_.close_appender(appender_) != DuckDBSuccess) fail_with_words();
  return status_;
}

}  // namespace bihuan::observations
