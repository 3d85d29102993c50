#include "records/anchors.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "records/record_samples.h"

namespace bihuan::records {
namespace {

TEST(Anchors, AreReadAsTheyWereWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.file("journal-anchors");
  EXPECT_TRUE(read_anchors(path)->empty()) << "no file, no anchors";
  ASSERT_TRUE(append_anchor(path, empty_journal(), kMorning, "启动"));
  EXPECT_TRUE(read_anchors(path)->empty()) << "an empty journal proves nothing";
  const std::string digest(64, 'a');
  ASSERT_TRUE(append_anchor(path, {12, digest}, kMorning, "启动"));
  ASSERT_TRUE(append_anchor(path, {15, std::string(64, 'b')}, later(60), "备份 2024年9月"));
  const auto anchors = read_anchors(path);
  ASSERT_TRUE(anchors);
  ASSERT_EQ(anchors->size(), 2U);
  EXPECT_EQ((*anchors)[0].entries, 12);
  EXPECT_EQ((*anchors)[0].digest, digest);
  EXPECT_EQ((*anchors)[1].source, "journal-anchors第2行");
}

TEST(Anchors, ALineThatIsNoneIsNamed) {
  const std::vector<std::string> lines{"x",
                                       "12",
                                       "0 " + std::string(64, 'a') + " t s",
                                       "12 " + std::string(63, 'a') + " t s",
                                       "12 " + std::string(64, 'G') + " t s",
                                       "12x " + std::string(64, 'a') + " t s"};
  for (const std::string& line : lines) {
    const auto anchors = parse_anchors("1 " + std::string(64, '0') + " t s\n" + line + "\n", "锚");
    ASSERT_FALSE(anchors) << line;
    EXPECT_EQ(anchors.error().code, Code::kCorrupt);
    EXPECT_EQ(anchors.error().where, "锚第2行");
  }
}

}  // namespace
}  // namespace bihuan::records
