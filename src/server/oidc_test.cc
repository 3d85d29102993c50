#include "server/oidc.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/base64.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/hmac.h"
#include "base/json.h"
#include "server/application.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {
namespace {

namespace fs = std::filesystem;
using notices::HttpMessage;
using notices::HttpMethod;
using notices::Message;
using notices::Reply;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kIssuer = "https://login.example.cn/city";

// What the query of an address, or a form, says.
std::map<std::string, std::string> fields(const std::string& address) {
  const std::size_t mark = address.find('?');
  return parse_target("/?" + address.substr(mark == std::string::npos ? 0 : mark + 1))->query;
}

// An issuer that says what the test wants.
class FakeIssuer final : public notices::Transport {
 public:
  Result<Reply> send(const Message& message) override {
    const HttpMessage& http = std::get<HttpMessage>(message);
    asked.push_back(http);
    if (is_down) return fail(Code::kUnavailable, "没有送到：connection refused");
    if (http.method == HttpMethod::kGet) return Reply{discovery_status, discovery};
    return Reply{token_status, R"({"access_token":"a","token_type":"Bearer","id_token":")" + token() + R"("})"};
  }
  std::string token() const {
    if (raw_token) return *raw_token;
    std::string json;
    for (const auto& [key, value] : claims) json += (json.empty() ? "{\"" : ",\"") + key + "\":" + value;
    return to_base64url(header) + "." + to_base64url(json + "}") + "." + to_base64url("signature");
  }

  std::vector<HttpMessage> asked;
  bool is_down = false;
  int discovery_status = 200, token_status = 200;
  std::string discovery =
      R"({"issuer":"https://login.example.cn/city","authorization_endpoint":)"
      R"("https://login.example.cn/city/auth","token_endpoint":"https://login.example.cn/city/token"})";
  std::string header = R"({"alg":"RS256"})";
  std::map<std::string, std::string> claims;  // name -> JSON
  std::optional<std::string> raw_token;
};

class OidcTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "bihuan_oidc_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    settings_.issuer = kIssuer;
    settings_.client_id = "bihuan";
    settings_.client_secret_file = write_secret("s e:cret\n");
    settings_.site = "https://bihuan.example.cn/";
    oidc_ = *Oidc::make(settings_, issuer_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write_secret(const std::string& text, fs::perms mode = fs::perms::owner_read | fs::perms::owner_write) {
    const fs::path path = folder_ / "secret";
    EXPECT_TRUE(write_file_durably(path.string(), text).has_value());
    fs::permissions(path, mode);
    return path.string();
  }
  static Instant at(std::int64_t seconds) { return {to_instant(Date(2031, 5, 6), 9).seconds + seconds}; }
  static std::string moment(std::int64_t seconds) { return std::to_string(at(seconds).seconds); }

  struct Login {
    std::string address, cookie, state;
  };
  // Begins one, and lets the issuer vouch for zhou.
  Login begin(std::int64_t when = 0, std::string_view back = "/") {
    const Result<Oidc::Begun> begun = oidc_->begin(at(when), back);
    EXPECT_TRUE(begun.has_value()) << begun.error().where;
    if (!begun.has_value()) return {};
    std::map<std::string, std::string> said = fields(begun->address);
    issuer_.claims = {{"iss", "\"" + std::string(kIssuer) + "\""},
                      {"sub", R"("4711")"},
                      {"aud", R"("bihuan")"},
                      {"exp", moment(when + 300)},
                      {"iat", moment(when)},
                      {"nonce", "\"" + said["nonce"] + "\""},
                      {"preferred_username", R"("zhou")"}};
    return {begun->address, begun->cookie, said["state"]};
  }
  Result<records::Vouched> finish(const Login& login, std::int64_t when = 10) {
    Result<Oidc::Finished> finished = oidc_->finish("the-code", login.state, login.cookie, at(when));
    if (!finished) return std::unexpected(finished.error());
    back_ = finished->back;
    return finished->vouched;
  }

  fs::path folder_;
  std::string back_;
  FakeIssuer issuer_;
  OidcSettings settings_;
  std::unique_ptr<Oidc> oidc_;
};

TEST_F(OidcTest, GoesToTheIssuerAndComesBackWithTheLoginName) {
  const Login login = begin();
  EXPECT_THAT(login.address, StartsWith("https://login.example.cn/city/auth?response_type=code&client_id=bihuan&"));
  std::map<std::string, std::string> said = fields(login.address);
  EXPECT_EQ(said["redirect_uri"], "https://bihuan.example.cn/api/v1/session/oidc/return");
  EXPECT_EQ(said["scope"], "openid profile");
  EXPECT_EQ(said["code_challenge_method"], "S256");
  EXPECT_THAT(login.address, Not(HasSubstr(login.cookie)));
  const Result<records::Vouched> vouched = finish(login);
  ASSERT_TRUE(vouched.has_value()) << vouched.error().where;
  EXPECT_EQ(vouched->login_name, "zhou");
  EXPECT_EQ(vouched->subject, "4711");
  EXPECT_EQ(vouched->issuer, kIssuer);

  ASSERT_EQ(issuer_.asked.size(), 2U);
  EXPECT_EQ(issuer_.asked[0].url, "https://login.example.cn/city/.well-known/openid-configuration");
  const HttpMessage& question = issuer_.asked[1];
  EXPECT_EQ(question.url, "https://login.example.cn/city/token");
  std::map<std::string, std::string> sent = fields(question.body);
  EXPECT_EQ(sent["grant_type"], "authorization_code");
  EXPECT_EQ(sent["code"], "the-code");
  EXPECT_EQ(sent["redirect_uri"], said["redirect_uri"]);
  EXPECT_EQ(to_base64url(from_hex(sha256_hex(sent["code_verifier"]))), said["code_challenge"]);
  EXPECT_GE(sent["code_verifier"].size(), 43U) << "RFC 7636 4.1";
  EXPECT_EQ(question.headers.back().second, "Basic " + to_base64("bihuan:s%20e%3Acret"));
  EXPECT_FALSE(sent.contains("client_secret"));
}

TEST_F(OidcTest, TheVerifierOfTheStandardsExampleMakesItsChallenge) {
  // RFC 7636 appendix B.
  EXPECT_EQ(to_base64url(from_hex(sha256_hex("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_F(OidcTest, LeadsBackToPagesOfThisDeskOnly) {
  for (const char* page : {"/", "/tasks?unit=water&page=2", "/monitoring/site/a-1", "/plans/%E9%84%82%E5%B7%9E"}) {
    EXPECT_TRUE(finish(begin(0, page)).has_value());
    EXPECT_EQ(back_, page);
  }
  for (const char* other : {"", "tasks", "//evil.example/", "/\\evil.example", "https://evil.example/",
                            "/enter?back=/x", "/api/v1/session/oidc", "/a b", "/a\"><script>", "/a\r\nb", "/;url=x"}) {
    EXPECT_TRUE(finish(begin(0, other)).has_value());
    EXPECT_EQ(back_, "/") << other;
  }
  EXPECT_TRUE(finish(begin(0, "/" + std::string(1'000, 'a'))).has_value());
  EXPECT_EQ(back_, "/");
}

TEST_F(OidcTest, SendsTheSecretInTheBodyWhereTheIssuerWantsItThere) {
  issuer_.discovery.insert(1, R"("token_endpoint_auth_methods_supported":["client_secret_post"],)");
  EXPECT_TRUE(finish(begin()).has_value());
  std::map<std::string, std::string> sent = fields(issuer_.asked[1].body);
  EXPECT_EQ(sent["client_id"], "bihuan");
  EXPECT_EQ(sent["client_secret"], "s e:cret");
  for (const auto& [name, value] : issuer_.asked[1].headers) EXPECT_NE(name, "Authorization") << value;
}

TEST_F(OidcTest, AStateIsGoodOnceAndForItsOwnBrowserAndForTenMinutes) {
  const Login login = begin();
  EXPECT_TRUE(finish(login).has_value());
  EXPECT_EQ(finish(login).error().where, "state") << "replayed";

  Login foreign = begin();
  foreign.cookie = begin().cookie;
  EXPECT_EQ(finish(foreign).error().where, "state") << "another browser's";
  Login bare = begin();
  bare.cookie = "";
  EXPECT_EQ(finish(bare).error().where, "state") << "without a cookie";
  Login unknown = begin();
  unknown.state = "x";
  EXPECT_EQ(finish(unknown).error().where, "state");
  unknown.state = "";
  EXPECT_EQ(finish(unknown).error().where, "state");

  const Login late = begin();
  EXPECT_EQ(finish(late, 601).error().where, "state");
  const Login in_time = begin();
  issuer_.claims["exp"] = moment(900);
  EXPECT_TRUE(finish(in_time, 600).has_value());
  std::size_t tokens = 0;
  for (const HttpMessage& one : issuer_.asked) tokens += one.method == HttpMethod::kPost ? 1 : 0;
  EXPECT_EQ(tokens, 2U) << "nobody else's code is shown to the issuer";
}

TEST_F(OidcTest, HoldsOnlySoManyLogins) {
  const Login first = begin(), second = begin(1);
  for (std::size_t i = 0; i + 1 < kMostOidcLogins; ++i) begin(2);
  EXPECT_EQ(finish(first).error().where, "state") << "the oldest went";
  EXPECT_EQ(finish(second).error().where, "nonce") << "still there; the issuer spoke of the last one";
  EXPECT_TRUE(finish(begin(2)).has_value());
}

struct Claim {
  const char* name;
  const char* json;   // "": left out
  const char* where;  // ""= accepted
};

TEST_F(OidcTest, EveryClaimOfTheTokenIsChecked) {
  const std::string soon = moment(300), over = moment(10 - 120), edge = moment(10 - 119), future = moment(131),
                    early = moment(130), before = moment(-121), just = moment(-120), fraction = moment(300) + ".5";
  const Claim rows[] = {
      {"iss", R"("https://login.example.cn")", "iss"},
      {"iss", R"("https://login.example.cn/city/")", "iss"},
      {"iss", "", "iss"},
      {"sub", "", "sub"},
      {"sub", R"("")", "sub"},
      {"aud", R"("another")", "aud"},
      {"aud", "", "aud"},
      {"aud", "[]", "aud"},
      {"aud", R"(["another"])", "aud"},
      {"aud", "7", "aud"},
      {"aud", R"(["bihuan"])", ""},
      {"aud", R"(["bihuan","another"])", "azp"},
      {"azp", R"("another")", "azp"},
      {"azp", "7", "azp"},
      {"azp", R"("bihuan")", ""},
      {"exp", over.c_str(), "exp"},
      {"exp", edge.c_str(), ""},
      {"exp", fraction.c_str(), ""},
      {"exp", "", "exp"},
      {"exp", R"("2000000000")", "exp"},
      {"exp", "1e300", "exp"},
      {"exp", "9223372036854775807", "exp"},
      {"exp", "-1", "exp"},
      {"iat", future.c_str(), "iat"},
      {"iat", early.c_str(), ""},
      {"iat", before.c_str(), "iat"},
      {"iat", just.c_str(), ""},
      {"iat", "", "iat"},
      {"nonce", R"("another")", "nonce"},
      {"nonce", "", "nonce"},
      {"nonce", "null", "nonce"},
      {"preferred_username", "", "preferred_username"},
      {"preferred_username", R"("")", "preferred_username"},
      {"preferred_username", R"(["zhou"])", "preferred_username"},
  };
  for (const Claim& row : rows) {
    const Login login = begin();
    if (*row.json == '\0') {
      issuer_.claims.erase(row.name);
    } else {
      issuer_.claims[row.name] = row.json;
    }
    const Result<records::Vouched> vouched = finish(login);
    const std::string label = std::string(row.name) + "=" + row.json;
    if (*row.where == '\0') {
      EXPECT_EQ(vouched.value_or(records::Vouched{}).login_name, "zhou") << label;
      continue;
    }
    ASSERT_FALSE(vouched.has_value()) << label;
    EXPECT_EQ(vouched.error().where, row.where) << label;
    EXPECT_EQ(vouched.error().code, Code::kInvalidInput) << label;
  }
  const Login login = begin();
  issuer_.claims["aud"] = R"(["another","bihuan"])";
  issuer_.claims["azp"] = R"("bihuan")";
  EXPECT_TRUE(finish(login).has_value());
}

TEST_F(OidcTest, GarbageIsNoToken) {
  const std::string head = to_base64url(R"({"alg":"RS256"})");
  const std::string garbage[] = {"",
                                 "x",
                                 "a.b",
                                 "a.b.c.d.e",
                                 "..",
                                 head + ".!!!." + head,
                                 head + "." + to_base64url("{") + ".c",
                                 head + "." + to_base64url("[]") + ".c",
                                 head + "." + to_base64("{\"a\":1}") + ".c",
                                 to_base64url("\xff\xfe") + "." + to_base64url("{}") + ".c"};
  for (const std::string& one : garbage) {
    const Login login = begin();
    issuer_.raw_token = one;
    EXPECT_EQ(finish(login).error().where, "id_token") << one;
  }
  issuer_.raw_token.reset();
  for (const char* header : {R"({"alg":"none"})", R"({"typ":"JWT"})"}) {
    const Login login = begin();
    issuer_.header = header;
    EXPECT_EQ(finish(login).error().where, "alg") << header;
  }
}

TEST_F(OidcTest, TellsARefusalFromAnIssuerThatIsDown) {
  for (const int status : {400, 401}) {
    const Login login = begin();
    issuer_.token_status = status;
    EXPECT_EQ(finish(login).error().code, Code::kInvalidInput) << status;
  }
  for (const int status : {302, 500}) {
    const Login login = begin();
    issuer_.token_status = status;
    EXPECT_EQ(finish(login).error().code, Code::kUnavailable) << status;
  }
  issuer_.token_status = 200;
  const Login login = begin();
  issuer_.is_down = true;
  EXPECT_EQ(finish(login).error().code, Code::kUnavailable);
}

TEST_F(OidcTest, AsksForTheDescriptionOnceAnHourAndNotAllTheTimeWhereNobodyAnswers) {
  begin(0);
  begin(3599);
  EXPECT_EQ(issuer_.asked.size(), 1U);
  begin(3600);
  EXPECT_EQ(issuer_.asked.size(), 2U);
  issuer_.is_down = true;
  EXPECT_EQ(oidc_->begin(at(7200)).error().code, Code::kUnavailable);
  EXPECT_EQ(oidc_->begin(at(7229)).error().code, Code::kUnavailable);
  EXPECT_EQ(issuer_.asked.size(), 3U);
  issuer_.is_down = false;
  begin(7230);
  EXPECT_EQ(issuer_.asked.size(), 4U);
}

TEST_F(OidcTest, BelievesNoDescriptionOfAnotherIssuerOrWithoutTls) {
  const auto answer = [&](const std::string& issuer, const std::string& authorization, const std::string& token) {
    issuer_.discovery = R"({"issuer":")" + issuer + R"(","authorization_endpoint":")" + authorization +
                        R"(","token_endpoint":")" + token + R"("})";
    oidc_ = *Oidc::make(settings_, issuer_);
    const Result<Oidc::Begun> begun = oidc_->begin(at(0));
    return begun.has_value() ? "" : begun.error().where;
  };
  const std::string good = "https://login.example.cn/x";
  EXPECT_EQ(answer(kIssuer, good, good), "");
  EXPECT_EQ(answer(std::string(kIssuer) + "/", good, good), "issuer");
  EXPECT_EQ(answer(kIssuer, good, ""), "token_endpoint");
  EXPECT_EQ(answer(kIssuer, good, "http://127.0.0.1:8080/token"), "");
  EXPECT_EQ(answer(kIssuer, good, "http://[::1]:8080/token"), "");
  for (const std::string bad :
       {"http://login.example.cn/x", "http://127.0.0.1.example.cn/x", "http://127.0.0.1@example.cn/x", "//x",
        "https://", "javascript:alert(1)", "https://a/x#y", "https://a/\\r\\nSet-Cookie:x", "https://a/ b",
        "http://localhost\\\\@b/"}) {
    EXPECT_EQ(answer(kIssuer, bad, good), "authorization_endpoint") << bad;
    EXPECT_EQ(answer(kIssuer, good, bad), "token_endpoint") << bad;
  }
  issuer_.discovery = "[]";
  oidc_ = *Oidc::make(settings_, issuer_);
  EXPECT_EQ(oidc_->begin(at(0)).error().code, Code::kUnavailable);
  issuer_.discovery_status = 404;
  oidc_ = *Oidc::make(settings_, issuer_);
  EXPECT_EQ(oidc_->begin(at(0)).error().where, "HTTP 404");
}

TEST_F(OidcTest, SaysWhatIsWrongWithItsSettings) {
  const auto where = [&](const std::function<void(OidcSettings&)>& spoil) {
    OidcSettings settings = settings_;
    spoil(settings);
    const auto made = Oidc::make(settings, issuer_);
    return made.has_value() ? "" : made.error().where;
  };
  EXPECT_EQ(where([](OidcSettings&) {}), "");
  EXPECT_EQ(where([](OidcSettings& s) { s.issuer = "http://login.example.cn"; }), "oidc.issuer");
  EXPECT_EQ(where([](OidcSettings& s) { s.issuer = "http://127.0.0.1:99"; }), "");
  EXPECT_EQ(where([](OidcSettings& s) { s.site = "http://bihuan.example.cn"; }), "oidc.site");
  EXPECT_EQ(where([](OidcSettings& s) { s.site = "https://bihuan.example.cn?a"; }), "oidc.site");
  EXPECT_EQ(where([](OidcSettings& s) { s.client_id = ""; }), "oidc.client_id");
  EXPECT_EQ(where([](OidcSettings& s) { s.login_claim = ""; }), "oidc.login_claim");
  write_secret("\n");
  EXPECT_EQ(where([](OidcSettings&) {}), "oidc.client_secret_file") << "empty";
  for (const fs::perms reader : {fs::perms::group_read, fs::perms::others_read}) {
    write_secret("secret", fs::perms::owner_read | reader);
    EXPECT_EQ(where([](OidcSettings&) {}), "oidc.client_secret_file");
  }
  OidcSettings settings = settings_;
  settings.client_secret_file += "-none";
  EXPECT_EQ(Oidc::make(settings, issuer_).error().code, Code::kNotFound);
}

// --- the routes ---

class OidcRoutes : public OidcTest {
 protected:
  void SetUp() override {
    OidcTest::SetUp();
    Access access = office_.access();
    access.oidc = oidc_.get();
    application_ = std::make_unique<Application>(desk_, office_.office(), access, clock_, ApplicationOptions{});
    office_.session_of(records::DeskRole::kReader);  // the account "reader"
  }
  Response get(const std::string& target, const std::string& cookie = "") {
    Request request;
    request.target = target;
    request.headers = {{"Host", "127.0.0.1:8710"}};
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    return application_->handle(request);
  }
  // Goes to the issuer, which vouches for `name`, and comes back with `more` in the address.
  Response come_back(const std::string& name, const std::string& more = "") {
    const Response sent = get("/api/v1/session/oidc");
    EXPECT_EQ(sent.status, 302);
    std::map<std::string, std::string> said = fields(std::string(sent.header("Location")));
    begin();
    issuer_.claims["nonce"] = "\"" + said["nonce"] + "\"";
    issuer_.claims["preferred_username"] = "\"" + name + "\"";
    const std::string cookie(sent.header("Set-Cookie"));
    return get("/api/v1/session/oidc/return?code=c&state=" + said["state"] + more, cookie.substr(0, cookie.find(';')));
  }

  FixedClock clock_{to_instant(Date(2031, 5, 6), 9)};
  PlanDesk desk_ = sample_desk(clock_);
  SampleOffice office_{clock_};
  std::unique_ptr<Application> application_;
};

TEST_F(OidcRoutes, ASessionComesOfIt) {
  EXPECT_THAT(get("/api/v1/desk").body, HasSubstr(R"("has_oidc":true)"));
  const Response sent = get("/api/v1/session/oidc");
  EXPECT_THAT(
      std::string(sent.header("Set-Cookie")),
      testing::ContainsRegex("^bihuan_oidc=[A-Za-z0-9_-]{43}; Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax; "
                             "Max-Age=600$"));
  // What issuers add to the address does no harm.
  const Response done = come_back("reader", "&session_state=1&iss=x");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(done.header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(done.body, HasSubstr(R"(<meta http-equiv="refresh" content="0;url=/">)"));
  EXPECT_THAT(done.body, Not(HasSubstr("<script")));
  std::vector<std::string> cookies;
  for (const auto& [name, value] : done.headers) {
    if (name == "Set-Cookie") cookies.push_back(value);
  }
  ASSERT_EQ(cookies.size(), 2U);
  EXPECT_THAT(cookies[0], HasSubstr("SameSite=Strict"));
  EXPECT_THAT(cookies[1], StartsWith("bihuan_oidc=; "));
  EXPECT_THAT(get("/api/v1/me", cookies[0].substr(0, cookies[0].find(';'))).body,
              HasSubstr(R"("login_name":"reader")"));
}

TEST_F(OidcRoutes, WhoHasNoAccountHereIsRefusedAndTold) {
  for (const char* name : {"nobody", "READER", "reader ", "<b>"}) {
    const Response refused = come_back(name);
    EXPECT_EQ(refused.status, 401) << name;
    EXPECT_EQ(refused.header("Set-Cookie"), "") << name;
    EXPECT_THAT(refused.body, HasSubstr("在本系统没有可用的账户")) << name;
    EXPECT_THAT(refused.body, HasSubstr(R"(<a href="/enter">)")) << name;
  }
}

TEST_F(OidcRoutes, EveryOtherEndIsAPageToo) {
  EXPECT_EQ(get("/api/v1/session/oidc/return?code=c&state=s").status, 401) << "nothing begun";
  EXPECT_EQ(get("/api/v1/session/oidc/return").status, 401);
  const Response denied = come_back("reader", "&error=access_denied&error_description=%3Cscript%3E");
  EXPECT_EQ(denied.status, 401);
  EXPECT_THAT(denied.body, HasSubstr("没有同意"));
  EXPECT_THAT(denied.body, Not(HasSubstr("script")));
  issuer_.token_status = 500;
  EXPECT_EQ(come_back("reader").status, 503);
}

TEST_F(OidcRoutes, WhereItIsNotConfiguredThereIsNoSuchPage) {
  application_ = std::make_unique<Application>(desk_, office_.office(), office_.access(), clock_, ApplicationOptions{});
  EXPECT_EQ(get("/api/v1/session/oidc").status, 404);
  EXPECT_EQ(get("/api/v1/session/oidc/return?code=c&state=s").status, 404);
  EXPECT_THAT(get("/api/v1/desk").body, HasSubstr(R"("has_oidc":false)"));
}

}  // namespace
}  // namespace bihuan::server
