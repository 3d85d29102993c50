#include "plans/commitments.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <utility>

namespace bihuan::plans {
namespace {

template <class Visit>
void visit_lists(const Plan& plan, bool with_principles, Visit&& visit) {
  visit(plan.targets);
  visit(plan.duties);
  visit(plan.deliverables);
  visit(plan.ongoing);
  visit(plan.qualitative);
  visit(plan.prohibitions);
  if (with_principles) visit(plan.principles);
}

}  // namespace

std::vector<const Commitment*> commitments_of(const Plan& plan, bool with_principles) {
  std::vector<std::pair<const Commitment*, std::size_t>> numbered;
  visit_lists(plan, with_principles, [&numbered](const auto& list) {
    for (const Commitment& commitment : list) numbered.emplace_back(&commitment, numbered.size());
  });
  std::sort(numbered.begin(), numbered.end(), [](const auto& a, const auto& b) {
    return a.first->span != b.first->span ? a.first->span < b.first->span : a.second < b.second;
  });
  std::vector<const Commitment*> all;
  all.reserve(numbered.size());
  for (const auto& [commitment, number] : numbered) all.push_back(commitment);
  return all;
}

const Commitment* find_commitment(const Plan& plan, std::string_view id) {
  const Commitment* found = nullptr;
  visit_lists(plan, true, [&](const auto& list) {
    for (const Commitment& commitment : list) {
      if (found == nullptr && commitment.id == id) found = &commitment;
    }
  });
  return found;
}

// The kind decides the struct: the lists of a Plan hold commitments of their own kind only.
const Target* as_target(const Commitment& commitment) {
  return commitment.kind == Kind::kTarget ? static_cast<const Target*>(&commitment) : nullptr;
}

const Duty* as_duty(const Commitment& commitment) {
  return commitment.kind == Kind::kDuty ? static_cast<const Duty*>(&commitment) : nullptr;
}

const Qualitative* as_qualitative(const Commitment& commitment) {
  return commitment.kind == Kind::kQualitative ? static_cast<const Qualitative*>(&commitment) : nullptr;
}

std::string_view heading_of(const Plan& plan, std::string_view item) {
  for (const Item& candidate : plan.items) {
    if (candidate.id == item) return candidate.heading;
  }
  return {};
}

std::string_view kind_word(Kind kind) {
  switch (kind) {
    case Kind::kTarget:
      return "target";
    case Kind::kDeliverable:
      return "deliverable";
    case Kind::kDuty:
      return "duty";
    case Kind::kOngoing:
      return "ongoing";
    case Kind::kQualitative:
      return "qualitative";
    case Kind::kProhibition:
      return "prohibition";
    case Kind::kPrinciple:
      return "principle";
  }
  assert(false);
  return {};
}

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kTarget:
      return "目标";
    case Kind::kDeliverable:
      return "成果";
    case Kind::kDuty:
      return "频次";
    case Kind::kOngoing:
      return "常态";
    case Kind::kQualitative:
      return "定性";
    case Kind::kProhibition:
      return "禁止";
    case Kind::kPrinciple:
      return "原则";
  }
  assert(false);
  return {};
}

std::string units_line(const std::vector<UnitRef>& units) {
  std::string line;
  for (const UnitRef& unit : units) {
    if (!line.empty()) line += "、";
    line += unit.name;
    if (unit.role == Role::kLead) line += "（牵头）";
    if (unit.role == Role::kAssist) line += "（配合）";
  }
  return line;
}

}  // namespace bihuan::plans
