// src/server/device_samples.h - for tests: the shipped tables of HJ 212, and a gateway on a free port beside a desk.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "gateway/testing/line.h"
#include "gateway/testing/memory_files.h"
#include "server/device_api.h"
#include "server/device_register.h"

namespace bihuan::server {

inline const hj212::Vocabulary& shipped_vocabulary() {
  static const hj212::Vocabulary kVocabulary = [] {
    std::vector<hj212::NamedText> files;
    for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"})
      files.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, 1U << 20U)});
    return *hj212::Vocabulary::load(files);
  }();
  return kVocabulary;
}

inline const FrameReader& shipped_frame_reader() {
  static const FrameReader kReader = [] {
    Result<FrameReader> reader =
        FrameReader::load(*read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/hj212/frame.toml", 1U << 20U),
                          "frame.toml", shipped_vocabulary());
    EXPECT_TRUE(reader.has_value()) << reader.error().message << reader.error().where;
    return *std::move(reader);
  }();
  return kReader;
}

// A gateway over a disk in memory, on a free port, with the devices of a book.
class SampleGateway {
 public:
  SampleGateway(records::Devices& book, const Clock& clock) : book_(book) {
    EXPECT_TRUE(registry_.reload(book_).has_value());
    std::vector<gateway::ArchiveFinding> found;
    archive_ = *gateway::Archive::open(std::make_unique<gateway::testing_files::MemoryFiles>(disk_), {}, found);
    gateway::DeviceServerSettings settings;
    settings.address = "127.0.0.1";
    settings.port = 0;
    settings.most_connections = 100;
    server_ = std::make_unique<gateway::DeviceServer>(*archive_, registry_, shipped_vocabulary(), clock, settings);
    EXPECT_TRUE(server_->start().has_value());
    room_ = std::make_unique<DeviceRoom>(DeviceRoom{*server_, *archive_, shipped_vocabulary(), shipped_frame_reader(),
                                                    registry_,
                                                    [this]() -> Status {
                                                      BIHUAN_CHECK(registry_.reload(book_));
                                                      server_->registry_changed();
                                                      return {};
                                                    },
                                                    [] { return std::vector<gateway::ForwardReading>(); }});
  }
  const DeviceRoom& room() const { return *room_; }
  gateway::DeviceServer& server() { return *server_; }

 private:
  records::Devices& book_;
  RegisterOfDevices registry_;
  gateway::testing_files::MemoryDisk disk_;
  std::unique_ptr<gateway::Archive> archive_;
  std::unique_ptr<gateway::DeviceServer> server_;
  std::unique_ptr<DeviceRoom> room_;
};

}  // namespace bihuan::server
