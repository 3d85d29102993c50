#include "records/accounts.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "base/totp.h"
#include "records/internal/account_rows.h"
#include "records/internal/organisation_describe.h"
#include "records/rights.h"

namespace bihuan::records {
namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kNoteEvery = 60;  // seconds between two entries about refused log-ins of one account
constexpr std::int64_t kSeenEvery = 60;  // how exactly the last use of a session is kept
constexpr std::size_t kLongestInput = 512;

Result<Account> account_of(Reader& reader, std::string_view id) {
  BIHUAN_TRY(std::optional<Account> account, find<Account>(reader, std::string(id)));
  if (!account) return fail(Code::kNotFound, "没有编号为“" + excerpt(id) + "”的账户", "账户");
  return *std::move(account);
}

Result<AccountSecretRow> secret_of(Reader& reader, const std::string& id) {
  BIHUAN_TRY(std::optional<AccountSecretRow> secret, find<AccountSecretRow>(reader, id));
  if (!secret) return fail(Code::kCorrupt, "账户" + id + "的口令记录不见了：请从备份恢复", "账户");
  return *std::move(secret);
}

Result<std::optional<Account>> account_by_login(Reader& reader, std::string_view login) {
  BIHUAN_TRY(std::vector<Account> found, select<Account>(reader, {{is("login_name", std::string(login))}, {}, {}, 1}));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<std::optional<AccountVouchedRow>> vouched_row(Reader& reader, const Vouched& vouched) {
  BIHUAN_TRY(
      std::vector<AccountVouchedRow> found,
      select<AccountVouchedRow>(reader, {{is("issuer", vouched.issuer), is("subject", vouched.subject)}, {}, {}, 1}));
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Status check_login_name(std::string_view name) {
  const bool is_plain = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
  if (is_plain && name.size() >= 2 && name.size() <= 40) return {};
  return fail(Code::kInvalidInput, "登录名应为2至40个小写字母、数字、点、横线或下划线", "login_name");
}

Status check_reason(std::string_view why, std::string_view what) {
  if (!trim(why).empty()) return {};
  return fail(Code::kInvalidInput, std::string(what) + "要写明理由", "why");
}

// The roles of all of a person's accounts together must not exclude each other.
Status check_person(Reader& reader, const AccountPolicy& policy, const std::string& person_id, const std::string& but,
                    std::vector<DeskRole> roles) {
  if (roles.empty()) return fail(Code::kInvalidInput, "账户至少要有一个角色", "roles");
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (std::find(roles.begin(), roles.begin() + static_cast<std::ptrdiff_t>(i), roles[i]) !=
        roles.begin() + static_cast<std::ptrdiff_t>(i)) {
      return fail(Code::kInvalidInput, "角色“" + std::string(title_of(roles[i])) + "”写了两次", "roles");
    }
  }
  BIHUAN_CHECK(check_roles(policy, roles));
  BIHUAN_TRY(const std::vector<Account> others, select<Account>(reader, {{is("person_id", person_id)}, {}, {}, 0}));
  for (const Account& other : others) {
    if (other.account_id == but || !other.is_enabled) continue;
    std::vector<DeskRole> all = roles;
    for (const DeskRole role : other.roles) {
      if (std::ranges::find(all, role) == all.end()) all.push_back(role);
    }
    const Status status = check_roles(policy, all);
    if (!status) {
      return fail(Code::kConflict, status.error().message + "：此人已有账户“" + other.login_name + "”", "roles");
    }
  }
  return {};
}

Actor visitor(const Visit& visit, std::string name) {
  Actor actor;
  actor.name = std::move(name);
  actor.origin = visit.origin;
  actor.at = visit.at;
  actor.recorded_at = visit.recorded_at;
  return actor;
}

Status end_sessions(Ledger& ledger, const std::string& account_id, const std::string& but_digest = "") {
  std::vector<Condition> where{is("account_id", account_id)};
  if (!but_digest.empty()) where.push_back({"digest", Test::kDiffers, {but_digest}, {}});
  BIHUAN_CHECK(ledger.store().remove(table_of<SessionRow>(), where));
  return {};
}

Status let_go_of_vouched(Ledger& ledger, const std::string& account_id, std::string_view why) {
  BIHUAN_TRY(const std::vector<AccountVouchedRow> all,
             select<AccountVouchedRow>(ledger.store(), {{is("account_id", account_id)}, {}, {}, 0}));
  for (const AccountVouchedRow& before : all) {
    AccountVouchedRow after = before;
    after.subject.clear();
    BIHUAN_CHECK(ledger.change(before, after, "account.vouched_released", why));
  }
  return {};
}

// A row of a table that the journal does not prove.
template <class Row>
Status put(Store& store, const Row& row, bool is_new) {
  return is_new ? insert(store, row) : store.replace(table_of<Row>(), cells_of(row));
}

// Opens a session and clears away those that are over.
Result<std::string> open_session(Ledger& ledger, const AccountPolicy& policy, const std::string& account_id,
                                 bool by_link) {
  const Instant now = ledger.actor().recorded_at;
  BIHUAN_CHECK(ledger.store().remove(table_of<SessionRow>(), {{"ends_at", Test::kAtMost, {now.seconds}, {}}}));
  const std::string secret = random_token();
  SessionRow row;
  row.digest = sm3_hex(secret);
  row.account_id = account_id;
  row.by_link = by_link;
  row.made_at = row.seen_at = now;
  row.ends_at = {now.seconds + policy.session_hours * 3600};
  BIHUAN_CHECK(insert(ledger.store(), row));
  return secret;
}

ApiToken token_of(const ApiTokenRow& row) {
  return {row.token_id, row.account_id, row.name, row.rights, row.made_at, row.expires_at, row.is_revoked};
}

std::string subject(const std::string& account_id) { return "account/" + account_id; }

}  // namespace

std::string csrf_of(std::string_view session) { return sm3_hex("csrf:" + std::string(session)); }

Accounts::Accounts(std::shared_ptr<Database> database, PasswordHasher& hasher, AccountPolicy policy,
                   PasswordAuthority* authority)
    : database_(std::move(database)),
      hasher_(hasher),
      policy_(std::move(policy)),
      authority_(authority),
      organisation_(database_) {
  dummy_hash_ = hasher_.hash(random_token()).value_or("");
}

// --- accounts, by administrators -------------------------------------------------------------------------------------

Result<Account> Accounts::add(const Actor& actor, const NewAccount& wanted) {
  BIHUAN_CHECK(check_login_name(wanted.login_name));
  return database_->write(actor, [&](Ledger& ledger) -> Result<Account> {
    BIHUAN_TRY(const std::optional<Person> person, find<Person>(ledger.store(), wanted.person_id));
    if (!person) return fail(Code::kNotFound, "没有编号为“" + excerpt(wanted.person_id) + "”的人员", "人员");
    BIHUAN_TRY(const std::optional<Account> taken, account_by_login(ledger.store(), wanted.login_name));
    if (taken) return fail(Code::kConflict, "登录名“" + wanted.login_name + "”已被使用", "login_name");
    BIHUAN_CHECK(check_person(ledger.store(), policy_, wanted.person_id, "", wanted.roles));
    Account account;
    BIHUAN_TRY(account.account_id, ledger.new_id('a', "account"));
    account.person_id = wanted.person_id;
    account.login_name = wanted.login_name;
    account.roles = wanted.roles;
    account.made_at = actor.at;
    BIHUAN_CHECK(ledger.add(account, "account.added"));
    AccountSecretRow secret;
    secret.account_id = account.account_id;
    secret.must_change = wanted.must_set_password;
    BIHUAN_CHECK(ledger.add(secret, "account.opened"));
    return account;
  });
}

Result<std::vector<Account>> Accounts::list() {
  return database_->read([](Reader& reader) { return select<Account>(reader, {{}, {{"account_id"}}, {}, 0}); });
}

Result<Account> Accounts::account_named(std::string_view login_name) {
  return database_->read([&](Reader& reader) -> Result<Account> {
    BIHUAN_TRY(std::optional<Account> account, account_by_login(reader, login_name));
    if (!account) return fail(Code::kNotFound, "没有登录名为“" + excerpt(login_name) + "”的账户", "账户");
    return *std::move(account);
  });
}

Result<Account> Accounts::set_roles(const Actor& actor, std::string_view account_id, std::int64_t revision,
                                    const std::vector<DeskRole>& roles, std::string_view why) {
  BIHUAN_CHECK(check_reason(why, "改动角色"));
  if (actor.account_id == account_id) return fail(Code::kConflict, "不能改动自己的角色，请由另一位管理员办理", "账户");
  return database_->write(actor, [&](Ledger& ledger) -> Result<Account> {
    BIHUAN_TRY(const Account before, account_of(ledger.store(), account_id));
    BIHUAN_CHECK(check_revision(before, revision));
    BIHUAN_CHECK(check_person(ledger.store(), policy_, before.person_id, before.account_id, roles));
    Account after = before;
    after.roles = roles;
    BIHUAN_CHECK(ledger.change(before, after, "account.roles", trim(why)));
    BIHUAN_CHECK(end_sessions(ledger, before.account_id));
    return after;
  });
}

Result<Account> Accounts::set_enabled(const Actor& actor, std::string_view account_id, bool is_enabled,
                                      std::string_view why) {
  BIHUAN_CHECK(check_reason(why, is_enabled ? "启用账户" : "停用账户"));
  if (actor.account_id == account_id) return fail(Code::kConflict, "不能停用或启用自己的账户", "账户");
  return database_->write(actor, [&](Ledger& ledger) -> Result<Account> {
    BIHUAN_TRY(const Account before, account_of(ledger.store(), account_id));
    if (is_enabled)
      BIHUAN_CHECK(check_person(ledger.store(), policy_, before.person_id, before.account_id, before.roles));
    Account after = before;
    after.is_enabled = is_enabled;
    BIHUAN_CHECK(ledger.change(before, after, is_enabled ? "account.enabled" : "account.disabled", trim(why)));
    BIHUAN_CHECK(end_sessions(ledger, before.account_id));
    return after;
  });
}

Status Accounts::reset_password(const Actor& actor, std::string_view account_id, std::string_view why) {
  BIHUAN_CHECK(check_reason(why, "重置口令"));
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const Account account, account_of(ledger.store(), account_id));
    BIHUAN_TRY(const AccountSecretRow before, secret_of(ledger.store(), account.account_id));
    AccountSecretRow after = before;
    after.password_hash = {};
    after.password_set_at.reset();
    after.must_change = true;
    after.totp_key = {};
    after.totp_is_on = false;
    BIHUAN_CHECK(ledger.change(before, after, "account.password_reset", trim(why)));
    BIHUAN_CHECK(let_go_of_vouched(ledger, account.account_id, trim(why)));
    BIHUAN_CHECK(ledger.store().remove(table_of<SignInStateRow>(), {is("account_id", account.account_id)}));
    return end_sessions(ledger, account.account_id);
  });
}

Result<std::string> Accounts::make_link(const Actor& actor, std::string_view account_id) {
  const std::string secret = random_token();
  const Status stored = database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const Account account, account_of(ledger.store(), account_id));
    if (!account.is_enabled) return fail(Code::kConflict, "账户“" + account.login_name + "”已停用", "账户");
    const Instant now = actor.recorded_at;
    BIHUAN_CHECK(ledger.store().remove(table_of<SignInLinkRow>(), {{"expires_at", Test::kAtMost, {now.seconds}, {}}}));
    const SignInLinkRow row{sm3_hex(secret), account.account_id, {now.seconds + policy_.link_minutes * kMinute}};
    BIHUAN_CHECK(insert(ledger.store(), row));
    return ledger.note("account.link_made", subject(account.account_id));
  });
  if (!stored) return std::unexpected(stored.error());
  return secret;
}

// --- signing in and out ----------------------------------------------------------------------------------------------

Status Accounts::count_failure(const Visit& visit, const std::string& account_id, const std::string& name) {
  const Actor actor = visitor(visit, name);
  return database_->write(actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::optional<SignInStateRow> found, find<SignInStateRow>(ledger.store(), account_id));
    SignInStateRow state = found.value_or(SignInStateRow{});
    state.account_id = account_id;
    ++state.failures;
    ++state.unnoted;
    const std::int64_t now = visit.recorded_at.seconds;
    const bool locks = !account_id.empty() && state.failures >= policy_.failures_before_lock;
    if (locks) {
      std::int64_t seconds = policy_.lock_minutes * kMinute;
      for (std::int64_t i = 0; i < state.lockouts && seconds < kDay; ++i) seconds *= 2;
      state.locked_until = {now + std::min(seconds, kDay)};
      state.failures = 0;
      ++state.lockouts;
    }
    // The first failure is told at once, the following ones together: guessing does not fill the journal.
    if (locks || now - state.noted_at.seconds >= kNoteEvery) {
      const std::string count = R"({"failures":)" + std::to_string(state.unnoted) + "}";
      BIHUAN_CHECK(ledger.note(locks ? "account.locked" : "account.sign_in_refused", subject(account_id), count));
      state.noted_at = visit.recorded_at;
      state.unnoted = 0;
    }
    return put(ledger.store(), state, !found);
  });
}

Result<SignIn> Accounts::sign_in(const Visit& visit, std::string_view login_name, std::string_view password,
                                 std::string_view code) {
  struct Candidate {
    std::optional<Account> account;
    AccountSecretRow secret;
    bool is_locked = false;
  };
  const bool is_too_long = login_name.size() > kLongestInput || password.size() > kLongestInput;
  BIHUAN_TRY(const Candidate candidate, database_->read([&](Reader& reader) -> Result<Candidate> {
    Candidate found;
    if (is_too_long) return found;
    BIHUAN_TRY(found.account, account_by_login(reader, login_name));
    if (!found.account) return found;
    BIHUAN_TRY(found.secret, secret_of(reader, found.account->account_id));
    BIHUAN_TRY(const std::optional<SignInStateRow> state, find<SignInStateRow>(reader, found.account->account_id));
    found.is_locked = state && visit.recorded_at < state->locked_until;
    return found;
  }));
  // The costly part, outside of every transaction; done once whether there is such an account or not.
  const std::string& stored = candidate.secret.password_hash.value;
  const bool is_met = hasher_.is_met(stored.empty() ? dummy_hash_ : stored, is_too_long ? "" : password);
  bool is_right = is_met && !stored.empty() && candidate.account->is_enabled && !candidate.is_locked;
  // An empty password means "nobody in particular" to a directory, which then agrees.
  const bool is_elsewhere = authority_ != nullptr && candidate.account && stored.empty() && !password.empty() &&
                            candidate.account->is_enabled && !candidate.is_locked && !candidate.secret.must_change;
  if (is_elsewhere) {
    BIHUAN_TRY(is_right, authority_->is_met(login_name, password));
  }
  const std::string id = candidate.account ? candidate.account->account_id : "";
  const std::string name = candidate.account ? candidate.account->login_name : "未知账户";
  if (!is_right) {
    // A locked account is not locked for longer by knocking on.
    if (!candidate.is_locked) BIHUAN_CHECK(count_failure(visit, id, name));
    return SignIn{SignInRefusal::kWrong, ""};
  }
  std::optional<std::int64_t> step;
  if (candidate.secret.totp_is_on) {
    if (code.empty()) return SignIn{SignInRefusal::kCodeWanted, ""};
    BIHUAN_TRY(const std::string key, from_base32(candidate.secret.totp_key.value));
    step = match_totp(key, code, visit.recorded_at, candidate.secret.totp_last_step);
    if (!step) {
      BIHUAN_CHECK(count_failure(visit, id, name));
      return SignIn{SignInRefusal::kWrong, ""};
    }
  }
  Actor actor = visitor(visit, name);
  actor.account_id = id;
  return database_->write(actor, [&](Ledger& ledger) -> Result<SignIn> {
    // What was read before the hash was made may have changed.
    BIHUAN_TRY(const Account account, account_of(ledger.store(), id));
    BIHUAN_TRY(const AccountSecretRow before, secret_of(ledger.store(), id));
    if (!account.is_enabled || before.revision != candidate.secret.revision) return SignIn{SignInRefusal::kWrong, ""};
    if (step) {
      AccountSecretRow after = before;
      after.totp_last_step = *step;
      BIHUAN_CHECK(ledger.change(before, after, "account.code_used"));
    }
    BIHUAN_CHECK(ledger.store().remove(table_of<SignInStateRow>(), {is("account_id", id)}));
    SignIn done;
    BIHUAN_TRY(done.session, open_session(ledger, policy_, id, false));
    const std::string by = is_elsewhere ? std::string(authority_->name()) : "";
    BIHUAN_CHECK(ledger.note("account.signed_in", subject(id), "", by));
    return done;
  });
}

Result<SignIn> Accounts::sign_in_by_link(const Visit& visit, std::string_view secret) {
  const std::string digest = sm3_hex(secret.substr(0, kLongestInput));
  BIHUAN_TRY(const std::optional<SignInLinkRow> link,
             database_->read([&](Reader& reader) { return find<SignInLinkRow>(reader, digest); }));
  if (!link || link->expires_at <= visit.recorded_at) {
    BIHUAN_CHECK(count_failure(visit, "", "一次性登录链接"));
    return SignIn{SignInRefusal::kWrong, ""};
  }
  Actor actor = visitor(visit, "一次性登录链接");
  actor.account_id = link->account_id;
  return database_->write(actor, [&](Ledger& ledger) -> Result<SignIn> {
    BIHUAN_TRY(const std::int64_t removed, ledger.store().remove(table_of<SignInLinkRow>(), {is("digest", digest)}));
    BIHUAN_TRY(const Account account, account_of(ledger.store(), link->account_id));
    if (removed == 0 || !account.is_enabled) return SignIn{SignInRefusal::kWrong, ""};
    SignIn done;
    BIHUAN_TRY(done.session, open_session(ledger, policy_, account.account_id, true));
    BIHUAN_CHECK(ledger.note("account.signed_in_by_link", subject(account.account_id)));
    return done;
  });
}

Result<SignIn> Accounts::sign_in_vouched(const Visit& visit, const Vouched& vouched) {
  struct Candidate {
    std::optional<Account> account;
    std::optional<AccountVouchedRow> bound;  // of that account
  };
  BIHUAN_TRY(const Candidate candidate, database_->read([&](Reader& reader) -> Result<Candidate> {
    Candidate found;
    BIHUAN_TRY(found.bound, vouched_row(reader, vouched));
    if (found.bound) {
      BIHUAN_TRY(found.account, account_of(reader, found.bound->account_id));
      return found;
    }
    BIHUAN_TRY(found.account, account_by_login(reader, vouched.login_name.substr(0, kLongestInput)));
    if (found.account) {
      BIHUAN_TRY(found.bound, find<AccountVouchedRow>(reader, found.account->account_id, vouched.issuer));
    }
    return found;
  }));
  const auto& [account, bound] = candidate;
  if (!account || !account->is_enabled) {
    BIHUAN_CHECK(count_failure(visit, account ? account->account_id : "", account ? account->login_name : "未知账户"));
    return SignIn{SignInRefusal::kWrong, ""};
  }
  Actor actor = visitor(visit, account->login_name);
  if (bound && !bound->subject.empty() && bound->subject != vouched.subject) {
    // Not the owner's failure: his account is not locked by it.
    BIHUAN_CHECK(count_failure(visit, "", account->login_name));
    return SignIn{SignInRefusal::kAnotherSubject, ""};
  }
  actor.account_id = account->account_id;
  return database_->write(actor, [&](Ledger& ledger) -> Result<SignIn> {
    if (!bound || bound->subject.empty()) {
      AccountVouchedRow after{account->account_id, vouched.issuer, 1, vouched.subject, visit.recorded_at};
      BIHUAN_CHECK(bound ? ledger.change(*bound, after, "account.vouched_bound")
                         : ledger.add(after, "account.vouched_bound"));
    }
    SignIn done;
    BIHUAN_TRY(done.session, open_session(ledger, policy_, account->account_id, false));
    BIHUAN_CHECK(ledger.note("account.signed_in", subject(account->account_id), "", vouched.issuer));
    return done;
  });
}

Result<std::optional<SignedIn>> Accounts::signed_in(const Visit& visit, std::string_view account_id) {
  struct Found {
    Account account;
    AccountSecretRow secret;
    std::optional<Person> person;
  };
  BIHUAN_TRY(Found found, database_->read([&](Reader& reader) -> Result<Found> {
    Found all;
    BIHUAN_TRY(all.account, account_of(reader, account_id));
    BIHUAN_TRY(all.secret, secret_of(reader, all.account.account_id));
    BIHUAN_TRY(all.person, find<Person>(reader, all.account.person_id));
    return all;
  }));
  if (!found.account.is_enabled || !found.person) return std::optional<SignedIn>();
  SignedIn who;
  who.actor = visitor(visit, found.person->name);
  who.actor.account_id = found.account.account_id;
  who.actor.person_id = found.account.person_id;
  who.actor.roles = found.account.roles;
  BIHUAN_TRY(who.actor.seats, organisation_.seats_of(found.account.person_id, to_date(visit.at)));
  who.has_password = !found.secret.password_hash.value.empty();
  who.totp_is_on = found.secret.totp_is_on;
  const bool is_old = policy_.expiry_days > 0 && found.secret.password_set_at &&
                      visit.recorded_at.seconds - found.secret.password_set_at->seconds > policy_.expiry_days * kDay;
  who.must_change_password = found.secret.must_change || is_old;
  const bool wants_codes = std::ranges::any_of(found.account.roles, [&](DeskRole role) {
    return std::ranges::find(policy_.codes, role) != policy_.codes.end();
  });
  who.must_use_codes = wants_codes && who.has_password && !who.totp_is_on;
  who.account = std::move(found.account);
  return std::optional(std::move(who));
}

Result<std::optional<SignedIn>> Accounts::find_session(const Visit& visit, std::string_view secret) {
  const std::string digest = sm3_hex(secret.substr(0, kLongestInput));
  BIHUAN_TRY(const std::optional<SessionRow> session,
             database_->read([&](Reader& reader) { return find<SessionRow>(reader, digest); }));
  const std::int64_t now = visit.recorded_at.seconds;
  if (!session || now >= session->ends_at.seconds || now - session->seen_at.seconds > policy_.idle_minutes * kMinute) {
    return std::optional<SignedIn>();
  }
  BIHUAN_TRY(std::optional<SignedIn> who, signed_in(visit, session->account_id));
  if (!who) return who;
  who->csrf = csrf_of(secret);
  if (now - session->seen_at.seconds >= kSeenEvery) {
    SessionRow seen = *session;
    seen.seen_at = visit.recorded_at;
    const Status status = database_->write(who->actor, [&](Ledger& ledger) -> Status {
      return ledger.store().replace(table_of<SessionRow>(), cells_of(seen));
    });
    // Somebody may have ended it just now.
    if (!status && status.error().code == Code::kNotFound) return std::optional<SignedIn>();
    BIHUAN_CHECK(status);
  }
  return who;
}

Result<std::optional<SignedIn>> Accounts::find_token(const Visit& visit, std::string_view secret) {
  const std::string digest = sm3_hex(secret.substr(0, kLongestInput));
  BIHUAN_TRY(const std::vector<ApiTokenRow> tokens, database_->read([&](Reader& reader) {
    return select<ApiTokenRow>(reader, {{is("digest", digest)}, {}, {}, 1});
  }));
  if (tokens.empty() || tokens[0].is_revoked || tokens[0].expires_at <= visit.recorded_at) {
    return std::optional<SignedIn>();
  }
  BIHUAN_TRY(std::optional<SignedIn> who, signed_in(visit, tokens[0].account_id));
  if (!who) return who;
  who->is_token = true;
  who->token_rights = tokens[0].rights;
  who->actor.origin += " 令牌" + tokens[0].token_id;
  return who;
}

Status Accounts::sign_out(const SignedIn& who, std::string_view secret) {
  return database_->write(who.actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::int64_t removed,
               ledger.store().remove(table_of<SessionRow>(), {is("digest", sm3_hex(secret))}));
    if (removed == 0) return {};
    return ledger.note("account.signed_out", subject(who.account.account_id));
  });
}

// --- by the owner ----------------------------------------------------------------------------------------------------

Status Accounts::change_password(const SignedIn& who, std::string_view session, std::string_view old_password,
                                 std::string_view new_password) {
  const std::string& id = who.account.account_id;
  struct Stored {
    AccountSecretRow secret;
    std::vector<PasswordPastRow> past;
    bool is_locked = false;
  };
  BIHUAN_TRY(const Stored stored, database_->read([&](Reader& reader) -> Result<Stored> {
    Stored all;
    BIHUAN_TRY(all.secret, secret_of(reader, id));
    Query query{{is("account_id", id)}, {{"number", true}}, {}, std::max<std::int64_t>(policy_.history, 1)};
    BIHUAN_TRY(all.past, select<PasswordPastRow>(reader, query));
    BIHUAN_TRY(const std::optional<SignInStateRow> state, find<SignInStateRow>(reader, id));
    all.is_locked = state && who.actor.recorded_at < state->locked_until;
    return all;
  }));
  // Until there is a password, having come by a link is enough.
  if (!stored.secret.password_hash.value.empty()) {
    const bool is_met = old_password.size() <= kLongestInput && !stored.is_locked &&
                        hasher_.is_met(stored.secret.password_hash.value, old_password);
    if (!is_met) {
      const Visit visit{who.actor.origin, who.actor.at, who.actor.recorded_at};
      if (!stored.is_locked) BIHUAN_CHECK(count_failure(visit, id, who.account.login_name));
      return fail(Code::kInvalidInput, "现用口令不正确", "现用口令");
    }
  }
  BIHUAN_CHECK(check_password(policy_, new_password, who.account.login_name));
  if (policy_.history > 0) {
    for (const PasswordPastRow& past : stored.past) {
      if (hasher_.is_met(past.password_hash.value, new_password)) {
        return fail(Code::kInvalidInput, "新口令不能是最近" + std::to_string(policy_.history) + "次用过的口令",
                    "新口令");
      }
    }
  }
  BIHUAN_TRY(const std::string hash, hasher_.hash(new_password));
  return database_->write(who.actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const AccountSecretRow before, secret_of(ledger.store(), id));
    BIHUAN_CHECK(check_revision(before, stored.secret.revision));
    AccountSecretRow after = before;
    after.password_hash = {hash};
    after.password_set_at = who.actor.recorded_at;
    after.must_change = false;
    BIHUAN_CHECK(ledger.change(before, after, "account.password_changed"));
    const std::int64_t number = stored.past.empty() ? 1 : stored.past.front().number + 1;
    BIHUAN_CHECK(ledger.add(PasswordPastRow{id, number, {hash}}, "account.password_kept"));
    return end_sessions(ledger, id, sm3_hex(session));
  });
}

Result<TotpEnrolment> Accounts::begin_totp(const SignedIn& who) {
  const std::string key = to_base32(random_bytes(20));
  const Status stored = database_->write(who.actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const AccountSecretRow before, secret_of(ledger.store(), who.account.account_id));
    if (before.totp_is_on) {
      return fail(Code::kConflict, "动态口令已启用；更换设备请由系统管理员重置口令", "动态口令");
    }
    AccountSecretRow after = before;
    after.totp_key = {key};
    return ledger.change(before, after, "account.codes_begun");
  });
  if (!stored) return std::unexpected(stored.error());
  return TotpEnrolment{key, "otpauth://totp/bihuan:" + who.account.login_name + "?secret=" + key +
                                "&issuer=bihuan&algorithm=SHA1&digits=6&period=30"};
}

Status Accounts::confirm_totp(const SignedIn& who, std::string_view code) {
  return database_->write(who.actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const AccountSecretRow before, secret_of(ledger.store(), who.account.account_id));
    if (before.totp_is_on || before.totp_key.value.empty()) {
      return fail(Code::kConflict, "请先生成动态口令密钥", "动态口令");
    }
    BIHUAN_TRY(const std::string key, from_base32(before.totp_key.value));
    const std::optional<std::int64_t> step = match_totp(key, code, who.actor.recorded_at, before.totp_last_step);
    if (!step) return fail(Code::kInvalidInput, "动态口令不正确，请核对设备的时间后再输入", "动态口令");
    AccountSecretRow after = before;
    after.totp_is_on = true;
    after.totp_last_step = *step;
    return ledger.change(before, after, "account.codes_on");
  });
}

Result<std::pair<ApiToken, std::string>> Accounts::make_token(const SignedIn& who, std::string_view name,
                                                              const std::vector<std::string>& rights,
                                                              std::int64_t days) {
  if (trim(name).empty() || name.size() > 100) return fail(Code::kInvalidInput, "令牌要有名称，不超过100字节", "name");
  if (rights.empty()) return fail(Code::kInvalidInput, "令牌至少要有一项权限", "rights");
  if (days < 1 || days > 366) return fail(Code::kInvalidInput, "令牌的有效期应为1至366天", "days");
  const std::string secret = "bh_" + random_token();
  BIHUAN_TRY(ApiToken token, database_->write(who.actor, [&](Ledger& ledger) -> Result<ApiToken> {
    ApiTokenRow row;
    BIHUAN_TRY(row.token_id, ledger.new_id('k', "api_token"));
    row.account_id = who.account.account_id;
    row.name = std::string(trim(name));
    row.digest = {sm3_hex(secret)};
    row.rights = rights;
    row.made_at = who.actor.recorded_at;
    row.expires_at = {row.made_at.seconds + days * kDay};
    BIHUAN_CHECK(ledger.add(row, "token.made"));
    return token_of(row);
  }));
  return std::pair(std::move(token), secret);
}

Result<std::vector<ApiToken>> Accounts::tokens(std::string_view account_id) {
  return database_->read([&](Reader& reader) -> Result<std::vector<ApiToken>> {
    BIHUAN_TRY(const std::vector<ApiTokenRow> rows,
               select<ApiTokenRow>(reader, {{is("account_id", std::string(account_id))}, {{"token_id"}}, {}, 0}));
    std::vector<ApiToken> all;
    for (const ApiTokenRow& row : rows) all.push_back(token_of(row));
    return all;
  });
}

Status Accounts::revoke_token(const SignedIn& who, std::string_view token_id) {
  return database_->write(who.actor, [&](Ledger& ledger) -> Status {
    BIHUAN_TRY(const std::optional<ApiTokenRow> before, find<ApiTokenRow>(ledger.store(), std::string(token_id)));
    if (!before || before->account_id != who.account.account_id) {
      return fail(Code::kNotFound, "没有编号为“" + excerpt(token_id) + "”的令牌", "令牌");
    }
    ApiTokenRow after = *before;
    after.is_revoked = true;
    return ledger.change(*before, after, "token.revoked");
  });
}

}  // namespace bihuan::records
