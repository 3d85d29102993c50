#include "cli/text_table.h"

#include <algorithm>

#include "base/text.h"

namespace bihuan::cli {
namespace {

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
  return out;
}

void append_padded(std::string& line, const std::string& cell, std::size_t width, bool aligns_right) {
  const std::size_t used = std::min(display_width(cell), width);
  const std::string blanks(width - used, ' ');
  line += aligns_right ? blanks + cell : cell + blanks;
}

}  // namespace

std::string fit(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  const std::u32string all = decode_utf8(text).value_or(U"");
  std::u32string kept;
  std::size_t used = 1;  // the ellipsis
  for (const char32_t c : all) {
    used += static_cast<std::size_t>(display_width(c));
    if (used > width) break;
    kept.push_back(c);
  }
  return encode_utf8(kept) + "…";
}

std::string render_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const Column& column : columns) widths.push_back(display_width(column.head));
  std::vector<std::vector<std::string>> cells;
  for (const std::vector<std::string>& row : rows) {
    std::vector<std::string>& fitted = cells.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string cell = i < row.size() ? one_line(row[i]) : std::string();
      fitted.push_back(columns[i].most == 0 ? cell : fit(cell, columns[i].most));
      widths[i] = std::max(widths[i], display_width(fitted.back()));
    }
  }
  const auto line_of = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) line += "  ";
      append_padded(line, row[i], widths[i], columns[i].aligns_right);
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line + "\n";
  };
  std::vector<std::string> heads;
  std::string rule;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    heads.push_back(columns[i].head);
    if (i > 0) rule += "  ";
    rule.append(widths[i], '-');
  }
  std::string text = line_of(heads) + rule + "\n";
  for (const std::vector<std::string>& row : cells) text += line_of(row);
  return text;
}

std::string minute_text(Instant at) {
  constexpr std::size_t kDay = 10, kMinute = 16;
  std::string text = to_string(at).substr(0, kMinute);
  text[kDay] = ' ';
  return text;
}

}  // namespace bihuan::cli
