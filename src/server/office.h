// src/server/office.h - the books of the office over one store, with the rules they go by: what the routes and the
// command line of the desk work on.
#pragma once
#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "notices/notice_rules.h"
#include "plans/organisation.h"
#include "plans/schedule.h"
#include "records/adjustments.h"
#include "records/asks.h"
#include "records/cases.h"
#include "records/devices.h"
#include "records/dispatch.h"
#include "records/duties.h"
#include "records/imports.h"
#include "records/issue_sheet.h"
#include "records/notice_channels.h"
#include "records/notice_inbox.h"
#include "records/official_figures.h"
#include "records/organisation.h"
#include "records/papers.h"
#include "records/retention_rules.h"
#include "records/retentions.h"
#include "records/scheme_sheet.h"
#include "records/site_sheet.h"
#include "records/sites.h"
#include "records/tasks.h"
#include "records/value_marks.h"
#include "standards/knowledge.h"

namespace bihuan::server {

class ObservationRoom;

// Thread safe, as the books are.
struct Office {
  std::shared_ptr<records::Database> database;
  std::string bureau;
  records::OrganisationBook organisation;
  plans::ProgressRule progress_rule;
  records::IssueSheetWords issue_words;
  records::Tasks tasks;
  records::Dispatch dispatch;
  records::Duties duties;
  records::Cases cases;
  records::Adjustments adjustments;
  records::Papers papers;
  notices::NoticeRules notice_rules;
  records::Inbox inbox;
  records::Channels channels;
  records::AskBook asks;
  std::vector<standards::KnowledgeText> evaluation_knowledge;  // what files are evaluated by
  records::OfficialFigures official;
  records::Devices devices;
  records::SiteSheetWords site_words;
  records::Sites sites;
  records::Imports imports;
  records::ValueMarks value_marks;
  records::SchemeSheetWords scheme_words;
  records::Schemes schemes;
  records::RetentionRules retention_rules;
  records::Retentions retentions;
  std::shared_ptr<ObservationRoom> observations;  // server/observation_room.h

  // The organisation as the compiler and the tasks take it. Errors: those of OrganisationBook::table
  Result<plans::Organisation> table() { return organisation.table(bureau); }
  // The id of a unit as people write it, on a day. Errors: kNotFound
  records::UnitFinder unit_finder(Date on);
};

// The folders of knowledge/ that an office works with.
inline constexpr std::array<std::string_view, 11> kOfficeKnowledge{
    "air", "calendar", "hj212", "import", "indicators", "office", "quality", "rural", "soil", "survey", "water"};

// `knowledge`: the texts of the files of kOfficeKnowledge, by name ("office/progress.toml", "calendar/2024.toml");
// those of assessment::kEvaluationKnowledge are kept for the evaluation of files. Errors: kNotFound naming a file that
// is missing; those of the loaders, with file and line
Result<std::unique_ptr<Office>> open_office(std::shared_ptr<records::Database> database, std::string bureau,
                                            const std::map<std::string, std::string>& knowledge);

// The program itself, which acts by the clock: `at` by the desk's, `recorded_at` by the machine's.
records::Actor timer_actor(Instant at, Instant recorded_at);

// What leaves the desk as a file is an entry of the journal: who took it, its name, size and SM3. `what`: the address
// or the command. Errors: those of the store; the file is then not given out
Status note_export(Office& office, const records::Actor& actor, std::string_view what, const std::string& file_name,
                   std::string_view bytes);

// What is due by the clock: whoever serves calls it once when it starts and then on each new day of the desk's clock
// (doing it again changes nothing). Cases climb (escalation.toml). Errors: those of the store; what failed for one case
// only is in the report's problems.
Result<records::ClimbReport> run_daily(Office& office, const records::Actor& timer);

// Units hear of rounds of dispatch that were opened and of what they have not handed in; before each round of sending.
// Returns how many notices were wished. Errors: kNotCovered, those of the store
Result<std::int64_t> remind(Office& office, const records::Actor& timer);

}  // namespace bihuan::server
