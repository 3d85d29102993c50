#include "notices/calendar_feed.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "notices/testing/notice_samples.h"

namespace bihuan::notices {
namespace {

using testing::HasSubstr;
using testing::Not;

const Instant kMade = at("2024-09-30", "08:00");

TEST(CalendarFeed, IsAnICalendarOfAllDayEvents) {
  const std::string feed =
      write_calendar("河湖科", {{"case_file/k000001@bihuan", Date(2024, 9, 30), "督办：清理漂浮物", "", ""}}, kMade);
  EXPECT_EQ(feed,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bihuan//Notices//ZH\r\nCALSCALE:GREGORIAN\r\n"
            "METHOD:PUBLISH\r\nX-WR-CALNAME:河湖科\r\n"
            "BEGIN:VEVENT\r\nUID:case_file/k000001@bihuan\r\nDTSTAMP:20240930T000000Z\r\n"
            "DTSTART;VALUE=DATE:20240930\r\nDTEND;VALUE=DATE:20241001\r\nSUMMARY:督办：清理漂浮物\r\n"
            "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

// RFC 5545 3.3.11: backslash, semicolon, comma and line ends are escaped.
TEST(CalendarFeed, TextIsEscapedAndAddressesCannotEndTheLine) {
  const std::string feed = write_calendar(
      "甲", {{"u1\r\nX-EVIL:1", Date(2024, 9, 30), "a,b;c\\d", "一\r\n二\n三\rEND:VEVENT", "https://x/\r\nX-EVIL:2"}},
      kMade);
  EXPECT_THAT(feed, HasSubstr("SUMMARY:a\\,b\\;c\\\\d\r\n"));
  EXPECT_THAT(feed, HasSubstr("DESCRIPTION:一\\n二\\n三\\nEND:VEVENT\r\n"));
  EXPECT_THAT(feed, Not(HasSubstr("\r\nX-EVIL")));
}

// RFC 5545 3.1: lines of at most 75 octets, a folded line goes on behind CRLF and a blank. Every place at which a
// character of three octets may lie across the fold.
TEST(CalendarFeed, LinesFoldWithoutCuttingACharacter) {
  for (std::size_t lead = 0; lead < 80; ++lead) {
    std::string summary(lead, 'x');
    for (int i = 0; i < 60; ++i) summary += "河";
    const std::string feed = write_calendar("甲", {{"u1", Date(2024, 9, 30), summary, "", ""}}, kMade);
    for (const std::string_view line : split(feed, '\n')) {
      if (line.empty()) continue;
      ASSERT_EQ(line.back(), '\r');
      EXPECT_LE(line.size() - 1, 75U);
      EXPECT_FALSE(first_invalid_utf8(line)) << lead;
    }
    EXPECT_THAT(replace_all(feed, "\r\n ", ""), HasSubstr("SUMMARY:" + summary + "\r\n")) << "unfolded it is the same";
  }
}

TEST(CalendarFeed, TheLastDayOfAYearEndsInTheNext) {
  EXPECT_THAT(write_calendar("甲", {{"u1", Date(2024, 12, 31), "总结", "", ""}}, kMade),
              HasSubstr("DTEND;VALUE=DATE:20250101\r\n"));
}

}  // namespace
}  // namespace bihuan::notices
