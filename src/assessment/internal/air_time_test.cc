#include "assessment/internal/air_time.h"

#include <gtest/gtest.h>

namespace bihuan::assessment::internal {
namespace {

TEST(AirTime, ReadsWhatSheetsHold) {
  const Date day(2024, 1, 5);
  for (const char* text : {"2024-01-05", "2024/1/5", "2024.1.5", "20240105", "2024年1月5日", " ２０２４-01-05 "}) {
    EXPECT_EQ(parse_air_time(text), (AirTime{day, std::nullopt})) << text;
  }
  for (const char* text : {"2024-01-05 08:00", "2024/1/5 8:00", "2024-01-05T08:00:00", "2024010508", "2024年1月5日8时",
                           "2024-01-05 8", "20240105 08:00"}) {
    EXPECT_EQ(parse_air_time(text), (AirTime{day, 8})) << text;
  }
  EXPECT_EQ(parse_air_time("2024-01-05 24:00"), (AirTime{day, 24}));
  for (const char* text : {"", "5", "2024-01", "2024-02-30", "2024-01-05 25:00", "2024-01-05 08:30", "2024-01-05 am",
                           "合计", "2024-01-05~06"}) {
    EXPECT_EQ(parse_air_time(text), std::nullopt) << text;
  }
}

TEST(AirTime, ReadsHours) {
  for (const char* text : {"8", "08", "8时", "8:00", "08:00:00", "8点"}) EXPECT_EQ(parse_air_hour(text), 8) << text;
  EXPECT_EQ(parse_air_hour("24"), 24);
  EXPECT_EQ(parse_air_hour("0"), 0);
  for (const char* text : {"", "25", "8:30", "-1", "一", "8.5", "100"})
    EXPECT_EQ(parse_air_hour(text), std::nullopt) << text;
}

}  // namespace
}  // namespace bihuan::assessment::internal
