// src/records/records.h - plans as stored, corrections, readings: the book of plans.
//
// A book keeps the rules of its records (ids, conflicts, what may follow what) over a Database (database.h), which
// keeps the transactions and the journal. Nothing of a plan is ever rewritten: a new version, a withdrawal, a
// confirmation are new rows, each with its journal entry in the same transaction. Time comes as a value. Formats:
// docs/formats/records.md.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/corrections.h"
#include "plans/plan_model.h"
#include "records/actor.h"
#include "records/database.h"

namespace bihuan::records {

// PlanId (base/ids.h) of a stored plan is given by the store in the order of storing: "p0001", "p0002" ...

struct PlanMeta {
  PlanId id;
  std::int64_t version = 0;   // from 1
  std::int64_t versions = 0;  // how many the plan has
  std::string title;
  std::string issuer;
  std::string document_number;
  std::int64_t plan_year = 0;
  std::int64_t plan_year_end = 0;
  std::string file_name;
  std::string digest;  // SM3 of the original file, 64 hex digits
  std::string format;
  std::string encoding;
  std::string compiler;  // which compiler made the stored compilation
  Instant stored_at;
  std::string stored_by;
  std::string note;
};

struct NewPlan {
  std::optional<PlanId> plan;  // the plan of which this is a new version; none = a new plan
  std::string file_name;       // no folder
  std::string file_bytes;      // the original file
  std::string format;          // as read: "txt", "docx" ...
  std::string encoding;        // "" where it has none
  std::string text;            // the plain text to which the spans refer, UTF-8
  std::string compiler;        // name and version of compiler and language tables
  plans::Plan compiled;
  Instant stored_at;
  std::string stored_by;
  std::string note;
};

struct StoredPlan {
  PlanMeta meta;
  std::string text;
  plans::Plan compiled;  // as compiled when it was stored, no corrections applied
};

struct StoredFile {
  std::string file_name;
  std::string digest;
  std::string bytes;
};

struct CorrectionRecord {
  plans::Correction correction;  // with its id ("c0001" ...) and all anchors
  std::int64_t version = 0;      // of the plan when it was made
  bool is_withdrawn = false;
  std::string withdrawn_by, withdrawn_why;
  std::optional<Instant> withdrawn_at;
};

struct NewReading {
  std::string target_id;
  std::string as_of;          // ISO date
  std::string json;           // of assessment::Reading
  std::string source_file;    // name of the workbook, no folder
  std::string source_digest;  // SM3 of it
  std::string part = {};      // of an end that names several quantities: which; "" of a target
};

struct ReadingRecord {
  std::int64_t number = 0;  // in the order of storing
  PlanId plan;
  std::int64_t version = 0;
  NewReading reading;
  Instant stored_at;
  std::string stored_by;
};

class Records {
 public:
  explicit Records(std::shared_ptr<Database> database);
  ~Records();
  Records(Records&&) noexcept;
  Records& operator=(Records&&) noexcept;

  // Stores a plan or a new version of one.
  // Errors: kNotFound      `plan` names none
  //         kConflict      this plan has a version with the same file already; with none given: some plan has it. The
  //         message
  //                        names plan and version
  //         kInvalidInput  file name, bytes, text or stored_by empty
  //         kUnavailable   the store cannot be written now; nothing is stored
  //
  // Each change is made by an actor, who stands in the journal with account and origin. The forms without one are for
  // somebody of whom only the name is known: the command line's past, tests.
  Result<PlanMeta> store_plan(const Actor& actor, const NewPlan& plan);
  Result<PlanMeta> store_plan(const NewPlan& plan);

  // The newest version of every plan, in the order in which the plans were first stored.
  Result<std::vector<PlanMeta>> list_plans();
  // All versions, oldest first. Errors: kNotFound
  Result<std::vector<PlanMeta>> plan_versions(const PlanId& plan);
  // Without `version`, the newest. Errors: kNotFound (the message tells which versions there are), kCorrupt
  Result<StoredPlan> load_plan(const PlanId& plan, std::optional<std::int64_t> version = std::nullopt);
  // The original file. Errors: kNotFound; kCorrupt where the bytes no longer have their digest
  Result<StoredFile> load_plan_file(const PlanId& plan, std::optional<std::int64_t> version = std::nullopt);

  // Stores a correction made by plans::make_correction() on this version and gives it its id.
  // Errors: kNotFound, kInvalidInput (who, why or the anchor missing; an id already given)
  Result<CorrectionRecord> add_correction(const Actor& actor, const PlanId& plan, std::int64_t version,
                                          const plans::Correction& correction);
  Result<CorrectionRecord> add_correction(const PlanId& plan, std::int64_t version,
                                          const plans::Correction& correction);
  // Takes a correction back. Errors: kNotFound; kConflict where it is withdrawn already; kInvalidInput (who or why
  // empty)
  Result<CorrectionRecord> withdraw_correction(const Actor& actor, const PlanId& plan, std::string_view correction,
                                               std::string_view why);
  Result<CorrectionRecord> withdraw_correction(const PlanId& plan, std::string_view correction, std::string_view who,
                                               std::string_view why, Instant at);
  // Adds the anchor that plans::seat_correction() made on this version.
  // Errors: kNotFound; kConflict where it is withdrawn; kInvalidInput (who empty, anchor without words)
  Result<CorrectionRecord> confirm_correction(const Actor& actor, const PlanId& plan, std::string_view correction,
                                              std::int64_t version, const plans::Anchor& anchor);
  Result<CorrectionRecord> confirm_correction(const PlanId& plan, std::string_view correction, std::int64_t version,
                                              const plans::Anchor& anchor, std::string_view who, Instant at);
  // All corrections of a plan in the order in which they were made, withdrawn ones too. Errors: kNotFound
  Result<std::vector<CorrectionRecord>> list_corrections(const PlanId& plan);

  // Stores the readings of one assessment together. Errors: kNotFound, kInvalidInput (none given; target, JSON or who
  // empty)
  Result<std::vector<ReadingRecord>> store_readings(const Actor& actor, const PlanId& plan, std::int64_t version,
                                                    const std::vector<NewReading>& readings);
  Result<std::vector<ReadingRecord>> store_readings(const PlanId& plan, std::int64_t version,
                                                    const std::vector<NewReading>& readings, std::string_view who,
                                                    Instant at);
  // All readings ever stored, in the order of storing. Errors: kNotFound
  Result<std::vector<ReadingRecord>> readings(const PlanId& plan);
  // The newest reading of each target, and of each part of an end, in the order of the first reading of each.
  // Errors: kNotFound
  Result<std::vector<ReadingRecord>> latest_readings(const PlanId& plan);

  const std::shared_ptr<Database>& database() const { return database_; }

 private:
  std::shared_ptr<Database> database_;
};

// The corrections that still hold, as plans::apply_corrections() takes them.
std::vector<plans::Correction> standing(const std::vector<CorrectionRecord>& records);

}  // namespace bihuan::records
