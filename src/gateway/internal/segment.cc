#include "gateway/internal/segment.h"

#include <fmt/format.h>

#include <boost/crc.hpp>
#include <charconv>
#include <cstring>

#include "base/digest.h"
#include "base/hmac.h"
#include "base/text.h"

namespace bihuan::gateway::internal {
namespace {

constexpr std::string_view kMagic = "BHFRAME1";
constexpr std::string_view kMarkMagic = "BHMARK\r\n";
constexpr char kFrameKind = 1;
constexpr char kNoteKind = 2;
constexpr char kMarkKind = 3;
constexpr std::size_t kEntryHead = 8;           // length and check value
constexpr std::uint64_t kPlaceEvery = 1 << 18;  // octets

template <class T>
void put(std::string& to, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i) to += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
}
template <class T>
T get(std::string_view from, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[at + i])) << (8 * i);
  return static_cast<T>(value);
}

std::uint32_t check_value(std::string_view octets) {
  boost::crc_32_type crc;
  crc.process_bytes(octets.data(), octets.size());
  return crc.checksum();
}

// Writes kind and body by `write`, then length and check value before them.
template <class Write>
void put_entry(std::string& to, char kind, const Write& write) {
  const std::size_t begin = to.size();
  to.append(kEntryHead, '\0');
  to += kind;
  write();
  const std::string_view body = std::string_view(to).substr(begin + kEntryHead);
  std::string head;
  put(head, static_cast<std::uint32_t>(body.size()));
  put(head, check_value(body));
  to.replace(begin, kEntryHead, head);
}

void put_text8(std::string& to, std::string_view text) {
  text = text.substr(0, 255);
  to += static_cast<char>(text.size());
  to += text;
}

// Kind and body of the entry at `at`; none where there is no whole and right one.
std::optional<std::string_view> entry_at(std::string_view octets, std::size_t at) {
  if (octets.size() < kEntryHead || at > octets.size() - kEntryHead) return std::nullopt;
  const auto length = get<std::uint32_t>(octets, at);
  if (length == 0 || length > kMaxEntry || length > octets.size() - at - kEntryHead) return std::nullopt;
  const std::string_view body = octets.substr(at + kEntryHead, length);
  if (check_value(body) != get<std::uint32_t>(octets, at + 4)) return std::nullopt;
  return body;
}

struct MarkBody {
  std::int64_t records = 0;
  std::string_view head;
};
std::optional<MarkBody> read_mark(std::string_view body) {
  if (body.size() != kMarkOctets - kEntryHead || body[0] != kMarkKind || body.substr(1, 8) != kMarkMagic)
    return std::nullopt;
  return MarkBody{get<std::int64_t>(body, 9), body.substr(17, 32)};
}

std::optional<ArchiveRecord> read_record(std::string_view body) {
  ArchiveRecord record;
  constexpr std::size_t kTimes = 1 + 8 + 8;
  if (body.size() < kTimes || (body[0] != kFrameKind && body[0] != kNoteKind)) return std::nullopt;
  record.frame.received = Instant{get<std::int64_t>(body, 1)};
  record.frame.recorded = Instant{get<std::int64_t>(body, 9)};
  if (body[0] == kNoteKind) {
    record.is_note = true;
    record.frame.octets = body.substr(kTimes);
    return record;
  }
  std::size_t at = kTimes + 9;
  if (body.size() < at) return std::nullopt;
  record.frame.connection = get<std::uint64_t>(body, kTimes);
  record.frame.standing = static_cast<FrameStanding>(body[kTimes + 8]);
  for (std::string_view* text : {&record.frame.device, &record.frame.peer}) {
    if (at >= body.size()) return std::nullopt;
    const auto size = static_cast<unsigned char>(body[at]);
    if (size > body.size() - at - 1) return std::nullopt;
    *text = body.substr(at + 1, size);
    at += std::size_t{1} + size;
  }
  record.frame.octets = body.substr(at);
  return record;
}

// The next whole mark at or behind `at`; npos where there is none.
std::size_t find_mark(std::string_view octets, std::size_t at) {
  for (;;) {
    const std::size_t found = octets.find(kMarkMagic, at);
    if (found == std::string_view::npos) return found;
    at = found + 1;
    if (found < kEntryHead + 1) continue;
    const auto body = entry_at(octets, found - kEntryHead - 1);
    if (body && read_mark(*body)) return found - kEntryHead - 1;
  }
}

std::string record_span(std::int64_t first, std::int64_t last) {
  return first >= last ? fmt::format("第{}号记录", first) : fmt::format("第{}至{}号记录", first, last);
}

// Walks one segment from mark to mark.
class SegmentReader {
 public:
  SegmentReader(std::string_view octets, const ScanOptions& options, std::vector<ArchiveFinding>& findings,
                const MarkSink& on_mark, const RecordSink& on_record)
      : octets_(octets), options_(options), findings_(findings), on_mark_(on_mark), on_record_(on_record) {}

  SegmentScan run(SegmentHeader header) {
    scan_.records = header.first - 1;
    scan_.head = header.head;
    scan_.header = std::move(header);
    scan_.end = kHeaderOctets;
    at_ = kHeaderOctets;
    while (!is_over_ && !(options_.ends_at && scan_.records >= *options_.ends_at)) step();
    const std::size_t last = octets_.find_last_not_of('\0');
    scan_.torn = last != std::string_view::npos && last + 1 > scan_.end ? last + 1 - scan_.end : 0;
    return std::move(scan_);
  }

 private:
  void step() {
    const auto body = entry_at(octets_, at_);
    if (!body) return broken();
    if (const auto mark = read_mark(*body)) return close_batch(*mark);
    auto record = read_record(*body);
    if (!record) return broken();
    record->number = scan_.records + ++in_batch_;
    if (scan_.first_received == Instant{}) scan_.first_received = record->frame.received;
    scan_.last_received = record->frame.received;
    if (on_record_ && !on_record_(*record)) is_over_ = true;
    at_ += kEntryHead + body->size();
  }

  void close_batch(const MarkBody& mark) {
    const std::int64_t first = scan_.records + 1;
    if (!is_damaged_) {
      const std::string_view entries = octets_.substr(scan_.end, at_ - scan_.end);
      const std::int64_t has = in_batch_;
      const std::int64_t says = mark.records - scan_.records;
      if (has != says) {
        add(first, mark.records,
            fmt::format("第{}段第{}字节处的批次应有{}条记录，现有{}条：记录被{}", scan_.header.number, scan_.end, says,
                        has, has < says ? "抽走" : "添加"));
      } else if (next_head(scan_.head, entries) != mark.head) {
        add(first, mark.records,
            fmt::format("第{}段{}的内容与摘要不符：记录被改动", scan_.header.number, record_span(first, mark.records)));
      }
    }
    scan_.records = mark.records;
    scan_.head = mark.head;
    at_ += kMarkOctets;
    scan_.end = at_;
    in_batch_ = 0;
    is_damaged_ = false;
    if (scan_.places.empty() || scan_.end - scan_.places.back().second >= kPlaceEvery)
      scan_.places.emplace_back(scan_.records, scan_.end);
    if (on_mark_) on_mark_(scan_.records, scan_.head);
  }

  // No entry stands at at_: the end, a torn tail, or damage.
  void broken() {
    const bool is_zero = octets_.find_first_not_of('\0', at_) == std::string_view::npos;
    const std::size_t mark = is_zero ? std::string_view::npos : find_mark(octets_, at_);
    const bool is_last =
        mark == std::string_view::npos || find_mark(octets_, mark + kMarkOctets) == std::string_view::npos;
    if (mark == std::string_view::npos || (is_last && options_.may_be_torn)) {
      is_over_ = true;
      if (!options_.may_be_torn && (at_ > scan_.end || !is_zero)) {
        add(scan_.records + 1, scan_.records + in_batch_,
            fmt::format("第{}段第{}字节起损坏：其后没有完整的批次", scan_.header.number, at_));
      }
      return;
    }
    const auto body = read_mark(*entry_at(octets_, mark));
    const std::int64_t first = scan_.records + in_batch_ + 1;
    add(first, body->records,
        fmt::format("第{}段第{}字节起损坏，{}不能全部读出；从第{}字节起恢复正常", scan_.header.number, at_,
                    record_span(first, body->records), mark));
    is_damaged_ = true;
    at_ = mark;
  }

  void add(std::int64_t first, std::int64_t last, std::string message) {
    findings_.push_back({scan_.header.number, first, last, std::move(message)});
  }

  std::string_view octets_;
  const ScanOptions& options_;
  std::vector<ArchiveFinding>& findings_;
  const MarkSink& on_mark_;
  const RecordSink& on_record_;
  SegmentScan scan_;
  std::size_t at_ = 0;
  std::int64_t in_batch_ = 0;
  bool is_damaged_ = false;
  bool is_over_ = false;
};

template <class T>
bool parse_field(std::string_view text, T& to) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string write_header(const SegmentHeader& header) {
  std::string octets(kMagic);
  put(octets, header.number);
  put(octets, header.first);
  octets += header.head;
  put(octets, header.opened.seconds);
  put(octets, check_value(octets));
  return octets;
}

std::optional<SegmentHeader> read_header(std::string_view octets) {
  if (octets.size() < kHeaderOctets || !octets.starts_with(kMagic)) return std::nullopt;
  if (check_value(octets.substr(0, kHeaderOctets - 4)) != get<std::uint32_t>(octets, kHeaderOctets - 4))
    return std::nullopt;
  return SegmentHeader{get<std::int64_t>(octets, 8), get<std::int64_t>(octets, 16), std::string(octets.substr(24, 32)),
                       Instant{get<std::int64_t>(octets, 56)}};
}

void write_frame(std::string& to, const ArchiveFrame& frame) {
  put_entry(to, kFrameKind, [&] {
    put(to, frame.received.seconds);
    put(to, frame.recorded.seconds);
    put(to, frame.connection);
    to += static_cast<char>(frame.standing);
    put_text8(to, frame.device);
    put_text8(to, frame.peer);
    to += frame.octets;
  });
}

void write_note(std::string& to, Instant received, Instant recorded, std::string_view text) {
  put_entry(to, kNoteKind, [&] {
    put(to, received.seconds);
    put(to, recorded.seconds);
    to += text;
  });
}

void write_mark(std::string& to, std::int64_t records, std::string_view head) {
  put_entry(to, kMarkKind, [&] {
    to += kMarkMagic;
    put(to, records);
    to += head;
  });
}

std::string next_head(std::string_view head, std::string_view entries) {
  Digest digest(DigestKind::kSm3);
  digest.update(head);
  digest.update(entries);
  return from_hex(digest.finish_hex());
}

std::optional<SegmentScan> scan_segment(std::string_view octets, const ScanOptions& options,
                                        std::vector<ArchiveFinding>& findings, const MarkSink& on_mark,
                                        const RecordSink& on_record) {
  auto header = read_header(octets);
  if (!header) return std::nullopt;
  return SegmentReader(octets, options, findings, on_mark, on_record).run(std::move(*header));
}

Result<bool> walk_entries(std::string_view octets, std::int64_t records_before, const RecordSink& sink) {
  std::size_t at = 0;
  while (at < octets.size()) {
    const auto body = entry_at(octets, at);
    if (!body)
      return fail(Code::kCorrupt,
                  fmt::format("帧档案在第{}号记录之后损坏；请用bihuan archive verify查明", records_before));
    at += kEntryHead + body->size();
    if (const auto mark = read_mark(*body)) {
      records_before = mark->records;
      continue;
    }
    auto record = read_record(*body);
    if (!record) return fail(Code::kCorrupt, fmt::format("帧档案第{}号记录的形式不对", records_before + 1));
    record->number = ++records_before;
    if (!sink(*record)) return false;
  }
  return true;
}

std::string segment_name(std::int64_t number, std::string_view more) {
  return fmt::format("frames-{:08}{}", number, more);
}

std::optional<SegmentName> parse_segment_name(std::string_view name) {
  constexpr std::string_view kBegin = "frames-";
  if (!name.starts_with(kBegin)) return std::nullopt;
  const std::size_t dot = name.find('.');
  SegmentName parsed;
  if (dot == std::string_view::npos || !parse_field(name.substr(kBegin.size(), dot - kBegin.size()), parsed.number) ||
      parsed.number < 1)
    return std::nullopt;
  parsed.more = name.substr(dot);
  return parsed;
}

std::string to_line(const Seal& seal) {
  return fmt::format("{} {} {} {} {} {} {} {} {}\n", seal.segment, seal.first, seal.records, seal.octets, seal.packed,
                     seal.first_received.seconds, seal.last_received.seconds, seal.head_before, seal.head_after);
}

std::optional<Seal> parse_seal(std::string_view line) {
  const std::vector<std::string_view> parts = split(line, ' ');
  Seal seal;
  if (parts.size() != 9 || !parse_field(parts[0], seal.segment) || !parse_field(parts[1], seal.first) ||
      !parse_field(parts[2], seal.records) || !parse_field(parts[3], seal.octets) ||
      !parse_field(parts[4], seal.packed) || !parse_field(parts[5], seal.first_received.seconds) ||
      !parse_field(parts[6], seal.last_received.seconds) || parts[7].size() != 64 || parts[8].size() != 64)
    return std::nullopt;
  seal.head_before = parts[7];
  seal.head_after = parts[8];
  return seal;
}

}  // namespace bihuan::gateway::internal
