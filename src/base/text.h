// src/base/text.h - characters: UTF-8, GB18030 and UTF-16, full and half width, trimming.
//
// Text inside the program is UTF-8 in std::string; where code points are counted it is std::u32string. Nothing here
// looks at the locale.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan {

// --- UTF-8 -----------------------------------------------------------------------------------------------------------

// Returns the offset of the first byte that is not strict UTF-8 (no overlong forms, no surrogates, at most U+10FFFF);
// none if all of it is.
std::optional<std::size_t> first_invalid_utf8(std::string_view bytes);

// Errors: kInvalidInput; `where` is 第 N 字节 (counted from 1), and the message says GB18030 where the bytes look like
// it.
Result<std::u32string> decode_utf8(std::string_view bytes);

// Code points that do not exist (surrogates, above U+10FFFF) become U+FFFD.
std::string encode_utf8(std::u32string_view text);
void append_utf8(std::string& out, char32_t code_point);

// Number of code points of valid UTF-8.
std::size_t count_code_points(std::string_view utf8);

// Byte offset <-> code point offset of one text. Keeps a mark every 64 code points, and the text is referred to, not
// copied: it must outlive the map. PRECONDITION: `utf8` is valid.
class OffsetMap {
 public:
  explicit OffsetMap(std::string_view utf8);
  std::size_t size() const { return size_; }  // in code points
  // Offset of the first byte of code point `index`; text size for index >= size().
  std::size_t byte_of(std::size_t index) const;
  // Index of the code point that holds byte `offset`; size() for offset >= text size.
  std::size_t code_point_of(std::size_t offset) const;

 private:
  std::string_view text_;
  std::size_t size_ = 0;
  std::vector<std::size_t> marks_;  // [i]: byte offset of code point i * 64
};

// --- other encodings -------------------------------------------------------------------------------------------------

enum class Encoding { kUtf8, kUtf8Bom, kGb18030, kUtf16Le, kUtf16Be, kBinary };

std::string_view to_string(Encoding encoding);  // "UTF-8", "GB18030" ...

struct EncodingGuess {
  Encoding encoding = Encoding::kBinary;
  std::string evidence;  // Chinese, one sentence: why
};

// What the bytes are: UTF-16 and UTF-8 by their marks, then strict UTF-8, then strict GB18030 if most of its two-byte
// characters are in everyday use (level 1 of GB 2312, Chinese punctuation and full-width forms); otherwise binary.
// Empty input is UTF-8. A text with NUL or many control characters is binary.
EncodingGuess detect_encoding(std::string_view bytes);

// Strict; errors: kInvalidInput with `where` = 第 N 字节.
Result<std::string> gb18030_to_utf8(std::string_view bytes);
Result<std::string> utf8_to_gb18030(std::string_view utf8);
Result<std::string> utf16_to_utf8(std::string_view bytes, bool big_endian);  // a leading mark is dropped

struct DecodedText {
  std::string utf8;  // without byte order mark
  Encoding encoding = Encoding::kUtf8;
  std::string evidence;
};

// Detects and converts. Errors: kInvalidInput for binary data, broken characters, and text that was garbled before it
// was stored (see garbling_evidence).
Result<DecodedText> decode_text(std::string_view bytes);

// Text that was read with a wrong encoding and stored again, for example GB18030 read as UTF-8: a sentence saying how
// that shows; none for text that looks right. PRECONDITION: `utf8` is valid.
std::optional<std::string> garbling_evidence(std::string_view utf8);

// --- single characters -----------------------------------------------------------------------------------------------

// Full-width ASCII (U+FF01..U+FF5E) and the ideographic space become their ASCII forms; everything else stays.
// 、。《》are no full-width ASCII and stay.
char32_t to_half_width(char32_t c);
std::u32string to_half_width(std::u32string_view text);  // same length
std::string to_half_width(std::string_view utf8);

bool is_han(char32_t c);    // CJK ideographs, all blocks, 〇 and 々
bool is_space(char32_t c);  // blank, tab, line ends, no-break and ideographic space, zero-width space, U+FEFF
bool is_ascii_digit(char32_t c);
int display_width(char32_t c);  // columns on a terminal: 2 for East Asian wide and full width, 0 for combining, else 1
std::size_t display_width(std::string_view utf8);

// --- strings ---------------------------------------------------------------------------------------------------------

// Without is_space characters at both ends. The result points into `text`.
std::string_view trim(std::string_view utf8);
std::u32string_view trim(std::u32string_view text);

// Without any is_space character ("合　计" -> "合计").
std::string strip_spaces(std::string_view utf8);

// Parts between `separator`s, empty ones included: n separators give n + 1 parts. The parts point into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);
std::vector<std::u32string_view> split(std::u32string_view text, char32_t separator);

// Lines without their ends (LF, CRLF, CR); a last line end opens no further line.
std::vector<std::string_view> split_lines(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

// Every non-overlapping `from` becomes `to`. PRECONDITION: `from` is not empty.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

// At most `max_code_points`, with … where something was cut: for quoting input in messages. Control characters become
// blanks.
std::string excerpt(std::string_view utf8, std::size_t max_code_points = 40);

}  // namespace bihuan
