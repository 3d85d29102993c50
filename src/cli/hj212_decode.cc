#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/hj212_input.h"
#include "cli/hj212_text.h"

namespace bihuan::cli {
namespace {

Result<int> decode(const Hj212Options& options, const Session& session) {
  BIHUAN_TRY(const hj212::Vocabulary vocabulary, read_hj212_vocabulary(session.home));
  BIHUAN_TRY(const std::vector<FoundFrame> frames, find_all_frames(options, vocabulary));
  if (options.as_json) {
    print(frames_json(frames));
  } else {
    std::size_t number = 0;
    for (const FoundFrame& frame : frames)
      print(frame_text(frame, frame.standing == "junk" ? number : ++number, vocabulary));
  }
  const bool has_frame = std::ranges::any_of(frames, [](const FoundFrame& f) { return f.standing != "junk"; });
  if (!has_frame) return fail(Code::kInvalidInput, "没有找到帧：帧以“##”和4位长度开头");
  return kExitDone;
}

}  // namespace

void add_hj212_decode(CLI::App& hj212, Session& session) {
  auto options = std::make_shared<Hj212Options>();
  CLI::App* command =
      hj212.add_subcommand("decode", "读懂帧：命令、因子、数值和异常之处 (print frames as a person reads them)");
  add_hj212_options(*command, *options);
  command->callback([options, &session] {
    const Result<int> done = decode(*options, session);
    session.exit_code = done.has_value() ? *done : report(done.error());
  });
}

}  // namespace bihuan::cli
