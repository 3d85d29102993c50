#include "records/scheme.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/scheme_rows.h"
#include "records/internal/site_rows.h"
#include "records/internal/task_rows.h"

namespace bihuan::records {
namespace {

constexpr std::size_t kLongestGroup = 40;
constexpr std::size_t kMostItems = 200;
constexpr std::size_t kLongestItem = 40;
constexpr std::int64_t kFirstSchemeYear = 2000, kLastSchemeYear = 2099;

Status require_scheme_keeper(const Actor& actor) {
  if (actor.has(DeskRole::kOffice) || actor.has(DeskRole::kStation)) return {};
  return not_allowed("只有办公室和监测站可以录入、终止监测方案");
}

Status check_year(std::int64_t year) {
  if (year >= kFirstSchemeYear && year <= kLastSchemeYear) return {};
  return fail(Code::kInvalidInput, "年份应为2000至2099，现为" + std::to_string(year), "year");
}

Status at_most_characters(std::string_view text, std::size_t most, std::string_view name, std::string_view where) {
  if (count_code_points(text) <= most) return {};
  return fail(Code::kInvalidInput, std::string(name) + "应不超过" + std::to_string(most) + "字", std::string(where));
}

Result<SchemeLine> line_row(Reader& reader, std::string_view line_id) {
  BIHUAN_TRY(std::optional<SchemeLine> line, records::find<SchemeLine>(reader, std::string(line_id)));
  if (!line) return fail(Code::kNotFound, "监测方案中没有编号为“" + excerpt(line_id) + "”的一行", "编号");
  return *std::move(line);
}

using LineKey = std::tuple<std::int64_t, std::string, std::string, std::string, Date>;
LineKey key_of(const SchemeLine& line) {
  return {line.year, line.group_name, line.site, line.frequency, line.first_day};
}

// What an entry makes of a line: of the one that is there, or of none.
SchemeLine line_of(const SchemeEntry& entry, const SchemeLine* present) {
  SchemeLine line;
  if (present != nullptr) line = *present;
  line.year = entry.year;
  line.group_name = std::string(trim(entry.group_name));
  line.site = std::string(trim(entry.site));
  line.frequency = entry.frequency;
  line.items = entry.items;
  std::ranges::sort(line.items);
  line.items.erase(std::ranges::unique(line.items).begin(), line.items.end());
  // A year out of range is refused by check_scheme_line; these days only have to exist.
  const int year = static_cast<int>(std::clamp(entry.year, kFirstSchemeYear, kLastSchemeYear));
  line.first_day = entry.first_day.value_or(Date(year, 1, 1));
  line.last_day = entry.last_day.value_or(Date(year, 12, 31));
  const std::pair<const std::string*, std::string*> kTexts[] = {{&entry.unit_id, &line.unit_id},
                                                                {&entry.note, &line.note},
                                                                {&entry.basis_document, &line.basis_document},
                                                                {&entry.basis_clause, &line.basis_clause}};
  for (const auto& [given, text] : kTexts) {
    if (!trim(*given).empty()) *text = std::string(trim(*given));
  }
  return line;
}

struct SchemeStep {
  std::optional<SchemeLine> before;
  SchemeLine after;
};
struct SchemePlan {
  SchemeImport report;
  std::vector<SchemeStep> steps;
};

// What an import would do, without doing it.
class SchemePlanner {
 public:
  static Result<SchemePlanner> make(Reader& reader, const Actor& actor) {
    SchemePlanner planner(actor);
    BIHUAN_TRY(const std::vector<SchemeLine> lines, select<SchemeLine>(reader));
    for (const SchemeLine& line : lines) planner.lines_.emplace(key_of(line), line);
    BIHUAN_TRY(const std::vector<Site> sites, select<Site>(reader));
    for (const Site& site : sites) planner.sites_.emplace(site.code, site.is_active);
    BIHUAN_TRY(const std::vector<Unit> units, select<Unit>(reader));
    for (const Unit& unit : units) planner.units_.insert(unit.unit_id);
    return planner;
  }

  void take(const SchemeEntry& entry) {
    SchemeLine line = line_of(entry, nullptr);
    scope_.emplace(line.year, line.group_name);
    const LineKey key = key_of(line);
    const auto [first, is_first] = seen_.emplace(key, entry.where);
    if (!is_first) {
      refuse(entry, "与" + first->second + "是同一组、同一点位、同一频次、同一起始日的一行：应并作一行");
      return;
    }
    const auto found = lines_.find(key);
    const SchemeLine* const present = found == lines_.end() ? nullptr : &found->second;
    if (present != nullptr && present->ended_on) {
      plan_.report.ended.push_back(present->line_id);
      return;
    }
    line = line_of(entry, present);
    if (present != nullptr && cells_of(*present) == cells_of(line)) {
      ++plan_.report.same;
      return;
    }
    const Status status = check(line, present == nullptr);
    if (!status.has_value()) {
      refuse(entry, status.error().message);
      return;
    }
    if (present == nullptr) {
      line.entered_by = actor_.name;
      line.entered_at = actor_.at;
    }
    ++(present == nullptr ? plan_.report.added : plan_.report.changed);
    plan_.steps.push_back({present == nullptr ? std::nullopt : std::optional(*present), std::move(line)});
  }

  SchemePlan finish() {
    for (const auto& [key, line] : lines_) {
      if (!line.ended_on && !seen_.contains(key) && scope_.contains({line.year, line.group_name}))
        plan_.report.vanished.push_back(line.line_id);
    }
    return std::move(plan_);
  }

 private:
  explicit SchemePlanner(const Actor& actor) : actor_(actor) {}

  void refuse(const SchemeEntry& entry, std::string message) {
    plan_.report.refused.push_back({Code::kInvalidInput, std::move(message), entry.where});
  }
  Status check(const SchemeLine& line, bool is_new) const {
    BIHUAN_CHECK(check_scheme_line(line));
    const auto site = sites_.find(line.site);
    if (site == sites_.end()) {
      return fail(Code::kInvalidInput, "没有登记编码为“" + excerpt(line.site) + "”的点位：请先登记", "site");
    }
    if (is_new && !site->second) {
      return fail(Code::kInvalidInput, "点位" + line.site + "已停用：请先恢复，或删去这一行", "site");
    }
    if (line.unit_id.empty() || units_.contains(line.unit_id)) return {};
    return fail(Code::kInvalidInput, "没有编号为“" + excerpt(line.unit_id) + "”的单位", "unit_id");
  }

  const Actor& actor_;
  std::map<LineKey, SchemeLine> lines_;
  std::map<std::string, bool> sites_;  // whether in use
  std::set<std::string> units_;
  std::map<LineKey, std::string> seen_;
  std::set<std::pair<std::int64_t, std::string>> scope_;
  SchemePlan plan_;
};

Result<SchemePlan> plan_of_scheme(Reader& reader, const Actor& actor, const std::vector<SchemeEntry>& entries) {
  BIHUAN_TRY(SchemePlanner planner, SchemePlanner::make(reader, actor));
  for (const SchemeEntry& entry : entries) planner.take(entry);
  return planner.finish();
}

}  // namespace

Status check_scheme_line(const SchemeLine& line) {
  BIHUAN_CHECK(check_year(line.year));
  BIHUAN_CHECK(require_text(line.group_name, "组", "group_name", kLongestGroup));
  BIHUAN_CHECK(require_text(line.site, "点位", "site", kLongestItem));
  BIHUAN_CHECK(require_text(line.frequency, "频次", "frequency", 100));
  if (line.items.empty() || line.items.size() > kMostItems) {
    return fail(Code::kInvalidInput, "监测项目应有1到" + std::to_string(kMostItems) + "项", "items");
  }
  for (const std::string& item : line.items) BIHUAN_CHECK(require_text(item, "监测项目", "items", kLongestItem));
  const std::string days = to_string(line.first_day) + "至" + to_string(line.last_day);
  if (line.last_day < line.first_day) {
    return fail(Code::kInvalidInput, "起止" + days + "的末日早于首日", "last_day");
  }
  if (line.first_day.year() != line.year || line.last_day.year() != line.year) {
    return fail(Code::kInvalidInput, "起止" + days + "不在" + std::to_string(line.year) + "年内", "first_day");
  }
  BIHUAN_CHECK(at_most_characters(line.note, 2'000, "备注", "note"));
  BIHUAN_CHECK(at_most_characters(line.basis_document, 200, "依据的文件", "basis_document"));
  return at_most_characters(line.basis_clause, 200, "依据的条款", "basis_clause");
}

Result<std::vector<SchemeLine>> Schemes::lines(const SchemeFilter& filter) {
  Query query{{is("year", filter.year)}, {{"group_name"}, {"site"}, {"line_id"}}, {}, 0};
  if (!filter.group_name.empty()) query.where.push_back(is("group_name", filter.group_name));
  if (!filter.site.empty()) query.where.push_back(is("site", filter.site));
  if (!filter.unit_id.empty()) query.where.push_back(is("unit_id", filter.unit_id));
  return database_->read([&](Reader& reader) { return select<SchemeLine>(reader, query); });
}

Result<SchemeLine> Schemes::find(std::string_view line_id) {
  return database_->read([&](Reader& reader) { return line_row(reader, line_id); });
}

Result<std::vector<std::int64_t>> Schemes::years() {
  BIHUAN_TRY(const std::vector<SchemeLine> lines,
             database_->read([](Reader& reader) { return select<SchemeLine>(reader); }));
  std::set<std::int64_t> years;
  for (const SchemeLine& line : lines) years.insert(line.year);
  return std::vector<std::int64_t>(years.begin(), years.end());
}

Result<SchemeImport> Schemes::import(const Actor& actor, const std::vector<SchemeEntry>& entries,
                                     std::string_view source, bool is_dry_run) {
  BIHUAN_CHECK(require_scheme_keeper(actor));
  BIHUAN_TRY(SchemePlan seen, database_->read([&](Reader& reader) { return plan_of_scheme(reader, actor, entries); }));
  if (is_dry_run || seen.steps.empty()) return std::move(seen.report);
  return database_->write(actor, [&](Ledger& ledger) -> Result<SchemeImport> {
    BIHUAN_TRY(SchemePlan plan, plan_of_scheme(ledger.store(), actor, entries));
    for (SchemeStep& step : plan.steps) {
      if (step.before) {
        BIHUAN_CHECK(ledger.change(*step.before, step.after, "scheme.changed", source));
        continue;
      }
      BIHUAN_TRY(step.after.line_id, ledger.new_id('l', "scheme_line"));
      BIHUAN_CHECK(ledger.add(step.after, "scheme.entered", source));
    }
    return std::move(plan.report);
  });
}

Result<SchemeLine> Schemes::end(const Actor& actor, std::string_view line_id, std::int64_t revision, Date last,
                                std::string_view why) {
  BIHUAN_CHECK(require_scheme_keeper(actor));
  BIHUAN_CHECK(require_text(why, "终止的理由", "why", 500));
  return database_->write(actor, [&](Ledger& ledger) -> Result<SchemeLine> {
    BIHUAN_TRY(const SchemeLine before, line_row(ledger.store(), line_id));
    BIHUAN_CHECK(check_revision(before, revision));
    if (before.ended_on) {
      return fail(Code::kConflict, "这一行已于" + to_string(*before.ended_on) + "终止：" + before.ended_why, "编号");
    }
    if (last < before.first_day - 1 || last > before.last_day) {
      return fail(Code::kInvalidInput,
                  "终止日应为" + to_string(before.first_day - 1) + "（自始不执行）至" + to_string(before.last_day) +
                      "，现为" + to_string(last),
                  "last");
    }
    SchemeLine after = before;
    after.ended_on = last;
    after.ended_why = std::string(trim(why));
    BIHUAN_CHECK(ledger.change(before, after, "scheme.ended", after.ended_why));
    return after;
  });
}

Result<SchemeBinding> Schemes::bind(const Actor& actor, std::string_view task_id, std::int64_t year,
                                    std::string_view group_name) {
  BIHUAN_CHECK(require_office(actor, "将任务与监测方案关联"));
  BIHUAN_CHECK(check_year(year));
  const std::string group(trim(group_name));
  return database_->write(actor, [&](Ledger& ledger) -> Result<SchemeBinding> {
    BIHUAN_TRY(const TaskRow task, task_row(ledger.store(), task_id));
    BIHUAN_TRY(const std::vector<SchemeLine> lines,
               select<SchemeLine>(ledger.store(), {{is("year", year)}, {}, {}, 0}));
    if (std::ranges::find(lines, group, &SchemeLine::group_name) == lines.end()) {
      std::set<std::string> groups;
      for (const SchemeLine& line : lines) groups.insert(line.group_name);
      return fail(Code::kInvalidInput,
                  std::to_string(year) + "年的监测方案中没有“" + excerpt(group) + "”组" +
                      (groups.empty() ? std::string("：这一年还没有方案")
                                      : "：应为" + join({groups.begin(), groups.end()}, "、")),
                  "group_name");
    }
    SchemeBinding after{task.task_id, 1, year, group, true, actor.name, actor.at};
    BIHUAN_TRY(const std::optional<SchemeBinding> before, records::find<SchemeBinding>(ledger.store(), task.task_id));
    if (!before) {
      BIHUAN_CHECK(ledger.add(after, "scheme.bound"));
      return after;
    }
    if (before->is_active && before->year == year && before->group_name == group) return *before;
    after.revision = before->revision;
    BIHUAN_CHECK(ledger.change(*before, after, "scheme.bound"));
    return after;
  });
}

Result<SchemeBinding> Schemes::unbind(const Actor& actor, std::string_view task_id, std::string_view why) {
  BIHUAN_CHECK(require_office(actor, "解除任务与监测方案的关联"));
  BIHUAN_CHECK(require_text(why, "解除关联的理由", "why", 500));
  return database_->write(actor, [&](Ledger& ledger) -> Result<SchemeBinding> {
    BIHUAN_TRY(const std::optional<SchemeBinding> before,
               records::find<SchemeBinding>(ledger.store(), std::string(task_id)));
    if (!before || !before->is_active) {
      return fail(Code::kNotFound, "任务“" + excerpt(task_id) + "”没有与监测方案关联", "任务编号");
    }
    SchemeBinding after = *before;
    after.is_active = false;
    BIHUAN_CHECK(ledger.change(*before, after, "scheme.unbound", trim(why)));
    return after;
  });
}

Result<std::vector<SchemeBinding>> Schemes::bindings(std::int64_t year) {
  return database_->read([&](Reader& reader) {
    return select<SchemeBinding>(
        reader, {{is("year", year), is("is_active", std::int64_t{1})}, {{"group_name"}, {"task_id"}}, {}, 0});
  });
}

}  // namespace bihuan::records
