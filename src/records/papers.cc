#include "records/papers.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/paper_rows.h"
#include "records/notices.h"
#include "records/record_files.h"

namespace bihuan::records {
namespace {

constexpr std::size_t kLongestNumber = 60;

std::string files_of(std::string_view paper_id) { return "paper/" + std::string(paper_id); }

bool may_see(const Actor& actor, const Paper& paper) {
  if (actor.has(DeskRole::kOffice) || actor.has(DeskRole::kLeader)) return true;
  if (paper.state != PaperState::kIssued) return false;
  return actor.has(DeskRole::kReader) ||
         std::ranges::any_of(paper.to_units, [&](const std::string& unit) { return actor.is_of(unit); });
}

std::unexpected<Error> no_such_paper(std::string_view paper_id) {
  return fail(Code::kNotFound, "没有编号为“" + excerpt(paper_id) + "”的发文", "发文编号");
}

// The paper as it stands, of the revision that the actor saw, still open.
Result<Paper> open_paper(Ledger& ledger, std::string_view paper_id, std::int64_t revision) {
  BIHUAN_TRY(const std::optional<Paper> found, find<Paper>(ledger.store(), std::string(paper_id)));
  if (!found || !may_see(ledger.actor(), *found)) return no_such_paper(paper_id);
  BIHUAN_CHECK(check_revision(*found, revision));
  if (found->state == PaperState::kIssued || found->state == PaperState::kWithdrawn) {
    return fail(Code::kConflict, "这件发文" + std::string(paper_state_name(found->state)) + "，不能再改", "state");
  }
  return *found;
}

Status require_named(const Actor& actor, std::string_view action) {
  if (!actor.person_id.empty()) return {};
  return fail(Code::kInvalidInput, std::string(action) + "要由具名的人办理：请以本人账号登录", "who");
}

// Whoever decides is a leader and another person than the one who wrote the text.
Status require_decider(const Actor& actor, const Paper& paper) {
  BIHUAN_CHECK(require_named(actor, "审批"));
  if (!actor.has(DeskRole::kLeader)) return not_allowed("只有局领导可以审批发文");
  if (actor.person_id == paper.written_by) {
    return fail(Code::kConflict, "拟稿的人不能审批自己的稿：应由另外的局领导来批", "who");
  }
  if (paper.state != PaperState::kDrafted) {
    return fail(Code::kConflict, "这件发文已退回，等办公室改好再批", "state");
  }
  return {};
}

Status tell(Ledger& ledger, const Paper& paper, const std::string& kind, const std::string& unit,
            const std::string& role, const std::string& title, const std::string& body) {
  return wish_notice(ledger, {kind, "paper/" + paper.paper_id, unit, role, title, body});
}

void write_by(Paper& paper, const Actor& actor) {
  paper.written_by = actor.person_id;
  paper.written_name = actor.name;
  paper.written_at = actor.at;
}

void decide(Paper& paper, const Actor& actor, PaperState state, std::string_view why) {
  paper.state = state;
  paper.decided_by = actor.person_id;
  paper.decided_name = actor.name;
  paper.decided_why = std::string(trim(why));
  paper.decided_at = actor.at;
}

Status tell_leaders(Ledger& ledger, const Paper& paper) {
  return tell(ledger, paper, "paper.drafted", "", "leader", "待审批：" + paper.title,
              paper.written_name + "拟的" + std::string(paper_kind_name(paper.kind)) + "等待审批。");
}

}  // namespace

std::string_view paper_kind_name(PaperKind kind) {
  constexpr std::string_view kNames[] = {"督办单", "督办情况通报", "调度通报"};
  return kNames[static_cast<int>(kind)];
}

std::string_view paper_state_name(PaperState state) {
  constexpr std::string_view kNames[] = {"待审批", "已退回", "已印发", "已撤回"};
  return kNames[static_cast<int>(state)];
}

Result<Paper> Papers::draft(const Actor& actor, PaperDraft wanted) {
  BIHUAN_CHECK(require_office(actor, "拟稿"));
  BIHUAN_CHECK(require_named(actor, "拟稿"));
  BIHUAN_CHECK(require_text(wanted.title, "标题", "title", 200));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Paper> {
    BIHUAN_TRY(const std::vector<Paper> same, select<Paper>(ledger.store(), {{is("subject", wanted.subject)}, {}, {}, 0}));
    for (const Paper& one : same) {
      if (one.kind == wanted.kind && (one.state == PaperState::kDrafted || one.state == PaperState::kReturned)) {
        return fail(Code::kConflict, "已有一份" + std::string(paper_kind_name(one.kind)) + "（" + one.paper_id + "）" +
                    std::string(paper_state_name(one.state)) + "：请在它上面改，或先撤回", "subject");
      }
    }
    Paper paper;
    BIHUAN_TRY(paper.paper_id, ledger.new_id('f', "paper"));
    paper.kind = wanted.kind;
    paper.subject = wanted.subject;
    paper.title = std::string(trim(wanted.title));
    paper.to_units = wanted.to_units;
    write_by(paper, actor);
    BIHUAN_CHECK(add_record_file(ledger, files_of(paper.paper_id), wanted.file.about, wanted.file.bytes));
    BIHUAN_CHECK(ledger.add(paper, "paper.drafted"));
    BIHUAN_CHECK(tell_leaders(ledger, paper));
    return paper;
  });
}

Result<Paper> Papers::revise(const Actor& actor, std::string_view paper_id, std::int64_t revision, PaperFile file) {
  BIHUAN_CHECK(require_office(actor, "改稿"));
  BIHUAN_CHECK(require_named(actor, "改稿"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Paper> {
    BIHUAN_TRY(const Paper before, open_paper(ledger, paper_id, revision));
    BIHUAN_TRY(const RecordFile stored, add_record_file(ledger, files_of(paper_id), file.about, file.bytes));
    Paper after = before;
    after.file = stored.number;
    write_by(after, actor);
    after.state = PaperState::kDrafted;
    after.decided_by = after.decided_name = after.decided_why = "";
    after.decided_at.reset();
    BIHUAN_CHECK(ledger.change(before, after, "paper.revised"));
    if (before.state == PaperState::kReturned) BIHUAN_CHECK(tell_leaders(ledger, after));
    return after;
  });
}

Result<Paper> Papers::issue(const Actor& actor, std::string_view paper_id, std::int64_t revision,
                            std::string_view number, std::string_view journal_digest, PaperFile file) {
  BIHUAN_CHECK(require_text(number, "文号", "number", kLongestNumber));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Paper> {
    BIHUAN_TRY(const Paper before, open_paper(ledger, paper_id, revision));
    BIHUAN_CHECK(require_decider(actor, before));
    Query same_number{{is("paper_number", std::string(trim(number)))}, {}, {}, 0};
    BIHUAN_TRY(const std::vector<Paper> taken, select<Paper>(ledger.store(), same_number));
    if (!taken.empty()) {
      return fail(Code::kConflict, "文号“" + taken.front().paper_number + "”已用于“" + taken.front().title + "”",
                  "number");
    }
    BIHUAN_TRY(const RecordFile stored, add_record_file(ledger, files_of(paper_id), file.about, file.bytes));
    Paper after = before;
    after.file = stored.number;
    after.paper_number = std::string(trim(number));
    after.journal_digest = std::string(journal_digest);
    decide(after, actor, PaperState::kIssued, "");
    BIHUAN_CHECK(ledger.change(before, after, "paper.issued"));
    for (const std::string& unit : after.to_units) {
      BIHUAN_CHECK(tell(ledger, after, "paper.issued", unit, "", "已印发：" + after.title,
                        after.paper_number + "，" + after.decided_name + "签发。"));
    }
    return after;
  });
}

Result<Paper> Papers::send_back(const Actor& actor, std::string_view paper_id, std::int64_t revision,
                                std::string_view why) {
  BIHUAN_CHECK(require_text(why, "退回的理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Paper> {
    BIHUAN_TRY(const Paper before, open_paper(ledger, paper_id, revision));
    BIHUAN_CHECK(require_decider(actor, before));
    Paper after = before;
    decide(after, actor, PaperState::kReturned, why);
    BIHUAN_CHECK(ledger.change(before, after, "paper.returned", after.decided_why));
    BIHUAN_CHECK(tell(ledger, after, "paper.returned", "", "office", "退回修改：" + after.title, after.decided_why));
    return after;
  });
}

Result<Paper> Papers::withdraw(const Actor& actor, std::string_view paper_id, std::int64_t revision,
                               std::string_view why) {
  BIHUAN_CHECK(require_office(actor, "撤回发文"));
  BIHUAN_CHECK(require_named(actor, "撤回发文"));
  BIHUAN_CHECK(require_text(why, "撤回的理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Paper> {
    BIHUAN_TRY(const Paper before, open_paper(ledger, paper_id, revision));
    Paper after = before;
    decide(after, actor, PaperState::kWithdrawn, why);
    BIHUAN_CHECK(ledger.change(before, after, "paper.withdrawn", after.decided_why));
    return after;
  });
}

Result<Paper> Papers::find(const Actor& actor, std::string_view paper_id) {
  return database_->read([&](Reader& reader) -> Result<Paper> {
    BIHUAN_TRY(const std::optional<Paper> found, records::find<Paper>(reader, std::string(paper_id)));
    if (!found || !may_see(actor, *found)) return no_such_paper(paper_id);
    return *found;
  });
}

Result<NewAttachment> Papers::file(const Actor& actor, std::string_view paper_id) {
  BIHUAN_TRY(const Paper paper, find(actor, paper_id));
  BIHUAN_TRY(NamedBytes stored, database_->read([&](Reader& reader) {
    return record_file(reader, files_of(paper_id), paper.file);
  }));
  return NewAttachment{std::move(stored.file_name), std::move(stored.bytes)};
}

Result<std::vector<Paper>> Papers::list(const Actor& actor, const PaperFilter& filter, std::string_view after,
                                        std::int64_t limit) {
  if (limit < 1 || limit > 500) return fail(Code::kInvalidInput, "每页应为1到500条", "limit");
  return database_->read([&](Reader& reader) -> Result<std::vector<Paper>> {
    Query query;
    if (filter.state) query.where.push_back(is("state", enum_word(*filter.state)));
    if (!filter.subject.empty()) query.where.push_back(is("subject", filter.subject));
    query.order = {{"paper_id", true}};
    if (!after.empty()) query.after = {Cell(std::string(after))};
    query.limit = limit;
    std::vector<Paper> seen;
    // Rows that the actor may not see are passed over, so that a page is full where there are enough.
    while (true) {
      BIHUAN_TRY(const std::vector<Paper> rows, select<Paper>(reader, query));
      for (const Paper& row : rows) {
        if (static_cast<std::int64_t>(seen.size()) < limit && may_see(actor, row)) seen.push_back(row);
      }
      if (static_cast<std::int64_t>(rows.size()) < limit || static_cast<std::int64_t>(seen.size()) == limit) return seen;
      query.after = {Cell(rows.back().paper_id)};
    }
  });
}

}  // namespace bihuan::records
