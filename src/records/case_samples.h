// src/records/case_samples.h - for tests only: the shipped rules of cases and invented people.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "records/case_flow.h"

namespace bihuan::records {

inline std::string shipped(const std::string& name) {
  const Result<std::string> text = read_file(std::string(BIHUAN_SOURCE_DIR) + "/" + name, 1 << 20);
  EXPECT_TRUE(text.has_value()) << name;
  return text.value_or("");
}

inline std::shared_ptr<const CaseRules> shipped_case_rules() {
  static const std::shared_ptr<const CaseRules> kRules = [] {
    WorkingDays days;
    for (const char* year : {"2024", "2025"}) {
      const std::string name = std::string("knowledge/calendar/") + year + ".toml";
      EXPECT_TRUE(days.add_year(shipped(name), name).has_value());
    }
    Result<CaseRules> rules = load_case_rules(shipped("knowledge/office/case-lifecycle.toml"),
                                              shipped("knowledge/office/escalation.toml"), std::move(days));
    EXPECT_TRUE(rules.has_value()) << rules.error().message << " " << rules.error().where;
    return std::make_shared<const CaseRules>(*std::move(rules));
  }();
  return kRules;
}
inline const CaseRules& case_rules() { return *shipped_case_rules(); }

inline Instant on(const std::string& day, const std::string& time = "09:00") {
  return *parse_instant(day + "T" + time + ":00+08:00");
}
inline Date day(const std::string& text) { return *parse_date(text); }

inline Actor person(const std::string& id, std::vector<DeskRole> roles, std::vector<Seat> seats) {
  Actor actor;
  actor.account_id = "a-" + id;
  actor.person_id = id;
  actor.name = id;
  actor.roles = std::move(roles);
  actor.seats = std::move(seats);
  actor.origin = "网页 10.1.2.3";
  actor.at = on("2024-09-30");
  actor.recorded_at = actor.at;
  return actor;
}
inline Actor at(Actor actor, Instant when) {
  actor.at = when;
  return actor;
}

inline Actor office_clerk() { return person("办公室小赵", {DeskRole::kOffice}, {{"office", Post::kClerk, ""}}); }
inline Actor office_head() { return person("办公室钱主任", {DeskRole::kOffice}, {{"office", Post::kHead, ""}}); }
inline Actor leader() { return person("孙局长", {DeskRole::kLeader}, {}); }
inline Actor water_clerk() { return person("水科小李", {DeskRole::kSection}, {{"water", Post::kClerk, ""}}); }
inline Actor water_head() { return person("水科周科长", {DeskRole::kSection}, {{"water", Post::kHead, ""}}); }
inline Actor station_clerk() { return person("监测站小吴", {DeskRole::kStation}, {{"station", Post::kClerk, ""}}); }
inline Actor branch_clerk() { return person("分局小郑", {DeskRole::kBranch}, {{"branch", Post::kClerk, ""}}); }
inline Actor verifier() { return person("综合科小王", {DeskRole::kSection}, {{"general", Post::kClerk, ""}}); }
inline Actor stranger() { return person("财务科小冯", {DeskRole::kSection}, {{"finance", Post::kHead, ""}}); }
inline Actor timer(Instant when) {
  Actor actor;
  actor.name = "定时";
  actor.origin = "定时";
  actor.at = when;
  actor.recorded_at = when;
  return actor;
}

}  // namespace bihuan::records
