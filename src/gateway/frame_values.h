// src/gateway/frame_values.h - the measured values of a frame, as the observation store takes them.
//
// Pure: no files, no clock. Which values are taken, and as which series, is knowledge/hj212/observations.toml. The site
// of a device's series is its MN: to which site a device belongs is in the register, and may change without a value
// moving.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "gateway/device.h"
#include "hj212/message.h"
#include "hj212/vocabulary.h"
#include "observations/observation.h"
#include "observations/series.h"

namespace bihuan::gateway {

// Source of the series that devices fill, and of those that simulated ones fill.
inline constexpr std::string_view kDeviceSource = "device";
inline constexpr std::string_view kSimulatedSource = "simulated";

// Values of frames are stored with so many decimals; what a device prints beyond is rounded (GB/T 8170).
inline constexpr int kFramePlaces = 4;
// A label later than this after the frame's arrival is the fault of a clock.
inline constexpr std::int64_t kMostSecondsAhead = 86'400;

enum class FrameSpacing : std::uint8_t { kNone, kInterval, kHour, kDay };

struct FrameValueRules {
  struct Command {
    observations::Averaging averaging = observations::Averaging::kHour;
    std::string data_set;
    FrameSpacing spacing = FrameSpacing::kNone;
  };
  struct Value {
    std::string variant;  // behind the factor's code
    std::string unit;     // empty: the factor's own
    std::map<std::string, std::string, std::less<>> units;
  };
  std::map<std::string, Command, std::less<>> commands;  // by CN
  std::map<std::string, Value, std::less<>> values;      // by suffix
  std::map<char, observations::ValueState> states;       // by mark

  // `text` of "hj212/observations.toml". Errors: kInvalidInput with file and line
  static Result<FrameValueRules> load(std::string_view text, std::string_view name);
};

// One value. Views point into the message.
struct FrameValue {
  std::string_view factor;  // as in the frame
  const FrameValueRules::Command* command = nullptr;
  const FrameValueRules::Value* rule = nullptr;
  Instant time;               // the label
  std::int64_t mantissa = 0;  // at kFramePlaces
  observations::ValueState state = observations::ValueState::kValue;
  char flag = 0;
  bool is_rounded = false;
};

// Why a frame gives no values though its command carries some.
enum class FrameRefusal : std::uint8_t { kNone, kNoTime, kTimeAhead, kTooEarly };

// Hands over the values of a message; nothing where its command carries none. `received`: when the frame came.
FrameRefusal read_frame_values(const FrameValueRules& rules, const hj212::Message& message, Instant received,
                               const std::function<void(const FrameValue&)>& sink);

// The series of a value; its calendar begins on the day of that value. Errors: kInvalidInput a factor that cannot be
// one
Result<observations::Series> series_of(const FrameValue& value, const Device& device,
                                       const hj212::Vocabulary& vocabulary);

}  // namespace bihuan::gateway
