// The part of the host that deals with times: clocks of devices, periods, gaps, requests.
#include <fmt/format.h>

#include <algorithm>

#include "gateway/host.h"
#include "gateway/internal/host_state.h"
#include "hj212/dialogue.h"

namespace bihuan::gateway {

using hj212::Message;

namespace {

constexpr std::size_t kMostMinutes = 4096, kMostHours = 31 * 24, kMostDays = 62;
constexpr int kSuggestAfter = 10;
constexpr std::size_t kMostGapsShown = 20;

hj212::Counterpart counterpart_of(const Device& device, std::optional<hj212::Edition> heard) {
  return {device.profile.edition.value_or(heard.value_or(hj212::Edition::k2017)), device.st, device.password,
          device.mn};
}

}  // namespace

std::string Host::next_number(const Moment& now) {
  last_number_ = std::max(last_number_ + 1, now.desk_ms);
  return exchange_number(last_number_);
}

// How far the device's clock is off, and whether it is to be set.
void Host::look_at_times(Known& known, const Message& message, const Moment& now) {
  // Only real-time data, sent at once: packets of history may have been made long before.
  if (message.cn() != "2011" || message.is_refill()) return;
  std::optional<std::int64_t> sent = read_exchange_number(message.qn());
  if (!sent) {
    const auto time = read_device_time(message.scalar_text("DataTime"));
    if (time) sent = time->seconds * 1000;
  }
  if (!sent) return;
  known.clock_offset_ms = *sent - now.desk_ms;
  if (std::abs(*known.clock_offset_ms) <= rules_.clock_tolerance_ms || !known.device.sets_time) return;
  if (known.clock_set_at && now.steady_ms - *known.clock_set_at < rules_.clock_pause * 1000) return;
  event(EventKind::kClock, known.device.mn, "", fmt::format("时钟差{}秒，已要求校时", *known.clock_offset_ms / 1000),
        now);
  set_time(known, now);
}

void Host::set_time(Known& known, const Moment& now, std::string_view pol_id) {
  std::vector<std::vector<hj212::Pair>> groups;
  if (!pol_id.empty()) groups.push_back({{"PolId", std::string(pol_id)}});
  groups.push_back({{"SystemTime", device_time(now.desk())}});
  known.clock_set_at = now.steady_ms;
  discard(order(known,
                hj212::host_command(counterpart_of(known.device, known.edition), next_number(now), "1012",
                                    std::move(groups)),
                false, now),
          "the clock is looked at again with the next frame");
}

Status Host::order(Known& known, const hj212::Draft& draft, bool is_notification, const Moment& now) {
  BIHUAN_CHECK(known.exchange.add(draft, is_notification, {known.device.over_time, known.device.re_count}));
  ++known.counts.requests;
  busy_.insert(&known);
  known.exchange.go_on(now.steady_ms, [&](std::string_view frame) { port_.send(known.line, frame); });
  return {};
}

Result<std::string> Host::command(const CommandOrder& wanted, const Moment& now) {
  Known* known = find(wanted.mn);
  if (known == nullptr) return fail(Code::kNotFound, "没有登记这台设备", wanted.mn);
  if (known->line == 0) return fail(Code::kUnavailable, "设备没有连接，命令没有发出", wanted.mn);
  const hj212::Counterpart device = counterpart_of(known->device, known->edition);
  const std::string number = next_number(now);
  BIHUAN_TRY(const hj212::Draft draft, hj212::checked_command(vocabulary_, device, number, wanted.cn, wanted.groups));
  const hj212::Command* command = vocabulary_.command(device.edition, wanted.cn);
  if (wanted.asked_by.empty()) return fail(Code::kInvalidInput, "命令要写明由谁提出", wanted.mn);
  if (command->changes_device && (wanted.granted_by.empty() || wanted.granted_by == wanted.asked_by))
    return fail(Code::kConflict, fmt::format("命令{}（{}）会改变设备，要由另一人批准", wanted.cn, command->name),
                wanted.mn);
  BIHUAN_CHECK(order(*known, draft, command->kind == hj212::CommandKind::kNotification, now));
  return number;
}

void Host::request_ended(Known& known, RequestReport report, const Moment& now) {
  if (report.outcome != Outcome::kDone && report.outcome != Outcome::kNoData) ++known.counts.requests_failed;
  std::string text = fmt::format("命令{}：{}", report.cn, to_chinese(report.outcome));
  if (report.code) text += fmt::format("（返回{}）", *report.code);
  if (report.packets > 0) text += fmt::format("，收到{}包", report.packets);
  if (report.resends > 0) text += fmt::format("，重发{}次", report.resends);
  event(EventKind::kRequest, known.device.mn, "", std::move(text), now);
  if (report.qn == known.asked_number && known.asked_kind != nullptr) {
    // A lost line is no attempt: it is asked for again.
    if (report.outcome != Outcome::kDisconnected)
      known.asked_kind->asked(known.asked_gap, now.desk(), rules_.gaps, report.outcome == Outcome::kNoData);
    known.asked_kind = nullptr;
    known.asked_number.clear();
  }
  if (on_request_ended) on_request_ended(report);
}

void Host::count_period(Known& known, const Message& message, const Moment& now) {
  std::optional<Periods>* kind = nullptr;
  std::int64_t seconds = 0;
  std::size_t most = 0;
  if (message.cn() == "2051" && known.device.minute_interval > 0) {
    kind = &known.minutes, seconds = known.device.minute_interval * std::int64_t{60}, most = kMostMinutes;
  } else if (message.cn() == "2061" && known.device.sends_hours) {
    kind = &known.hours, seconds = 3600, most = kMostHours;
  } else if (message.cn() == "2031" && known.device.sends_days) {
    kind = &known.days, seconds = 86400, most = kMostDays;
  }
  const auto time = kind == nullptr ? std::nullopt : read_device_time(message.scalar_text("DataTime"));
  if (!time) return;
  const Instant begin{time->seconds - (known.device.is_label_the_end ? seconds : 0)};
  if (std::abs(begin.seconds - now.desk().seconds) > rules_.absurd_clock_days * 86400 &&
      !(kind->has_value() && begin < now.desk()))
    return;
  if (!kind->has_value() || (*kind)->seconds() != seconds) kind->emplace(seconds, most);
  const Periods::Seen seen = (*kind)->add(begin, now.desk());
  // Another packet of the same period is no repetition.
  if (seen == Periods::Seen::kAgain && !message.is_part()) ++known.counts.repeated_periods;
  if (seen == Periods::Seen::kFilled) ++known.counts.refills;
}

void Host::ask_for_gaps(Known& known, const Moment& now) {
  if (known.line == 0 || !known.device.asks_for_gaps || !known.exchange.is_idle()) return;
  if (now.steady_ms - known.connected_at < rules_.refill_patience * 1000) return;
  const struct {
    std::optional<Periods>& periods;
    const char* cn;
  } kinds[] = {{known.hours, "2061"}, {known.minutes, "2051"}, {known.days, "2031"}};
  for (const auto& [periods, cn] : kinds) {
    if (!periods) continue;
    const std::vector<Gap> gaps = periods->to_ask(now.desk(), rules_.gaps);
    if (gaps.empty()) continue;
    const std::int64_t shift = known.device.is_label_the_end ? periods->seconds() : 0;
    const std::string begin = device_time({gaps[0].first.seconds + shift}),
                      end = device_time({gaps[0].last.seconds + shift});
    known.asked_kind = &*periods;
    known.asked_gap = gaps[0];
    known.asked_number = next_number(now);
    event(EventKind::kGap, known.device.mn, "", fmt::format("缺{}至{}的数据，已用{}补取", begin, end, cn), now);
    discard(
        order(known,
              hj212::history_request(counterpart_of(known.device, known.edition), known.asked_number, cn, begin, end),
              false, now),
        "the gap is found again in a minute");
    return;
  }
}

// Each packet was kept and answered when it came; here only that the rest of a message did not come.
void Host::tell_incomplete(Known& known, const Moment& now) {
  if (!known.packets) return;
  for (const hj212::Incomplete& one : known.packets->expire(now.desk())) {
    std::string missing;
    for (const int number : one.missing) missing += (missing.empty() ? "" : "、") + std::to_string(number);
    ++known.counts.incomplete;
    event(EventKind::kIncomplete, known.device.mn, "",
          fmt::format("{}（{}）共{}包，第{}包没有来", one.cn, one.data_time, one.pnum, missing), now);
  }
}

void Host::recall(const ArchiveRecord& record, const Moment& now) {
  if (record.is_note || record.frame.standing > FrameStanding::kRepaired) return;
  hj212::decode_all(record.frame.octets, profiles_, nullptr, [&](const hj212::Received& received) {
    Known* known = received.has_data() ? find(record.frame.device) : nullptr;
    if (known == nullptr) return;
    const std::size_t hash = std::hash<std::string_view>{}(record.frame.octets);
    if (known->recent.find(hash) == nullptr) known->recent.add(hash, true);
    known->last_seen = record.frame.received;
    known->edition = received.message.edition;
    known->last_cn = received.message.cn();
    known->last_octets = record.frame.octets;
    const DeviceCounts counts = known->counts;  // of this run only
    count_period(*known, received.message, now);
    known->counts = counts;
  });
}

// --- what is to be seen ----------------------------------------------------------------------------------------------

DeviceReading Host::reading_of(const Known& known, const Moment& now, bool is_whole) const {
  DeviceReading reading;
  const Device& device = known.device;
  reading.mn = device.mn;
  reading.name = device.name;
  reading.site = device.site;
  reading.st = device.st;
  if (known.edition) reading.edition = hj212::to_string(*known.edition);
  reading.is_simulated = device.is_simulated;
  reading.is_connected = known.line != 0;
  const auto line = lines_.find(known.line);
  if (line != lines_.end()) reading.peer = line->second->peer;
  reading.connected_since = known.connected_since;
  reading.last_seen = known.last_seen;
  reading.clock_offset_ms = known.clock_offset_ms;
  reading.counts = known.counts;
  const struct {
    const std::optional<Periods>& periods;
    const char* name;
  } kinds[] = {{known.minutes, "minute"}, {known.hours, "hour"}, {known.days, "day"}};
  for (const auto& [periods, name] : kinds) {
    if (!periods) continue;
    const Periods::Rate rate = periods->rate(now.desk(), rules_.gaps.grace);
    reading.periods.push_back({name, periods->seconds(), periods->since(), rate.expected, rate.received, {}});
    if (is_whole) reading.periods.back().gaps = periods->missing(now.desk(), rules_.gaps.grace, kMostGapsShown);
  }
  reading.requests_waiting = static_cast<std::int64_t>(known.exchange.waiting());
  reading.last_cn = known.last_cn;
  if (is_whole) reading.last_frame = masked_frame(known.last_octets);
  if (known.foreign_crcs >= kSuggestAfter)
    reading.suggestion = known.foreign_crc == hj212::CrcKind::kModbus ? "crc = \"modbus\"" : "crc = \"modbus_swapped\"";
  return reading;
}

std::vector<DeviceReading> Host::devices(const Moment& now) const {
  std::vector<DeviceReading> all;
  for (const auto& [mn, known] : known_) {
    if (known->is_registered) all.push_back(reading_of(*known, now, false));
  }
  return all;
}

std::optional<DeviceReading> Host::device(std::string_view mn, const Moment& now) const {
  const auto found = known_.find(mn);
  if (found == known_.end() || !found->second->is_registered) return std::nullopt;
  return reading_of(*found->second, now, true);
}

std::vector<UnknownDevice> Host::quarantine() const {
  std::vector<UnknownDevice> all;
  for (const auto& [mn, unknown] : unknown_) all.push_back(unknown);
  return all;
}

HostCounts Host::counts() const {
  HostCounts counts = counts_;
  counts.connections = lines_.size();
  counts.strangers = strangers_.size();
  counts.pending = pending_.size();
  counts.devices_connected = static_cast<std::size_t>(
      std::ranges::count_if(known_, [](const auto& known) { return known.second->line != 0; }));
  return counts;
}

}  // namespace bihuan::gateway
