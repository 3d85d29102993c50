// src/notices/testing/sinks.h - for tests only: a mail server and a web server on loopback, each a thread, that keep
// what they get.
#pragma once
#include <atomic>
#include <boost/asio.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/text.h"

namespace bihuan::notices {

// Serves one connection after the other on a port of 127.0.0.1; 0: a free one.
class Sink {
 public:
  using Stream = boost::asio::ip::tcp::iostream;
  Sink(unsigned short port, std::function<void(Stream&)> serve)
      : acceptor_(context_, {boost::asio::ip::address_v4::loopback(), port}), serve_(std::move(serve)) {
    port_ = acceptor_.local_endpoint().port();
    thread_ = std::thread([this] { run(); });
  }
  ~Sink() {
    is_over_ = true;
    Stream wake;
    wake.connect(boost::asio::ip::tcp::endpoint(boost::asio::ip::address_v4::loopback(), port_));
    thread_.join();
  }
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  unsigned short port() const { return port_; }

 private:
  void run() {
    while (!is_over_) {
      Stream stream;
      acceptor_.accept(stream.socket());
      if (is_over_) return;
      stream.expires_after(std::chrono::seconds(60));
      serve_(stream);
    }
  }

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::function<void(Stream&)> serve_;
  std::atomic<bool> is_over_ = false;
  unsigned short port_ = 0;
  std::thread thread_;
};

inline std::string read_line(Sink::Stream& stream) {
  std::string line;
  std::getline(stream, line);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

struct ReceivedMail {
  std::string from, to, data;
  std::string login;  // what AUTH PLAIN brought, base64
};

class MailSink {
 public:
  // `refuses`: answers every recipient with 550.
  explicit MailSink(unsigned short port = 0, bool refuses = false)
      : refuses_(refuses), sink_(port, [this](Sink::Stream& stream) { serve(stream); }) {}
  std::string url() const { return "smtp://127.0.0.1:" + std::to_string(sink_.port()); }
  unsigned short port() const { return sink_.port(); }
  std::vector<ReceivedMail> mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
  }

 private:
  void serve(Sink::Stream& stream) {
    const auto say = [&](const char* line) { stream << line << "\r\n" << std::flush; };
    ReceivedMail mail;
    say("220 sink");
    while (stream) {
      const std::string line = read_line(stream);
      if (line.starts_with("EHLO")) {
        say("250-sink\r\n250 AUTH PLAIN");
      } else if (line.starts_with("AUTH PLAIN")) {
        mail.login = line.size() > 11 ? line.substr(11) : "";
        if (mail.login.empty()) {
          say("334 ");
          mail.login = read_line(stream);
        }
        say("235 ok");
      } else if (line.starts_with("MAIL FROM:")) {
        mail.from = line.substr(10);
        say("250 ok");
      } else if (line.starts_with("RCPT TO:")) {
        mail.to = line.substr(8);
        say(refuses_ ? "550 no such user" : "250 ok");
      } else if (line == "DATA") {
        say("354 go");
        for (std::string text = read_line(stream); stream && text != "."; text = read_line(stream)) {
          mail.data += text + "\n";
        }
        const std::lock_guard lock(mutex_);
        mails_.push_back(mail);
        say("250 taken");
      } else if (line == "QUIT") {
        say("221 bye");
        return;
      } else {
        say("500 what");
      }
    }
  }

  mutable std::mutex mutex_;
  std::vector<ReceivedMail> mails_;
  bool refuses_;
  Sink sink_;
};

struct ReceivedRequest {
  std::string line;  // "POST /in HTTP/1.1"
  std::map<std::string, std::string> headers;
  std::string body;
};

class WebSink {
 public:
  // `answer`: everything behind "HTTP/1.1 ", header and body.
  explicit WebSink(std::string answer, unsigned short port = 0)
      : answer_(std::move(answer)), sink_(port, [this](Sink::Stream& stream) { serve(stream); }) {}
  static std::string ok(const std::string& body) {
    return "200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
  }
  std::string url(const std::string& path = "/in") const {
    return "http://127.0.0.1:" + std::to_string(sink_.port()) + path;
  }
  std::vector<ReceivedRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve(Sink::Stream& stream) {
    ReceivedRequest request;
    request.line = read_line(stream);
    for (std::string line = read_line(stream); stream && !line.empty(); line = read_line(stream)) {
      const std::size_t colon = line.find(':');
      request.headers[line.substr(0, colon)] = std::string(trim(line.substr(colon + 1)));
    }
    request.body.resize(std::stoul("0" + request.headers["Content-Length"]));
    stream.read(request.body.data(), static_cast<std::streamsize>(request.body.size()));
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(std::move(request));
    }
    stream << "HTTP/1.1 " << answer_ << std::flush;
  }

  mutable std::mutex mutex_;
  std::vector<ReceivedRequest> requests_;
  std::string answer_;
  Sink sink_;
};

}  // namespace bihuan::notices
