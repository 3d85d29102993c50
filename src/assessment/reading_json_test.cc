#include <gtest/gtest.h>

#include "assessment/internal/sample_workbook.h"
#include "assessment/reading_describe.h"

namespace bihuan::assessment {
namespace {

TEST(ReadingJson, ComesBackTheSameAndCallsTheClassClass) {
  const Result<Assessment> got = assess(internal::example_plan(), internal::example_workbook(), "sections-2024.xlsx",
                                        Date(2024, 9, 30), internal::assessment_texts());
  ASSERT_TRUE(got.has_value());
  const std::string json = to_json(got->readings);
  EXPECT_NE(
      json.find(R"("verdict":"on_track","compliance":"met","value":85.7,"unit":"%","comparator":">=","limit":85.7)"),
      std::string::npos);
  EXPECT_NE(json.find(R"("target_class":"Ⅲ","class":"Ⅳ","level":"轻度污染")"), std::string::npos);
  EXPECT_NE(json.find(R"("rounded":0.066,"class":"Ⅳ","class3_limit":0.05,"multiple":0.3)"), std::string::npos);
  EXPECT_NE(json.find(R"("as_of":"2024-09-30","period_from":"2024-01-01")"), std::string::npos);
  EXPECT_EQ(json.find("quality_class"), std::string::npos);
  const Result<std::vector<Reading>> back = from_json<std::vector<Reading>>(json);
  ASSERT_TRUE(back.has_value()) << back.error().where << back.error().message;
  EXPECT_EQ(to_json(*back), json);
}

}  // namespace
}  // namespace bihuan::assessment
