#include "records/internal/case_store.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "records/internal/case_rows.h"
#include "records/notices.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

std::unexpected<Error> no_such_case(std::string_view case_id) {
  return fail(Code::kNotFound, "没有编号为“" + excerpt(case_id) + "”的督办事项", "督办事项编号");
}

Query rows_of_case(std::string_view case_id) {
  Query query;
  query.where = {is("case_id", std::string(case_id))};
  query.order = {{"number"}};
  return query;
}

std::vector<CasePartyRow> party_rows(const CaseSituation& situation) {
  std::vector<CasePartyRow> rows;
  for (const Part& part : parts_of(situation)) {
    rows.push_back({situation.file.case_id, part.party, part.unit_id, "", true});
  }
  for (CasePartyRow& row : rows) {
    for (const CaseAssistant& one : situation.assistants) {
      if (row.party == "assistant" && row.unit_id == one.unit_id) row.state = std::string(to_string(one.state));
    }
  }
  return rows;
}

bool is_same_part(const CasePartyRow& a, const CasePartyRow& b) { return a.party == b.party && a.unit_id == b.unit_id; }

// Brings the rows of parts in line with the case.
Status store_parties(Ledger& ledger, const CaseSituation& situation) {
  Query query;
  query.where = {is("case_id", situation.file.case_id)};
  BIHUAN_TRY(const std::vector<CasePartyRow> before, select<CasePartyRow>(ledger.store(), query));
  std::vector<CasePartyRow> after = party_rows(situation);
  for (const CasePartyRow& row : before) {
    const bool stays = std::ranges::any_of(after, [&](const CasePartyRow& one) { return is_same_part(one, row); });
    if (stays) continue;
    CasePartyRow ended = row;
    ended.is_current = false;
    BIHUAN_CHECK(ledger.change(row, ended, "case.part.ended"));
  }
  for (CasePartyRow& row : after) {
    const auto found = std::ranges::find_if(before, [&](const CasePartyRow& one) { return is_same_part(one, row); });
    if (found == before.end()) {
      BIHUAN_CHECK(ledger.add(row, "case.part.given"));
    } else {
      BIHUAN_CHECK(ledger.change(*found, row, "case.part.changed"));
    }
  }
  return {};
}

Status store_files(Ledger& ledger, CaseRecord& record, CaseEvent& event, const std::vector<CheckedAttachment>& checked,
                   const std::vector<NewAttachment>& files) {
  for (std::size_t i = 0; i < checked.size(); ++i) {
    CaseAttachment row;
    row.case_id = event.case_id;
    row.number = static_cast<std::int64_t>(record.attachments.size()) + 1;
    row.event = event.number;
    row.file_name = checked[i].file_name;
    row.kind = checked[i].kind;
    row.size = checked[i].size;
    row.digest = checked[i].digest;
    BIHUAN_CHECK(ledger.add(row, "case.attached"));
    BIHUAN_CHECK(ledger.add(CaseAttachmentFileRow{row.case_id, row.number, {files[i].bytes}}, "case.filed"));
    event.attachments.push_back(row.number);
    record.attachments.push_back(std::move(row));
  }
  return {};
}

}  // namespace

Result<CaseRecord> load_case(Reader& reader, const CaseRules& rules, std::string_view case_id) {
  BIHUAN_TRY(std::optional<CaseFile> file, find<CaseFile>(reader, std::string(case_id)));
  if (!file) return no_such_case(case_id);
  CaseRecord record;
  BIHUAN_TRY(record.timeline, select<CaseEvent>(reader, rows_of_case(case_id)));
  BIHUAN_TRY(record.attachments, select<CaseAttachment>(reader, rows_of_case(case_id)));
  BIHUAN_TRY(record.situation, replay_case(rules, *file, record.timeline));
  if (record.situation.file != *file) {
    return fail(Code::kCorrupt, "督办事项" + file->case_id + "与其时间线不符：请从备份恢复", file->case_id);
  }
  return record;
}

Result<CaseRecord> load_case_for(Reader& reader, const CaseRules& rules, const Actor& actor, std::string_view case_id) {
  BIHUAN_TRY(CaseRecord record, load_case(reader, rules, case_id));
  if (!may_see(rules, actor, record.situation)) return no_such_case(case_id);
  return record;
}

Status wish_notices(Ledger& ledger, const CaseRules& rules, const CaseSituation& situation,
                    const std::vector<std::string>& parties, const std::string& kind, const std::string& title,
                    const std::string& body, const std::string& draft) {
  const std::vector<Part> parts = parts_of(situation);
  std::set<std::pair<std::string, std::string>> targets;  // unit, role
  for (const std::string& id : parties) {
    const LifecycleParty* party = rules.lifecycle.party(id);
    if (party == nullptr) continue;
    if (party->role) targets.insert({"", word_of(*party->role)});
    for (const Part& part : parts) {
      if (part.party == id) targets.insert({part.unit_id, ""});
    }
  }
  for (const auto& [unit, role] : targets) {
    BIHUAN_CHECK(wish_notice(ledger, {kind, "case_file/" + situation.file.case_id, unit, role, title, body, draft}));
  }
  return {};
}

Status store_step(Ledger& ledger, const CaseRules& rules, CaseRecord& record, CaseStep step,
                  const std::vector<CheckedAttachment>& checked, const std::vector<NewAttachment>& files) {
  CaseFile& after = step.after.file;
  const bool is_new = record.timeline.empty();
  if (is_new) {
    BIHUAN_TRY(after.case_id, ledger.new_id('k', "case"));
    step.event.case_id = after.case_id;
  } else {
    after.revision = record.situation.file.revision + 1;
  }
  const std::string what = "case." + step.event.verb;
  if (is_new) {
    BIHUAN_CHECK(ledger.add(after, what));
  } else {
    BIHUAN_CHECK(ledger.change(record.situation.file, after, what, step.event.text));
  }
  BIHUAN_CHECK(store_files(ledger, record, step.event, checked, files));
  BIHUAN_CHECK(ledger.add(step.event, what));
  if (is_new || parts_of(step.after).size() != parts_of(record.situation).size() ||
      step.after.assistants != record.situation.assistants || after.lead_unit != record.situation.file.lead_unit) {
    BIHUAN_CHECK(store_parties(ledger, step.after));
  }
  BIHUAN_CHECK(wish_notices(ledger, rules, step.after, step.transition->tells, what,
                            step.transition->name + "：" + after.title, step.event.text));
  record.situation = std::move(step.after);
  record.timeline.push_back(std::move(step.event));
  return {};
}

}  // namespace bihuan::records
