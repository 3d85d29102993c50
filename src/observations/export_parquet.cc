#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "observations/export.h"
#include "observations/internal/duckdb_session.h"
#include "observations/internal/export_walk.h"
#include "observations/internal/sealed_files.h"

namespace bihuan::observations {
namespace {

using internal::BatchIndex;
using internal::ExportPoint;
using internal::ExportWalk;

constexpr std::int64_t kMostOfEighteenDigits = 999'999'999'999'999'999;

// What DuckDB says has to do with the observation store in its own sessions; here with the file alone.
Status of_the_file(const Status& status) {
  if (status.has_value()) return {};
  return fail(Code::kUnavailable, "Parquet 文件没有写成（磁盘可能已满，或内存不足）；请缩短时间或稍后重试");
}

// The file under its provisional name; goes unless it was published.
class WrittenFile {
 public:
  explicit WrittenFile(std::string path) : path_(std::move(path)) {}
  ~WrittenFile() { remove_file(path_); }
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class ParquetExport {
 public:
  ParquetExport(const ObservationStore& store, const ExportRequest& request, const ParquetSettings& settings,
                const ExportWalk& walk)
      : request_(request), settings_(settings), walk_(walk), batches_(store) {}

  Result<ExportReport> run() {
    for (const auto& group : walk_.groups()) places_ = std::max(places_, group.front().places);
    DuckdbOptions options;
    options.library = settings_.duckdb_library;
    options.path = ":memory:";
    options.temporary = settings_.temporary;
    options.memory_megabytes = settings_.memory_megabytes;
    options.threads = settings_.threads;
    BIHUAN_TRY(auto database, DuckdbDatabase::open(options));
    BIHUAN_TRY(DuckdbConnection connection, DuckdbConnection::open(database));
    BIHUAN_CHECK(of_the_file(make_tables(connection)));
    BIHUAN_CHECK(fill_series(connection));
    BIHUAN_CHECK(fill_points(connection));
    BIHUAN_CHECK(fill_sources(connection));
    BIHUAN_CHECK(write(connection));
    return report_;
  }

 private:
  static Status make_tables(DuckdbConnection& connection) {
    BIHUAN_CHECK(
        connection.run("CREATE TABLE series (number INTEGER, site VARCHAR, site_name VARCHAR, factor VARCHAR, "
                       "factor_name VARCHAR, averaging VARCHAR, source VARCHAR, label VARCHAR, unit VARCHAR)"));
    BIHUAN_CHECK(connection.run("CREATE TABLE words (kind INTEGER, number INTEGER, word VARCHAR)"));
    BIHUAN_CHECK(connection.run("CREATE TABLE batch_sources (number INTEGER, source VARCHAR)"));
    return connection.run(
        "CREATE TABLE points (series INTEGER, time TIMESTAMP, scaled BIGINT, state INTEGER, flag INTEGER, verdict "
        "INTEGER, revision INTEGER, batch BIGINT, batch_source INTEGER)");
  }

  Status fill_series(DuckdbConnection& connection) const {
    DuckdbAppender series(
        connection, "series",
        {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR,
         DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR});
    std::int32_t number = 0;
    for (const auto& group : walk_.groups()) {
      const Series& one = group.front();
      series.set(0, number++);
      series.set_text(1, internal::export_text(one.key.site));
      series.set_text(2, internal::name_by(request_.names.site, one.key.site));
      series.set_text(3, internal::export_text(one.key.factor));
      series.set_text(4, internal::name_by(request_.names.factor, one.key.factor));
      series.set_text(5, to_string(one.key.averaging));
      series.set_text(6, internal::export_text(one.key.source));
      series.set_text(7, to_string(one.label));
      series.set_text(8, internal::export_text(one.unit));
      series.end_row();
    }
    BIHUAN_CHECK(of_the_file(series.finish()));
    DuckdbAppender words(connection, "words", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_VARCHAR});
    const auto add = [&](std::int32_t kind, std::int32_t value, std::string_view word) {
      words.set(0, kind);
      words.set(1, value);
      words.set_text(2, word);
      words.end_row();
    };
    for (int state = 0; state <= static_cast<int>(ValueState::kUnexplained); ++state)
      add(0, state, to_string(static_cast<ValueState>(state)));
    for (int verdict = 0; verdict <= static_cast<int>(Verdict::kInvalid); ++verdict)
      add(1, verdict, to_string(static_cast<Verdict>(verdict)));
    return of_the_file(words.finish());
  }

  Status fill_points(DuckdbConnection& connection) {
    DuckdbAppender points(
        connection, "points",
        {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER,
         DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_INTEGER});
    const auto take = [&](std::span<const ExportPoint> window) -> Status {
      std::int64_t last_entry = 0;
      for (const ExportPoint& one : window) last_entry = std::max(last_entry, one.point.entry.number);
      BIHUAN_CHECK(batches_.know(last_entry));
      for (const ExportPoint& one : window) BIHUAN_CHECK(add_point(points, one));
      return {};
    };
    BIHUAN_CHECK(walk_.run(take));
    return of_the_file(points.finish());
  }

  Status add_point(DuckdbAppender& points, const ExportPoint& one) {
    constexpr std::int64_t kMicroseconds = 1'000'000;
    const Series& series = walk_.groups()[one.group].front();
    points.set(0, static_cast<std::int32_t>(one.group));
    points.set(1, (one.point.time.seconds + kBeijing.offset_seconds) * kMicroseconds);
    if (has_value(one.point.state)) {
      const auto scaled =
          static_cast<bihuan::internal::Int128>(one.point.mantissa) * bihuan::internal::pow10(places_ - series.places);
      if (scaled > kMostOfEighteenDigits || scaled < -kMostOfEighteenDigits) {
        return fail(Code::kInvalidInput,
                    "数值 " + to_string(value_of(one.point.mantissa, series)) + " 按共同的 " + std::to_string(places_) +
                        " 位小数超过 18 位数字，Parquet 放不下；请改用 CSV 或分开导出",
                    to_string(series.key));
      }
      points.set(2, static_cast<std::int64_t>(scaled));
    } else {
      points.set_null(2);
    }
    points.set(3, static_cast<std::int32_t>(one.point.state));
    points.set(4, std::int32_t{static_cast<unsigned char>(one.point.flag)});
    if (one.verdict)
      points.set(5, static_cast<std::int32_t>(*one.verdict));
    else
      points.set_null(5);
    points.set(6, one.point.revision);
    points.set(7, batches_.batch_of(one.point.entry));
    points.set(8, static_cast<std::int32_t>(batches_.source_number_of(one.point.entry)));
    points.end_row();
    ++report_.rows;
    ++report_.values;
    return {};
  }

  Status fill_sources(DuckdbConnection& connection) const {
    DuckdbAppender sources(connection, "batch_sources", {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_VARCHAR});
    std::int32_t number = 0;
    for (const std::string& source : batches_.sources()) {
      sources.set(0, number++);
      sources.set_text(1, source);
      sources.end_row();
    }
    return of_the_file(sources.finish());
  }

  // A whole number of 19 digits times 0.001 is a decimal of its own places, exactly.
  std::string decimal_sql(const std::string& condition) const {
    const std::string places = std::to_string(places_);
    const std::string unit = places_ == 0 ? "1" : "0." + std::string(static_cast<std::size_t>(places_) - 1, '0') + "1";
    return "CASE WHEN " + condition + " THEN CAST(CAST(p.scaled AS DECIMAL(19, 0)) * CAST('" + unit +
           "' AS DECIMAL(10, " + places + ")) AS DECIMAL(18, " + places + ")) END";
  }

  Status write(DuckdbConnection& connection) const {
    const WrittenFile file(settings_.path + ".writing");
    const std::string state = std::to_string(static_cast<int>(ValueState::kBelowLimit));
    BIHUAN_CHECK(of_the_file(connection.run(
        "COPY (SELECT s.site, s.site_name, s.factor, s.factor_name, s.averaging, s.source, p.time, s.label, " +
        decimal_sql("p.state < " + state) + " AS value, " + decimal_sql("p.state = " + state) +
        " AS detection_limit, s.unit, w.word AS state, CASE WHEN p.flag > 0 THEN chr(p.flag) END AS flag, v.word AS "
        "verdict, p.revision, p.batch, b.source AS batch_source FROM points p JOIN series s ON s.number = p.series "
        "JOIN "
        "words w ON w.kind = 0 AND w.number = p.state LEFT JOIN words v ON v.kind = 1 AND v.number = p.verdict JOIN "
        "batch_sources b ON b.number = p.batch_source ORDER BY p.series, p.time) TO " +
        sql_quote(file.path()) + " (FORMAT PARQUET, COMPRESSION ZSTD)")));
    const std::string folder = std::filesystem::path(settings_.path).parent_path().string();
    const auto published = publish_file(file.path(), settings_.path, folder.empty() ? "." : folder);
    return of_the_file(published.has_value() ? Status() : Status(std::unexpected(published.error())));
  }

  const ExportRequest& request_;
  const ParquetSettings& settings_;
  const ExportWalk& walk_;
  BatchIndex batches_;
  int places_ = 0;
  ExportReport report_;
};

}  // namespace

Result<ExportReport> export_parquet(const ObservationStore& store, const ExportRequest& request,
                                    const ParquetSettings& settings) {
  if (request.is_wide) return fail(Code::kInvalidInput, "Parquet 只有长表；宽表请选 CSV 或 XLSX");
  BIHUAN_TRY(const ExportWalk walk, ExportWalk::open(store, request));
  return ParquetExport(store, request, settings, walk).run();
}

}  // namespace bihuan::observations
