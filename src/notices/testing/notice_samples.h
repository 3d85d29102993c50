// src/notices/testing/notice_samples.h - for tests only: the shipped rules, invented notices and channels.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "notices/notice_rules.h"
#include "records/notice_outbox.h"

namespace bihuan::notices {

inline NoticeRules shipped_rules() {
  const auto text = read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/office/notices.toml", 1U << 20U);
  EXPECT_TRUE(text.has_value());
  auto rules = load_notice_rules(text.value_or(""), "notices.toml");
  EXPECT_TRUE(rules.has_value()) << rules.error().message;
  return *rules;
}

inline Instant at(const std::string& day, const std::string& time) {
  return *parse_instant(day + "T" + time + ":00+08:00");
}

inline records::Notice notice(const std::string& kind, const std::string& title) {
  records::Notice one;
  one.id = "w000001";
  one.at = at("2024-09-29", "15:00");
  one.kind = kind;
  one.subject = "case_file/k000001";
  one.to_unit = "河湖科";
  one.to_name = "河湖科";
  one.title = title;
  return one;
}

// A delivery as claimed, due on 30 September 2024 at eight, made the afternoon before.
inline records::ClaimedDelivery claimed(records::ChannelKind kind, std::vector<records::Notice> notices) {
  records::ClaimedDelivery one;
  one.delivery.delivery_id = "o000001";
  one.delivery.made_at = at("2024-09-29", "16:00");
  one.delivery.due_at = at("2024-09-30", "08:00");
  one.channel.channel_id = "g000001";
  one.channel.text.name = "渠道";
  one.channel.text.kind = kind;
  one.notices = std::move(notices);
  return one;
}

}  // namespace bihuan::notices
