#include "assessment/evaluate.h"
#include "records/ledger.h"
#include "server/evaluation_api.h"
#include "server/sample_round.h"

namespace bihuan::server {
namespace {

using testing::HasSubstr;

constexpr const char* kSheet =
    "断面名称,水体类型,目标类别,月份,pH值,溶解氧(mg/L),高锰酸盐指数(mg/L),氨氮(mg/L),总磷(mg/L)\n"
    "甲断面,河流,Ⅲ,2024年1月,7.5,8.0,3.0,0.2,0.25\n"
    "乙断面,河流,Ⅲ,2024年1月,7.5,8.0,3.0,无此数,0.05\n";

class EvaluationRoutes : public RoundTest {
 protected:
  Response evaluate(const std::string& way, const std::string& body) {
    return send("/api/v1/evaluations" + way, body, clerk());
  }
};

TEST_F(EvaluationRoutes, AFileIsEvaluatedAndNothingIsStored) {
  const auto done = read<assessment::Evaluation>(evaluate("?kind=water&file_name=a.csv", kSheet));
  ASSERT_GE(done.tables.size(), 1U);
  EXPECT_EQ(done.tables[0].key, "sections");
  ASSERT_EQ(done.tables[0].rows.size(), 2U);
  EXPECT_EQ(done.tables[0].rows[0].cells[5], "Ⅳ");
  EXPECT_EQ(done.details.at(static_cast<std::size_t>(*done.tables[0].rows[0].detail)).bases.at(0).standard,
            "GB 3838-2002");
  ASSERT_EQ(done.cells_refused, 1);
  EXPECT_THAT(done.problems.at(0).where, HasSubstr("H3"));
}

// Each kind finds its knowledge here, too: what is wrong with the empty sheet is said of the sheet.
TEST_F(EvaluationRoutes, EveryKindHasItsRules) {
  for (const assessment::EvaluationKind& kind : assessment::kEvaluationKinds) {
    const Response response = evaluate("?kind=" + std::string(kind.id) + "&file_name=a.csv", "甲,乙\n1,2\n");
    EXPECT_EQ(response.status, 400) << kind.id << response.body;
    EXPECT_THAT(response.body, HasSubstr("a.csv")) << kind.id;
  }
}

TEST_F(EvaluationRoutes, AWorkbookLeavesAnEntryInTheJournal) {
  const Response file = evaluate("/workbook?kind=water&file_name=%E7%94%B2.csv", kSheet);
  ASSERT_EQ(file.status, 200) << file.body;
  EXPECT_TRUE(file.body.starts_with("PK"));
  EXPECT_THAT(std::string(file.header("Content-Disposition")), HasSubstr("%E8%AF%84%E4%BB%B7.xlsx"));
  EXPECT_THAT(get("/api/v1/journal", office_.session_of(Role::kAuditAdmin)).body, HasSubstr("file.exported"));
}

// ---- what a file says of a plan's targets

constexpr const char* kVillages = "区,行政村总数（个）,已治理行政村数（个）\n东区,90,69\n西区,10,10\n";
constexpr const char* kFaulty = "区,行政村总数（个）,已治理行政村数（个）\n东区,90,69\n西区,10,11\n";

class FileAnswersRoutes : public RoundTest {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    const Result<api::PlanSummary> plan =
        desk_.store(sample_actor("王工", clock_.now()), "目标.txt",
                    "2031年云溪市生态环境工作要点\n一、主要目标\n1.改善环境质量。全市农村生活污水治理率达到78.02%"
                    "。（责任单位：东分局）\n",
                    "", "");
    ASSERT_TRUE(plan.has_value()) << plan.error().message;
    way_ = "/api/v1/plans/" + plan->id + "/readings";
    plan_of_targets_ = plan->id;
  }
  std::string way(const std::string& more = "") { return way_ + more + "?kind=rural&file_name=a.csv"; }
  std::string fault(const std::string& target, const std::string& body, const std::string& session) {
    const Response response = send(target, body, session);
    return std::to_string(response.status) + response.body;
  }
  std::int64_t stored() {
    const Result<api::PlanView> view = desk_.view(plan_of_targets_, std::nullopt);
    return view ? std::ssize(view->readings) : -1;
  }
  std::string way_, plan_of_targets_;
};

TEST_F(FileAnswersRoutes, AFileIsLookedAtThenStored) {
  const auto looked = read<api::FileAnswers>(send(way("/preview"), kVillages, clerk()));
  ASSERT_EQ(looked.readings.size(), 1U);
  EXPECT_EQ(looked.as_of, Date(2031, 6, 20));
  EXPECT_EQ(looked.readings[0].have, 79);
  EXPECT_EQ(looked.readings[0].needed, 79);
  EXPECT_EQ(looked.stored, 0);
  EXPECT_EQ(stored(), 0) << "looking stores nothing";
  const auto kept = read<api::FileAnswers>(send(way(), kVillages, office()));
  EXPECT_EQ(kept.stored, 1);
  EXPECT_EQ(stored(), 1);
  const auto values = get("/api/v1/plans/" + plan_of_targets_ + "/targets/" + kept.readings[0].target_id, office());
  EXPECT_THAT(values.body, HasSubstr("采用100个行政村"));
  EXPECT_THAT(values.body, HasSubstr("\"decides\":\"computed\""));
  EXPECT_THAT(get("/api/v1/journal", office_.session_of(Role::kAuditAdmin)).body, HasSubstr("reading.stored"));
}

TEST_F(FileAnswersRoutes, FaultsKeepItFromBeingStoredUnlessTheyAreBorne) {
  const auto looked = read<api::FileAnswers>(send(way("/preview"), kFaulty, office()));
  EXPECT_EQ(looked.faults, 1);
  EXPECT_THAT(looked.refused.at(0).where, HasSubstr("第3行"));
  EXPECT_THAT(fault(way(), kFaulty, office()),
              testing::AllOf(testing::StartsWith("400"), HasSubstr("文件有1处有误，没有保存")));
  EXPECT_EQ(stored(), 0);
  const auto borne = read<api::FileAnswers>(send(way() + "&despite_faults=1", kFaulty, office()));
  EXPECT_EQ(borne.stored, 1);
  const Result<api::PlanView> view = desk_.view(plan_of_targets_, std::nullopt);
  EXPECT_THAT(to_json(view->readings.at(0)), HasSubstr("文件中有1处有误，没有计入"));
}

TEST_F(FileAnswersRoutes, WhatIsWrongIsNamed) {
  EXPECT_THAT(fault(way(), kVillages, clerk()), testing::StartsWith("403")) << "a branch looks and does not store";
  EXPECT_THAT(fault(way("/preview") + "&as_of=2031-06-21", kVillages, office()), HasSubstr("晚于今天"));
  EXPECT_THAT(fault(way("/preview") + "&as_of=2030-12-31", kVillages, office()), HasSubstr("在计划年度之前"));
  EXPECT_THAT(fault(way("/preview") + "&as_of=May", kVillages, office()), testing::StartsWith("400"));
  EXPECT_THAT(fault(way("/preview") + "&by=month", kVillages, office()), testing::StartsWith("400"));
  EXPECT_THAT(fault(way_ + "/preview?kind=survey&file_name=a.csv", kVillages, office()), testing::StartsWith("404"));
  EXPECT_THAT(fault("/api/v1/plans/p9999/readings?kind=rural&file_name=a.csv", kVillages, office()),
              testing::StartsWith("404"));
  EXPECT_THAT(fault(way(), "", office()), HasSubstr("没有收到文件"));
}

TEST_F(EvaluationRoutes, WhatIsWrongIsNamed) {
  const auto fault = [&](const std::string& query, const std::string& body) {
    const Response response = evaluate(query, body);
    return std::to_string(response.status) + response.body;
  };
  EXPECT_THAT(fault("?kind=noise&file_name=a.csv", kSheet), HasSubstr("没有“noise”这种评价"));
  EXPECT_THAT(fault("?kind=water&file_name=a.csv", ""), HasSubstr("没有收到文件"));
  EXPECT_THAT(fault("?kind=water&file_name=a.csv&compare=yes", kSheet), HasSubstr("应为0或1"));
  EXPECT_THAT(fault("?kind=water&file_name=a.csv&hours=ending", kSheet), HasSubstr("没有这个选项"));
  EXPECT_THAT(fault("?kind=water&file_name=a.pdf", "%PDF-1.7 nothing"), testing::StartsWith("400"));
}

}  // namespace
}  // namespace bihuan::server
