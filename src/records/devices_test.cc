#include "records/devices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "records/case_samples.h"
#include "records/internal/device_rows.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kMn[] = "AB0000D5900001E000212C01";

class DevicesTest : public testing::Test {
 protected:
  static RegisteredDevice outlet() {
    RegisteredDevice device;
    device.mn = kMn;
    device.name = "废水总排口";
    return device;
  }
  DeviceOrder wish(bool changes_device) {
    DeviceOrder order;
    order.mn = kMn;
    order.cn = changes_device ? "1062" : "1061";
    order.command = "实时数据间隔";
    if (changes_device) order.fields = {{"RtdInterval", "30"}};
    order.changes_device = changes_device;
    order.why = "核对间隔";
    return order;
  }
  std::string journal_text() {
    std::string text;
    const auto entries = *database->read([](Reader& reader) { return read_journal(reader, 0, 500); });
    for (const JournalEntry& entry : entries) text += entry.what + " " + entry.after + "\n";
    return text;
  }
  void expect_proved() {
    const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
    EXPECT_TRUE(report.findings.empty()) << report.findings.front().message;
  }

  std::shared_ptr<Database> database = *open_memory_database();
  Devices devices{database};
};

TEST_F(DevicesTest, RegisteredOnceWithItsSecretsOutOfSight) {
  EXPECT_EQ(devices.add(office_clerk(), outlet(), {}, "").error().where, "password");
  const Result<RegisteredDevice> added = devices.add(office_clerk(), outlet(), {"a1b2c3", {}}, "新装");
  ASSERT_TRUE(added.has_value()) << added.error().message;
  EXPECT_EQ(added->registered_by, office_clerk().name);
  const Result<RegisteredDevice> again = devices.add(office_clerk(), outlet(), {"a1b2c3", {}}, "");
  EXPECT_EQ(again.error(), (Error{Code::kConflict, std::string("MN为“") + kMn + "”的设备已登记为“废水总排口”", "mn"}));
  EXPECT_EQ(devices.known()->at(0).secrets.password, "a1b2c3");
  EXPECT_THAT(journal_text(), HasSubstr("device.registered"));
  EXPECT_THAT(journal_text(), Not(HasSubstr("a1b2c3")));
  EXPECT_THAT(journal_text(), Not(HasSubstr(sm3_hex("a1b2c3")))) << "six characters are guessed from their digest";
  expect_proved();
}

TEST_F(DevicesTest, ChangedByRevisionAndLeftOut) {
  ASSERT_TRUE(
      devices.add(office_clerk(), outlet(), {"a1b2c3", {std::string(32, '1'), std::string(32, '2')}}, "").has_value());
  RegisteredDevice other = outlet();
  other.name = "总排口（新）";
  other.agreement.crc = "modbus";
  EXPECT_EQ(devices.change(office_clerk(), 2, other, {}, "换名").error().code, Code::kConflict);
  EXPECT_EQ(devices.change(office_clerk(), 1, other, {}, " ").error().where, "why");
  ASSERT_TRUE(devices.change(office_clerk(), 1, other, {}, "换名").has_value());
  const KnownDevice known = devices.known()->at(0);
  EXPECT_EQ(known.device.agreement.crc, "modbus");
  EXPECT_EQ(known.secrets.password, "a1b2c3") << "an empty password stays";
  EXPECT_EQ(known.secrets.keys, (std::vector<std::string>{std::string(32, '1'), std::string(32, '2')}));
  other.is_active = false;
  ASSERT_TRUE(devices.change(office_clerk(), 2, other, {}, "拆除").has_value());
  EXPECT_TRUE(devices.known()->empty());
  EXPECT_EQ(devices.list()->size(), 1U) << "what was registered stays on the list";
  EXPECT_EQ(devices
                .change(
                    office_clerk(), 1,
                    [] {
                      auto x = outlet();
                      x.mn = "M9";
                      return x;
                    }(),
                    {}, "x")
                .error()
                .code,
            Code::kNotFound);
  expect_proved();
}

TEST_F(DevicesTest, AListIsImportedOnce) {
  const std::vector<KnownDevice> listed{{outlet(), {"a1b2c3", {}}}};
  EXPECT_EQ(*devices.import(office_clerk(), listed, "devices.toml"), 1);
  const std::string before = journal_text();
  EXPECT_EQ(*devices.import(office_clerk(), listed, "devices.toml"), 0);
  EXPECT_EQ(journal_text(), before) << "starting again writes nothing";
}

TEST_F(DevicesTest, AChangeInTheFieldWantsASecondPerson) {
  EXPECT_EQ(devices.ask(office_clerk(), wish(true)).error().code, Code::kNotFound);
  ASSERT_TRUE(devices.add(office_clerk(), outlet(), {"a1b2c3", {}}, "").has_value());
  const DeviceOrder asked = *devices.ask(office_clerk(), wish(true));
  EXPECT_EQ(asked.state, DeviceOrderState::kAsked);
  EXPECT_EQ(devices.sent(office_clerk(), asked.order_id, "1").error().code, Code::kConflict) << "nobody granted it";
  EXPECT_EQ(devices.decide(office_clerk(), asked.order_id, 1, true, "").error().message,
            "改动设备的命令须经另一人同意：下达的人不能自己同意");
  EXPECT_EQ(devices.decide(leader(), asked.order_id, 1, false, "").error().where, "why");
  const DeviceOrder granted = *devices.decide(leader(), asked.order_id, 1, true, "");
  EXPECT_EQ(granted.state, DeviceOrderState::kGranted);
  EXPECT_EQ(devices.decide(leader(), asked.order_id, 2, true, "").error().code, Code::kConflict);
  ASSERT_TRUE(devices.sent(leader(), asked.order_id, "20240930080000001").has_value());
  EXPECT_TRUE(*devices.ended(leader(), kMn, "20240930080000001", "执行成功"));
  EXPECT_FALSE(*devices.ended(leader(), kMn, "20240930080000001", "又一次"));
  const DeviceOrder ended = devices.orders({kMn, {}}, "", 10)->at(0);
  EXPECT_EQ(ended.state, DeviceOrderState::kEnded);
  EXPECT_EQ(ended.outcome, "执行成功");
  expect_proved();
}

TEST_F(DevicesTest, WhatOnlyReadsGoesAtOnceAndWhatWasOnItsWayIsGivenUp) {
  ASSERT_TRUE(devices.add(office_clerk(), outlet(), {"a1b2c3", {}}, "").has_value());
  const DeviceOrder first = *devices.ask(office_clerk(), wish(false));
  EXPECT_EQ(first.state, DeviceOrderState::kGranted);
  const DeviceOrder second = *devices.ask(office_clerk(), wish(false));
  ASSERT_TRUE(devices.failed(office_clerk(), second.order_id, "设备没有连接").has_value());
  ASSERT_TRUE(devices.give_up(office_clerk()).has_value());
  const auto orders = *devices.orders({kMn, DeviceOrderState::kFailed}, "", 10);
  ASSERT_EQ(orders.size(), 2U);
  EXPECT_EQ(orders[0].outcome, "设备没有连接") << "newest first";
  EXPECT_EQ(orders[1].outcome, "服务停止时还没有发出");
  EXPECT_EQ(devices.orders({kMn, {}}, orders[0].order_id, 10)->size(), 1U);
  expect_proved();
}

}  // namespace
}  // namespace bihuan::records
