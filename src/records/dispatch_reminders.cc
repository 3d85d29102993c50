#include "records/dispatch_reminders.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "records/internal/case_rows.h"
#include "records/internal/dispatch_rows.h"
#include "records/notices.h"

namespace bihuan::records {
namespace {

constexpr std::string_view kOpened = "dispatch.opened";

std::string month_name(const std::string& month) {
  const std::size_t skipped = month.at(5) == '0' ? 6 : 5;
  return month.substr(0, 4) + "年" + month.substr(skipped) + "月";
}

// unit -> how many of its entries are not at the office, of how many.
using Missing = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;

Result<Missing> missing_in(Reader& reader, const DispatchRoundRow& round) {
  BIHUAN_TRY(const std::vector<DispatchEntryRow> rows, entry_rows(reader, round.round_id, ""));
  Missing units;
  for (const DispatchEntryRow& row : rows) {
    auto& [missing, all] = units[row.unit];
    ++all;
    if (row.state != EntryState::kHandedIn && row.state != EntryState::kMerged) ++missing;
  }
  return units;
}

Result<std::int64_t> remind_round(Ledger& ledger, const DispatchRoundRow& round, const EscalationLevel* level) {
  const std::string subject = "dispatch_round/" + round.round_id;
  BIHUAN_TRY(const std::vector<NoticeWishRow> told,
             select<NoticeWishRow>(ledger.store(), {{is("subject", subject)}, {}, {}, 0}));
  std::set<std::pair<std::string, std::string>> known;  // unit, kind
  for (const NoticeWishRow& row : told) known.emplace(row.to_unit, row.kind);
  BIHUAN_TRY(const Missing units, missing_in(ledger.store(), round));
  std::int64_t count = 0;
  const auto tell = [&](const std::string& unit, const std::string& kind, const std::string& title,
                        const std::string& body) -> Status {
    if (!known.emplace(unit, kind).second) return {};
    ++count;
    return wish_notice(ledger, {kind, subject, unit, "", title, body});
  };
  const std::string name = month_name(round.month) + "调度";
  for (const auto& [unit, entries] : units) {
    const auto& [missing, all] = entries;
    const std::string by = to_string(round.cut_off);
    BIHUAN_CHECK(tell(unit, std::string(kOpened), name + "：请于" + by + "前报办公室",
                      "共" + std::to_string(all) + "项，须经填报人、科长、分管领导三级审核。"));
    if (level == nullptr || missing == 0) continue;
    BIHUAN_CHECK(tell(unit, "dispatch.level." + level->id, level->name + "：" + name + "尚有" + std::to_string(missing) + "项未报",
                      "截止日期" + by + "；共" + std::to_string(all) + "项，未报" + std::to_string(missing) + "项。"));
  }
  return count;
}

}  // namespace

Result<std::int64_t> remind_of_dispatch(Database& database, const Actor& timer, const EscalationRules& rules,
                                        const WorkingDays& calendar) {
  const Date today = to_date(timer.at);
  BIHUAN_TRY(const std::vector<DispatchRoundRow> rounds, database.read([](Reader& reader) {
    return select<DispatchRoundRow>(reader, {{is("state", enum_word(RoundState::kOpen))}, {{"round_id"}}, {}, 0});
  }));
  std::int64_t count = 0;
  for (const DispatchRoundRow& round : rounds) {
    BIHUAN_TRY(const std::vector<const EscalationLevel*> levels, levels_at(rules, round.cut_off, today, calendar));
    const EscalationLevel* highest = nullptr;  // of those that are for whoever answers for the work
    for (const EscalationLevel* level : levels) {
      if (std::ranges::find(level->tells, "lead") != level->tells.end()) highest = level;
    }
    BIHUAN_TRY(const std::int64_t told,
               database.write(timer, [&](Ledger& ledger) { return remind_round(ledger, round, highest); }));
    count += told;
  }
  return count;
}

}  // namespace bihuan::records
