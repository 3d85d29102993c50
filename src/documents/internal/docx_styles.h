// src/documents/internal/docx_styles.h - the styles of a Word document, with what each inherits.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "documents/xml.h"

namespace bihuan::documents::internal {

struct Style {
  std::string id;
  std::string name;
  std::string based_on;
  std::optional<int> list;     // w:numId
  std::optional<int> level;    // w:ilvl
  std::string list_style;      // id of the style in the chain that names the list
  std::optional<int> outline;  // 0..8; 9 is body text
  std::optional<bool> centered;
  std::optional<bool> hidden;
  bool is_contents = false;  // a line of the table of contents
};

class Styles {
 public:
  // Reads <w:styles>. Inheritance is resolved here; a circle of basedOn ends where it closes.
  void read(XmlNode root);
  // The style with this id; the default paragraph style for "". Never null.
  const Style* paragraph_style(std::string_view id) const;
  const Style* find(std::string_view id) const;
  // Numbering styles: id -> w:numId.
  std::unordered_map<std::string, int> lists() const;

 private:
  std::unordered_map<std::string, Style> styles_;
  Style fallback_;
  std::string default_id_;
};

}  // namespace bihuan::documents::internal
