#include "records/asks.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "records/internal/case_rows.h"
#include "records/internal/dispatch_rows.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/task_rows.h"
#include "records/journal.h"

namespace bihuan::records {
namespace {

// Books name a unit by its id or by its name: both lead to the unit.
class UnitNames {
 public:
  static Result<UnitNames> of(Reader& reader) {
    BIHUAN_TRY(const std::vector<Unit> units, select<Unit>(reader));
    UnitNames names;
    for (const Unit& unit : units) {
      const std::pair entry(unit.unit_id, unit.name);
      names.known_.emplace(unit.name, entry);
      for (const std::string& alias : unit.aliases) names.known_.emplace(alias, entry);
    }
    for (const Unit& unit : units) names.known_.insert_or_assign(unit.unit_id, std::pair(unit.unit_id, unit.name));
    return names;
  }
  void name(Ask& ask, const std::string& printed) const {
    const auto found = known_.find(printed);
    std::tie(ask.unit_id, ask.unit_name) = found == known_.end() ? std::pair(printed, printed) : found->second;
  }

 private:
  std::map<std::string, std::pair<std::string, std::string>> known_;
};

std::string known_of(const KnownFacts& known) {
  std::vector<std::string> parts;
  if (!known.reading.empty() && known.verdict != "insufficient_data") parts.push_back("已有测算结果：" + known.reading);
  // Without a single record the system does not know that nothing was done: only that nobody wrote it down.
  if (known.events_done > 0) {
    parts.push_back("已有履职记录：应办" + std::to_string(known.events_due) + "次，已办" +
                    std::to_string(known.events_done) + "次");
  }
  return join(parts, "；");
}

// "2024-03": 2024年3月调度
std::string form_of(const DispatchRoundRow& round) {
  const std::size_t skipped = round.month[5] == '0' ? 6 : 5;
  return round.month.substr(0, 4) + "年" + round.month.substr(skipped) + "月调度";
}

// The day on which a round was opened, by the journal.
Result<Date> opened_on(Reader& reader, const DispatchRoundRow& round) {
  BIHUAN_TRY(const std::vector<JournalEntry> entries,
             read_journal(reader, 0, 1, {"dispatch_round/" + round.round_id, "dispatch.opened", ""}));
  if (entries.empty()) return fail(Code::kCorrupt, "日志中没有调度" + round.round_id + "的开启记录", round.round_id);
  return to_date(entries.front().at);
}

Status add_dispatch(Reader& reader, const UnitNames& names, Date from, Date to, std::vector<Ask>& asks) {
  BIHUAN_TRY(const std::vector<DispatchRoundRow> rounds, select<DispatchRoundRow>(reader));
  for (const DispatchRoundRow& round : rounds) {
    BIHUAN_TRY(const Date on, opened_on(reader, round));
    if (on < from || on > to) continue;
    BIHUAN_TRY(const std::vector<DispatchEntryRow> rows, entry_rows(reader, round.round_id, ""));
    std::map<std::string, std::string> clauses;
    BIHUAN_TRY(const std::vector<TaskRow> tasks, select<TaskRow>(reader, {{is("plan_id", round.plan_id)}, {}, {}, 0}));
    for (const TaskRow& task : tasks) clauses.emplace(task.task_id, task.clause);
    for (const DispatchEntryRow& row : rows) {
      Ask ask{"", "", "dispatch", form_of(round), "task/" + row.task_id, clauses[row.task_id], on, known_of(row.known)};
      names.name(ask, row.unit);
      asks.push_back(std::move(ask));
    }
  }
  return {};
}

Status add_cases(Reader& reader, const UnitNames& names, Date from, Date to, std::vector<Ask>& asks) {
  Query query{{{"opened_at", Test::kAtLeast, {to_instant(from).seconds}, {}},
               {"opened_at", Test::kLess, {to_instant(to + 1).seconds}, {}}},
              {{"case_id"}},
              {},
              0};
  BIHUAN_TRY(const std::vector<CaseFile> files, select<CaseFile>(reader, query));
  for (const CaseFile& file : files) {
    BIHUAN_TRY(const std::vector<CasePartyRow> parties,
               select<CasePartyRow>(reader, {{is("case_id", file.case_id)}, {}, {}, 0}));
    for (const CasePartyRow& party : parties) {
      if (party.party != "lead" && party.party != "assistant") continue;
      Ask ask{"", "", "case", "督办事项", "case_file/" + file.case_id, file.title, to_date(file.opened_at), ""};
      names.name(ask, party.unit_id);
      asks.push_back(std::move(ask));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<Ask>> AskBook::asks(Date from, Date to) {
  if (to < from) {
    return fail(Code::kInvalidInput, "起止日期颠倒：从" + to_string(from) + "到" + to_string(to), "to");
  }
  return database_->read([&](Reader& reader) -> Result<std::vector<Ask>> {
    BIHUAN_TRY(const UnitNames names, UnitNames::of(reader));
    std::vector<Ask> asks;
    BIHUAN_CHECK(add_dispatch(reader, names, from, to, asks));
    BIHUAN_CHECK(add_cases(reader, names, from, to, asks));
    std::ranges::stable_sort(asks, {},
                             [](const Ask& ask) { return std::tuple(ask.on, ask.unit_id, ask.subject, ask.form); });
    return asks;
  });
}

}  // namespace bihuan::records
