#include "server/device_frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"
#include "hj212/crc.h"
#include "server/device_samples.h"

namespace bihuan::server {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string framed(std::string_view segment) {
  std::string length = std::to_string(segment.size());
  length.insert(0, 4 - length.size(), '0');
  return "##" + length + std::string(segment) + hj212::crc_text(hj212::crc(segment));
}

api::FramePiece piece_of(const api::FrameView& view, const std::string& name) {
  const auto found = std::ranges::find(view.pieces, name, &api::FramePiece::name);
  EXPECT_NE(found, view.pieces.end()) << name;
  return found == view.pieces.end() ? api::FramePiece{} : *found;
}
api::FramePiece kind_of(const api::FrameView& view, const std::string& kind) {
  const auto found = std::ranges::find(view.pieces, kind, &api::FramePiece::kind);
  EXPECT_NE(found, view.pieces.end()) << kind;
  return found == view.pieces.end() ? api::FramePiece{} : *found;
}
// All pieces, one after the other, cover the frame without a gap.
void expect_covers(const api::FrameView& view, std::size_t size) {
  std::int64_t at = 0;
  for (const api::FramePiece& piece : view.pieces) {
    EXPECT_EQ(piece.at, at) << piece.name;
    at += piece.size;
  }
  EXPECT_EQ(at, static_cast<std::int64_t>(size));
}

const std::string kSegment =
    "QN=20240930080000100;ST=32;CN=2011;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=5;"
    "CP=&&DataTime=20240930080000;w01018-Rtd=30.1,w01018-Flag=N;w21003-Rtd=--&&";

TEST(FrameReader, EachOctetHasItsPieceAndEachPieceItsMeaning) {
  const api::FrameView view = shipped_frame_reader().read(framed(kSegment), {});
  expect_covers(view, framed(kSegment).size());
  EXPECT_EQ(view.edition_name, "HJ 212-2017");
  EXPECT_EQ(view.command_kind, "上传");
  EXPECT_EQ(piece_of(view, "QN").reading, "2024-09-30 08:00:00.100");
  EXPECT_EQ(piece_of(view, "QN").clause, "HJ 212-2017 6.3.2");
  EXPECT_EQ(piece_of(view, "QN").at, 6);
  EXPECT_EQ(piece_of(view, "ST").reading, "地表水体环境污染源");
  EXPECT_EQ(piece_of(view, "Flag").reading, "HJ 212-2017，要求应答，没有包号");
  EXPECT_EQ(piece_of(view, "DataTime").reading, "2024-09-30 08:00:00");
  EXPECT_EQ(piece_of(view, "w01018-Rtd").title, "化学需氧量 实时值");
  EXPECT_EQ(piece_of(view, "w01018-Rtd").reading, "30.1 mg/L");
  EXPECT_EQ(piece_of(view, "w01018-Flag").kind, "mark");
  EXPECT_THAT(piece_of(view, "w01018-Flag").reading, HasSubstr("正常"));
  EXPECT_EQ(piece_of(view, "w21003-Rtd").reading, "缺测");
  EXPECT_EQ(view.right_frame, "");
  for (const api::FramePiece& piece : view.pieces) EXPECT_EQ(piece.problem, "") << piece.text;
  EXPECT_EQ(shipped_frame_reader().gist(framed(kSegment), {}), "化学需氧量 30.1 mg/L");
}

TEST(FrameReader, ShowsNoPassword) {
  const std::string frame = framed(
      "QN=20240930080000100;ST=32;CN=1072;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=5;"
      "CP=&&NewPW=topsec&&");
  std::string broken = frame;
  broken[broken.size() - 1] = broken.back() == '0' ? '1' : '0';
  for (const std::string& one : {frame, broken}) {
    const std::string text = to_json(shipped_frame_reader().read(one, {}));
    EXPECT_THAT(text, Not(HasSubstr("a1b2c3")));
    EXPECT_THAT(text, Not(HasSubstr("topsec")));
    EXPECT_THAT(text, HasSubstr("PW=******"));
  }
}

TEST(FrameReader, ADamagedFrameShowsWhatWouldBeRight) {
  std::string frame = framed(kSegment);
  const std::string right = frame.substr(frame.size() - 4);
  frame.replace(frame.size() - 4, 4, "0000");
  const api::FrameView view = shipped_frame_reader().read(frame, {});
  expect_covers(view, frame.size());
  EXPECT_THAT(kind_of(view, "check").problem, HasSubstr("校验"));
  EXPECT_EQ(kind_of(view, "check").should_be, right);
  EXPECT_THAT(view.right_frame, HasSubstr(right));
  EXPECT_THAT(view.right_frame, HasSubstr("PW=******"));

  std::string short_frame = framed(kSegment);
  short_frame.replace(2, 4, "0099");
  const api::FrameView other = shipped_frame_reader().read(short_frame, {});
  expect_covers(other, short_frame.size());
  EXPECT_EQ(kind_of(other, "length").should_be, "0" + std::to_string(kSegment.size()));
}

TEST(FrameReader, WhateverComesIsCovered) {
  const std::string whole = framed(kSegment);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    expect_covers(shipped_frame_reader().read(whole.substr(0, size), {}), size);
    expect_covers(shipped_frame_reader().read(whole.substr(size), {}), whole.size() - size);
  }
  expect_covers(shipped_frame_reader().read(std::string("\x00\xff##\r\n", 6), {}), 6);
}

TEST(FrameReader, PartsThatAreWrittenTwiceAreRefused) {
  const std::string part = "[[part]]\nid = \"QN\"\nname = \"a\"\ntext = \"b\"\nclauses = {}\n";
  const std::string head = "[knowledge]\nconfidence = \"low\"\n";
  const auto twice = FrameReader::load(head + part + part, "frame.toml", shipped_vocabulary());
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error(), (Error{Code::kInvalidInput, "“QN”写了两次", "frame.toml:8"}));
}

}  // namespace
}  // namespace bihuan::server
