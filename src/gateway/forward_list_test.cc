#include "gateway/forward_list.h"

#include <gtest/gtest.h>

namespace bihuan::gateway {
namespace {

TEST(ForwardList, ReadsTargets) {
  const auto entries = parse_forward_list(
      "[[target]]\nid = \"province\"\nname = \"省平台\"\nhost = \"10.9.8.7\"\nport = 9003\n"
      "leaves_out = [\"AB0000D5900001E000212C01\"]\nover_time = 20\n"
      "[[target]]\nid = \"county\"\nhost = \"county.example\"\nport = 9212\ndevices = [\"M1\", \"M2\"]\n",
      "forward.toml");
  ASSERT_TRUE(entries.has_value()) << entries.error().message;
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ(entries->at(0).target.name, "省平台");
  EXPECT_EQ(entries->at(0).target.over_time, 20);
  EXPECT_TRUE(entries->at(0).target.leaves_out.contains("AB0000D5900001E000212C01"));
  EXPECT_EQ(entries->at(1).target.name, "county") << "without a name, its id";
  EXPECT_EQ(entries->at(1).target.devices.size(), 2U);
  EXPECT_TRUE(parse_forward_list("", "forward.toml")->empty());
}

struct WrongForward {
  const char* toml;
  const char* message;
  const char* where;
};
constexpr WrongForward kWrongForwards[] = {
    {"[[target]]\nid = \"A b\"\nhost = \"h\"\nport = 1\n", "转发目标的id应为1至40位的小写字母、数字、下划线或连字符",
     "forward.toml:1"},
    {"[[target]]\nid = \"a\"\nhost = \"\"\nport = 1\n", "转发目标的host不能为空", "forward.toml:1"},
    {"[[target]]\nid = \"a\"\nhost = \"h\"\n", "转发目标要写明port", "forward.toml:1"},
    {"[[target]]\nid = \"a\"\nhost = \"h\"\nport = 70000\n", "port应在1至65535之间，现为70000", "forward.toml:1"},
    {"[[target]]\nid = \"a\"\nhost = \"h\"\nport = 1\ndevices = [\"M 1\"]\n", "devices中的“M 1”不是MN",
     "forward.toml:1"},
    {"[[target]]\nid = \"a\"\nhost = \"h\"\nport = 1\n[[target]]\nid = \"a\"\nhost = \"h\"\nport = 1\n",
     "转发目标“a”写了两次", "forward.toml:5"},
};

TEST(ForwardList, TellsWhatIsWrongAndWhere) {
  for (const WrongForward& one : kWrongForwards) {
    const auto entries = parse_forward_list(one.toml, "forward.toml");
    ASSERT_FALSE(entries.has_value()) << one.toml;
    EXPECT_EQ(entries.error(), (Error{Code::kInvalidInput, one.message, one.where})) << one.toml;
  }
}

}  // namespace
}  // namespace bihuan::gateway
