#include "base/giving_way.h"

#include <sched.h>
#include <unistd.h>

#include <atomic>

namespace bihuan {
namespace {

thread_local Patience* patience_of_thread = nullptr;
std::atomic<bool> can_give_way = false;

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

GivingWay::GivingWay() : patience_(can_give_way ? patience_of_thread : nullptr) {
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

bool find_out_about_giving_way() {
  can_give_way = set_policy(0, SCHED_IDLE) && set_policy(0, SCHED_OTHER);
  return can_give_way;
}

}  // namespace bihuan
