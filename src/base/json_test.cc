#include "base/json.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace json_test {

enum class Kind { kTarget, kFooBar };
BOOST_DESCRIBE_ENUM(Kind, kTarget, kFooBar)

enum class Colour { kRed };
BOOST_DESCRIBE_ENUM(Colour, kRed)
std::string_view to_string(Colour) { return "红"; }

struct Base {
  std::string id;
  Kind kind = Kind::kTarget;
  friend bool operator==(const Base&, const Base&) = default;
};
BOOST_DESCRIBE_STRUCT(Base, (), (id, kind))

struct Spot : Base {
  std::optional<Decimal> value;
  std::int64_t count = 0;
  friend bool operator==(const Spot&, const Spot&) = default;
};
BOOST_DESCRIBE_STRUCT(Spot, (Base), (value, count))

struct All {
  std::vector<Spot> items;
  std::map<std::string, bool> marks;
  double share = 0;
  Date day;
  Instant at;
  PlanId plan;
  Colour colour = Colour::kRed;
  unsigned char small = 0;
  JsonValue anything;
};
BOOST_DESCRIBE_STRUCT(All, (), (items, marks, share, day, at, plan, colour, small, anything))

All sample() {
  All all;
  Spot spot;
  spot.id = "i\"1\n\x01";
  spot.kind = Kind::kFooBar;
  spot.value = *parse_decimal("0.10");
  spot.count = -3;
  all.items = {spot, Spot{}};
  all.marks = {{"b", true}, {"a", false}};
  all.share = 0.1;
  all.day = Date(2024, 9, 30);
  all.at = to_instant(Date(2024, 9, 30), 8);
  all.plan = *PlanId::make("城区-2024");
  all.small = 200;
  return all;
}

constexpr char kCompact[] =
    R"({"items":[{"id":"i\"1\n\u0001","kind":"foo_bar","value":0.10,"count":-3},)"
    R"({"id":"","kind":"target","value":null,"count":0}],"marks":{"a":false,"b":true},"share":0.1,)"
    R"("day":"2024-09-30","at":"2024-09-30T08:00:00+08:00","plan":"城区-2024","colour":"红","small":200,"anything":null})";

TEST(ToJson, WritesInOrderOfDeclarationBasesFirst) { EXPECT_EQ(to_json(sample()), kCompact); }

TEST(ToJson, PrettyHasOneMemberALine) {
  Spot spot;
  spot.id = "x";
  spot.value = *parse_decimal("85.7");
  EXPECT_EQ(to_json(std::vector<Spot>{spot}, JsonStyle::kPretty),
            "[\n  {\n    \"id\": \"x\",\n    \"kind\": \"target\",\n    \"value\": 85.7,\n    \"count\": 0\n  }\n]\n");
  EXPECT_EQ(to_json(std::vector<Spot>{}, JsonStyle::kPretty), "[]\n");
}

TEST(ToJson, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(to_json(std::string("a\xFF\xFE"
                                "b")),
            "\"a\uFFFD\uFFFDb\"");
  EXPECT_EQ(to_json(std::numeric_limits<double>::infinity()), "null");
}

TEST(FromJson, ReadsWhatIsWritten) {
  const Result<All> got = from_json<All>(kCompact);
  ASSERT_TRUE(got.has_value()) << got.error().message << got.error().where;
  EXPECT_EQ(to_json(*got), kCompact);
  EXPECT_EQ(got->items, sample().items);
  EXPECT_EQ(got->items[0].value->places(), 2);
}

struct Refusal {
  const char* text;
  const char* message;
  const char* where;
};

const Refusal kRefusals[] = {
    {R"([{"id":"x","kind":"target","count":1.5}])", "应为整数，此处是 1.5", "$[0].count"},
    {R"([{"id":"x","kind":"target","count":"1"}])", "应为数字，此处是文字", "$[0].count"},
    {R"([{"id":"x","kind":"target","count":9223372036854775808}])",
     "9223372036854775808 超出范围，应在 -9223372036854775808 至 9223372036854775807 之间", "$[0].count"},
    {R"([{"id":"x","kind":"nope","count":1}])", "“nope”不在可用的词之内，可用的是：target、foo_bar", "$[0].kind"},
    {R"([{"id":"x","kind":"target"}])", "缺少字段“count”", "$[0]"},
    {R"([{"id":"x","kind":"target","count":1,"typo":2}])", "没有名为“typo”的字段，可用的字段是：id、kind、value、count",
     "$[0].typo"},
    {R"([{"id":"x","id":"y"}])", "JSON 中字段“id”重复", ""},
    {R"([{"id":null,"kind":"target","count":1}])", "应为文字，此处是null", "$[0].id"},
    {R"([{"id":"x","kind":"target","count":1,"value":1e2}])", "“1e2”用了科学记数法，请写成普通小数", "$[0].value"},
    {"{}", "应为数组，此处是对象", "$"},
    {"[\n  1,]", "JSON 的写法有误", "第 2 行第 5 列"},
    {"[", "JSON 没有写完", "第 1 行第 2 列"},
    {"", "JSON 没有写完", "第 1 行第 1 列"},
    {"[] []", "JSON 之后还有多余的内容", "第 1 行第 4 列"},
    {"[\"\xFF\"]", "JSON 的写法有误", "第 1 行第 3 列"},
    {"[[[[[1]]]]]", "JSON 的嵌套超过允许的 4 层", "第 1 行第 5 列"},
};

TEST(FromJson, RefusalsNameThePlace) {
  JsonLimits limits;
  limits.max_depth = 4;
  for (const Refusal& c : kRefusals) {
    const Result<std::vector<Spot>> got = from_json<std::vector<Spot>>(c.text, limits);
    ASSERT_FALSE(got.has_value()) << c.text;
    EXPECT_EQ(got.error().message, c.message) << c.text;
    EXPECT_EQ(got.error().where, c.where) << c.text;
    EXPECT_EQ(got.error().code, Code::kInvalidInput);
  }
  limits.max_bytes = 3;
  EXPECT_EQ(parse_json("[1,2]", limits).error().message, "JSON 超过允许的 3 字节");
}

TEST(FromJson, MissingMembersKeepTheirDefaultWhereThatIsAllowed) {
  JsonLimits limits;
  limits.missing_keeps_default = true;
  const Result<Spot> got = from_json<Spot>(R"({"id":"x"})", limits);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->kind, Kind::kTarget);
}

TEST(FromJson, SmallIntegersKnowTheirRange) {
  EXPECT_EQ(*from_json<std::uint8_t>("255"), 255);
  EXPECT_FALSE(from_json<std::uint8_t>("256").has_value());
  EXPECT_FALSE(from_json<std::uint8_t>("-1").has_value());
  EXPECT_EQ(*from_json<std::int64_t>("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
}

TEST(ParseJson, EveryPrefixOfATextIsRefusedCleanly) {
  const std::string_view text = kCompact;
  for (std::size_t n = 0; n < text.size(); ++n) EXPECT_FALSE(parse_json(text.substr(0, n)).has_value()) << n;
}

TEST(ParseJson, NumbersStayAsWritten) {
  EXPECT_EQ(to_json(*parse_json("[85.7, 0.10, -0, 1E+2, 123456789012345678901234567890]")),
            "[85.7,0.10,-0,1E+2,123456789012345678901234567890]");
}

}  // namespace json_test
}  // namespace bihuan
