#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/hj212_input.h"
#include "cli/hj212_text.h"

namespace bihuan::cli {
namespace {

Result<int> check_file(const Hj212Options& options, const Session& session) {
  BIHUAN_TRY(const hj212::Vocabulary vocabulary, read_hj212_vocabulary(session.home));
  BIHUAN_TRY(const std::vector<FoundFrame> frames, find_all_frames(options, vocabulary));
  const auto count = [&](std::string_view standing) {
    return std::ranges::count(frames, standing, &FoundFrame::standing);
  };
  const auto right = count("accepted");
  const auto wrong = static_cast<std::ptrdiff_t>(frames.size()) - right;
  if (options.as_json) {
    print(frames_json(frames));
  } else {
    std::size_t number = 0;
    for (const FoundFrame& frame : frames) print(verdict_text(frame, frame.standing == "junk" ? number : ++number));
    print("合计：正确" + std::to_string(right) + "帧，可修复" + std::to_string(count("repaired")) + "帧，应隔离" +
          std::to_string(count("quarantined")) + "帧，杂散字节" + std::to_string(count("junk")) + "处\n");
  }
  if (count("junk") == static_cast<std::ptrdiff_t>(frames.size()))
    return fail(Code::kInvalidInput, "没有找到帧：帧以“##”和4位长度开头");
  return wrong == 0 ? kExitDone : kExitNegative;
}

}  // namespace

void add_hj212_check(CLI::App& hj212, Session& session) {
  auto options = std::make_shared<Hj212Options>();
  CLI::App* command = hj212.add_subcommand(
      "check",
      "核对帧：长度、校验、写法错在哪里，应当怎样；有不正确的帧时返回1 (what is wrong with frames and what is right)");
  add_hj212_options(*command, *options);
  command->callback([options, &session] {
    const Result<int> done = check_file(*options, session);
    session.exit_code = done.has_value() ? *done : report(done.error());
  });
}

}  // namespace bihuan::cli
