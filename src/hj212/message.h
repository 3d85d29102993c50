// src/hj212/message.h - one message: the segment of a frame, taken apart.
//
// Nothing here knows codes: any factor, suffix, command passes. What they mean is in vocabulary.h.
// Views point into the segment (or into `store_`, where text had to be converted): they live as long as the octets that
// were decoded and the message are there and unchanged. draft_of() (encode.h) makes a copy that owns its text.
// Source: HJ 212-2017 6.2 to 6.4; HJ/T 212-2005 5.2 to 5.4. Grammar: docs/formats/hj212.md.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "hj212/findings.h"
#include "hj212/profile.h"

namespace bihuan::hj212 {

enum class ValueKind : std::uint8_t {
  kText,     // not a plain decimal number: marks, logs, identities
  kNumber,   // `number` holds it exactly as printed
  kMissing,  // a marker for no value: empty, null, --, -9999 (and -99 by profile); the text is kept
};

// One pair of the data area.
struct Item {
  std::string_view factor;  // "w01018" of w01018-Rtd; the whole name where there is no "-": "DataTime"
  std::string_view suffix;  // "Rtd"; without data() where there is no "-"
  std::string_view value;   // as written, a log text with its // //; UTF-8
  Decimal number;
  std::uint16_t group = 0;  // pairs between two ";" have the same
  ValueKind kind = ValueKind::kText;

  bool is_factor() const { return suffix.data() != nullptr; }
};

enum class HeaderField : std::uint8_t { kQn, kSt, kCn, kPw, kMn, kFlag, kPnum, kPno, kRf };
inline constexpr std::size_t kHeaderFields = 9;
std::string_view to_string(HeaderField field);  // "QN", "Flag" ...

class Message {
 public:
  // The octets between the length and the check value; plain, also where the frame was encrypted.
  std::string_view segment;
  // Between the "&&" of CP, as written.
  std::string_view area;
  std::array<std::string_view, kHeaderFields> header;  // without data() where absent
  std::optional<int> flag;                             // 0..255
  std::optional<int> pnum;
  std::optional<int> pno;
  Edition edition = Edition::k2017;
  std::vector<Item> items;
  bool has_other_order = false;  // the header was not QN ST CN PW MN Flag PNUM PNO RF

  std::string_view field(HeaderField which) const { return header[static_cast<std::size_t>(which)]; }
  bool has(HeaderField which) const { return field(which).data() != nullptr; }
  std::string_view qn() const { return field(HeaderField::kQn); }
  std::string_view st() const { return field(HeaderField::kSt); }
  std::string_view cn() const { return field(HeaderField::kCn); }
  std::string_view pw() const { return field(HeaderField::kPw); }
  std::string_view mn() const { return field(HeaderField::kMn); }

  bool wants_answer() const { return flag.has_value() && (*flag & 1) != 0; }
  // Part of several packets: the numbers decide, not the bit in Flag, which senders get wrong.
  bool is_part() const { return pnum.has_value() && pno.has_value() && *pnum > 1; }
  bool is_refill() const { return field(HeaderField::kRf) == "1"; }

  // The first item of that name, or nullptr; scalars have no suffix.
  const Item* find(std::string_view factor, std::string_view suffix) const;
  const Item* scalar(std::string_view name) const;
  std::string_view scalar_text(std::string_view name) const;  // "" where absent

  // The number of the exchange: QN of the header; in 2005 it stands in the data area of answers.
  std::string_view exchange() const;

 private:
  friend class SegmentReader;
  std::deque<std::string> store_;  // converted text; a deque: what is there does not move
};

// Takes `segment` apart into `message` (whose storage is used again) and appends what is unusual to `diagnostics`. Any
// octets are accepted. Returns the treatment of the worst finding.
Treatment read_segment(std::string_view segment, const Profiles& profiles, Message& message,
                       std::vector<Diagnostic>& diagnostics);

// The value of a header field without taking the whole segment apart; without data() where it is not there.
std::string_view peek_field(std::string_view segment, std::string_view name);

// The number `text` writes: optional sign, digits, point and digits; at most 18 digits. None otherwise.
std::optional<Decimal> read_number(std::string_view text);

// "2024-09-30 08:00:00.123" of a time of 14 or 17 digits; anything else as it is.
std::string time_text(std::string_view digits);

}  // namespace bihuan::hj212
