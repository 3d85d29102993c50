#include "base/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bihuan {
namespace {

constexpr std::string_view kText = R"(title = "地表水"
zeta = 1
alpha = [1, 2]
from = 2002-06-01
limit = "0.20"
bare = 0.2
whole = 6
on = true

[source]
clause = "表1"

[[row]]
name = "总磷"
values = ["0.02", "0.1"]

[[row]]
name = 5
)";

TomlTable parsed() {
  const Result<TomlTable> table = parse_toml(kText, "a.toml");
  EXPECT_TRUE(table.has_value()) << table.error().message << table.error().where;
  return *table;
}

TEST(Toml, ReadsTypedValues) {
  const TomlTable table = parsed();
  EXPECT_EQ(table.string("title"), "地表水");
  EXPECT_EQ(table.integer("zeta"), 1);
  EXPECT_EQ(table.date("from"), Date(2002, 6, 1));
  EXPECT_EQ(to_string(*table.decimal("limit")), "0.20");
  EXPECT_EQ(to_string(*table.decimal("whole")), "6");
  EXPECT_EQ(table.number("bare"), 0.2);
  EXPECT_EQ(table.number("whole"), 6.0);
  EXPECT_EQ(table.boolean("on"), true);
  EXPECT_THAT(*table.integers("alpha"), testing::ElementsAre(1, 2));
  EXPECT_EQ(table.table("source")->string("clause"), "表1");
  EXPECT_EQ(table.table("source")->where(), "a.toml:10");
  const std::vector<TomlTable> rows = *table.tables("row");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].where(), "a.toml:17");
  EXPECT_THAT(*rows[0].decimals("values"), testing::ElementsAre(Decimal(2, 2), Decimal(1, 1)));
  EXPECT_THAT(table.keys(),
              testing::ElementsAre("title", "zeta", "alpha", "from", "limit", "bare", "whole", "on", "source", "row"));
}

TEST(Toml, AbsentKeysHaveTheirForms) {
  const TomlTable table = parsed();
  EXPECT_EQ(table.string_or("none", "x"), "x");
  EXPECT_EQ(table.integer_or("none", 7), 7);
  EXPECT_EQ(table.boolean_or("none", true), true);
  EXPECT_EQ(*table.optional_date("none"), std::nullopt);
  EXPECT_EQ(*table.optional_decimal("limit"), Decimal(20, 2));
  EXPECT_TRUE(table.strings_or_none("none")->empty());
  EXPECT_TRUE(table.tables_or_none("none")->empty());
  EXPECT_FALSE(table.string_or("zeta", "x").has_value()) << "there, but of another kind";
}

TEST(Toml, ErrorsNameFileLineAndKey) {
  const TomlTable table = parsed();
  EXPECT_EQ(table.string("none").error(), (Error{Code::kInvalidInput, "缺少“none”", "a.toml:1"}));
  EXPECT_EQ(table.string("zeta").error(),
            (Error{Code::kInvalidInput, "“zeta”应为带引号的文字，此处是整数", "a.toml:2"}));
  EXPECT_EQ(table.decimal("title").error(),
            (Error{Code::kInvalidInput, "“title”应为小数：“地表水”中有数字以外的字符", "a.toml:1"}));
  EXPECT_EQ(table.decimal("bare").error(),
            (Error{Code::kInvalidInput, "“bare”应为带引号的小数（例如 \"0.20\"），不加引号的小数会失去末尾的零",
                   "a.toml:6"}));
  const TomlTable second = (*table.tables("row"))[1];
  EXPECT_EQ(second.string("name").error(),
            (Error{Code::kInvalidInput, "“name”应为带引号的文字，此处是整数", "a.toml:18"}));
  EXPECT_EQ(second.string("values").error(), (Error{Code::kInvalidInput, "缺少“values”", "a.toml:17"}));
  EXPECT_EQ(table.table("source")->check_keys({"title"}).error(),
            (Error{Code::kInvalidInput, "不认识“clause”，此处可用的是：title", "a.toml:11"}));
  EXPECT_TRUE(second.check_keys({"name", "values"}).has_value());
}

TEST(Toml, BadTextIsRefusedWithItsLine) {
  struct Case {
    std::string text;
    const char* message;  // the beginning
    const char* where;
  };
  std::string deep = "a = ";
  for (int i = 0; i < 40; ++i) deep += '[';
  for (int i = 0; i < 40; ++i) deep += ']';
  std::string deeper(100'000, '[');
  const Case cases[] = {
      {"a = 1\nb = \n", "TOML 的写法有误：", "x:2"},
      {"a = 1\na = 2\n", "TOML 的写法有误：", "x:2"},
      {"a = 1\nb = 2024-02-30\n", "TOML 的写法有误：", "x:2"},
      {"\na = 08:00:00\n", "不支持时刻", "x:2"},
      {"\na = 2024-01-01T08:00:00Z\n", "不支持时刻", "x:2"},
      {"a = 1\nb = \"\xFF\"\n", "文件不是 UTF-8 编码", "x:2"},
      {deep, "嵌套超过允许的 32 层", "x:1"},
      {"a = " + deeper, "TOML 的写法有误：", "x:1"},
  };
  for (const Case& c : cases) {
    const Result<TomlTable> got = parse_toml(c.text, "x");
    ASSERT_FALSE(got.has_value()) << c.text.substr(0, 40);
    EXPECT_THAT(got.error().message, testing::StartsWith(c.message));
    EXPECT_EQ(got.error().where, c.where) << c.text.substr(0, 40);
  }
  EXPECT_EQ(read_toml("/nowhere/none.toml", "none.toml").error(),
            (Error{Code::kNotFound, "没有文件“none.toml”", "none.toml"}));
}

}  // namespace
}  // namespace bihuan
