// bihuan notice: the inbox, a round of sending, the burden meter, a unit's calendar. Channels are set in the browser or
// by the API.
#include "base/text.h"
#include "cli/chores.h"
#include "cli/desk_command.h"
#include "notices/calendar_feed.h"
#include "server/notice_desk.h"

namespace bihuan::cli {
namespace {

struct NoticeOptions : DeskOptions {
  std::string unit, from, to;
  std::int64_t limit = 50;
  bool unread_only = false;
};

Status list_notices(DataFolder& data, const records::Actor& actor, const NoticeOptions& options) {
  BIHUAN_TRY(const records::InboxPage page, data.office->inbox.page(actor, options.unread_only, "", options.limit));
  std::vector<std::vector<std::string>> rows;
  for (const records::InboxItem& item : page.items) {
    rows.push_back({item.notice.id, minute_text(item.notice.at), item.notice.to_name, item.notice.title,
                    item.notice.due ? to_string(*item.notice.due) : "", item.read_at ? "已读" : "未读"});
  }
  print(render_table({{"编号"}, {"时间"}, {"给谁", 20}, {"标题", 50}, {"期限"}, {"状态"}}, rows));
  return {};
}

Status send(DataFolder& data, const NoticeOptions& /*options*/) {
  BIHUAN_TRY(const std::vector<Error> failures, notice_round(data));
  for (const Error& one : failures) print("没有发出：" + one.message + "（" + one.where + "）\n");
  print(failures.empty() ? "本轮发送结束。\n" : "本轮发送结束，没有发出的会再试。\n");
  return {};
}

std::string form_name(const std::string& kind) { return kind == "dispatch" ? "调度" : kind == "case" ? "督办" : kind; }

Status burden(DataFolder& data, const NoticeOptions& options) {
  const Date today = to_date(data.clock->now());
  BIHUAN_TRY(const std::optional<Date> from, day_of(options.from, "--from"));
  BIHUAN_TRY(const std::optional<Date> to, day_of(options.to, "--to"));
  BIHUAN_TRY(const notices::BurdenReport report,
             server::burden_of(*data.office, from.value_or(Date(today.year(), 1, 1)), to.value_or(today)));
  std::vector<std::vector<std::string>> rows;
  for (const notices::UnitBurden& one : report.units) {
    rows.push_back({one.unit_name, form_name(one.kind), std::to_string(one.asked), std::to_string(one.known),
                    std::to_string(one.days)});
  }
  print(to_string(report.from) + "至" + to_string(report.to) + "\n");
  print(render_table({{"单位"}, {"方式"}, {"要了", 0, true}, {"其中系统已知", 0, true}, {"天数", 0, true}}, rows));
  for (const notices::BurdenFinding& one : report.findings) print("发现：" + one.message + "\n");
  return {};
}

Status write_calendar(DataFolder& data, const records::Actor& actor, const NoticeOptions& options) {
  BIHUAN_TRY(const std::string unit, unit_id_of(data, options.unit));
  BIHUAN_TRY(const std::vector<notices::CalendarEntry> entries,
             server::unit_calendar(*data.office, actor, unit, to_date(data.clock->now())));
  print(notices::write_calendar(unit + " 闭环", entries, data.clock->now()));
  return {};
}

}  // namespace

void add_notice(CLI::App& app, Session& session) {
  CLI::App* notice = app.add_subcommand("notice", "消息：查看、发送、日历、基层负担 (notices)");
  notice->require_subcommand(1);
  auto options = std::make_shared<NoticeOptions>();
  CLI::App* command =
      add_acting_command(*notice, session, "list", "某人的消息 (somebody's inbox)", options, &list_notices);
  command->add_flag("--unread", options->unread_only, "只列未读 (unread only)");
  command->add_option("--limit", options->limit, "最多几条 (at most)")->check(CLI::Range(1, 200))->capture_default_str();
  options = std::make_shared<NoticeOptions>();
  add_reading_command(*notice, session, "send", "马上发送一轮 (send what is due, now)", options, &send);
  options = std::make_shared<NoticeOptions>();
  command = add_reading_command(*notice, session, "burden", "向各单位要了什么 (the burden meter)", options, &burden);
  command->add_option("--from", options->from, "起日，省略为年初 (from)");
  command->add_option("--to", options->to, "止日，省略为今天 (to)");
  options = std::make_shared<NoticeOptions>();
  command = add_acting_command(*notice, session, "calendar", "单位的日历，iCalendar (the calendar of a unit)", options,
                               &write_calendar);
  command->add_option("UNIT", options->unit, "单位 (the unit)")->required();
}

}  // namespace bihuan::cli
