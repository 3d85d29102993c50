#include "cli/evaluation_text.h"

#include <gmock/gmock.h>

namespace bihuan::cli {
namespace {

using testing::HasSubstr;

assessment::Evaluation sample() {
  assessment::Evaluation evaluation;
  evaluation.file_name = "甲.csv";
  evaluation.standards = {"GB 3838-2002；断面考核评价"};
  standards::Basis basis;
  basis.standard = "GB 3838-2002";
  basis.clauses = {"表1"};
  basis.confidence = "high";
  const std::int64_t detail = assessment::add_detail(evaluation, {"甲断面 2024年", "劣于Ⅲ类", {}, {basis}, "第3行"});
  evaluation.tables.push_back(
      {"sections",
       "断面水质",
       {{"section", "断面", false}, {"change", "变化%", true}, {"reason", "说明", false}},
       {{{"甲断面", "-5.0", "=HYPERLINK(\"x\")"}, detail}, {{"乙,断面", "", ""}, std::nullopt}}});
  evaluation.tables.push_back({"groups", "全部", {{"group", "范围", false}}, {{{"全部断面"}, std::nullopt}}});
  return evaluation;
}

TEST(EvaluationText, CsvOfOneTable) {
  EXPECT_EQ(*evaluation_csv(sample(), ""), "断面,变化%,说明\n甲断面,-5.0,\"'=HYPERLINK(\"\"x\"\")\"\n\"乙,断面\",,\n");
  EXPECT_EQ(*evaluation_csv(sample(), "groups"), "范围\n全部断面\n");
  const auto wrong = evaluation_csv(sample(), "cities");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().message, "没有表“cities”；有sections（断面水质）、groups（全部）");
}

TEST(EvaluationText, ExplainsWhereAFigureComesFrom) {
  const std::string plain = evaluation_text(sample(), false);
  EXPECT_THAT(plain, HasSubstr("断面水质\n断面"));
  EXPECT_THAT(plain, testing::Not(HasSubstr("依据")));
  const std::string explained = evaluation_text(sample(), true);
  EXPECT_THAT(explained, HasSubstr("把握高"));
  EXPECT_THAT(explained, HasSubstr("\n甲断面 2024年\n  劣于Ⅲ类\n  数据：第3行\n  依据：GB 3838-2002；表1\n"));
}

}  // namespace
}  // namespace bihuan::cli
