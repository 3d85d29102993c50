#include "gateway/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/hmac.h"
#include "base/text.h"
#include "gateway/internal/segment.h"

namespace bihuan::gateway {

using internal::Seal;
using internal::segment_name;

struct Archive::Segment {
  internal::SegmentHeader header;
  std::int64_t records = 0;  // number of its last record
  std::string head;          // raw, at its end
  std::uint64_t end = 0;     // octets that count
  Instant first_received, last_received;
  std::vector<std::pair<std::int64_t, std::uint64_t>> places;  // while it is not sealed
  std::uint64_t torn = 0;
  std::uint64_t packed = 0;  // octets of the sealed file; 0: not sealed
  bool is_ended = true;      // nothing more is written to it
  bool is_sealed() const { return packed != 0; }
  std::int64_t number() const { return header.number; }
};

namespace {

constexpr const char* kPacked = ".bhf.zst";
constexpr const char* kPlain = ".bhf";
constexpr const char* kTorn = ".torn";
constexpr const char* kNew = ".new";

Seal seal_of(const Archive::Segment& segment) {
  return {segment.number(),    segment.header.first,   segment.records,       segment.end,
          segment.packed,      segment.first_received, segment.last_received, to_hex(segment.header.head),
          to_hex(segment.head)};
}

Archive::Segment segment_of(internal::SegmentScan scan) {
  return {std::move(scan.header),
          scan.records,
          std::move(scan.head),
          scan.end,
          scan.first_received,
          scan.last_received,
          std::move(scan.places),
          scan.torn,
          0};
}

// The files of a folder, by what they are.
struct Found {
  std::map<std::int64_t, std::uint64_t> plain, packed;  // segment -> octets
  std::vector<std::string> unfinished;                  // *.new
  std::map<std::int64_t, Seal> seals;
};

Result<Found> look_around(FilePort& files, std::vector<ArchiveFinding>& findings) {
  Found found;
  BIHUAN_TRY(const std::vector<std::string> names, files.list());
  for (const std::string& name : names) {
    if (name.ends_with(kNew)) found.unfinished.push_back(name);
    const auto segment = internal::parse_segment_name(name);
    if (!segment || (segment->more != kPlain && segment->more != kPacked)) continue;
    const Result<std::uint64_t> size = files.size(name);
    if (!size.has_value() && size.error().code == Code::kNotFound) continue;  // sealed in this moment
    BIHUAN_CHECK(size);
    (segment->more == kPlain ? found.plain : found.packed)[segment->number] = *size;
  }
  if (std::ranges::find(names, internal::kSeals) == names.end()) return found;
  BIHUAN_TRY(const std::string text, read_whole(files, internal::kSeals));
  for (const std::string_view line : split_lines(text)) {
    const auto seal = internal::parse_seal(line);
    if (seal)
      found.seals[seal->segment] = *seal;
    else
      findings.push_back({0, 0, 0, "封存登记中有一行不能读出：" + excerpt(line)});
  }
  return found;
}

// The plain octets of a segment, sealed or not. Damage of the packing becomes findings.
Result<std::string> plain_octets(FilePort& files, std::int64_t number, bool is_sealed,
                                 std::vector<ArchiveFinding>& findings) {
  if (!is_sealed) {
    Result<std::string> octets = read_whole(files, segment_name(number));
    // Sealed since the folder was looked at: its owner is at work.
    if (octets.has_value() || octets.error().code != Code::kNotFound) return octets;
  }
  BIHUAN_TRY(const std::string packed, read_whole(files, segment_name(number, kPacked)));
  return internal::unpack(packed, number, findings);
}

bool is_empty_segment(std::string_view octets) {
  // What was never written: no header, or nothing behind it.
  if (octets.find_first_not_of('\0') == std::string_view::npos) return true;
  return internal::read_header(octets).has_value() &&
         octets.find_first_not_of('\0', internal::kHeaderOctets) == std::string_view::npos;
}

}  // namespace

std::string_view to_string(FrameStanding standing) {
  constexpr std::string_view kWords[] = {"data", "repaired", "quarantined", "unknown_device", "wrong_password"};
  const auto index = static_cast<std::size_t>(standing);
  return index < std::size(kWords) ? kWords[index] : "unknown";
}
std::string_view to_chinese(FrameStanding standing) {
  constexpr std::string_view kWords[] = {"数据", "修复后的数据", "隔离", "未登记的设备", "口令不对"};
  const auto index = static_cast<std::size_t>(standing);
  return index < std::size(kWords) ? kWords[index] : "不明";
}

Archive::Archive(std::unique_ptr<FilePort> files, ArchiveSettings settings)
    : files_(std::move(files)), settings_(settings), head_{0, std::string(64, '0')} {}

Archive::~Archive() = default;

Result<std::unique_ptr<Archive>> Archive::open(std::unique_ptr<FilePort> files, ArchiveSettings settings,
                                               std::vector<ArchiveFinding>& found) {
  std::unique_ptr<Archive> archive(new Archive(std::move(files), settings));
  BIHUAN_CHECK(archive->load(found));
  return archive;
}

Status Archive::load(std::vector<ArchiveFinding>& found) {
  BIHUAN_TRY(Found there, look_around(*files_, found));
  for (const std::string& name : there.unfinished) BIHUAN_CHECK(files_->remove(name));
  bool has_new_seal = false;
  for (const auto& [number, size] : there.packed) {
    const auto seal = there.seals.find(number);
    if (seal == there.seals.end() && there.plain.contains(number)) {  // sealing was cut off: it is done again
      BIHUAN_CHECK(files_->remove(segment_name(number, kPacked)));
      continue;
    }
    if (seal != there.seals.end()) {
      if (there.plain.erase(number) != 0) BIHUAN_CHECK(files_->remove(segment_name(number)));
      if (seal->second.packed != size)
        found.push_back({number, seal->second.first, seal->second.records,
                         fmt::format("第{}段现为{}字节，封存时为{}字节", number, size, seal->second.packed)});
      const Seal& s = seal->second;
      segments_.push_back({{number, s.first, from_hex(s.head_before), Instant{}},
                           s.records,
                           from_hex(s.head_after),
                           s.octets,
                           s.first_received,
                           s.last_received,
                           {},
                           0,
                           size});
      continue;
    }
    BIHUAN_TRY(const std::string octets, plain_octets(*files_, number, true, found));
    auto scan = internal::scan_segment(octets, {false, std::nullopt}, found);
    if (!scan) return fail(Code::kCorrupt, fmt::format("帧档案第{}段没有段头，封存登记中也没有它", number));
    segments_.push_back(segment_of(std::move(*scan)));
    segments_.back().packed = size;
    has_new_seal = true;
  }
  for (const auto& [number, seal] : there.seals) {
    if (!there.packed.contains(number) && !there.plain.contains(number))
      found.push_back({number, seal.first, seal.records, fmt::format("第{}段缺失", number)});
  }
  std::vector<std::int64_t> numbers;
  for (const auto& [number, size] : there.plain) numbers.push_back(number);
  BIHUAN_CHECK(load_unsealed(found, numbers));
  std::ranges::sort(segments_, {}, &Segment::number);
  for (std::size_t i = 1; i < segments_.size(); ++i) {
    const Segment &before = segments_[i - 1], &here = segments_[i];
    if (here.number() != before.number() + 1 || here.header.head != before.head)
      found.push_back({here.number(), here.header.first, 0,
                       fmt::format("第{}段不接在第{}段之后：其间有缺失或改动", here.number(), before.number())});
  }
  if (!segments_.empty()) head_ = {segments_.back().records, to_hex(segments_.back().head)};
  if (has_new_seal) BIHUAN_CHECK(write_seals(segments_));
  return {};
}

Status Archive::load_unsealed(std::vector<ArchiveFinding>& found, const std::vector<std::int64_t>& numbers) {
  std::optional<std::int64_t> ends_at;  // where the segment that follows begins, less one
  for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
    BIHUAN_TRY(const std::string octets, read_whole(*files_, segment_name(*number)));
    if (is_empty_segment(octets)) {
      BIHUAN_CHECK(files_->remove(segment_name(*number)));
      continue;
    }
    auto scan = internal::scan_segment(octets, {!ends_at, ends_at}, found);
    if (!scan && number == numbers.rbegin()) {  // power went while it was begun: nothing in it was acknowledged
      BIHUAN_CHECK(files_->rename(segment_name(*number), segment_name(*number, kTorn)));
      found.push_back(
          {*number, 0, 0, fmt::format("第{}段没有写完段头，已改名留存；其中没有应答过的帧", *number), false});
      continue;
    }
    if (!scan) return fail(Code::kCorrupt, fmt::format("帧档案第{}段的段头损坏", *number));
    if (scan->torn != 0) {
      const std::string torn = segment_name(*number, kTorn);
      const Status kept =
          write_new(*files_, torn, std::string_view(octets).substr(scan->end, static_cast<std::size_t>(scan->torn)));
      if (kept.has_value())  // else it was told at an earlier start
        found.push_back({*number, scan->records + 1, 0,
                         fmt::format("第{}段末尾有{}字节没有写完（断电或异常退出），没有应答过；已另存为{}", *number,
                                     scan->torn, torn),
                         false});
      else if (kept.error().code != Code::kConflict)
        return kept;
    }
    ends_at = scan->header.first - 1;
    if (scan->records == scan->header.first - 1) {  // its only batch was torn
      BIHUAN_CHECK(files_->remove(segment_name(*number)));
      continue;
    }
    segments_.push_back(segment_of(std::move(*scan)));
  }
  return {};
}

Status Archive::begin_segment(Instant opened, std::uint64_t octets) {
  Segment segment;
  segment.header = {segments_.empty() ? 1 : segments_.back().number() + 1, head_.records + 1, from_hex(head_.digest),
                    opened};
  segment.records = head_.records;
  segment.head = segment.header.head;
  segment.end = internal::kHeaderOctets;
  segment.places.emplace_back(segment.records, segment.end);
  segment.is_ended = false;
  const std::string name = segment_name(segment.number());
  const auto begin = [&]() -> Status {
    BIHUAN_TRY(file_, files_->create(name));
    BIHUAN_CHECK(file_->reserve(std::max(settings_.segment_octets, segment.end + octets)));
    BIHUAN_CHECK(write_all(*file_, 0, internal::write_header(segment.header)));
    BIHUAN_CHECK(file_->sync());
    return files_->sync_folder();
  };
  Status status = begin();
  if (!status.has_value() && status.error().code == Code::kConflict) {  // left by a failure whose clearing failed too
    BIHUAN_CHECK(files_->remove(name));
    status = begin();
  }
  if (!status.has_value()) {
    file_.reset();
    discard(files_->remove(name), "the first error is what matters; the next attempt clears it away");
    return status;
  }
  const std::lock_guard lock(mutex_);
  segments_.push_back(std::move(segment));
  return {};
}

Result<std::int64_t> Archive::append(std::span<const ArchiveFrame> frames) {
  batch_.clear();
  for (const ArchiveFrame& frame : frames) internal::write_frame(batch_, frame);
  return commit(frames.size(), {frames.front().received, frames.back().received, frames.front().recorded});
}

Result<std::int64_t> Archive::append_note(Instant received, Instant recorded, std::string_view text) {
  batch_.clear();
  internal::write_note(batch_, received, recorded, text);
  return commit(1, {received, received, recorded});
}

Result<std::int64_t> Archive::commit(std::size_t records, BatchTimes times) {
  const std::int64_t last = head_.records + static_cast<std::int64_t>(records);
  std::string head = internal::next_head(from_hex(head_.digest), batch_);
  internal::write_mark(batch_, last, head);
  if (file_ && segments_.back().end + batch_.size() > settings_.segment_octets &&
      segments_.back().end > internal::kHeaderOctets)
    end_segment();
  if (!file_) BIHUAN_CHECK(begin_segment(times.recorded, batch_.size()));
  Segment& segment = segments_.back();
  Status status = write_all(*file_, segment.end, batch_);
  if (status.has_value()) status = file_->sync();
  if (!status.has_value()) {
    // What the disk holds behind the last mark is not known: the segment ends there, the next append begins another.
    end_segment();
    if (segment.end == internal::kHeaderOctets) {
      const std::string name = segment_name(segment.number());
      const std::lock_guard lock(mutex_);
      segments_.pop_back();
      discard(files_->remove(name), "the next segment takes its number and its name");
    }
    return std::unexpected(status.error());
  }
  const std::lock_guard lock(mutex_);
  if (segment.first_received == Instant{}) segment.first_received = times.first;
  segment.last_received = times.last;
  segment.end += batch_.size();
  segment.records = last;
  segment.head = std::move(head);
  constexpr std::uint64_t kPlaceEvery = 1 << 18;
  if (segment.end - segment.places.back().second >= kPlaceEvery) segment.places.emplace_back(last, segment.end);
  head_ = {last, to_hex(segment.head)};
  return last - static_cast<std::int64_t>(records) + 1;
}

ArchiveHead Archive::head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

void Archive::end_segment() {
  if (!file_) return;
  file_.reset();
  const std::lock_guard lock(mutex_);
  segments_.back().is_ended = true;
}

std::size_t Archive::waiting_to_be_sealed() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::ranges::count_if(segments_, [](const Segment& s) { return s.is_ended && !s.is_sealed(); }));
}

Status Archive::write_seals(const std::vector<Segment>& segments) {
  std::string text;
  for (const Segment& segment : segments) {
    if (segment.is_sealed()) text += internal::to_line(seal_of(segment));
  }
  const std::string fresh = std::string(internal::kSeals) + kNew;
  const Status removed = files_->remove(fresh);  // of an attempt that failed
  if (!removed.has_value() && removed.error().code != Code::kNotFound) return removed;
  BIHUAN_CHECK(write_new(*files_, fresh, text));
  BIHUAN_CHECK(files_->rename(fresh, internal::kSeals));
  return files_->sync_folder();
}

Result<bool> Archive::seal_one() {
  const std::lock_guard one_at_a_time(sealing_);
  std::vector<Segment> segments;
  {
    const std::lock_guard lock(mutex_);
    segments = segments_;
  }
  const auto ready = [](const Segment& s) { return s.is_ended && !s.is_sealed(); };
  const auto chosen = std::ranges::find_if(segments, ready);
  if (chosen == segments.end()) return false;
  const bool is_behind = std::ranges::count_if(segments, ready) > 1;
  const std::int64_t number = chosen->number();
  const std::string name = segment_name(number, kPacked);
  {
    BIHUAN_TRY(const std::unique_ptr<OpenFile> file, files_->open(segment_name(number)));
    BIHUAN_TRY(const std::string octets, file->read_at(0, static_cast<std::size_t>(chosen->end)));
    if (octets.size() != chosen->end) return fail(Code::kCorrupt, fmt::format("帧档案第{}段被截短，不能封存", number));
    BIHUAN_TRY(const std::string packed, internal::pack(octets, is_behind ? settings_.hasty_level : settings_.level));
    const Status removed = files_->remove(name + kNew);
    if (!removed.has_value() && removed.error().code != Code::kNotFound) return std::unexpected(removed.error());
    BIHUAN_CHECK(write_new(*files_, name + kNew, packed));
    BIHUAN_CHECK(files_->rename(name + kNew, name));
    BIHUAN_CHECK(files_->sync_folder());
    chosen->packed = packed.size();
  }
  BIHUAN_CHECK(write_seals(segments));
  {
    const std::lock_guard lock(mutex_);
    const auto here = std::ranges::find(segments_, number, &Segment::number);
    here->packed = chosen->packed;
    here->places.clear();
  }
  BIHUAN_CHECK(files_->remove(segment_name(number)));
  return true;
}

std::int64_t Archive::before_last(std::size_t segments) const {
  const std::lock_guard lock(mutex_);
  if (segments_.empty()) return 0;
  return segments_[segments_.size() - std::min(segments, segments_.size())].header.first - 1;
}

Status Archive::read(std::int64_t after, const std::function<bool(const ArchiveRecord&)>& sink) const {
  const auto above = [&](const ArchiveRecord& record) {
    if (record.number <= after) return true;
    after = record.number;
    return sink(record);
  };
  for (int missed = 0;;) {
    Segment segment;
    {
      const std::lock_guard lock(mutex_);
      const auto found = std::ranges::upper_bound(segments_, after, {}, &Segment::records);
      if (found == segments_.end()) return {};
      segment = *found;
    }
    std::vector<ArchiveFinding> damage;
    std::uint64_t from = internal::kHeaderOctets;
    std::int64_t before = segment.header.first - 1;
    std::string octets;
    if (segment.is_sealed()) {
      BIHUAN_TRY(octets, plain_octets(*files_, segment.number(), true, damage));
      if (!damage.empty()) return fail(Code::kCorrupt, damage.front().message);
    } else {
      // The last place at or before `after`.
      const auto place = std::ranges::upper_bound(segment.places, after, {}, [](const auto& p) { return p.first; });
      if (place != segment.places.begin()) std::tie(before, from) = *std::prev(place);
      const Result<std::unique_ptr<OpenFile>> file = files_->open(segment_name(segment.number()));
      if (!file.has_value() && file.error().code == Code::kNotFound && ++missed < 3) continue;  // sealed meanwhile
      if (!file.has_value()) return std::unexpected(file.error());
      BIHUAN_TRY(octets, (*file)->read_at(from, static_cast<std::size_t>(segment.end - from)));
    }
    missed = 0;
    std::string_view view = std::string_view(octets).substr(0, segment.end);
    if (segment.is_sealed()) view.remove_prefix(std::min<std::size_t>(view.size(), internal::kHeaderOctets));
    BIHUAN_TRY(const bool goes_on, internal::walk_entries(view, before, above));
    if (!goes_on) return {};
    if (after < segment.records) return fail(Code::kCorrupt, fmt::format("帧档案第{}段比登记的短", segment.number()));
  }
}

namespace {

// One segment after the other, with all that is wrong about each.
class ArchiveProof {
 public:
  ArchiveProof(FilePort& files, const std::vector<ArchiveAnchor>& anchors, std::size_t most)
      : files_(files), most_(most) {
    for (const ArchiveAnchor& anchor : anchors)
      if (anchor.head.records > 0) anchors_.emplace(anchor.head.records, &anchor);
  }

  Result<ArchiveReport> run() {
    BIHUAN_TRY(const Found there, look_around(files_, report_.findings));
    std::map<std::int64_t, bool> segments;  // -> is sealed
    for (const auto& [number, size] : there.plain) segments[number] = false;
    for (const auto& [number, size] : there.packed) {
      if (there.seals.contains(number) || !there.plain.contains(number)) segments[number] = true;
    }
    for (const auto& [number, seal] : there.seals) segments.try_emplace(number, true);
    for (auto at = segments.begin(); at != segments.end(); ++at) {
      const auto next = std::next(at);
      for (; expected_ < at->first; ++expected_) missing(expected_);
      expected_ = at->first + 1;
      BIHUAN_CHECK(prove(at->first, at->second, there, next == segments.end() ? 0 : next->first));
    }
    for (const auto& [records, anchor] : anchors_) {
      add({0, records, records,
           records > report_.head.records
               ? fmt::format("{}记下时档案有{}条记录，现只有{}条：末尾被截去", anchor->source, records,
                             report_.head.records)
               : fmt::format("{}记下的第{}号记录处的摘要在档案中找不到", anchor->source, records)});
    }
    if (report_.findings.size() > most_) report_.findings.resize(most_);
    return std::move(report_);
  }

 private:
  void add(ArchiveFinding finding) { report_.findings.push_back(std::move(finding)); }
  void missing(std::int64_t number) { add({number, 0, 0, fmt::format("第{}段缺失", number)}); }

  void meet(std::int64_t records, std::string_view head) {
    const auto [begin, end] = anchors_.equal_range(records);
    for (auto anchor = begin; anchor != end; ++anchor) {
      if (anchor->second->head.digest != to_hex(head))
        add({0, records, records,
             fmt::format("第{}号记录处的摘要与{}记下的不同：此前有记录被改写", records, anchor->second->source)});
    }
    anchors_.erase(begin, end);
  }

  Status prove(std::int64_t number, bool is_sealed, const Found& there, std::int64_t next) {
    const auto seal = there.seals.find(number);
    Result<std::string> octets = plain_octets(files_, number, is_sealed, report_.findings);
    if (!octets.has_value()) {
      if (octets.error().code == Code::kUnavailable) return std::unexpected(octets.error());
      add({number, seal == there.seals.end() ? 0 : seal->second.first,
           seal == there.seals.end() ? 0 : seal->second.records,
           octets.error().code == Code::kNotFound ? fmt::format("第{}段缺失", number) : octets.error().message});
      return {};
    }
    if (!is_sealed && is_empty_segment(*octets)) return {};
    internal::ScanOptions options{!is_sealed, std::nullopt};
    if (!is_sealed && next != 0) {
      std::vector<ArchiveFinding> ignored;
      const auto following = plain_octets(files_, next, there.seals.contains(next), ignored);
      const auto header = following.has_value() ? internal::read_header(*following) : std::nullopt;
      if (header) options = {false, header->first - 1};
    }
    const auto scan =
        internal::scan_segment(*octets, options, report_.findings,
                               [this](std::int64_t records, std::string_view head) { meet(records, head); });
    if (!scan) {
      add({number, 0, 0, fmt::format("第{}段的段头损坏", number)});
      return {};
    }
    ++report_.segments;
    report_.sealed += is_sealed ? 1 : 0;
    report_.octets += static_cast<std::int64_t>(scan->end);
    if (scan->header.number != number || scan->header.first != report_.head.records + 1 || scan->header.head != head_)
      add({number, report_.head.records + 1, scan->header.first - 1,
           fmt::format("第{}段不接在它前面的一段之后：应从第{}号记录开始，段头写的是第{}号{}", number,
                       report_.head.records + 1, scan->header.first,
                       scan->header.head != head_ ? "，摘要也接不上" : "")});
    if (scan->torn != 0)
      add({number, scan->records + 1, 0, fmt::format("第{}段末尾有{}字节没有写完，没有应答过", number, scan->torn),
           false});
    if (is_sealed && seal != there.seals.end()) compare(seal->second, *scan);
    report_.head = {scan->records, to_hex(scan->head)};
    head_ = scan->head;
    return {};
  }

  void compare(const Seal& seal, const internal::SegmentScan& scan) {
    if (seal.first != scan.header.first || seal.records != scan.records || seal.octets != scan.end ||
        seal.head_before != to_hex(scan.header.head) || seal.head_after != to_hex(scan.head))
      add({seal.segment, seal.first, seal.records, fmt::format("第{}段与封存登记不符", seal.segment)});
  }

  FilePort& files_;
  std::size_t most_;
  std::multimap<std::int64_t, const ArchiveAnchor*> anchors_;
  ArchiveReport report_{{0, std::string(64, '0')}, 0, 0, 0, {}};
  std::string head_ = std::string(32, '\0');
  std::int64_t expected_ = 1;
};

}  // namespace

bool ArchiveReport::is_whole() const { return std::ranges::none_of(findings, &ArchiveFinding::is_harm); }

Result<ArchiveReport> verify_archive(FilePort& files, const std::vector<ArchiveAnchor>& anchors,
                                     std::size_t most_findings) {
  return ArchiveProof(files, anchors, most_findings).run();
}

Status read_archive(FilePort& files, std::int64_t after, const std::function<bool(const ArchiveRecord&)>& sink) {
  std::vector<ArchiveFinding> findings;
  BIHUAN_TRY(const Found there, look_around(files, findings));
  std::map<std::int64_t, bool> segments;
  for (const auto& [number, size] : there.plain) segments[number] = false;
  for (const auto& [number, size] : there.packed) segments[number] = true;
  for (auto at = segments.begin(); at != segments.end(); ++at) {
    const auto seal = there.seals.find(at->first);
    if (at->second && seal != there.seals.end() && seal->second.records <= after) continue;
    BIHUAN_TRY(const std::string octets, plain_octets(files, at->first, at->second, findings));
    if (!findings.empty()) return fail(Code::kCorrupt, findings.front().message);
    const auto scan = internal::scan_segment(octets, {!at->second, std::nullopt}, findings);
    if (!scan) continue;
    if (!findings.empty()) return fail(Code::kCorrupt, findings.front().message);
    const auto entries = std::string_view(octets).substr(0, scan->end).substr(internal::kHeaderOctets);
    BIHUAN_TRY(const bool goes_on, internal::walk_entries(entries, scan->header.first - 1, [&](const ArchiveRecord& r) {
                 if (r.number <= after) return true;
                 after = r.number;
                 return sink(r);
               }));
    if (!goes_on) return {};
  }
  return {};
}

}  // namespace bihuan::gateway
