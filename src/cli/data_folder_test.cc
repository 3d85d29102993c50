#include "cli/data_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("data_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write_desk(const std::string& text) { std::ofstream(folder_ / "desk.toml") << text; }
  fs::path folder_;
};

TEST_F(Folder, HasOneOwnerAtATime) {
  {
    const Result<FolderLock> first = FolderLock::take(folder_.string());
    ASSERT_TRUE(first.has_value());
    const Result<FolderLock> second = FolderLock::take(folder_.string());
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, Code::kUnavailable);
    EXPECT_EQ(second.error().message,
              "数据文件夹正被另一个bihuan程序使用；请先停止它（例如bihuan serve），或在页面上操作。");
  }
  EXPECT_TRUE(FolderLock::take(folder_.string()).has_value()) << "free again";
  EXPECT_EQ(FolderLock::take((folder_ / "none").string()).error().code, Code::kNotFound);
}

TEST_F(Folder, ReadsItsSettings) {
  EXPECT_FALSE(read_desk_settings(folder_.string())->is_demonstration) << "no desk.toml";
  write_desk("[desk]\nbureau = \"某市生态环境局\"\ndemonstration = true\nnow = \"2024-09-30T08:00:00+08:00\"\n");
  const Result<DeskSettings> settings = read_desk_settings(folder_.string());
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_TRUE(settings->is_demonstration);
  EXPECT_EQ(settings->bureau, "某市生态环境局");
  EXPECT_EQ(to_string(settings->now), "2024-09-30T08:00:00+08:00");
  EXPECT_EQ(settings->speed, 1);
  write_desk("[desk]\ndemonstration = true\nnow = \"2024-09-30T08:00:00+08:00\"\nspeed = 60\n");
  EXPECT_EQ(read_desk_settings(folder_.string())->speed, 60);
}

TEST_F(Folder, ReadsWhereOneSignsIn) {
  write_desk(
      "[desk]\n[oidc]\nissuer = \"https://login.example.cn\"\nclient_id = \"bihuan\"\n"
      "client_secret_file = \"oidc-secret\"\nsite = \"https://bihuan.example.cn\"\n");
  const Result<DeskSettings> settings = read_desk_settings(folder_.string());
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  ASSERT_TRUE(settings->oidc.has_value());
  EXPECT_EQ(settings->oidc->client_secret_file, (folder_ / "oidc-secret").string());
  EXPECT_EQ(settings->oidc->login_claim, "preferred_username");
  EXPECT_EQ(settings->oidc->ca_file, "");
  EXPECT_FALSE(settings->ldap.has_value());
}

struct BadSettings {
  const char* text;
  const char* where;
};

TEST_F(Folder, RefusesWrongSettings) {
  const BadSettings cases[] = {
      {"[desk]\nburo = \"x\"\n", "desk.toml:2"},
      {"[desk]\ndemonstration = true\n", "desk.toml:1"},
      {"[desk]\ndemonstration = true\nnow = \"yesterday\"\n", "desk.toml now"},
      {"[desk]\nnow = \"2024-09-30T08:00:00+08:00\"\n", "desk.toml:2"},
      {"[desk]\nspeed = 60\n", "desk.toml:2"},
      {"[desk]\ndemonstration = true\nnow = \"2024-09-30T08:00:00+08:00\"\nspeed = 0\n", "desk.toml:4"},
      {"bureau = \"x\"\n", "desk.toml:1"},
      {"[desk]\n[oidc]\nissuer = \"https://a\"\n", "desk.toml:2"},
      {"[desk]\n[oidc]\nsecret = \"x\"\n", "desk.toml:3"},
  };
  for (const BadSettings& bad : cases) {
    write_desk(bad.text);
    const Result<DeskSettings> settings = read_desk_settings(folder_.string());
    ASSERT_FALSE(settings.has_value()) << bad.text;
    EXPECT_EQ(settings.error().code, Code::kInvalidInput) << bad.text;
    EXPECT_EQ(settings.error().where, bad.where) << bad.text << settings.error().message;
  }
}

}  // namespace
}  // namespace bihuan::cli
