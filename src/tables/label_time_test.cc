#include "tables/label_time.h"

#include <gtest/gtest.h>

namespace bihuan::tables {
namespace {

TEST(LabelTime, FormsOfSheets) {
  struct Case {
    const char* text;
    Date date;
    int seconds;
    Written written;
  };
  const Case kForms[] = {
      {"2024", Date(2024, 1, 1), 0, Written::kYear},
      {"2024年", Date(2024, 1, 1), 0, Written::kYear},
      {"2024-03", Date(2024, 3, 1), 0, Written::kMonth},
      {"202403", Date(2024, 3, 1), 0, Written::kMonth},
      {"2024年3月", Date(2024, 3, 1), 0, Written::kMonth},
      {"20240305", Date(2024, 3, 5), 0, Written::kDay},
      {"2024.3.5", Date(2024, 3, 5), 0, Written::kDay},
      {"２０２４年３月５日", Date(2024, 3, 5), 0, Written::kDay},
      {"2024-03-05 24:00", Date(2024, 3, 5), 86'400, Written::kMinute},
      {"20240305081530", Date(2024, 3, 5), 29'730, Written::kSecond},
      {"2024-03-05T08:15:30.000", Date(2024, 3, 5), 29'730, Written::kSecond},
  };
  for (const Case& c : kForms) {
    const auto time = parse_label_time(c.text);
    ASSERT_TRUE(time.has_value()) << c.text;
    EXPECT_EQ(time->date, c.date) << c.text;
    EXPECT_EQ(time->seconds, c.seconds) << c.text;
    EXPECT_EQ(time->written, c.written) << c.text;
  }
  for (const char* text :
       {"", "24-03-05", "2024-13", "2024-02-30", "2024-03-05 25:00", "2024-03-05 24:01", "2024-03-05 08:60", "昨天",
        "2024-03-05Z", "12345", "2024-003-05", "2024-03-05 08:00:00 -05:00"})
    EXPECT_FALSE(parse_label_time(text).has_value()) << text;
  EXPECT_EQ(parse_label_hour("8时"), 8 * 3'600);
  EXPECT_EQ(parse_label_hour("08:30"), 8 * 3'600 + 1'800);
  EXPECT_FALSE(parse_label_hour("25").has_value());
  EXPECT_FALSE(parse_label_hour("八").has_value());
}

// The quick way and the slow way read the same.
TEST(LabelTime, ColumnsReadAsSingleTimes) {
  LabelTimes times;
  for (const char* text :
       {"2024-01-05 08:00", "2024-01-05T23:59:59", "2024-02-29 00:00", "2023-02-29 00:00", "2024-13-01 00:00",
        "2024-01-05 24:00", "2024-01-05 08:60", "2024/01/05 08:00", "2024-01-05x08:00", "1899-01-05 08:00", "昨天"}) {
    const std::optional<LabelTime> one = parse_label_time(text);
    for (int again = 0; again < 2; ++again) {
      const std::optional<LabelTime> got = times.of(text);
      ASSERT_EQ(got.has_value(), one.has_value()) << text;
      if (!one) continue;
      EXPECT_EQ(got->date, one->date) << text;
      EXPECT_EQ(got->seconds, one->seconds) << text;
      EXPECT_EQ(got->written, one->written) << text;
    }
  }
}

}  // namespace
}  // namespace bihuan::tables
