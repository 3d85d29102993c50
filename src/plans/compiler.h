// src/plans/compiler.h - compiles the text of a work plan into its outline and commitments. The first header to read
// here.
//
// Passes from tree to tree: normal text (with the way back to every character) -> lines -> outline -> unit groups ->
// clauses
// -> kinds -> values -> checks. What is not understood becomes a diagnostic, never a guess.
#pragma once
#include <string_view>

#include "plans/language.h"
#include "plans/plan_model.h"

namespace bihuan::plans {

// Pure and deterministic; time and memory grow linearly with the text. Spans count code points of `utf8`.
// PRECONDITION: `utf8` is valid UTF-8 (read_document returns nothing else); bytes that are not become U+FFFD.
Plan compile(const Language& language, std::string_view utf8);
Plan compile(const Language& language, std::u32string_view text);

}  // namespace bihuan::plans
