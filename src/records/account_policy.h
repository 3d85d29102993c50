// src/records/account_policy.h - rules for passwords, sessions and administrators, as data:
// knowledge/office/account-policy.toml.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "records/actor.h"

namespace bihuan::records {

struct AccountPolicy {
  std::string id, title;
  std::int64_t min_length = 10;  // characters; the longest is 128
  std::int64_t min_classes = 3;  // of small letters, capitals, digits, others
  std::int64_t expiry_days = 90;  // 0: never
  std::int64_t history = 5;       // earlier passwords that may not come again
  std::int64_t failures_before_lock = 5;
  std::int64_t lock_minutes = 20;  // doubles with each further lock-out, up to a day
  std::int64_t idle_minutes = 30;
  std::int64_t session_hours = 12;
  std::int64_t link_minutes = 30;
  std::vector<DeskRole> codes;     // who must use one-time codes beside a password
  std::vector<std::string> blocked;  // in small letters

  // Administrators of one group may be one person.
  std::string separation, separation_title;
  std::vector<std::vector<DeskRole>> admin_groups;
  std::string warning;  // "" where the three are apart; else shown wherever accounts are
};

// Errors: kInvalidInput with file and line; kNotFound where there is no such profile or separation, with those there are
Result<AccountPolicy> load_account_policy(std::string_view toml, std::string_view file_name, std::string_view profile,
                                          std::string_view separation);

// Errors: kInvalidInput saying what the password lacks
Status check_password(const AccountPolicy& policy, std::string_view password, std::string_view login_name);

// Whether one person may have all these roles. Errors: kInvalidInput naming the two that exclude each other
Status check_roles(const AccountPolicy& policy, const std::vector<DeskRole>& roles);

bool is_administrator(DeskRole role);

}  // namespace bihuan::records
