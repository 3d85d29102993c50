#include "server/http_server.h"

#include <gtest/gtest.h>

#include <string>

#include "server/sample_desk.h"
#include "server/sample_office.h"

// What goes over the wire is tested from outside, in tests/server; here what needs no client.
namespace bihuan::server {
namespace {

class Server : public testing::Test {
 protected:
  FixedClock clock_{to_instant(Date(2031, 5, 6), 9)};
  PlanDesk desk_ = sample_desk(clock_);
  SampleOffice office_{clock_};
  Application application_{desk_, office_.office(), office_.access(), clock_, {}};
};

TEST_F(Server, StopsWhenToldAndAgain) {
  HttpServer server(application_, {"127.0.0.1", 0});
  std::uint16_t port = 0;
  const Status status = server.run([&](std::uint16_t taken) {
    port = taken;
    server.stop();
    server.stop();
  });
  EXPECT_TRUE(status.has_value());
  EXPECT_NE(port, 0);
}

TEST_F(Server, TellsThatThePortIsTaken) {
  HttpServer first(application_, {"127.0.0.1", 0});
  const Status status = first.run([&](std::uint16_t port) {
    HttpServer second(application_, {"127.0.0.1", port});
    const Status refused = second.run([](std::uint16_t) { FAIL() << "two servers on one port"; });
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error(), (Error{Code::kUnavailable, "端口不能使用，可能已被另一个程序占用；可以用--port换一个。",
                                      "127.0.0.1:" + std::to_string(port)}));
    first.stop();
  });
  EXPECT_TRUE(status.has_value());
}

TEST_F(Server, ListensToThisMachineOnly) {
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1"}) {
    HttpServer server(application_, {address, 0});
    const Status status = server.run([](std::uint16_t) { FAIL(); });
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, Code::kInvalidInput);
    EXPECT_EQ(status.error().message, "没有加密传输，只能监听本机地址：请用--tls，或在HTTPS反向代理之后用--allow-remote。");
  }
  HttpServer named(application_, {"localhost", 0});
  EXPECT_EQ(named.run([](std::uint16_t) {}).error().message, "监听地址应为IP地址，例如127.0.0.1。");
}

TEST_F(Server, RefusesLimitsOutOfRange) {
  ApplicationOptions options;
  options.limits.connections = 0;
  Application application(desk_, office_.office(), office_.access(), clock_, options);
  HttpServer server(application, {"127.0.0.1", 0});
  const Status status = server.run([](std::uint16_t) { FAIL(); });
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().where, "限值connections");
}

}  // namespace
}  // namespace bihuan::server
