// src/server/evaluation_api.h - what a file says of a plan's targets. Include it in .cc files only.
#pragma once
#include <cstdint>
#include <vector>

#include "assessment/evaluation_describe.h"
#include "base/time.h"

namespace bihuan::server::api {

struct FileAnswers {
  Date as_of;
  std::vector<assessment::Reading> readings;           // targets in the plan's order, then ends
  std::int64_t faults = 0;                             // places of the file that were refused
  std::vector<assessment::EvaluationProblem> refused;  // the first of them
  std::int64_t stored = 0;                             // readings that were stored: those with an answer
};
BOOST_DESCRIBE_STRUCT(FileAnswers, (), (as_of, readings, faults, refused, stored))

}  // namespace bihuan::server::api
