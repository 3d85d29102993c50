// src/observations/observation.h - values as they come in, the batches they come in with, the marks put on them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "observations/series.h"

namespace bihuan::observations {

// What stands in the place of the value. A missing value is stored where somebody said that, and why, it is missing.
enum class ValueState : std::uint8_t {
  kValue,
  kBelowLimit,   // below the detection limit; the mantissa is the limit
  kNotSampled,   // 未采样
  kFault,        // 仪器故障
  kMaintenance,  // 维护、校准
  kStopped,      // 停产、停运
  kDry,          // 断流、干涸
  kNoAccess,     // 不具备采样条件
  kRejected,     // 实验室作废
  kUnexplained,  // 缺测，未说明原因
};
std::string_view to_string(ValueState state);  // "value", "below_limit" ...
std::string_view to_chinese(ValueState state);
constexpr bool has_value(ValueState state) { return state <= ValueState::kBelowLimit; }

struct Observation {
  SeriesId series;
  Instant time;               // the label, as the source gives it
  std::int64_t mantissa = 0;  // at the series' places; 0 where missing
  std::int64_t position = 0;  // in the batch's source: number of the frame in the archive, or of the row in the sheet
  ValueState state = ValueState::kValue;
  char flag = 0;  // of the device (HJ 212: N, F, M, S, D, C, T, B ...); 0 none
  friend bool operator==(const Observation&, const Observation&) = default;
};

// Given by the store, from 1, in the order of loading.
struct BatchId {
  std::int64_t number = 0;
  friend constexpr auto operator<=>(const BatchId&, const BatchId&) = default;
};

enum class BatchKind : std::uint8_t { kImport, kIngest, kPerson };
std::string_view to_string(BatchKind kind);  // "import", "ingest", "person"

// What comes in together, and is stored wholly or not at all.
struct Batch {
  BatchKind kind = BatchKind::kImport;
  std::string source;     // "断面月报.xlsx / Sheet1", "frames"
  std::string digest;     // of the file; empty for frames, which are chained in their archive
  std::string reference;  // entry of the journal; empty for frames
  Instant loaded;
  std::int64_t first_position = 1;  // no observation of the batch has a smaller one
};

struct Withdrawal {
  Instant at;
  std::string reference;  // entry of the journal
  std::string reason;
};

struct StoredBatch {
  BatchId id;
  Batch batch;  // `loaded` as stored: never before that of an earlier batch
  std::int64_t last_position = 0;
  std::int64_t first_entry = 0;  // the Entry::number of first_position; the batch's others follow it by position
  std::int64_t added = 0, same = 0, revised = 0;
  std::optional<Withdrawal> withdrawn;
};

// Where an observation came from: a number that the store gives, in the order of loading. ObservationStore::origin()
// says which batch and position it stands for; one column of these packs better than batch and position would.
struct Entry {
  std::int64_t number = 0;
  friend constexpr auto operator<=>(const Entry&, const Entry&) = default;
};
struct Origin {
  BatchId batch;
  std::int64_t position = 0;  // Observation::position
  friend bool operator==(const Origin&, const Origin&) = default;
};

// An observation as it is stored.
struct Point {
  SeriesId series;
  Instant time;
  std::int64_t mantissa = 0;
  Entry entry;
  std::int32_t revision = 0;  // of this series and time, from 0
  ValueState state = ValueState::kValue;
  char flag = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

// Worse is greater.
enum class Verdict : std::uint8_t { kValid, kSuspect, kUnderReview, kInvalid };
std::string_view to_string(Verdict verdict);  // "valid", "suspect", "under_review", "invalid"
std::string_view to_chinese(Verdict verdict);

// What a rule or a person says of one revision of one value.
struct Mark {
  SeriesId series;
  Instant time;
  std::int32_t revision = 0;  // the one that was judged
  Verdict verdict = Verdict::kValid;
  bool is_person = false;
  std::string by;                 // the person, or the rule: "range"
  std::string edition;            // of the rule's file
  std::string parameters_digest;  // of what the rule was run with
  std::string reference;  // entry of the journal; a mark comes in once for a reference, series, time, revision, by
  std::string reason;     // of a person
  Instant at;
  friend bool operator==(const Mark&, const Mark&) = default;
};

}  // namespace bihuan::observations
