#include "records/retentions.h"

#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/retention_rows.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kMostRetentions = 500;  // on one page
constexpr std::size_t kLongestReason = 500;

Result<RetentionEntry> retention_row(Reader& reader, std::string_view retention_id) {
  BIHUAN_TRY(std::optional<RetentionEntry> row, records::find<RetentionEntry>(reader, std::string(retention_id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(retention_id) + "”的清理申请", "清理编号");
  return *std::move(row);
}

Result<HoldEntry> hold_row(Reader& reader, std::string_view hold_id) {
  BIHUAN_TRY(std::optional<HoldEntry> row, records::find<HoldEntry>(reader, std::string(hold_id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(hold_id) + "”的留存", "留存编号");
  return *std::move(row);
}

Status require_named_person(const Actor& actor, std::string_view action) {
  if (!actor.person_id.empty()) return {};
  return fail(Code::kInvalidInput, std::string(action) + "要由具名的人办理：请以本人账号登录", "who");
}

Status require_asker(const Actor& actor) {
  if (actor.has(DeskRole::kOffice) || actor.has(DeskRole::kStation)) return {};
  return not_allowed("只有办公室和监测站可以申请清理数据");
}

Status require_holder(const Actor& actor) {
  for (const DeskRole role : {DeskRole::kOffice, DeskRole::kStation, DeskRole::kEnforcement, DeskRole::kLeader})
    if (actor.has(role)) return {};
  return not_allowed("只有办公室、监测站、支队和局领导可以留存数据、解除留存");
}

// The request that the actor may decide now.
Result<RetentionEntry> row_to_decide(Reader& reader, const Actor& actor, std::string_view retention_id,
                                     std::int64_t revision) {
  BIHUAN_CHECK(require_named_person(actor, "决定清理申请"));
  if (!actor.has(DeskRole::kLeader) && !actor.has(DeskRole::kSecurityAdmin))
    return not_allowed("只有局领导和安全管理员可以决定清理申请");
  BIHUAN_TRY(RetentionEntry row, retention_row(reader, retention_id));
  if (row.state != RetentionState::kAsked) {
    return fail(
        Code::kConflict,
        "这项清理申请" + std::string(retention_state_name(row.state)) + "，已由" + row.decided_name + "决定，不能再改",
        "state");
  }
  BIHUAN_CHECK(check_revision(row, revision));
  if (row.asked_by == actor.person_id)
    return fail(Code::kConflict, "清理数据须经另一人同意：申请的人不能自己同意", "who");
  return row;
}

Result<RetentionEntry> decide(Ledger& ledger, std::string_view retention_id, std::int64_t revision,
                              RetentionState state, std::string_view why, const RetentionCut& cut) {
  const Actor& actor = ledger.actor();
  BIHUAN_TRY(const RetentionEntry before, row_to_decide(ledger.store(), actor, retention_id, revision));
  RetentionEntry after = before;
  after.state = state;
  after.decided_by = actor.person_id;
  after.decided_name = actor.name;
  after.decided_why = std::string(trim(why));
  after.decided_at = actor.at;
  after.cut = cut;
  const bool is_begun = state == RetentionState::kBegun;
  BIHUAN_CHECK(
      ledger.change(before, after, is_begun ? kRetentionBegun : "observation_retention.refused", after.decided_why));
  return after;
}

Result<RetentionEntry> end_retention(Ledger& ledger, std::string_view retention_id, RetentionState state,
                                     std::int64_t rows, std::string_view outcome) {
  BIHUAN_TRY(const RetentionEntry before, retention_row(ledger.store(), retention_id));
  if (before.state != RetentionState::kBegun) {
    return fail(Code::kConflict, "这项清理申请" + std::string(retention_state_name(before.state)) + "，不在进行中",
                "state");
  }
  RetentionEntry after = before;
  after.state = state;
  after.rows = rows;
  after.outcome = std::string(outcome);
  after.ended_at = ledger.actor().at;
  const bool is_done = state == RetentionState::kDone;
  BIHUAN_CHECK(
      ledger.change(before, after, is_done ? "observation_retention.done" : "observation_retention.failed", outcome));
  return after;
}

Result<std::vector<RetentionEntry>> retentions_in(Database& database, RetentionState state) {
  return database.read([&](Reader& reader) {
    return select<RetentionEntry>(reader, {{is("state", std::string(enum_word(state)))}, {{"retention_id"}}, {}, 0});
  });
}

}  // namespace

std::string_view retention_state_name(RetentionState state) {
  constexpr std::string_view kNames[] = {"待同意", "不同意", "正在清理", "已清理", "没有清理"};
  return kNames[static_cast<int>(state)];
}

std::string retention_reference(std::string_view retention_id) {
  return "observation_retention/" + std::string(retention_id);
}
std::string hold_reference(std::string_view hold_id) { return "observation_hold/" + std::string(hold_id); }
std::string case_reference(std::string_view case_id) { return "case/" + std::string(case_id); }

Result<RetentionEntry> Retentions::ask(const Actor& actor, const RetentionEntry& wanted) {
  BIHUAN_CHECK(require_named_person(actor, "申请清理数据"));
  BIHUAN_CHECK(require_asker(actor));
  BIHUAN_CHECK(require_text(wanted.data_set, "数据集", "data_set", 60));
  BIHUAN_CHECK(require_text(wanted.why, "清理的理由", "why", kLongestReason));
  if (!wanted.data_before && !wanted.loaded_before)
    return fail(Code::kInvalidInput, "清理数据须给出数据时间或入库时间的界限", "data_before");
  if (wanted.data_before && wanted.data_before->day() != 1)
    return fail(Code::kInvalidInput, "按数据时间清理须到月初，现为" + to_string(*wanted.data_before), "data_before");
  if (wanted.loaded_before && *wanted.loaded_before > actor.at)
    return fail(Code::kInvalidInput, "入库时间的界限不能在现在以后", "loaded_before");
  return database_->write(actor, [&](Ledger& ledger) -> Result<RetentionEntry> {
    RetentionEntry row;
    BIHUAN_TRY(row.retention_id, ledger.new_id('t', "observation_retention"));
    row.data_set = wanted.data_set;
    row.data_before = wanted.data_before;
    row.loaded_before = wanted.loaded_before;
    row.why = std::string(trim(wanted.why));
    row.rows_asked = wanted.rows_asked;
    row.asked_by = actor.person_id;
    row.asked_name = actor.name;
    row.asked_at = actor.at;
    BIHUAN_CHECK(ledger.add(row, "observation_retention.asked", row.why));
    return row;
  });
}

Result<RetentionEntry> Retentions::refuse(const Actor& actor, std::string_view retention_id, std::int64_t revision,
                                          std::string_view why) {
  BIHUAN_CHECK(require_text(why, "不同意的理由", "why", kLongestReason));
  return database_->write(
      actor, [&](Ledger& ledger) { return decide(ledger, retention_id, revision, RetentionState::kRefused, why, {}); });
}

Result<RetentionEntry> Retentions::begin(const Actor& actor, std::string_view retention_id, std::int64_t revision,
                                         std::string_view why, const RetentionCut& cut) {
  return database_->write(
      actor, [&](Ledger& ledger) { return decide(ledger, retention_id, revision, RetentionState::kBegun, why, cut); });
}

Result<RetentionEntry> Retentions::check_decider(const Actor& actor, std::string_view retention_id,
                                                 std::int64_t revision) {
  return database_->read([&](Reader& reader) { return row_to_decide(reader, actor, retention_id, revision); });
}

Result<RetentionEntry> Retentions::done(const Actor& actor, std::string_view retention_id, std::int64_t rows) {
  return database_->write(
      actor, [&](Ledger& ledger) { return end_retention(ledger, retention_id, RetentionState::kDone, rows, ""); });
}

Result<RetentionEntry> Retentions::failed(const Actor& actor, std::string_view retention_id, std::string_view outcome) {
  return database_->write(
      actor, [&](Ledger& ledger) { return end_retention(ledger, retention_id, RetentionState::kFailed, 0, outcome); });
}

Result<RetentionEntry> Retentions::find(std::string_view retention_id) {
  return database_->read([&](Reader& reader) { return retention_row(reader, retention_id); });
}

Result<std::vector<RetentionEntry>> Retentions::list(std::string_view after, std::int64_t limit) {
  if (limit < 1 || limit > kMostRetentions)
    return fail(Code::kInvalidInput, "每页条数应为1到" + std::to_string(kMostRetentions), "limit");
  return database_->read([&](Reader& reader) {
    Query query{{}, {{"retention_id", true}}, {}, limit};
    if (!after.empty()) query.after = {std::string(after)};
    return select<RetentionEntry>(reader, query);
  });
}

Result<std::vector<RetentionEntry>> Retentions::unfinished() {
  return retentions_in(*database_, RetentionState::kBegun);
}
Result<std::vector<RetentionEntry>> Retentions::all_done() { return retentions_in(*database_, RetentionState::kDone); }

Result<HoldEntry> Retentions::hold(const Actor& actor, const HoldEntry& wanted) {
  BIHUAN_CHECK(require_named_person(actor, "留存数据"));
  BIHUAN_CHECK(require_holder(actor));
  BIHUAN_CHECK(require_text(wanted.reference, "留存的依据（督办编号或文号）", "reference", 200));
  BIHUAN_CHECK(require_text(wanted.why, "留存的理由", "why", kLongestReason));
  const int named = (wanted.series.empty() ? 0 : 1) + (wanted.site.empty() ? 0 : 1) + (wanted.data_set.empty() ? 0 : 1);
  if (named != 1) return fail(Code::kInvalidInput, "留存的对象应是点位、数据序列、数据集三者之一", "site");
  if (wanted.ends <= wanted.begins) return fail(Code::kInvalidInput, "留存时段的终点应在起点之后", "until");
  return database_->write(actor, [&](Ledger& ledger) -> Result<HoldEntry> {
    HoldEntry row = wanted;
    BIHUAN_TRY(row.hold_id, ledger.new_id('e', "observation_hold"));
    row.revision = 1;
    row.reference = std::string(trim(wanted.reference));
    row.why = std::string(trim(wanted.why));
    row.held_by = actor.person_id;
    row.held_name = actor.name;
    row.held_at = actor.at;
    row.released_name.clear();
    row.released_why.clear();
    row.released_at.reset();
    BIHUAN_CHECK(ledger.add(row, "observation_hold.held", row.why));
    return row;
  });
}

Result<HoldEntry> Retentions::release(const Actor& actor, std::string_view hold_id, std::int64_t revision,
                                      std::string_view why) {
  BIHUAN_CHECK(require_named_person(actor, "解除留存"));
  BIHUAN_CHECK(require_holder(actor));
  BIHUAN_CHECK(require_text(why, "解除留存的理由", "why", kLongestReason));
  return database_->write(actor, [&](Ledger& ledger) -> Result<HoldEntry> {
    BIHUAN_TRY(const HoldEntry before, hold_row(ledger.store(), hold_id));
    if (before.released_at) return fail(Code::kConflict, "这项留存已由" + before.released_name + "解除", "state");
    BIHUAN_CHECK(check_revision(before, revision));
    HoldEntry after = before;
    after.released_name = actor.name;
    after.released_why = std::string(trim(why));
    after.released_at = actor.at;
    BIHUAN_CHECK(ledger.change(before, after, "observation_hold.released", after.released_why));
    return after;
  });
}

Result<HoldEntry> Retentions::find_hold(std::string_view hold_id) {
  return database_->read([&](Reader& reader) { return hold_row(reader, hold_id); });
}

Result<std::vector<HoldEntry>> Retentions::holds(bool includes_released) {
  return database_->read([&](Reader& reader) {
    Query query{{}, {{"hold_id"}}, {}, 0};
    if (!includes_released) query.where.push_back({"released_at", Test::kIsNull, {}, {}});
    return select<HoldEntry>(reader, query);
  });
}

}  // namespace bihuan::records
