#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bihuan {
namespace {

constexpr std::string_view kSentence = "地表水国控断面水质优良比例达到85.7%以上（7个断面）。";

// Slow and obvious: the whole table of RFC 3629 section 4.
bool oracle_is_utf8(std::string_view s) {
  const auto in = [&](std::size_t i, unsigned low, unsigned high) {
    return i < s.size() && static_cast<unsigned char>(s[i]) >= low && static_cast<unsigned char>(s[i]) <= high;
  };
  std::size_t i = 0;
  while (i < s.size()) {
    const auto tail = [&](std::size_t k) { return in(i + k, 0x80, 0xBF); };
    if (in(i, 0, 0x7F))
      i += 1;
    else if (in(i, 0xC2, 0xDF) && tail(1))
      i += 2;
    else if (((in(i, 0xE0, 0xE0) && in(i + 1, 0xA0, 0xBF)) || (in(i, 0xED, 0xED) && in(i + 1, 0x80, 0x9F)) ||
              ((in(i, 0xE1, 0xEC) || in(i, 0xEE, 0xEF)) && tail(1))) &&
             tail(2))
      i += 3;
    else if (((in(i, 0xF0, 0xF0) && in(i + 1, 0x90, 0xBF)) || (in(i, 0xF1, 0xF3) && tail(1)) ||
              (in(i, 0xF4, 0xF4) && in(i + 1, 0x80, 0x8F))) &&
             tail(2) && tail(3))
      i += 4;
    else
      return false;
  }
  return true;
}

TEST(Utf8, EveryCodePointGoesBothWays) {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 37) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::u32string one(1, c);
    ASSERT_EQ(*decode_utf8(encode_utf8(one)), one) << static_cast<unsigned>(c);
  }
  EXPECT_EQ(encode_utf8(U"\xD800"), "\uFFFD");
}

TEST(Utf8, StrictnessEqualsTheOracle) {
  // All pairs of first bytes with edge values behind them.
  constexpr unsigned kEdges[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      for (const unsigned c : kEdges) {
        const std::string s = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c),
                               static_cast<char>(0x80)};
        for (std::size_t n = 1; n <= 4; ++n)
          ASSERT_EQ(!first_invalid_utf8(s.substr(0, n)).has_value(), oracle_is_utf8(s.substr(0, n)))
              << a << " " << b << " " << c << " " << n;
      }
    }
  }
}

TEST(Utf8, TheErrorNamesTheByteAndTheLikelyEncoding) {
  EXPECT_EQ(decode_utf8("ab\xFFzz").error(), (Error{Code::kInvalidInput, "文字不是 UTF-8 编码", "第 3 字节"}));
  const std::string gb = *utf8_to_gb18030(kSentence);
  EXPECT_EQ(decode_utf8(gb).error(),
            (Error{Code::kInvalidInput, "文字不是 UTF-8 编码，看来是 GB18030（GBK）编码，请先转换", "第 1 字节"}));
}

TEST(OffsetMap, AgreesWithCountingAtEveryOffset) {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "a中é𠀀";
  const OffsetMap map(text);
  ASSERT_EQ(map.size(), 160u);
  for (std::size_t offset = 0; offset < text.size(); ++offset) {
    std::size_t end = offset + 1;
    const std::size_t index = count_code_points(std::string_view(text).substr(0, end)) - 1;
    ASSERT_EQ(map.code_point_of(offset), index);
    ASSERT_LE(map.byte_of(index), offset);
    ASSERT_EQ(map.code_point_of(map.byte_of(index)), index);
  }
  EXPECT_EQ(map.byte_of(160), text.size());
  EXPECT_EQ(map.code_point_of(text.size()), 160u);
  EXPECT_EQ(OffsetMap("").byte_of(0), 0u);
}

TEST(DetectEncoding, TellsWhatAndWhy) {
  const std::string gb = *utf8_to_gb18030(kSentence);
  const std::string utf8(kSentence);
  struct Case {
    std::string bytes;
    Encoding encoding;
    const char* evidence;
  };
  const Case cases[] = {
      {"", Encoding::kUtf8, "内容为空"},
      {utf8, Encoding::kUtf8, "全部字节符合 UTF-8"},
      {"\xEF\xBB\xBF" + utf8, Encoding::kUtf8Bom, "开头有 UTF-8 标记，全部字节符合 UTF-8"},
      {"\xEF\xBB\xBF" + gb, Encoding::kBinary, "开头有 UTF-8 标记，但第 4 字节不是 UTF-8"},
      {gb, Encoding::kGb18030, "全部字节符合 GB18030，23 个双字节字符中 23 个是常用字或标点"},
      {std::string("\xFF\xFE-N", 4), Encoding::kUtf16Le, "开头有 UTF-16 小端标记"},
      {std::string("\xFE\xFFN-", 4), Encoding::kUtf16Be, "开头有 UTF-16 大端标记"},
      {std::string("PK\x03\x04\0\0", 6), Encoding::kBinary, "含有文字中不会出现的控制字符"},
      {"\xD6\xD0\xFF", Encoding::kBinary, "第 1 字节不是 UTF-8，第 3 字节也不是 GB18030"},
      {"r\xE9sum\xE9s", Encoding::kBinary, "第 2 字节不是 UTF-8；按 GB18030 读，2 个汉字中只有 0 个是常用字"},
  };
  for (const Case& c : cases) {
    const EncodingGuess got = detect_encoding(c.bytes);
    EXPECT_EQ(got.encoding, c.encoding) << c.evidence << " / " << got.evidence;
    EXPECT_EQ(got.evidence, c.evidence);
  }
}

TEST(DecodeText, ConvertsEveryEncoding) {
  const std::string utf8(kSentence);
  EXPECT_EQ(decode_text(*utf8_to_gb18030(utf8))->utf8, utf8);
  EXPECT_EQ(decode_text("\xEF\xBB\xBF" + utf8)->utf8, utf8);
  EXPECT_EQ(decode_text(std::string("\xFF\xFE\x2D\x4E\x87\x65", 6))->utf8, "中文");
  EXPECT_EQ(decode_text(std::string("\xFE\xFF\x4E\x2D\x65\x87", 6))->utf8, "中文");
  EXPECT_EQ(gb18030_to_utf8("\x95\x32\x82\x36").value_or(""), "𠀀") << "four bytes";
  EXPECT_EQ(gb18030_to_utf8("\xD6\xD0\xFF").error(),
            (Error{Code::kInvalidInput, "此处不是有效的 GB18030 编码", "第 3 字节"}));
  EXPECT_EQ(gb18030_to_utf8("a\xD6").error().where, "第 2 字节") << "cut in the middle of a character";
  EXPECT_EQ(decode_text(std::string("\0\1\2", 3)).error().message,
            "内容不是 UTF-8、GB18030 或 UTF-16 编码的文字：含有文字中不会出现的控制字符");
  EXPECT_FALSE(decode_text(std::string("\xFF\xFE\x00\xD8", 4)).has_value()) << "half a surrogate pair";
}

TEST(Garbling, ShowsWhatAnEarlierProgramDid) {
  const std::string gb = *utf8_to_gb18030(kSentence);
  std::string as_utf8;  // GB18030 read as UTF-8 by a lenient program
  std::string as_latin;
  for (const char c : gb) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(as_utf8, byte < 0x80 ? byte : 0xFFFD);
    append_utf8(as_latin, byte);
  }
  std::string utf8_as_latin;
  for (const char c : kSentence) append_utf8(utf8_as_latin, static_cast<unsigned char>(c));
  const std::string utf8_as_gb = *gb18030_to_utf8("水质优良比例达到考核要求");
  EXPECT_THAT(garbling_evidence(as_utf8).value_or(""), testing::HasSubstr("像是 GB18030 文字曾被当作 UTF-8 读入"));
  EXPECT_THAT(garbling_evidence("标题锟斤拷锟斤拷").value_or(""), testing::HasSubstr("锟斤拷"));
  EXPECT_THAT(garbling_evidence(as_latin).value_or(""), testing::HasSubstr("中文曾被当作西欧编码读入"));
  EXPECT_THAT(garbling_evidence(utf8_as_latin).value_or(""), testing::HasSubstr("中文曾被当作西欧编码读入"));
  EXPECT_THAT(garbling_evidence(utf8_as_gb).value_or(""), testing::HasSubstr("UTF-8 文字曾被当作 GB18030 读入"));
  EXPECT_EQ(decode_text(as_utf8).error().code, Code::kInvalidInput);
  for (const std::string_view fine :
       {kSentence, std::string_view("plain"), std::string_view("Zürich Öl, déjà vu à côté"),
        std::string_view("扫描件中一处缺字\uFFFD，其余完整")})
    EXPECT_EQ(garbling_evidence(fine), std::nullopt) << fine;
}

TEST(Width, FullAndHalf) {
  EXPECT_EQ(to_half_width("ＰＭ２．５　（％）、。《》"), "PM2.5 (%)、。《》");
  EXPECT_EQ(to_half_width(U"１ａ"), U"1a");
  EXPECT_EQ(display_width("断面A"), 5u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
  EXPECT_EQ(display_width("（一）"), 6u);
}

TEST(Characters, AreKnown) {
  for (const char32_t c : std::u32string_view(U"一龥〇々𠀀")) EXPECT_TRUE(is_han(c)) << static_cast<unsigned>(c);
  for (const char32_t c : std::u32string_view(U"a1、。（あ")) EXPECT_FALSE(is_han(c)) << static_cast<unsigned>(c);
  for (const char32_t c : std::u32string_view(U" \t\r\n\u00A0\u3000\u200B\uFEFF")) EXPECT_TRUE(is_space(c));
  EXPECT_FALSE(is_space(U'中'));
}

TEST(Strings, AreTakenApartAndJoined) {
  EXPECT_EQ(trim(" \u3000 合　计\t\r\n"), "合　计");
  EXPECT_EQ(trim("　"), "");
  EXPECT_EQ(trim(U"　a "), U"a");
  EXPECT_EQ(strip_spaces(" 合　计\n"), "合计");
  EXPECT_THAT(split("a,,b", ','), testing::ElementsAre("a", "", "b"));
  EXPECT_THAT(split("", ','), testing::ElementsAre(""));
  EXPECT_THAT(split(U"甲、乙", U'、'), testing::ElementsAre(U"甲", U"乙"));
  EXPECT_THAT(split_lines("a\r\n\rb\nc\n"), testing::ElementsAre("a", "", "b", "c"));
  EXPECT_THAT(split_lines(""), testing::IsEmpty());
  EXPECT_EQ(join({"甲", "乙"}, "、"), "甲、乙");
  EXPECT_EQ(replace_all("aXbXX", "X", "--"), "a--b----");
  EXPECT_EQ(excerpt("一二三四", 3), "一二三…");
  EXPECT_EQ(excerpt("一二三", 3), "一二三");
  EXPECT_EQ(excerpt("a\nb\xFF"), "a b\uFFFD");
}

}  // namespace
}  // namespace bihuan
