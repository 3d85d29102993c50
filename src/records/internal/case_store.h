// src/records/internal/case_store.h - cases as read from and written to the store; used by the book of cases and by its
// adjustments.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "records/case_flow.h"
#include "records/cases.h"
#include "records/ledger.h"

namespace bihuan::records {

// A case with its timeline, replayed; what the file says and what the timeline gives must agree.
// Errors: kNotFound; kCorrupt
Result<CaseRecord> load_case(Reader& reader, const CaseRules& rules, std::string_view case_id);
// The same for somebody who must see it. Errors: also kNotFound where he may not
Result<CaseRecord> load_case_for(Reader& reader, const CaseRules& rules, const Actor& actor, std::string_view case_id);

// Writes a step: the event, the file, the parts, the files it brings, the wishes for notices; `record` becomes what the
// case is then. A new case has no id yet and gets one.
Status store_step(Ledger& ledger, const CaseRules& rules, CaseRecord& record, CaseStep step,
                  const std::vector<CheckedAttachment>& checked = {}, const std::vector<NewAttachment>& files = {});

// Wishes that these parties of a case hear of something.
Status wish_notices(Ledger& ledger, const CaseRules& rules, const CaseSituation& situation,
                    const std::vector<std::string>& parties, const std::string& kind, const std::string& title,
                    const std::string& body, const std::string& draft = "");

}  // namespace bihuan::records
