#include "server/office.h"

#include <algorithm>
#include <utility>

#include "assessment/evaluate.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/working_days.h"
#include "records/dispatch_reminders.h"
#include "records/erasure.h"
#include "records/ledger.h"
#include "records/task_adjustments.h"
#include "server/duty_samples.h"
#include "server/observation_room.h"

namespace bihuan::server {
namespace {

struct ExportedFile {
  std::string file_name;
  std::int64_t size = 0;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(ExportedFile, (), (file_name, size, digest))

Result<std::string> text_of(const std::map<std::string, std::string>& knowledge, const std::string& name) {
  const auto found = knowledge.find(name);
  if (found == knowledge.end()) return fail(Code::kNotFound, "程序缺少规则文件，请重新安装。", "knowledge/" + name);
  return found->second;
}

Result<WorkingDays> calendar_of(const std::map<std::string, std::string>& knowledge) {
  WorkingDays calendar;
  for (const auto& [name, text] : knowledge) {
    if (name.starts_with("calendar/")) BIHUAN_CHECK(calendar.add_year(text, "knowledge/" + name));
  }
  return calendar;
}

std::vector<standards::KnowledgeText> evaluation_knowledge(const std::map<std::string, std::string>& knowledge) {
  std::vector<standards::KnowledgeText> texts;
  for (const auto& [name, text] : knowledge) {
    const std::string folder = name.substr(0, name.find('/'));
    if (std::ranges::find(assessment::kEvaluationKnowledge, folder) != assessment::kEvaluationKnowledge.end()) {
      texts.push_back({name, text});
    }
  }
  return texts;
}

}  // namespace

records::UnitFinder Office::unit_finder(Date on) {
  return [this, on](std::string_view name) -> Result<std::string> {
    BIHUAN_TRY(const records::Unit unit, organisation.unit_named(name, on));
    return unit.unit_id;
  };
}

Result<std::unique_ptr<Office>> open_office(std::shared_ptr<records::Database> database, std::string bureau,
                                            const std::map<std::string, std::string>& knowledge) {
  BIHUAN_TRY(const std::string progress, text_of(knowledge, "office/progress.toml"));
  BIHUAN_TRY(plans::ProgressRule rule, plans::load_progress_rule(progress, "office/progress.toml"));
  BIHUAN_TRY(const std::string sheet, text_of(knowledge, "office/issue-sheet.toml"));
  BIHUAN_TRY(records::IssueSheetWords words, records::load_issue_sheet_words(sheet, "office/issue-sheet.toml"));
  BIHUAN_TRY(const std::string lifecycle, text_of(knowledge, "office/case-lifecycle.toml"));
  BIHUAN_TRY(const std::string escalation, text_of(knowledge, "office/escalation.toml"));
  BIHUAN_TRY(WorkingDays calendar, calendar_of(knowledge));
  BIHUAN_TRY(records::CaseRules rules, records::load_case_rules(lifecycle, escalation, std::move(calendar)));
  BIHUAN_TRY(const std::string kinds, text_of(knowledge, "office/notices.toml"));
  BIHUAN_TRY(notices::NoticeRules notice_rules, notices::load_notice_rules(kinds, "office/notices.toml"));
  BIHUAN_TRY(const std::string figures, text_of(knowledge, "office/official-figures.toml"));
  BIHUAN_TRY(records::OfficialRules official, records::load_official_rules(figures, "office/official-figures.toml"));
  BIHUAN_TRY(const std::string site_sheet, text_of(knowledge, "office/site-sheet.toml"));
  BIHUAN_TRY(records::SiteSheetWords site_words, records::load_site_sheet_words(site_sheet, "office/site-sheet.toml"));
  BIHUAN_TRY(const std::string scheme_sheet, text_of(knowledge, "office/scheme-sheet.toml"));
  BIHUAN_TRY(records::SchemeSheetWords scheme_words,
             records::load_scheme_sheet_words(scheme_sheet, "office/scheme-sheet.toml"));
  BIHUAN_TRY(const std::string retention, text_of(knowledge, "office/observation-retention.toml"));
  BIHUAN_TRY(records::RetentionRules retention_rules,
             records::load_retention_rules(retention, "office/observation-retention.toml"));
  BIHUAN_TRY(std::unique_ptr<ObservationRoom> observations, ObservationRoom::make(knowledge, database));
  const auto case_rules = std::make_shared<const records::CaseRules>(std::move(rules));
  auto office = std::make_unique<Office>(Office{
      database,
      std::move(bureau),
      records::OrganisationBook(database),
      std::move(rule),
      std::move(words),
      records::Tasks(database),
      records::Dispatch(database),
      records::Duties(database),
      records::Cases(database, case_rules),
      records::Adjustments(
          database, {records::case_adjustments(case_rules), records::content_erasure(), records::task_adjustments()}),
      records::Papers(database),
      std::move(notice_rules),
      records::Inbox(database),
      records::Channels(database),
      records::AskBook(database),
      evaluation_knowledge(knowledge),
      records::OfficialFigures(database, std::make_shared<const records::OfficialRules>(std::move(official))),
      records::Devices(database),
      std::move(site_words),
      records::Sites(database),
      records::Imports(database),
      records::ValueMarks(database),
      std::move(scheme_words),
      records::Schemes(database),
      std::move(retention_rules),
      records::Retentions(database),
      std::move(observations)});
  const std::shared_ptr<records::DutyWitness> witness = duty_samples(*office);
  office->duties.rely_on(witness);
  office->dispatch.rely_on(witness);
  return office;
}

Status note_export(Office& office, const records::Actor& actor, std::string_view what, const std::string& file_name,
                   std::string_view bytes) {
  const ExportedFile file{file_name, static_cast<std::int64_t>(bytes.size()), sm3_hex(bytes)};
  return office.database->write(
      actor, [&](records::Ledger& ledger) { return ledger.note("file.exported", what, to_json(file)); });
}

records::Actor timer_actor(Instant at, Instant recorded_at) {
  records::Actor actor;
  actor.name = "定时";
  actor.origin = "定时";
  actor.at = at;
  actor.recorded_at = recorded_at;
  return actor;
}

Result<records::ClimbReport> run_daily(Office& office, const records::Actor& timer) {
  return office.cases.climb(timer);
}

Result<std::int64_t> remind(Office& office, const records::Actor& timer) {
  const records::CaseRules& rules = office.cases.rules();
  return records::remind_of_dispatch(*office.database, timer, rules.escalation, rules.calendar);
}

}  // namespace bihuan::server
