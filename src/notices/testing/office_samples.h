// src/notices/testing/office_samples.h - for tests only: a store with two units, whose channels, wishes and rounds are
// one call.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "notices/notices.h"
#include "notices/testing/notice_samples.h"
#include "records/journal.h"
#include "records/ledger.h"
#include "records/notice_channels.h"
#include "records/organisation.h"

namespace bihuan::notices {

class NoticeOffice : public testing::Test {
 protected:
  NoticeOffice() {
    actor_.name = "周敏";
    actor_.roles = {records::DeskRole::kOffice};
    set(at("2024-09-29", "15:00"));
    records::OrganisationBook organisation(database_);
    for (const char* name : {"河湖科", "监测站"}) {
      records::Unit unit;
      unit.name = name;
      EXPECT_TRUE(organisation.add_unit(actor_, unit).has_value());
    }
  }
  void TearDown() override {
    const auto report = database_->read([](records::Reader& reader) { return records::verify_journal(reader, {}); });
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->findings.empty()) << report->findings.front().place << report->findings.front().message;
  }

  void set(Instant now) { actor_.at = actor_.recorded_at = now; }
  void pass(std::int64_t minutes) { set({actor_.at.seconds + 60 * minutes}); }

  records::Channel add(records::ChannelKind kind, const std::string& endpoint, const std::string& secret = "",
                       std::vector<std::string> addresses = {}) {
    records::ChannelDraft draft;
    draft.text.name = "渠道" + std::to_string(channels_.all()->size() + 1);
    draft.text.kind = kind;
    draft.text.settings.from = "bihuan@example.gov.cn";
    draft.text.settings.from_name = "闭环";
    draft.text.settings.requires_tls = false;
    draft.text.settings.content_type = "application/json";
    draft.text.settings.body = R"({"mobile":"{phone}","content":"{text}"})";
    draft.text.targets = {{"", "", std::move(addresses)}};
    draft.endpoint = endpoint;
    draft.secret = secret;
    const auto channel = channels_.add(actor_, draft);
    EXPECT_TRUE(channel.has_value()) << channel.error().message;
    return *channel;
  }
  void wish(const std::string& kind, const std::string& title, const std::string& unit = "河湖科") {
    const Status status = database_->write(actor_, [&](records::Ledger& ledger) {
      return records::wish_notice(ledger, {kind, "case_file/k000009", unit, "", title, ""});
    });
    EXPECT_TRUE(status.has_value());
  }
  void wish_many(int count) {
    for (int i = 1; i <= count; ++i) wish("case.assign", "交办：第" + std::to_string(i) + "件");
  }
  records::TakenNotices collect() {
    const auto taken = notices_.collect(actor_);
    EXPECT_TRUE(taken.has_value()) << taken.error().message;
    return *taken;
  }
  DeliverReport deliver(Transport& transport) {
    const auto report = notices_.deliver(actor_, transport);
    EXPECT_TRUE(report.has_value()) << report.error().message;
    return *report;
  }
  std::vector<records::Delivery> deliveries(std::optional<records::DeliveryState> state = std::nullopt) {
    return channels_.deliveries("", state, "", 500)->deliveries;
  }

  std::shared_ptr<records::Database> database_ = *records::open_memory_database();
  records::Actor actor_;
  records::Channels channels_{database_};
  Notices notices_{database_, shipped_rules()};
};

}  // namespace bihuan::notices
