// src/cli/data_folder.h - the data folder: the record store, the organisation table, the desk's settings; one process
// owns it.
//
// desk.toml (docs/manual/commands.md):
//   [desk] bureau = "..."  demonstration = true  now = "2024-09-30T08:00:00+08:00"  speed = 1
//   [ldap] url, person, starts_tls, ca_file
//   [oidc] issuer, client_id, client_secret_file, site, login_claim, ca_file
// organisation.toml: plans/organisation.h. records.sqlite: docs/formats/records.md. lock: held while a process works
// here.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/password.h"
#include "base/result.h"
#include "base/time.h"
#include "documents/office_converter.h"
#include "records/accounts.h"
#include "records/database.h"
#include "records/organisation.h"
#include "records/rights.h"
#include "server/ldap_authority.h"
#include "server/office.h"
#include "server/oidc.h"
#include "server/plan_desk.h"

namespace bihuan::cli {

struct DeskSettings {
  std::string bureau = "生态环境局";
  bool is_demonstration = false;
  Instant now;       // where the demonstration begins
  double speed = 1;  // of its clock
  // Of knowledge/office/account-policy.toml.
  std::string account_policy = "mlps3";
  std::string separation = "three";
  std::optional<server::LdapSettings> ldap;  // the directory that knows passwords
  std::optional<server::OidcSettings> oidc;  // the city's sign-on; files beside desk.toml where they are relative
};

// What desk.toml says; the defaults where there is none. Errors: kInvalidInput with file and line
Result<DeskSettings> read_desk_settings(const std::string& folder);

// The lock of a folder, held as long as the object lives.
class FolderLock {
 public:
  // Errors: kNotFound     no such folder
  //         kUnavailable  another process holds it, or it cannot be locked
  static Result<FolderLock> take(const std::string& folder);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// An opened folder: everything a command needs, in the order in which it must go away again.
struct DataFolder {
  std::string folder;
  FolderLock lock;
  DeskSettings settings;
  std::unique_ptr<Clock> clock;
  std::shared_ptr<records::Database> database;
  std::unique_ptr<documents::OfficeConverter> converter;  // null where LibreOffice is not installed
  std::unique_ptr<server::PlanDesk> desk;
  records::Rights rights{};
  std::unique_ptr<PasswordHasher> hasher = nullptr;
  std::unique_ptr<records::PasswordAuthority> authority = nullptr;
  std::unique_ptr<records::OrganisationBook> organisation = nullptr;
  std::unique_ptr<records::Accounts> accounts = nullptr;
  std::unique_ptr<server::Office> office = nullptr;

  std::string records_file() const;
  std::string anchors_file() const;
  // The person at this machine's command line, now.
  records::Actor operator_now() const;
};

// The organisation table of a folder; empty where it has none.
Result<plans::Organisation> read_organisation(const std::string& folder);

inline constexpr const char* kRecordsName = "records.sqlite";
inline constexpr const char* kAnchorsName = "journal-anchors";
inline constexpr const char* kObservationsFolder = "observations";  // docs/formats/observations.md
inline constexpr const char* kImportsFolder = "imports";            // files that were imported, by SM3
// Where the clock of a demonstration with simulated devices stood last: time does not go back among what they sent.
inline constexpr const char* kDemonstrationClockName = "demonstration-clock";

// Makes the folder if `creates` and it is not there. Errors: those above, of the record store and of the language
// files.
// `speed`: of a demonstration's clock, instead of desk.toml's.
Result<DataFolder> open_data_folder(const std::string& folder, const std::string& home, bool creates,
                                    std::optional<double> speed = std::nullopt);

// The default of --data.
inline constexpr const char* kDefaultData = "bihuan-data";

// LibreOffice, if it is installed; else null.
std::unique_ptr<documents::OfficeConverter> find_converter();

}  // namespace bihuan::cli
