#include "documents/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/docx_test_files.h"
#include "documents/file_kind.h"

namespace bihuan::documents {
namespace {

std::string archive(const std::vector<ZipEntry>& entries) {
  const auto bytes = write_zip(entries);
  EXPECT_TRUE(bytes.has_value());
  return bytes.has_value() ? *bytes : std::string();
}

// Replaces every `from` by `to` of the same length: local header and directory alike.
std::string patched(std::string bytes, std::string_view from, std::string_view to) {
  EXPECT_EQ(from.size(), to.size());
  std::size_t count = 0;
  for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from, at + to.size())) {
    bytes.replace(at, from.size(), to);
    ++count;
  }
  EXPECT_GT(count, 0U) << "nothing to patch";
  return bytes;
}

// Sets bytes at `offset` of each header that begins with `signature`.
std::string with_field(std::string bytes, std::string_view signature, std::size_t offset, std::string_view value) {
  for (std::size_t at = bytes.find(signature); at != std::string::npos; at = bytes.find(signature, at + 4)) {
    bytes.replace(at + offset, value.size(), value);
  }
  return bytes;
}

constexpr std::string_view kLocal("PK\x03\x04", 4);
constexpr std::string_view kCentral("PK\x01\x02", 4);

TEST(Zip, ReadsWhatItWrote) {
  const std::string bytes = archive({{"a.txt", "甲"}, {"b/c.txt", std::string(100'000, 'x')}, {"empty", ""}});
  auto zip = ZipReader::open(bytes, {}, "x.zip");
  ASSERT_TRUE(zip.has_value()) << zip.error().message;
  EXPECT_THAT(zip->names(), testing::ElementsAre("a.txt", "b/c.txt", "empty"));
  EXPECT_EQ(*zip->read("a.txt"), "甲");
  EXPECT_EQ(*zip->read("B/C.TXT"), std::string(100'000, 'x')) << "names of parts do not depend on case";
  EXPECT_EQ(*zip->read("empty"), "");
  EXPECT_FALSE(zip->has("b"));
  const auto missing = zip->read("nothing");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(said(missing.error()), said({Code::kNotFound, "压缩包内没有这个文件", "x.zip 内 nothing"}));
}

TEST(Zip, SameEntriesGiveSameBytes) { EXPECT_EQ(archive({{"a", "1"}, {"b", "2"}}), archive({{"a", "1"}, {"b", "2"}})); }

TEST(Zip, WriterRefusesUnsafeNames) {
  for (const char* name : {"", "/a", "../a", "a/../b", "a\\b", "c:x", "a\nb"}) {
    const auto bytes = write_zip({{name, ""}});
    ASSERT_FALSE(bytes.has_value()) << name;
    EXPECT_EQ(bytes.error().code, Code::kInvalidInput);
  }
  const auto twice = write_zip({{"a", ""}, {"A", ""}});
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().message, "压缩包内文件名“A”重复或不是相对路径");
}

struct BadFile {
  const char* name;
  std::string bytes;
  const char* message;
};

class ZipRefuses : public testing::TestWithParam<BadFile> {};
TEST_P(ZipRefuses, WithTheReason) {
  const auto zip = ZipReader::open(GetParam().bytes, {}, "x.zip");
  ASSERT_FALSE(zip.has_value());
  EXPECT_EQ(said(zip.error()), said({Code::kInvalidInput, GetParam().message, "x.zip"}));
}

INSTANTIATE_TEST_SUITE_P(
    , ZipRefuses,
    testing::Values(
        BadFile{"empty", "", "不是压缩包（zip）格式，而是空文件"},
        BadFile{"pdf", "%PDF-1.7\n", "不是压缩包（zip）格式，而是PDF 文件"},
        BadFile{"old_office", std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1xxxx"),
                "不是压缩包（zip）格式，而是旧版 Office 文件（.doc、.wps、.xls）或设有打开密码的文件"},
        BadFile{"junk", "\x01\x02\x03", "不是压缩包（zip）格式，而是无法识别的文件"},
        BadFile{"head_only", "PK\x03\x04", "压缩包已损坏或不完整，请重新取得原文件"},
        BadFile{"climbs_out", patched(archive({{"aa/evil", "x"}}), "aa/evil", "../evil"),
                "压缩包内文件名“../evil”不安全：应为不含“..”和“\\”的相对路径"},
        BadFile{"absolute", patched(archive({{"a/evil", "x"}}), "a/evil", "//evil"),
                "压缩包内文件名“//evil”不安全：应为不含“..”和“\\”的相对路径"},
        BadFile{"control", patched(archive({{"a/evil", "x"}}), "a/evil", "a/\x01vil"),
                "压缩包内文件名“a/?vil”不安全：应为不含“..”和“\\”的相对路径"},
        BadFile{"twice", patched(archive({{"one", "x"}, {"two", "y"}}), "two", "one"), "压缩包内文件名“one”重复"},
        BadFile{"encrypted", with_field(with_field(archive({{"a", "x"}}), kLocal, 6, "\x01"), kCentral, 8, "\x01"),
                "压缩包已加密：请取消密码后再提供"}),
    [](const auto& p) { return p.param.name; });

TEST(Zip, EveryPrefixIsRefusedOrReadsNothingWrong) {
  const std::string whole = archive({{"a", std::string(3000, 'a')}, {"b", "second"}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    auto zip = ZipReader::open(std::string_view(whole).substr(0, size), {}, "x");
    EXPECT_FALSE(zip.has_value()) << size;
  }
}

TEST(Zip, NoChangedByteCrashesOrChangesContent) {
  const std::string content = "统一、稳定、可核查的内容";
  const std::string whole = archive({{"a", content}});
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const char flip : {'\x01', '\x80'}) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      auto zip = ZipReader::open(bytes, {}, "x");
      if (!zip.has_value()) continue;
      const auto read = zip->read("a");
      if (read.has_value()) {
        EXPECT_EQ(*read, content) << at;
      }
    }
  }
}

struct Limit {
  const char* name;
  ZipLimits limits;
  std::vector<ZipEntry> entries;
  const char* message;
};

ZipLimits limits(std::int64_t entries, std::int64_t entry, std::int64_t total, std::int64_t ratio) {
  ZipLimits result;
  result.entries = entries;
  result.entry_bytes = entry;
  result.total_bytes = total;
  result.ratio = ratio;
  return result;
}

class ZipLimit : public testing::TestWithParam<Limit> {};
TEST_P(ZipLimit, IsNamed) {
  const std::string bytes = archive(GetParam().entries);
  std::string message;
  auto zip = ZipReader::open(bytes, GetParam().limits, "x");
  if (!zip.has_value()) {
    message = zip.error().message;
  } else {
    for (const std::string& name : zip->names()) {
      const auto content = zip->read(name);
      if (!content.has_value()) message = content.error().message;
    }
  }
  EXPECT_EQ(message, GetParam().message);
}

const std::string kMany(1 << 20, 'x');
const std::string kBomb((1 << 20) + 1, 'x');

INSTANTIATE_TEST_SUITE_P(
    , ZipLimit,
    testing::Values(
        Limit{"entries_at", limits(2, 100, 100, 9), {{"a", ""}, {"b", ""}}, ""},
        Limit{"entries_above", limits(1, 100, 100, 9), {{"a", ""}, {"b", ""}}, "压缩包内文件过多：上限 1 个"},
        Limit{"entry_at", limits(2, 4, 100, 9), {{"a", "1234"}}, ""},
        Limit{"entry_above", limits(2, 4, 100, 9), {{"a", "12345"}}, "解压后过大：单个文件上限 4 字节"},
        Limit{"total_at", limits(2, 4, 8, 9), {{"a", "1234"}, {"b", "1234"}}, ""},
        Limit{"total_above", limits(2, 4, 7, 9), {{"a", "1234"}, {"b", "1234"}}, "解压后过大：合计上限 7 字节"},
        Limit{"ratio_below_its_size", limits(1, 2 << 20, 2 << 20, 10), {{"a", kMany}}, ""},
        Limit{"ratio_above",
              limits(1, 2 << 20, 2 << 20, 10),
              {{"a", kBomb}},
              "压缩比异常（超过 10 倍），疑为压缩炸弹，已拒绝"}),
    [](const auto& p) { return p.param.name; });

TEST(Zip, SizeInTheDirectoryIsNotTrusted) {
  // The directory claims 10 bytes for an entry that unpacks to a megabyte.
  const std::string bytes = with_field(archive({{"a", kMany}}), kCentral, 24, std::string_view("\x0A\0\0\0", 4));
  ZipLimits small;
  small.entry_bytes = 200'000;
  auto zip = ZipReader::open(bytes, small, "x");
  ASSERT_TRUE(zip.has_value());
  const auto content = zip->read("a");
  ASSERT_FALSE(content.has_value());
  EXPECT_EQ(content.error().code, Code::kInvalidInput);
}

TEST(Zip, ArchiveOverItsLimitIsRefusedUnread) {
  ZipLimits small;
  small.archive_bytes = 30;
  const auto zip = ZipReader::open(archive({{"a", "x"}}), small, "x");
  ASSERT_FALSE(zip.has_value());
  EXPECT_EQ(zip.error().message, "文件过大：上限 30 字节");
}

TEST(Zip, UnknownMethodIsNamed) {
  const std::string_view bzip2("\x0C\0", 2);
  auto zip =
      ZipReader::open(with_field(with_field(archive({{"a", "x"}}), kLocal, 8, bzip2), kCentral, 10, bzip2), {}, "x");
  ASSERT_TRUE(zip.has_value());
  const auto content = zip->read("a");
  ASSERT_FALSE(content.has_value());
  EXPECT_EQ(said(content.error()), said({Code::kInvalidInput, "压缩方法 12 不受支持：应为存储或 deflate", "x 内 a"}));
}

TEST(Zip, ClaimOfManyEntriesIsRefusedBeforeTheyAreRead) {
  const std::string end("PK\x05\x06", 4);
  const std::string bytes = with_field(archive({{"a", "x"}}), end, 10, "\xFF\xFF");
  const auto zip = ZipReader::open(bytes, {}, "x");
  ASSERT_FALSE(zip.has_value());
  EXPECT_EQ(zip.error().message, "压缩包内文件过多：上限 4096 个");
}

TEST(FileKind, LooksAtTheFirstBytes) {
  EXPECT_EQ(file_kind(""), FileKind::kEmpty);
  EXPECT_EQ(file_kind("PK\x03\x04..."), FileKind::kZip);
  EXPECT_EQ(file_kind("%PDF-1.4"), FileKind::kPdf);
  EXPECT_EQ(file_kind("{\\rtf1"), FileKind::kRtf);
  EXPECT_EQ(file_kind("<?xml version"), FileKind::kXml);
  EXPECT_EQ(file_kind("<html>"), FileKind::kHtml);
  EXPECT_EQ(file_kind("\x89PNG\r\n"), FileKind::kImage);
  EXPECT_EQ(file_kind("2024年工作要点"), FileKind::kOther);
}

}  // namespace
}  // namespace bihuan::documents
