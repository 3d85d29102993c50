#include "gateway/periods.h"

#include <algorithm>

namespace bihuan::gateway {
namespace {

constexpr std::int64_t floored(std::int64_t value, std::int64_t by) {
  return value / by - (value % by != 0 && value < 0 ? 1 : 0);
}

}  // namespace

std::int64_t Periods::index_of(Instant instant) const {
  return floored(instant.seconds + kBeijing.offset_seconds, seconds_);
}
Instant Periods::begin_of(std::int64_t index) const { return Instant{index * seconds_ - kBeijing.offset_seconds}; }

bool Periods::has(std::int64_t index) const {
  if (index < first_ || index >= first_ + count_) return false;
  const auto at = static_cast<std::size_t>(index - first_);
  return (bits_[at / 64] >> (at % 64) & 1) != 0;
}

Periods::Seen Periods::add(Instant begin, Instant now) {
  const std::int64_t index = index_of(begin);
  if (begin.seconds > now.seconds + seconds_) return Seen::kOutside;
  if (count_ == 0) first_ = index;
  if (index < first_) return Seen::kOutside;
  if (has(index)) return Seen::kAgain;
  if (index >= first_ + static_cast<std::int64_t>(most_)) {
    // The oldest go, whole words at a time; at least an eighth, so that it does not happen with every period.
    const std::int64_t wanted = index - first_ - static_cast<std::int64_t>(most_) + 1;
    const std::int64_t words = floored(std::max(wanted, static_cast<std::int64_t>(most_ / 8)) + 63, 64);
    bits_.erase(bits_.begin(), bits_.begin() + std::min<std::int64_t>(words, static_cast<std::int64_t>(bits_.size())));
    first_ += words * 64;
    count_ = std::max<std::int64_t>(0, count_ - words * 64);
    attempts_.erase(attempts_.begin(), attempts_.lower_bound(first_));
    if (index < first_) first_ = index;  // after a gap longer than the memory
  }
  const bool is_filled = index < first_ + count_;
  count_ = std::max(count_, index - first_ + 1);
  const auto at = static_cast<std::size_t>(index - first_);
  if (bits_.size() <= at / 64) bits_.resize(at / 64 + 1);
  bits_[at / 64] |= std::uint64_t{1} << (at % 64);
  attempts_.erase(index);
  return is_filled ? Seen::kFilled : Seen::kNew;
}

std::int64_t Periods::due_until(Instant now, std::int64_t grace) const {
  return std::min(index_of(Instant{now.seconds - grace}), first_ + static_cast<std::int64_t>(most_));
}

Periods::Rate Periods::rate(Instant now, std::int64_t grace) const {
  Rate rate;
  if (count_ == 0) return rate;
  const std::int64_t until = due_until(now, grace);
  rate.expected = std::max<std::int64_t>(0, until - first_);
  for (std::int64_t index = first_; index < until; ++index) rate.received += has(index) ? 1 : 0;
  return rate;
}

std::vector<Gap> Periods::missing(Instant now, std::int64_t grace, std::size_t most_gaps) const {
  std::vector<Gap> gaps;
  if (count_ == 0) return gaps;
  std::int64_t index = due_until(now, grace) - 1;
  while (index >= first_ && gaps.size() < most_gaps) {
    if (has(index)) {
      --index;
      continue;
    }
    const std::int64_t last = index;
    while (index >= first_ && !has(index)) --index;
    gaps.push_back({begin_of(index + 1), begin_of(last)});
  }
  return gaps;
}

std::vector<Gap> Periods::to_ask(Instant now, const GapRules& rules, std::size_t most_gaps) const {
  std::vector<Gap> gaps;
  if (count_ == 0) return gaps;
  const std::int64_t until = due_until(now, rules.grace);
  const auto may_ask = [&](std::int64_t index) {
    if (has(index)) return false;
    const auto attempt = attempts_.find(index);
    return attempt == attempts_.end() ||
           (attempt->second.count < rules.attempts && attempt->second.not_before <= now.seconds);
  };
  std::int64_t index = first_;
  while (index < until && gaps.size() < most_gaps) {
    if (!may_ask(index)) {
      ++index;
      continue;
    }
    const std::int64_t begin = index;
    while (index < until && index - begin < static_cast<std::int64_t>(rules.most_periods) && may_ask(index)) ++index;
    gaps.push_back({begin_of(begin), begin_of(index - 1)});
  }
  return gaps;
}

void Periods::asked(const Gap& gap, Instant now, const GapRules& rules, bool has_no_data) {
  for (std::int64_t index = index_of(gap.first); index <= index_of(gap.last); ++index) {
    if (has(index)) continue;
    Attempt& attempt = attempts_[index];
    attempt.count = has_no_data ? rules.attempts : attempt.count + 1;
    attempt.not_before = now.seconds + rules.backoff;
  }
}

}  // namespace bihuan::gateway
