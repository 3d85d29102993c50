// The n-th operation on the disk fails, for all n; and the power goes at the n-th operation. Each time: a clean error,
// what was acknowledged is there once, the chain is whole, and appending goes on.
#include <gtest/gtest.h>

#include "gateway/testing/archive_samples.h"
#include "gateway/testing/memory_files.h"

namespace bihuan::gateway {
namespace {

using namespace testing_files;

constexpr ArchiveSettings kTiny{.segment_octets = 1500, .level = 1, .hasty_level = 1};

// What happens to an archive: appends of several sizes, with a segment sealed now and then, and a new start.
class Life {
 public:
  explicit Life(MemoryDisk& disk) : disk_(disk) {}

  // Returns how many operations failed.
  int live() {
    for (int step = 0; step < 12 && !disk_.is_dead; ++step) {
      if (!archive_ && !start()) continue;
      if (step == 6) archive_.reset();  // ends and starts again
      if (!archive_ && !start()) continue;
      append(static_cast<std::size_t>(step % 4) + 1);
      if (step % 3 == 2) {
        const auto done = archive_->seal_one();
        if (!done.has_value()) note(done.error());
      }
    }
    return failures_;
  }
  bool start() {
    std::vector<ArchiveFinding> found;
    auto archive = Archive::open(std::make_unique<MemoryFiles>(disk_), kTiny, found);
    for (const ArchiveFinding& finding : found) EXPECT_FALSE(finding.is_harm) << finding.message;
    if (!archive.has_value()) {
      note(archive.error());
      return false;
    }
    archive_ = std::move(*archive);
    return true;
  }
  void append(std::size_t count) {
    const auto first = append_samples(*archive_, next_, count);
    next_ += 10;  // what failed is not sent again here, so that its return would show
    if (!first.has_value()) return note(first.error());
    EXPECT_GT(*first, last_number_);
    for (std::size_t i = 0; i < count; ++i)
      acknowledged_.push_back(sample_octets(next_ - 9 + static_cast<std::int64_t>(i)));
    last_number_ = *first + static_cast<std::int64_t>(count) - 1;
  }
  void note(const Error& error) {
    ++failures_;
    EXPECT_EQ(error.code, Code::kUnavailable) << error.message;
    EXPECT_TRUE(error.message.starts_with("试验")) << error.message;
  }
  // What is stored is what was acknowledged, in order; with at most `spare` batches in between that were not.
  void check(const char* when, int n) {
    archive_.reset();
    ASSERT_TRUE(start()) << when << n;
    const std::vector<std::string> stored = all_records(*archive_);
    std::size_t at = 0;
    for (const std::string& octets : acknowledged_) {
      while (at < stored.size() && stored[at] != octets) ++at;
      ASSERT_LT(at, stored.size()) << when << n << ": an acknowledged frame is lost";
      ++at;
    }
    for (const std::string& octets : acknowledged_) ASSERT_EQ(std::ranges::count(stored, octets), 1) << when << n;
    MemoryFiles files(disk_);
    const auto report = verify_archive(files, {{archive_->head(), "试验"}});
    ASSERT_TRUE(report.has_value());
    for (const ArchiveFinding& finding : report->findings)
      ASSERT_FALSE(finding.is_harm) << when << n << ": " << finding.message;
  }
  // There is room again: everything goes on.
  void go_on(const char* when, int n) {
    const int before = failures_;
    append(3);
    while (archive_->waiting_to_be_sealed() > 0) {
      if (!archive_->seal_one().has_value()) break;
    }
    EXPECT_EQ(archive_->waiting_to_be_sealed(), 0U) << when << n;
    EXPECT_EQ(failures_, before) << when << n;
    check(when, n);
  }

 private:
  MemoryDisk& disk_;
  std::unique_ptr<Archive> archive_;
  std::vector<std::string> acknowledged_;
  std::int64_t next_ = 0, last_number_ = 0;
  int failures_ = 0;
};

struct Fault {
  const char* name;
  FaultKind kind;
  bool fails_on;
};
class ArchiveFault : public testing::TestWithParam<Fault> {};
TEST_P(ArchiveFault, AtEachOperation) {
  for (int n = 1;; ++n) {
    ASSERT_LT(n, 1000);
    MemoryDisk disk;
    disk.fails_at = n;
    disk.kind = GetParam().kind;
    disk.fails_on = GetParam().fails_on;
    Life life(disk);
    const int failures = life.live();
    const bool was_reached = disk.operations >= n;
    disk.fails_at = 0;
    if (was_reached && GetParam().fails_on) {
      EXPECT_GT(failures, 0) << "operation " << n << " failed and nobody was told";
    }
    life.check("operation ", n);
    if (HasFatalFailure()) return;
    life.go_on("after operation ", n);
    if (HasFatalFailure()) return;
    if (!was_reached) {
      EXPECT_EQ(failures, 0);
      EXPECT_GT(n, 60);
      break;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(, ArchiveFault,
                         testing::Values(Fault{"short_write", FaultKind::kShort, false},
                                         Fault{"io_error", FaultKind::kIo, false},
                                         Fault{"no_room_once", FaultKind::kNoRoom, false},
                                         Fault{"no_room_from_then_on", FaultKind::kNoRoom, true}),
                         [](const auto& p) { return p.param.name; });

std::string memory_name(Memory memory) {
  constexpr const char* kNames[] = {"nothing_stays", "the_beginning_stays", "anything_stays"};
  return kNames[static_cast<int>(memory)];
}
class PowerCut : public testing::TestWithParam<Memory> {};
TEST_P(PowerCut, AtEachOperation) {
  std::mt19937 random(20240930);
  for (int n = 1;; ++n) {
    ASSERT_LT(n, 1000);
    MemoryDisk disk;
    disk.fails_at = n;
    disk.dies = true;
    Life life(disk);
    life.live();
    const bool was_reached = disk.is_dead;
    disk.forget(GetParam(), random);
    life.check("power cut at ", n);
    if (HasFatalFailure()) return;
    life.go_on("after the power cut at ", n);
    if (HasFatalFailure()) return;
    if (!was_reached) break;
  }
}
INSTANTIATE_TEST_SUITE_P(, PowerCut, testing::Values(Memory::kNothing, Memory::kBeginning, Memory::kAnything),
                         [](const auto& p) { return memory_name(p.param); });

}  // namespace
}  // namespace bihuan::gateway
