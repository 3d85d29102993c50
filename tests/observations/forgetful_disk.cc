// A disk for tests, preloaded into a process: files below one folder forget at a chosen operation all that was not
// synced, as when the power goes, or have no room from a chosen operation on.
//
//   BIHUAN_DISK_FOLDER   files below it are concerned
//   BIHUAN_DISK_FAULT    "power": at operation AT all that is not synced is undone and the process ends (137)
//                        "full": from operation AT on nothing can be written, until bihuan_disk_heal() is called
//                        "full_once": operation AT alone fails
//   BIHUAN_DISK_AT       number of the operation, from 1
//
// Operations are: creating, writing, cutting, reserving, syncing, renaming, removing. As on ext4 and xfs, a sync of a
// file also keeps its name in the folder, and that what had the name before is gone; other renames and removals stay
// only when the folder is synced. What was written and not synced is undone wholly; a real disk may keep any part of
// it.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

namespace {

struct Undo {
  enum Kind { kWrite, kCreate, kRename, kRemove } kind = kWrite;
  ino_t file = 0;       // of kWrite, kCreate
  int descriptor = -1;  // of the file, our own
  off_t offset = 0;     // kWrite: where `octets` stood
  off_t size = 0;       // kWrite: of the file before
  std::string octets;   // kWrite: what stood there
  std::string path;     // kCreate, kRemove; kRename: the old name
  std::string other;    // kRename: the new name; kRemove, kRename: where the old file is kept
  std::string backup;
};

std::recursive_mutex g_mutex;
std::vector<Undo> g_log;
int g_operations = 0, g_backups = 0;
bool g_is_healed = false, g_is_inside = false;

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}
#define REAL(name) real<decltype(&name)>(#name)

const char* setting(const char* name) {
  const char* const value = getenv(name);
  return value == nullptr ? "" : value;
}
bool is_ours(const std::string& path) {
  const char* const folder = setting("BIHUAN_DISK_FOLDER");
  return *folder != 0 && path.starts_with(folder);
}
std::string path_of(int descriptor) {
  char link[64], path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path);
  return length < 0 ? "" : std::string(path, static_cast<std::size_t>(length));
}
std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

void write_whole(int descriptor, const std::string& octets, off_t offset) {
  const auto write_at = REAL(pwrite);
  for (std::size_t done = 0; done < octets.size();) {
    const ssize_t got =
        write_at(descriptor, octets.data() + done, octets.size() - done, offset + static_cast<off_t>(done));
    if (got <= 0) return;
    done += static_cast<std::size_t>(got);
  }
}

[[noreturn]] void lose_power() {
  for (auto it = g_log.rbegin(); it != g_log.rend(); ++it) {
    switch (it->kind) {
      case Undo::kWrite:
        write_whole(it->descriptor, it->octets, it->offset);
        REAL(ftruncate)(it->descriptor, it->size);
        break;
      case Undo::kCreate:
        REAL(unlink)(it->path.c_str());
        break;
      case Undo::kRename:
        REAL(rename)(it->other.c_str(), it->path.c_str());
        if (!it->backup.empty()) REAL(rename)(it->backup.c_str(), it->other.c_str());
        break;
      case Undo::kRemove:
        REAL(rename)(it->backup.c_str(), it->path.c_str());
        break;
    }
  }
  _exit(137);
}

// Counts an operation. Returns whether it shall fail for want of room.
bool strikes(bool needs_room) {
  ++g_operations;
  const int at = std::atoi(setting("BIHUAN_DISK_AT"));
  const std::string fault = setting("BIHUAN_DISK_FAULT");
  if (at == 0 || g_is_healed) return false;
  if (fault == "power" && g_operations == at) lose_power();
  if (!needs_room) return false;
  return (fault == "full" && g_operations >= at) || (fault == "full_once" && g_operations == at);
}

// Remembers what stands in [offset, offset + length) before it is changed, and the size.
void remember(int descriptor, off_t offset, std::size_t length) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return;
  Undo undo;
  undo.file = status.st_ino;
  undo.size = status.st_size;
  undo.offset = offset;
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  undo.descriptor = REAL(open)(link.c_str(), O_RDWR | O_CLOEXEC);
  if (offset < status.st_size) {
    undo.octets.resize(std::min(length, static_cast<std::size_t>(status.st_size - offset)));
    const ssize_t got = pread(undo.descriptor, undo.octets.data(), undo.octets.size(), offset);
    undo.octets.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  }
  g_log.push_back(std::move(undo));
}

void forget(const auto& is_kept_on_disk) {
  std::erase_if(g_log, [&](const Undo& undo) {
    if (!is_kept_on_disk(undo)) return false;
    if (undo.descriptor >= 0) close(undo.descriptor);
    if (!undo.backup.empty()) REAL(unlink)(undo.backup.c_str());
    return true;
  });
}

void synced(int descriptor) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) return;
  if (S_ISREG(status.st_mode)) {
    // Where the name was another file's before, that one does not come back.
    std::vector<std::string> names;
    for (const Undo& undo : g_log)
      if (undo.kind == Undo::kCreate && undo.file == status.st_ino) names.push_back(undo.path);
    forget([&](const Undo& undo) {
      return undo.kind == Undo::kRemove && std::find(names.begin(), names.end(), undo.path) != names.end();
    });
    forget([&](const Undo& undo) {
      return (undo.kind == Undo::kWrite || undo.kind == Undo::kCreate) && undo.file == status.st_ino;
    });
    return;
  }
  const std::string folder = path_of(descriptor);
  forget([&](const Undo& undo) { return undo.kind != Undo::kWrite && folder_of(undo.path) == folder; });
}

std::string keep_aside(const std::string& path) {
  const std::string folder = setting("BIHUAN_DISK_FOLDER");
  const std::string backup = folder + ".kept-" + std::to_string(getpid()) + "-" + std::to_string(++g_backups);
  return link(path.c_str(), backup.c_str()) == 0 ? backup : "";
}

// Holds the disk for one operation; inner calls of the C library pass.
class Turn {
 public:
  Turn() : lock_(g_mutex), was_inside_(g_is_inside) { g_is_inside = true; }
  ~Turn() { g_is_inside = was_inside_; }
  bool is_inner() const { return was_inside_; }

 private:
  std::lock_guard<std::recursive_mutex> lock_;
  bool was_inside_;
};

template <class Open>
int open_file(const char* given, int flags, Open really_open) {
  Turn turn;
  std::string path = given;
  if (turn.is_inner() || !is_ours(path) || (flags & O_ACCMODE) == O_RDONLY) return really_open();
  struct stat status {};
  const bool is_there = stat(given, &status) == 0;
  const bool creates = (flags & O_CREAT) != 0 && !is_there;
  const bool cuts = is_there && (flags & O_TRUNC) != 0;
  if ((creates || cuts) && strikes(creates)) {
    errno = ENOSPC;
    return -1;
  }
  if (cuts) {
    const int old = REAL(open)(given, O_RDWR | O_CLOEXEC);
    remember(old, 0, static_cast<std::size_t>(status.st_size));
    close(old);
  }
  const int descriptor = really_open();
  if (descriptor >= 0 && creates && fstat(descriptor, &status) == 0) {
    Undo undo;
    undo.kind = Undo::kCreate;
    undo.file = status.st_ino;
    undo.path = path;
    g_log.push_back(std::move(undo));
  }
  return descriptor;
}

template <class Write>
ssize_t write_file(int descriptor, off_t offset, std::size_t length, Write write) {
  Turn turn;
  if (turn.is_inner() || !is_ours(path_of(descriptor))) return write();
  if (strikes(true)) {
    errno = ENOSPC;
    return -1;
  }
  if (offset < 0)
    offset =
        (fcntl(descriptor, F_GETFL) & O_APPEND) != 0 ? lseek(descriptor, 0, SEEK_END) : lseek(descriptor, 0, SEEK_CUR);
  remember(descriptor, offset, length);
  return write();
}

template <class Cut>
int cut_file(int descriptor, off_t length, Cut cut) {
  Turn turn;
  if (turn.is_inner() || !is_ours(path_of(descriptor))) return cut();
  struct stat status {};
  fstat(descriptor, &status);
  if (strikes(length > status.st_size)) {
    errno = ENOSPC;
    return -1;
  }
  remember(descriptor, length, length < status.st_size ? static_cast<std::size_t>(status.st_size - length) : 0);
  return cut();
}

template <class Sync>
int sync_file(int descriptor, Sync sync) {
  Turn turn;
  if (turn.is_inner() || !is_ours(path_of(descriptor))) return sync();
  strikes(false);
  const int result = sync();
  if (result == 0) synced(descriptor);
  return result;
}

}  // namespace

extern "C" {

// There is room again.
void bihuan_disk_heal() { g_is_healed = true; }
int bihuan_disk_operations() { return g_operations; }

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, [&] { return REAL(open)(path, flags, mode); });
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_file(path, flags, [&] { return REAL(open64)(path, flags, mode); });
}
ssize_t write(int descriptor, const void* octets, size_t length) {
  return write_file(descriptor, -1, length, [&] { return REAL(write)(descriptor, octets, length); });
}
ssize_t pwrite(int descriptor, const void* octets, size_t length, off_t offset) {
  return write_file(descriptor, offset, length, [&] { return REAL(pwrite)(descriptor, octets, length, offset); });
}
ssize_t pwrite64(int descriptor, const void* octets, size_t length, off64_t offset) {
  return write_file(descriptor, offset, length, [&] { return REAL(pwrite64)(descriptor, octets, length, offset); });
}
int ftruncate(int descriptor, off_t length) noexcept {
  return cut_file(descriptor, length, [&] { return REAL(ftruncate)(descriptor, length); });
}
int ftruncate64(int descriptor, off64_t length) noexcept {
  return cut_file(descriptor, length, [&] { return REAL(ftruncate64)(descriptor, length); });
}
int fsync(int descriptor) {
  return sync_file(descriptor, [&] { return REAL(fsync)(descriptor); });
}
int fdatasync(int descriptor) {
  return sync_file(descriptor, [&] { return REAL(fdatasync)(descriptor); });
}
int rename(const char* from, const char* to) noexcept {
  Turn turn;
  if (turn.is_inner() || !is_ours(to)) return REAL(rename)(from, to);
  strikes(false);
  Undo undo;
  undo.kind = Undo::kRename;
  undo.path = from;
  undo.other = to;
  undo.backup = keep_aside(to);
  const int result = REAL(rename)(from, to);
  if (result == 0) g_log.push_back(std::move(undo));
  return result;
}
int unlink(const char* path) noexcept {
  Turn turn;
  if (turn.is_inner() || !is_ours(path)) return REAL(unlink)(path);
  strikes(false);
  Undo undo;
  undo.kind = Undo::kRemove;
  undo.path = path;
  undo.backup = keep_aside(path);
  const int result = REAL(unlink)(path);
  if (result == 0) g_log.push_back(std::move(undo));
  return result;
}
int remove(const char* path) noexcept {
  struct stat status {};
  if (lstat(path, &status) == 0 && !S_ISDIR(status.st_mode)) return unlink(path);
  return REAL(remove)(path);
}
}
