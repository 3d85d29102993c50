// src/server/device_api.h - field devices, their frames and orders to them, as described structs. Included by .cc only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "records/device_describe.h"

namespace bihuan::server::api {

// --- a frame under the magnifier -------------------------------------------------------------------------------------

// A stretch of a frame. All pieces of a frame, one after the other, are the frame.
struct FramePiece {
  std::int64_t at = 0;    // octets from the "##"
  std::int64_t size = 0;  // octets
  std::string text;       // as sent; passwords are ******, octets that are no text \xNN
  std::string kind;       // an id of knowledge/hj212/frame.toml; "separator" for ; and ,
  std::string name;       // "QN", "w01018-Rtd"; "" where it has none
  std::string title;      // "请求编码", "化学需氧量 实时值"
  std::string reading;    // the value as people read it: "2024-09-30 08:00:00", "30.1 mg/L"; "" where there is none
  std::string meaning;    // what the standard says of this part
  std::string clause;     // "HJ 212-2017 6.3.2"; "" where none is known
  std::string problem;    // what is wrong with it; "" nothing
  std::string should_be;  // what would be right; "" where that cannot be said
};
BOOST_DESCRIBE_STRUCT(FramePiece, (), (at, size, text, kind, name, title, reading, meaning, clause, problem, should_be))

struct FrameFinding {
  std::string word;       // "crc_wrong"
  std::string treatment;  // accept, repair, quarantine
  std::string text;       // one sentence
};
BOOST_DESCRIBE_STRUCT(FrameFinding, (), (word, treatment, text))

struct FrameView {
  std::string edition;       // "2017"
  std::string edition_name;  // "HJ 212-2017"
  std::string command;       // name of the command; "" unknown
  std::string command_kind;  // 请求、上传、通知、应答
  std::string confidence;    // of the clauses
  std::vector<FramePiece> pieces;
  std::vector<FrameFinding> findings;
  std::string right_frame;  // of a damaged frame: how it would be right, passwords masked; "" where that cannot be said
};
BOOST_DESCRIBE_STRUCT(FrameView, (),
                      (edition, edition_name, command, command_kind, confidence, pieces, findings, right_frame))

// A frame as it came in: of the live tail (number 0) or of the archive.
struct FrameEntry {
  std::int64_t number = 0;
  Instant at;
  std::string mn;
  std::string name;  // of the device; "" where it is not registered
  std::string cn;
  std::string peer;
  std::string standing;  // data, repaired, quarantined, unknown_device, wrong_password
  std::string standing_name;
  bool is_duplicate = false;
  bool is_simulated = false;
  std::string gist;  // "化学需氧量 30.1 mg/L，氨氮 0.52 mg/L"
  FrameView frame;
};
BOOST_DESCRIBE_STRUCT(FrameEntry, (),
                      (number, at, mn, name, cn, peer, standing, standing_name, is_duplicate, is_simulated, gist,
                       frame))

struct FrameList {
  std::vector<FrameEntry> frames;  // newest first
};
BOOST_DESCRIBE_STRUCT(FrameList, (), (frames))

// --- devices ---------------------------------------------------------------------------------------------------------

struct GapView {
  Instant first;  // beginnings of periods, both missing
  Instant last;
  std::int64_t periods = 0;
};
BOOST_DESCRIBE_STRUCT(GapView, (), (first, last, periods))

// What came of what should have come: 传输有效率 and its basis.
struct TransmissionView {
  std::string kind;  // minute, hour, day
  std::int64_t seconds = 0;
  Instant since;
  std::int64_t expected = 0;
  std::int64_t received = 0;
  std::int64_t missing = 0;
  std::optional<Decimal> percent;  // cut after one place, so that 100.0 is complete; none where nothing is due yet
  std::vector<GapView> gaps;       // of one device only, newest first, at most 20
};
BOOST_DESCRIBE_STRUCT(TransmissionView, (), (kind, seconds, since, expected, received, missing, percent, gaps))

struct DeviceCountsView {
  std::int64_t frames = 0;
  std::int64_t repaired = 0;
  std::int64_t crc_errors = 0;
  std::int64_t quarantined = 0;
  std::int64_t duplicates = 0;
  std::int64_t repeated_periods = 0;
  std::int64_t refills = 0;
  std::int64_t wrong_passwords = 0;
  std::int64_t incomplete = 0;
  std::int64_t take_overs = 0;
  std::int64_t not_kept = 0;
};
BOOST_DESCRIBE_STRUCT(DeviceCountsView, (),
                      (frames, repaired, crc_errors, quarantined, duplicates, repeated_periods, refills,
                       wrong_passwords, incomplete, take_overs, not_kept))

struct DeviceSummary {
  std::string mn;
  std::string name;
  std::string site;
  std::string st;
  std::string system;  // name of st
  bool is_simulated = false;
  // online; offline: has sent in this run or before, no line now; silent: nothing yet; retired; unknown: no devices
  // port
  std::string state;
  std::string peer;
  std::optional<Instant> connected_since;
  std::optional<Instant> last_seen;
  std::string last_cn;
  std::string last_command;
  std::optional<std::int64_t> clock_offset_ms;   // the device's clock less the desk's
  bool is_clock_off = false;                     // by more than the gateway tolerates
  DeviceCountsView counts;                       // since the program began
  std::optional<TransmissionView> transmission;  // of hours where it sends them, else of minutes, else of days
};
BOOST_DESCRIBE_STRUCT(DeviceSummary, (),
                      (mn, name, site, st, system, is_simulated, state, peer, connected_since, last_seen, last_cn,
                       last_command, clock_offset_ms, is_clock_off, counts, transmission))

struct ForwardView {
  std::string name;
  bool is_connected = false;
  std::string trouble;
  std::int64_t acknowledged = 0;
  std::int64_t behind = 0;
  std::int64_t delivered = 0;
  std::int64_t resent = 0;
  std::int64_t skipped = 0;
};
BOOST_DESCRIBE_STRUCT(ForwardView, (), (name, is_connected, trouble, acknowledged, behind, delivered, resent, skipped))

struct DeviceList {
  bool is_open = false;   // the program takes in devices
  std::int64_t port = 0;  // where
  std::string sealing_trouble;
  std::int64_t online = 0;
  std::int64_t strangers = 0;  // devices in quarantine
  std::int64_t frames = 0;     // since the program began, of all connections
  std::vector<DeviceSummary> devices;
  std::vector<ForwardView> forwards;
};
BOOST_DESCRIBE_STRUCT(DeviceList, (), (is_open, port, sealing_trouble, online, strangers, frames, devices, forwards))

// A command that the host may send to a device of this edition.
struct CommandChoice {
  std::string cn;
  std::string name;
  bool changes_device = false;
  std::vector<std::string> fields;  // "*": a factor's fields
};
BOOST_DESCRIBE_STRUCT(CommandChoice, (), (cn, name, changes_device, fields))

struct DeviceView {
  std::int64_t revision = 1;
  records::RegisteredDevice registered;
  DeviceSummary summary;
  std::string edition_name;
  std::string suggestion;  // what its frames have in common that is not agreed; "" nothing
  std::vector<TransmissionView> transmissions;
  std::vector<CommandChoice> commands;
};
BOOST_DESCRIBE_STRUCT(DeviceView, (),
                      (revision, registered, summary, edition_name, suggestion, transmissions, commands))

struct DeviceEvent {
  Instant at;
  std::string kind;
  std::string mn;
  std::string name;
  std::string peer;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(DeviceEvent, (), (at, kind, mn, name, peer, text))

struct DeviceEventList {
  std::vector<DeviceEvent> events;  // newest first
};
BOOST_DESCRIBE_STRUCT(DeviceEventList, (), (events))

struct StrangerView {
  std::string mn;
  std::string st;
  std::string system;
  std::string edition;
  std::string edition_name;
  std::string peer;
  Instant first_seen;
  Instant last_seen;
  std::int64_t frames = 0;
  std::int64_t kept = 0;
  std::string last_frame;  // masked
};
BOOST_DESCRIBE_STRUCT(StrangerView, (),
                      (mn, st, system, edition, edition_name, peer, first_seen, last_seen, frames, kept, last_frame))

struct QuarantineList {
  std::vector<StrangerView> strangers;  // last seen first
};
BOOST_DESCRIBE_STRUCT(QuarantineList, (), (strangers))

// Passwords and keys go in and never come out. Of a change, "" and no keys keep what is there.
struct RegisterDeviceRequest {
  std::string mn;
  std::string name;
  std::string site;
  std::string st;
  std::string password;
  std::vector<std::string> keys;
  records::DeviceAgreement agreement;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(RegisterDeviceRequest, (), (mn, name, site, st, password, keys, agreement, why))

struct ChangeDeviceRequest {
  std::string name;
  std::string site;
  std::string st;
  std::string password;
  std::vector<std::string> keys;
  records::DeviceAgreement agreement;
  bool is_active = true;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ChangeDeviceRequest, (), (name, site, st, password, keys, agreement, is_active, why))

// --- orders ----------------------------------------------------------------------------------------------------------

struct AskOrderRequest {
  std::string cn;
  std::vector<records::OrderField> fields;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(AskOrderRequest, (), (cn, fields, why))

struct DecideOrderRequest {
  bool is_granted = false;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(DecideOrderRequest, (), (is_granted, why))

struct OrderView {
  std::int64_t revision = 1;
  records::DeviceOrder order;
  std::string device_name;
  std::string state_name;
  bool may_decide = false;
};
BOOST_DESCRIBE_STRUCT(OrderView, (), (revision, order, device_name, state_name, may_decide))

struct OrderList {
  std::vector<OrderView> orders;  // newest first
  std::string next;
};
BOOST_DESCRIBE_STRUCT(OrderList, (), (orders, next))

}  // namespace bihuan::server::api
