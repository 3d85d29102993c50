#include "observations/quality_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/files.h"
#include "base/text.h"
#include "observations/testing/quality_world.h"

namespace bihuan::observations {
namespace {

using testing::HasSubstr;

constexpr const char* kRule = R"([knowledge]
title = "t"
valid_from = 2024-01-01
source = "s"
confidence = "low"
reviewed = []
[[rule]]
id = "ph"
kind = "range"
media = ["wastewater"]
averagings = ["hour"]
factors = ["w01001"]
parameters = [{ id = "below", value = "0", unit = "无量纲" }]
verdict = "invalid"
lead = false
title = "超出"
title_en = "outside"
sentence = "{factor}自{first}至{last}为{value}"
sentence_en = "{value}"
source = "s"
confidence = "high"
)";

Result<QualityRules> loaded(std::string text) {
  const std::vector<QualityText> texts{{"quality/t.toml", std::move(text)}};
  return load_quality_rules(texts);
}

TEST(QualityRules, ReadsARule) {
  const Result<QualityRules> rules = loaded(kRule);
  ASSERT_TRUE(rules.has_value()) << rules.error().message;
  ASSERT_EQ(rules->rules.size(), 1U);
  const QualityRule& rule = rules->rules[0];
  EXPECT_EQ(rule.kind, RuleKind::kRange);
  EXPECT_EQ(rule.verdict, Verdict::kInvalid);
  EXPECT_FALSE(rule.is_lead);
  EXPECT_TRUE(rule.judges("w01001"));
  EXPECT_FALSE(rule.judges("w01018"));
  EXPECT_THAT(rule.edition, testing::StartsWith("knowledge/quality/t.toml 2024-01-01 "));
  EXPECT_EQ(rule.parameters_digest.size(), 64U);
}

struct BadRule {
  const char* name;
  const char* from;
  const char* to;
  const char* message;
};
const BadRule kBadRules[] = {
    {"kind", "\"range\"", "\"rango\"", "没有这类规则"},
    {"medium", "\"wastewater\"", "\"beer\"", "介质"},
    {"averaging", "[\"hour\"]", "[\"lustrum\"]", ""},
    {"verdict", "\"invalid\"", "\"guilty\"", "判定"},
    {"valid_verdict", "\"invalid\"", "\"valid\"", "只有工况标记规则"},
    {"unknown_key", "lead = false", "lead = false\nleed = true", ""},
    {"unknown_parameter", "\"below\"", "\"beneath\"", "没有参数"},
    {"float_parameter", "\"0\"", "0.5", ""},
    {"no_parameter", "parameters = [{ id = \"below\", value = \"0\", unit = \"无量纲\" }]", "", "至少要有"},
    {"twice", "[{ id", "[{ id = \"below\", value = \"1\", unit = \"x\" }, { id", "重复"},
    {"placeholder", "为{value}", "为{valu}", "不是这类规则给出的量"},
    {"open_brace", "为{value}", "为{value", "没有闭合"},
    {"confidence", "\"high\"", "\"sure\"", "confidence"},
    {"id", "\"ph\"", "\"pH\"", "小写"},
    {"parts", "lead = false", "lead = false\nparts = [\"x\"]", "矛盾规则"},
    {"empty_title", "\"超出\"", "\"\"", "空的"},
};
class QualityRuleFault : public testing::TestWithParam<BadRule> {};
TEST_P(QualityRuleFault, IsNamed) {
  const std::string text = replace_all(kRule, GetParam().from, GetParam().to);
  ASSERT_NE(text, kRule);
  const Result<QualityRules> rules = loaded(text);
  ASSERT_FALSE(rules.has_value());
  EXPECT_EQ(rules.error().code, Code::kInvalidInput);
  EXPECT_THAT(rules.error().message, HasSubstr(GetParam().message));
  EXPECT_THAT(rules.error().where, HasSubstr("knowledge/quality/t.toml:"));
}
INSTANTIATE_TEST_SUITE_P(, QualityRuleFault, testing::ValuesIn(kBadRules), [](const auto& p) { return p.param.name; });

TEST(QualityRules, RefuseAnIdInTwoFiles) {
  const std::vector<QualityText> texts{{"quality/a.toml", kRule}, {"quality/b.toml", kRule}};
  const Result<QualityRules> rules = load_quality_rules(texts);
  ASSERT_FALSE(rules.has_value());
  EXPECT_THAT(rules.error().message, HasSubstr("出现两次"));
}

TEST(QualityRules, WantOtherParametersOfOtherKinds) {
  std::string text = replace_all(kRule, "\"range\"", "\"constant_run\"");
  Result<QualityRules> rules = loaded(text);
  ASSERT_FALSE(rules.has_value());
  EXPECT_THAT(rules.error().message, HasSubstr("没有参数"));
  text = replace_all(text, "{ id = \"below\", value = \"0\", unit = \"无量纲\" }",
                     "{ id = \"least_hours\", value = \"6\", unit = \"min\" }");
  rules = loaded(text);
  ASSERT_FALSE(rules.has_value());
  EXPECT_THAT(rules.error().message, HasSubstr("单位应为h"));
  text = replace_all(text, "unit = \"min\"", "unit = \"h\"");
  rules = loaded(text);
  ASSERT_FALSE(rules.has_value());
  EXPECT_THAT(rules.error().message, HasSubstr("缺少参数“chance”"));
}

TEST(QualityRules, DigestFollowsParametersAlone) {
  const std::string digest = loaded(kRule)->rules[0].parameters_digest;
  EXPECT_EQ(loaded(replace_all(kRule, "超出", "越界"))->rules[0].parameters_digest, digest);
  EXPECT_EQ(loaded(replace_all(kRule, "\"0\"", "\"0.0\""))->rules[0].parameters_digest, digest);
  EXPECT_NE(loaded(replace_all(kRule, "\"0\"", "\"1\""))->rules[0].parameters_digest, digest);
  EXPECT_NE(loaded(replace_all(kRule, "w01001", "w01002"))->rules[0].parameters_digest, digest);
}

TEST(QualityRules, ShippedOnesLoadAndCoverOrNameEachIndicator) {
  const QualityRules rules = shipped_quality_rules();
  ASSERT_GT(rules.rules.size(), 20U);
  std::set<std::string> said;
  for (const QualityRule& rule : rules.rules) said.insert(rule.basis);
  for (const UncoveredRule& one : rules.not_covered) said.insert(one.basis);
  for (const char* id : {"W01", "W02", "W03", "W04", "W05", "W06", "W07", "A01", "A02", "A03", "A04", "A05",
                         "A06", "A07", "A08", "F01", "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08",
                         "S09", "S10", "S11", "S12", "S13", "S14", "S15", "S16", "S17", "S18", "S19", "S20"}) {
    EXPECT_TRUE(said.contains(id)) << id << " is neither a rule nor said to be none";
  }
}

TEST(QualityRules, EveryKindHasAShippedRule) {
  std::set<RuleKind> kinds;
  const QualityRules rules = shipped_quality_rules();
  for (const QualityRule& rule : rules.rules) kinds.insert(rule.kind);
  EXPECT_EQ(kinds.size(), kRuleKindCount);
}

}  // namespace
}  // namespace bihuan::observations
