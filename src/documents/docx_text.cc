#include <array>

#include "base/text.h"
#include "documents/docx_reader.h"

namespace bihuan::documents {
namespace {

constexpr std::array<std::string_view, 8> kClosing = {"。", "；", "：", "！", "？", "、", "，", "）"};

bool ends_with_closing_mark(std::string_view text) {
  for (const std::string_view mark : kClosing) {
    if (text.ends_with(mark)) return true;
  }
  return text.ends_with('\t') || text.ends_with(' ') || text.ends_with("\u3000");
}

void add_line(std::string_view line, std::string& out) {
  out += line;
  out += '\n';
}

// One line of a cell: breaks inside a paragraph and between paragraphs are joined the same way.
std::string cell_text(const DocxCell& cell) {
  std::string result;
  for (const DocxParagraph& paragraph : cell.paragraphs) {
    const std::string whole = paragraph.label + paragraph.text;
    for (const std::string_view part : split(whole, '\n')) {
      const std::string_view piece = trim(part);
      if (piece.empty()) continue;
      if (!result.empty() && !ends_with_closing_mark(result)) result += ' ';
      for (const char c : piece) {
        if (c == '|') {
          result += "｜";
        } else {
          result += c == '\t' ? ' ' : c;
        }
      }
    }
  }
  return result;
}

void add_row(const DocxRow& row, int columns, std::string& out) {
  int column = 0;
  const auto fill_to = [&](int target) {
    for (; column < target; ++column) out += "| ";
  };
  for (const DocxCell& cell : row.cells) {
    fill_to(cell.column);
    const std::string text = cell.continues_above ? std::string() : cell_text(cell);
    out += text.empty() ? "| " : "| " + text + " ";
    ++column;
    fill_to(cell.column + cell.span);
  }
  fill_to(columns);
  out += "|\n";
}

void add_table(const DocxTable& table, std::string& out) {
  // A table of one column is a frame around text, not a table.
  if (table.columns <= 1) {
    for (const DocxRow& row : table.rows) {
      for (const DocxCell& cell : row.cells) {
        for (const DocxParagraph& paragraph : cell.paragraphs) add_line(paragraph.label + paragraph.text, out);
      }
    }
    return;
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    add_row(table.rows[i], table.columns, out);
    if (i != 0) continue;
    for (int column = 0; column < table.columns; ++column) out += "| --- ";
    out += "|\n";
  }
}

}  // namespace

std::string plain_text(const DocxDocument& document) {
  std::string out;
  for (const DocxBlock& block : document.blocks) {
    if (const auto* paragraph = std::get_if<DocxParagraph>(&block)) {
      add_line(paragraph->label + paragraph->text, out);
    } else {
      add_table(std::get<DocxTable>(block), out);
    }
  }
  for (const DocxParagraph& note : document.footnotes) add_line(note.label + note.text, out);
  return out;
}

}  // namespace bihuan::documents
