// src/records/internal/journal.h - the chain of the journal.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records/store.h"

namespace bihuan::records {

// What the digest of an entry covers: every field, each as its length in bytes, a colon, the bytes and a line end,
// numbers in decimal; so that no two entries have one encoding. Format: docs/formats/records.md.
std::string journal_digest(const JournalRow& row);

// 64 zeros: what the first entry follows.
std::string_view first_previous_digest();

struct JournalText {
  std::string who, what, subject, before, after;
};

// Adds one entry at the end of the chain. Inside a transaction.
Status append_journal(Store& store, std::int64_t at, const JournalText& text);

}  // namespace bihuan::records
