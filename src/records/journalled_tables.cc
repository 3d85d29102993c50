#include "records/internal/journalled_tables.h"

#include "records/internal/account_rows.h"
#include "records/internal/case_rows.h"
#include "records/internal/device_rows.h"
#include "records/internal/dispatch_rows.h"
#include "records/internal/duty_rows.h"
#include "records/internal/import_rows.h"
#include "records/internal/notice_rows.h"
#include "records/internal/official_rows.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/paper_rows.h"
#include "records/internal/plan_rows.h"
#include "records/internal/retention_rows.h"
#include "records/internal/scheme_rows.h"
#include "records/internal/site_rows.h"
#include "records/internal/task_rows.h"
#include "records/record_files.h"

namespace bihuan::records {

// One a line, so that a new table is one line more.
const std::vector<JournalledTable>& journalled_tables() {
  static const std::vector<JournalledTable> kAll{
      journalled<PlanRow>(),                //
      journalled<PlanVersionRow>(),         //
      journalled<PlanContentRow>(),         //
      journalled<PlanFileRow>(),            //
      journalled<CorrectionRow>(),          //
      journalled<ReadingRow>(),             //
      journalled<CaseFile>(),               //
      journalled<CasePartyRow>(),           //
      journalled<CaseEvent>(),              //
      journalled<CaseAttachment>(),         //
      journalled<CaseAttachmentFileRow>(),  //
      journalled<Adjustment>(),             //
      journalled<NoticeWishRow>(),          //
      journalled<TaskRow>(),                //
      journalled<TaskUnitRow>(),            //
      journalled<TaskSubsetRow>(),          //
      journalled<TaskMeasureRow>(),         //
      journalled<TaskScheduleRow>(),        //
      journalled<DutySettingRow>(),         //
      journalled<DutyDoneRow>(),            //
      journalled<DispatchRoundRow>(),       //
      journalled<DispatchEntryRow>(),       //
      journalled<DispatchFigureRow>(),      //
      journalled<Unit>(),                   //
      journalled<Collective>(),             //
      journalled<Person>(),                 //
      journalled<PersonSeat>(),             //
      journalled<Deputyship>(),             //
      journalled<Account>(),                //
      journalled<AccountSecretRow>(),       //
      journalled<PasswordPastRow>(),        //
      journalled<AccountVouchedRow>(),      //
      journalled<ApiTokenRow>(),            //
      journalled<ChannelRow>(),             //
      journalled<Delivery>(),               //
      journalled<RecordFile>(),             //
      journalled<RecordFileContent>(),      //
      journalled<Paper>(),                  //
      journalled<OfficialFigureRow>(),      //
      journalled<DeviceRow>(),              //
      journalled<DeviceOrder>(),            //
      journalled<Site>(),                   //
      journalled<ImportEntry>(),            //
      journalled<ValueMark>(),              //
      journalled<SchemeLine>(),             //
      journalled<SchemeBinding>(),          //
      journalled<RetentionEntry>(),         //
      journalled<HoldEntry>(),              //
  };
  return kAll;
}

}  // namespace bihuan::records
