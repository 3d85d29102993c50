// src/records/anchors.h - heads of the journal written down outside the record store.
//
// Whoever can write the store could cut the journal's end or rebuild its whole chain. That shows where its head was
// kept elsewhere: in the file of anchors beside the store, in each backup, in each issued document. One line of the
// file is
//   <entries> <digest> <UTC time, ISO> <source>
// in which the source ("启动", "每日", "备份 2024-09") is free text to the end of the line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/journal.h"

namespace bihuan::records {

// Adds a line and brings it to the disk. An empty journal is not written down. Errors: kUnavailable
Status append_anchor(const std::string& path, const JournalHead& head, Instant at, std::string_view source);

// All anchors of a file; none where it is not there. Errors: kCorrupt naming the line that is no anchor
Result<std::vector<JournalAnchor>> read_anchors(const std::string& path);

// The anchors of a file's text; `name` stands in their sources. Errors: as above
Result<std::vector<JournalAnchor>> parse_anchors(std::string_view text, std::string_view name);

}  // namespace bihuan::records
