#include "assessment/assess_file.h"

#include <algorithm>
#include <utility>

#include "assessment/assess.h"
#include "assessment/internal/figure_target.h"
#include "base/text.h"

namespace bihuan::assessment {
namespace {

std::string_view kind_name(std::string_view kind) {
  const auto found = std::ranges::find(kEvaluationKinds, kind, &EvaluationKind::id);
  return found == kEvaluationKinds.end() ? kind : found->name;
}

// Options that the plan and the day decide.
Status check_request(const EvaluateRequest& request) {
  const auto refuse = [](const char* option, bool is_given) -> Status {
    if (!is_given) return {};
    return fail(Code::kInvalidInput, "对照计划目标时没有这个选项，由计划的年度和评价日期决定；应去掉", option);
  };
  BIHUAN_CHECK(refuse("profile", !request.profile.empty()));
  BIHUAN_CHECK(refuse("by", !request.by.empty()));
  BIHUAN_CHECK(refuse("year", !request.year.empty()));
  BIHUAN_CHECK(refuse("base_year", !request.base_year.empty() || !request.base_name.empty()));
  return refuse("compare", request.compares_editions);
}

// What was read of the file and what was refused of it.
FileAssessment of_file(const Evaluation& evaluation) {
  FileAssessment out;
  out.problems = evaluation.problems;
  out.rows_read = evaluation.rows_read;
  out.rows_refused = evaluation.rows_refused;
  out.cells_refused = evaluation.cells_refused;
  out.rows_passed_over = evaluation.rows_passed_over;
  return out;
}

Result<FileAssessment> assess_sections(const plans::Plan& plan, std::string_view bytes, std::string_view file_name,
                                       Date as_of, std::span<const standards::KnowledgeText> texts,
                                       const EvaluateRequest& request) {
  AssessOptions options;
  options.indicator_set = request.items;
  BIHUAN_TRY(options.detection_limits, detection_limits_of(request));
  BIHUAN_TRY(Assessment done, assess(plan, bytes, file_name, as_of, texts, options));
  Evaluation file;
  add_workbook(file, done.workbook);
  FileAssessment out = of_file(file);
  out.readings = std::move(done.readings);
  return out;
}

}  // namespace

std::vector<EvaluationProblem> FileAssessment::faults() const {
  std::vector<EvaluationProblem> faults;
  std::ranges::copy_if(problems, std::back_inserter(faults),
                       [](const EvaluationProblem& one) { return one.kind != "note"; });
  return faults;
}

Result<FileAssessment> assess_file(const plans::Plan& plan, std::string_view bytes, std::string_view file_name,
                                   Date as_of, std::span<const standards::KnowledgeText> texts,
                                   const EvaluateRequest& request) {
  BIHUAN_CHECK(check_request(request));
  if (request.kind == "water") return assess_sections(plan, bytes, file_name, as_of, texts, request);
  BIHUAN_TRY(const FigureCatalogue catalogue, load_figure_indicators(texts));
  if (std::ranges::find(catalogue.indicators, request.kind, &FigureIndicator::kind) == catalogue.indicators.end()) {
    return fail(Code::kInvalidInput, "“" + std::string(kind_name(request.kind)) + "”的结果不回答计划目标", "kind");
  }
  BIHUAN_TRY(const int year, year_to_assess(plan, as_of));
  const std::vector<FigureBinding> bindings = bind_figures(catalogue, plan, request.kind);
  if (bindings.empty()) {
    return fail(Code::kNotFound,
                "计划“" + plan.title + "”中没有可以用“" + std::string(kind_name(request.kind)) + "”的结果回答的目标");
  }
  EvaluateRequest own = request;
  own.until = as_of;
  if (request.kind == "air") own.by = "year";
  if (request.kind == "source") own.year = std::to_string(year);
  BIHUAN_TRY(const Evaluation evaluation, evaluate_file(bytes, file_name, texts, own));
  FileAssessment out = of_file(evaluation);
  const internal::FigureContext context{evaluation, catalogue, year, as_of};
  for (const FigureBinding& binding : bindings) out.readings.push_back(internal::answer_with_figure(binding, context));
  return out;
}

Result<std::vector<Reading>> answered_readings(const FileAssessment& assessment) {
  const std::vector<EvaluationProblem> faults = assessment.faults();
  std::vector<Reading> answered;
  for (const Reading& reading : assessment.readings) {
    if (reading.is_open()) continue;
    answered.push_back(reading);
    if (faults.empty()) continue;
    answered.back().basis.notes.push_back("文件中有" + std::to_string(faults.size()) + "处有误，没有计入；第一处：" +
                                          faults.front().message + "（" + faults.front().where + "）");
  }
  if (!answered.empty()) return answered;
  return fail(Code::kInsufficientData, assessment.readings.empty() ? "没有读数" : assessment.readings.front().sentence);
}

}  // namespace bihuan::assessment
