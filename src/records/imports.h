// src/records/imports.h - sheets of measured values that people took into the observation store: who, when, which file,
// how it was read, what became of it.
//
// The entry comes first, then the batch in the store, then what became of it; a crash in between leaves an entry that
// is begun, and unfinished() finds it. An import is undone by its entry first, and the batch after it.
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

enum class ImportState { kBegun, kStored, kNothingNew, kFailed, kWithdrawn };
std::string_view import_state_name(ImportState state);  // 正在存入, 已存入, 没有新数据, 没有存入, 已撤销

struct ImportCounts {
  std::int64_t rows_read = 0, rows_refused = 0, cells_refused = 0;
  std::int64_t series = 0, values = 0;
  std::int64_t added = 0, revised = 0, same = 0;  // in the store
  friend bool operator==(const ImportCounts&, const ImportCounts&) = default;
};

struct ImportEntry {
  std::string import_id;  // "i000001"
  std::int64_t revision = 1;
  std::string file_name;
  std::string digest;  // SM3 of the file, under which it is kept
  std::int64_t octets = 0;
  std::string profile;          // id of the way it was read
  std::string settings = "{}";  // JSON: that way whole, and which site each name was
  ImportState state = ImportState::kBegun;
  std::optional<std::int64_t> batch;  // its number when it was stored; another once the store was made again
  ImportCounts counts;
  std::optional<Instant> first_label, last_label;  // of the values
  std::string note;                                // of the person
  std::string outcome;                             // why it failed
  std::string imported_by, imported_name;          // person
  Instant imported_at;
  std::string withdrawn_name, withdrawn_why;
  std::optional<Instant> withdrawn_at;
};

// "import/i000001": Batch::reference in the store.
std::string import_reference(std::string_view import_id);

class Imports {
 public:
  explicit Imports(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // Of `wanted` file, profile, settings, counts, labels and note count. Errors: kInvalidInput  nobody by name
  Result<ImportEntry> begin(const Actor& actor, const ImportEntry& wanted);
  // The store has it; no batch: all of it was there. Errors: kNotFound; kConflict  it is not under way
  Result<ImportEntry> stored(const Actor& actor, std::string_view import_id, std::optional<std::int64_t> batch,
                             std::int64_t added, std::int64_t revised, std::int64_t same);
  Result<ImportEntry> failed(const Actor& actor, std::string_view import_id, std::string_view outcome);
  // Errors: kNotFound; kConflict  another revision, or nothing of it is in the store; kInvalidInput  no reason
  Result<ImportEntry> withdraw(const Actor& actor, std::string_view import_id, std::int64_t revision,
                               std::string_view why);

  Result<ImportEntry> find(std::string_view import_id);  // Errors: kNotFound
  // Newest first, at most `limit` (1 to 500) behind `after` (an id; "" from the start).
  Result<std::vector<ImportEntry>> list(std::string_view after, std::int64_t limit);
  Result<std::vector<ImportEntry>> unfinished();
  // Of this way of reading, those that were taken in and stand, with something new or not; the newest `limit`, newest
  // first.
  Result<std::vector<ImportEntry>> accepted(std::string_view profile, std::int64_t limit);
  // All that are or were in the store, in the order in which they came in: for a rebuild.
  Result<std::vector<ImportEntry>> in_store();
  // Imports of the same file that are in the store.
  Result<std::vector<ImportEntry>> of_file(std::string_view digest);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
