#include "server/duty_samples.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "server/scheme_desk.h"

namespace bihuan::server {
namespace {

using observations::WindowProgress;
using observations::WindowState;
using records::DutySamples;
using records::ExpectedDuty;

bool is_of_object(const std::string& site_name, const std::string& object) {
  return object.empty() || site_name.find(object) != std::string::npos ||
         (!site_name.empty() && object.find(site_name) != std::string::npos);
}

bool fits(const observations::SamplingWindow& window, const plans::DutyEvent& event) {
  const auto length = [](Date first, Date last) { return last.days_since_1970() - first.days_since_1970(); };
  return window.last >= event.from && window.last <= event.to &&
         length(window.first, window.last) <= length(event.from, event.to);
}

void count(DutySamples& samples, const WindowProgress& window, std::int64_t ordinal) {
  ++samples.planned;
  if (window.state == WindowState::kDone || window.times >= ordinal) {
    ++samples.done;
  } else if (window.state == WindowState::kExcused) {
    ++samples.excused;
  } else if (window.is_due) {
    ++samples.lacking;
  }
}

class SchemeWitness : public records::DutyWitness {
 public:
  explicit SchemeWitness(Office& office) : office_(office) {}

  Result<std::vector<std::optional<DutySamples>>> look(const std::vector<ExpectedDuty>& events, Date day) override {
    std::vector<std::optional<DutySamples>> all(events.size());
    std::map<int, Bound> by_year;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const int year = events[i].event.from.year();
      const auto [bound, is_new] = by_year.try_emplace(year);
      if (is_new) {
        BIHUAN_TRY(bound->second, read(year, events, day));
      }
      all[i] = samples_of(events[i], bound->second);
    }
    return all;
  }

 private:
  struct Bound {
    std::map<std::string, std::string> groups;              // by task
    std::map<std::string, std::vector<SampledLine>> lines;  // by group
  };

  Result<Bound> read(int year, const std::vector<ExpectedDuty>& events, Date day) {
    Bound bound;
    BIHUAN_TRY(const std::vector<records::SchemeBinding> bindings, office_.schemes.bindings(year));
    for (const records::SchemeBinding& binding : bindings) {
      if (std::ranges::find(events, binding.task_id, &ExpectedDuty::task_id) == events.end()) continue;
      bound.groups.emplace(binding.task_id, binding.group_name);
      if (bound.lines.contains(binding.group_name)) continue;
      BIHUAN_TRY(bound.lines[binding.group_name], sampled_lines(office_, year, binding.group_name, day));
    }
    return bound;
  }

  static std::optional<DutySamples> samples_of(const ExpectedDuty& duty, const Bound& bound) {
    const auto group = bound.groups.find(duty.task_id);
    if (group == bound.groups.end()) return std::nullopt;
    const plans::DutyEvent& event = duty.event;
    DutySamples samples{group->second};
    for (const SampledLine& line : bound.lines.at(group->second)) {
      if (line.wanted < event.ordinal || !is_of_object(line.site_name, event.object)) continue;
      for (const WindowProgress& window : line.windows) {
        if (window.state != WindowState::kNotPlanned && fits(window.window, event)) {
          count(samples, window, event.ordinal);
        }
      }
    }
    return samples.planned > 0 ? std::optional(std::move(samples)) : std::nullopt;
  }

  Office& office_;
};

}  // namespace

std::shared_ptr<records::DutyWitness> duty_samples(Office& office) { return std::make_shared<SchemeWitness>(office); }

}  // namespace bihuan::server
