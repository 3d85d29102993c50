// src/records/sqlite/testing/disk.h - for tests only: a disk under SQLite that fails, or that forgets.
#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace bihuan::records::testing_disk {

// Set while a test runs; VFS calls are C functions.
struct Disk {
  int countdown = 0;  // the write, cut or sync that brings it to 0 fails; 0 = none
  int code = SQLITE_OK;
  bool is_dead = false;                        // everything fails from then on: the power is gone
  bool stays_dead = false;                     // whether the failing operation is the last one
  bool remembers = false;                      // whether `durable` is kept
  std::map<std::string, std::string> durable;  // path -> content at its last sync
};
inline Disk disk;

inline bool fails() {
  if (disk.is_dead) return true;
  if (disk.countdown == 0 || --disk.countdown > 0) return false;
  disk.is_dead = disk.stays_dead;
  return true;
}

// A file of the machine's own VFS with calls put in between.
struct ShimFile {
  sqlite3_file base;
  sqlite3_file* real;
  std::string* path;
};
inline ShimFile* shim_of(sqlite3_file* file) { return reinterpret_cast<ShimFile*>(file); }
inline sqlite3_file* real_of(sqlite3_file* file) { return shim_of(file)->real; }

inline void remember(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  disk.durable[path] = std::string(std::istreambuf_iterator<char>(file), {});
}

inline const sqlite3_io_methods* shim_methods() {
  static const sqlite3_io_methods kMethods = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;
    m.xClose = [](sqlite3_file* f) {
      delete shim_of(f)->path;
      return real_of(f)->pMethods->xClose(real_of(f));
    };
    m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
    };
    m.xWrite = [](sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
      return fails() ? disk.code : real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
    };
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) {
      return disk.is_dead ? SQLITE_IOERR_TRUNCATE : real_of(f)->pMethods->xTruncate(real_of(f), n);
    };
    m.xSync = [](sqlite3_file* f, int flags) {
      if (fails()) return disk.code == SQLITE_FULL ? SQLITE_FULL : SQLITE_IOERR_FSYNC;
      const int code = real_of(f)->pMethods->xSync(real_of(f), flags);
      if (code == SQLITE_OK && disk.remembers) remember(*shim_of(f)->path);
      return code;
    };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return real_of(f)->pMethods->xFileSize(real_of(f), n); };
    m.xLock = [](sqlite3_file* f, int l) { return real_of(f)->pMethods->xLock(real_of(f), l); };
    m.xUnlock = [](sqlite3_file* f, int l) { return real_of(f)->pMethods->xUnlock(real_of(f), l); };
    m.xCheckReservedLock = [](sqlite3_file* f, int* r) {
      return real_of(f)->pMethods->xCheckReservedLock(real_of(f), r);
    };
    m.xFileControl = [](sqlite3_file* f, int op, void* a) {
      return real_of(f)->pMethods->xFileControl(real_of(f), op, a);
    };
    m.xSectorSize = [](sqlite3_file* f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) { return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)); };
    m.xShmMap = [](sqlite3_file* f, int p, int n, int e, void volatile** o) {
      return real_of(f)->pMethods->xShmMap(real_of(f), p, n, e, o);
    };
    m.xShmLock = [](sqlite3_file* f, int o, int n, int l) {
      return real_of(f)->pMethods->xShmLock(real_of(f), o, n, l);
    };
    m.xShmBarrier = [](sqlite3_file* f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); };
    m.xShmUnmap = [](sqlite3_file* f, int d) { return real_of(f)->pMethods->xShmUnmap(real_of(f), d); };
    return m;
  }();
  return &kMethods;
}

// Makes the disk above the default one while it lives.
class ShimDisk {
 public:
  ShimDisk() : real_(sqlite3_vfs_find(nullptr)), shim_(*real_) {
    disk = Disk{};
    shim_.zName = "shim_disk";
    shim_.pNext = nullptr;
    shim_.pAppData = real_;
    shim_.szOsFile = static_cast<int>(sizeof(ShimFile)) + real_->szOsFile;
    shim_.xOpen = [](sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
      auto* shim = reinterpret_cast<ShimFile*>(file);
      auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
      shim->real = reinterpret_cast<sqlite3_file*>(shim + 1);
      const int code = real->xOpen(real, name, shim->real, flags, out);
      shim->base.pMethods = shim->real->pMethods == nullptr ? nullptr : shim_methods();
      shim->path = shim->base.pMethods == nullptr ? nullptr : new std::string(name == nullptr ? "" : name);
      return code;
    };
    shim_.xDelete = [](sqlite3_vfs* vfs, const char* name, int sync) {
      if (disk.is_dead) return SQLITE_IOERR_DELETE;
      disk.durable.erase(name);
      auto* real = static_cast<sqlite3_vfs*>(vfs->pAppData);
      return real->xDelete(real, name, sync);
    };
    sqlite3_vfs_register(&shim_, 1);
  }
  ~ShimDisk() {
    disk = Disk{};
    sqlite3_vfs_unregister(&shim_);
    sqlite3_vfs_register(real_, 1);
  }
  ShimDisk(const ShimDisk&) = delete;
  ShimDisk& operator=(const ShimDisk&) = delete;

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs shim_;
};

}  // namespace bihuan::records::testing_disk
