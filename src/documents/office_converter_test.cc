#include "documents/office_converter.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.h"
#include "documents/docx_reader.h"
#include "documents/docx_test_files.h"

namespace bihuan::documents {
namespace {

namespace fs = std::filesystem;

class Office : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "office-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // A stand-in for the office program: gets the arguments of the real one. $OUT is the output folder.
  LibreOfficeSettings with_script(const std::string& script) {
    const std::string path = folder_ + "/soffice";
    std::ofstream(path) << "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done; OUT=$2; IN=$3\n" << script << "\n";
    chmod(path.c_str(), 0755);
    return {.program = path, .scratch = scratch(), .time_limit = std::chrono::seconds(5)};
  }
  std::string scratch() {
    fs::create_directories(folder_ + "/scratch");
    return folder_ + "/scratch";
  }
  bool scratch_is_empty() { return fs::is_empty(scratch()); }

  std::string folder_;
  const std::string doc_ = std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") + "old";
};

Result<std::string> convert(LibreOfficeSettings settings, std::string_view bytes,
                            OfficeFormat from = OfficeFormat::kDoc) {
  return make_libreoffice_converter(std::move(settings))->convert(bytes, from, OfficeFormat::kDocx, "x.doc");
}

TEST_F(Office, ReturnsWhatTheProgramWrote) {
  const auto result = convert(with_script("cat \"$IN\" > \"$OUT/document.docx\""), doc_);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(*result, doc_);
  EXPECT_TRUE(scratch_is_empty());
}

TEST_F(Office, ChildSeesOnlyItsOwnEnvironment) {
  setenv("BIHUAN_TEST_SECRET", "x", 1);
  const auto result = convert(with_script("env | cut -d= -f1 | sort | tr '\\n' ' ' > \"$OUT/document.docx\""), doc_);
  unsetenv("BIHUAN_TEST_SECRET");
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, "HOME LC_ALL PATH PWD TMPDIR ");
}

TEST_F(Office, ChildHasNoDescriptorsOfOurs) {
  const int open = dup(0);
  const auto result = convert(with_script("ls /proc/self/fd | wc -l > \"$OUT/document.docx\""), doc_);
  close(open);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, "4\n") << "0, 1, 2 and the listing itself";
}

TEST_F(Office, SaysWhenItIsNotInstalled) {
  const auto result = convert({.program = "", .scratch = scratch()}, doc_);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(said(result.error()),
            said({Code::kUnavailable,
                  "本机未安装 LibreOffice，无法转换文档：请安装 libreoffice-writer，或在 WPS、Word 中另存为 .docx",
                  "x.doc"}));
}

TEST_F(Office, SaysWhenItDoesNotStart) {
  const auto result = convert({.program = folder_ + "/nothing", .scratch = scratch()}, doc_);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(said(result.error()), said({Code::kUnavailable, "LibreOffice 无法启动，请检查安装", "x.doc"}));
}

TEST_F(Office, EndsWhatHangsWithItsChildren) {
  LibreOfficeSettings settings = with_script("sh -c 'sleep 2; echo late > " + folder_ + "/late' & sleep 60");
  settings.time_limit = std::chrono::seconds(1);
  const auto result = convert(settings, doc_);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(said(result.error()), said({Code::kUnavailable, "LibreOffice 转换超时（1 秒），已终止", "x.doc"}));
  EXPECT_TRUE(scratch_is_empty());
  usleep(1'500'000);
  EXPECT_FALSE(fs::exists(folder_ + "/late")) << "the grandchild lived on";
}

TEST_F(Office, SaysWhenNothingWasWritten) {
  const auto result = convert(with_script("exit 1"), doc_);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(said(result.error()),
            said({Code::kInvalidInput, "LibreOffice 无法读取该文件：可能已损坏、设有密码或格式不符", "x.doc"}));
}

TEST_F(Office, BoundsTheResult) {
  LibreOfficeSettings settings = with_script("head -c 3000000 /dev/zero > \"$OUT/document.docx\"");
  settings.output_bytes = 2 << 20;
  const auto result = convert(settings, doc_);
  if (result.has_value()) {
    EXPECT_LE(result->size(), std::size_t{2} << 20) << "the child was stopped at the limit";
  } else {
    EXPECT_EQ(result.error().code, Code::kInvalidInput);
  }
}

TEST_F(Office, RefusesWhatIsNoOfficeFile) {
  const auto pdf = convert(with_script("true"), "%PDF-1.4");
  ASSERT_FALSE(pdf.has_value());
  EXPECT_EQ(said(pdf.error()), said({Code::kInvalidInput, "这是PDF 文件，应为 Office 文档（.doc）", "x.doc"}));
  LibreOfficeSettings small = with_script("true");
  small.input_bytes = 5;
  const auto large = convert(small, doc_);
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().message, "文件过大：上限 0 MiB");
}

// The real program, where it is installed. testdata/numbered.doc is in the format of Word 97, which WPS also writes
// into its .wps files; its headings are numbered automatically.
TEST_F(Office, RealProgramKeepsTextAndNumbers) {
  const std::string program = find_office_program();
  if (program.empty()) GTEST_SKIP() << "LibreOffice is not installed";
  const auto old = read_file(BIHUAN_SOURCE_DIR "/src/documents/testdata/numbered.doc", 1 << 20);
  ASSERT_TRUE(old.has_value()) << old.error().message;
  const auto converter = make_libreoffice_converter({.program = program, .scratch = scratch()});
  const auto back = converter->convert(*old, OfficeFormat::kWps, OfficeFormat::kDocx, "x.wps");
  ASSERT_TRUE(back.has_value()) << back.error().message;
  const auto document = read_docx(*back, {}, "x.docx");
  ASSERT_TRUE(document.has_value()) << document.error().message;
  EXPECT_EQ(plain_text(*document), "一、总体要求\n水质优良率达到85.7%。\n二、主要目标\n");
  EXPECT_TRUE(scratch_is_empty());
}

TEST(OfficeProgram, IsLookedForInTheGivenFoldersOnly) {
  EXPECT_EQ(find_office_program({"/nowhere"}), "");
  EXPECT_EQ(find_office_program({}), "");
}

}  // namespace
}  // namespace bihuan::documents
