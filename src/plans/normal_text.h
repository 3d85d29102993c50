// src/plans/normal_text.h - the text as the rules read it, with the way back to every character of the original.
//
// One width for digits, letters and punctuation; no converter's remarks, page marks or stray blanks; lines that were
// broken inside a sentence joined, and pages that were flattened into one line cut at their numbers again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plans/language.h"
#include "plans/plan_model.h"

namespace bihuan::plans {

struct NormalText {
  std::u32string text;                  // lines ended by '\n'
  std::vector<std::uint32_t> origin;    // [i]: the code point of the original that character i came from
  bool was_flattened = false;           // line ends are ours
  std::vector<std::uint32_t> repaired;  // code points of the original that were read as %: 92.左右 of a scanned page

  // The original's span of [begin, end) of `text`; empty for an empty range.
  Span original(std::size_t begin, std::size_t end) const;
  // [begin, end) in the characters of the original: half-width marks stay half-width. No stray blanks, no line ends.
  std::u32string printed(std::u32string_view original, std::size_t begin, std::size_t end) const;
};

NormalText normalise(const Language& language, std::u32string_view original);

// The number that opens a line or a cell of an outline.
enum class MarkerKind { kNone, kChapter, kParenthesis, kArabic, kParenthesisArabic, kCircled };

struct Marker {
  MarkerKind kind = MarkerKind::kNone;
  int number = 0;
  std::size_t length = 0;  // with its separator
  std::u32string printed;  // as printed, without 、 and .: "一", "（一）", "1"
  bool is_glued = false;   // a digit follows the point: 11.121人才项目; a number only if the sequence says so
};

// The marker that begins at `position`. Chapter `一、`, parenthesis `（一）`, arabic `1.` `1、`, `（1）` `1）`, `①`.
Marker marker_at(std::u32string_view text, std::size_t position);

// Small Chinese number at `position` (一 to 九十九): value and length; length 0 if there is none.
struct SmallNumber {
  int value = 0;
  std::size_t length = 0;
};
SmallNumber small_chinese_number(std::u32string_view text, std::size_t position);

bool is_digit(char32_t c);
bool is_latin(char32_t c);
bool is_chinese_digit(char32_t c);  // 一 .. 九 十 百 千 万 亿 两 零 〇
bool is_stop(char32_t c);           // ends a sentence: 。！？；
bool is_opening(char32_t c);        // （《“‘〔【<
bool is_closing(char32_t c);

// Without white space and punctuation at both ends.
std::u32string_view trim_marks(std::u32string_view text);

}  // namespace bihuan::plans
