#include "server/http_server.h"

#define RESTINIO_USE_BOOST_ASIO
#include <array>
#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <restinio/all.hpp>
#include <restinio/tls.hpp>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/giving_way.h"
#include "server/guard.h"
#include "server/http_error.h"

namespace bihuan::server {
namespace {

namespace asio = restinio::asio_ns;

// What a rejected sender may still push before we hang up: enough that it gets to read the answer.
constexpr std::size_t kDrainBytes = std::size_t{64} << 20U;
constexpr std::chrono::seconds kDrainTime{5};
// How long stop() waits for requests that are arriving, and for answers that are being made or sent. The listener stays
// open for a few turns of the loop; the loop ends after some more in which nothing came and nothing was owed.
constexpr std::chrono::seconds kStopTime{10};
constexpr std::chrono::milliseconds kStopTurn{20};
constexpr int kListeningTurns = 2, kQuietTurns = 5;
// How often streams are asked, when a quiet one sends a sign of life, how often its session is looked at, and how long
// a listener may leave what was sent to it: then it is forgotten, and RESTinio hangs up after Limits::write_time.
constexpr std::chrono::milliseconds kStreamTurn{250};
constexpr std::chrono::seconds kSignOfLife{15}, kSessionLook{5}, kSlowListener{20};
// Sign-ins that may wait for the workers that hash: about two seconds of their work.
constexpr int kMostHashing = 64;
constexpr std::size_t kHashWorkers = 2;  // one hashes while the other's entry goes to the disk
// Hashing gives way to reading: who signs in waits a little longer, who is at work does not. But no longer than this.
constexpr std::chrono::milliseconds kSignInPatience{300};

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Unknown";
  }
}

std::string wire_text(Response response) {
  set_security_headers(response);
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " " + std::string(reason_phrase(response.status)) +
                     "\r\nConnection: close\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n";
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  return text + "\r\n" + response.body;
}

// RESTinio hangs up on what it cannot parse and on what is over a limit, without a word. It says so to its logger
// first, on the same thread, just before it shuts the socket down: the logger keeps the cause, the socket below answers
// with it.
enum class Refusal { kNone, kGarbage, kHeader, kTooLarge };

struct LastRefusal {
  Refusal refusal = Refusal::kNone;
  Refusal take() { return std::exchange(refusal, Refusal::kNone); }
};
thread_local LastRefusal last_refusal;

class RefusalLogger {
 public:
  template <class Builder>
  void trace(Builder&& /*builder*/) const noexcept {}
  template <class Builder>
  void info(Builder&& /*builder*/) const noexcept {}
  template <class Builder>
  void warn(Builder&& /*builder*/) const noexcept {}
  template <class Builder>
  void error(Builder&& builder) const {
    const std::string message = builder();
    const auto says = [&](std::string_view word) { return message.find(word) != std::string::npos; };
    if (!says("parser error")) {
      last_refusal.refusal = Refusal::kNone;
    } else if (says("HPE_CB_headers_complete") || says("HPE_CB_body")) {
      last_refusal.refusal = Refusal::kTooLarge;
    } else if (says("HPE_CB_url") || says("HPE_CB_header") || says("HPE_HEADER_OVERFLOW")) {
      last_refusal.refusal = Refusal::kHeader;
    } else {
      last_refusal.refusal = Refusal::kGarbage;
    }
  }
};

Response refusal_response(Refusal refusal) {
  switch (refusal) {
    case Refusal::kTooLarge:
      return error_response(413, "too_large", "请求内容太大，上传的文件应不超过32MiB。", "请求内容");
    case Refusal::kHeader:
      return error_response(431, "header_too_large", "请求的网址或请求头太长或太多。", "请求头");
    case Refusal::kGarbage:
    case Refusal::kNone:
      break;
  }
  return error_response(400, "invalid_input", "收到的不是写法正确的HTTP请求。", "请求");
}

// Reads and throws away what a refused sender still has under way, so that the answer is not lost to a reset.
class Drain : public std::enable_shared_from_this<Drain> {
 public:
  explicit Drain(asio::ip::tcp::socket socket) : socket_(std::move(socket)), timer_(socket_.get_executor()) {}

  void start() {
    timer_.expires_after(kDrainTime);
    timer_.async_wait([self = shared_from_this()](const auto& error) {
      boost::system::error_code ignored;
      if (!error) self->socket_.close(ignored);
    });
    read();
  }

 private:
  void read() {
    socket_.async_read_some(asio::buffer(buffer_), [self = shared_from_this()](const auto& error, std::size_t length) {
      self->drained_ += length;
      if (!error && self->drained_ < kDrainBytes) {
        self->read();
        return;
      }
      boost::system::error_code ignored;
      self->timer_.cancel();
      self->socket_.close(ignored);
    });
  }

  asio::ip::tcp::socket socket_;
  asio::steady_timer timer_;
  std::array<char, 65536> buffer_{};
  std::size_t drained_ = 0;
};

// Connections on this thread from which something was read that has no answer yet.
thread_local int unanswered_connections = 0;

// One connection's part in unanswered_connections.
class Unanswered {
 public:
  Unanswered() = default;
  Unanswered(Unanswered&& other) noexcept : is_(std::exchange(other.is_, false)) {}
  Unanswered& operator=(Unanswered&& other) noexcept {
    set(std::exchange(other.is_, false));
    return *this;
  }
  ~Unanswered() { set(false); }

  void set(bool is) {
    unanswered_connections += static_cast<int>(is) - static_cast<int>(is_);
    is_ = is;
  }

 private:
  bool is_ = false;
};

// A TCP socket that does not hang up without an answer: RESTinio calls shutdown() and close() where it gives up. It
// also knows of a request that is only half there, which RESTinio tells nobody.
class AnsweringSocket : public asio::ip::tcp::socket {
 public:
  using Base = asio::ip::tcp::socket;
  using Base::Base;

  template <class Buffers, class Handler>
  void async_read_some(const Buffers& buffers, Handler&& handler) {
    Base::async_read_some(buffers,
                          [this, then = std::forward<Handler>(handler)](const auto& error, std::size_t length) mutable {
                            if (length > 0) unanswered_.set(true);
                            then(error, length);
                          });
  }
  template <class Buffers, class Handler>
  void async_write_some(const Buffers& buffers, Handler&& handler) {
    unanswered_.set(false);
    Base::async_write_some(buffers, std::forward<Handler>(handler));
  }
  void shutdown(asio::socket_base::shutdown_type what, boost::system::error_code& error) {
    unanswered_.set(false);
    const Refusal refusal = last_refusal.take();
    if (refusal == Refusal::kNone) {
      Base::shutdown(what, error);
      return;
    }
    // A small answer into an empty send queue: it fits, or the peer is gone.
    const std::string text = wire_text(refusal_response(refusal));
    Base::non_blocking(true, error);
    Base::send(asio::buffer(text), 0, error);
    Base::shutdown(asio::socket_base::shutdown_send, error);
    std::make_shared<Drain>(std::move(static_cast<Base&>(*this)))->start();
  }
  void close() {
    unanswered_.set(false);
    boost::system::error_code ignored;
    if (is_open()) Base::close(ignored);
  }

 private:
  Unanswered unanswered_;
};

struct ServerTraits
    : restinio::traits_t<restinio::asio_timer_manager_t, RefusalLogger,
                         restinio::details::autodetect_request_handler_type, restinio::noop_strand_t, AnsweringSocket> {
  static constexpr bool use_connection_count_limiter = true;
};

struct TlsServerTraits : restinio::tls_traits_t<restinio::asio_timer_manager_t, RefusalLogger> {
  static constexpr bool use_connection_count_limiter = true;
};

// Errors: kInvalidInput  OpenSSL cannot use what it is given
Result<std::shared_ptr<asio::ssl::context>> tls_context(const TlsIdentity& identity) {
  BIHUAN_CHECK(read_identity(identity));
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  context->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::single_dh_use, error);
  context->use_certificate_chain(asio::buffer(identity.certificate), error);
  if (!error) context->use_private_key(asio::buffer(identity.key), asio::ssl::context::pem, error);
  if (error) return fail(Code::kInvalidInput, "证书或私钥不能使用。", "证书");
  return context;
}

Request to_request(const restinio::request_t& from) {
  Request request;
  request.method = parse_method(from.header().method().c_str());
  request.target = from.header().request_target();
  from.header().for_each_field(
      [&](const auto& field) { request.headers.emplace_back(std::string(field.name()), std::string(field.value())); });
  request.peer = from.remote_endpoint().address().to_string();
  request.body = from.body();
  return request;
}

using ChunkedBuilder = restinio::response_builder_t<restinio::chunked_output_t>;

// Somebody who listens to an answer that goes on. Of the thread that reads and writes; `events` is asked on a worker.
struct Listener {
  Listener(ChunkedBuilder with, std::shared_ptr<EventStream> of, std::shared_ptr<const Request> asked)
      : builder(std::move(with)), events(std::move(of)), request(std::move(asked)) {}
  ChunkedBuilder builder;
  std::shared_ptr<EventStream> events;
  std::shared_ptr<const Request> request;
  bool is_busy = false;  // is being asked, or what it sent has not left yet
  bool is_over = false;
  std::chrono::steady_clock::time_point sent_at{}, spoke_at{}, looked_at{};
};

// `on_sent` is told when it has left or cannot.
void send_response(
    const restinio::request_handle_t& request, Response response, std::function<void()> on_sent = [] {}) {
  // With this builder the length is ours to give: a HEAD or 304 answer names the length of the body that it leaves out.
  auto builder = request->create_response<restinio::user_controlled_output_t>(
      restinio::http_status_line_t{restinio::http_status_code_t{static_cast<std::uint16_t>(response.status)},
                                   std::string(reason_phrase(response.status))});
  if (response.closes_connection) builder.connection_close();
  std::size_t length = response.body.size();
  for (auto& [name, value] : response.headers) {
    if (equals_ignoring_case(name, "Content-Length")) {
      length = static_cast<std::size_t>(std::stoull(value));
    } else {
      builder.append_header(name, value);
    }
  }
  builder.set_content_length(length);
  builder.set_body(std::move(response.body));
  builder.done([on_sent = std::move(on_sent)](const auto& /*error*/) { on_sent(); });
}

// An event loop whose waiting operations can be dropped before those objects that they hold on to.
class Loop : public asio::io_context {
 public:
  using asio::io_context::io_context;
  // PRECONDITION: it does not run, and will not again.
  void drop() { shutdown(); }
};

}  // namespace

struct HttpServer::State {
  State(Application& app, Listening where)
      : application(app), listening(std::move(where)), pool(app.options().limits.workers), hash_worker(kHashWorkers) {
    std::thread([] { find_out_about_giving_way(); }).join();
  }

  using Server = restinio::http_server_t<ServerTraits>;
  using TlsServer = restinio::http_server_t<TlsServerTraits>;

  // What both kinds of server are told.
  template <class Settings>
  void set(Settings& settings, const asio::ip::address& address, std::uint16_t& port) {
    const Limits& limits = application.options().limits;
    settings.address(address)
        .protocol(address.is_v6() ? asio::ip::tcp::v6() : asio::ip::tcp::v4())
        .port(listening.port)
        .buffer_size(std::size_t{64} << 10U)
        .read_next_http_message_timelimit(limits.read_time)
        .write_http_response_timelimit(limits.write_time)
        .handle_request_timeout(limits.handle_time)
        .max_pipelined_requests(4)
        .max_parallel_connections(limits.connections)
        .concurrent_accepts_count(4)
        .separate_accept_and_create_connect(false)
        .incoming_http_msg_limits(restinio::incoming_http_msg_limits_t{}
                                      .max_url_size(limits.target_bytes)
                                      .max_field_name_size(256)
                                      .max_field_value_size(limits.header_bytes)
                                      .max_field_count(limits.header_fields)
                                      .max_body_size(limits.body_bytes))
        .acceptor_post_bind_hook(
            [&port](asio::ip::tcp::acceptor& acceptor) { port = acceptor.local_endpoint().port(); })
        .request_handler([this](const restinio::request_handle_t& handle) { return take(handle); });
  }
  void close_listener() {
    if (server) server->close_sync();
    if (tls_server) tls_server->close_sync();
  }

  restinio::request_handling_status_t take(const restinio::request_handle_t& handle) {
    ++taken;
    // Hashing a password takes tens of milliseconds and 19 MiB by design. On workers of its own, which give way to
    // everyone else, it never keeps a reader waiting, and what waits for it is bounded.
    auto request = std::make_shared<Request>(to_request(*handle));
    const bool hashes = Application::hashes(*request);
    if (hashes && hashing >= kMostHashing) {
      send_response(handle, error_response(503, "unavailable", "正在登录的人太多，请稍后再试。", "登录"));
      return restinio::request_accepted();
    }
    ++in_flight;
    if (hashes) {
      sign_in(handle, std::move(request));
    } else {
      asio::post(pool, [this, handle, request] { reply(handle, request, answer(*request)); });
    }
    return restinio::request_accepted();
  }

  void sign_in(const restinio::request_handle_t& handle, std::shared_ptr<Request> request) {
    struct Wait {
      explicit Wait(Loop& loop) : limit(loop, kSignInPatience) {}
      Patience patience;
      asio::steady_timer limit;
    };
    const auto wait = std::make_shared<Wait>(context);
    wait->limit.async_wait([wait](const auto& /*or done*/) { wait->patience.lose(); });
    ++hashing;
    asio::post(hash_worker, [this, handle, request = std::move(request), wait] {
      Response response;
      {
        const PatientWork work(wait->patience);
        response = answer(*request);
      }
      --hashing;
      asio::post(context, [wait] { wait->limit.cancel(); });
      reply(handle, request, std::move(response));
    });
  }

  // From a worker.
  void reply(const restinio::request_handle_t& handle, const std::shared_ptr<Request>& request, Response response) {
    response.closes_connection = response.closes_connection || is_stopping || !handle->header().should_keep_alive() ||
                                 handle->header().connection() == restinio::http_connection_header_t::upgrade;
    asio::post(context, [this, handle, request, answer = std::move(response)]() mutable {
      if (answer.stream && !is_stopping) {
        open_stream(handle, std::move(answer), std::move(request));
        --in_flight;
        return;
      }
      send_response(handle, std::move(answer), [this] { --in_flight; });
    });
  }

  // The top of a worker's thread: whatever a defect throws must cost one answer, not the service.
  Response answer(const Request& request) noexcept {
    try {
      return application.handle(request);
    } catch (...) {
      Response response = error_response(500, "internal", "服务内部出错，本次操作没有完成，请联系管理员。");
      response.closes_connection = true;
      return response;
    }
  }

  // --- answers that go on ---

  void open_stream(const restinio::request_handle_t& handle, Response response,
                   std::shared_ptr<const Request> request) {
    if (listeners.size() >= application.options().limits.streams) {
      send_response(handle, error_response(503, "unavailable", "正在看实时数据的人太多，请稍后再试。", "实时数据"));
      return;
    }
    auto builder = handle->create_response<restinio::chunked_output_t>();
    builder.connection_close();
    for (auto& [name, value] : response.headers) builder.append_header(name, value);
    auto listener = std::make_shared<Listener>(std::move(builder), std::move(response.stream), std::move(request));
    listener->spoke_at = listener->looked_at = std::chrono::steady_clock::now();
    listeners.push_back(listener);
    send_events(listener, "retry: 3000\n\n");
    if (listeners.size() == 1) turn_streams();
  }

  void send_events(const std::shared_ptr<Listener>& listener, std::string text) {
    listener->is_busy = true;
    listener->sent_at = std::chrono::steady_clock::now();
    listener->builder.append_chunk(std::move(text));
    listener->builder.flush([weak = std::weak_ptr(listener)](const auto& error) {
      const std::shared_ptr<Listener> here = weak.lock();
      if (!here) return;
      here->is_busy = false;
      here->is_over = here->is_over || error;
    });
  }

  void turn_streams() {
    const auto now = std::chrono::steady_clock::now();
    for (const std::shared_ptr<Listener>& listener : listeners) {
      if (listener->is_busy) {
        if (now - listener->sent_at > kSlowListener) listener->is_over = true;
        continue;
      }
      if (!listener->is_over) ask_stream(listener, now);
    }
    std::erase_if(listeners, [](const auto& listener) { return listener->is_over; });
    if (listeners.empty()) return;
    stream_timer.expires_after(kStreamTurn);
    stream_timer.async_wait([this](const auto& error) {
      if (!error) turn_streams();
    });
  }

  void ask_stream(const std::shared_ptr<Listener>& listener, std::chrono::steady_clock::time_point now) {
    listener->is_busy = true;
    listener->sent_at = now;
    const bool looks = now - listener->looked_at >= kSessionLook;
    const bool is_quiet = now - listener->spoke_at >= kSignOfLife;
    if (looks) listener->looked_at = now;
    asio::post(pool, [this, listener, looks, is_quiet] {
      std::string text;
      const bool may = next_events(*listener, looks, text);
      if (text.empty() && is_quiet) text = ":\n\n";
      asio::post(context, [this, listener, may, words = std::move(text)]() mutable {
        listener->is_busy = false;
        if (listener->is_over) return;
        if (!may) return end_stream(*listener);
        if (words.empty()) return;
        listener->spoke_at = std::chrono::steady_clock::now();
        send_events(listener, std::move(words));
      });
    });
  }

  // Returns whether it goes on. The top of a worker's thread, as answer() is.
  bool next_events(Listener& listener, bool looks, std::string& text) noexcept {
    try {
      if (looks && !application.may_go_on(*listener.request)) return false;
      text = listener.events->take();
      return true;
    } catch (...) {
      return false;
    }
  }

  static void end_stream(Listener& listener) {
    if (listener.is_over) return;
    listener.is_over = true;
    listener.builder.done();
  }

  Application& application;
  Listening listening;
  Loop context{1};
  asio::thread_pool pool;
  asio::thread_pool hash_worker;
  std::unique_ptr<Server> server;  // one of the two
  std::unique_ptr<TlsServer> tls_server;
  std::atomic<bool> is_stopping{false};
  std::atomic<int> hashing{0};               // sign-ins that wait or are computed
  std::atomic<int> in_flight{0};             // requests that are being answered, until the answer has left
  std::int64_t taken = 0, taken_before = 0;  // requests, ever; at the stop's last turn
  std::vector<std::shared_ptr<Listener>> listeners;
  asio::steady_timer stream_timer{context};
  asio::steady_timer stop_timer{context};
  std::chrono::steady_clock::time_point stop_limit;

  int stop_turns = 0, quiet_turns = 0;

  // Ends the loop when no answer is on its way any more, or time is up.
  void wait_for_answers() {
    if (++stop_turns == kListeningTurns) close_listener();
    const bool is_quiet = in_flight == 0 && unanswered_connections == 0 && taken == taken_before;
    taken_before = taken;
    quiet_turns = is_quiet ? quiet_turns + 1 : 0;
    if (quiet_turns > kQuietTurns || std::chrono::steady_clock::now() > stop_limit) {
      context.stop();
      return;
    }
    stop_timer.expires_after(kStopTurn);
    stop_timer.async_wait([this](const auto&) { wait_for_answers(); });
  }
};

HttpServer::HttpServer(Application& application, Listening listening)
    : state_(std::make_unique<State>(application, std::move(listening))) {}

HttpServer::~HttpServer() {
  state_->pool.join();
  state_->hash_worker.join();
  state_->listeners.clear();
  state_->context.drop();  // connections that are still open count themselves out at the server
  state_->server.reset();
  state_->tls_server.reset();
}

void HttpServer::stop() {
  if (state_->is_stopping.exchange(true)) return;
  asio::post(state_->context, [state = state_.get()] {
    for (const auto& listener : state->listeners) State::end_stream(*listener);
    state->stop_limit = std::chrono::steady_clock::now() + kStopTime;
    state->wait_for_answers();
  });
}

Status HttpServer::run(const std::function<void(std::uint16_t port)>& on_ready) {
  State& state = *state_;
  const Limits& limits = state.application.options().limits;
  BIHUAN_CHECK(check(limits));
  boost::system::error_code error;
  const auto address = asio::ip::make_address(state.listening.address, error);
  const std::string where = state.listening.address + ":" + std::to_string(state.listening.port);
  if (error) return fail(Code::kInvalidInput, "监听地址应为IP地址，例如127.0.0.1。", where);
  if (!address.is_loopback() && !state.application.options().allows_remote) {
    return fail(Code::kInvalidInput,
                "没有加密传输，只能监听本机地址：请用--tls，或在HTTPS反向代理之后用--allow-remote。", where);
  }
  std::shared_ptr<asio::ssl::context> tls;
  if (state.listening.tls) {
    BIHUAN_TRY(tls, tls_context(*state.listening.tls));
  }
  std::uint16_t port = 0;
  try {
    const auto use = [&](auto& settings) { state.set(settings, address, port); };
    if (tls) {
      state.tls_server =
          std::make_unique<State::TlsServer>(restinio::external_io_context(state.context), [&](auto& settings) {
            use(settings);
            settings.tls_context(tls);
          });
      state.tls_server->open_sync();
    } else {
      state.server = std::make_unique<State::Server>(restinio::external_io_context(state.context), use);
      state.server->open_sync();
    }
  } catch (const std::exception&) {
    return fail(Code::kUnavailable, "端口不能使用，可能已被另一个程序占用；可以用--port换一个。", where);
  }
  on_ready(port);
  state.context.run();
  // Workers that are still busy finish; their answers have nobody to go to.
  state.pool.stop();
  state.hash_worker.stop();
  state.pool.join();
  state.hash_worker.join();
  return {};
}

}  // namespace bihuan::server
