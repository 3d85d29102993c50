#include "cli/device_access.h"

#include <array>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "cli/clocks.h"
#include "cli/command.h"
#include "cli/hj212_input.h"
#include "cli/places.h"
#include "gateway/archive_summary.h"
#include "records/ledger.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMostListFile = std::size_t{16} << 20;
constexpr int kLooksForOrder = 25;  // five seconds
constexpr const char* kFramePartsName = "hj212/frame.toml";

// The text of a file of the data folder; "" where it is not there. Errors: kUnavailable
Result<std::string> text_or_none(const std::string& folder, const char* name) {
  Result<std::string> text = read_file((fs::path(folder) / name).string(), kMostListFile);
  if (!text.has_value() && text.error().code == Code::kNotFound) return std::string();
  return text;
}

Result<server::FrameReader> read_frame_parts(const std::string& home, const hj212::Vocabulary& vocabulary) {
  constexpr std::array<std::string_view, 1> kFolders{"hj212"};
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts, read_knowledge(home, kFolders));
  for (const standards::KnowledgeText& text : texts) {
    if (text.name == kFramePartsName) return server::FrameReader::load(text.text, "knowledge/" + text.name, vocabulary);
  }
  return fail(Code::kNotFound, "程序缺少规则文件，请重新安装。", std::string("knowledge/") + kFramePartsName);
}

std::string outcome_text(const gateway::RequestReport& report) {
  std::string text(to_chinese(report.outcome));
  if (report.code) text += "（返回" + std::to_string(*report.code) + "）";
  if (report.packets > 0) text += "，收到数据" + std::to_string(report.packets) + "包";
  if (report.resends > 0) text += "，重发" + std::to_string(report.resends) + "次";
  if (!report.response.empty()) text += "；答复：" + excerpt(report.response, 300);
  return text;
}

}  // namespace

records::Actor DeviceAccess::timer() const { return server::timer_actor(data_.clock->now(), SystemClock().now()); }

Status DeviceAccess::import_list() {
  BIHUAN_TRY(const std::string text, text_or_none(data_.folder, kDevicesName));
  BIHUAN_TRY(const gateway::ListedDevices listed, gateway::ListedDevices::parse(text, kDevicesName));
  std::vector<records::KnownDevice> devices;
  for (const gateway::Device& device : listed.all()) devices.push_back(server::known_device(device));
  BIHUAN_CHECK(data_.office->devices.import(timer(), devices, kDevicesName));
  BIHUAN_CHECK(data_.office->devices.give_up(timer()));
  BIHUAN_CHECK(registry_.reload(data_.office->devices));
  for (const std::string& one : registry_.left_out()) print_error("警告：登记的设备不能接入：" + one + "\n");
  return {};
}

Status DeviceAccess::start_server(const DeviceAccessOptions& options) {
  gateway::DeviceServerSettings settings;
  settings.address = options.address;
  settings.port = options.port;
  settings.tls = options.tls;
  settings.tls_port = options.tls_port;
  settings.most_connections = 10'000;
  settings.on_request_ended = [this](const gateway::RequestReport& report) {
    const std::lock_guard lock(reports_mutex_);
    reports_.push_back({report, 0});
  };
  const std::int64_t tolerance = settings.rules.clock_tolerance_ms;
  server_ =
      std::make_unique<gateway::DeviceServer>(*archive_, registry_, vocabulary_, *data_.clock, std::move(settings));
  BIHUAN_CHECK(server_->start());
  room_ = std::make_unique<server::DeviceRoom>(server::DeviceRoom{*server_, *archive_, vocabulary_, *reader_, registry_,
                                                                  [this] { return register_changed(); },
                                                                  [this] {
                                                                    std::vector<gateway::ForwardReading> readings;
                                                                    const std::lock_guard lock(forwarders_mutex_);
                                                                    for (const auto& forwarder : forwarders_)
                                                                      readings.push_back(forwarder->reading());
                                                                    return readings;
                                                                  },
                                                                  tolerance});
  return {};
}

std::vector<std::string> DeviceAccess::simulated() const {
  std::vector<std::string> all;
  for (const gateway::Device& device : registry_.all()) {
    if (device.is_simulated) all.push_back(device.mn);
  }
  return all;
}

Status DeviceAccess::start_forwarders() {
  if (targets_.empty()) return {};
  const fs::path folder = fs::path(data_.folder) / kForwardFolder;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Code::kUnavailable, "转发进度的文件夹不能建立，请检查权限。", kForwardFolder);
  std::vector<std::string> left_out = simulated();
  const std::lock_guard lock(forwarders_mutex_);
  if (!forwarders_.empty() && left_out == left_out_) return {};
  forwarders_.clear();  // each writes down how far it has come
  left_out_ = std::move(left_out);
  for (const gateway::ForwardEntry& entry : targets_) {
    gateway::ForwardTarget target = entry.target;
    target.leaves_out.insert(left_out_.begin(), left_out_.end());
    BIHUAN_TRY(std::unique_ptr<gateway::Forwarder> forwarder,
               gateway::Forwarder::start(*archive_, std::move(target), (folder / entry.id).string()));
    forwarders_.push_back(std::move(forwarder));
  }
  return {};
}

Status DeviceAccess::register_changed() {
  BIHUAN_CHECK(registry_.reload(data_.office->devices));
  server_->registry_changed();
  return start_forwarders();  // a simulated device that is new must not be sent on
}

Result<std::unique_ptr<DeviceAccess>> DeviceAccess::start(DataFolder& data, const std::string& home,
                                                          const DeviceAccessOptions& options) {
  std::unique_ptr<DeviceAccess> access(new DeviceAccess(data));
  BIHUAN_TRY(access->vocabulary_, read_hj212_vocabulary(home));
  BIHUAN_TRY(access->reader_, read_frame_parts(home, access->vocabulary_));
  BIHUAN_CHECK(access->import_list());
  BIHUAN_TRY(const std::string forward, text_or_none(data.folder, kForwardName));
  BIHUAN_TRY(access->targets_, gateway::parse_forward_list(forward, kForwardName));
  BIHUAN_TRY(std::unique_ptr<gateway::FilePort> files,
             gateway::open_folder((fs::path(data.folder) / gateway::kFramesFolder).string()));
  std::vector<gateway::ArchiveFinding> found;
  BIHUAN_TRY(access->archive_, gateway::Archive::open(std::move(files), {}, found));
  for (const gateway::ArchiveFinding& finding : found)
    print_error((finding.is_harm ? "警告：帧档案" : "帧档案：") + finding.message + "\n");
  // The journal's head among the frames, the archive's head in the journal: neither can be rebuilt alone.
  BIHUAN_TRY(const records::JournalHead journal, data.database->read(records::read_head));
  BIHUAN_CHECK(access->archive_->append_note(data.clock->now(), SystemClock().now(),
                                             "journal " + std::to_string(journal.entries) + " " + journal.digest));
  BIHUAN_CHECK(access->note_head("启动"));
  BIHUAN_CHECK(access->start_server(options));
  BIHUAN_CHECK(access->start_forwarders());
  access->day_ = to_date(data.clock->now());
  return access;
}

DeviceAccess::~DeviceAccess() {
  if (!server_) return;
  forwarders_.clear();
  server_->stop();
  note_orders();
  const Status noted = note_head("停止");
  if (!noted.has_value()) print_error("警告：" + noted.error().message + "\n");
}

void DeviceAccess::look() {
  note_orders();
  const Date today = to_date(data_.clock->now());
  if (day_ != today && note_head("每日").has_value()) day_ = today;
}

void DeviceAccess::note_orders() {
  std::vector<EndedRequest> ended;
  {
    const std::lock_guard lock(reports_mutex_);
    ended.swap(reports_);
  }
  std::vector<EndedRequest> early;
  for (EndedRequest& one : ended) {
    const gateway::RequestReport& report = one.report;
    const Result<bool> noted = data_.office->devices.ended(timer(), report.mn, report.qn, outcome_text(report));
    if (!noted.has_value()) print_error("警告：设备命令的结果没有记下：" + noted.error().message + "\n");
    // A quick device answers before its order is noted as sent. Most requests belong to no order.
    if (noted.has_value() && !*noted && ++one.looks < kLooksForOrder) early.push_back(std::move(one));
  }
  if (early.empty()) return;
  const std::lock_guard lock(reports_mutex_);
  reports_.insert(reports_.begin(), std::move_iterator(early.begin()), std::move_iterator(early.end()));
}

Status DeviceAccess::note_head(std::string_view when) {
  return data_.database->write(timer(), [&](records::Ledger& ledger) {
    return ledger.note("archive.anchored", "archive", "\"" + gateway::anchor_text(archive_->head()) + "\"", when);
  });
}

}  // namespace bihuan::cli
