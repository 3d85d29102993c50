// src/gateway/archive.h - the frame archive: what devices sent, octet by octet, chained by SM3. Read this first.
//
// Format, order of operations and what is proved: docs/formats/frame-archive.md. append() returns when its records are
// on the disk, all or none; what fails leaves the archive whole, and the next append() begins a new segment.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "gateway/file_port.h"

namespace bihuan::gateway {

enum class FrameStanding : std::uint8_t { kData, kRepaired, kQuarantined, kUnknownDevice, kWrongPassword };
std::string_view to_string(FrameStanding standing);  // "data" ...
std::string_view to_chinese(FrameStanding standing);

// A frame to be kept. Device and peer are cut at 255 octets.
struct ArchiveFrame {
  Instant received;  // by the desk's clock
  Instant recorded;  // by the clock of the machine
  std::uint64_t connection = 0;
  FrameStanding standing = FrameStanding::kData;
  std::string_view device;  // MN as the frame says it
  std::string_view peer;    // "10.1.2.3:50312"
  std::string_view octets;
};

// A record as it is read. Views are valid during the call they are handed to.
struct ArchiveRecord {
  std::int64_t number = 0;  // from 1, without gaps
  bool is_note = false;     // then `frame.octets` is its text
  ArchiveFrame frame;
};

struct ArchiveHead {
  std::int64_t records = 0;
  std::string digest;  // 64 hex digits; zeros for an empty archive
  friend bool operator==(const ArchiveHead&, const ArchiveHead&) = default;
};

// A head that was written down elsewhere: in the journal, a backup.
struct ArchiveAnchor {
  ArchiveHead head;
  std::string source;  // "日志第12条"
};

struct ArchiveFinding {
  std::int64_t segment = 0;  // 0: none in particular
  std::int64_t first = 0;    // the records concerned; 0: unknown
  std::int64_t last = 0;
  std::string message;  // one sentence: what is wrong, where, what it should be
  bool is_harm = true;  // false: worth knowing, nothing acknowledged is touched
};

struct ArchiveSettings {
  std::uint64_t segment_octets = std::uint64_t{64} << 20;
  int level = 9;        // of zstd
  int hasty_level = 3;  // while more than one segment waits
};

class Archive {
 public:
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  // Opens what is in the folder, or begins an empty archive there. `found` gets what a crash or somebody left; nothing
  // of it stops the archive from going on. Errors: kUnavailable; kCorrupt it cannot be told where the archive ends
  static Result<std::unique_ptr<Archive>> open(std::unique_ptr<FilePort> files, ArchiveSettings settings,
                                               std::vector<ArchiveFinding>& found);

  // Returns the number of the first of `frames`, once all are on the disk. One caller at a time.
  // Errors: kUnavailable: none of them is kept. PRECONDITION: not empty.
  Result<std::int64_t> append(std::span<const ArchiveFrame> frames);
  // The same for a text among the frames: the head of the journal.
  Result<std::int64_t> append_note(Instant received, Instant recorded, std::string_view text);

  ArchiveHead head() const;

  // Ends the segment that is being written, so that it can be sealed.
  void end_segment();
  // Packs the oldest segment that has ended. Returns whether there was one. May run beside append() and read().
  // Errors: kUnavailable: it stays unpacked and can be tried again
  Result<bool> seal_one();
  std::size_t waiting_to_be_sealed() const;

  // Hands over the durable records above `after` in order until `sink` says false. May run beside append().
  // Errors: kUnavailable; kCorrupt a segment is missing or damaged
  Status read(std::int64_t after, const std::function<bool(const ArchiveRecord&)>& sink) const;
  // The first record of the last `segments` segments, less one: where to read from for a look at the newest.
  std::int64_t before_last(std::size_t segments) const;

  struct Segment;

 private:
  explicit Archive(std::unique_ptr<FilePort> files, ArchiveSettings settings);
  Status load(std::vector<ArchiveFinding>& found);
  Status load_unsealed(std::vector<ArchiveFinding>& found, const std::vector<std::int64_t>& numbers);
  Status begin_segment(Instant opened, std::uint64_t octets);
  struct BatchTimes {
    Instant first, last, recorded;
  };
  Result<std::int64_t> commit(std::size_t records, BatchTimes times);
  Status write_seals(const std::vector<Segment>& segments);

  std::unique_ptr<FilePort> files_;
  ArchiveSettings settings_;
  std::string batch_;               // of the append that runs
  std::unique_ptr<OpenFile> file_;  // of the segment that is being written
  std::mutex sealing_;
  mutable std::mutex mutex_;       // over what follows
  std::vector<Segment> segments_;  // in order; the last one is being written while file_ is there
  ArchiveHead head_;
};

struct ArchiveReport {
  ArchiveHead head;
  std::int64_t segments = 0, sealed = 0;
  std::int64_t octets = 0;  // of the segments, unpacked
  std::vector<ArchiveFinding> findings;
  bool is_whole() const;  // no finding is harm
};

// Proves the archive in a folder that nobody writes, or that its owner writes just now; reads everything.
// Errors: kUnavailable
Result<ArchiveReport> verify_archive(FilePort& files, const std::vector<ArchiveAnchor>& anchors,
                                     std::size_t most_findings = 100);

// Hands over all records above `after`, also those of an archive that is not open. Errors: kUnavailable, kCorrupt
Status read_archive(FilePort& files, std::int64_t after, const std::function<bool(const ArchiveRecord&)>& sink);

}  // namespace bihuan::gateway
