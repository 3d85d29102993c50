#include "reports/supervision_letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bihuan::reports {
namespace {

SupervisionLetter sample_letter() {
  SupervisionLetter letter;
  letter.kind = "督办情况通报";
  letter.issuer = "云溪市生态环境局办公室";
  letter.date = Date(2024, 10, 21);
  letter.case_id = "k000001";
  letter.title = "河道排查";
  letter.demand = "逐段排查";
  letter.source = "来文（云环督〔2024〕3号）";
  letter.lead = "水科";
  letter.verifier = "综合科";
  letter.due = Date(2024, 10, 14);
  letter.state = "已签收";
  letter.level = "拟通报";
  letter.level_rule = "到期日后5个工作日";
  letter.timeline = {{"2024-09-30", "办公室", "交办", "逐段排查"}};
  return letter;
}

TEST(SupervisionLetter, TheSameCaseGivesTheSameBytes) {
  const Result<std::string> first = write_supervision_letter(sample_letter());
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(*first, *write_supervision_letter(sample_letter()));
  EXPECT_EQ(first->substr(0, 2), "PK");
}

}  // namespace
}  // namespace bihuan::reports
