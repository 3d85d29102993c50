// src/gateway/moment.h - now, by the three clocks that matter to a gateway.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace bihuan::gateway {

struct Moment {
  std::int64_t desk_ms =
      0;  // since 1970, by the desk's clock: what devices are told, and what their data are held against
  std::int64_t steady_ms = 0;  // never set: for time-outs
  Instant machine;             // by the clock of the machine

  Instant desk() const { return Instant{desk_ms >= 0 ? desk_ms / 1000 : (desk_ms - 999) / 1000}; }
};

// "20240930080000123", Beijing time, as QN has it.
std::string exchange_number(std::int64_t desk_ms);
// "20240930080000" as SystemTime and DataTime have it.
std::string device_time(Instant instant);

// Milliseconds since 1970 of 17 digits; seconds since 1970 of 14. None where it is no time.
std::optional<std::int64_t> read_exchange_number(std::string_view qn);
std::optional<Instant> read_device_time(std::string_view text);

// A frame as people may see it: what stands behind PW=, NewPW= and NewSK= is ******; octets that are no text become
// \xNN.
std::string masked_frame(std::string_view octets);

}  // namespace bihuan::gateway
