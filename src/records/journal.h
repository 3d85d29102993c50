// src/records/journal.h - the journal: one entry for every change, chained by SM3.
//
// An entry's digest covers the digests of what stood before and after, not the texts, so that a text which the law
// wants erased can go while the chain still proves that nothing else did. Format: docs/formats/records.md.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/actor.h"
#include "records/store.h"

namespace bihuan::records {

struct JournalEntry {
  std::int64_t number = 0;  // from 1, without gaps
  Instant at;               // by the desk's clock
  Instant recorded_at;      // by the clock of the machine
  std::string account_id;
  std::string who;
  std::string origin;
  std::string what;     // "plan.stored", "case.accepted" ...
  std::string subject;  // "p0001", "case_file/k000001"
  std::string why;
  std::string before_digest;    // SM3 of `before`; "" where there was nothing
  std::string after_digest;     // SM3 of `after`
  std::string state_digest;     // SM3 of the whole record after the change, as JSON; "" where the entry is no record's
  std::string previous_digest;  // digest of the entry before; 64 zeros for the first
  std::string digest;           // SM3 over all of the above, 64 hex digits
  std::string before, after;    // JSON; "" where there is nothing, or where it was erased
};

struct JournalHead {
  std::int64_t entries = 0;
  std::string digest;  // of the newest entry; 64 zeros for an empty journal
  friend bool operator==(const JournalHead&, const JournalHead&) = default;
};

JournalHead empty_journal();

// What an entry says; number, digests and times are added by append_entry.
struct JournalText {
  std::string what;
  std::string subject;
  std::string before;
  std::string after;
  std::string why;
  std::string state_digest;
};

// The digest of `entry` by the format; its own `digest` is not looked at.
std::string journal_digest(const JournalEntry& entry);

// Appends an entry behind `head` and returns the new head. Inside a transaction.
Result<JournalHead> append_entry(Store& store, const JournalHead& head, const Actor& actor, const JournalText& text);

// The state of a record that was destroyed by the rules.
inline constexpr std::string_view kNoRecordDigest = "0000000000000000000000000000000000000000000000000000000000000000";

// The newest entry's number and digest.
Result<JournalHead> read_head(Reader& reader);

struct JournalFilter {
  std::string subject_begins;  // "" = any
  std::string what_begins;
  std::string who;
  bool newest_first = false;
};
// At most `limit` entries (1 to 1000) with numbers above `after`, with their texts; newest first: with numbers below it,
// 0 from the newest. Errors: kInvalidInput
Result<std::vector<JournalEntry>> read_journal(Reader& reader, std::int64_t after, std::int64_t limit,
                                               const JournalFilter& filter = {});

// Something that verification found. `number` is that of the entry, 0 where it is a record of a table.
struct JournalFinding {
  std::int64_t number = 0;
  std::string place;    // "日志第12条", "case_file/k000003"
  std::string message;  // one sentence: what was changed, what it should be
};

// A head that was written down elsewhere (backup, issued document, the file of anchors).
struct JournalAnchor {
  std::int64_t entries = 0;
  std::string digest;
  std::string source;  // "锚定文件第3行", "备份2024-09-30"
};

struct JournalReport {
  JournalHead head;
  std::int64_t records = 0;  // how many records were compared with the journal
  std::int64_t erased = 0;   // texts that were erased by the rules
  std::vector<JournalFinding> findings;
};

// Walks the whole journal: numbers without gaps, each digest right, each chained to the one before, each text fitting
// its digest unless it was erased by the rules; every anchor met; and every record of every journalled table as its
// newest entry left it. All that is wrong is named, at most `most` findings.
Result<JournalReport> verify_journal(Reader& reader, const std::vector<JournalAnchor>& anchors, std::size_t most = 100);

class Database;

// Destroys the texts of these entries where the law wants it (a secret that was uploaded by mistake, an informant's
// name). Digests, the reason and both persons stay; the chain stays whole.
// Errors: kInvalidInput  no entries, no reason, or one person for both
//         kNotFound      no such entry, or one without a text
//         kConflict      erased already
Status erase_texts(Database& database, const Actor& asks, const Actor& grants, const std::vector<std::int64_t>& entries,
                   std::string_view reason);

}  // namespace bihuan::records
