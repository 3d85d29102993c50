// src/assessment/section_workbook.h - a workbook of monthly section results as a monitoring station keeps it.
//
// Either one sheet a month (named 1月, 2024年1月, 202401 ...) or long sheets with a column of months or sampling days;
// title lines, unit lines, merged heads, means and notes are borne (tables/head_finder.h). What is wrong in a cell
// costs that cell, what is wrong in a row that row; every such fault is listed with its place and what would be right.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "standards/drinking_source.h"
#include "standards/knowledge.h"
#include "standards/surface_water.h"

namespace bihuan::assessment {

enum class ExamLevel { kUnknown, kNational, kProvincial, kMunicipal };

std::string_view to_string(ExamLevel level);  // "", 国考, 省考, 市考

// A section (or a point of a lake, or a drinking-water source) over all months of the workbook.
struct SectionRecord {
  std::string name;   // without spaces, half width
  std::string river;  // 所在水体; "" where the table has no such column
  std::string city;   // "" where the table does not say
  ExamLevel exam_level = ExamLevel::kUnknown;
  std::string level;                                           // the cell of the level, as it stands
  standards::SourceKind kind = standards::SourceKind::kRiver;  // kGround: of sources only
  standards::WaterBody body = standards::WaterBody::kRiver;
  std::optional<standards::WaterClass> target;
  std::vector<standards::SectionMonth> months;  // ascending, each month once
  std::vector<std::string> rows;                // where they stand: 工作表「9月」第5行
};

// One row of results as it stands.
struct SampleRow {
  std::string name, river, city;
  std::string when;                           // the cell of the month or time, as shown
  std::optional<Date> day;                    // of it; of a month the last one
  std::optional<standards::SourceKind> kind;  // none: the table does not say
  std::vector<std::string> unequipped;        // keys of items that the station has no instrument for
  standards::SectionMonth result;
};

enum class ProblemKind {
  kRefusedCell,    // the value of one cell is left out
  kRefusedRow,     // a whole row is left out
  kRefusedColumn,  // a whole column of one sheet is left out
  kRefusedSheet,
  kMissingSection,  // the plan names a section that the workbook does not have (set by assess)
  kNote,            // nothing is left out; something to know (a month without measurement, a hidden sheet)
};

// Problems of one file that are told one by one; the rest is counted.
inline constexpr std::size_t kMostProblems = 20'000;

struct WorkbookProblem {
  ProblemKind kind = ProblemKind::kNote;
  Error error;  // code, message and place; the message says what would be right
};

// Which column was taken for which item, to be shown and questioned.
struct ItemColumnUse {
  std::string sheet, column, head;  // 9月, "F", 总磷(mg/L)
  std::string item;                 // 总磷
  std::string unit;                 // as read: mg/L
  std::string origin;               // 表头, 单位行, 表上方, 未写明
};

struct SectionWorkbook {
  std::string file_name;
  std::string digest;  // SM3 of the file
  int year = 0;
  std::vector<SectionRecord> sections;    // in the order in which they first appear
  std::vector<SampleRow> samples;         // with WorkbookOptions::keeps_samples, instead of the sections
  std::vector<ItemColumnUse> mapping;     // in the order of sheets and items
  std::vector<WorkbookProblem> problems;  // in the order of sheets and rows
  std::int64_t rows_read = 0;             // rows that were used
  std::int64_t rows_refused = 0;
  std::int64_t cells_refused = 0;
  std::int64_t rows_passed_over = 0;  // heads repeated, means, totals, notes

  const SectionRecord* section(std::string_view name) const;  // by the name without spaces; null where there is none
};

// A column of results.
struct ResultItem {
  std::string key;
  std::vector<std::string> names;  // in heads; the first one is printed
  std::string unit;                // that its values are kept in
  std::optional<Decimal> highest;  // a larger value is refused as a likely slip
  bool is_presence = false;        // 有 and 无, kept as 1 and 0
  std::string unit_alike;          // another unit that is taken for the same, with a note
  bool needs_unit = false;         // a column without a unit is refused: the standards keep it in different ones
};

struct WorkbookOptions {
  // Of sheets and columns that name a month only; rows of another year are left out with a note. 0: the newest year
  // that the workbook names.
  int year = 0;
  // Detection limits of methods by item, in the item's unit: what 未检出 and ND stand for. Without one they are
  // refused.
  std::map<std::string, Decimal> detection_limits;
  std::string object = "断面";                     // what a row is about, in messages
  bool names_by_water = false;                     // without a column of names the water body is the name (lakes)
  bool has_exam_levels = true;                     // the level is one of the examination: other words are refused
  bool keeps_samples = false;                      // rows are single samples: SectionWorkbook::samples
  std::optional<standards::SourceKind> kind = {};  // of rows that do not say it
};

// What a file such as knowledge/indicators/section-table.toml says.
struct SectionTableWords {
  std::map<std::string, std::vector<std::string>> columns;  // "name", "river", "exam_level" ... -> heads
  std::vector<std::string> units;                           // further spellings of units in heads
  std::vector<std::string> rivers, lakes, grounds;          // words for the kind of water body
  std::vector<std::string> missing_marks, missing_reasons;
  std::vector<std::string> stopped;   // states of a station in which nothing of its row counts
  std::vector<std::string> doubtful;  // in which its row counts and is told
  std::string unequipped_mark;        // the mark that says: no instrument for it
  Decimal factor_of_class_v;
  std::map<std::string, Decimal> highest;                                   // item -> highest plausible value
  std::vector<std::pair<ExamLevel, std::vector<std::string>>> exam_levels;  // from indicators/water.toml
};

// Reads the file `name` and the exam levels of "indicators/water.toml" out of `texts`.
// Errors: kNotFound, kInvalidInput with file and line.
Result<SectionTableWords> load_section_table_words(std::span<const standards::KnowledgeText> texts,
                                                   std::string_view name = "indicators/section-table.toml");

// The items of table 1 of GB 3838.
std::vector<ResultItem> section_items(const standards::SurfaceWaterRules& rules, const SectionTableWords& words);

// The level that a text such as 国控 or 省级考核 names: the first of `levels` with a word in it.
ExamLevel exam_level_in(const std::vector<std::pair<ExamLevel, std::vector<std::string>>>& levels,
                        std::string_view text);

// A section's name as it is compared: without spaces, in half width.
std::string plain_name(std::string_view text);

// Reads the workbook.
// Errors: kInvalidInput  no table file; no sheet with a head (the message lists the wanted columns); no usable row; no
//                        year, given or named
//         kUnavailable   as tables::open_workbook
Result<SectionWorkbook> read_section_workbook(std::string_view bytes, std::string_view file_name,
                                              std::span<const ResultItem> items, const SectionTableWords& words,
                                              const WorkbookOptions& options);

}  // namespace bihuan::assessment
