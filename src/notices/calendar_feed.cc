#include "notices/calendar_feed.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace bihuan::notices {
namespace {

constexpr std::size_t kLineOctets = 75;

// A value of type TEXT: signs of the grammar escaped, line ends as \n, other control characters dropped.
std::string text_value(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_crlf = c == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (is_crlf) continue;
    if (c == '\n' || c == '\r') {
      out += "\\n";
    } else if (c == '\\' || c == ';' || c == ',') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) >= ' ' && c != 0x7f) {
      out += c;
    }
  }
  return out;
}

// A value that is not escaped: without blanks and control characters, so that it cannot end the line.
std::string bare_value(std::string_view text) {
  std::string out;
  std::ranges::copy_if(text, std::back_inserter(out),
                       [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7f; });
  return out;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

// One content line, folded: each further line begins with a blank, which counts.
void add_line(std::string& out, std::string_view line) {
  std::size_t room = kLineOctets;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && continues_character(line[cut])) --cut;
    out.append(line.substr(0, cut)).append("\r\n ");
    line.remove_prefix(cut);
    room = kLineOctets - 1;
  }
  out.append(line).append("\r\n");
}

std::string digits(Date day) { return replace_all(to_string(day), "-", ""); }

std::string utc_digits(Instant at) {
  const std::string text = to_string(at, kUtc);  // 2024-09-30T00:00:00+00:00
  return replace_all(replace_all(text.substr(0, 19), "-", ""), ":", "") + "Z";
}

}  // namespace

std::string write_calendar(std::string_view name, const std::vector<CalendarEntry>& entries, Instant now) {
  std::string out;
  for (const char* line :
       {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bihuan//Notices//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"}) {
    add_line(out, line);
  }
  add_line(out, "X-WR-CALNAME:" + text_value(name));
  const std::string stamp = utc_digits(now);
  for (const CalendarEntry& entry : entries) {
    add_line(out, "BEGIN:VEVENT");
    add_line(out, "UID:" + bare_value(entry.uid));
    add_line(out, "DTSTAMP:" + stamp);
    add_line(out, "DTSTART;VALUE=DATE:" + digits(entry.day));
    add_line(out, "DTEND;VALUE=DATE:" + digits(entry.day + 1));
    add_line(out, "SUMMARY:" + text_value(entry.summary));
    if (!entry.description.empty()) add_line(out, "DESCRIPTION:" + text_value(entry.description));
    if (!entry.url.empty()) add_line(out, "URL:" + bare_value(entry.url));
    add_line(out, "TRANSP:TRANSPARENT");
    add_line(out, "END:VEVENT");
  }
  add_line(out, "END:VCALENDAR");
  return out;
}

}  // namespace bihuan::notices
