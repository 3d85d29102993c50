#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "base/digest.h"
#include "base/files.h"
#include "cli/assess_input.h"
#include "cli/clocks.h"
#include "cli/demo_desk.h"
#include "cli/demo_field.h"
#include "cli/office.h"
#include "cli/places.h"
#include "cli/stored_plans.h"
#include "plans/document.h"
#include "server/api.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestExample = std::size_t{32} << 20U;

// Copies organisation.toml and writes desk.toml. A folder that holds something else is left alone.
Status prepare_folder(const std::string& folder, const fs::path& examples) {
  std::error_code error;
  const bool has_desk = fs::exists(fs::path(folder) / "desk.toml", error);
  if (has_desk) {
    BIHUAN_TRY(const DeskSettings settings, read_desk_settings(folder));
    if (settings.is_demonstration) return {};
    return fail(Code::kConflict, "这里已有正式数据，演示数据应建在另一个空文件夹。", folder);
  }
  if (fs::exists(folder, error) && !fs::is_empty(folder, error)) {
    return fail(Code::kConflict, "这个文件夹不是空的，演示数据应建在一个空文件夹。", folder);
  }
  fs::create_directories(folder, error);
  if (error) return fail(Code::kUnavailable, "文件夹不能建立，请检查上一级文件夹的权限。", folder);
  BIHUAN_TRY(const std::string organisation, read_file((examples / "organisation.toml").string(), kLargestExample));
  BIHUAN_CHECK(write_file_durably((fs::path(folder) / "organisation.toml").string(), organisation));
  // Written last: a folder with desk.toml has all that comes before it.
  return write_file_durably(
      (fs::path(folder) / "desk.toml").string(),
      "# 演示数据：时钟从这一刻开始，企业和人员均为虚构。\n[desk]\nbureau = \"鄂州市生态环境局\"\n"
      "demonstration = true\nnow = \"" +
          to_string(demonstration_start()) + "\"\n");
}

// The id of the demonstration plan, stored now if it is not there.
Result<std::string> ensure_plan(const records::Actor& actor, server::PlanDesk& desk, const fs::path& file) {
  BIHUAN_TRY(const std::string bytes, read_file(file.string(), plans::kMaxDocumentBytes));
  BIHUAN_TRY(const server::api::PlanList list, desk.list());
  for (const server::api::PlanSummary& plan : list.plans) {
    BIHUAN_TRY(const server::api::VersionList versions, desk.versions(plan.id));
    for (const server::api::PlanVersion& version : versions.versions) {
      if (version.digest == sm3_hex(bytes)) return plan.id;
    }
  }
  BIHUAN_TRY(const server::api::PlanSummary summary,
             desk.store(actor, file.filename().string(), bytes, "", "演示计划"));
  return summary.id;
}

// What answers the plan's targets.
struct Answering {
  const char* kind;
  const char* file;
};
constexpr std::array<Answering, 5> kAnswering{{{"water", "sections-2024.xlsx"},
                                               {"source", "sources-2024.csv"},
                                               {"air", "air-2024.csv"},
                                               {"rural", "villages-2024.csv"},
                                               {"farmland", "farmland-2024.csv"}}};

// Stores what each of the files says, where none of it was stored before.
Status ensure_readings(DataFolder& data, const std::string& plan, const fs::path& examples, const std::string& home) {
  BIHUAN_TRY(const server::api::PlanView view, data.desk->view(plan, std::nullopt));
  BIHUAN_TRY(const PlanId id, PlanId::make(plan, "计划编号"));
  BIHUAN_TRY(const std::vector<records::ReadingRecord> stored, records::Records(data.database).readings(id));
  for (const Answering& one : kAnswering) {
    const bool is_known = std::ranges::any_of(
        stored, [&](const records::ReadingRecord& record) { return record.reading.source_file == one.file; });
    if (is_known) continue;
    assessment::EvaluateRequest request;
    request.kind = one.kind;
    BIHUAN_TRY(const assessment::FileAssessment assessment,
               assess_input(view.plan, (examples / one.file).string(), request, to_date(demonstration_start()), home));
    BIHUAN_CHECK(data.desk->store_readings(data.operator_now(), plan, assessment.readings));
  }
  return {};
}

Status create(const std::string& folder, bool has_desk, const Session& session) {
  BIHUAN_TRY(const std::string place, find_place("examples", session.home));
  const fs::path examples = fs::path(place) / "ezhou";
  BIHUAN_CHECK(prepare_folder(folder, examples));
  BIHUAN_TRY(DataFolder data, open_data_folder(folder, session.home, false));
  BIHUAN_TRY(const std::string people, read_file((examples / "people.toml").string(), kLargestExample));
  BIHUAN_CHECK(ensure_people(data, people, "people.toml"));
  BIHUAN_TRY(const std::string devices, read_file((examples / "devices.toml").string(), kLargestExample));
  BIHUAN_CHECK(ensure_devices(data, devices, "devices.toml"));
  BIHUAN_TRY(const std::string sites, read_file((examples / "sites.csv").string(), kLargestExample));
  BIHUAN_CHECK(ensure_sites(data, sites, "sites.csv"));
  BIHUAN_TRY(const std::string scheme, read_file((examples / "scheme-2024.csv").string(), kLargestExample));
  BIHUAN_CHECK(ensure_scheme(data, scheme, "scheme-2024.csv"));
  BIHUAN_TRY(const std::string plan, ensure_plan(data.operator_now(), *data.desk, examples / "plan-2024.txt"));
  BIHUAN_CHECK(ensure_readings(data, plan, examples, session.home));
  if (has_desk) {
    BIHUAN_CHECK(ensure_tasks(data, plan));
    BIHUAN_CHECK(ensure_scheme_tasks(data, plan));  // before the first values
    BIHUAN_TRY(const std::string cases, read_file((examples / "cases.toml").string(), kLargestExample));
    BIHUAN_CHECK(ensure_cases(data, cases, "cases.toml"));
    BIHUAN_TRY(const std::string sections, read_file((examples / "sections-2024.xlsx").string(), kLargestExample));
    BIHUAN_CHECK(ensure_values(data, sections, "sections-2024.xlsx"));
  }
  print("演示数据已就绪：" + folder + "（计划" + plan + "，日期" + to_string(to_date(demonstration_start())) + "）\n");
  return {};
}

}  // namespace

void add_demo(CLI::App& app, Session& session) {
  CLI::App* demo = app.add_subcommand("demo", "演示数据 (the demonstration data)");
  demo->require_subcommand(1);
  auto folder = std::make_shared<std::string>();
  CLI::App* command =
      demo->add_subcommand("create", "建立演示数据，可重复执行 (make the demonstration folder; repeatable)");
  command->add_option("DIR", *folder, "数据文件夹 (the folder)")->required();
  auto is_plain = std::make_shared<bool>(false);
  command->add_flag("--plan-only", *is_plain, "只有计划和人员，不分解任务，没有督办 (without tasks and cases)");
  command->callback([folder, is_plain, &session] {
    const Status status = create(*folder, !*is_plain, session);
    if (!status.has_value()) session.exit_code = report(status.error());
  });
}

}  // namespace bihuan::cli
