#include "server/internal/odata.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "base/text.h"

namespace bihuan::server::odata {
namespace {

const std::map<std::string, Value, std::less<>>& odata_values() {
  static const std::map<std::string, Value, std::less<>> kValues{
      {"result", *parse_decimal("7.50")},
      {"name", std::string("梁子湖's 心")},
      {"phenomenonTime", *parse_instant("2024-09-30T16:05:06Z")},
      {"properties/kind", std::string("lake")},
      {"yes", true},
  };
  return kValues;
}

Value odata_lookup(const Path& path) {
  const auto found = odata_values().find(join(path, "/"));
  return found == odata_values().end() ? Value() : found->second;
}

TEST(ODataFilter, SaysWhatHolds) {
  struct Case {
    const char* filter;
    bool wanted;
    const char* why;
  };
  constexpr Case kCases[] = {
      {"result eq 7.5", true, "places do not matter"},
      {"result gt 7.5", false, ""},
      {"result ge 7.5 and result le 7.50", true, ""},
      {"8 gt result", true, "sides may be turned"},
      {"result ne 7.5", false, ""},
      {"result eq '7.5'", false, "unlike kinds"},
      {"result ne '7.5'", true, "unlike kinds"},
      {"nothing eq null", true, ""},
      {"result eq null", false, ""},
      {"nothing lt 5", false, "null compares with nothing"},
      {"nothing ne 5", true, ""},
      {"name eq '梁子湖''s 心'", true, "a doubled quote is one"},
      {"startswith(name,'梁子') and not endswith(name, 'x')", true, ""},
      {"contains(name,'湖')", true, "of 4.01"},
      {"substringof('湖',name)", true, "of 18-088, the part first"},
      {"contains(result,'7')", false, "a number is no text"},
      {"length(name) eq 7", true, "characters, not octets"},
      {"tolower('AbC') eq 'abc' and toupper('abC') eq 'ABC'", true, ""},
      {"phenomenonTime ge 2024-09-30T16:05:06Z", true, ""},
      {"phenomenonTime eq 2024-10-01T00:05:06+08:00", true, "one moment in two zones"},
      {"phenomenonTime lt 2024-09-30T16:05:06.000Z", false, "a fraction of nothing"},
      {"year(phenomenonTime) eq 2024 and month(phenomenonTime) eq 9 and day(phenomenonTime) eq 30", true, "in UTC"},
      {"hour(phenomenonTime) eq 16 and minute(phenomenonTime) eq 5 and second(phenomenonTime) eq 6", true, ""},
      {"properties/kind eq 'lake'", true, ""},
      {"false or true and false", false, "and binds more"},
      {"(true or true) and false", false, ""},
      {"true or true and false", true, ""},
      {"not (result eq 7.5 or nothing eq 1)", false, ""},
      {"not not yes eq true", true, ""},
      {"((result)) eq (7.5)", true, ""},
      {"  result   eq\t-7.5 ", false, ""},
      {"contains(tolower(name),'湖') eq true", true, ""},
  };
  for (const Case& one : kCases) {
    const auto parsed = parse_filter(one.filter);
    ASSERT_TRUE(parsed.has_value()) << one.filter << ": " << parsed.error().message << parsed.error().where;
    EXPECT_EQ(holds(*parsed, odata_lookup), one.wanted) << one.filter << " " << one.why;
  }
}

TEST(ODataFilter, SaysWhereItIsWrong) {
  struct Case {
    std::string filter, where, message;
  };
  const std::string deep(60, '(');
  const Case kCases[] = {
      {"", "$filter 第1个字符", "这里应为属性名，现为结尾"},
      {"result", "$filter 第1个字符", "这里应为条件，如 result gt 5 或 contains(name,'湖')"},
      {"result gt", "$filter 第10个字符", "这里应为属性名，现为结尾"},
      {"result gt 5 5", "$filter 第13个字符", "这里应为 and、or 或结尾，现为“5”"},
      {"name eq '湖", "$filter 第9个字符", "引号没有配对；文字应写作 'abc'，其中的单引号写两个"},
      {"name eq '湖' or (true", "$filter 第21个字符", "缺右括号，现为结尾"},
      {"result eq 1e5", "$filter 第11个字符", "“1e5”不是数：“1e5”用了科学记数法，请写成普通小数"},
      {"phenomenonTime ge 2024-01-01", "$filter 第19个字符",
       "时间“2024-01-01”应写作 2024-01-01T00:00:00Z 或 2024-01-01T00:00:00+08:00（网址里加号写作 %2B）"},
      {"phenomenonTime ge 2024-01-01T00:00:00 08:00", "$filter 第19个字符",
       "时间“2024-01-01T00:00:00”应写作 2024-01-01T00:00:00Z 或 2024-01-01T00:00:00+08:00（网址里加号写作 %2B）"},
      {"phenomenonTime ge 2024-01-01T00:00:00.5Z", "$filter 第19个字符",
       "时间“2024-01-01T00:00:00.5Z”细于一秒；应写到秒"},
      {"startswith(name)", "$filter 第1个字符", "函数 startswith 应有 2 个参数，现有 1 个"},
      {"hack(name)", "$filter 第1个字符",
       "没有函数“hack”；有：contains、substringof、startswith、endswith、length、tolower、toupper、year、month、day、"
       "hour、minute、second"},
      {"contains(true,'x')", "$filter 第10个字符", "函数的参数应为属性、文字或时间，不能是条件"},
      {"result and true", "$filter 第1个字符", "这里应为条件，如 result gt 5 或 contains(name,'湖')"},
      {"not result", "$filter 第5个字符", "这里应为条件，如 result gt 5 或 contains(name,'湖')"},
      {"a/b/c/d/e/f/g eq 1", "$filter 第14个字符", "属性路径至多 6 段"},
      {deep + "true" + std::string(60, ')'), "$filter 第42个字符", "括号嵌套过深：至多 40 层"},
      {std::string(4001, 'a'), "$filter 第1个字符", "至多 4000 字节，现为 4001"},
  };
  for (const Case& one : kCases) {
    const auto parsed = parse_filter(one.filter);
    ASSERT_FALSE(parsed.has_value()) << one.filter;
    EXPECT_EQ(parsed.error().code, Code::kInvalidInput);
    EXPECT_EQ(parsed.error().where, one.where) << one.filter;
    EXPECT_EQ(parsed.error().message, one.message) << one.filter;
  }
  std::string chain = "true";
  for (int i = 0; i < kMostTerms; ++i) chain += " or true";
  EXPECT_EQ(parse_filter(chain).error().message, "条件过长：至多 200 项");
  EXPECT_TRUE(parse_filter(chain.substr(8)).has_value());
}

TEST(ODataOptions, ReadsThemNested) {
  const auto options = parse_options(std::vector<std::pair<std::string, std::string>>{
      {"$expand",
       "Datastreams($top=2;$filter=contains(name,');(');$expand=Observations($orderby=phenomenonTime "
       "desc;$top=1)), Locations/Things"},
      {"$select", "name, @iot.id"},
      {"$orderby", "name desc,properties/kind"},
      {"$top", "0"},
      {"$skip", "7"},
      {"$count", "true"}});
  ASSERT_TRUE(options.has_value()) << options.error().message << options.error().where;
  EXPECT_EQ(options->top, 0);
  EXPECT_EQ(options->skip, 7);
  EXPECT_TRUE(options->wants_count);
  ASSERT_EQ(options->select.size(), 2U);
  EXPECT_EQ(options->select[1].first, "id");
  ASSERT_EQ(options->order.size(), 2U);
  EXPECT_TRUE(options->order[0].is_descending);
  EXPECT_EQ(options->order[1].path, (Path{"properties", "kind"}));
  ASSERT_EQ(options->expand.size(), 2U);
  const Expand& streams = options->expand[0];
  EXPECT_EQ(streams.options.top, 2);
  ASSERT_TRUE(streams.options.filter.has_value());
  EXPECT_EQ(std::get<std::string>(streams.options.filter->parts[1].literal), ");(");
  ASSERT_EQ(streams.options.expand.size(), 1U);
  EXPECT_TRUE(streams.options.expand[0].options.order[0].is_descending);
  EXPECT_EQ(options->expand[1].options.expand[0].navigation, "Things");
}

TEST(ODataOptions, SayWhereTheyAreWrong) {
  struct Case {
    const char* name;
    const char* value;
    const char* where;
    const char* message;
  };
  constexpr Case kCases[] = {
      {"$search", "x", "$search 第1个字符",
       "没有选项“$search”；有：$filter、$orderby、$top、$skip、$count、$select、$expand"},
      {"top", "1", "top 第1个字符", "没有选项“top”；有：$filter、$orderby、$top、$skip、$count、$select、$expand"},
      {"$top", "-1", "$top 第1个字符", "“-1”应为不带符号的整数"},
      {"$top", "1001", "$top 第1个字符", "至多 1000，现为 1001"},
      {"$top", "99999999999999999999", "$top 第1个字符", "“99999999999999999999”应为不带符号的整数"},
      {"$count", "yes", "$count 第1个字符", "$count 应为 true 或 false"},
      {"$orderby", "name up", "$orderby 第6个字符", "这里应为 asc、desc、逗号或结尾，现为“up”"},
      {"$select", "name,,id", "$select 第6个字符", "这里应为属性名，现为“,id”"},
      {"$expand", "A($top=1", "$expand 第9个字符", "缺右括号，现为结尾"},
      {"$expand", "A($filter=result gt)", "$expand 第20个字符", "这里应为属性名，现为结尾"},
      {"$expand", "A($top=1;$top=2)", "$expand 第10个字符", "选项 $top 重复"},
      {"$expand", "A,A", "$expand 第3个字符", "“A”重复"},
      {"$expand", "A/B/C/D", "$expand 第7个字符", "$expand 至多 3 层"},
      {"$expand", "A($expand=B($expand=C($expand=D)))", "$expand 第31个字符", "$expand 至多 3 层"},
      {"$filter", "\xFF", "$filter 第1个字符", "选项的值不是有效的 UTF-8"},
  };
  for (const Case& one : kCases) {
    const auto options = parse_options(std::vector<std::pair<std::string, std::string>>{{one.name, one.value}});
    ASSERT_FALSE(options.has_value()) << one.value;
    EXPECT_EQ(options.error(), (Error{Code::kInvalidInput, one.message, one.where})) << one.value;
  }
}

TEST(ODataOptions, BearAnything) {
  const std::vector<std::string> pieces{"result",  "name",      "eq",    "and",  "or",     "not",      "(",
                                        ")",       "'",         "''",    "湖",   "2024-",  "01-01",    "T00:00:00Z",
                                        "7.5",     "-",         ",",     ";",    "$top=1", "$expand=", "/",
                                        "@iot.id", "contains(", "year(", "null", "true",   " ",        " ",
                                        " ",       "$filter=",  "desc",  "\t",   "\x01",   "A(",       "%"};
  std::mt19937 dice(7);
  int understood = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::size_t length = dice() % 14;
    for (std::size_t i = 0; i < length; ++i) text += pieces[dice() % pieces.size()];
    for (const char* name : {"$filter", "$orderby", "$select", "$expand"}) {
      const auto options = parse_options(std::vector<std::pair<std::string, std::string>>{{name, text}});
      if (options) {
        ++understood;
        if (options->filter) (void)holds(*options->filter, odata_lookup);
        continue;
      }
      ASSERT_EQ(options.error().code, Code::kInvalidInput) << text;
      ASSERT_FALSE(options.error().message.empty()) << text;
      ASSERT_TRUE(options.error().where.starts_with(name)) << text << " " << options.error().where;
      ASSERT_FALSE(first_invalid_utf8(options.error().message)) << text;
    }
  }
  EXPECT_GT(understood, 500) << "else the pieces say nothing";
  // One octet changed in what is right.
  const std::string seed =
      "contains(name,'湖''s') and (result ge 7.5 or not phenomenonTime lt 2024-01-01T00:00:00+08:00)";
  ASSERT_TRUE(parse_filter(seed).has_value());
  for (std::size_t at = 0; at < seed.size(); ++at) {
    for (const char c : {'\'', '(', ')', ' ', '0', 'z', ',', '/', '\0'}) {
      std::string changed = seed;
      changed[at] = c;
      const auto parsed = parse_options(std::vector<std::pair<std::string, std::string>>{{"$filter", changed}});
      ASSERT_TRUE(parsed || parsed.error().code == Code::kInvalidInput);
    }
    const auto cut = parse_options(std::vector<std::pair<std::string, std::string>>{{"$filter", seed.substr(0, at)}});
    ASSERT_TRUE(cut || !cut.error().where.empty());
  }
}

}  // namespace
}  // namespace bihuan::server::odata
