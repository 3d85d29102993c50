// src/records/ledger.h - the one way to change records: in a transaction, with a journal entry for each change.
// Included by .cc files only (rows.h).
#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/digest.h"
#include "records/actor.h"
#include "records/journal.h"
#include "records/rows.h"
#include "records/store.h"

namespace bihuan::records {

namespace ledger_internal {

template <class Row>
std::string subject_of(const Row& row) {
  const Table& table = table_of<Row>();
  const Cells cells = cells_of(row);
  std::string subject = table.name;
  for (std::size_t i = 0; i < table.key_columns; ++i) {
    subject += "/";
    if (const auto* text = std::get_if<std::string>(&cells[i])) subject += *text;
    if (const auto* number = std::get_if<std::int64_t>(&cells[i])) subject += std::to_string(*number);
  }
  return subject;
}

// The members that differ, as two JSON objects.
template <class Row>
std::pair<std::string, std::string> difference(const Row& before, const Row& after) {
  JsonWriter old_text(JsonStyle::kCompact), new_text(JsonStyle::kCompact);
  old_text.begin_object();
  new_text.begin_object();
  boost::mp11::mp_for_each<bihuan::internal::MembersOf<Row>>([&](auto member) {
    if (rows_internal::cell_of(before.*member.pointer) == rows_internal::cell_of(after.*member.pointer)) return;
    old_text.key(member.name);
    bihuan::internal::write_any(old_text, before.*member.pointer);
    new_text.key(member.name);
    bihuan::internal::write_any(new_text, after.*member.pointer);
  });
  old_text.end_object();
  new_text.end_object();
  return {old_text.take(), new_text.take()};
}

template <class Row>
concept HasRevision = requires(Row row) {
  row.revision;
};

}  // namespace ledger_internal

// What one action writes. Given by Database::write(); nothing of it stays where the action fails.
class Ledger {
 public:
  Ledger(Store& store, const Actor& actor, JournalHead head) : store_(store), actor_(actor), head_(std::move(head)) {}

  const Actor& actor() const { return actor_; }
  Store& store() { return store_; }
  const JournalHead& head() const { return head_; }

  // A new id of a kind: "k000001". Ids sort as text in the order in which they were given.
  Result<std::string> new_id(char letter, std::string_view counter) {
    BIHUAN_TRY(const std::int64_t number, store_.take_number(counter));
    std::string digits = std::to_string(number);
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return letter + digits;
  }

  // Stores a new record. Errors: kConflict where its key is taken
  template <class Row>
  Status add(const Row& row, std::string_view what, std::string_view why = "") {
    BIHUAN_CHECK(insert(store_, row));
    const std::string state = to_json(row);
    return append({std::string(what), ledger_internal::subject_of(row), "", state, std::string(why), sm3_hex(state)});
  }

  // Gives a stored record new values; `after.revision`, where it has one, becomes one more than that of `before`.
  // Nothing is written where nothing differs. Errors: kNotFound
  template <class Row>
  Status change(const Row& before, Row& after, std::string_view what, std::string_view why = "") {
    if (cells_of(before) == cells_of(after)) return {};
    if constexpr (ledger_internal::HasRevision<Row>) after.revision = before.revision + 1;
    BIHUAN_CHECK(store_.replace(table_of<Row>(), cells_of(after)));
    auto [old_text, new_text] = ledger_internal::difference(before, after);
    return append({std::string(what), ledger_internal::subject_of(after), std::move(old_text), std::move(new_text),
                   std::string(why), sm3_hex(to_json(after))});
  }

  // Takes a record away for good; only where the law wants its content destroyed (erasure.h). The journal keeps the
  // digest of its last state.
  template <class Row>
  Status destroy(const Row& row, std::string_view what, std::string_view why) {
    const Table& table = table_of<Row>();
    const Cells cells = cells_of(row);
    std::vector<Condition> key;
    for (std::size_t i = 0; i < table.key_columns; ++i) key.push_back(is(table.columns[i].name, cells[i]));
    BIHUAN_CHECK(store_.remove(table, key));
    return append({std::string(what), ledger_internal::subject_of(row), "", "", std::string(why),
                   std::string(kNoRecordDigest)});
  }

  // An entry without a record: something sensitive was read, exported, refused.
  Status note(std::string_view what, std::string_view subject, std::string_view after = "", std::string_view why = "") {
    return append({std::string(what), std::string(subject), "", std::string(after), std::string(why), ""});
  }

  Status append(const JournalText& text) {
    BIHUAN_TRY(head_, append_entry(store_, head_, actor_, text));
    return {};
  }

 private:
  Store& store_;
  const Actor& actor_;
  JournalHead head_;
};

// Two edits at once: the second one must say which revision it saw.
template <class Row>
Status check_revision(const Row& row, std::int64_t seen) {
  if (row.revision == seen) return {};
  return fail(Code::kConflict,
              "这条记录已被别人改动（现为第" + std::to_string(row.revision) + "版，您看到的是第" +
                  std::to_string(seen) + "版）：请刷新后重做",
              "revision");
}

}  // namespace bihuan::records
