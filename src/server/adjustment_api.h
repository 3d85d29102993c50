// src/server/adjustment_api.h - requests for a change and their decision, as described structs. Included by .cc only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace bihuan::server::api {

// A word of the rules or a unit, with the name that people read. Both are "" where there is none.
struct Term {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Term, (), (id, name))

struct AdjustmentView {
  std::string adjustment_id;
  std::int64_t revision = 1;
  std::string subject;  // "case_file/k000001", "task/p0001-t1", "erasure/journal/12"
  std::string title;    // of the case, the clause of the task, what is to be destroyed
  Term field;
  std::string before_value;  // as people read it
  std::string after_value;
  std::string why;
  std::string asked_name;
  Instant asked_at;
  Term state;
  std::string decided_name;
  std::string decided_why;
  std::optional<Instant> decided_at;
  bool may_decide = false;  // it waits, and the caller is not the one who asked
};
BOOST_DESCRIBE_STRUCT(AdjustmentView, (),
                      (adjustment_id, revision, subject, title, field, before_value, after_value, why, asked_name,
                       asked_at, state, decided_name, decided_why, decided_at, may_decide))

struct AdjustmentList {
  std::vector<AdjustmentView> adjustments;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(AdjustmentList, (), (adjustments, next))

struct AskAdjustmentRequest {
  std::string subject;
  std::string field;  // of a case: due, lead_unit, demand; of a task: due, unit, wanted; of an erasure: content
  std::string after_value;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(AskAdjustmentRequest, (), (subject, field, after_value, why))

struct DecideAdjustmentRequest {
  bool is_granted = false;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(DecideAdjustmentRequest, (), (is_granted, why))

}  // namespace bihuan::server::api
