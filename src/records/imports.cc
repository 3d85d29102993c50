#include "records/imports.h"

#include <utility>

#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/import_rows.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kMostImports = 500;  // on one page

Result<ImportEntry> import_row(Reader& reader, std::string_view import_id) {
  BIHUAN_TRY(std::optional<ImportEntry> row, records::find<ImportEntry>(reader, std::string(import_id)));
  if (!row) return fail(Code::kNotFound, "没有编号为“" + excerpt(import_id) + "”的导入", "导入编号");
  return *std::move(row);
}

Result<ImportEntry> begun_row(Reader& reader, std::string_view import_id) {
  BIHUAN_TRY(ImportEntry row, import_row(reader, import_id));
  if (row.state != ImportState::kBegun)
    return fail(Code::kConflict, "这次导入" + std::string(import_state_name(row.state)) + "，不在进行中", "state");
  return row;
}

std::string word_of(ImportState state) { return std::string(enum_word(state)); }

Result<std::vector<ImportEntry>> rows_where(Database& database, std::vector<Condition> where) {
  return database.read([&](Reader& reader) { return select<ImportEntry>(reader, {where, {{"import_id"}}, {}, 0}); });
}

}  // namespace

std::string_view import_state_name(ImportState state) {
  constexpr std::string_view kNames[] = {"正在存入", "已存入", "没有新数据", "没有存入", "已撤销"};
  return kNames[static_cast<int>(state)];
}

std::string import_reference(std::string_view import_id) { return "import/" + std::string(import_id); }

Result<ImportEntry> Imports::begin(const Actor& actor, const ImportEntry& wanted) {
  if (actor.person_id.empty()) return fail(Code::kInvalidInput, "数据要由具名的人导入：请以本人账号登录", "who");
  if (!wanted.note.empty()) BIHUAN_CHECK(require_text(wanted.note, "说明", "note", 500));
  return database_->write(actor, [&](Ledger& ledger) -> Result<ImportEntry> {
    ImportEntry row = wanted;
    BIHUAN_TRY(row.import_id, ledger.new_id('i', "import"));
    row.revision = 1;
    row.state = ImportState::kBegun;
    row.batch.reset();
    row.note = std::string(trim(wanted.note));
    row.outcome.clear();
    row.imported_by = actor.person_id;
    row.imported_name = actor.name;
    row.imported_at = actor.at;
    BIHUAN_CHECK(ledger.add(row, "import.begun", row.note));
    return row;
  });
}

Result<ImportEntry> Imports::stored(const Actor& actor, std::string_view import_id, std::optional<std::int64_t> batch,
                                    std::int64_t added, std::int64_t revised, std::int64_t same) {
  return database_->write(actor, [&](Ledger& ledger) -> Result<ImportEntry> {
    BIHUAN_TRY(const ImportEntry before, begun_row(ledger.store(), import_id));
    ImportEntry after = before;
    after.state = batch ? ImportState::kStored : ImportState::kNothingNew;
    after.batch = batch;
    after.counts.added = added;
    after.counts.revised = revised;
    after.counts.same = same;
    BIHUAN_CHECK(ledger.change(before, after, "import.stored"));
    return after;
  });
}

Result<ImportEntry> Imports::failed(const Actor& actor, std::string_view import_id, std::string_view outcome) {
  return database_->write(actor, [&](Ledger& ledger) -> Result<ImportEntry> {
    BIHUAN_TRY(const ImportEntry before, begun_row(ledger.store(), import_id));
    ImportEntry after = before;
    after.state = ImportState::kFailed;
    after.outcome = std::string(outcome);
    BIHUAN_CHECK(ledger.change(before, after, "import.failed", outcome));
    return after;
  });
}

Result<ImportEntry> Imports::withdraw(const Actor& actor, std::string_view import_id, std::int64_t revision,
                                      std::string_view why) {
  if (actor.person_id.empty()) return fail(Code::kInvalidInput, "导入要由具名的人撤销：请以本人账号登录", "who");
  BIHUAN_CHECK(require_text(why, "撤销的理由", "why", 500));
  return database_->write(actor, [&](Ledger& ledger) -> Result<ImportEntry> {
    BIHUAN_TRY(const ImportEntry before, import_row(ledger.store(), import_id));
    if (before.state != ImportState::kStored) {
      return fail(Code::kConflict, "这次导入" + std::string(import_state_name(before.state)) + "，没有可以撤销的数据",
                  "state");
    }
    BIHUAN_CHECK(check_revision(before, revision));
    ImportEntry after = before;
    after.state = ImportState::kWithdrawn;
    after.withdrawn_name = actor.name;
    after.withdrawn_why = std::string(trim(why));
    after.withdrawn_at = actor.at;
    BIHUAN_CHECK(ledger.change(before, after, "import.withdrawn", after.withdrawn_why));
    return after;
  });
}

Result<ImportEntry> Imports::find(std::string_view import_id) {
  return database_->read([&](Reader& reader) { return import_row(reader, import_id); });
}

Result<std::vector<ImportEntry>> Imports::list(std::string_view after, std::int64_t limit) {
  if (limit < 1 || limit > kMostImports)
    return fail(Code::kInvalidInput, "每页条数应为1到" + std::to_string(kMostImports), "limit");
  return database_->read([&](Reader& reader) {
    Query query{{}, {{"import_id", true}}, {}, limit};
    if (!after.empty()) query.after = {std::string(after)};
    return select<ImportEntry>(reader, query);
  });
}

Result<std::vector<ImportEntry>> Imports::unfinished() {
  return rows_where(*database_, {is("state", word_of(ImportState::kBegun))});
}

Result<std::vector<ImportEntry>> Imports::accepted(std::string_view profile, std::int64_t limit) {
  Query query{{is("profile", std::string(profile)),
               {"state", Test::kOneOf, {word_of(ImportState::kStored), word_of(ImportState::kNothingNew)}, {}}},
              {{"import_id", true}},
              {},
              limit};
  return database_->read([&](Reader& reader) { return select<ImportEntry>(reader, query); });
}

Result<std::vector<ImportEntry>> Imports::in_store() {
  return rows_where(*database_,
                    {{"state", Test::kOneOf, {word_of(ImportState::kStored), word_of(ImportState::kWithdrawn)}, {}}});
}

Result<std::vector<ImportEntry>> Imports::of_file(std::string_view digest) {
  return rows_where(*database_, {is("digest", std::string(digest)), is("state", word_of(ImportState::kStored))});
}

}  // namespace bihuan::records
