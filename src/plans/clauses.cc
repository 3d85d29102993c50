#include "plans/internal/clauses.h"

#include <algorithm>

namespace bihuan::plans::internal {
namespace {

constexpr std::size_t kLongestBracket = 160;
constexpr std::size_t kLongestClause = 500;

// Brackets and quotation marks that are never closed would swallow the rest: they are given up after kLongestBracket.
void read_nesting(const std::u32string& text, ReadPiece& out) {
  const Range range = out.piece.range;
  std::size_t i = range.begin;
  while (i < range.end) {
    const char32_t c = text[i];
    char32_t close = 0;
    if (c == U'（') close = U'）';
    if (c == U'“') close = U'”';
    if (c == U'《') close = U'》';
    if (c == U'〔') close = U'〕';
    if (close == 0) {
      ++i;
      continue;
    }
    int depth = 0;
    std::size_t j = i;
    const std::size_t limit = std::min(range.end, i + kLongestBracket);
    for (; j < limit; ++j) {
      if (text[j] == c) ++depth;
      if (text[j] == close && --depth == 0) break;
    }
    if (j >= limit) {
      ++i;
      continue;
    }
    Nest nest = c == U'（' ? Nest::kBracket : Nest::kQuote;
    if (c == U'（' && (text[i + 1] == U'即' || text.compare(i + 1, 2, U"其中") == 0)) nest = Nest::kRestating;
    // A long quotation with commas and numbers inside is a statement, not a name: “…达到2000名左右，…达到40%”.
    const bool is_statement =
        c == U'“' && j - i > 30 &&
        std::find(text.begin() + static_cast<std::ptrdiff_t>(i), text.begin() + static_cast<std::ptrdiff_t>(j),
                  U'，') != text.begin() + static_cast<std::ptrdiff_t>(j);
    if (is_statement) {
      ++i;
      continue;
    }
    for (std::size_t k = i; k <= j; ++k) out.nest[k - range.begin] = nest;
    i = j + 1;
  }
}

void trim_clause(const std::u32string& text, Range& range) {
  constexpr std::u32string_view kMarks = U" \n，。；、：！？—";
  while (range.begin < range.end && kMarks.find(text[range.begin]) != std::u32string_view::npos) ++range.begin;
  while (range.begin < range.end && kMarks.find(text[range.end - 1]) != std::u32string_view::npos) --range.end;
}

// 2. at the beginning of a sentence in a cell, 一是, 二要: numbers of an enumeration.
void skip_number(const std::u32string& text, Range& range, bool opens_sentence) {
  if (range.empty()) return;
  const std::u32string_view view = std::u32string_view(text).substr(0, range.end);
  const SmallNumber small = small_chinese_number(view, range.begin);
  if (small.length != 0 && range.begin + small.length + 1 < range.end) {
    const char32_t next = text[range.begin + small.length];
    if (next == U'是' || (next == U'要' && opens_sentence)) range.begin += small.length + 1;
    return;
  }
  if (!opens_sentence) return;
  const Marker marker = marker_at(view, range.begin);
  if (marker.kind == MarkerKind::kNone || marker.is_glued || range.begin + marker.length >= range.end) return;
  range.begin += marker.length;
  trim_clause(text, range);
}

void cut_clauses(const std::u32string& text, ReadPiece& out) {
  const Range range = out.piece.range;
  std::size_t begin = range.begin;
  bool opens = true;
  for (std::size_t i = range.begin; i <= range.end; ++i) {
    const bool at_end = i == range.end;
    const char32_t c = at_end ? U'。' : text[i];
    // No writer's clause is that long; what costs more than one look a character stays bounded.
    const bool is_endless = i - begin >= kLongestClause;
    const bool cuts = at_end || is_endless || (out.nest_at(i) == Nest::kNone && (c == U'，' || is_stop(c)));
    if (!cuts) continue;
    Clause clause;
    clause.range = {begin, i};
    trim_clause(text, clause.range);
    skip_number(text, clause.range, opens || clause.range.begin == range.begin);
    clause.ends_sentence = at_end || c == U'。' || c == U'！' || c == U'？';
    clause.ends_part = clause.ends_sentence || c == U'；';
    clause.opens_sentence = opens;
    begin = is_endless && !at_end && c != U'，' && !is_stop(c) ? i : i + 1;
    if (clause.range.empty()) {
      if (!out.clauses.empty()) {
        out.clauses.back().ends_sentence = out.clauses.back().ends_sentence || clause.ends_sentence;
        out.clauses.back().ends_part = out.clauses.back().ends_part || clause.ends_part;
        opens = opens || clause.ends_sentence;
      }
      continue;
    }
    opens = clause.ends_sentence;
    out.clauses.push_back(clause);
  }
}

}  // namespace

ReadPiece read_piece(const Compilation& c, const Piece& piece) {
  ReadPiece out;
  out.piece = piece;
  const std::u32string& text = c.normal.text;
  const std::size_t size = piece.range.end - piece.range.begin;
  out.nest.assign(size, Nest::kNone);
  out.words.resize(size);
  const std::u32string_view view = std::u32string_view(text).substr(0, piece.range.end);
  for (std::size_t i = 0; i < size; ++i) out.words[i] = c.language.classes_at(view, piece.range.begin + i);
  read_nesting(text, out);
  cut_clauses(text, out);
  out.lexed = lex(c.language, text, piece.range);
  std::size_t q = 0;
  std::size_t d = 0;
  for (Clause& clause : out.clauses) {
    for (std::size_t i = clause.range.begin; i < clause.range.end; ++i) {
      if (out.nest_at(i) == Nest::kNone) clause.words |= out.words_at(i);
    }
    while (q < out.lexed.quantities.size() && out.lexed.quantities[q].range.begin < clause.range.begin) ++q;
    clause.first_quantity = q;
    // A clause without an end is cut anywhere: a quantity that the cut goes through is in neither part.
    while (q < out.lexed.quantities.size() && out.lexed.quantities[q].range.end <= clause.range.end) ++q;
    clause.last_quantity = q;
    while (d < out.lexed.dates.size() && out.lexed.dates[d].range.end <= clause.range.begin) ++d;
    clause.first_date = d;
    while (d < out.lexed.dates.size() && out.lexed.dates[d].range.begin < clause.range.end) ++d;
    clause.last_date = d;
  }
  return out;
}

std::vector<std::u32string_view> members_of(std::u32string_view text) {
  std::vector<std::u32string_view> members;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size()) {
      const char32_t c = text[i];
      if (is_opening(c)) ++depth;
      if (is_closing(c) && depth > 0) --depth;
      const bool joins = c == U'、' || c == U'及' || c == U'与' || (c == U'和' && i > begin);
      if (depth != 0 || !joins) continue;
    }
    if (i > begin) members.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return members;
}

std::size_t object_end(const Compilation& c, const ReadPiece& piece, std::size_t from, std::size_t limit) {
  const std::u32string& text = c.normal.text;
  constexpr std::size_t kLongestObject = 24;
  limit = std::min({limit, from + kLongestObject, piece.piece.range.end});
  std::size_t best = 0;
  std::size_t i = from;
  for (; i < limit; ++i) {
    const char32_t ch = text[i];
    if (ch == U'，' || is_stop(ch) || ch == U'（' || ch == U'：' || is_digit(ch)) break;
    const std::uint64_t words = piece.words_at(i);
    if (i > from && (words & Language::bit(WordClass::kPeriodWord)) != 0) break;
    if ((words & Language::bit(WordClass::kNameSuffix)) != 0) {
      best = std::max(
          best, i + c.language.longest(WordClass::kNameSuffix, std::u32string_view(text).substr(0, limit), i).length);
    }
    if (ch == U'、' && best != 0 && best <= i) break;
  }
  return best > from ? best : i;
}

bool names_follow(const Compilation& c, const Quantity& quantity, const Clause& clause) {
  const std::int64_t count = quantity.value.places() == 0 ? quantity.value.mantissa() : 0;
  if (count < 2 || count > 60 || quantity.unit.empty()) return false;
  const std::u32string_view rest = c.view({quantity.range.end, clause.range.end});
  if (std::any_of(rest.begin(), rest.end(), is_digit)) return false;
  const std::vector<std::u32string_view> members = members_of(rest);
  if (static_cast<std::int64_t>(members.size()) != count) return false;
  if (count >= 3) return true;
  // Two members: 2个水库、湖泊治理 is no list of names; names end as names do.
  return c.language.ending_at(WordClass::kNameSuffix, members[0], members[0].size()).length != 0 &&
         members[0].size() >= 6;
}

}  // namespace bihuan::plans::internal
