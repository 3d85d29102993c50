#include "hj212/dialogue.h"

#include <fmt/format.h>

#include <algorithm>

namespace bihuan::hj212 {
namespace {

constexpr std::string_view kInteraction = "91";

std::optional<std::string> own(const Message& message, HeaderField field) {
  return message.has(field) ? std::optional<std::string>(message.field(field)) : std::nullopt;
}

Draft answer(const Message& to, std::string_view cn, std::vector<std::vector<Pair>> groups) {
  Draft draft;
  draft.st = kInteraction;
  draft.cn = cn;
  draft.pw = own(to, HeaderField::kPw);
  draft.mn = own(to, HeaderField::kMn);
  const std::string exchange(to.exchange());
  if (to.edition == Edition::k2005) {
    draft.flag = make_flag(to.edition, false);
    if (!exchange.empty()) draft.groups.push_back({{"QN", exchange}});
  } else {
    if (!exchange.empty()) draft.qn = exchange;
    draft.flag = make_flag(to.edition, false);
  }
  std::ranges::move(groups, std::back_inserter(draft.groups));
  return draft;
}

}  // namespace

int make_flag(Edition edition, bool wants_answer, bool is_split) {
  constexpr int kVersions[] = {0, 1, 2, 2};
  return kVersions[static_cast<std::size_t>(edition)] * 4 + (is_split ? 2 : 0) + (wants_answer ? 1 : 0);
}

Draft host_command(const Counterpart& device, std::string qn, std::string_view cn,
                   std::vector<std::vector<Pair>> groups) {
  Draft draft;
  draft.qn = std::move(qn);
  draft.st = device.st;
  draft.cn = cn;
  draft.pw = device.pw;
  draft.mn = device.mn;
  draft.flag = make_flag(device.edition, true);
  draft.groups = std::move(groups);
  return draft;
}

Result<Draft> checked_command(const Vocabulary& vocabulary, const Counterpart& device, std::string qn,
                              std::string_view cn, std::vector<std::vector<Pair>> groups) {
  const Command* command = vocabulary.command(device.edition, cn);
  if (command == nullptr || command->kind == CommandKind::kAnswer)
    return fail(Code::kNotCovered, fmt::format("{}没有由上位机发出的命令{}", to_chinese(device.edition), cn));
  const bool takes_any = std::ranges::find(command->request, "*") != command->request.end();
  for (const std::vector<Pair>& group : groups) {
    for (const Pair& pair : group) {
      if (takes_any || std::ranges::find(command->request, pair.name) != command->request.end()) continue;
      return fail(Code::kInvalidInput,
                  fmt::format("命令{}（{}）不带字段“{}”，可带的字段：{}", cn, command->name, pair.name,
                              command->request.empty() ? "无" : fmt::format("{}", fmt::join(command->request, "、"))));
    }
  }
  return host_command(device, std::move(qn), cn, std::move(groups));
}

Draft history_request(const Counterpart& device, std::string qn, std::string_view cn, std::string begin,
                      std::string end) {
  return host_command(device, std::move(qn), cn, {{{"BeginTime", std::move(begin)}}, {{"EndTime", std::move(end)}}});
}

Draft answer_request(const Message& request, RequestReturn code) {
  return answer(request, "9011", {{{"QnRtn", std::to_string(static_cast<int>(code))}}});
}

Draft answer_result(const Message& request, ExecutionReturn code) {
  return answer(request, "9012", {{{"ExeRtn", std::to_string(static_cast<int>(code))}}});
}

Draft answer_notification(const Message& notification) { return answer(notification, "9013", {}); }

Draft answer_data(const Message& data) {
  if (data.edition != Edition::k2005) return answer(data, "9014", {});
  Draft draft = answer(data, "9014", {{{"CN", std::string(data.cn())}}});
  draft.pw.reset();
  draft.mn.reset();
  draft.flag.reset();
  draft.groups.push_back({{"PNO", std::to_string(data.pno.value_or(1))}});
  draft.groups.push_back({{"PNUM", std::to_string(data.pnum.value_or(1))}});
  return draft;
}

Draft answer_with(const Message& request, std::vector<std::vector<Pair>> groups) {
  Draft draft = answer(request, request.cn(), std::move(groups));
  draft.st = own(request, HeaderField::kSt);
  return draft;
}

std::optional<int> return_code(const Message& answer) {
  const std::string_view name = answer.cn() == "9011" ? "QnRtn" : answer.cn() == "9012" ? "ExeRtn" : "";
  const Item* item = name.empty() ? nullptr : answer.scalar(name);
  if (item == nullptr || item->kind != ValueKind::kNumber || item->number.places() != 0) return std::nullopt;
  const std::int64_t code = item->number.mantissa();
  return code >= 0 && code <= 9999 ? std::optional<int>(static_cast<int>(code)) : std::nullopt;
}

}  // namespace bihuan::hj212
