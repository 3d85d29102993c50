#include "notices/notices.h"

#include <optional>
#include <string>
#include <utility>

#include "notices/message_forms.h"
#include "notices/schedule.h"

namespace bihuan::notices {

using records::Actor;
using records::Channel;
using records::ClaimedDelivery;
using records::Notice;

Notices::Notices(std::shared_ptr<records::Database> database, NoticeRules rules)
    : outbox_(std::move(database)), rules_(std::move(rules)) {}

Result<records::TakenNotices> Notices::collect(const Actor& timer) {
  return outbox_.take(timer, [&](const Channel& channel, const Notice& notice) {
    return planned_at(channel.text, rules_.kind(notice.kind), timer.at);
  });
}

Status Notices::send(const ClaimedDelivery& claimed, const Actor& timer, Transport& transport) const {
  BIHUAN_TRY(const Message message, compose(rules_, claimed, timer.recorded_at));
  BIHUAN_TRY(const Reply reply, transport.send(message));
  return judge(claimed.channel, reply);
}

Result<DeliverReport> Notices::deliver(const Actor& timer, Transport& transport) {
  std::vector<std::string> left_alone;
  BIHUAN_TRY(const std::vector<Channel> channels, outbox_.channels());
  for (const Channel& channel : channels) {
    if (is_quiet(channel.text, timer.at)) left_alone.push_back(channel.channel_id);
  }
  const auto next_try = [&](const Channel& channel, std::int64_t attempt) {
    return next_try_at(rules_, channel.text, attempt, timer.at);
  };
  DeliverReport report;
  for (std::int64_t i = 0; i < rules_.sends_a_round; ++i) {
    BIHUAN_TRY(const std::optional<ClaimedDelivery> claimed, outbox_.claim(timer, left_alone, next_try));
    if (!claimed) break;
    const Status status = send(*claimed, timer, transport);
    const std::optional<Error> error = status ? std::nullopt : std::optional(status.error());
    const Status finished = outbox_.finish(timer, claimed->delivery, error);
    if (!finished && finished.error().code != Code::kConflict) return std::unexpected(finished.error());
    if (!error) {
      ++report.sent;
      continue;
    }
    report.failures.push_back(
        {error->code, error->message, claimed->channel.text.name + "/" + claimed->delivery.delivery_id});
    if (error->code == Code::kUnavailable) left_alone.push_back(claimed->channel.channel_id);
  }
  return report;
}

}  // namespace bihuan::notices
