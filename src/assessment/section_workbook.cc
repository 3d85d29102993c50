#include "assessment/section_workbook.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "assessment/internal/section_rows.h"
#include "base/digest.h"
#include "base/text.h"
#include "tables/sheet.h"

namespace bihuan::assessment {
namespace {

using internal::SectionRow;
using standards::SectionMonth;

// Marks of secrecy stand alone in a cell, or with a star and a term: 秘密, 机密★1年, 密级：秘密.
std::optional<std::string> secrecy_mark(std::string_view text) {
  std::string plain = plain_name(text);
  for (const std::string_view prefix : {std::string_view("密级:"), std::string_view("密级")}) {
    if (plain.starts_with(prefix)) {
      plain.erase(0, prefix.size());
      break;
    }
  }
  for (const std::string_view word : {std::string_view("绝密"), std::string_view("机密"), std::string_view("秘密")}) {
    if (!plain.starts_with(word)) continue;
    const std::string_view rest = std::string_view(plain).substr(word.size());
    if (rest.empty() || rest.starts_with("★") || rest.starts_with("*")) return std::string(word);
  }
  return std::nullopt;
}

Status refuse_secret(const tables::Workbook& workbook) {
  constexpr int kRowsSearched = 10;  // marks stand at the head of a document
  for (const tables::Sheet& sheet : workbook.sheets) {
    for (const tables::Row& row : sheet.rows) {
      if (row.number > kRowsSearched) break;
      for (const tables::Cell& cell : row.cells) {
        const std::optional<std::string> mark = secrecy_mark(cell.shown());
        if (!mark) continue;
        return fail(Code::kInvalidInput,
                    "文件“" + workbook.file_name + "”标有密级“" + *mark + "”，不读取；涉密文件不得在本系统处理",
                    tables::place(sheet.info.name, cell.at));
      }
    }
  }
  return {};
}

bool is_same(const SectionMonth& a, const SectionMonth& b) {
  return std::ranges::equal(a.values, b.values, [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.value == y.second.value && x.second.is_below_limit == y.second.is_below_limit;
  });
}

// Puts the rows of all sheets together, section by section.
class WorkbookBuilder {
 public:
  WorkbookBuilder(const SectionTableWords& words, const WorkbookOptions& options, SectionWorkbook& out)
      : words_(words), options_(options), out_(out) {}

  void add(std::vector<SectionRow> rows) { std::ranges::move(rows, std::back_inserter(rows_)); }

  Status finish() {
    if (options_.keeps_samples) {
      for (SectionRow& row : rows_) keep_sample(std::move(row));
      return {};
    }
    BIHUAN_CHECK(settle_year());
    for (SectionRow& row : rows_) add_row(std::move(row));
    for (const std::string& name : order_) finish_section(name);
    return {};
  }

 private:
  struct Draft {
    SectionRecord record;
    std::optional<standards::SourceKind> kind;
    std::map<int, std::vector<SectionRow>> months;
    std::string first_row;
  };

  void report(ProblemKind kind, std::string message, std::string where) {
    out_.problems.push_back({kind, Error{Code::kInvalidInput, std::move(message), std::move(where)}});
  }

  void keep_sample(SectionRow row) {
    if (!row.month) return;
    ++out_.rows_read;
    if (row.year != 0) out_.year = std::max(out_.year, row.year);
    out_.samples.push_back({std::move(row.name), std::move(row.river), std::move(row.city), std::move(row.when),
                            row.day, row.kind, std::move(row.unequipped), std::move(*row.month)});
  }

  // Without a year that was asked for, the newest one that a row names; rows of others are left out.
  Status settle_year() {
    if (options_.year != 0 || rows_.empty()) return {};
    std::map<int, std::int64_t> rows_of;
    for (const SectionRow& row : rows_) {
      if (row.month && row.year != 0) ++rows_of[row.year];
    }
    if (rows_of.empty()) {
      return fail(Code::kInvalidInput, "文件“" + out_.file_name + "”里只有月份，没有年份；应指明年份（--year）",
                  out_.file_name);
    }
    out_.year = rows_of.rbegin()->first;
    std::erase_if(rows_, [&](const SectionRow& row) { return row.month && row.year != 0 && row.year != out_.year; });
    rows_of.erase(out_.year);
    for (const auto& [year, count] : rows_of) {
      report(ProblemKind::kNote,
             std::to_string(count) + "行是" + std::to_string(year) + "年的结果，未使用；要评价它应指明年份（--year）",
             out_.file_name);
    }
    return {};
  }

  template <class T>
  void keep_first(std::optional<T>& kept, const std::optional<T>& given, const SectionRow& row, std::string_view what) {
    if (!given) return;
    if (!kept) {
      kept = given;
    } else if (*kept != *given) {
      report(ProblemKind::kNote,
             row.name + "的" + std::string(what) + "前后不一致，采用先出现的“" + std::string(to_string(*kept)) +
                 "”；应统一为一种",
             row.where);
    }
  }

  void add_row(SectionRow row) {
    const auto [found, is_new] = drafts_.try_emplace(row.name);
    Draft& draft = found->second;
    if (is_new) {
      order_.push_back(row.name);
      draft.record.name = row.name;
      draft.first_row = row.where;
    }
    if (draft.record.river.empty()) draft.record.river = row.river;
    if (draft.record.city.empty()) draft.record.city = row.city;
    if (draft.record.level.empty()) draft.record.level = row.level;
    keep_first(draft.kind, row.kind, row, "水体类型");
    keep_first(draft.record.target, row.target, row, "目标类别");
    std::optional<ExamLevel> level;
    if (draft.record.exam_level != ExamLevel::kUnknown) level = draft.record.exam_level;
    keep_first(level, row.exam_level, row, "考核级别");
    draft.record.exam_level = level.value_or(ExamLevel::kUnknown);
    if (!row.month) {
      ++out_.rows_read;
      return;
    }
    draft.months[row.month->month].push_back(std::move(row));
  }

  void finish_section(const std::string& name) {
    Draft& draft = drafts_.at(name);
    if (draft.months.empty()) return;
    if (!draft.kind) draft.kind = options_.kind;
    if (!draft.kind) {
      std::int64_t rows = 0;
      for (const auto& [month, rows_of_month] : draft.months) rows += static_cast<std::int64_t>(rows_of_month.size());
      out_.rows_refused += rows;
      const std::string& label = words_.columns.at("water_body").front();
      report(ProblemKind::kRefusedRow,
             name + "没有写明" + label + "，" + std::to_string(rows) + "行未使用；限值因此不同（如总磷），应在“" +
                 label + "”列填写" + words_.rivers.front() + "或" + words_.lakes.front() +
                 (words_.grounds.empty() ? "" : "，或" + words_.grounds.front()),
             draft.first_row);
      return;
    }
    draft.record.kind = *draft.kind;
    draft.record.body =
        *draft.kind == standards::SourceKind::kLake ? standards::WaterBody::kLake : standards::WaterBody::kRiver;
    for (auto& [month, rows] : draft.months) finish_month(draft, month, rows);
    if (!draft.record.months.empty()) out_.sections.push_back(std::move(draft.record));
  }

  void finish_month(Draft& draft, int month, std::vector<SectionRow>& rows) {
    const bool all_same =
        std::ranges::all_of(rows, [&](const SectionRow& row) { return is_same(*row.month, *rows[0].month); });
    const std::string what = draft.record.name + std::to_string(month) + "月";
    if (!all_same) {
      std::string places;
      for (const SectionRow& row : rows) places += (places.empty() ? "" : "和") + row.where;
      out_.rows_refused += static_cast<std::int64_t>(rows.size());
      report(ProblemKind::kRefusedRow,
             what + "有" + std::to_string(rows.size()) + "行不同的结果（" + places + "），都未使用；每月应只有一行",
             rows[0].where);
      return;
    }
    if (rows.size() > 1) {
      report(ProblemKind::kNote, what + "有" + std::to_string(rows.size()) + "行相同的结果，只用第一行", rows[1].where);
      out_.rows_passed_over += static_cast<std::int64_t>(rows.size()) - 1;
    }
    if (rows[0].month->values.empty()) {
      report(ProblemKind::kNote, what + "没有监测结果：" + rows[0].month->missing_reason, rows[0].where);
    }
    ++out_.rows_read;
    draft.record.rows.push_back(rows[0].where);
    draft.record.months.push_back(std::move(*rows[0].month));
  }

  const SectionTableWords& words_;
  const WorkbookOptions& options_;
  SectionWorkbook& out_;
  std::vector<SectionRow> rows_;
  std::map<std::string, Draft> drafts_;
  std::vector<std::string> order_;
};

std::string first_refusal(const SectionWorkbook& workbook) {
  for (const WorkbookProblem& problem : workbook.problems) {
    if (problem.kind != ProblemKind::kNote)
      return "；首先的问题：" + problem.error.where + "，" + problem.error.message;
  }
  return {};
}

}  // namespace

const SectionRecord* SectionWorkbook::section(std::string_view name) const {
  const auto found = std::ranges::find(sections, plain_name(name), &SectionRecord::name);
  return found == sections.end() ? nullptr : &*found;
}

Result<SectionWorkbook> read_section_workbook(std::string_view bytes, std::string_view file_name,
                                              std::span<const ResultItem> items, const SectionTableWords& words,
                                              const WorkbookOptions& options) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, file_name));
  BIHUAN_CHECK(refuse_secret(workbook));
  SectionWorkbook out;
  out.file_name = std::string(file_name);
  out.digest = sm3_hex(bytes);
  out.year = options.year;
  const tables::HeadQuery query = internal::section_query(items, words, options);
  WorkbookBuilder builder(words, options, out);
  bool has_head = false;
  for (const tables::Sheet& sheet : workbook.sheets) {
    if (sheet.info.visibility != tables::Visibility::kVisible) {
      out.problems.push_back({ProblemKind::kNote, Error{Code::kInvalidInput, "工作表是隐藏的，未读取；需要时应取消隐藏",
                                                        "工作表「" + sheet.info.name + "」"}});
      continue;
    }
    internal::SheetRows rows = internal::read_sheet(sheet, query, items, words, options);
    has_head = has_head || rows.has_head;
    std::ranges::move(rows.problems, std::back_inserter(out.problems));
    std::ranges::move(rows.mapping, std::back_inserter(out.mapping));
    out.rows_refused += rows.rows_refused;
    out.cells_refused += rows.cells_refused;
    out.rows_passed_over += rows.rows_passed_over;
    builder.add(std::move(rows.rows));
  }
  if (!has_head) {
    return fail(Code::kInvalidInput,
                "文件“" + out.file_name + "”中没有" + options.object + "水质结果表；表头应有“" +
                    words.columns.at("name").front() + "”“水体类型”“月份”和监测项目（如pH值、溶解氧、总磷）等列",
                out.file_name);
  }
  BIHUAN_CHECK(builder.finish());
  if (out.sections.empty() && out.samples.empty()) {
    return fail(Code::kInvalidInput,
                "文件“" + out.file_name + "”中没有一行可用的" + options.object + "结果" + first_refusal(out),
                out.file_name);
  }
  return out;
}

}  // namespace bihuan::assessment
