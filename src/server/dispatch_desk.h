// src/server/dispatch_desk.h - what the monthly dispatch does with more than one book, once, for the HTTP API and for
// the command line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/dispatch.h"
#include "reports/dispatch_sheet.h"
#include "server/office.h"
#include "server/plan_desk.h"

namespace bihuan::server {

namespace api {
struct RoundProgress;
}

// All tasks that fit, page after page. Errors: those of Tasks::list
Result<std::vector<records::Task>> all_tasks(Office& office, const records::TaskFilter& filter);

// The newest stored reading of each target of a plan, as a round of dispatch takes it. Errors: kNotFound, kCorrupt
Result<std::vector<records::KnownReading>> known_readings(Office& office, const PlanId& plan);

// Opens the round of a month with the readings that are there. Errors: those of Dispatch::open_round
Result<records::DispatchRound> open_round(Office& office, const records::Actor& actor, const PlanId& plan,
                                          std::string_view month, Date cut_off);

// The sheet of a unit as it goes out on `day`. Errors: kNotFound  no such round, or the unit has no task in it
Result<reports::DispatchSheet> unit_sheet(Office& office, std::string_view round_id, const std::string& unit, Date day);
Result<NamedFile> unit_sheet_file(Office& office, std::string_view round_id, const std::string& unit, Date day);

// A sheet that came back: its good rows are filled in, each by itself, so that one that the book refuses (it is
// submitted already, the figure falls without a reason) becomes a fault and keeps nobody else back.
// Errors: those of unit_sheet and read_dispatch_sheet; kConflict  the actor is not the unit's 填报人, the round is
// closed
struct TakenSheet {
  std::int64_t filled = 0;
  std::vector<reports::SheetFault> faults;
  std::vector<std::string> left_empty;  // ids of tasks
};
Result<TakenSheet> take_sheet(Office& office, const records::Actor& actor, std::string_view round_id,
                              const std::string& unit, std::string_view file_name, std::string_view bytes);

// Lights by item and unit, the late, the clearly behind. Include dispatch_api.h in the .cc that calls. Errors:
// kNotFound
Result<api::RoundProgress> round_progress(Office& office, std::string_view round_id, Date day);

// The draft of the 调度通报 on `day`, with the head of the journal. Errors: kNotFound
Result<NamedFile> bulletin_file(Office& office, std::string_view round_id, Date day);

// The name of a person, for people; the id itself where there is no such person.
std::string name_of(Office& office, const std::string& person_id);

}  // namespace bihuan::server
