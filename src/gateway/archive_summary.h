// src/gateway/archive_summary.h - what a proof of the archive says, as text and JSON; heads as a person writes them
// down.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/archive.h"

namespace bihuan::gateway {

inline constexpr const char* kFramesFolder = "frames";  // in the data folder

std::string report_text(const ArchiveReport& report);
std::string report_json(const ArchiveReport& report);

// "<records> <64 hex digits>", as anchor_text writes it. Errors: kInvalidInput
Result<ArchiveAnchor> parse_archive_anchor(std::string_view text);
std::string anchor_text(const ArchiveHead& head);

}  // namespace bihuan::gateway
