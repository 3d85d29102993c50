// src/notices/schedule.h - when a channel sends: quiet hours, the hour of the digest, the next attempt. Pure; Beijing
// time.
#pragma once
#include <cstdint>

#include "base/time.h"
#include "notices/notice_rules.h"
#include "records/notices.h"

namespace bihuan::notices {

// Quiet from `quiet_from` on, until just before `quiet_to`; over midnight where the end is earlier than the beginning.
bool is_quiet(const records::ChannelText& channel, Instant at);
// The end of the quiet hours in which `at` lies; `at` itself outside of them.
Instant after_quiet(const records::ChannelText& channel, Instant at);

// When a notice that is taken up at `now` goes out: at once, or with the next digest after `now`; never in quiet hours.
Instant planned_at(const records::ChannelText& channel, const NoticeKind& kind, Instant now);

// When to try again after attempt number `attempt` (from 1) failed at `now`: twice as long each time, up to the
// longest.
Instant next_try_at(const NoticeRules& rules, const records::ChannelText& channel, std::int64_t attempt, Instant now);

}  // namespace bihuan::notices
