#include "notices/mail_form.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "base/hmac.h"
#include "base/text.h"

namespace bihuan::notices {
namespace {

constexpr std::size_t kLongestSubject = 150;  // characters
constexpr std::size_t kWordBytes = 39;        // 52 base64 digits, the 12 of =?UTF-8?B??=, and "Subject: ": under 76

// Thu, 26 Sep 2024 08:00:00 +0800
std::string mail_date(Instant at) {
  constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Date day = to_date(at);
  const std::string time = to_string(at).substr(11, 8);
  return std::string(kDays[static_cast<std::size_t>(day.weekday() - 1)]) + ", " + std::to_string(day.day()) + " " +
         std::string(kMonths[static_cast<std::size_t>(day.month() - 1)]) + " " + std::to_string(day.year()) + " " +
         time + " +0800";
}

bool is_plain(std::string_view text) {
  return text.find("=?") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f; });
}

}  // namespace

std::string encode_header_text(std::string_view utf8) {
  const std::string clean = excerpt(utf8, kLongestSubject);
  if (is_plain(clean) && clean.size() <= 60) return clean;
  std::string out, word;
  const auto close = [&] {
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + to_base64(word) + "?=";
    word.clear();
  };
  const Result<std::u32string> characters = decode_utf8(clean);
  for (const char32_t c : characters.value_or(U"?")) {
    std::string bytes;
    append_utf8(bytes, c);
    if (word.size() + bytes.size() > kWordBytes) close();
    word += bytes;
  }
  close();
  return out;
}

std::string write_mail(const Mail& mail) {
  const std::string sender = mail.from_name.empty()
                                 ? mail.from
                                 : encode_header_text(replace_all(mail.from_name, "\"", "")) + " <" + mail.from + ">";
  std::string out = "Date: " + mail_date(mail.at) + "\r\n" +                   //
                    "From: " + sender + "\r\n" +                               //
                    "To: " + mail.to + "\r\n" +                                //
                    "Subject: " + encode_header_text(mail.subject) + "\r\n" +  //
                    "Message-ID: <" + mail.message_id + ">\r\n" +              //
                    "MIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: base64\r\n"
                    "Auto-Submitted: auto-generated\r\n"
                    "\r\n";
  const std::string body = to_base64(replace_all(mail.text, "\n", "\r\n"));
  for (std::size_t i = 0; i < body.size(); i += 76) out += body.substr(i, 76) + "\r\n";
  return out;
}

}  // namespace bihuan::notices
