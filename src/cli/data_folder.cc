#include "cli/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "base/toml.h"
#include "cli/clocks.h"
#include "cli/control.h"
#include "cli/office.h"
#include "cli/places.h"
#include "cli/stored_plans.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestSettings = std::size_t{1} << 20U;
constexpr std::size_t kReaders = 4;  // connections that read beside a writer; short reads pass long ones
constexpr const char* kLocalUser = "本机用户";

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

Result<server::LdapSettings> read_ldap(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"url", "person", "starts_tls", "ca_file"}));
  server::LdapSettings directory;
  BIHUAN_TRY(directory.url, table.string("url"));
  BIHUAN_TRY(directory.person, table.string("person"));
  BIHUAN_TRY(directory.starts_tls, table.boolean_or("starts_tls", true));
  BIHUAN_TRY(directory.ca_file, table.string_or("ca_file", ""));
  return directory;
}

Result<server::OidcSettings> read_oidc(const TomlTable& table, const fs::path& folder) {
  BIHUAN_CHECK(table.check_keys({"issuer", "client_id", "client_secret_file", "site", "login_claim", "ca_file"}));
  server::OidcSettings oidc;
  BIHUAN_TRY(oidc.issuer, table.string("issuer"));
  BIHUAN_TRY(oidc.client_id, table.string("client_id"));
  BIHUAN_TRY(const std::string secret, table.string("client_secret_file"));
  oidc.client_secret_file = (folder / secret).string();
  BIHUAN_TRY(oidc.site, table.string("site"));
  BIHUAN_TRY(oidc.login_claim, table.string_or("login_claim", oidc.login_claim));
  BIHUAN_TRY(const std::string ca_file, table.string_or("ca_file", ""));
  if (!ca_file.empty()) oidc.ca_file = (folder / ca_file).string();
  return oidc;
}

Status check_speed(double speed, const std::string& where) {
  if (speed >= 1 && speed <= kFastestDemonstration) return {};
  return fail(Code::kInvalidInput, "演示时钟的速度应在1到3600之间（1为与本机一样快）。", where);
}

// Where the demonstration's clock stood when it was last written down; long ago where it never was.
Instant stood_at(const std::string& folder) {
  const Result<std::string> text = read_file((fs::path(folder) / kDemonstrationClockName).string(), 64);
  if (!text.has_value()) return {};
  return parse_instant(trim(*text)).value_or(Instant{});
}

}  // namespace

Result<plans::Organisation> read_organisation(const std::string& folder) {
  const fs::path file = fs::path(folder) / "organisation.toml";
  if (!is_there(file)) return plans::Organisation();
  BIHUAN_TRY(const std::string text, read_file(file.string(), kLargestSettings));
  return plans::load_organisation(text, "organisation.toml");
}

Result<DeskSettings> read_desk_settings(const std::string& folder) {
  DeskSettings settings;
  const fs::path file = fs::path(folder) / "desk.toml";
  if (!is_there(file)) return settings;
  BIHUAN_TRY(const TomlTable root, read_toml(file.string(), "desk.toml"));
  BIHUAN_CHECK(root.check_keys({"desk", "ldap", "oidc"}));
  if (root.has("ldap")) {
    BIHUAN_TRY(const TomlTable table, root.table("ldap"));
    BIHUAN_TRY(settings.ldap, read_ldap(table));
  }
  if (root.has("oidc")) {
    BIHUAN_TRY(const TomlTable table, root.table("oidc"));
    BIHUAN_TRY(settings.oidc, read_oidc(table, folder));
  }
  BIHUAN_TRY(const TomlTable desk, root.table("desk"));
  BIHUAN_CHECK(desk.check_keys({"bureau", "demonstration", "now", "speed", "account_policy", "separation"}));
  BIHUAN_TRY(settings.bureau, desk.string_or("bureau", settings.bureau));
  BIHUAN_TRY(settings.account_policy, desk.string_or("account_policy", settings.account_policy));
  BIHUAN_TRY(settings.separation, desk.string_or("separation", settings.separation));
  BIHUAN_TRY(settings.is_demonstration, desk.boolean_or("demonstration", false));
  if (settings.is_demonstration) {
    BIHUAN_TRY(const std::string now, desk.string("now"));
    const Result<Instant> instant = parse_instant(now);
    if (!instant.has_value()) return fail(instant.error().code, instant.error().message, "desk.toml now");
    settings.now = *instant;
    if (desk.has("speed")) {
      BIHUAN_TRY(settings.speed, desk.number("speed"));
      BIHUAN_CHECK(check_speed(settings.speed, desk.find("speed")->where()));
    }
    return settings;
  }
  for (const char* key : {"now", "speed"}) {
    if (!desk.has(key)) continue;
    return fail(Code::kInvalidInput, std::string(key) + "只用于演示数据，正式数据用本机时钟。",
                desk.find(key)->where());
  }
  return settings;
}

Result<FolderLock> FolderLock::take(const std::string& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return fail(Code::kNotFound,
                "没有这个数据文件夹；先用bihuan plan add保存计划，或用bihuan demo create建立演示数据。", folder);
  }
  const int descriptor = ::open((fs::path(folder) / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(Code::kUnavailable, "数据文件夹不能写入，请检查权限。", folder);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return fail(Code::kUnavailable,
                "数据文件夹正被另一个bihuan程序使用；请先停止它（例如bihuan serve），或在页面上操作。", folder);
  }
  return FolderLock(descriptor);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::unique_ptr<documents::OfficeConverter> find_converter() {
  documents::LibreOfficeSettings settings;
  settings.program = documents::find_office_program();
  std::error_code error;
  settings.scratch = fs::temp_directory_path(error).string();
  if (settings.program.empty() || error) return nullptr;
  return documents::make_libreoffice_converter(settings);
}

Result<DataFolder> open_data_folder(const std::string& folder, const std::string& home, bool creates,
                                    std::optional<double> speed) {
  if (creates && !is_there(folder)) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(Code::kUnavailable, "数据文件夹不能建立，请检查上一级文件夹的权限。", folder);
  }
  BIHUAN_TRY(FolderLock lock, FolderLock::take(folder));
  DataFolder data{folder, std::move(lock), {}, nullptr, nullptr, find_converter(), nullptr};
  BIHUAN_TRY(data.settings, read_desk_settings(folder));
  if (data.settings.is_demonstration) {
    if (speed) {
      BIHUAN_CHECK(check_speed(*speed, "--speed"));
      data.settings.speed = *speed;
    }
    data.clock =
        std::make_unique<DemonstrationClock>(std::max(data.settings.now, stood_at(folder)), data.settings.speed);
  } else if (speed) {
    return fail(Code::kInvalidInput, "正式数据用本机时钟，不能设速度。", "--speed");
  } else {
    data.clock = std::make_unique<SystemClock>();
  }
  BIHUAN_TRY(const std::vector<plans::NamedText> words, read_language_files(home));
  BIHUAN_TRY(plans::Language language, plans::load_language(words));
  BIHUAN_TRY(plans::Organisation organisation, read_organisation(folder));
  BIHUAN_TRY(data.database, records::open_database(data.records_file(), data.clock->now(), kReaders));
  server::DeskOptions options{data.settings.bureau, data.settings.is_demonstration, compiler_name(words),
                              data.settings.speed};
  data.desk =
      std::make_unique<server::PlanDesk>(std::move(language), std::move(organisation), records::Records(data.database),
                                         *data.clock, data.converter.get(), std::move(options));
  BIHUAN_CHECK(open_office(data, home));
  return data;
}

std::string DataFolder::records_file() const { return (fs::path(folder) / kRecordsName).string(); }
std::string DataFolder::anchors_file() const { return (fs::path(folder) / kAnchorsName).string(); }

records::Actor DataFolder::operator_now() const {
  records::Actor actor;
  actor.name = kLocalUser;
  actor.origin = "命令行";
  actor.at = clock->now();
  actor.recorded_at = SystemClock().now();
  return actor;
}

void with_folder(Session& session, const std::string& folder, bool creates,
                 const std::function<Status(DataFolder&)>& work) {
  if (session.owned != nullptr) {
    std::error_code error;
    const Status status = fs::equivalent(resolved(folder), session.owned->folder, error)
                              ? work(*session.owned)
                              : fail(Code::kUnavailable, "这个服务管理的是另一个数据文件夹。", folder);
    if (!status.has_value()) session.exit_code = report(status.error());
    return;
  }
  Result<DataFolder> opened = open_data_folder(folder, session.home, creates);
  if (!opened.has_value()) {
    if (opened.error().code == Code::kUnavailable) {
      if (const std::optional<int> done = run_in_owner(folder, session.arguments)) {
        session.exit_code = *done;
        return;
      }
    }
    session.exit_code = report(opened.error());
    return;
  }
  const Status status = work(*opened);
  if (!status.has_value()) session.exit_code = report(status.error());
}

}  // namespace bihuan::cli
