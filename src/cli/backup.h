// src/cli/backup.h - a data folder copied as it is at one moment, and brought back.
//
// A backup is a folder: the files of the data folder and backup.toml, which names each with its size and SM3 digest and
// tells the head of the journal. Format: docs/formats/backup.md.
#pragma once
#include <string>

#include "base/result.h"
#include "cli/data_folder.h"

namespace bihuan::cli {

struct BackupReport {
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  records::JournalHead head;
};

// Writes a backup into the new folder `target`; who works on `data` meanwhile is not held up. Where it fails, nothing
// stays. Errors: kConflict  `target` is there
Result<BackupReport> make_backup(DataFolder& data, const std::string& target);

// Checks every file of a backup against its digest, and its journal and records against each other.
// Errors: kCorrupt naming the file or the record; kNotFound where it is no backup
Result<BackupReport> check_backup(const std::string& backup);

// Checks the backup and makes the new data folder `folder` of it. Errors: as above; kConflict  `folder` is there and
// not empty
Result<BackupReport> restore_backup(const std::string& backup, const std::string& folder);

}  // namespace bihuan::cli
