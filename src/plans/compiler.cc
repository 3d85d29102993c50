#include "plans/compiler.h"

#include "base/text.h"
#include "plans/internal/compilation.h"

namespace bihuan::plans {

Plan compile(const Language& language, std::u32string_view text) {
  internal::Compilation c{.language = language,
                          .original = text,
                          .normal = {},
                          .outline = {},
                          .horizon = {},
                          .groups = {},
                          .pieces = {},
                          .item_of_node = {},
                          .item_of_row = {},
                          .items_are_parentheses = false,
                          .defaults_from = 0,
                          .defaults = {},
                          .deadline_of_node = {},
                          .plan = {}};
  c.normal = normalise(language, text);
  c.outline = read_outline(language, c.normal);
  internal::find_groups(c);
  internal::find_horizon(c);
  internal::build_items(c);
  internal::read_clauses(c);
  internal::find_references(c);
  internal::merge_statements(c);
  internal::work_out_arithmetic(c);
  internal::check_plan(c);
  c.plan.title = encode_utf8(c.outline.title_text);
  c.plan.issuer = encode_utf8(c.outline.issuer);
  c.plan.document_number = encode_utf8(c.outline.document_number);
  return std::move(c.plan);
}

Plan compile(const Language& language, std::string_view utf8) {
  Result<std::u32string> text = decode_utf8(utf8);
  if (text.has_value()) return compile(language, *text);
  std::u32string repaired;
  repaired.reserve(utf8.size());
  while (!utf8.empty()) {
    const std::size_t good = first_invalid_utf8(utf8).value_or(utf8.size());
    if (const Result<std::u32string> part = decode_utf8(utf8.substr(0, good)); part.has_value()) repaired += *part;
    utf8.remove_prefix(good);
    if (utf8.empty()) break;
    repaired.push_back(U'\uFFFD');
    utf8.remove_prefix(1);
  }
  return compile(language, repaired);
}

}  // namespace bihuan::plans
