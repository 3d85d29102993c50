// src/records/sqlite/sqlite_store.h - the Store in one SQLite file, through SOCI.
//
// Write-ahead log, synchronous = FULL, foreign keys on, one connection; every transaction begins with the right to
// write (BEGIN IMMEDIATE). The file carries the application id "Bihu" and its schema's version. Migrations are forward
// only. Format: docs/formats/records.md.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "records/store.h"

namespace bihuan::records {

// Opens `path`, makes it where it is not there, and runs the migrations that it has not had; `at` (UTC seconds) is
// written beside each of them. Whoever finds the file locked by another program waits at most `patience_ms`. Errors:
// kUnavailable  cannot be opened, written or locked
//         kCorrupt      no SQLite file, none of ours, damaged, or made by other migrations than those of this program
//         kConflict     written by a newer version of this program
Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, std::int64_t at,
                                                 std::int64_t patience_ms = 5000);

// A further connection to a store that is open already, which can only read; it is not held up by who writes.
// Errors: as above
Result<std::unique_ptr<Reader>> open_sqlite_reader(const std::string& path, std::int64_t patience_ms = 5000);

// Copies a store, as it is at one moment, into the new file `target`, while others go on reading and writing it.
// Errors: kConflict  `target` is there already
//         kUnavailable, kCorrupt  as above
Status copy_sqlite_store(const std::string& path, const std::string& target);

// The path of a store that lives in memory and ends with its object.
inline constexpr const char* kInMemory = ":memory:";

}  // namespace bihuan::records
