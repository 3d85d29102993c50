// src/notices/notice_rules.h - what kinds of notices are called and how sending is tried again, as data:
// knowledge/office/notices.toml.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::notices {

struct NoticeKind {
  std::string id;  // a kind or its beginning; "" holds for all
  std::string name;
  bool is_immediate = false;
};

struct NoticeRules {
  std::int64_t first_minutes = 1, longest_minutes = 120;  // between attempts
  std::int64_t sends_a_round = 200;
  std::vector<NoticeKind> kinds;  // in the order of messages; one of them has the id ""

  // Place in `kinds` of the longest id that `kind` is or begins with (up to a dot).
  std::size_t place_of(std::string_view kind) const;
  const NoticeKind& kind(std::string_view kind) const { return kinds[place_of(kind)]; }
};

// Errors: kInvalidInput with file and line: unknown keys, a kind twice, none with the id "", a figure out of range
Result<NoticeRules> load_notice_rules(std::string_view toml, std::string_view file_name);

}  // namespace bihuan::notices
