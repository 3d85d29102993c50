// src/hj212/encode.h - messages out: what decoder.h reads, written.
//
// encode(draft_of(message)) gives back the octets of a frame that is written as the standard prints it. The order of
// the header is always QN ST CN PW MN Flag PNUM PNO RF CP: platforms refuse another one.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sm4.h"
#include "hj212/message.h"

namespace bihuan::hj212 {

struct Pair {
  std::string name;  // "w01018-Rtd", "DataTime"
  std::string value;
  friend bool operator==(const Pair&, const Pair&) = default;
};

// A message that owns its text. A header field that is none is not written; "" is written as "MN=".
struct Draft {
  std::optional<std::string> qn, st, cn, pw, mn;
  std::optional<int> flag;
  std::optional<int> pnum, pno;
  bool is_refill = false;                 // RF=1, 2025
  std::vector<std::vector<Pair>> groups;  // groups by ";", their pairs by ","
  friend bool operator==(const Draft&, const Draft&) = default;
};

Draft draft_of(const Message& message);

struct EncodeOptions {
  std::size_t max_segment = 1024;
  std::optional<Sm4Key> key;  // encrypts the data area: edition 2025, device to host
};

// The segment: header, CP=&&...&&. Errors: kInvalidInput naming the field: no CN of four digits; a flag beyond 0..255;
// a PNUM without PNO, or not 1 <= PNO <= PNUM <= 9999; a name or value that holds what separates (, ; = && ##) or a
// control character, unless it is a log text between // and //; more than max_segment octets, with what would help.
Result<std::string> encode_segment(const Draft& draft, const EncodeOptions& options = {});

// The frame: ##, length, segment, check value, CR LF. Errors: those of encode_segment
Result<std::string> encode(const Draft& draft, const EncodeOptions& options = {});

// A frame around `segment` as it is. Errors: kInvalidInput longer than 9999 octets
Result<std::string> frame_segment(std::string_view segment);

// Cuts a message that is too long into packets, between groups, each with the first group if that is DataTime, and with
// PNUM, PNO and the D bit of Flag set. `qns` gives each packet its own QN (2017 C.49); one is enough where nothing has
// to be cut. Errors: kInvalidInput a single group is too long, more packets than 9999 (2025: 9), or too few `qns`; the
// message says how many are wanted.
Result<std::vector<Draft>> split_packets(const Draft& draft, std::span<const std::string> qns, Edition edition,
                                         std::size_t max_segment = 1024);

}  // namespace bihuan::hj212
