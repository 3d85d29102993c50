#include "server/access.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "server/application.h"
#include "server/routes.h"
#include "server/sample_desk.h"
#include "server/sample_office.h"

namespace bihuan::server {
namespace {

using records::DeskRole;
using testing::HasSubstr;

// Which roles each route lets in, for their own unit and for another: written down by hand, not taken from rights.toml.
// O office S section T station B branch E enforcement L leader R reader; Y system, C security, A audit administrator.
// "+" everyone, "*" every account. A route without a row here fails the test.
struct Row {
  const char* route;
  const char* own;
  const char* foreign;
};
constexpr const char* kReaders = "OSTBELR";
constexpr Row kRows[] = {
    {"health", "+", "+"},
    {"openapi", "+", "+"},
    {"desk", "+", "+"},
    {"sign_in", "+", "+"},
    {"sign_in_by_link", "+", "+"},
    {"begin_oidc", "+", "+"},
    {"finish_oidc", "+", "+"},
    {"sign_out", "*", "*"},
    {"me", "*", "*"},
    {"change_password", "*", "*"},
    {"begin_totp", "*", "*"},
    {"confirm_totp", "*", "*"},
    {"list_tokens", "*", "*"},
    {"make_token", "*", "*"},
    {"revoke_token", "*", "*"},
    {"list_units", "*", "*"},
    {"list_people", "OLYSTBE", "OLY"},
    {"list_accounts", "YCA", "YCA"},
    {"get_account", "YCA", "YCA"},
    {"add_account", "Y", "Y"},
    {"disable_account", "Y", "Y"},
    {"enable_account", "Y", "Y"},
    {"reset_account", "Y", "Y"},
    {"set_roles", "C", "C"},
    {"get_unit", "*", "*"},
    {"add_unit", "Y", "Y"},
    {"change_unit", "Y", "Y"},
    {"list_all_people", "OLYC", "OLYC"},
    {"add_person", "Y", "Y"},
    {"add_seat", "Y", "Y"},
    {"end_seat", "Y", "Y"},
    {"list_deputies", "OSTBELY", "OSTBELY"},
    {"add_deputy", "OSTBELY", "OSTBELY"},
    {"end_deputy", "OSTBELY", "OSTBELY"},
    {"list_notices", "OSTBELRA", "OSTBELRA"},
    {"mark_notices_read", "OSTBELRA", "OSTBELRA"},
    {"list_channels", "OY", "OY"},
    {"add_channel", "OY", "OY"},
    {"change_channel", "OY", "OY"},
    {"list_deliveries", "OY", "OY"},
    {"try_again", "OY", "OY"},
    {"give_up_delivery", "OY", "OY"},
    {"get_unit_calendar", kReaders, "OLR"},
    {"get_burden", "OL", "OL"},
    {"list_journal", "A", "A"},
    {"verify_journal", "A", "A"},
    {"list_plans", kReaders, kReaders},
    {"get_plan", kReaders, kReaders},
    {"list_versions", kReaders, kReaders},
    {"get_difference", kReaders, kReaders},
    {"get_task_sheet_xlsx", kReaders, kReaders},
    {"get_task_sheet_docx", kReaders, kReaders},
    {"get_file", kReaders, kReaders},
    {"preview_plan", "O", "O"},
    {"store_plan", "O", "O"},
    {"add_correction", "O", "O"},
    {"withdraw_correction", "O", "O"},
    {"confirm_correction", "O", "O"},
    {"issue_tasks", "O", "O"},
    {"list_tasks", kReaders, kReaders},
    {"get_task", kReaders, kReaders},
    {"set_schedule", "OSTBE", "OSTBE"},
    {"get_coverage", kReaders, kReaders},
    {"decide_subset", "O", "O"},
    {"get_unit_plan", kReaders, kReaders},
    {"add_measure", "OSTBE", ""},
    {"change_measure", "OSTBE", ""},
    {"submit_measures", "OSTBE", ""},
    {"approve_measures", "OSTBE", ""},
    {"return_measures", "OSTBE", ""},
    {"open_round", "O", "O"},
    {"list_rounds", kReaders, kReaders},
    {"get_round", kReaders, kReaders},
    {"get_progress", kReaders, kReaders},
    {"set_figure", "O", "O"},
    {"close_round", "O", "O"},
    {"get_bulletin", "O", "O"},
    {"get_entries", kReaders, "OLR"},
    {"fill_entries", "OSTBE", ""},
    {"submit_entries", "OSTBE", ""},
    {"check_entries", "OSTBEL", "O"},
    {"pass_entries", "OSTBEL", "O"},
    {"return_entry", "OSTBEL", "O"},
    {"merge_entries", "O", "O"},
    {"get_unit_sheet", kReaders, "OLR"},
    {"take_unit_sheet", "OSTBE", ""},
    {"list_duties", kReaders, kReaders},
    {"list_waiting_duties", kReaders, kReaders},
    {"settle_duty", "OSTBE", "OSTBE"},
    {"record_duty", "OSTBE", ""},
    {"withdraw_duty", "OSTBE", ""},
    {"get_duty_file", kReaders, kReaders},
    {"case_words", kReaders, kReaders},
    {"list_cases", kReaders, kReaders},
    {"case_board", kReaders, kReaders},
    {"get_case", kReaders, kReaders},
    {"get_case_attachment", kReaders, kReaders},
    {"get_case_draft", "OL", "OL"},
    {"evaluate_file", kReaders, kReaders},
    {"evaluate_file_workbook", kReaders, kReaders},
    {"preview_readings", kReaders, kReaders},
    {"store_readings", "OST", "OST"},
    {"list_papers", kReaders, kReaders},
    {"get_paper", kReaders, kReaders},
    {"get_paper_file", kReaders, kReaders},
    {"draft_case_paper", "O", "O"},
    {"draft_bulletin", "O", "O"},
    {"revise_paper", "O", "O"},
    {"withdraw_paper", "O", "O"},
    {"issue_paper", "L", "L"},
    {"return_paper", "L", "L"},
    {"official_words", kReaders, kReaders},
    {"list_target_values", kReaders, kReaders},
    {"get_target_values", kReaders, kReaders},
    {"list_official_figures", kReaders, kReaders},
    {"list_series_figures", kReaders, kReaders},
    {"get_official_figure", kReaders, kReaders},
    {"get_official_file", kReaders, kReaders},
    {"add_official_figure", "O", "O"},
    {"revise_official_figure", "O", "O"},
    {"withdraw_official_figure", "O", "O"},
    {"open_case", "OL", "OL"},
    {"take_case_step", "OSTBEL", "OSTBEL"},
    {"preview_case_import", "O", "O"},
    {"import_cases", "O", "O"},
    {"list_adjustments", "OSTBELRCA", "OSTBELRCA"},
    {"ask_adjustment", "OSTBELC", "OSTBELC"},
    {"decide_adjustment", "OLA", "OLA"},
    {"list_devices", kReaders, kReaders},
    {"get_device", kReaders, kReaders},
    {"list_quarantine", kReaders, kReaders},
    {"list_device_events", kReaders, kReaders},
    {"list_frames", kReaders, kReaders},
    {"get_frame", kReaders, kReaders},
    {"watch_frames", kReaders, kReaders},
    {"list_device_orders", kReaders, kReaders},
    {"register_device", "OTE", "OTE"},
    {"change_device", "OTE", "OTE"},
    {"ask_device_order", "OTE", "OTE"},
    {"decide_device_order", "OTEL", "OTEL"},
    {"list_sites", kReaders, kReaders},
    {"get_site", kReaders, kReaders},
    {"add_site", "OT", "OT"},
    {"change_site", "OT", "OT"},
    {"import_sites", "OT", "OT"},
    {"list_observed_sites", kReaders, kReaders},
    {"list_series", kReaders, kReaders},
    {"get_series_values", kReaders, kReaders},
    {"get_series_limits", kReaders, kReaders},
    {"get_series_rollups", kReaders, kReaders},
    {"get_point", kReaders, kReaders},
    {"get_completeness", kReaders, kReaders},
    {"export_values", kReaders, kReaders},
    {"list_import_ways", kReaders, kReaders},
    {"list_imports", kReaders, kReaders},
    {"get_import", kReaders, kReaders},
    {"get_import_file", kReaders, kReaders},
    {"list_value_marks", kReaders, kReaders},
    {"get_value_mark", kReaders, kReaders},
    {"sensor_things_0", kReaders, kReaders},
    {"sensor_things_1", kReaders, kReaders},
    {"sensor_things_2", kReaders, kReaders},
    {"sensor_things_3", kReaders, kReaders},
    {"sensor_things_4", kReaders, kReaders},
    {"sensor_things_5", kReaders, kReaders},
    {"sensor_things_6", kReaders, kReaders},
    {"sensor_things_7", kReaders, kReaders},
    {"sensor_things_8", kReaders, kReaders},
    {"sensor_things_9", kReaders, kReaders},
    {"sensor_things_10", kReaders, kReaders},
    {"sensor_things_11", kReaders, kReaders},
    {"sensor_things_12", kReaders, kReaders},
    {"preview_import", "OST", "OST"},
    {"list_import_problems", "OST", "OST"},
    {"import_sheet", "OST", "OST"},
    {"undo_import", "OST", "OST"},
    {"judge_values", "TE", "TE"},
    {"check_values", "TE", "TE"},
    {"list_retention_rules", "OTELCA", "OTELCA"},
    {"list_retentions", "OTELCA", "OTELCA"},
    {"get_retention", "OTELCA", "OTELCA"},
    {"preview_retention", "OT", "OT"},
    {"ask_retention", "OT", "OT"},
    {"decide_retention", "LC", "LC"},
    {"list_holds", "OTELCA", "OTELCA"},
    {"hold_values", "OTEL", "OTEL"},
    {"release_hold", "OTEL", "OTEL"},
    {"get_scheme", kReaders, kReaders},
    {"list_scheme_lines", kReaders, kReaders},
    {"get_scheme_calendar", kReaders, kReaders},
    {"get_scheme_line", kReaders, kReaders},
    {"list_scheme_gaps", kReaders, kReaders},
    {"compare_scheme", kReaders, kReaders},
    {"import_scheme", "OT", "OT"},
    {"end_scheme_line", "OT", "OT"},
    {"bind_scheme", "OT", "OT"},
    {"unbind_scheme", "OT", "OT"},
};
constexpr std::pair<char, DeskRole> kRoles[] = {
    {'O', DeskRole::kOffice},     {'S', DeskRole::kSection},     {'T', DeskRole::kStation},
    {'B', DeskRole::kBranch},     {'E', DeskRole::kEnforcement}, {'L', DeskRole::kLeader},
    {'R', DeskRole::kReader},     {'Y', DeskRole::kSystemAdmin}, {'C', DeskRole::kSecurityAdmin},
    {'A', DeskRole::kAuditAdmin},
};

class AccessTest : public testing::Test {
 protected:
  // 0: let in.
  int ask(const Route& route, const char* unit, const std::function<void(Request&)>& dress) {
    Request request;
    request.method = route.method;
    dress(request);
    Access access = office_.access();
    const Result<Caller> caller = identify(access, request, clock_.now());
    EXPECT_TRUE(caller.has_value());
    const std::optional<Response> refusal = refuse_access(access, route, {{"unit", unit}}, request, *caller);
    return refusal ? refusal->status : 0;
  }
  static const Route& route(const std::string& id) { return *std::ranges::find(routes(), id, &Route::id); }
  auto as(DeskRole role) {
    return [this, role](Request& request) { office_.sign(request, role); };
  }

  FixedClock clock_{to_instant(Date(2031, 5, 6), 9)};
  SampleOffice office_{clock_};
};

TEST_F(AccessTest, EveryRouteForEveryRoleAndForOwnAndForeignUnits) {
  for (const Route& one : routes()) {
    const auto row = std::ranges::find_if(kRows, [&](const Row& r) { return one.id == r.route; });
    ASSERT_NE(row, std::end(kRows)) << one.id << " has no row";
    const std::string own = row->own, foreign = row->foreign;
    EXPECT_EQ(ask(one, SampleOffice::kOwn, [](Request&) {}), own == "+" ? 0 : 401) << one.id << " without an account";
    for (const auto& [letter, role] : kRoles) {
      for (const auto& [unit, roles] : {std::pair{SampleOffice::kOwn, own}, {SampleOffice::kForeign, foreign}}) {
        const bool is_let_in = roles == "+" || roles == "*" || roles.find(letter) != std::string::npos;
        EXPECT_EQ(ask(one, unit, as(role)), is_let_in ? 0 : 403) << one.id << " " << letter << " " << unit;
      }
    }
  }
  for (const Row& row : kRows)
    EXPECT_NE(std::ranges::find(routes(), row.route, &Route::id), routes().end()) << row.route;
}

TEST_F(AccessTest, ARouteThatSaysNothingLetsNobodyIn) {
  const Route silent;
  for (const auto& [letter, role] : kRoles) EXPECT_EQ(ask(silent, SampleOffice::kOwn, as(role)), 403) << letter;
}

TEST_F(AccessTest, EveryRightThatARouteNamesIsInTheTable) {
  Access access = office_.access();
  for (const Route& one : routes()) {
    if (one.allow == Allow::kRight) {
      EXPECT_NE(access.rights.find(one.right), nullptr) << one.id;
    }
  }
}

TEST_F(AccessTest, WritesNeedTheTokenOfTheSameSession) {
  const std::string& office = office_.session_of(DeskRole::kOffice);
  const std::string& leader = office_.session_of(DeskRole::kLeader);
  const auto with = [&](const std::string& session, const std::string& csrf) {
    return [=](Request& request) {
      request.headers.emplace_back("Cookie", "a=b; " + std::string(kSessionCookie) + "=" + session);
      if (!csrf.empty()) request.headers.emplace_back("X-CSRF-Token", csrf);
    };
  };
  const Route& write = route("add_correction");
  EXPECT_EQ(ask(write, "", with(office, records::csrf_of(office))), 0);
  EXPECT_EQ(ask(write, "", with(office, "")), 403);
  EXPECT_EQ(ask(write, "", with(office, records::csrf_of(leader))), 403);
  EXPECT_EQ(ask(write, "", with("none", records::csrf_of(office))), 401);
  EXPECT_EQ(ask(route("list_plans"), "", with(office, "")), 0) << "reading needs none";
}

TEST_F(AccessTest, TokensReachNoFurtherThanTheirScopeAndTheirOwner) {
  Access access = office_.access();
  const records::Visit visit{"测试", clock_.now(), clock_.now()};
  const auto who = *access.accounts.find_session(visit, office_.session_of(DeskRole::kOffice));
  const auto secret = access.accounts.make_token(*who, "报表", {"plan.read", "account.read"}, 1)->second;
  const auto bearer = [&](Request& request) { request.headers.emplace_back("Authorization", "Bearer " + secret); };
  EXPECT_EQ(ask(route("list_plans"), "", bearer), 0);
  EXPECT_EQ(ask(route("add_correction"), "", bearer), 403) << "the office may, this token may not";
  EXPECT_EQ(ask(route("list_accounts"), "", bearer), 403) << "a token gives no right that its owner has not got";
  EXPECT_EQ(ask(route("change_password"), "", bearer), 403);
  EXPECT_EQ(ask(route("me"), "", bearer), 403);
  clock_.advance(86400);
  EXPECT_EQ(ask(route("list_plans"), "", bearer), 401) << "expired";
}

class SignInTest : public AccessTest {
 protected:
  Response post(const std::string& target, const std::string& body, const std::string& session = "",
                const std::string& peer = "127.0.0.1") {
    Request request;
    request.method = Method::kPost;
    request.target = target;
    request.body = body;
    request.peer = peer;
    request.headers = {{"Host", "127.0.0.1:8710"}, {"Content-Type", "application/json"}};
    if (!session.empty()) {
      request.headers.emplace_back("Cookie", std::string(kSessionCookie) + "=" + session);
      request.headers.emplace_back("X-CSRF-Token", records::csrf_of(session));
    }
    return application_.handle(request);
  }
  static std::string session_in(const Response& response) {
    const std::string header(response.header("Set-Cookie"));
    const std::size_t begin = header.find('=') + 1;
    return header.substr(begin, header.find(';') - begin);
  }
  // An account that must set its password first, and a link to it.
  std::string link() {
    records::Actor admin = sample_actor("系统管理员", clock_.now());
    const auto person = office_.access().organisation.add_person(admin, {"", 1, "周敏", ""});
    const auto account = office_.accounts().add(admin, {person->person_id, "zhoumin", {DeskRole::kOffice}});
    return *office_.accounts().make_link(admin, account->account_id);
  }

  PlanDesk desk_ = sample_desk(clock_);
  Application application_{desk_, office_.office(), office_.access(), clock_, {}};
};

TEST_F(SignInTest, FromTheFirstLinkToThePasswordAndOut) {
  const Response entered = post("/api/v1/session/link", R"({"token":")" + link() + R"("})");
  ASSERT_EQ(entered.status, 200) << entered.body;
  const std::string set(entered.header("Set-Cookie"));
  for (const char* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict"}) EXPECT_THAT(set, HasSubstr(part));
  EXPECT_THAT(entered.body, HasSubstr(R"("must_change_password":true)"));
  EXPECT_THAT(entered.body, testing::Not(HasSubstr(session_in(entered)))) << "the secret is in the cookie alone";
  const std::string first = session_in(entered);

  Request read;
  read.target = "/api/v1/plans";
  read.headers = {{"Host", "127.0.0.1"}, {"Cookie", std::string(kSessionCookie) + "=" + first}};
  const Response early = application_.handle(read);
  EXPECT_EQ(early.status, 403);
  EXPECT_THAT(early.body, HasSubstr("password_change_required"));
  EXPECT_EQ(post("/api/v1/me/password", R"({"old_password":"","new_password":"short"})", first).status, 400);
  EXPECT_EQ(post("/api/v1/me/password", R"({"old_password":"","new_password":"Qinghe-2031"})", first).status, 200);
  EXPECT_EQ(application_.handle(read).status, 200);

  const std::string good = R"({"login_name":"zhoumin","password":"Qinghe-2031","code":""})";
  const Response again = post("/api/v1/session", good);
  ASSERT_EQ(again.status, 200) << again.body;
  const std::string second = session_in(again);
  EXPECT_NE(second, first) << "a new session each time";
  const Response out = post("/api/v1/session/end", "{}", second);
  EXPECT_EQ(out.status, 200);
  EXPECT_THAT(std::string(out.header("Set-Cookie")), HasSubstr("Max-Age=0"));
  EXPECT_EQ(post("/api/v1/session/end", "{}", second).status, 401);
}

TEST_F(SignInTest, RefusalsDoNotTellWhatWasWrong) {
  const Response unknown = post("/api/v1/session", R"({"login_name":"nobody","password":"x","code":""})");
  (void)link();
  const Response wrong = post("/api/v1/session", R"({"login_name":"zhoumin","password":"x","code":""})");
  EXPECT_EQ(unknown.status, 401);
  EXPECT_EQ(unknown.body, wrong.body);
  EXPECT_EQ(unknown.header("Set-Cookie"), "");
  EXPECT_EQ(post("/api/v1/session", "{}").status, 400);
  EXPECT_EQ(post("/api/v1/session", "[").status, 400);
}

TEST_F(SignInTest, ALinkWorksOnThisMachineOnly) {
  const std::string body = R"({"token":")" + link() + R"("})";
  EXPECT_EQ(post("/api/v1/session/link", body, "", "10.1.2.3").status, 403);
  EXPECT_EQ(post("/api/v1/session/link", body, "", "::1").status, 200);
  EXPECT_EQ(post("/api/v1/session/link", body).status, 401) << "used";
}

TEST_F(SignInTest, OnlyHashingRoutesGoToTheWorkerForHashes) {
  const auto hashes = [](Method method, const std::string& target) {
    Request request;
    request.method = method;
    request.target = target;
    return Application::hashes(request);
  };
  EXPECT_TRUE(hashes(Method::kPost, "/api/v1/session"));
  EXPECT_TRUE(hashes(Method::kPost, "/api/v1/me/password"));
  EXPECT_FALSE(hashes(Method::kGet, "/api/v1/plans"));
  EXPECT_FALSE(hashes(Method::kGet, "/api/v1/%2e%2e"));
}

}  // namespace
}  // namespace bihuan::server
