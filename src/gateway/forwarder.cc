#include "gateway/forwarder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/files.h"
#include "hj212/decoder.h"

namespace bihuan::gateway {
namespace {

constexpr int kConnectMs = 10'000;
constexpr int kLookMs = 100;
constexpr std::int64_t kRememberMs = 1000;
constexpr int kFirstPauseMs = 1000, kLongestPauseMs = 60'000;

std::int64_t forward_clock_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// A connected socket, or the reason why there is none.
Result<int> connect_to(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0)
    return fail(Code::kUnavailable, fmt::format("找不到平台地址{}", host));
  int connected = -1;
  for (const addrinfo* at = found; at != nullptr && connected < 0; at = at->ai_next) {
    const int descriptor = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);
    if (descriptor < 0) continue;
    int error = ::connect(descriptor, at->ai_addr, at->ai_addrlen) == 0 ? 0 : errno;
    pollfd ready{descriptor, POLLOUT, 0};
    if (error == EINPROGRESS && ::poll(&ready, 1, kConnectMs) > 0) {
      socklen_t size = sizeof error;
      ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0)
      connected = descriptor;
    else
      ::close(descriptor);
  }
  ::freeaddrinfo(found);
  if (connected < 0) return fail(Code::kUnavailable, fmt::format("连不上平台{}:{}", host, port));
  return connected;
}

}  // namespace

Result<std::unique_ptr<Forwarder>> Forwarder::start(const Archive& archive, ForwardTarget target,
                                                    std::string cursor_file) {
  std::int64_t acknowledged = archive.head().records;
  const Result<std::string> text = read_file(cursor_file, 64);
  if (text.has_value()) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), acknowledged);
    if (error != std::errc() || acknowledged < 0)
      return fail(Code::kCorrupt, fmt::format("转发到“{}”的进度文件不能读出", target.name));
  } else if (text.error().code != Code::kNotFound) {
    return std::unexpected(text.error());
  }
  std::unique_ptr<Forwarder> forwarder(new Forwarder(archive, std::move(target), std::move(cursor_file), acknowledged));
  forwarder->remembered_ = text.has_value() ? acknowledged : -1;
  forwarder->remember();
  forwarder->thread_ = std::thread([raw = forwarder.get()] { raw->run(); });
  return forwarder;
}

Forwarder::Forwarder(const Archive& archive, ForwardTarget target, std::string cursor_file, std::int64_t acknowledged)
    : archive_(archive),
      cursor_file_(std::move(cursor_file)),
      forwarding_(std::move(target), acknowledged),
      remembered_(acknowledged) {
  reading_.name = forwarding_.target().name;
}

Forwarder::~Forwarder() {
  is_over_ = true;
  if (thread_.joinable()) thread_.join();
  remember();
}

ForwardReading Forwarder::reading() const {
  const std::lock_guard lock(mutex_);
  ForwardReading reading = reading_;
  reading.behind = std::max<std::int64_t>(0, archive_.head().records - reading.counts.acknowledged);
  return reading;
}

bool Forwarder::wait(int milliseconds) {
  for (; milliseconds > 0 && !is_over_; milliseconds -= kLookMs)
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(milliseconds, kLookMs)));
  return !is_over_;
}

void Forwarder::remember() {
  const std::int64_t acknowledged = forwarding_.acknowledged();
  if (acknowledged == remembered_) return;
  const Status written = write_file_durably(cursor_file_, std::to_string(acknowledged) + "\n");
  const std::lock_guard lock(mutex_);
  if (written.has_value())
    remembered_ = acknowledged;  // else it is tried again; the target gets some frames twice at worst
  else
    reading_.trouble = written.error().message;
}

void Forwarder::run() {
  int pause = kFirstPauseMs;
  while (!is_over_) {
    const Result<int> descriptor = connect_to(forwarding_.target().host, forwarding_.target().port);
    {
      const std::lock_guard lock(mutex_);
      reading_.is_connected = descriptor.has_value();
      reading_.trouble = descriptor.has_value() ? "" : descriptor.error().message;
    }
    if (descriptor.has_value()) {
      const std::int64_t before = forwarding_.acknowledged();
      serve_line(*descriptor);
      ::close(*descriptor);
      forwarding_.disconnected();
      remember();
      if (forwarding_.acknowledged() > before) pause = kFirstPauseMs;
      const std::lock_guard lock(mutex_);
      reading_.is_connected = false;
      if (!is_over_ && reading_.trouble.empty()) reading_.trouble = "平台断开了连接";
    }
    if (!wait(pause)) return;
    pause = std::min(pause * 2, kLongestPauseMs);
  }
}

void Forwarder::serve_line(int descriptor) {
  const hj212::Profiles profiles;
  hj212::Decoder decoder(profiles);
  std::string output;
  std::int64_t remembered_at = forward_clock_ms();
  while (!is_over_) {
    if (forwarding_.wants_more()) {
      const Status read = archive_.read(forwarding_.last_offered(),
                                        [this](const ArchiveRecord& record) { return forwarding_.offer(record); });
      if (!read.has_value()) {
        const std::lock_guard lock(mutex_);
        reading_.trouble = read.error().message;
        return;
      }
    }
    if (output.empty()) forwarding_.tick(forward_clock_ms(), [&output](std::string_view octets) { output += octets; });
    if (forwarding_.is_hopeless()) {
      const std::lock_guard lock(mutex_);
      reading_.trouble = "平台没有应答";
      return;
    }
    pollfd ready{descriptor, static_cast<short>(POLLIN | (output.empty() ? 0 : POLLOUT)), 0};
    if (::poll(&ready, 1, kLookMs) > 0) {
      if (!output.empty() && (ready.revents & POLLOUT) != 0) {
        const ssize_t sent = ::send(descriptor, output.data(), output.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) return;
        if (sent > 0) output.erase(0, static_cast<std::size_t>(sent));
      }
      if ((ready.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        char piece[16384];
        const ssize_t size = ::recv(descriptor, piece, sizeof piece, 0);
        if (size == 0 || (size < 0 && errno != EAGAIN)) return;
        if (size > 0)
          decoder.feed({piece, static_cast<std::size_t>(size)}, [this](const hj212::Received& received) {
            if (received.has_data()) forwarding_.receive(received.message);
          });
      }
    }
    if (forward_clock_ms() - remembered_at >= kRememberMs) {
      remember();
      remembered_at = forward_clock_ms();
    }
    const std::lock_guard lock(mutex_);
    reading_.counts = forwarding_.counts();
  }
}

}  // namespace bihuan::gateway
