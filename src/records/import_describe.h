// src/records/import_describe.h - imports and marks of values as described structs, for the store and for JSON.
// Included by .cc files only.
#pragma once
#include <boost/describe.hpp>

#include "base/json.h"
#include "records/imports.h"
#include "records/value_marks.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(ImportState, kBegun, kStored, kNothingNew, kFailed, kWithdrawn)
BOOST_DESCRIBE_STRUCT(ImportCounts, (), (rows_read, rows_refused, cells_refused, series, values, added, revised, same))
BOOST_DESCRIBE_STRUCT(ImportEntry, (),
                      (import_id, revision, file_name, digest, octets, profile, settings, state, batch, counts,
                       first_label, last_label, note, outcome, imported_by, imported_name, imported_at, withdrawn_name,
                       withdrawn_why, withdrawn_at))

BOOST_DESCRIBE_ENUM(ValueMarkKind, kFinding, kRetraction, kJudgement)
BOOST_DESCRIBE_ENUM(ValueVerdict, kValid, kSuspect, kUnderReview, kInvalid)
BOOST_DESCRIBE_ENUM(ValueMarkState, kOpen, kAnswered, kEnded, kStanding)
BOOST_DESCRIBE_STRUCT(MarkedRun, (), (first, step, count, revision))
BOOST_DESCRIBE_STRUCT(MarkProof, (), (name, value, unit))
BOOST_DESCRIBE_STRUCT(MarkText, (), (title, sentence, sentence_en, proof, beside))
BOOST_DESCRIBE_STRUCT(ValueMark, (),
                      (mark_id, revision, kind, site, factor, averaging, source, verdict, by_whom, edition,
                       parameters_digest, runs, first_label, last_label, is_lead, text, answers, state, reason,
                       marked_by, marked_name, marked_at))

}  // namespace bihuan::records
