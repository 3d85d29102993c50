#include "records/cases.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "records/internal/case_rows.h"
#include "records/internal/case_store.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kMostPerPage = 500;

Condition one_of(std::string column, const std::vector<std::string>& values) {
  Condition condition{std::move(column), Test::kOneOf, {}, {}};
  for (const std::string& value : values) condition.values.emplace_back(value);
  return condition;
}

Condition has_part(const std::vector<std::string>& units) {
  return is_in("case_id", {"case_party", "case_id", {one_of("unit_id", units), is("is_current", std::int64_t{1})}});
}

// What the actor may see of what the filter asks for.
std::vector<Condition> conditions_of(const CaseRules& rules, const Actor& actor, const CaseFilter& filter) {
  std::vector<Condition> where;
  if (!sees_all(rules, actor)) {
    std::vector<std::string> units;
    for (const Seat& seat : actor.seats) units.push_back(seat.unit_id);
    where.push_back(has_part(units));
  }
  if (!filter.states.empty()) where.push_back(one_of("state", filter.states));
  if (!filter.levels.empty()) where.push_back(one_of("level", filter.levels));
  if (!filter.sources.empty()) where.push_back(one_of("source", filter.sources));
  if (!filter.unit_id.empty()) where.push_back(has_part({filter.unit_id}));
  if (!filter.lead_unit.empty()) where.push_back(is("lead_unit", filter.lead_unit));
  if (filter.due_from) where.push_back({"due", Test::kAtLeast, {to_string(*filter.due_from)}, {}});
  if (filter.due_to) where.push_back({"due", Test::kAtMost, {to_string(*filter.due_to)}, {}});
  if (!filter.title_contains.empty()) where.push_back({"title", Test::kContains, {filter.title_contains}, {}});
  return where;
}

// The cursor is the place of the last row: "k000012", or "2024-10-15/k000012" in the order of deadlines.
std::string cursor_of(const CaseFile& file, CaseOrder order) {
  return order == CaseOrder::kNewest ? file.case_id : to_string(file.due) + "/" + file.case_id;
}

Result<std::vector<Cell>> place_of(std::string_view cursor, CaseOrder order) {
  const std::size_t slash = cursor.find('/');
  const bool fits = order == CaseOrder::kNewest ? slash == std::string_view::npos : slash == 10;
  if (!fits || first_invalid_utf8(cursor) || cursor.size() > 64) {
    return fail(Code::kInvalidInput, "翻页的位置“" + excerpt(cursor) + "”不是上一页给出的", "cursor");
  }
  if (order == CaseOrder::kNewest) return std::vector<Cell>{std::string(cursor)};
  return std::vector<Cell>{std::string(cursor.substr(0, slash)), std::string(cursor.substr(slash + 1))};
}

// A new case as its opening step.
Result<CaseStep> opening_of(const CaseRules& rules, const Actor& actor, const NewCase& wanted) {
  CaseFile file;
  file.source = wanted.source;
  file.origin_key = wanted.origin_key;
  file.reference = std::string(trim(wanted.reference));
  file.title = std::string(trim(wanted.title));
  file.verifier_unit = wanted.verifier_unit;
  CaseAct act;
  act.verb = rules.opening;
  act.text = wanted.demand;
  act.unit_id = wanted.lead_unit;
  act.due = wanted.due;
  if (wanted.due && wanted.due_in_working_days) {
    return fail(Code::kInvalidInput, "期限应写日期或工作日数，不能两样都写", "due");
  }
  if (wanted.due_in_working_days) {
    if (*wanted.due_in_working_days < 1 || *wanted.due_in_working_days > 1000) {
      return fail(Code::kInvalidInput, "期限的工作日数应在1到1000之间", "due_in_working_days");
    }
    BIHUAN_TRY(act.due, rules.calendar.add_working_days(to_date(actor.at), *wanted.due_in_working_days));
  }
  return open_case(rules, actor, file, wanted.assistants, act);
}

Result<std::optional<CaseFile>> imported_before(Reader& reader, const std::string& origin_key) {
  Query query;
  query.where = {is("origin_key", origin_key)};
  query.limit = 1;
  BIHUAN_TRY(std::vector<CaseFile> rows, select<CaseFile>(reader, query));
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

NewCase case_of_row(const IssueSheet& sheet, const IssueRow& row, const std::string& source) {
  NewCase wanted;
  wanted.source = source;
  wanted.reference = sheet.title + "第" + row.number + "号";
  wanted.title = row.title;
  wanted.demand = row.demand;
  wanted.lead_unit = row.lead_unit;
  wanted.assistants = row.assistants;
  wanted.verifier_unit = row.verifier_unit;
  wanted.due = row.due;
  wanted.origin_key = sheet.title + "#" + row.number;
  return wanted;
}

Date search_until(const EscalationRules& rules, Date today) {
  int earliest = 0;
  for (const EscalationLevel& level : rules.levels) earliest = std::min(earliest, level.offset);
  return today + (60 - 3 * earliest);
}

}  // namespace

Cases::Cases(std::shared_ptr<Database> database, std::shared_ptr<const CaseRules> rules)
    : database_(std::move(database)), rules_(std::move(rules)) {}

Result<CaseRecord> Cases::open(const Actor& actor, const NewCase& wanted) {
  BIHUAN_TRY(CaseStep step, opening_of(*rules_, actor, wanted));
  return database_->write(actor, [&](Ledger& ledger) -> Result<CaseRecord> {
    if (!wanted.origin_key.empty()) {
      BIHUAN_TRY(const std::optional<CaseFile> there, imported_before(ledger.store(), wanted.origin_key));
      if (there) return fail(Code::kConflict, "这一条已经交办过：" + there->case_id, "origin_key");
    }
    CaseRecord record;
    BIHUAN_CHECK(store_step(ledger, *rules_, record, step));
    return record;
  });
}

Result<CaseRecord> Cases::act(const Actor& actor, std::string_view case_id, std::int64_t revision, const CaseAct& act,
                              const std::vector<NewAttachment>& files) {
  if (files.size() > rules_->limits.attachments) {
    return fail(Code::kInvalidInput, "一次的附件应不超过" + std::to_string(rules_->limits.attachments) + "个", "附件");
  }
  const AttachmentRules attachment_rules{rules_->limits.attachment_bytes, rules_->endings};
  std::vector<CheckedAttachment> checked;
  for (const NewAttachment& file : files) {
    BIHUAN_TRY(CheckedAttachment one, check_attachment(attachment_rules, file));
    checked.push_back(std::move(one));
  }
  CaseAct brought = act;
  brought.attachments = files.size();
  return database_->write(actor, [&](Ledger& ledger) -> Result<CaseRecord> {
    BIHUAN_TRY(CaseRecord record, load_case_for(ledger.store(), *rules_, actor, case_id));
    BIHUAN_CHECK(check_revision(record.situation.file, revision));
    BIHUAN_TRY(CaseStep step, take_case_step(*rules_, actor, record.situation, brought));
    BIHUAN_CHECK(store_step(ledger, *rules_, record, std::move(step), checked, files));
    return record;
  });
}

Result<CaseRecord> Cases::read(const Actor& actor, std::string_view case_id) {
  return database_->read([&](Reader& reader) { return load_case_for(reader, *rules_, actor, case_id); });
}

Result<std::vector<const Transition*>> Cases::steps(const Actor& actor, std::string_view case_id) {
  BIHUAN_TRY(const CaseRecord record, read(actor, case_id));
  const std::vector<Stance> stances = rules_->lifecycle.stances_of(actor, parts_of(record.situation));
  return rules_->lifecycle.open_to(record.situation.standing, actor.person_id, stances, facts_of(record.situation));
}

Result<StoredAttachment> Cases::attachment(const Actor& actor, std::string_view case_id, std::int64_t number) {
  return database_->read([&](Reader& reader) -> Result<StoredAttachment> {
    BIHUAN_TRY(const CaseRecord record, load_case_for(reader, *rules_, actor, case_id));
    for (const CaseAttachment& one : record.attachments) {
      if (one.number != number) continue;
      BIHUAN_TRY(std::optional<CaseAttachmentFileRow> file,
                 find<CaseAttachmentFileRow>(reader, one.case_id, one.number));
      if (!file) return fail(Code::kNotFound, "附件的内容已依规定销毁，只留摘要" + one.digest, one.file_name);
      if (sm3_hex(file->file_bytes.value) != one.digest) {
        return fail(Code::kCorrupt, "附件与其摘要不符：请从备份恢复", one.file_name);
      }
      return StoredAttachment{one, std::move(file->file_bytes.value)};
    }
    return fail(Code::kNotFound,
                "督办事项" + record.situation.file.case_id + "没有第" + std::to_string(number) + "号附件", "附件");
  });
}

Result<CasePage> Cases::list(const Actor& actor, const CaseFilter& filter, CaseOrder order, std::string_view cursor,
                             std::int64_t limit) {
  if (limit < 1 || limit > kMostPerPage) return fail(Code::kInvalidInput, "每页应为1到500条", "limit");
  Query query;
  query.where = conditions_of(*rules_, actor, filter);
  if (order == CaseOrder::kDue) query.order = {{"due"}, {"case_id"}};
  if (order == CaseOrder::kNewest) query.order = {{"case_id", true}};
  if (!cursor.empty()) {
    BIHUAN_TRY(query.after, place_of(cursor, order));
  }
  query.limit = limit + 1;
  return database_->read([&](Reader& reader) -> Result<CasePage> {
    CasePage page;
    BIHUAN_TRY(page.files, select<CaseFile>(reader, query));
    if (static_cast<std::int64_t>(page.files.size()) > limit) {
      page.files.pop_back();
      page.next = cursor_of(page.files.back(), order);
    }
    return page;
  });
}

Result<std::vector<StageCount>> Cases::board(const Actor& actor, const CaseFilter& filter) {
  return database_->read([&](Reader& reader) -> Result<std::vector<StageCount>> {
    std::vector<StageCount> stages;
    for (const LifecycleState& state : rules_->lifecycle.states()) {
      std::vector<Condition> where = conditions_of(*rules_, actor, filter);
      where.push_back(is("state", state.id));
      StageCount stage{state.id, state.name, 0, {}};
      BIHUAN_TRY(stage.count, reader.count(table_of<CaseFile>(), where));
      for (const EscalationLevel& level : rules_->escalation.levels) {
        if (stage.count == 0) break;
        std::vector<Condition> narrower = where;
        narrower.push_back(is("level", level.id));
        BIHUAN_TRY(const std::int64_t count, reader.count(table_of<CaseFile>(), narrower));
        if (count > 0) stage.by_level[level.id] = count;
      }
      stages.push_back(std::move(stage));
    }
    return stages;
  });
}

Result<ClimbReport> Cases::climb(const Actor& timer) {
  const Date today = to_date(timer.at);
  Query query;
  std::vector<std::string> running;
  for (const LifecycleState& state : rules_->lifecycle.states()) {
    if (state.is_running) running.push_back(state.id);
  }
  query.where = {one_of("state", running),
                 {"due", Test::kAtMost, {to_string(search_until(rules_->escalation, today))}, {}}};
  query.order = {{"case_id"}};
  BIHUAN_TRY(const std::vector<CaseFile> files,
             database_->read([&](Reader& reader) { return select<CaseFile>(reader, query); }));
  ClimbReport report;
  for (const CaseFile& file : files) {
    const auto due = levels_due(*rules_, file, today);
    if (!due.has_value()) {
      report.problems.push_back({due.error().code, due.error().message, file.case_id});
      continue;
    }
    if (due->empty()) continue;
    CaseClimb climbed{file.case_id, {}};
    const Status status = database_->write(timer, [&](Ledger& ledger) -> Status {
      BIHUAN_TRY(CaseRecord record, load_case(ledger.store(), *rules_, file.case_id));
      BIHUAN_TRY(const std::vector<const EscalationLevel*> levels, levels_due(*rules_, record.situation.file, today));
      for (const EscalationLevel* level : levels) {
        BIHUAN_TRY(CaseStep step, climb_case(*rules_, timer, record.situation, *level));
        BIHUAN_CHECK(store_step(ledger, *rules_, record, std::move(step)));
        climbed.levels.push_back(level->id);
      }
      if (levels.empty()) return {};
      const EscalationLevel& top = *levels.back();
      const std::string body = "期限" + to_string(record.situation.file.due) + "，现为“" +
                               rules_->lifecycle.state_name(record.situation.file.state) + "”";
      return wish_notices(ledger, *rules_, record.situation, top.tells, "case.level." + top.id,
                          top.name + "：" + record.situation.file.title, body, top.draft);
    });
    if (!status.has_value()) {
      report.problems.push_back({status.error().code, status.error().message, file.case_id});
    } else if (!climbed.levels.empty()) {
      report.climbed.push_back(std::move(climbed));
    }
  }
  return report;
}

namespace {

// Goes through a sheet's rows; `open` is given each new one and returns what stands for it in the report.
template <class Open>
Result<ImportReport> take_rows(Reader& reader, const CaseRules& rules, const Actor& actor, const IssueSheet& sheet,
                               const std::string& source, Open open) {
  ImportReport report;
  report.problems = sheet.problems;
  for (const IssueRow& row : sheet.rows) {
    const NewCase wanted = case_of_row(sheet, row, source);
    BIHUAN_TRY(const std::optional<CaseFile> there, imported_before(reader, wanted.origin_key));
    if (there) {
      report.already_there.push_back(there->case_id);
      if (there->title != row.title || there->demand != row.demand || there->lead_unit != row.lead_unit ||
          there->due != row.due) {
        report.notes.push_back({Code::kConflict,
                                "第" + row.number + "号已经交办（" + there->case_id +
                                    "），表中内容与现在不同，没有改动：要改请提出调整申请",
                                row.where});
      }
      continue;
    }
    Result<CaseStep> step = opening_of(rules, actor, wanted);
    if (!step.has_value()) {
      report.problems.push_back({step.error().code, step.error().message, row.where});
      continue;
    }
    BIHUAN_TRY(std::string name, open(row, *std::move(step)));
    report.opened.push_back(std::move(name));
  }
  return report;
}

}  // namespace

Result<ImportReport> Cases::import_issues(const Actor& actor, const IssueSheet& sheet, const std::string& source) {
  return database_->write(actor, [&](Ledger& ledger) -> Result<ImportReport> {
    return take_rows(ledger.store(), *rules_, actor, sheet, source,
                     [&](const IssueRow&, CaseStep step) -> Result<std::string> {
                       CaseRecord record;
                       BIHUAN_CHECK(store_step(ledger, *rules_, record, std::move(step)));
                       return record.situation.file.case_id;
                     });
  });
}

Result<ImportReport> Cases::check_issues(const Actor& actor, const IssueSheet& sheet, const std::string& source) {
  return database_->read([&](Reader& reader) -> Result<ImportReport> {
    return take_rows(reader, *rules_, actor, sheet, source,
                     [](const IssueRow& row, const CaseStep&) -> Result<std::string> { return row.number; });
  });
}

// --- cases as a subject of adjustments
// ---------------------------------------------------------------------------------

namespace {

class CaseAdjustmentSubject final : public AdjustmentSubject {
 public:
  explicit CaseAdjustmentSubject(std::shared_ptr<const CaseRules> rules) : rules_(std::move(rules)) {}

  std::string_view kind() const override { return "case_file"; }

  Result<bool> may_see(Reader& reader, const Actor& actor, const std::string& subject) override {
    BIHUAN_TRY(const CaseRecord record, load_case(reader, *rules_, id_of(subject)));
    return records::may_see(*rules_, actor, record.situation);
  }

  Result<Asked> asked(Ledger& ledger, const Adjustment& wanted) override {
    BIHUAN_TRY(CaseRecord record, load_case_for(ledger.store(), *rules_, ledger.actor(), id_of(wanted.subject)));
    BIHUAN_TRY(const CaseAdjustment* rule, rule_of(wanted.field));
    Asked asked;
    const CaseFile& file = record.situation.file;
    asked.before_value = wanted.field == "due"         ? to_string(file.due)
                         : wanted.field == "lead_unit" ? file.lead_unit
                                                       : file.demand;
    BIHUAN_TRY(CaseAct act, act_of(rule->ask, wanted, wanted.why));
    BIHUAN_TRY(CaseStep step, take_case_step(*rules_, ledger.actor(), record.situation, act, true));
    asked.asked_for = step.event.for_person;
    BIHUAN_CHECK(store_step(ledger, *rules_, record, std::move(step)));
    return asked;
  }

  Status decided(Ledger& ledger, const Adjustment& adjustment, bool is_granted, const std::string& why) override {
    BIHUAN_TRY(CaseRecord record, load_case_for(ledger.store(), *rules_, ledger.actor(), id_of(adjustment.subject)));
    BIHUAN_TRY(const CaseAdjustment* rule, rule_of(adjustment.field));
    CaseAct act;
    act.verb = rule->refuse;
    act.text = why;
    if (is_granted) {
      // A granted demand is the text of its event: the timeline carries all that it changed.
      BIHUAN_TRY(act, act_of(rule->grant, adjustment, adjustment.field == "demand" ? adjustment.after_value : why));
    }
    BIHUAN_TRY(CaseStep step, take_case_step(*rules_, ledger.actor(), record.situation, act, true));
    return store_step(ledger, *rules_, record, std::move(step));
  }

 private:
  static std::string id_of(const std::string& subject) { return subject.substr(subject.find('/') + 1); }

  Result<const CaseAdjustment*> rule_of(const std::string& field) const {
    const CaseAdjustment* rule = rules_->adjustment_of(field);
    if (rule != nullptr) return rule;
    std::string known;
    for (const CaseAdjustment& one : rules_->adjustments) known += (known.empty() ? "" : "、") + one.field;
    return fail(Code::kInvalidInput, "督办事项没有可调整的“" + excerpt(field) + "”，可用的是：" + known, "field");
  }

  static Result<CaseAct> act_of(const std::string& verb, const Adjustment& adjustment, const std::string& text) {
    CaseAct act;
    act.verb = verb;
    act.text = text;
    if (adjustment.field == "due") {
      const Result<Date> due = parse_date(adjustment.after_value);
      if (!due.has_value()) return fail(due.error().code, due.error().message, "after_value");
      act.due = *due;
    } else if (adjustment.field == "lead_unit") {
      act.unit_id = adjustment.after_value;
    }
    return act;
  }

  std::shared_ptr<const CaseRules> rules_;
};

}  // namespace

std::shared_ptr<AdjustmentSubject> case_adjustments(std::shared_ptr<const CaseRules> rules) {
  return std::make_shared<CaseAdjustmentSubject>(std::move(rules));
}

}  // namespace bihuan::records
