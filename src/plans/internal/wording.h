// src/plans/internal/wording.h - comparing the words of sentences: folding, masking numbers, bigram similarity,
// sentences.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plans/plan_model.h"

namespace bihuan::plans::internal {

// The words alone: half width, no white space. Bytes that are no UTF-8 are taken one by one.
std::u32string fold(std::string_view utf8);
std::u32string fold(std::u32string_view text);

// `folded` with every run of digits (and the points inside it) as one '#': 85.7% -> #%.
std::u32string mask_numbers(std::u32string_view folded);

// The pairs of neighbouring characters of a text, sorted, with repetitions; a text of one character counts as one pair.
using Bigrams = std::vector<std::uint64_t>;
Bigrams bigrams_of(std::u32string_view text);

// The share of pairs that two texts have in common, 0 to 1 (Dice's coefficient on multisets); 0 if either is empty.
double similarity(const Bigrams& a, const Bigrams& b);

// 16 hex digits of the SM3 of the text in UTF-8.
std::string short_digest(std::u32string_view text);

// The sentences of a text: they end after 。；！？ or at a line's end, and are never blank.
class Sentences {
 public:
  explicit Sentences(std::u32string_view text);

  // Index of the first and of the last sentence that `span` touches; count() where it touches none.
  std::size_t first_of(Span span) const;
  std::size_t last_of(Span span) const;
  std::size_t count() const { return spans_.size(); }
  Span span(std::size_t index) const { return spans_[index]; }

 private:
  std::vector<Span> spans_;
};

}  // namespace bihuan::plans::internal
