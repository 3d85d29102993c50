// src/gateway/testing/line.h - for tests only: a TCP line to this machine, as a device has one.
#pragma once
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace bihuan::gateway::testing_host {

class TcpLine {
 public:
  explicit TcpLine(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_open_ = ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    const int one = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const timeval patience{20, 0};  // a test fails rather than hangs
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  ~TcpLine() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  TcpLine(TcpLine&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), is_open_(other.is_open_), input_(std::move(other.input_)) {}
  TcpLine(const TcpLine&) = delete;
  TcpLine& operator=(const TcpLine&) = delete;
  TcpLine& operator=(TcpLine&&) = delete;

  bool is_open() const { return is_open_; }
  int descriptor() const { return descriptor_; }
  bool send(std::string_view octets) {
    while (!octets.empty()) {
      const ssize_t sent = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (sent <= 0) return is_open_ = false;
      octets.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // The next line that ends in CR LF; "" where none comes in time, or the other side has hung up.
  std::string next_frame(int milliseconds = 20000) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    for (;;) {
      const std::size_t found = input_.find("\r\n");
      if (found != std::string::npos) {
        std::string frame = input_.substr(0, found + 2);
        input_.erase(0, found + 2);
        return frame;
      }
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      pollfd ready{descriptor_, POLLIN, 0};
      if (!is_open_ || left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return {};
      read_some();
    }
  }
  // Has the other side hung up within this time?
  bool is_hung_up(int milliseconds = 20000) {
    pollfd ready{descriptor_, POLLIN, 0};
    while (is_open_ && ::poll(&ready, 1, milliseconds) > 0) read_some();
    return !is_open_;
  }
  void read_some() {
    char piece[65536];
    const ssize_t got = ::recv(descriptor_, piece, sizeof piece, 0);
    if (got <= 0)
      is_open_ = false;
    else
      input_.append(piece, static_cast<std::size_t>(got));
  }
  std::string& input() { return input_; }

 private:
  int descriptor_;
  bool is_open_ = false;
  std::string input_;
};

}  // namespace bihuan::gateway::testing_host
