// src/plans/plan_model.h - what a compiled plan is: the outline, the commitments, and where each stands in the
// document.
//
// Everything here is a value. Spans are half open, [begin, end), counted in Unicode code points of the document's plain
// text as it was read (PlanDocument::text), so that any reader can show the sentence again.
#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.h"

namespace bihuan::plans {

struct Span {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  friend auto operator<=>(const Span&, const Span&) = default;
};

// The kind of a single clause (commitment). The printed words are the keys of the JSON.
enum class Kind {
  kTarget,       // 目标: a measured end
  kDeliverable,  // 成果: a thing to be finished once
  kDuty,         // 频次: a recurring obligation
  kOngoing,      // 常态: work without an end
  kQualitative,  // 定性: an end whose value stands in another document, or none is given
  kProhibition,  // 禁止: what must not be done
  kPrinciple,    // 原则: a principle, a lead-in, a slogan: no commitment
};

enum class Role { kResponsible, kLead, kAssist };
enum class Strength { kHard, kSoft };

// Where a value that is not in the clause itself came from.
enum class Origin {
  kText,       // the clause says it
  kInherited,  // an earlier clause or the opening of the paragraph says it, and it reaches here
  kDefault,    // the document's default (for example the end of the plan year, 以下均需…落实)
  kInferred,   // derived from another place of the document; asks for confirmation
  kCorrected,  // a person said so
};

struct UnitRef {
  std::string name;  // as printed, an elided prefix restored ("区…")
  Role role = Role::kResponsible;
  Origin origin = Origin::kText;
};

// One （责任单位：…） bracket or its kin.
struct Group {
  std::string raw;                 // the bracket or line as printed
  Span span;                       // of the bracket
  std::vector<std::string> units;  // as printed
  std::string role;                // "responsible", "lead", "assist", or "mixed" where roles differ inside one bracket
  std::vector<UnitRef> members;    // the units again, each with its role
  Span governs;                    // the text that it answers for
  bool is_open = false;            // 等: further units may follow
  std::string note;                // for example "collective", "subset_unknown"
};

struct Item {
  std::string id;                    // unique and stable inside the document, for example "i03"
  std::string no;                    // as printed: "1", "（一）"
  std::string heading;               // without the number and the closing stop
  std::vector<std::string> section;  // the headings above it, outermost first, with their numbers
  Span span;                         // of the whole item
  std::vector<std::string> units;    // all of the item, as printed
  std::vector<Group> groups;
};

// What all single clauses have in common. `id` is unique in the document and derived from the clause's words and place
// in the outline, never from offsets, so that it survives an edit elsewhere.
struct Commitment {
  std::string id;
  Kind kind = Kind::kOngoing;
  Span span;
  std::string text;      // the clause as printed
  std::string item;      // id of the item; "" outside items
  std::string deadline;  // as precise as the text: "2024-12-31", "2016-03", "2020" (docs/formats/plan-json.md); "" none
  std::string due;       // the last day of it as a full ISO date, for sorting and reminders; "" where none applies
  Origin deadline_origin = Origin::kDefault;
  Strength strength = Strength::kHard;
  std::vector<UnitRef> units;     // who answers for it
  std::vector<Span> occurrences;  // where else the document states the same; not `span`
};

// The arithmetic that the text allows: 85.7 % of 7 sections is 6 of 7.
struct Arithmetic {
  std::int64_t whole = 0;   // 7
  std::int64_t needed = 0;  // 6
  std::string statement;    // 7个断面的85.7%＝6个
};

struct Target : Commitment {
  std::string indicator;
  std::string comparator;             // ">=", "<=", "=", ">", "<", "≈", "range"
  std::optional<Decimal> value;       // as printed: 85.7, 9000, 78.02; none only in a row that a person must complete
  std::optional<Decimal> value_high;  // upper end of a range
  std::string unit;                   // "%", "万元", "个"
  std::string scope;
  std::string period;     // "year" for 每年…; "" otherwise
  std::string baseline;   // 比2020年, 在2016年排污总量的基础上; "" otherwise
  std::string direction;  // "down" for 下降/削减, "up" for 提升N个百分点; "" for a level
  std::string part_of;    // id of the target that this one restates or is a part of; "" otherwise
  std::optional<Arithmetic> arithmetic;
};

struct Duty : Commitment {
  std::string action;
  std::optional<std::int64_t> min_count;  // none for 定期, 适时 ...
  std::string period;                     // day week month quarter half-year year "3 years"; or the word as printed
  std::string object;                     // what it is done to
  std::vector<std::string> objects;       // their names, where the text gives them
  std::string agent;                      // who, where the clause names one
  std::string window_from, window_to;     // ISO dates; "" where open
  std::string quantity;                   // "1亿尾（只）以上" where the duty has one
};

struct CountedList {
  std::string id;
  Span span;
  std::string object;
  std::optional<std::int64_t> count;  // none for an open list
  std::vector<std::string> names;
  bool is_open = false;
  std::string item;
  std::vector<Span> occurrences;  // where else the document states the same
};

// Deliverables, ongoing work, prohibitions and principles carry no more than the common part.
using Deliverable = Commitment;

struct Qualitative : Commitment {
  std::vector<std::string> indicators;
  std::string comparator;  // as printed: 达到, 完成, 消除
  std::string reference;   // where the value stands: 省政府考核要求; "" where the text gives none
};

struct Reference {
  Span span;
  std::string title;
  std::string number;  // 〔2018〕128号 where the text gives it
};

struct Diagnostic {
  Span span;
  std::string code;      // snake_case, listed in docs/manual
  std::string severity;  // "note", "warning"
  std::string message;   // Chinese, one sentence
};

struct Section {
  std::string no;
  std::string heading;
  int level = 1;
  Span span;
};

// The whole compiled document.
struct Plan {
  std::string title;
  std::string issuer;           // "" where unknown; JSON null
  std::string document_number;  // 岚综管综〔2016〕62号; "" otherwise
  int plan_year = 0;            // 0 where unknown
  int plan_year_end = 0;        // = plan_year for an annual plan
  std::vector<Section> outline;
  std::vector<Item> items;
  std::vector<Target> targets;
  std::vector<Duty> duties;
  std::vector<CountedList> lists;
  std::vector<Deliverable> deliverables;
  std::vector<Commitment> ongoing;
  std::vector<Qualitative> qualitative;
  std::vector<Commitment> prohibitions;
  std::vector<Commitment> principles;
  std::vector<Reference> references;
  std::vector<Diagnostic> diagnostics;
};

}  // namespace bihuan::plans
