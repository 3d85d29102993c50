#include "records/adjustments.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "records/internal/case_rows.h"

namespace bihuan::records {

Adjustments::Adjustments(std::shared_ptr<Database> database, std::vector<std::shared_ptr<AdjustmentSubject>> subjects)
    : database_(std::move(database)), subjects_(std::move(subjects)) {}

AdjustmentSubject* Adjustments::subject_of(std::string_view subject) const {
  const std::string_view kind = subject.substr(0, subject.find('/'));
  for (const auto& one : subjects_) {
    if (one->kind() == kind && subject.size() > kind.size() + 1) return one.get();
  }
  return nullptr;
}

Result<Adjustment> Adjustments::ask(const Actor& actor, const std::string& subject, const std::string& field,
                                    const std::string& after_value, const std::string& why) {
  AdjustmentSubject* target = subject_of(subject);
  if (target == nullptr) {
    return fail(Code::kInvalidInput, "“" + excerpt(subject) + "”不是可以申请调整的事项", "subject");
  }
  if (actor.person_id.empty()) return fail(Code::kInvalidInput, "调整要由具名的人申请：请以本人账号登录", "who");
  if (trim(why).empty()) return fail(Code::kInvalidInput, "申请调整要写明理由", "why");
  if (trim(after_value).empty()) return fail(Code::kInvalidInput, "申请调整要写明改成什么", "after_value");
  return database_->write(actor, [&](Ledger& ledger) -> Result<Adjustment> {
    Query waiting;
    waiting.where = {is("subject", subject), is("field", field), is("state", std::string("asked"))};
    BIHUAN_TRY(const std::vector<Adjustment> open, select<Adjustment>(ledger.store(), waiting));
    if (!open.empty()) {
      return fail(Code::kConflict, "已有一件调整申请（" + open.front().adjustment_id + "）在等待决定", "field");
    }
    Adjustment row;
    BIHUAN_TRY(row.adjustment_id, ledger.new_id('j', "adjustment"));
    row.subject = subject;
    row.field = field;
    row.after_value = std::string(trim(after_value));
    row.why = std::string(trim(why));
    row.asked_by = actor.person_id;
    row.asked_name = actor.name;
    row.asked_at = actor.at;
    BIHUAN_TRY(const AdjustmentSubject::Asked asked, target->asked(ledger, row));
    row.before_value = asked.before_value;
    row.asked_for = asked.asked_for;
    if (row.before_value == row.after_value) {
      return fail(Code::kInvalidInput, "调整后与现在相同（" + excerpt(row.after_value) + "），没有什么要改",
                  "after_value");
    }
    BIHUAN_CHECK(ledger.add(row, "adjustment.asked", row.why));
    return row;
  });
}

Result<Adjustment> Adjustments::decide(const Actor& actor, const std::string& adjustment_id, std::int64_t revision,
                                       bool is_granted, const std::string& why) {
  if (actor.person_id.empty()) return fail(Code::kInvalidInput, "调整要由具名的人决定：请以本人账号登录", "who");
  if (!is_granted && trim(why).empty()) return fail(Code::kInvalidInput, "不同意要写明理由", "why");
  return database_->write(actor, [&](Ledger& ledger) -> Result<Adjustment> {
    BIHUAN_TRY(const std::optional<Adjustment> found, find<Adjustment>(ledger.store(), adjustment_id));
    AdjustmentSubject* target = found ? subject_of(found->subject) : nullptr;
    bool is_seen = false;
    if (target != nullptr) {
      BIHUAN_TRY(is_seen, target->may_see(ledger.store(), actor, found->subject));
    }
    if (!is_seen) {
      return fail(Code::kNotFound, "没有编号为“" + excerpt(adjustment_id) + "”的调整申请", "调整申请编号");
    }
    if (found->state != AdjustmentState::kAsked) {
      return fail(Code::kConflict, "这件调整申请已由" + found->decided_name + "决定，不能再改", "state");
    }
    BIHUAN_CHECK(check_revision(*found, revision));
    if (actor.person_id == found->asked_by || actor.person_id == found->asked_for) {
      return fail(Code::kInvalidInput, "调整不能由申请的人自己决定：应由另外的人来办", "who");
    }
    Adjustment after = *found;
    after.state = is_granted ? AdjustmentState::kGranted : AdjustmentState::kRefused;
    after.decided_by = actor.person_id;
    after.decided_name = actor.name;
    after.decided_why = std::string(trim(why));
    after.decided_at = actor.at;
    BIHUAN_CHECK(target->decided(ledger, *found, is_granted, after.decided_why));
    BIHUAN_CHECK(
        ledger.change(*found, after, is_granted ? "adjustment.granted" : "adjustment.refused", after.decided_why));
    return after;
  });
}

Result<std::vector<Adjustment>> Adjustments::list(const Actor& actor, const AdjustmentFilter& filter,
                                                  std::string_view after, std::int64_t limit) {
  if (limit < 1 || limit > 500) return fail(Code::kInvalidInput, "每页应为1到500条", "limit");
  return database_->read([&](Reader& reader) -> Result<std::vector<Adjustment>> {
    Query query;
    if (!filter.subject.empty()) query.where.push_back(is("subject", filter.subject));
    if (filter.state) query.where.push_back(is("state", enum_word(*filter.state)));
    query.order = {{"adjustment_id"}};
    query.after = {Cell(std::string(after))};
    query.limit = limit;
    std::vector<Adjustment> seen;
    // Rows that the actor may not see are passed over, so that a page is full where there are enough.
    while (static_cast<std::int64_t>(seen.size()) < limit) {
      BIHUAN_TRY(const std::vector<Adjustment> rows, select<Adjustment>(reader, query));
      for (const Adjustment& row : rows) {
        AdjustmentSubject* target = subject_of(row.subject);
        if (target == nullptr) continue;
        BIHUAN_TRY(const bool may, target->may_see(reader, actor, row.subject));
        if (may && static_cast<std::int64_t>(seen.size()) < limit) seen.push_back(row);
      }
      if (static_cast<std::int64_t>(rows.size()) < limit) break;
      query.after = {Cell(rows.back().adjustment_id)};
    }
    return seen;
  });
}

}  // namespace bihuan::records
