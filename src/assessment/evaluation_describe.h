// src/assessment/evaluation_describe.h - evaluations as described structs, for JSON and its schema. Include it in .cc
// files only.
#pragma once
#include "assessment/evaluation.h"
#include "assessment/reading_describe.h"

namespace bihuan::assessment {

BOOST_DESCRIBE_STRUCT(EvaluationDetail, (), (title, reason, tables, bases, cells))
BOOST_DESCRIBE_STRUCT(EvaluationProblem, (), (kind, where, message))
BOOST_DESCRIBE_STRUCT(ItemColumnUse, (), (sheet, column, head, item, unit, origin))
BOOST_DESCRIBE_STRUCT(Evaluation, (),
                      (kind, title, file_name, file_digest, standards, tables, details, mapping, problems, open,
                       rows_read, rows_refused, cells_refused, rows_passed_over))

}  // namespace bihuan::assessment
