// The flows of section 8 of the protocol, octet by octet, as far as they need no clock.
#include "hj212/dialogue.h"

#include <gtest/gtest.h>

#include "hj212/decoder.h"
#include "hj212/internal/samples.h"

namespace bihuan::hj212 {
namespace {

const Counterpart kDevice{Edition::k2017, "32", "a1b2c3", "AB0000D5900001E000212C01"};
const Counterpart kDevice2005{Edition::k2005, "31", "a1b2c3", "77777770000212"};
const Counterpart kDevice2025{Edition::k2025, "31", "a1b2c3", "AB0000D5900001E000212C01"};
constexpr char kQn[] = "20240930080000123";

// What the other side reads of `draft`; both keep the octets, because a message only views them.
struct Wire {
  explicit Wire(const Draft& draft) : frame(*encode(draft)) {
    std::vector<Diagnostic> diagnostics;
    read_segment(std::string_view(frame).substr(6, frame.size() - 12), Profiles(), message, diagnostics);
  }
  explicit Wire(std::string_view segment) : frame(internal::framed(segment)) {
    std::vector<Diagnostic> diagnostics;
    read_segment(std::string_view(frame).substr(6, frame.size() - 12), Profiles(), message, diagnostics);
  }
  std::string segment() const { return frame.substr(6, frame.size() - 12); }
  std::string frame;
  Message message;
};

const std::string kTail = ";PW=a1b2c3;MN=AB0000D5900001E000212C01;";

TEST(Dialogue, ReadingAParameter2017) {  // 8.1: request, 9011, response, 9012
  const Wire request(host_command(kDevice, kQn, "1061"));
  EXPECT_EQ(request.frame, internal::framed("QN=20240930080000123;ST=32;CN=1061" + kTail + "Flag=5;CP=&&&&"));
  const Wire accepted(answer_request(request.message, RequestReturn::kAccepted));
  EXPECT_EQ(accepted.frame, internal::framed("QN=20240930080000123;ST=91;CN=9011" + kTail + "Flag=4;CP=&&QnRtn=1&&"));
  const Wire response(answer_with(request.message, {{{"RtdInterval", "30"}}}));
  EXPECT_EQ(response.frame,
            internal::framed("QN=20240930080000123;ST=32;CN=1061" + kTail + "Flag=4;CP=&&RtdInterval=30&&"));
  const Wire done(answer_result(request.message, ExecutionReturn::kDone));
  EXPECT_EQ(done.frame, internal::framed("QN=20240930080000123;ST=91;CN=9012" + kTail + "Flag=4;CP=&&ExeRtn=1&&"));
  EXPECT_EQ(return_code(accepted.message), 1);
  EXPECT_EQ(return_code(done.message), 1);
  EXPECT_EQ(return_code(response.message), std::nullopt);
}

TEST(Dialogue, SettingTheTimeAndBeingRefused) {
  const Wire request(host_command(kDevice, kQn, "1012", {{{"PolId", "w01018"}}, {{"SystemTime", "20240930080001"}}}));
  EXPECT_EQ(request.segment(),
            "QN=20240930080000123;ST=32;CN=1012" + kTail + "Flag=5;CP=&&PolId=w01018;SystemTime=20240930080001&&");
  const Wire refused(answer_request(request.message, RequestReturn::kWrongPw));
  EXPECT_EQ(refused.segment(), "QN=20240930080000123;ST=91;CN=9011" + kTail + "Flag=4;CP=&&QnRtn=3&&");
  EXPECT_EQ(return_code(refused.message), 3);
}

TEST(Dialogue, HistoryWithItsData) {  // 8.1 with data: records carry their own QN, each is acknowledged by it
  const Wire request(history_request(kDevice, kQn, "2031", "20240928000000", "20240929000000"));
  EXPECT_EQ(request.segment(), "QN=20240930080000123;ST=32;CN=2031" + kTail +
                                   "Flag=5;CP=&&BeginTime=20240928000000;EndTime=20240929000000&&");
  const Wire record("QN=20240930080001000;ST=32;CN=2031" + kTail +
                    "Flag=5;CP=&&DataTime=20240928000000;w00000-Cou=1512.0&&");
  EXPECT_TRUE(record.message.wants_answer());
  EXPECT_EQ(Wire(answer_data(record.message)).frame,
            internal::framed("QN=20240930080001000;ST=91;CN=9014" + kTail + "Flag=4;CP=&&&&"));
  EXPECT_EQ(Wire(answer_result(request.message, ExecutionReturn::kNoData)).segment(),
            "QN=20240930080000123;ST=91;CN=9012" + kTail + "Flag=4;CP=&&ExeRtn=100&&");
}

TEST(Dialogue, SwitchingRealTimeDataOnAndOff) {
  EXPECT_EQ(Wire(host_command(kDevice, kQn, "2011")).segment(),
            "QN=20240930080000123;ST=32;CN=2011" + kTail + "Flag=5;CP=&&&&");
  const Wire stop(host_command(kDevice, kQn, "2012"));
  EXPECT_EQ(stop.segment(), "QN=20240930080000123;ST=32;CN=2012" + kTail + "Flag=5;CP=&&&&");
  EXPECT_EQ(Wire(answer_notification(stop.message)).segment(),
            "QN=20240930080000123;ST=91;CN=9013" + kTail + "Flag=4;CP=&&&&");
}

TEST(Dialogue, TheDeviceAsksForTheTime) {  // 8.8: 1013, 9013, then 1012
  const Wire asks("QN=20240930080000123;ST=32;CN=1013" + kTail + "Flag=5;CP=&&PolId=w01018&&");
  EXPECT_EQ(Wire(answer_notification(asks.message)).segment(),
            "QN=20240930080000123;ST=91;CN=9013" + kTail + "Flag=4;CP=&&&&");
}

TEST(Dialogue, AnswersOf2005CarryTheQnInside) {  // HJ/T 212-2005 annex C
  const Wire request(host_command(kDevice2005, "20060214101112001", "1061"));
  EXPECT_EQ(request.segment(), "QN=20060214101112001;ST=31;CN=1061;PW=a1b2c3;MN=77777770000212;Flag=1;CP=&&&&");
  EXPECT_EQ(Wire(answer_request(request.message, RequestReturn::kAccepted)).segment(),
            "ST=91;CN=9011;PW=a1b2c3;MN=77777770000212;Flag=0;CP=&&QN=20060214101112001;QnRtn=1&&");
  const Wire data(
      "QN=20060214101112001;ST=31;CN=2051;PW=a1b2c3;MN=77777770000212;Flag=1;CP=&&DataTime=20060214101000;S01-Avg=8.5&"
      "&");
  const Wire answered(answer_data(data.message));
  EXPECT_EQ(answered.segment(), "ST=91;CN=9014;CP=&&QN=20060214101112001;CN=2051;PNO=1;PNUM=1&&");
  EXPECT_EQ(answered.message.exchange(), "20060214101112001");
}

TEST(Dialogue, AnswersOf2025) {
  const Wire data("QN=20260301093000000;ST=31;CN=2011" + kTail +
                  "Flag=9;CP=&&DataTime=20260301093000;a34013-Rtd=5.2&&");
  EXPECT_EQ(Wire(answer_data(data.message)).segment(), "QN=20260301093000000;ST=91;CN=9014" + kTail + "Flag=8;CP=&&&&");
  const Wire activation("QN=20260301093001000;ST=31;CN=1001;PW=a1b2c3;MN=;Flag=9;CP=&&i23005-Info=1&&");
  EXPECT_EQ(Wire(answer_notification(activation.message)).segment(),
            "QN=20260301093001000;ST=91;CN=9013;PW=a1b2c3;MN=;Flag=8;CP=&&&&");
  EXPECT_EQ(host_command(kDevice2025, kQn, "1061").flag, 9);
}

TEST(Dialogue, Flags) {
  EXPECT_EQ(make_flag(Edition::k2005, false), 0);
  EXPECT_EQ(make_flag(Edition::k2017, true), 5);
  EXPECT_EQ(make_flag(Edition::k2017, false, true), 6);
  EXPECT_EQ(make_flag(Edition::k2025, true, true), 11);
  EXPECT_EQ(make_flag(Edition::kSurfaceWater, false), 8);
}

TEST(Dialogue, CommandsAreLookedUpFirst) {
  const Vocabulary& v = internal::shipped_vocabulary();
  EXPECT_TRUE(checked_command(v, kDevice, kQn, "1062", {{{"RtdInterval", "30"}}}).has_value());
  EXPECT_TRUE(checked_command(v, kDevice, kQn, "3021",
                              {{{"PolId", "w01018"}}, {{"InfoId", "i13004"}}, {{"i13004-Info", "168.0"}}})
                  .has_value());
  const auto unknown = checked_command(v, kDevice, kQn, "1021");
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, Code::kNotCovered);
  EXPECT_EQ(unknown.error().message, "HJ 212-2017没有由上位机发出的命令1021");
  const auto field = checked_command(v, kDevice, kQn, "1062", {{{"MinInterval", "10"}}});
  ASSERT_FALSE(field.has_value());
  EXPECT_EQ(field.error().message, "命令1062（设置实时数据间隔）不带字段“MinInterval”，可带的字段：RtdInterval");
  EXPECT_FALSE(checked_command(v, kDevice, kQn, "9011").has_value());
}

}  // namespace
}  // namespace bihuan::hj212
