// src/server/dispatch_api.h - what the routes of the monthly dispatch take and give, as described structs. Included by
// .cc files only.
#pragma once
#include "records/dispatch_describe.h"
#include "reports/dispatch_sheet.h"
#include "server/task_api.h"

namespace bihuan::reports {
BOOST_DESCRIBE_STRUCT(SheetFault, (), (sheet, row, column, place, message))
}  // namespace bihuan::reports

namespace bihuan::server::api {

struct RoundRequest {
  std::string month;
  Date cut_off;
};
BOOST_DESCRIBE_STRUCT(RoundRequest, (), (month, cut_off))

struct RoundList {
  std::vector<records::DispatchRound> rounds;  // by month
};
BOOST_DESCRIBE_STRUCT(RoundList, (), (rounds))

struct EntryView {
  std::string task_id;
  std::string item_no, item_heading;
  std::string text;  // the clause as printed
  plans::Role role = plans::Role::kResponsible;
  std::string deadline;
  std::optional<Decimal> wanted;
  std::string wanted_unit;
  std::optional<Decimal> expected_percent;  // today
  bool takes_figure = false;
  records::EntryState state = records::EntryState::kEmpty;
  std::string state_name;
  std::string progress, problems, next_step;
  std::optional<Decimal> done;
  records::KnownFacts known;
  std::int64_t duties_due = 0, duties_done = 0;  // today
  std::string filled_by, checked_by, passed_by;  // names
  std::optional<Date> handed_in_on;
  bool is_late = false;
  std::string question;
  std::int64_t revision = 0;
  std::vector<std::string> steps;  // what the caller may do with it now: "fill", "return"
};
BOOST_DESCRIBE_STRUCT(EntryView, (),
                      (task_id, item_no, item_heading, text, role, deadline, wanted, wanted_unit, expected_percent,
                       takes_figure, state, state_name, progress, problems, next_step, done, known, duties_due,
                       duties_done, filled_by, checked_by, passed_by, handed_in_on, is_late, question, revision, steps))

struct UnitEntries {
  records::DispatchRound round;
  std::string unit;
  std::string plan_title;
  Date today;
  std::vector<EntryView> entries;
  std::vector<std::string> steps;  // what the caller may do with all of them: "submit", "check", "pass", "merge"
};
BOOST_DESCRIBE_STRUCT(UnitEntries, (), (round, unit, plan_title, today, entries, steps))

struct FilledLine {
  std::string task_id;
  std::string progress, problems, next_step;
  std::optional<Decimal> done;
  std::int64_t revision = 0;  // that was edited
};
BOOST_DESCRIBE_STRUCT(FilledLine, (), (task_id, progress, problems, next_step, done, revision))

struct FillRequest {
  std::vector<FilledLine> entries;
};
BOOST_DESCRIBE_STRUCT(FillRequest, (), (entries))

struct Moved {
  std::int64_t moved = 0;  // entries
};
BOOST_DESCRIBE_STRUCT(Moved, (), (moved))

struct QuestionRequest {
  std::string task_id;
  std::string question;
};
BOOST_DESCRIBE_STRUCT(QuestionRequest, (), (task_id, question))

struct FigureRequest {
  std::string task_id;
  Decimal done;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(FigureRequest, (), (task_id, done, why))

struct SheetAnswer {
  std::int64_t filled = 0;  // rows that were taken
  std::vector<reports::SheetFault> faults;
  std::vector<std::string> left_empty;  // ids of tasks
};
BOOST_DESCRIBE_STRUCT(SheetAnswer, (), (filled, faults, left_empty))

struct TaskStanding {
  std::string task_id;
  std::string item_no, item_heading;
  std::string text;
  std::vector<std::string> units;
  plans::Measure measure = plans::Measure::kWords;
  std::optional<Decimal> wanted;
  std::string wanted_unit;
  std::optional<Decimal> done, done_percent, expected_percent;
  std::string done_basis;
  plans::Light light = plans::Light::kNone;
  bool is_clearly_behind = false;
  std::vector<std::string> reasons;
  bool takes_figure = false;  // the office may set one
};
BOOST_DESCRIBE_STRUCT(TaskStanding, (),
                      (task_id, item_no, item_heading, text, units, measure, wanted, wanted_unit, done, done_percent,
                       expected_percent, done_basis, light, is_clearly_behind, reasons, takes_figure))

// How many entries of a unit are in each state.
struct StateCounts {
  std::int64_t empty = 0, written = 0, submitted = 0, checked = 0, handed_in = 0, returned = 0, merged = 0;
};
BOOST_DESCRIBE_STRUCT(StateCounts, (), (empty, written, submitted, checked, handed_in, returned, merged))

struct UnitStanding {
  records::UnitProgress progress;
  StateCounts states;
};
BOOST_DESCRIBE_STRUCT(UnitStanding, (), (progress, states))

struct RoundProgress {
  records::DispatchRound round;
  std::string plan_title;
  Date day;
  std::string rule_name, rule_digest;
  std::vector<TaskStanding> tasks;  // in the order of the document
  std::vector<records::ItemProgress> items;
  std::vector<UnitStanding> units;  // by name
  std::vector<records::LateUnit> late;
};
BOOST_DESCRIBE_STRUCT(RoundProgress, (), (round, plan_title, day, rule_name, rule_digest, tasks, items, units, late))

}  // namespace bihuan::server::api
