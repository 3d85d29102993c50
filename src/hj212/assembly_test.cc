#include "hj212/assembly.h"

#include <gtest/gtest.h>

#include "hj212/internal/samples.h"

namespace bihuan::hj212 {
namespace {

struct Packet {
  Packet(int pno, int pnum, const std::string& time, const std::string& pairs)
      : segment("QN=2024093008000000" + std::to_string(pno) + ";ST=32;CN=2061;PW=a1b2c3;MN=M1;Flag=7;PNUM=" +
                std::to_string(pnum) + ";PNO=" + std::to_string(pno) + ";CP=&&DataTime=" + time + ";" + pairs + "&&") {
    std::vector<Diagnostic> diagnostics;
    read_segment(segment, Profiles(), message, diagnostics);
  }
  Packet(const Packet&) = delete;
  Packet& operator=(const Packet&) = delete;
  std::string segment;
  Message message;
};

const std::string kTime = "20240930080000";

TEST(Assembly, InAnyOrderAndOnlyOnce) {
  const Packet one(1, 3, kTime, "a-Avg=1");
  const Packet two(2, 3, kTime, "b-Avg=2,b-Flag=N");
  const Packet three(3, 3, kTime, "c-Avg=3");
  Assembly assembly;
  EXPECT_FALSE(assembly.add(three.message, {0}).has_value());
  EXPECT_FALSE(assembly.add(one.message, {1}).has_value());
  EXPECT_FALSE(assembly.add(one.message, {2}).has_value()) << "sent again";
  const std::optional<Draft> whole = assembly.add(two.message, {3});
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(*encode_segment(*whole),
            "QN=20240930080000001;ST=32;CN=2061;PW=a1b2c3;MN=M1;Flag=5;"
            "CP=&&DataTime=20240930080000;a-Avg=1;b-Avg=2,b-Flag=N;c-Avg=3&&");
  EXPECT_EQ(assembly.pending(), 0U);
}

TEST(Assembly, BelongTogetherByDataTimeNotByQn) {
  const Packet one(1, 2, kTime, "a-Avg=1");
  const Packet other(2, 2, "20240930090000", "b-Avg=2");
  Assembly assembly;
  EXPECT_FALSE(assembly.add(one.message, {0}).has_value());
  EXPECT_FALSE(assembly.add(other.message, {0}).has_value());
  EXPECT_EQ(assembly.pending(), 2U);
}

TEST(Assembly, WhatDoesNotComeIsGivenUp) {
  const Packet two(2, 3, kTime, "a-Avg=1");
  Assembly assembly;
  assembly.add(two.message, {100});
  EXPECT_TRUE(assembly.expire({699}).empty());
  const std::vector<Incomplete> lost = assembly.expire({700});
  ASSERT_EQ(lost.size(), 1U);
  EXPECT_EQ(lost[0].mn, "M1");
  EXPECT_EQ(lost[0].data_time, kTime);
  EXPECT_EQ(lost[0].missing, (std::vector<int>{1, 3}));
  EXPECT_EQ(assembly.pending(), 0U);
}

TEST(Assembly, LimitsHold) {
  Assembly assembly({.max_messages = 4, .max_packets = 10, .seconds_to_wait = 600});
  for (int i = 0; i < 1000; ++i) {
    const Packet packet(1, 2, std::to_string(20240930000000 + i), "a-Avg=1");
    assembly.add(packet.message, {i});
    ASSERT_LE(assembly.pending(), 4U);
  }
  const std::vector<Incomplete> lost = assembly.expire({1000});
  ASSERT_LE(lost.size(), 16U + 4U);
  EXPECT_EQ(lost.back().data_time, std::to_string(20240930000000 + 995)) << "the oldest goes first";
  const Packet many(1, 9999, kTime, "a-Avg=1");
  assembly.add(many.message, {0});
  const Packet beyond(3, 2, kTime, "a-Avg=1");
  assembly.add(beyond.message, {0});
  const Packet single(1, 1, kTime, "a-Avg=1");
  EXPECT_FALSE(assembly.add(single.message, {0}).has_value());
  EXPECT_EQ(assembly.pending(), 4U);
}

}  // namespace
}  // namespace bihuan::hj212
