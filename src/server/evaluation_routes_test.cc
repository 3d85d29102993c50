#include "assessment/evaluate.h"
#include "assessment/evaluation_describe.h"
#include "records/ledger.h"
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
