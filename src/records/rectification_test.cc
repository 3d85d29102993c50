// The rectification story of the office's desk, through the books: a list of 24 issues with two faulty rows becomes
// cases that are signed for, run late and climb, are returned, verified by another, closed, and reopened by a
// look-back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "plans/organisation.h"
#include "records/case_samples.h"
#include "records/cases.h"
#include "records/internal/case_rows.h"

namespace bihuan::records {
namespace {

class Rectification : public testing::Test {
 protected:
  Result<IssueSheet> sheet(const std::string& name) {
    const std::string bytes = shipped("examples/ezhou/" + name);
    const Result<plans::Organisation> organisation =
        plans::load_organisation(shipped("examples/ezhou/organisation.toml"), "organisation.toml");
    const auto unit_of = [&](std::string_view unit) -> Result<std::string> {
      const plans::Expanded found = organisation->expand(unit, day("2024-09-30"));
      if (found.kind == plans::Expansion::kUnit) return found.members.front();
      return fail(Code::kInvalidInput, "不认识单位“" + std::string(unit) + "”：应写组织机构表中的名称");
    };
    return read_issue_sheet(bytes, name, *load_issue_sheet_words(shipped("knowledge/office/issue-sheet.toml"), "w"),
                            unit_of);
  }

  static Actor of(const std::string& unit, Post post, const std::string& when) {
    return at(person(unit + (post == Post::kHead ? "科长" : "经办"), {DeskRole::kSection}, {{unit, post, ""}}),
              on(when));
  }

  CaseRecord act(const Actor& actor, const std::string& id, CaseAct act, const std::vector<NewAttachment>& files = {}) {
    const Result<CaseRecord> before = cases.read(office, id);
    EXPECT_TRUE(before.has_value());
    const Result<CaseRecord> got = cases.act(actor, id, before->situation.file.revision, act, files);
    EXPECT_TRUE(got.has_value()) << act.verb << ": " << (got.has_value() ? "" : got.error().message);
    return got.has_value() ? *got : CaseRecord{};
  }

  std::map<std::string, std::int64_t> board(const Actor& actor) {
    std::map<std::string, std::int64_t> counts;
    const Result<std::vector<StageCount>> stages = cases.board(actor);
    for (const StageCount& stage : *stages) {
      if (stage.count > 0) counts[stage.state] = stage.count;
    }
    return counts;
  }

  std::vector<std::string> levels(const std::string& when, const std::string& id) {
    const Result<ClimbReport> report = cases.climb(timer(on(when, "17:00")));
    EXPECT_TRUE(report.has_value() && report->problems.empty());
    for (const CaseClimb& one : report->climbed) {
      if (one.case_id == id) return one.levels;
    }
    return {};
  }

  std::shared_ptr<Database> database = *open_memory_database();
  Cases cases{database, shipped_case_rules()};
  Actor office = at(office_clerk(), on("2024-09-30"));
};

CaseAct said(const std::string& verb, const std::string& text, const std::string& when = "") {
  CaseAct act;
  act.verb = verb;
  act.text = text;
  if (!when.empty()) act.day = day(when);
  return act;
}

TEST_F(Rectification, FromTheListToTheLookBack) {
  // The list with two faulty rows; the rest of it goes on.
  const Result<IssueSheet> faulty = sheet("rectification-2024.xlsx");
  ASSERT_TRUE(faulty.has_value()) << faulty.error().message;
  const Result<ImportReport> seen = cases.check_issues(office, *faulty, "inspection");
  ASSERT_TRUE(seen.has_value());
  EXPECT_EQ(seen->opened.size(), 22u);
  EXPECT_EQ(seen->problems.size(), 2u);
  EXPECT_TRUE(board(office).empty()) << "a look stores nothing";
  const Result<ImportReport> first = cases.import_issues(office, *faulty, "inspection");
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ(first->opened.size(), 22u);
  ASSERT_EQ(first->problems.size(), 2u);
  EXPECT_EQ(first->problems[0], (Error{Code::kInvalidInput, "2024年11月没有31日", "工作表「问题清单」G13"}));
  EXPECT_EQ(first->problems[1],
            (Error{Code::kInvalidInput, "不认识单位“生态室”：应写组织机构表中的名称", "工作表「问题清单」D20"}));
  // Put right, it adds those two; once more, nothing.
  const Result<IssueSheet> corrected = sheet("rectification-2024-corrected.xlsx");
  const Result<ImportReport> second = cases.import_issues(office, *corrected, "inspection");
  EXPECT_EQ(second->opened.size(), 2u);
  EXPECT_EQ(second->already_there.size(), 22u);
  EXPECT_TRUE(second->notes.empty());
  EXPECT_EQ(cases.check_issues(office, *corrected, "inspection")->already_there.size(), 24u);
  const Result<ImportReport> third = cases.import_issues(office, *corrected, "inspection");
  EXPECT_TRUE(third->opened.empty());
  EXPECT_EQ(third->already_there.size(), 24u);
  EXPECT_EQ(board(office), (std::map<std::string, std::int64_t>{{"assigned", 24}}));

  // Each lead unit signs for its own; a unit sees only those in which it has a part.
  const Result<CasePage> all = cases.list(office, {}, CaseOrder::kDue, "", 100);
  for (const CaseFile& file : all->files) {
    act(of(file.lead_unit, Post::kClerk, "2024-10-08"), file.case_id, said("sign", ""));
  }
  EXPECT_EQ(board(office), (std::map<std::string, std::int64_t>{{"signed", 24}}));
  EXPECT_EQ(board(of("财务科", Post::kHead, "2024-10-08")), (std::map<std::string, std::int64_t>{}));
  EXPECT_EQ(board(of("土科", Post::kHead, "2024-10-08")), (std::map<std::string, std::int64_t>{{"signed", 3}}))
      << "issues 7 and 9 as lead, 8 as assistant";

  // Issue 1: its assistant answers for itself, the lead reports, a person of another unit returns it.
  const std::string one = first->opened.front();
  const Actor clerk = of("梁子湖分局", Post::kClerk, "2024-10-08"), head = of("梁子湖分局", Post::kHead, "2024-10-09");
  const NewAttachment photo{"现场.jpg", "\xFF\xD8\xFF\xE0 围栏"};
  act(clerk, one, said("start", "逐段修复"));
  const Result<CaseRecord> early =
      cases.act(head, one, cases.read(office, one)->situation.file.revision, said("report", "已修复"), {photo});
  ASSERT_FALSE(early.has_value());
  EXPECT_EQ(early.error().message, "还有协办单位没有答复：请等其答复，或由办公室写明理由免其协办");
  EXPECT_TRUE(cases.read(office, one)->attachments.empty()) << "nothing of a refused step stays";
  act(of("水科", Post::kClerk, "2024-10-09"), one, said("assist_reply", "水质正常"));
  act(head, one, said("report", "已修复"), {photo});
  const Actor inspector = of("综合科", Post::kClerk, "2024-10-09");
  act(inspector, one, said("return", "南段尚有缺口"));
  EXPECT_EQ(cases.read(office, one)->situation.file.state, "handling");
  act(head, one, said("report", "南段已补"), {photo});
  Actor same = head;  // the head sits in the verifying unit too
  same.seats.push_back({"综合科", Post::kHead, ""});
  EXPECT_EQ(cases.act(same, one, cases.read(office, one)->situation.file.revision, said("verify", "看过", "2024-10-09"))
                .error()
                .message,
            "您办理或答复过此事，不能再由您“核查”：应由另外的人来办");
  act(inspector, one, said("verify", "现场查看，已完好", "2024-10-09"));
  const Actor closer = at(office_head(), on("2024-10-09", "15:00"));
  act(closer, one, said("close", ""));
  EXPECT_EQ(cases.read(office, one)->situation.file.state, "closed");
  EXPECT_EQ(cases.attachment(office, one, 2)->bytes, photo.bytes);

  // Issue 23 (due Monday 14 October) runs late and climbs, once each.
  const std::string late = all->files.front().case_id;
  EXPECT_EQ(all->files.front().due, day("2024-10-14"));
  EXPECT_THAT(levels("2024-10-09", late), testing::IsEmpty());
  EXPECT_THAT(levels("2024-10-10", late), testing::ElementsAre("reminder")) << "10, 11 and the worked Saturday 12";
  EXPECT_THAT(levels("2024-10-10", late), testing::IsEmpty()) << "again on the same day";
  EXPECT_THAT(levels("2024-10-14", late), testing::ElementsAre("yellow"));
  EXPECT_THAT(levels("2024-10-18", late), testing::ElementsAre("red"));
  EXPECT_THAT(levels("2024-10-21", late), testing::ElementsAre("bulletin"));
  EXPECT_EQ(cases.read(office, late)->situation.file.level, "bulletin");

  // A look-back finds it broken again.
  act(at(inspector, on("2024-12-02")), one, said("look_back", "北段又有破损", "2024-12-02"));
  CaseAct reopen = said("reopen", "回头看发现反弹");
  reopen.due = day("2024-12-20");
  const CaseRecord again = act(at(closer, on("2024-12-02")), one, reopen);
  EXPECT_EQ(again.situation.file.state, "assigned");
  EXPECT_EQ(again.situation.assistants.front().state, AssistantState::kDue);
  EXPECT_EQ(board(office), (std::map<std::string, std::int64_t>{{"assigned", 1}, {"signed", 23}}));

  const Result<JournalReport> proof = database->read([](Reader& reader) { return verify_journal(reader, {}); });
  ASSERT_TRUE(proof.has_value());
  EXPECT_TRUE(proof->findings.empty());
  const auto wishes = database->read([&](Reader& reader) {
    Query query;
    query.where = {is("subject", "case_file/" + late), is("kind", std::string("case.level.bulletin"))};
    return select<NoticeWishRow>(reader, query);
  });
  ASSERT_EQ(wishes->size(), 2u) << "office and leader";
  EXPECT_EQ(wishes->front().draft, "bulletin");
}

}  // namespace
}  // namespace bihuan::records
