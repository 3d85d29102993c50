#include "gateway/archive.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "base/files.h"
#include "base/hmac.h"
#include "gateway/internal/segment.h"
#include "gateway/testing/archive_samples.h"
#include "gateway/testing/memory_files.h"

namespace bihuan::gateway {
namespace {

using namespace testing_files;

constexpr ArchiveSettings kSmall{.segment_octets = 2000, .level = 3, .hasty_level = 1};

std::unique_ptr<Archive> opened(MemoryDisk& disk, std::vector<ArchiveFinding>* findings = nullptr,
                                ArchiveSettings settings = kSmall) {
  std::vector<ArchiveFinding> found;
  auto archive = Archive::open(std::make_unique<MemoryFiles>(disk), settings, found);
  EXPECT_TRUE(archive.has_value()) << (archive.has_value() ? "" : archive.error().message);
  if (findings != nullptr)
    *findings = found;
  else
    EXPECT_TRUE(found.empty()) << found.front().message;
  return archive.has_value() ? std::move(*archive) : nullptr;
}

ArchiveReport proved(MemoryDisk& disk, const std::vector<ArchiveAnchor>& anchors = {}) {
  MemoryFiles files(disk);
  auto report = verify_archive(files, anchors);
  EXPECT_TRUE(report.has_value());
  return report.value_or(ArchiveReport{});
}

void seal_all(Archive& archive) {
  archive.end_segment();
  for (auto done = archive.seal_one(); done.has_value() && *done;) done = archive.seal_one();
  EXPECT_EQ(archive.waiting_to_be_sealed(), 0U);
}

// Batches of 1, 2, ... 9 frames: 45 records in several segments.
std::unique_ptr<Archive> filled(MemoryDisk& disk) {
  auto archive = opened(disk);
  std::int64_t n = 0;
  for (std::size_t size = 1; size <= 9; ++size) {
    EXPECT_EQ(*append_samples(*archive, n, size), n + 1);
    n += static_cast<std::int64_t>(size);
  }
  return archive;
}

std::vector<std::string> samples(std::int64_t count) {
  std::vector<std::string> all;
  for (std::int64_t n = 1; n <= count; ++n) all.push_back(sample_octets(n));
  return all;
}

TEST(Archive, GivesBackWhatWasAppended) {
  MemoryDisk disk;
  {
    const auto archive = filled(disk);
    EXPECT_EQ(archive->head().records, 45);
    EXPECT_EQ(all_records(*archive), samples(45));
    std::vector<std::int64_t> some;
    ASSERT_TRUE(archive->read(40, [&](const ArchiveRecord& record) {
      some.push_back(record.number);
      EXPECT_EQ(record.frame.device, "AB0000D5900001E000212C01");
      EXPECT_EQ(record.frame.peer, "10.1.2.3:50312");
      EXPECT_EQ(record.frame.connection, 7U);
      return some.size() < 3;
    }));
    EXPECT_EQ(some, (std::vector<std::int64_t>{41, 42, 43}));
  }
  const auto again = opened(disk);
  EXPECT_EQ(all_records(*again), samples(45));
  const ArchiveReport report = proved(disk, {{again->head(), "日志第1条"}});
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.head, again->head());
  EXPECT_GT(report.segments, 3);
}

TEST(Archive, SealedSegmentsSayTheSame) {
  MemoryDisk disk;
  const auto archive = filled(disk);
  const ArchiveHead head = archive->head();
  seal_all(*archive);
  for (const auto& [name, content] : disk.files) EXPECT_FALSE(name.ends_with(".bhf")) << name;
  EXPECT_EQ(all_records(*archive), samples(45));
  ASSERT_TRUE(append_samples(*archive, 45, 2));
  EXPECT_EQ(*archive->append_note({1}, {2}, "journal 12 abc"), 48);
  const auto again = opened(disk);
  EXPECT_EQ(again->head(), archive->head());
  std::vector<std::string> want = samples(47);
  want.push_back("note: journal 12 abc");
  EXPECT_EQ(all_records(*again), want);
  const ArchiveReport report = proved(disk, {{head, "备份"}, {again->head(), "日志"}});
  EXPECT_TRUE(report.findings.empty());
  EXPECT_GT(report.sealed, 3);
  MemoryFiles files(disk);
  std::int64_t count = 0;
  ASSERT_TRUE(read_archive(files, 0, [&](const ArchiveRecord& r) { return r.number == ++count; }));
  EXPECT_EQ(count, 48);
}

TEST(Archive, TheIndexIsMadeAgain) {
  MemoryDisk disk;
  const auto archive = filled(disk);
  seal_all(*archive);
  const std::string seals = disk.files["seals"]->now;
  disk.files.erase("seals");
  const auto again = opened(disk);
  EXPECT_EQ(disk.files["seals"]->now, seals);
  EXPECT_EQ(all_records(*again), samples(45));
}

TEST(Archive, ATornTailIsCutAndKeptAside) {
  MemoryDisk whole;
  { ASSERT_TRUE(append_samples(*opened(whole), 0, 2)); }
  const std::size_t first_end = whole.files.begin()->second->now.find_last_not_of('\0') + 1;
  {
    MemoryDisk disk;
    const auto archive = opened(disk);
    ASSERT_TRUE(append_samples(*archive, 0, 2));
    ASSERT_TRUE(append_samples(*archive, 2, 3));
    whole = disk;
  }
  const std::string octets = whole.files.begin()->second->now;
  const std::size_t end = octets.find_last_not_of('\0') + 1;
  for (std::size_t cut = first_end; cut < end; ++cut) {
    MemoryDisk disk;
    auto content = std::make_shared<MemoryDisk::Content>();
    content->now = octets.substr(0, cut) + std::string(octets.size() - cut, '\0');
    disk.files["frames-00000001.bhf"] = content;
    std::vector<ArchiveFinding> findings;
    const auto archive = opened(disk, &findings);
    ASSERT_EQ(all_records(*archive), samples(2)) << cut;
    const bool has_torn = content->now.find_last_not_of('\0') + 1 > first_end;
    ASSERT_EQ(findings.size(), has_torn ? 1U : 0U) << cut;
    if (has_torn) {
      EXPECT_FALSE(findings[0].is_harm);
      EXPECT_TRUE(content->now.substr(first_end).starts_with(disk.files["frames-00000001.torn"]->now));
    }
    // And the archive goes on behind it.
    ASSERT_EQ(*append_samples(*archive, 2, 1), 3);
    ASSERT_EQ(all_records(*archive), samples(3));
    ASSERT_TRUE(proved(disk).is_whole()) << proved(disk).findings.front().message;
    ASSERT_EQ(all_records(*opened(disk)), samples(3));
  }
}

// --- tampering -------------------------------------------------------------------------------------------------------

struct Tampering {
  const char* name;
  std::function<void(MemoryDisk&)> act;
  std::string want;  // part of a finding
};

std::string& plain(MemoryDisk& disk, int segment) { return disk.files[internal::segment_name(segment)]->now; }

// Writes the check value of the entry at `at` anew, as somebody would who knows the format.
void mend(std::string& octets, std::size_t at) {
  std::string fresh;
  const auto length = static_cast<unsigned char>(octets[at]) | static_cast<unsigned char>(octets[at + 1]) << 8;
  // A note of the same body has the same check value as any entry of that body.
  internal::write_note(fresh, {}, {}, "");
  const std::string body = octets.substr(at + 8, static_cast<std::size_t>(length));
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : body) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320 : 0);
  }
  crc = ~crc;
  for (std::size_t i = 0; i < 4; ++i) octets[at + 4 + i] = static_cast<char>(crc >> (8 * i));
}
std::size_t entry_length(const std::string& octets, std::size_t at) {
  return std::size_t{8} + static_cast<unsigned char>(octets[at]) + static_cast<unsigned char>(octets[at + 1]) * 256U;
}

const Tampering kTamperings[] = {
    {"one_octet", [](MemoryDisk& d) { plain(d, 2)[internal::kHeaderOctets + 60] ^= 1; }, "第2段第68字节起损坏"},
    {"one_octet_and_its_check_value",
     [](MemoryDisk& d) {
       plain(d, 2)[internal::kHeaderOctets + 80] ^= 1;
       mend(plain(d, 2), internal::kHeaderOctets);
     },
     "内容与摘要不符：记录被改动"},
    {"a_record_taken_out",
     [](MemoryDisk& d) {
       std::string& octets = plain(d, 2);
       octets.erase(internal::kHeaderOctets, entry_length(octets, internal::kHeaderOctets));
     },
     "记录被抽走"},
    {"a_record_doubled",
     [](MemoryDisk& d) {
       std::string& octets = plain(d, 2);
       octets.insert(internal::kHeaderOctets,
                     octets.substr(internal::kHeaderOctets, entry_length(octets, internal::kHeaderOctets)));
     },
     "记录被添加"},
    {"segment_removed", [](MemoryDisk& d) { d.files.erase("frames-00000003.bhf"); }, "第3段缺失"},
    {"last_segment_removed", [](MemoryDisk& d) { d.files.erase(std::prev(d.files.end())); }, "末尾被截去"},
    {"header", [](MemoryDisk& d) { plain(d, 2)[20] ^= 1; }, "第2段的段头损坏"},
    {"head_of_the_header", [](MemoryDisk& d) { plain(d, 2)[30] ^= 1; }, "第2段的段头损坏"},
};
class Tampered : public testing::TestWithParam<Tampering> {};
TEST_P(Tampered, IsNamed) {
  MemoryDisk disk;
  const ArchiveHead head = filled(disk)->head();
  ASSERT_TRUE(proved(disk, {{head, "日志第9条"}}).findings.empty());
  GetParam().act(disk);
  const ArchiveReport report = proved(disk, {{head, "日志第9条"}});
  EXPECT_FALSE(report.is_whole());
  std::string all;
  for (const ArchiveFinding& finding : report.findings) all += finding.message + "\n";
  EXPECT_NE(all.find(GetParam().want), std::string::npos) << all;
}
INSTANTIATE_TEST_SUITE_P(, Tampered, testing::ValuesIn(kTamperings), [](const auto& p) { return p.param.name; });

TEST(Archive, TheCutTailOfTheOpenSegmentShowsAgainstAnAnchor) {
  MemoryDisk disk;
  const auto archive = opened(disk);
  ASSERT_TRUE(append_samples(*archive, 0, 2));
  const std::string before = disk.files.begin()->second->now;
  ASSERT_TRUE(append_samples(*archive, 2, 2));
  disk.files.begin()->second->now = before;
  EXPECT_TRUE(proved(disk).is_whole()) << "nothing in the folder can tell";
  const ArchiveReport report = proved(disk, {{archive->head(), "日志第3条"}});
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].message, "日志第3条记下时档案有4条记录，现只有2条：末尾被截去");
}

TEST(Archive, ARebuiltChainShowsAgainstAnAnchor) {
  MemoryDisk disk, forged;
  const ArchiveHead head = filled(disk)->head();
  const auto forger = opened(forged);
  ASSERT_TRUE(append_samples(*forger, 100, 45));
  const ArchiveReport report = proved(forged, {{head, "日志第3条"}});
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].message, "第45号记录处的摘要与日志第3条记下的不同：此前有记录被改写");
}

TEST(Archive, EveryOctetOfASealedSegmentCounts) {
  MemoryDisk disk;
  const auto archive = opened(disk);
  ASSERT_TRUE(append_samples(*archive, 0, 5));
  const ArchiveHead head = archive->head();
  seal_all(*archive);
  std::string& packed = disk.files["frames-00000001.bhf.zst"]->now;
  for (std::size_t at = 0; at < packed.size(); ++at) {
    packed[at] ^= 4;
    const ArchiveReport report = proved(disk, {{head, "日志"}});
    // A bit that zstd does not look at (a reserved one of a frame's header) may change nothing that is read.
    MemoryFiles files(disk);
    std::vector<std::string> all;
    const Status status = read_archive(files, 0, [&](const ArchiveRecord& r) {
      all.emplace_back(r.frame.octets);
      return true;
    });
    EXPECT_TRUE(!report.is_whole() || (status.has_value() && all == samples(5))) << at;
    packed[at] ^= 4;
  }
  EXPECT_TRUE(proved(disk).is_whole());
}

TEST(Archive, DamageInTheMiddleIsNamedAndReadingGoesOn) {
  MemoryDisk disk;
  auto archive = opened(disk, nullptr, ArchiveSettings{.segment_octets = 1 << 14});
  for (std::int64_t n = 0; n < 20; n += 2) ASSERT_TRUE(append_samples(*archive, n, 2));
  archive.reset();
  disk.files.begin()->second->now[800] ^= 1;
  std::vector<ArchiveFinding> findings;
  archive = opened(disk, &findings, ArchiveSettings{.segment_octets = 1 << 14});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_TRUE(findings[0].is_harm);
  EXPECT_EQ(archive->head().records, 20) << "what follows the damage still counts";
  ASSERT_EQ(*append_samples(*archive, 20, 1), 21);
  const ArchiveReport report = proved(disk);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].message, findings[0].message);
}

// --- the format is what its document says ----------------------------------------------------------------------------

TEST(Archive, TheWorkedExampleOfTheFormat) {
  MemoryDisk disk;
  const auto archive = opened(disk);
  const ArchiveFrame frame{{1727654400},    {1760000000},    1, FrameStanding::kData, "M1",
                           "10.0.0.7:4000", "##0004CP=&1234"};
  ASSERT_TRUE(archive->append({&frame, 1}));
  const std::string octets = disk.files.begin()->second->now;
  const std::string hex = to_hex(octets.substr(0, octets.find_last_not_of('\0') + 1));
  const auto document = read_file(std::string(BIHUAN_SOURCE_DIR) + "/docs/formats/frame-archive.md", 1 << 20);
  ASSERT_TRUE(document.has_value());
  std::string printed;  // the hex digits of the example's first column
  const std::size_t begin = document->find("    4248 4652");
  ASSERT_NE(begin, std::string::npos) << hex;
  for (std::size_t at = begin; at < document->find("```", begin); ++at) {
    const std::size_t end = document->find('\n', at);
    std::string line = document->substr(at, end - at);
    line = line.substr(0, line.find(';'));
    for (const char c : line) printed += c == ' ' ? "" : std::string(1, c);
    at = end;
  }
  EXPECT_EQ(printed, hex);
}

TEST(Archive, OnTheMachinesOwnDisk) {
  std::string pattern = (std::filesystem::temp_directory_path() / "bihuan-archive-XXXXXX").string();
  const std::string folder = std::string(mkdtemp(pattern.data())) + "/frames";
  for (int run = 0; run < 3; ++run) {
    auto files = open_folder(folder);
    ASSERT_TRUE(files.has_value());
    std::vector<ArchiveFinding> found;
    auto archive = Archive::open(std::move(*files), kSmall, found);
    ASSERT_TRUE(archive.has_value());
    EXPECT_TRUE(found.empty());
    EXPECT_EQ(all_records(**archive), samples(run * 20));
    ASSERT_TRUE(append_samples(**archive, run * 20, 20));
    if (run == 1) seal_all(**archive);
  }
  auto files = open_folder(folder);
  EXPECT_TRUE(verify_archive(**files, {})->is_whole());
  std::filesystem::remove_all(std::filesystem::path(folder).parent_path());
}

}  // namespace
}  // namespace bihuan::gateway
