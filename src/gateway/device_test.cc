#include "gateway/device.h"

#include <gtest/gtest.h>

#include "gateway/moment.h"
#include "gateway/periods.h"

namespace bihuan::gateway {
namespace {

TEST(Devices, AreReadFromToml) {
  const auto devices = ListedDevices::parse(R"(
[[device]]
mn = "AB0000D5900001E000212C01"
name = "某厂废水总排口"
password = "123456"
edition = "2005"
label = "end"
sends = ["hour", "day"]
crc = "modbus"
simulated = true
[[device]]
mn = "M2"
password = "x"
)",
                                            "devices.toml");
  ASSERT_TRUE(devices.has_value()) << devices.error().message;
  ASSERT_EQ(devices->all().size(), 2U);
  const Device device = *devices->find("AB0000D5900001E000212C01");
  EXPECT_EQ(device.name, "某厂废水总排口");
  EXPECT_EQ(device.profile.edition, hj212::Edition::k2005);
  EXPECT_EQ(device.profile.crc, hj212::CrcRule::kModbus);
  EXPECT_TRUE(device.is_label_the_end);
  EXPECT_TRUE(device.is_simulated);
  EXPECT_EQ(device.minute_interval, 0);
  EXPECT_EQ(devices->find("M2")->name, "M2");
  EXPECT_FALSE(devices->find("m2"));
}

struct BadToml {
  const char* name;
  const char* text;
  const char* message;
  const char* where;
};
constexpr BadToml kBad[] = {
    {"no_password", "[[device]]\nmn = \"M1\"\npassword = \"\"\n", "设备的口令（password）不能为空", "devices.toml:1"},
    {"bad_mn", "[[device]]\nmn = \"M 1\"\npassword = \"x\"\n", "设备的MN应为1至32位的数字、字母、下划线或连字符",
     "devices.toml:1"},
    {"twice", "[[device]]\nmn = \"M1\"\npassword = \"x\"\n[[device]]\nmn = \"M1\"\npassword = \"y\"\n",
     "同一个MN登记了两次", "devices.toml:4"},
    {"interval", "[[device]]\nmn = \"M1\"\npassword = \"x\"\nminute_interval = 7\n", "minute_interval应整除60",
     "devices.toml:1"},
    {"over_time", "[[device]]\nmn = \"M1\"\npassword = \"x\"\nover_time = 100\n", "over_time应在1至99之间，现为100",
     "devices.toml:1"},
};
class BadDevices : public testing::TestWithParam<BadToml> {};
TEST_P(BadDevices, AreNamed) {
  const auto devices = ListedDevices::parse(GetParam().text, "devices.toml");
  ASSERT_FALSE(devices.has_value());
  EXPECT_EQ(devices.error().message, GetParam().message);
  EXPECT_EQ(devices.error().where, GetParam().where);
}
INSTANTIATE_TEST_SUITE_P(, BadDevices, testing::ValuesIn(kBad), [](const auto& p) { return p.param.name; });

TEST(Times, AsDevicesWriteThem) {
  EXPECT_EQ(exchange_number(1727654400123), "20240930080000123");
  EXPECT_EQ(read_exchange_number("20240930080000123"), 1727654400123);
  EXPECT_EQ(read_device_time("20240229000000"), to_instant(Date(2024, 2, 29)));
  for (const char* bad : {"", "2024093008000", "20240230000000", "20240930240000", "2024093008006x", "20240930080060"})
    EXPECT_FALSE(read_device_time(bad)) << bad;
}

TEST(Masking, HidesWhatIsSecretAndNothingElse) {
  EXPECT_EQ(masked_frame("##0001QN=1;PW=a=b;MN=M1;CP=&&NewPW=x;NewSK=0123456789012345&&AAAA"),
            "##0001QN=1;PW=******;MN=M1;CP=&&NewPW=******;NewSK=******&&AAAA");
  EXPECT_EQ(masked_frame("pw=secret"), "pw=******");
  EXPECT_EQ(masked_frame("w01018-PW=1;XPW=2"), "w01018-PW=1;XPW=2");
  EXPECT_EQ(masked_frame("PW=never ends"), "PW=******");
  EXPECT_EQ(masked_frame(std::string_view("\x01\xE4\xB8\xAD\x00", 5)), "\\x01中\\x00");
  EXPECT_EQ(masked_frame("\xFFPW=1;"), "\\xFFPW=******;");
}

TEST(PeriodsOfADevice, AgainstABruteForceModel) {
  // Every choice of five periods, held against plain sets.
  const Instant midnight = to_instant(Date(2024, 9, 30));
  for (unsigned choice = 1; choice < 32; ++choice) {
    Periods periods(3600, 100);
    std::vector<int> has;
    for (int i = 0; i < 5; ++i) {
      if ((choice >> i & 1) == 0) continue;
      periods.add({midnight.seconds + i * 3600}, {midnight.seconds + 5 * 3600});
      has.push_back(i);
    }
    const auto rate = periods.rate({midnight.seconds + 5 * 3600 + 300}, 300);
    EXPECT_EQ(rate.expected, 5 - has.front()) << choice;
    EXPECT_EQ(rate.received, static_cast<std::int64_t>(has.size())) << choice;
    std::int64_t missing = 0;
    for (const Gap& gap : periods.to_ask({midnight.seconds + 5 * 3600 + 300}, {}, 10)) {
      for (std::int64_t at = gap.first.seconds; at <= gap.last.seconds; at += 3600) {
        EXPECT_EQ((choice >> ((at - midnight.seconds) / 3600) & 1), 0U);
        ++missing;
      }
    }
    EXPECT_EQ(missing, rate.missing());
  }
}

TEST(PeriodsOfADevice, RememberOnlySoMany) {
  Periods periods(60, 256);
  for (int i = 0; i < 10'000; ++i) periods.add({i * 60}, {i * 60 + 60});
  const auto rate = periods.rate({10'000 * 60 + 300}, 300);
  EXPECT_LE(rate.expected, 256);
  EXPECT_EQ(rate.missing(), 0);
  EXPECT_EQ(periods.add({60}, {10'000 * 60}), Periods::Seen::kOutside);
  EXPECT_EQ(periods.add({9'999 * 60}, {10'000 * 60}), Periods::Seen::kAgain);
  EXPECT_EQ(periods.add({20'000 * 60}, {20'000 * 60}), Periods::Seen::kNew) << "after a gap longer than the memory";
}

}  // namespace
}  // namespace bihuan::gateway
