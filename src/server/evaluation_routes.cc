// Routes of the page 评价: a file goes in, its evaluation comes back, or what it says of a plan's targets. Nothing of
// the file is stored; readings are where they are asked for.
#include <filesystem>
#include <utility>

#include "assessment/assess_file.h"
#include "assessment/evaluate.h"
#include "base/text.h"
#include "reports/evaluation_sheet.h"
#include "server/application.h"
#include "server/evaluation_api.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

using assessment::Evaluation;

constexpr std::size_t kMostRefused = 50;  // that an answer names
constexpr const char* kEvaluationXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::vector<QueryParameter> parameters() {
  return {{"kind", true, false, "评价的种类：air、water、lake、source、black_odour、rural、farmland、survey、trend"},
          {"file_name", true, false, "文件名"},
          {"standard", false, false, "air、water：标准编号，如HJ 633-2012"},
          {"on", false, false, "按这一天有效的标准，如2024-12-31"},
          {"profile", false, false, "air：hj633-daily、national-feed；water：section-assessment、station-feed"},
          {"by", false, false, "day（air）、month、quarter（不含air）、year"},
          {"year", false, false, "water、lake、source：评价哪一年"},
          {"base_year", false, false, "water：与同一文件的哪一年比较"},
          {"items", false, false, "water、lake：参加评价的项目，mee22_21、5plus_x"},
          {"hours", false, false, "air：小时指终点ending或起点beginning"},
          {"unit", false, false, "air：表头未写的单位，多个用逗号分开，如co=μg/m3"},
          {"limit", false, false, "water、lake、source：检出限，多个用逗号分开，如tp=0.01"},
          {"sand_dust", false, false, "air：剔除沙尘的日期，用逗号分开"},
          {"compare", false, false, "air：1为2012版与2026版并列"},
          {"may_lack", false, false, "lake：1为五项不全也计算营养状态"}};
}

std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, ',')) {
    if (!trim(part).empty()) parts.emplace_back(trim(part));
  }
  return parts;
}

Result<bool> flag_of(const Call& call, const std::string& name) {
  const std::string text = call.query(name);
  if (text.empty() || text == "0") return false;
  if (text == "1") return true;
  return fail(Code::kInvalidInput, name + "应为0或1", name);
}

Result<assessment::EvaluateRequest> request_of(const Call& call) {
  assessment::EvaluateRequest request;
  request.kind = call.query("kind");
  request.standard = call.query("standard");
  request.on = call.query("on");
  request.profile = call.query("profile");
  request.by = call.query("by");
  request.year = call.query("year");
  request.base_year = call.query("base_year");
  request.items = call.query("items");
  request.hours = call.query("hours");
  request.units = parts_of(call.query("unit"));
  request.limits = parts_of(call.query("limit"));
  request.sand_dust = call.query("sand_dust");
  BIHUAN_TRY(request.compares_editions, flag_of(call, "compare"));
  BIHUAN_TRY(request.may_lack, flag_of(call, "may_lack"));
  if (call.request.body.empty()) {
    return fail(Code::kInvalidInput, "没有收到文件；请求体应是文件的内容", call.query("file_name"));
  }
  return request;
}

Result<Evaluation> evaluate(Application& application, const Call& call) {
  BIHUAN_TRY(const assessment::EvaluateRequest request, request_of(call));
  return assessment::evaluate_file(call.request.body, call.query("file_name"),
                                   application.office().evaluation_knowledge, request);
}

Result<NamedFile> workbook(Application& application, const Call& call) {
  BIHUAN_TRY(const Evaluation evaluation, evaluate(application, call));
  BIHUAN_TRY(std::string bytes, reports::evaluation_xlsx(evaluation));
  const std::string stem = std::filesystem::path(call.query("file_name")).stem().string();
  return NamedFile{stem + "-评价.xlsx", kEvaluationXlsx, std::move(bytes)};
}

// The parameters of a file that is held against a plan: those of an evaluation that the plan does not decide.
std::vector<QueryParameter> answer_parameters() {
  std::vector<QueryParameter> all = parameters();
  std::erase_if(all, [](const QueryParameter& one) {
    return one.name == "profile" || one.name == "by" || one.name == "year" || one.name == "base_year" ||
           one.name == "compare" || one.name == "may_lack";
  });
  all.push_back({"as_of", false, false, "评价日期，省略为今天；不晚于今天"});
  return all;
}

Result<Date> day_of_answers(const Call& call) {
  const std::string text = call.query("as_of");
  if (text.empty()) return today_of(call);
  const Result<Date> day = parse_date(text);
  if (!day) return fail(day.error().code, day.error().message, "as_of " + text);
  if (*day > today_of(call)) {
    return fail(Code::kInvalidInput, "评价日期" + text + "晚于今天；应不晚于" + to_string(today_of(call)), "as_of");
  }
  return *day;
}

Result<assessment::FileAssessment> assess(Application& application, const Call& call, Date as_of) {
  BIHUAN_TRY(const assessment::EvaluateRequest request, request_of(call));
  BIHUAN_TRY(const plans::Plan plan, application.desk().corrected(call.path.at("id")));
  return assessment::assess_file(plan, call.request.body, call.query("file_name"), as_of,
                                 application.office().evaluation_knowledge, request);
}

api::FileAnswers answers_of(assessment::FileAssessment assessment, Date as_of) {
  api::FileAnswers answers{as_of, {}, 0, assessment.faults(), 0};
  answers.faults = std::ssize(answers.refused);
  if (answers.refused.size() > kMostRefused) answers.refused.resize(kMostRefused);
  answers.readings = std::move(assessment.readings);
  return answers;
}

Result<api::FileAnswers> preview_readings(Application& application, const Call& call) {
  BIHUAN_TRY(const Date as_of, day_of_answers(call));
  BIHUAN_TRY(assessment::FileAssessment assessment, assess(application, call, as_of));
  return answers_of(std::move(assessment), as_of);
}

Result<api::FileAnswers> store_readings(Application& application, const Call& call) {
  BIHUAN_TRY(const Date as_of, day_of_answers(call));
  BIHUAN_TRY(const bool bears_faults, flag_of(call, "despite_faults"));
  BIHUAN_TRY(assessment::FileAssessment assessment, assess(application, call, as_of));
  const std::vector<assessment::EvaluationProblem> faults = assessment.faults();
  if (!faults.empty() && !bears_faults) {
    return fail(Code::kInvalidInput,
                "文件有" + std::to_string(faults.size()) + "处有误，没有保存；改正后再保存，或确认无妨。第一处：" +
                    faults.front().message,
                faults.front().where);
  }
  BIHUAN_TRY(const std::vector<assessment::Reading> answered, assessment::answered_readings(assessment));
  BIHUAN_CHECK(application.desk().store_readings(call.actor(), call.path.at("id"), answered));
  api::FileAnswers answers = answers_of(std::move(assessment), as_of);
  answers.stored = std::ssize(answered);
  return answers;
}

Route taking_a_file(Route route) {
  route.method = Method::kPost;
  route.body = BodyKind::kBytes;
  return route;
}

}  // namespace

void add_evaluation_routes(std::vector<Route>& all) {
  all.push_back(taking_a_file(
      read_route<Evaluation>("/api/v1/evaluations", "evaluate_file", "按标准评价一份文件，不保存",
                             "Evaluate a file by the standards; stores nothing", parameters(), &evaluate)));
  all.push_back(taking_a_file(
      file_route("/api/v1/evaluations/workbook", "evaluate_file_workbook", "按标准评价一份文件，结果为工作簿（xlsx）",
                 "The evaluation of a file as a workbook", parameters(), kEvaluationXlsx, &workbook)));
  all.push_back(taking_a_file(read_route<api::FileAnswers>(
      "/api/v1/plans/{id}/readings/preview", "preview_readings", "一份文件回答计划的哪些目标，不保存",
      "What a file says of a plan's targets; stores nothing", answer_parameters(), &preview_readings)));
  std::vector<QueryParameter> storing = answer_parameters();
  storing.push_back({"despite_faults", false, false, "1为文件有误的地方无妨，照样保存"});
  all.push_back(taking_a_file(read_route<api::FileAnswers>(
      "/api/v1/plans/{id}/readings", "store_readings", "评价一份文件，保存它对计划目标的读数",
      "Evaluate a file and store what it says of a plan's targets", std::move(storing), &store_readings)));
}

}  // namespace bihuan::server
