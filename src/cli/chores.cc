#include "cli/chores.h"

#include <chrono>

#include "cli/clocks.h"
#include "cli/command.h"
#include "notices/curl_transport.h"
#include "notices/notices.h"
#include "records/anchors.h"

namespace bihuan::cli {
namespace {

constexpr std::chrono::seconds kBetweenRounds{60};
constexpr std::chrono::seconds kFirstRound{3};
constexpr notices::TransportLimits kLimits{.connect_seconds = 5, .total_seconds = 15, .most_reply_bytes = 64'000};

records::Actor timer_of(const DataFolder& data) { return server::timer_actor(data.clock->now(), SystemClock().now()); }

}  // namespace

void DailyChores::look() {
  const Date today = to_date(data_.clock->now());
  if (day_ == today) return;
  const bool is_new_day = day_.has_value();
  if ((!is_new_day || anchor().has_value()) && climb().has_value()) day_ = today;
}

Status DailyChores::anchor() {
  BIHUAN_TRY(const records::JournalHead head, data_.database->read(records::read_head));
  return records::append_anchor(data_.anchors_file(), head, data_.clock->now(), "每日");
}

Status DailyChores::climb() {
  BIHUAN_TRY(const records::ClimbReport report, server::run_daily(*data_.office, timer_of(data_)));
  for (const Error& problem : report.problems) print_error("警告：" + problem.message + "（" + problem.where + "）\n");
  return {};
}

Result<std::vector<Error>> notice_round(DataFolder& data) {
  notices::Notices notices(data.database, data.office->notice_rules);
  notices::CurlTransport transport(kLimits);
  BIHUAN_CHECK(server::remind(*data.office, timer_of(data)));
  BIHUAN_CHECK(notices.collect(timer_of(data)));
  BIHUAN_TRY(notices::DeliverReport report, notices.deliver(timer_of(data), transport));
  return std::move(report.failures);
}

NoticeRounds::NoticeRounds(DataFolder& data) : data_(data), thread_([this] { run(); }) {}

NoticeRounds::~NoticeRounds() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void NoticeRounds::run() {
  auto wait = kFirstRound;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, wait, [this] { return is_over_; })) return;
    }
    wait = kBetweenRounds;
    // What could not be sent stands with its delivery, for whoever keeps the channels; here only that the store failed.
    const Result<std::vector<Error>> failures = notice_round(data_);
    if (!failures.has_value()) {
      print_error("警告：" + failures.error().message + "（" + failures.error().where + "）\n");
    }
  }
}

}  // namespace bihuan::cli
