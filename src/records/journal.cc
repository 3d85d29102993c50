#include "records/internal/journal.h"

#include <utility>

#include "base/digest.h"

namespace bihuan::records {

std::string_view first_previous_digest() { return "0000000000000000000000000000000000000000000000000000000000000000"; }

std::string journal_digest(const JournalRow& row) {
  Digest digest(DigestKind::kSm3);
  for (const std::string& field : {std::to_string(row.number), std::to_string(row.at), row.who, row.what, row.subject,
                                   row.before_value, row.after_value, row.previous_digest}) {
    digest.update(std::to_string(field.size()) + ":");
    digest.update(field);
    digest.update("\n");
  }
  return digest.finish_hex();
}

Status append_journal(Store& store, std::int64_t at, const JournalText& text) {
  BIHUAN_TRY(const std::optional<JournalRow> last, store.last_journal());
  JournalRow row;
  row.number = last ? last->number + 1 : 1;
  row.at = at;
  row.who = text.who;
  row.what = text.what;
  row.subject = text.subject;
  row.before_value = text.before;
  row.after_value = text.after;
  row.previous_digest = last ? last->digest : std::string(first_previous_digest());
  row.digest = journal_digest(row);
  return store.insert_journal(row);
}

}  // namespace bihuan::records
