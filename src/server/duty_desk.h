// src/server/duty_desk.h - the calendar of duties as people see it, once, for the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/period.h"
#include "records/duties.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct DutyList;
struct WaitingList;
}  // namespace api

struct DutyFilter {
  std::string unit, task;       // "" = any
  std::optional<Period> month;  // that the window touches
  std::optional<records::DutyState> state;
};

// The year of the actor's day: at most `limit` events behind the place `cursor`, with what the actor may do.
// Errors: kNotFound; kInvalidInput  the cursor is not one that was given
Result<api::DutyList> list_duties(Office& office, const records::Actor& actor, const PlanId& plan,
                                  const DutyFilter& filter, std::string_view cursor, std::int64_t limit);

// The duties whose frequency the text leaves open. Errors: kNotFound
Result<api::WaitingList> waiting_duties(Office& office, const records::Actor& actor, const PlanId& plan);

// Records an event as done; `file` with an empty name is none. Errors: those of Duties::record_done; kInvalidInput  the
// file is refused (records/attachments.h), or there is a digest beside it
Status record_duty(Office& office, const records::Actor& actor, const records::DutyEventId& event,
                   records::DutyDone done, const records::NewAttachment& file);

}  // namespace bihuan::server
