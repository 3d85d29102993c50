#include "assessment/internal/air_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "assessment/internal/air_time.h"
#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

using standards::index_of;
using standards::kAllPollutants;
using standards::kPollutants;
using standards::Pollutant;
using tables::Cell;
using tables::CellKind;
using tables::FoundColumn;
using tables::Head;
using tables::Table;
using tables::TableRow;
using tables::UnitOrigin;

bool has(const Head& head, std::string_view key) { return head.column(key) != nullptr; }

bool is_word(const std::vector<std::string>& words, const std::string& plain) {
  return std::ranges::find(words, plain) != words.end();
}

}  // namespace

AirRowReader::AirRowReader(std::string sheet_name, const standards::AirRules& rules, const AirTableWords& words,
                           const AirWorkbookOptions& options)
    : rules_(rules), words_(words), options_(options) {
  out_.name = std::move(sheet_name);
}

bool AirRowReader::begin(const Table& sample, const std::vector<Error>& sheet_problems) {
  const Head& head = sample.head;
  for (const tables::AmbiguousColumn& column : head.ambiguous) refuse_ambiguous(column);
  for (const Error& problem : sheet_problems) {
    out_.problems.push_back({ProblemKind::kRefusedRow, problem});
    ++out_.rows_refused;
  }
  is_hourly_ = has_hours(sample);
  const bool has_day =
      has(head, "date") || has(head, "time") || (has(head, "year") && has(head, "month") && has(head, "day"));
  for (const Pollutant pollutant : kAllPollutants) choose_column(sample, pollutant);
  const bool has_any = std::ranges::any_of(columns_, [](const AirColumn& own) { return !own.key.empty(); });
  if (!has_day || !has_any) {
    report(ProblemKind::kRefusedSheet,
           has_day ? "没有可用的污染物列，未读取；表头应有SO2、NO2、PM10、PM2.5、CO、O3之一"
                   : "没有日期列，未读取；表头应有“日期”“时间”，或“年”“月”“日”",
           "工作表「" + out_.name + "」");
    return false;
  }
  out_.has_head = true;
  return true;
}

void AirRowReader::report(ProblemKind kind, std::string message, std::string where) {
  if (kind == ProblemKind::kRefusedRow) ++out_.rows_refused;
  if (kind == ProblemKind::kRefusedCell) ++out_.cells_refused;
  if (out_.problems.size() == kMostProblems) {
    ++out_.problems_not_told;
    return;
  }
  out_.problems.push_back({kind, Error{Code::kInvalidInput, std::move(message), std::move(where)}});
}

std::string AirRowReader::head_place(const FoundColumn& column) const {
  return tables::place(out_.name, column.head_at);
}

void AirRowReader::refuse_ambiguous(const tables::AmbiguousColumn& column) {
  std::string places;
  for (const FoundColumn& candidate : column.candidates) {
    places += (places.empty() ? "" : "、") + to_string(candidate.head_at) + "“" + candidate.head_text + "”";
  }
  report(ProblemKind::kRefusedColumn,
         "有几列都可能是" + column.key + "（" + places + "），都未使用；应只留一列或改写表头",
         head_place(column.candidates.front()));
}

bool AirRowReader::has_hours(const Table& table) const {
  if (has(table.head, "hour")) return true;
  for (const char* key : {"time", "date"}) {
    if (!has(table.head, key)) continue;
    int with_hour = 0;
    int read = 0;
    for (const TableRow& row : table.rows) {
      const Cell* cell = table.cell(row, key);
      const std::optional<AirTime> time = cell != nullptr ? parse_air_time(cell->value) : std::nullopt;
      if (!time) continue;
      with_hour += time->hour ? 1 : 0;
      if (++read == 48) break;
    }
    if (with_hour > 1) return true;
  }
  return false;
}

// Which column of the head holds this pollutant. Ozone in a daily sheet must say which mean it is.
const FoundColumn* AirRowReader::column_of(const Head& head, Pollutant pollutant) {
  const std::string key(to_string(pollutant));
  if (!rules_.annual_items[index_of(pollutant)].is_max_8h) return head.column(key);
  const FoundColumn* plain = head.column(key);
  if (is_hourly_) {
    const FoundColumn* hour = head.column(key + "_1h");
    return hour != nullptr ? hour : plain;
  }
  const FoundColumn* window = head.column(key + "_8h");
  if (window == nullptr && plain != nullptr) {
    report(ProblemKind::kRefusedColumn,
           "日值表的“" + plain->head_text +
               "”没有写明是日最大8小时平均还是1小时最大值，未使用；应改为“O3_8h”或“臭氧日最大8小时平均”",
           head_place(*plain));
  }
  return window;
}

void AirRowReader::choose_column(const Table& table, Pollutant pollutant) {
  const FoundColumn* column = column_of(table.head, pollutant);
  if (column == nullptr) return;
  const std::size_t p = index_of(pollutant);
  Unit unit = rules_.units[p];
  std::string origin(to_chinese(column->unit_origin));
  if (column->unit_origin == UnitOrigin::kNone) origin += "，按标准的单位";
  if (column->unit_origin != UnitOrigin::kNone) {
    const Result<Unit> own = parse_unit(column->unit);
    const Result<Quantity> one =
        own ? convert(Quantity{Decimal(1), *own}, unit) : Result<Quantity>(std::unexpected(own.error()));
    if (!one) {
      report(
          ProblemKind::kRefusedColumn,
          std::string(symbol(pollutant)) + "列未使用：" + one.error().message + "；应为" + std::string(to_string(unit)),
          head_place(*column));
      return;
    }
    unit = *own;
  } else if (options_.units[p]) {
    unit = *options_.units[p];
    origin = "命令指定";
  } else if (count_plausible(table, column->key, pollutant).looks_like_another_unit()) {
    report(ProblemKind::kRefusedColumn,
           std::string(symbol(pollutant)) + "列没有写单位，而数值不像" + std::string(to_string(unit)) +
               "，未使用；应在表头写明单位，或用--unit " + std::string(to_string(pollutant)) + "=单位",
           head_place(*column));
    return;
  }
  columns_[p] = {column->key, unit, column->unit_origin == UnitOrigin::kNone && !options_.units[p]};
  out_.mapping.push_back({out_.name, tables::column_letters(column->column), column->head_text, pollutant,
                          std::string(to_string(unit)), std::move(origin)});
}

PlausibleCount AirRowReader::count_plausible(const Table& table, std::string_view key, Pollutant pollutant) const {
  PlausibleCount count;
  for (const TableRow& row : table.rows) {
    const Cell* cell = table.cell(row, key);
    const Result<Decimal> value =
        cell != nullptr ? parse_decimal(tables::decimal_text(*cell)) : Result<Decimal>(Decimal(-1));
    if (!value || value->is_negative()) continue;
    ++count.numbers;
    if (*value > words_.highest[index_of(pollutant)]) ++count.beyond;
  }
  return count;
}

void AirRowReader::read(const Table& table, const TableRow& row) {
  AirRow out;
  out.row = row.number;
  if (!read_time(table, row, out)) return;
  const auto text = [&](std::string_view key) {
    const Cell* cell = table.cell(row, key);
    return cell != nullptr ? plain_name(cell->shown()) : std::string();
  };
  out.city = text("city");
  out.station = text("station");
  if (out.station.empty()) out.station = out.city.empty() ? out_.name : out.city;
  for (const Pollutant pollutant : kAllPollutants) {
    const AirColumn& column = columns_[index_of(pollutant)];
    if (column.key.empty()) continue;
    const Cell* cell = table.cell(row, column.key);
    if (cell != nullptr)
      out.values[index_of(pollutant)] = read_value(*cell, pollutant, column, table.place_of(row, column.key));
  }
  out_.rows.push_back(std::move(out));
}

bool AirRowReader::refuse_row(const Table& table, const TableRow& row, std::string_view key, const std::string& what) {
  const Cell* cell = table.cell(row, key);
  report(ProblemKind::kRefusedRow,
         what + "“" + excerpt(cell != nullptr ? cell->shown() : std::string_view()) + "”读不出，整行未使用；应如" +
             (is_hourly_ ? "2024-01-05 08:00，或日期一列、0至24的小时一列" : "2024-01-05"),
         table.place_of(row, key));
  return false;
}

bool AirRowReader::read_time(const Table& table, const TableRow& row, AirRow& out) {
  const auto value = [&](std::string_view key) {
    const Cell* cell = table.cell(row, key);
    return cell != nullptr ? cell->value : std::string();
  };
  const char* key = has(table.head, "time") && !has(table.head, "date") ? "time" : "date";
  std::optional<AirTime> time;
  if (has(table.head, key)) {
    time = parse_air_time(value(key));
    if (!time) return refuse_row(table, row, key, "日期");
  } else {
    time = parse_air_time(value("year") + "-" + value("month") + "-" + value("day"));
    if (!time) return refuse_row(table, row, "day", "日期");
  }
  out.date = time->date;
  if (!is_hourly_) return true;
  out.hour = time->hour;
  for (const char* column : {"hour", "time"}) {
    if (!has(table.head, column) || std::string_view(column) == key) continue;
    out.hour = parse_air_hour(value(column));
    if (!out.hour) {
      const std::optional<AirTime> whole = parse_air_time(value(column));
      if (whole) out.hour = whole->hour;
    }
    if (!out.hour) return refuse_row(table, row, column, "小时");
    break;
  }
  if (!out.hour) return refuse_row(table, row, key, "时间");
  return true;
}

std::optional<Decimal> AirRowReader::refuse_cell(Pollutant pollutant, const Cell& cell, const std::string& why,
                                                 const std::string& where) {
  report(ProblemKind::kRefusedCell, std::string(symbol(pollutant)) + "“" + excerpt(cell.shown()) + "”" + why, where);
  return std::nullopt;
}

std::optional<Decimal> AirRowReader::read_value(const Cell& cell, Pollutant pollutant, const AirColumn& column,
                                                const std::string& where) {
  const std::string plain = plain_name(cell.kind == CellKind::kNumber ? std::string_view(cell.value) : cell.shown());
  if (cell.kind == CellKind::kEmpty || plain.empty() || is_word(words_.missing_marks, plain)) return std::nullopt;
  if (cell.kind == CellKind::kDate)
    return refuse_cell(pollutant, cell, "是日期，可能被表格软件自动转换；应为数字", where);
  if (cell.kind == CellKind::kError || cell.kind == CellKind::kBoolean) {
    return refuse_cell(pollutant, cell, "是表格软件的错误值或逻辑值；应为数字", where);
  }
  if (is_word(words_.missing_codes, plain))
    return refuse_cell(pollutant, cell, "是缺测代码，不是浓度；缺测时应留空", where);
  const Result<Decimal> number = parse_decimal(cell.kind == CellKind::kNumber ? tables::decimal_text(cell) : plain);
  if (!number) {
    return refuse_cell(pollutant, cell,
                       "不是数值（未检出、低于检出限的写法在自动监测的空气表中不采用）；应为不小于0的数字，缺测时留空",
                       where);
  }
  if (number->is_negative()) return refuse_cell(pollutant, cell, "为负；应不小于0", where);
  const Unit wanted = rules_.units[index_of(pollutant)];
  const Result<Quantity> quantity = convert(Quantity{*number, column.unit}, wanted);
  if (!quantity) return refuse_cell(pollutant, cell, quantity.error().message, where);
  const Decimal highest = words_.highest[index_of(pollutant)];
  if (quantity->value > highest) {
    return refuse_cell(pollutant, cell,
                       "不合理，可能是单位或小数点有误；应不大于" + to_string(highest) + std::string(to_string(wanted)),
                       where);
  }
  return quantity->value;
}

WorkbookProblem not_told(std::int64_t count, std::string where) {
  return {ProblemKind::kNote,
          Error{Code::kInvalidInput, "另有" + std::to_string(count) + "处问题只计数，未逐一列出", std::move(where)}};
}

tables::HeadQuery air_query(const AirTableWords& words) {
  tables::HeadQuery query;
  for (const auto& [key, names] : words.columns) query.columns.push_back({key, names, false});
  for (const auto& [key, names] : words.pollutants) query.columns.push_back({key, names, false});
  query.units.insert(query.units.end(), words.units.begin(), words.units.end());
  return query;
}

AirSheet read_air_sheet(const tables::Sheet& sheet, const tables::HeadQuery& query, const standards::AirRules& rules,
                        const AirTableWords& words, const AirWorkbookOptions& options) {
  AirRowReader reader(sheet.info.name, rules, words, options);
  const Result<Head> head = tables::find_head(sheet, query);
  if (!head) return std::move(reader.sheet());
  const Table table = tables::read_table(sheet, *head, query);
  if (!reader.begin(table, sheet.problems)) return std::move(reader.sheet());
  reader.sheet().rows_passed_over = static_cast<std::int64_t>(table.left_out.size());
  for (const TableRow& row : table.rows) reader.read(table, row);
  return std::move(reader.sheet());
}

}  // namespace bihuan::assessment::internal
