// Routes of accounts: signing in and out, the own account, units and their people.
#include <algorithm>
#include <utility>

#include "server/account_api.h"
#include "server/api.h"
#include "server/application.h"
#include "server/guard.h"
#include "server/internal/route_makers.h"

namespace bihuan::server {
namespace {

Result<api::Me> describe(Access& access, const records::SignedIn& who) {
  api::Me me;
  me.name = who.actor.name;
  me.login_name = who.account.login_name;
  for (const records::DeskRole role : who.actor.roles) {
    me.roles.push_back(records::word_of(role));
    me.role_titles.emplace_back(records::title_of(role));
  }
  for (const records::Seat& seat : who.actor.seats) {
    BIHUAN_TRY(const records::Unit unit, access.organisation.unit(seat.unit_id));
    std::string for_person;
    if (!seat.for_person.empty()) {
      BIHUAN_TRY(const records::Person person, access.organisation.person(seat.for_person));
      for_person = person.name;
    }
    me.seats.push_back({unit.unit_id, unit.name, records::word_of(seat.post), for_person});
  }
  for (const records::Right& right : access.rights.all()) {
    if (access.rights.scope_of(who.actor, right.id) != records::Scope::kNone) me.rights.push_back(right.id);
  }
  me.must_change_password = who.must_change_password;
  me.must_use_codes = who.must_use_codes;
  me.has_password = who.has_password;
  me.totp_is_on = who.totp_is_on;
  me.csrf_token = who.csrf;
  if (std::ranges::any_of(who.actor.roles, records::is_administrator)) me.warning = access.accounts.policy().warning;
  return me;
}

// The answer to somebody who tried to sign in.
Response greet(Application& application, const Call& call, const Result<records::SignIn>& result) {
  if (!result.has_value()) return error_response(result.error());
  if (result->refusal == records::SignInRefusal::kCodeWanted) {
    return error_response(401, "code_required", "请输入动态口令。", "动态口令");
  }
  if (result->refusal == records::SignInRefusal::kWrong) {
    return error_response(401, "sign_in_refused",
                          "登录名、口令或链接不正确，或已过期。连续出错会锁定账户，请稍后再试，或找系统管理员。", "登录");
  }
  Access& access = application.access();
  const Result<std::optional<records::SignedIn>> who =
      access.accounts.find_session(call.caller.visit, result->session);
  if (!who.has_value()) return error_response(who.error());
  if (!*who) return error_response(401, "sign_in_refused", "账户已停用。", "登录");
  const Result<api::Me> me = describe(access, **who);
  if (!me.has_value()) return error_response(me.error());
  Response response = json_response(*me, 200);
  response.set("Set-Cookie", session_cookie(result->session, application.options().is_encrypted));
  return response;
}

Response enter(Application& application, const Call& call, const api::SignInRequest& in) {
  return greet(application, call,
               application.access().accounts.sign_in(call.caller.visit, in.login_name, in.password, in.code));
}

Response enter_by_link(Application& application, const Call& call, const api::LinkRequest& in) {
  // The demonstration prints its links for whoever sits at the machine; elsewhere they travel over TLS only.
  const bool may_come_from_afar = application.options().is_encrypted && !application.desk().desk().is_demonstration;
  if (!is_loopback(call.request.peer) && !may_come_from_afar) {
    return error_response(403, "forbidden", "一次性登录链接只能在本机使用；要在别的机器上用，服务须以--tls启动。", "登录");
  }
  return greet(application, call, application.access().accounts.sign_in_by_link(call.caller.visit, in.token));
}

Response leave(Application& application, const Call& call, const api::Nothing& /*in*/) {
  const Status status = application.access().accounts.sign_out(*call.caller.who, call.caller.session);
  if (!status.has_value()) return error_response(status.error());
  Response response = json_response(api::Nothing{}, 200);
  response.set("Set-Cookie", session_cookie("", application.options().is_encrypted));
  return response;
}

template <class In, class Work>
auto quietly(Work work) {
  return [work](Application& application, const Call& call, const In& in) -> Result<api::Nothing> {
    BIHUAN_CHECK(work(application.access().accounts, call, in));
    return api::Nothing{};
  };
}

api::Token shown(const records::ApiToken& token, std::string secret) {
  return {token.token_id, token.name,       token.rights,     token.made_at,
          token.expires_at, token.is_revoked, std::move(secret)};
}

Result<api::Token> make_token(Application& application, const Call& call, const api::TokenRequest& in) {
  Access& access = application.access();
  for (const std::string& right : in.rights) {
    if (access.rights.scope_of(call.actor(), right) == records::Scope::kNone) {
      return fail(Code::kInvalidInput, "您没有“" + right + "”这项权限，令牌也不能有。", "rights");
    }
  }
  BIHUAN_TRY(auto made, access.accounts.make_token(*call.caller.who, in.name, in.rights, in.days));
  return shown(made.first, std::move(made.second));
}

Result<api::TokenList> list_tokens(Application& application, const Call& call) {
  BIHUAN_TRY(const std::vector<records::ApiToken> tokens,
             application.access().accounts.tokens(call.caller.who->account.account_id));
  api::TokenList list;
  for (const records::ApiToken& token : tokens) list.tokens.push_back(shown(token, ""));
  return list;
}

Result<api::UnitList> list_units(Application& application, const Call& call) {
  BIHUAN_TRY(const std::vector<records::Unit> units,
             application.access().organisation.units(to_date(call.caller.visit.at)));
  api::UnitList list;
  for (const records::Unit& unit : units) {
    list.units.push_back({unit.unit_id, unit.name, unit.full_name, std::string(plans::to_string(unit.kind))});
  }
  return list;
}

Result<api::PeopleInUnit> list_people(Application& application, const Call& call) {
  records::OrganisationBook& organisation = application.access().organisation;
  BIHUAN_TRY(const records::Unit unit, organisation.unit(call.path.at("unit")));
  BIHUAN_TRY(const std::vector<records::PersonSeat> seats,
             organisation.seats_in(unit.unit_id, to_date(call.caller.visit.at)));
  api::PeopleInUnit list;
  for (const records::PersonSeat& seat : seats) {
    BIHUAN_TRY(const records::Person person, organisation.person(seat.person_id));
    list.people.push_back({person.person_id, person.name, records::word_of(seat.post)});
  }
  return list;
}

Result<api::AccountList> list_accounts(Application& application, const Call& /*call*/) {
  Access& access = application.access();
  BIHUAN_TRY(const std::vector<records::Account> accounts, access.accounts.list());
  api::AccountList list;
  list.warning = access.accounts.policy().warning;
  for (const records::Account& account : accounts) {
    BIHUAN_TRY(const records::Person person, access.organisation.person(account.person_id));
    api::AccountSummary summary{account.account_id, account.login_name, person.name, {}, account.is_enabled};
    for (const records::DeskRole role : account.roles) summary.roles.push_back(records::word_of(role));
    list.accounts.push_back(std::move(summary));
  }
  return list;
}

}  // namespace

void add_account_routes(std::vector<Route>& all) {
  all.push_back(answer_route<api::SignInRequest, api::Me>("/api/v1/session", "sign_in", "登录", "Sign in", 200, &enter));
  all.push_back(answer_route<api::LinkRequest, api::Me>("/api/v1/session/link", "sign_in_by_link", "用一次性链接登录",
                                                        "Sign in by a one-time link", 200, &enter_by_link));
  all.push_back(
      answer_route<api::Nothing, api::Nothing>("/api/v1/session/end", "sign_out", "退出登录", "Sign out", 200, &leave));
  all.push_back(read_route<api::Me>(
      "/api/v1/me", "me", "我的账户", "The account that is signed in", {},
      [](Application& application, const Call& call) { return describe(application.access(), *call.caller.who); }));
  all.push_back(write_route<api::PasswordRequest, api::Nothing>(
      "/api/v1/me/password", "change_password", "设置新口令", "Set a new password", 200,
      quietly<api::PasswordRequest>([](records::Accounts& accounts, const Call& call, const api::PasswordRequest& in) {
        return accounts.change_password(*call.caller.who, call.caller.session, in.old_password, in.new_password);
      })));
  all.push_back(write_route<api::Nothing, api::Enrolment>(
      "/api/v1/me/totp", "begin_totp", "生成动态口令密钥", "Begin with one-time codes", 200,
      [](Application& application, const Call& call, const api::Nothing&) -> Result<api::Enrolment> {
        BIHUAN_TRY(records::TotpEnrolment made, application.access().accounts.begin_totp(*call.caller.who));
        return api::Enrolment{std::move(made.key), std::move(made.uri)};
      }));
  all.push_back(write_route<api::CodeRequest, api::Nothing>(
      "/api/v1/me/totp/confirm", "confirm_totp", "启用动态口令", "Switch one-time codes on", 200,
      quietly<api::CodeRequest>([](records::Accounts& accounts, const Call& call, const api::CodeRequest& in) {
        return accounts.confirm_totp(*call.caller.who, in.code);
      })));
  all.push_back(read_route<api::TokenList>("/api/v1/me/tokens", "list_tokens", "我的令牌", "My API tokens", {},
                                           &list_tokens));
  all.push_back(write_route<api::TokenRequest, api::Token>("/api/v1/me/tokens", "make_token", "新建令牌",
                                                           "Make an API token", 201, &make_token));
  all.push_back(write_route<api::Nothing, api::Nothing>(
      "/api/v1/me/tokens/{token}/revoke", "revoke_token", "作废令牌", "Revoke an API token", 200,
      quietly<api::Nothing>([](records::Accounts& accounts, const Call& call, const api::Nothing&) {
        return accounts.revoke_token(*call.caller.who, call.path.at("token"));
      })));
  all.push_back(read_route<api::UnitList>("/api/v1/units", "list_units", "单位", "Units", {}, &list_units));
  all.push_back(read_route<api::PeopleInUnit>("/api/v1/units/{unit}/people", "list_people", "单位的人员和岗位",
                                              "Who sits in a unit", {}, &list_people));
  all.push_back(
      read_route<api::AccountList>("/api/v1/accounts", "list_accounts", "账户", "Accounts", {}, &list_accounts));
}

}  // namespace bihuan::server
