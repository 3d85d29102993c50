#include "server/paper_api.h"

#include "base/digest.h"
#include "documents/docx_reader.h"
#include "server/case_api.h"
#include "server/dispatch_api.h"
#include "server/sample_round.h"

namespace bihuan::server {
namespace {

using records::PaperState;
using testing::HasSubstr;
using testing::SizeIs;

class PaperRoutes : public RoundTest {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    const Response opened =
        post("/api/v1/plans/" + plan_ + "/rounds", R"({"month":"2031-06","cut_off":"2031-06-28"})", office());
    round_ = read<records::DispatchRound>(opened, 201).id;
  }
  api::PaperView drafted() {
    return read<api::PaperView>(post("/api/v1/rounds/" + round_ + "/papers", "{}", office()), 201);
  }
  std::string at(const api::PaperView& paper, const std::string& verb) {
    return "/api/v1/papers/" + paper.paper_id + "/" + verb;
  }
  static std::string seen(const api::PaperView& paper) { return "\"" + std::to_string(paper.revision) + "\""; }
  const std::string& leader() { return office_.session_of(Role::kLeader); }
  static std::string text_of(const std::string& docx) {
    const auto read = documents::read_docx(docx, {}, "发文.docx");
    EXPECT_TRUE(read.has_value());
    return documents::plain_text(*read);
  }

  std::string round_;
};

TEST_F(PaperRoutes, ABulletinIsApprovedByALeaderAndCarriesTheJournal) {
  const api::PaperView draft = drafted();
  EXPECT_EQ(draft.kind_name, "调度通报");
  EXPECT_TRUE(draft.may_revise);
  EXPECT_FALSE(draft.may_issue);
  EXPECT_EQ(post("/api/v1/rounds/" + round_ + "/papers", "{}", office()).status, 409) << "one draft a round";
  EXPECT_EQ(get(at(draft, "file"), clerk()).status, 404) << "a draft is not for units";
  const std::string text = text_of(get(at(draft, "file"), office()).body);
  EXPECT_THAT(text, HasSubstr("（草稿，未经审批，不得外发）"));

  EXPECT_EQ(post(at(draft, "issue"), R"({"number":"云环办〔2031〕7号"})", leader()).status, 428);
  EXPECT_EQ(post(at(draft, "issue"), R"({"number":"云环办〔2031〕7号"})", leader(), "\"9\"").status, 412);
  EXPECT_EQ(post(at(draft, "issue"), R"({"number":"云环办〔2031〕7号"})", office(), seen(draft)).status, 403);
  EXPECT_EQ(post(at(draft, "issue"), R"({"number":""})", leader(), seen(draft)).status, 400);
  const auto issued = read<api::PaperView>(
      post(at(draft, "issue"), R"({"number":"云环办〔2031〕7号"})", leader(), seen(draft)));
  EXPECT_EQ(issued.state, PaperState::kIssued);
  EXPECT_EQ(issued.journal_digest.size(), 64U);
  const Response file = get(at(draft, "file"), clerk());
  ASSERT_EQ(file.status, 200) << "its units may read what was issued";
  const std::string out = text_of(file.body);
  EXPECT_THAT(out, HasSubstr("云环办〔2031〕7号"));
  EXPECT_THAT(out, HasSubstr("日志摘要：" + issued.journal_digest));
  EXPECT_THAT(out, testing::Not(HasSubstr("草稿")));
  EXPECT_THAT(read<api::PaperList>(get("/api/v1/papers?state=issued", clerk())).papers, SizeIs(1));
  EXPECT_THAT(read<api::PaperList>(get("/api/v1/papers?subject=dispatch_round/" + round_, office())).papers, SizeIs(1));
  EXPECT_EQ(get("/api/v1/papers?state=lost", office()).status, 400);
  // What left the desk is in the journal: by whom, what, with its digest; what was refused is not.
  const auto exported = *office_.office().database->read(
      [](records::Reader& reader) { return records::read_journal(reader, 0, 100, {"", "file.exported", ""}); });
  ASSERT_THAT(exported, SizeIs(2));
  EXPECT_EQ(exported[1].subject, at(draft, "file"));
  EXPECT_THAT(exported[1].after, HasSubstr(sm3_hex(file.body)));
}

TEST_F(PaperRoutes, ReturnedEditedAndIssued) {
  const api::PaperView draft = drafted();
  const auto returned =
      read<api::PaperView>(post(at(draft, "return"), R"({"why":"写明名单"})", leader(), seen(draft)));
  EXPECT_EQ(returned.state_name, "已退回");
  EXPECT_EQ(returned.decided_why, "写明名单");
  const std::string revision = at(draft, "revision") + "?file_name=" + percent_encode("改稿.docx");
  const std::string edited = get(at(draft, "file"), office()).body;
  EXPECT_EQ(ask(Method::kPost, revision, "不是docx", office(), "application/octet-stream", seen(returned)).status, 400);
  const auto again = read<api::PaperView>(
      ask(Method::kPost, revision, edited, office(), "application/octet-stream", seen(returned)));
  EXPECT_EQ(again.state, PaperState::kDrafted);
  EXPECT_EQ(again.decided_why, "");
  const auto issued =
      read<api::PaperView>(post(at(draft, "issue"), R"({"number":"1号"})", leader(), seen(again)));
  const Response twice =
      ask(Method::kPost, revision, edited, office(), "application/octet-stream", seen(issued));
  EXPECT_EQ(twice.status, 409) << twice.body;
}

TEST_F(PaperRoutes, ACaseThatNeedsNoPaperHasNone) {
  const std::string wanted = R"({"source":"instruction","reference":"","title":"排查","demand":"逐段排查","lead":")" +
                             std::string(kOwn) + R"(","assistants":[],"verifier":"","due":"2031-07-31","due_in_working_days":null})";
  const auto opened = read<api::CaseView>(post("/api/v1/cases", wanted, office()), 201);
  const Response refused = post("/api/v1/cases/" + opened.case_id + "/papers", "{}", office());
  EXPECT_EQ(refused.status, 409) << refused.body;
  const auto draft = drafted();
  const auto gone = read<api::PaperView>(post(at(draft, "withdraw"), R"({"why":"暂缓"})", office(), seen(draft)));
  EXPECT_EQ(gone.state, PaperState::kWithdrawn);
  EXPECT_EQ(drafted().state, PaperState::kDrafted) << "a new one may be drafted";
}

}  // namespace
}  // namespace bihuan::server
