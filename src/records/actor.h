// src/records/actor.h - who does something, when and from where: what the journal writes of every change.
#pragma once
#include <string>
#include <vector>

#include "base/time.h"

namespace bihuan::records {

// What somebody is in the bureau. The rights of each stand in knowledge/office/rights.toml.
enum class DeskRole {
  kOffice,         // 办公室: dispatches, reminds, reports
  kSection,        // 科室
  kStation,        // 监测站
  kBranch,         // 分局
  kEnforcement,    // 支队
  kLeader,         // 局领导
  kReader,         // 只读
  kSystemAdmin,    // 系统管理员 (三员)
  kSecurityAdmin,  // 安全管理员 (三员)
  kAuditAdmin,     // 审计管理员 (三员)
};

// What somebody is in a unit.
enum class Post {
  kClerk,       // 填报人
  kHead,        // 科长、主任、局长: answers for the unit
  kSupervisor,  // 分管领导
};

struct Seat {
  std::string unit_id;
  Post post = Post::kClerk;
  std::string for_person;  // the person whose deputy the actor is now; "" in his own right
  friend bool operator==(const Seat&, const Seat&) = default;
};

struct Actor {
  std::string account_id;  // "" for the program itself and for the command line on the machine
  std::string person_id;
  std::string name;  // as the journal shows it; never empty
  std::vector<DeskRole> roles;
  std::vector<Seat> seats;
  std::string origin;   // from where: "网页 10.1.2.3", "命令行", "定时"
  Instant at;           // by the desk's clock (the demonstration has its own)
  Instant recorded_at;  // by the clock of the machine

  bool has(DeskRole role) const {
    for (const DeskRole one : roles) {
      if (one == role) return true;
    }
    return false;
  }
  // Whether the actor sits in this unit, in any post.
  bool is_of(const std::string& unit_id) const {
    for (const Seat& seat : seats) {
      if (seat.unit_id == unit_id) return true;
    }
    return false;
  }
  bool sits_as(const std::string& unit_id, Post post) const {
    for (const Seat& seat : seats) {
      if (seat.unit_id == unit_id && seat.post == post) return true;
    }
    return false;
  }
};

}  // namespace bihuan::records
