// src/records/attachments.h - files that come with a step: what may be taken in.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::records {

struct NewAttachment {
  std::string file_name;
  std::string bytes;
};

struct CheckedAttachment {
  std::string file_name;
  std::string kind;  // "pdf", "image", "zip", "old", "text"
  std::int64_t size = 0;
  std::string digest;  // SM3
};

struct AttachmentRules {
  std::size_t most_bytes = 20U << 20;
  std::map<std::string, std::vector<std::string>> endings;  // kind -> endings of names, small letters
};

// Checks name, size, kind by content (the ending must be true), and marks of secrecy in the name and, where the content
// can be read (docx, xlsx, ods, txt, csv), in its head. What is in a picture, a pdf or an old office file is not read.
// Errors: kInvalidInput  naming the file, what is wrong and what would be right; those of the readers for damaged files
Result<CheckedAttachment> check_attachment(const AttachmentRules& rules, const NewAttachment& file);

}  // namespace bihuan::records
