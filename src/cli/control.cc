#include "cli/control.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <utility>

#include "base/json.h"
#include "cli/command.h"
#include "cli/data_folder.h"

namespace bihuan::cli {

struct ControlQuestion {
  std::vector<std::string> arguments;
  std::string folder;
};
BOOST_DESCRIBE_STRUCT(ControlQuestion, (), (arguments, folder))

struct ControlAnswer {
  std::int64_t exit_code = 0;
  std::string out, error;
};
BOOST_DESCRIBE_STRUCT(ControlAnswer, (), (exit_code, out, error))

namespace {

constexpr std::size_t kLargestMessage = std::size_t{256} << 20U;
constexpr int kPatienceMs = 600'000;  // a command may take its time: a backup, a large import
constexpr int kLookMs = 200;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::string socket_path(const std::string& folder) { return (std::filesystem::path(folder) / "control").string(); }

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

bool is_ready(int descriptor, short what, int milliseconds) {
  pollfd wait{descriptor, what, 0};
  return ::poll(&wait, 1, milliseconds) > 0;
}

bool send_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    if (!is_ready(descriptor, POLLOUT, kPatienceMs)) return false;
    const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool send_message(int descriptor, const std::string& json) {
  return send_all(descriptor, std::to_string(json.size()) + "\n") && send_all(descriptor, json);
}

std::optional<std::string> receive_message(int descriptor) {
  std::string bytes;
  std::optional<std::size_t> wanted;
  char buffer[65536];
  while (!wanted || bytes.size() < *wanted) {
    if (!is_ready(descriptor, POLLIN, kPatienceMs)) return std::nullopt;
    const ssize_t got = ::recv(descriptor, buffer, sizeof buffer, 0);
    if (got <= 0) return std::nullopt;
    bytes.append(buffer, static_cast<std::size_t>(got));
    if (wanted) continue;
    const std::size_t line = bytes.find('\n');
    if (line == std::string::npos) {
      if (bytes.size() > 20) return std::nullopt;
      continue;
    }
    std::size_t length = 0;
    for (const char c : bytes.substr(0, line)) {
      if (c < '0' || c > '9' || length > kLargestMessage) return std::nullopt;
      length = length * 10 + static_cast<std::size_t>(c - '0');
    }
    if (length > kLargestMessage) return std::nullopt;
    wanted = length;
    bytes.erase(0, line + 1);
  }
  return bytes;
}

// Whether the other end is this user, or root.
bool is_trusted(int descriptor) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == ::geteuid() || peer.uid == 0;
}

std::string answer_to(const std::string& json, DataFolder& data) {
  ControlAnswer out;
  const Result<ControlQuestion> question = from_json<ControlQuestion>(json);
  if (!question.has_value()) {
    out.exit_code = kExitBadInput;
    out.error = "错误：" + question.error().message + "\n";
    return to_json(out);
  }
  Console console{{}, {}, question->folder};
  const ConsoleScope scope(console);
  out.exit_code = run_command(question->arguments, data);
  out.out = std::move(console.out);
  out.error = std::move(console.error);
  return to_json(out);
}

}  // namespace

std::optional<int> run_in_owner(const std::string& folder, const std::vector<std::string>& arguments) {
  const std::optional<sockaddr_un> address = address_of(socket_path(folder));
  if (!address) return std::nullopt;
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.number() < 0 ||
      ::connect(socket.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
    return std::nullopt;
  }
  std::error_code ignored;
  const ControlQuestion question{arguments, std::filesystem::current_path(ignored).string()};
  if (!send_message(socket.number(), to_json(question))) return std::nullopt;
  const std::optional<std::string> json = receive_message(socket.number());
  if (!json) {
    print_error("错误：服务没有给出答复，这个命令可能没有做完；请用bihuan journal list查看最近的改动。\n");
    return kExitUnavailable;
  }
  const Result<ControlAnswer> got = from_json<ControlAnswer>(*json, JsonLimits{.max_bytes = kLargestMessage});
  if (!got.has_value()) {
    print_error("错误：服务的答复看不懂，它可能是另一个版本的程序。\n");
    return kExitUnavailable;
  }
  print(got->out);
  print_error(got->error);
  return static_cast<int>(got->exit_code);
}

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::string& folder, DataFolder& data) {
  const std::string path = socket_path(folder);
  const std::optional<sockaddr_un> address = address_of(path);
  if (!address) return fail(Code::kUnavailable, "数据文件夹的路径太长，不能建立供命令使用的套接字。", folder);
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return fail(Code::kUnavailable, "不能建立供命令使用的套接字。", folder);
  // The folder is locked by us, so a socket that stands here is left over.
  ::unlink(path.c_str());
  const mode_t old = ::umask(0177);
  const bool is_bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) == 0;
  ::umask(old);
  if (!is_bound || ::listen(descriptor, 16) != 0) {
    ::close(descriptor);
    return fail(Code::kUnavailable, "不能在数据文件夹中建立供命令使用的套接字，请检查权限。", folder);
  }
  return std::unique_ptr<ControlSocket>(new ControlSocket(descriptor, path, data));
}

ControlSocket::ControlSocket(int descriptor, std::string path, DataFolder& data)
    : descriptor_(descriptor), path_(std::move(path)), data_(data), thread_([this] { serve(); }) {}

ControlSocket::~ControlSocket() {
  is_over_ = true;
  thread_.join();
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void ControlSocket::serve() {
  while (!is_over_) {
    if (!is_ready(descriptor_, POLLIN, kLookMs)) continue;
    const Descriptor peer(::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.number() < 0 || !is_trusted(peer.number())) continue;
    const std::optional<std::string> question = receive_message(peer.number());
    if (question) send_message(peer.number(), answer_to(*question, data_));
  }
}

}  // namespace bihuan::cli
