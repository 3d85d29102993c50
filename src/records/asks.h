// src/records/asks.h - what the office has asked of whom, gathered from the books for the burden meter.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/database.h"

namespace bihuan::records {

struct Ask {
  std::string unit_id;    // "u000001"; the name itself where the organisation does not know it
  std::string unit_name;  // 河湖科
  std::string kind;       // "dispatch", "case"
  std::string form;       // by what it was asked: "2024年3月调度", "督办事项"
  std::string subject;    // "task/p0001-t1", "case_file/k000001"
  std::string what;       // the clause, the case's title
  Date on;
  std::string known;  // what the system knew already when it asked, one sentence; "" nothing
  friend bool operator==(const Ask&, const Ask&) = default;
};

class AskBook {
 public:
  explicit AskBook(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // All asks of the days `from` to `to`, both inclusive, by day, unit and subject: each entry of a monthly dispatch, on
  // the day on which the round was opened; each lead or assisting part in a case, on the day on which it was opened.
  // An entry was known where the round carried a reading of the target that could be judged, or records of the
  // duty were there. Last month's figure is not this month's and counts as nothing.
  // Errors: kInvalidInput  days the wrong way round
  Result<std::vector<Ask>> asks(Date from, Date to);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
