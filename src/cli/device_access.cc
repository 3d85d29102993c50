#include "cli/device_access.h"

#include <filesystem>

#include "base/files.h"
#include "cli/clocks.h"
#include "cli/command.h"
#include "cli/hj212_input.h"
#include "gateway/archive_summary.h"
#include "records/ledger.h"

namespace bihuan::cli {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMostDevicesFile = std::size_t{16} << 20;

}  // namespace

Result<std::unique_ptr<DeviceAccess>> DeviceAccess::start(DataFolder& data, const std::string& home,
                                                          const DeviceAccessOptions& options) {
  std::unique_ptr<DeviceAccess> access(new DeviceAccess(data));
  BIHUAN_TRY(access->vocabulary_, read_hj212_vocabulary(home));
  const Result<std::string> listed = read_file((fs::path(data.folder) / kDevicesName).string(), kMostDevicesFile);
  if (listed.has_value()) {
    BIHUAN_TRY(access->registry_, gateway::ListedDevices::parse(*listed, kDevicesName));
  } else if (listed.error().code != Code::kNotFound) {
    return std::unexpected(listed.error());
  }
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
  gateway::DeviceServerSettings settings;
  settings.address = options.address;
  settings.port = options.port;
  settings.tls = options.tls;
  settings.tls_port = options.tls_port;
  settings.most_connections = 10'000;
  access->server_ = std::make_unique<gateway::DeviceServer>(*access->archive_, access->registry_, access->vocabulary_,
                                                            *data.clock, std::move(settings));
  BIHUAN_CHECK(access->server_->start());
  access->day_ = to_date(data.clock->now());
  return access;
}

DeviceAccess::~DeviceAccess() {
  if (!server_) return;
  server_->stop();
  const Status noted = note_head("停止");
  if (!noted.has_value()) print_error("警告：" + noted.error().message + "\n");
}

void DeviceAccess::look() {
  const Date today = to_date(data_.clock->now());
  if (day_ != today && note_head("每日").has_value()) day_ = today;
}

Status DeviceAccess::note_head(std::string_view when) {
  return data_.database->write(
      server::timer_actor(data_.clock->now(), SystemClock().now()), [&](records::Ledger& ledger) {
        return ledger.note("archive.anchored", "archive", "\"" + gateway::anchor_text(archive_->head()) + "\"", when);
      });
}

}  // namespace bihuan::cli
