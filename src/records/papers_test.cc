#include "records/papers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "records/adjustments.h"
#include "records/case_samples.h"
#include "records/erasure.h"
#include "records/internal/case_rows.h"

namespace bihuan::records {
namespace {

PaperFile text_file(const std::string& words) {
  return {{"督办单.docx", "zip", static_cast<std::int64_t>(words.size()), sm3_hex(words)}, words};
}

class PapersTest : public testing::Test {
 protected:
  Result<Paper> drafted(PaperKind kind = PaperKind::kSupervisionLetter, const std::string& subject = "case_file/k000001") {
    return papers.draft(office_clerk(), {kind, subject, "关于河道排查的督办单", {"water", "branch"}, text_file("稿一")});
  }
  Result<Paper> issued(const Paper& paper, const Actor& actor = leader(), const std::string& number = "云环督〔2024〕3号") {
    return papers.issue(actor, paper.paper_id, paper.revision, number, std::string(64, 'a'), text_file("正式稿"));
  }
  std::vector<NoticeWishRow> told(const std::string& kind) {
    return *database->read([&](Reader& reader) {
      return select<NoticeWishRow>(reader, {{is("kind", kind)}, {{"wish_id"}}, {}, 0});
    });
  }

  std::shared_ptr<Database> database = *open_memory_database();
  Papers papers{database};
};

TEST_F(PapersTest, DraftedReturnedRevisedAndIssuedByAnother) {
  const Paper first = *drafted();
  EXPECT_EQ(first.paper_id, "f000001");
  EXPECT_EQ(told("paper.drafted").size(), 1U);
  EXPECT_EQ(told("paper.drafted").at(0).to_role, "leader");
  EXPECT_EQ(papers.send_back(leader(), first.paper_id, 1, "  ").error().where, "why");
  const Result<Paper> returned = papers.send_back(leader(), first.paper_id, 1, "写明完成日期");
  ASSERT_TRUE(returned.has_value()) << returned.error().message;
  EXPECT_EQ(told("paper.returned").at(0).to_role, "office");
  EXPECT_EQ(issued(*returned).error().message, "这件发文已退回，等办公室改好再批");
  const Result<Paper> revised = papers.revise(office_clerk(), first.paper_id, returned->revision, text_file("稿二"));
  ASSERT_TRUE(revised.has_value()) << revised.error().message;
  EXPECT_EQ(revised->state, PaperState::kDrafted);
  EXPECT_EQ(papers.file(leader(), first.paper_id)->bytes, "稿二");
  EXPECT_EQ(issued(first).error().code, Code::kConflict) << "a revision that nobody sees any more";
  const Result<Paper> out = issued(*revised);
  ASSERT_TRUE(out.has_value()) << out.error().message;
  EXPECT_EQ(out->state, PaperState::kIssued);
  EXPECT_EQ(out->journal_digest, std::string(64, 'a'));
  EXPECT_EQ(papers.file(water_clerk(), first.paper_id)->bytes, "正式稿");
  EXPECT_EQ(told("paper.issued").size(), 2U) << "one a unit";
  EXPECT_EQ(papers.withdraw(office_clerk(), first.paper_id, out->revision, "发错").error().message,
            "这件发文已印发，不能再改");
  const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
  EXPECT_THAT(report.findings, testing::IsEmpty());
}

TEST_F(PapersTest, OnlyALeaderWhoDidNotWriteItIssues) {
  Actor both = leader();
  both.roles.push_back(DeskRole::kOffice);
  const Paper own = *papers.draft(both, {PaperKind::kCaseBulletin, "case_file/k000002", "通报", {}, text_file("稿")});
  EXPECT_EQ(issued(own, both).error().where, "who");
  EXPECT_TRUE(issued(own, person("李副局长", {DeskRole::kLeader}, {})).has_value());
  const Paper other = *drafted();
  EXPECT_EQ(issued(other, office_head()).error().where, "权限");
  EXPECT_EQ(issued(other, water_head()).error().code, Code::kNotFound);
  EXPECT_EQ(issued(other).error().where, "number") << "the number is taken";
  EXPECT_EQ(issued(other, leader(), " ").error().where, "number");
  EXPECT_TRUE(issued(other, leader(), "云环督〔2024〕4号").has_value());
  EXPECT_TRUE(drafted().has_value()) << "an issued one does not stand in the way";
}

TEST_F(PapersTest, OneOpenDraftASubjectAndKind) {
  const Paper first = *drafted();
  EXPECT_EQ(drafted().error().where, "subject");
  EXPECT_TRUE(drafted(PaperKind::kCaseBulletin).has_value());
  EXPECT_EQ(papers.draft(leader(), {PaperKind::kCaseBulletin, "case_file/k000009", "通报", {}, text_file("稿")}).error().where,
            "权限");
  ASSERT_TRUE(papers.withdraw(office_clerk(), first.paper_id, 1, "已整改").has_value());
  EXPECT_TRUE(drafted().has_value());
}

TEST_F(PapersTest, WhoSeesWhat) {
  const Paper draft = *drafted();
  const Paper out = *issued(*drafted(PaperKind::kCaseBulletin));
  const auto count = [&](const Actor& actor) { return papers.list(actor, {}, "", 50)->size(); };
  EXPECT_EQ(count(office_clerk()), 2U);
  EXPECT_EQ(count(leader()), 2U);
  EXPECT_EQ(count(water_clerk()), 1U);
  EXPECT_EQ(count(person("只读", {DeskRole::kReader}, {})), 1U);
  EXPECT_EQ(count(stranger()), 0U);
  EXPECT_EQ(papers.find(water_clerk(), draft.paper_id).error().code, Code::kNotFound);
  EXPECT_EQ(papers.file(stranger(), out.paper_id).error().code, Code::kNotFound);
  EXPECT_EQ(papers.list(office_clerk(), {PaperState::kIssued, ""}, "", 50)->size(), 1U);
  EXPECT_EQ(papers.list(office_clerk(), {}, "", 1)->at(0).paper_id, "f000002");
  EXPECT_EQ(papers.list(office_clerk(), {}, "f000002", 1)->at(0).paper_id, "f000001");
  EXPECT_EQ(papers.list(office_clerk(), {}, "", 0).error().where, "limit");
}

TEST_F(PapersTest, ItsFileIsDestroyedByTwoPersons) {
  const Paper paper = *drafted();
  Adjustments adjustments{database, {content_erasure()}};
  const Adjustment asked =
      *adjustments.ask(office_clerk(), "erasure/record_file/paper/" + paper.paper_id + "/1", "content", "erased", "误传");
  ASSERT_TRUE(adjustments.decide(person("审计", {DeskRole::kAuditAdmin}, {}), asked.adjustment_id, 1, true, "").has_value());
  EXPECT_THAT(papers.file(office_clerk(), paper.paper_id).error().message, testing::HasSubstr("只留摘要" + sm3_hex("稿一")));
  const JournalReport report = *database->read([](Reader& reader) { return verify_journal(reader, {}); });
  EXPECT_THAT(report.findings, testing::IsEmpty());
}

}  // namespace
}  // namespace bihuan::records
