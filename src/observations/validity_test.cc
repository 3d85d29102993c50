#include "observations/validity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace bihuan::observations {
namespace {

struct Said {
  const char* by;
  bool is_person;
  Verdict verdict;
};
struct ValidityCase {
  const char* name;
  std::vector<Said> marks;
  Verdict want;
  const char* why;
};
const ValidityCase kValidityCases[] = {
    {"no_mark", {}, Verdict::kValid, "nobody said anything against it"},
    {"rule", {{"range", false, Verdict::kInvalid}}, Verdict::kInvalid, "a rule said so"},
    {"worst_rule",
     {{"rate", false, Verdict::kInvalid}, {"constant", false, Verdict::kSuspect}},
     Verdict::kInvalid,
     "the worst of several, whatever the order"},
    {"rule_again",
     {{"rate", false, Verdict::kInvalid}, {"rate", false, Verdict::kValid}},
     Verdict::kValid,
     "a rule that is run again takes back what it said"},
    {"person_over_rule",
     {{"周敏", true, Verdict::kValid}, {"range", false, Verdict::kInvalid}},
     Verdict::kValid,
     "a person decides, also before the rule"},
    {"newest_person",
     {{"周敏", true, Verdict::kInvalid}, {"李航", true, Verdict::kUnderReview}},
     Verdict::kUnderReview,
     "the newest person"},
};
class Validity : public testing::TestWithParam<ValidityCase> {};
TEST_P(Validity, FollowsTheMarks) {
  std::vector<Mark> marks;
  for (const Said& said : GetParam().marks) {
    Mark mark;
    mark.by = said.by;
    mark.is_person = said.is_person;
    mark.verdict = said.verdict;
    marks.push_back(mark);
  }
  EXPECT_EQ(verdict_of(marks), GetParam().want) << GetParam().why;
}
INSTANTIATE_TEST_SUITE_P(, Validity, testing::ValuesIn(kValidityCases), [](const auto& p) { return p.param.name; });

TEST(ValidityOfValues, CountsThoseNobodyRefused) {
  EXPECT_TRUE(counts(ValueState::kValue, Verdict::kValid));
  EXPECT_TRUE(counts(ValueState::kBelowLimit, Verdict::kSuspect));
  EXPECT_FALSE(counts(ValueState::kValue, Verdict::kUnderReview));
  EXPECT_FALSE(counts(ValueState::kValue, Verdict::kInvalid));
  EXPECT_FALSE(counts(ValueState::kFault, Verdict::kValid)) << "what is missing never counts";
}

}  // namespace
}  // namespace bihuan::observations
