#include "server/http.h"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

namespace bihuan::server {
namespace {

using testing::ElementsAre;

TEST(Target, IsTakenApart) {
  const Result<Location> location =
      parse_target("/api/v1/plans/p0001?version=2&file_name=%E8%AE%A1%E5%88%92+1.txt#part");
  ASSERT_TRUE(location.has_value()) << location.error().message;
  EXPECT_EQ(location->path, "/api/v1/plans/p0001");
  EXPECT_THAT(location->segments, ElementsAre("api", "v1", "plans", "p0001"));
  EXPECT_EQ(location->query, (std::map<std::string, std::string>{{"version", "2"}, {"file_name", "计划 1.txt"}}));
}

TEST(Target, RootAndTrailingSlash) {
  EXPECT_TRUE(parse_target("/")->segments.empty());
  EXPECT_EQ(parse_target("/")->path, "/");
  EXPECT_THAT(parse_target("/plans/")->segments, ElementsAre("plans"));
  EXPECT_EQ(parse_target("/plans/")->path, "/plans/");
  EXPECT_EQ(parse_target("/a%20b")->path, "/a b") << "decoded once";
  EXPECT_EQ(parse_target("/a%2520b")->path, "/a%20b") << "and never twice";
  EXPECT_EQ(parse_target("/a+b")->path, "/a+b") << "a plus is a space in queries only";
}

struct BadTarget {
  const char* name;
  const char* target;
  const char* message;
};
const BadTarget kBadTargets[] = {
    {"empty", "", "请求的网址应以“/”开头。"},
    {"absolute", "http://a/", "请求的网址应以“/”开头。"},
    {"dot_dot", "/a/../b", "网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。"},
    {"dot_dot_escaped", "/%2e%2e/etc/passwd", "网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。"},
    {"dot", "/./a", "网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。"},
    {"slash_escaped", "/a%2fb", "网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。"},
    {"backslash", "/a%5cb", "网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。"},
    {"plain_backslash", "/..\\a", "网址中不能有“.”、“..”这样的路径，也不能有转义的斜线。"},
    {"nul", "/a%00.html", "网址含有控制字符，或不是UTF-8文本。"},
    {"line_end", "/a%0d%0aSet-Cookie", "网址含有控制字符，或不是UTF-8文本。"},
    {"no_utf8", "/%ff%fe", "网址含有控制字符，或不是UTF-8文本。"},
    {"overlong", "/%c0%ae%c0%ae/", "网址含有控制字符，或不是UTF-8文本。"},
    {"double_slash", "//a", "网址中不能有连续的斜线。"},
    {"half_escape", "/a%4", "网址中的“%”后应为两位十六进制数字。"},
    {"bad_escape", "/a%zz", "网址中的“%”后应为两位十六进制数字。"},
    {"query_twice", "/a?x=1&x=2", "同一个查询参数出现了两次，只应出现一次。"},
    {"query_nul", "/a?x=%00", "查询参数含有控制字符，或不是UTF-8文本。"},
};

class Targets : public testing::TestWithParam<BadTarget> {};
TEST_P(Targets, AreRefused) {
  const Result<Location> location = parse_target(GetParam().target);
  ASSERT_FALSE(location.has_value());
  EXPECT_EQ(location.error().code, Code::kInvalidInput);
  EXPECT_EQ(location.error().message, GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(, Targets, testing::ValuesIn(kBadTargets), [](const auto& p) { return p.param.name; });

TEST(Percent, EncodesWhatIsNotUnreservedAndComesBack) {
  EXPECT_EQ(percent_encode("a-1_~.txt"), "a-1_~.txt");
  EXPECT_EQ(percent_encode("计 /\"\r\n"), "%E8%AE%A1%20%2F%22%0D%0A");
  std::string all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
  EXPECT_EQ(*percent_decode(percent_encode(all), false), all);
}

TEST(Headers, AreFoundWithoutCase) {
  Request request;
  request.headers = {{"Host", "a"}, {"ORIGIN", "b"}, {"host", "c"}};
  EXPECT_EQ(request.header("host"), "a");
  EXPECT_EQ(request.header("Origin"), "b");
  EXPECT_EQ(request.count_header("HOST"), 2U);
  EXPECT_EQ(request.header("Cookie"), "");
  Response response;
  response.set("ETag", "1");
  response.set("etag", "2");
  ASSERT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.header("Etag"), "2");
}

TEST(Methods, AreKnownByName) {
  EXPECT_EQ(parse_method("GET"), Method::kGet);
  EXPECT_EQ(parse_method("get"), Method::kOther);
  EXPECT_EQ(parse_method("BREW"), Method::kOther);
  for (const Method method :
       {Method::kGet, Method::kHead, Method::kPost, Method::kPut, Method::kPatch, Method::kDelete, Method::kOptions}) {
    EXPECT_EQ(parse_method(to_string(method)), method);
  }
}

}  // namespace
}  // namespace bihuan::server
