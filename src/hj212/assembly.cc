#include "hj212/assembly.h"

#include <algorithm>
#include <iterator>

namespace bihuan::hj212 {

std::optional<Draft> Assembly::add(const Message& packet, Instant now) {
  if (!packet.is_part() || *packet.pno < 1 || *packet.pno > *packet.pnum || *packet.pnum > limits_.max_packets)
    return std::nullopt;
  const Key key{packet.mn(), packet.st(), packet.cn(), packet.scalar_text("DataTime"), *packet.pnum};
  auto found = begun_.find(key);
  if (found == begun_.end()) {
    if (begun_.size() >= std::max<std::size_t>(limits_.max_messages, 1)) {
      give_up(std::ranges::min_element(begun_, {}, [](const auto& begun) { return begun.second.order; }));
    }
    found = begun_.emplace(key, Begun{now, next_order_++, {}}).first;
  }
  std::map<int, Draft>& packets = found->second.packets;
  packets.emplace(*packet.pno, draft_of(packet));
  if (packets.size() < static_cast<std::size_t>(*packet.pnum)) return std::nullopt;
  Draft whole = std::move(packets.begin()->second);
  whole.pnum.reset();
  whole.pno.reset();
  if (whole.flag.has_value()) *whole.flag &= ~2;
  for (auto next = std::next(packets.begin()); next != packets.end(); ++next) {
    std::ranges::copy_if(next->second.groups, std::back_inserter(whole.groups), [](const std::vector<Pair>& group) {
      return group.size() != 1 || group[0].name != "DataTime";
    });
  }
  begun_.erase(found);
  return whole;
}

std::vector<Incomplete> Assembly::expire(Instant now) {
  for (auto at = begun_.begin(); at != begun_.end();) {
    const auto which = at++;
    if (now.seconds - which->second.first.seconds >= limits_.seconds_to_wait) give_up(which);
  }
  return std::exchange(given_up_, {});
}

void Assembly::give_up(std::map<Key, Begun>::iterator which) {
  const auto& [mn, st, cn, data_time, pnum] = which->first;
  Incomplete lost{mn, st, cn, data_time, pnum, {}, which->second.first};
  for (int pno = 1; pno <= pnum; ++pno) {
    if (!which->second.packets.contains(pno)) lost.missing.push_back(pno);
  }
  // Nobody asks: the latest are kept.
  if (given_up_.size() >= limits_.max_messages * 4) given_up_.erase(given_up_.begin());
  given_up_.push_back(std::move(lost));
  begun_.erase(which);
}

}  // namespace bihuan::hj212
