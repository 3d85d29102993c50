#include "assessment/reading_describe.h"
#include "base/base64.h"
#include "base/text.h"
#include "observations/memory_store.h"
#include "server/api.h"
#include "server/dispatch_api.h"
#include "server/observation_room.h"
#include "server/official_api.h"
#include "server/official_desk.h"
#include "server/sample_round.h"

namespace bihuan::server {
namespace {

using assessment::FigureSide;
using assessment::Verdict;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class OfficialRoutes : public RoundTest {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    target_ = target_of(plan_);
  }
  std::string target_of(const std::string& plan) {
    const Result<api::PlanView> view = desk_.view(plan, std::nullopt);
    EXPECT_TRUE(view.has_value() && !view->plan.targets.empty());
    return view->plan.targets.front().id;
  }
  std::string at(const std::string& rest = "") { return "/api/v1/plans/" + plan_ + "/targets/" + target_ + rest; }
  static std::string seen(const api::OfficialView& figure) { return "\"" + std::to_string(figure.revision) + "\""; }
  static std::string of(const api::OfficialView& figure, const std::string& verb) {
    return "/api/v1/figures/" + figure.figure_id + "/" + verb;
  }
  // January to May, published on 10 June; `rest` replaces members.
  static std::string figure(const std::string& value, const std::string& status, const std::string& more = "",
                            const std::string& quantity = R"("quantity":"amount","unit":"万元")") {
    return "{" + quantity + R"(,"value":")" + value + R"(","from":"2031-01-01","to":"2031-05-31","terms":[)" + more +
           R"(],"status":")" + status +
           R"(","source_title":"专项资金下达情况","source_number":"","issuer":"省财政厅","published_on":"2031-06-10",)" +
           R"("remark":"","why":"更正","file_name":"","content_base64":""})";
  }
  api::TargetValues values() { return read<api::TargetValues>(get(at(), clerk())); }

  // The unit's figure of a month, handed in.
  void report(const std::string& month, const std::string& done) {
    records::Dispatch& dispatch = office_.office().dispatch;
    const PlanId plan = *PlanId::make(plan_);
    records::Actor one = sample_actor("办公室", clock_.now());
    one.roles = {Role::kOffice};
    const auto round = dispatch.open_round(one, plan, month, Date(2031, 6, 28));
    ASSERT_TRUE(round.has_value()) << round.error().message;
    const auto entries = *dispatch.entries(round->id, kOwn);
    std::vector<records::FilledEntry> filled;
    for (const records::DispatchEntry& entry : entries) {
      const auto task = *office_.office().tasks.find_task(entry.task_id);
      records::EntryText text{"按计划推进", "", "", {}};
      if (task.commitment_id == target_) text.done = *parse_decimal(done);
      filled.push_back({entry.task_id, text, {}});
    }
    const auto by = [&](Post post, const std::string& name) {
      records::Actor actor = sample_actor(name, clock_.now());
      actor.person_id = name;
      actor.seats = {{kOwn, post, ""}};
      return actor;
    };
    const Status is_filled = dispatch.fill(by(Post::kClerk, "填报人"), round->id, kOwn, filled);
    ASSERT_TRUE(is_filled.has_value()) << is_filled.error().message;
    ASSERT_TRUE(dispatch.submit(by(Post::kClerk, "填报人"), round->id, kOwn).has_value());
    ASSERT_TRUE(dispatch.check(by(Post::kHead, "科长"), round->id, kOwn).has_value());
    EXPECT_FALSE(values().standing.reported.is_there) << "not at the office yet";
    ASSERT_TRUE(dispatch.pass(by(Post::kSupervisor, "分管领导"), round->id, kOwn).has_value());
  }

  std::string target_;
};

TEST_F(OfficialRoutes, EnteredItDecidesRevisedItDecidesAnewWithdrawnNoMore) {
  EXPECT_FALSE(values().standing.decides.has_value());
  EXPECT_FALSE(values().may_enter) << "a clerk";
  EXPECT_TRUE(read<api::TargetValues>(get(at(), office())).may_enter);
  for (const std::string& other : {clerk(), office_.session_of(Role::kLeader)}) {
    EXPECT_EQ(post(at("/figures"), figure("5000", "provisional"), other).status, 403);
  }
  const auto first = read<api::OfficialView>(post(at("/figures"), figure("5000", "provisional"), office()), 201);
  EXPECT_EQ(first.figure_id, "v000001");
  EXPECT_EQ(first.status_name, "初步");
  EXPECT_TRUE(first.may_change);
  EXPECT_EQ(post(at("/figures"), figure("6000", "provisional"), office()).status, 409) << "the same source";
  api::TargetValues now = values();
  EXPECT_EQ(now.standing.decides, FigureSide::kOfficial);
  EXPECT_EQ(now.standing.verdict, Verdict::kAtRisk);
  ASSERT_THAT(now.figures, SizeIs(1));
  EXPECT_FALSE(now.figures[0].may_change);

  EXPECT_EQ(post(of(first, "revision"), figure("9500", "final"), office()).status, 428);
  EXPECT_EQ(post(of(first, "revision"), figure("9500", "final"), office(), "\"9\"").status, 412);
  EXPECT_EQ(post(of(first, "revision"), figure("9500", "final"), clerk(), seen(first)).status, 403);
  const Response revised = post(of(first, "revision"), figure("9500", "final"), office(), seen(first));
  EXPECT_EQ(revised.header("ETag"), "\"2\"");
  const auto second = read<api::OfficialView>(revised);
  EXPECT_EQ(second.status_name, "审定");
  EXPECT_EQ(values().standing.verdict, Verdict::kOnTrack);

  EXPECT_EQ(post(of(first, "withdraw"), R"({"why":""})", office(), seen(second)).status, 400);
  const auto gone = read<api::OfficialView>(post(of(first, "withdraw"), R"({"why":"登错"})", office(), seen(second)));
  EXPECT_EQ(gone.action_name, "撤回");
  now = values();
  EXPECT_FALSE(now.standing.decides.has_value());
  EXPECT_EQ(now.standing.passed_over.at(0).why, "已撤回：登错");
  const Response history = get("/api/v1/figures/v000001", clerk());
  EXPECT_EQ(history.header("ETag"), "\"3\"");
  EXPECT_THAT(read<api::OfficialHistory>(history).revisions, SizeIs(3));
  EXPECT_EQ(get("/api/v1/figures/v000009", clerk()).status, 404);
}

TEST_F(OfficialRoutes, WhatTheUnitReportsStandsBesideIt) {
  report("2031-05", "4000");
  api::TargetValues now = values();
  EXPECT_TRUE(now.standing.reported.is_there);
  EXPECT_FALSE(now.standing.decides.has_value()) << "it never decides";
  EXPECT_EQ(now.standing.reported.value, "4000");
  EXPECT_EQ(now.standing.reported.source, "东分局报数");
  EXPECT_EQ(now.standing.reported.period, "2031年1—5月");
  (void)read<api::OfficialView>(post(at("/figures"), figure("5000", "provisional"), office()), 201);
  now = values();
  ASSERT_THAT(now.standing.comparisons, SizeIs(1));
  EXPECT_EQ(now.standing.comparisons[0].difference, "1000");
  EXPECT_EQ(now.standing.comparisons[0].reasons.at(0).id, "provisional");
  // The next round's sheets tell the unit what was published, and lights go by it.
  const Response opened =
      post("/api/v1/plans/" + plan_ + "/rounds", R"({"month":"2031-06","cut_off":"2031-06-28"})", office());
  const std::string round = read<records::DispatchRound>(opened, 201).id;
  bool is_told = false;
  const std::vector<records::DispatchEntry> sent = *office_.office().dispatch.entries(round, kOwn);
  for (const records::DispatchEntry& entry : sent) {
    is_told |= entry.known.verdict == "at_risk" && entry.known.reading.starts_with("以公布值为准");
  }
  EXPECT_TRUE(is_told);
}

TEST_F(OfficialRoutes, AnotherScopeIsKeptButNotCompared) {
  const Result<api::PlanSummary> stored =
      desk_.store(sample_actor("王工", clock_.now()), "另.txt", kSamplePlan, "", "");
  ASSERT_TRUE(stored.has_value()) << stored.error().message;
  plan_ = stored->id;
  target_ = target_of(plan_);
  assessment::Reading reading;
  reading.target_id = target_;
  reading.value = *parse_decimal("88.9");
  reading.unit = "%";
  reading.verdict = Verdict::kOnTrack;
  reading.compliance = assessment::Compliance::kMet;
  reading.period_from = Date(2031, 1, 1);
  reading.period_to = Date(2031, 5, 31);
  reading.source_file = "断面.xlsx";
  reading.sentence = "9个断面中8个达标。";
  ASSERT_TRUE(desk_.store_readings(sample_actor("王工", clock_.now()), plan_, {reading}).has_value());
  EXPECT_EQ(values().standing.decides, FigureSide::kComputed);
  const std::string share = R"("quantity":"share","unit":"%")";
  (void)read<api::OfficialView>(
      post(at("/figures"), figure("100", "final", R"({"dimension":"level","value":"national"})", share), office()),
      201);
  const api::TargetValues now = values();
  EXPECT_EQ(now.standing.own_terms, "省控");
  EXPECT_EQ(now.standing.decides, FigureSide::kComputed);
  ASSERT_THAT(now.standing.comparisons, SizeIs(1));
  EXPECT_EQ(now.standing.comparisons[0].sentence, "不作比较。口径不同（监测层级：公布值为国控，系统计算为省控）");
  const auto all = read<api::TargetStandings>(get("/api/v1/plans/" + plan_ + "/targets", clerk()));
  EXPECT_EQ(all.standings.at(0).verdict, Verdict::kOnTrack);
}

TEST_F(OfficialRoutes, WhatWasPublishedOfASiteStandsBesideItsSeries) {
  office_.office().observations->place(
      []() -> Result<std::unique_ptr<observations::ObservationStore>> { return observations::open_memory_store(); },
      testing::TempDir(), clock_);
  records::Site site;
  site.code = "E01";
  site.name = "长港樊口";
  site.kind = records::SiteKind::kRiverSection;
  records::Actor keeper = sample_actor("站长", clock_.now());
  keeper.person_id = "h000099";
  keeper.roles = {records::DeskRole::kStation};
  ASSERT_TRUE(office_.office().sites.add(keeper, site).has_value());
  observations::ObservationStore& store = **office_.office().observations->store();
  observations::Series series;
  series.key = {"E01", "w21003", observations::Averaging::kMonth, "manual"};
  series.unit = "mg/L";
  series.places = 3;
  series.data_set = "manual";
  ASSERT_TRUE(store.put_series(series).has_value());
  const std::string path = "/api/v1/series/figures?series=" + percent_encode("E01/w21003/month/manual");
  EXPECT_THAT(read<api::SeriesFigureList>(get(path, clerk())).figures, IsEmpty());
  const auto at_site = [&](const std::string& value, const std::string& site_of, const std::string& factor) {
    return replace_all(figure(value, "final"), R"("remark":"",)",
                       R"("remark":"","site":")" + site_of + R"(","factor":")" + factor + R"(",)");
  };
  EXPECT_THAT(post(at("/figures"), at_site("5000", "E99", ""), office()).body, HasSubstr(R"("where":"site")"));
  EXPECT_THAT(post(at("/figures"), at_site("5000", "E01", "w99999"), office()).body, HasSubstr(R"("where":"factor")"));
  const auto entered = read<api::OfficialView>(post(at("/figures"), at_site("5000", "E01", "w21003"), office()), 201);
  EXPECT_EQ(entered.site_name, "长港樊口");
  EXPECT_EQ(entered.factor_name, "氨氮");
  const auto beside = read<api::SeriesFigureList>(get(path, clerk())).figures;
  ASSERT_THAT(beside, SizeIs(1));
  EXPECT_FALSE(beside[0].value.has_value()) << "yuan are no mg/L";
  EXPECT_THAT(beside[0].not_drawn, HasSubstr("万元"));
}

TEST_F(OfficialRoutes, BadInputNamesTheMemberAndWhatWouldBeRight) {
  const std::string good = figure("5000", "provisional");
  const auto with = [&](const std::string& from, const std::string& to) { return replace_all(good, from, to); };
  const std::pair<std::string, std::vector<const char*>> cases[] = {
      {with("5000", "五千"), {R"("where":"value")", "数量应为数字"}},
      {with("\"amount\"", "\"weight\""), {R"("where":"quantity")", "可选：share（比例）"}},
      {with("万元", "亿元"), {R"("where":"quantity")", "单位是“万元”"}},
      {with("provisional", "sure"), {R"("where":"status")", "provisional（初步）、final（审定）"}},
      {with("2031-05-31", "2031-13-31"), {R"("where":"$.to")", "2031年没有13月"}},
      {with("2031-05-31", "2031-06-30"), {R"("where":"published_on")", "早于时段末日"}},
      {with("2031-06-10", "2031-06-21"), {R"("where":"published_on")", "今天是2031-06-20"}},
      {with("专项资金下达情况", ""), {R"("where":"source_title")", "不能为空"}},
      {with(R"("terms":[])", R"("terms":[{"dimension":"level","value":"x"}])"),
       {R"("where":"terms")", "national（国控）"}},
      {with(R"("content_base64":"")", R"("content_base64":"%%")"), {"content_base64"}},
      {with(R"("remark":"",)", ""), {"remark"}},
      {R"({"value":)", {"error"}},
  };
  for (const auto& [body, words] : cases) {
    const Response refused = post(at("/figures"), body, office());
    EXPECT_EQ(refused.status, 400) << body << refused.body;
    for (const char* word : words) EXPECT_THAT(refused.body, HasSubstr(word)) << body;
  }
  EXPECT_EQ(post("/api/v1/plans/" + plan_ + "/targets/t-none/figures", good, office()).status, 404);
  EXPECT_EQ(get("/api/v1/plans/" + plan_ + "/targets/t-none", office()).status, 404);
  EXPECT_EQ(get("/api/v1/plans/p0099/targets", office()).status, 404);
  EXPECT_THAT(values().figures, IsEmpty());
}

TEST_F(OfficialRoutes, ItsSourceIsKeptAndPagesGoOn) {
  const std::string bytes = "%PDF-1.4 公布";
  const std::string with_file = replace_all(figure("5000", "provisional"), R"("file_name":"","content_base64":"")",
                                            R"("file_name":"通报.pdf","content_base64":")" + to_base64(bytes) + "\"");
  const auto first = read<api::OfficialView>(post(at("/figures"), with_file, office()), 201);
  EXPECT_EQ(first.file_name, "通报.pdf");
  EXPECT_EQ(get(of(first, "file"), clerk()).body, bytes);
  (void)read<api::OfficialView>(
      post(at("/figures"), replace_all(figure("4000", "final"), "2031-05-31", "2031-04-30"), office()), 201);
  const std::string list = "/api/v1/plans/" + plan_ + "/figures";
  const auto page = read<api::OfficialList>(get(list + "?limit=1", clerk()));
  EXPECT_EQ(page.figures.at(0).figure_id, "v000002");
  EXPECT_EQ(read<api::OfficialList>(get(list + "?limit=1&cursor=" + page.next, clerk())).figures.at(0).figure_id,
            "v000001");
  EXPECT_EQ(get(of(page.figures.at(0), "file"), clerk()).status, 404);
  const auto words = read<api::OfficialWords>(get("/api/v1/official_words", clerk()));
  EXPECT_THAT(words.quantities, SizeIs(10));
  EXPECT_THAT(words.dimensions, SizeIs(5));
}

}  // namespace
}  // namespace bihuan::server
