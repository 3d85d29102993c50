// src/gateway/testing/memory_files.h - for tests only: a folder in memory that fails on demand, and forgets what was
// not synced when its power goes.
#pragma once
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "gateway/file_port.h"

namespace bihuan::gateway::testing_files {

enum class FaultKind { kShort, kIo, kNoRoom };
// What of the unsynced octets is found after the power was gone.
enum class Memory { kNothing, kBeginning, kAnything };

struct MemoryDisk {
  struct Content {
    std::string now, durable;
  };
  std::map<std::string, std::shared_ptr<Content>> files, durable_files;
  std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>();  // over everything: threads use one disk
  int operations = 0;
  int fails_at = 0;       // the operation with this number fails; 0: none
  bool fails_on = false;  // and all after it
  bool is_dead = false;   // the power is gone: everything fails
  bool dies = false;      // at `fails_at`
  FaultKind kind = FaultKind::kIo;

  // True where the operation must fail.
  bool turn() {
    ++operations;
    if (is_dead) return true;
    const bool is_hit = fails_at != 0 && (fails_on ? operations >= fails_at : operations == fails_at);
    if (is_hit && dies) is_dead = true;
    return is_hit;
  }
  std::unexpected<Error> error() const {
    return fail(Code::kUnavailable, kind == FaultKind::kNoRoom ? "试验：磁盘空间不足" : "试验：磁盘读写出错");
  }

  // The power comes back.
  void forget(Memory memory, std::mt19937& random) {
    files = durable_files;
    for (auto& [name, content] : files) {
      std::string found = content->durable;
      const std::string& written = content->now;
      if (memory == Memory::kBeginning) found = written.substr(0, std::max(found.size(), written.size() / 2));
      if (memory == Memory::kAnything) {
        constexpr std::size_t kSector = 64;  // small, so that a batch has several
        if (found.size() < written.size()) found.resize(written.size(), '\0');
        for (std::size_t at = 0; at < std::min(found.size(), written.size()); at += kSector) {
          const std::size_t size = std::min(kSector, std::min(found.size(), written.size()) - at);
          if (random() % 2 == 0) found.replace(at, size, written, at, size);
        }
      }
      auto fresh = std::make_shared<Content>();
      fresh->now = fresh->durable = found;
      content = fresh;
    }
    durable_files = files;
    is_dead = false;
    fails_at = 0;
  }
};

class MemoryFile final : public OpenFile {
 public:
  MemoryFile(MemoryDisk& disk, std::shared_ptr<MemoryDisk::Content> content)
      : disk_(disk), content_(std::move(content)) {}
  Result<std::size_t> write_some(std::uint64_t offset, std::string_view octets) override {
    const std::lock_guard lock(*disk_.mutex);
    const bool was_dead = disk_.is_dead;
    std::size_t size = octets.size();
    if (disk_.turn()) {
      if (was_dead) return disk_.error();
      // Some of it reaches the file; a short write is no error by itself.
      size /= 2;
      if (size > 0) put(offset, octets.substr(0, size));
      if (disk_.kind != FaultKind::kShort || size == 0) return disk_.error();
      return size;
    }
    put(offset, octets);
    return size;
  }
  Result<std::string> read_at(std::uint64_t offset, std::size_t size) override {
    const std::lock_guard lock(*disk_.mutex);
    if (offset >= content_->now.size()) return std::string();
    return content_->now.substr(static_cast<std::size_t>(offset), size);
  }
  Status sync() override {
    const std::lock_guard lock(*disk_.mutex);
    if (disk_.turn()) return disk_.error();
    content_->durable = content_->now;
    return {};
  }
  Status reserve(std::uint64_t size) override {
    const std::lock_guard lock(*disk_.mutex);
    if (disk_.turn()) return disk_.error();
    if (content_->now.size() < size) content_->now.resize(static_cast<std::size_t>(size), '\0');
    return {};
  }

 private:
  void put(std::uint64_t offset, std::string_view octets) {
    const auto at = static_cast<std::size_t>(offset);
    if (content_->now.size() < at + octets.size()) content_->now.resize(at + octets.size(), '\0');
    content_->now.replace(at, octets.size(), octets);
  }
  MemoryDisk& disk_;
  std::shared_ptr<MemoryDisk::Content> content_;
};

class MemoryFiles final : public FilePort {
 public:
  explicit MemoryFiles(MemoryDisk& disk) : disk_(disk) {}
  Result<std::unique_ptr<OpenFile>> create(const std::string& name) override {
    const std::lock_guard lock(*disk_.mutex);
    if (disk_.turn()) return disk_.error();
    if (disk_.files.contains(name)) return fail(Code::kConflict, "试验：已经存在");
    return std::make_unique<MemoryFile>(disk_, disk_.files[name] = std::make_shared<MemoryDisk::Content>());
  }
  Result<std::unique_ptr<OpenFile>> open(const std::string& name) override {
    const std::lock_guard lock(*disk_.mutex);
    const auto found = disk_.files.find(name);
    if (found == disk_.files.end()) return fail(Code::kNotFound, "试验：没有文件" + name);
    return std::make_unique<MemoryFile>(disk_, found->second);
  }
  Result<std::uint64_t> size(const std::string& name) override {
    const std::lock_guard lock(*disk_.mutex);
    const auto found = disk_.files.find(name);
    if (found == disk_.files.end()) return fail(Code::kNotFound, "试验：没有文件" + name);
    return found->second->now.size();
  }
  Result<std::vector<std::string>> list() override {
    const std::lock_guard lock(*disk_.mutex);
    std::vector<std::string> names;
    for (const auto& [name, content] : disk_.files) names.push_back(name);
    return names;
  }
  Status rename(const std::string& from, const std::string& to) override {
    const std::lock_guard lock(*disk_.mutex);
    if (disk_.turn()) return disk_.error();
    const auto found = disk_.files.find(from);
    if (found == disk_.files.end()) return fail(Code::kNotFound, "试验：没有文件" + from);
    disk_.files[to] = found->second;
    disk_.files.erase(from);
    return {};
  }
  Status remove(const std::string& name) override {
    const std::lock_guard lock(*disk_.mutex);
    if (disk_.turn()) return disk_.error();
    if (disk_.files.erase(name) == 0) return fail(Code::kNotFound, "试验：没有文件" + name);
    return {};
  }
  Status sync_folder() override {
    const std::lock_guard lock(*disk_.mutex);
    if (disk_.turn()) return disk_.error();
    disk_.durable_files = disk_.files;
    return {};
  }

 private:
  MemoryDisk& disk_;
};

}  // namespace bihuan::gateway::testing_files
