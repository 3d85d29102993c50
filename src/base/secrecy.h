// src/base/secrecy.h - the marks of state secrets: files and texts that carry one do not belong on this system.
//
// Source: GB/T 9704-2012 7.2.2 (密级和保密期限 stands at the head: 秘密, 机密★1年, 绝密★长期).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

struct SecrecyMark {
  std::string word;  // 秘密, 机密 or 绝密
  int line = 0;      // from 1
};

// The mark in the head of a text (its first 40 lines): the word alone on a line, with ★ and a term, or behind the label
// 密级. The plain words inside a sentence (保护商业秘密) are none. PRECONDITION: `text` is valid UTF-8.
std::optional<SecrecyMark> secrecy_mark_in_text(std::string_view text);

// The mark in a file's name: the word between brackets, blanks, stars, signs or the ends of the name (机密★ 方案.docx,
// 方案（秘密）.pdf), or as 秘密文件, 机密件. 商业秘密保护.docx has none.
std::optional<std::string> secrecy_mark_in_name(std::string_view name);

// Errors: kInvalidInput  `text` carries a mark; the message names it, `where` names `what` and the line
Status refuse_secret_text(std::string_view text, std::string_view what);

}  // namespace bihuan
