#include "assessment/air_workbook.h"

#include <algorithm>
#include <utility>

#include "assessment/internal/air_grid.h"
#include "assessment/internal/air_plain.h"
#include "assessment/internal/air_rows.h"
#include "base/digest.h"
#include "tables/plain_csv.h"
#include "tables/sheet.h"

namespace bihuan::assessment {
namespace {

using internal::AirGrid;
using internal::AirSheet;

// What was said of a sheet goes into the workbook; its rows have gone into the grid. Returns whether it had a head.
bool take_over(AirSheet sheet, AirWorkbook& out) {
  std::ranges::move(sheet.problems, std::back_inserter(out.problems));
  std::ranges::move(sheet.mapping, std::back_inserter(out.mapping));
  out.rows_refused += sheet.rows_refused;
  out.cells_refused += sheet.cells_refused;
  out.rows_passed_over += sheet.rows_passed_over;
  if (sheet.problems_not_told > 0)
    out.problems.push_back(internal::not_told(sheet.problems_not_told, "工作表「" + sheet.name + "」"));
  return sheet.has_head;
}

// Puts the rows together. `has_head`: a sheet with a table was there.
Status finish(AirGrid& grid, bool has_head, AirWorkbook& out) {
  const auto refusal =
      std::ranges::find_if(out.problems, [](const WorkbookProblem& p) { return p.kind != ProblemKind::kNote; });
  const std::string first =
      refusal == out.problems.end() ? "" : "；首先的问题：" + refusal->error.where + "，" + refusal->error.message;
  if (!has_head) {
    return fail(Code::kInvalidInput,
                "文件“" + out.file_name +
                    "”中没有环境空气的小时值或日值表；表头应有“日期”（小时值另有“小时”或“时间”）和SO2、NO2、PM10、PM2."
                    "5、CO、O3等列" +
                    first,
                out.file_name);
  }
  BIHUAN_CHECK(grid.finish());
  if (out.stations.empty()) {
    return fail(Code::kInvalidInput, "文件“" + out.file_name + "”中没有一行可用的数据" + first, out.file_name);
  }
  return {};
}

// All sheets, cell by cell.
Status read_sheets(std::string_view bytes, const tables::HeadQuery& query, const standards::AirRules& rules,
                   const AirTableWords& words, const AirWorkbookOptions& options, AirWorkbook& out) {
  BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(bytes, out.file_name));
  AirGrid grid(rules, options, out);
  bool has_head = false;
  for (const tables::Sheet& sheet : workbook.sheets) {
    if (sheet.info.visibility != tables::Visibility::kVisible) {
      out.problems.push_back({ProblemKind::kNote, Error{Code::kInvalidInput, "工作表是隐藏的，未读取；需要时应取消隐藏",
                                                        "工作表「" + sheet.info.name + "」"}});
      continue;
    }
    AirSheet read = internal::read_air_sheet(sheet, query, rules, words, options);
    const std::uint16_t number = grid.add_sheet(sheet.info.name);
    for (const internal::AirRow& row : read.rows) BIHUAN_CHECK(grid.add(row, number));
    has_head = take_over(std::move(read), out) || has_head;
  }
  return finish(grid, has_head, out);
}

// The whole of a plain csv file; false if it has to be read cell by cell.
Result<bool> read_plain_file(tables::PlainCsv csv, const tables::HeadQuery& query, const standards::AirRules& rules,
                             const AirTableWords& words, const AirWorkbookOptions& options, AirWorkbook& out) {
  AirGrid grid(rules, options, out);
  AirSheet sheet;
  BIHUAN_TRY(const bool is_read, internal::read_plain_air(csv, query, rules, words, options, grid, sheet));
  if (is_read) BIHUAN_CHECK(finish(grid, take_over(std::move(sheet), out), out));
  return is_read;
}

}  // namespace

Result<AirWorkbook> read_air_workbook(std::string_view bytes, std::string_view file_name,
                                      const standards::AirRules& rules, const AirTableWords& words,
                                      const AirWorkbookOptions& options) {
  AirWorkbook out;
  out.file_name = std::string(file_name);
  const tables::HeadQuery query = internal::air_query(words);
  bool is_read = false;
  if (std::optional<tables::PlainCsv> csv = tables::PlainCsv::look(bytes, file_name)) {
    AirWorkbook plain = out;
    BIHUAN_TRY(is_read, read_plain_file(*std::move(csv), query, rules, words, options, plain));
    if (is_read) out = std::move(plain);
  }
  if (!is_read) BIHUAN_CHECK(read_sheets(bytes, query, rules, words, options, out));
  out.digest = options.digest ? options.digest() : sm3_hex(bytes);
  return out;
}

}  // namespace bihuan::assessment
