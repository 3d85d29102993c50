#include "server/case_desk.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/text.h"
#include "reports/supervision_letter.h"
#include "records/ledger.h"
#include "server/adjustment_desk.h"
#include "server/case_api.h"

namespace bihuan::server {
namespace {

using records::AdjustmentState;
using records::CaseRecord;
using records::Transition;

// A step of a request may carry few words, a step of work its files: the sum of what comes with one request.
constexpr std::size_t kMostFileBytes = std::size_t{20} << 20U;
constexpr std::string_view kSubject = "case_file/";

std::string_view name_of(records::AssistantState state) {
  switch (state) {
    case records::AssistantState::kDue:
      return "待答复";
    case records::AssistantState::kReplied:
      return "已答复";
    case records::AssistantState::kWaived:
      return "已免";
  }
  return "";
}

api::Term state_term(const records::CaseRules& rules, const std::string& id) {
  return {id, rules.lifecycle.state_name(id)};
}
api::Term level_term(const records::CaseRules& rules, const std::string& id) {
  const records::EscalationLevel* level = rules.escalation.level(id);
  return {id, level == nullptr ? "" : level->name};
}
api::Term source_term(const records::CaseRules& rules, const std::string& id) {
  const records::CaseSource* source = rules.source(id);
  return {id, source == nullptr ? id : source->name};
}
api::Term party_term(const records::CaseRules& rules, const std::string& id) {
  const records::LifecycleParty* party = rules.lifecycle.party(id);
  return {id, party == nullptr ? id : party->name};
}

std::optional<std::int64_t> days_left(const records::CaseRules& rules, const records::CaseFile& file, Date today) {
  const records::LifecycleState* state = rules.lifecycle.state(file.state);
  if (state == nullptr || !state->is_running) return std::nullopt;
  return days_between(today, file.due);
}

// The words of a list parted by commas, each of which `knows` must know.
template <class Knows>
Result<std::vector<std::string>> words_of(const std::string& text, const std::string& where, Knows knows) {
  std::vector<std::string> words;
  for (const std::string_view part : split(text, ',')) {
    const std::string word(trim(part));
    if (word.empty()) continue;
    if (!knows(word)) return fail(Code::kInvalidInput, "不认识“" + excerpt(word) + "”，可用的词见督办设置。", where);
    words.push_back(word);
  }
  return words;
}

Result<std::optional<Date>> day_of(const std::string& text, const std::string& where) {
  if (text.empty()) return std::optional<Date>();
  const Result<Date> day = parse_date(text);
  if (!day.has_value()) return fail(day.error().code, day.error().message, where);
  return std::optional(*day);
}

std::vector<api::RowProblem> problems_of(const std::vector<Error>& errors) {
  std::vector<api::RowProblem> rows;
  for (const Error& error : errors) rows.push_back({error.where, error.message});
  return rows;
}

}  // namespace

std::string rule_text(const records::EscalationLevel& level) {
  if (level.offset == 0) return "到期日当天";
  const int days = level.offset < 0 ? -level.offset : level.offset;
  return std::string(level.offset < 0 ? "到期日前" : "到期日后") + std::to_string(days) +
         (level.in_working_days ? "个工作日" : "天");
}

std::string paper_name(std::string_view draft) {
  return draft.empty() ? "" : draft == "bulletin" ? "督办情况通报" : "督办单";
}

// --- names -----------------------------------------------------------------------------------------------------------

Status CaseDesk::load_names() {
  if (!units_.empty()) return {};
  BIHUAN_TRY(const std::vector<records::Unit> units, office_.organisation.units());
  for (const records::Unit& unit : units) units_[unit.unit_id] = unit.name;
  BIHUAN_TRY(const std::vector<records::Person> people, office_.organisation.people());
  for (const records::Person& person : people) people_[person.person_id] = person.name;
  return {};
}

api::Term CaseDesk::unit_term(const std::string& unit_id) const {
  const auto found = units_.find(unit_id);
  return {unit_id, found == units_.end() ? unit_id : found->second};
}

Result<std::string> CaseDesk::unit_of(const std::string& written, const std::string& where) const {
  const std::string name(trim(written));
  if (name.empty() || units_.contains(name)) return name;
  const Result<records::Unit> unit = office_.organisation.unit_named(name, today());
  if (unit.has_value()) return unit->unit_id;
  if (unit.error().code != Code::kNotFound) return std::unexpected(unit.error());
  return fail(Code::kInvalidInput, "没有名为“" + excerpt(name) + "”的单位，应写组织机构表中的名称。", where);
}

// --- reading ---------------------------------------------------------------------------------------------------------

Result<api::CaseWords> CaseDesk::words() const {
  api::CaseWords words;
  for (const records::CaseSource& one : rules().sources) {
    words.sources.push_back({one.id, one.name, one.wants_reference});
  }
  for (const records::LifecycleState& one : rules().lifecycle.states()) words.states.push_back({one.id, one.name});
  for (const records::EscalationLevel& one : rules().escalation.levels) {
    words.levels.push_back({one.id, one.name, rule_text(one)});
  }
  for (const auto& [kind, endings] : rules().endings) {
    words.endings.insert(words.endings.end(), endings.begin(), endings.end());
  }
  words.most_attachments = static_cast<std::int64_t>(rules().limits.attachments);
  words.most_bytes = static_cast<std::int64_t>(kMostFileBytes);
  return words;
}

Result<records::CaseFilter> CaseDesk::filter_of(const CaseQuery& query) const {
  records::CaseFilter filter;
  BIHUAN_TRY(filter.states, words_of(query.states, "state", [&](const std::string& word) {
               return rules().lifecycle.state(word) != nullptr;
             }));
  BIHUAN_TRY(filter.levels, words_of(query.levels, "level", [&](const std::string& word) {
               return rules().escalation.level(word) != nullptr;
             }));
  BIHUAN_TRY(filter.sources, words_of(query.sources, "source",
                                      [&](const std::string& word) { return rules().source(word) != nullptr; }));
  BIHUAN_TRY(filter.unit_id, unit_of(query.unit, "unit"));
  BIHUAN_TRY(filter.lead_unit, unit_of(query.lead, "lead"));
  BIHUAN_TRY(filter.due_from, day_of(query.due_from, "due_from"));
  BIHUAN_TRY(filter.due_to, day_of(query.due_to, "due_to"));
  filter.title_contains = std::string(trim(query.text));
  return filter;
}

Result<api::CaseList> CaseDesk::list(const CaseQuery& query) {
  BIHUAN_CHECK(load_names());
  BIHUAN_TRY(const records::CaseFilter filter, filter_of(query));
  if (!query.order.empty() && query.order != "newest" && query.order != "due") {
    return fail(Code::kInvalidInput, "排列应是newest（最新在前）或due（期限在前）。", "order");
  }
  const records::CaseOrder order = query.order == "due" ? records::CaseOrder::kDue : records::CaseOrder::kNewest;
  BIHUAN_TRY(const records::CasePage page, office_.cases.list(actor_, filter, order, query.cursor, query.limit));
  api::CaseList list;
  list.next = page.next;
  for (const records::CaseFile& file : page.files) {
    list.cases.push_back({file.case_id, file.title, source_term(rules(), file.source), file.reference,
                          state_term(rules(), file.state), level_term(rules(), file.level), unit_term(file.lead_unit),
                          file.due, days_left(rules(), file, today()), file.opened_at, file.changed_at});
  }
  return list;
}

Result<api::CaseBoard> CaseDesk::board(const CaseQuery& query) {
  BIHUAN_CHECK(load_names());
  BIHUAN_TRY(const records::CaseFilter filter, filter_of(query));
  BIHUAN_TRY(const std::vector<records::StageCount> stages, office_.cases.board(actor_, filter));
  api::CaseBoard board;
  for (const records::StageCount& one : stages) {
    api::CaseStage stage{{one.state, one.name}, one.count, {}};
    for (const records::EscalationLevel& level : rules().escalation.levels) {
      const auto found = one.by_level.find(level.id);
      if (found != one.by_level.end()) stage.levels.push_back({{level.id, level.name}, found->second});
    }
    board.stages.push_back(std::move(stage));
  }
  return board;
}

Result<api::CaseView> CaseDesk::read(std::string_view case_id) {
  BIHUAN_TRY(const CaseRecord record, office_.cases.read(actor_, case_id));
  const records::CaseSource* source = rules().source(record.situation.file.source);
  if (source != nullptr && source->is_sensitive) {
    BIHUAN_CHECK(office_.database->write(actor_, [&](records::Ledger& ledger) {
      return ledger.note("case.read", "case_file/" + record.situation.file.case_id);
    }));
  }
  return view(record);
}

void CaseDesk::show_timeline(const CaseRecord& record, api::CaseView& view) const {
  for (const records::CaseEvent& event : record.timeline) {
    const Transition* transition = rules().lifecycle.transition(event.verb);
    const bool is_climb =
        transition != nullptr && std::ranges::find(transition->effects, "set_level") != transition->effects.end();
    api::CaseEntry entry;
    entry.number = event.number;
    entry.at = event.at;
    entry.verb = {event.verb, transition == nullptr ? event.verb : transition->name};
    entry.party = party_term(rules(), event.party);
    entry.unit = unit_term(event.unit_id);
    entry.who = event.who;
    const auto person = people_.find(event.for_person);
    if (person != people_.end()) entry.for_person = person->second;
    entry.state = state_term(rules(), event.state);
    if (is_climb) {
      entry.level = level_term(rules(), event.text);
    } else {
      entry.text = event.text;
    }
    entry.day = event.day;
    entry.due = event.due;
    for (const std::string& unit : event.units) entry.units.push_back(unit_term(unit));
    entry.attachments = event.attachments;
    view.timeline.push_back(std::move(entry));
  }
  for (const records::CaseAttachment& one : record.attachments) {
    view.attachments.push_back({one.number, one.event, one.file_name, one.kind, one.size, one.digest});
  }
}

void CaseDesk::show_steps(const CaseRecord& record, const std::vector<records::Adjustment>& asked,
                          api::CaseView& view) const {
  const std::vector<records::Stance> stances = rules().lifecycle.stances_of(actor_, parts_of(record.situation));
  const std::vector<const Transition*> open =
      rules().lifecycle.open_to(record.situation.standing, actor_.person_id, stances, facts_of(record.situation));
  for (const Transition* step : open) {
    api::CaseOffer offer;
    offer.verb = step->verb;
    offer.name = step->name;
    for (const records::Want want : step->wants) offer.wants.emplace_back(to_string(want));
    for (const records::CaseAdjustment& rule : rules().adjustments) {
      if (rule.ask != step->verb && rule.grant != step->verb && rule.refuse != step->verb) continue;
      offer.adjusts = rule.field;
      if (rule.ask == step->verb) continue;
      const auto request = std::ranges::find(asked, rule.field, &records::Adjustment::field);
      if (request != asked.end()) offer.decides = request->adjustment_id;
      offer.is_granting = rule.grant == step->verb;
    }
    for (const std::string& effect : step->effects) {
      if (effect != "assistant_due" && effect != "assistant_waived") continue;
      for (const records::CaseAssistant& one : record.situation.assistants) {
        offer.choices.push_back(unit_term(one.unit_id));
      }
    }
    view.steps.push_back(std::move(offer));
  }
}

Result<api::CaseView> CaseDesk::view(const CaseRecord& record) {
  constexpr std::int64_t kMostAdjustments = 500;
  BIHUAN_CHECK(load_names());
  const records::CaseFile& file = record.situation.file;
  BIHUAN_TRY(
      const std::vector<records::Adjustment> requests,
      office_.adjustments.list(actor_, {std::string(kSubject) + file.case_id, std::nullopt}, "", kMostAdjustments));
  api::CaseView view;
  view.case_id = file.case_id;
  view.revision = file.revision;
  view.title = file.title;
  view.demand = file.demand;
  view.source = source_term(rules(), file.source);
  view.reference = file.reference;
  view.state = state_term(rules(), file.state);
  view.level = level_term(rules(), file.level);
  if (const records::EscalationLevel* level = rules().escalation.level(file.level)) {
    view.level_rule = rule_text(*level);
    view.draft = paper_name(level->draft);
  }
  view.lead = unit_term(file.lead_unit);
  view.verifier = file.verifier_unit.empty() ? party_term(rules(), "office") : unit_term(file.verifier_unit);
  view.due = file.due;
  view.days_left = days_left(rules(), file, today());
  view.opened_at = file.opened_at;
  view.changed_at = file.changed_at;
  for (const records::CaseAssistant& one : record.situation.assistants) {
    view.assistants.push_back(
        {unit_term(one.unit_id), {std::string(to_string(one.state)), std::string(name_of(one.state))}});
  }
  std::vector<records::Adjustment> asked;
  for (const records::Adjustment& one : requests) {
    view.adjustments.push_back(adjustment_view(one, file.title, units_, actor_));
    if (one.state == AdjustmentState::kAsked) asked.push_back(one);
  }
  show_timeline(record, view);
  show_steps(record, asked, view);
  return view;
}

// --- changing --------------------------------------------------------------------------------------------------------

Result<api::CaseView> CaseDesk::open(const api::OpenCaseRequest& wanted) {
  BIHUAN_CHECK(load_names());
  records::NewCase given;
  given.source = wanted.source;
  given.reference = wanted.reference;
  given.title = wanted.title;
  given.demand = wanted.demand;
  BIHUAN_TRY(given.lead_unit, unit_of(wanted.lead, "lead"));
  for (const std::string& name : wanted.assistants) {
    BIHUAN_TRY(std::string unit, unit_of(name, "assistants"));
    given.assistants.push_back(std::move(unit));
  }
  BIHUAN_TRY(given.verifier_unit, unit_of(wanted.verifier, "verifier"));
  given.due = wanted.due;
  given.due_in_working_days = wanted.due_in_working_days;
  BIHUAN_TRY(const CaseRecord record, office_.cases.open(actor_, given));
  return view(record);
}

Result<api::CaseView> CaseDesk::act(std::string_view case_id, std::int64_t revision, records::CaseAct act,
                                    const std::vector<records::NewAttachment>& files) {
  BIHUAN_CHECK(load_names());
  BIHUAN_TRY(act.unit_id, unit_of(act.unit_id, "unit"));
  BIHUAN_TRY(act.as_unit, unit_of(act.as_unit, "as_unit"));
  BIHUAN_TRY(const CaseRecord record, office_.cases.act(actor_, case_id, revision, act, files));
  return view(record);
}

Result<api::CaseView> CaseDesk::act(std::string_view case_id, std::int64_t revision, const api::StepRequest& wanted) {
  std::vector<records::NewAttachment> files;
  std::size_t size = 0;
  for (const api::StepFile& file : wanted.files) {
    Result<std::string> bytes = from_base64(file.content_base64);
    if (!bytes.has_value()) return fail(bytes.error().code, bytes.error().message, excerpt(file.file_name));
    size += bytes->size();
    files.push_back({file.file_name, *std::move(bytes)});
  }
  // A file that is too large alone is named by the book.
  if (size > kMostFileBytes && files.size() > 1) {
    return fail(Code::kInvalidInput,
                "一次的附件合计应不超过" + std::to_string(kMostFileBytes >> 20U) + "MiB：请压缩图片，或分几次上传。",
                "附件");
  }
  return act(case_id, revision, {wanted.verb, wanted.text, wanted.day, wanted.due, wanted.unit, 0, wanted.as_unit},
             files);
}

Result<NamedFile> CaseDesk::attachment(std::string_view case_id, std::int64_t number) {
  BIHUAN_TRY(records::StoredAttachment found, office_.cases.attachment(actor_, case_id, number));
  return NamedFile{found.attachment.file_name, "application/octet-stream", std::move(found.bytes)};
}

Result<NamedFile> CaseDesk::draft(std::string_view case_id) {
  BIHUAN_TRY(const api::CaseView view, read(case_id));
  if (view.draft.empty()) {
    return fail(Code::kConflict, "这件事现在的程度不需要拟稿：规则在“拟通报”等级别才要求。", "level");
  }
  reports::SupervisionLetter letter;
  letter.kind = view.draft;
  letter.issuer = office_.bureau + "办公室";
  letter.date = today();
  letter.case_id = view.case_id;
  letter.title = view.title;
  letter.demand = view.demand;
  letter.source = view.source.name + (view.reference.empty() ? "" : "（" + view.reference + "）");
  letter.lead = view.lead.name;
  for (const api::CaseHelper& one : view.assistants) {
    letter.assistants.push_back(one.unit.name + "（" + one.state.name + "）");
  }
  letter.verifier = view.verifier.name;
  letter.due = view.due;
  letter.state = view.state.name;
  letter.level = view.level.name;
  letter.level_rule = view.level_rule;
  for (const api::CaseEntry& entry : view.timeline) {
    letter.timeline.push_back({to_string(to_date(entry.at)),
                               entry.unit.name.empty() ? entry.party.name : entry.unit.name, entry.verb.name,
                               entry.level.name.empty() ? entry.text : entry.level.name});
  }
  BIHUAN_TRY(const records::JournalHead head,
             office_.database->read([](records::Reader& reader) { return records::read_head(reader); }));
  letter.journal_digest = head.digest;
  BIHUAN_TRY(std::string bytes, reports::write_supervision_letter(letter));
  return NamedFile{view.draft + "（草稿）" + view.case_id + ".docx",
                   "application/vnd.openxmlformats-officedocument.wordprocessingml.document", std::move(bytes)};
}

// --- lists of issues -------------------------------------------------------------------------------------------------

Result<records::IssueSheet> CaseDesk::sheet_of(std::string_view bytes, std::string_view file_name,
                                               const std::string& source) {
  if (rules().source(source) == nullptr) {
    std::vector<std::string> names;
    for (const records::CaseSource& one : rules().sources) names.push_back(one.id + "（" + one.name + "）");
    return fail(Code::kInvalidInput, "不认识来源“" + excerpt(source) + "”，应是：" + join(names, "、"), "source");
  }
  Result<records::IssueSheet> sheet =
      records::read_issue_sheet(bytes, file_name, office_.issue_words, office_.unit_finder(today()));
  // A file without the table is a wrong file, not a wrong address.
  if (!sheet.has_value() && sheet.error().code == Code::kNotFound) sheet.error().code = Code::kInvalidInput;
  return sheet;
}

Result<api::ImportPreview> CaseDesk::preview(std::string_view bytes, std::string_view file_name,
                                             const std::string& source) {
  BIHUAN_CHECK(load_names());
  BIHUAN_TRY(const records::IssueSheet sheet, sheet_of(bytes, file_name, source));
  BIHUAN_TRY(const records::ImportReport report, office_.cases.check_issues(actor_, sheet, source));
  api::ImportPreview preview;
  preview.title = sheet.title;
  preview.already_there = report.already_there;
  preview.problems = problems_of(report.problems);
  preview.notes = problems_of(report.notes);
  for (const records::IssueRow& row : sheet.rows) {
    if (std::ranges::find(report.opened, row.number) == report.opened.end()) continue;
    api::SheetRow shown{
        row.number, row.title,
        row.demand, unit_term(row.lead_unit),
        {},         row.verifier_unit.empty() ? party_term(rules(), "office") : unit_term(row.verifier_unit),
        row.due,    row.where};
    for (const std::string& unit : row.assistants) shown.assistants.push_back(unit_term(unit));
    preview.rows.push_back(std::move(shown));
  }
  return preview;
}

Result<api::ImportAnswer> CaseDesk::import(std::string_view bytes, std::string_view file_name,
                                           const std::string& source) {
  BIHUAN_TRY(const records::IssueSheet sheet, sheet_of(bytes, file_name, source));
  BIHUAN_TRY(const records::ImportReport report, office_.cases.import_issues(actor_, sheet, source));
  return api::ImportAnswer{sheet.title, report.opened, report.already_there, problems_of(report.problems),
                           problems_of(report.notes)};
}

}  // namespace bihuan::server
