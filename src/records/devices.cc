#include "records/devices.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/password.h"
#include "base/text.h"
#include "records/internal/desk_rules.h"
#include "records/internal/device_rows.h"

namespace bihuan::records {
namespace {

constexpr std::size_t kSaltBytes = 12;  // 16 characters
constexpr std::size_t kLongestDeviceName = 100;

Secret hidden(std::string_view text) {
  return {text.empty() ? std::string() : random_token(kSaltBytes) + "\n" + std::string(text)};
}

std::string shown(const Secret& secret) {
  const std::size_t end = secret.value.find('\n');
  return end == std::string::npos ? std::string() : secret.value.substr(end + 1);
}

std::string joined_keys(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ",") + key;
  return text;
}

std::unexpected<Error> no_such_device(std::string_view mn) {
  return fail(Code::kNotFound, "没有登记MN为“" + excerpt(mn, 40) + "”的设备", "MN");
}

std::unexpected<Error> no_such_order(std::string_view order_id) {
  return fail(Code::kNotFound, "没有编号为“" + excerpt(order_id) + "”的设备命令", "命令编号");
}

Result<DeviceRow> device_row(Reader& reader, std::string_view mn) {
  BIHUAN_TRY(std::optional<DeviceRow> row, find<DeviceRow>(reader, std::string(mn)));
  if (!row) return no_such_device(mn);
  return *std::move(row);
}

Result<DeviceOrder> order_row(Reader& reader, std::string_view order_id) {
  BIHUAN_TRY(std::optional<DeviceOrder> row, find<DeviceOrder>(reader, std::string(order_id)));
  if (!row) return no_such_order(order_id);
  return *std::move(row);
}

// What changes: everything but MN, who registered it and when.
void take_over(DeviceRow& row, const RegisteredDevice& wanted, const DeviceSecrets& secrets) {
  row.name = std::string(trim(wanted.name));
  row.site = std::string(trim(wanted.site));
  row.st = wanted.st;
  row.agreement = wanted.agreement;
  row.is_active = wanted.is_active;
  if (!secrets.password.empty() && shown(row.password) != secrets.password) row.password = hidden(secrets.password);
  const std::string keys = joined_keys(secrets.keys);
  if (!keys.empty() && shown(row.secret_keys) != keys) row.secret_keys = hidden(keys);
}

Status register_one(Ledger& ledger, const RegisteredDevice& wanted, const DeviceSecrets& secrets, std::string_view what,
                    std::string_view why) {
  DeviceRow row;
  row.mn = wanted.mn;
  row.is_simulated = wanted.is_simulated;
  row.registered_by = ledger.actor().name;
  row.registered_at = ledger.actor().at;
  take_over(row, wanted, secrets);
  return ledger.add(row, what, why);
}

Status check_device(const RegisteredDevice& wanted) {
  BIHUAN_CHECK(require_text(wanted.name, "设备的名称", "name", kLongestDeviceName));
  if (count_code_points(wanted.site) > kLongestDeviceName) {
    return fail(Code::kInvalidInput, "所属点位应不超过" + std::to_string(kLongestDeviceName) + "字", "site");
  }
  return {};
}

// One step of an order's way, from one of the states where it may be taken.
Result<DeviceOrder> step(Ledger& ledger, std::string_view order_id, DeviceOrderState from, std::string_view what,
                         const std::function<void(DeviceOrder&)>& change, std::string_view why = "") {
  BIHUAN_TRY(const DeviceOrder before, order_row(ledger.store(), order_id));
  if (before.state != from) return fail(Code::kConflict, "这条设备命令已不在等待这一步", "state");
  DeviceOrder after = before;
  change(after);
  BIHUAN_CHECK(ledger.change(before, after, what, why));
  return after;
}

}  // namespace

Result<std::vector<RegisteredDevice>> Devices::list() {
  return database_->read([](Reader& reader) -> Result<std::vector<RegisteredDevice>> {
    BIHUAN_TRY(const std::vector<DeviceRow> rows, select<DeviceRow>(reader, {{}, {{"mn"}}, {}, 0}));
    return std::vector<RegisteredDevice>(rows.begin(), rows.end());
  });
}

Result<RegisteredDevice> Devices::find(std::string_view mn) {
  return database_->read([&](Reader& reader) -> Result<RegisteredDevice> {
    BIHUAN_TRY(DeviceRow row, device_row(reader, mn));
    return static_cast<RegisteredDevice&&>(row);
  });
}

Result<std::vector<KnownDevice>> Devices::known(bool includes_retired) {
  return database_->read([includes_retired](Reader& reader) -> Result<std::vector<KnownDevice>> {
    Query query{{}, {{"mn"}}, {}, 0};
    if (!includes_retired) query.where.push_back(is("is_active", std::int64_t{1}));
    BIHUAN_TRY(const std::vector<DeviceRow> rows, select<DeviceRow>(reader, query));
    std::vector<KnownDevice> all;
    for (const DeviceRow& row : rows) {
      KnownDevice known{row, {shown(row.password), {}}};
      std::string keys = shown(row.secret_keys);
      while (!keys.empty()) {
        const std::size_t end = std::min(keys.find(','), keys.size());
        known.secrets.keys.push_back(keys.substr(0, end));
        keys.erase(0, end + 1);
      }
      all.push_back(std::move(known));
    }
    return all;
  });
}

Result<RegisteredDevice> Devices::add(const Actor& actor, const RegisteredDevice& wanted, const DeviceSecrets& secrets,
                                      std::string_view why) {
  BIHUAN_CHECK(check_device(wanted));
  if (secrets.password.empty()) return fail(Code::kInvalidInput, "设备的访问密码（PW）不能为空", "password");
  BIHUAN_CHECK(database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::optional<DeviceRow> there, records::find<DeviceRow>(ledger.store(), wanted.mn));
    if (there) {
      return fail(Code::kConflict, "MN为“" + excerpt(wanted.mn, 40) + "”的设备已登记为“" + there->name + "”", "mn");
    }
    return register_one(ledger, wanted, secrets, "device.registered", why);
  }));
  return find(wanted.mn);
}

Result<RegisteredDevice> Devices::change(const Actor& actor, std::int64_t revision, const RegisteredDevice& wanted,
                                         const DeviceSecrets& secrets, std::string_view why) {
  BIHUAN_CHECK(check_device(wanted));
  BIHUAN_CHECK(require_text(why, "改动登记的理由", "why"));
  const Status changed = database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const DeviceRow before, device_row(ledger.store(), wanted.mn));
    BIHUAN_CHECK(check_revision(before, revision));
    DeviceRow after = before;
    take_over(after, wanted, secrets);
    return ledger.change(before, after, "device.changed", trim(why));
  });
  BIHUAN_CHECK(changed);
  return find(wanted.mn);
}

Result<std::int64_t> Devices::import(const Actor& actor, const std::vector<KnownDevice>& listed,
                                     std::string_view source) {
  BIHUAN_TRY(const std::vector<RegisteredDevice> present, list());
  const auto is_new = [&](const KnownDevice& one) {
    return std::ranges::find(present, one.device.mn, &RegisteredDevice::mn) == present.end();
  };
  if (std::ranges::none_of(listed, is_new)) return 0;
  return database_->write(actor, [&](Ledger& ledger) -> Result<std::int64_t> {
    std::int64_t count = 0;
    for (const KnownDevice& one : listed) {
      BIHUAN_TRY(const std::optional<DeviceRow> there, records::find<DeviceRow>(ledger.store(), one.device.mn));
      if (there) continue;
      BIHUAN_CHECK(register_one(ledger, one.device, one.secrets, "device.imported", source));
      ++count;
    }
    return count;
  });
}

Result<DeviceOrder> Devices::ask(const Actor& actor, const DeviceOrder& wanted) {
  if (actor.person_id.empty()) return fail(Code::kInvalidInput, "设备命令要由具名的人下达：请以本人账号登录", "who");
  BIHUAN_CHECK(require_text(wanted.why, "下达命令的理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<DeviceOrder> {
    BIHUAN_CHECK(device_row(ledger.store(), wanted.mn));
    DeviceOrder row;
    BIHUAN_TRY(row.order_id, ledger.new_id('q', "device_order"));
    row.mn = wanted.mn;
    row.cn = wanted.cn;
    row.command = wanted.command;
    row.fields = wanted.fields;
    row.changes_device = wanted.changes_device;
    row.why = std::string(trim(wanted.why));
    row.state = wanted.changes_device ? DeviceOrderState::kAsked : DeviceOrderState::kGranted;
    row.asked_by = actor.person_id;
    row.asked_name = actor.name;
    row.asked_at = actor.at;
    BIHUAN_CHECK(ledger.add(row, "device_order.asked", row.why));
    return row;
  });
}

Result<DeviceOrder> Devices::decide(const Actor& actor, std::string_view order_id, std::int64_t revision,
                                    bool is_granted, std::string_view why) {
  if (actor.person_id.empty()) return fail(Code::kInvalidInput, "设备命令要由具名的人同意：请以本人账号登录", "who");
  if (!is_granted) BIHUAN_CHECK(require_text(why, "不同意的理由", "why"));
  return database_->write(actor, [&](Ledger& ledger) -> Result<DeviceOrder> {
    BIHUAN_TRY(const DeviceOrder before, order_row(ledger.store(), order_id));
    if (before.state != DeviceOrderState::kAsked) {
      return fail(Code::kConflict, "这条设备命令已由" + before.decided_name + "决定，不能再改", "state");
    }
    BIHUAN_CHECK(check_revision(before, revision));
    if (before.asked_by == actor.person_id) {
      return fail(Code::kConflict, "改动设备的命令须经另一人同意：下达的人不能自己同意", "who");
    }
    DeviceOrder after = before;
    after.state = is_granted ? DeviceOrderState::kGranted : DeviceOrderState::kRefused;
    after.decided_by = actor.person_id;
    after.decided_name = actor.name;
    after.decided_why = std::string(trim(why));
    after.decided_at = actor.at;
    BIHUAN_CHECK(
        ledger.change(before, after, is_granted ? "device_order.granted" : "device_order.refused", after.decided_why));
    return after;
  });
}

Result<DeviceOrder> Devices::sent(const Actor& actor, std::string_view order_id, std::string_view exchange) {
  return database_->write(actor, [&](Ledger& ledger) {
    return step(ledger, order_id, DeviceOrderState::kGranted, "device_order.sent", [&](DeviceOrder& order) {
      order.state = DeviceOrderState::kSent;
      order.exchange = std::string(exchange);
    });
  });
}

Result<DeviceOrder> Devices::failed(const Actor& actor, std::string_view order_id, std::string_view outcome) {
  return database_->write(actor, [&](Ledger& ledger) {
    return step(ledger, order_id, DeviceOrderState::kGranted, "device_order.failed", [&](DeviceOrder& order) {
      order.state = DeviceOrderState::kFailed;
      order.outcome = std::string(outcome);
      order.ended_at = actor.at;
    });
  });
}

Result<bool> Devices::ended(const Actor& actor, std::string_view mn, std::string_view exchange,
                            std::string_view outcome) {
  Query query{
      {is("mn", std::string(mn)), is("state", std::string("sent")), is("exchange", std::string(exchange))}, {}, {}, 1};
  BIHUAN_TRY(const std::vector<DeviceOrder> found,
             database_->read([&](Reader& reader) { return select<DeviceOrder>(reader, query); }));
  if (found.empty()) return false;
  return database_->write(actor, [&](Ledger& ledger) -> Result<bool> {
    BIHUAN_CHECK(
        step(ledger, found.front().order_id, DeviceOrderState::kSent, "device_order.ended", [&](DeviceOrder& order) {
          order.state = DeviceOrderState::kEnded;
          order.outcome = std::string(outcome);
          order.ended_at = actor.at;
        }));
    return true;
  });
}

Status Devices::give_up(const Actor& actor) {
  const Query query{
      {{"state", Test::kOneOf, {Cell(std::string("granted")), Cell(std::string("sent"))}, {}}}, {}, {}, 0};
  BIHUAN_TRY(const std::vector<DeviceOrder> open,
             database_->read([&](Reader& reader) { return select<DeviceOrder>(reader, query); }));
  if (open.empty()) return {};
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    for (const DeviceOrder& before : open) {
      DeviceOrder after = before;
      after.state = DeviceOrderState::kFailed;
      after.outcome = before.exchange.empty() ? "服务停止时还没有发出" : "服务停止时还没有结果，设备是否已执行不知道";
      after.ended_at = actor.at;
      BIHUAN_CHECK(ledger.change(before, after, "device_order.failed"));
    }
    return {};
  });
}

Result<std::vector<DeviceOrder>> Devices::orders(const DeviceOrderFilter& filter, std::string_view after,
                                                 std::int64_t limit) {
  if (limit < 1 || limit > 500) return fail(Code::kInvalidInput, "每页应为1到500条", "limit");
  Query query;
  if (!filter.mn.empty()) query.where.push_back(is("mn", filter.mn));
  if (filter.state) query.where.push_back(is("state", enum_word(*filter.state)));
  query.order = {{"order_id", true}};
  if (!after.empty()) query.after = {Cell(std::string(after))};
  query.limit = limit;
  return database_->read([&](Reader& reader) { return select<DeviceOrder>(reader, query); });
}

}  // namespace bihuan::records
