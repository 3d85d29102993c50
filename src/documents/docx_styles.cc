#include "documents/internal/docx_styles.h"

#include <utility>

#include "documents/internal/docx_numbering.h"

namespace bihuan::documents::internal {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// "heading 3" and "标题 3" -> 2.
std::optional<int> outline_of_name(const std::string& lowered) {
  for (const std::string_view prefix : {"heading ", "标题 ", "heading", "标题"}) {
    if (lowered.size() == prefix.size() + 1 && lowered.starts_with(prefix)) {
      const char digit = lowered.back();
      if (digit >= '1' && digit <= '9') return digit - '1';
    }
  }
  return std::nullopt;
}

Style read_style(XmlNode node) {
  Style style;
  style.id = node.attribute("w:styleId");
  style.name = node.child("w:name").attribute("w:val");
  style.based_on = node.child("w:basedOn").attribute("w:val");
  const XmlNode paragraph = node.child("w:pPr");
  const XmlNode list = paragraph.child("w:numPr");
  if (const XmlNode id = list.child("w:numId")) {
    style.list = static_cast<int>(number_attribute(id, "w:val", 0));
    style.list_style = style.id;
  }
  if (const XmlNode level = list.child("w:ilvl")) style.level = static_cast<int>(number_attribute(level, "w:val", 0));
  if (const XmlNode outline = paragraph.child("w:outlineLvl")) {
    style.outline = static_cast<int>(number_attribute(outline, "w:val", 9));
  }
  if (const XmlNode align = paragraph.child("w:jc")) style.centered = align.attribute("w:val") == "center";
  if (const XmlNode hidden = node.child("w:rPr").child("w:vanish")) style.hidden = is_on(hidden);
  const std::string lowered = lower(style.name);
  if (!style.outline.has_value()) style.outline = outline_of_name(lowered);
  style.is_contents = lowered.starts_with("toc ") || lowered.starts_with("目录 ");
  return style;
}

void inherit(Style& style, const Style& base) {
  if (!style.list.has_value() && base.list.has_value()) {
    style.list = base.list;
    style.list_style = base.list_style;
  }
  if (!style.level.has_value()) style.level = base.level;
  if (!style.outline.has_value()) style.outline = base.outline;
  if (!style.centered.has_value()) style.centered = base.centered;
  if (!style.hidden.has_value()) style.hidden = base.hidden;
}

}  // namespace

void Styles::read(XmlNode root) {
  std::unordered_map<std::string, Style> plain;
  for (const XmlNode node : root) {
    if (node.name() != "w:style") continue;
    Style style = read_style(node);
    if (node.attribute("w:type") == "paragraph" && node.has_attribute("w:default") &&
        node.attribute("w:default") != "0") {
      default_id_ = style.id;
    }
    plain.insert_or_assign(style.id, std::move(style));
  }
  constexpr int kDeepest = 32;  // Word itself allows about ten
  for (const auto& [id, style] : plain) {
    Style resolved = style;
    std::string next = style.based_on;
    for (int step = 0; step < kDeepest && !next.empty(); ++step) {
      const auto base = plain.find(next);
      if (base == plain.end()) break;
      inherit(resolved, base->second);
      next = base->second.based_on;
    }
    styles_.emplace(id, std::move(resolved));
  }
}

const Style* Styles::find(std::string_view id) const {
  const auto found = styles_.find(std::string(id));
  return found == styles_.end() ? nullptr : &found->second;
}

const Style* Styles::paragraph_style(std::string_view id) const {
  if (const Style* style = find(id.empty() ? std::string_view(default_id_) : id)) return style;
  if (const Style* style = find(default_id_)) return style;
  return &fallback_;
}

std::unordered_map<std::string, int> Styles::lists() const {
  std::unordered_map<std::string, int> result;
  for (const auto& [id, style] : styles_) {
    if (style.list.has_value()) result.emplace(id, *style.list);
  }
  return result;
}

}  // namespace bihuan::documents::internal
