#include "gateway/host.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "gateway/internal/host_state.h"
#include "hj212/dialogue.h"

namespace bihuan::gateway {

using hj212::Message;
using hj212::Received;

std::string_view to_string(EventKind kind) {
  constexpr std::string_view kWords[] = {
      "connected", "disconnected", "take_over", "unknown_device", "wrong_password", "dropped",
      "damaged",   "clock",        "gap",       "request",        "not_kept",       "incomplete"};
  return kWords[static_cast<std::size_t>(kind)];
}

Host::Host(const DeviceRegistry& registry, const hj212::Vocabulary& vocabulary, HostPort& port, HostLimits limits,
           HostRules rules)
    : registry_(registry), vocabulary_(vocabulary), port_(port), limits_(limits), rules_(rules) {
  registry_changed({});
}
Host::~Host() = default;

void Host::registry_changed(const Moment& now) {
  for (auto& [mn, known] : known_) {
    if (!registry_.find(mn)) {
      known->is_registered = false;
      leave(*known, now);
    }
  }
  for (Device& device : registry_.all()) {
    profiles_.set(device.mn, device.profile);
    unknown_.erase(device.mn);
    std::unique_ptr<Known>& known = known_[device.mn];
    if (!known) known = std::make_unique<Known>(device);
    known->is_registered = true;
    known->device = std::move(device);
  }
}

Host::Known* Host::find(std::string_view mn) {
  const auto found = known_.find(mn);
  return found != known_.end() && found->second->is_registered ? found->second.get() : nullptr;
}

// --- connections -----------------------------------------------------------------------------------------------------

void Host::opened(ConnectionId connection, std::string peer, const Moment& now) {
  lines_[connection] = std::make_unique<Line>(connection, std::move(peer), profiles_, now.steady_ms);
  strangers_.insert(connection);
}

void Host::closed(ConnectionId connection, const Moment& now) {
  const auto found = lines_.find(connection);
  if (found == lines_.end()) return;
  Line& line = *found->second;
  line.is_dropped = true;  // what it still said counts, but it is not closed again
  const bool was_receiving = std::exchange(is_receiving_, true);
  line.decoder.flush([&](const Received& received) { take(line, received, now); });
  is_receiving_ = was_receiving;
  for (Known* known : std::exchange(line.devices, {})) {
    if (known->line == connection) leave(*known, now);
  }
  strangers_.erase(connection);
  lines_.erase(connection);
}

// The device has no line any more.
void Host::leave(Known& known, const Moment& now) {
  if (known.line == 0) return;
  const auto line = lines_.find(known.line);
  event(EventKind::kDisconnected, known.device.mn, line == lines_.end() ? "" : line->second->peer, "连接断开", now);
  known.line = 0;
  known.connected_since.reset();
  known.exchange.give_up([&](RequestReport report) { request_ended(known, std::move(report), now); });
  busy_.erase(&known);
}

void Host::drop(Line& line, std::string_view why, const Moment& now) {
  if (line.is_dropped) return;
  line.is_dropped = true;
  ++counts_.dropped_lines;
  event(EventKind::kDropped, line.devices.empty() ? "" : line.devices.front()->device.mn, line.peer, std::string(why),
        now);
  to_drop_.push_back(line.id);
  if (!is_receiving_) close_dropped(now);
}

void Host::received(ConnectionId connection, std::string_view octets, const Moment& now) {
  const auto found = lines_.find(connection);
  if (found == lines_.end()) return;
  Line& line = *found->second;
  counts_.octets += static_cast<std::int64_t>(octets.size());
  is_receiving_ = true;
  const bool was_waiting = line.decoder.pending() != 0;
  const std::uint64_t stood_at = line.decoder.offset();
  line.decoder.feed(octets, [&](const Received& received) {
    if (!line.is_dropped) take(line, received, now);
  });
  if (line.decoder.pending() != 0 && (!was_waiting || line.decoder.offset() != stood_at))
    line.partial_since = now.steady_ms;
  is_receiving_ = false;
  close_dropped(now);
}

void Host::close_dropped(const Moment& now) {
  while (!to_drop_.empty()) {
    const ConnectionId id = to_drop_.back();
    to_drop_.pop_back();
    port_.close(id);
    closed(id, now);
  }
}

// A line and its time limits.
void Host::check_line(Line& line, const Moment& now) {
  const auto older = [&](std::int64_t since, std::int64_t seconds) { return now.steady_ms - since >= seconds * 1000; };
  if (line.decoder.pending() != 0 && older(line.partial_since, limits_.partial_seconds)) {
    is_receiving_ = true;
    line.decoder.flush([&](const Received& received) {
      if (!line.is_dropped) take(line, received, now);
    });
    is_receiving_ = false;
  }
  if (line.frames == 0 && older(line.opened, limits_.first_frame_seconds))
    drop(line, fmt::format("连接后{}秒没有发来完整的帧", limits_.first_frame_seconds), now);
  else if (line.devices.empty() && older(line.opened, limits_.stranger_seconds))
    drop(line, fmt::format("连接后{}秒不是已登记的设备", limits_.stranger_seconds), now);
  else if (older(line.last_frame, limits_.idle_seconds) && line.frames != 0)
    drop(line, fmt::format("{}秒没有发来帧", limits_.idle_seconds), now);
}

void Host::tick(const Moment& now) {
  for (auto at = busy_.begin(); at != busy_.end();) {
    Known& known = **at++;
    known.exchange.tick(
        now.steady_ms, [&](std::string_view frame) { port_.send(known.line, frame); },
        [&](RequestReport report) { request_ended(known, std::move(report), now); });
    if (known.exchange.is_idle()) busy_.erase(&known);
  }
  const std::int64_t second = now.steady_ms / 1000;
  if (second == last_second_) return;
  last_second_ = second;
  std::vector<Line*> lines;
  for (const auto& [id, line] : lines_) lines.push_back(line.get());
  is_receiving_ = true;  // lines go at the end
  for (Line* line : lines) check_line(*line, now);
  is_receiving_ = false;
  close_dropped(now);
  // Each device has its turn once a minute.
  std::int64_t turn = 0;
  for (const auto& [mn, known] : known_) {
    if (turn++ % 60 != second % 60) continue;
    ask_for_gaps(*known, now);
    tell_incomplete(*known, now);
  }
}

void Host::drop_oldest_stranger(const Moment& now) {
  if (!strangers_.empty()) drop(*lines_.at(*strangers_.begin()), "还不是已登记设备的连接太多，最早的断开", now);
}

// --- frames ----------------------------------------------------------------------------------------------------------

void Host::take(Line& line, const Received& received, const Moment& now) {
  if (received.standing == hj212::Standing::kLineEnd) return;
  if (received.standing == hj212::Standing::kJunk) {
    counts_.junk_octets += static_cast<std::int64_t>(received.raw.size());
    line.junk += received.raw.size();
    if (line.junk > limits_.junk_octets)
      drop(line, fmt::format("已发来{}字节而其中没有帧：帧以##开头", line.junk), now);
    return;
  }
  line.junk = 0;
  ++counts_.frames;
  constexpr std::size_t kAround = 2 + 4 + 4;  // ##, length, check value
  const bool is_whole = received.declared_length >= 0 &&
                        received.raw.size() == static_cast<std::size_t>(received.declared_length) + kAround;
  if (received.has_data() || is_whole) {
    line.last_frame = now.steady_ms;
    ++line.frames;
  }
  Known* known = find(received.message.mn());
  if (known == nullptr && received.message.mn().empty() && line.devices.size() == 1) known = line.devices.front();
  if (!received.has_data()) return take_damaged(line, received, known, now);
  if (known == nullptr) return take_stranger(line, received, now);
  if (!has_right_password(line, received, *known, now)) return;
  identify(line, *known, now);
  take_frame(line, received, known, now);
}

bool Host::may_keep_damaged(Line& line, const Moment& now) {
  const std::int64_t earned = (now.steady_ms - line.tokens_at) / 1000;
  if (earned > 0) {
    line.tokens = static_cast<int>(std::min<std::int64_t>(limits_.quarantined_at_once, line.tokens + earned));
    line.tokens_at += earned * 1000;
  }
  if (line.tokens > 0) {
    --line.tokens;
    return true;
  }
  ++counts_.damaged_not_kept;
  return false;
}

void Host::take_damaged(Line& line, const Received& received, Known* known, const Moment& now) {
  // Whose it is cannot be proved: it counts for the device only where that is on this line, or its password stands
  // there.
  const bool is_own = known != nullptr && (known->line == line.id || received.message.pw() == known->device.password);
  if (is_own) {
    ++known->counts.quarantined;
    const bool is_crc = received.has(hj212::Finding::kCrcWrong) || received.has(hj212::Finding::kCrcNoHex);
    if (is_crc) ++known->counts.crc_errors;
    if (is_crc && (received.crc == hj212::CrcKind::kModbus || received.crc == hj212::CrcKind::kModbusSwapped)) {
      known->foreign_crcs = known->foreign_crc == received.crc ? known->foreign_crcs + 1 : 1;
      known->foreign_crc = received.crc;
    }
  }
  if (line.damaged++ == 0) {
    event(EventKind::kDamaged, received.message.mn(), line.peer,
          received.diagnostics.empty() ? "不能读出的帧"
                                       : hj212::describe(received.diagnostics.front(), received.message.segment),
          now);
  }
  show(line, received, FrameStanding::kQuarantined, false, now);
  if (may_keep_damaged(line, now)) keep(line, received, FrameStanding::kQuarantined, {}, now);
}

void Host::take_stranger(Line& line, const Received& received, const Moment& now) {
  const Message& message = received.message;
  const std::string mn(message.mn().substr(0, 64));
  auto found = unknown_.find(mn);
  if (found == unknown_.end()) {
    if (unknown_.size() >= limits_.unknown_devices)
      unknown_.erase(std::ranges::min_element(unknown_, {}, [](const auto& u) { return u.second.last_seen; }));
    found = unknown_.emplace(mn, UnknownDevice{mn, "", "", "", now.desk(), now.desk(), 0, 0, ""}).first;
    event(EventKind::kUnknownDevice, mn, line.peer, "没有登记的设备，帧已隔离", now);
  }
  UnknownDevice& unknown = found->second;
  unknown.st = message.st().substr(0, 8);
  unknown.edition = hj212::to_string(message.edition);
  unknown.peer = line.peer;
  unknown.last_seen = now.desk();
  unknown.last_frame = masked_frame(received.raw);
  ++unknown.frames;
  show(line, received, FrameStanding::kUnknownDevice, false, now);
  if (!may_keep_damaged(line, now)) return;
  ++unknown.kept;
  keep(line, received, FrameStanding::kUnknownDevice, {}, now);
}

bool Host::has_right_password(Line& line, const Received& received, Known& known, const Moment& now) {
  const Message& message = received.message;
  // Short answers of 2005 carry neither MN nor PW; they count on a line that has proved whose it is.
  if (!message.has(hj212::HeaderField::kPw) && known.line == line.id) return true;
  if (message.pw() == known.device.password) return true;
  ++known.counts.wrong_passwords;
  event(EventKind::kWrongPassword, known.device.mn, line.peer, "口令不对，帧已隔离，没有应答", now);
  show(line, received, FrameStanding::kWrongPassword, false, now);
  if (may_keep_damaged(line, now)) keep(line, received, FrameStanding::kWrongPassword, {}, now);
  if (++line.wrong_passwords >= limits_.wrong_passwords)
    drop(line, fmt::format("口令接连{}次不对", line.wrong_passwords), now);
  return false;
}

// The device is on this line from now on.
void Host::identify(Line& line, Known& known, const Moment& now) {
  line.wrong_passwords = 0;
  if (known.line == line.id) return;
  if (line.devices.size() >= limits_.devices_of_connection) {
    drop(line, fmt::format("一个连接上有{}台以上的设备", limits_.devices_of_connection), now);
    return;
  }
  if (known.line != 0) {
    ++known.counts.take_overs;
    Line& old = *lines_.at(known.line);
    event(EventKind::kTakeOver, known.device.mn, line.peer, fmt::format("由{}改从新的连接发来", old.peer), now);
    std::erase(old.devices, &known);
    if (old.devices.empty()) drop(old, "设备已从别的连接发来", now);
  } else {
    event(EventKind::kConnected, known.device.mn, line.peer, "已连接", now);
  }
  known.line = line.id;
  known.connected_since = now.desk();
  known.connected_at = now.steady_ms;
  line.devices.push_back(&known);
  strangers_.erase(line.id);
}

void Host::take_frame(Line& line, const Received& received, Known* known, const Moment& now) {
  const Message& message = received.message;
  known->last_seen = now.desk();
  known->edition = message.edition;
  known->last_cn = message.cn();
  known->last_octets = received.raw;
  const std::size_t hash = std::hash<std::string_view>{}(received.raw);
  const bool is_repaired = received.standing == hj212::Standing::kRepaired;
  const FrameStanding standing = is_repaired ? FrameStanding::kRepaired : FrameStanding::kData;
  if (Recent::Entry* before = known->recent.find(hash)) {
    ++known->counts.duplicates;
    show(line, received, standing, true, now);
    // Where the first is still on its way to the disk, its answer will do for both.
    if (before->is_kept) {
      const std::string answer = answer_to(message, *known, now);
      if (!answer.empty()) port_.send(line.id, answer);
    }
    return;
  }
  known->recent.add(hash);
  known->counts.octets += static_cast<std::int64_t>(received.raw.size());
  known->counts.repaired += is_repaired ? 1 : 0;
  const bool is_answer = known->exchange.receive(
      message, now.steady_ms, [&](RequestReport report) { request_ended(*known, std::move(report), now); });
  show(line, received, standing, false, now);
  Pending pending{known, line.id, hash, answer_to(message, *known, now), ""};
  if (message.cn() == "1013") pending.sets_time = std::string(message.scalar_text("PolId")) + "!";
  keep(line, received, standing, std::move(pending), now);
  if (!is_answer) look_at_times(*known, message, now);
  count_period(*known, message, now);
  if (message.is_part()) {
    if (!known->packets) known->packets = std::make_unique<hj212::Assembly>();
    known->packets->add(message, now.desk());
  }
  known->exchange.go_on(now.steady_ms, [&](std::string_view frame) { port_.send(known->line, frame); });
  if (known->exchange.is_idle()) busy_.erase(known);
}

// What is to be sent once the frame is on the disk; "" where no answer is wanted.
std::string Host::answer_to(const Message& message, const Known& known, const Moment& /*now*/) const {
  if (!message.wants_answer()) return {};
  const std::string_view cn = message.cn();
  if (cn == "9011" || cn == "9012" || cn == "9013" || cn == "9014") return {};
  const hj212::Command* command = vocabulary_.command(message.edition, cn);
  const bool is_notification = command != nullptr ? command->kind == hj212::CommandKind::kNotification
                                                  : cn.starts_with('9') && known.device.heartbeat_answer == "9013";
  const Result<std::string> frame =
      hj212::encode(is_notification ? hj212::answer_notification(message) : hj212::answer_data(message));
  return frame.has_value() ? *frame : std::string();
}

void Host::keep(Line& line, const Received& received, FrameStanding standing, Pending pending, const Moment& now) {
  ArchiveFrame frame;
  frame.received = now.desk();
  frame.recorded = now.machine;
  frame.connection = line.id;
  frame.standing = standing;
  frame.device = received.message.mn();
  frame.peer = line.peer;
  frame.octets = received.raw;
  pending_.push_back(std::move(pending));
  port_.keep(frame);
}

void Host::stored(std::size_t count, bool is_kept, const Moment& now) {
  for (; count > 0 && !pending_.empty(); --count) {
    Pending pending = std::move(pending_.front());
    pending_.pop_front();
    if (!is_kept) {
      ++counts_.not_kept;
      if (pending.known == nullptr) continue;
      if (pending.known->counts.not_kept++ == 0)
        event(EventKind::kNotKept, pending.known->device.mn, "", "帧档案没有存下，没有应答；设备会重发", now);
      pending.known->recent.remove(pending.hash);
      continue;
    }
    if (pending.known == nullptr) continue;
    Known& known = *pending.known;
    known.recent.kept(pending.hash);
    ++known.counts.frames;
    const ConnectionId to = known.line != 0 ? known.line : pending.line;
    if (!pending.answer.empty() && lines_.contains(to)) {
      port_.send(to, pending.answer);
      ++counts_.answers;
    }
    if (!pending.sets_time.empty() && known.line != 0) {
      pending.sets_time.pop_back();
      set_time(known, now, pending.sets_time);
    }
  }
}

void Host::show(const Line& line, const Received& received, FrameStanding standing, bool is_duplicate,
                const Moment& now) {
  if (!watcher_) return;
  TailFrame frame;
  frame.at = now.desk();
  frame.mn = received.message.mn();
  frame.cn = received.message.cn();
  frame.peer = line.peer;
  frame.connection = line.id;
  frame.standing = standing;
  frame.is_duplicate = is_duplicate;
  const Known* known = find(frame.mn);
  frame.is_simulated = known != nullptr && known->device.is_simulated;
  frame.frame = masked_frame(received.raw);
  frame.octets = received.raw;
  for (const hj212::Diagnostic& diagnostic : received.diagnostics)
    frame.findings.emplace_back(hj212::to_string(diagnostic.finding));
  watcher_(frame);
}

void Host::event(EventKind kind, std::string_view mn, std::string_view peer, std::string text, const Moment& now) {
  if (events_.size() >= limits_.events) events_.pop_front();
  events_.push_back({now.desk(), kind, excerpt(mn, 64), std::string(peer), std::move(text)});
}

}  // namespace bihuan::gateway
