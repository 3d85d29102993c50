// src/server/duty_samples.h - duties that are kept by measured values: their task is bound to a group of the monitoring
// scheme (records/scheme.h), and an event of it is done when what the scheme wants in its window was sampled.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "records/duties.h"
#include "server/office.h"

namespace bihuan::server {

// Of an event count the windows of the scheme that end in it and are no longer than it: months in a month, months and
// quarters in a quarter. An event of an object (雨台山) counts the places of the group that bear its name. The second
// event of a period counts windows that want two samplings or more. Where that leaves nothing, people record the event.
// `office` outlives it.
std::shared_ptr<records::DutyWitness> duty_samples(Office& office);

}  // namespace bihuan::server
