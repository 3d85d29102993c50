// src/gateway/archive_writer.h - many frames, one sync: a thread that appends to the archive whatever has gathered
// while the disk was busy with the last batch, and another that seals segments.
#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "gateway/archive.h"

namespace bihuan::gateway {

struct WriterLimits {
  std::size_t most_waiting = std::size_t{16} << 20;  // octets; beyond that is_full()
  std::size_t most_batch = std::size_t{4} << 20;     // octets of one append
};

class ArchiveWriter {
 public:
  // The oldest `frames` that were put are on the disk, or `error` says why not. On the writer's thread.
  using Done = std::function<void(std::size_t frames, const Status& status)>;

  // `archive` outlives the writer.
  ArchiveWriter(Archive& archive, Done done, WriterLimits limits = {});
  // Writes what waits; what is being sealed is finished.
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  // Copies the frame. Always takes it: whoever puts looks at is_full() first.
  void put(const ArchiveFrame& frame);
  bool is_full() const;
  // What went wrong last with sealing; empty when all is well.
  std::string sealing_trouble() const;

 private:
  // Frames in one block of memory.
  struct Batch {
    struct Piece {
      ArchiveFrame frame;  // its views are set when it is written
      std::uint8_t device = 0, peer = 0;
      std::uint32_t octets = 0;
    };
    std::string text;
    std::vector<Piece> pieces;
  };
  void write();
  void seal();

  Archive& archive_;
  Done done_;
  WriterLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable has_work_, may_seal_;
  std::vector<Batch> waiting_;
  std::size_t waiting_octets_ = 0;
  std::string sealing_trouble_;
  bool is_over_ = false;
  std::thread writer_, sealer_;
};

}  // namespace bihuan::gateway
