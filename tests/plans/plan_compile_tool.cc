// Reads plans and writes what they compile to, for score_test.py: plan_compile_tool KNOWLEDGE_DIR IN OUT [IN OUT]...
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "plans/compiler.h"
#include "plans/document.h"
#include "plans/plan_json.h"

namespace {

int complain(const bihuan::Error& error) {
  std::fprintf(stderr, "%s%s%s\n", error.where.c_str(), error.where.empty() ? "" : ": ", error.message.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc % 2 != 0) {
    std::fprintf(stderr, "usage: plan_compile_tool KNOWLEDGE_DIR IN OUT [IN OUT]...\n");
    return 1;
  }
  constexpr std::size_t kLimit = std::size_t{64} << 20;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<bihuan::plans::NamedText> files;
  for (const auto& path : paths) {
    auto text = bihuan::read_file(path.string(), kLimit);
    if (!text.has_value()) return complain(text.error());
    files.push_back({path.filename().string(), *text});
  }
  const auto language = bihuan::plans::load_language(files);
  if (!language.has_value()) return complain(language.error());
  for (int i = 2; i + 1 < argc; i += 2) {
    const auto bytes = bihuan::read_file(argv[i], kLimit);
    if (!bytes.has_value()) return complain(bytes.error());
    const auto document = bihuan::plans::read_document(*bytes, argv[i]);
    if (!document.has_value()) return complain(document.error());
    const auto plan = bihuan::plans::compile(*language, document->text);
    const auto written = bihuan::write_file_durably(argv[i + 1], bihuan::plans::plan_json(plan));
    if (!written.has_value()) return complain(written.error());
  }
  return 0;
}
