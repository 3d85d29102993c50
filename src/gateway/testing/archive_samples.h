// src/gateway/testing/archive_samples.h - for tests only: frames whose content the number alone decides.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "gateway/archive.h"

namespace bihuan::gateway::testing_files {

inline std::string sample_octets(std::int64_t n) {
  return "##0100QN=20240930080000" + std::to_string(100 + n % 900) + ";ST=32;CN=2011;n=" + std::to_string(n) +
         std::string(static_cast<std::size_t>(n % 7) * 40, 'x') + "1C80";
}

// Appends frames n+1 .. n+count. Returns what append said.
inline Result<std::int64_t> append_samples(Archive& archive, std::int64_t n, std::size_t count) {
  std::vector<std::string> octets;
  std::vector<ArchiveFrame> frames;
  for (std::size_t i = 0; i < count; ++i) octets.push_back(sample_octets(n + 1 + static_cast<std::int64_t>(i)));
  for (const std::string& text : octets)
    frames.push_back({{1727654400 + n},
                      {1760000000 + n},
                      7,
                      FrameStanding::kData,
                      "AB0000D5900001E000212C01",
                      "10.1.2.3:50312",
                      text});
  return archive.append(frames);
}

// All records of an archive by number; notes as "note: ...".
inline std::vector<std::string> all_records(const Archive& archive) {
  std::vector<std::string> all;
  const Status status = archive.read(0, [&](const ArchiveRecord& record) {
    all.push_back((record.is_note ? "note: " : "") + std::string(record.frame.octets));
    return true;
  });
  if (!status.has_value()) all.push_back("error: " + status.error().message);
  return all;
}

}  // namespace bihuan::gateway::testing_files
