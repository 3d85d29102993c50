// src/server/sample_office.h - for tests: an office with two units, and an account of each role that sits in the first.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "base/files.h"
#include "server/access.h"
#include "server/office.h"

namespace bihuan::server {

// The books with the shipped rules.
inline std::unique_ptr<Office> sample_books(const std::shared_ptr<records::Database>& database) {
  namespace fs = std::filesystem;
  std::map<std::string, std::string> knowledge;
  for (const std::string_view folder : kOfficeKnowledge) {
    for (const auto& entry : fs::directory_iterator(fs::path(BIHUAN_SOURCE_DIR) / "knowledge" / folder)) {
      knowledge[std::string(folder) + "/" + entry.path().filename().string()] =
          *read_file(entry.path().string(), 1U << 20U);
    }
  }
  Result<std::unique_ptr<Office>> books = open_office(database, "云溪市生态环境局", knowledge);
  EXPECT_TRUE(books.has_value()) << books.error().message << books.error().where;
  return *std::move(books);
}

class SampleOffice {
 public:
  explicit SampleOffice(const Clock& clock) : clock_(clock) {
    const auto shipped = [](const std::string& name) {
      return *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/office/" + name, 1U << 20U);
    };
    rights_ = *records::load_rights(shipped("rights.toml"), "rights.toml");
    accounts_ = std::make_unique<records::Accounts>(
        database_, hasher_, *records::load_account_policy(shipped("account-policy.toml"), "p", "mlps3", "three"));
    actor_.name = "测试";
    actor_.at = actor_.recorded_at = clock.now();
    for (const char* name : {"东分局", "西分局"}) {
      records::Unit unit;
      unit.name = name;
      EXPECT_TRUE(organisation_.add_unit(actor_, unit).has_value());
    }
  }

  static constexpr const char* kOwn = "东分局";
  static constexpr const char* kForeign = "西分局";

  Access access() { return {*accounts_, organisation_, rights_, clock_}; }
  records::Accounts& accounts() { return *accounts_; }
  // The books of the office, in the same store.
  Office& office() { return *books_; }

  // The session of an account that has this role, opened when it is first asked for.
  const std::string& session_of(records::DeskRole role) {
    std::string& session = sessions_[role];
    if (!session.empty()) return session;
    const std::string word = records::word_of(role);
    const auto person = organisation_.add_person(actor_, {"", 1, "王工" + word, ""});
    records::PersonSeat seat;
    seat.person_id = person->person_id;
    seat.unit_id = kOwn;
    EXPECT_TRUE(organisation_.add_seat(actor_, seat).has_value());
    const auto account = accounts_->add(actor_, {person->person_id, word, {role}, false});
    EXPECT_TRUE(account.has_value()) << account.error().message;
    actor_.recorded_at = clock_.now();
    const auto link = accounts_->make_link(actor_, account->account_id);
    session = accounts_->sign_in_by_link({"测试", clock_.now(), clock_.now()}, *link)->session;
    return session;
  }
  // The session of somebody with this role who sits in this unit and post, opened when it is first asked for.
  const std::string& session_of(records::DeskRole role, const std::string& unit, records::Post post) {
    const std::string login =
        records::word_of(role) + "." + std::to_string(unit == kOwn) + "." + std::to_string(static_cast<int>(post));
    std::string& session = seated_[login];
    if (!session.empty()) return session;
    const auto person = organisation_.add_person(actor_, {"", 1, "李工" + login, ""});
    records::PersonSeat seat;
    seat.person_id = person->person_id;
    seat.unit_id = unit;
    seat.post = post;
    EXPECT_TRUE(organisation_.add_seat(actor_, seat).has_value());
    const auto account = accounts_->add(actor_, {person->person_id, login, {role}, false});
    EXPECT_TRUE(account.has_value()) << account.error().message;
    const auto link = accounts_->make_link(actor_, account->account_id);
    session = accounts_->sign_in_by_link({"测试", clock_.now(), clock_.now()}, *link)->session;
    return session;
  }
  // Adds what a request of that role's browser carries.
  void sign(Request& request, records::DeskRole role) {
    const std::string& session = session_of(role);
    request.headers.emplace_back("Cookie", std::string(kSessionCookie) + "=" + session);
    request.headers.emplace_back(std::string(kCsrfHeader), records::csrf_of(session));
  }

 private:
  const Clock& clock_;
  std::shared_ptr<records::Database> database_ = *records::open_memory_database();
  Argon2Hasher hasher_{{.memory_kib = 64, .passes = 1}};
  records::OrganisationBook organisation_{database_};
  records::Rights rights_;
  std::unique_ptr<records::Accounts> accounts_;
  std::unique_ptr<Office> books_ = sample_books(database_);
  records::Actor actor_;
  std::map<records::DeskRole, std::string> sessions_;
  std::map<std::string, std::string> seated_;
};

// An actor for what needs no account.
inline records::Actor sample_actor(const std::string& name, Instant at) {
  records::Actor actor;
  actor.name = name;
  actor.origin = "测试";
  actor.at = actor.recorded_at = at;
  return actor;
}

}  // namespace bihuan::server
