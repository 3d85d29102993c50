// Routes of the page 评价: a file goes in, its evaluation comes back; nothing of it is stored.
#include <filesystem>
#include <utility>

#include "assessment/evaluate.h"
#include "assessment/evaluation_describe.h"
#include "base/text.h"
#include "reports/evaluation_sheet.h"
#include "server/application.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

using assessment::Evaluation;

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

Result<Evaluation> evaluate(Application& application, const Call& call) {
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
  return assessment::evaluate_file(call.request.body, call.query("file_name"),
                                   application.office().evaluation_knowledge, request);
}

Result<NamedFile> workbook(Application& application, const Call& call) {
  BIHUAN_TRY(const Evaluation evaluation, evaluate(application, call));
  BIHUAN_TRY(std::string bytes, reports::evaluation_xlsx(evaluation));
  const std::string stem = std::filesystem::path(call.query("file_name")).stem().string();
  return NamedFile{stem + "-评价.xlsx", kEvaluationXlsx, std::move(bytes)};
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
  all.push_back(taking_a_file(file_route("/api/v1/evaluations/workbook", "evaluate_file_workbook",
                                         "按标准评价一份文件，结果为工作簿（xlsx）",
                                         "The evaluation of a file as a workbook", parameters(), kEvaluationXlsx, &workbook)));
}

}  // namespace bihuan::server
