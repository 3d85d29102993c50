// src/cli/text_table.h - tables for a terminal, aligned by display width: a Chinese character takes two columns.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace bihuan::cli {

struct Column {
  std::string head;
  std::size_t most = 0;  // widest in display columns, longer cells end with …; 0: as wide as needed
  bool aligns_right = false;
};

// Lines end with LF; two blanks between columns, none at the end of a line. Line ends and tabs inside a cell become
// blanks.
std::string render_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);

// `text` cut to `width` display columns, with … where something was cut.
std::string fit(std::string_view text, std::size_t width);

// "2024-09-30 08:00", Beijing time.
std::string minute_text(Instant at);

}  // namespace bihuan::cli
