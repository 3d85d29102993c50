// src/cli/control.h - one process owns a data folder: commands for a folder that a server owns are run by that server.
//
// The server listens on the Unix socket "control" in the folder (mode 0600, callers of its own user or root only). A
// caller sends one JSON object, {"arguments": [...], "folder": "where relative paths begin"}, and gets
// {"exit_code", "out", "error"}; each goes as its length in bytes, decimal, a line end, then the bytes.
#pragma once
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"

namespace bihuan::cli {

struct DataFolder;

// Has the owner of `folder` run the command and prints what it printed. Returns its exit code; nothing where no server
// listens there.
std::optional<int> run_in_owner(const std::string& folder, const std::vector<std::string>& arguments);

// Takes commands for a folder while it lives; one after another, on a thread of its own.
class ControlSocket {
 public:
  // `data` outlives it. Errors: kUnavailable  the socket cannot be made (a path of over 100 bytes, permissions)
  static Result<std::unique_ptr<ControlSocket>> open(const std::string& folder, DataFolder& data);
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  ControlSocket(int descriptor, std::string path, DataFolder& data);
  void serve();

  int descriptor_;
  std::string path_;
  DataFolder& data_;
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

}  // namespace bihuan::cli
