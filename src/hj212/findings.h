// src/hj212/findings.h - what is unusual about a frame, and how it is treated.
//
// The list and its treatments are our judgement on what devices really send; the standard only says that a frame with a
// wrong check value is dropped. See docs/formats/hj212.md, "Dialects".
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bihuan::hj212 {

enum class Finding : std::uint8_t {
  // the frame
  kCrcLowerCase,
  kCrcDigitsLost,
  kCrcByProfile,  // another algorithm, or none, that the device's profile allows
  kCrcWrong,
  kCrcNoHex,
  kLengthWrong,
  kLengthDigits,
  kEndMissing,
  kLong,
  kHeadLost,
  kDecrypted,
  kCipherAsText,
  kKeyMissing,
  kKeyWrong,
  // the header
  kNoCommand,
  kHeaderOrder,
  kHeaderCase,
  kHeaderUnknown,
  kHeaderTwice,
  kHeaderComma,
  kSemicolonMissing,
  kFlagBad,
  kSplitWithoutNumbers,
  kNumbersWithoutSplit,
  kQnForm,
  kMnForm,
  kMnEmpty,
  kEditionUnknown,
  // the data area
  kAreaMissing,
  kAreaOpen,
  kBlanks,
  kItemEmpty,
  kItemNoValue,
  kItemDouble,
  kFlagAlone,
  kTextOpen,
  kTimeForm,
  kValueMissing,
  kGb18030,
  kNoText,
  // the meaning: only where a vocabulary is given
  kCommandUnknown,
  kCommandOfOtherEdition,
  kStUnknown,
  kFieldUnknown,
  kFactorUnknown,
  kSuffixUnknown,
  kSuffixCase,
  kMarkUnknown,
  kNotANumber,
};
inline constexpr std::size_t kFindingCount = static_cast<std::size_t>(Finding::kNotANumber) + 1;

// kAccept: read as usual, counted. kRepair: read, and the record is marked. kQuarantine: the octets are kept, no data
// are taken, somebody is told.
enum class Treatment : std::uint8_t { kAccept, kRepair, kQuarantine };

struct Diagnostic {
  Finding finding = Finding::kCrcWrong;
  std::uint32_t at = 0;    // octets from the start of the segment; of findings on the frame 0
  std::uint32_t size = 0;  // octets that it is about
  // Where the finding compares: what would be right and what was found (lengths, check values).
  std::int64_t expected = 0;
  std::int64_t found = 0;
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

Treatment treatment_of(Finding finding);
std::string_view to_string(Finding finding);  // "crc_lower_case"
std::string_view to_string(Treatment treatment);
std::string_view to_chinese(Treatment treatment);

// One Chinese sentence: what, where in `segment`, and what would be right. Passwords never appear in it.
std::string describe(const Diagnostic& diagnostic, std::string_view segment);

}  // namespace bihuan::hj212
