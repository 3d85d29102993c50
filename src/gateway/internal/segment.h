// src/gateway/internal/segment.h - the octets of one segment: written, and read with all that can be wrong about them.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/archive.h"

namespace bihuan::gateway::internal {

inline constexpr std::size_t kHeaderOctets = 8 + 8 + 8 + 32 + 8 + 4;
inline constexpr std::size_t kMarkOctets = 8 + 1 + 8 + 8 + 32;
inline constexpr std::size_t kMaxEntry = std::size_t{1} << 20;  // longer ones are damage

struct SegmentHeader {
  std::int64_t number = 0;
  std::int64_t first = 1;
  std::string head = std::string(32, '\0');  // raw
  Instant opened;
};
std::string write_header(const SegmentHeader& header);
std::optional<SegmentHeader> read_header(std::string_view octets);

void write_frame(std::string& to, const ArchiveFrame& frame);
void write_note(std::string& to, Instant received, Instant recorded, std::string_view text);
void write_mark(std::string& to, std::int64_t records, std::string_view head);

// SM3 of the head before and the entries of a batch; raw.
std::string next_head(std::string_view head, std::string_view entries);

struct SegmentScan {
  SegmentHeader header;
  std::int64_t records = 0;                                    // number of the last record up to `end`
  std::string head;                                            // raw, at `end`
  std::uint64_t end = 0;                                       // behind the last mark that counts
  std::uint64_t torn = 0;                                      // octets behind it that are no zeros
  Instant first_received, last_received;                       // of its records
  std::vector<std::pair<std::int64_t, std::uint64_t>> places;  // records before, offset of a batch; every 256 KiB or so
};

struct ScanOptions {
  bool may_be_torn = true;              // not sealed: a broken last batch is no damage
  std::optional<std::int64_t> ends_at;  // the next segment begins behind this record
};
using RecordSink = std::function<bool(const ArchiveRecord&)>;
using MarkSink = std::function<void(std::int64_t records, std::string_view head)>;

// Reads a whole segment. Damage becomes findings. None: the header cannot be read.
// `on_record` also sees records of batches that are damaged or torn, as far as their check values are right.
std::optional<SegmentScan> scan_segment(std::string_view octets, const ScanOptions& options,
                                        std::vector<ArchiveFinding>& findings, const MarkSink& on_mark = {},
                                        const RecordSink& on_record = {});

// Hands over the records of `octets`, which begin with a batch and hold `after` records before it; stops at the first
// entry that is none. Returns false where the sink said so. Errors: kCorrupt where the stop is not at `octets`' end
Result<bool> walk_entries(std::string_view octets, std::int64_t records_before, const RecordSink& sink);

// "frames-00000012.bhf", with `more` behind it, and back.
std::string segment_name(std::int64_t number, std::string_view more = ".bhf");
struct SegmentName {
  std::int64_t number = 0;
  std::string more;
};
std::optional<SegmentName> parse_segment_name(std::string_view name);

// zstd in independent frames of 1 MiB, with a seek table behind them. Errors: kUnavailable
Result<std::string> pack(std::string_view octets, int level);
// Damaged frames become zeros and a finding. Errors: kCorrupt the seek table cannot be read
Result<std::string> unpack(std::string_view packed, std::int64_t segment, std::vector<ArchiveFinding>& findings);

// One line of `seals`.
struct Seal {
  std::int64_t segment = 0, first = 0, records = 0;
  std::uint64_t octets = 0, packed = 0;
  Instant first_received, last_received;
  std::string head_before, head_after;  // hex
};
std::string to_line(const Seal& seal);
std::optional<Seal> parse_seal(std::string_view line);
inline constexpr const char* kSeals = "seals";

}  // namespace bihuan::gateway::internal
