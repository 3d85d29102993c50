// src/plans/plan_test_language.h - the shipped words, for tests.
#pragma once
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "plans/language.h"

namespace bihuan::plans {

inline const Language& test_language() {
  static const Language loaded = [] {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(BIHUAN_SOURCE_DIR "/knowledge/plan-language")) {
      if (entry.path().extension() == ".toml") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<NamedText> files;
    for (const auto& path : paths) {
      auto text = read_file(path.string(), std::size_t{1} << 20);
      if (!text.has_value()) std::abort();
      files.push_back({path.filename().string(), std::move(*text)});
    }
    auto language = load_language(files);
    if (!language.has_value()) {
      std::fprintf(stderr, "%s: %s\n", language.error().where.c_str(), language.error().message.c_str());
      std::abort();
    }
    return *language;
  }();
  return loaded;
}

}  // namespace bihuan::plans
