#include "server/device_desk.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <utility>

#include "base/text.h"
#include "gateway/moment.h"
#include "hj212/dialogue.h"
#include "server/device_api.h"

namespace bihuan::server {
namespace {

using records::DeviceOrder;
using records::DeviceOrderState;
using records::RegisteredDevice;

constexpr std::int64_t kLookedAt = 20'000;  // newest records of the archive in which frames are looked for
constexpr std::size_t kMostOfTake = 5;      // frames of the tail that are taken apart at once; four times a second
constexpr std::int64_t kMostEvents = 1000;

struct OrderWord {
  DeviceOrderState state;
  const char* word;
  const char* name;
};
constexpr OrderWord kOrderWords[] = {
    {DeviceOrderState::kAsked, "asked", "待另一人同意"}, {DeviceOrderState::kRefused, "refused", "不同意"},
    {DeviceOrderState::kGranted, "granted", "待发出"},   {DeviceOrderState::kSent, "sent", "已发出，等结果"},
    {DeviceOrderState::kFailed, "failed", "没有办成"},   {DeviceOrderState::kEnded, "ended", "已有结果"}};

std::unexpected<Error> no_port() {
  return fail(Code::kUnavailable, "这个服务没有开设备接入的端口：请管理员用--devices-port启动", "设备接入");
}

std::string edition_name_of(const std::string& word) {
  const Result<hj212::Edition> edition = hj212::parse_edition(word);
  return edition.has_value() ? std::string(to_chinese(*edition)) : std::string();
}

bool is_secret_field(std::string_view name) {
  return equals_ignoring_case(name, "PW") || equals_ignoring_case(name, "NewPW") || equals_ignoring_case(name, "NewSK");
}

api::TransmissionView transmission_of(const gateway::PeriodReading& period) {
  api::TransmissionView view;
  view.kind = period.kind;
  view.seconds = period.seconds;
  view.since = period.since;
  view.expected = period.expected;
  view.received = period.received;
  view.missing = period.expected - period.received;
  if (period.expected > 0) view.percent = Decimal(period.received * 1000 / period.expected, 1);
  for (const gateway::Gap& gap : period.gaps)
    view.gaps.push_back({gap.first, gap.last, (gap.last.seconds - gap.first.seconds) / period.seconds + 1});
  return view;
}

// Hours where the device sends them, else minutes, else days; of those for which something is due.
std::optional<api::TransmissionView> chosen_transmission(const std::vector<gateway::PeriodReading>& periods) {
  for (const std::string_view kind : {"hour", "minute", "day"}) {
    for (const gateway::PeriodReading& period : periods) {
      if (period.kind == kind && period.expected > 0) return transmission_of(period);
    }
  }
  return std::nullopt;
}

api::DeviceCountsView counts_of(const gateway::DeviceCounts& counts) {
  return {counts.frames,     counts.repaired,         counts.crc_errors, counts.quarantined,
          counts.duplicates, counts.repeated_periods, counts.refills,    counts.wrong_passwords,
          counts.incomplete, counts.take_overs,       counts.not_kept};
}

std::string to_word(gateway::FrameStanding standing) { return std::string(to_string(standing)); }

api::FrameEntry entry_of(const DeviceRoom& room, Instant at, std::string_view mn, std::string_view peer,
                         gateway::FrameStanding standing, std::string_view octets) {
  api::FrameEntry entry;
  entry.at = at;
  entry.mn = shown_octets(mn);
  entry.peer = peer;
  entry.standing = to_word(standing);
  entry.standing_name = to_chinese(standing);
  hj212::Profile profile;
  if (const std::optional<gateway::Device> device = room.registry.find(mn)) {
    entry.name = device->name;
    entry.is_simulated = device->is_simulated;
    profile = device->profile;
  }
  entry.frame = room.reader.read(octets, profile);
  entry.gist = room.reader.gist(octets, profile);
  for (const api::FramePiece& piece : entry.frame.pieces) {
    if (piece.kind == "CN" && piece.text.starts_with("CN=")) entry.cn = piece.text.substr(3);
  }
  return entry;
}

class DeviceTail final : public EventStream {
 public:
  DeviceTail(const DeviceRoom& room, const std::string& mn) : room_(room), listener_(room.server.listen(mn)) {}

  std::string take() override {
    std::size_t missed = 0;
    std::vector<gateway::TailFrame> frames = listener_->take(0, missed);
    if (frames.size() > kMostOfTake) {
      missed += frames.size() - kMostOfTake;
      frames.erase(frames.begin(), frames.end() - static_cast<std::ptrdiff_t>(kMostOfTake));
    }
    std::string text;
    if (missed > 0) text += "event: missed\ndata: " + std::to_string(missed) + "\n\n";
    for (const gateway::TailFrame& frame : frames) {
      api::FrameEntry entry = entry_of(room_, frame.at, frame.mn, frame.peer, frame.standing, frame.octets);
      entry.is_duplicate = frame.is_duplicate;
      text += "event: frame\ndata: " + to_json(entry) + "\n\n";
    }
    return text;
  }

 private:
  const DeviceRoom& room_;
  std::shared_ptr<gateway::TailListener> listener_;
};

}  // namespace

Status DeviceDesk::need_room() const {
  if (room_ == nullptr) return no_port();
  return {};
}

Status DeviceDesk::tell_gateway() {
  if (room_ == nullptr) return {};
  return room_->register_changed();
}

std::string DeviceDesk::name_of(const std::string& mn) const {
  if (room_ == nullptr) return "";
  const std::optional<gateway::Device> device = room_->registry.find(mn);
  return device ? device->name : std::string();
}

api::DeviceSummary DeviceDesk::summary(const RegisteredDevice& device, const gateway::DeviceReading* reading) const {
  api::DeviceSummary row;
  row.mn = device.mn;
  row.name = device.name;
  row.site = device.site;
  row.st = device.st;
  row.is_simulated = device.is_simulated;
  row.state = !device.is_active ? "retired" : room_ == nullptr ? "unknown" : "silent";
  if (room_ != nullptr) {
    const hj212::Word* system = room_->vocabulary.system(device.st);
    if (system != nullptr) row.system = system->name;
  }
  if (reading == nullptr) return row;
  if (reading->last_seen) row.state = reading->is_connected ? "online" : "offline";
  row.peer = reading->peer;
  row.connected_since = reading->connected_since;
  row.last_seen = reading->last_seen;
  row.last_cn = reading->last_cn;
  const Result<hj212::Edition> edition = hj212::parse_edition(reading->edition);
  const hj212::Command* command = edition.has_value() ? room_->vocabulary.command(*edition, reading->last_cn) : nullptr;
  if (command == nullptr) command = room_->vocabulary.any_command(reading->last_cn);
  if (command != nullptr) row.last_command = command->name;
  row.clock_offset_ms = reading->clock_offset_ms;
  row.is_clock_off = reading->clock_offset_ms && std::abs(*reading->clock_offset_ms) > room_->clock_tolerance_ms;
  row.counts = counts_of(reading->counts);
  row.transmission = chosen_transmission(reading->periods);
  return row;
}

Result<api::DeviceList> DeviceDesk::list() {
  BIHUAN_TRY(const std::vector<RegisteredDevice> registered, book_.list());
  api::DeviceList list;
  std::map<std::string, gateway::DeviceReading> readings;
  if (room_ != nullptr) {
    list.is_open = true;
    list.port = room_->server.port();
    const gateway::HostCounts counts = room_->server.counts();
    list.online = static_cast<std::int64_t>(counts.devices_connected);
    list.frames = counts.frames;
    list.strangers = static_cast<std::int64_t>(room_->server.quarantine().size());
    for (gateway::DeviceReading& reading : room_->server.devices()) {
      std::string mn = reading.mn;
      readings.emplace(std::move(mn), std::move(reading));
    }
    for (const gateway::ForwardReading& one : room_->forwards()) {
      list.forwards.push_back({one.name, one.is_connected, one.trouble, one.counts.acknowledged, one.behind,
                               one.counts.delivered, one.counts.resent, one.counts.skipped});
    }
  }
  for (const RegisteredDevice& device : registered) {
    const auto found = readings.find(device.mn);
    list.devices.push_back(summary(device, found == readings.end() ? nullptr : &found->second));
  }
  return list;
}

Result<api::DeviceView> DeviceDesk::view(const std::string& mn) {
  api::DeviceView view;
  BIHUAN_TRY(view.registered, book_.find(mn));
  view.revision = view.registered.revision;
  const std::optional<gateway::DeviceReading> reading = room_ == nullptr ? std::nullopt : room_->server.device(mn);
  view.summary = summary(view.registered, reading ? &*reading : nullptr);
  if (room_ == nullptr) return view;
  std::string edition = view.registered.agreement.edition;
  if (reading) {
    view.suggestion = reading->suggestion;
    for (const gateway::PeriodReading& period : reading->periods) view.transmissions.push_back(transmission_of(period));
    if (edition.empty()) edition = reading->edition;
  }
  view.edition_name = edition_name_of(edition);
  const Result<hj212::Edition> known = hj212::parse_edition(edition);
  for (const hj212::Command& command : room_->vocabulary.commands(known.value_or(hj212::Edition::k2017))) {
    const bool is_secret = std::ranges::any_of(command.request, is_secret_field);
    if (command.kind != hj212::CommandKind::kRequest || is_secret) continue;
    view.commands.push_back({command.cn, command.name, command.changes_device, command.request});
  }
  return view;
}

Result<api::DeviceEventList> DeviceDesk::events(const std::string& mn, std::int64_t most) {
  BIHUAN_CHECK(need_room());
  api::DeviceEventList list;
  std::vector<gateway::GatewayEvent> events = room_->server.events(kMostEvents);
  for (auto at = events.rbegin(); at != events.rend() && static_cast<std::int64_t>(list.events.size()) < most; ++at) {
    if (!mn.empty() && at->mn != mn) continue;
    list.events.push_back({at->at, std::string(to_string(at->kind)), at->mn, name_of(at->mn), at->peer, at->text});
  }
  return list;
}

Result<api::QuarantineList> DeviceDesk::quarantine() {
  BIHUAN_CHECK(need_room());
  api::QuarantineList list;
  for (const gateway::UnknownDevice& one : room_->server.quarantine()) {
    const hj212::Word* system = room_->vocabulary.system(one.st);
    list.strangers.push_back({shown_octets(one.mn), shown_octets(one.st), system == nullptr ? "" : system->name,
                              one.edition, edition_name_of(one.edition), one.peer, one.first_seen, one.last_seen,
                              one.frames, one.kept, one.last_frame});
  }
  std::ranges::stable_sort(list.strangers, std::ranges::greater{}, &api::StrangerView::last_seen);
  return list;
}

Result<api::FrameList> DeviceDesk::frames(const std::string& mn, std::int64_t most) {
  BIHUAN_CHECK(need_room());
  struct Kept {
    std::int64_t number;
    Instant at;
    std::string device, peer, octets;
    gateway::FrameStanding standing;
  };
  std::deque<Kept> newest;
  const std::int64_t after = std::max(room_->archive.before_last(2), room_->archive.head().records - kLookedAt);
  BIHUAN_CHECK(room_->archive.read(after, [&](const gateway::ArchiveRecord& record) {
    if (record.is_note || (!mn.empty() && record.frame.device != mn)) return true;
    if (static_cast<std::int64_t>(newest.size()) == most) newest.pop_front();
    newest.push_back({record.number, record.frame.received, std::string(record.frame.device),
                      std::string(record.frame.peer), std::string(record.frame.octets), record.frame.standing});
    return true;
  }));
  api::FrameList list;
  for (auto at = newest.rbegin(); at != newest.rend(); ++at) {
    list.frames.push_back(entry_of(*room_, at->at, at->device, at->peer, at->standing, at->octets));
    list.frames.back().number = at->number;
  }
  return list;
}

Result<api::FrameEntry> DeviceDesk::frame(std::int64_t number) {
  BIHUAN_CHECK(need_room());
  std::optional<api::FrameEntry> found;
  BIHUAN_CHECK(room_->archive.read(number - 1, [&](const gateway::ArchiveRecord& record) {
    if (record.number == number && !record.is_note) {
      const gateway::ArchiveFrame& frame = record.frame;
      found = entry_of(*room_, frame.received, frame.device, frame.peer, frame.standing, frame.octets);
      found->number = number;
    }
    return false;
  }));
  if (!found) return fail(Code::kNotFound, "帧档案中没有第" + std::to_string(number) + "帧", "帧号");
  return *std::move(found);
}

Result<std::shared_ptr<EventStream>> DeviceDesk::tail(const std::string& mn) {
  BIHUAN_CHECK(need_room());
  return std::make_shared<DeviceTail>(*room_, mn);
}

Result<api::DeviceView> DeviceDesk::enrol(const api::RegisterDeviceRequest& wanted) {
  records::KnownDevice known;
  known.device.mn = std::string(trim(wanted.mn));
  known.device.name = wanted.name;
  known.device.site = wanted.site;
  known.device.st = std::string(trim(wanted.st));
  known.device.agreement = wanted.agreement;
  known.secrets = {wanted.password, wanted.keys};
  BIHUAN_CHECK(gateway_device(known));
  BIHUAN_CHECK(book_.add(actor_, known.device, known.secrets, wanted.why));
  BIHUAN_CHECK(tell_gateway());
  return view(known.device.mn);
}

Result<api::DeviceView> DeviceDesk::change(const std::string& mn, std::int64_t revision,
                                           const api::ChangeDeviceRequest& wanted) {
  records::KnownDevice known;
  BIHUAN_TRY(known.device, book_.find(mn));
  known.device.name = wanted.name;
  known.device.site = wanted.site;
  known.device.st = std::string(trim(wanted.st));
  known.device.agreement = wanted.agreement;
  known.device.is_active = wanted.is_active;
  known.secrets = {wanted.password, wanted.keys};
  records::KnownDevice checked = known;
  if (checked.secrets.password.empty()) checked.secrets.password = "stays";
  BIHUAN_CHECK(gateway_device(checked));
  BIHUAN_CHECK(book_.change(actor_, revision, known.device, known.secrets, wanted.why));
  BIHUAN_CHECK(tell_gateway());
  return view(mn);
}

Result<api::OrderView> DeviceDesk::order_view(const DeviceOrder& order) {
  api::OrderView view;
  view.revision = order.revision;
  view.order = order;
  const Result<RegisteredDevice> device = book_.find(order.mn);
  if (device.has_value()) view.device_name = device->name;
  for (const OrderWord& one : kOrderWords) {
    if (one.state == order.state) view.state_name = one.name;
  }
  view.may_decide =
      order.state == DeviceOrderState::kAsked && !actor_.person_id.empty() && actor_.person_id != order.asked_by;
  return view;
}

Result<api::OrderList> DeviceDesk::orders(const std::string& mn, const std::string& state, const std::string& cursor,
                                          std::int64_t limit) {
  records::DeviceOrderFilter filter{mn, {}};
  for (const OrderWord& one : kOrderWords) {
    if (state == one.word) filter.state = one.state;
  }
  if (!state.empty() && !filter.state)
    return fail(Code::kInvalidInput, "命令的状态应是asked、refused、granted、sent、failed或ended。", "state");
  BIHUAN_TRY(std::vector<DeviceOrder> found, book_.orders(filter, cursor, limit + 1));
  api::OrderList list;
  if (static_cast<std::int64_t>(found.size()) > limit) {
    found.pop_back();
    list.next = found.back().order_id;
  }
  for (const DeviceOrder& one : found) {
    BIHUAN_TRY(api::OrderView shown, order_view(one));
    list.orders.push_back(std::move(shown));
  }
  return list;
}

Result<api::OrderView> DeviceDesk::ask(const std::string& mn, const api::AskOrderRequest& wanted) {
  BIHUAN_CHECK(need_room());
  const std::optional<gateway::Device> device = room_->registry.find(mn);
  if (!device) return fail(Code::kNotFound, "没有登记MN为“" + excerpt(mn, 40) + "”的设备，或已停用", "MN");
  const std::optional<gateway::DeviceReading> reading = room_->server.device(mn);
  const Result<hj212::Edition> heard = hj212::parse_edition(reading ? reading->edition : "");
  const hj212::Edition edition = device->profile.edition.value_or(heard.value_or(hj212::Edition::k2017));
  std::vector<std::vector<hj212::Pair>> groups;
  for (const records::OrderField& field : wanted.fields) {
    if (is_secret_field(field.name))
      return fail(Code::kInvalidInput, "改密码和密钥的命令不在这里下达：命令的内容会记入日志", "fields");
    groups.push_back({{field.name, field.value}});
  }
  // Whether it can be written is known before anybody is asked to grant it.
  BIHUAN_TRY(const hj212::Draft draft,
             hj212::checked_command(room_->vocabulary, {edition, device->st, device->password, device->mn},
                                    gateway::exchange_number(actor_.at.seconds * 1000), wanted.cn, groups));
  BIHUAN_CHECK(hj212::encode(draft));
  const hj212::Command* command = room_->vocabulary.command(edition, wanted.cn);
  DeviceOrder order;
  order.mn = mn;
  order.cn = wanted.cn;
  order.command = command->name;
  order.fields = wanted.fields;
  order.changes_device = command->changes_device;
  order.why = wanted.why;
  BIHUAN_TRY(order, book_.ask(actor_, order));
  if (order.state == DeviceOrderState::kGranted) {
    BIHUAN_TRY(order, send(order));
  }
  return order_view(order);
}

Result<api::OrderView> DeviceDesk::decide(const std::string& order_id, std::int64_t revision,
                                          const api::DecideOrderRequest& wanted) {
  BIHUAN_CHECK(need_room());
  BIHUAN_TRY(DeviceOrder order, book_.decide(actor_, order_id, revision, wanted.is_granted, wanted.why));
  if (order.state == DeviceOrderState::kGranted) {
    BIHUAN_TRY(order, send(order));
  }
  return order_view(order);
}

Result<DeviceOrder> DeviceDesk::send(const DeviceOrder& order) {
  gateway::CommandOrder command{order.mn, order.cn, {}, order.asked_name, order.decided_name};
  for (const records::OrderField& field : order.fields) command.groups.push_back({{field.name, field.value}});
  const Result<std::string> exchange = room_->server.command(command);
  if (exchange.has_value()) return book_.sent(actor_, order.order_id, *exchange);
  return book_.failed(actor_, order.order_id, exchange.error().message);
}

}  // namespace bihuan::server
