// src/records/retentions.h - what of the measured values was dropped for good (清理), and what is kept from it (留存).
//
// Dropping is a matter of two persons: the office or the station (监测站) asks, a leader or the security administrator
// decides. A retention that is granted is begun here, in the journal, before the observation store drops the rows, and
// done after it; a crash in between leaves it begun, and unfinished() finds it. What the sources had brought by then is
// kept with it (RetentionCut), so that a store that is made again drops the same rows at the same place.
//
// A hold keeps values of a case or a document from being dropped until it is released; it stands here first, the
// store's holds are made of it.
#pragma once
#include <cstdint>
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

enum class RetentionState { kAsked, kRefused, kBegun, kDone, kFailed };
std::string_view retention_state_name(RetentionState state);  // 待同意, 不同意, 正在清理, 已清理, 没有清理

// What had come into the store when the rows were dropped.
struct RetentionCut {
  std::int64_t frames_through = 0;  // the last frame of the archive that had been dealt with
  std::string last_mark;            // the newest mark of values; "" none
  // Where a load time is the limit: the last frame and the last import that were loaded before it.
  std::int64_t loaded_frames_through = 0;
  std::string loaded_import_through;  // "" none
  friend bool operator==(const RetentionCut&, const RetentionCut&) = default;
};

// Rows of a data set with labels before data_before and loaded before loaded_before; where one is not given, the other
// alone counts.
struct RetentionEntry {
  std::string retention_id;  // "t000001"
  std::int64_t revision = 1;
  std::string data_set;
  std::optional<Date> data_before;  // the first of a month
  std::optional<Instant> loaded_before;
  std::string why;
  std::int64_t rows_asked = 0;  // that it meant when it was asked for
  RetentionState state = RetentionState::kAsked;
  std::string asked_by, asked_name;  // person
  Instant asked_at;
  std::string decided_by, decided_name, decided_why;
  std::optional<Instant> decided_at;
  RetentionCut cut;
  std::int64_t rows = 0;  // dropped
  std::string outcome;    // why it failed
  std::optional<Instant> ended_at;
};

// What the journal says when the store is about to drop the rows.
inline constexpr std::string_view kRetentionBegun = "observation_retention.begun";
// "observation_retention/t000001": Retention::reference in the store.
std::string retention_reference(std::string_view retention_id);

// Values with labels in [begins, ends): of a series, of all series of a site, or of a data set.
struct HoldEntry {
  std::string hold_id;  // "e000001"
  std::int64_t revision = 1;
  std::string reference;            // what wants it: "case/k000012", the number of a document
  std::string series;               // "E01/w01018/hour/device", or ""
  std::string site;                 // or ""
  std::vector<std::string> places;  // the site's code and the MNs of its devices, when it was held
  std::string data_set;             // or ""
  Instant begins, ends;
  std::string why;
  std::string held_by, held_name;
  Instant held_at;
  std::string released_name, released_why;
  std::optional<Instant> released_at;
};

// "observation_hold/e000001": what references of the store's holds begin with.
std::string hold_reference(std::string_view hold_id);
std::string case_reference(std::string_view case_id);  // "case/k000012"

// Thread safe. Who may not, is refused with kConflict.
class Retentions {
 public:
  explicit Retentions(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // Of `wanted` data set, limits, why and rows_asked count. Errors: kInvalidInput  nobody by name, no limit, not the
  // first of a month, no reason; kConflict  neither office nor station
  Result<RetentionEntry> ask(const Actor& actor, const RetentionEntry& wanted);
  // Errors: kNotFound; kInvalidInput no reason; kConflict decided already, another revision, the person who asked,
  // neither leader nor security administrator
  Result<RetentionEntry> refuse(const Actor& actor, std::string_view retention_id, std::int64_t revision,
                                std::string_view why);
  Result<RetentionEntry> begin(const Actor& actor, std::string_view retention_id, std::int64_t revision,
                               std::string_view why, const RetentionCut& cut);
  // Whether begin() would let the actor. Errors: as begin()
  Result<RetentionEntry> check_decider(const Actor& actor, std::string_view retention_id, std::int64_t revision);
  // Errors: kNotFound; kConflict  it is not under way
  Result<RetentionEntry> done(const Actor& actor, std::string_view retention_id, std::int64_t rows);
  Result<RetentionEntry> failed(const Actor& actor, std::string_view retention_id, std::string_view outcome);

  Result<RetentionEntry> find(std::string_view retention_id);  // Errors: kNotFound
  // Newest first, at most `limit` (1 to 500) behind `after` (an id; "" from the start).
  Result<std::vector<RetentionEntry>> list(std::string_view after, std::int64_t limit);
  Result<std::vector<RetentionEntry>> unfinished();
  Result<std::vector<RetentionEntry>> all_done();  // by id; not the order in which they were done

  // Of `wanted` reference, series, site with places, data set, times and why count. Errors: kInvalidInput  nobody by
  // name, not one of series, site and data set, no time, no reason, no reference; kConflict  another role
  Result<HoldEntry> hold(const Actor& actor, const HoldEntry& wanted);
  // Errors: kNotFound; kConflict  released already, another revision, another role; kInvalidInput no reason
  Result<HoldEntry> release(const Actor& actor, std::string_view hold_id, std::int64_t revision, std::string_view why);
  Result<HoldEntry> find_hold(std::string_view hold_id);  // Errors: kNotFound
  // By id; those that stand, or all.
  Result<std::vector<HoldEntry>> holds(bool includes_released);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
