// src/server/task_api.h - what the routes of tasks take and give, as described structs. Included by .cc files only.
#pragma once
#include <map>

#include "records/task_describe.h"

namespace bihuan::server::api {

// A step that needs no words.
// A step that needs no words.
struct EmptyRequest {};
BOOST_DESCRIBE_STRUCT(EmptyRequest, (), ())

struct TaskList {
  std::vector<records::Task> tasks;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(TaskList, (), (tasks, next))

struct TaskView {
  records::Task task;
  plans::Schedule schedule;
  Date today;
  std::optional<Decimal> expected_percent;  // 序时进度 today; none where nothing is expected by a day
  std::vector<records::UnitMeasure> measures;
  std::vector<std::string> measures_by;  // the units for which the caller may write measures
  bool may_set_schedule = false;
  bool may_decide = false;
  std::int64_t revision = 0;
};
BOOST_DESCRIBE_STRUCT(TaskView, (),
                      (task, schedule, today, expected_percent, measures, measures_by, may_set_schedule, may_decide,
                       revision))

// A name of which somebody must say whom it means, with all open tasks in which it stands undecided.
struct OpenSubset {
  std::string printed;
  std::vector<std::string> candidates;
  std::vector<std::string> tasks;
};
BOOST_DESCRIBE_STRUCT(OpenSubset, (), (printed, candidates, tasks))

struct TaskBrief {
  std::string item_no;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TaskBrief, (), (item_no, text))

struct CoverageView {
  records::Coverage coverage;
  std::vector<OpenSubset> subsets;
  std::map<std::string, TaskBrief> briefs;  // of every task that `coverage` names
};
BOOST_DESCRIBE_STRUCT(CoverageView, (), (coverage, subsets, briefs))

struct SubsetRequest {
  std::vector<std::string> tasks;
  std::string printed;
  std::vector<std::string> units;  // may be empty: none of them
  std::string why;
};
BOOST_DESCRIBE_STRUCT(SubsetRequest, (), (tasks, printed, units, why))

struct ScheduleRequest {
  plans::Schedule schedule;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ScheduleRequest, (), (schedule, why))

struct MeasureRequest {
  std::string task_id;
  std::string text;
  std::string person;
  std::string first_month;
  std::string last_month;
};
BOOST_DESCRIBE_STRUCT(MeasureRequest, (), (task_id, text, person, first_month, last_month))

struct MeasureIds {
  std::vector<std::string> ids;
};
BOOST_DESCRIBE_STRUCT(MeasureIds, (), (ids))

struct MeasureReturn {
  std::vector<std::string> ids;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(MeasureReturn, (), (ids, why))

// 本部门年度工作计划.
struct UnitPlan {
  std::string unit;
  std::vector<records::UnitMeasure> measures;
  std::map<std::string, TaskBrief> briefs;
  bool may_write = false;
  bool may_approve = false;
};
BOOST_DESCRIBE_STRUCT(UnitPlan, (), (unit, measures, briefs, may_write, may_approve))

struct MeasuresMoved {
  std::int64_t count = 0;  // how many records were changed
};
BOOST_DESCRIBE_STRUCT(MeasuresMoved, (), (count))

}  // namespace bihuan::server::api
