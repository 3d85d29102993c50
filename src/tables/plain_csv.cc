#include "tables/plain_csv.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "base/text.h"

namespace bihuan::tables {
namespace {

constexpr std::size_t kLongestPlainLine = 64u << 10;

// What kinds of characters a stretch of text holds.
struct Kinds {
  bool is_odd = false;  // a quote, or a control character other than tab and line end
  bool has_return = false;
  bool has_high = false;  // beyond ASCII
};

// Sixteen characters at once, in a form that every compiler turns into one instruction for all of them.
Kinds kinds_of(const char* text, std::size_t size) {
  using Chars = unsigned char __attribute__((vector_size(16)));
  Chars odd{};
  Chars returns{};
  Chars high{};
  std::size_t at = 0;
  for (; at + sizeof(Chars) <= size; at += sizeof(Chars)) {
    Chars c;
    std::memcpy(&c, text + at, sizeof c);
    const auto is_return = c == '\r';
    const auto is_control = (c < 0x20) & (c != '\n') & (c != '\t') & ~is_return;
    odd |= reinterpret_cast<Chars>(is_control | (c == '"') | (c == '\''));
    returns |= reinterpret_cast<Chars>(is_return);
    high |= c;
  }
  Kinds kinds;
  const auto add = [&](bool is_odd, bool is_return, bool is_high) {
    kinds.is_odd = kinds.is_odd || is_odd;
    kinds.has_return = kinds.has_return || is_return;
    kinds.has_high = kinds.has_high || is_high;
  };
  for (std::size_t i = 0; i < sizeof(Chars); ++i) add(odd[i] != 0, returns[i] != 0, (high[i] & 0x80U) != 0);
  for (; at < size; ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    const bool is_control = c < 0x20 && c != '\n' && c != '\t' && c != '\r';
    add(is_control || c == '"' || c == '\'', c == '\r', c >= 0x80);
  }
  return kinds;
}

bool has_lone_return(std::string_view text) {
  for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') return true;
  }
  return false;
}

// UTF-8 without quotes, without control characters, every CR before a LF.
bool is_plain_text(std::string_view text) {
  constexpr std::size_t kBlock = 4096;  // stays near while it is looked at again
  bool has_return = false;
  bool has_high = false;
  for (std::size_t at = 0; at < text.size(); at += kBlock) {
    const Kinds kinds = kinds_of(text.data() + at, std::min(kBlock, text.size() - at));
    if (kinds.is_odd) return false;
    has_return = has_return || kinds.has_return;
    has_high = has_high || kinds.has_high;
  }
  return !(has_return && has_lone_return(text)) && !(has_high && first_invalid_utf8(text));
}

bool has_long_line(std::string_view text) {
  for (std::size_t at = 0; text.size() - at > kLongestPlainLine;) {
    const std::size_t last = text.substr(at, kLongestPlainLine).rfind('\n');
    if (last == std::string_view::npos) return true;
    at += last + 1;
  }
  return false;
}

// The only mark among the usual ones that the beginning holds.
std::optional<char> only_delimiter(std::string_view text) {
  const std::string_view beginning = text.substr(0, kLongestPlainLine);
  std::optional<char> only;
  for (const char mark : {',', '\t', ';', '|'}) {
    if (beginning.find(mark) == std::string_view::npos) continue;
    if (only) return std::nullopt;
    only = mark;
  }
  return only;
}

// Finds delimiters and line ends in eight characters at once.
class Marks {
 public:
  explicit Marks(char delimiter) : delimiter_(kOnes * static_cast<unsigned char>(delimiter)) {}
  // The highest bit of each character that is one.
  std::uint64_t in(const char* eight) const {
    static_assert(std::endian::native == std::endian::little);  // the first character is the lowest
    std::uint64_t text = 0;
    std::memcpy(&text, eight, sizeof text);
    return zeros(text ^ delimiter_) | zeros(text ^ kLineEnds);
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
  static constexpr std::uint64_t kLineEnds = kOnes * '\n';
  static std::uint64_t zeros(std::uint64_t x) {
    constexpr std::uint64_t kLow = kOnes * 0x7F;
    return ~(((x & kLow) + kLow) | x | kLow);
  }
  std::uint64_t delimiter_;
};

}  // namespace

std::string csv_sheet_name(std::string_view file_name) {
  std::string name(file_name);
  if (const std::size_t slash = name.find_last_of("/\\"); slash != std::string::npos) name.erase(0, slash + 1);
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos && dot > 0) name.erase(dot);
  return name.empty() ? "csv" : name;
}

std::optional<PlainCsv> PlainCsv::look(std::string_view bytes, std::string_view file_name) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  if (!is_plain_text(bytes) || has_long_line(bytes)) return std::nullopt;
  const std::optional<char> delimiter = only_delimiter(bytes);
  if (!delimiter) return std::nullopt;
  return PlainCsv(bytes, *delimiter, csv_sheet_name(file_name));
}

Sheet PlainCsv::top(int rows) const {
  PlainCsv copy(text_, delimiter_, sheet_name_);
  Sheet sheet;
  sheet.info.name = sheet_name_;
  while (copy.next() && copy.number() <= rows) {
    Row row = copy.row();
    if (!row.cells.empty()) sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

bool PlainCsv::next() {
  const char* const end = text_.data() + text_.size();
  const char* at = text_.data() + at_;
  while (at != end && (*at == '\n' || *at == '\r')) {
    if (*at == '\n') ++number_;
    ++at;
  }
  count_ = 0;
  if (at == end || number_ == std::numeric_limits<int>::max()) {
    at_ = text_.size();
    return false;
  }
  const char* field = at;
  const auto close_field = [&](const char* last) {
    if (count_ == kMostFields) return false;
    fields_[count_++] = {field, static_cast<std::size_t>(last - field)};
    field = last + 1;
    return true;
  };
  const char* line_end = nullptr;
  const Marks marks(delimiter_);
  for (; line_end == nullptr && at + sizeof(std::uint64_t) <= end; at += sizeof(std::uint64_t)) {
    for (std::uint64_t found = marks.in(at); found != 0; found &= found - 1) {
      const char* const mark = at + std::countr_zero(found) / 8;
      if (*mark == '\n') {
        line_end = mark;
        break;
      }
      if (!close_field(mark)) return is_too_wide_ = true, false;
    }
  }
  for (; line_end == nullptr; ++at) {
    if (at == end || *at == '\n') {
      line_end = at;
    } else if (*at == delimiter_ && !close_field(at)) {
      return is_too_wide_ = true, false;
    }
  }
  const bool has_return = line_end != field && line_end[-1] == '\r';
  if (!close_field(has_return ? line_end - 1 : line_end)) return is_too_wide_ = true, false;
  at_ = line_end == end ? text_.size() : static_cast<std::size_t>(line_end + 1 - text_.data());
  ++number_;
  return true;
}

Row PlainCsv::row() const {
  Row row{number_, false, {}};
  for (std::size_t i = 0; i < count_; ++i) {
    if (fields_[i].empty()) continue;
    Cell cell;
    cell.at = {number_, static_cast<int>(i) + 1};
    cell.kind = CellKind::kText;
    cell.value = fields_[i];
    row.cells.push_back(std::move(cell));
  }
  return row;
}

}  // namespace bihuan::tables
