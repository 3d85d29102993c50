#include <atomic>
#include <csignal>
#include <ctime>
#include <functional>
#include <optional>
#include <thread>

#include "base/text.h"
#include "cli/chores.h"
#include "cli/clocks.h"
#include "cli/control.h"
#include "cli/demo_field.h"
#include "cli/device_access.h"
#include "cli/observation_rounds.h"
#include "cli/office.h"
#include "cli/places.h"
#include "cli/stored_plans.h"
#include "cli/tls_files.h"
#include "notices/curl_transport.h"
#include "records/anchors.h"
#include "server/guard.h"
#include "server/http_server.h"
#include "server/oidc.h"

namespace bihuan::cli {
namespace {

struct ServeOptions {
  std::string data = kDefaultData;
  std::string web;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8710;
  bool allows_remote = false;
  bool uses_tls = false;
  TlsChoice tls;
  std::optional<std::uint16_t> devices_port;
  std::string devices_address = "127.0.0.1";
  std::size_t simulated_devices = 0;  // of a demonstration
  std::optional<double> speed;        // of its clock
};

// Blocks SIGINT and SIGTERM before any other thread is made, so that no thread is ever interrupted.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  }
  const sigset_t& set() const { return signals_; }

 private:
  sigset_t signals_{};
};

// While it lives, a thread of its own stops the server on a signal, and calls `on_look` a few times a second, for what
// is to be done by the clock. Whatever `on_look` uses outlives it.
class StopOnSignal {
 public:
  StopOnSignal(const BlockedSignals& signals, server::HttpServer& server, std::function<void()> on_look)
      : thread_([this, &signals, &server, look = std::move(on_look)] {
          constexpr timespec kLook{0, 200'000'000};
          while (!is_over_) {
            if (sigtimedwait(&signals.set(), nullptr, &kLook) > 0) server.stop();
            look();
          }
        }) {}
  ~StopOnSignal() {
    is_over_ = true;
    thread_.join();
  }
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

 private:
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

// "科室 柳知远（办公室科长）".
Result<std::string> about(DataFolder& data, const records::Account& account) {
  BIHUAN_TRY(const records::Person person, data.organisation->person(account.person_id));
  BIHUAN_TRY(const std::vector<records::Seat> seats,
             data.organisation->seats_of(account.person_id, to_date(data.clock->now())));
  std::vector<std::string> titles;
  for (const records::DeskRole role : account.roles) titles.emplace_back(records::title_of(role));
  std::string text = join(titles, "、") + " " + person.name;
  if (seats.empty()) return text;
  constexpr std::string_view kPosts[] = {"填报人", "科长", "分管领导"};
  return text + "（" + seats.front().unit_id + (seats.size() > 1 ? "等" : "") +
         std::string(kPosts[static_cast<int>(seats.front().post)]) + "）";
}

// A one-time link for each account whose login name has no dot: one of each role, and the three of one section.
Result<std::string> demonstration_links(DataFolder& data, const std::string& site) {
  BIHUAN_TRY(const std::vector<records::Account> accounts, data.accounts->list());
  std::string text;
  for (const records::Account& account : accounts) {
    if (!account.is_enabled || account.login_name.find('.') != std::string::npos) continue;
    BIHUAN_TRY(const std::string secret, data.accounts->make_link(data.operator_now(), account.account_id));
    BIHUAN_TRY(const std::string who, about(data, account));
    text += "  " + link_address(site, secret) + "  " + account.login_name + " " + who + "\n";
  }
  if (text.empty()) return text;
  return "登录链接（演示，只在本机有效，每个用一次，" + std::to_string(data.accounts->policy().link_minutes) +
         "分钟内；再要用bihuan account link）：\n" + text;
}

// The gateway, and the demonstration's devices, which go first.
struct FieldDevices {
  std::unique_ptr<DeviceAccess> access;
  std::unique_ptr<DemonstrationField> simulated;
};

Status start_devices(const ServeOptions& options, const Session& session, DataFolder& data,
                     const server::Listening& listening, FieldDevices& field) {
  if (!options.devices_port && options.simulated_devices == 0) return {};
  DeviceAccessOptions access_options{options.devices_address, options.devices_port.value_or(0), std::nullopt, 0};
  if (listening.tls) access_options.tls = gateway::DeviceTls{listening.tls->certificate, listening.tls->key};
  BIHUAN_TRY(field.access, DeviceAccess::start(data, session.home, access_options));
  gateway::DeviceServer& gateway = field.access->server();
  std::string text = "设备接入：" + options.devices_address + ":" + std::to_string(gateway.port()) + "，已登记" +
                     std::to_string(field.access->known()) + "台";
  if (access_options.tls) text += "；TLS端口" + std::to_string(gateway.tls_port());
  if (field.access->forwarded_to() > 0) text += "；转发" + std::to_string(field.access->forwarded_to()) + "个平台";
  print(text + "\n");
  if (options.simulated_devices == 0) return {};
  BIHUAN_TRY(field.simulated, DemonstrationField::start(data, session.home, gateway.port(), options.simulated_devices));
  print("模拟设备：" + std::to_string(options.simulated_devices) + "台，向本机发送（演示，不是真实数据）\n");
  return {};
}

Status serve(const ServeOptions& options, const Session& session) {
  const BlockedSignals signals;
  BIHUAN_TRY(DataFolder data, open_data_folder(options.data, session.home, true, options.speed));
  BIHUAN_TRY(const records::JournalReport journal,
             data.database->read([&](records::Reader& reader) -> Result<records::JournalReport> {
               BIHUAN_TRY(const std::vector<records::JournalAnchor> anchors,
                          records::read_anchors(data.anchors_file()));
               return records::verify_journal(reader, anchors, 1);
             }));
  if (!journal.findings.empty()) {
    const records::JournalFinding& first = journal.findings.front();
    return fail(Code::kCorrupt, first.message + "。用bihuan journal verify列出全部；请从备份恢复。", first.place);
  }
  BIHUAN_CHECK(records::append_anchor(data.anchors_file(), journal.head, data.clock->now(), "启动"));
  BIHUAN_TRY(const std::unique_ptr<ControlSocket> control, ControlSocket::open(options.data, data));
  server::ApplicationOptions application_options;
  application_options.version = std::string(kVersion);
  application_options.allows_remote = options.allows_remote || options.uses_tls;
  application_options.anchors_file = data.anchors_file();
  application_options.is_encrypted = options.uses_tls;
  application_options.web_root = options.web;
  if (options.web.empty()) {
    // Without a built front end the API still serves; the page says what is missing.
    const Result<std::string> web = find_place("web/dist", session.home);
    if (web.has_value()) application_options.web_root = *web;
  }
  const SystemClock machine;
  notices::CurlTransport issuer({.connect_seconds = 3, .total_seconds = 5, .most_reply_bytes = 64'000});
  std::unique_ptr<server::Oidc> oidc;
  if (data.settings.oidc) {
    BIHUAN_TRY(oidc, server::Oidc::make(*data.settings.oidc, issuer));
  }
  const server::Access access{*data.accounts, *data.organisation, data.rights, machine, oidc.get()};
  server::Listening listening{options.address, options.port};
  if (options.uses_tls) {
    BIHUAN_TRY(listening.tls, tls_identity(options.tls, options.data, machine.now()));
    BIHUAN_TRY(const server::CertificateFacts facts, server::read_identity(*listening.tls));
    print("证书：" + facts.subject + "，至" + to_string(to_date(facts.ends)) + "；SHA-256指纹 " + facts.fingerprint +
          "\n");
  }
  FieldDevices field;
  BIHUAN_CHECK(start_devices(options, session, data, listening, field));
  if (field.access) application_options.devices = &field.access->room();
  server::Application application(*data.desk, *data.office, access, *data.clock, application_options);
  server::HttpServer http(application, listening);
  DailyChores chores(data);
  const NoticeRounds rounds(data);
  const ObservationRounds observations(data, field.access ? &field.access->archive() : nullptr);
  const StopOnSignal stop(signals, http, [&chores, &field] {
    chores.look();
    if (field.access) field.access->look();
    if (field.simulated) field.simulated->look();
  });
  if (options.allows_remote && !options.uses_tls && !server::is_loopback(options.address)) {
    print_error("警告：正在监听" + options.address +
                "。传输没有加密，口令会在网络上明文传送；请只在HTTPS反向代理之后使用。\n");
  }
  const std::string host =
      options.address.find(':') == std::string::npos ? options.address : "[" + options.address + "]";
  const std::string scheme = options.uses_tls ? "https://" : "http://";
  BIHUAN_CHECK(http.run([&](std::uint16_t port) {
    print("闭环已启动：" + scheme + host + ":" + std::to_string(port) + "/ （日志" +
          std::to_string(journal.head.entries) + "条已核对；按Ctrl+C停止）\n");
    if (!data.settings.is_demonstration) return;
    const Result<std::string> links = demonstration_links(data, scheme + host + ":" + std::to_string(port));
    if (links.has_value()) print(*links);
  }));
  BIHUAN_TRY(const records::JournalHead head, data.database->read(records::read_head));
  BIHUAN_CHECK(records::append_anchor(data.anchors_file(), head, data.clock->now(), "停止"));
  print("闭环已停止。\n");
  return {};
}

}  // namespace

void add_serve(CLI::App& app, Session& session) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = app.add_subcommand("serve", "启动服务，在浏览器中打开 (start the server)");
  command->add_option("--data", options->data, "数据文件夹 (the data folder)")->capture_default_str();
  command->add_option("--port", options->port, "端口，0为自动选择 (the port; 0: any)")->capture_default_str();
  command->add_option("--web", options->web, "页面文件夹，缺省为web/dist (the built front end)");
  command->add_option("--address", options->address, "监听地址 (the address to listen on)")->capture_default_str();
  command->add_flag("--allow-remote", options->allows_remote,
                    "允许监听本机以外的地址；传输没有加密，慎用 (allow other than loopback: nothing is encrypted)");
  command->add_flag("--tls", options->uses_tls,
                    "加密传输（HTTPS）；没有证书时在数据文件夹中生成自签证书 (HTTPS, with a certificate of its own)");
  command->add_option("--tls-certificate", options->tls.certificate, "证书文件，PEM (the certificate)");
  command->add_option("--tls-key", options->tls.key, "私钥文件，PEM (its key)");
  command->add_option("--tls-name", options->tls.names,
                      "自签证书的域名或地址，可多次 (names of a self-signed certificate)");
  command->add_option("--devices-port", options->devices_port,
                      "接入现场设备（HJ 212）的端口，0为自动选择；缺省不接入 (take in field devices on this port)");
  command->add_option("--devices-address", options->devices_address, "设备接入的监听地址 (the address for devices)")
      ->capture_default_str();
  command
      ->add_option("--simulated-devices", options->simulated_devices,
                   "演示数据：这么多台模拟设备向本机发送 (a demonstration: so many simulated devices send)")
      ->check(CLI::Range(1, 1000));
  command->add_option("--speed", options->speed,
                      "演示数据：演示时钟一秒走几秒，1至3600 (a demonstration: seconds of its clock in one)");
  command->callback([options, &session] {
    if (!options->tls.certificate.empty() || !options->tls.key.empty()) options->uses_tls = true;
    const Status status = serve(*options, session);
    if (!status.has_value()) session.exit_code = report(status.error());
  });
}

}  // namespace bihuan::cli
