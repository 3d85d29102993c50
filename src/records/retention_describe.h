// src/records/retention_describe.h - retentions and holds as described structs, for the store and for JSON. Included by
// .cc files only.
#pragma once
#include <boost/describe.hpp>

#include "base/json.h"
#include "records/retentions.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(RetentionState, kAsked, kRefused, kBegun, kDone, kFailed)
BOOST_DESCRIBE_STRUCT(RetentionCut, (), (frames_through, last_mark, loaded_frames_through, loaded_import_through))
BOOST_DESCRIBE_STRUCT(RetentionEntry, (),
                      (retention_id, revision, data_set, data_before, loaded_before, why, rows_asked, state, asked_by,
                       asked_name, asked_at, decided_by, decided_name, decided_why, decided_at, cut, rows, outcome,
                       ended_at))
BOOST_DESCRIBE_STRUCT(HoldEntry, (),
                      (hold_id, revision, reference, series, site, places, data_set, begins, ends, why, held_by,
                       held_name, held_at, released_name, released_why, released_at))

}  // namespace bihuan::records
