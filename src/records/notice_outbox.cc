#include "records/notice_outbox.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "records/internal/notice_rows.h"
#include "records/internal/organisation_describe.h"
#include "records/internal/task_rows.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kBatch = 200;  // notices taken up in one transaction

// The addresses by which a channel reaches the addressee of a notice; "" is the channel itself.
std::vector<std::string> addresses_for(const ChannelRow& channel, const NoticeWishRow& wish) {
  const ChannelTarget* everybody = nullptr;
  const ChannelTarget* named = nullptr;
  for (const ChannelTarget& target : channel.targets) {
    if (target.unit_id.empty() && target.role.empty()) everybody = &target;
    if (!target.unit_id.empty() && target.unit_id == wish.to_unit) named = &target;
    if (!target.role.empty() && target.role == wish.to_role) named = &target;
  }
  const ChannelTarget* target = named != nullptr ? named : everybody;
  if (target == nullptr) return {};
  return target->addresses.empty() ? std::vector<std::string>{""} : target->addresses;
}

using Place = std::tuple<std::string, std::string, Instant>;  // channel, address, due
struct Gathered {
  std::vector<std::string> wish_ids;
  std::set<std::tuple<std::string, std::string, std::string, std::string>> said;  // what a reader would read twice
};

// Adds to the delivery that nobody has tried yet, or makes one. Returns whether it is new.
Result<bool> put(Ledger& ledger, const Place& place, const std::vector<std::string>& wish_ids) {
  const auto& [channel, address, due] = place;
  Query query{{is("channel_id", channel), is("address", address), is("due_at", due.seconds), is("attempts", 0),
               is("state", enum_word(DeliveryState::kWaiting))},
              {{"delivery_id"}},
              {},
              1};
  BIHUAN_TRY(const std::vector<Delivery> open, select<Delivery>(ledger.store(), query));
  if (!open.empty()) {
    Delivery after = open.front();
    after.wish_ids.insert(after.wish_ids.end(), wish_ids.begin(), wish_ids.end());
    BIHUAN_CHECK(ledger.change(open.front(), after, "notice.queued"));
    return false;
  }
  Delivery delivery;
  BIHUAN_TRY(delivery.delivery_id, ledger.new_id('o', "notice_delivery"));
  delivery.channel_id = channel;
  delivery.address = address;
  delivery.due_at = due;
  delivery.wish_ids = wish_ids;
  delivery.next_try_at = due;
  delivery.made_at = ledger.actor().at;
  BIHUAN_CHECK(ledger.add(delivery, "notice.queued"));
  return true;
}

Result<TakenNotices> take_batch(Ledger& ledger, const Outbox::Plan& plan) {
  Query in_use{{is("is_enabled", 1)}, {{"channel_id"}}, {}, 0};
  BIHUAN_TRY(const std::vector<ChannelRow> channels, select<ChannelRow>(ledger.store(), in_use));
  Query waiting{{{"taken_at", Test::kIsNull, {}, {}}}, {{"wish_id"}}, {}, kBatch};
  BIHUAN_TRY(const std::vector<NoticeWishRow> wishes, select<NoticeWishRow>(ledger.store(), waiting));
  std::map<Place, Gathered> places;
  for (const NoticeWishRow& wish : wishes) {
    BIHUAN_TRY(const Notice notice, notice_of(ledger.store(), wish));
    for (const ChannelRow& channel : channels) {
      const std::vector<std::string> addresses = addresses_for(channel, wish);
      if (addresses.empty()) continue;
      const Instant due = plan(channel_of(channel), notice);
      for (const std::string& address : addresses) {
        Gathered& gathered = places[{channel.channel_id, address, due}];
        if (!gathered.said.insert({wish.kind, wish.subject, wish.title, wish.body}).second) continue;
        gathered.wish_ids.push_back(wish.wish_id);
      }
    }
    NoticeWishRow taken = wish;
    taken.taken_at = ledger.actor().at;
    BIHUAN_CHECK(ledger.change(wish, taken, "notice.taken"));
  }
  TakenNotices report{static_cast<std::int64_t>(wishes.size()), 0};
  for (const auto& [place, gathered] : places) {
    BIHUAN_TRY(const bool is_new, put(ledger, place, gathered.wish_ids));
    report.deliveries += is_new;
  }
  return report;
}

Result<ClaimedDelivery> claimed_of(Reader& reader, const Delivery& delivery, const ChannelRow& channel) {
  ClaimedDelivery claimed{delivery, channel_of(channel), channel.endpoint.value, channel.secret.value, {}};
  for (const std::string& id : delivery.wish_ids) {
    BIHUAN_TRY(const std::optional<NoticeWishRow> wish, find<NoticeWishRow>(reader, id));
    if (!wish) return fail(Code::kCorrupt, "待发通知引用的通知" + id + "不在库中：请从备份恢复", delivery.delivery_id);
    BIHUAN_TRY(Notice notice, notice_of(reader, *wish));
    claimed.notices.push_back(std::move(notice));
  }
  return claimed;
}

Result<std::optional<ClaimedDelivery>> claim_one(Ledger& ledger, const std::vector<std::string>& without,
                                                 const Outbox::NextTry& next_try) {
  const Instant now = ledger.actor().at;
  Query query{{is("state", enum_word(DeliveryState::kWaiting)),
               {"next_try_at", Test::kAtMost, {now.seconds}, {}},
               is_in("channel_id", {"notice_channel", "channel_id", {is("is_enabled", 1)}})},
              {{"next_try_at"}, {"delivery_id"}},
              {},
              1};
  for (const std::string& channel : without) query.where.push_back({"channel_id", Test::kDiffers, {channel}, {}});
  BIHUAN_TRY(const std::vector<Delivery> due, select<Delivery>(ledger.store(), query));
  if (due.empty()) return std::nullopt;
  const Delivery& before = due.front();
  BIHUAN_TRY(const std::optional<ChannelRow> channel, find<ChannelRow>(ledger.store(), before.channel_id));
  if (!channel) return fail(Code::kCorrupt, "待发通知的渠道不在库中：请从备份恢复", before.delivery_id);
  Delivery after = before;
  ++after.attempts;
  after.next_try_at = next_try(channel_of(*channel), after.attempts);
  BIHUAN_CHECK(ledger.change(before, after, "notice.tried"));
  BIHUAN_TRY(ClaimedDelivery claimed, claimed_of(ledger.store(), after, *channel));
  return claimed;
}

Result<std::optional<Date>> due_of(Reader& reader, const std::string& subject) {
  const std::size_t slash = subject.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const std::string table = subject.substr(0, slash), id = subject.substr(slash + 1);
  if (table == TableName<CaseFile>::name) {
    BIHUAN_TRY(const std::optional<CaseFile> file, find<CaseFile>(reader, id));
    return file ? std::optional(file->due) : std::nullopt;
  }
  if (table == TableName<TaskRow>::name) {
    BIHUAN_TRY(const std::optional<TaskRow> task, find<TaskRow>(reader, id));
    return task ? task->due : std::nullopt;
  }
  return std::nullopt;
}

Result<std::string> addressee_name(Reader& reader, const NoticeWishRow& row) {
  if (!row.to_role.empty()) {
    const Result<DeskRole> role = parse_role(row.to_role);
    return role ? std::string(title_of(*role)) : row.to_role;
  }
  BIHUAN_TRY(const std::optional<Unit> unit, find<Unit>(reader, row.to_unit));
  return unit ? unit->name : row.to_unit;
}

}  // namespace

Result<Notice> notice_of(Reader& reader, const NoticeWishRow& row) {
  Notice notice{row.wish_id, row.at,    row.kind, row.subject, row.to_unit, row.to_role,
                "",          row.title, row.body, row.draft,   std::nullopt};
  BIHUAN_TRY(notice.to_name, addressee_name(reader, row));
  BIHUAN_TRY(notice.due, due_of(reader, row.subject));
  return notice;
}

Status wish_notice(Ledger& ledger, const NoticeText& text) {
  if (text.kind.empty() || text.subject.empty() || text.title.empty() || text.to_unit.empty() == text.to_role.empty()) {
    return fail(Code::kInvalidInput, "通知要有类别、事由、标题和一个接收单位或角色", text.subject);
  }
  NoticeWishRow row{"",           1,          ledger.actor().at, text.kind,  text.subject, text.to_unit,
                    text.to_role, text.title, text.body,         text.draft, std::nullopt};
  BIHUAN_TRY(row.wish_id, ledger.new_id('w', "notice_wish"));
  return ledger.add(row, "notice.wished");
}

Result<TakenNotices> Outbox::take(const Actor& timer, const Plan& plan) {
  TakenNotices all;
  while (true) {
    BIHUAN_TRY(const TakenNotices batch,
               database_->write(timer, [&](Ledger& ledger) { return take_batch(ledger, plan); }));
    all.notices += batch.notices;
    all.deliveries += batch.deliveries;
    if (batch.notices < kBatch) return all;
  }
}

Result<std::optional<ClaimedDelivery>> Outbox::claim(const Actor& timer, const std::vector<std::string>& without,
                                                     const NextTry& next_try) {
  return database_->write(timer, [&](Ledger& ledger) { return claim_one(ledger, without, next_try); });
}

Status Outbox::finish(const Actor& timer, const Delivery& claimed, const std::optional<Error>& error) {
  return database_->write(timer, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::optional<Delivery> before, find<Delivery>(ledger.store(), claimed.delivery_id));
    if (!before) return fail(Code::kNotFound, "待发通知已不在库中", claimed.delivery_id);
    BIHUAN_CHECK(check_revision(*before, claimed.revision));
    Delivery after = *before;
    after.last_error = error ? error->message : "";
    if (!error) {
      after.state = DeliveryState::kSent;
      after.sent_at = timer.at;
    }
    return ledger.change(*before, after, error ? "notice.not_sent" : "notice.sent");
  });
}

Result<std::vector<Channel>> Outbox::channels() {
  return database_->read([](Reader& reader) -> Result<std::vector<Channel>> {
    BIHUAN_TRY(const std::vector<ChannelRow> rows, select<ChannelRow>(reader, {{}, {{"channel_id"}}, {}, 0}));
    std::vector<Channel> channels;
    for (const ChannelRow& row : rows) channels.push_back(channel_of(row));
    return channels;
  });
}

}  // namespace bihuan::records
