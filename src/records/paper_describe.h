// src/records/paper_describe.h - papers as described structs, for the store and for JSON. Included by .cc files only.
#pragma once
#include <boost/describe.hpp>

#include "records/papers.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(PaperKind, kSupervisionLetter, kCaseBulletin, kDispatchBulletin)
BOOST_DESCRIBE_ENUM(PaperState, kDrafted, kReturned, kIssued, kWithdrawn)
BOOST_DESCRIBE_STRUCT(Paper, (),
                      (paper_id, revision, kind, subject, title, to_units, state, file, written_by, written_name,
                       written_at, paper_number, journal_digest, decided_by, decided_name, decided_why, decided_at))

}  // namespace bihuan::records
