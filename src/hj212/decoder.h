// src/hj212/decoder.h - octets in, messages out. Read this first.
//
//   Decoder decoder(profiles);
//   decoder.feed(bytes, [&](const Received& received) { ... });   // as they come, in any pieces
//   decoder.flush(sink);                                          // the line is idle, or closed
//
// Every octet is handed over exactly once and in order, in exactly one Received: what was fed is the concatenation of
// their `raw`, followed by what is pending. Nothing that comes in can stop the decoder: after damage it goes on at the
// next "##", and a frame swallowed by a broken one before it is found. Messages and quarantined frames do not depend on
// the pieces; junk and line ends may come in several parts.
// No clock, no socket, no globals. Memory: what is pending (at most a frame and a few octets more).
// Grammar, treatments and examples: docs/formats/hj212.md.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hj212/crc.h"
#include "hj212/findings.h"
#include "hj212/message.h"
#include "hj212/profile.h"

namespace bihuan::hj212 {

class Vocabulary;

enum class Standing : std::uint8_t {
  kAccepted,     // length and check value are right
  kRepaired,     // read after a repair that `diagnostics` name
  kQuarantined,  // keep the octets, take no data; `message` holds what could be read, for people
  kJunk,         // no frame
  kLineEnd,      // CR LF after a frame, or what stands for it
};
std::string_view to_string(Standing standing);  // "accepted" ...
std::string_view to_chinese(Standing standing);

// What was found. Views are valid during the call of the sink only.
struct Received {
  Standing standing = Standing::kJunk;
  std::uint64_t offset = 0;  // of raw.front() in the stream
  std::string_view raw;      // "##" to the check value, as it came
  Message message;           // of accepted, repaired and quarantined frames
  std::vector<Diagnostic> diagnostics;
  // Of a frame: what LLLL says (-1 unreadable), the characters of the check value, and what they are.
  int declared_length = -1;
  std::string_view crc_text;
  CrcKind crc = CrcKind::kNoHex;
  bool was_encrypted = false;

  bool is_frame() const { return standing <= Standing::kQuarantined; }
  bool has_data() const { return standing <= Standing::kRepaired; }
  bool has(Finding finding) const;
};

struct DecoderLimits {
  std::size_t max_segment = 9999;    // a longer LLLL is no frame
  std::size_t usual_segment = 1024;  // of the standard; longer ones get a diagnostic
};

class Decoder {
 public:
  using Sink = std::function<void(const Received&)>;

  // `profiles` and `vocabulary` (may be null: then meaning is not checked) must outlive the decoder; a change of a
  // profile holds from the next frame.
  explicit Decoder(const Profiles& profiles, const Vocabulary* vocabulary = nullptr, DecoderLimits limits = {})
      : profiles_(&profiles), vocabulary_(vocabulary), limits_(limits) {}

  void feed(std::string_view octets, const Sink& sink);
  // Hands over what is pending as well as it can be read: nothing more is waited for. Afterwards the decoder is as new,
  // except for the offset.
  void flush(const Sink& sink);

  std::size_t pending() const { return pending_.size(); }
  std::uint64_t offset() const { return offset_; }  // of the first octet that is pending

 private:
  friend class Framer;
  // Where the search for the true end of a broken frame stands; all offsets from its "##".
  struct Search {
    bool is_on = false;
    std::size_t hashed = 0;
    std::uint8_t state = 0xFF;
    std::size_t ends_from = 0;
    std::size_t heads_from = 0;
    std::size_t first_end = 0;
  };

  const Profiles* profiles_;
  const Vocabulary* vocabulary_;
  DecoderLimits limits_;
  std::string pending_;
  std::uint64_t offset_ = 0;
  Search search_;
  bool after_frame_ = false;
};

// All of `octets` at once.
void decode_all(std::string_view octets, const Profiles& profiles, const Vocabulary* vocabulary,
                const Decoder::Sink& sink);

}  // namespace bihuan::hj212
