// src/server/http_server.h - carries requests to an Application over HTTP/1.1. RESTinio lives in the .cc alone.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "server/application.h"
#include "server/tls.h"

namespace bihuan::server {

struct Listening {
  std::string address = "127.0.0.1";  // an IP address
  std::uint16_t port = 8710;          // 0: the system chooses
  std::optional<TlsIdentity> tls{};   // HTTPS with this certificate, TLS 1.2 or newer; none: HTTP
};

// Over TLS what RESTinio cannot parse is hung up on without an answer.
//
// One thread reads and writes, Limits::workers threads answer. What is no HTTP gets a 400, what is too large a 413 or
// 431, in the error form of the API, before the body is read; then the connection is closed.
class HttpServer {
 public:
  // `application` outlives the server.
  HttpServer(Application& application, Listening listening);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Serves until stop() is called. `on_ready` is told the port, on the serving thread, once connections are accepted.
  // Errors: kInvalidInput  the certificate cannot be used; the address is no IP address, or, without TLS, beyond this machine without
  // ApplicationOptions::allows_remote
  //         kUnavailable   the port cannot be taken
  Status run(const std::function<void(std::uint16_t port)>& on_ready);

  // Takes no further connections, lets answers that are being made leave (for at most a few seconds), and makes run()
  // return. Safe from any thread and repeatedly.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace bihuan::server
