// src/assessment/internal/air_rows.h - the rows of one sheet of ambient air, read cell by cell; nothing is put
// together.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assessment/air_workbook.h"
#include "tables/head_finder.h"

namespace bihuan::assessment::internal {

struct AirRow {
  std::string city, station;
  Date date;
  std::optional<int> hour;                                 // as the sheet labels it; none: a daily row
  standards::PerPollutant<std::optional<Decimal>> values;  // in the standard's unit
  int row = 0;
};

// The column of a pollutant.
struct AirColumn {
  std::string key;  // in the head; empty: none
  Unit unit = Unit::kNone;
  bool is_unit_guessed = false;  // neither the sheet nor the command says it
};

// How many of a pollutant's numbers are beyond what is plausible in the standard's unit.
struct PlausibleCount {
  std::int64_t numbers = 0, beyond = 0;
  bool looks_like_another_unit() const { return 2 * beyond > numbers; }
};

// The note that says how many problems were counted only. `where`: the sheet or the file.
WorkbookProblem not_told(std::int64_t count, std::string where);

struct AirSheet {
  std::string name;
  std::vector<AirRow> rows;
  std::vector<AirColumnUse> mapping;
  std::vector<WorkbookProblem> problems;
  std::int64_t rows_refused = 0, cells_refused = 0, rows_passed_over = 0, problems_not_told = 0;
  bool has_head = false;
};

// Reads the rows of one sheet, one after the other.
class AirRowReader {
 public:
  AirRowReader(std::string sheet_name, const standards::AirRules& rules, const AirTableWords& words,
               const AirWorkbookOptions& options);

  // Chooses the columns by the head and by the rows of `sample`. Returns false if the sheet is refused.
  bool begin(const tables::Table& sample, const std::vector<Error>& sheet_problems);
  // Adds the row to `sheet().rows`, or says why not. `table` may be another than the sample, with the same head.
  void read(const tables::Table& table, const tables::TableRow& row);

  bool is_hourly() const { return is_hourly_; }
  const AirColumn& column(standards::Pollutant pollutant) const { return columns_[standards::index_of(pollutant)]; }
  PlausibleCount count_plausible(const tables::Table& table, std::string_view key,
                                 standards::Pollutant pollutant) const;
  AirSheet& sheet() { return out_; }

 private:
  void report(ProblemKind kind, std::string message, std::string where);
  std::string head_place(const tables::FoundColumn& column) const;
  void refuse_ambiguous(const tables::AmbiguousColumn& column);
  bool has_hours(const tables::Table& table) const;
  const tables::FoundColumn* column_of(const tables::Head& head, standards::Pollutant pollutant);
  void choose_column(const tables::Table& table, standards::Pollutant pollutant);
  bool refuse_row(const tables::Table& table, const tables::TableRow& row, std::string_view key,
                  const std::string& what);
  bool read_time(const tables::Table& table, const tables::TableRow& row, AirRow& out);
  std::optional<Decimal> refuse_cell(standards::Pollutant pollutant, const tables::Cell& cell, const std::string& why,
                                     const std::string& where);
  std::optional<Decimal> read_value(const tables::Cell& cell, standards::Pollutant pollutant, const AirColumn& column,
                                    const std::string& where);

  const standards::AirRules& rules_;
  const AirTableWords& words_;
  const AirWorkbookOptions& options_;
  AirSheet out_;
  std::array<AirColumn, standards::kPollutants> columns_;
  bool is_hourly_ = false;
};

tables::HeadQuery air_query(const AirTableWords& words);

AirSheet read_air_sheet(const tables::Sheet& sheet, const tables::HeadQuery& query, const standards::AirRules& rules,
                        const AirTableWords& words, const AirWorkbookOptions& options);

}  // namespace bihuan::assessment::internal
