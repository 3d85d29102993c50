// src/gateway/internal/tail.h - hands the frames of the live tail to those who listen; a slow listener misses some.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gateway/device_server.h"

namespace bihuan::gateway::internal {

class Listener final : public TailListener {
 public:
  explicit Listener(std::string mn) : mn_(std::move(mn)) {}

  std::vector<TailFrame> take(int milliseconds, std::size_t& missed) override {
    std::unique_lock lock(mutex_);
    has_frames_.wait_for(lock, std::chrono::milliseconds(milliseconds),
                         [this] { return is_over_ || !frames_.empty(); });
    missed = std::exchange(missed_, 0);
    std::vector<TailFrame> frames(std::make_move_iterator(frames_.begin()), std::make_move_iterator(frames_.end()));
    frames_.clear();
    return frames;
  }
  void show(const TailFrame& frame) {
    if (!mn_.empty() && mn_ != frame.mn) return;
    {
      const std::lock_guard lock(mutex_);
      if (frames_.size() >= kMost) {
        frames_.pop_front();
        ++missed_;
      }
      frames_.push_back(frame);
    }
    has_frames_.notify_one();
  }
  void end() {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    has_frames_.notify_all();
  }

 private:
  static constexpr std::size_t kMost = 500;
  std::string mn_;
  std::mutex mutex_;
  std::condition_variable has_frames_;
  std::deque<TailFrame> frames_;
  std::size_t missed_ = 0;
  bool is_over_ = false;
};

class Tail {
 public:
  std::shared_ptr<TailListener> add(std::string mn) {
    auto listener = std::make_shared<Listener>(std::move(mn));
    const std::lock_guard lock(mutex_);
    listeners_.push_back(listener);
    return listener;
  }
  // Returns whether anybody listens still.
  bool show(const TailFrame& frame) {
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const auto& listener) { return listener.expired(); });
    for (const auto& listener : listeners_) {
      if (const auto here = listener.lock()) here->show(frame);
    }
    return !listeners_.empty();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    for (const auto& listener : listeners_) {
      if (const auto here = listener.lock()) here->end();
    }
  }

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<Listener>> listeners_;
};

}  // namespace bihuan::gateway::internal
