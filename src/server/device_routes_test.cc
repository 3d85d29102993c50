#include <chrono>
#include <thread>

#include "hj212/crc.h"
#include "server/device_samples.h"
#include "server/sample_round.h"

namespace bihuan::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr char kMn[] = "AB0000D5900001E000212C01";
constexpr char kStrangeMn[] = "AB0000D5900001E000212C99";

class DeviceRoutes : public testing::Test {
 protected:
  using Role = records::DeskRole;

  DeviceRoutes() {
    records::RegisteredDevice device;
    device.mn = kMn;
    device.name = "废水总排口";
    EXPECT_TRUE(
        office_.office().devices.add(sample_actor("王工", clock_.now()), device, {"a1b2c3", {}}, "").has_value());
    gateway_ = std::make_unique<SampleGateway>(office_.office().devices, clock_);
    ApplicationOptions options;
    options.devices = &gateway_->room();
    application_ = std::make_unique<Application>(desk_, office_.office(), office_.access(), clock_, options);
  }

  static std::string frame(int n, const std::string& mn = kMn) {
    const std::string segment = "QN=203106200900001" + std::to_string(10 + n) + ";ST=32;CN=2011;PW=a1b2c3;MN=" + mn +
                                ";Flag=5;CP=&&DataTime=20310620090000;w01018-Rtd=30.1,w01018-Flag=N&&";
    std::string length = std::to_string(segment.size());
    length.insert(0, 4 - length.size(), '0');
    return "##" + length + segment + hj212::crc_text(hj212::crc(segment)) + "\r\n";
  }
  Response ask(Method method, const std::string& target, const std::string& body, Role role,
               const std::string& if_match = "", Application* of = nullptr) {
    const std::string& session = office_.session_of(role);
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers = {{"Host", "127.0.0.1:8710"}, {"Cookie", std::string(kSessionCookie) + "=" + session}};
    request.headers.emplace_back(std::string(kCsrfHeader), records::csrf_of(session));
    if (method == Method::kPost) request.headers.emplace_back("Content-Type", "application/json");
    if (!if_match.empty()) request.headers.emplace_back("If-Match", if_match);
    return (of == nullptr ? *application_ : *of).handle(request);
  }
  Response get(const std::string& target, Role role = Role::kReader) { return ask(Method::kGet, target, "", role); }
  template <class T>
  static T read(const Response& response, int status = 200) {
    EXPECT_EQ(response.status, status) << response.body;
    Result<T> value = from_json<T>(response.body);
    EXPECT_TRUE(value.has_value()) << (value ? "" : value.error().message + value.error().where) << response.body;
    return value ? *std::move(value) : T{};
  }
  static std::string enrolment(const std::string& mn, const std::string& more = R"("password":"a1b2c3")",
                               const std::string& crc = "standard") {
    return R"({"mn":")" + mn + R"(","name":"新设备","site":"","st":"32",)" + more +
           R"(,"keys":[],"agreement":{"edition":"","crc":")" + crc +
           R"(","label":"begin","minute_interval":10,"sends":["minute","hour","day"],"asks_for_gaps":true,)"
           R"("sets_time":true,"over_time":10,"re_count":3,"heartbeat_answer":"9013","length_digits":false,)"
           R"("joins_lone_flag":false,"minus_99_is_missing":false},"why":""})";
  }
  static std::string order(const std::string& cn, const std::string& field, const std::string& value) {
    return R"({"cn":")" + cn + R"(","fields":[)" +
           (field.empty() ? "" : R"({"name":")" + field + R"(","value":")" + value + R"("})") + R"(],"why":"核对"})";
  }

  FixedClock clock_{to_instant(Date(2031, 6, 20), 9)};
  SampleOffice office_{clock_};
  PlanDesk desk_ = sample_desk(clock_);
  std::unique_ptr<SampleGateway> gateway_;
  std::unique_ptr<Application> application_;
};

TEST_F(DeviceRoutes, TheListTellsWhatCame) {
  const auto before = read<api::DeviceList>(get("/api/v1/devices"));
  ASSERT_THAT(before.devices, SizeIs(1));
  EXPECT_TRUE(before.is_open);
  EXPECT_EQ(before.devices[0].state, "silent");
  gateway::testing_host::TcpLine line(gateway_->server().port());
  for (int times = 0; times < 2; ++times) {
    ASSERT_TRUE(line.send(frame(1)));
    ASSERT_NE(line.next_frame(), "");
  }
  const auto list = read<api::DeviceList>(get("/api/v1/devices"));
  EXPECT_EQ(list.online, 1);
  EXPECT_EQ(list.devices[0].state, "online");
  EXPECT_EQ(list.devices[0].counts.duplicates, 1);
  EXPECT_EQ(list.devices[0].last_cn, "2011");
  EXPECT_FALSE(list.devices[0].transmission) << "no period is due yet, so there is no figure";
  const auto one = read<api::DeviceView>(get(std::string("/api/v1/devices/") + kMn));
  EXPECT_EQ(one.summary.state, "online");
  EXPECT_EQ(one.edition_name, "HJ 212-2017");
  EXPECT_THAT(one.commands, Not(IsEmpty()));
  EXPECT_EQ(get("/api/v1/devices/NONE").status, 404);
  const auto frames = read<api::FrameList>(get(std::string("/api/v1/frames?mn=") + kMn));
  ASSERT_THAT(frames.frames, SizeIs(1));
  EXPECT_EQ(frames.frames[0].gist, "化学需氧量 30.1 mg/L");
  EXPECT_EQ(frames.frames[0].standing_name, to_chinese(gateway::FrameStanding::kData));
  const std::string number = std::to_string(frames.frames[0].number);
  EXPECT_EQ(read<api::FrameEntry>(get("/api/v1/frames/" + number)).frame.command, frames.frames[0].frame.command);
  EXPECT_EQ(get("/api/v1/frames/999").status, 404);
  EXPECT_EQ(get("/api/v1/frames/0").status, 400);
  const Response events = get(std::string("/api/v1/device-events?mn=") + kMn);
  EXPECT_EQ(read<api::DeviceEventList>(events).events.at(0).kind, "connected");
  for (const Response& response : {get("/api/v1/devices"), get(std::string("/api/v1/frames?mn=") + kMn)})
    EXPECT_THAT(response.body, Not(HasSubstr("a1b2c3")));
}

TEST_F(DeviceRoutes, AStrangerIsRegisteredAndKnownAtOnce) {
  gateway::testing_host::TcpLine line(gateway_->server().port());
  ASSERT_TRUE(line.send(frame(1, kStrangeMn)));
  for (int turn = 0; turn < 100 && gateway_->server().quarantine().empty(); ++turn)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto strangers = read<api::QuarantineList>(get("/api/v1/device-quarantine"));
  ASSERT_THAT(strangers.strangers, SizeIs(1));
  EXPECT_EQ(strangers.strangers[0].mn, kStrangeMn);
  EXPECT_THAT(strangers.strangers[0].last_frame, Not(HasSubstr("a1b2c3")));
  EXPECT_EQ(ask(Method::kPost, "/api/v1/devices", enrolment(kStrangeMn), Role::kReader).status, 403);
  const Response no_password =
      ask(Method::kPost, "/api/v1/devices", enrolment(kStrangeMn, R"("password":"")"), Role::kStation);
  EXPECT_EQ(no_password.status, 400);
  EXPECT_THAT(no_password.body, HasSubstr("口令"));
  const Response bad =
      ask(Method::kPost, "/api/v1/devices", enrolment(kStrangeMn, R"("password":"a1b2c3")", "md5"), Role::kStation);
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(bad.body, HasSubstr("\"crc\"")) << "the field that is wrong";
  const Response made = ask(Method::kPost, "/api/v1/devices", enrolment(kStrangeMn), Role::kStation);
  EXPECT_THAT(made.body, Not(HasSubstr("a1b2c3")));
  read<api::DeviceView>(made, 201);
  EXPECT_EQ(ask(Method::kPost, "/api/v1/devices", enrolment(kStrangeMn), Role::kStation).status, 409);
  ASSERT_TRUE(line.send(frame(2, kStrangeMn)));
  EXPECT_THAT(line.next_frame(), HasSubstr("CN=9014")) << "the same line, without a restart";
  EXPECT_THAT(read<api::QuarantineList>(get("/api/v1/device-quarantine")).strangers, IsEmpty());
}

TEST_F(DeviceRoutes, ARetiredDeviceIsAStrangerAgain) {
  const std::string body = R"({"name":"废水总排口","site":"","st":"32","password":"","keys":[],"agreement":)" +
                           to_json(records::DeviceAgreement{}) + R"(,"is_active":false,"why":"拆除"})";
  const std::string at = std::string("/api/v1/devices/") + kMn + "/change";
  EXPECT_EQ(ask(Method::kPost, at, body, Role::kStation, "\"7\"").status, 412);
  read<api::DeviceView>(ask(Method::kPost, at, body, Role::kStation, "\"1\""));
  EXPECT_EQ(read<api::DeviceList>(get("/api/v1/devices")).devices.at(0).state, "retired");
  gateway::testing_host::TcpLine line(gateway_->server().port());
  ASSERT_TRUE(line.send(frame(1)));
  EXPECT_EQ(line.next_frame(300), "") << "not answered";
}

TEST_F(DeviceRoutes, AnOrderThatChangesTheDeviceWantsASecondPerson) {
  const std::string at = std::string("/api/v1/devices/") + kMn + "/orders";
  EXPECT_EQ(ask(Method::kPost, at, order("1062", "RtdInterval", "30"), Role::kReader).status, 403);
  EXPECT_EQ(ask(Method::kPost, at, order("1062", "Colour", "30"), Role::kStation).status, 400);
  EXPECT_EQ(ask(Method::kPost, at, order("9999", "", ""), Role::kStation).status, 422);
  EXPECT_THAT(ask(Method::kPost, at, order("1072", "NewPW", "x"), Role::kStation).body, HasSubstr("改密码"));
  const auto asked =
      read<api::OrderView>(ask(Method::kPost, at, order("1062", "RtdInterval", "30"), Role::kStation), 201);
  EXPECT_EQ(asked.state_name, "待另一人同意");
  EXPECT_FALSE(asked.may_decide);
  const std::string decision = "/api/v1/device-orders/" + asked.order.order_id + "/decision";
  const std::string yes = R"({"is_granted":true,"why":""})";
  EXPECT_EQ(ask(Method::kPost, decision, yes, Role::kStation, "\"1\"").status, 403) << "not by the same person";
  gateway::testing_host::TcpLine line(gateway_->server().port());
  ASSERT_TRUE(line.send(frame(1)));
  ASSERT_NE(line.next_frame(), "");
  const auto sent = read<api::OrderView>(ask(Method::kPost, decision, yes, Role::kEnforcement, "\"1\""));
  EXPECT_EQ(sent.state_name, "已发出，等结果");
  const std::string request = line.next_frame();
  EXPECT_THAT(request, HasSubstr("CN=1062"));
  EXPECT_THAT(request, HasSubstr("RtdInterval=30"));
  EXPECT_THAT(request, HasSubstr("QN=" + sent.order.exchange));
  const auto list = read<api::OrderList>(get(std::string("/api/v1/device-orders?mn=") + kMn));
  EXPECT_EQ(list.orders.at(0).order.decided_name, sent.order.decided_name);
}

TEST_F(DeviceRoutes, WhatOnlyReadsGoesOutOrTellsWhyNot) {
  const std::string at = std::string("/api/v1/devices/") + kMn + "/orders";
  const auto failed = read<api::OrderView>(ask(Method::kPost, at, order("1061", "", ""), Role::kStation), 201);
  EXPECT_EQ(failed.state_name, "没有办成") << "the device has no line";
  EXPECT_NE(failed.order.outcome, "");
}

TEST_F(DeviceRoutes, TheTailIsTakenApartAndMasked) {
  const Response response = get("/api/v1/device-tail");
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(response.header("Content-Type"), "text/event-stream; charset=utf-8");
  ASSERT_NE(response.stream, nullptr);
  EXPECT_EQ(response.stream->take(), "");
  EXPECT_EQ(ask(Method::kHead, "/api/v1/device-tail", "", Role::kReader).stream, nullptr);
  gateway::testing_host::TcpLine line(gateway_->server().port());
  std::string many;
  for (int n = 0; n < 12; ++n) many += frame(n);
  ASSERT_TRUE(line.send(many));
  for (int n = 0; n < 12; ++n) ASSERT_NE(line.next_frame(), "");
  const std::string text = response.stream->take();
  EXPECT_THAT(text, testing::StartsWith("event: missed\ndata: 7\n\nevent: frame\ndata: {\"number\":0,"));
  EXPECT_THAT(text, HasSubstr("30.1 mg/L"));
  EXPECT_THAT(text, HasSubstr("PW=******"));
  EXPECT_THAT(text, Not(HasSubstr("a1b2c3")));
}

TEST_F(DeviceRoutes, AListenerIsLookedAtAgain) {
  Request request;
  request.target = "/api/v1/device-tail";
  request.headers = {{"Host", "127.0.0.1:8710"}};
  EXPECT_FALSE(application_->may_go_on(request));
  office_.sign(request, Role::kReader);
  EXPECT_TRUE(application_->may_go_on(request));
  clock_.advance(86400 * 30);
  EXPECT_FALSE(application_->may_go_on(request)) << "its session is over";
}

TEST_F(DeviceRoutes, WithoutADevicesPortThePageSaysSo) {
  Application closed(desk_, office_.office(), office_.access(), clock_, {});
  const auto list = read<api::DeviceList>(ask(Method::kGet, "/api/v1/devices", "", Role::kReader, "", &closed));
  EXPECT_FALSE(list.is_open);
  EXPECT_EQ(list.devices.at(0).state, "unknown");
  const Response tail = ask(Method::kGet, "/api/v1/device-tail", "", Role::kReader, "", &closed);
  EXPECT_EQ(tail.status, 503);
  EXPECT_THAT(tail.body, HasSubstr("没有开设备接入的端口"));
}

TEST(RegisterOfDevices, AListAndTheRegisterSayTheSame) {
  const auto listed = gateway::ListedDevices::parse(
      "[[device]]\nmn = \"M1\"\npassword = \"p\"\nname = \"甲\"\nst = \"22\"\nedition = \"2005\"\nlabel = \"end\"\n"
      "sends = [\"hour\"]\ncrc = \"modbus\"\nkeys = [\"00112233445566778899aabbccddeeff\"]\nover_time = 20\n",
      "devices.toml");
  ASSERT_TRUE(listed.has_value()) << listed.error().message;
  const gateway::Device before = listed->all().at(0);
  const Result<gateway::Device> after = gateway_device(known_device(before));
  ASSERT_TRUE(after.has_value()) << after.error().message;
  EXPECT_EQ(after->profile.edition, before.profile.edition);
  EXPECT_EQ(after->profile.keys, before.profile.keys);
  EXPECT_EQ(after->profile.crc, before.profile.crc);
  EXPECT_EQ(after->minute_interval, 0);
  EXPECT_EQ(after->sends_days, false);
  EXPECT_EQ(after->is_label_the_end, true);
  EXPECT_EQ(after->over_time, 20);
  EXPECT_EQ(after->password, "p");
}

}  // namespace
}  // namespace bihuan::server
