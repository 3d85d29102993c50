#include "cli/hj212_input.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iterator>

#include "base/text.h"
#include "cli/places.h"

namespace bihuan::cli {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;
constexpr std::string_view kMask = "******";

Result<std::string> read_standard_input() {
  std::string octets;
  char buffer[65536];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;) {
    octets.append(buffer, size);
    if (octets.size() > kMostBytes) return fail(Code::kInvalidInput, "标准输入超过256 MiB", "-");
  }
  return octets;
}

// Octets for a terminal: text stays, the rest is written as \xHH.
std::string printable(std::string_view octets) {
  const bool is_text = !first_invalid_utf8(octets).has_value();
  std::string out;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && octet != 0x7F && (is_text || octet < 0x80)) {
      out += c;
    } else {
      out += "\\x" + hj212::crc_text(octet).substr(2);
    }
  }
  return out;
}

// Does `name` end with `word`, in any case of letters?
bool ends_with_any_case(std::string_view name, std::string_view word) {
  return name.size() >= word.size() && std::ranges::equal(name.substr(name.size() - word.size()), word,
                                                          [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

// Every value of PW, NewPW and NewSK in `text`, wherever it stands and however it is spelled.
std::string mask(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t equals = text.find('='); equals != std::string_view::npos; equals = text.find('=', equals + 1)) {
    if (equals < done) continue;
    const std::string_view name = trim(text.substr(done, equals - done));
    if (!ends_with_any_case(name, "PW") && !ends_with_any_case(name, "NewSK")) continue;
    out += text.substr(done, equals + 1 - done);
    out += kMask;
    done = std::min(text.find_first_of(";,&", equals + 1), text.size());
  }
  return out + std::string(text.substr(done));
}

bool is_secret(std::string_view name) { return ends_with_any_case(name, "PW") || ends_with_any_case(name, "NewSK"); }

void mask(hj212::Draft& draft) {
  if (draft.pw.has_value()) draft.pw = kMask;
  for (auto& group : draft.groups) {
    for (hj212::Pair& pair : group) {
      if (is_secret(pair.name)) pair.value = kMask;
    }
  }
}

FoundValue value_of(const hj212::Item& item, const hj212::Vocabulary& vocabulary) {
  FoundValue value;
  value.factor = item.factor;
  value.suffix = item.is_factor() ? std::string(item.suffix) : "";
  const hj212::Word* word = item.is_factor() ? vocabulary.factor(item.factor) : vocabulary.field(item.factor);
  if (word != nullptr) {
    value.name = word->name;
    value.unit = word->unit;
  }
  value.value = printable(item.value);
  if (item.kind == hj212::ValueKind::kNumber) value.number = item.number;
  constexpr const char* kKinds[] = {"text", "number", "missing"};
  value.kind = kKinds[static_cast<std::size_t>(item.kind)];
  return value;
}

void describe_frame(const hj212::Received& received, const hj212::Vocabulary& vocabulary, bool shows_password,
                    FoundFrame& found) {
  const hj212::Message& message = received.message;
  if (received.declared_length >= 0) found.declared_length = received.declared_length;
  found.crc = printable(received.crc_text);
  found.crc_kind = to_string(received.crc);
  const bool is_readable = !message.area.empty() || message.segment.ends_with("&&");
  if (is_readable) {
    found.length = static_cast<std::int64_t>(message.segment.size());
    found.crc_right = hj212::crc_text(hj212::crc(message.segment));
  }
  found.edition = to_string(message.edition);
  const hj212::Command* command = vocabulary.command(message.edition, message.cn());
  if (command == nullptr) command = vocabulary.any_command(message.cn());
  if (command != nullptr) found.command = command->name;
  found.message = draft_of(message);
  if (!shows_password) mask(found.message);
  for (const hj212::Item& item : message.items) {
    found.values.push_back(value_of(item, vocabulary));
    if (!shows_password && is_secret(item.factor)) found.values.back().value = kMask;
  }
  const bool is_wrong = received.standing != hj212::Standing::kAccepted && !received.was_encrypted;
  if (is_wrong && is_readable && message.segment.size() <= 9999) {
    const Result<std::string> right = hj212::frame_segment(message.segment);
    if (right.has_value()) found.right_frame = printable(right->substr(0, right->size() - 2));
    if (!shows_password) found.right_frame = mask(found.right_frame);
  }
}

}  // namespace

void add_hj212_options(CLI::App& command, Hj212Options& options) {
  command.add_option("FILE", options.files,
                     "文件，可以多个；没有或写 - 则读标准输入 (files; none or -: standard input)");
  command.add_option("--edition", options.edition,
                     "版本：2005、2017、2025、surface_water，缺省按包内的Flag (edition of the device)");
  command.add_option("--crc", options.crc, "另外接受的校验：modbus、modbus_swapped、ignored (what else is accepted)");
  command.add_option("--key", options.keys, "SM4密钥，16个字符或32位十六进制数，可以多个 (SM4 keys, newest first)");
  command.add_flag("--json", options.as_json, "输出JSON (write JSON)");
  command.add_flag("--show-password", options.shows_password, "显示密码和密钥 (do not mask passwords and keys)");
}

Result<std::vector<NamedOctets>> read_octets(const std::vector<std::string>& files) {
  std::vector<NamedOctets> all;
  for (const std::string& file : files.empty() ? std::vector<std::string>{"-"} : files) {
    BIHUAN_TRY(std::string octets, file == "-" ? read_standard_input() : read_input(file, kMostBytes));
    all.push_back({file, std::move(octets)});
  }
  return all;
}

Result<hj212::Vocabulary> read_hj212_vocabulary(const std::string& home) {
  constexpr std::string_view kFolders[] = {"hj212"};
  BIHUAN_TRY(const std::vector<standards::KnowledgeText> texts, read_knowledge(home, kFolders));
  std::vector<hj212::NamedText> files;
  for (const standards::KnowledgeText& text : texts) files.push_back({text.name, text.text});
  return hj212::Vocabulary::load(files);
}

Result<hj212::Profiles> profiles_of(const Hj212Options& options) {
  hj212::Profile profile;
  profile.allows_length_digits = true;  // a person is looking: the finding tells
  if (!options.edition.empty()) {
    BIHUAN_TRY(profile.edition, hj212::parse_edition(options.edition));
  }
  if (!options.crc.empty()) {
    BIHUAN_TRY(profile.crc, hj212::parse_crc_rule(options.crc));
  }
  for (const std::string& text : options.keys) {
    BIHUAN_TRY(const Sm4Key key, hj212::parse_sm4_key(text));
    profile.keys.push_back(key);
  }
  return hj212::Profiles(profile);
}

std::vector<FoundFrame> find_frames(const NamedOctets& input, const hj212::Profiles& profiles,
                                    const hj212::Vocabulary& vocabulary, bool shows_password) {
  std::vector<FoundFrame> frames;
  hj212::decode_all(input.octets, profiles, &vocabulary, [&](const hj212::Received& received) {
    if (received.standing == hj212::Standing::kLineEnd) return;
    if (received.standing == hj212::Standing::kJunk && trim(printable(received.raw)).empty()) return;
    FoundFrame found;
    found.file = input.name;
    found.offset = static_cast<std::int64_t>(received.offset);
    found.size = static_cast<std::int64_t>(received.raw.size());
    found.standing = to_string(received.standing);
    found.raw = received.raw.size() > 20000 ? printable(received.raw.substr(0, 20000)) + "…" : printable(received.raw);
    if (!shows_password) found.raw = mask(found.raw);
    if (received.is_frame()) describe_frame(received, vocabulary, shows_password, found);
    for (const hj212::Diagnostic& diagnostic : received.diagnostics) {
      found.findings.push_back({std::string(to_string(diagnostic.finding)),
                                std::string(to_string(treatment_of(diagnostic.finding))),
                                describe(diagnostic, received.message.segment)});
    }
    // Neighbouring junk is one stretch for people.
    if (received.standing == hj212::Standing::kJunk && !frames.empty() && frames.back().standing == found.standing &&
        frames.back().offset + frames.back().size == found.offset) {
      frames.back().size += found.size;
      if (frames.back().raw.size() < 400) frames.back().raw += found.raw;
      return;
    }
    frames.push_back(std::move(found));
  });
  return frames;
}

Result<std::vector<FoundFrame>> find_all_frames(const Hj212Options& options, const hj212::Vocabulary& vocabulary) {
  BIHUAN_TRY(const hj212::Profiles profiles, profiles_of(options));
  BIHUAN_TRY(const std::vector<NamedOctets> inputs, read_octets(options.files));
  std::vector<FoundFrame> all;
  for (const NamedOctets& input : inputs) {
    std::vector<FoundFrame> frames = find_frames(input, profiles, vocabulary, options.shows_password);
    std::ranges::move(frames, std::back_inserter(all));
  }
  return all;
}

}  // namespace bihuan::cli
