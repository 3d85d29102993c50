#include "hj212/vocabulary.h"

#include <gtest/gtest.h>

#include "hj212/internal/samples.h"

namespace bihuan::hj212 {
namespace {

using internal::shipped_vocabulary;

std::vector<Finding> check(std::string_view segment, const Profile& profile = {}) {
  Message message;
  std::vector<Diagnostic> diagnostics;
  read_segment(segment, Profiles(profile), message, diagnostics);
  diagnostics.clear();
  shipped_vocabulary().check(message, diagnostics);
  std::vector<Finding> findings;
  for (const Diagnostic& d : diagnostics) findings.push_back(d.finding);
  return findings;
}

TEST(Vocabulary, CommandsAreKeyedByEdition) {
  const Vocabulary& v = shipped_vocabulary();
  EXPECT_EQ(v.command(Edition::k2005, "3014")->name, "设置设备采样时间周期");
  EXPECT_EQ(v.command(Edition::k2017, "3014")->name, "比对采样");
  EXPECT_EQ(v.command(Edition::k2025, "3014"), nullptr);
  EXPECT_EQ(v.command(Edition::k2005, "1001")->kind, CommandKind::kRequest);
  EXPECT_EQ(v.command(Edition::k2025, "1001")->kind, CommandKind::kNotification);
  EXPECT_EQ(v.command(Edition::kSurfaceWater, "1014")->name, "提取数采仪时间");
  EXPECT_EQ(v.command(Edition::k2025, "1014")->name, "密钥协商");
  EXPECT_TRUE(v.command(Edition::k2017, "1012")->changes_device);
  EXPECT_FALSE(v.command(Edition::k2017, "1011")->changes_device);
  EXPECT_EQ(v.command(Edition::k2017, "9999"), nullptr);
  EXPECT_EQ(v.any_command("2071")->name, "污染物报警记录");
}

// HJ 212-2017 tables 9 to 12: all of its commands and answers.
TEST(Vocabulary, HasEveryCommandOf2017) {
  for (const char* cn : {"1000", "1011", "1012", "1013", "1061", "1062", "1063", "1064", "1072", "2011", "2012",
                         "2021", "2022", "2031", "2041", "2051", "2061", "2081", "3011", "3012", "3013", "3014",
                         "3015", "3016", "3017", "3018", "3019", "3020", "3021", "9011", "9012", "9013", "9014"})
    EXPECT_NE(shipped_vocabulary().command(Edition::k2017, cn), nullptr) << cn;
  EXPECT_EQ(shipped_vocabulary().commands(Edition::k2017).size(), 33U);
}

TEST(Vocabulary, MarksDifferByEdition) {
  const Vocabulary& v = shipped_vocabulary();
  EXPECT_EQ(v.mark(Edition::k2005, "P")->name, "电源故障");
  EXPECT_EQ(v.mark(Edition::k2017, "P"), nullptr);
  EXPECT_EQ(v.mark(Edition::k2017, "N")->validity, "valid");
  EXPECT_EQ(v.mark(Edition::k2017, "D")->validity, "invalid");
  EXPECT_EQ(v.mark(Edition::k2017, "B")->validity, "invalid");
  EXPECT_EQ(v.mark(Edition::k2005, "B"), nullptr);
}

TEST(Vocabulary, ReturnsAndSystems) {
  const Vocabulary& v = shipped_vocabulary();
  EXPECT_EQ(v.request_return("9")->name, "CRC校验错误");
  EXPECT_EQ(v.execution_return("100")->name, "没有数据");
  EXPECT_EQ(v.system("32")->name, "地表水体环境污染源");
  EXPECT_EQ(v.system("99"), nullptr);
  EXPECT_EQ(v.factor("w01018")->name, "化学需氧量");
}

struct CheckCase {
  const char* segment;
  std::vector<Finding> findings;
  const char* why;
};

TEST(Vocabulary, UnknownCodesPassWithADiagnostic) {
  const CheckCase cases[] = {
      {"ST=32;CN=2011;Flag=4;CP=&&DataTime=20240930080000;w01018-Rtd=1,w01018-Flag=N&&", {}, "all known"},
      {"ST=32;CN=9021;Flag=4;CP=&&&&", {Finding::kCommandUnknown}, "a maker's"},
      {"ST=32;CN=2071;Flag=4;CP=&&&&", {Finding::kCommandOfOtherEdition}, "2005 only"},
      {"ST=77;CN=2011;Flag=4;CP=&&&&", {Finding::kStUnknown}, "no such system"},
      {"CN=2011;Flag=4;CP=&&Model=X&&", {Finding::kFieldUnknown}, "a maker's"},
      {"CN=2011;Flag=4;CP=&&LAMPBLACK-Avg=6.23,LAMPBLACK-Flag=N&&", {Finding::kFactorUnknown}, "once for each factor"},
      {"CN=2011;Flag=4;CP=&&w01018-td=1&&", {Finding::kSuffixUnknown}, "a slip"},
      {"CN=2011;Flag=4;CP=&&w01018-flag=N&&", {Finding::kSuffixCase}, "lower case"},
      {"CN=2011;Flag=4;CP=&&w01018-Flag=H&&", {Finding::kMarkUnknown}, "not in 2017"},
      {"CN=2011;Flag=0;CP=&&011-Flag=1&&", {}, "a mark that is a digit"},
      {"CN=2011;Flag=4;CP=&&w01018-Rtd=abc&&", {Finding::kNotANumber}, "a value"},
      {"CN=2011;Flag=4;CP=&&DataTime=today&&", {Finding::kNotANumber}, "a time"},
      {"CN=2011;Flag=4;CP=&&w01018-Rtd=1;w01018-Rtd=2&&", {Finding::kItemDouble}, "2017 C.29"},
      {"CN=3020;Flag=9;ST=21;CP=&&PolId=w01018,i12001-Info=0;PolId=w21003,i12001-Info=0&&",
       {},
       "each behind its PolId"},
      {"CN=2011;Flag=4;CP=&&SB1-RS=1;SB12-RS=0;e70101-Rtd=1;i12001-Info=0&&", {}, "codes by a rule"},
  };
  for (const CheckCase& c : cases) EXPECT_EQ(check(c.segment), c.findings) << c.segment << ": " << c.why;
}

TEST(Vocabulary, ManyItemsTakeTheSortedWay) {
  std::string segment = "CN=2011;Flag=4;CP=&&";
  for (int i = 0; i < 400; ++i) segment += "e" + std::to_string(10000 + i) + "-Rtd=1;";
  EXPECT_TRUE(check(segment + "e99999-Rtd=1&&").empty());
  EXPECT_EQ(check(segment + "e10007-Rtd=1&&"), std::vector{Finding::kItemDouble});
}

TEST(Vocabulary, FaultsInTheFilesAreNamed) {
  const std::vector<NamedText> none;
  EXPECT_EQ(Vocabulary::load(none).error().message, "缺少知识文件“hj212/commands.toml”");
  const std::string head = "[knowledge]\nconfidence = \"high\"\n";
  std::vector<NamedText> files = {
      {"hj212/commands.toml",
       head + "[[command]]\ncn = \"1000\"\nname = \"x\"\neditions = [\"1999\"]\nkind = \"request\"\n"},
      {"hj212/codes.toml", head},
      {"hj212/factors.toml", head}};
  const Result<Vocabulary> got = Vocabulary::load(files);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "协议版本“1999”不认识，应为2005、2017、2025、surface_water之一");
  EXPECT_EQ(got.error().where, "knowledge/hj212/commands.toml:3");
}

}  // namespace
}  // namespace bihuan::hj212
