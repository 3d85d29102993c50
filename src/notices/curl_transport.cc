#include "notices/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "base/text.h"

namespace bihuan::notices {
namespace {

struct EasyDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());  // its lines are now part of the longer list
  list.reset(longer);
}

struct Incoming {
  std::string body;
  std::size_t most = 0;
};
std::size_t take_reply(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& incoming = *static_cast<Incoming*>(into);
  if (incoming.body.size() + size * count > incoming.most) return 0;  // curl stops
  incoming.body.append(bytes, size * count);
  return size * count;
}

struct Outgoing {
  std::string_view rest;
};
std::size_t give_mail(char* bytes, std::size_t size, std::size_t count, void* from) {
  auto& outgoing = *static_cast<Outgoing*>(from);
  const std::size_t taken = std::min(size * count, outgoing.rest.size());
  std::memcpy(bytes, outgoing.rest.data(), taken);
  outgoing.rest.remove_prefix(taken);
  return taken;
}

// One transfer: what both kinds of message have in common.
class Transfer {
 public:
  Transfer(const std::string& url, const TransportLimits& limits, bool is_mail)
      : handle_(curl_easy_init()), is_mail_(is_mail) {
    if (handle_ == nullptr) throw std::bad_alloc();
    incoming_.most = limits.most_reply_bytes;
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_CONNECTTIMEOUT, limits.connect_seconds);
    set(CURLOPT_TIMEOUT, limits.total_seconds);
    set(CURLOPT_WRITEFUNCTION, &take_reply);
    set(CURLOPT_WRITEDATA, &incoming_);
    set(CURLOPT_ERRORBUFFER, reason_.data());
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(handle_.get(), option, value);
  }

  Result<Reply> perform() {
    const CURLcode code = curl_easy_perform(handle_.get());
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK) return Reply{static_cast<int>(status), std::move(incoming_.body)};
    if (code == CURLE_WRITE_ERROR) {
      return fail(Code::kUnavailable, "对方的应答超过" + std::to_string(incoming_.most) + "字节，不像是应答");
    }
    const std::string reason = reason_[0] != '\0' ? reason_.data() : curl_easy_strerror(code);
    // 5xx of SMTP: the server says that it will never take this message, or not from us.
    const bool is_refused = is_mail_ && status >= 500 && status <= 599;
    return fail(is_refused ? Code::kInvalidInput : Code::kUnavailable,
                (is_refused ? "邮件服务器拒收：" : "没有送到：") + excerpt(reason, 160));
  }

 private:
  Easy handle_;
  bool is_mail_;
  Incoming incoming_;
  std::array<char, CURL_ERROR_SIZE> reason_{};
};

Result<Reply> send_one(const MailMessage& mail, const TransportLimits& limits) {
  Transfer transfer(mail.url, limits, true);
  transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  transfer.set(CURLOPT_USE_SSL, static_cast<long>(mail.requires_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  if (!mail.login.empty()) {
    transfer.set(CURLOPT_USERNAME, mail.login.c_str());
    transfer.set(CURLOPT_PASSWORD, mail.password.c_str());
  }
  const std::string from = "<" + mail.from + ">";
  transfer.set(CURLOPT_MAIL_FROM, from.c_str());
  List recipients;
  append(recipients, "<" + mail.to + ">");
  transfer.set(CURLOPT_MAIL_RCPT, recipients.get());
  Outgoing outgoing{mail.data};
  transfer.set(CURLOPT_UPLOAD, 1L);
  transfer.set(CURLOPT_READFUNCTION, &give_mail);
  transfer.set(CURLOPT_READDATA, &outgoing);
  return transfer.perform();
}

Result<Reply> send_one(const HttpMessage& message, const TransportLimits& limits) {
  Transfer transfer(message.url, limits, false);
  transfer.set(CURLOPT_PROTOCOLS_STR, "http,https");
  List headers;
  for (const auto& [name, value] : message.headers) append(headers, name + ": " + value);
  append(headers, "Expect:");  // no waiting for 100-continue
  transfer.set(CURLOPT_HTTPHEADER, headers.get());
  transfer.set(CURLOPT_USERAGENT, "bihuan");
  if (!message.ca_file.empty()) transfer.set(CURLOPT_CAINFO, message.ca_file.c_str());
  if (message.method == HttpMethod::kGet) return transfer.perform();
  transfer.set(CURLOPT_POST, 1L);
  transfer.set(CURLOPT_POSTFIELDS, message.body.data());
  transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(message.body.size()));
  return transfer.perform();
}

}  // namespace

CurlTransport::CurlTransport(TransportLimits limits) : limits_(limits) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

Result<Reply> CurlTransport::send(const Message& message) {
  return std::visit([&](const auto& one) { return send_one(one, limits_); }, message);
}

}  // namespace bihuan::notices
