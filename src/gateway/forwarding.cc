#include "gateway/forwarding.h"

#include <charconv>

namespace bihuan::gateway {
namespace {

// Flag of a segment; 0 where there is none.
int flag_of(std::string_view segment) {
  const std::string_view text = hj212::peek_field(segment, "Flag");
  int flag = 0;
  std::from_chars(text.data(), text.data() + text.size(), flag);
  return flag;
}

}  // namespace

bool Forwarding::offer(const ArchiveRecord& record) {
  const ArchiveFrame& frame = record.frame;
  const bool is_wanted = !record.is_note && frame.standing <= FrameStanding::kRepaired &&
                         !target_.leaves_out.contains(frame.device) &&
                         (target_.devices.empty() || target_.devices.contains(frame.device));
  if (is_wanted && !wants_more()) return false;
  next_ = record.number;
  const std::string_view cn = is_wanted ? hj212::peek_field(frame.octets.substr(6), "CN") : "";
  // Answers to our own requests are no affair of another platform.
  if (!is_wanted || cn.starts_with("901")) {
    ++counts_.skipped;
    if (items_.empty()) before_first_ = next_;
    return true;
  }
  Item item;
  item.number = record.number;
  item.mn = frame.device;
  item.exchange = hj212::peek_field(frame.octets.substr(6), "QN");
  item.octets = std::string(frame.octets) + "\r\n";
  item.wants_answer = (flag_of(frame.octets.substr(6)) & 1) != 0 && !item.exchange.empty();
  if (items_.empty()) before_first_ = record.number - 1;
  items_.push_back(std::move(item));
  return true;
}

void Forwarding::tick(std::int64_t steady_ms, const Send& send) {
  std::size_t on_the_way = 0;
  for (Item& item : items_) {
    if (item.is_done) continue;
    if (on_the_way >= target_.window) break;
    if (item.sent_at >= 0) {
      ++on_the_way;
      if (steady_ms - item.sent_at < target_.over_time * std::int64_t{1000}) continue;
      if (item.resends >= target_.re_count) {
        is_hopeless_ = true;
        return;
      }
      ++item.resends;
      ++counts_.resent;
      item.sent_at = steady_ms;
      send(item.octets);
      continue;
    }
    send(item.octets);
    item.sent_at = steady_ms;
    if (item.wants_answer) {
      ++on_the_way;
    } else {
      item.is_done = true;  // nobody will say more
      ++counts_.delivered;
    }
  }
  drop_done();
}

void Forwarding::receive(const hj212::Message& message) {
  if (message.cn() != "9014" && message.cn() != "9013") return;
  for (Item& item : items_) {
    if (item.sent_at < 0) break;
    if (item.is_done || item.exchange != message.exchange()) continue;
    if (!message.mn().empty() && message.mn() != item.mn) continue;  // 2005 answers without MN
    item.is_done = true;
    ++counts_.delivered;
    break;
  }
  drop_done();
}

void Forwarding::disconnected() {
  is_hopeless_ = false;
  for (Item& item : items_) {
    item.sent_at = -1;
    item.resends = 0;
  }
}

void Forwarding::drop_done() {
  while (!items_.empty() && items_.front().is_done) {
    before_first_ = items_.front().number;
    items_.pop_front();
    if (!items_.empty()) before_first_ = items_.front().number - 1;
  }
}

ForwardCounts Forwarding::counts() const {
  ForwardCounts counts = counts_;
  counts.acknowledged = acknowledged();
  counts.waiting = items_.size();
  return counts;
}

}  // namespace bihuan::gateway
