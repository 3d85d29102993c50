#include "records/internal/journalled_tables.h"

#include "records/internal/plan_rows.h"

namespace bihuan::records {

const std::vector<JournalledTable>& journalled_tables() {
  static const std::vector<JournalledTable> kAll{
      journalled<PlanRow>(),     journalled<PlanVersionRow>(), journalled<PlanContentRow>(),
      journalled<PlanFileRow>(), journalled<CorrectionRow>(),  journalled<ReadingRow>(),
  };
  return kAll;
}

}  // namespace bihuan::records
