#include "plans/plan_units.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "plans/commitments.h"

namespace bihuan::plans {
namespace {

// How a commitment reaches a unit of the table; the nearest way counts.
enum class Way { kByName, kThroughCollective, kPerhaps };

Way way_of(Expansion kind) {
  if (kind == Expansion::kUnit) return Way::kByName;
  return kind == Expansion::kCollective ? Way::kThroughCollective : Way::kPerhaps;
}

class Collector {
 public:
  Collector(const Organisation& organisation, Date on) : organisation_(organisation), on_(on) {
    for (const OrganisationUnit* unit : organisation.units_on(on)) {
      load_index_.emplace(unit->name, out_.loads.size());
      out_.loads.push_back({unit->name, 0, 0, 0});
    }
  }

  // The answer of a printed name, made at its first appearance.
  UnitAnswer& answer(const std::string& name) {
    const auto [it, is_new] = answer_index_.try_emplace(name, out_.answers.size());
    if (is_new) {
      const Expanded expanded = organisation_.expand(name, on_);
      UnitAnswer fresh;
      fresh.name = name;
      fresh.is_known = expanded.kind != Expansion::kUnknown;
      fresh.subset_unknown = expanded.kind == Expansion::kSubsetUnknown;
      fresh.is_collective = fresh.subset_unknown || expanded.kind == Expansion::kCollective;
      fresh.members = expanded.members;
      fresh.note = expanded.note;
      if (!fresh.is_known) out_.unknown.push_back(name);
      ways_.push_back(way_of(expanded.kind));
      out_.answers.push_back(std::move(fresh));
    }
    return out_.answers[it->second];
  }

  void add(const Commitment& commitment) {
    if (commitment.units.empty()) out_.without_owner.push_back(commitment.id);
    std::map<std::size_t, Way> reached;  // index into loads -> nearest way
    for (const UnitRef& unit : commitment.units) {
      UnitAnswer& named = answer(unit.name);
      if (named.commitments.empty() || named.commitments.back() != commitment.id) {
        named.commitments.push_back(commitment.id);
        (unit.role == Role::kLead ? named.leads : unit.role == Role::kAssist ? named.assists : named.responsible) += 1;
      }
      const Way way = ways_[answer_index_.at(unit.name)];
      for (const std::string& member : named.members) {
        const auto [it, is_new] = reached.try_emplace(load_index_.at(member), way);
        if (!is_new) it->second = std::min(it->second, way);
      }
    }
    for (const auto& [index, way] : reached) {
      UnitLoad& load = out_.loads[index];
      (way == Way::kByName              ? load.by_name
       : way == Way::kThroughCollective ? load.through_collective
                                        : load.perhaps) += 1;
    }
  }

  // Names that stand over no commitment still reach a unit: their bracket answers for text.
  PlanUnits finish() {
    std::vector<bool> is_reached(out_.loads.size(), false);
    for (std::size_t i = 0; i < out_.answers.size(); ++i) {
      if (ways_[i] == Way::kPerhaps) continue;
      for (const std::string& member : out_.answers[i].members) is_reached[load_index_.at(member)] = true;
    }
    for (std::size_t i = 0; i < out_.loads.size(); ++i) {
      if (!is_reached[i]) out_.without_task.push_back(out_.loads[i].name);
    }
    return std::move(out_);
  }

 private:
  const Organisation& organisation_;
  Date on_;
  PlanUnits out_;
  std::vector<Way> ways_;  // of answers
  std::unordered_map<std::string, std::size_t> answer_index_;
  std::unordered_map<std::string, std::size_t> load_index_;
};

}  // namespace

PlanUnits plan_units(const Plan& plan, const Organisation& organisation, Date on) {
  // One sequence of brackets and commitments, so that names come in the order of the document.
  struct Event {
    std::int64_t at;
    std::size_t number;  // among all, so that equal places keep their order
    const Commitment* commitment;
    const Group* group;
  };
  std::vector<Event> events;
  for (const Commitment* commitment : commitments_of(plan)) {
    events.push_back({commitment->span.begin, events.size(), commitment, nullptr});
  }
  for (const Item& item : plan.items) {
    for (const Group& group : item.groups) {
      events.push_back({group.governs.begin, events.size(), nullptr, &group});
    }
  }
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.at != b.at ? a.at < b.at : a.number < b.number; });

  Collector collector(organisation, on);
  for (const Event& event : events) {
    if (event.commitment != nullptr) {
      collector.add(*event.commitment);
    } else {
      for (const std::string& name : event.group->units) collector.answer(name);
    }
  }
  return collector.finish();
}

Date day_of(const Plan& plan, Date otherwise) {
  const Result<Date> day = Date::make(plan.plan_year, 1, 1);
  return day ? *day : otherwise;
}

}  // namespace bihuan::plans
