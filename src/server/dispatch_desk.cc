#include "server/dispatch_desk.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "records/journal.h"
#include "records/records.h"
#include "reports/dispatch_bulletin.h"
#include "server/official_api.h"
#include "server/official_desk.h"

namespace bihuan::server {
namespace {

constexpr std::int64_t kPage = 500;
constexpr const char* kXlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr const char* kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

std::string member(const JsonValue& value, std::string_view key) {
  const JsonValue* found = value.find(key);
  return found != nullptr && found->kind == JsonValue::Kind::kString ? found->text : std::string();
}

// Where the refused row stands, so that its person finds it: by its text, as the sheet's rows are.
reports::SheetFault fault_of(const reports::DispatchSheet& sheet, const std::string& task_id, const Error& error) {
  const auto row = std::ranges::find(sheet.rows, task_id, &reports::DispatchSheetRow::task_id);
  const std::string text = row == sheet.rows.end() ? task_id : row->text;
  return {"", 0, "", "“" + excerpt(text, 30) + "”", error.message};
}

}  // namespace

Result<std::vector<records::Task>> all_tasks(Office& office, const records::TaskFilter& filter) {
  std::vector<records::Task> all;
  std::string after;
  do {
    BIHUAN_TRY(records::TaskPage page, office.tasks.list(filter, after, kPage));
    std::ranges::move(page.tasks, std::back_inserter(all));
    after = page.next;
  } while (!after.empty());
  return all;
}

Result<std::vector<records::KnownReading>> known_readings(Office& office, const PlanId& plan) {
  BIHUAN_TRY(const std::vector<records::ReadingRecord> stored, records::Records(office.database).latest_readings(plan));
  std::vector<records::KnownReading> known;
  for (const records::ReadingRecord& record : stored) {
    BIHUAN_TRY(const JsonValue json, parse_json(record.reading.json, JsonLimits{.max_depth = 64}));
    // The figures of an end that names several quantities are told together; they say nothing of whether it is met.
    const bool is_part = !record.reading.part.empty();
    const auto other = std::ranges::find(known, record.reading.target_id, &records::KnownReading::commitment_id);
    if (is_part && other != known.end()) {
      other->text += member(json, "sentence");
    } else {
      known.push_back({record.reading.target_id, member(json, "sentence"), is_part ? "" : member(json, "verdict")});
    }
  }
  // What was published decides over what was computed.
  const records::Actor nobody;
  BIHUAN_TRY(const api::TargetStandings values, OfficialDesk(office, nobody).standings(plan));
  for (const assessment::TargetStanding& one : values.standings) {
    if (one.decides != assessment::FigureSide::kOfficial) continue;
    std::erase_if(known, [&](const records::KnownReading& reading) { return reading.commitment_id == one.target_id; });
    known.push_back({one.target_id, one.sentence, std::string(assessment::to_string(one.verdict))});
  }
  return known;
}

Result<records::DispatchRound> open_round(Office& office, const records::Actor& actor, const PlanId& plan,
                                          std::string_view month, Date cut_off) {
  BIHUAN_TRY(const std::vector<records::KnownReading> readings, known_readings(office, plan));
  return office.dispatch.open_round(actor, plan, month, cut_off, readings);
}

Result<reports::DispatchSheet> unit_sheet(Office& office, std::string_view round_id, const std::string& unit,
                                          Date day) {
  BIHUAN_TRY(const records::ProgressReport report, office.dispatch.progress(round_id, day, office.progress_rule));
  reports::DispatchSheet sheet = reports::dispatch_sheet_of(report, unit);
  if (!sheet.rows.empty()) return sheet;
  return fail(Code::kNotFound, report.round.month + "的调度中没有“" + excerpt(unit, 40) + "”的任务", "单位");
}

Result<NamedFile> unit_sheet_file(Office& office, std::string_view round_id, const std::string& unit, Date day) {
  BIHUAN_TRY(const reports::DispatchSheet sheet, unit_sheet(office, round_id, unit, day));
  NamedFile file{sheet.month + "进展填报表-" + unit + ".xlsx", kXlsx, {}};
  BIHUAN_TRY(file.bytes, reports::write_dispatch_sheet(sheet));
  return file;
}

Result<TakenSheet> take_sheet(Office& office, const records::Actor& actor, std::string_view round_id,
                              const std::string& unit, std::string_view file_name, std::string_view bytes) {
  BIHUAN_TRY(const reports::DispatchSheet sheet, unit_sheet(office, round_id, unit, to_date(actor.at)));
  BIHUAN_TRY(reports::SheetReadback back, reports::read_dispatch_sheet(bytes, file_name, sheet));
  BIHUAN_CHECK(office.dispatch.fill(actor, round_id, unit, {}));  // who may not fill in at all is told so once
  TakenSheet taken{0, std::move(back.faults), std::move(back.left_empty)};
  const Status together = office.dispatch.fill(actor, round_id, unit, back.filled);
  if (together) {
    taken.filled = static_cast<std::int64_t>(back.filled.size());
    return taken;
  }
  for (const records::FilledEntry& entry : back.filled) {
    const Status alone = office.dispatch.fill(actor, round_id, unit, {entry});
    if (alone) {
      ++taken.filled;
    } else if (alone.error().code == Code::kUnavailable || alone.error().code == Code::kCorrupt) {
      return std::unexpected(alone.error());
    } else {
      taken.faults.push_back(fault_of(sheet, entry.task_id, alone.error()));
    }
  }
  return taken;
}

Result<NamedFile> bulletin_file(Office& office, std::string_view round_id, Date day) {
  BIHUAN_TRY(const records::ProgressReport report, office.dispatch.progress(round_id, day, office.progress_rule));
  BIHUAN_TRY(const plans::Plan plan, office.tasks.corrected_plan(report.round.plan));
  BIHUAN_TRY(const records::JournalHead head,
             office.database->read([](records::Reader& reader) { return records::read_head(reader); }));
  NamedFile file{report.round.month + "调度通报（草稿）.docx", kDocx, {}};
  BIHUAN_TRY(file.bytes,
             reports::write_dispatch_bulletin(report, {plan.title, office.bureau + "办公室", day, head.digest}));
  return file;
}

std::string name_of(Office& office, const std::string& person_id) {
  const Result<records::Person> person = office.organisation.person(person_id);
  return person ? person->name : person_id;
}

}  // namespace bihuan::server
