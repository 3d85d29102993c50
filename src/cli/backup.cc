#include "cli/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/digest.h"
#include "base/files.h"
#include "base/toml.h"
#include "cli/stored_plans.h"
#include "records/anchors.h"
#include "records/ledger.h"
#include "records/sqlite/sqlite_store.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifest = "backup.toml";
// In the order in which they are copied: the store first, so that its journal is never younger than the anchors.
constexpr std::array<const char*, 5> kFiles{kRecordsName, kAnchorsName, "organisation.toml", "desk.toml",
                                            "devices.toml"};
// Files that were imported, each under its SM3; what became of them in the observation store is made again from them.
constexpr const char* kImportsPrefix = "imports/";
// What field devices sent: too much to copy each time, and it only grows at its end.
constexpr const char* kFrames = "frames";

// Removed again unless keep() is reached.
class NewFolder {
 public:
  static Result<NewFolder> make(const std::string& path) {
    std::error_code error;
    if (fs::exists(path, error) && !fs::is_empty(path, error)) {
      return fail(Code::kConflict, "目标文件夹已经存在并且不是空的，请换一个新的文件夹。", path);
    }
    fs::create_directories(path, error);
    if (error) return fail(Code::kUnavailable, "目标文件夹不能建立，请检查上一级文件夹的权限。", path);
    return NewFolder(path);
  }
  NewFolder(NewFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  NewFolder& operator=(NewFolder&&) = delete;
  ~NewFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (fs::path(path_) / name).string(); }
  const std::string& path() const { return path_; }
  Status make_part(const char* name) {
    std::error_code error;
    fs::create_directories(fs::path(path_) / name, error);
    if (error) return fail(Code::kUnavailable, "目标文件夹不能建立，请检查权限。", name);
    return {};
  }
  void keep() { path_.clear(); }

 private:
  explicit NewFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

Result<records::JournalReport> verify_store(const std::string& path,
                                            const std::vector<records::JournalAnchor>& anchors) {
  BIHUAN_TRY(const std::unique_ptr<records::Reader> reader, records::open_sqlite_reader(path));
  return records::verify_journal(*reader, anchors, 1);
}

Result<records::JournalHead> head_of(const std::string& path) {
  BIHUAN_TRY(const std::unique_ptr<records::Reader> reader, records::open_sqlite_reader(path));
  return records::read_head(*reader);
}

bool is_import(std::string_view name) {
  if (!name.starts_with(kImportsPrefix)) return false;
  const std::string_view digest = name.substr(std::string_view(kImportsPrefix).size());
  constexpr std::size_t kHexDigits = 64;
  return digest.size() == kHexDigits && digest.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Names of what was imported, in order.
std::vector<std::string> imports_of(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(fs::path(folder) / kImportsFolder, error)) {
    std::string name = kImportsPrefix + file.path().filename().string();
    if (is_import(name)) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

struct FileEntry {
  std::string name;
  std::int64_t bytes = 0;
  std::string digest;
};

// In pieces: a record store may be larger than the memory.
Result<FileEntry> entry_of(const std::string& folder, const std::string& name) {
  FileEntry entry{name, 0, ""};
  const fs::path path = fs::path(folder) / name;
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Code::kUnavailable, "文件打不开，请检查权限。", entry.name);
  Digest digest(DigestKind::kSm3);
  std::vector<char> buffer(std::size_t{1} << 20U);
  while (file.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), file.gcount() > 0) {
    digest.update({buffer.data(), static_cast<std::size_t>(file.gcount())});
    entry.bytes += file.gcount();
  }
  if (file.bad()) return fail(Code::kUnavailable, "文件读不完，请检查磁盘。", entry.name);
  entry.digest = digest.finish_hex();
  return entry;
}

Status copy_durably(const std::string& from, const std::string& to) {
  const std::string name = fs::path(from).filename().string();
  std::error_code error;
  if (!fs::copy_file(from, to, error)) return fail(Code::kUnavailable, "文件没有复制成，请检查磁盘空间和权限。", name);
  const int descriptor = ::open(to.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_safe = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!is_safe) return fail(Code::kUnavailable, "文件没有写到磁盘上，请检查磁盘。", name);
  return {};
}

std::string manifest_text(const std::vector<FileEntry>& files, const records::JournalHead& head, Instant at) {
  std::string text = "# 闭环数据备份：各文件的字节数和SM3摘要。格式见docs/formats/backup.md。\n[backup]\nmade_at = \"" +
                     to_string(at) + "\"\nprogram = \"bihuan " + std::string(kVersion) +
                     "\"\njournal_entries = " + std::to_string(head.entries) + "\njournal_digest = \"" + head.digest +
                     "\"\n";
  for (const FileEntry& file : files) {
    text += "\n[[file]]\nname = \"" + file.name + "\"\nbytes = " + std::to_string(file.bytes) + "\ndigest = \"" +
            file.digest + "\"\n";
  }
  return text;
}

struct Manifest {
  std::vector<FileEntry> files;
  records::JournalHead head;
};

Result<Manifest> read_manifest(const std::string& backup) {
  std::error_code error;
  const fs::path path = fs::path(backup) / kManifest;
  if (!fs::exists(path, error)) {
    return fail(Code::kNotFound, "这里没有backup.toml，它不是bihuan backup作的备份。", backup);
  }
  BIHUAN_TRY(const TomlTable root, read_toml(path.string(), kManifest));
  BIHUAN_TRY(const TomlTable head, root.table("backup"));
  Manifest manifest;
  BIHUAN_TRY(manifest.head.entries, head.integer("journal_entries"));
  BIHUAN_TRY(manifest.head.digest, head.string("journal_digest"));
  BIHUAN_TRY(const std::vector<TomlTable> files, root.tables("file"));
  for (const TomlTable& file : files) {
    FileEntry entry;
    BIHUAN_TRY(entry.name, file.string("name"));
    BIHUAN_TRY(entry.bytes, file.integer("bytes"));
    BIHUAN_TRY(entry.digest, file.string("digest"));
    if (std::ranges::find(kFiles, entry.name) == kFiles.end() && !is_import(entry.name)) {
      return fail(Code::kCorrupt, "备份里不应有名为“" + entry.name + "”的文件。", kManifest);
    }
    manifest.files.push_back(std::move(entry));
  }
  return manifest;
}

BackupReport report_of(const std::vector<FileEntry>& files, const records::JournalHead& head) {
  BackupReport report{static_cast<std::int64_t>(files.size()), 0, head};
  for (const FileEntry& file : files) report.bytes += file.bytes;
  return report;
}

}  // namespace

Result<BackupReport> make_backup(DataFolder& data, const std::string& target) {
  BIHUAN_TRY(NewFolder folder, NewFolder::make(target));
  BIHUAN_CHECK(records::copy_sqlite_store(data.records_file(), folder.file(kRecordsName)));
  BIHUAN_TRY(const records::JournalHead head, head_of(folder.file(kRecordsName)));
  const Instant at = data.clock->now();
  BIHUAN_CHECK(records::append_anchor(data.anchors_file(), head, at, "备份 " + fs::path(target).filename().string()));
  std::vector<FileEntry> files;
  for (const char* name : kFiles) {
    const std::string from = (fs::path(data.folder) / name).string();
    std::error_code error;
    if (name != std::string_view(kRecordsName)) {
      if (!fs::exists(from, error)) continue;
      BIHUAN_CHECK(copy_durably(from, folder.file(name)));
    }
    BIHUAN_TRY(FileEntry entry, entry_of(folder.path(), name));
    files.push_back(std::move(entry));
  }
  // After the store: a file is kept before its entry is written, so every entry of the copy finds its file.
  BIHUAN_CHECK(folder.make_part(kImportsFolder));
  for (const std::string& name : imports_of(data.folder)) {
    BIHUAN_CHECK(copy_durably((fs::path(data.folder) / name).string(), folder.file(name)));
    BIHUAN_TRY(FileEntry entry, entry_of(folder.path(), name));
    if (name != kImportsPrefix + entry.digest)
      return fail(Code::kCorrupt, "保存的导入文件与当时的摘要不符：请从更早的备份恢复这个文件。", name);
    files.push_back(std::move(entry));
  }
  // Last: a folder with a manifest has everything that it names.
  BIHUAN_CHECK(write_file_durably(folder.file(kManifest), manifest_text(files, head, at)));
  folder.keep();
  return report_of(files, head);
}

Result<BackupReport> check_backup(const std::string& backup) {
  BIHUAN_TRY(const Manifest manifest, read_manifest(backup));
  for (const FileEntry& file : manifest.files) {
    const Result<FileEntry> found = entry_of(backup, file.name);
    if (!found.has_value()) return fail(Code::kCorrupt, "备份里缺少这个文件。", file.name);
    if (found->bytes != file.bytes || found->digest != file.digest) {
      return fail(Code::kCorrupt, "备份里的这个文件与其摘要不符：它被改动或损坏了。", file.name);
    }
  }
  BIHUAN_TRY(std::vector<records::JournalAnchor> anchors,
             records::read_anchors((fs::path(backup) / kAnchorsName).string()));
  if (manifest.head.entries > 0) anchors.push_back({manifest.head.entries, manifest.head.digest, kManifest});
  BIHUAN_TRY(const records::JournalReport report, verify_store((fs::path(backup) / kRecordsName).string(), anchors));
  if (!report.findings.empty()) {
    return fail(Code::kCorrupt, report.findings.front().message, report.findings.front().place);
  }
  return report_of(manifest.files, manifest.head);
}

Result<BackupReport> restore_backup(const std::string& backup, const std::string& target) {
  BIHUAN_TRY(const BackupReport report, check_backup(backup));
  BIHUAN_TRY(const Manifest manifest, read_manifest(backup));
  BIHUAN_TRY(NewFolder folder, NewFolder::make(target));
  BIHUAN_CHECK(folder.make_part(kImportsFolder));
  for (const FileEntry& file : manifest.files) {
    BIHUAN_CHECK(copy_durably((fs::path(backup) / file.name).string(), folder.file(file.name)));
    BIHUAN_TRY(const FileEntry entry, entry_of(folder.path(), file.name));
    if (entry.digest != file.digest)
      return fail(Code::kCorrupt, "恢复出来的文件与备份的摘要不符，请检查磁盘。", file.name);
  }
  folder.keep();
  return report;
}

namespace {

void print_report(const std::string& what, const BackupReport& report) {
  print(what + "：文件" + std::to_string(report.files) + "个，" + std::to_string(report.bytes) + "字节；日志" +
        std::to_string(report.head.entries) + "条，末条摘要" + report.head.digest.substr(0, 16) + "…\n");
}

struct RestoreOptions {
  std::string backup, data;
  bool only_verifies = false;
};

Status restore(const RestoreOptions& options) {
  if (options.only_verifies) {
    BIHUAN_TRY(const BackupReport report, check_backup(options.backup));
    print_report("备份核对无误", report);
    return {};
  }
  if (options.data.empty()) {
    return fail(Code::kInvalidInput, "请用--data给出要恢复到的新文件夹；只核对备份时用--verify。", "--data");
  }
  BIHUAN_TRY(const BackupReport report, restore_backup(options.backup, options.data));
  print_report("已恢复到" + options.data, report);
  if (imports_of(options.data).empty()) return {};
  print("监测数据由导入文件、帧档案和标记重建：先放回" + std::string(kFrames) +
        "/（如有），再运行bihuan observation rebuild --replace --data " + options.data + "\n");
  return {};
}

}  // namespace

void add_backup(CLI::App& app, Session& session) {
  struct Options : DataOptions {
    std::string target;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("backup", "备份数据文件夹，服务运行时也可以 (back up, while running too)");
  command->add_option("DIR", options->target, "写到这个新文件夹 (the new folder)")->required();
  add_data_options(*command, *options);
  command->callback([options, &session] {
    with_folder(session, options->data, false, [&](DataFolder& folder) -> Status {
      BIHUAN_TRY(const BackupReport report, make_backup(folder, resolved(options->target)));
      print_report("已备份到" + options->target, report);
      std::error_code ignored;
      if (fs::exists(fs::path(folder.folder) / kFrames, ignored)) {
        print("注意：帧档案" + std::string(kFrames) +
              "/不在备份里，请另行复制整个文件夹；复制后用bihuan archive verify核对。\n");
      }
      return {};
    });
  });
}

void add_restore(CLI::App& app, Session& session) {
  auto options = std::make_shared<RestoreOptions>();
  CLI::App* command = app.add_subcommand("restore", "核对备份，恢复成新的数据文件夹 (check a backup and restore it)");
  command->add_option("BACKUP", options->backup, "备份文件夹 (the backup)")->required();
  command->add_option("--data", options->data, "恢复成这个新的数据文件夹 (the new data folder)");
  command->add_flag("--verify", options->only_verifies, "只核对，不恢复 (check only)");
  command->callback([options, &session] {
    const Status status = restore(*options);
    if (!status.has_value()) session.exit_code = report(status.error());
  });
}

}  // namespace bihuan::cli
