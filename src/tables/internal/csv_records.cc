#include "tables/internal/csv_records.h"

#include <algorithm>
#include <utility>

namespace bihuan::tables {
namespace {

constexpr std::size_t kLongestRecord = 1u << 20;
constexpr std::size_t kMostColumns = 1024;

struct CsvRecord {
  std::size_t end = 0;   // behind the last character, before the line end
  std::size_t next = 0;  // behind the line end
  std::size_t columns = 1;
  std::string problem;  // a sentence; empty if all is well
};

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

// Behind a LF, CR or CRLF at `at`.
std::size_t skip_line_end(std::string_view text, std::size_t at) {
  if (at == text.size()) return at;
  const bool is_pair = text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
  return at + (is_pair ? 2 : 1);
}

// From the character behind an opening quote to the one behind the closing quote; npos if there is none near enough.
std::size_t close_quote(std::string_view text, std::size_t at, std::size_t limit, const CsvForm& form) {
  for (; at < limit; ++at) {
    if (text[at] == form.escape && form.escape != form.quote && at + 1 < limit) {
      ++at;
    } else if (text[at] == form.quote) {
      if (form.escape != form.quote || at + 1 >= limit || text[at + 1] != form.quote) return at + 1;
      ++at;
    }
  }
  return std::string_view::npos;
}

CsvRecord cut_record(std::string_view text, std::size_t begin, const CsvForm& form, const Limits& limits) {
  CsvRecord record;
  const std::size_t limit = std::min(text.size(), begin + kLongestRecord);
  std::size_t at = begin;
  std::size_t field = begin;
  const auto close_field = [&] {
    if (at - field > limits.cell_bytes + 2 && record.problem.empty())
      record.problem = "单元格的文字长过上限 " + std::to_string(limits.cell_bytes) + " 字节";
  };
  while (at < limit && record.problem.empty()) {
    if (at == field && text[at] == form.quote) {
      const std::size_t closed = close_quote(text, at + 1, limit, form);
      if (closed == std::string_view::npos) {
        record.problem = "引号没有闭合，这一行未读入";
        break;
      }
      at = closed;
      if (at < text.size() && text[at] != form.delimiter && !is_line_end(text[at])) {
        record.problem = "右引号后面还有文字，这一行未读入（引号里的引号应写成两个）";
        break;
      }
      continue;
    }
    if (is_line_end(text[at])) break;
    if (text[at] == form.delimiter) {
      close_field();
      ++record.columns;
      field = at + 1;
    }
    ++at;
  }
  close_field();
  if (record.problem.empty() && at == limit && limit < text.size() && !is_line_end(text[at]))
    record.problem = "这一行长过 1 MiB，未读入";
  if (record.problem.empty() && record.columns > std::min(kMostColumns, static_cast<std::size_t>(limits.columns)))
    record.problem = "这一行有 " + std::to_string(record.columns) + " 列，超过上限 " +
                     std::to_string(std::min(kMostColumns, static_cast<std::size_t>(limits.columns))) + " 列，未读入";
  if (!record.problem.empty())  // only this line is lost
    at = std::min(text.find_first_of("\r\n", begin), text.size());
  record.end = at;
  record.next = skip_line_end(text, at);
  return record;
}

}  // namespace

Result<CsvRecords> cut_csv(std::string_view text, const CsvForm& form, const Limits& limits,
                           const std::function<std::string(int)>& where) {
  constexpr std::size_t kMostProblems = 1'000;
  CsvRecords records;
  records.text.reserve(text.size() + 1);
  int number = 0;
  for (std::size_t at = 0; at < text.size();) {
    CsvRecord record = cut_record(text, at, form, limits);
    if (++number > limits.rows)
      return fail(Code::kInvalidInput, "行数超过上限 " + std::to_string(limits.rows) + "，请拆分文件", where(number));
    if (!record.problem.empty()) {
      records.problems.push_back({Code::kInvalidInput, std::move(record.problem), where(number)});
      if (records.problems.size() == kMostProblems)
        return fail(Code::kInvalidInput, "有 " + std::to_string(kMostProblems) + " 行读不出来，文件不像是 csv 表格",
                    where(number));
    } else if (record.end > at) {
      records.text.append(text.substr(at, record.end - at)).push_back('\n');
      records.numbers.push_back(number);
      records.columns = std::max(records.columns, record.columns);
    }
    at = record.next;
  }
  return records;
}

}  // namespace bihuan::tables
