// Whatever octets come, in whatever pieces: the decoder neither crashes nor hangs, hands over each octet once and in
// order, keeps little, and finds the same frames in all pieces. What it accepted and can be written is read again as it
// was.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "hj212/assembly.h"
#include "hj212/decoder.h"
#include "hj212/dialogue.h"
#include "hj212/encode.h"
#include "hj212/vocabulary.h"

namespace {

namespace hj212 = bihuan::hj212;

void require(bool holds) {
  if (!holds) std::abort();
}

const hj212::Vocabulary& vocabulary() {
  static const hj212::Vocabulary loaded = [] {
    std::vector<hj212::NamedText> files;
    for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"}) {
      auto text = bihuan::read_file(std::string(BIHUAN_SOURCE_DIR "/knowledge/") + name, std::size_t{1} << 20);
      require(text.has_value());
      files.push_back({name, std::move(*text)});
    }
    auto result = hj212::Vocabulary::load(files);
    require(result.has_value());
    return std::move(*result);
  }();
  return loaded;
}

// The first octet chooses what is granted.
hj212::Profiles profiles_of(std::uint8_t choice) {
  hj212::Profile profile;
  profile.crc = static_cast<hj212::CrcRule>(choice & 3);
  profile.allows_length_digits = (choice & 4) != 0;
  profile.joins_lone_flag = (choice & 8) != 0;
  profile.minus_99_is_missing = (choice & 16) != 0;
  if ((choice & 32) != 0) profile.keys.push_back(*hj212::parse_sm4_key("0123456789abcdef"));
  return hj212::Profiles(profile);
}

struct Seen {
  std::string raw;
  std::string frames;  // standing, raw and findings of each
};

Seen run(std::string_view octets, const hj212::Profiles& profiles, std::size_t piece) {
  Seen seen;
  hj212::Decoder decoder(profiles, &vocabulary());
  hj212::Assembly assembly({.max_messages = 4, .max_packets = 8, .seconds_to_wait = 60});
  const hj212::Decoder::Sink sink = [&](const hj212::Received& received) {
    require(received.offset == seen.raw.size());
    require(!received.raw.empty());
    seen.raw += received.raw;
    if (!received.is_frame()) return;
    const hj212::Message& message = received.message;
    seen.frames += std::string(to_string(received.standing)) + std::string(received.raw);
    for (const hj212::Diagnostic& diagnostic : received.diagnostics)
      seen.frames += describe(diagnostic, message.segment);
    if (!received.has_data()) return;
    assembly.add(message, {static_cast<std::int64_t>(seen.raw.size())});
    const hj212::Draft draft = draft_of(message);
    const auto again = hj212::encode_segment(draft, {.max_segment = 9999, .key = {}});
    for (const hj212::Draft& answer : {hj212::answer_request(message, hj212::RequestReturn::kAccepted),
                                       hj212::answer_data(message), hj212::answer_notification(message)})
      bihuan::discard(hj212::encode(answer), "it may be refused; it must not crash");
    if (!again.has_value()) return;
    hj212::Message read;
    std::vector<hj212::Diagnostic> diagnostics;
    hj212::read_segment(*again, profiles, read, diagnostics);
    require(draft_of(read) == draft);
  };
  for (std::size_t at = 0; at < octets.size(); at += piece) {
    decoder.feed(octets.substr(at, piece), sink);
    require(decoder.pending() <= 10100);
  }
  decoder.flush(sink);
  require(decoder.pending() == 0);
  require(seen.raw == octets);
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const hj212::Profiles profiles = profiles_of(data[0]);
  const std::string_view octets(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Seen whole = run(octets, profiles, octets.size());
  const Seen pieces = run(octets, profiles, 1 + data[0] % 7);
  require(whole.frames == pieces.frames);
  return 0;
}
