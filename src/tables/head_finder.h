// src/tables/head_finder.h - finds the table in a sheet as bureaus keep them.
//
// Above the head stand title lines (merged), a line with the unit ("单位：mg/L") and empty lines; the head itself may
// have two or three rows with merged groups, which are joined as "高锰酸盐指数/实测"; a row of units may follow; below
// come data, heads repeated at page breaks, totals and means, and notes. The caller says which columns it looks for, by
// all the names that they are known to have; the finder answers where they are, in a form that can be shown to a person
// and confirmed.
//
// Names are compared without regard to white space, letter case, full and half width, and kinds of brackets. A head
// "氨氮（NH3-N）(mg/L)" has the name 氨氮, the second name NH3-N and the unit mg/L. A wanted name fits a column, best
// first:
//   1. its whole joined name                        "高锰酸盐指数/实测"
//   2. its lowest part                              "氨氮"
//   3. a group above it, when the part below is one of `value_words` (实测, 浓度 ...) or the only one below the group
// Only the best fit counts. Two columns that fit equally well are ambiguous; that is never decided by position.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tables/sheet.h"

namespace bihuan::tables {

struct WantedColumn {
  std::string key;                 // the caller's name for it: "ammonia_nitrogen"
  std::vector<std::string> names;  // as printed in heads: "氨氮", "NH3-N", "高锰酸盐指数/实测"
  bool is_required = true;
};

struct HeadQuery {
  std::vector<WantedColumn> columns;
  int search_rows = 60;    // the head must begin within so many rows
  int head_rows = 4;       // at most so many rows high, without a unit row
  int head_columns = 512;  // columns further right are not looked at
  // Words that tell rows and heads apart. The defaults are the words of common monitoring tables; a caller with
  // knowledge of its own replaces them.
  std::vector<std::string> value_words = {"实测", "实测值", "监测值", "监测结果", "结果",
                                          "浓度", "浓度值", "数值",   "值",       "均值"};
  std::vector<std::string> summary_words = {"合计", "总计",   "小计",   "累计",       "平均",   "平均值",
                                            "均值", "年均值", "月均值", "算术平均值", "最大值", "最小值",
                                            "最大", "最小",   "超标率", "达标率",     "中位数", "标准差"};
  std::vector<std::string> note_words = {"注",     "备注",     "说明",     "附注",     "填表人",
                                         "制表人", "填报人",   "审核人",   "审核",     "复核",
                                         "负责人", "数据来源", "填表日期", "制表日期", "联系电话"};
  std::vector<std::string> unit_line_words = {"单位", "计量单位"};
  // What counts as a unit in brackets, at the end of a head, or in a unit row.
  std::vector<std::string> units = {
      "mg/L",  "μg/L",  "ug/L", "g/L",  "ng/L", "mg/m3",  "μg/m3",  "ug/m3", "mg/kg", "μg/kg",  "无量纲",
      "℃",     "°C",    "m",    "cm",   "mm",   "km",     "km2",    "m3/s",  "m3",    "万m3",   "亿m3",
      "m3/d",  "t",     "吨",   "万吨", "t/d",  "kg",     "kg/d",   "%",     "‰",     "个/L",   "MPN/L",
      "CFU/L", "个/mL", "NTU",  "FTU",  "度",   "倍",     "μS/cm",  "uS/cm", "mS/m",  "mS/cm",  "dB(A)",
      "dB",    "h",     "d",    "天",   "次",   "项",     "家",     "个",    "件",    "人",     "元",
      "万元",  "亿元",  "亩",   "万亩", "公顷", "mg·L-1", "万个/L", "Bq/L",  "mg/m2", "cells/L"};
};

enum class UnitOrigin { kNone, kHead, kUnitRow, kUnitLine };
std::string_view to_chinese(UnitOrigin origin);  // 未写明, 表头, 单位行, 表上方

struct FoundColumn {
  std::string key;           // empty in Head::unused
  int column = 0;            // from 1
  CellAddress head_at;       // the cell that holds the lowest part of the name
  std::string head_text;     // joined, as printed: "高锰酸盐指数/实测"
  std::string matched_name;  // the wanted name that fitted
  std::string unit;          // as printed, empty if the sheet says none
  UnitOrigin unit_origin =
      UnitOrigin::kNone;  // kUnitLine: stands above the table and is meant for all columns that say none
  CellAddress unit_at;
};

struct AmbiguousColumn {
  std::string key;
  std::vector<FoundColumn> candidates;  // at least two, by column
};

// The mapping. Plain values: it can be shown, stored and corrected by a person.
struct Head {
  std::string sheet_name;
  int first_row = 0;                 // of the head itself
  int last_row = 0;                  // with the unit row, if there is one; data begin below
  std::vector<std::string> titles;   // texts above the head, top down, without the unit line
  std::string unit_line;             // as printed: "单位：mg/L"
  std::vector<FoundColumn> columns;  // in the order of the query
  std::vector<AmbiguousColumn> ambiguous;
  std::vector<std::string> missing;  // keys
  std::vector<FoundColumn> unused;   // columns with a head that nobody asked for
  // The column of this key, or null.
  const FoundColumn* column(std::string_view key) const;
};

// Finds the head: the rows that hold most of the wanted columns, the first such rows if several hold as many.
// A column in `missing` or `ambiguous` is no error here: see require_complete().
// Errors: kNotFound  no row within the searched ones holds any wanted column (or only one of several wanted)
Result<Head> find_head(const Sheet& sheet, const HeadQuery& query);

// Errors: kInvalidInput  a required column is missing (the message lists the names it may have), or a column is
// ambiguous
//                        (the message gives all addresses)
Status require_complete(const Head& head, const HeadQuery& query);

enum class RowRole {
  kData,
  kBlank,
  kTitle,         // a title or unit line repeated below the head
  kRepeatedHead,  // the head again, at a page break
  kSummary,       // 合计, 平均值 ...
  kNote,          // 注：..., 填表人：..., or one text across the table
};

struct TableRow {
  int number = 0;  // in the sheet, from 1
  bool is_hidden = false;
  // One for each of head.columns; null where empty. Cells merged downwards (a river over its sections) are seen in each
  // row; at then names the first one. Point into the sheet.
  std::vector<const Cell*> cells;
};

struct LeftOutRow {
  int number = 0;
  RowRole role = RowRole::kBlank;
  std::string text;  // its first texts
};

struct Table {
  Head head;
  std::vector<TableRow> rows;        // kData
  std::vector<LeftOutRow> left_out;  // all other rows that hold something, so that nothing goes unseen
  // The cell of `key` in `row`, or null if it is empty or the column was not found.
  const Cell* cell(const TableRow& row, std::string_view key) const;
  // "工作表「9月」C12" for the column `key` of `row`, also where the cell is empty; the row alone without such a
  // column.
  std::string place_of(const TableRow& row, std::string_view key) const;
};

// Sorts the rows below the head. `sheet` must outlive the table.
Table read_table(const Sheet& sheet, const Head& head, const HeadQuery& query);

// The same row by row, for sheets without merged cells that are too long to be kept (csv).
class RowReader {
 public:
  // `top` holds the head's rows. Copies what it needs.
  RowReader(const Sheet& top, const Head& head, const HeadQuery& query);
  ~RowReader();
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  // The row if it is data; its cells point into `row`. PRECONDITION: ascending rows, below the head.
  std::optional<TableRow> take(const Row& row);
  // Tells that a row of data went by which the caller knew as such.
  void pass_data();
  // Whether a row may be something else than data because of this text: 合计, 注：...
  bool has_role(std::string_view text) const;
  std::int64_t left_out() const { return left_out_; }

 private:
  friend Table read_table(const Sheet& sheet, const Head& head, const HeadQuery& query);
  class Sorter;
  Head head_;
  std::unique_ptr<Sorter> sorter_;
  std::int64_t left_out_ = 0;
};

// find_head, require_complete and read_table in one. Errors: theirs.
Result<Table> find_table(const Sheet& sheet, const HeadQuery& query);

}  // namespace bihuan::tables
