#include "cli/observation_rounds.h"

#include <chrono>

#include "cli/clocks.h"
#include "cli/command.h"
#include "server/observation_api.h"
#include "server/observation_room.h"
#include "server/quality_desk.h"

namespace bihuan::cli {
namespace {

constexpr std::chrono::milliseconds kBetween{1000};
constexpr std::int64_t kDaysOfRound = 20'000;  // of series, rolled up at once

}  // namespace

ObservationRounds::ObservationRounds(DataFolder& data, const gateway::Archive* archive)
    : data_(data), archive_(archive), thread_([this] { run(); }) {}

ObservationRounds::~ObservationRounds() {
  {
    const std::scoped_lock lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool ObservationRounds::is_over() {
  const std::scoped_lock lock(mutex_);
  return is_over_;
}

void ObservationRounds::run() {
  std::unique_lock lock(mutex_);
  while (!is_over_) {
    lock.unlock();
    const Status status = round();
    const std::string trouble = status.has_value() ? std::string() : status.error().message;
    if (!trouble.empty() && trouble != trouble_) print_error("警告：观测数据：" + trouble + "\n");
    trouble_ = trouble;
    lock.lock();
    changed_.wait_for(lock, kBetween, [this] { return is_over_; });
  }
}

Status ObservationRounds::round() {
  server::ObservationRoom& room = *data_.office->observations;
  if (archive_ == nullptr && !room.is_open()) return {};
  BIHUAN_TRY(observations::ObservationStore* const store, room.store());
  const std::int64_t records = archive_ == nullptr ? -1 : archive_->head().records;
  if (records != seen_) {
    BIHUAN_CHECK(devices_.reload(data_.office->devices, true));
    std::unique_lock order = room.in_order();
    if (!ingest_) {
      gateway::IngestSettings settings;
      BIHUAN_TRY(settings.after, room.frames_through(*store));
      ingest_ = std::make_unique<gateway::FrameIngest>(
          *store, devices_, room.vocabulary(), room.frame_rules(),
          [this](std::int64_t after, const std::function<bool(const gateway::ArchiveRecord&)>& sink) {
            return archive_->read(after, sink);
          },
          settings);
    }
    // Between two batches others may have their turn.
    const Result<gateway::IngestCounts> taken = ingest_->take(data_.clock->now(), [&] {
      room.note_frames(ingest_->taken());
      order.unlock();
      order.lock();
      return is_over();
    });
    room.note_frames(ingest_->taken());
    if (!taken.has_value()) return std::unexpected(taken.error());
    seen_ = records;
  }
  BIHUAN_CHECK(store->roll_up(kDaysOfRound));
  const Date today = to_date(data_.clock->now());
  if (day_ == today) return {};
  const bool is_new_day = day_.has_value();
  if (is_new_day) BIHUAN_CHECK(daily(*store));
  day_ = today;
  return {};
}

Status ObservationRounds::daily(observations::ObservationStore& store) {
  BIHUAN_CHECK(seal_unsorted(store));
  const records::Actor timer = server::timer_actor(data_.clock->now(), SystemClock().now());
  BIHUAN_CHECK(server::QualityDesk(*data_.office, timer).check("", std::nullopt, std::nullopt));
  return {};
}

Result<std::int64_t> seal_unsorted(observations::ObservationStore& store) {
  BIHUAN_TRY(const std::vector<observations::ObservationStore::Unsealed> unsealed, store.unsealed());
  for (const observations::ObservationStore::Unsealed& one : unsealed) {
    BIHUAN_CHECK(store.seal(one.data_set, one.month));
  }
  return static_cast<std::int64_t>(unsealed.size());
}

}  // namespace bihuan::cli
