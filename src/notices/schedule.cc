#include "notices/schedule.h"

#include <algorithm>

namespace bihuan::notices {
namespace {

Instant at_minute(Date day, std::int64_t minute) {
  return to_instant(day, static_cast<int>(minute / 60), static_cast<int>(minute % 60));
}

}  // namespace

bool is_quiet(const records::ChannelText& channel, Instant at) {
  const std::int64_t minute = second_of_day(at) / 60;
  if (channel.quiet_from <= channel.quiet_to) return channel.quiet_from <= minute && minute < channel.quiet_to;
  return minute >= channel.quiet_from || minute < channel.quiet_to;
}

Instant after_quiet(const records::ChannelText& channel, Instant at) {
  if (!is_quiet(channel, at)) return at;
  const Date today = to_date(at);
  const bool ends_today = second_of_day(at) / 60 < channel.quiet_to;
  return at_minute(ends_today ? today : today + 1, channel.quiet_to);
}

Instant planned_at(const records::ChannelText& channel, const NoticeKind& kind, Instant now) {
  if (kind.is_immediate || channel.rhythm == records::Rhythm::kImmediate) return after_quiet(channel, now);
  const Date today = to_date(now);
  for (const Date day : {today, today + 1}) {
    const Instant digest = after_quiet(channel, at_minute(day, channel.digest_hour * 60));
    if (digest > now) return digest;
  }
  return after_quiet(channel, at_minute(today + 2, channel.digest_hour * 60));
}

Instant next_try_at(const NoticeRules& rules, const records::ChannelText& channel, std::int64_t attempt, Instant now) {
  std::int64_t minutes = rules.first_minutes;
  for (std::int64_t i = 1; i < attempt && minutes < rules.longest_minutes; ++i) minutes *= 2;
  return after_quiet(channel, {now.seconds + 60 * std::min(minutes, rules.longest_minutes)});
}

}  // namespace bihuan::notices
