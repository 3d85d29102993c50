// src/records/erasure.h - content that the law wants destroyed: a secret that was uploaded by mistake, an informant's name.
#pragma once
#include <memory>

#include "records/adjustments.h"

namespace bihuan::records {

// Destruction as a request (adjustments.h): asked for by the office or the security administrator, granted by the audit
// administrator, who is another person. Subjects: "erasure/case_attachment/k000003/1", "erasure/record_file/paper/f000001/2",
// "erasure/journal/12" (the texts of
// that entry); field "content", value "erased". What stays: the digest, the reason, both persons, and a whole chain.
std::shared_ptr<AdjustmentSubject> content_erasure();

}  // namespace bihuan::records
