#include "cli/places.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

TEST(Places, AreFoundBelowHome) {
  const Result<std::string> place = find_place("knowledge", BIHUAN_SOURCE_DIR);
  ASSERT_TRUE(place.has_value());
  EXPECT_TRUE(fs::exists(fs::path(*place) / "plan-language"));
  const Result<std::string> missing = find_place("nothing", BIHUAN_SOURCE_DIR);
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error(),
            (Error{Code::kNotFound, "找不到程序的“nothing”文件夹，请用--home指明它的上一级文件夹。", "nothing"}));
}

TEST(Places, GiveTheLanguage) {
  const auto files = read_language_files(BIHUAN_SOURCE_DIR);
  ASSERT_TRUE(files.has_value());
  EXPECT_GE(files->size(), 3U);
  EXPECT_TRUE(
      std::is_sorted(files->begin(), files->end(), [](const auto& a, const auto& b) { return a.name < b.name; }));
  EXPECT_TRUE(read_language(BIHUAN_SOURCE_DIR).has_value());
}

TEST(CompilerName, ChangesWithAnyWord) {
  const std::vector<plans::NamedText> one{{"a.toml", "x"}, {"b.toml", "y"}};
  const std::vector<plans::NamedText> other{{"a.toml", "x"}, {"b.toml", "z"}};
  const std::vector<plans::NamedText> shifted{{"a.toml", "xb.toml"}, {"", "y"}};
  EXPECT_EQ(compiler_name(one), compiler_name(one));
  EXPECT_NE(compiler_name(one), compiler_name(other));
  EXPECT_NE(compiler_name(one), compiler_name(shifted));
  EXPECT_EQ(compiler_name(one).rfind("bihuan 0.", 0), 0U);
}

TEST(Knowledge, IsWhatTheManifestPins) {
  const fs::path home = fs::path(testing::TempDir()) / "places_knowledge";
  fs::remove_all(home);
  fs::create_directories(home / "knowledge/water");
  fs::copy_file(fs::path(BIHUAN_SOURCE_DIR) / "knowledge/MANIFEST", home / "knowledge/MANIFEST");
  fs::copy_file(fs::path(BIHUAN_SOURCE_DIR) / "knowledge/water/gb3838-2002.toml",
                home / "knowledge/water/gb3838-2002.toml");
  const std::string_view folders[] = {"water"};
  ASSERT_TRUE(read_knowledge(home.string(), folders).has_value());
  std::ofstream(home / "knowledge/water/gb3838-2002.toml", std::ios::app) << "# one more line\n";
  const auto changed = read_knowledge(home.string(), folders);
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code, Code::kCorrupt);
  fs::remove_all(home);
}

}  // namespace
}  // namespace bihuan::cli
