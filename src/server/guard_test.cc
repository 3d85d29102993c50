#include "server/guard.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace bihuan::server {
namespace {

struct Case {
  const char* name;
  Method method;
  std::vector<std::pair<std::string, std::string>> headers;
  bool allows_remote;
  int status;  // 0: let in
  const char* why;
};

const std::string kHost = "127.0.0.1:8710";
const Case kGuardCases[] = {
    {"read", Method::kGet, {{"Host", kHost}}, false, 0, "the ordinary case"},
    {"read_localhost", Method::kGet, {{"Host", "LocalHost:8710"}}, false, 0, "names have no case"},
    {"read_ipv6", Method::kGet, {{"Host", "[::1]:8710"}}, false, 0, "loopback of IPv6"},
    {"no_host", Method::kGet, {}, false, 400, "HTTP/1.1 demands it"},
    {"two_hosts", Method::kGet, {{"Host", kHost}, {"host", "a"}}, false, 400, "which one would count"},
    {"empty_host", Method::kGet, {{"Host", ""}}, false, 400, "no host"},
    {"host_with_user", Method::kGet, {{"Host", "127.0.0.1@a.example"}}, false, 400, "no such character in a host"},
    {"host_with_port_name", Method::kGet, {{"Host", "localhost:http"}}, false, 400, "a port is a number"},
    {"rebound_read", Method::kGet, {{"Host", "evil.example:8710"}}, false, 403, "DNS rebinding reads too"},
    {"looks_like_loopback", Method::kGet, {{"Host", "127.0.0.1.evil.example"}}, false, 403, "a name, no address"},
    {"short_loopback", Method::kGet, {{"Host", "127.1"}}, false, 403, "only the full form"},
    {"trailing_dot", Method::kGet, {{"Host", "localhost."}}, false, 403, "only the names that we print"},
    {"remote_read", Method::kGet, {{"Host", "desk.example:8710"}}, true, 0, "asked for by --allow-remote"},
    {"write",
     Method::kPost,
     {{"Host", kHost}, {"Content-Type", "application/json"}},
     false,
     0,
     "no Origin: no browser"},
    {"write_charset",
     Method::kPost,
     {{"Host", kHost}, {"Content-Type", "Application/JSON; charset=utf-8"}},
     false,
     0,
     "parameters and case do not matter"},
    {"write_own_origin",
     Method::kPost,
     {{"Host", kHost}, {"Origin", "http://127.0.0.1:8710"}, {"Content-Type", "application/octet-stream"}},
     false,
     0,
     "our own page"},
    {"write_other_port",
     Method::kPost,
     {{"Host", kHost}, {"Origin", "http://127.0.0.1:9999"}, {"Content-Type", "application/json"}},
     false,
     403,
     "another program of this machine"},
    {"write_foreign",
     Method::kPost,
     {{"Host", kHost}, {"Origin", "http://evil.example"}, {"Content-Type", "application/json"}},
     false,
     403,
     "cross-site request forgery"},
    {"write_foreign_remote",
     Method::kPost,
     {{"Host", "desk.example"}, {"Origin", "http://evil.example"}, {"Content-Type", "application/json"}},
     true,
     403,
     "the origin counts also where remote hosts are allowed"},
    {"write_null_origin",
     Method::kPost,
     {{"Host", kHost}, {"Origin", "null"}, {"Content-Type", "application/json"}},
     false,
     403,
     "a sandboxed frame"},
    {"write_empty_origin",
     Method::kPost,
     {{"Host", kHost}, {"Origin", ""}, {"Content-Type", "application/json"}},
     false,
     403,
     "there, and not ours"},
    {"write_two_origins",
     Method::kPost,
     {{"Host", kHost},
      {"Origin", "http://127.0.0.1:8710"},
      {"Origin", "http://e"},
      {"Content-Type", "application/json"}},
     false,
     403,
     "which one would count"},
    {"write_cross_site",
     Method::kPost,
     {{"Host", kHost}, {"Sec-Fetch-Site", "cross-site"}, {"Content-Type", "application/json"}},
     false,
     403,
     "the browser says so itself"},
    {"write_form",
     Method::kPost,
     {{"Host", kHost}, {"Content-Type", "application/x-www-form-urlencoded"}},
     false,
     415,
     "what a foreign form can send without asking"},
    {"write_text", Method::kPost, {{"Host", kHost}, {"Content-Type", "text/plain"}}, false, 415, "the same"},
    {"write_no_type", Method::kPost, {{"Host", kHost}}, false, 415, "the same"},
    {"delete_foreign", Method::kDelete, {{"Host", kHost}, {"Origin", "http://e"}}, false, 403, "every write counts"},
    {"unknown_method", Method::kOther, {{"Host", kHost}, {"Origin", "http://e"}}, false, 403, "unknown is a write"},
};

class Guard : public testing::TestWithParam<Case> {};
TEST_P(Guard, LetsInOrRefuses) {
  Request request;
  request.method = GetParam().method;
  request.headers = GetParam().headers;
  const std::optional<Response> refusal = refuse(request, GetParam().allows_remote);
  EXPECT_EQ(refusal ? refusal->status : 0, GetParam().status) << GetParam().why;
  if (refusal) {
    EXPECT_EQ(refusal->body.rfind("{\"error\":{\"code\":\"", 0), 0U) << refusal->body;
  }
}
INSTANTIATE_TEST_SUITE_P(, Guard, testing::ValuesIn(kGuardCases), [](const auto& p) { return p.param.name; });

TEST(Loopback, IsThisMachineOnly) {
  for (const char* yes : {"127.0.0.1", "127.255.255.255", "localhost", "LOCALHOST", "::1"})
    EXPECT_TRUE(is_loopback(yes)) << yes;
  for (const char* no : {"", "0.0.0.0", "127.0.0", "127.0.0.256", "127.0.0.1.", "127.0.0.1.a", "128.0.0.1",
                         "::", "1.0.0.127", "127.0.0.0001", "localhost.example"}) {
    EXPECT_FALSE(is_loopback(no)) << no;
  }
}

}  // namespace
}  // namespace bihuan::server
