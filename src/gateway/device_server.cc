#include "gateway/device_server.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <chrono>
#include <future>
#include <thread>
#include <unordered_map>

#include "gateway/internal/tail.h"

namespace bihuan::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kReadOctets = 64 * 1024;
constexpr std::size_t kTlsReadOctets = 4 * 1024;
constexpr int kSystemOctets = 64 * 1024;
constexpr std::int64_t kRecalled = 50'000;  // records of the archive that are looked at when it starts
constexpr auto kTick = std::chrono::milliseconds(200);

std::int64_t milliseconds_of(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

Status raise_file_limit(std::size_t connections) {
  rlimit limit{};
  constexpr std::size_t kBeside = 256;
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return {};
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < connections + kBeside)
    return fail(Code::kUnavailable,
                fmt::format("系统只允许打开{}个文件，不够{}个设备连接：请调高限制（LimitNOFILE）或调低最多连接数",
                            limit.rlim_cur, connections));
  return {};
}

// What a link tells the net.
class LinkOwner {
 public:
  virtual ~LinkOwner() = default;
  virtual void link_read(ConnectionId id, std::string_view octets) = 0;
  virtual void link_ended(ConnectionId id) = 0;
  virtual bool may_read(ConnectionId id) = 0;  // false: read_on() is called when there is room again
  virtual char* shared_buffer() = 0;
};

// One connection.
class Link : public std::enable_shared_from_this<Link> {
 public:
  Link(ConnectionId number, std::string from, LinkOwner& net) : id(number), address(std::move(from)), owner(net) {}
  virtual ~Link() = default;
  virtual void begin() = 0;
  virtual void read_on() = 0;
  virtual void flush() = 0;
  virtual void close() = 0;
  virtual tcp::socket& socket() = 0;
  // Without waiting for a peer that takes nothing: the system forgets what it has for it.
  void abort() {
    error_code ignored;
    socket().set_option(asio::socket_base::linger(true, 0), ignored);
    output.clear();
  }

  ConnectionId id;
  std::string address;
  std::string output;  // that waits
  std::int64_t waits_since = 0;
  bool is_dirty = false;
  bool is_closed = false;

 protected:
  LinkOwner& owner;
};

// Waits until something can be read, then reads into a buffer that all share: an idle connection costs half a kilobyte.
class PlainLink final : public Link {
 public:
  PlainLink(ConnectionId number, std::string from, LinkOwner& net, tcp::socket socket)
      : Link(number, std::move(from), net), socket_(std::move(socket)) {}

  void begin() override {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    read_on();
  }
  void read_on() override {
    if (is_closed) return;
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this(), this](error_code error) {
      if (is_closed) return;
      if (error) return owner.link_ended(id);
      if (!owner.may_read(id)) return;
      const std::size_t size = socket_.read_some(asio::buffer(owner.shared_buffer(), kReadOctets), error);
      if (error == asio::error::would_block) return read_on();
      if (error) return owner.link_ended(id);
      owner.link_read(id, {owner.shared_buffer(), size});
      read_on();
    });
  }
  void flush() override {
    if (is_closed || is_waiting_) return;
    error_code error;
    const std::size_t size = socket_.write_some(asio::buffer(output), error);
    if (error && error != asio::error::would_block) return owner.link_ended(id);
    output.erase(0, error ? 0 : size);
    if (output.empty()) {
      output.shrink_to_fit();
      return;
    }
    is_waiting_ = true;
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this(), this](error_code failed) {
      is_waiting_ = false;
      if (is_closed) return;
      if (failed) return owner.link_ended(id);
      flush();
    });
  }
  tcp::socket& socket() override { return socket_; }
  void close() override {
    is_closed = true;
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  tcp::socket socket_;
  bool is_waiting_ = false;
};

class TlsLink final : public Link {
 public:
  TlsLink(ConnectionId number, std::string from, LinkOwner& net, tcp::socket socket, asio::ssl::context& context)
      : Link(number, std::move(from), net), stream_(std::move(socket), context) {}

  void begin() override {
    error_code ignored;
    stream_.next_layer().set_option(tcp::no_delay(true), ignored);
    stream_.async_handshake(asio::ssl::stream_base::server, [self = shared_from_this(), this](error_code error) {
      if (is_closed) return;
      if (error) return owner.link_ended(id);
      is_ready_ = true;
      read_on();
      flush();
    });
  }
  void read_on() override {
    if (is_closed || !owner.may_read(id)) return;
    stream_.async_read_some(asio::buffer(buffer_),
                            [self = shared_from_this(), this](error_code error, std::size_t size) {
                              if (is_closed) return;
                              if (error) return owner.link_ended(id);
                              owner.link_read(id, {buffer_.data(), size});
                              read_on();
                            });
  }
  void flush() override {
    if (is_closed || !is_ready_ || !sending_.empty() || output.empty()) return;
    sending_ = std::exchange(output, {});
    asio::async_write(stream_, asio::buffer(sending_),
                      [self = shared_from_this(), this](error_code error, std::size_t) {
                        if (is_closed) return;
                        if (error) return owner.link_ended(id);
                        sending_.clear();
                        flush();
                      });
  }
  tcp::socket& socket() override { return stream_.next_layer(); }
  void close() override {
    is_closed = true;
    error_code ignored;
    stream_.next_layer().close(ignored);
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
  std::array<char, kTlsReadOctets> buffer_{};
  std::string sending_;
  bool is_ready_ = false;
};

Result<std::unique_ptr<asio::ssl::context>> device_tls_context(const DeviceTls& tls) {
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  context->use_certificate_chain(asio::buffer(tls.certificate), error);
  if (!error) context->use_private_key(asio::buffer(tls.key), asio::ssl::context::pem, error);
  if (error) return fail(Code::kInvalidInput, "设备接入的证书或私钥不能使用", "证书");
  return context;
}

}  // namespace

class DeviceServer::Net final : public HostPort, public LinkOwner {
 public:
  Net(Archive& archive, const DeviceRegistry& registry, const hj212::Vocabulary& vocabulary, const Clock& desk,
      DeviceServerSettings settings)
      : settings_(std::move(settings)),
        archive_(archive),
        desk_(desk),
        timer_(context_),
        acceptor_(context_),
        tls_acceptor_(context_),
        buffer_(kReadOctets, '\0'),
        host_(registry, vocabulary, *this, settings_.host, settings_.rules) {
    host_.on_request_ended = settings_.on_request_ended;
  }
  ~Net() override { stop(); }
  Net(const Net&) = delete;
  Net& operator=(const Net&) = delete;

  Status start() {
    BIHUAN_CHECK(raise_file_limit(settings_.most_connections));
    if (settings_.tls) {
      BIHUAN_TRY(tls_, device_tls_context(*settings_.tls));
      BIHUAN_CHECK(take_port(tls_acceptor_, settings_.tls_port));
    }
    BIHUAN_CHECK(take_port(acceptor_, settings_.port));
    const std::int64_t newest = std::max(archive_.before_last(2), archive_.head().records - kRecalled);
    BIHUAN_CHECK(archive_.read(newest, [this](const ArchiveRecord& record) {
      host_.recall(record, now());
      return true;
    }));
    writer_ = std::make_unique<ArchiveWriter>(
        archive_,
        [this](std::size_t frames, const Status& status) {
          asio::post(context_, [this, frames, is_kept = status.has_value()] {
            host_.stored(frames, is_kept, now());
            flush_all();
            read_parked();
          });
        },
        settings_.writer);
    accept(acceptor_, false);
    if (tls_) accept(tls_acceptor_, true);
    tick();
    thread_ = std::thread([this] { context_.run(); });
    return {};
  }

  void stop() {
    if (!thread_.joinable()) return;
    context_.stop();
    thread_.join();
    writer_.reset();  // writes what waits; nobody is told any more
    for (auto& [id, link] : links_) link->close();
    links_.clear();
    tail_.end();
  }

  std::uint16_t port_of(const tcp::acceptor& acceptor) const {
    error_code ignored;
    return acceptor.is_open() ? acceptor.local_endpoint(ignored).port() : 0;
  }
  std::uint16_t port() const { return port_of(acceptor_); }
  std::uint16_t tls_port() const { return port_of(tls_acceptor_); }

  // Runs `ask` on the serving thread and returns its answer; `otherwise` when it does not serve.
  template <class T>
  T ask(std::function<T(Host&, const Moment&)> question, T otherwise) {
    if (!thread_.joinable()) return otherwise;
    auto promise = std::make_shared<std::promise<T>>();
    std::future<T> answer = promise->get_future();
    asio::post(context_, [this, promise, question = std::move(question)] {
      promise->set_value(question(host_, now()));
      flush_all();
    });
    while (answer.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
      if (context_.stopped()) return otherwise;
    }
    return answer.get();
  }

  HostCounts counts() {
    return ask<HostCounts>(
        [this](Host& host, const Moment&) {
          HostCounts counts = host.counts();
          counts.refused = refused_;
          counts.slow_peers = slow_peers_;
          return counts;
        },
        {});
  }

  std::shared_ptr<TailListener> listen(std::string mn) {
    auto listener = tail_.add(std::move(mn));
    asio::post(context_, [this] {
      host_.watch([this](const TailFrame& frame) {
        if (!tail_.show(frame)) is_watched_ = false;
      });
      is_watched_ = true;
    });
    return listener;
  }

  // --- what the host asks ---
  void send(ConnectionId connection, std::string_view octets) override {
    const auto found = links_.find(connection);
    if (found == links_.end()) return;
    Link& link = *found->second;
    if (link.output.empty()) link.waits_since = steady_ms();
    link.output += octets;
    if (!link.is_dirty) dirty_.push_back(connection);
    link.is_dirty = true;
  }
  void close(ConnectionId connection) override { forget(connection); }
  void keep(const ArchiveFrame& frame) override { writer_->put(frame); }

  // --- what links tell ---
  void link_read(ConnectionId id, std::string_view octets) override {
    host_.received(id, octets, now());
    flush_all();
  }
  void link_ended(ConnectionId id) override {
    forget(id);
    host_.closed(id, now());
    flush_all();
  }
  bool may_read(ConnectionId id) override {
    if (!writer_->is_full()) return true;
    parked_.push_back(id);
    return false;
  }
  char* shared_buffer() override { return buffer_.data(); }

 private:
  static std::int64_t steady_ms() { return milliseconds_of(std::chrono::steady_clock::now().time_since_epoch()); }
  Moment now() const {
    const std::int64_t machine_ms = milliseconds_of(std::chrono::system_clock::now().time_since_epoch());
    return {desk_.now().seconds * 1000 + machine_ms % 1000, steady_ms(), Instant{machine_ms / 1000}};
  }

  Status take_port(tcp::acceptor& acceptor, std::uint16_t port) {
    error_code error;
    const asio::ip::address address = asio::ip::make_address(settings_.address, error);
    if (error) return fail(Code::kInvalidInput, "监听地址不是IP地址：" + settings_.address);
    const tcp::endpoint endpoint(address, port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    // Connections inherit these: the system keeps only so much for a peer that does not read, or that nobody reads.
    if (!error) acceptor.set_option(tcp::acceptor::send_buffer_size(kSystemOctets), error);
    if (!error) acceptor.set_option(tcp::acceptor::receive_buffer_size(2 * kSystemOctets), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(4096, error);
    if (error) return fail(Code::kUnavailable, fmt::format("设备接入端口{}不能使用：{}", port, error.message()));
    return {};
  }

  void accept(tcp::acceptor& acceptor, bool is_tls) {
    acceptor.async_accept([this, &acceptor, is_tls](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) {  // out of files or memory: wait a little rather than spin
        auto pause = std::make_shared<asio::steady_timer>(context_, std::chrono::milliseconds(100));
        pause->async_wait([this, &acceptor, is_tls, pause](error_code) { accept(acceptor, is_tls); });
        return;
      }
      welcome(std::move(socket), is_tls);
      accept(acceptor, is_tls);
    });
  }

  void welcome(tcp::socket socket, bool is_tls) {
    error_code error;
    const tcp::endpoint peer = socket.remote_endpoint(error);
    if (error) return;
    const std::string address = peer.address().to_string();
    if (links_.size() >= settings_.most_connections || of_address_[address] >= settings_.most_of_address) {
      ++refused_;
      socket.close(error);
      if (of_address_[address] == 0) of_address_.erase(address);
      return;
    }
    if (host_.strangers() >= settings_.most_strangers) host_.drop_oldest_stranger(now());
    const ConnectionId id = ++last_id_;
    ++of_address_[address];
    std::shared_ptr<Link> link;
    if (is_tls)
      link = std::make_shared<TlsLink>(id, address, *this, std::move(socket), *tls_);
    else
      link = std::make_shared<PlainLink>(id, address, *this, std::move(socket));
    links_[id] = link;
    host_.opened(id, fmt::format("{}:{}", address, peer.port()), now());
    link->begin();
  }

  void forget(ConnectionId id) {
    const auto found = links_.find(id);
    if (found == links_.end()) return;
    const std::shared_ptr<Link> link = found->second;
    const auto count = of_address_.find(link->address);
    if (count != of_address_.end() && --count->second == 0) of_address_.erase(count);
    links_.erase(found);
    if (!link->is_closed && !link->output.empty()) link->flush();  // what was answered may still leave
    link->close();
  }

  void hang_up(ConnectionId id) {
    const auto found = links_.find(id);
    if (found == links_.end()) return;
    ++slow_peers_;
    found->second->abort();
    link_ended(id);
  }

  void flush_all() {
    std::vector<ConnectionId> dirty = std::exchange(dirty_, {});
    for (const ConnectionId id : dirty) {
      const auto found = links_.find(id);
      if (found == links_.end()) continue;
      const std::shared_ptr<Link> link = found->second;
      link->is_dirty = false;
      link->flush();
      if (link->output.size() > settings_.most_output) hang_up(id);
    }
  }

  void read_parked() {
    if (writer_->is_full()) return;
    for (const ConnectionId id : std::exchange(parked_, {})) {
      const auto found = links_.find(id);
      if (found != links_.end()) found->second->read_on();
    }
  }

  void tick() {
    timer_.expires_after(kTick);
    timer_.async_wait([this](error_code error) {
      if (error) return;
      host_.tick(now());
      flush_all();
      read_parked();
      if (!is_watched_) host_.watch({});
      const std::int64_t oldest = steady_ms() - settings_.output_seconds * 1000;
      std::vector<ConnectionId> slow;
      for (const auto& [id, link] : links_) {
        if (!link->output.empty() && link->waits_since < oldest) slow.push_back(id);
      }
      for (const ConnectionId id : slow) hang_up(id);
      tick();
    });
  }

  DeviceServerSettings settings_;
  Archive& archive_;
  const Clock& desk_;
  asio::io_context context_{1};
  asio::steady_timer timer_;
  tcp::acceptor acceptor_, tls_acceptor_;
  std::unique_ptr<asio::ssl::context> tls_;
  std::string buffer_;
  std::unordered_map<ConnectionId, std::shared_ptr<Link>> links_;
  std::unordered_map<std::string, std::size_t> of_address_;
  std::vector<ConnectionId> dirty_, parked_;
  ConnectionId last_id_ = 0;
  std::int64_t refused_ = 0, slow_peers_ = 0;
  bool is_watched_ = false;
  internal::Tail tail_;
  Host host_;
  std::unique_ptr<ArchiveWriter> writer_;
  std::thread thread_;
};

DeviceServer::DeviceServer(Archive& archive, const DeviceRegistry& registry, const hj212::Vocabulary& vocabulary,
                           const Clock& desk, DeviceServerSettings settings)
    : net_(std::make_unique<Net>(archive, registry, vocabulary, desk, std::move(settings))) {}
DeviceServer::~DeviceServer() = default;
Status DeviceServer::start() { return net_->start(); }
void DeviceServer::stop() { net_->stop(); }
std::uint16_t DeviceServer::port() const { return net_->port(); }
std::uint16_t DeviceServer::tls_port() const { return net_->tls_port(); }

std::vector<DeviceReading> DeviceServer::devices() const {
  return net_->ask<std::vector<DeviceReading>>([](Host& host, const Moment& now) { return host.devices(now); }, {});
}
std::optional<DeviceReading> DeviceServer::device(std::string_view mn) const {
  return net_->ask<std::optional<DeviceReading>>(
      [mn = std::string(mn)](Host& host, const Moment& now) { return host.device(mn, now); }, std::nullopt);
}
std::vector<UnknownDevice> DeviceServer::quarantine() const {
  return net_->ask<std::vector<UnknownDevice>>([](Host& host, const Moment&) { return host.quarantine(); }, {});
}
std::vector<GatewayEvent> DeviceServer::events(std::size_t most) const {
  return net_->ask<std::vector<GatewayEvent>>(
      [most](Host& host, const Moment&) {
        const std::deque<GatewayEvent>& all = host.events();
        return std::vector<GatewayEvent>(all.end() - static_cast<std::ptrdiff_t>(std::min(most, all.size())),
                                         all.end());
      },
      {});
}
HostCounts DeviceServer::counts() const { return net_->counts(); }
Result<std::string> DeviceServer::command(const CommandOrder& order) {
  return net_->ask<Result<std::string>>([order](Host& host, const Moment& now) { return host.command(order, now); },
                                        fail(Code::kUnavailable, "设备接入没有运行"));
}
void DeviceServer::registry_changed() {
  net_->ask<bool>(
      [](Host& host, const Moment& now) {
        host.registry_changed(now);
        return true;
      },
      false);
}
std::shared_ptr<TailListener> DeviceServer::listen(std::string mn) { return net_->listen(std::move(mn)); }

}  // namespace bihuan::gateway
