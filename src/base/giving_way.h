// base/giving_way.h - long computations for somebody who can wait a little, beside others who are at work.
//
// Between begin and end of a GivingWay its thread runs only where nobody else wants the processor. It must hold no lock
// there, or others would wait for it after all. On a busy machine that could last: whoever knows how long is too long
// says so with Patience::lose().
#pragma once
#include <sys/types.h>

#include <mutex>

namespace bihuan {

// The patience of one piece of work. Outlives the PatientWork that has it.
class Patience {
 public:
  Patience() = default;
  Patience(const Patience&) = delete;
  Patience& operator=(const Patience&) = delete;

  // From any thread: the work takes its turn like all others from now on.
  void lose();

 private:
  friend class GivingWay;
  std::mutex mutex_;
  pid_t thread_ = 0;  // that gives way just now
  bool is_lost_ = false;
};

// What this thread does till the scope ends has this patience.
class PatientWork {
 public:
  explicit PatientWork(Patience& patience);
  ~PatientWork();
  PatientWork(const PatientWork&) = delete;
  PatientWork& operator=(const PatientWork&) = delete;

 private:
  Patience* before_;
};

// Till the scope ends this thread gives way, as long as there is patience: outside of PatientWork not at all.
class GivingWay {
 public:
  GivingWay();
  ~GivingWay();
  GivingWay(const GivingWay&) = delete;
  GivingWay& operator=(const GivingWay&) = delete;

 private:
  Patience* patience_;
};

// Finds out whether the system lets a thread give way and come back: to come back it wants a limit of nice values
// (RLIMIT_NICE) that allows 0, or a privileged process. Before it was called, and where not, GivingWay does nothing.
// To be called on a thread of its own: it may be one that cannot come back.
bool find_out_about_giving_way();

}  // namespace bihuan
