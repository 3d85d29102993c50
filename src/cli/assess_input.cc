#include "cli/assess_input.h"

#include <filesystem>

#include "cli/command.h"
#include "cli/places.h"

namespace bihuan::cli {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 30U;  // of csv; other tables have a limit of their own

}  // namespace

Result<assessment::FileAssessment> assess_input(const plans::Plan& plan, const std::string& path,
                                                const assessment::EvaluateRequest& request, Date on,
                                                const std::string& home) {
  BIHUAN_TRY(const std::string bytes, read_input(path, kLargestFile));
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts, read_knowledge(home, assessment::kEvaluationKnowledge));
  return assessment::assess_file(plan, bytes, std::filesystem::path(path).filename().string(), on, texts, request);
}

std::vector<Error> faults_of(const assessment::FileAssessment& assessment, const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  std::vector<Error> faults;
  for (const assessment::EvaluationProblem& fault : assessment.faults()) {
    faults.push_back({Code::kInvalidInput, fault.message, fault.where});
  }
  for (const assessment::Reading& reading : assessment.readings) {
    if (!reading.is_open()) continue;
    faults.push_back({Code::kInsufficientData, reading.reason.empty() ? reading.sentence : reading.reason,
                      name + " " + reading.indicator_name});
  }
  return faults;
}

}  // namespace bihuan::cli
