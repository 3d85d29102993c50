#include "records/notice_inbox.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/notice_rows.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kChunk = 200;
constexpr int kMostChunks = 10;  // looked through for one page of unread notices

// A notice has one addressee, a unit or a role: what an actor sees is at most two selections without overlap.
std::vector<Condition> seen_by(const Actor& actor) {
  std::set<std::string> units, roles;
  for (const Seat& seat : actor.seats) units.insert(seat.unit_id);
  for (const DeskRole role : actor.roles) roles.insert(word_of(role));
  std::vector<Condition> selections;
  for (const auto& [column, words] : {std::pair("to_unit", &units), std::pair("to_role", &roles)}) {
    if (words->empty()) continue;
    selections.push_back({column, Test::kOneOf, Cells(words->begin(), words->end()), {}});
  }
  return selections;
}

bool sees(const Actor& actor, const NoticeWishRow& wish) {
  if (!wish.to_unit.empty()) return actor.is_of(wish.to_unit);
  return std::ranges::any_of(actor.roles, [&](DeskRole role) { return word_of(role) == wish.to_role; });
}

// The newest `most` notices of an actor behind `cursor`.
Result<std::vector<NoticeWishRow>> newest(Reader& reader, const Actor& actor, const std::string& cursor,
                                          std::int64_t most) {
  std::vector<NoticeWishRow> all;
  for (const Condition& selection : seen_by(actor)) {
    Query query{{selection}, {{"wish_id", true}}, {}, most};
    if (!cursor.empty()) query.after = {cursor};
    BIHUAN_TRY(std::vector<NoticeWishRow> rows, select<NoticeWishRow>(reader, query));
    all.insert(all.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }
  std::ranges::sort(all, std::greater(), &NoticeWishRow::wish_id);
  if (static_cast<std::int64_t>(all.size()) > most) all.resize(static_cast<std::size_t>(most));
  return all;
}

Result<std::map<std::string, Instant>> readings(Reader& reader, const std::string& person,
                                                const std::vector<NoticeWishRow>& wishes) {
  std::map<std::string, Instant> read;
  if (wishes.empty()) return read;
  Cells ids;
  for (const NoticeWishRow& wish : wishes) ids.emplace_back(wish.wish_id);
  Query query{{is("person_id", person), {"wish_id", Test::kOneOf, std::move(ids), {}}}, {}, {}, 0};
  BIHUAN_TRY(const std::vector<NoticeReadingRow> rows, select<NoticeReadingRow>(reader, query));
  for (const NoticeReadingRow& row : rows) read.emplace(row.wish_id, row.read_at);
  return read;
}

Result<InboxPage> read_page(Reader& reader, const Actor& actor, bool unread_only, std::string cursor,
                            std::int64_t limit) {
  InboxPage page;
  for (int chunk = 0; chunk < kMostChunks; ++chunk) {
    BIHUAN_TRY(const std::vector<NoticeWishRow> wishes, newest(reader, actor, cursor, kChunk + 1));
    BIHUAN_TRY(const auto read, readings(reader, person_of(actor), wishes));
    for (std::size_t i = 0; i < wishes.size(); ++i) {
      const NoticeWishRow& wish = wishes[i];
      const auto found = read.find(wish.wish_id);
      if (!unread_only || found == read.end()) {
        InboxItem item;
        BIHUAN_TRY(item.notice, notice_of(reader, wish));
        if (found != read.end()) item.read_at = found->second;
        page.items.push_back(std::move(item));
      }
      if (static_cast<std::int64_t>(page.items.size()) == limit) {
        if (i + 1 < wishes.size()) page.next = wish.wish_id;
        return page;
      }
    }
    if (static_cast<std::int64_t>(wishes.size()) <= kChunk) return page;
    cursor = wishes.back().wish_id;
  }
  page.next = cursor;
  return page;
}

}  // namespace

Result<InboxPage> Inbox::page(const Actor& actor, bool unread_only, std::string_view cursor, std::int64_t limit) {
  if (limit < 1 || limit > kChunk) return fail(Code::kInvalidInput, "每页应为1至200条", "limit");
  return database_->read(
      [&](Reader& reader) { return read_page(reader, actor, unread_only, std::string(cursor), limit); });
}

Result<std::int64_t> Inbox::unread(const Actor& actor) {
  return database_->read([&](Reader& reader) -> Result<std::int64_t> {
    std::int64_t unread = 0;
    for (const Condition& selection : seen_by(actor)) {
      BIHUAN_TRY(const std::int64_t all, reader.count(table_of<NoticeWishRow>(), {selection}));
      BIHUAN_TRY(const std::int64_t read,
                 reader.count(table_of<NoticeReadingRow>(),
                              {is("person_id", person_of(actor)),
                               is_in("wish_id", {table_of<NoticeWishRow>().name, "wish_id", {selection}})}));
      unread += all - read;
    }
    return unread;
  });
}

Status Inbox::mark_read(const Actor& actor, const std::vector<std::string>& ids) {
  if (ids.size() > static_cast<std::size_t>(kChunk)) return fail(Code::kInvalidInput, "一次最多标记200条", "ids");
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    for (const std::string& id : ids) {
      BIHUAN_TRY(const std::optional<NoticeWishRow> wish, find<NoticeWishRow>(ledger.store(), id));
      if (!wish || !sees(actor, *wish)) {
        return fail(Code::kNotFound, "没有编号为“" + excerpt(id) + "”的通知", "通知");
      }
      BIHUAN_TRY(const std::optional<NoticeReadingRow> there,
                 find<NoticeReadingRow>(ledger.store(), person_of(actor), id));
      if (there) continue;
      BIHUAN_CHECK(insert(ledger.store(), NoticeReadingRow{person_of(actor), id, actor.at}));
    }
    return {};
  });
}

}  // namespace bihuan::records
