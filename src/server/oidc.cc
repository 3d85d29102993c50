#include "server/oidc.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "base/base64.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/hmac.h"
#include "base/json.h"
#include "base/password.h"
#include "base/text.h"
#include "server/guard.h"
#include "server/http.h"

namespace bihuan::server {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kFresh = 3600;     // seconds that the issuer's description holds
constexpr std::int64_t kPause = 30;       // seconds in which an issuer that did not answer is not asked again
constexpr std::int64_t kLeeway = 120;     // seconds that the issuer's clock may be off
constexpr std::size_t kLargest = 64'000;  // bytes of an answer, a token, a code
constexpr JsonLimits kLimits{.max_bytes = kLargest, .max_depth = 16, .missing_keeps_default = false};

std::unexpected<Error> issuer_unavailable(const std::string& where) {
  return fail(Code::kUnavailable, "统一身份认证没有应答或应答不对，请稍后再试，或找系统管理员。", where);
}

std::unexpected<Error> refused(const std::string& where) {
  return fail(Code::kInvalidInput, "统一身份认证给出的凭证不能接受（" + where + "），请找系统管理员。", where);
}

// Whether `address` is one that secrets may travel to: https, or http on this machine. What it is made of can neither
// end a header nor hide another host.
bool is_safe(std::string_view address) {
  const bool is_printable = std::ranges::all_of(address, [](char c) { return c > ' ' && c < 0x7f; });
  if (!is_printable || address.find_first_of("\"#<>\\^`{|}") != std::string_view::npos) return false;
  const bool is_encrypted = address.starts_with("https://");
  if (!is_encrypted && !address.starts_with("http://")) return false;
  std::string_view host = address.substr(is_encrypted ? 8 : 7);
  host = host.substr(0, host.find_first_of("/?"));
  if (host.find('@') != std::string_view::npos) return false;
  host = host.starts_with('[') ? host.substr(1, host.find(']') - 1) : host.substr(0, host.find(':'));
  return !host.empty() && (is_encrypted || is_loopback(host));
}

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

// The text of a member; "" where there is none or it is no text.
std::string text_of(const JsonValue& object, std::string_view key) {
  const JsonValue* value = object.find(key);
  return value != nullptr && value->kind == JsonValue::Kind::kString ? value->text : "";
}

bool holds(const JsonValue& list, std::string_view text) {
  return std::ranges::any_of(
      list.elements, [&](const JsonValue& one) { return one.kind == JsonValue::Kind::kString && one.text == text; });
}

// A NumericDate (RFC 7519): seconds, whose fraction is left out.
std::optional<std::int64_t> moment_of(const JsonValue& claims, std::string_view key) {
  const JsonValue* value = claims.find(key);
  if (value == nullptr || value->kind != JsonValue::Kind::kNumber) return std::nullopt;
  std::int64_t seconds = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [rest, error] = std::from_chars(value->text.data(), end, seconds);
  // Far beyond any date, so that nothing below overflows.
  constexpr std::int64_t kMost = std::int64_t{1} << 50U;
  if (error != std::errc{} || seconds < 0 || seconds > kMost || (rest != end && *rest != '.')) return std::nullopt;
  if (value->text.find_first_of("eE") != std::string::npos) return std::nullopt;
  return seconds;
}

Result<JsonValue> object_of(std::string_view json) {
  BIHUAN_TRY(JsonValue value, parse_json(json, kLimits));
  if (value.kind != JsonValue::Kind::kObject) return fail(Code::kInvalidInput, "不是JSON对象");
  return value;
}

// The object in one part of a token.
Result<JsonValue> part_of(std::string_view part) {
  BIHUAN_TRY(const std::string bytes, from_base64url(part));
  return object_of(bytes);
}

std::string form(const std::vector<std::pair<std::string_view, std::string_view>>& fields) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : fields) parts.push_back(std::string(name) + "=" + percent_encode(value));
  return join(parts, "&");
}

Status check_claims(const JsonValue& claims, const OidcSettings& settings, std::string_view nonce,
                    std::int64_t begun_at, std::int64_t now) {
  if (text_of(claims, "iss") != settings.issuer) return refused("iss");
  if (text_of(claims, "sub").empty()) return refused("sub");
  const JsonValue* audience = claims.find("aud");
  if (audience == nullptr) return refused("aud");
  const bool is_list = audience->kind == JsonValue::Kind::kArray;
  if (is_list ? !holds(*audience, settings.client_id) : text_of(claims, "aud") != settings.client_id) {
    return refused("aud");
  }
  const bool wants_party = is_list && audience->elements.size() > 1;
  if ((wants_party || claims.find("azp") != nullptr) && text_of(claims, "azp") != settings.client_id) {
    return refused("azp");
  }
  const std::optional<std::int64_t> ends = moment_of(claims, "exp"), made = moment_of(claims, "iat");
  if (!ends || *ends + kLeeway <= now) return refused("exp");
  if (!made || *made - kLeeway > now || *made + kLeeway < begun_at) return refused("iat");
  if (!are_equal_in_constant_time(text_of(claims, "nonce"), nonce)) return refused("nonce");
  return {};
}

Result<std::string> read_secret(const std::string& path) {
  std::error_code error;
  const fs::perms mode = fs::status(path, error).permissions();
  if (!error && (mode & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none) {
    return fail(Code::kInvalidInput, "密钥文件只能由其所有者读取，请执行chmod 600。", "oidc.client_secret_file");
  }
  BIHUAN_TRY(std::string secret, read_file(path, 4096));
  secret = std::string(trim(secret));
  if (secret.empty()) return fail(Code::kInvalidInput, "密钥文件是空的。", "oidc.client_secret_file");
  return secret;
}

}  // namespace

Result<std::unique_ptr<Oidc>> Oidc::make(OidcSettings settings, notices::Transport& transport) {
  for (const auto& [address, key] : {std::pair{&settings.issuer, "oidc.issuer"}, {&settings.site, "oidc.site"}}) {
    if (!is_safe(*address) || address->find('?') != std::string::npos) {
      return fail(Code::kInvalidInput, "地址应以https://开头（本机可用http://），不含查询参数。", key);
    }
  }
  if (settings.client_id.empty()) return fail(Code::kInvalidInput, "client_id不能是空的。", "oidc.client_id");
  if (settings.login_claim.empty()) return fail(Code::kInvalidInput, "login_claim不能是空的。", "oidc.login_claim");
  BIHUAN_TRY(std::string secret, read_secret(settings.client_secret_file));
  return std::unique_ptr<Oidc>(new Oidc(std::move(settings), std::move(secret), transport));
}

std::string Oidc::redirect() const { return without_slash(settings_.site) + std::string(kOidcPath) + "/return"; }

Result<Oidc::Discovery> Oidc::fetch_discovery(Instant now) {
  notices::HttpMessage question{without_slash(settings_.issuer) + "/.well-known/openid-configuration",
                                {{"Accept", "application/json"}},
                                "",
                                notices::HttpMethod::kGet,
                                settings_.ca_file};
  const Result<notices::Reply> reply = transport_.send(question);
  if (!reply.has_value()) return issuer_unavailable(reply.error().message);
  if (reply->status != 200) return issuer_unavailable("HTTP " + std::to_string(reply->status));
  const Result<JsonValue> document = object_of(reply->body);
  if (!document.has_value()) return issuer_unavailable(document.error().message);
  if (text_of(*document, "issuer") != settings_.issuer) return issuer_unavailable("issuer");
  Discovery found{text_of(*document, "authorization_endpoint"), text_of(*document, "token_endpoint"), false, now};
  if (!is_safe(found.authorization)) return issuer_unavailable("authorization_endpoint");
  if (!is_safe(found.token)) return issuer_unavailable("token_endpoint");
  const JsonValue* ways = document->find("token_endpoint_auth_methods_supported");
  found.posts_secret = ways != nullptr && !holds(*ways, "client_secret_basic") && holds(*ways, "client_secret_post");
  return found;
}

Result<Oidc::Discovery> Oidc::discovery(Instant now) {
  const std::scoped_lock lock(discovery_mutex_);
  const auto is_within = [&](Instant then, std::int64_t seconds) {
    return now >= then && now.seconds - then.seconds < seconds;
  };
  if (discovery_ && is_within(discovery_->read_at, kFresh)) return *discovery_;
  if (failed_at_ && is_within(*failed_at_, kPause)) return issuer_unavailable("刚问过");
  Result<Discovery> found = fetch_discovery(now);
  failed_at_ = found.has_value() ? std::nullopt : std::optional(now);
  discovery_ = found.has_value() ? std::optional(*found) : std::nullopt;
  return found;
}

std::string safe_way_back(std::string_view path) {
  constexpr std::size_t kLongest = 1'000;
  constexpr std::string_view kOthers = "/?=&%-._~+,:";
  const auto is_plain = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || kOthers.contains(c);
  };
  const bool is_page = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/enter") &&
                       !path.starts_with("/api/") && path.size() <= kLongest && std::ranges::all_of(path, is_plain);
  return is_page ? std::string(path) : "/";
}

Result<Oidc::Begun> Oidc::begin(Instant now, std::string_view back) {
  BIHUAN_TRY(const Discovery issuer, discovery(now));
  const std::string state = random_token();
  const Pending pending{random_token(), random_token(), random_token(), safe_way_back(back), now};
  const std::string challenge = to_base64url(from_hex(sha256_hex(pending.verifier)));
  const std::string address = issuer.authorization + (issuer.authorization.find('?') == std::string::npos ? "?" : "&") +
                              form({{"response_type", "code"},
                                    {"client_id", settings_.client_id},
                                    {"redirect_uri", redirect()},
                                    {"scope", "openid profile"},
                                    {"state", state},
                                    {"nonce", pending.nonce},
                                    {"code_challenge", challenge},
                                    {"code_challenge_method", "S256"}});
  const std::scoped_lock lock(pending_mutex_);
  std::erase_if(pending_,
                [&](const auto& one) { return now.seconds - one.second.begun_at.seconds > kOidcPatience.count(); });
  if (pending_.size() >= kMostOidcLogins) {
    pending_.erase(std::ranges::min_element(pending_, {}, [](const auto& one) { return one.second.begun_at; }));
  }
  pending_.emplace(state, pending);
  return Begun{address, pending.cookie};
}

Result<Oidc::Finished> Oidc::finish(std::string_view code, std::string_view state, std::string_view cookie,
                                    Instant now) {
  std::optional<Pending> pending;
  {
    const std::scoped_lock lock(pending_mutex_);
    const auto found = pending_.find(state);
    if (found != pending_.end()) {
      pending = std::move(found->second);
      pending_.erase(found);
    }
  }
  const bool is_ours = pending && now >= pending->begun_at &&
                       now.seconds - pending->begun_at.seconds <= kOidcPatience.count() &&
                       are_equal_in_constant_time(cookie, pending->cookie);
  if (!is_ours)
    return fail(Code::kInvalidInput, "这次登录已过期、已用过，或不是在这个浏览器中开始的，请重新登录。", "state");
  if (code.empty() || code.size() > kLargest) return refused("code");
  BIHUAN_TRY(const Discovery issuer, discovery(now));
  BIHUAN_TRY(const std::string token, exchange(issuer, code, pending->verifier));
  BIHUAN_TRY(records::Vouched vouched, vouched_by(token, *pending, now));
  return Finished{std::move(vouched), std::move(pending->back)};
}

Result<std::string> Oidc::exchange(const Discovery& issuer, std::string_view code, const std::string& verifier) {
  const std::string address = redirect();
  std::vector<std::pair<std::string_view, std::string_view>> fields{
      {"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", address}, {"code_verifier", verifier}};
  notices::HttpMessage question{issuer.token,
                                {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}},
                                "",
                                notices::HttpMethod::kPost,
                                settings_.ca_file};
  if (issuer.posts_secret) {
    fields.insert(fields.end(), {{"client_id", settings_.client_id}, {"client_secret", secret_}});
  } else {
    // RFC 6749 2.3.1: both encoded as in a form.
    const std::string pair = percent_encode(settings_.client_id) + ":" + percent_encode(secret_);
    question.headers.emplace_back("Authorization", "Basic " + to_base64(pair));
  }
  question.body = form(fields);
  const Result<notices::Reply> reply = transport_.send(question);
  if (!reply.has_value()) return issuer_unavailable(reply.error().message);
  if (reply->status == 400 || reply->status == 401) return refused("code");
  if (reply->status != 200) return issuer_unavailable("HTTP " + std::to_string(reply->status));
  const Result<JsonValue> answer = object_of(reply->body);
  if (!answer.has_value()) return issuer_unavailable(answer.error().message);
  std::string token = text_of(*answer, "id_token");
  if (token.empty()) return refused("id_token");
  return token;
}

Result<records::Vouched> Oidc::vouched_by(std::string_view id_token, const Pending& pending, Instant now) const {
  const std::size_t first = id_token.find('.'), last = id_token.rfind('.');
  if (first == std::string_view::npos || id_token.find('.', first + 1) != last) return refused("id_token");
  const Result<JsonValue> header = part_of(id_token.substr(0, first));
  const Result<JsonValue> claims = part_of(id_token.substr(first + 1, last - first - 1));
  if (!header.has_value() || !claims.has_value()) return refused("id_token");
  const std::string algorithm = text_of(*header, "alg");
  if (algorithm.empty() || algorithm == "none") return refused("alg");
  BIHUAN_CHECK(check_claims(*claims, settings_, pending.nonce, pending.begun_at.seconds, now.seconds));
  records::Vouched vouched{settings_.issuer, text_of(*claims, "sub"), text_of(*claims, settings_.login_claim)};
  if (vouched.login_name.empty()) return refused(settings_.login_claim);
  return vouched;
}

}  // namespace bihuan::server
