#include "cli/field_lines.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/asio.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/files.h"
#include "hj212/decoder.h"
#include "hj212/dialogue.h"

namespace bihuan::cli {
namespace {

using boost::asio::ip::tcp;

// A host that answers 9014 to what wants an answer, and asks each device one thing.
class AnsweringHost {
 public:
  explicit AnsweringHost(bool answers) : answers_(answers), acceptor_(context_, {tcp::v4(), 0}) { accept(); }
  void start() {
    thread_ = std::thread([this] { context_.run(); });
  }
  void stop() {
    context_.stop();
    thread_.join();
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  std::size_t lines = 0, accepted = 0, refusals = 0;

 private:
  struct Line {
    explicit Line(tcp::socket connected) : socket(std::move(connected)), decoder(profiles) {}
    tcp::socket socket;
    hj212::Profiles profiles;
    hj212::Decoder decoder;
    std::array<char, 4096> buffer{};
  };

  void accept() {
    acceptor_.async_accept([this](const auto& error, tcp::socket socket) {
      if (error) return;
      ++lines;
      auto line = std::make_shared<Line>(std::move(socket));
      const std::string ask = *hj212::encode(
          hj212::host_command({hj212::Edition::k2017, "32", "123456", "8"}, "20240101000000000", "1011"));
      boost::asio::write(line->socket, boost::asio::buffer(ask));
      read(line);
      accept();
    });
  }
  void read(const std::shared_ptr<Line>& line) {
    line->socket.async_read_some(
        boost::asio::buffer(line->buffer), [this, line](const auto& error, std::size_t length) {
          if (error) return;
          line->decoder.feed({line->buffer.data(), length}, [&](const hj212::Received& received) {
            if (!received.has_data()) return;
            if (received.message.cn() == "9011") {
              refusals += hj212::return_code(received.message) == 2 ? 1U : 0U;
              return;
            }
            ++accepted;
            if (!answers_ || !received.message.wants_answer()) return;
            boost::asio::write(line->socket, boost::asio::buffer(*hj212::encode(hj212::answer_data(received.message))));
          });
          read(line);
        });
  }

  bool answers_;
  boost::asio::io_context context_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

simulator::Parameters an_hour(const std::string& faults) {
  simulator::Parameters parameters;
  parameters.devices = 4;
  parameters.begin = *parse_instant("2024-09-16T08:00:00+08:00");
  parameters.end = {parameters.begin.seconds + 3600};
  parameters.faults = *simulator::parse_faults(faults);
  parameters.chances.split = 300;
  return parameters;
}

simulator::Simulation field_of(const simulator::Parameters& parameters) {
  const std::string text = *read_file(BIHUAN_SOURCE_DIR "/knowledge/simulator/devices.toml", 1U << 20U);
  return *simulator::Simulation::make(parameters, *simulator::load_models(text, "devices.toml"));
}

PlayCounts played(const simulator::Parameters& parameters, AnsweringHost& host, int patience_ms) {
  simulator::Simulation field = field_of(parameters);
  host.start();
  const Result<PlayCounts> counts =
      play(field, {"127.0.0.1", host.port(), 0, patience_ms}, parameters.begin, [](const simulator::Emission&) {});
  host.stop();
  EXPECT_TRUE(counts.has_value());
  return counts.value_or(PlayCounts());
}

// Four devices, an hour: 60 of 2011, 6 of 2051 and one of 2061 each.
TEST(FieldLines, EveryFrameArrivesAndEveryAnswerIsTaken) {
  AnsweringHost host(true);
  const PlayCounts counts = played(an_hour("split,glued"), host, 5000);
  EXPECT_EQ(counts.answered, 4 * 7);
  EXPECT_EQ(counts.unanswered, 0);
  EXPECT_EQ(counts.connections, 4);
  EXPECT_EQ(host.lines, 4U);
  EXPECT_EQ(host.accepted, 4U * 67U);
  EXPECT_EQ(counts.refused, 4);
  EXPECT_EQ(host.refusals, 4U) << "a simulated device takes no commands, and says so";
}

TEST(FieldLines, AHostThatDoesNotAnswerIsNotWaitedForLong) {
  AnsweringHost host(false);
  const PlayCounts counts = played(an_hour("none"), host, 20);
  EXPECT_EQ(counts.answered, 0);
  EXPECT_EQ(counts.unanswered, 4 * 7);
}

}  // namespace
}  // namespace bihuan::cli
