// Where a round stands, as the page and the command line show it.
#include <algorithm>

#include "server/dispatch_api.h"
#include "server/dispatch_desk.h"

namespace bihuan::server {
namespace {

using records::EntryState;

void count(api::StateCounts& counts, EntryState state) {
  std::int64_t api::StateCounts::*const kPlaces[] = {&api::StateCounts::empty,     &api::StateCounts::written,
                                                     &api::StateCounts::submitted, &api::StateCounts::checked,
                                                     &api::StateCounts::handed_in, &api::StateCounts::returned,
                                                     &api::StateCounts::merged};
  ++(counts.*kPlaces[static_cast<std::size_t>(state)]);
}

api::TaskStanding standing_of(const records::TaskProgress& progress) {
  const records::Task& task = progress.task;
  api::TaskStanding standing;
  standing.task_id = task.id;
  standing.item_no = task.item_no;
  standing.item_heading = task.item_heading;
  standing.text = task.text;
  for (const records::TaskUnit& unit : task.units) standing.units.push_back(unit.unit);
  standing.measure = task.measure;
  standing.wanted = task.wanted;
  standing.wanted_unit = task.wanted_unit;
  standing.done = progress.done;
  standing.done_percent = progress.done_percent;
  standing.expected_percent = progress.judgement.expected_percent;
  standing.done_basis = progress.done_basis;
  standing.light = progress.judgement.light;
  standing.is_clearly_behind = progress.judgement.is_clearly_behind;
  standing.reasons = progress.judgement.reasons;
  standing.takes_figure = task.measure == plans::Measure::kCount || task.measure == plans::Measure::kOnce;
  return standing;
}

}  // namespace

Result<api::RoundProgress> round_progress(Office& office, std::string_view round_id, Date day) {
  BIHUAN_TRY(const records::ProgressReport report, office.dispatch.progress(round_id, day, office.progress_rule));
  BIHUAN_TRY(const plans::Plan plan, office.tasks.corrected_plan(report.round.plan));
  api::RoundProgress view{report.round, plan.title,   report.day, report.rule_name, report.rule_digest,
                          {},           report.items, {},         report.late};
  for (const records::UnitProgress& unit : report.units) view.units.push_back({unit, {}});
  for (const records::TaskProgress& progress : report.tasks) {
    view.tasks.push_back(standing_of(progress));
    for (const records::DispatchEntry& entry : progress.entries) {
      const auto unit = std::ranges::find_if(
          view.units, [&](const api::UnitStanding& one) { return one.progress.unit == entry.unit; });
      if (unit != view.units.end()) count(unit->states, entry.state);
    }
  }
  return view;
}

}  // namespace bihuan::server
