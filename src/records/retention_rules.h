// src/records/retention_rules.h - how long measured values are to be kept (保存期限), by data set: knowledge/office/
// observation-retention.toml. A span only forbids dropping what is younger; nothing is ever dropped by it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace bihuan::records {

// A data set of the observation store.
struct RetentionRule {
  std::string data_set;
  std::string name;               // 现场设备小时值
  std::optional<int> keep_years;  // of data time; none: no rule is known
  std::string source, clause;     // of keep_years; why there is none otherwise
  std::string confidence;
};

class RetentionRules {
 public:
  const std::vector<RetentionRule>& all() const { return all_; }
  const RetentionRule* find(std::string_view data_set) const;  // null: unknown
  // Its name; the data set itself where it is unknown.
  std::string name_of(std::string_view data_set) const;
  // The first of the month before which values of the set may be dropped on the day `on`; none: no rule.
  std::optional<Date> may_go_before(std::string_view data_set, Date on) const;
  // Errors: kConflict  values with labels before `data_before` (none: all) are not all old enough; the sentence names
  // rule and day
  Status check(std::string_view data_set, std::optional<Date> data_before, Date on) const;

 private:
  friend Result<RetentionRules> load_retention_rules(std::string_view toml, std::string_view file_name);
  std::vector<RetentionRule> all_;
};

// Errors: kInvalidInput with file and line
Result<RetentionRules> load_retention_rules(std::string_view toml, std::string_view file_name);

}  // namespace bihuan::records
