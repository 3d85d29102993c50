#include "records/official_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "records/official_samples.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;

const OfficialRules& shipped_figures() { return *shipped_official_rules(); }

plans::Target target_in(const std::string& unit, const std::string& value, const std::string& scope = "",
                        const std::string& text = "", const std::string& direction = "") {
  plans::Target target;
  target.indicator = "指标";
  target.unit = unit;
  if (!value.empty()) target.value = *parse_decimal(value);
  target.scope = scope;
  target.text = text;
  target.direction = direction;
  return target;
}

struct ValueCase {
  const char* quantity;
  const char* given;
  const char* stored;  // "" = refused
  const char* message;
};
constexpr ValueCase kValues[] = {
    {"share", "85.70", "85.70", "places stay as printed"},
    {"share", " ８５．７ ", "85.7", "full width and blanks are typing"},
    {"share", "85.7%", "", "比例应为数字，如85.7，不写单位，这里是“85.7%”"},
    {"share", "100.1", "", "比例应在0至100之间，这里是“100.1”"},
    {"share", "-1", "", "比例应在0至100之间，这里是“-1”"},
    {"share", "", "", "比例应为数字，如85.7，不写单位，这里是“”"},
    {"share", "NaN", "", "比例应为数字，如85.7，不写单位，这里是“NaN”"},
    {"days", "301", "301", ""},
    {"days", "301.5", "", "天数应为整数，这里是“301.5”"},
    {"rank", "0", "", "名次应不小于1，这里是“0”"},
    {"change", "-3.2", "-3.2", "a rise where a fall was wanted"},
    {"class", "Ⅲ类", "Ⅲ", ""},
    {"class", "III", "Ⅲ", "letters are typing"},
    {"class", "劣V类", "劣Ⅴ", ""},
    {"class", "Ⅵ", "", "类别应为Ⅰ、Ⅱ、Ⅲ、Ⅳ、Ⅴ、劣Ⅴ之一，这里是“Ⅵ”"},
    {"kept", "是", "是", ""},
    {"kept", "达标", "", "是否达标应为是、否之一，这里是“达标”"},
};
TEST(OfficialRules, ReadsValuesAsPrinted) {
  for (const ValueCase& one : kValues) {
    const Result<std::string> read = read_figure_value(*shipped_figures().quantity(one.quantity), one.given);
    if (*one.stored != '\0') {
      ASSERT_TRUE(read.has_value()) << one.given << read.error().message;
      EXPECT_EQ(*read, one.stored) << one.message;
    } else {
      ASSERT_FALSE(read.has_value()) << one.given;
      EXPECT_EQ(read.error(), (Error{Code::kInvalidInput, one.message, "value"}));
    }
  }
}

struct FitCase {
  const char* quantity;
  const char* unit;
  plans::Target target;
  const char* where;  // "" = fits
  const char* message;
};
TEST(OfficialRules, AFigureFitsTheUnitOfItsTarget) {
  const plans::Target share = target_in("%", "85.7"), air = target_in("微克/立方米", "35");
  const plans::Target open = target_in("", ""), fall = target_in("%", "10", "", "", "down");
  const FitCase cases[] = {
      {"share", "%", share, "", ""},
      {"share", "％", share, "", ""},
      {"kept", "", share, "", ""},
      {"kept", "%", share, "unit", "没有单位"},
      {"class", "", share, "quantity", "目标“指标”是数值（85.7%），不能登记类别"},
      {"class", "", open, "", ""},
      {"concentration", "μg/m3", air, "", ""},
      {"concentration", "毫克/立方米", air, "quantity",
       "目标“指标”的单位是“微克/立方米”，应登记浓度；这里是浓度（毫克/立方米）"},
      {"share", "%", air, "quantity", "应登记浓度；这里是比例（%）"},
      {"share", "天", share, "unit", "比例的单位应为%，这里是“天”"},
      {"share", "%", fall, "quantity", "应登记升降幅度；这里是比例（%）"},
      {"change", "%", fall, "", ""},
      {"change", "%", share, "quantity", "应登记比例；这里是升降幅度（%）"},
      {"amount", "万元", target_in("万元", "9000"), "", ""},
      {"amount", "个", target_in("个", "200"), "quantity", "应登记个数；这里是数量（个）"},
      {"index", "", open, "", ""},
  };
  for (const FitCase& one : cases) {
    const Status fits = check_fit(shipped_figures(), one.target, *shipped_figures().quantity(one.quantity), one.unit);
    EXPECT_EQ(fits.has_value() ? "" : fits.error().where, one.where) << one.quantity << one.unit << one.target.unit;
    if (!fits.has_value()) {
      EXPECT_THAT(fits.error().message, HasSubstr(one.message));
      EXPECT_EQ(fits.error().code, Code::kInvalidInput);
    }
  }
}

struct WordsCase {
  const char* scope;
  const char* text;
  const char* terms;
  const char* why;
};
constexpr WordsCase kWords[] = {
    {"纳入省级考核的7个断面", "", "省控", ""},
    {"国考的3个断面", "省考的7个断面水质优良率", "国控", "the scope first, the clause only where it says nothing"},
    {"", "国考和省考断面优良率", "省控", "of several the most local, as the indicators read it"},
    {"7个国省控断面", "", "省控", ""},
    {"", "剔除沙尘影响后PM10年均浓度", "剔除沙尘", ""},
    {"", "PM10年均浓度（未剔除沙尘）", "未剔除沙尘", "剔除沙尘 stands inside"},
    {"", "PM10年均浓度不含沙尘、经审核", "审核后、剔除沙尘", "含沙尘 stands inside 不含沙尘"},
    {"", "未经审核的快报", "审核前、快报", "经审核 stands inside 未经审核"},
    {"", "水质优良率达到85.7%", "", ""},
};
TEST(OfficialRules, TheTargetsWordsStateItsScope) {
  for (const WordsCase& one : kWords) {
    const plans::Target target = target_in("%", "85.7", one.scope, one.text);
    EXPECT_EQ(terms_text(shipped_figures(), terms_of(shipped_figures(), target)), one.terms)
        << one.scope << one.text << one.why;
  }
}

TEST(OfficialRules, TermsAreKnownAndStandOnce) {
  const auto check = [](std::vector<FigureTerm> terms) {
    const Status status = check_terms(shipped_figures(), terms);
    return status.has_value() ? std::string() : status.error().where + " " + status.error().message;
  };
  EXPECT_EQ(check({{"level", "national"}, {"review", "after"}}), "");
  EXPECT_EQ(check({{"colour", "red"}}), "terms 口径没有“colour”这一项，可选：level、review、dust、state、release");
  EXPECT_EQ(check({{"review", "later"}}), "terms 审核没有“later”，可选：before（审核前）、after（审核后）");
  EXPECT_EQ(check({{"level", "national"}, {"level", "municipal"}}), "terms 口径的“监测层级”写了两次，应只写一次");
}

TEST(OfficialRules, DaysReadAsPeopleSayThem) {
  EXPECT_EQ(days_text(Date(2024, 1, 1), Date(2024, 9, 30)), "2024年1—9月");
  EXPECT_EQ(days_text(Date(2024, 9, 1), Date(2024, 9, 30)), "2024年9月");
  EXPECT_EQ(days_text(Date(2024, 1, 1), Date(2024, 12, 31)), "2024年");
  EXPECT_EQ(days_text(Date(2024, 2, 1), Date(2024, 2, 28)), "2024年2月1日至2024年2月28日") << "a leap year";
}

TEST(OfficialRules, BadFilesAreRefusedWithTheirLine) {
  const std::string good =
      *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/office/official-figures.toml", 1U << 20U);
  const std::pair<std::pair<const char*, const char*>, const char*> cases[] = {
      {{"kind     = \"number\"", "kind     = \"digit\""}, "kind应为number或words"},
      {{"id       = \"days\"", "id       = \"share\""}, "“share”出现了两次"},
      {{"also   = [\"I\", ", "also   = ["}, "also应与values一一对应"},
      {{"[\"size\", \"<=\",", "[\"size\", \"~\","}, "when的每一条应为[事实, 比较符, 值]"},
      {{"units    = [\"天\"]", "units    = []"}, "数字要有units，文字要有values"},
      {{"[unexplained]", "[unexplained]\nmore = 1"}, "more"},
  };
  for (const auto& [change, message] : cases) {
    const std::string bad = replace_all(good, change.first, change.second);
    ASSERT_NE(bad, good) << change.first;
    const Result<OfficialRules> refused = load_official_rules(bad, "f.toml");
    ASSERT_FALSE(refused.has_value()) << message;
    EXPECT_THAT(refused.error().message, HasSubstr(message));
    EXPECT_EQ(refused.error().where.rfind("f.toml:", 0), 0U) << refused.error().where;
  }
}

}  // namespace
}  // namespace bihuan::records
