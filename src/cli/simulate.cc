// bihuan simulate: a field of devices that send HJ 212, to a host or as a list.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/digest.h"
#include "cli/command.h"
#include "cli/field_lines.h"

namespace bihuan::cli {
namespace {

struct SimulateOptions {
  std::size_t devices = 10;
  std::uint64_t seed = 1;
  double rate = 1, hours = 24;
  std::string begin = "2024-01-01T00:00:00+08:00", faults = "none", to, password = "123456";
};

std::string faults_text(simulator::FaultSet faults) {
  std::string text;
  for (std::size_t i = 0; i < simulator::kFaultCount; ++i) {
    const auto fault = static_cast<simulator::Fault>(i);
    if (faults.has(fault)) text += (text.empty() ? "" : ",") + std::string(simulator::to_string(fault));
  }
  return text.empty() ? "-" : text;
}

// One emission on one line: due time, device, what is wrong, octets; the line ends of frames as \r\n.
std::string line_of(const simulator::Emission& emission, const std::string& mn) {
  std::string bytes;
  for (const char c : emission.bytes) bytes += c == '\r' ? "\\r" : c == '\n' ? "\\n" : std::string(1, c);
  return to_string(emission.due, Zone{8 * 3600}) + "\t" + mn + "\t" + faults_text(emission.wrong) + "\t" + bytes + "\n";
}

// host:port, [v6]:port. Errors: kInvalidInput
Status read_address(const std::string& text, PlayOptions& options) {
  const std::size_t colon = text.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool is_number =
      !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == std::string::npos;
  const int port = is_number ? std::stoi(digits) : 0;
  if (port < 1 || port > 65535 || colon == 0)
    return fail(Code::kInvalidInput, "接收端应写成“地址:端口”", "--to " + text);
  options.host = text.substr(0, colon);
  if (options.host.front() == '[' && options.host.back() == ']')
    options.host = options.host.substr(1, options.host.size() - 2);
  options.port = static_cast<std::uint16_t>(port);
  return {};
}

Status simulate(const SimulateOptions& options, const Session& session) {
  BIHUAN_TRY(std::vector<simulator::Model> models, read_device_models(session.home));
  simulator::Parameters parameters;
  parameters.devices = options.devices;
  parameters.seed = options.seed;
  parameters.password = options.password;
  BIHUAN_TRY(parameters.begin, parse_instant(options.begin));
  parameters.end = {parameters.begin.seconds + static_cast<std::int64_t>(options.hours * 60) * 60};
  BIHUAN_TRY(parameters.faults, simulator::parse_faults(options.faults));
  BIHUAN_TRY(simulator::Simulation field, simulator::Simulation::make(parameters, std::move(models)));

  Digest digest(DigestKind::kSm3);
  const auto note = [&](const simulator::Emission& emission) {
    const std::string line = line_of(emission, field.devices()[emission.device].mn);
    digest.update(line);
    if (options.to.empty()) print(line);
  };
  PlayOptions play_options;
  play_options.rate = options.rate;
  PlayCounts counts;
  if (options.to.empty()) {
    while (const std::optional<simulator::Emission> emission = field.next()) note(*emission);
    return {};
  }
  BIHUAN_CHECK(read_address(options.to, play_options));
  BIHUAN_TRY(counts, play(field, play_options, parameters.begin, note));
  print("已发送" + std::to_string(counts.emissions) + "次、" + std::to_string(counts.bytes) + "字节，连接" +
        std::to_string(counts.connections) + "次；应答" + std::to_string(counts.answered) + "个，未等到应答" +
        std::to_string(counts.unanswered) + "个，拒绝上位机命令" + std::to_string(counts.refused) +
        "个。\n这段历史的SM3：" + digest.finish_hex() + "\n");
  return {};
}

}  // namespace

void add_simulate(CLI::App& app, Session& session) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* command = app.add_subcommand(
      "simulate", "模拟现场设备：发送HJ 212数据，可带各种故障 (simulated field devices that send HJ 212, with faults)");
  command->add_option("--devices", options->devices, "设备台数 (how many)")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "种子：同一种子给出同一段历史 (one seed, one history)")
      ->capture_default_str();
  command->add_option("--begin", options->begin, "从何时起 (from when on)")->capture_default_str();
  command->add_option("--hours", options->hours, "多少小时 (for how many hours)")
      ->check(CLI::Range(1.0 / 60, 87600.0))
      ->capture_default_str();
  command
      ->add_option("--faults", options->faults,
                   "故障，逗号分隔：outage断线补传、split拆帧、glued粘帧、crc校验错、drift时钟漂移、constant恒值、"
                   "clipped压在限值下、replay重放；all全部，none没有 (what goes wrong)")
      ->capture_default_str();
  command->add_option("--to", options->to, "接收端“地址:端口”；不写则逐行列出 (host:port; without it, a list)");
  command
      ->add_option("--rate", options->rate,
                   "一秒走过几秒；0为应答到了就发 (simulated seconds in one; 0: as fast as answers come)")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  command->add_option("--password", options->password, "帧里的访问密码PW (password in the frames)")
      ->capture_default_str();
  command->callback([options, &session] {
    const Status done = simulate(*options, session);
    session.exit_code = done.has_value() ? kExitDone : report(done.error());
  });
}

}  // namespace bihuan::cli
