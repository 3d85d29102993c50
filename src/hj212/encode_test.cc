#include "hj212/encode.h"

#include <gtest/gtest.h>

#include "hj212/decoder.h"
#include "hj212/internal/samples.h"

namespace bihuan::hj212 {
namespace {

Draft sample() {
  Draft draft;
  draft.qn = "20240930080000123";
  draft.st = "32";
  draft.cn = "2011";
  draft.pw = "a1b2c3";
  draft.mn = "AB0000D5900001E000212C01";
  draft.flag = 5;
  draft.groups = {{{"DataTime", "20240930080000"}}, {{"w01018-Rtd", "32.5"}, {"w01018-Flag", "N"}}};
  return draft;
}

TEST(Encode, WritesWhatWasRead) {
  for (const std::string& frame : internal::golden_frames()) {
    decode_all(frame, Profiles(), nullptr, [&](const Received& received) {
      if (!received.is_frame()) return;
      const Result<std::string> again = encode(draft_of(received.message));
      ASSERT_TRUE(again.has_value()) << again.error().message;
      EXPECT_EQ(*again, frame);
    });
  }
}

TEST(Encode, ReadsWhatWasWritten) {
  const std::string frame = *encode(sample());
  EXPECT_EQ(frame.substr(0, 30), "##0140QN=20240930080000123;ST=");
  decode_all(frame, Profiles(), nullptr, [&](const Received& received) {
    if (received.is_frame()) {
      EXPECT_EQ(draft_of(received.message), sample());
    }
  });
}

TEST(Encode, TheExampleOfTheStandard) {  // CLAUSE: HJ 212-2017 annex A
  Draft draft;
  draft.qn = "20160801085857223";
  draft.st = "32";
  draft.cn = "1062";
  draft.pw = "100000";
  draft.mn = "010000A8900016F000169DC0";
  draft.flag = 5;
  draft.groups = {{{"RtdInterval", "30"}}};
  EXPECT_EQ(*encode(draft),
            "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
            "CP=&&RtdInterval=30&&1C80\r\n");
}

TEST(Encode, EncryptsAndTheReceiverReadsIt) {
  EncodeOptions options;
  options.key = *parse_sm4_key("0123456789abcdef");
  Draft draft = sample();
  draft.flag = 9;
  const std::string frame = *encode(draft, options);
  EXPECT_EQ(frame.size(), encode(draft)->size());
  EXPECT_EQ(frame.substr(frame.size() - 6), encode(draft)->substr(frame.size() - 6))
      << "the check value is the plain one's";
  EXPECT_EQ(frame.find("w01018"), std::string::npos);
  Profile profile;
  profile.keys = {*options.key};
  const auto found = internal::frames_of(internal::take(frame, Profiles(profile)));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].segment, *encode_segment(draft));
}

struct Refusal {
  const char* name;
  void (*change)(Draft&);
  const char* message;
};

TEST(Encode, RefusesWhatCouldNotBeReadAgain) {
  const Refusal cases[] = {
      {"no_command", [](Draft& d) { d.cn.reset(); }, "命令编码CN“”应为4位数字"},
      {"command", [](Draft& d) { d.cn = "20a1"; }, "命令编码CN“20a1”应为4位数字"},
      {"flag", [](Draft& d) { d.flag = 256; }, "Flag“256”应为0至255的整数"},
      {"pnum_alone", [](Draft& d) { d.pnum = 2; }, "PNUM和PNO应同时给出"},
      {"pno", [](Draft& d) { d.pnum = 2, d.pno = 3; }, "包号PNO=3应在1至PNUM=2之间，总包数不超过9999"},
      {"empty_group", [](Draft& d) { d.groups.emplace_back(); }, "数据区有空的一组"},
      {"no_name", [](Draft& d) { d.groups[0][0].name = ""; }, "数据区有一项没有名称，应为“名称=值”"},
      {"separator", [](Draft& d) { d.groups[1][0].value = "1;2"; },
       "w01018-Rtd的内容含有分隔符或控制字符，不能写入：不应有 , ; && ##"},
      {"mn", [](Draft& d) { d.mn = "A;B"; }, "MN的内容含有分隔符或控制字符，不能写入：不应有 , ; && ##"},
      {"end", [](Draft& d) { d.groups[1][0].value = "1&&"; },
       "w01018-Rtd的内容含有分隔符或控制字符，不能写入：不应有 , ; && ##"},
      {"long", [](Draft& d) { d.groups[1][0].value = std::string(2000, '1'); },
       "数据段2136字节，超过1024字节，应分包发送"},
  };
  for (const Refusal& c : cases) {
    Draft draft = sample();
    c.change(draft);
    const Result<std::string> got = encode(draft);
    ASSERT_FALSE(got.has_value()) << c.name;
    EXPECT_EQ(got.error().code, Code::kInvalidInput) << c.name;
    EXPECT_EQ(got.error().message, c.message) << c.name;
  }
  Draft log = sample();
  log.groups.push_back({{"i11001-Info", "//清洗,1=2;3//"}});
  EXPECT_TRUE(encode(log).has_value());
}

TEST(Encode, SplitsBetweenGroups) {
  Draft draft = sample();
  for (int i = 0; i < 40; ++i) {
    const std::string code = "w" + std::to_string(20000 + i);
    draft.groups.push_back({{code + "-Avg", "1.23"}, {code + "-Min", "1.00"}, {code + "-Flag", "N"}});
  }
  const std::vector<std::string> qns = {"20240930080000001", "20240930080000002", "20240930080000003"};
  const Result<std::vector<Draft>> packets = split_packets(draft, qns, Edition::k2017);
  ASSERT_TRUE(packets.has_value()) << packets.error().message;
  ASSERT_EQ(packets->size(), 3U);
  std::size_t groups = 0;
  for (std::size_t i = 0; i < packets->size(); ++i) {
    const Draft& packet = (*packets)[i];
    EXPECT_EQ(packet.qn, qns[i]);
    EXPECT_EQ(packet.flag, 7);
    EXPECT_EQ(packet.pnum, 3);
    EXPECT_EQ(packet.pno, static_cast<int>(i) + 1);
    EXPECT_EQ(packet.groups[0], draft.groups[0]) << "DataTime in each";
    EXPECT_TRUE(encode(packet).has_value());
    groups += packet.groups.size() - 1;
  }
  EXPECT_EQ(groups, draft.groups.size() - 1);
  const auto few = split_packets(draft, std::span(qns).first(2), Edition::k2017);
  ASSERT_FALSE(few.has_value());
  EXPECT_EQ(few.error().message, "要分成3个包，应给出同样多的QN；2025版最多9个包");
  EXPECT_EQ(split_packets(sample(), {}, Edition::k2017)->size(), 1U);
  draft.groups.push_back({{"x", std::string(1000, '1')}});
  EXPECT_FALSE(split_packets(draft, qns, Edition::k2017).has_value());
}

}  // namespace
}  // namespace bihuan::hj212
