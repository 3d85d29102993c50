#include "cli/hj212_text.h"

#include <gtest/gtest.h>

namespace bihuan::cli {
namespace {

// Of our own making; length and check value are right.
const std::string kSegment =
    "QN=20240930080000123;ST=32;CN=2011;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=5;"
    "CP=&&DataTime=20240930080000;w01018-Rtd=32.5,w01018-Flag=N&&";

const hj212::Vocabulary& vocabulary() {
  static const hj212::Vocabulary read = [] {
    Result<hj212::Vocabulary> result = read_hj212_vocabulary(BIHUAN_SOURCE_DIR);
    if (!result.has_value()) std::abort();
    return std::move(*result);
  }();
  return read;
}

std::vector<FoundFrame> found(const std::string& octets, bool shows_password = false) {
  return find_frames({"-", octets}, hj212::Profiles(), vocabulary(), shows_password);
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Hj212Text, AFrameAsAPersonReadsIt) {
  const std::vector<FoundFrame> frames = found("2024-09-30 08:00 收到 " + *hj212::frame_segment(kSegment));
  ASSERT_EQ(frames.size(), 2U);
  EXPECT_EQ(frames[0].standing, "junk");
  const std::string text = frame_text(frames[1], 1, vocabulary());
  for (const char* part : {"正确", "HJ 212-2017", "2011 污染物实时数据", "32 地表水体环境污染源",
                           "2024-09-30 08:00:00.123", "化学需氧量", "32.5", "N 正常", "要求应答"})
    EXPECT_TRUE(contains(text, part)) << part << "\n" << text;
}

TEST(Hj212Text, PasswordsAreMasked) {
  const std::string octets = *hj212::frame_segment(kSegment) +
                             *hj212::frame_segment("CN=1072;PW=a1b2c3;MN=M;Flag=5;CP=&&NewPW=d4e5f6&&") +
                             "##0040CN=2011;PW=a1b2c3;CP=&&&&0000\r\n";
  for (const char* secret : {"a1b2c3", "d4e5f6"}) {
    std::string masked;
    std::string shown;
    std::size_t number = 0;
    for (const FoundFrame& frame : found(octets)) {
      ++number;
      masked += frame_text(frame, number, vocabulary()) + verdict_text(frame, number);
    }
    masked += frames_json(found(octets));
    for (const FoundFrame& frame : found(octets, true)) shown += frame_text(frame, ++number, vocabulary());
    EXPECT_FALSE(contains(masked, secret)) << masked;
    EXPECT_TRUE(contains(shown, secret));
  }
}

TEST(Hj212Text, SaysWhatWouldBeRight) {
  const std::string right = *hj212::frame_segment(kSegment);
  const std::string check = right.substr(right.size() - 6, 4);
  const std::string wrong = right.substr(0, right.size() - 6) + "1234\r\n";
  const std::vector<FoundFrame> frames = found(wrong, true);
  ASSERT_EQ(frames.size(), 1U);
  const std::string text = verdict_text(frames[0], 1);
  EXPECT_TRUE(contains(text, "校验  写1234，应为" + check)) << text;
  EXPECT_TRUE(contains(text, "应为  " + right.substr(0, right.size() - 2))) << text;
  EXPECT_EQ(frames[0].right_frame + "\r\n", right);
  EXPECT_TRUE(found(right)[0].right_frame.empty());
}

TEST(Hj212Text, JsonGoesBothWays) {
  const Result<std::vector<hj212::Draft>> drafts =
      drafts_of_json(R"({"qn":"20240930080000123","st":"32","cn":"1062","pw":"a1b2c3","mn":"M1","flag":5,)"
                     R"("groups":[[{"name":"RtdInterval","value":"30"}]]})");
  ASSERT_TRUE(drafts.has_value()) << drafts.error().message << drafts.error().where;
  ASSERT_EQ(drafts->size(), 1U);
  EXPECT_EQ(*hj212::encode_segment(drafts->front()),
            "QN=20240930080000123;ST=32;CN=1062;PW=a1b2c3;MN=M1;Flag=5;CP=&&RtdInterval=30&&");
  EXPECT_FALSE(drafts_of_json("{\"cn\":1}").has_value());
}

}  // namespace
}  // namespace bihuan::cli
