// src/records/value_marks.h - what rules and people say of stored values: findings, their retraction, judgements.
//
// Marks stand in two stores. The row here, with its entry in the journal, comes first; the marks in the observation
// store are made of it, and can be made again (each()). The store's verdict on a value is the newest judgement, else
// the worst finding that is not taken back (observations/validity.h). A finding waits for a person until one judges it,
// or until the rule takes it back.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/actor.h"
#include "records/database.h"

namespace bihuan::records {

enum class ValueMarkKind { kFinding, kRetraction, kJudgement };
enum class ValueVerdict { kValid, kSuspect, kUnderReview, kInvalid };
enum class ValueMarkState { kOpen, kAnswered, kEnded, kStanding };
std::string_view value_mark_state_name(ValueMarkState state);  // 待核实, 已核实, 已撤回, ""

// Labels first, first + step ... with the revision that was judged.
struct MarkedRun {
  Instant first;
  std::int64_t step = 0;  // seconds; 0 where count is 1
  std::int64_t count = 1;
  std::int64_t revision = 0;
  friend bool operator==(const MarkedRun&, const MarkedRun&) = default;
};

struct MarkedValue {
  Instant time;
  std::int32_t revision = 0;
  friend auto operator<=>(const MarkedValue&, const MarkedValue&) = default;
};
std::vector<MarkedRun> runs_of(std::vector<MarkedValue> values);
std::vector<MarkedValue> values_of(const std::vector<MarkedRun>& runs);

struct MarkProof {
  std::string name, value, unit;
  friend bool operator==(const MarkProof&, const MarkProof&) = default;
};

// What a person reads of a finding.
struct MarkText {
  std::string title, sentence, sentence_en;
  std::vector<MarkProof> proof;
  std::vector<std::string> beside;  // further series that prove it: "E01/w01018/hour/device"
  friend bool operator==(const MarkText&, const MarkText&) = default;
};

struct ValueMark {
  std::string mark_id;  // "y000001"
  std::int64_t revision = 1;
  ValueMarkKind kind = ValueMarkKind::kFinding;
  std::string site, factor, averaging, source;  // the series
  ValueVerdict verdict = ValueVerdict::kSuspect;
  std::string by_whom;  // the rule, or the person
  std::string edition, parameters_digest;
  std::vector<MarkedRun> runs;  // not empty
  Instant first_label, last_label;
  bool is_lead = false;
  MarkText text;
  std::string answers;  // of a judgement: the finding
  ValueMarkState state = ValueMarkState::kStanding;
  std::string reason;  // of a judgement
  std::string marked_by, marked_name;
  Instant marked_at;
};

// "value_mark/y000001": Mark::reference in the store.
std::string mark_reference(std::string_view mark_id);

struct ValueMarkFilter {
  std::optional<ValueMarkState> state = {};
  std::vector<std::string> sites = {};  // SeriesKey::site; none: any
  std::string rule = {};                // "" any
  bool includes_leads = false;          // leads of falsification are enforcement's alone
};

class ValueMarks {
 public:
  explicit ValueMarks(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // What a run of the rules found and took back, in one transaction. Of each mark series, verdict, by_whom, edition,
  // parameters_digest, runs, is_lead and text count. A finding that is there already (same rule, parameters and values)
  // is not entered again; open ones that a retraction covers whole have ended. Returns those that were entered.
  Result<std::vector<ValueMark>> enter(const Actor& actor, std::vector<ValueMark> findings,
                                       std::vector<ValueMark> retractions);
  // A person's verdict on values; with `answers`, the finding is answered. Errors: kInvalidInput  nobody by name, no
  // reason, no values; kNotFound; kConflict  the finding does not wait any more
  Result<ValueMark> judge(const Actor& actor, const ValueMark& wanted);

  Result<ValueMark> find(std::string_view mark_id);  // Errors: kNotFound
  // Newest first, at most `limit` (1 to 500) behind `after` (an id; "" from the start). No retractions.
  Result<std::vector<ValueMark>> list(const ValueMarkFilter& filter, std::string_view after, std::int64_t limit);
  Result<std::int64_t> open_count(bool includes_leads);
  // All behind `after` ("" from the start), oldest first, at most `limit`: for the marks in the store.
  Result<std::vector<ValueMark>> each(std::string_view after, std::int64_t limit);
  // All before `before` ("" from the end), the newest `limit` of them, oldest first.
  Result<std::vector<ValueMark>> newest(std::string_view before, std::int64_t limit);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
