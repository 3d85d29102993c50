#include "standards/satisfaction.h"

#include <gtest/gtest.h>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;
using internal::fraction_of;

SatisfactionRules survey_rules() {
  return internal::loaded(
      load_satisfaction_rules(internal::shipped_texts({"survey/satisfaction.toml"}), Date(2024, 1, 1)));
}

using Answers = std::map<std::string, Decimal>;

TEST(Satisfaction, WorkedExamples) {  // CLAUSE: 国统字〔2006〕196号 满意率
  const SatisfactionRules rules = survey_rules();
  int cases = 0;
  for (const TomlTable& c : internal::cases_of("land-vectors.toml", "survey")) {
    const TomlTable table = *c.table("answers");
    Answers answers;
    for (const std::string& key : table.keys()) answers[key] = *table.decimal(key);
    const Result<SatisfactionResult> got = satisfaction_score(rules, answers);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(to_string(*got->score), *c.string("score"));
    EXPECT_EQ(got->basis.used, 5);
    ++cases;
  }
  EXPECT_EQ(cases, 2);
}

void compare_score(const SatisfactionRules& rules, const std::vector<int>& counts) {
  static const std::vector<std::pair<const char*, const char*>> kOptions = {
      {"very", "1"}, {"fairly", "0.8"}, {"average", "0.6"}, {"not_quite", "0.3"}, {"no", "0"}};
  Answers answers;
  Fraction top, bottom;
  for (std::size_t i = 0; i < kOptions.size(); ++i) {
    answers[kOptions[i].first] = Decimal(counts[i]);
    top = top + fraction_of(kOptions[i].second) * fraction(counts[i]);
    bottom = bottom + fraction(counts[i]);
  }
  answers["dont_know"] = Decimal(7);
  const Result<SatisfactionResult> got = satisfaction_score(rules, answers);
  ASSERT_TRUE(got.has_value());
  ASSERT_EQ(got->score.has_value(), bottom > fraction(0));
  if (got->score) {
    ASSERT_EQ(to_string(*got->score), print_even(fraction(100) * top / bottom, 2));
  }
}

TEST(Satisfaction, SmallAndRandomWorlds) {
  const SatisfactionRules rules = survey_rules();
  for (int code = 0; code < 1024; ++code) {
    std::vector<int> counts;
    for (int rest = code, i = 0; i < 5; ++i, rest /= 4) counts.push_back(rest % 4);
    compare_score(rules, counts);
  }
  Dice dice(47);
  for (int round = 0; round < 1000; ++round) {
    std::vector<int> counts;
    for (int i = 0; i < 5; ++i) counts.push_back(dice.roll(900));
    compare_score(rules, counts);
  }
}

TEST(Satisfaction, SaysWhy) {
  const SatisfactionRules rules = survey_rules();
  const Answers four = {{"very", Decimal(1)}, {"fairly", Decimal(1)}, {"not_quite", Decimal(1)}, {"no", Decimal(1)}};
  const SatisfactionResult got = *satisfaction_score(rules, four);
  EXPECT_EQ(to_string(*got.score), "52.50");
  EXPECT_EQ(got.basis.notes.at(0), "没有“一般”这一选项，与有此选项的调查不可比");
  EXPECT_EQ(got.basis.had, 4);
  Answers answers = four;
  answers.erase("no");
  EXPECT_EQ(satisfaction_score(rules, answers).error().message, "缺少选项“不满意”的人数");
  answers = four;
  answers["不满意"] = Decimal(1);
  EXPECT_EQ(satisfaction_score(rules, answers).error().message, "选项“不满意”出现两次");
  answers = four;
  answers["开心"] = Decimal(1);
  EXPECT_EQ(satisfaction_score(rules, answers).error().message, "没有选项“开心”");
  answers = four;
  answers["very"] = Decimal(-1);
  EXPECT_EQ(satisfaction_score(rules, answers).error().message, "“very”的人数为负；应不小于0");
  answers = {{"very", Decimal(0)}, {"fairly", Decimal(0)}, {"not_quite", Decimal(0)}, {"no", Decimal(0)}};
  EXPECT_EQ(satisfaction_score(rules, answers)->reason, "没有一个有效的回答");
}

}  // namespace
}  // namespace bihuan::standards
