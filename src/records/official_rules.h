// src/records/official_rules.h - what a published value (公布值) may be: quantities, 口径, statuses, and the likely
// reasons of a difference. Data: knowledge/office/official-figures.toml, which explains each key.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "plans/plan_model.h"

namespace bihuan::records {

enum class FigureKind { kNumber, kWords };

struct FigureQuantity {
  std::string id, name;
  FigureKind kind = FigureKind::kNumber;
  std::vector<std::string> units;  // "*": whichever unit the target has and no other quantity names
  bool is_whole = false, is_change = false;
  std::optional<Decimal> at_least, at_most;
  std::vector<std::string> values, also;  // kWords: from the best to the worst; other spellings, place by place
  std::vector<std::string> met;           // values that say by themselves that a target is met
  std::string suffix;                     // 类
};

struct FigureTermValue {
  std::string id, name;
  std::vector<std::string> words;
};
struct FigureDimension {
  std::string id, name;
  bool is_of_target = false;  // a computed or a reported figure has the target's own value
  std::vector<FigureTermValue> values;
};
// One stated part of a figure's 口径: ids of a dimension and of a value of it.
struct FigureTerm {
  std::string dimension, value;
  friend bool operator==(const FigureTerm&, const FigureTerm&) = default;
};

struct FigureStatus {
  std::string id, name;
};

struct FigureCondition {
  std::string fact, op, value;
};
struct FigureReason {
  std::string id, name;
  std::vector<FigureCondition> when;  // all hold
  std::string say;                    // {fact} stands for its value
};

struct OfficialRules {
  std::vector<FigureQuantity> quantities;
  std::vector<std::vector<std::string>> units;  // spellings of one unit, the stored one first
  std::vector<FigureDimension> dimensions;
  std::vector<FigureStatus> statuses;  // from the weakest to the one that counts most
  std::vector<FigureReason> reasons;
  std::string unexplained;
  std::string digest;  // SM3 of the file

  // Null where there is none.
  const FigureQuantity* quantity(std::string_view id) const;
  const FigureDimension* dimension(std::string_view id) const;
  const FigureTermValue* term(const FigureTerm& term) const;
  // 审定, or the id where there is no such status. The place in `statuses`; -1 where there is none.
  std::string status_name(std::string_view id) const;
  int status_place(std::string_view id) const;
  // The stored spelling of a unit.
  std::string unit(std::string_view spelling) const;
  // What a figure of this quantity is counted in for a target with this unit: the first quantity that fits, null if
  // none.
  const FigureQuantity* quantity_of(const plans::Target& target) const;
};

// Errors: kInvalidInput with file and line: not TOML, a key missing or unknown, an id twice, a value without its
// spelling
Result<OfficialRules> load_official_rules(std::string_view toml, std::string_view file_name);

// The value as it is stored: "85.7", "Ⅲ", "是". A decimal keeps its places.
// Errors: kInvalidInput  no number, with decimals where there are none, beyond the bounds, no such word
Result<std::string> read_figure_value(const FigureQuantity& quantity, std::string_view text);

// Whether a figure of this quantity and unit can speak of the target: the target has this unit, or no number at all.
// Errors: kInvalidInput saying what would be right
Status check_fit(const OfficialRules& rules, const plans::Target& target, const FigureQuantity& quantity,
                 std::string_view unit);

// Errors: kInvalidInput  an unknown dimension or value, a dimension twice
Status check_terms(const OfficialRules& rules, const std::vector<FigureTerm>& terms);

// The 口径 that the target's own words state: those of its scope, or, where they say nothing of a dimension, of its
// clause.
std::vector<FigureTerm> terms_of(const OfficialRules& rules, const plans::Target& target);

// 国控、审核后; "" where nothing is stated.
std::string terms_text(const OfficialRules& rules, const std::vector<FigureTerm>& terms);

// The target or the qualitative commitment (an end whose value stands elsewhere) with this id, as a target; none where
// the plan has none.
std::optional<plans::Target> measured_end(const plans::Plan& plan, std::string_view id);

// 2024年1—9月, 2024年9月, 2024年; else from one day to the other.
std::string days_text(Date from, Date to);

}  // namespace bihuan::records
