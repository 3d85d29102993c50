// src/plans/internal/compilation.h - what the passes of the compiler hand to each other.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "plans/language.h"
#include "plans/normal_text.h"
#include "plans/outline.h"
#include "plans/plan_model.h"
#include "plans/unit_lists.h"

namespace bihuan::plans::internal {

// Text that may hold commitments: a paragraph less its unit brackets, or a cell.
struct Piece {
  Range range;
  int node = -1;
  int row = -1;
  int group = -1;                // the group that governs it; -1 none
  bool opens_paragraph = false;  // begins where a paragraph begins
  bool is_dash = false;          // …with ——
};

struct UnitGroup {
  Range bracket;
  Range governs;
  UnitList list;
  int node = -1;
  int row = -1;
};

// What the document plans for.
struct Horizon {
  int first_year = 0;
  int last_year = 0;
  int published_year = 0;
  int count_from = 0;            // 2012年起5年内: what N年内 is counted from; 0 none
  std::string default_deadline;  // "" none
  std::string default_due;
  bool many_years() const { return last_year > first_year; }
};

struct Compilation {
  const Language& language;
  std::u32string_view original;
  NormalText normal;
  Outline outline;
  Horizon horizon;
  std::vector<UnitGroup> groups;
  std::vector<Piece> pieces;
  std::vector<int> item_of_node;  // index into plan.items; -1
  std::vector<int> item_of_row;
  bool items_are_parentheses = false;  // 1. 2. 3. are points of （一）, whose unit list stands at its very end
  std::size_t defaults_from = 0;       // groups from here on carry `defaults`
  std::vector<std::u32string> defaults;
  std::vector<Range> deadline_of_node;  // 完成时限：… on a line of its own; empty: none
  Plan plan;

  std::u32string_view view(Range r) const { return std::u32string_view(normal.text).substr(r.begin, r.end - r.begin); }
  std::string utf8(Range r) const { return encode_utf8(view(r)); }
  std::string printed(Range r) const { return encode_utf8(normal.printed(original, r.begin, r.end)); }
  Span span(Range r) const { return normal.original(r.begin, r.end); }
  void diagnose(Range r, std::string code, std::string severity, std::string message) {
    plan.diagnostics.push_back({span(r), std::move(code), std::move(severity), std::move(message)});
  }
};

// The passes, in order.
void find_groups(Compilation& c);   // groups, pieces, default units
void find_horizon(Compilation& c);  // years
void build_items(Compilation& c);   // plan.items, item_of_*
void read_clauses(Compilation& c);  // commitments and lists
void find_references(Compilation& c);
void merge_statements(Compilation& c);  // the same end stated twice
void work_out_arithmetic(Compilation& c);
void check_plan(Compilation& c);  // contradictions, sums, numbers, doubled words

}  // namespace bihuan::plans::internal
