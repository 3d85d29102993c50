#include "hj212/message.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "hj212/internal/samples.h"

namespace bihuan::hj212 {
namespace {

struct Read {
  Message message;
  std::vector<Diagnostic> diagnostics;
  Treatment worst = Treatment::kAccept;

  explicit Read(std::string_view segment, const Profile& profile = {}) {
    worst = read_segment(segment, Profiles(profile), message, diagnostics);
  }
  bool has(Finding finding) const {
    return std::ranges::any_of(diagnostics, [&](const Diagnostic& d) { return d.finding == finding; });
  }
};

struct NumberCase {
  const char* text;
  std::optional<Decimal> want;
  const char* why;
};

TEST(ReadNumber, ExactlyAsPrinted) {
  const NumberCase cases[] = {
      {"0", Decimal(0), "zero"},
      {"7.31", Decimal(731, 2), "two places"},
      {"32.50", Decimal(3250, 2), "trailing zeros are kept"},
      {"-0.312", Decimal(-312, 3), "negative"},
      {"+3", Decimal(3), "a sign"},
      {"21500.0", Decimal(215000, 1), "seven characters"},
      {"123456.8", Decimal(1234568, 1), "eight characters"},
      {"12345678", Decimal(12345678), "eight digits"},
      {"156720160.000", Decimal(156720160000, 3), "longer than eight"},
      {"20240930080000", Decimal(20240930080000), "a time"},
      {"123456789012345678", Decimal(123456789012345678), "eighteen digits"},
      {"0.00000000000000001", Decimal(1, 17), "many places"},
      {"1234567890123456789", std::nullopt, "nineteen digits do not fit for certain"},
      {"", std::nullopt, "empty"},
      {"-", std::nullopt, "a sign alone"},
      {".5", std::nullopt, "no digit before the point"},
      {"5.", std::nullopt, "no digit after the point"},
      {".", std::nullopt, "a point alone"},
      {"1.2.3", std::nullopt, "two points"},
      {"1..2", std::nullopt, "two points together"},
      {"1e5", std::nullopt, "an exponent"},
      {"1,5", std::nullopt, "a comma"},
      {"--5", std::nullopt, "two signs"},
      {"N", std::nullopt, "a mark"},
      {"1/2", std::nullopt, "the character before 0"},
      {"1:2", std::nullopt, "the character after 9"},
      {"\xFF\xFF", std::nullopt, "no ASCII"},
  };
  for (const NumberCase& c : cases) {
    const std::optional<Decimal> got = read_number(c.text);
    // In a segment, where the fast way is taken.
    const std::string segment = "CN=2011;CP=&&a21026-Rtd=" + std::string(c.text) + "&&";
    const Read read(segment);
    ASSERT_EQ(got.has_value(), c.want.has_value()) << c.text << ": " << c.why;
    if (std::string_view(c.text) == "1,5") continue;  // there a comma separates
    ASSERT_EQ(read.message.items.size(), 1U) << c.text;
    EXPECT_EQ(read.message.items[0].kind == ValueKind::kNumber, c.want.has_value()) << c.text << ": " << c.why;
    if (!c.want.has_value()) continue;
    for (const Decimal number : {*got, read.message.items[0].number}) {
      EXPECT_EQ(number.mantissa(), c.want->mantissa()) << c.text;
      EXPECT_EQ(number.places(), c.want->places()) << c.text;
    }
  }
}

TEST(ReadNumber, AgreesWithTheSlowReaderOnAllShortTexts) {
  // Every text of up to five characters out of these.
  constexpr std::string_view kCharacters = "019.-x";
  std::vector<std::string> texts{""};
  for (std::size_t begin = 0, round = 0; round < 5; ++round) {
    const std::size_t end = texts.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const char c : kCharacters) texts.push_back(texts[i] + c);
    }
    begin = end;
  }
  for (const std::string& text : texts) {
    if (text == "-9999") continue;  // stands for no value
    const std::string segment = "CN=2011;CP=&&a21026-Rtd=" + text;
    const Read read(segment + "&&");
    ASSERT_EQ(read.message.items.size(), 1U);
    const Item& item = read.message.items[0];
    const Result<Decimal> want = parse_decimal(text);
    ASSERT_EQ(item.kind == ValueKind::kNumber, want.has_value()) << text;
    if (want.has_value()) {
      ASSERT_EQ(item.number, *want) << text;
      ASSERT_EQ(item.number.places(), want->places()) << text;
    }
  }
}

TEST(Message, HeaderAndArea) {
  const Read read(
      "QN=20240930080000123;ST=32;CN=2011;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=7;PNUM=2;PNO=1;RF=1;"
      "CP=&&DataTime=20240930080000;w01018-Rtd=32.5,w01018-Flag=N;SB1-RS=1&&");
  const Message& m = read.message;
  EXPECT_EQ(m.qn(), "20240930080000123");
  EXPECT_EQ(m.st(), "32");
  EXPECT_EQ(m.cn(), "2011");
  EXPECT_EQ(m.pw(), "a1b2c3");
  EXPECT_EQ(m.mn(), "AB0000D5900001E000212C01");
  EXPECT_EQ(m.flag, 7);
  EXPECT_TRUE(m.wants_answer());
  EXPECT_TRUE(m.is_part());
  EXPECT_TRUE(m.is_refill());
  EXPECT_EQ(m.pnum, 2);
  EXPECT_EQ(m.pno, 1);
  ASSERT_EQ(m.items.size(), 4U);
  EXPECT_FALSE(m.items[0].is_factor());
  EXPECT_EQ(m.items[1].group, m.items[2].group);
  EXPECT_NE(m.items[2].group, m.items[3].group);
  EXPECT_EQ(m.find("w01018", "Rtd")->number, Decimal(325, 1));
  EXPECT_EQ(m.find("w01018", "Flag")->value, "N");
  EXPECT_EQ(m.find("w01018", "Avg"), nullptr);
  EXPECT_EQ(m.scalar_text("DataTime"), "20240930080000");
  EXPECT_TRUE(read.diagnostics.empty());
}

struct Oddity {
  const char* segment;
  std::vector<Finding> findings;
  std::vector<std::string> pairs;
  const char* why;
};

TEST(Message, OdditiesAreReadAndNamed) {
  const Oddity cases[] = {
      {"CN=2011;FLAG=4;CP=&&a=1&&", {Finding::kHeaderCase}, {"a=1"}, "header names in any case"},
      {"CN=2011;PW=1;,MN=12345678901234;CP=&&&&", {Finding::kHeaderComma, Finding::kItemEmpty}, {}, "a stray comma"},
      {"QN=20240930080000123,CN=2011;CP=&&&&", {Finding::kHeaderComma}, {}, "2017 C.22"},
      {"CN=2041;Flag=5CP=&&SB1-RT=1.1&&", {Finding::kSemicolonMissing}, {"SB1-RT=1.1"}, "2017 C.19"},
      {"CN=9021;PW=01=Z-9=;CP=&&&&", {}, {}, "split at the first ="},
      {"CN=9013;CP=&& &&", {Finding::kBlanks}, {}, "2017 C.4"},
      {"CN=2072;CP=&&101-Ala=1.1, AlarmType =1&&",
       {Finding::kBlanks},
       {"101-Ala=1.1", "AlarmType=1"},
       "2005, as printed"},
      {"CN=2011;CP=&&a=1;;b=2;&&", {Finding::kItemEmpty, Finding::kItemEmpty}, {"a=1", "b=2"}, "too many ;"},
      {"CN=2011;CP=&&a;b=2&&", {Finding::kItemNoValue}, {"b=2"}, "no ="},
      {"CN=2011;CP=&&a=1", {Finding::kAreaOpen}, {"a=1"}, "no closing &&"},
      {"CN=2011", {Finding::kAreaMissing}, {}, "no data area"},
      {"CN=2011;CN=2012;CP=&&&&", {Finding::kHeaderTwice}, {}, "the first counts"},
      {"CN=2011;XY=1;CP=&&&&", {Finding::kHeaderUnknown}, {}, "unknown passes"},
      {"CN=2011;Flag=x;CP=&&&&", {Finding::kFlagBad}, {}, "no number"},
      {"CN=2011;Flag=256;CP=&&&&", {Finding::kFlagBad}, {}, "one too many"},
      {"CN=2011;Flag=6;CP=&&&&", {Finding::kSplitWithoutNumbers}, {}, "D without numbers"},
      {"CN=2011;Flag=4;PNUM=2;PNO=1;CP=&&&&", {Finding::kNumbersWithoutSplit}, {}, "numbers without D"},
      {"QN=1669537704000;CN=9021;CP=&&&&", {Finding::kQnForm}, {}, "epoch"},
      {"CN=2011;MN=;CP=&&&&", {Finding::kMnEmpty}, {}, "before activation"},
      {"CN=2011;MN=YX-1;Flag=4;CP=&&&&", {Finding::kMnForm}, {}, "free characters"},
      {"CN=2011;Flag=12;CP=&&&&", {Finding::kEditionUnknown}, {}, "a version yet to come"},
      {"CN=20;CP=&&&&", {Finding::kNoCommand}, {}, "four characters"},
      {"CN=2011;CP=&&a-Rtd=,b-Rtd=--,c-Rtd=null&&",
       {Finding::kValueMissing, Finding::kValueMissing, Finding::kValueMissing},
       {"a-Rtd=", "b-Rtd=--", "c-Rtd=null"},
       "markers"},
      {"CN=3020;CP=&&i11001-Info=//a,b=1;c//;x=1&&",
       {},
       {"i11001-Info=//a,b=1;c//", "x=1"},
       "a log text holds separators"},
      {"CN=3020;CP=&&i11001-Info=//a;x=1&&",
       {Finding::kTextOpen},
       {"i11001-Info=//a", "x=1"},
       "a log text that never closes"},
      {"CN=3020;CP=&&i11001-Info=//\xFF\xFF//&&",
       {Finding::kNoText},
       {"i11001-Info=//\xFF\xFF//"},
       "no text in either encoding"},
      {"CN=3020;CP=&&i11001-Info=//\xC7\xE5\xCF\xB4//&&", {Finding::kGb18030}, {"i11001-Info=//清洗//"}, "GB18030"},
      {"CN=3020;CP=&&i11001-Info=//清洗//&&", {}, {"i11001-Info=//清洗//"}, "UTF-8 is never taken for GB18030"},
  };
  for (const Oddity& c : cases) {
    const Read read(c.segment);
    std::vector<Finding> findings;
    for (const Diagnostic& d : read.diagnostics) findings.push_back(d.finding);
    EXPECT_EQ(findings, c.findings) << c.segment << ": " << c.why;
    std::vector<std::string> pairs;
    for (const Item& item : read.message.items)
      pairs.push_back(internal::name_of(item) + "=" + std::string(item.value));
    EXPECT_EQ(pairs, c.pairs) << c.segment << ": " << c.why;
  }
}

TEST(Message, APasswordNeverStandsInADiagnostic) {
  const Read read("CN=1072;PW=sesame;PW=sesame;PWX=sesame;CP=&&NewPW= sesame &&");
  ASSERT_FALSE(read.diagnostics.empty());
  for (const Diagnostic& d : read.diagnostics)
    EXPECT_EQ(describe(d, read.message.segment).find("sesame"), std::string::npos) << to_string(d.finding);
}

TEST(Message, AnyOctetsAtAll) {
  for (const std::string& segment :
       {std::string(), std::string("="), std::string("CP=&&"), std::string("CP=&&&"), std::string("&&"),
        std::string("CP=&&="), std::string("CP=&&//"), std::string("CP=&&a=//"), std::string("CP=&&a=/,"),
        std::string(64, ';'), std::string(65, '='), std::string(200, ',')}) {
    const Read read(segment);
    EXPECT_EQ(read.message.segment, segment);
  }
  // A long unclosed text takes no quadratic time.
  std::string hostile = "CN=3020;CP=&&a=//";
  hostile.append(1000000, ',');
  EXPECT_TRUE(Read(hostile + "&&").has(Finding::kItemEmpty));
}

TEST(Message, TheNumberOfTheExchange) {
  EXPECT_EQ(Read("QN=1;CN=9013;CP=&&&&").message.exchange(), "1");
  EXPECT_EQ(Read("ST=91;CN=9013;CP=&&QN=2&&").message.exchange(), "2");
  EXPECT_EQ(Read("ST=91;CN=9013;CP=&&&&").message.exchange(), "");
}

TEST(PeekField, WithoutReadingTheSegment) {
  EXPECT_EQ(peek_field("QN=1;MN=A;CP=&&MN=B&&", "MN"), "A");
  EXPECT_EQ(peek_field("QN=1;mn = A ;CP=&&MN=B&&", "MN"), "A");
  EXPECT_EQ(peek_field("QN=1;CP=&&MN=B&&", "MN").data(), nullptr);
  EXPECT_NE(peek_field("MN=;CP=&&&&", "MN").data(), nullptr);
}

}  // namespace
}  // namespace bihuan::hj212
