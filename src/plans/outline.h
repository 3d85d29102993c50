// src/plans/outline.h - the outline of a plan: what is numbered, what is heading, what is text, what is a table row.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plans/language.h"
#include "plans/normal_text.h"

namespace bihuan::plans {

// Half open, in characters of the normal text.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin >= end; }
};

struct OutlineNode {
  MarkerKind kind = MarkerKind::kNone;
  int number = 0;
  std::u32string no;  // as printed
  Range heading;      // without number and stop
  Range whole;        // from its number to the next number of its rank or above
  int parent = -1;
  int children = 0;
  bool heading_is_text = false;  // the heading holds a quantity, or there is nothing but the heading
  bool is_past = false;          // its heading, or one above it, says that this is done already
  bool is_principle = false;
  bool is_goal = false;
};

enum class SegmentKind {
  kText,   // a paragraph or the rest of one
  kLabel,  // 责任单位：…
  kCell,   // text of a table cell
  kNote,   // 注：, 附件：, signatures: no commitment stands here
};

struct Segment {
  SegmentKind kind = SegmentKind::kText;
  Range range;
  int node = -1;         // of the outline; -1 before the first
  int row = -1;          // of `rows`; -1 outside tables
  bool is_dash = false;  // opened by ——
};

// One row of a table that is an item of work.
struct UnitCell {
  Range range;
  std::string role;  // "responsible", "lead", "assist"
};

struct TableRow {
  std::u32string no;
  std::u32string task;    // of the row, or of the merged cell above it
  std::u32string serial;  // the same
  Range heading;          // the content without its number
  Range whole;
  std::vector<Range> contents;  // cells that may hold commitments
  std::vector<UnitCell> units;
  Range deadline;
  int node = -1;  // the outline node above the table
};

struct Outline {
  Range title;                // may span several lines
  std::u32string title_text;  // lines joined
  std::u32string issuer;
  std::u32string document_number;
  std::size_t body_begin = 0;      // where the plan proper starts
  std::vector<OutlineNode> nodes;  // in document order
  std::vector<Segment> segments;   // in document order
  std::vector<TableRow> rows;
  std::vector<Range> number_faults;  // printed numbers out of sequence
};

Outline read_outline(const Language& language, const NormalText& normal);

}  // namespace bihuan::plans
