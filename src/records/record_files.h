// src/records/record_files.h - files that belong to records other than cases: evidence of a duty, versions of a paper.
// Included by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "records/attachments.h"
#include "records/ledger.h"

namespace bihuan::records {

struct RecordFile {
  std::string subject;  // "paper/f000001"
  std::int64_t number = 0;
  std::string file_name;
  std::string kind;  // as in CheckedAttachment
  std::int64_t size = 0;
  std::string digest;  // SM3
  std::string added_by;
  Instant added_at;
};
BOOST_DESCRIBE_STRUCT(RecordFile, (), (subject, number, file_name, kind, size, digest, added_by, added_at))
template <>
struct TableName<RecordFile> {
  static constexpr std::string_view name = "record_file";
  static constexpr std::size_t key_columns = 2;
};

struct RecordFileContent {
  std::string subject;
  std::int64_t number = 0;
  Bytes file_bytes;
};
BOOST_DESCRIBE_STRUCT(RecordFileContent, (), (subject, number, file_bytes))
template <>
struct TableName<RecordFileContent> {
  static constexpr std::string_view name = "record_file_content";
  static constexpr std::size_t key_columns = 2;
};

struct NamedBytes {
  std::string file_name;
  std::string bytes;
};

// Stores a file that was checked (attachments.h) behind those that the subject has.
Result<RecordFile> add_record_file(Ledger& ledger, const std::string& subject, const CheckedAttachment& checked,
                                   std::string bytes);
// Errors: kNotFound  there is none, or its content was destroyed
Result<NamedBytes> record_file(Reader& reader, const std::string& subject, std::int64_t number);
// The first file of this digest whose subject begins with `prefix`. Errors: as above
Result<NamedBytes> record_file_by_digest(Reader& reader, std::string_view prefix, const std::string& digest);

}  // namespace bihuan::records
