// src/cli/demo_field.h - the simulated devices of the demonstration city, which send to this program's own devices
// port.
//
// They are a field of `bihuan simulate` over TCP: the gateway knows nothing of them but what their frames say and that
// the register marks them as simulated.
#pragma once
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "cli/data_folder.h"
#include "simulator/simulator.h"

namespace bihuan::cli {

class DemonstrationField {
 public:
  // `data` outlives it. Sends from the demonstration's present on, as fast as its clock runs, until the object goes
  // away. Errors: those of the models; kInvalidInput the folder is no demonstration
  static Result<std::unique_ptr<DemonstrationField>> start(const DataFolder& data, const std::string& home,
                                                           std::uint16_t port, std::size_t devices);
  ~DemonstrationField();
  DemonstrationField(const DemonstrationField&) = delete;
  DemonstrationField& operator=(const DemonstrationField&) = delete;

  // A few times a second: writes down where the clock stands.
  void look();

 private:
  DemonstrationField(const DataFolder& data, simulator::Simulation field, std::uint16_t port);
  void write_down();

  const DataFolder& data_;
  Instant written_;
  std::atomic<bool> is_over_{false};
  std::thread thread_;
};

// Registers the devices of a list (examples/ezhou/devices.toml) that are not registered yet.
Status ensure_devices(DataFolder& data, std::string_view toml, std::string_view file_name);

}  // namespace bihuan::cli
