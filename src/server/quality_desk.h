// src/server/quality_desk.h - the desk of quality control: running the rules over stored values, what waits for a
// person, judgements. Once for the HTTP API, the command line and the daily run.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "records/actor.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct CheckResult;
struct JudgeRequest;
struct MarkList;
struct MarkView;
}  // namespace api

// One call of one actor; not for keeping. Leads of falsification are enforcement's alone: to others they are not there.
class QualityDesk {
 public:
  // Both outlive the object.
  QualityDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  // Runs the rules over the series of a site and its devices (`site` "": of all), each site and averaging by itself;
  // without `from` over the last 31 days before `until`, without `until` up to now. What is found and what is taken
  // back is entered, then marked. Errors: those of the stores; what was entered by then stays
  Result<api::CheckResult> check(const std::string& site, std::optional<Instant> from, std::optional<Instant> until);

  // `state`: open, answered, ended, standing (judgements) or "". Errors: kInvalidInput
  Result<api::MarkList> list(const std::string& state, const std::string& site, const std::string& rule,
                             std::string_view cursor, std::int64_t limit);
  Result<api::MarkView> find(std::string_view mark_id);  // Errors: kNotFound
  // Errors: kInvalidInput, kNotFound, kConflict (records/value_marks.h)
  Result<api::MarkView> judge(const api::JudgeRequest& wanted);

 private:
  Result<records::ValueMark> finding_to_judge(std::string_view mark_id);

  Office& office_;
  const records::Actor& actor_;
};

}  // namespace bihuan::server
