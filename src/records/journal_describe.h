// src/records/journal_describe.h - entries and findings of the journal as JSON. Included by .cc files only.
#pragma once
#include "base/json.h"
#include "records/journal.h"

namespace bihuan::records {

BOOST_DESCRIBE_STRUCT(JournalEntry, (),
                      (number, at, recorded_at, account_id, who, origin, what, subject, why, before_digest,
                       after_digest, state_digest, previous_digest, digest, before, after))
BOOST_DESCRIBE_STRUCT(JournalHead, (), (entries, digest))
BOOST_DESCRIBE_STRUCT(JournalFinding, (), (number, place, message))
BOOST_DESCRIBE_STRUCT(JournalReport, (), (head, records, erased, findings))

}  // namespace bihuan::records
