// src/plans/internal/clauses.h - a piece of text cut into sentences and clauses, with everything that was recognised in
// it.
#pragma once
#include <cstdint>
#include <vector>

#include "plans/internal/compilation.h"
#include "plans/quantities.h"

namespace bihuan::plans::internal {

constexpr std::uint64_t bit(WordClass c) { return Language::bit(c); }

// How deep a character stands in brackets or quotation marks.
enum class Nest : std::uint8_t { kNone, kBracket, kRestating, kQuote };  // kRestating: （即…） （其中…）

struct Clause {
  Range range;  // without the marks around it
  bool opens_sentence = false;
  bool ends_sentence = false;                         // 。 or the end of the piece
  bool ends_part = false;                             // 。 or ；
  std::uint64_t words = 0;                            // classes of the words outside brackets and quotation marks
  std::size_t first_quantity = 0, last_quantity = 0;  // [first, last) of lexed.quantities
  std::size_t first_date = 0, last_date = 0;          // [first, last) of lexed.dates
};

struct ReadPiece {
  Piece piece;
  Lexed lexed;
  std::vector<Nest> nest;            // [i - piece.range.begin]
  std::vector<std::uint64_t> words;  // classes of the words that begin there
  std::vector<Clause> clauses;
  Nest nest_at(std::size_t i) const { return nest[i - piece.range.begin]; }
  std::uint64_t words_at(std::size_t i) const { return words[i - piece.range.begin]; }
};

ReadPiece read_piece(const Compilation& c, const Piece& piece);

// Appends the counted and named sets in the piece to plan.lists.
void read_lists(Compilation& c, const ReadPiece& piece, int item);

// How many members are joined by 、 和 及 与 in `text` outside brackets.
std::vector<std::u32string_view> members_of(std::u32string_view text);

// The object that is counted: the noun behind the number at `from`, at most to `limit`.
std::size_t object_end(const Compilation& c, const ReadPiece& piece, std::size_t from, std::size_t limit);

// 3个重点湖泊A、B、C: the names behind the counted noun are as many as the number says.
bool names_follow(const Compilation& c, const Quantity& quantity, const Clause& clause);

}  // namespace bihuan::plans::internal
