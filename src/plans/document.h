// src/plans/document.h - turns the bytes of a plan's file into its plain text.
//
// What the bytes are is found by looking at them; the file's name only decides between kinds that look alike (text or
// comma separated table). The text is what every span of the compiled plan counts in.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan::plans {

struct ReadDocument {
  std::string text;      // UTF-8, without byte order mark; a table is rows "| a | b |"
  std::string format;    // "text", "table", "docx"
  std::string encoding;  // "UTF-8", "UTF-8 BOM", "GB18030", "UTF-16LE", "UTF-16BE"; "" for docx
};

inline constexpr std::size_t kMaxDocumentBytes = std::size_t{32} << 20;
inline constexpr std::size_t kMaxLineBytes = std::size_t{1} << 20;

// Reads .txt (UTF-8 with or without byte order mark, GB18030), .csv and .tsv, .docx.
// Errors, all kInvalidInput with the place in `where`: empty; over kMaxDocumentBytes; a line over kMaxLineBytes; binary
//   data; PDF; a zip that is no docx; a damaged docx; a .doc or .wps file (to be converted first); neither UTF-8 nor
//   GB18030; text that was garbled by a wrong encoding; marked 秘密, 机密 or 绝密 (GB/T 9704-2012 7.2.2: such documents
//   do not belong on this system).
Result<ReadDocument> read_document(std::string_view bytes, std::string_view file_name);

}  // namespace bihuan::plans
