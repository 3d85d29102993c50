#include "gateway/archive_writer.h"

#include <chrono>

namespace bihuan::gateway {

ArchiveWriter::ArchiveWriter(Archive& archive, Done done, WriterLimits limits)
    : archive_(archive), done_(std::move(done)), limits_(limits) {
  writer_ = std::thread([this] { write(); });
  sealer_ = std::thread([this] { seal(); });
}

ArchiveWriter::~ArchiveWriter() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  has_work_.notify_all();
  may_seal_.notify_all();
  writer_.join();
  sealer_.join();
}

void ArchiveWriter::put(const ArchiveFrame& frame) {
  Batch::Piece piece;
  piece.frame = frame;
  piece.device = static_cast<std::uint8_t>(std::min<std::size_t>(frame.device.size(), 255));
  piece.peer = static_cast<std::uint8_t>(std::min<std::size_t>(frame.peer.size(), 255));
  piece.octets = static_cast<std::uint32_t>(frame.octets.size());
  const std::size_t size = std::size_t{piece.device} + piece.peer + piece.octets;
  bool is_first = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() || waiting_.back().text.size() + size > limits_.most_batch) waiting_.emplace_back();
    Batch& batch = waiting_.back();
    is_first = waiting_octets_ == 0;
    batch.text.append(frame.device, 0, piece.device).append(frame.peer, 0, piece.peer).append(frame.octets);
    batch.pieces.push_back(piece);
    waiting_octets_ += size;
  }
  if (is_first) has_work_.notify_one();
}

bool ArchiveWriter::is_full() const {
  const std::lock_guard lock(mutex_);
  return waiting_octets_ >= limits_.most_waiting;
}

std::string ArchiveWriter::sealing_trouble() const {
  const std::lock_guard lock(mutex_);
  return sealing_trouble_;
}

void ArchiveWriter::write() {
  std::vector<ArchiveFrame> frames;
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      has_work_.wait(lock, [this] { return is_over_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      batch = std::move(waiting_.front());
      waiting_.erase(waiting_.begin());
    }
    frames.clear();
    std::string_view rest = batch.text;
    const auto next = [&rest](std::size_t size) {
      const std::string_view text = rest.substr(0, size);
      rest.remove_prefix(size);
      return text;
    };
    for (const Batch::Piece& piece : batch.pieces) {
      ArchiveFrame frame = piece.frame;
      frame.device = next(piece.device);
      frame.peer = next(piece.peer);
      frame.octets = next(piece.octets);
      frames.push_back(frame);
    }
    const Result<std::int64_t> first = archive_.append(frames);
    {
      const std::lock_guard lock(mutex_);
      waiting_octets_ -= batch.text.size();
    }
    done_(frames.size(), first.has_value() ? Status() : Status(std::unexpected(first.error())));
    if (archive_.waiting_to_be_sealed() > 0) may_seal_.notify_one();
  }
}

void ArchiveWriter::seal() {
  for (;;) {
    const Result<bool> sealed = archive_.seal_one();
    std::unique_lock lock(mutex_);
    sealing_trouble_ = sealed.has_value() ? "" : sealed.error().message;
    if (is_over_) return;
    // After a failure, and now and then, it looks by itself.
    const auto pause = sealed.has_value() && *sealed ? std::chrono::seconds(0) : std::chrono::seconds(5);
    may_seal_.wait_for(lock, pause, [this] { return is_over_; });
    if (is_over_) return;
  }
}

}  // namespace bihuan::gateway
