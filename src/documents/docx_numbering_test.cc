#include "documents/internal/docx_numbering.h"

#include <gtest/gtest.h>

#include "documents/docx_test_files.h"

namespace bihuan::documents {
namespace {

using internal::format_number;

struct Row {
  const char* format;
  std::int64_t value;
  const char* want;
};

// Source: ECMA-376 part 1, 17.18.59, and what Word prints in a Chinese document.
constexpr Row kRows[] = {
    {"decimal", 12, "12"},
    {"decimal", 0, "0"},
    {"decimal", -3, "-3"},
    {"decimalZero", 9, "09"},
    {"decimalZero", 10, "10"},
    {"decimalFullWidth", 28, "２８"},
    {"decimalEnclosedCircle", 1, "①"},
    {"decimalEnclosedCircle", 20, "⑳"},
    {"decimalEnclosedCircle", 21, "21"},
    {"decimalEnclosedCircleChinese", 3, "③"},
    {"decimalEnclosedParen", 7, "⑺"},
    {"decimalEnclosedFullstop", 7, "⒎"},
    {"upperRoman", 4, "IV"},
    {"upperRoman", 1994, "MCMXCIV"},
    {"upperRoman", 3999, "MMMCMXCIX"},
    {"upperRoman", 4000, "4000"},
    {"lowerRoman", 49, "xlix"},
    {"lowerLetter", 1, "a"},
    {"lowerLetter", 26, "z"},
    {"lowerLetter", 27, "aa"},
    {"upperLetter", 53, "AAA"},
    {"chineseCounting", 3, "三"},
    {"chineseCounting", 10, "十"},
    {"chineseCounting", 28, "二十八"},
    {"chineseCounting", 105, "一○五"},
    {"chineseCountingThousand", 10, "十"},
    {"chineseCountingThousand", 20, "二十"},
    {"chineseCountingThousand", 105, "一百零五"},
    {"chineseCountingThousand", 1200, "一千二百"},
    {"japaneseCounting", 15, "十五"},
    {"ideographDigital", 20, "二〇"},
    {"chineseLegalSimplified", 3, "叁"},
    {"chineseLegalSimplified", 10, "壹拾"},
    {"chineseLegalSimplified", 12, "壹拾贰"},
    {"chineseLegalSimplified", 21, "贰拾壹"},
    {"chineseLegalSimplified", 105, "壹佰零伍"},
    {"ideographLegalTraditional", 6, "陸"},
    {"ideographTraditional", 1, "甲"},
    {"ideographTraditional", 10, "癸"},
    {"ideographTraditional", 11, "11"},
    {"ideographZodiac", 12, "亥"},
    {"ideographZodiacTraditional", 1, "甲子"},
    {"ideographZodiacTraditional", 60, "癸亥"},
    {"ideographEnclosedCircle", 2, "㊁"},
    {"numberInDash", 1, "- 1 -"},
    {"none", 5, ""},
    {"hebrew1", 5, "5"},
};

TEST(NumberFormat, PrintsAsWord) {
  for (const Row& row : kRows) EXPECT_EQ(format_number(row.value, row.format), row.want) << row.format << row.value;
}

TEST(NumberFormat, EveryFormatStandsHugeAndNegativeValues) {
  for (const Row& row : kRows) {
    for (const std::int64_t value : {std::int64_t{-1} << 31, std::int64_t{0}, std::int64_t{1} << 31}) {
      EXPECT_LT(format_number(value, row.format).size(), 64U) << row.format;
    }
  }
}

// --- counting
// ---------------------------------------------------------------------------------------------------------

std::string level(int index, const std::string& format, const std::string& text, const std::string& extra = "",
                  int start = 1) {
  return "<w:lvl w:ilvl='" + std::to_string(index) + "'><w:start w:val='" + std::to_string(start) +
         "'/><w:numFmt w:val='" + format + "'/>" + extra + "<w:lvlText w:val='" + text + "'/></w:lvl>";
}

std::string abstract(int id, const std::string& content) {
  return "<w:abstractNum w:abstractNumId='" + std::to_string(id) + "'>" + content + "</w:abstractNum>";
}

std::string list(int id, int abstract_id, const std::string& content = "") {
  return "<w:num w:numId='" + std::to_string(id) + "'><w:abstractNumId w:val='" + std::to_string(abstract_id) + "'/>" +
         content + "</w:num>";
}

std::string item(const std::string& text, int list_id, int level_index) {
  return para(text, "<w:numPr><w:ilvl w:val='" + std::to_string(level_index) + "'/><w:numId w:val='" +
                        std::to_string(list_id) + "'/></w:numPr>");
}

const std::string kPlan = abstract(0, level(0, "chineseCountingThousand", "%1、") +
                                          level(1, "chineseCountingThousand", "（%2）") + level(2, "decimal", "%3."));

std::string numbered(const std::string& numbering, const std::string& body, const std::string& styles = "") {
  TestParts parts;
  parts.numbering = numbering;
  parts.body = body;
  parts.styles = styles;
  return test_text(parts);
}

TEST(Numbering, CountsAsPlansAreNumbered) {
  EXPECT_EQ(numbered(kPlan + list(1, 0), item("总体要求", 1, 0) + item("重点工作", 1, 0) + item("绿色发展", 1, 1) +
                                             item("坚决完成", 1, 2) + item("服务", 1, 2) + para("正文") +
                                             item("蓝天", 1, 1) + item("坚决", 1, 2)),
            "一、总体要求\n二、重点工作\n（一）绿色发展\n1.坚决完成\n2.服务\n正文\n（二）蓝天\n1.坚决\n");
}

TEST(Numbering, LevelMayRunOnThroughTheDocument) {
  const std::string definition =
      abstract(0, level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.", "<w:lvlRestart w:val='0'/>"));
  EXPECT_EQ(numbered(definition + list(1, 0),
                     item("甲", 1, 0) + item("a", 1, 1) + item("b", 1, 1) + item("乙", 1, 0) + item("c", 1, 1)),
            "一、甲\n1.a\n2.b\n二、乙\n3.c\n");
}

TEST(Numbering, RestartsOnlyAfterTheNamedLevel) {
  const std::string definition = abstract(0, level(0, "decimal", "%1") + level(1, "decimal", "%2") +
                                                 level(2, "decimal", "-%3", "<w:lvlRestart w:val='1'/>"));
  EXPECT_EQ(numbered(definition + list(1, 0), item("", 1, 0) + item("", 1, 1) + item("", 1, 2) + item("", 1, 1) +
                                                  item("", 1, 2) + item("", 1, 0) + item("", 1, 2)),
            "1\n1\n-1\n2\n-2\n2\n-1\n");
}

TEST(Numbering, ListsOfOneDefinitionShareItsCountersUnlessTheStartIsOverridden) {
  const std::string restart = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>";
  EXPECT_EQ(numbered(kPlan + list(1, 0) + list(2, 0) + list(3, 0, restart),
                     item("a", 1, 0) + item("b", 2, 0) + item("c", 3, 0) + item("d", 3, 0)),
            "一、a\n二、b\n一、c\n二、d\n");
}

TEST(Numbering, OverriddenLevelReplacesTheDefinition) {
  const std::string other =
      "<w:lvlOverride w:ilvl='0'>" + level(0, "decimalEnclosedCircle", "%1", "", 5) + "</w:lvlOverride>";
  EXPECT_EQ(numbered(kPlan + list(1, 0, other), item("a", 1, 0) + item("b", 1, 0)), "⑤a\n⑥b\n");
}

TEST(Numbering, HigherNumbersAreRepeatedAndMadeArabicWhereAsked) {
  const std::string definition =
      abstract(0, level(0, "chineseCounting", "第%1章") + level(1, "decimal", "%1.%2", "<w:isLgl/>"));
  EXPECT_EQ(numbered(definition + list(1, 0), item("", 1, 0) + item("", 1, 0) + item("", 1, 1)),
            "第一章\n第二章\n2.1\n");
}

TEST(Numbering, HigherLevelThatWasNotMetShowsItsStart) {
  const std::string definition = abstract(0, level(0, "decimal", "%1") + level(1, "decimal", "%1.%2"));
  EXPECT_EQ(numbered(definition + list(1, 0), item("", 1, 1) + item("", 1, 1)), "1.1\n1.2\n");
}

TEST(Numbering, CustomFormatPadsWithZeros) {
  const std::string custom =
      "<w:lvl w:ilvl='0'><w:start w:val='9'/><mc:AlternateContent><mc:Choice Requires='w14'>"
      "<w:numFmt w:val='custom' w:format='001, 002, 003, ...'/></mc:Choice><mc:Fallback><w:numFmt w:val='decimal'/>"
      "</mc:Fallback></mc:AlternateContent><w:lvlText w:val='%1'/></w:lvl>";
  EXPECT_EQ(numbered(abstract(0, custom) + list(1, 0), item("", 1, 0) + item("", 1, 0)), "009\n010\n");
}

TEST(Numbering, BulletsOfSymbolFontsBecomeADot) {
  EXPECT_EQ(numbered(abstract(0, level(0, "bullet", "&#xF06C;") + level(1, "bullet", "－")) + list(1, 0),
                     item("a", 1, 0) + item("b", 1, 1)),
            "•a\n－b\n");
}

TEST(Numbering, StyleBringsTheListAndItsLevel) {
  const std::string definition = abstract(0, level(0, "chineseCounting", "%1、", "<w:pStyle w:val='H1'/>") +
                                                 level(1, "chineseCounting", "（%2）", "<w:pStyle w:val='H2'/>"));
  const std::string styles =
      "<w:style w:type='paragraph' w:styleId='H1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='1'/>"
      "</w:numPr></w:pPr></w:style><w:style w:type='paragraph' w:styleId='H2'><w:name w:val='heading 2'/>"
      "<w:basedOn w:val='H1'/></w:style><w:style w:type='paragraph' w:styleId='H2x'><w:name w:val='my heading'/>"
      "<w:basedOn w:val='H2'/></w:style>";
  EXPECT_EQ(numbered(definition + list(1, 0),
                     para("a", "<w:pStyle w:val='H1'/>") + para("b", "<w:pStyle w:val='H2'/>") +
                         para("c", "<w:pStyle w:val='H2'/><w:numPr><w:numId w:val='0'/></w:numPr>") +
                         para("d", "<w:pStyle w:val='H2'/>"),
                     styles),
            "一、a\n（一）b\nc\n（二）d\n");
}

TEST(Numbering, NumberingStyleDefinesTheList) {
  const std::string numbering = abstract(0, "<w:numStyleLink w:val='L'/>") + kPlan.substr(0, kPlan.find('0')) + "7" +
                                kPlan.substr(kPlan.find('0') + 1) + list(1, 0) + list(2, 7);
  const std::string styles =
      "<w:style w:type='numbering' w:styleId='L'><w:name w:val='L'/><w:pPr><w:numPr><w:numId "
      "w:val='2'/></w:numPr></w:pPr>"
      "</w:style>";
  EXPECT_EQ(numbered(numbering, item("a", 1, 0) + item("b", 1, 1), styles), "一、a\n（一）b\n");
}

struct Odd {
  const char* name;
  std::string numbering, body, want;
};

class OddNumbering : public testing::TestWithParam<Odd> {};
TEST_P(OddNumbering, GivesNoLabelAndNoHarm) {
  EXPECT_EQ(numbered(GetParam().numbering, GetParam().body), GetParam().want);
}

const std::string kCircle =
    abstract(0, "<w:numStyleLink w:val='A'/>") + abstract(1, "<w:numStyleLink w:val='B'/>") + list(1, 0) + list(2, 1);

INSTANTIATE_TEST_SUITE_P(
    , OddNumbering,
    testing::Values(Odd{"unknown_list", kPlan + list(1, 0), item("a", 9, 0), "a\n"},
                    Odd{"unknown_definition", list(1, 5), item("a", 1, 0), "a\n"},
                    Odd{"level_below_zero", kPlan + list(1, 0), item("a", 1, -1), "a\n"},
                    Odd{"level_above_eight", kPlan + list(1, 0), item("a", 1, 9), "a\n"},
                    Odd{"level_not_defined", kPlan + list(1, 0), item("a", 1, 7), "a\n"},
                    Odd{"huge_level", kPlan + list(1, 0), item("a", 1, 2147483647), "a\n"},
                    Odd{"deeper_number_in_the_text", abstract(0, level(0, "decimal", "%1%2")) + list(1, 0),
                        item("a", 1, 0), "1a\n"},
                    Odd{"repeated_without_end",
                        abstract(0, level(0, "decimal", "%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1%1")) + list(1, 0),
                        item("a", 1, 0), "1111111111111111a\n"},
                    Odd{"lone_percent", abstract(0, level(0, "decimal", "%1%")) + list(1, 0), item("a", 1, 0), "1%a\n"},
                    Odd{"start_out_of_range",
                        abstract(0, level(0, "chineseCounting", "%1", "", 2147483647)) + list(1, 0),
                        item("", 1, 0) + item("", 1, 0), "二一四七四八三六四七\n二一四七四八三六四八\n"},
                    Odd{"circle_of_styles", kCircle, item("a", 1, 0), "a\n"}),
    [](const auto& p) { return p.param.name; });

TEST(Numbering, UnknownFormatIsNotedOnce) {
  TestParts parts;
  parts.numbering = abstract(0, level(0, "hebrew1", "%1.")) + list(1, 0);
  parts.body = item("a", 1, 0) + item("b", 1, 0);
  const auto document = read_docx(test_docx(parts), {}, "x");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(plain_text(*document), "1.a\n2.b\n");
  EXPECT_EQ(document->notes, std::vector<std::string>{"编号格式“hebrew1”不受支持：按阿拉伯数字读取"});
}

}  // namespace
}  // namespace bihuan::documents
