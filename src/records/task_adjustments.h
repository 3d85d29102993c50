// src/records/task_adjustments.h - what of a task changes by a request that another person grants (adjustments.h).
//
// "due" (a day), "unit" (who leads it, or the only one that answers) and "wanted" (the figure). Subjects are
// "task/<id>". Somebody of a unit that answers for the task asks, or the office; the office decides.
#pragma once
#include <memory>

#include "records/adjustments.h"

namespace bihuan::records {

std::shared_ptr<AdjustmentSubject> task_adjustments();

}  // namespace bihuan::records
