#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/text.h"
#include "cli/command.h"
#include "cli/hj212_input.h"
#include "cli/hj212_text.h"
#include "hj212/cipher.h"

namespace bihuan::cli {
namespace {

struct EncodeOptions {
  std::vector<std::string> files;
  std::string key;
  std::size_t limit = 1024;
};

// A segment as text. In front of it "##" and a length may stand, behind it a check value: both are made anew.
Result<std::string> segment_of_line(std::string_view line, const std::string& where) {
  std::string_view rest = trim(line);
  if (rest.starts_with("##")) {
    rest.remove_prefix(2);
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') rest.remove_prefix(1);
  }
  const std::size_t open = rest.find("CP=&&");
  const std::size_t close = rest.rfind("&&");
  if (open == std::string_view::npos || close < open + 5)
    return fail(Code::kInvalidInput, "数据段应为“QN=…;ST=…;CN=…;…;CP=&&…&&”", where);
  return std::string(rest.substr(0, close + 2));
}

Result<std::string> frame_of_segment(const std::string& segment, const hj212::EncodeOptions& options,
                                     const std::string& where) {
  if (segment.size() > options.max_segment)
    return fail(Code::kInvalidInput,
                "数据段" + std::to_string(segment.size()) + "字节，超过" + std::to_string(options.max_segment) +
                    "字节，应分包发送",
                where);
  BIHUAN_TRY(std::string frame, hj212::frame_segment(segment));
  if (!options.key.has_value()) return frame;
  BIHUAN_TRY(const std::string cipher, hj212::encipher(segment, *options.key));
  return frame.replace(6, segment.size(), cipher);
}

Result<std::string> encode_input(const NamedOctets& input, const hj212::EncodeOptions& options) {
  std::string frames;
  const std::string_view text = trim(input.octets);
  if (text.starts_with("{") || text.starts_with("[")) {
    BIHUAN_TRY(const std::vector<hj212::Draft> drafts, drafts_of_json(text));
    for (const hj212::Draft& draft : drafts) {
      BIHUAN_TRY(const std::string frame, hj212::encode(draft, options));
      frames += frame;
    }
    return frames;
  }
  int number = 0;
  for (const std::string_view line : split_lines(input.octets)) {
    ++number;
    if (trim(line).empty()) continue;
    const std::string where = input.name + ":" + std::to_string(number);
    BIHUAN_TRY(const std::string segment, segment_of_line(line, where));
    BIHUAN_TRY(const std::string frame, frame_of_segment(segment, options, where));
    frames += frame;
  }
  return frames;
}

Result<int> encode(const EncodeOptions& options) {
  hj212::EncodeOptions how;
  how.max_segment = options.limit;
  if (!options.key.empty()) {
    BIHUAN_TRY(how.key, hj212::parse_sm4_key(options.key));
  }
  BIHUAN_TRY(const std::vector<NamedOctets> inputs, read_octets(options.files));
  std::string all;
  for (const NamedOctets& input : inputs) {
    BIHUAN_TRY(const std::string frames, encode_input(input, how));
    all += frames;
  }
  if (all.empty()) return fail(Code::kInvalidInput, "没有内容：每行一个数据段，或JSON");
  print(all);
  return kExitDone;
}

}  // namespace

void add_hj212_encode(CLI::App& hj212, Session& session) {
  auto options = std::make_shared<EncodeOptions>();
  CLI::App* command = hj212.add_subcommand(
      "encode", "写成帧：补上包头、长度、校验和行尾 (make frames of segments or JSON: length, check value, line end)");
  command->add_option(
      "FILE", options->files,
      "每行一个数据段“QN=…CP=&&…&&”（或长度、校验有误的帧），或JSON；没有或写 - 则读标准输入 (segments, or JSON)");
  command->add_option("--key", options->key, "用SM4密钥加密数据区 (encrypt the data area)");
  command->add_option("--limit", options->limit, "数据段最多的字节数，缺省1024 (longest segment)")
      ->check(CLI::Range(1, 9999));
  command->callback([options, &session] {
    const Result<int> done = encode(*options);
    session.exit_code = done.has_value() ? *done : report(done.error());
  });
}

}  // namespace bihuan::cli
