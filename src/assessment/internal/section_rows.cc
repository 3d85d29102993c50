#include "assessment/internal/section_rows.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "assessment/internal/air_time.h"
#include "assessment/internal/month_label.h"
#include "assessment/internal/result_cell.h"
#include "base/quantity.h"
#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

using standards::SourceKind;
using tables::Cell;
using tables::CellKind;
using tables::FoundColumn;
using tables::Head;
using tables::Table;
using tables::TableRow;
using tables::UnitOrigin;

constexpr std::string_view kItemPrefix = "item:";

std::string item_key(const ResultItem& item) { return std::string(kItemPrefix) + item.key; }

struct ItemColumn {
  const ResultItem* item = nullptr;
  Unit unit = Unit::kNone;
};

class SheetReader {
 public:
  SheetReader(const tables::Sheet& sheet, const tables::HeadQuery& query, std::span<const ResultItem> items,
              const SectionTableWords& words, const WorkbookOptions& options)
      : sheet_(sheet), query_(query), items_known_(items), words_(words), options_(options) {}

  SheetRows run() {
    const Result<Head> head = tables::find_head(sheet_, query_);
    if (!head || !has_name(*head)) {
      report_no_head();
      return std::move(out_);
    }
    out_.has_head = true;
    if (!resolve_columns(*head)) return std::move(out_);
    for (const Error& problem : sheet_.problems) {
      out_.problems.push_back({ProblemKind::kRefusedRow, problem});
      ++out_.rows_refused;
    }
    const Table table = tables::read_table(sheet_, *head, query_);
    out_.rows_passed_over = static_cast<std::int64_t>(table.left_out.size());
    for (const TableRow& row : table.rows) read_row(table, row);
    report_other_years();
    report_doubtful();
    return std::move(out_);
  }

 private:
  static bool is_ambiguous(const Head& head, std::string_view key) {
    return std::ranges::any_of(head.ambiguous, [&](const tables::AmbiguousColumn& a) { return a.key == key; });
  }

  bool has_name(const Head& head) const {
    const auto has = [&](std::string_view key) { return head.column(key) != nullptr || is_ambiguous(head, key); };
    return has("name") || (options_.names_by_water && has("river"));
  }

  std::string sheet_place() const { return "工作表「" + sheet_.info.name + "」"; }

  void report(ProblemKind kind, std::string message, std::string where) {
    if (kind == ProblemKind::kRefusedRow) ++out_.rows_refused;
    if (kind == ProblemKind::kRefusedCell) ++out_.cells_refused;
    out_.problems.push_back({kind, Error{Code::kInvalidInput, std::move(message), std::move(where)}});
  }

  void report_no_head() {
    if (sheet_.rows.empty()) return;
    const bool names_a_month = find_month(sheet_.info.name).has_value();
    report(names_a_month ? ProblemKind::kRefusedSheet : ProblemKind::kNote,
           "没有找到" + options_.object + "水质结果的表头，未读取；表头应有“" + words_.columns.at("name").front() +
               "”和监测项目（如pH值、溶解氧、总磷）等列",
           sheet_place());
  }

  // Units and the month of the sheet; false if the sheet cannot be used.
  bool resolve_columns(const Head& head) {
    for (const tables::AmbiguousColumn& ambiguous : head.ambiguous) {
      std::string cells;
      for (const FoundColumn& candidate : ambiguous.candidates) {
        if (!cells.empty()) cells += "和";
        cells += tables::to_string(candidate.head_at) + "“" + excerpt(candidate.head_text) + "”";
      }
      const bool is_item = ambiguous.key.starts_with(kItemPrefix);
      report(is_item ? ProblemKind::kRefusedColumn : ProblemKind::kRefusedSheet,
             "有两列都像是“" + label_of(ambiguous.key) + "”（" + cells + "），不能代为选择；应只保留一列",
             sheet_place());
      if (!is_item) return false;
    }
    std::map<std::string, std::string> without_unit;  // unit -> names
    for (const ResultItem& item : items_known_) {
      const FoundColumn* column = head.column(item_key(item));
      if (column != nullptr) resolve_unit(item, *column, without_unit);
    }
    if (!without_unit.empty()) {
      std::string text;
      for (const auto& [unit, names] : without_unit) text += names + "的表头没有写单位，按" + unit + "读取；";
      report(ProblemKind::kNote, text + "应在表头或表上方写明单位", sheet_place());
    }
    return items_.empty() || resolve_month(head);
  }

  // The month that the name of the sheet or a title gives. It is needed where there is no column of months, and stands
  // in for an empty cell of such a column.
  bool resolve_month(const Head& head) {
    const bool is_needed = head.column("month") == nullptr && !options_.keeps_samples;
    sheet_month_ = find_month(sheet_.info.name);
    for (const std::string& title : head.titles) {
      const std::optional<MonthLabel> in_title = find_month(title);
      if (!sheet_month_) sheet_month_ = in_title;
      if (!in_title) continue;
      if (sheet_month_->year == 0) sheet_month_->year = in_title->year;
      if (in_title->month == sheet_month_->month) continue;
      if (is_needed) {
        report(ProblemKind::kRefusedSheet,
               "工作表名称是" + std::to_string(sheet_month_->month) + "月，标题“" + excerpt(title) + "”却是" +
                   std::to_string(in_title->month) + "月；应使两者一致",
               sheet_place());
        return false;
      }
      sheet_month_.reset();
      return true;
    }
    if (!sheet_month_ && is_needed) {
      report(ProblemKind::kRefusedSheet, "不知道是哪个月的结果；应有“月份”或“采样日期”列，或以月份命名工作表（如9月）",
             sheet_place());
      return false;
    }
    return true;
  }

  const ResultItem* item_of(std::string_view key) const {
    const auto found = std::ranges::find(items_known_, key, &ResultItem::key);
    return found == items_known_.end() ? nullptr : &*found;
  }

  std::string label_of(const std::string& key) const {
    if (key.starts_with(kItemPrefix)) return item_of(key.substr(kItemPrefix.size()))->names.front();
    return words_.columns.at(key).front();
  }

  void resolve_unit(const ResultItem& known, const FoundColumn& column,
                    std::map<std::string, std::string>& without_unit) {
    const Result<Unit> own = parse_unit(known.unit);
    ItemColumn item{&known, own ? *own : Unit::kNone};
    const bool is_mass = own && convert(Quantity{Decimal(1), *own}, Unit::kMgPerL).has_value();
    const std::string& name = known.names.front();
    if (column.unit.empty() && known.needs_unit) {
      report(ProblemKind::kRefusedColumn,
             name + "的表头没有写单位，整列未读取；各标准的单位不同，应写明，如" + known.unit, sheet_place());
      return;
    }
    if (column.unit.empty()) {
      if (is_mass) {
        std::string& names = without_unit[known.unit];
        names += (names.empty() ? "" : "、") + name;
      }
    } else if (column.unit_origin != UnitOrigin::kUnitLine || is_mass) {
      const std::string where = tables::place(sheet_.info.name, column.unit_at);
      const Result<Unit> printed = parse_unit(column.unit);
      const Result<Unit> alike = parse_unit(known.unit_alike);
      if (!known.unit_alike.empty() && printed && alike && *printed == *alike) {
        report(ProblemKind::kNote, name + "的单位是" + column.unit + "，按1m³水为1t换算", where);
      } else if (!own && plain_name(known.unit).find(plain_name(column.unit)) != std::string::npos) {
        // a unit by name only: counts of bacteria, of colour
      } else if (!printed || !own || !convert(Quantity{Decimal(1), *printed}, *own)) {
        report(ProblemKind::kRefusedColumn,
               name + "的单位“" + column.unit + "”不能换算为" + known.unit + "，整列未读取；应为" + known.unit, where);
        return;
      } else {
        if (*printed != *own) {
          report(ProblemKind::kNote, name + "的单位是" + column.unit + "，已按精确倍数换算为" + known.unit, where);
        }
        item.unit = *printed;
      }
    }
    items_.push_back(item);
    out_.mapping.push_back({sheet_.info.name, tables::column_letters(column.column), column.head_text, name,
                            column.unit.empty() ? known.unit : column.unit,
                            std::string(to_chinese(column.unit_origin))});
  }

  static bool is_empty(const Cell* cell) { return cell == nullptr || plain_name(cell->shown()).empty(); }

  std::string text_of(const Table& table, const TableRow& row, std::string_view key) const {
    const Cell* cell = table.cell(row, key);
    return cell == nullptr ? std::string() : std::string(trim(cell->shown()));
  }

  void read_row(const Table& table, const TableRow& row) {
    const std::string where = tables::place(sheet_.info.name, row.number);
    SectionRow section;
    section.where = where;
    section.name = plain_name(text_of(table, row, "name"));
    if (section.name.empty() && options_.names_by_water) section.name = plain_name(text_of(table, row, "river"));
    if (section.name.empty()) {
      const std::string& label = words_.columns.at("name").front();
      report(ProblemKind::kRefusedRow, "这一行没有" + label + "，整行未读取；应填写" + label, where);
      return;
    }
    read_attributes(table, row, section);
    if (!items_.empty()) {
      section.when = std::string(trim(text_of(table, row, "month")));
      const std::optional<MonthLabel> label = month_of(table, row);
      if (!label && !options_.keeps_samples) return;
      if (label && label->year != 0 && options_.year != 0 && label->year != options_.year) {
        ++other_years_;
        return;
      }
      if (label) {
        section.year = label->year;
        const int year = label->year != 0 ? label->year : options_.year;
        if (year != 0) section.day = last_day_of_month(year, label->month);
      }
      if (options_.keeps_samples) {
        const Cell* cell = table.cell(row, "month");
        const std::string_view text = cell == nullptr ? std::string_view() : trim(cell->value);
        const std::optional<AirTime> at = parse_air_time(text.substr(0, text.find_first_of(" T")));
        if (at) section.day = at->date;
      }
      section.month = read_month(table, row, label ? label->month : 1, where, section.unequipped);
    }
    out_.rows.push_back(std::move(section));
  }

  void read_attributes(const Table& table, const TableRow& row, SectionRow& section) {
    section.river = plain_name(text_of(table, row, "river"));
    section.city = plain_name(text_of(table, row, "city"));
    section.level = plain_name(text_of(table, row, "exam_level"));
    if (const std::string text = text_of(table, row, "exam_level"); !text.empty() && options_.has_exam_levels) {
      const ExamLevel level = exam_level_in(words_.exam_levels, text);
      if (level == ExamLevel::kUnknown) {
        report(ProblemKind::kRefusedCell, "考核级别“" + excerpt(text) + "”不认识；应为国控、省控或市控",
               table.place_of(row, "exam_level"));
      } else {
        section.exam_level = level;
      }
    }
    if (const std::string text = plain_name(text_of(table, row, "water_body")); !text.empty()) {
      const auto is = [&](const std::string& word) { return plain_name(word) == text; };
      if (std::ranges::any_of(words_.rivers, is)) {
        section.kind = SourceKind::kRiver;
      } else if (std::ranges::any_of(words_.lakes, is)) {
        section.kind = SourceKind::kLake;
      } else if (std::ranges::any_of(words_.grounds, is)) {
        section.kind = SourceKind::kGround;
      } else {
        report(ProblemKind::kRefusedCell,
               label_of("water_body") + "“" + excerpt(text) + "”不认识；应为" + words_.rivers.front() + "或" +
                   words_.lakes.front() + (words_.grounds.empty() ? "" : "，或" + words_.grounds.front()),
               table.place_of(row, "water_body"));
      }
    }
    const std::string target = plain_name(text_of(table, row, "target"));
    if (!target.empty() &&
        !std::ranges::any_of(words_.missing_marks, [&](const std::string& m) { return m == target; })) {
      const Result<standards::WaterClass> water_class = standards::parse_water_class(target);
      if (!water_class) {
        report(ProblemKind::kRefusedCell, "目标类别" + water_class.error().message, table.place_of(row, "target"));
      } else {
        section.target = *water_class;
      }
    }
  }

  std::optional<MonthLabel> month_of(const Table& table, const TableRow& row) {
    if (table.head.column("month") == nullptr) return sheet_month_;
    const Cell* cell = table.cell(row, "month");
    const std::string where = table.place_of(row, "month");
    if (is_empty(cell) && sheet_month_) return sheet_month_;
    if (is_empty(cell) && options_.keeps_samples) return std::nullopt;
    if (is_empty(cell)) {
      report(ProblemKind::kRefusedRow, "没有写月份或采样日期，整行未读取；应为9月或2024-09-05的形式", where);
      return std::nullopt;
    }
    const std::string text(cell->kind == CellKind::kDate ? std::string_view(cell->value) : cell->shown());
    std::optional<MonthLabel> label = parse_month(text);
    if (!label) {
      report(ProblemKind::kRefusedRow, "“" + excerpt(text) + "”不是月份或日期，整行未读取；应为9月或2024-09-05的形式",
             where);
      return std::nullopt;
    }
    if (label->year == 0) {
      const std::string year = plain_name(text_of(table, row, "year"));
      const Result<Decimal> value = parse_decimal(year.ends_with("年") ? year.substr(0, year.size() - 3) : year);
      if (value && value->places() == 0) label->year = static_cast<int>(value->mantissa());
    }
    return label;
  }

  standards::SectionMonth read_month(const Table& table, const TableRow& row, int number, const std::string& where,
                                     std::vector<std::string>& unequipped) {
    standards::SectionMonth month;
    month.month = number;
    month.where = where;
    // A station that stands still goes on printing what it measured last.
    const std::string status = plain_name(text_of(table, row, "status"));
    if (std::ranges::find(words_.stopped, status) != words_.stopped.end()) {
      month.missing_reason = status;
      return month;
    }
    if (std::ranges::find(words_.doubtful, status) != words_.doubtful.end()) ++doubtful_[status];
    std::vector<std::pair<std::string, std::string>> missing;  // item, reason
    for (const ItemColumn& item : items_) {
      const std::string key = item_key(*item.item);
      const Cell* at = table.cell(row, key);
      if (at != nullptr && !words_.unequipped_mark.empty() && trim(at->shown()) == words_.unequipped_mark) {
        unequipped.push_back(item.item->key);
      }
      ResultCell cell = read_result_cell(at, *item.item, item.unit, words_, options_, table.place_of(row, key));
      if (cell.refused) {
        ++out_.cells_refused;
        out_.problems.push_back({ProblemKind::kRefusedCell, std::move(*cell.refused)});
      } else if (cell.measurement) {
        month.values.emplace(item.item->key, std::move(*cell.measurement));
      } else if (!cell.missing_reason.empty()) {
        missing.emplace_back(key, cell.missing_reason);
      }
    }
    if (month.values.empty()) {
      month.missing_reason = missing.empty() ? "没有监测值" : missing.front().second;
      return month;
    }
    for (const auto& [key, reason] : missing) {
      report(ProblemKind::kNote, label_of(key) + "为“" + reason + "”，不参加评价", table.place_of(row, key));
    }
    return month;
  }

  void report_other_years() {
    if (other_years_ == 0) return;
    report(ProblemKind::kNote,
           std::to_string(other_years_) + "行不是" + std::to_string(options_.year) + "年的结果，未使用", sheet_place());
  }

  void report_doubtful() {
    for (const auto& [status, rows] : doubtful_) {
      report(ProblemKind::kNote,
             std::to_string(rows) + "行的站点情况为“" + status +
                 "”，有监测值的照常评价；发布单位对这样的记录有时不给类别，依据没有公开，应核对后使用",
             sheet_place());
    }
  }

  const tables::Sheet& sheet_;
  const tables::HeadQuery& query_;
  std::span<const ResultItem> items_known_;
  const SectionTableWords& words_;
  const WorkbookOptions& options_;
  std::vector<ItemColumn> items_;
  std::optional<MonthLabel> sheet_month_;
  std::int64_t other_years_ = 0;
  std::map<std::string, std::int64_t> doubtful_;  // rows by the state of their station
  SheetRows out_;
};

}  // namespace

tables::HeadQuery section_query(std::span<const ResultItem> items, const SectionTableWords& words,
                                const WorkbookOptions& options) {
  tables::HeadQuery query;
  query.units.insert(query.units.end(), words.units.begin(), words.units.end());
  for (const auto& [key, names] : words.columns) {
    query.columns.push_back({key, names, key == "name" && !options.names_by_water});
  }
  for (const ResultItem& item : items) query.columns.push_back({item_key(item), item.names, false});
  return query;
}

SheetRows read_sheet(const tables::Sheet& sheet, const tables::HeadQuery& query, std::span<const ResultItem> items,
                     const SectionTableWords& words, const WorkbookOptions& options) {
  return SheetReader(sheet, query, items, words, options).run();
}

}  // namespace bihuan::assessment::internal
