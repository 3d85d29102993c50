// src/assessment/internal/register_groups.h - the districts of a register, in the order in which they first appear, and
// all of them together.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bihuan::assessment::internal {

// Group: what one district has; Status add(const Group&) adds another's to it.
template <class Group>
class RegisterGroups {
 public:
  struct Named {
    std::string name;
    Group group;
  };

  Group& of(const std::string& name) {
    for (Named& own : groups_) {
      if (own.name == name) return own.group;
    }
    return groups_.emplace_back(Named{name, {}}).group;
  }

  bool empty() const { return groups_.empty(); }
  std::vector<Named>& all() { return groups_; }

  // The districts and, of several, 合计; rows without a district are 未填区域, and 合计 alone where no row has one.
  // `adds_up`: else there is no 合计 of several. Errors: those of Group::add
  Result<std::vector<Named>> with_all(bool adds_up = true) const {
    std::vector<Named> rows;
    Named all{"合计", {}};
    for (const Named& own : groups_) {
      if (groups_.size() > 1 || !own.name.empty())
        rows.push_back({own.name.empty() ? "未填区域" : own.name, own.group});
      BIHUAN_CHECK(all.group.add(own.group));
    }
    if ((adds_up && groups_.size() > 1) || rows.empty()) rows.push_back(std::move(all));
    return rows;
  }

 private:
  std::vector<Named> groups_;
};

}  // namespace bihuan::assessment::internal
