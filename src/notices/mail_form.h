// src/notices/mail_form.h - a mail as bytes: RFC 5322 with UTF-8 subject (RFC 2047) and a base64 body. Pure.
#pragma once
#include <string>
#include <string_view>

#include "base/time.h"

namespace bihuan::notices {

struct Mail {
  std::string from, from_name, to;  // bare addresses; from_name may be ""
  std::string subject;
  std::string text;
  std::string message_id;  // without <>; the same for each attempt
  Instant at;
};

// Lines end in CRLF. Line ends and control characters in names and subject become blanks: none can open a header.
std::string write_mail(const Mail& mail);

// A header text: as it is if it is printable ASCII, else in encoded words of at most 75 characters.
std::string encode_header_text(std::string_view utf8);

}  // namespace bihuan::notices
