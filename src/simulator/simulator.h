// src/simulator/simulator.h - a field of devices that send HJ 212-2017. Read this first.
//
//   Simulation field = *Simulation::make(parameters, models);
//   while (std::optional<Emission> sent = field.next()) { ... }
//
// One seed, one history, octet for octet: no clock, no socket, no state of the machine. Each device sends 2011 every
// minute, 2051 every ten minutes, 2061 every hour and 2031 at midnight (UTC+8); what has an answer to come (Flag A) is
// 2051, 2061 and 2031. During an outage nothing is sent; afterwards 2051, 2061 and 2031 of that time follow with their
// own DataTime, oldest first: 2017 has no mark for it. 2011 of that time is lost.
// Source: HJ 212-2017 6.2 to 6.4, annex C; DataTime of a period is its beginning.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "simulator/readings.h"

namespace bihuan::simulator {

struct Parameters {
  std::size_t devices = 10;  // 1 to 100 000
  std::uint64_t seed = 1;
  Instant begin;  // whole minutes
  Instant end;    // nothing that a device's clock dates later; what an outage delays may be sent after it
  FaultSet faults;
  FaultChances chances = {};
  std::string password = "123456";
};

struct Device {
  std::string mn;
  std::size_t model = 0;
  std::int64_t second = 0;  // after the full minute at which it sends
  std::int64_t drift = 0;   // seconds a day that its clock gains
};

// What goes out at once.
struct Emission {
  Instant due;  // true time
  std::size_t device = 0;
  std::string bytes;             // one frame, a piece of one, or several
  FaultSet wrong;                // what is wrong with these octets, or with the time and values in them
  std::vector<std::string> qns;  // exchanges whose answer 9014 the device waits for when these octets are out
};

class Simulation {
 public:
  // Errors: kInvalidInput  no devices or too many, a beginning that is no full minute or not before the end
  static Result<Simulation> make(Parameters parameters, std::vector<Model> models);

  const std::vector<Device>& devices() const { return devices_; }
  const std::vector<Model>& models() const { return models_; }

  // The next by due time, then by device; none at the end.
  std::optional<Emission> next();

 private:
  struct Upload {   // a message before it is sent
    Instant dated;  // by the device's clock
    std::string cn;
    std::int64_t begin = 0, end = 0;  // minutes of local time
    bool is_late = false;
  };
  struct Line {               // where a device stands
    std::int64_t minute = 0;  // next, of local time by its own clock
    std::vector<Upload> held;
    std::deque<Emission> ready;
    Instant free_from;  // two emissions of a device are a second apart
    std::uint64_t frames = 0;
  };
  Simulation(Parameters parameters, std::vector<Model> models);

  void advance(std::size_t device);
  bool is_done(const Line& line) const { return line.minute > last_minute_ && line.held.empty(); }
  void send(std::size_t device, const std::vector<Upload>& uploads, Instant at);
  void send_frame(std::size_t device, Emission emission, std::string frame, bool wants_answer);
  std::string frame_of(std::size_t device, const Upload& upload, Instant at, Emission& emission);
  Readings readings_of(std::size_t device) const;
  Instant true_time(const Device& device, Instant dated) const;

  Parameters parameters_;
  std::vector<Model> models_;
  std::vector<Device> devices_;
  std::vector<Line> lines_;
  std::int64_t last_minute_ = 0;
  using Turn = std::pair<std::int64_t, std::size_t>;  // due, device
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns_;
};

}  // namespace bihuan::simulator
