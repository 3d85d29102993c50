// src/documents/internal/docx_numbering.h - the automatic numbers of a Word document.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "documents/xml.h"

namespace bihuan::documents::internal {

constexpr int kNumberingLevels = 9;

// Returns `value` in the number format of OOXML, as Word prints it in a Chinese document. Negative values, unknown
// formats and values beyond a format's range are printed in Arabic digits. Source: ECMA-376 part 1, 17.18.59
// (ST_NumberFormat).
std::string format_number(std::int64_t value, std::string_view format);

// True for the formats that format_number knows.
bool is_known_format(std::string_view format);

struct LevelDefinition {
  std::string format = "decimal";
  std::string custom;        // for format "custom": its pattern, "001, 002, 003, ..."
  std::string text;          // "%1、"
  std::string linked_style;  // id of the paragraph style that belongs to this level
  std::int64_t start = 1;
  int restart = -1;       // -1: after every higher level; 0: never; n: after level n (1-based) or a higher one
  bool is_legal = false;  // all numbers in Arabic digits
};

// The definitions of numbering.xml and the running counters of one pass through the document.
class Numbering {
 public:
  // Reads <w:numbering>. An empty node gives a document without automatic numbers.
  void read(XmlNode root);

  // Lists that are defined by a numbering style: `list_of_style` maps the style's id to its w:numId.
  void link_styles(const std::unordered_map<std::string, int>& list_of_style);

  // The level whose definition names the paragraph style; -1 for none.
  int level_of_style(int list, std::string_view style_id) const;

  // Counts one more paragraph of list `list` at `level` and returns its label; "" for an unknown list or level.
  std::string next(int list, int level);

  // Formats that were met and are printed in Arabic digits instead.
  const std::vector<std::string>& unknown_formats() const { return unknown_formats_; }

 private:
  struct Abstract {
    std::array<LevelDefinition, kNumberingLevels> levels;
    std::string style_link;  // defined by this numbering style
    std::array<std::int64_t, kNumberingLevels> counters{};
    std::array<bool, kNumberingLevels> is_running{};
  };
  struct List {
    std::size_t abstract = 0;
    std::unordered_map<int, LevelDefinition> overrides;
    std::unordered_map<int, std::int64_t> starts;
    std::unordered_set<int> started;  // levels whose override of the start has been used
  };

  LevelDefinition read_level(XmlNode level) const;
  const LevelDefinition& definition(const List& list, int level) const;
  void note_unknown(const std::string& format);

  std::vector<Abstract> abstracts_;
  std::unordered_map<int, List> lists_;
  std::vector<std::string> unknown_formats_;
};

// Value of a decimal attribute; `fallback` when it is absent or no number. Clamped to +-2^31.
std::int64_t number_attribute(XmlNode node, std::string_view name, std::int64_t fallback);

// A switch such as <w:b/>: on without w:val, off for "0", "false", "off".
bool is_on(XmlNode node);

}  // namespace bihuan::documents::internal
