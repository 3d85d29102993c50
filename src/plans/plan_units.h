// src/plans/plan_units.h - which unit answers for what in a plan, and where nobody does.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "plans/organisation.h"
#include "plans/plan_model.h"

namespace bihuan::plans {

// One name as the plan prints it. The counts are numbers of commitments (principles left out).
struct UnitAnswer {
  std::string name;                      // as printed
  bool is_known = false;                 // the organisation table knows it on that day
  bool is_collective = false;            // 各分局 and its kin, also those of which only a subset is meant
  bool subset_unknown = false;           // 局系统相关单位: which of the members, the text does not say
  std::vector<std::string> members;      // whom the table puts behind the name
  std::int64_t leads = 0;                // commitments with the role lead
  std::int64_t assists = 0;              // ... assist
  std::int64_t responsible = 0;          // ... responsible
  std::vector<std::string> commitments;  // their ids, in the order of the document
  std::string note;                      // what the table says about the name; "" otherwise
};

// One unit of the organisation table, its own name, aliases and collective names taken together.
struct UnitLoad {
  std::string name;
  std::int64_t by_name = 0;             // commitments that name it
  std::int64_t through_collective = 0;  // further ones that reach it through 各分局 or 局系统各单位
  std::int64_t perhaps = 0;             // further ones where it may be among 相关单位
};

struct PlanUnits {
  std::vector<UnitAnswer> answers;         // in the order of their first appearance in the document
  std::vector<UnitLoad> loads;             // in the order of the table
  std::vector<std::string> unknown;        // printed names that the table does not know
  std::vector<std::string> without_owner;  // ids of commitments that name nobody
  std::vector<std::string> without_task;   // units of the table that no commitment reaches, by name or collective
};

// `on` is the day for which the table is asked, for example the first day of the plan's year. With an empty table every
// name is unknown and `loads` and `without_task` are empty. Names in the outline's groups count too, where no
// commitment stands under the group: they answer with no commitments.
PlanUnits plan_units(const Plan& plan, const Organisation& organisation, Date on);

// The day for which a plan's units are looked up where nobody says another: 1 January of its year; `otherwise` where
// the plan has no year.
Date day_of(const Plan& plan, Date otherwise);

}  // namespace bihuan::plans
