#include "records/escalation.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/toml.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kFurthest = 1000;

Result<EscalationLevel> read_level(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "offset", "days", "tells", "draft"}));
  EscalationLevel level;
  BIHUAN_TRY(level.id, table.string("id"));
  BIHUAN_TRY(level.name, table.string("name"));
  BIHUAN_TRY(const std::int64_t offset, table.integer("offset"));
  if (offset < -kFurthest || offset > kFurthest) {
    return fail(Code::kInvalidInput, "“offset”应在-1000到1000之间", table.where());
  }
  level.offset = static_cast<int>(offset);
  BIHUAN_TRY(const std::string days, table.string("days"));
  if (days != "working" && days != "calendar") {
    return fail(Code::kInvalidInput, "“days”应为working或calendar，此处是“" + excerpt(days) + "”", table.where());
  }
  level.in_working_days = days == "working";
  BIHUAN_TRY(level.tells, table.strings_or_none("tells"));
  BIHUAN_TRY(level.draft, table.string_or("draft", ""));
  return level;
}

}  // namespace

const EscalationLevel* EscalationRules::level(std::string_view id) const {
  const std::size_t place = rank(id);
  return place == 0 ? nullptr : &levels[place - 1];
}

std::size_t EscalationRules::rank(std::string_view id) const {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (levels[i].id == id) return i + 1;
  }
  return 0;
}

Result<EscalationRules> load_escalation(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "level"}));
  EscalationRules rules;
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("level"));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(EscalationLevel level, read_level(table));
    if (rules.rank(level.id) != 0) {
      return fail(Code::kInvalidInput, "“" + level.id + "”写了两次", table.where());
    }
    if (!rules.levels.empty() && level.offset <= rules.levels.back().offset) {
      return fail(Code::kInvalidInput, "级别应由早到晚排列：“" + level.id + "”不晚于“" + rules.levels.back().id + "”",
                  table.where());
    }
    rules.levels.push_back(std::move(level));
  }
  return rules;
}

Result<std::vector<const EscalationLevel*>> levels_at(const EscalationRules& rules, Date due, Date today,
                                                      const WorkingDays& calendar) {
  std::vector<const EscalationLevel*> reached;
  for (const EscalationLevel& level : rules.levels) {
    // Where the answer is plain without a calendar none is asked, so that a deadline of next year, whose calendar is
    // not out yet, stops nothing: n working days last at least n days and at most 3 n + 60.
    const Date by_calendar = due + level.offset;
    Date from = by_calendar;
    if (level.in_working_days && level.offset != 0) {
      if (level.offset > 0 && today < by_calendar) break;
      if (level.offset < 0 && today >= due) {
        reached.push_back(&level);
        continue;
      }
      if (level.offset < 0 && today < due + (3 * level.offset - 60)) break;
      BIHUAN_TRY(from, calendar.add_working_days(due, level.offset));
    }
    if (today < from) break;
    reached.push_back(&level);
  }
  return reached;
}

}  // namespace bihuan::records
