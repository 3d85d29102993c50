// src/records/internal/task_adjusted.h - granted adjustments over what the plan says of a task. Included by .cc files
// only.
#pragma once
#include <string>
#include <vector>

#include "records/internal/case_rows.h"
#include "records/internal/task_rows.h"

namespace bihuan::records {

// In the order in which they were asked for.
Result<std::vector<Adjustment>> granted_adjustments(Reader& reader, const std::string& task_id);

// Each makes its change only where the value is still the one that it was asked for: a new version of the plan that
// says something else ends it, as does one that fits it no more.
void put_over(TaskRow& row, const std::vector<Adjustment>& granted);
void put_over(std::vector<TaskUnitRow>& units, const std::vector<Adjustment>& granted);

}  // namespace bihuan::records
