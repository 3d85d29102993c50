// src/records/scheme_describe.h - the monitoring scheme as described structs, for the store and for JSON. Included by
// .cc files only.
#pragma once
#include <boost/describe.hpp>

#include "base/json.h"
#include "records/scheme.h"

namespace bihuan::records {

BOOST_DESCRIBE_STRUCT(SchemeLine, (),
                      (line_id, revision, year, group_name, site, items, frequency, first_day, last_day, unit_id, note,
                       basis_document, basis_clause, ended_on, ended_why, entered_by, entered_at))
BOOST_DESCRIBE_STRUCT(SchemeBinding, (), (task_id, revision, year, group_name, is_active, bound_by, bound_at))

}  // namespace bihuan::records
