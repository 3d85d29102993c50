#include "cli/demo_field.h"

#include <chrono>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/files.h"
#include "cli/clocks.h"
#include "cli/command.h"
#include "cli/field_lines.h"
#include "gateway/device.h"
#include "server/device_register.h"

namespace bihuan::cli {
namespace {

constexpr std::int64_t kLongRun = 366 * kSecondsOfDay;  // of the demonstration's time
constexpr std::int64_t kWriteEvery = 60;                // of the demonstration's seconds
constexpr std::uint64_t kDemonstrationSeed = 2024;

}  // namespace

Result<std::unique_ptr<DemonstrationField>> DemonstrationField::start(const DataFolder& data, const std::string& home,
                                                                      std::uint16_t port, std::size_t devices) {
  if (!data.settings.is_demonstration)
    return fail(Code::kInvalidInput, "模拟设备只用于演示数据，正式数据的文件夹不接。", "--simulated-devices");
  BIHUAN_TRY(std::vector<simulator::Model> models, read_device_models(home));
  simulator::Parameters parameters;
  parameters.devices = devices;
  parameters.seed = kDemonstrationSeed;
  parameters.begin = {data.clock->now().seconds / 60 * 60};
  parameters.end = {parameters.begin.seconds + kLongRun};
  BIHUAN_TRY(parameters.faults, simulator::parse_faults("all"));
  BIHUAN_TRY(simulator::Simulation field, simulator::Simulation::make(parameters, std::move(models)));
  return std::unique_ptr<DemonstrationField>(new DemonstrationField(data, std::move(field), port));
}

DemonstrationField::DemonstrationField(const DataFolder& data, simulator::Simulation field, std::uint16_t port)
    : data_(data), written_(data.clock->now()) {
  PlayOptions options;
  options.host = "127.0.0.1";
  options.port = port;
  options.rate = data.settings.speed;
  options.is_over = &is_over_;
  // What was due in the minute that has begun goes out at once; from then on both clocks stand alike.
  thread_ = std::thread([this, options, begin = written_, simulation = std::move(field)]() mutable {
    const Result<PlayCounts> played = play(simulation, options, begin, [](const simulator::Emission&) {});
    if (!played.has_value() && !is_over_) print_error("警告：模拟设备停止发送：" + played.error().message + "\n");
  });
}

DemonstrationField::~DemonstrationField() {
  is_over_ = true;
  thread_.join();
  write_down();
}

void DemonstrationField::look() {
  if (data_.clock->now().seconds - written_.seconds >= kWriteEvery) write_down();
}

void DemonstrationField::write_down() {
  written_ = data_.clock->now();
  const std::string file = (std::filesystem::path(data_.folder) / kDemonstrationClockName).string();
  const Status written = write_file_durably(file, to_string(written_, kBeijing) + "\n");
  if (!written.has_value()) print_error("警告：" + written.error().message + "\n");
}

Status ensure_devices(DataFolder& data, std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const gateway::ListedDevices listed, gateway::ListedDevices::parse(toml, file_name));
  std::vector<records::KnownDevice> devices;
  for (const gateway::Device& device : listed.all()) devices.push_back(server::known_device(device));
  BIHUAN_CHECK(data.office->devices.import(data.operator_now(), devices, file_name));
  return {};
}

}  // namespace bihuan::cli
