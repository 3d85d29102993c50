#include "simulator/faults.h"

#include <array>

#include "base/text.h"
#include "simulator/internal/draw.h"

namespace bihuan::simulator {
namespace {

constexpr std::array<std::string_view, kFaultCount> kFaultWords = {"outage", "split",    "glued",   "crc",
                                                                   "drift",  "constant", "clipped", "replay"};

struct Kind {
  Fault fault;
  std::int64_t hours;
};
constexpr std::array<Kind, 3> kFalsifying = {{{Fault::kConstant, 8}, {Fault::kClipped, 12}, {Fault::kReplay, 14}}};

}  // namespace

std::string_view to_string(Fault fault) { return kFaultWords[static_cast<std::size_t>(fault)]; }

Result<FaultSet> parse_faults(std::string_view words) {
  FaultSet faults;
  if (words.empty() || words == "none") return faults;
  for (const std::string_view word : split(words, ',')) {
    bool is_known = false;
    for (std::size_t i = 0; i < kFaultCount; ++i) {
      if (word != kFaultWords[i] && word != "all") continue;
      faults.add(static_cast<Fault>(i));
      is_known = true;
    }
    if (is_known) continue;
    std::string known;
    for (const std::string_view one : kFaultWords) known += (known.empty() ? "" : "、") + std::string(one);
    return fail(Code::kInvalidInput, "没有故障“" + excerpt(word) + "”；有" + known + "，以及all、none", "--faults");
  }
  return faults;
}

std::optional<Stretch> outage_on(std::uint64_t seed, std::size_t device, std::int64_t day, int chance) {
  internal::Draw draw(seed, internal::Use::kOutage, device, static_cast<std::uint64_t>(day));
  if (!draw.chance(chance)) return std::nullopt;
  const std::int64_t length = draw.between(20, 300);
  const std::int64_t begin = day * kMinutesOfDay + draw.below(kMinutesOfDay - length);
  return Stretch{begin, begin + length};
}

std::optional<Falsified> falsified_on(std::uint64_t seed, std::size_t device, std::int64_t day, FaultSet faults,
                                      int chance) {
  if (day % 2 == 0) return std::nullopt;
  internal::Draw draw(seed, internal::Use::kFalsified, device, static_cast<std::uint64_t>(day));
  if (!draw.chance(chance)) return std::nullopt;
  std::array<Kind, kFalsifying.size()> wanted{};
  std::int64_t count = 0;
  for (const Kind& kind : kFalsifying) {
    if (faults.has(kind.fault)) wanted[static_cast<std::size_t>(count++)] = kind;
  }
  if (count == 0) return std::nullopt;
  const Kind kind = wanted[static_cast<std::size_t>(draw.below(count))];
  const std::int64_t begin = day * kMinutesOfDay + 60 * draw.below(24 - kind.hours + 1);
  return Falsified{{begin, begin + 60 * kind.hours}, kind.fault};
}

}  // namespace bihuan::simulator
