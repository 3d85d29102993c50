// Routes of notices: the inbox, the channels out of the house, the calendar of a unit, the burden meter.
#include <utility>

#include "server/account_api.h"
#include "server/application.h"
#include "server/internal/route_makers.h"
#include "server/notice_api.h"
#include "server/notice_desk.h"

namespace bihuan::server {
namespace {

// --- inbox -----------------------------------------------------------------------------------------------------------

Result<api::NoticeList> list_notices(Application& application, const Call& call) {
  Office& office = application.office();
  BIHUAN_TRY(const records::InboxPage page,
             office.inbox.page(call.actor(), call.query("unread") == "1", call.query("cursor"), call.limit()));
  api::NoticeList list;
  BIHUAN_TRY(list.unread, office.inbox.unread(call.actor()));
  for (const records::InboxItem& item : page.items) {
    const records::Notice& one = item.notice;
    list.notices.push_back({one.id, one.at, one.kind, office.notice_rules.kind(one.kind).name, one.subject, one.to_name,
                            one.title, one.body, one.due, item.read_at});
  }
  list.next = page.next;
  return list;
}

Result<api::Nothing> mark_read(Application& application, const Call& call, const api::ReadRequest& in) {
  BIHUAN_CHECK(application.office().inbox.mark_read(call.actor(), in.notice_ids));
  return api::Nothing{};
}

// --- channels --------------------------------------------------------------------------------------------------------

constexpr std::pair<records::ChannelKind, std::string_view> kKinds[] = {{records::ChannelKind::kSmtp, "smtp"},
                                                                        {records::ChannelKind::kWecom, "wecom"},
                                                                        {records::ChannelKind::kDingtalk, "dingtalk"},
                                                                        {records::ChannelKind::kSms, "sms"},
                                                                        {records::ChannelKind::kWebhook, "webhook"}};
constexpr std::pair<records::Rhythm, std::string_view> kRhythms[] = {{records::Rhythm::kDigest, "digest"},
                                                                     {records::Rhythm::kImmediate, "immediate"}};
constexpr std::pair<records::DeliveryState, std::string_view> kDeliveryStates[] = {
    {records::DeliveryState::kWaiting, "waiting"},
    {records::DeliveryState::kSent, "sent"},
    {records::DeliveryState::kGivenUp, "given_up"}};

template <class E, std::size_t N>
std::string word_in(const std::pair<E, std::string_view> (&words)[N], E value) {
  for (const auto& [known, word] : words) {
    if (known == value) return std::string(word);
  }
  return "";
}
template <class E, std::size_t N>
Result<E> value_in(const std::pair<E, std::string_view> (&words)[N], const std::string& word, const std::string& where) {
  std::string known;
  for (const auto& [value, name] : words) {
    if (name == word) return value;
    known += (known.empty() ? "" : "、") + std::string(name);
  }
  return fail(Code::kInvalidInput, "应为" + known + "之一。", where);
}

api::ChannelView shown(const records::Channel& channel) {
  const records::ChannelText& text = channel.text;
  const records::ChannelSettings& set = text.settings;
  api::ChannelView view{channel.channel_id,
                        channel.revision,
                        text.name,
                        word_in(kKinds, text.kind),
                        std::string(records::channel_kind_name(text.kind)),
                        text.is_enabled,
                        word_in(kRhythms, text.rhythm),
                        text.digest_hour,
                        text.quiet_from,
                        text.quiet_to,
                        {set.link, set.from, set.from_name, set.login, set.requires_tls, set.content_type, set.body,
                         set.success},
                        {},
                        channel.endpoint_host,
                        channel.has_secret};
  for (const records::ChannelTarget& one : text.targets) view.targets.push_back({one.unit_id, one.role, one.addresses});
  return view;
}

Result<records::ChannelDraft> draft_of(const api::ChannelRequest& in) {
  records::ChannelDraft draft;
  draft.text.name = in.name;
  BIHUAN_TRY(draft.text.kind, value_in(kKinds, in.kind, "kind"));
  draft.text.is_enabled = in.is_enabled;
  BIHUAN_TRY(draft.text.rhythm, value_in(kRhythms, in.rhythm, "rhythm"));
  draft.text.digest_hour = in.digest_hour;
  draft.text.quiet_from = in.quiet_from;
  draft.text.quiet_to = in.quiet_to;
  const api::ChannelSettingsView& set = in.settings;
  draft.text.settings = {set.link,         set.from,         set.from_name, set.login,
                         set.requires_tls, set.content_type, set.body,      set.success};
  for (const api::ChannelTargetView& one : in.targets) {
    draft.text.targets.push_back({one.unit_id, one.role, one.addresses});
  }
  draft.endpoint = in.endpoint;
  draft.secret = in.secret;
  return draft;
}

Result<api::ChannelList> list_channels(Application& application, const Call& /*call*/) {
  BIHUAN_TRY(const std::vector<records::Channel> all, application.office().channels.all());
  api::ChannelList list;
  for (const records::Channel& one : all) list.channels.push_back(shown(one));
  return list;
}

Result<api::ChannelView> add_channel(Application& application, const Call& call, const api::ChannelRequest& in) {
  BIHUAN_TRY(const records::ChannelDraft draft, draft_of(in));
  BIHUAN_TRY(const records::Channel channel, application.office().channels.add(call.actor(), draft));
  return shown(channel);
}

Result<api::ChannelView> change_channel(Application& application, const Call& call, const api::ChannelRequest& in) {
  BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
  BIHUAN_TRY(const records::ChannelDraft draft, draft_of(in));
  BIHUAN_TRY(const records::Channel channel, application.office().channels.change(
                                                 call.actor(), call.path.at("channel"), revision, draft, in.why));
  return shown(channel);
}

Result<api::DeliveryList> list_deliveries(Application& application, const Call& call) {
  std::optional<records::DeliveryState> state;
  if (const std::string word = call.query("state"); !word.empty()) {
    BIHUAN_TRY(state, value_in(kDeliveryStates, word, "state"));
  }
  BIHUAN_TRY(const records::DeliveryPage page,
             application.office().channels.deliveries(call.query("channel"), state, call.query("cursor"), call.limit()));
  api::DeliveryList list;
  for (const records::Delivery& one : page.deliveries) {
    list.deliveries.push_back({one.delivery_id, one.revision, one.channel_id, one.address, one.due_at,
                               static_cast<std::int64_t>(one.wish_ids.size()), word_in(kDeliveryStates, one.state), one.attempts,
                               one.next_try_at, one.last_error, one.sent_at});
  }
  list.next = page.next;
  return list;
}

Result<api::Nothing> try_again(Application& application, const Call& call, const api::Nothing& /*in*/) {
  BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
  BIHUAN_CHECK(application.office().channels.try_again(call.actor(), call.path.at("delivery"), revision));
  return api::Nothing{};
}

Result<api::Nothing> give_up(Application& application, const Call& call, const api::GiveUpRequest& in) {
  BIHUAN_TRY(const std::int64_t revision, call.seen_revision());
  BIHUAN_CHECK(application.office().channels.give_up(call.actor(), call.path.at("delivery"), revision, in.why));
  return api::Nothing{};
}

// --- calendar and burden ---------------------------------------------------------------------------------------------

Result<NamedFile> get_calendar(Application& application, const Call& call) {
  const std::string& unit = call.path.at("unit");
  const Instant now = call.caller.visit.at;
  BIHUAN_TRY(const std::vector<notices::CalendarEntry> entries,
             unit_calendar(application.office(), call.actor(), unit, to_date(now)));
  return NamedFile{unit + ".ics", "text/calendar; charset=utf-8",
                   notices::write_calendar(unit + " 闭环", entries, now)};
}

Result<api::BurdenView> get_burden(Application& application, const Call& call) {
  const Date today = to_date(call.caller.visit.at);
  Date from(today.year(), 1, 1), to = today;
  for (auto [name, day] : {std::pair{"from", &from}, {"to", &to}}) {
    const std::string text = call.query(name);
    if (text.empty()) continue;
    const Result<Date> parsed = parse_date(text);
    if (!parsed) return fail(Code::kInvalidInput, parsed.error().message, name);
    *day = *parsed;
  }
  BIHUAN_TRY(const notices::BurdenReport report, burden_of(application.office(), from, to));
  api::BurdenView view{report.from, report.to, {}, {}};
  for (const notices::UnitBurden& one : report.units) {
    view.units.push_back({one.unit_id, one.unit_name, one.kind, one.asked, one.known, one.days});
  }
  for (const notices::BurdenFinding& one : report.findings) {
    view.findings.push_back({one.fault == notices::BurdenFault::kKnown ? "known" : "repeated", one.unit_name,
                             one.subject, one.message});
  }
  return view;
}

}  // namespace

void add_notice_routes(std::vector<Route>& all) {
  all.push_back(read_route<api::NoticeList>("/api/v1/notices", "list_notices", "我的消息", "My notices",
                                            {kCursor, kLimit, {"unread", false, false, "1：只要未读的"}}, &list_notices));
  all.push_back(write_route<api::ReadRequest, api::Nothing>("/api/v1/notices/read", "mark_notices_read", "标为已读",
                                                            "Mark notices as read", 200, &mark_read));
  all.push_back(read_route<api::ChannelList>("/api/v1/channels", "list_channels", "通知渠道", "Channels of notices", {},
                                             &list_channels));
  all.push_back(write_route<api::ChannelRequest, api::ChannelView>("/api/v1/channels", "add_channel", "新增通知渠道",
                                                                   "Add a channel", 201, &add_channel));
  all.push_back(revised(write_route<api::ChannelRequest, api::ChannelView>(
      "/api/v1/channels/{channel}", "change_channel", "修改通知渠道", "Change a channel", 200, &change_channel)));
  all.push_back(read_route<api::DeliveryList>("/api/v1/deliveries", "list_deliveries", "发送情况", "What was sent",
                                              {kCursor,
                                               kLimit,
                                               {"channel", false, false, "渠道编号"},
                                               {"state", false, false, "waiting、sent、given_up"}},
                                              &list_deliveries));
  all.push_back(revised(write_route<api::Nothing, api::Nothing>("/api/v1/deliveries/{delivery}/again", "try_again",
                                                                "马上重发", "Try again with the next round", 200,
                                                                &try_again)));
  all.push_back(revised(write_route<api::GiveUpRequest, api::Nothing>(
      "/api/v1/deliveries/{delivery}/give-up", "give_up_delivery", "不再发送", "Never try again", 200, &give_up)));
  all.push_back(file_route("/api/v1/units/{unit}/calendar.ics", "get_unit_calendar", "单位的日历订阅",
                           "The calendar feed of a unit", {}, "text/calendar", &get_calendar));
  all.push_back(read_route<api::BurdenView>("/api/v1/burden", "get_burden", "基层负担：向各单位要了什么",
                                            "What was asked of the units",
                                            {{"from", false, false, "起日，省略为年初"}, {"to", false, false, "止日，省略为今天"}},
                                            &get_burden));
}

}  // namespace bihuan::server
