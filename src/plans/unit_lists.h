// src/plans/unit_lists.h - who answers: the lists of responsible units, in brackets, on lines of their own, in cells.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plans/language.h"
#include "plans/outline.h"

namespace bihuan::plans {

struct ListedUnit {
  std::u32string name;  // as printed, an elided 区, 市, 县 restored
  std::string role;     // "responsible", "lead", "assist"
  bool was_elided = false;
};

struct UnitList {
  std::vector<ListedUnit> units;
  bool is_open = false;                  // 等
  bool sets_lead_rule = false;           // 列第一位者为牵头单位
  std::vector<std::u32string> defaults;  // 以下均需…落实
  std::u32string deadline;               // 完成时限：…, as printed; "" none
};

// Reads `inner`, the text between the brackets or behind a label. `role` holds where the text names none. None if it is
// no list of units: a list has a label, or ends in a role verb and its names end as names of units do. `stand_alone`:
// names that the document uses without a prefix; they are not completed.
std::optional<UnitList> read_unit_list(const Language& language, std::u32string_view inner, std::string_view role,
                                       bool is_cell, const std::set<std::u32string>& stand_alone);

// The first name of a list, for the set `stand_alone`; empty if it carries a prefix or there is none.
std::u32string first_name(const Language& language, std::u32string_view inner);

// 责任单位： or 责任单位为 at `at`: its length with the separator, and its meaning; length 0 if there is none.
WordMatch role_label(const Language& language, std::u32string_view text, std::size_t at);

// 2024年底前完成 inside a list of units.
bool is_deadline_part(std::u32string_view part);

// Length of a label that announces a deadline (完成时限：) at the beginning of `text`; 0 if there is none.
std::size_t deadline_label(const Language& language, std::u32string_view text);

// Takes the role verbs off the end of `text`: A牵头督导 -> A. Returns the meaning of the first of them; "" if there is
// none.
std::string_view strip_role_verbs(const Language& language, std::u32string_view& text);

// Position behind the bracket that opens at `open`; npos if it is not closed within `limit` characters.
std::size_t behind_bracket(std::u32string_view text, std::size_t open, std::size_t limit = 400);

// Whether the name is of several units (各分局, 局系统相关单位), and whether only some unnamed ones of them are meant.
bool is_collective(const Language& language, std::u32string_view name);
bool is_subset_unknown(std::u32string_view name);

}  // namespace bihuan::plans
