#include "gateway/file_port.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace bihuan::gateway {
namespace {

std::string_view file_trouble(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
      return "磁盘空间不足";
    case EIO:
      return "磁盘读写出错";
    case EACCES:
    case EPERM:
      return "没有权限";
    case EROFS:
      return "磁盘只读";
    case EMFILE:
    case ENFILE:
      return "打开的文件太多";
    default:
      return "系统拒绝了操作";
  }
}

std::unexpected<Error> file_error(std::string_view verb, const std::string& name, int number) {
  const Code code = number == ENOENT ? Code::kNotFound : number == EEXIST ? Code::kConflict : Code::kUnavailable;
  return fail(code, fmt::format("不能{}帧档案文件“{}”：{}（错误号{}）", verb, name,
                                number == ENOENT   ? "没有这个文件"
                                : number == EEXIST ? "已经存在"
                                                   : file_trouble(number),
                                number));
}

class MachineFile final : public OpenFile {
 public:
  MachineFile(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  ~MachineFile() override { ::close(descriptor_); }
  MachineFile(const MachineFile&) = delete;
  MachineFile& operator=(const MachineFile&) = delete;

  Result<std::size_t> write_some(std::uint64_t offset, std::string_view octets) override {
    ssize_t written = 0;
    do {
      written = ::pwrite(descriptor_, octets.data(), octets.size(), static_cast<off_t>(offset));
    } while (written < 0 && errno == EINTR);
    if (written <= 0) return file_error("写入", name_, written < 0 ? errno : EIO);
    return static_cast<std::size_t>(written);
  }

  Result<std::string> read_at(std::uint64_t offset, std::size_t size) override {
    std::string octets(size, '\0');
    std::size_t filled = 0;
    while (filled < size) {
      const ssize_t got =
          ::pread(descriptor_, octets.data() + filled, size - filled, static_cast<off_t>(offset + filled));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return file_error("读取", name_, errno);
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    octets.resize(filled);
    return octets;
  }

  Status sync() override {
    if (::fdatasync(descriptor_) != 0) return file_error("写入", name_, errno);
    return {};
  }

  Status reserve(std::uint64_t size) override {
    // Where the file system cannot reserve (it says so), the length alone will do.
    const int number = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(size));
    if (number != 0 && number != EINVAL && number != EOPNOTSUPP) return file_error("写入", name_, number);
    if (number != 0 && ::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return file_error("写入", name_, errno);
    return {};
  }

 private:
  int descriptor_;
  std::string name_;
};

class MachineFolder final : public FilePort {
 public:
  explicit MachineFolder(std::string folder) : folder_(std::move(folder)) {}

  Result<std::unique_ptr<OpenFile>> create(const std::string& name) override {
    return open_with(name, O_RDWR | O_CREAT | O_EXCL);
  }
  Result<std::unique_ptr<OpenFile>> open(const std::string& name) override { return open_with(name, O_RDWR); }

  Result<std::uint64_t> size(const std::string& name) override {
    struct stat about = {};
    if (::stat(path(name).c_str(), &about) != 0) return file_error("查看", name, errno);
    return static_cast<std::uint64_t>(about.st_size);
  }

  Result<std::vector<std::string>> list() override {
    DIR* folder = ::opendir(folder_.c_str());
    if (folder == nullptr) return file_error("查看", "文件夹", errno);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(folder)) {
      if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    }
    ::closedir(folder);
    std::ranges::sort(names);
    return names;
  }

  Status rename(const std::string& from, const std::string& to) override {
    if (::rename(path(from).c_str(), path(to).c_str()) != 0) return file_error("改名", from, errno);
    return {};
  }
  Status remove(const std::string& name) override {
    if (::unlink(path(name).c_str()) != 0) return file_error("删除", name, errno);
    return {};
  }
  Status sync_folder() override {
    const int descriptor = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return file_error("写入", "文件夹", errno);
    const int code = ::fsync(descriptor) != 0 ? errno : 0;
    ::close(descriptor);
    if (code != 0) return file_error("写入", "文件夹", code);
    return {};
  }

 private:
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  Result<std::unique_ptr<OpenFile>> open_with(const std::string& name, int flags) {
    const int descriptor = ::open(path(name).c_str(), flags | O_CLOEXEC, 0640);
    if (descriptor < 0) return file_error((flags & O_CREAT) != 0 ? "新建" : "打开", name, errno);
    return std::make_unique<MachineFile>(descriptor, name);
  }
  std::string folder_;
};

}  // namespace

Status write_all(OpenFile& file, std::uint64_t offset, std::string_view octets) {
  while (!octets.empty()) {
    BIHUAN_TRY(const std::size_t written, file.write_some(offset, octets));
    offset += written;
    octets.remove_prefix(written);
  }
  return {};
}

Result<std::string> read_whole(FilePort& files, const std::string& name) {
  BIHUAN_TRY(const std::unique_ptr<OpenFile> file, files.open(name));
  BIHUAN_TRY(const std::uint64_t size, files.size(name));
  return file->read_at(0, static_cast<std::size_t>(size));
}

Status write_new(FilePort& files, const std::string& name, std::string_view octets) {
  const auto write = [&]() -> Status {
    BIHUAN_TRY(const std::unique_ptr<OpenFile> file, files.create(name));
    BIHUAN_CHECK(write_all(*file, 0, octets));
    return file->sync();
  };
  Status status = write();
  if (!status.has_value() && status.error().code != Code::kConflict)
    discard(files.remove(name), "the first error is what matters");
  return status;
}

Result<std::unique_ptr<FilePort>> open_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0750) != 0 && errno != EEXIST) return file_error("新建", "文件夹", errno);
  struct stat about = {};
  if (::stat(folder.c_str(), &about) != 0 || !S_ISDIR(about.st_mode)) return file_error("打开", "文件夹", ENOTDIR);
  return std::make_unique<MachineFolder>(folder);
}

}  // namespace bihuan::gateway
