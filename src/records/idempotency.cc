#include "records/idempotency.h"

#include <algorithm>

#include "records/ledger.h"

namespace bihuan::records {

struct IdempotentRow {
  std::string account_id, request_key, digest;
  Instant at;
  std::int64_t status = 0;  // 0: begun
  std::string content_type, etag, body;
};
BOOST_DESCRIBE_STRUCT(IdempotentRow, (), (account_id, request_key, digest, at, status, content_type, etag, body))
template <>
struct TableName<IdempotentRow> {
  static constexpr std::string_view name = "idempotent_request";
  static constexpr std::size_t key_columns = 2;
};

namespace {

constexpr std::int64_t kKeptSeconds = 24 * 3600;
constexpr const char* kWhere = "请求头Idempotency-Key";

std::vector<Condition> key_of(const Actor& actor, std::string_view key) {
  return {is("account_id", actor.account_id), is("request_key", std::string(key))};
}

}  // namespace

Result<std::optional<IdempotentAnswer>> IdempotencyKeys::begin(const Actor& actor, std::string_view key,
                                                               std::string_view digest) {
  const bool is_visible = std::ranges::all_of(key, [](char c) { return c > ' ' && c < 0x7f; });
  if (key.size() < 8 || key.size() > 100 || !is_visible) {
    return fail(Code::kInvalidInput, "应为8至100个可见的ASCII字符", kWhere);
  }
  return database_->write(actor, [&](Ledger& ledger) -> Result<std::optional<IdempotentAnswer>> {
    const Table& table = table_of<IdempotentRow>();
    const Instant oldest{actor.recorded_at.seconds - kKeptSeconds};
    BIHUAN_CHECK(ledger.store().remove(table, {{"at", Test::kLess, {Cell(oldest.seconds)}, {}}}));
    BIHUAN_TRY(const std::optional<IdempotentRow> row,
               find<IdempotentRow>(ledger.store(), actor.account_id, std::string(key)));
    if (!row) {
      BIHUAN_CHECK(insert(ledger.store(), IdempotentRow{actor.account_id, std::string(key), std::string(digest),
                                                        actor.recorded_at, 0, "", "", ""}));
      return std::nullopt;
    }
    if (row->digest != digest) return fail(Code::kInvalidInput, "这个键已用于另一个请求，请换一个", kWhere);
    if (row->status == 0) {
      return fail(Code::kConflict, "同一请求正在办理，或上次没有办完：请先查询结果，不要重发", kWhere);
    }
    return IdempotentAnswer{row->status, row->content_type, row->etag, row->body};
  });
}

Status IdempotencyKeys::finish(const Actor& actor, std::string_view key, const IdempotentAnswer& answer) {
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(std::optional<IdempotentRow> row,
               find<IdempotentRow>(ledger.store(), actor.account_id, std::string(key)));
    if (!row) return {};  // expired meanwhile
    row->status = answer.status;
    row->content_type = answer.content_type;
    row->etag = answer.etag;
    row->body = answer.body;
    return ledger.store().replace(table_of<IdempotentRow>(), cells_of(*row));
  });
}

Status IdempotencyKeys::forget(const Actor& actor, std::string_view key) {
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_CHECK(ledger.store().remove(table_of<IdempotentRow>(), key_of(actor, key)));
    return {};
  });
}

}  // namespace bihuan::records
