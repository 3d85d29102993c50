#include "simulator/simulator.h"

#include <algorithm>
#include <utility>

#include "hj212/crc.h"
#include "hj212/dialogue.h"
#include "hj212/encode.h"
#include "simulator/internal/draw.h"

namespace bihuan::simulator {
namespace {

using hj212::Pair;
using internal::Draw;
using internal::Use;

constexpr std::size_t kMostDevices = 100'000;
constexpr std::int64_t kAhead = 8 * 3600;  // of local time, seconds
constexpr std::int64_t kPatience = 5;      // OverTime: what had no answer is sent again
constexpr std::int64_t kMostDrift = 60;    // seconds a day

std::string two_digits(std::int64_t number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

// YYYYMMDDhhmmss in local time.
std::string time_text(Instant instant) {
  const std::int64_t local = instant.seconds + kAhead;
  const Date date = Date::from_days_since_1970(local / kSecondsOfDay);
  const std::int64_t second = local % kSecondsOfDay;
  return std::to_string(date.year()) + two_digits(date.month()) + two_digits(date.day()) + two_digits(second / 3600) +
         two_digits(second / 60 % 60) + two_digits(second % 60);
}

constexpr Instant instant_of(std::int64_t minute) { return {minute * 60 - kAhead}; }
constexpr std::int64_t minute_of(Instant instant) { return (instant.seconds + kAhead) / 60; }

// 24 hexadecimal digits: a header and maker that nobody has, and a number.
std::string mn_of(std::size_t device) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string mn = "8888888800000000";
  for (int shift = 28; shift >= 0; shift -= 4) mn += kDigits[device >> static_cast<unsigned>(shift) & 0xFU];
  return mn;
}

// The check value of another algorithm, or an octet of the data area that was changed on the way.
std::string damaged(std::string frame, Draw& draw) {
  const std::size_t end = frame.size() - 6;  // of the segment
  if (draw.chance(500)) {
    const std::string other = hj212::crc_text(hj212::crc_modbus(std::string_view(frame).substr(6, end - 6)));
    if (frame.compare(end, 4, other) != 0) return frame.replace(end, 4, other);
  }
  const std::size_t area = frame.find("&&") + 2;
  std::size_t at = area + static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(end - 2 - area)));
  while (frame[at] < '0' || frame[at] > '9') at = at + 1 < end - 2 ? at + 1 : area;  // DataTime has some
  frame[at] = frame[at] == '9' ? '0' : static_cast<char>(frame[at] + 1);
  return frame;
}

void add_means(std::vector<std::vector<Pair>>& groups, const Model& model, const Readings& readings, std::int64_t begin,
               std::int64_t end) {
  for (std::size_t i = 0; i < model.factors.size(); ++i) {
    const Factor& factor = model.factors[i];
    const PeriodValues values = readings.period(i, begin, end);
    std::vector<Pair> group;
    if (factor.litres != 0) group.push_back({factor.code + "-Cou", printed(values.volume, 2)});
    group.push_back({factor.code + "-Min", printed(values.lowest, factor.places)});
    group.push_back({factor.code + "-Avg", printed(values.mean, factor.places)});
    group.push_back({factor.code + "-Max", printed(values.highest, factor.places)});
    group.push_back({factor.code + "-Flag", "N"});
    groups.push_back(std::move(group));
  }
}

void add_levels(std::vector<std::vector<Pair>>& groups, const Readings& readings, std::int64_t begin,
                std::int64_t end) {
  const PeriodLevels levels = readings.levels(begin, end);
  const std::pair<const char*, std::int64_t> all[] = {{"Leq", levels.leq},     {"L10", levels.l10},
                                                      {"L50", levels.l50},     {"L90", levels.l90},
                                                      {"LMx", levels.highest}, {"LMn", levels.lowest}};
  for (const auto& [code, level] : all) groups.push_back({{std::string(code) + "-Data", printed(level, 1)}});
}

// By day from six to twenty-two, by night the rest of the civil day. Source: GB 3096-2008 3.3
void add_day_and_night(std::vector<std::vector<Pair>>& groups, const Readings& readings, std::int64_t midnight) {
  std::vector<std::int64_t> day, night;
  for (std::int64_t minute = 0; minute < kMinutesOfDay; ++minute) {
    const bool is_day = minute >= 6 * 60 && minute < 22 * 60;
    (is_day ? day : night).push_back(readings.value(0, midnight + minute));
  }
  groups.push_back({{"Leq-DayData", printed(energy_mean(day), 1)}, {"Leq-NightData", printed(energy_mean(night), 1)}});
}

// What a model and a password write can be written: afterwards no frame fails.
Status check_fits(const Model& model, const std::string& password) {
  hj212::Draft draft;
  draft.cn = "2011";
  draft.st = model.system;
  draft.pw = password;
  for (const Factor& factor : model.factors) {
    // As wide as a period's, with room for the rest of the header.
    draft.groups.push_back({{factor.code + "-Cou", std::string(60, '0')}});
  }
  const Result<std::string> frame = hj212::encode(draft);
  if (!frame) return std::unexpected(frame.error());
  return {};
}

}  // namespace

Result<Simulation> Simulation::make(Parameters parameters, std::vector<Model> models) {
  if (parameters.devices < 1 || parameters.devices > kMostDevices)
    return fail(Code::kInvalidInput, "设备数应为1到" + std::to_string(kMostDevices), "--devices");
  if (parameters.begin.seconds % 60 != 0 || parameters.end.seconds % 60 != 0)
    return fail(Code::kInvalidInput, "起止时间应为整分钟", "--begin");
  if (parameters.begin >= parameters.end) return fail(Code::kInvalidInput, "起始时间应早于终止时间", "--begin");
  if (parameters.begin.seconds < 0) return fail(Code::kInvalidInput, "起始时间应在1970年之后", "--begin");
  if (models.empty()) return fail(Code::kInvalidInput, "没有设备类型");
  for (const Model& model : models) BIHUAN_CHECK(check_fits(model, parameters.password));
  return Simulation(std::move(parameters), std::move(models));
}

Simulation::Simulation(Parameters parameters, std::vector<Model> models)
    : parameters_(std::move(parameters)),
      models_(std::move(models)),
      lines_(parameters_.devices),
      last_minute_(minute_of(parameters_.end)) {
  std::vector<std::size_t> kinds;  // in the order in which devices take them
  for (std::size_t i = 0; i < models_.size(); ++i)
    kinds.insert(kinds.end(), static_cast<std::size_t>(models_[i].share), i);
  for (std::size_t i = 0; i < parameters_.devices; ++i) {
    Device device{mn_of(i), kinds[i % kinds.size()]};
    device.second = Draw(parameters_.seed, Use::kSecond, i).below(20);
    Draw drift(parameters_.seed, Use::kDrift, i);
    if (parameters_.faults.has(Fault::kDrift) && drift.chance(parameters_.chances.drift))
      device.drift = drift.between(5, kMostDrift) * (drift.chance(500) ? 1 : -1);
    devices_.push_back(std::move(device));
    lines_[i].minute = minute_of(parameters_.begin) + 1;
    lines_[i].free_from = parameters_.begin;
    advance(i);
  }
}

Readings Simulation::readings_of(std::size_t device) const {
  return Readings(parameters_.seed, device, models_[devices_[device].model], parameters_.faults,
                  parameters_.chances.falsified);
}

Instant Simulation::true_time(const Device& device, Instant dated) const {
  return {dated.seconds - device.drift * (dated.seconds - parameters_.begin.seconds) / kSecondsOfDay};
}

// Lets minutes pass until the device has something to send, and takes its turn; or nothing more will come.
void Simulation::advance(std::size_t index) {
  Line& line = lines_[index];
  while (line.ready.empty() && !is_done(line)) {
    const std::int64_t minute = line.minute++;
    std::vector<Upload> uploads;
    if (minute <= last_minute_) {
      uploads.push_back({instant_of(minute), "2011", minute - 1, minute});
      for (const auto& [cn, length] : {std::pair("2051", 10), {"2061", 60}, {"2031", 1440}}) {
        if (minute % length == 0) uploads.push_back({instant_of(minute - length), cn, minute - length, minute});
      }
    }
    const std::optional<Stretch> outage =
        parameters_.faults.has(Fault::kOutage)
            ? outage_on(parameters_.seed, index, minute / kMinutesOfDay, parameters_.chances.outage)
            : std::nullopt;
    if (outage && outage->contains(minute)) {
      for (std::size_t i = 1; i < uploads.size(); ++i) {
        uploads[i].is_late = true;
        line.held.push_back(uploads[i]);
      }
      continue;
    }
    const Instant at{true_time(devices_[index], instant_of(minute)).seconds + devices_[index].second};
    for (const Upload& late : std::exchange(line.held, {})) send(index, {late}, at);
    const auto events = static_cast<std::uint64_t>(minute);
    const bool is_glued = parameters_.faults.has(Fault::kGlued) && uploads.size() > 1 &&
                          Draw(parameters_.seed, Use::kGlue, index, events).chance(parameters_.chances.glued);
    if (is_glued) {
      send(index, uploads, at);
    } else {
      for (const Upload& upload : uploads) send(index, {upload}, at);
    }
  }
  if (!line.ready.empty()) turns_.emplace(line.ready.front().due.seconds, index);
}

void Simulation::send(std::size_t device, const std::vector<Upload>& uploads, Instant at) {
  Line& line = lines_[device];
  Emission emission;
  emission.device = device;
  emission.due = std::max(at, line.free_from);
  if (uploads.size() == 1) {
    std::string frame = frame_of(device, uploads.front(), emission.due, emission);
    send_frame(device, std::move(emission), std::move(frame), uploads.front().cn != "2011");
    return;
  }
  emission.wrong.add(Fault::kGlued);
  for (const Upload& upload : uploads) emission.bytes += frame_of(device, upload, emission.due, emission);
  line.free_from = {emission.due.seconds + 1};
  line.ready.push_back(std::move(emission));
}

// One frame as it goes over the line: whole, in pieces, or damaged and then once more.
void Simulation::send_frame(std::size_t device, Emission emission, std::string frame, bool wants_answer) {
  Line& line = lines_[device];
  const auto push = [&](Emission one) {
    line.free_from = {one.due.seconds + 1};
    line.ready.push_back(std::move(one));
  };
  Draw damage(parameters_.seed, Use::kDamage, device, line.frames);
  if (parameters_.faults.has(Fault::kCrc) && damage.chance(parameters_.chances.crc)) {
    Emission bad = emission;
    bad.bytes = damaged(frame, damage);
    bad.wrong.add(Fault::kCrc);
    bad.qns.clear();  // nobody answers it
    push(std::move(bad));
    if (!wants_answer) return;
    emission.due.seconds += kPatience;
    emission.bytes = std::move(frame);
    push(std::move(emission));
    return;
  }
  Draw cut(parameters_.seed, Use::kSplit, device, line.frames);
  if (!parameters_.faults.has(Fault::kSplit) || !cut.chance(parameters_.chances.split)) {
    emission.bytes = std::move(frame);
    push(std::move(emission));
    return;
  }
  emission.wrong.add(Fault::kSplit);
  const std::vector<std::string> qns = std::exchange(emission.qns, {});
  const auto pieces = static_cast<std::size_t>(cut.between(2, 4));
  std::size_t from = 0;
  for (std::size_t i = 0; i < pieces; ++i) {
    const bool is_last = i + 1 == pieces;
    const auto room =
        static_cast<std::int64_t>(frame.size() - from - (pieces - 1 - i));  // an octet for each that follows
    const std::size_t length = is_last ? frame.size() - from : static_cast<std::size_t>(cut.between(1, room));
    Emission piece = emission;
    piece.bytes = frame.substr(from, length);
    if (is_last) piece.qns = qns;
    from += length;
    emission.due.seconds += 1;
    push(std::move(piece));
  }
}

std::string Simulation::frame_of(std::size_t index, const Upload& upload, Instant at, Emission& emission) {
  const Device& device = devices_[index];
  const Model& model = models_[device.model];
  const Readings readings = readings_of(index);
  const bool wants_answer = upload.cn != "2011";
  const std::int64_t ahead = device.drift * (at.seconds - parameters_.begin.seconds) / kSecondsOfDay;

  hj212::Draft draft;
  std::string number = std::to_string(lines_[index].frames++ % 1000);
  draft.qn = time_text({at.seconds + ahead}) + std::string(3 - number.size(), '0') + number;
  draft.st = model.system;
  draft.cn = upload.cn;
  draft.pw = parameters_.password;
  draft.mn = device.mn;
  draft.flag = hj212::make_flag(hj212::Edition::k2017, wants_answer);
  draft.groups = {{{"DataTime", time_text(upload.dated)}}};
  if (upload.cn == "2011") {
    for (std::size_t i = 0; i < model.factors.size(); ++i) {
      const Factor& factor = model.factors[i];
      draft.groups.push_back({{factor.code + "-Rtd", printed(readings.value(i, upload.begin), factor.places)},
                              {factor.code + "-Flag", "N"}});
    }
  } else if (!model.is_noise) {
    add_means(draft.groups, model, readings, upload.begin, upload.end);
  } else if (upload.cn == "2031") {
    add_day_and_night(draft.groups, readings, upload.begin);
  } else {
    add_levels(draft.groups, readings, upload.begin, upload.end);
  }

  if (wants_answer) emission.qns.push_back(*draft.qn);
  if (upload.is_late) emission.wrong.add(Fault::kOutage);
  if (ahead != 0) emission.wrong.add(Fault::kDrift);
  const bool has_limit = std::ranges::any_of(model.factors, [](const Factor& f) { return f.limit.has_value(); });
  for (std::int64_t minute = upload.begin; has_limit && minute < upload.end; ++minute) {
    if (const std::optional<Falsified> falsified = readings.falsified_at(minute)) emission.wrong.add(falsified->how);
  }
  return hj212::encode(draft).value();  // make() has tried: check_fits
}

std::optional<Emission> Simulation::next() {
  if (turns_.empty()) return std::nullopt;
  const std::size_t device = turns_.top().second;
  turns_.pop();
  Line& line = lines_[device];
  Emission emission = std::move(line.ready.front());
  line.ready.pop_front();
  if (line.ready.empty()) {
    advance(device);
  } else {
    turns_.emplace(line.ready.front().due.seconds, device);
  }
  return emission;
}

}  // namespace bihuan::simulator
