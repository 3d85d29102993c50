#include "cli/assess_input.h"

#include <array>
#include <filesystem>
#include <string_view>

#include "cli/command.h"
#include "cli/places.h"

namespace bihuan::cli {
namespace {

constexpr std::size_t kLargestWorkbook = std::size_t{64} << 20U;

}  // namespace

Result<assessment::Assessment> assess_workbook(const plans::Plan& plan, const std::string& path, Date on,
                                               const std::string& home) {
  BIHUAN_TRY(const std::string bytes, read_input(path, kLargestWorkbook));
  constexpr std::array<std::string_view, 2> kFolders{"indicators", "water"};
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts, read_knowledge(home, kFolders));
  return assessment::assess(plan, bytes, std::filesystem::path(path).filename().string(), on, texts);
}

std::vector<Error> faults_of(const assessment::Assessment& assessment) {
  std::vector<Error> faults;
  for (const assessment::WorkbookProblem& problem : assessment.workbook.problems) {
    if (problem.kind != assessment::ProblemKind::kNote) faults.push_back(problem.error);
  }
  for (const assessment::Reading& reading : assessment.readings) {
    if (reading.verdict != assessment::Verdict::kInsufficientData) continue;
    faults.push_back({Code::kInsufficientData, reading.reason.empty() ? reading.sentence : reading.reason,
                      assessment.workbook.file_name + " " + reading.indicator_name});
  }
  return faults;
}

}  // namespace bihuan::cli
