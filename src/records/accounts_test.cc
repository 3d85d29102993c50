#include "records/accounts.h"

#include <gmock/gmock.h>

#include "base/files.h"
#include "base/totp.h"
#include "records/journal.h"
#include "records/record_samples.h"

namespace bihuan::records {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kFirst = "Qinghe-2031";
constexpr const char* kSecond = "Qinghe-2032";

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    const std::string text =
        *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/office/account-policy.toml", 1U << 20U);
    accounts_ = std::make_unique<Accounts>(database_, hasher_, *load_account_policy(text, "p", "mlps3", "three"));
    admin_.name = "系统管理员";
    pass(0);
    person_ = organisation_.add_person(admin_, {"", 1, "周敏", ""})->person_id;
    account_ = *accounts_->add(admin_, {person_, "zhoumin", {DeskRole::kOffice}});
  }
  void pass(std::int64_t seconds) {
    now_ += seconds;
    visit_ = {"网页 10.1.2.3", kMorning, {now_}};
    admin_.at = kMorning;
    admin_.recorded_at = {now_};
  }
  // Signs in by a link and gives the account its first password.
  std::string with_password() {
    const std::string link = *accounts_->make_link(admin_, account_.account_id);
    const std::string session = accounts_->sign_in_by_link(visit_, link)->session;
    EXPECT_TRUE(accounts_->change_password(*who(session), session, "", kFirst));
    return session;
  }
  std::optional<SignedIn> who(const std::string& session) { return *accounts_->find_session(visit_, session); }
  SignIn sign_in(const std::string& password, const std::string& code = "") {
    return *accounts_->sign_in(visit_, "zhoumin", password, code);
  }
  std::vector<JournalEntry> journal(const std::string& what) {
    return *database_->read([&](Reader& reader) { return read_journal(reader, 0, 1000, {"", what, ""}); });
  }
  JournalReport verified() {
    return *database_->read([](Reader& reader) { return verify_journal(reader, {}); });
  }

  std::shared_ptr<Database> database_ = *open_memory_database();
  Argon2Hasher hasher_{{.memory_kib = 64, .passes = 1}};
  OrganisationBook organisation_{database_};
  std::unique_ptr<Accounts> accounts_;
  std::int64_t now_ = 1'900'000'000;
  Visit visit_;
  Actor admin_;
  std::string person_;
  Account account_;
};

TEST_F(AccountsTest, ANewAccountHasNoPasswordAtAll) {
  for (const char* password : {"", "zhoumin", "admin", "Admin@123", "123456"}) {
    EXPECT_EQ(sign_in(password).refusal, SignInRefusal::kWrong) << password;
  }
}

TEST_F(AccountsTest, ALinkIsGoodOnceAndNotForLong) {
  const std::string link = *accounts_->make_link(admin_, account_.account_id);
  const SignIn done = *accounts_->sign_in_by_link(visit_, link);
  ASSERT_EQ(done.refusal, SignInRefusal::kNone);
  const std::optional<SignedIn> me = who(done.session);
  ASSERT_TRUE(me.has_value());
  EXPECT_EQ(me->actor.name, "周敏");
  EXPECT_EQ(me->actor.account_id, account_.account_id);
  EXPECT_EQ(me->actor.origin, "网页 10.1.2.3");
  EXPECT_TRUE(me->must_change_password);
  EXPECT_EQ(accounts_->sign_in_by_link(visit_, link)->refusal, SignInRefusal::kWrong) << "used up";
  const std::string late = *accounts_->make_link(admin_, account_.account_id);
  pass(30 * 60);
  EXPECT_EQ(accounts_->sign_in_by_link(visit_, late)->refusal, SignInRefusal::kWrong) << "at the limit";
  EXPECT_EQ(accounts_->sign_in_by_link(visit_, "")->refusal, SignInRefusal::kWrong);
}

TEST_F(AccountsTest, SignsInWithItsPasswordOnly) {
  with_password();
  const SignIn done = sign_in(kFirst);
  ASSERT_EQ(done.refusal, SignInRefusal::kNone);
  EXPECT_FALSE(who(done.session)->must_change_password);
  EXPECT_EQ(sign_in("qinghe-2031").refusal, SignInRefusal::kWrong);
  EXPECT_EQ(sign_in(std::string(10000, 'x')).refusal, SignInRefusal::kWrong);
  EXPECT_EQ(accounts_->sign_in(visit_, "nobody", kFirst, "")->refusal, SignInRefusal::kWrong);
  EXPECT_EQ(accounts_->sign_in(visit_, "' or 1=1 --", kFirst, "")->refusal, SignInRefusal::kWrong);
  EXPECT_FALSE(who("").has_value());
  EXPECT_FALSE(who(done.session + "x").has_value());
  EXPECT_THAT(journal("account.signed_in"), SizeIs(2)) << "the link, the password";
  EXPECT_THAT(verified().findings, IsEmpty());
}

TEST_F(AccountsTest, NoSecretStandsInTheJournal) {
  const std::string session = with_password();
  const auto token = *accounts_->make_token(*who(session), "报表", {"plan.read"}, 30);
  const TotpEnrolment codes = *accounts_->begin_totp(*who(session));
  sign_in("Wrong-password-1");
  for (const JournalEntry& entry : journal("")) {
    for (const std::string& secret : {std::string(kFirst), std::string("Wrong-password-1"), std::string("$argon2id"),
                                      session, token.second, codes.key}) {
      EXPECT_THAT(entry.before + entry.after + entry.why + entry.subject, Not(HasSubstr(secret))) << entry.what;
    }
  }
}

TEST_F(AccountsTest, LocksAfterTooManyFailuresAndLongerEachTime) {
  with_password();
  for (int i = 0; i < 4; ++i) sign_in("wrong");
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kNone) << "four failures are forgotten";
  for (int i = 0; i < 5; ++i) sign_in("wrong");
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kWrong) << "locked: not even the right one";
  pass(20 * 60 - 1);
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kWrong);
  pass(1);
  for (int i = 0; i < 5; ++i) sign_in("wrong");
  pass(40 * 60 - 1);
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kWrong) << "the second lock-out is twice as long";
  pass(1);
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kNone);
  EXPECT_THAT(journal("account.locked"), SizeIs(2));
}

TEST_F(AccountsTest, GuessingDoesNotFillTheJournal) {
  with_password();
  const std::size_t before = journal("").size();
  for (int i = 0; i < 200; ++i) {
    (void)accounts_->sign_in(visit_, "nobody" + std::to_string(i), "x", "");
    sign_in("wrong");
  }
  EXPECT_LE(journal("").size() - before, 3U) << "one for names that there are not, one for the account, its lock";
  pass(60);
  (void)accounts_->sign_in(visit_, "nobody", "x", "");
  EXPECT_THAT(journal("account.sign_in_refused").back().after, HasSubstr(R"("failures":200)")) << "none is forgotten";
}

TEST_F(AccountsTest, SessionsEndWhenIdleAndInAnyCase) {
  with_password();
  const std::string idle = sign_in(kFirst).session;
  pass(30 * 60);
  EXPECT_TRUE(who(idle).has_value()) << "at the limit, which counts as use";
  pass(30 * 60 + 1);
  EXPECT_FALSE(who(idle).has_value());
  const std::string busy = sign_in(kFirst).session;
  for (int i = 0; i < 47; ++i) {
    pass(15 * 60);
    ASSERT_TRUE(who(busy).has_value()) << i;
  }
  pass(15 * 60);
  EXPECT_FALSE(who(busy).has_value()) << "twelve hours";
}

TEST_F(AccountsTest, SigningOutEndsThatSession) {
  const std::string first = with_password();
  const std::string second = sign_in(kFirst).session;
  EXPECT_NE(csrf_of(first), csrf_of(second));
  EXPECT_EQ(who(first)->csrf, csrf_of(first));
  ASSERT_TRUE(accounts_->sign_out(*who(first), first));
  EXPECT_FALSE(who(first).has_value());
  EXPECT_TRUE(who(second).has_value());
}

TEST_F(AccountsTest, ChangingThePasswordEndsTheOtherSessionsAndRefusesOldOnes) {
  const std::string first = with_password();
  const std::string second = sign_in(kFirst).session;
  EXPECT_EQ(accounts_->change_password(*who(second), second, "wrong", kSecond).error().message, "现用口令不正确");
  EXPECT_EQ(accounts_->change_password(*who(second), second, kFirst, "short").error().code, Code::kInvalidInput);
  EXPECT_EQ(accounts_->change_password(*who(second), second, kFirst, kFirst).error().message,
            "新口令不能是最近5次用过的口令");
  ASSERT_TRUE(accounts_->change_password(*who(second), second, kFirst, kSecond));
  EXPECT_FALSE(who(first).has_value());
  EXPECT_TRUE(who(second).has_value());
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kWrong);
  EXPECT_EQ(sign_in(kSecond).refusal, SignInRefusal::kNone);
  pass(91 * 86400);
  const std::string old = sign_in(kSecond).session;
  EXPECT_TRUE(who(old)->must_change_password) << "ninety days are over";
}

TEST_F(AccountsTest, CodesAreWantedOnceSwitchedOnAndCountOnce) {
  const std::string session = with_password();
  const TotpEnrolment codes = *accounts_->begin_totp(*who(session));
  const std::string key = *from_base32(codes.key);
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kNone) << "not before they are confirmed";
  EXPECT_EQ(accounts_->confirm_totp(*who(session), "000000x").error().code, Code::kInvalidInput);
  ASSERT_TRUE(accounts_->confirm_totp(*who(session), totp_code(key, totp_step({now_}))));
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kCodeWanted);
  EXPECT_EQ(sign_in(kFirst, totp_code(key, totp_step({now_}))).refusal, SignInRefusal::kWrong) << "used to confirm";
  pass(30);
  const std::string code = totp_code(key, totp_step({now_}));
  EXPECT_EQ(sign_in("wrong", code).refusal, SignInRefusal::kWrong);
  EXPECT_EQ(sign_in(kFirst, code).refusal, SignInRefusal::kNone);
  EXPECT_EQ(sign_in(kFirst, code).refusal, SignInRefusal::kWrong) << "a second time";
  EXPECT_EQ(accounts_->begin_totp(*who(session)).error().code, Code::kConflict);
}

TEST_F(AccountsTest, TokensHaveScopeAndLifeAndCanBeRevoked) {
  const std::string session = with_password();
  const auto [token, secret] = *accounts_->make_token(*who(session), "报表", {"plan.read"}, 30);
  const auto by_token = [&](const std::string& text) { return *accounts_->find_token(visit_, text); };
  ASSERT_TRUE(by_token(secret).has_value());
  EXPECT_TRUE(by_token(secret)->is_token);
  EXPECT_THAT(by_token(secret)->token_rights, testing::ElementsAre("plan.read"));
  EXPECT_FALSE(by_token("bh_" + std::string(43, 'A')).has_value());
  pass(30 * 86400 - 1);
  EXPECT_TRUE(by_token(secret).has_value());
  pass(1);
  EXPECT_FALSE(by_token(secret).has_value()) << "expired";
  const SignedIn me = *who(sign_in(kFirst).session);
  const auto [second, other] = *accounts_->make_token(me, "另一个", {"plan.read"}, 1);
  ASSERT_TRUE(accounts_->revoke_token(me, second.token_id));
  EXPECT_FALSE(by_token(other).has_value());
  EXPECT_EQ(accounts_->revoke_token(me, "k000099").error().code, Code::kNotFound);
  EXPECT_EQ(accounts_->make_token(me, "x", {}, 1).error().code, Code::kInvalidInput);
  EXPECT_EQ(accounts_->make_token(me, "x", {"plan.read"}, 367).error().code, Code::kInvalidInput);
  EXPECT_EQ(accounts_->make_token(me, " ", {"plan.read"}, 1).error().code, Code::kInvalidInput);
}

TEST_F(AccountsTest, ADisabledAccountIsOutAtOnce) {
  const std::string session = with_password();
  const auto token = *accounts_->make_token(*who(session), "报表", {"plan.read"}, 30);
  ASSERT_TRUE(accounts_->set_enabled(admin_, account_.account_id, false, "离职"));
  EXPECT_FALSE(who(session).has_value());
  EXPECT_FALSE(accounts_->find_token(visit_, token.second)->has_value());
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kWrong);
  EXPECT_EQ(accounts_->make_link(admin_, account_.account_id).error().code, Code::kConflict);
  ASSERT_TRUE(accounts_->set_enabled(admin_, account_.account_id, true, "返聘"));
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kNone);
}

TEST_F(AccountsTest, ResettingTakesEverythingAway) {
  const std::string session = with_password();
  ASSERT_TRUE(accounts_->reset_password(admin_, account_.account_id, "忘记口令"));
  EXPECT_FALSE(who(session).has_value());
  EXPECT_EQ(sign_in(kFirst).refusal, SignInRefusal::kWrong);
  const std::string again =
      accounts_->sign_in_by_link(visit_, *accounts_->make_link(admin_, account_.account_id))->session;
  EXPECT_TRUE(who(again)->must_change_password);
  EXPECT_FALSE(who(again)->has_password);
}

TEST_F(AccountsTest, KeepsAdministratorsApartByPersonAndNotOnlyByAccount) {
  EXPECT_EQ(
      accounts_->add(admin_, {person_, "zhoumin2", {DeskRole::kSystemAdmin}}).error(),
      (Error{Code::kConflict, "“系统管理员”与“办公室”不能由同一人担任（三员分立）：此人已有账户“zhoumin”", "roles"}));
  EXPECT_EQ(accounts_->set_roles(admin_, account_.account_id, 1, {DeskRole::kOffice, DeskRole::kAuditAdmin}, "兼任")
                .error()
                .code,
            Code::kInvalidInput);
  EXPECT_EQ(accounts_->set_roles(admin_, account_.account_id, 7, {DeskRole::kReader}, "轮岗").error().code,
            Code::kConflict)
      << "another revision";
  Actor himself = admin_;
  himself.account_id = account_.account_id;
  EXPECT_EQ(accounts_->set_roles(himself, account_.account_id, 1, {DeskRole::kLeader}, "想当").error().message,
            "不能改动自己的角色，请由另一位管理员办理");
  const std::string session = with_password();
  ASSERT_TRUE(accounts_->set_roles(admin_, account_.account_id, 1, {DeskRole::kReader}, "轮岗"));
  EXPECT_FALSE(who(session).has_value()) << "a session does not keep roles that are gone";
}

TEST_F(AccountsTest, RefusesBadAccounts) {
  const std::tuple<NewAccount, Code, const char*> cases[] = {
      {{person_, "Zhou", {DeskRole::kOffice}}, Code::kInvalidInput, "login_name"},
      {{person_, "x", {DeskRole::kOffice}}, Code::kInvalidInput, "login_name"},
      {{person_, "<script>", {DeskRole::kOffice}}, Code::kInvalidInput, "login_name"},
      {{person_, "zhoumin", {DeskRole::kOffice}}, Code::kConflict, "login_name"},
      {{"h000099", "other", {DeskRole::kOffice}}, Code::kNotFound, "人员"},
      {{person_, "other", {}}, Code::kInvalidInput, "roles"},
      {{person_, "other", {DeskRole::kOffice, DeskRole::kOffice}}, Code::kInvalidInput, "roles"},
  };
  for (const auto& [wanted, code, where] : cases) {
    const Result<Account> refused = accounts_->add(admin_, wanted);
    ASSERT_FALSE(refused.has_value()) << wanted.login_name;
    EXPECT_EQ(refused.error().code, code) << wanted.login_name;
    EXPECT_EQ(refused.error().where, where) << wanted.login_name;
  }
  EXPECT_THAT(*accounts_->list(), SizeIs(1));
}

TEST_F(AccountsTest, RolesThatWantCodesGetNoFurtherWithoutThem) {
  const std::string person = organisation_.add_person(admin_, {"", 1, "史慎行", ""})->person_id;
  const Account audit = *accounts_->add(admin_, {person, "audit", {DeskRole::kAuditAdmin}});
  const std::string session =
      accounts_->sign_in_by_link(visit_, *accounts_->make_link(admin_, audit.account_id))->session;
  ASSERT_TRUE(accounts_->change_password(*who(session), session, "", kFirst));
  EXPECT_TRUE(who(session)->must_use_codes);
  const TotpEnrolment enrolment = *accounts_->begin_totp(*who(session));
  ASSERT_TRUE(accounts_->confirm_totp(*who(session), totp_code(*from_base32(enrolment.key), totp_step({now_}))));
  EXPECT_FALSE(who(session)->must_use_codes);
  EXPECT_FALSE(who(with_password())->must_use_codes) << "the office may do without";
}

// A directory that knows one password.
struct Directory final : PasswordAuthority {
  std::string_view name() const override { return "目录"; }
  Result<bool> is_met(std::string_view login, std::string_view password) override {
    ++asked;
    if (is_down) return fail(Code::kUnavailable, "目录服务没有应答", "LDAP");
    return login == "zhoumin" && password == "of the city";
  }
  int asked = 0;
  bool is_down = false;
};

TEST_F(AccountsTest, AsksTheDirectoryForAccountsWithoutAPasswordHere) {
  const std::string text =
      *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/office/account-policy.toml", 1U << 20U);
  Directory directory;
  accounts_ =
      std::make_unique<Accounts>(database_, hasher_, *load_account_policy(text, "p", "mlps3", "three"), &directory);
  EXPECT_EQ(sign_in("of the city").refusal, SignInRefusal::kWrong) << "it must set a password here first";
  EXPECT_EQ(directory.asked, 0);
  account_ = *accounts_->add(admin_, {person_, "zhou", {DeskRole::kOffice}, false});
  EXPECT_EQ(accounts_->sign_in(visit_, "zhou", "of the city", "")->refusal, SignInRefusal::kWrong)
      << "not its password";
  ASSERT_TRUE(accounts_->set_enabled(admin_, accounts_->account_named("zhoumin")->account_id, false, "改用目录账户"));
  EXPECT_EQ(sign_in("of the city").refusal, SignInRefusal::kWrong) << "disabled";
  EXPECT_EQ(accounts_->sign_in(visit_, "zhou", "", "")->refusal, SignInRefusal::kWrong);
  const int asked = directory.asked;
  EXPECT_EQ(accounts_->sign_in(visit_, "nobody", "of the city", "")->refusal, SignInRefusal::kWrong);
  EXPECT_EQ(directory.asked, asked) << "it learns nothing of names that are not ours";
  directory.is_down = true;
  EXPECT_EQ(accounts_->sign_in(visit_, "zhou", "of the city", "").error().code, Code::kUnavailable);
}

TEST_F(AccountsTest, LetsInWhomAnIssuerVouchesFor) {
  const auto come = [&](const char* subject, const char* login, const char* issuer = "https://id.example.cn") {
    return *accounts_->sign_in_vouched(visit_, {issuer, subject, login});
  };
  const SignIn done = come("4711", "zhoumin");
  ASSERT_EQ(done.refusal, SignInRefusal::kNone);
  EXPECT_EQ(who(done.session)->actor.name, "周敏");
  EXPECT_EQ(journal("account.signed_in").back().why, "https://id.example.cn");
  EXPECT_EQ(come("4712", "nobody").refusal, SignInRefusal::kWrong);
  EXPECT_EQ(journal("account.vouched_bound").size(), 1U);

  EXPECT_EQ(come("4711", "zhoumin").refusal, SignInRefusal::kNone) << "again";
  EXPECT_EQ(journal("account.vouched_bound").size(), 1U);
  EXPECT_EQ(come("4713", "zhoumin").refusal, SignInRefusal::kAnotherSubject) << "the name is somebody else's now";
  EXPECT_EQ(journal("account.locked").size(), 0U);
  const SignIn renamed = come("4711", "zhou.min2");
  ASSERT_EQ(renamed.refusal, SignInRefusal::kNone) << "he has another name there";
  EXPECT_EQ(who(renamed.session)->actor.name, "周敏");
  EXPECT_EQ(come("4713", "zhoumin", "https://other.example.cn").refusal, SignInRefusal::kNone) << "another issuer's";
}

TEST_F(AccountsTest, AResetLetsGoOfWhomAnIssuerVouchedFor) {
  const Vouched before{"https://id.example.cn", "4711", "zhoumin"}, after{"https://id.example.cn", "4713", "zhoumin"};
  ASSERT_EQ(accounts_->sign_in_vouched(visit_, before)->refusal, SignInRefusal::kNone);
  ASSERT_TRUE(
      accounts_->reset_password(admin_, accounts_->account_named("zhoumin")->account_id, "换了身份认证").has_value());
  EXPECT_EQ(accounts_->sign_in_vouched(visit_, after)->refusal, SignInRefusal::kNone);
  EXPECT_EQ(accounts_->sign_in_vouched(visit_, before)->refusal, SignInRefusal::kAnotherSubject);
  EXPECT_EQ(journal("account.vouched_bound").size(), 2U);
}

}  // namespace
}  // namespace bihuan::records
