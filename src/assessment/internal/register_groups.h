// src/assessment/internal/register_groups.h - what belongs together in a register: the districts in the order in which
// they first appear, and all of them together.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "assessment/evaluation.h"
#include "base/result.h"

namespace bihuan::assessment::internal {

inline constexpr std::string_view kAllGroups = "合计";

// What `detail` says of a group, as a figure that may answer a target.
inline EvaluationFigure group_figure(std::string id, const std::string& name, const std::optional<Decimal>& value,
                                     std::string unit, const EvaluationDetail& detail) {
  EvaluationFigure figure;
  figure.id = std::move(id);
  figure.place = name;
  figure.is_all = name == kAllGroups;
  figure.value = value;
  figure.unit = std::move(unit);
  figure.reason = detail.reason;
  figure.tables = detail.tables;
  figure.basis = detail.bases.front();
  return figure;
}

// Why the second row of numbers for a place does not count.
inline std::string twice_words(const std::string& place) {
  if (place.empty()) return "这一行和前面的一行都没有写明区域，后一行未计入；几个区域的数应各写明区域";
  return "“" + place + "”出现两次，后一行未计入；应只有一行";
}

// Groups by name, in the order in which they first appear.
template <class Group>
class InOrder {
 public:
  // A column of names that holds more is another column, mistaken for it.
  static constexpr std::size_t kMost = 10'000;
  struct Named {
    std::string name;
    Group group;
  };

  // The group of that name, new or known; null where there are kMost others. Valid until the next call.
  Group* of(const std::string& name) {
    const auto found = at_.find(name);
    if (found != at_.end()) return &groups_[found->second].group;
    if (groups_.size() == kMost) return nullptr;
    at_.emplace(name, groups_.size());
    return &groups_.emplace_back(Named{name, {}}).group;
  }

  bool empty() const { return groups_.empty(); }
  std::size_t size() const { return groups_.size(); }
  std::vector<Named>& all() { return groups_; }
  const std::vector<Named>& all() const { return groups_; }

 private:
  std::vector<Named> groups_;
  std::unordered_map<std::string, std::size_t> at_;
};

// The districts and, of several, 合计; rows without a district are 未填区域, and 合计 alone where no row has one.
// Status Group::add(const Group&) adds another's to it. `adds_up`: else there is no 合计 of several.
// Errors: those of Group::add
template <class Group>
Result<std::vector<typename InOrder<Group>::Named>> with_all(const InOrder<Group>& groups, bool adds_up = true) {
  std::vector<typename InOrder<Group>::Named> rows;
  typename InOrder<Group>::Named all{std::string(kAllGroups), {}};
  for (const auto& own : groups.all()) {
    if (groups.size() > 1 || !own.name.empty()) {
      rows.push_back({own.name.empty() ? "未填区域" : own.name, own.group});
    }
    BIHUAN_CHECK(all.group.add(own.group));
  }
  if ((adds_up && groups.size() > 1) || rows.empty()) rows.push_back(std::move(all));
  return rows;
}

}  // namespace bihuan::assessment::internal
