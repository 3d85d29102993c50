#include "cli/demo_desk.h"

#include <utility>
#include <vector>

#include "base/toml.h"
#include "cli/office.h"
#include "server/dispatch_desk.h"
#include "server/import_desk.h"
#include "server/observation_api.h"
#include "server/scheme_api.h"
#include "server/scheme_desk.h"
#include "server/site_api.h"
#include "server/site_desk.h"

namespace bihuan::cli {
namespace {

constexpr int kMorning = 9;

// Somebody on a day of the demonstration's past.
Result<records::Actor> actor_on(DataFolder& data, const std::string& login, Date day) {
  BIHUAN_TRY(records::Actor actor, actor_named(data, login));
  actor.at = to_instant(day, kMorning);
  return actor;
}

Status take_step(DataFolder& data, records::CaseRecord& record, const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"verb", "by", "on", "text", "file"}));
  BIHUAN_TRY(const std::string login, table.string("by"));
  BIHUAN_TRY(const Date day, table.date("on"));
  BIHUAN_TRY(const records::Actor actor, actor_on(data, login, day));
  records::CaseAct act;
  BIHUAN_TRY(act.verb, table.string("verb"));
  BIHUAN_TRY(act.text, table.string_or("text", ""));
  act.day = day;
  std::vector<records::NewAttachment> files;
  BIHUAN_TRY(const std::string content, table.string_or("file", ""));
  if (!content.empty()) files.push_back({"佐证.txt", content});
  BIHUAN_TRY(record,
             data.office->cases.act(actor, record.situation.file.case_id, record.situation.file.revision, act, files));
  return {};
}

Status open_case(DataFolder& data, const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys(
      {"source", "reference", "title", "demand", "lead", "assistants", "verifier", "opened", "due", "steps"}));
  records::NewCase wanted;
  BIHUAN_TRY(wanted.source, table.string("source"));
  BIHUAN_TRY(wanted.reference, table.string("reference"));
  BIHUAN_TRY(wanted.title, table.string("title"));
  BIHUAN_TRY(wanted.demand, table.string("demand"));
  BIHUAN_TRY(wanted.lead_unit, table.string("lead"));
  BIHUAN_TRY(wanted.assistants, table.strings("assistants"));
  BIHUAN_TRY(wanted.verifier_unit, table.string("verifier"));
  BIHUAN_TRY(const Date due, table.date("due"));
  wanted.due = due;
  BIHUAN_TRY(const Date opened, table.date("opened"));
  BIHUAN_TRY(const records::Actor office, actor_on(data, "office", opened));
  BIHUAN_TRY(records::CaseRecord record, data.office->cases.open(office, wanted));
  BIHUAN_TRY(const std::vector<TomlTable> steps, table.tables_or_none("steps"));
  for (const TomlTable& step : steps) BIHUAN_CHECK(take_step(data, record, step));
  return {};
}

}  // namespace

Status ensure_tasks(DataFolder& data, const std::string& plan) {
  BIHUAN_TRY(const PlanId id, PlanId::make(plan));
  records::TaskFilter filter;
  filter.plan = id;
  BIHUAN_TRY(const records::TaskPage present, data.office->tasks.list(filter, "", 1));
  if (!present.tasks.empty()) return {};
  BIHUAN_TRY(const records::Actor office, actor_named(data, "office"));
  BIHUAN_TRY(const plans::Organisation table, data.office->table());
  BIHUAN_CHECK(data.office->tasks.issue(office, id, table, data.office->progress_rule));
  return {};
}

Status ensure_cases(DataFolder& data, std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const records::Actor office, actor_named(data, "office"));
  BIHUAN_TRY(const records::CasePage present, data.office->cases.list(office, {}, records::CaseOrder::kNewest, "", 1));
  if (!present.files.empty()) return {};
  BIHUAN_TRY(const TomlTable root, parse_toml(toml, file_name));
  BIHUAN_CHECK(root.check_keys({"case"}));
  BIHUAN_TRY(const std::vector<TomlTable> cases, root.tables("case"));
  for (const TomlTable& one : cases) BIHUAN_CHECK(open_case(data, one));
  return {};
}

Status ensure_sites(DataFolder& data, std::string_view csv, const std::string& file_name) {
  BIHUAN_TRY(const std::vector<records::Site> present, data.office->sites.page({.is_active = std::nullopt}, "", 1));
  if (!present.empty()) return {};
  BIHUAN_TRY(const records::Actor station, actor_named(data, "station"));
  BIHUAN_TRY(const server::api::SiteImportView done,
             server::SiteDesk(*data.office, station).import(file_name, csv, false));
  if (done.refused.empty()) return {};
  return fail(Code::kInvalidInput, done.refused.front().message, file_name + " " + done.refused.front().where);
}

Status ensure_values(DataFolder& data, std::string_view workbook, const std::string& file_name) {
  BIHUAN_TRY(const std::vector<records::ImportEntry> present, data.office->imports.list("", 1));
  if (!present.empty()) return {};
  BIHUAN_TRY(const records::Actor station, actor_named(data, "station"));
  server::ImportWish wish;
  wish.file_name = file_name;
  wish.bytes = workbook;
  wish.way = "laboratory-month";
  wish.note = "演示数据";
  BIHUAN_CHECK(server::ImportDesk(*data.office, station).import(wish));
  return {};
}

Status ensure_scheme(DataFolder& data, std::string_view csv, const std::string& file_name) {
  BIHUAN_TRY(const std::vector<std::int64_t> years, data.office->schemes.years());
  if (!years.empty()) return {};
  BIHUAN_TRY(const records::Actor station, actor_named(data, "station"));
  BIHUAN_TRY(const server::api::SchemeImportView done,
             server::SchemeDesk(*data.office, station).import(file_name, csv, false));
  if (done.refused.empty()) return {};
  return fail(Code::kInvalidInput, done.refused.front().message, file_name + " " + done.refused.front().where);
}

Status ensure_scheme_tasks(DataFolder& data, const std::string& plan) {
  BIHUAN_TRY(const std::vector<records::ImportEntry> present, data.office->imports.list("", 1));
  if (!present.empty()) return {};
  BIHUAN_TRY(const PlanId plan_id, PlanId::make(plan, "计划编号"));
  BIHUAN_TRY(const std::vector<records::Task> duties,
             server::all_tasks(*data.office, {.plan = plan_id, .kind = plans::Kind::kDuty}));
  BIHUAN_TRY(const records::Actor office, actor_named(data, "office"));
  server::SchemeDesk desk(*data.office, office);
  BIHUAN_TRY(const std::vector<std::int64_t> years, data.office->schemes.years());
  for (const std::int64_t year : years) {
    BIHUAN_TRY(const server::api::SchemeView view, desk.overview(year));
    for (const server::api::SchemeGroup& group : view.groups) {
      for (const records::Task& duty : duties) {
        const bool is_sampling =
            duty.text.find(group.group_name) != std::string::npos && duty.text.find("监测") != std::string::npos;
        if (is_sampling) BIHUAN_CHECK(desk.bind({duty.id, year, group.group_name}));
      }
    }
  }
  return {};
}

}  // namespace bihuan::cli
