#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "base/large_pages.h"

namespace bihuan {
namespace {

// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

std::string_view name_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string_view reason(int error_number) {
  switch (error_number) {
    case EACCES:
    case EPERM:
      return "没有权限";
    case ENOSPC:
    case EDQUOT:
      return "磁盘空间不足";
    case EROFS:
      return "所在的磁盘只读";
    case EMFILE:
    case ENFILE:
      return "打开的文件太多";
    case ENAMETOOLONG:
      return "文件名太长";
    case EIO:
      return "磁盘读写出错";
    default:
      return "系统拒绝了操作";
  }
}

std::unexpected<Error> unavailable(std::string_view verb, std::string_view path, int error_number) {
  return fail(Code::kUnavailable,
              fmt::format("不能{}文件“{}”：{}（错误号 {}）", verb, name_of(path), reason(error_number), error_number));
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Unique among the threads of this process and, by its number, among processes; O_EXCL catches the rest.
std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter = 0;
  return fmt::format("{}/.{}.{}.{}.tmp", folder_of(path), name_of(path).substr(0, 100), ::getpid(), counter++);
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  // Without O_NONBLOCK the open of a pipe would wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT || errno == ENOTDIR) return fail(Code::kNotFound, fmt::format("没有文件“{}”", name_of(path)));
    return unavailable("打开", path, errno);
  }
  struct stat about = {};
  if (::fstat(file.get(), &about) != 0) return unavailable("读取", path, errno);
  if (!S_ISREG(about.st_mode))
    return fail(Code::kInvalidInput, fmt::format("“{}”是文件夹或特殊文件，应当是普通文件", name_of(path)));
  const auto too_large = [&] {
    return fail(Code::kInvalidInput, fmt::format("文件“{}”超过允许的 {} 字节", name_of(path), max_bytes));
  };
  if (static_cast<std::uintmax_t>(about.st_size) > max_bytes) return too_large();
  std::string bytes;
  std::size_t filled = 0;
  const auto make_room = [&](std::size_t size) {
    // What is read needs no zeros first.
    bytes.resize_and_overwrite(size, [](char*, std::size_t room) { return room; });
    advise_large_pages(bytes.data() + filled, bytes.size() - filled);
  };
  make_room(static_cast<std::size_t>(about.st_size) + 1);  // one more, so that the end shows without growing
  for (;;) {
    // The file may grow while it is read, and files of /proc say they are empty.
    if (filled == bytes.size()) make_room(2 * bytes.size() + 4096);
    const ssize_t got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0) {
      if (errno == EINTR) continue;
      return unavailable("读取", path, errno);
    }
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > max_bytes) return too_large();
  }
  bytes.resize(filled);
  return bytes;
}

Status write_file_durably(const std::string& path, std::string_view bytes) {
  struct stat about = {};
  const bool exists = ::stat(path.c_str(), &about) == 0;
  if (name_of(path).empty() || (exists && S_ISDIR(about.st_mode)))
    return fail(Code::kInvalidInput, fmt::format("“{}”是文件夹，不能写成文件", name_of(path)));
  const std::string temporary = temporary_name(path);
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file.is_open()) {
      if (errno == ENOENT || errno == ENOTDIR)
        return fail(Code::kNotFound, fmt::format("要写入“{}”的文件夹不存在", name_of(path)));
      return unavailable("写入", path, errno);
    }
    const bool is_written = write_all(file.get(), bytes) &&
                            (!exists || ::fchmod(file.get(), about.st_mode & 07777) == 0) && ::fsync(file.get()) == 0;
    if (!is_written) {
      const int error_number = errno;
      ::unlink(temporary.c_str());
      return unavailable("写入", path, error_number);
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error_number = errno;
    ::unlink(temporary.c_str());
    return unavailable("写入", path, error_number);
  }
  const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return unavailable("写入", path, errno);
  return {};
}

}  // namespace bihuan
