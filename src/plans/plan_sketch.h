// src/plans/plan_sketch.h - for tests only: plans made by hand, document and compilation together.
//
// Ids are given by place on purpose ("t1", "t2" ...), so that a test which edits the document changes them: whatever
// holds on to words must not notice.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/text.h"
#include "plans/plan_model.h"

namespace bihuan::plans {

class PlanSketch {
 public:
  explicit PlanSketch(std::string title, int year = 2024) {
    plan_.title = title;
    plan_.plan_year = plan_.plan_year_end = year;
    add(title + "\n");
  }

  // A line of text that the plan does not take up.
  PlanSketch& paragraph(std::string_view text) {
    add(std::string(text) + "\n");
    return *this;
  }

  // Opens an item: "1.heading。"
  PlanSketch& item(std::string heading) {
    Item item;
    item.id = "i" + std::to_string(plan_.items.size() + 1);
    item.no = std::to_string(plan_.items.size() + 1);
    item.heading = heading;
    add("\n" + item.no + "." + heading + "。");
    plan_.items.push_back(item);
    units_.clear();
    return *this;
  }

  // Whoever answers for the clauses that follow.
  PlanSketch& units(std::vector<UnitRef> units) {
    units_ = std::move(units);
    return *this;
  }
  PlanSketch& unit(std::string name) { return units({{std::move(name), Role::kResponsible, Origin::kText}}); }

  // Adds the clause and the stop after it.
  Target& target(std::string_view text, std::string indicator, std::string comparator, std::string_view value,
                 std::string unit, std::string stop = "。") {
    Target& target = clause(plan_.targets, Kind::kTarget, "t", text, stop);
    target.indicator = std::move(indicator);
    target.comparator = std::move(comparator);
    target.value = *parse_decimal(value);
    target.unit = std::move(unit);
    return target;
  }
  Duty& duty(std::string_view text, std::string period, std::int64_t count) {
    Duty& duty = clause(plan_.duties, Kind::kDuty, "d", text, "。");
    duty.period = std::move(period);
    duty.min_count = count;
    return duty;
  }
  Commitment& deliverable(std::string_view text, std::string_view stop = "。") {
    return clause(plan_.deliverables, Kind::kDeliverable, "e", text, stop);
  }
  Commitment& ongoing(std::string_view text, std::string_view stop = "。") {
    Commitment& commitment = clause(plan_.ongoing, Kind::kOngoing, "o", text, stop);
    commitment.deadline.clear();
    commitment.due.clear();
    return commitment;
  }
  Qualitative& qualitative(std::string_view text) {
    return clause(plan_.qualitative, Kind::kQualitative, "q", text, "。");
  }

  const Plan& plan() const { return plan_; }
  Plan& plan() { return plan_; }
  const std::string& text() const { return text_; }

 private:
  void add(const std::string& text) {
    text_ += text;
    at_ += static_cast<std::int64_t>(count_code_points(text));
  }

  template <class T>
  T& clause(std::vector<T>& list, Kind kind, const std::string& prefix, std::string_view text, std::string_view stop) {
    T commitment;
    commitment.id = prefix + std::to_string(list.size() + 1);
    commitment.kind = kind;
    commitment.text = std::string(text);
    commitment.span.begin = at_;
    add(commitment.text);
    commitment.span.end = at_;
    add(std::string(stop));
    if (!plan_.items.empty()) commitment.item = plan_.items.back().id;
    commitment.deadline = commitment.due = std::to_string(plan_.plan_year) + "-12-31";
    commitment.units = units_;
    list.push_back(std::move(commitment));
    return list.back();
  }

  Plan plan_;
  std::string text_;
  std::int64_t at_ = 0;
  std::vector<UnitRef> units_;
};

}  // namespace bihuan::plans
