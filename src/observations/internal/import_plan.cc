#include "observations/internal/import_plan.h"

#include <algorithm>

#include "base/text.h"
#include "tables/label_time.h"

namespace bihuan::observations::internal {
namespace {

using tables::LabelTime;
using tables::Written;

constexpr int kTimesLookedAt = 48;  // to see what kind of times a sheet has

class SheetChooser {
 public:
  SheetChooser(ImportState& state, const std::string& sheet) : state_(state), sheet_(sheet) {}

  // What the columns of the head are; nothing if the sheet cannot be read, which has been told then.
  std::optional<Columns> choose(const tables::Head& head) {
    for (const tables::AmbiguousColumn& column : head.ambiguous) {
      std::string places;
      for (const tables::FoundColumn& one : column.candidates)
        places += (places.empty() ? "" : "、") + to_string(one.head_at) + "“" + one.head_text + "”";
      tell(column.candidates.front().head_at,
           "有几列都可能是" + name_of(column.key) + "（" + places + "），都未使用；应只留一列，或在导入时指定");
    }
    Columns columns;
    const auto at = [&](std::string_view key) { return index_of(head, key); };
    columns.site = at("site");
    columns.date = at("time") != kNoColumn && at("date") == kNoColumn ? at("time") : at("date");
    columns.hour = at("hour") == kNoColumn && at("date") != kNoColumn ? at("time") : at("hour");
    columns.year = at("year");
    columns.month = at("month");
    columns.day = at("day");
    columns.factor = at("factor");
    columns.value = at("value");
    columns.unit = at("unit");
    columns.flag = at("flag");
    columns.state = at("state");
    // A column "月份" alone may hold 2024-01.
    if (columns.date == kNoColumn && columns.year == kNoColumn) std::swap(columns.date, columns.month);
    const bool has_time = columns.date != kNoColumn || columns.year != kNoColumn;
    if (!columns.is_long()) choose_factors(head, columns);
    const bool has_values = columns.is_long() || !columns.values.empty();
    if (!has_time || !has_values) {
      tell({}, has_time ? "没有可用的监测项目列，未读取；表头应有项目名称（如氨氮），或“监测项目”和“监测值”两列"
                        : "没有时间列，未读取；表头应有“日期”“时间”或“年”“月”");
      return std::nullopt;
    }
    list(head, columns);
    return columns;
  }

 private:
  static std::size_t index_of(const tables::Head& head, std::string_view key) {
    const auto found = std::ranges::find(head.columns, key, &tables::FoundColumn::key);
    return found == head.columns.end() ? kNoColumn : static_cast<std::size_t>(found - head.columns.begin());
  }

  std::string name_of(const std::string& key) const {
    const ImportFactor* const factor = state_.words.factor(key);
    if (factor != nullptr) return factor->names.front();
    return state_.words.columns.at(key).front();
  }

  void tell(std::optional<tables::CellAddress> at, std::string message) {
    state_.report.problems.push_back(
        {true, sheet_, 0, at ? tables::place(sheet_, *at) : "工作表「" + sheet_ + "」", std::move(message)});
  }

  void choose_factors(const tables::Head& head, Columns& columns) {
    for (std::size_t f = 0; f < state_.words.factors.size(); ++f) {
      const ImportFactor& factor = state_.words.factors[f];
      const std::size_t at = index_of(head, factor.code);
      if (at == kNoColumn) continue;
      const tables::FoundColumn& column = head.columns[at];
      ValueColumn value{at, f, Unit::kNone, Unit::kNone, false};
      std::string unit = column.unit;
      std::string origin(tables::to_chinese(column.unit_origin));
      if (const auto own = state_.profile.units.find(factor.code); unit.empty() && own != state_.profile.units.end()) {
        unit = own->second;
        origin = "导入方式指定";
      }
      const std::string why = choose_unit(factor, unit, value);
      if (!why.empty()) {
        tell(column.head_at, why + "，这一列未使用");
        continue;
      }
      if (unit.empty()) origin += "，按因子的单位";
      columns.values.push_back(value);
      state_.report.columns.push_back({sheet_, tables::column_letters(column.column), column.head_text, factor.code,
                                       unit.empty() ? factor.unit : unit, origin});
    }
  }

  void list(const tables::Head& head, const Columns& columns) {
    for (const std::size_t at : {columns.site, columns.date, columns.hour, columns.year, columns.month, columns.day,
                                 columns.factor, columns.value, columns.unit, columns.flag, columns.state}) {
      if (at == kNoColumn) continue;
      if (!columns.is_long() && (at == columns.factor || at == columns.value || at == columns.unit ||
                                 at == columns.flag || at == columns.state))
        continue;
      const tables::FoundColumn& column = head.columns[at];
      state_.report.columns.push_back(
          {sheet_, tables::column_letters(column.column), column.head_text, column.key, column.unit, ""});
    }
    for (const tables::FoundColumn& column : head.unused) state_.report.unused.push_back(column.head_text);
    const auto keep = [&](const std::vector<tables::FoundColumn>& some) {
      for (const tables::FoundColumn& column : some)
        if (!column.head_text.empty()) state_.report.heads.push_back(plain_word(column.head_text));
    };
    keep(head.columns);
    keep(head.unused);
    for (const tables::AmbiguousColumn& column : head.ambiguous) keep(column.candidates);
  }

  ImportState& state_;
  const std::string& sheet_;
};

// What kind of values a sheet holds, by how its times are written.
Averaging averaging_of(const tables::Table& table, const Columns& columns) {
  if (columns.hour != kNoColumn) return Averaging::kHour;
  if (columns.date == kNoColumn)
    return columns.day != kNoColumn     ? Averaging::kDay
           : columns.month != kNoColumn ? Averaging::kMonth
                                        : Averaging::kYear;
  Written finest = Written::kYear;
  bool has_minutes = false;
  int read = 0;
  for (const tables::TableRow& row : table.rows) {
    const tables::Cell* const cell = row.cells[columns.date];
    const std::optional<LabelTime> time = cell == nullptr ? std::nullopt : tables::parse_label_time(cell->value);
    if (!time) continue;
    finest = std::max(finest, time->written);
    has_minutes = has_minutes || time->seconds % 3'600 != 0;
    if (++read == kTimesLookedAt) break;
  }
  if (finest >= Written::kHour) return has_minutes ? Averaging::kInstant : Averaging::kHour;
  if (finest == Written::kDay) return Averaging::kDay;
  return finest == Written::kMonth ? Averaging::kMonth : Averaging::kYear;
}

}  // namespace

std::string plain_word(std::string_view text) {
  std::string plain = strip_spaces(to_half_width(text));
  for (char& c : plain) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return plain;
}

bool has_word(const std::vector<std::string>& words, const std::string& plain) {
  return std::ranges::any_of(words, [&](const std::string& word) { return plain_word(word) == plain; });
}

tables::HeadQuery import_query(const ImportWords& words, const ImportProfile& profile) {
  tables::HeadQuery query;
  const auto add = [&](const std::string& key, const std::vector<std::string>& names) {
    tables::WantedColumn column{key, {}, false};
    for (const auto& [head, meant] : profile.columns) {
      if (meant == key) column.names.push_back(head);
    }
    for (const std::string& name : names) {
      const bool is_taken = std::ranges::any_of(profile.columns, [&](const auto& own) {
        return own.second != key && plain_word(own.first) == plain_word(name);
      });
      if (!is_taken) column.names.push_back(name);
    }
    query.columns.push_back(std::move(column));
  };
  for (const auto& [key, names] : words.columns) add(key, names);
  for (const ImportFactor& factor : words.factors) {
    std::vector<std::string> names = factor.names;
    names.push_back(factor.code);
    add(factor.code, names);
  }
  query.units.insert(query.units.end(), words.units.begin(), words.units.end());
  return query;
}

std::string choose_unit(const ImportFactor& factor, const std::string& said, ValueColumn& column) {
  if (said.empty() || said == factor.unit || plain_word(said) == plain_word(factor.unit)) return {};
  const Result<Unit> unit = parse_unit(said);
  const Result<Unit> stored = parse_unit(factor.unit);
  const Result<Quantity> one = unit && stored ? convert(Quantity{Decimal(1), *unit}, *stored)
                                              : Result<Quantity>(fail(Code::kInvalidInput, "不能换算"));
  if (!one)
    return factor.names.front() + "的单位“" + excerpt(said) + "”不能换算为" + factor.unit + "；应为" + factor.unit;
  column.unit = *unit;
  column.stored = *stored;
  column.is_converted = *unit != *stored;
  return {};
}

bool plan_sheet(ImportState& state, const tables::Sheet& sheet, const tables::HeadQuery& query) {
  const Result<tables::Head> head = tables::find_head(sheet, query);
  if (!head) return false;
  const std::optional<Columns> columns = SheetChooser(state, sheet.info.name).choose(*head);
  if (!columns) return false;
  for (const Error& problem : sheet.problems) {
    ++state.report.rows_refused;
    state.report.problems.push_back({true, sheet.info.name, 0, problem.where, problem.message});
  }
  SheetPlan& plan = state.plans.emplace_back();
  plan.name = sheet.info.name;
  plan.table = tables::read_table(sheet, *head, query);
  plan.columns = *columns;
  plan.averaging = state.profile.averaging.value_or(averaging_of(plan.table, *columns));
  state.report.is_long = state.report.is_long || columns->is_long();
  return true;
}

}  // namespace bihuan::observations::internal
