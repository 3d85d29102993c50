#include "server/sample_round.h"
#include "server/task_api.h"

namespace bihuan::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class TaskRoutes : public RoundTest {
 protected:
  records::Task funds() {
    for (const records::Task& task : read<api::TaskList>(get("/api/v1/tasks?kind=target", office())).tasks) {
      if (task.text.find("9000万元") != std::string::npos) return task;
    }
    ADD_FAILURE() << "no task for the funds";
    return {};
  }
  std::string measures(const char* unit = kOwn) { return "/api/v1/units/" + unit_path(unit) + "/measures"; }
  static std::string measure(const std::string& task, const std::string& text = "申报项目3个") {
    return R"({"task_id":")" + task + R"(","text":")" + text +
           R"(","person":"李工","first_month":"2031-03","last_month":"2031-10"})";
  }
};

TEST_F(TaskRoutes, IssueAgainCarriesOver) {
  const auto report = read<records::IssueReport>(post("/api/v1/plans/" + plan_ + "/tasks", "{}", office()));
  EXPECT_EQ(report.added, 0);
  EXPECT_GE(report.carried, 4);
  EXPECT_THAT(report.unknown_units, IsEmpty());
  EXPECT_EQ(post("/api/v1/plans/" + plan_ + "/tasks", "{}", clerk()).status, 403);
  EXPECT_EQ(post("/api/v1/plans/p0099/tasks", "{}", office()).status, 404);
}

TEST_F(TaskRoutes, ListsByFilterAndInPages) {
  const auto all = read<api::TaskList>(get("/api/v1/tasks", clerk()));
  EXPECT_EQ(all.next, "");
  std::vector<std::string> ids, paged;
  for (const records::Task& task : all.tasks) ids.push_back(task.id);
  std::string cursor;
  do {
    const auto page = read<api::TaskList>(
        get("/api/v1/tasks?limit=2" + (cursor.empty() ? "" : "&cursor=" + percent_encode(cursor)), clerk()));
    for (const records::Task& task : page.tasks) paged.push_back(task.id);
    cursor = page.next;
  } while (!cursor.empty());
  EXPECT_EQ(paged, ids);
  const auto own = read<api::TaskList>(get("/api/v1/tasks?unit=" + unit_path(kForeign), clerk()));
  ASSERT_THAT(own.tasks, SizeIs(1));
  EXPECT_THAT(own.tasks[0].text, HasSubstr("方案编制"));
  EXPECT_THAT(read<api::TaskList>(get("/api/v1/tasks?due_from=2031-09-01&due_to=2031-09-30", clerk())).tasks,
              SizeIs(1));
  for (const char* bad : {"kind=all", "state=x", "due_from=yesterday", "cursor=x", "color=red", "limit=0"}) {
    EXPECT_EQ(get(std::string("/api/v1/tasks?") + bad, clerk()).status, 400) << bad;
  }
}

TEST_F(TaskRoutes, ShowsATaskWithWhatIsExpectedToday) {
  const records::Task task = funds();
  const auto view = read<api::TaskView>(get("/api/v1/tasks/" + task.id, clerk()));
  EXPECT_EQ(view.task.text, task.text);
  EXPECT_EQ(view.today, Date(2031, 6, 20));
  ASSERT_TRUE(view.expected_percent.has_value());
  EXPECT_EQ(to_string(*view.expected_percent), "46.8") << "171 of 365 days";
  EXPECT_THAT(view.measures_by, ElementsAre(kOwn));
  EXPECT_FALSE(view.may_set_schedule);
  EXPECT_TRUE(read<api::TaskView>(get("/api/v1/tasks/" + task.id, head())).may_set_schedule);
  EXPECT_EQ(get("/api/v1/tasks/none", clerk()).status, 404);
}

TEST_F(TaskRoutes, TheHeadOfAUnitSetsAScheduleAndAnotherDoesNot) {
  const std::string target = "/api/v1/tasks/" + funds().id + "/schedule";
  const std::string good = R"({"schedule":{"shape":"steps","points":[{"day":"2031-05-31","percent":60,"text":"申报"},)"
                           R"({"day":"2031-12-31","percent":100,"text":""}]},"why":"分两批下达"})";
  EXPECT_EQ(post(target, good, head(kForeign)).status, 403);
  EXPECT_EQ(post(target, good, clerk()).status, 403);
  EXPECT_EQ(to_string(*read<api::TaskView>(post(target, good, head())).expected_percent), "60.0");
  for (const char* bad :
       {R"({"schedule":{"shape":"steps","points":[]},"why":"x"})", R"({"schedule":[],"why":"x"})",
        R"({"schedule":{"shape":"curve","points":[]},"why":"x"})", R"({"schedule":{"shape":"none","points":[]}})"}) {
    EXPECT_EQ(post(target, bad, head()).status, 400) << bad;
  }
}

TEST_F(TaskRoutes, CoverageNamesWhatIsOpenAndTheOfficeDecidesIt) {
  const std::string target = "/api/v1/plans/" + plan_;
  const auto before = read<api::CoverageView>(get(target + "/coverage", clerk()));
  ASSERT_THAT(before.subsets, SizeIs(1));
  EXPECT_EQ(before.subsets[0].printed, "局系统相关单位");
  EXPECT_THAT(before.subsets[0].candidates, ElementsAre(kOwn, kForeign));
  const std::string task = before.subsets[0].tasks.at(0);
  EXPECT_THAT(before.briefs.at(task).text, HasSubstr("问题整改"));
  const auto wish = [&](const std::string& unit) {
    return R"({"tasks":[")" + task + R"("],"printed":"局系统相关单位","units":[")" + unit + R"("],"why":"会议确定"})";
  };
  EXPECT_EQ(post(target + "/subsets", wish(kForeign), head()).status, 403);
  EXPECT_EQ(post(target + "/subsets", wish("南分局"), office()).status, 400);
  const auto after = read<api::CoverageView>(post(target + "/subsets", wish(kForeign), office()));
  EXPECT_THAT(after.subsets, IsEmpty());
  EXPECT_THAT(after.coverage.subset_unknown, IsEmpty());
  EXPECT_THAT(read<api::TaskList>(get("/api/v1/tasks?unit=" + unit_path(kForeign), clerk())).tasks, SizeIs(2));
}

TEST_F(TaskRoutes, MeasuresFromTheClerkToTheHead) {
  const std::string task = funds().id;
  EXPECT_EQ(post(measures(kForeign), measure(task), clerk()).status, 403) << "of another unit";
  EXPECT_EQ(post(measures(kForeign), measure(task), clerk(kForeign)).status, 409) << "it does not answer for the task";
  const Response made = post(measures(), measure(task, "<script>alert(1)</script>申报项目3个"), clerk());
  const auto written = read<records::UnitMeasure>(made, 201);
  EXPECT_EQ(written.what.text, "<script>alert(1)</script>申报项目3个")
      << "kept as it is: the page shows text, never HTML";
  EXPECT_EQ(made.header("ETag"), "\"1\"");
  EXPECT_EQ(written.what.unit, kOwn);
  EXPECT_THAT(written.written_by, HasSubstr("李工"));

  const std::string one = measures() + "/" + written.id;
  EXPECT_EQ(post(one, measure(task), clerk()).status, 428);
  EXPECT_EQ(post(one, measure(task), clerk(), "\"7\"").status, 412);
  EXPECT_EQ(post(one, measure(task), clerk(), "none").status, 400);
  EXPECT_EQ(read<records::UnitMeasure>(post(one, measure(task), clerk(), "\"1\"")).revision, 2);
  EXPECT_EQ(post(one, measure(task), clerk(), "\"1\"").status, 412) << "somebody was quicker";

  const std::string ids = R"({"ids":[")" + written.id + R"("]})";
  EXPECT_EQ(post(measures() + "/approve", ids, head()).status, 409) << "not handed in yet";
  EXPECT_EQ(post(measures() + "/submit", ids, clerk()).status, 200);
  EXPECT_EQ(post(measures() + "/approve", ids, clerk()).status, 403);
  EXPECT_EQ(post(measures(kForeign) + "/approve", ids, head(kForeign)).status, 403) << "a measure of another unit";
  const std::string back = R"({"ids":[")" + written.id + R"("],"why":"写明项目"})";
  EXPECT_EQ(post(measures() + "/return", back, head()).status, 200);
  EXPECT_EQ(post(measures() + "/submit", ids, clerk()).status, 200);
  EXPECT_EQ(post(measures() + "/approve", ids, head()).status, 200);
  const auto plan =
      read<api::UnitPlan>(get("/api/v1/units/" + unit_path(kOwn) + "/plan?plan=" + plan_, head(kForeign)));
  ASSERT_THAT(plan.measures, SizeIs(1));
  EXPECT_EQ(plan.measures[0].state, records::MeasureState::kApproved);
  EXPECT_FALSE(plan.may_write);
  EXPECT_THAT(plan.briefs.at(task).text, HasSubstr("9000万元"));
  EXPECT_EQ(get("/api/v1/units/none/plan?plan=" + plan_, head()).status, 404);
}

TEST_F(TaskRoutes, WrongTypesAreNamed) {
  const std::string task = funds().id;
  for (const std::string& bad :
       {std::string("[]"), std::string("{}"),
        R"({"task_id":7,"text":"a","person":"b","first_month":"2031-03","last_month":"2031-04"})" + std::string(),
        R"({"task_id":")" + task + R"(","text":"","person":"b","first_month":"2031-03","last_month":"2031-04"})",
        R"({"task_id":")" + task + R"(","text":"a","person":"b","first_month":"三月","last_month":"2031-04"})",
        R"({"task_id":")" + task + R"(","text":"a","person":"b","first_month":"2031-05","last_month":"2031-04"})",
        R"({"task_id":")" + task +
            R"(","unit":"x","text":"a","person":"b","first_month":"2031-03","last_month":"2031-04"})"}) {
    const Response refused = post(measures(), bad, clerk());
    EXPECT_EQ(refused.status, 400) << bad;
    EXPECT_THAT(refused.body, HasSubstr("message"));
  }
}

}  // namespace
}  // namespace bihuan::server
