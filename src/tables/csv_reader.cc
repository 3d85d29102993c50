// Reader of csv and tsv: converted to UTF-8, cut into records, then read by DuckDB, whose library is opened at run
// time.
#include <duckdb.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "tables/duckdb_library.h"
#include "tables/internal/csv_records.h"
#include "tables/internal/memory_file.h"
#include "tables/internal/readers.h"
#include "tables/plain_csv.h"

namespace bihuan::tables {
namespace {

// The functions that are used, found by name.
struct Duckdb {
  decltype(&duckdb_create_config) create_config;
  decltype(&duckdb_set_config) set_config;
  decltype(&duckdb_destroy_config) destroy_config;
  decltype(&duckdb_open_ext) open_ext;
  decltype(&duckdb_close) close;
  decltype(&duckdb_connect) connect;
  decltype(&duckdb_disconnect) disconnect;
  decltype(&duckdb_query) query;
  decltype(&duckdb_destroy_result) destroy_result;
  decltype(&duckdb_fetch_chunk) fetch_chunk;
  decltype(&duckdb_destroy_data_chunk) destroy_data_chunk;
  decltype(&duckdb_data_chunk_get_size) chunk_size;
  decltype(&duckdb_data_chunk_get_column_count) chunk_columns;
  decltype(&duckdb_data_chunk_get_vector) chunk_vector;
  decltype(&duckdb_vector_get_data) vector_data;
  decltype(&duckdb_vector_get_validity) vector_validity;
  decltype(&duckdb_free) free;
};

Result<Duckdb> load_duckdb(const std::string& chosen) {
  BIHUAN_TRY(const DuckdbLibrary library,
             DuckdbLibrary::open(chosen, "无法读取 csv；请检查安装是否完整，或先把文件另存为 xlsx"));
  Duckdb duckdb{};
  const bool is_complete =
      library.find("duckdb_create_config", duckdb.create_config) &&
      library.find("duckdb_set_config", duckdb.set_config) &&
      library.find("duckdb_destroy_config", duckdb.destroy_config) &&
      library.find("duckdb_open_ext", duckdb.open_ext) && library.find("duckdb_close", duckdb.close) &&
      library.find("duckdb_connect", duckdb.connect) && library.find("duckdb_disconnect", duckdb.disconnect) &&
      library.find("duckdb_query", duckdb.query) && library.find("duckdb_destroy_result", duckdb.destroy_result) &&
      library.find("duckdb_fetch_chunk", duckdb.fetch_chunk) &&
      library.find("duckdb_destroy_data_chunk", duckdb.destroy_data_chunk) &&
      library.find("duckdb_data_chunk_get_size", duckdb.chunk_size) &&
      library.find("duckdb_data_chunk_get_column_count", duckdb.chunk_columns) &&
      library.find("duckdb_data_chunk_get_vector", duckdb.chunk_vector) &&
      library.find("duckdb_vector_get_data", duckdb.vector_data) &&
      library.find("duckdb_vector_get_validity", duckdb.vector_validity) && library.find("duckdb_free", duckdb.free);
  if (!is_complete) return fail(Code::kUnavailable, "DuckDB 库缺少需要的函数（应为 1.4 版），无法读取 csv；请重新安装");
  return duckdb;
}

// The text of a value; short ones lie in the value itself.
std::string_view text_of(const duckdb_string_t& value) {
  const std::uint32_t length = value.value.inlined.length;
  constexpr std::uint32_t kInlined = 12;
  return {length <= kInlined ? value.value.inlined.inlined : value.value.pointer.ptr, length};
}

// A database in memory that lives for one query after the other.
class Session {
 public:
  static Result<std::unique_ptr<Session>> open(const Duckdb& duckdb) {
    std::unique_ptr<Session> session(new Session(duckdb));
    duckdb_config config = nullptr;
    bool is_open = duckdb.create_config(&config) == DuckDBSuccess;
    // One thread: the order of the rows is the file's, and a library starts no threads.
    for (const auto& [key, value] :
         {std::pair{"threads", "1"}, std::pair{"memory_limit", "2GB"}, std::pair{"temp_directory", ""},
          std::pair{"autoinstall_known_extensions", "false"}, std::pair{"autoload_known_extensions", "false"}})
      is_open = is_open && duckdb.set_config(config, key, value) == DuckDBSuccess;
    char* message = nullptr;
    is_open = is_open && duckdb.open_ext(nullptr, &session->database_, config, &message) == DuckDBSuccess &&
              duckdb.connect(session->database_, &session->connection_) == DuckDBSuccess;
    if (message != nullptr) duckdb.free(message);
    if (config != nullptr) duckdb.destroy_config(&config);
    if (!is_open) return fail(Code::kUnavailable, "DuckDB 启动失败，无法读取 csv（内存可能不足）");
    return session;
  }
  ~Session() {
    if (connection_ != nullptr) duckdb_.disconnect(&connection_);
    if (database_ != nullptr) duckdb_.close(&database_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Calls `visit(values)` for each row of the answer; a null view is NULL. Returns false if DuckDB refused the query;
  // its own words hold the query and paths, and are not for the outside.
  template <class Visit>
  Result<bool> query(const std::string& sql, const Visit& visit) {
    duckdb_result result;
    const bool has_run = duckdb_.query(connection_, sql.c_str(), &result) == DuckDBSuccess;
    Status status;
    while (has_run && status.has_value()) {
      duckdb_data_chunk chunk = duckdb_.fetch_chunk(result);
      if (chunk == nullptr) break;
      status = visit_chunk(chunk, visit);
      duckdb_.destroy_data_chunk(&chunk);
    }
    duckdb_.destroy_result(&result);
    if (!status.has_value()) return std::unexpected(std::move(status).error());
    return has_run;
  }

 private:
  explicit Session(const Duckdb& duckdb) : duckdb_(duckdb) {}

  template <class Visit>
  Status visit_chunk(duckdb_data_chunk chunk, const Visit& visit) {
    const idx_t columns = duckdb_.chunk_columns(chunk);
    std::vector<const duckdb_string_t*> data(columns);
    std::vector<const std::uint64_t*> valid(columns);
    for (idx_t c = 0; c < columns; ++c) {
      duckdb_vector vector = duckdb_.chunk_vector(chunk, c);
      data[c] = static_cast<const duckdb_string_t*>(duckdb_.vector_data(vector));
      valid[c] = duckdb_.vector_validity(vector);
    }
    std::vector<std::string_view> values(columns);
    for (idx_t r = 0; r < duckdb_.chunk_size(chunk); ++r) {
      for (idx_t c = 0; c < columns; ++c) {
        const bool is_null = valid[c] != nullptr && (valid[c][r / 64] >> (r % 64) & 1) == 0;
        values[c] = is_null ? std::string_view() : text_of(data[c][r]);
      }
      BIHUAN_CHECK(visit(values));
    }
    return {};
  }

  const Duckdb& duckdb_;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

std::string sql_text(std::string_view text) { return "'" + replace_all(text, "'", "''") + "'"; }

std::size_t lines_with(std::string_view text, char mark) {
  return static_cast<std::size_t>(std::ranges::count_if(
      split_lines(text), [&](std::string_view line) { return line.find(mark) != std::string_view::npos; }));
}

char commonest_delimiter(std::string_view text) {
  char best = ',';
  for (const char mark : {'\t', ';', '|'})
    if (lines_with(text, mark) > lines_with(text, best)) best = mark;
  return best;
}

// DuckDB's sniffer chooses delimiter, quote and escape; where it sees nothing, the common ones are taken.
Result<CsvForm> sniff_form(Session& session, std::string_view text) {
  constexpr std::size_t kSample = 1u << 20;
  std::string_view sample = text.substr(0, kSample);
  if (sample.size() < text.size()) sample = sample.substr(0, sample.find_last_of('\n') + 1);
  BIHUAN_TRY(const MemoryFile file, MemoryFile::create(sample));
  CsvForm form;
  BIHUAN_TRY(const bool has_run,
             session.query("SELECT Delimiter, Quote, Escape FROM sniff_csv(" + sql_text(file.path()) +
                               ", all_varchar = true, header = false)",
                           [&](const std::vector<std::string_view>& values) -> Status {
                             constexpr std::string_view kDelimiters = ",\t;|";
                             if (values[0].size() == 1 && kDelimiters.find(values[0]) != std::string_view::npos)
                               form.delimiter = values[0][0];
                             if (values[1].size() == 1 && (values[1] == "\"" || values[1] == "'"))
                               form.quote = values[1][0];
                             form.escape = values[2] == "\\" ? '\\' : form.quote;
                             return {};
                           }));
  // Ragged rows mislead the sniffer into seeing one column: then the mark that most lines hold is the delimiter.
  if (!has_run || lines_with(sample, form.delimiter) == 0) form.delimiter = commonest_delimiter(sample);
  return form;
}

std::string read_query(const std::string& path, const CsvForm& form, std::size_t columns) {
  std::string types;
  for (std::size_t i = 1; i <= columns; ++i) types += (i == 1 ? "'c" : ", 'c") + std::to_string(i) + "': 'VARCHAR'";
  const auto character = [](char c) { return sql_text(std::string_view(&c, 1)); };
  return "SELECT * FROM read_csv(" + sql_text(path) + ", auto_detect = false, header = false, columns = {" + types +
         "}, delim = " + character(form.delimiter) + ", quote = " + character(form.quote) +
         ", escape = " + character(form.escape) +
         ", comment = '', new_line = '\\n', compression = 'none', null_padding = true, strict_mode = false, parallel = "
         "false, "
         "max_line_size = 2097152)";
}

class CsvReader : public WorkbookReader {
 public:
  CsvReader(Source source, Duckdb duckdb, DecodedText text)
      : source_(std::move(source)), duckdb_(duckdb), text_(std::move(text)) {
    infos_.push_back({csv_sheet_name(source_.file_name), Visibility::kVisible});
  }

  FileKind kind() const override { return FileKind::kCsv; }
  std::string_view encoding() const override { return to_string(text_.encoding); }
  const std::vector<SheetInfo>& sheets() const override { return infos_; }

  Result<SheetEnd> read_rows(std::size_t, const RowSink& sink) override {
    const std::string& name = infos_[0].name;
    BIHUAN_TRY(const auto session, Session::open(duckdb_));
    BIHUAN_TRY(const CsvForm form, sniff_form(*session, text_.utf8));
    BIHUAN_TRY(CsvRecords records,
               cut_csv(text_.utf8, form, source_.options.limits, [&](int row) { return source_.where(name, row); }));
    SheetEnd end;
    end.problems = std::move(records.problems);
    if (records.numbers.empty()) return end;
    BIHUAN_TRY(const MemoryFile file, MemoryFile::create(records.text));
    RowGuard guard(source_, name);
    std::size_t seen = 0;
    const auto visit = [&](const std::vector<std::string_view>& values) -> Status {
      if (seen == records.numbers.size()) return miscounted();
      Row row{records.numbers[seen++], false, {}};
      for (std::size_t c = 0; c < values.size(); ++c) {
        if (values[c].empty()) continue;
        Cell cell;
        cell.at = {row.number, static_cast<int>(c) + 1};
        cell.kind = CellKind::kText;
        cell.value = values[c];
        BIHUAN_CHECK(guard.check_address(cell.at));
        BIHUAN_CHECK(guard.count(cell.at, cell.value.size()));
        row.cells.push_back(std::move(cell));
      }
      return row.cells.empty() ? Status() : sink(row);
    };
    BIHUAN_TRY(const bool has_run, session->query(read_query(file.path(), form, records.columns), visit));
    if (!has_run || seen != records.numbers.size()) return std::unexpected(miscounted().error());
    return end;
  }

 private:
  // Better no table than one whose rows may have slipped.
  Status miscounted() const {
    return fail(Code::kInvalidInput,
                "csv 的行列结构读不出来（引号或分隔符不一致），请用 WPS 或 Excel 打开后另存为 xlsx", source_.where());
  }

  Source source_;
  Duckdb duckdb_;
  DecodedText text_;
  std::vector<SheetInfo> infos_;
};

}  // namespace

Result<std::unique_ptr<WorkbookReader>> open_csv(Source source) {
  auto text = decode_text(source.bytes);
  if (!text.has_value()) {
    Error error = std::move(text).error();
    error.message = "不是能识别的表格文件（xlsx、ods、xls、et、csv）：" + error.message;
    error.where = source.where() + error.where;
    return std::unexpected(std::move(error));
  }
  if (text->utf8.size() > source.options.limits.unpacked_bytes)
    return fail(Code::kInvalidInput,
                "文字转为 UTF-8 后超过上限 " + std::to_string(source.options.limits.unpacked_bytes >> 10) + " KiB",
                source.where());
  if (trim(text->utf8).empty()) return fail(Code::kInvalidInput, "文件里只有空白，没有表格", source.where());
  BIHUAN_TRY(const Duckdb duckdb, load_duckdb(source.options.duckdb_library));
  return std::make_unique<CsvReader>(std::move(source), duckdb, std::move(*text));
}

}  // namespace bihuan::tables
