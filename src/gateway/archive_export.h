// src/gateway/archive_export.h - the archive for people and for other programs.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "gateway/archive.h"

namespace bihuan::gateway {

struct ArchiveFilter {
  std::string device{};                 // MN; "" = any
  std::optional<Instant> from{}, to{};  // of `received`; from is in, to is not
  bool is_data_only = false;            // without notes, quarantined frames and strangers
  std::int64_t after = 0;               // records above this number
};

// One JSON object: number, received, recorded, connection, standing, device, peer, frame. Passwords are masked, so the
// frame is evidence of what was measured, not of the octets; those stay in the archive.
std::string export_line(const ArchiveRecord& record);

// Hands over those lines, without line ends. Errors: those of read_archive and of the sink
Status export_archive(FilePort& files, const ArchiveFilter& filter,
                      const std::function<Status(std::string_view line)>& sink);

// Hands over the frames as they came, from "##" to the check value and CR LF, passwords and all: to be sent again,
// never to be shown. Errors: as above
Status replay_archive(FilePort& files, const ArchiveFilter& filter,
                      const std::function<Status(std::string_view octets)>& sink);

}  // namespace bihuan::gateway
