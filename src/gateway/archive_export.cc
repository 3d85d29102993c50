#include "gateway/archive_export.h"

#include "base/json.h"
#include "gateway/moment.h"

namespace bihuan::gateway {
namespace {

bool passes(const ArchiveFilter& filter, const ArchiveRecord& record) {
  const ArchiveFrame& frame = record.frame;
  if (!filter.device.empty() && (record.is_note || frame.device != filter.device)) return false;
  if (filter.is_data_only && (record.is_note || frame.standing > FrameStanding::kRepaired)) return false;
  return (!filter.from || frame.received >= *filter.from) && (!filter.to || frame.received < *filter.to);
}

Status read_filtered(FilePort& files, const ArchiveFilter& filter,
                     const std::function<Status(const ArchiveRecord&)>& sink) {
  Status status;
  BIHUAN_CHECK(read_archive(files, filter.after, [&](const ArchiveRecord& record) {
    if (passes(filter, record)) status = sink(record);
    return status.has_value();
  }));
  return status;
}

}  // namespace

std::string export_line(const ArchiveRecord& record) {
  const ArchiveFrame& frame = record.frame;
  JsonWriter json(JsonStyle::kCompact);
  const auto text = [&json](std::string_view key, std::string_view value) {
    json.key(key);
    json.string(value);
  };
  json.begin_object();
  json.key("number");
  json.raw_number(std::to_string(record.number));
  text("received", to_string(frame.received));
  text("recorded", to_string(frame.recorded));
  if (record.is_note) {
    text("note", frame.octets);
  } else {
    json.key("connection");
    json.raw_number(std::to_string(frame.connection));
    text("standing", to_string(frame.standing));
    text("device", frame.device);
    text("peer", frame.peer);
    text("frame", masked_frame(frame.octets));
  }
  json.end_object();
  return json.take();
}

Status export_archive(FilePort& files, const ArchiveFilter& filter,
                      const std::function<Status(std::string_view line)>& sink) {
  return read_filtered(files, filter, [&](const ArchiveRecord& record) { return sink(export_line(record)); });
}

Status replay_archive(FilePort& files, const ArchiveFilter& filter,
                      const std::function<Status(std::string_view octets)>& sink) {
  return read_filtered(files, filter, [&](const ArchiveRecord& record) -> Status {
    if (record.is_note) return {};
    return sink(std::string(record.frame.octets) + "\r\n");
  });
}

}  // namespace bihuan::gateway
