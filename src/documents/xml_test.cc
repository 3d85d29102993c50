#include "documents/xml.h"

#include <gtest/gtest.h>

#include "documents/docx_test_files.h"

namespace bihuan::documents {
namespace {

constexpr XmlNamespace kNames[] = {{"urn:word", "w"}};

Result<XmlDocument> parse(std::string_view bytes, const XmlLimits& limits = {}) {
  return parse_xml(bytes, kNames, limits, "x.xml");
}

TEST(Xml, NamesAreCanonicalWhateverPrefixTheFileUses) {
  const auto document = parse("<q:a xmlns:q='urn:word' q:v='1' plain='2'><b xmlns='urn:unknown'/></q:a>");
  ASSERT_TRUE(document.has_value()) << document.error().message;
  const XmlNode root = document->root();
  EXPECT_EQ(root.name(), "w:a");
  EXPECT_EQ(root.attribute("w:v"), "1");
  EXPECT_EQ(root.attribute("plain"), "2");
  EXPECT_FALSE(root.has_attribute("v"));
  EXPECT_EQ(root.first_child().name(), "other:b");
}

TEST(Xml, TextIsJoinedAcrossEntitiesLinesAndCdata) {
  const auto document = parse("<a>甲&amp;乙\n丙<![CDATA[<丁>]]><b/>戊</a>");
  ASSERT_TRUE(document.has_value());
  const XmlNode first = document->root().first_child();
  EXPECT_EQ(first.text(), "甲&乙\n丙<丁>");
  EXPECT_EQ(first.next_sibling().name(), "b");
  EXPECT_EQ(document->root().deep_text(), "甲&乙\n丙<丁>戊");
}

TEST(Xml, WalksChildrenInOrder) {
  const auto document = parse("<a><b/><c><d/></c><b x='2'/></a>");
  ASSERT_TRUE(document.has_value());
  std::string names;
  for (const XmlNode node : document->root()) names += node.name();
  EXPECT_EQ(names, "bcb");
  EXPECT_TRUE(document->root().child("c").child("d"));
  EXPECT_FALSE(document->root().child("d"));
  EXPECT_FALSE(XmlNode().child("x").first_child().next_sibling()) << "an empty handle stays empty";
}

TEST(Xml, ReadsUtf16) {
  const std::string bytes("\xFF\xFE<\0a\0>\0-N<\0/\0a\0>\0", 18);  // U+4E2D
  const auto document = parse(bytes);
  ASSERT_TRUE(document.has_value()) << document.error().message;
  EXPECT_EQ(document->root().deep_text(), "中");
}

std::string nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "<a>";
  for (int i = 0; i < depth; ++i) text += "</a>";
  return text;
}

struct BadXml {
  const char* name;
  std::string bytes;
  Error error;
};

Error bad(std::string message, std::string where) {
  return {Code::kInvalidInput, std::move(message), std::move(where)};
}

class XmlRefuses : public testing::TestWithParam<BadXml> {};
TEST_P(XmlRefuses, WithThePlace) {
  XmlLimits limits;
  limits.bytes = 8 << 20;
  limits.depth = 10;
  limits.nodes = 1000;
  limits.attributes = 2;
  const auto document = parse(GetParam().bytes, limits);
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(said(document.error()), said(GetParam().error));
}

std::string many(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

const char* const kBillionLaughs =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE z [<!ENTITY a \"xxxxxxxxxx\"><!ENTITY b "
    "\"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n<z>&b;</z>";

INSTANTIATE_TEST_SUITE_P(
    , XmlRefuses,
    testing::Values(BadXml{"empty", "", bad("XML 不完整：没有结束", "x.xml 第 1 行第 1 列")},
                    BadXml{"cut_off", "<a>\n<b>", bad("XML 不完整：没有结束", "x.xml 第 2 行第 4 列")},
                    BadXml{"crossed", "<a><b></a></b>", bad("XML 格式不正确", "x.xml 第 1 行第 9 列")},
                    BadXml{"broken_utf8", "<a>\xC3\x28</a>", bad("XML 含有不允许的字节或标记", "x.xml 第 1 行第 4 列")},
                    BadXml{"gb18030", "<?xml version='1.0' encoding='GB18030'?><a/>",
                           bad("XML 编码不受支持：应为 UTF-8 或 UTF-16", "x.xml 第 1 行第 31 列")},
                    BadXml{"dtd", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
                           bad("含有 DTD 声明（<!DOCTYPE>）：文档部件不应有 DTD，已拒绝", "x.xml 第 1 行第 40 列")},
                    BadXml{"entity_bomb", kBillionLaughs,
                           bad("含有 DTD 声明（<!DOCTYPE>）：文档部件不应有 DTD，已拒绝", "x.xml 第 2 行第 13 列")},
                    BadXml{"unknown_entity", "<a>&nbsp;</a>", bad("XML 格式不正确", "x.xml 第 1 行第 4 列")},
                    BadXml{"too_deep", nested(11), bad("嵌套过深：上限 10 层", "x.xml 第 1 行第 34 列")},
                    BadXml{"million_deep", nested(1'000'000), bad("嵌套过深：上限 10 层", "x.xml 第 1 行第 34 列")},
                    BadXml{"too_many_nodes", "<a>" + many("<b/>", 1000) + "</a>",
                           bad("内容过多：节点上限 1000 个", "x.xml 第 1 行第 4004 列")},
                    BadXml{"too_many_attributes", "<a x='1' y='2' z='3'/>",
                           bad("一个元素的属性过多：上限 2 个", "x.xml 第 1 行第 23 列")},
                    BadXml{"too_large", std::string((8 << 20) + 1, ' '), bad("XML 过大：上限 8388608 字节", "x.xml")}),
    [](const auto& p) { return p.param.name; });

TEST(Xml, DepthAtTheLimitIsRead) {
  XmlLimits limits;
  limits.depth = 10;
  EXPECT_TRUE(parse(nested(10), limits).has_value());
}

TEST(Xml, ManyNamesAreRefused) {
  std::string text = "<a>";
  for (int i = 0; i < 20'000; ++i) text += "<n" + std::to_string(i) + "/>";
  const auto document = parse(text + "</a>");
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().message, "元素和属性名过多：上限 10000 种");
}

TEST(Xml, EscapesWhatXmlCannotCarry) {
  EXPECT_EQ(escape_xml("a<b>&\"c\"'"), "a&lt;b&gt;&amp;&quot;c&quot;'");
  EXPECT_EQ(escape_xml("行\n列\t"), "行&#10;列&#9;");
  EXPECT_EQ(escape_xml(std::string_view("\0\x1B", 2)), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(escape_xml("\xE4\xB8"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "cut off";
  EXPECT_EQ(escape_xml("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD") << "a surrogate";
  EXPECT_EQ(escape_xml("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "overlong";
  EXPECT_EQ(escape_xml("中𠮷"), "中𠮷");
}

TEST(Xml, WhatIsEscapedReadsBack) {
  const std::string text = "“甲” & <乙>\t\n丙";
  const auto document = parse("<a v=\"" + escape_xml(text) + "\">" + escape_xml(text) + "</a>");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->root().attribute("v"), text);
  EXPECT_EQ(document->root().deep_text(), text);
}

}  // namespace
}  // namespace bihuan::documents
