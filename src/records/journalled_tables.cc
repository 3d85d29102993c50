#include "records/internal/journalled_tables.h"

#include "records/internal/case_rows.h"
#include "records/internal/plan_rows.h"

namespace bihuan::records {

const std::vector<JournalledTable>& journalled_tables() {
  static const std::vector<JournalledTable> kAll{
      journalled<PlanRow>(),        journalled<PlanVersionRow>(),        journalled<PlanContentRow>(),
      journalled<PlanFileRow>(),    journalled<CorrectionRow>(),         journalled<ReadingRow>(),
      journalled<CaseFile>(),       journalled<CasePartyRow>(),          journalled<CaseEvent>(),
      journalled<CaseAttachment>(), journalled<CaseAttachmentFileRow>(), journalled<Adjustment>(),
      journalled<NoticeWishRow>(),
  };
  return kAll;
}

}  // namespace bihuan::records
