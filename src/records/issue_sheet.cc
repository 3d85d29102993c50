#include "records/issue_sheet.h"

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

std::string text_of(const tables::Table& table, const tables::TableRow& row, std::string_view key) {
  const tables::Cell* cell = table.cell(row, key);
  return cell == nullptr ? std::string() : std::string(trim(cell->shown()));
}

// Reads one row; the first fault ends it.
class RowReader {
 public:
  RowReader(const tables::Table& table, const IssueSheetWords& words, const UnitFinder& unit_of)
      : table_(table), words_(words), unit_of_(unit_of) {}

  Result<IssueRow> read(const tables::TableRow& row) {
    IssueRow issue;
    issue.where = tables::place(table_.head.sheet_name, row.number);
    BIHUAN_TRY(issue.number, required(row, "number", "每个问题应有编号"));
    if (!numbers_.insert(issue.number).second) {
      return refuse(row, "number", "编号“" + excerpt(issue.number) + "”在表中出现了两次，应各不相同");
    }
    BIHUAN_TRY(issue.title, required(row, "title", "应写明问题"));
    BIHUAN_TRY(issue.demand, required(row, "demand", "应写明整改要求"));
    BIHUAN_TRY(const std::string lead, required(row, "lead", "应写明牵头的责任单位"));
    BIHUAN_TRY(issue.lead_unit, unit(row, "lead", lead));
    for (const std::string& name : names_in_cell(text_of(table_, row, "assistants"), words_.separators)) {
      BIHUAN_TRY(std::string id, unit(row, "assistants", name));
      issue.assistants.push_back(std::move(id));
    }
    const std::string verifier = text_of(table_, row, "verifier");
    if (!verifier.empty()) {
      BIHUAN_TRY(issue.verifier_unit, unit(row, "verifier", verifier));
    }
    BIHUAN_TRY(const std::string due, required(row, "due", "应写明整改时限，如2024年12月31日"));
    const Result<Date> date = parse_deadline(due);
    if (!date.has_value()) return refuse(row, "due", date.error().message);
    issue.due = *date;
    return issue;
  }

 private:
  std::unexpected<Error> refuse(const tables::TableRow& row, std::string_view key, std::string message) const {
    return fail(Code::kInvalidInput, std::move(message), table_.place_of(row, key));
  }

  Result<std::string> required(const tables::TableRow& row, std::string_view key, std::string_view wish) const {
    std::string text = text_of(table_, row, key);
    if (text.empty()) return refuse(row, key, "这一格是空的：" + std::string(wish));
    return text;
  }

  Result<std::string> unit(const tables::TableRow& row, std::string_view key, const std::string& name) const {
    Result<std::string> id = unit_of_(name);
    if (!id.has_value()) return refuse(row, key, id.error().message);
    return id;
  }

  const tables::Table& table_;
  const IssueSheetWords& words_;
  const UnitFinder& unit_of_;
  std::set<std::string> numbers_;
};

struct YearMonthDay {
  int year = 0, month = 0, day = 0;  // 0 where not written
};

// The numbers of a text in which only the given signs stand between them.
std::optional<YearMonthDay> numbers_in(std::u32string_view text) {
  YearMonthDay found;
  int* const parts[] = {&found.year, &found.month, &found.day};
  std::size_t part = 0, digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (is_ascii_digit(c)) {
      if (part > 2 || ++digits > 4) return std::nullopt;
      *parts[part] = *parts[part] * 10 + static_cast<int>(c - U'0');
    } else if ((c == U'年' && part == 0) || (c == U'月' && part == 1) || (c == U'日' && part == 2) ||
               ((c == U'-' || c == U'/' || c == U'.') && part < 2)) {
      if (digits == 0) return std::nullopt;
      ++part;
      digits = 0;
    } else {
      return std::nullopt;
    }
  }
  return found;
}

}  // namespace

Result<Date> parse_deadline(std::string_view text) {
  const auto refuse = [&] {
    return fail(Code::kInvalidInput,
                "“" + excerpt(text) + "”不是日期，应写成如2024年12月31日、2024-12-31或2024年12月底");
  };
  const Result<std::u32string> decoded = decode_utf8(strip_spaces(text));
  if (!decoded.has_value()) return refuse();
  std::u32string plain = to_half_width(*decoded);
  for (const std::u32string_view word :
       {std::u32string_view(U"前"), std::u32string_view(U"底"), std::u32string_view(U"末")}) {
    if (plain.ends_with(word)) plain.resize(plain.size() - word.size());
  }
  const std::optional<YearMonthDay> numbers = numbers_in(plain);
  if (!numbers || numbers->year < 2000 || numbers->year > 2999) return refuse();
  const bool has_month = numbers->month != 0 || plain.find(U'月') != std::u32string::npos;
  if (!has_month) return Date(numbers->year, 12, 31);
  if (numbers->month < 1 || numbers->month > 12) return refuse();
  if (numbers->day == 0 && plain.ends_with(U"月")) return last_day_of_month(numbers->year, numbers->month);
  const Result<Date> date = Date::make(numbers->year, numbers->month, numbers->day);
  if (!date.has_value()) return fail(Code::kInvalidInput, date.error().message);
  return *date;
}

Result<IssueSheetWords> load_issue_sheet_words(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "column", "units"}));
  IssueSheetWords words;
  BIHUAN_TRY(words.columns, load_sheet_columns(file));
  BIHUAN_TRY(const TomlTable units, file.table("units"));
  BIHUAN_TRY(words.separators, units.strings("separators"));
  return words;
}

Result<IssueSheet> read_issue_sheet(std::string_view bytes, std::string_view file_name, const IssueSheetWords& words,
                                    const UnitFinder& unit_of) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  BIHUAN_CHECK(refuse_secret_workbook(workbook));
  IssueSheet sheet;
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
    if (table->head.titles.empty()) {
      return fail(Code::kInvalidInput, "表的上方应有清单的名称：它和编号一起认定一个问题，同一份清单不会重复交办",
                  tables::place(one.info.name, table->head.first_row));
    }
    if (sheet.title.empty()) sheet.title = table->head.titles.front();
    RowReader reader(*table, words, unit_of);
    for (const tables::TableRow& row : table->rows) {
      Result<IssueRow> issue = reader.read(row);
      if (issue.has_value()) {
        sheet.rows.push_back(*std::move(issue));
      } else {
        sheet.problems.push_back(std::move(issue).error());
      }
    }
  }
  if (sheet.rows.empty() && sheet.problems.empty()) {
    if (first) return std::unexpected(*std::move(first));
    return fail(Code::kInvalidInput, "表中没有一行问题", std::string(file_name));
  }
  return sheet;
}

}  // namespace bihuan::records
