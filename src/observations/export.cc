#include "observations/export.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "base/text.h"
#include "observations/internal/export_walk.h"
#include "observations/validity.h"
#include "tables/xlsx_writer.h"

namespace bihuan::observations {
namespace {

using internal::BatchIndex;
using internal::export_text;
using internal::ExportPoint;
using internal::ExportWalk;
using internal::name_by;

struct ExportField {
  std::string_view text;
  bool is_number = false;
};
using RowSink = std::function<Status(std::span<const ExportField>)>;

std::string_view word_of(Averaging averaging) {
  constexpr std::array<std::string_view, 9> kWords{"瞬时", "分钟", "10分钟", "小时", "4小时", "日", "周", "月", "年"};
  return kWords[static_cast<std::size_t>(averaging)];
}

// 2024-09-30 12:00:00 in Beijing; a day is written once and kept.
class TimeText {
 public:
  const std::string& of(Instant time) {
    const Date day = to_date(time);
    if (text_.empty() || day != day_) text_ = to_string(day) + " 00:00:00";
    day_ = day;
    const int second = second_of_day(time);
    std::size_t place = std::string_view("2024-09-30 ").size();
    for (const int part : {second / 3600, second / 60 % 60, second % 60}) {
      text_[place] = static_cast<char>('0' + part / 10);
      text_[place + 1] = static_cast<char>('0' + part % 10);
      place += 3;
    }
    return text_;
  }

 private:
  Date day_;
  std::string text_;
};

std::string value_text(const Point& point, const Series& series) {
  if (!has_value(point.state)) return {};
  return (point.state == ValueState::kBelowLimit ? "<" : "") + to_string(value_of(point.mantissa, series));
}

// What a series says in each of its rows.
struct SeriesTexts {
  std::string site, site_name, factor, factor_name, unit, source;
  std::string_view averaging, label;
};

SeriesTexts texts_of(const Series& series, const ExportNames& names) {
  SeriesTexts texts;
  texts.site = export_text(series.key.site);
  texts.site_name = name_by(names.site, series.key.site);
  texts.factor = export_text(series.key.factor);
  texts.factor_name = name_by(names.factor, series.key.factor);
  texts.unit = export_text(series.unit);
  texts.source = export_text(series.key.source);
  texts.averaging = word_of(series.key.averaging);
  texts.label = series.label == Label::kEnd ? "终止" : "起始";
  return texts;
}

// --- long form -------------------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 15> kLongHead{"点位编码", "点位", "因子",   "因子名称", "取值时段",
                                                     "来源",     "时间", "时标",   "数值",     "单位",
                                                     "状态",     "标记", "有效性", "修订",     "来源批次"};

Result<ExportReport> write_long(const ObservationStore& store, const ExportWalk& walk, const ExportNames& names,
                                const RowSink& sink) {
  std::array<ExportField, kLongHead.size()> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = {kLongHead[i]};
  BIHUAN_CHECK(sink(fields));
  ExportReport report;
  BatchIndex batches(store);
  std::optional<std::size_t> group;
  SeriesTexts texts;
  TimeText times;
  const auto take = [&](std::span<const ExportPoint> window) -> Status {
    std::int64_t last_entry = 0;
    for (const ExportPoint& one : window) last_entry = std::max(last_entry, one.point.entry.number);
    BIHUAN_CHECK(batches.know(last_entry));
    for (const ExportPoint& one : window) {
      const Series& series = walk.groups()[one.group].front();
      if (group != one.group) texts = texts_of(series, names);
      group = one.group;
      const std::string& time = times.of(one.point.time);
      const std::string value = value_text(one.point, series);
      const std::string flag = one.point.flag == 0 ? "" : export_text(std::string_view(&one.point.flag, 1));
      const std::string revision = std::to_string(one.point.revision);
      const std::string batch =
          std::to_string(batches.batch_of(one.point.entry)) + " " + batches.source_of(one.point.entry);
      fields = {{{texts.site},
                 {texts.site_name},
                 {texts.factor},
                 {texts.factor_name},
                 {texts.averaging},
                 {texts.source},
                 {time},
                 {texts.label},
                 {value, one.point.state == ValueState::kValue},
                 {texts.unit},
                 {to_chinese(one.point.state)},
                 {flag},
                 {one.verdict ? to_chinese(*one.verdict) : std::string_view()},
                 {revision, true},
                 {batch}}};
      BIHUAN_CHECK(sink(fields));
      ++report.rows;
      ++report.values;
    }
    return {};
  };
  BIHUAN_CHECK(walk.run(take));
  return report;
}

// --- wide form -------------------------------------------------------------------------------------------------------

constexpr std::array<std::string_view, 6> kWideHead{"点位编码", "点位", "取值时段", "来源", "时间", "时标"};

struct WideColumns {
  std::map<std::pair<std::string, std::string>, std::size_t> by_factor_and_unit;
  std::vector<std::string> heads;
};

Result<WideColumns> wide_columns(const ExportWalk& walk, const ExportNames& names) {
  WideColumns columns;
  for (const auto& group : walk.groups())
    for (const Series& series : group) columns.by_factor_and_unit[{series.key.factor, series.unit}] = 0;
  if (columns.by_factor_and_unit.size() > kMostWideColumns) {
    return fail(Code::kInvalidInput, "宽表要有 " + std::to_string(columns.by_factor_and_unit.size()) +
                                         " 个因子列，至多 " + std::to_string(kMostWideColumns) +
                                         " 列；请改用长表，或少选一些因子");
  }
  std::set<std::string> seen;
  for (auto& [key, place] : columns.by_factor_and_unit) {
    const auto& [factor, unit] = key;
    const std::string name = name_by(names.factor, factor);
    const std::string behind = unit.empty() ? "" : "(" + export_text(unit) + ")";
    std::string head = (name.empty() ? export_text(factor) : name) + behind;
    if (!seen.insert(head).second) {
      head = name + " " + export_text(factor) + behind;
      seen.insert(head);
    }
    place = columns.heads.size();
    columns.heads.push_back(std::move(head));
  }
  return columns;
}

std::string wide_text(const ExportPoint& one, const Series& series) {
  if (one.point.state == ValueState::kUnexplained) return "缺测";
  if (!one.verdict) return std::string(to_chinese(one.point.state));
  if (!counts(one.point.state, *one.verdict)) return std::string(to_chinese(*one.verdict));
  return value_text(one.point, series);
}

class WideRows {
 public:
  WideRows(const ExportWalk& walk, const ExportNames& names, WideColumns columns, const RowSink& sink)
      : walk_(walk), names_(names), columns_(std::move(columns)), sink_(sink), cells_(columns_.heads.size()) {}

  Status head() {
    fields_.clear();
    for (const std::string_view text : kWideHead) fields_.push_back({text});
    for (const std::string& text : columns_.heads) fields_.push_back({text});
    return sink_(fields_);
  }

  Status take(std::span<const ExportPoint> window) {
    for (std::size_t i = 0; i < window.size(); ++report_.rows) {
      const std::size_t first = i;
      for (Cell& cell : cells_) cell = {};
      // Labels at the beginning and at the end name different hours: they do not share a row.
      const Label label = series_of(window[i]).label;
      bool has_other = false;
      for (; i < window.size() && is_same_time(window[i], window[first]); ++i) {
        if (series_of(window[i]).label == label)
          put(window[i]);
        else
          has_other = true;
      }
      BIHUAN_CHECK(end_row(window[first], label));
      if (!has_other) continue;
      for (Cell& cell : cells_) cell = {};
      for (std::size_t j = first; j < i; ++j)
        if (series_of(window[j]).label != label) put(window[j]);
      BIHUAN_CHECK(end_row(window[first], label == Label::kEnd ? Label::kBeginning : Label::kEnd));
      ++report_.rows;
    }
    return {};
  }
  const ExportReport& report() const { return report_; }

 private:
  struct Cell {
    std::string text;
    bool is_number = false;
  };

  const Series& series_of(const ExportPoint& one) const { return walk_.groups()[one.group][one.place]; }
  static bool is_same_time(const ExportPoint& a, const ExportPoint& b) {
    return a.group == b.group && a.point.time == b.point.time;
  }
  void put(const ExportPoint& one) {
    const Series& series = series_of(one);
    const std::size_t place = columns_.by_factor_and_unit.find({series.key.factor, series.unit})->second;
    cells_[place].text = wide_text(one, series);
    cells_[place].is_number =
        one.verdict && counts(one.point.state, *one.verdict) && one.point.state == ValueState::kValue;
    ++report_.values;
  }
  Status end_row(const ExportPoint& one, Label label) {
    if (group_ != one.group) texts_ = texts_of(walk_.groups()[one.group].front(), names_);
    group_ = one.group;
    const std::string& time = times_.of(one.point.time);
    fields_.clear();
    for (const std::string_view text : {std::string_view(texts_.site), std::string_view(texts_.site_name),
                                        texts_.averaging, std::string_view(texts_.source), std::string_view(time),
                                        std::string_view(label == Label::kEnd ? "终止" : "起始")})
      fields_.push_back({text});
    for (const Cell& cell : cells_) fields_.push_back({cell.text, cell.is_number});
    return sink_(fields_);
  }

  const ExportWalk& walk_;
  const ExportNames& names_;
  WideColumns columns_;
  const RowSink& sink_;
  std::vector<Cell> cells_;
  std::vector<ExportField> fields_;
  std::optional<std::size_t> group_;
  SeriesTexts texts_;
  TimeText times_;
  ExportReport report_;
};

Result<ExportReport> write_rows(const ObservationStore& store, const ExportRequest& request, const ExportWalk& walk,
                                const RowSink& sink) {
  if (!request.is_wide) return write_long(store, walk, request.names, sink);
  BIHUAN_TRY(WideColumns columns, wide_columns(walk, request.names));
  WideRows rows(walk, request.names, std::move(columns), sink);
  BIHUAN_CHECK(rows.head());
  BIHUAN_CHECK(walk.run([&](std::span<const ExportPoint> window) { return rows.take(window); }));
  return rows.report();
}

void append_csv_field(std::string& out, const ExportField& field) {
  if (field.is_number) {
    out += field.text;
    return;
  }
  const bool is_formula =
      !field.text.empty() && std::string_view("=+-@\t\r\n").find(field.text[0]) != std::string_view::npos;
  const bool is_wide_formula = field.text.starts_with("＝") || field.text.starts_with("＋") ||
                               field.text.starts_with("－") || field.text.starts_with("＠");
  const bool is_quoted = field.text.find_first_of(",\"\r\n\t;") != std::string_view::npos ||
                         field.text.starts_with(' ') || field.text.ends_with(' ');
  if (is_quoted) out += '"';
  if (is_formula || is_wide_formula) out += '\'';
  if (is_quoted)
    out += replace_all(field.text, "\"", "\"\"");
  else
    out += field.text;
  if (is_quoted) out += '"';
}

std::unexpected<Error> too_many_rows(std::int64_t rows) {
  return fail(Code::kInvalidInput, "要导出 " + std::to_string(rows) + " 行，XLSX 一张表至多 " +
                                       std::to_string(kMostXlsxRows) +
                                       " 行；请改用 CSV 或 Parquet，或缩短时间、少选点位");
}

}  // namespace

Result<ExportReport> export_csv(const ObservationStore& store, const ExportRequest& request, const ExportSink& sink) {
  constexpr std::size_t kPieceOctets = std::size_t{64} << 10;
  BIHUAN_TRY(const ExportWalk walk, ExportWalk::open(store, request));
  std::string piece = "\xEF\xBB\xBF";
  BIHUAN_TRY(const ExportReport report,
             write_rows(store, request, walk, [&](std::span<const ExportField> fields) -> Status {
               for (std::size_t i = 0; i < fields.size(); ++i) {
                 if (i > 0) piece += ',';
                 append_csv_field(piece, fields[i]);
               }
               piece += "\r\n";
               if (piece.size() < kPieceOctets) return {};
               BIHUAN_CHECK(sink(piece));
               piece.clear();
               return {};
             }));
  if (!piece.empty()) BIHUAN_CHECK(sink(piece));
  return report;
}

Result<ExportWorkbook> export_xlsx(const ObservationStore& store, const ExportRequest& request, Instant created) {
  BIHUAN_TRY(const ExportWalk walk, ExportWalk::open(store, request));
  if (!request.is_wide && walk.points() > kMostXlsxRows) return too_many_rows(walk.points());
  tables::XlsxWriter writer(created.seconds);
  tables::OutSheet sheet;
  sheet.name = "监测数据";
  sheet.columns.assign(kLongHead.size(), {14});
  sheet.columns[request.is_wide ? 4 : 6].width = 20;  // the time
  sheet.frozen_rows = 1;
  sheet.repeated_rows_first = sheet.repeated_rows_last = 1;
  BIHUAN_CHECK(writer.begin_sheet(sheet));
  int row = 0;
  std::vector<tables::OutCell> cells;
  BIHUAN_TRY(const ExportReport report,
             write_rows(store, request, walk, [&](std::span<const ExportField> fields) -> Status {
               if (row > kMostXlsxRows) return too_many_rows(row);
               cells.clear();
               for (const ExportField& field : fields) {
                 tables::OutCell cell;
                 if (row == 0) cell.style = tables::CellStyle::kHead;
                 if (field.is_number)
                   cell.value = tables::NumberText{std::string(field.text)};
                 else if (!field.text.empty())
                   cell.value = std::string(field.text);
                 cells.push_back(std::move(cell));
               }
               return writer.write_row(++row, cells);
             }));
  BIHUAN_TRY(std::string bytes, writer.finish());
  return ExportWorkbook{std::move(bytes), report};
}

}  // namespace bihuan::observations
