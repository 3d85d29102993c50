#include "assessment/internal/air_time.h"

#include "tables/label_time.h"

namespace bihuan::assessment::internal {
namespace {

constexpr int kSecondsOfHour = 3'600;

}  // namespace

std::optional<AirTime> parse_air_time(std::string_view text) {
  const std::optional<tables::LabelTime> time = tables::parse_label_time(text);
  if (!time || time->written < tables::Written::kDay) return std::nullopt;
  if (time->written == tables::Written::kDay) return AirTime{time->date, std::nullopt};
  if (time->seconds % kSecondsOfHour != 0) return std::nullopt;
  return AirTime{time->date, time->seconds / kSecondsOfHour};
}

std::optional<int> parse_air_hour(std::string_view text) {
  const std::optional<int> seconds = tables::parse_label_hour(text);
  if (!seconds || *seconds % kSecondsOfHour != 0) return std::nullopt;
  return *seconds / kSecondsOfHour;
}

}  // namespace bihuan::assessment::internal
