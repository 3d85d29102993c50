#include "gateway/exchange.h"

#include <fmt/format.h>

#include "gateway/moment.h"
#include "hj212/dialogue.h"

namespace bihuan::gateway {
namespace {

constexpr int kNoDataCode = static_cast<int>(hj212::ExecutionReturn::kNoData);
constexpr std::size_t kMostResponse = 4096;

}  // namespace

std::string_view to_string(Outcome outcome) {
  constexpr std::string_view kWords[] = {"done",      "refused",   "failed",      "no_data",
                                         "no_answer", "timed_out", "disconnected"};
  return kWords[static_cast<std::size_t>(outcome)];
}
std::string_view to_chinese(Outcome outcome) {
  constexpr std::string_view kWords[] = {"执行成功", "拒绝执行", "执行失败", "没有数据",
                                         "没有应答", "执行超时", "连接中断"};
  return kWords[static_cast<std::size_t>(outcome)];
}

Status Exchange::add(const hj212::Draft& draft, bool is_notification, const ExchangeRules& rules) {
  if (waiting_.size() >= rules.most_waiting)
    return fail(Code::kUnavailable, fmt::format("这台设备已有{}条命令在排队，请稍后再试", waiting_.size()));
  Request request;
  BIHUAN_TRY(request.frame, hj212::encode(draft));
  request.report.mn = draft.mn.value_or("");
  request.report.qn = draft.qn.value_or("");
  request.report.cn = draft.cn.value_or("");
  request.is_notification = is_notification;
  request.over_time = rules.over_time;
  request.re_count = rules.re_count;
  waiting_.push_back(std::move(request));
  return {};
}

void Exchange::go_on(std::int64_t steady_ms, const Send& send) {
  if (running_ || waiting_.empty()) return;
  running_ = std::move(waiting_.front());
  waiting_.pop_front();
  running_->deadline = steady_ms + running_->over_time * std::int64_t{1000};
  send(running_->frame);
}

bool Exchange::receive(const hj212::Message& message, std::int64_t steady_ms, const Ended& ended) {
  if (!running_) return false;
  const std::int64_t next = steady_ms + running_->over_time * std::int64_t{1000};
  if (message.exchange() == running_->report.qn) {
    if (message.cn() == "9011") {
      const std::optional<int> code = hj212::return_code(message);
      if (code == static_cast<int>(hj212::RequestReturn::kAccepted)) {
        running_->is_accepted = true;
        running_->deadline = next;
      } else {
        end(Outcome::kRefused, code, ended);
      }
      return true;
    }
    if (message.cn() == "9012") {
      const std::optional<int> code = hj212::return_code(message);
      end(code == static_cast<int>(hj212::ExecutionReturn::kDone) ? Outcome::kDone
          : code == kNoDataCode                                   ? Outcome::kNoData
                                                                  : Outcome::kFailed,
          code, ended);
      return true;
    }
    if (message.cn() == "9013" || message.cn() == "9014") {
      if (running_->is_notification) end(Outcome::kDone, std::nullopt, ended);
      return true;
    }
    if (message.cn() == running_->report.cn) {
      // The response to a reading. Some devices leave out 9011: then this is the acceptance.
      running_->is_accepted = true;
      running_->deadline = next;
      ++running_->report.packets;
      running_->report.response = masked_frame(message.segment.substr(0, kMostResponse));
      return true;
    }
    return false;
  }
  // Records carry their own number; they belong to it by their command while it is being carried out.
  if (message.cn() != running_->report.cn || !running_->is_accepted) return false;
  running_->deadline = next;
  ++running_->report.packets;
  return true;
}

void Exchange::tick(std::int64_t steady_ms, const Send& send, const Ended& ended) {
  if (running_ && steady_ms >= running_->deadline) {
    if (running_->is_accepted) {
      end(Outcome::kTimedOut, std::nullopt, ended);
    } else if (running_->report.resends >= running_->re_count) {
      end(Outcome::kNoAnswer, std::nullopt, ended);
    } else {
      ++running_->report.resends;
      running_->deadline = steady_ms + running_->over_time * std::int64_t{1000};
      send(running_->frame);
    }
  }
  go_on(steady_ms, send);
}

void Exchange::give_up(const Ended& ended) {
  if (running_) end(Outcome::kDisconnected, std::nullopt, ended);
  while (!waiting_.empty()) {
    running_ = std::move(waiting_.front());
    waiting_.pop_front();
    end(Outcome::kDisconnected, std::nullopt, ended);
  }
}

void Exchange::end(Outcome outcome, std::optional<int> code, const Ended& ended) {
  RequestReport report = std::move(running_->report);
  running_.reset();
  report.outcome = outcome;
  report.code = code;
  ended(std::move(report));
}

}  // namespace bihuan::gateway
