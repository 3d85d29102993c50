#include "base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace bihuan {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "bihuan_files_" + std::to_string(::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const char* name) const { return folder_ + "/" + name; }
  std::ptrdiff_t files_left() const {
    return std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator());
  }
  std::string folder_;
};

TEST_F(Files, WhatIsWrittenIsRead) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(write_file_durably(path("x"), "old").has_value());
  ASSERT_TRUE(write_file_durably(path("x"), bytes).has_value());
  EXPECT_EQ(*read_file(path("x"), 4), bytes);
  EXPECT_EQ(files_left(), 1) << "no temporary file stays";
  ASSERT_TRUE(write_file_durably(path("empty"), "").has_value());
  EXPECT_EQ(*read_file(path("empty"), 0), "");
}

TEST_F(Files, ReplacingKeepsTheMode) {
  ASSERT_TRUE(write_file_durably(path("x"), "1").has_value());
  ::chmod(path("x").c_str(), 0600);
  ASSERT_TRUE(write_file_durably(path("x"), "2").has_value());
  struct stat about = {};
  ::stat(path("x").c_str(), &about);
  EXPECT_EQ(about.st_mode & 0777u, 0600u);
}

TEST_F(Files, ErrorsNameTheFileAlone) {
  ASSERT_TRUE(write_file_durably(path("x"), "12345").has_value());
  EXPECT_EQ(read_file(path("none.txt"), 9).error(), (Error{Code::kNotFound, "没有文件“none.txt”", ""}));
  EXPECT_EQ(read_file(path("x"), 4).error(), (Error{Code::kInvalidInput, "文件“x”超过允许的 4 字节", ""}));
  EXPECT_EQ(read_file(path("x") + "/y", 4).error(), (Error{Code::kNotFound, "没有文件“y”", ""}));
  EXPECT_EQ(read_file(folder_, 4).error().code, Code::kInvalidInput);
  EXPECT_EQ(write_file_durably(path("no/y"), "1").error(), (Error{Code::kNotFound, "要写入“y”的文件夹不存在", ""}));
  EXPECT_EQ(write_file_durably(folder_, "1").error().code, Code::kInvalidInput);
  EXPECT_THAT(read_file(folder_, 4).error().message, testing::Not(testing::HasSubstr("/")));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(path("pipe"), 4).error(),
            (Error{Code::kInvalidInput, "“pipe”是文件夹或特殊文件，应当是普通文件", ""}));
}

}  // namespace
}  // namespace bihuan
