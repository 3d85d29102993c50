#include "base/text.h"
#include "records/database.h"
#include "records/internal/journal_rows.h"
#include "records/ledger.h"

namespace bihuan::records {
namespace {

struct Erased {
  std::vector<std::int64_t> entries;
  std::string asked_by, granted_by;
};
BOOST_DESCRIBE_STRUCT(Erased, (), (entries, asked_by, granted_by))

Status erase_one(Ledger& ledger, const ErasureRow& row) {
  const std::string place = "日志第" + std::to_string(row.number) + "条";
  BIHUAN_TRY(const std::optional<JournalRow> entry, find<JournalRow>(ledger.store(), row.number));
  if (!entry) return fail(Code::kNotFound, "没有这一条日志", place);
  BIHUAN_TRY(const std::int64_t before, ledger.store().count(table_of<ErasureRow>(), {is("number", row.number)}));
  if (before > 0) return fail(Code::kConflict, "这一条的内容已经销毁过", place);
  BIHUAN_CHECK(insert(ledger.store(), row));
  BIHUAN_TRY(const std::int64_t removed, ledger.store().remove(table_of<JournalTextRow>(), {is("number", row.number)}));
  if (removed == 0) return fail(Code::kNotFound, "这一条日志没有内容", place);
  return {};
}

}  // namespace

Status erase_texts(Database& database, const Actor& asks, const Actor& grants, const std::vector<std::int64_t>& entries,
                   std::string_view reason) {
  if (entries.empty()) return fail(Code::kInvalidInput, "没有指明要销毁哪些日志的内容", "entries");
  if (trim(reason).empty()) return fail(Code::kInvalidInput, "销毁内容要写明依据和理由", "reason");
  if (asks.name == grants.name || (!asks.account_id.empty() && asks.account_id == grants.account_id)) {
    return fail(Code::kInvalidInput, "销毁内容须由两个人办理：申请人和批准人不能是同一人", "granted_by");
  }
  return database.write(grants, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::string id, ledger.new_id('x', "erasure"));
    for (const std::int64_t number : entries) {
      BIHUAN_CHECK(erase_one(ledger, {id, number, std::string(trim(reason)), asks.name, grants.name, grants.at}));
    }
    return ledger.note("journal.erased", "erasure/" + id, to_json(Erased{entries, asks.name, grants.name}),
                       trim(reason));
  });
}

}  // namespace bihuan::records
