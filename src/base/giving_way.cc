#include "base/giving_way.h"

#include <sched.h>
#include <unistd.h>

#include <thread>

namespace bihuan {
namespace {

thread_local Patience* patience_of_thread = nullptr;

bool set_policy(pid_t thread, int policy) {
  const sched_param parameters{};
  return sched_setscheduler(thread, policy, &parameters) == 0;
}

}  // namespace

void Patience::lose() {
  const std::lock_guard lock(mutex_);
  is_lost_ = true;
  if (thread_ != 0) set_policy(thread_, SCHED_OTHER);
}

PatientWork::PatientWork(Patience& patience) : before_(patience_of_thread) { patience_of_thread = &patience; }
PatientWork::~PatientWork() { patience_of_thread = before_; }

GivingWay::GivingWay() : patience_(can_give_way() ? patience_of_thread : nullptr) {
  if (patience_ == nullptr) return;
  const std::lock_guard lock(patience_->mutex_);
  if (!patience_->is_lost_ && set_policy(0, SCHED_IDLE)) patience_->thread_ = gettid();
}

GivingWay::~GivingWay() {
  if (patience_ == nullptr) return;
  const std::lock_guard lock(patience_->mutex_);
  if (patience_->thread_ != 0) set_policy(0, SCHED_OTHER);
  patience_->thread_ = 0;
}

bool can_give_way() {
  // Asked on a thread of its own: it may be one that cannot come back.
  static const bool kCan = [] {
    bool can = false;
    std::thread([&] { can = set_policy(0, SCHED_IDLE) && set_policy(0, SCHED_OTHER); }).join();
    return can;
  }();
  return kCan;
}

}  // namespace bihuan
