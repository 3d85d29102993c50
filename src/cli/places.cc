#include "cli/places.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/digest.h"
#include "base/files.h"
#include "cli/command.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestKnowledgeFile = std::size_t{16} << 20U;
// build/release/src/cli/bihuan lies four folders below the source tree; a few more for other build folders inside it.
constexpr int kUpwards = 6;

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// The *.toml of a folder, by name.
Result<std::vector<fs::path>> toml_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".toml") files.push_back(entry->path());
  }
  if (error) return fail(Code::kUnavailable, "知识库文件夹不能读取。", folder.filename().string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::string> find_place(std::string_view name, const std::string& home) {
  const auto not_found = [&] {
    return fail(Code::kNotFound, "找不到程序的“" + std::string(name) + "”文件夹，请用--home指明它的上一级文件夹。",
                std::string(name));
  };
  if (!home.empty()) {
    const fs::path place = fs::path(home) / name;
    return is_folder(place) ? Result<std::string>(place.string()) : Result<std::string>(not_found());
  }
  std::error_code error;
  const fs::path executable = fs::read_symlink("/proc/self/exe", error);
  if (error) return not_found();
  const fs::path installed = executable.parent_path().parent_path() / "share" / "bihuan" / name;
  if (is_folder(installed)) return installed.string();
  fs::path folder = executable.parent_path();
  for (int i = 0; i < kUpwards && folder.has_relative_path(); ++i) {
    folder = folder.parent_path();
    // Only our own tree: a stranger's folder of the same name further up is not taken.
    if (is_folder(folder / "knowledge" / "plan-language") && is_folder(folder / name)) return (folder / name).string();
  }
  return not_found();
}

Result<std::vector<plans::NamedText>> read_language_files(const std::string& home) {
  BIHUAN_TRY(const std::string knowledge, find_place("knowledge", home));
  BIHUAN_TRY(const std::vector<fs::path> files, toml_files(fs::path(knowledge) / "plan-language"));
  std::vector<plans::NamedText> texts;
  for (const fs::path& file : files) {
    BIHUAN_TRY(std::string text, read_file(file.string(), kLargestKnowledgeFile));
    texts.push_back({"plan-language/" + file.filename().string(), std::move(text)});
  }
  return texts;
}

Result<plans::Language> read_language(const std::string& home) {
  BIHUAN_TRY(const std::vector<plans::NamedText> texts, read_language_files(home));
  return plans::load_language(texts);
}

std::string compiler_name(std::span<const plans::NamedText> files) {
  Digest digest(DigestKind::kSm3);
  for (const plans::NamedText& file : files) {
    // With their lengths, so that no two sets of files are one text.
    for (const std::string& part : {file.name, file.text}) {
      digest.update(std::to_string(part.size()) + ":");
      digest.update(part);
    }
  }
  return "bihuan " + std::string(kVersion) + ", 词表 " + digest.finish_hex().substr(0, 12);
}

Result<std::vector<standards::KnowledgeText>> read_knowledge(const std::string& home,
                                                             std::span<const std::string_view> folders) {
  BIHUAN_TRY(const std::string knowledge, find_place("knowledge", home));
  std::vector<standards::KnowledgeText> texts;
  for (const std::string_view folder : folders) {
    BIHUAN_TRY(const std::vector<fs::path> files, toml_files(fs::path(knowledge) / folder));
    for (const fs::path& file : files) {
      BIHUAN_TRY(std::string text, read_file(file.string(), kLargestKnowledgeFile));
      texts.push_back({std::string(folder) + "/" + file.filename().string(), std::move(text)});
    }
  }
  BIHUAN_TRY(const std::string manifest, read_file((fs::path(knowledge) / "MANIFEST").string(), kLargestKnowledgeFile));
  BIHUAN_CHECK(standards::check_manifest(texts, manifest));
  return texts;
}

}  // namespace bihuan::cli
