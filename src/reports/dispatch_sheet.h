// src/reports/dispatch_sheet.h - the progress sheet of one unit: it goes out as xlsx and comes back filled in.
//
// A hidden column carries round, unit and task of each row, so that a sheet that comes back is read by ids and never by
// position. A faulty row is named with its cell and what would be right; the good ones go on. Format:
// docs/formats/dispatch-sheet.md.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "records/dispatch.h"

namespace bihuan::reports {

struct DispatchSheetRow {
  std::string task_id;
  std::string item;           // "9.持续深入打好碧水保卫战"
  std::string text;           // the clause as printed
  std::string role;           // 牵头, 配合, 责任
  std::string wanted;         // "9000万元", "每月", "2024-12-31前"; "" for none
  std::string expected;       // "74.9%"; "" where nothing is expected by a day
  std::string known;          // what the system knows, a line each
  bool takes_figure = false;  // a number of things done may be given
  records::EntryText filled;  // what stands there already
};

struct DispatchSheet {
  std::string round_id;
  std::string unit;
  std::string month;  // "2024-09"
  Date cut_off;
  std::vector<DispatchSheetRow> rows;
};

// The sheet of `unit` from the state of a round; its tasks in the order of the document.
DispatchSheet dispatch_sheet_of(const records::ProgressReport& report, std::string_view unit);

// Every cell is text or a number, never a formula; the same sheet gives the same bytes.
Result<std::string> write_dispatch_sheet(const DispatchSheet& sheet);

struct SheetFault {
  std::string sheet;
  int row = 0;
  std::string column;   // "I"
  std::string place;    // 工作表「进展填报」I5
  std::string message;  // what is wrong and what would be right
};

struct SheetReadback {
  std::vector<records::FilledEntry> filled;  // the good rows that say something, in the order of the sheet
  std::vector<SheetFault> faults;
  std::vector<std::string> left_empty;  // ids of tasks whose 进展 is empty, and of rows that are gone
};

// Whose sheet it is, as its hidden column says.
struct SheetOrigin {
  std::string round_id;
  std::string unit;
};
// By what most rows say, so that one spoilt row does not hide it. Errors: kInvalidInput  as below; no row says it
Result<SheetOrigin> origin_of_dispatch_sheet(std::string_view bytes, std::string_view file_name);

// Reads a sheet that came back. `sheet` is what was sent out.
// Errors: kInvalidInput  no table file, no head, or a column that is needed is missing: nothing can be read
Result<SheetReadback> read_dispatch_sheet(std::string_view bytes, std::string_view file_name,
                                          const DispatchSheet& sheet);

}  // namespace bihuan::reports
