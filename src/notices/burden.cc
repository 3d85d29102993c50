#include "notices/burden.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace bihuan::notices {
namespace {

std::string quoted(const records::Ask& ask) { return "“" + excerpt(ask.what, 60) + "”"; }

std::vector<BurdenFinding> repeated(const std::vector<records::Ask>& asks) {
  struct Repeat {
    const records::Ask* first = nullptr;
    std::set<std::string> forms;
  };
  std::map<std::tuple<std::string, std::string, int, int>, Repeat> by_month;  // unit, subject, year, month
  for (const records::Ask& ask : asks) {
    Repeat& repeat = by_month[{ask.unit_id, ask.subject, ask.on.year(), ask.on.month()}];
    if (repeat.first == nullptr) repeat.first = &ask;
    repeat.forms.insert(ask.form);
  }
  std::vector<BurdenFinding> findings;
  for (const auto& [key, repeat] : by_month) {
    if (repeat.forms.size() < 2) continue;
    const records::Ask& ask = *repeat.first;
    findings.push_back({BurdenFault::kRepeated, ask.unit_id, ask.unit_name, ask.subject,
                        std::to_string(ask.on.year()) + "年" + std::to_string(ask.on.month()) + "月向" + ask.unit_name +
                            "要" + quoted(ask) + "用了" + std::to_string(repeat.forms.size()) + "种表（" +
                            join({repeat.forms.begin(), repeat.forms.end()}, "、") + "）：应合并为一次"});
  }
  return findings;
}

}  // namespace

BurdenReport measure_burden(const std::vector<records::Ask>& asks, Date from, Date to) {
  BurdenReport report{from, to, {}, {}};
  std::vector<records::Ask> inside;
  std::map<std::pair<std::string, std::string>, UnitBurden> units;  // unit, kind
  std::map<std::pair<std::string, std::string>, std::set<Date>> days;
  for (const records::Ask& ask : asks) {
    if (ask.on < from || ask.on > to) continue;
    inside.push_back(ask);
    UnitBurden& burden = units[{ask.unit_id, ask.kind}];
    burden.unit_id = ask.unit_id;
    burden.unit_name = ask.unit_name;
    burden.kind = ask.kind;
    ++burden.asked;
    days[{ask.unit_id, ask.kind}].insert(ask.on);
    if (ask.known.empty()) continue;
    ++burden.known;
    report.findings.push_back(
        {BurdenFault::kKnown, ask.unit_id, ask.unit_name, ask.subject,
         ask.form + "向" + ask.unit_name + "要" + quoted(ask) + "，而系统" + ask.known + "：应直接引用，不再要求填报"});
  }
  for (auto& [key, burden] : units) {
    burden.days = static_cast<std::int64_t>(days[key].size());
    report.units.push_back(std::move(burden));
  }
  for (BurdenFinding& finding : repeated(inside)) report.findings.push_back(std::move(finding));
  return report;
}

}  // namespace bihuan::notices
