#include "cli/field_lines.h"

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "cli/places.h"
#include "hj212/decoder.h"
#include "hj212/dialogue.h"

namespace bihuan::cli {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using simulator::Emission;
using simulator::Fault;

constexpr std::size_t kMostWaiting = 4096;          // emissions that are due and not yet out, of all devices
constexpr std::chrono::milliseconds kPieceGap{20};  // or the network glues the pieces of a frame together again
constexpr std::chrono::seconds kReconnect{1};
constexpr std::chrono::milliseconds kLook{200};  // how often it is asked whether all is over
constexpr int kMostFailures = 10;  // connections in a row that fail: the host is not there

// What the lines share.
struct Field {
  asio::io_context context{1};
  tcp::resolver::results_type host;
  std::chrono::milliseconds patience{5000};
  PlayCounts counts;
  std::size_t waiting = 0;  // emissions
  std::size_t open = 0;     // exchanges whose answer is waited for
  int failures = 0;
};

class FieldLine : public std::enable_shared_from_this<FieldLine> {
 public:
  explicit FieldLine(Field& field)
      : field_(field), socket_(field.context), timer_(field.context), decoder_(profiles_) {}

  void post(Emission emission) {
    ++field_.waiting;
    queue_.push_back(std::move(emission));
    if (!is_busy_) step();
  }
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    refusals_.clear();
  }

 private:
  // The next thing to do, when nothing else is under way.
  void step() {
    const bool refuses = !refusals_.empty() && !is_inside_frame_ && socket_.is_open();
    is_busy_ = refuses || !queue_.empty();
    if (!is_busy_) return;
    if (refuses) return write_refusals();
    const bool is_back_fill = queue_.front().wrong.has(Fault::kOutage);
    if (is_back_fill && !was_back_fill_ && socket_.is_open()) close();
    was_back_fill_ = is_back_fill;
    socket_.is_open() ? write() : connect();
  }

  void connect() {
    asio::async_connect(socket_, field_.host, [self = shared_from_this()](const auto& error, const auto&) {
      if (error) {
        self->close();
        if (++self->field_.failures >= kMostFailures) return self->field_.context.stop();
        return self->pause(kReconnect);
      }
      self->field_.failures = 0;
      ++self->field_.counts.connections;
      boost::system::error_code ignored;
      self->socket_.set_option(tcp::no_delay(true), ignored);
      self->decoder_ = hj212::Decoder(self->profiles_);
      self->read(++self->connection_);
      self->step();
    });
  }

  void write_refusals() {
    const auto octets = std::make_shared<const std::string>(std::exchange(refusals_, {}));
    asio::async_write(socket_, asio::buffer(*octets),
                      [self = shared_from_this(), octets](const auto& error, std::size_t) {
                        if (!error) return self->step();
                        self->close();
                        self->pause(kReconnect);
                      });
  }

  void write() {
    asio::async_write(socket_, asio::buffer(queue_.front().bytes),
                      [self = shared_from_this()](const auto& error, std::size_t) {
                        if (error) {  // once more on a new connection
                          self->close();
                          return self->pause(kReconnect);
                        }
                        const Emission done = std::move(self->queue_.front());
                        self->queue_.pop_front();
                        --self->field_.waiting;
                        self->is_inside_frame_ = !done.bytes.ends_with("\r\n");
                        self->awaited_ = {done.qns.begin(), done.qns.end()};
                        self->field_.open += self->awaited_.size();
                        if (!self->awaited_.empty()) return self->wait_for_answers();
                        done.wrong.has(Fault::kSplit) ? self->pause(kPieceGap) : self->step();
                      });
  }

  void pause(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    timer_.async_wait([self = shared_from_this()](const auto&) { self->step(); });
  }

  void wait_for_answers() {
    timer_.expires_after(field_.patience);
    timer_.async_wait([self = shared_from_this()](const auto&) {  // the time is over, or the last answer came
      self->field_.counts.unanswered += static_cast<std::int64_t>(self->awaited_.size());
      self->field_.open -= self->awaited_.size();
      self->awaited_.clear();
      self->step();
    });
  }

  void read(std::uint64_t connection) {
    socket_.async_read_some(asio::buffer(buffer_),
                            [self = shared_from_this(), connection](const auto& error, std::size_t length) {
                              if (connection != self->connection_) return;
                              if (error) return self->close();
                              self->decoder_.feed({self->buffer_.data(), length},
                                                  [&](const hj212::Received& received) { self->take(received); });
                              self->read(connection);
                            });
  }

  void take(const hj212::Received& received) {
    if (!received.has_data()) return;
    const hj212::Message& message = received.message;
    if (message.cn() == "9014") {
      if (awaited_.erase(std::string(message.exchange())) == 0) return;
      ++field_.counts.answered;
      --field_.open;
      if (awaited_.empty()) timer_.cancel();
      return;
    }
    if (!message.wants_answer() || message.cn().starts_with("9")) return;
    const Result<std::string> answer = hj212::encode(hj212::answer_request(message, hj212::RequestReturn::kRefused));
    if (!answer) return;
    refusals_ += *answer;  // goes out between two frames
    ++field_.counts.refused;
    if (!is_busy_) step();
  }

  Field& field_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  const hj212::Profiles profiles_;
  hj212::Decoder decoder_;
  std::array<char, 4096> buffer_{};
  std::deque<Emission> queue_;
  std::set<std::string> awaited_;  // QN
  std::uint64_t connection_ = 0;
  std::string refusals_;
  bool is_busy_ = false, was_back_fill_ = false, is_inside_frame_ = false;
};

}  // namespace

Result<std::vector<simulator::Model>> read_device_models(const std::string& home) {
  constexpr std::array<std::string_view, 1> kFolders{"simulator"};
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts, read_knowledge(home, kFolders));
  for (const standards::KnowledgeText& text : texts) {
    if (text.name == "simulator/devices.toml") return simulator::load_models(text.text, "knowledge/" + text.name);
  }
  return fail(Code::kNotFound, "knowledge/中缺少simulator/devices.toml");
}

Result<PlayCounts> play(simulator::Simulation& simulation, const PlayOptions& options, Instant begin,
                        const std::function<void(const Emission&)>& sent) {
  const std::string where = options.host + ":" + std::to_string(options.port);
  Field field;
  field.patience = std::chrono::milliseconds(options.patience_ms);
  boost::system::error_code error;
  field.host = tcp::resolver(field.context).resolve(options.host, std::to_string(options.port), error);
  if (error) return fail(Code::kUnavailable, "找不到接收端的地址", where);

  std::vector<std::shared_ptr<FieldLine>> lines;
  for (std::size_t i = 0; i < simulation.devices().size(); ++i) lines.push_back(std::make_shared<FieldLine>(field));
  const auto start = std::chrono::steady_clock::now();
  const auto work = asio::make_work_guard(field.context);
  const auto goes_on = [&] { return !field.context.stopped() && (options.is_over == nullptr || !*options.is_over); };
  while (std::optional<Emission> next = simulation.next()) {
    if (options.rate > 0) {
      const std::chrono::duration<double> after(static_cast<double>(next->due.seconds - begin.seconds) / options.rate);
      const auto due = start + std::chrono::duration_cast<std::chrono::steady_clock::duration>(after);
      do {
        field.context.run_until(std::min(due, std::chrono::steady_clock::now() + kLook));
      } while (goes_on() && std::chrono::steady_clock::now() < due);
      field.context.poll();  // also where it is late already
    }
    while (field.waiting >= kMostWaiting && goes_on()) field.context.run_one_for(kLook);
    if (!goes_on()) break;
    sent(*next);
    ++field.counts.emissions;
    field.counts.bytes += static_cast<std::int64_t>(next->bytes.size());
    lines[next->device]->post(*std::move(next));
  }
  while (field.waiting + field.open > 0 && goes_on()) field.context.run_one_for(kLook);
  if (field.context.stopped() && field.failures >= kMostFailures)
    return fail(Code::kUnavailable, "接收端连接不上，已试" + std::to_string(kMostFailures) + "次", where);
  for (const std::shared_ptr<FieldLine>& line : lines) line->close();
  return field.counts;
}

}  // namespace bihuan::cli
