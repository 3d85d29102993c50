#include "records/scheme_sheet.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "base/toml.h"
#include "records/internal/sheet_words.h"
#include "tables/head_finder.h"
#include "tables/sheet.h"

namespace bihuan::records {
namespace {

std::string plain_scheme_word(std::string_view text) {
  std::string plain = to_half_width(strip_spaces(text));
  for (const char* open : {"〔", "【", "["}) plain = replace_all(plain, open, "(");
  for (const char* close : {"〕", "】", "]"}) plain = replace_all(plain, close, ")");
  return plain;
}

bool is_scheme_word(const std::vector<std::string>& words, std::string_view text) {
  const std::string plain = plain_scheme_word(text);
  return std::ranges::any_of(words, [&](const std::string& word) { return plain_scheme_word(word) == plain; });
}

struct SchemeFault {
  std::string key;  // of the column
  std::string message;
};

class SchemeRowReader {
 public:
  SchemeRowReader(const tables::Table& table, const SchemeSheetWords& words, const SchemeFinders& finders)
      : table_(table), words_(words), finders_(finders) {}

  // Errors: kInvalidInput at the cell
  Result<SchemeEntry> read(const tables::TableRow& row) const {
    SchemeEntry entry;
    entry.where = tables::place(table_.head.sheet_name, row.number);
    if (const std::optional<SchemeFault> fault = fill(row, entry))
      return fail(Code::kInvalidInput, fault->message, table_.place_of(row, fault->key));
    return entry;
  }

 private:
  std::string text_of(const tables::TableRow& row, std::string_view key) const {
    const tables::Cell* cell = table_.cell(row, key);
    if (cell == nullptr) return "";
    const bool is_day = cell->kind == tables::CellKind::kDate;
    std::string text(trim(is_day ? std::string_view(cell->value) : cell->shown()));
    return is_scheme_word(words_.blank, text) ? "" : text;
  }

  std::optional<SchemeFault> fill(const tables::TableRow& row, SchemeEntry& entry) const {
    for (const auto& step : {&SchemeRowReader::fill_year, &SchemeRowReader::fill_site, &SchemeRowReader::fill_items,
                             &SchemeRowReader::fill_days, &SchemeRowReader::fill_unit}) {
      if (std::optional<SchemeFault> fault = (this->*step)(row, entry)) return fault;
    }
    entry.note = text_of(row, "note");
    entry.basis_document = text_of(row, "basis");
    entry.basis_clause = text_of(row, "clause");
    return checked(entry);
  }

  std::optional<SchemeFault> fill_year(const tables::TableRow& row, SchemeEntry& entry) const {
    std::string text = plain_scheme_word(text_of(row, "year"));
    if (text.ends_with("年")) text.resize(text.size() - std::string_view("年").size());
    const bool is_year = text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_year) return SchemeFault{"year", "“" + excerpt(text_of(row, "year")) + "”不是年份，应写成如2024"};
    for (const char c : text) entry.year = entry.year * 10 + (c - '0');
    entry.group_name = text_of(row, "group");
    if (entry.group_name.empty()) return SchemeFault{"group", "这一格是空的：应写明归入哪一组，如湖泊"};
    return std::nullopt;
  }

  std::optional<SchemeFault> fill_site(const tables::TableRow& row, SchemeEntry& entry) const {
    const std::string text = text_of(row, "site");
    if (text.empty()) return SchemeFault{"site", "这一格是空的：应写明点位的编码或名称"};
    Result<std::string> code = finders_.site(text);
    if (!code.has_value()) return SchemeFault{"site", code.error().message};
    entry.site = *std::move(code);
    return std::nullopt;
  }

  std::optional<SchemeFault> fill_items(const tables::TableRow& row, SchemeEntry& entry) const {
    const std::string text = text_of(row, "items");
    if (text.empty()) return SchemeFault{"items", "这一格是空的：应写明监测项目，如氨氮、总磷"};
    Result<std::vector<std::string>> items = items_in(text, words_, finders_.item);
    if (!items.has_value()) return SchemeFault{"items", items.error().message};
    entry.items = *std::move(items);
    const std::string often = text_of(row, "frequency");
    if (often.empty()) return SchemeFault{"frequency", "这一格是空的：应写明频次，如每月、每季、3,6,9月"};
    Result<std::string> frequency = finders_.frequency(often);
    if (!frequency.has_value()) return SchemeFault{"frequency", frequency.error().message};
    entry.frequency = *std::move(frequency);
    return std::nullopt;
  }

  std::optional<SchemeFault> fill_days(const tables::TableRow& row, SchemeEntry& entry) const {
    const std::string from = text_of(row, "from"), until = text_of(row, "until");
    if (!from.empty()) {
      entry.first_day = day_in_cell(from, false);
      if (!entry.first_day) return SchemeFault{"from", "“" + excerpt(from) + "”不是日期，应写成如2024-03-01"};
    }
    if (!until.empty() && !is_scheme_word(words_.open_end, until)) {
      entry.last_day = day_in_cell(until, true);
      if (!entry.last_day)
        return SchemeFault{"until", "“" + excerpt(until) + "”不是日期，应写成如2024-11-30，全年的留空"};
    }
    return std::nullopt;
  }

  std::optional<SchemeFault> fill_unit(const tables::TableRow& row, SchemeEntry& entry) const {
    const std::string text = text_of(row, "unit");
    if (text.empty()) return std::nullopt;
    Result<std::string> unit = finders_.unit(text);
    if (!unit.has_value()) return SchemeFault{"unit", unit.error().message};
    entry.unit_id = *std::move(unit);
    return std::nullopt;
  }

  // What the book would refuse whatever it holds.
  static std::optional<SchemeFault> checked(const SchemeEntry& entry) {
    const int year = static_cast<int>(std::clamp<std::int64_t>(entry.year, 2000, 2099));
    SchemeLine line;
    line.year = entry.year;
    line.group_name = entry.group_name;
    line.site = entry.site;
    line.items = entry.items;
    line.frequency = entry.frequency;
    line.first_day = entry.first_day.value_or(Date(year, 1, 1));
    line.last_day = entry.last_day.value_or(Date(year, 12, 31));
    line.note = entry.note;
    line.basis_document = entry.basis_document;
    line.basis_clause = entry.basis_clause;
    const Status status = check_scheme_line(line);
    if (status.has_value()) return std::nullopt;
    constexpr std::pair<std::string_view, std::string_view> kColumns[] = {{"group_name", "group"},
                                                                          {"first_day", "from"},
                                                                          {"last_day", "until"},
                                                                          {"basis_document", "basis"},
                                                                          {"basis_clause", "clause"}};
    std::string key = status.error().where;
    for (const auto& [member, column] : kColumns)
      if (key == member) key = column;
    return SchemeFault{key, status.error().message};
  }

  const tables::Table& table_;
  const SchemeSheetWords& words_;
  const SchemeFinders& finders_;
};

}  // namespace

Result<SchemeSheetWords> load_scheme_sheet_words(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "column", "item_set", "cells"}));
  SchemeSheetWords words;
  BIHUAN_TRY(words.columns, load_sheet_columns(file));
  std::set<std::string> seen;
  BIHUAN_TRY(const std::vector<TomlTable> sets, file.tables("item_set"));
  for (const TomlTable& table : sets) {
    BIHUAN_CHECK(table.check_keys({"names", "items"}));
    SchemeSheetWords::ItemSet set;
    BIHUAN_TRY(set.names, table.strings("names"));
    BIHUAN_TRY(set.items, table.strings("items"));
    for (const std::string& name : set.names) {
      if (!seen.insert(plain_scheme_word(name)).second)
        return fail(Code::kInvalidInput, "“" + name + "”写了两次：一个名称只能指一组项目", table.where());
    }
    words.item_sets.push_back(std::move(set));
  }
  BIHUAN_TRY(const TomlTable cells, file.table("cells"));
  BIHUAN_CHECK(cells.check_keys({"separators", "blank", "open_end"}));
  BIHUAN_TRY(words.separators, cells.strings("separators"));
  BIHUAN_TRY(words.blank, cells.strings("blank"));
  BIHUAN_TRY(words.open_end, cells.strings("open_end"));
  return words;
}

Result<std::vector<std::string>> items_in(std::string_view text, const SchemeSheetWords& words,
                                          const SchemeFinders::Finder& item_of) {
  std::vector<std::string> items;
  std::set<std::string> seen;
  const auto add = [&](const std::string& code) {
    if (seen.insert(code).second) items.push_back(code);
  };
  for (const std::string& name : names_in_cell(std::string(text), words.separators)) {
    const auto set = std::ranges::find_if(
        words.item_sets, [&](const SchemeSheetWords::ItemSet& one) { return is_scheme_word(one.names, name); });
    if (set != words.item_sets.end()) {
      for (const std::string& code : set->items) add(code);
      continue;
    }
    BIHUAN_TRY(const std::string code, item_of(name));
    add(code);
  }
  if (items.empty()) return fail(Code::kInvalidInput, "没有监测项目：应写成如氨氮、总磷", "items");
  return items;
}

Result<SchemeSheet> read_scheme_sheet(std::string_view bytes, std::string_view file_name, const SchemeSheetWords& words,
                                      const SchemeFinders& finders) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  BIHUAN_CHECK(refuse_secret_workbook(workbook));
  SchemeSheet sheet;
  sheet.file_name = std::string(file_name);
  sheet.digest = sm3_hex(bytes);
  const tables::HeadQuery query = head_query_of(words.columns);
  std::optional<Error> first;
  for (const tables::Sheet& one : workbook.sheets) {
    if (one.info.visibility != tables::Visibility::kVisible) continue;
    const Result<tables::Table> table = tables::find_table(one, query);
    if (!table.has_value()) {
      if (!first) first = table.error();
      continue;
    }
    std::ranges::copy(one.problems, std::back_inserter(sheet.problems));
    const SchemeRowReader reader(*table, words, finders);
    for (const tables::TableRow& row : table->rows) {
      Result<SchemeEntry> entry = reader.read(row);
      if (entry.has_value())
        sheet.entries.push_back(*std::move(entry));
      else
        sheet.problems.push_back(entry.error());
    }
  }
  if (sheet.entries.empty() && sheet.problems.empty()) {
    if (first) return std::unexpected(*std::move(first));
    return fail(Code::kInvalidInput, "表中没有一行监测方案", std::string(file_name));
  }
  return sheet;
}

}  // namespace bihuan::records
