#include "plans/normal_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace bihuan::plans {
namespace {

constexpr std::u32string_view kChineseDigits = U"一二三四五六七八九十百千万亿两零〇";

bool is_blank(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\u00A0' || c == U'\u3000' || (c >= U'\u2000' && c <= U'\u200A');
}
bool is_invisible(char32_t c) {
  return c == U'\uFEFF' || (c >= U'\u200B' && c <= U'\u200F') || c == U'\u00AD' || c == U'\r';
}
bool is_line_end(char32_t c) {
  return c == U'\n' || c == U'\u2028' || c == U'\u2029' || c == U'\u000B' || c == U'\u000C';
}
bool is_dash(char32_t c) { return c == U'―' || c == U'—' || c == U'–' || c == U'－' || c == U'-' || c == U'─'; }

// The partner in the width that the rules use; 0 where the character needs its neighbours to decide.
char32_t plain_width(char32_t c) {
  switch (c) {
    case U';':
    case U'；':
      return U'；';
    case U'!':
    case U'！':
      return U'！';
    case U'?':
    case U'？':
      return U'？';
    case U'(':
    case U'（':
    case U'﹙':
      return U'（';
    case U')':
    case U'）':
    case U'﹚':
      return U'）';
    case U'，':
    case U'﹐':
      return U'，';
    case U'：':
      return U'：';
    case U'﹝':
    case U'〔':
      return U'〔';
    case U'﹞':
    case U'〕':
      return U'〕';
    case U'。':
    case U'｡':
      return U'。';
    case U'、':
    case U'､':
      return U'、';
    case U'〈':
      return U'<';
    case U'〉':
      return U'>';
    case U'½':
      return U'½';
    default:
      break;
  }
  return to_half_width(c);
}

// Reads the original once, from left to right.
class CharacterPass {
 public:
  CharacterPass(const Language& language, std::u32string_view original, bool blanks_are_line_ends)
      : language_(language), in_(original), blanks_are_line_ends_(blanks_are_line_ends) {
    out_.text.reserve(in_.size() + 16);
    out_.origin.reserve(in_.size() + 16);
  }

  NormalText run() {
    std::size_t i = 0;
    while (i < in_.size()) {
      if (last() == U'\n') begin_line(i);
      if (const std::size_t skipped = skip_remark(i); skipped != 0) {
        i += skipped;
      } else {
        i += take(i);
      }
    }
    if (!out_.text.empty() && out_.text.back() != U'\n') put(U'\n', in_.size() - 1);
    return std::move(out_);
  }

 private:
  char32_t at(std::size_t i) const { return i < in_.size() ? in_[i] : U'\n'; }
  char32_t last() const { return out_.text.empty() ? U'\n' : out_.text.back(); }
  void put(char32_t c, std::size_t origin) {
    if (c == U'\n') {
      depth_ = 0;
      square_open_ = 0;
      is_row_ = has_tab_cells_ = false;
    }
    out_.text.push_back(c);
    out_.origin.push_back(static_cast<std::uint32_t>(origin));
  }

  // Lines of cells between tabs under a head (序号⇥任务⇥责任单位) are rows, as if they were written with |.
  void begin_line(std::size_t i) {
    if (i < line_end_) return;
    line_end_ = i;
    int tabs = 0;
    int heads = 0;
    std::size_t cell = i;
    for (; line_end_ < in_.size() && !is_line_end(in_[line_end_]); ++line_end_) {
      if (in_[line_end_] != U'\t') continue;
      ++tabs;
      if (is_table_head(in_.substr(cell, line_end_ - cell))) ++heads;
      cell = line_end_ + 1;
    }
    if (is_table_head(in_.substr(cell, line_end_ - cell))) ++heads;
    if (tabs >= 2 && heads >= 2) {
      columns_ = tabs;
    } else if (columns_ != tabs) {
      columns_ = 0;
    }
    ++line_end_;
    if (columns_ == 0 || in_[i] == U'|') return;
    put(U'|', i);
    is_row_ = has_tab_cells_ = true;
  }

  bool is_table_head(std::u32string_view cell) const {
    while (!cell.empty() && (is_blank(cell.front()) || cell.front() == U'\r')) cell.remove_prefix(1);
    while (!cell.empty() && (is_blank(cell.back()) || cell.back() == U'\r')) cell.remove_suffix(1);
    return cell.size() <= 12 && language_.whole(WordClass::kTableHead, cell).length != 0;
  }

  // Length of a converter's remark, a page mark or a web tail at `i`; 0 if there is none.
  std::size_t skip_remark(std::size_t i) const {
    const char32_t c = in_[i];
    if (c == U'[' && in_.substr(i, 10) == U"[bookmark:") {
      const std::size_t close = in_.find(U']', i);
      if (close != std::u32string_view::npos && close - i < 120) return close - i + 1;
    }
    if (is_dash(c)) return page_mark(i);
    if (is_digit(to_half_width(c)) && (i == 0 || out_.text.empty())) {  // the first page's mark lost its left dash
      std::size_t j = i;
      while (is_digit(to_half_width(at(j))) && j - i < 4) ++j;
      std::size_t k = j;
      while (is_blank(at(k))) ++k;
      if (at(k) == U'―') return k - i + 1;
    }
    if ((c == U'扫' || c == U'【' || c == U'打' || c == U'分' || c == U'微' || c == U'附' || c == U'关' ||
         c == U'浏')) {
      return language_.longest(WordClass::kWebTail, in_, i).length;
    }
    return 0;
  }

  // "― 2 ―", also over line ends. A doubled dash (——2018年) or a hyphen inside a line is none.
  std::size_t page_mark(std::size_t i) const {
    std::size_t j = i + 1;
    while (j < in_.size() && j - i < 8 && (is_blank(in_[j]) || is_line_end(in_[j]))) ++j;
    const std::size_t digits = j;
    while (is_digit(to_half_width(at(j))) && j - digits < 4) ++j;
    if (j == digits) return 0;
    while (is_blank(at(j))) ++j;
    if (!is_dash(at(j))) return 0;
    const bool is_hyphen = in_[i] == U'-' || in_[i] == U'－' || in_[i] == U'–';
    if (is_hyphen && !((i == 0 || is_line_end(in_[i - 1])) && is_line_end(at(j + 1)))) return 0;
    if (in_[i] == U'—' && i > 0 && in_[i - 1] == U'—') return 0;
    return j - i + 1;
  }

  std::size_t take(std::size_t i) {
    char32_t c = in_[i];
    if (is_invisible(c)) return 1;
    if (is_line_end(c)) {
      if (last() != U'\n') put(U'\n', i);
      return 1;
    }
    if (c == U'\t' && has_tab_cells_) {
      put(U'|', i);
      return 1;
    }
    if (is_blank(c)) return take_blanks(i);
    if (c >= U'\u3220' && c <= U'\u3229') {  // ㈠ is one character for "（一）"
      put(U'（', i);
      put(U"一二三四五六七八九十"[c - U'\u3220'], i);
      put(U'）', i);
      return 1;
    }
    if (c >= U'\u2474' && c <= U'\u247C') {  // ⑴
      put(U'（', i);
      put(U'1' + (c - U'\u2474'), i);
      put(U'）', i);
      return 1;
    }
    if (c >= U'\u2488' && c <= U'\u249B') {  // ⒉ is one character for "2."
      const int number = static_cast<int>(c - U'\u2488') + 1;
      if (number >= 10) put(U'1', i);
      put(U'0' + static_cast<char32_t>(number % 10), i);
      put(U'.', i);
      return 1;
    }
    c = plain_width(c);
    const char32_t before = last();
    const char32_t after = to_half_width(at(i + 1));
    if ((c == U',' || c == U'.' || c == U'，' || c == U'。') && is_digit(before) && is_lost_percent(i + 1) &&
        !line_is_number_only()) {
      out_.repaired.push_back(static_cast<std::uint32_t>(i));
      c = U'%';
    }
    if (c == U',') {
      const bool in_number = is_digit(before) && is_digit(after) && is_digit(to_half_width(at(i + 2))) &&
                             is_digit(to_half_width(at(i + 3)));
      if (in_number) return 1;  // 9,000 is read as 9000
      c = U'，';
    } else if (c == U':') {
      if (!(is_digit(before) && is_digit(after))) c = U'：';
    } else if (c == U'.') {
      const bool ends_sentence = !is_digit(before) && !is_latin(before) && before != U'\n' && before != U'.';
      const bool ends_line = is_digit(before) && is_line_end(at(i + 1)) && !line_is_number_only();
      if (ends_sentence || ends_line) c = U'。';
    } else if (c == U'【' && closes_label(i) != 0) {  // 【责任单位】水科 is 责任单位：水科
      label_end_ = closes_label(i);
      return 1;
    } else if (label_end_ != 0 && i == label_end_) {
      c = U'：';
      label_end_ = 0;
    } else if (is_square_opening(c) && !holds_number(i + 1)) {  // [市水务局牵头] 〔责任单位：…〕 are round brackets
      c = U'（';
      ++square_open_;
    } else if (is_square_closing(c) && square_open_ > 0 && !is_digit(before)) {
      c = U'）';
      --square_open_;
    } else if (c == U'"') {
      c = quote_open_ ? U'”' : U'“';
      quote_open_ = !quote_open_;
    } else if (c == U'|' && before == U'\n') {
      is_row_ = true;
    }
    if (c == U'（' || c == U'《' || c == U'“') ++depth_;
    if ((c == U'）' || c == U'》' || c == U'”') && depth_ > 0) --depth_;
    put(c, i);
    return 1;
  }

  static bool is_square_opening(char32_t c) { return c == U'[' || c == U'［' || c == U'〔' || c == U'【'; }
  static bool is_square_closing(char32_t c) { return c == U']' || c == U'］' || c == U'〕' || c == U'】'; }
  // Where 】 closes the role label that 【 opens at `i`; 0 if it is none.
  std::size_t closes_label(std::size_t i) const {
    const WordMatch label = language_.longest(WordClass::kRoleLabel, in_, i + 1);
    return label.length != 0 && at(i + 1 + label.length) == U'】' ? i + 1 + label.length : 0;
  }
  // 〔2018〕, [3]: of a document number or a note.
  bool holds_number(std::size_t i) const {
    while (is_blank(at(i))) ++i;
    return is_digit(to_half_width(at(i)));
  }

  // 92.左右, 95,以上: the scanner lost the per cent sign.
  bool is_lost_percent(std::size_t i) const {
    const std::u32string_view next = in_.substr(std::min(i, in_.size()), 2);
    return next == U"左右" || next == U"以上" || next == U"以下" || next == U"以内";
  }

  bool line_is_number_only() const {
    std::size_t i = out_.text.size();
    while (i > 0 && is_digit(out_.text[i - 1])) --i;
    return i == 0 || out_.text[i - 1] == U'\n';
  }

  std::size_t take_blanks(std::size_t i) {
    std::size_t j = i;
    while (j < in_.size() && is_blank(in_[j]) && !(has_tab_cells_ && in_[j] == U'\t')) ++j;
    const char32_t before = last();
    const char32_t after = j < in_.size() ? to_half_width(in_[j]) : U'\n';
    const bool both_ascii = (is_digit(before) || is_latin(before)) && (is_digit(after) || is_latin(after));
    if (before == U'\n' || is_line_end(after)) return j - i;
    if (is_row_) {
      if (before != U' ') put(U' ', i);
      return j - i;
    }
    if (blanks_are_line_ends_ && depth_ == 0 && !after_marker()) {
      put(U'\n', i);
    } else if (opens_line(j) && !after_marker()) {
      put(U'\n', i);
    } else if (both_ascii) {
      put(U' ', i);
    }
    return j - i;
  }

  // The blank stands right behind the number of a heading: "1. 加快", "（七）⇥其他工作".
  bool after_marker() const {
    std::size_t start = out_.text.size();
    while (start > 0 && out_.text[start - 1] != U'\n' && out_.text.size() - start < 8) --start;
    if (start > 0 && out_.text[start - 1] != U'\n') return false;
    const Marker marker = marker_at(out_.text, start);
    return marker.kind != MarkerKind::kNone && start + marker.length == out_.text.size();
  }

  // What follows the blank is the number of a heading or a label: the blank was a line end.
  bool opens_line(std::size_t j) const {
    std::array<char32_t, 8> window{};
    std::size_t n = 0;
    for (; n < window.size() && j + n < in_.size(); ++n) {
      window[n] = plain_width(in_[j + n]);
      if (window[n] == U',') window[n] = U'，';
      if (window[n] == U':') window[n] = U'：';
    }
    const std::u32string_view head(window.data(), n);
    const Marker marker = marker_at(head, 0);
    if (marker.kind == MarkerKind::kArabic && !marker.is_glued) return is_stop(last()) || !is_digit(last());
    if (marker.kind == MarkerKind::kChapter || marker.kind == MarkerKind::kParenthesis)
      return last() != U'、' && last() != U'，';
    const WordMatch label = language_.longest(WordClass::kRoleLabel, head, 0);
    return label.length != 0 && label.length < n && head[label.length] == U'：';
  }

  const Language& language_;
  std::u32string_view in_;
  bool blanks_are_line_ends_;
  NormalText out_;
  int depth_ = 0;
  int square_open_ = 0;
  std::size_t label_end_ = 0;  // where 】 of 【责任单位】 stands; 0 none
  bool quote_open_ = false;
  bool is_row_ = false;
  bool has_tab_cells_ = false;  // of this line
  int columns_ = 0;             // tabs of the rows under the last head; 0 outside a table
  std::size_t line_end_ = 0;    // behind the line that was looked at
};

// The whole document stands on one or a few lines, its line ends turned into blanks.
bool is_flattened_by_blanks(std::u32string_view text) {
  std::size_t lines = 0;
  std::size_t blanks_after_text = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (is_line_end(text[i])) ++lines;
    if (text[i] == U' ' && i > 0 && !is_blank(text[i - 1]) && !is_blank(text[i + 1]) && text[i - 1] != U'|' &&
        text[i + 1] != U'|')
      ++blanks_after_text;
  }
  return text.size() > 800 && text.size() / (lines + 1) > 800 && blanks_after_text >= 8;
}

struct LineRange {
  std::size_t begin;
  std::size_t end;  // without the line end
};

std::vector<LineRange> lines_of(const std::u32string& text) {
  std::vector<LineRange> lines;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != U'\n') continue;
    lines.push_back({begin, i});
    begin = i + 1;
  }
  if (begin < text.size()) lines.push_back({begin, text.size()});
  return lines;
}

bool is_label(const Language& language, std::u32string_view line) {
  const WordMatch label = language.longest(WordClass::kRoleLabel, line, 0);
  return label.length != 0 && label.length < line.size() && line[label.length] == U'：';
}

bool opens_block(const Language& language, std::u32string_view line) {
  if (line.empty()) return true;
  if (line[0] == U'|' || line[0] == U'（' || line.substr(0, 2) == U"——") return true;
  return marker_at(line, 0).kind != MarkerKind::kNone || is_label(language, line);
}

bool has_open_bracket(std::u32string_view line) {
  int book = 0;
  int quote = 0;
  int round = 0;
  for (const char32_t c : line) {
    if (c == U'《') ++book;
    if (c == U'》') --book;
    if (c == U'“') ++quote;
    if (c == U'”') --quote;
    if (c == U'（') ++round;
    if (c == U'）') --round;
  }
  return book > 0 || quote > 0 || round > 0;
}

// Whether lines of this document were broken at a fixed width, and at which.
std::size_t wrap_width(const Language& language, const std::u32string& text, const std::vector<LineRange>& lines) {
  std::size_t broken = 0;
  std::size_t whole = 0;
  std::size_t widest = 0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::u32string_view line(text.data() + lines[i].begin, lines[i].end - lines[i].begin);
    const std::u32string_view next(text.data() + lines[i + 1].begin, lines[i + 1].end - lines[i + 1].begin);
    widest = std::max(widest, line.size());
    if (line.size() < 20 || line[0] == U'|' || opens_block(language, next)) continue;
    ++(is_stop(line.back()) || line.back() == U'：' || line.back() == U'”' || line.back() == U'）' ? whole : broken);
  }
  return broken >= 6 && broken > whole && widest <= 90 ? widest : 0;
}

// Joins lines that were broken inside a sentence.
void join_lines(const Language& language, NormalText& normal) {
  const std::vector<LineRange> lines = lines_of(normal.text);
  const std::size_t width = wrap_width(language, normal.text, lines);
  std::vector<bool> drop(normal.text.size(), false);
  bool any = false;
  std::size_t joined_from = 0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::u32string_view line(normal.text.data() + lines[i].begin, lines[i].end - lines[i].begin);
    const std::u32string_view next(normal.text.data() + lines[i + 1].begin, lines[i + 1].end - lines[i + 1].begin);
    const std::size_t start = joined_from;
    joined_from = lines[i + 1].begin;
    if (line.empty() || next.empty() || line[0] == U'|' || is_stop(line.back()) || line.back() == U'：') continue;
    const std::size_t so_far = lines[i].end - start;
    const std::u32string_view whole(normal.text.data() + start, so_far);
    const bool is_inside = so_far < 4000 && line.size() <= 120 &&
                           has_open_bracket(whole.substr(whole.size() > 200 ? whole.size() - 200 : 0));
    if (opens_block(language, next) && !(is_inside && is_label(language, next))) continue;
    const bool is_comma = line.back() == U'，' || line.back() == U'、' || next.front() == U'，' ||
                          next.front() == U'。' || next.front() == U'、';
    const bool is_wrapped = width != 0 && line.size() + 4 >= width;
    if (!(is_inside || is_comma || is_wrapped)) continue;
    drop[lines[i].end] = true;
    any = true;
    joined_from = start;
  }
  if (!any) return;
  std::size_t to = 0;
  for (std::size_t i = 0; i < normal.text.size(); ++i) {
    if (drop[i]) continue;
    normal.text[to] = normal.text[i];
    normal.origin[to] = normal.origin[i];
    ++to;
  }
  normal.text.resize(to);
  normal.origin.resize(to);
}

// Finds the headings in lines that hold a whole document: numbers behind the end of a sentence, guarded by their
// sequence.
class Unflattener {
 public:
  Unflattener(const Language& language, NormalText& normal) : language_(language), in_(normal) {}

  void run() {
    bool any = false;
    for (const LineRange& line : lines_of(in_.text)) {
      if (line.end - line.begin > kLongLine && in_.text[line.begin] != U'|') {
        split(line);
        any = true;
      } else {
        copy(line.begin, line.end);
        newline(line.end);
      }
    }
    if (!any || !changed_) return;
    in_.text = std::move(out_.text);
    in_.origin = std::move(out_.origin);
    in_.was_flattened = true;
  }

 private:
  static constexpr std::size_t kLongLine = 900;

  void copy(std::size_t begin, std::size_t end) {
    out_.text.append(in_.text, begin, end - begin);
    out_.origin.insert(out_.origin.end(), in_.origin.begin() + static_cast<std::ptrdiff_t>(begin),
                       in_.origin.begin() + static_cast<std::ptrdiff_t>(end));
  }
  void newline(std::size_t at) {
    if (!out_.text.empty() && out_.text.back() == U'\n') return;
    out_.text.push_back(U'\n');
    out_.origin.push_back(in_.origin[std::min(at, in_.origin.size() - 1)]);
  }

  bool is_next(const Marker& marker, char32_t before) {
    const bool after_stop = is_stop(before) || before == U'：' || before == U'）' || before == U'”' ||
                            before == U'》' || before == U'日' || before == U'\n';
    switch (marker.kind) {
      case MarkerKind::kChapter:
        if (!after_stop || marker.number != chapter_ + 1) return false;
        chapter_ = marker.number;
        parenthesis_ = 0;
        arabic_in_parenthesis_ = 0;
        return true;
      case MarkerKind::kParenthesis:
        if (before == U'、' || before == U'第' ||
            (marker.number != parenthesis_ + 1 && !(marker.number == 1 && after_stop)))
          return false;
        parenthesis_ = marker.number;
        arabic_in_parenthesis_ = 0;
        return true;
      case MarkerKind::kArabic:
        if (!(after_stop || just_after_heading_) ||
            (marker.number != arabic_ + 1 && !(marker.number == 1 && arabic_in_parenthesis_ == 0)))
          return false;
        arabic_ = marker.number;
        arabic_in_parenthesis_ = marker.number;
        return true;
      default:
        return false;
    }
  }

  void split(const LineRange& line) {
    std::size_t from = line.begin;
    std::size_t heading_since = line.begin;
    for (std::size_t i = line.begin + 1; i < line.end; ++i) {
      const char32_t c = in_.text[i];
      just_after_heading_ = heading_since != 0 && i - heading_since < 32;
      std::size_t cut = 0;
      if (is_chinese_digit(c) || c == U'（' || is_digit(c)) {
        if (is_digit(c) && is_digit(in_.text[i - 1])) continue;
        const Marker marker = marker_at(in_.text, i);
        if (marker.kind == MarkerKind::kNone || !is_next(marker, in_.text[i - 1])) continue;
        cut = marker.length;
      } else if (c == U'—' && i + 2 < line.end && in_.text[i + 1] == U'—' && in_.text[i - 1] != U'—') {
        const char32_t before = in_.text[i - 1];
        if (!(is_stop(before) || before == U'）' || (heading_since != 0 && i - heading_since < 32))) continue;
        cut = 2;
      } else {
        if (is_stop(c)) heading_since = 0;
        continue;
      }
      copy(from, i);
      newline(i);
      changed_ = true;
      from = i;
      heading_since = c == U'—' ? 0 : i;
      const WordMatch heading = language_.longest(WordClass::kHeadingWord, in_.text, i + cut);
      const std::size_t after = i + cut + heading.length;
      if (heading.length != 0 && after < line.end && in_.text[after] != U'。' && in_.text[after] != U'，' &&
          in_.text[after] != U'、') {
        copy(from, after);
        newline(after);
        from = after;
        i = after - 1;
        heading_since = i;
      } else {
        i += cut - 1;
      }
    }
    copy(from, line.end);
    newline(line.end);
  }

  const Language& language_;
  NormalText& in_;
  NormalText out_;
  int chapter_ = 0;
  int parenthesis_ = 0;
  int arabic_ = 0;
  int arabic_in_parenthesis_ = 0;
  bool just_after_heading_ = false;
  bool changed_ = false;
};

}  // namespace

Span NormalText::original(std::size_t begin, std::size_t end) const {
  if (begin >= end || end > origin.size()) {
    const auto at = static_cast<std::int64_t>(origin.empty()          ? 0
                                              : begin < origin.size() ? origin[begin]
                                                                      : origin.back() + 1);
    return {at, at};
  }
  return {static_cast<std::int64_t>(origin[begin]), static_cast<std::int64_t>(origin[end - 1]) + 1};
}

std::u32string NormalText::printed(std::u32string_view original, std::size_t begin, std::size_t end) const {
  std::u32string out;
  for (std::size_t i = begin; i < std::min(end, text.size()); ++i) {
    if (text[i] == U'\n') continue;
    const char32_t from = origin[i] < original.size() ? original[origin[i]] : text[i];
    const bool is_width_partner = to_half_width(from) == to_half_width(text[i]) || plain_width(from) == text[i];
    out.push_back(is_width_partner ? from : text[i]);
  }
  return out;
}

NormalText normalise(const Language& language, std::u32string_view original) {
  const bool is_flat = is_flattened_by_blanks(original);
  NormalText normal = CharacterPass(language, original, is_flat).run();
  normal.was_flattened = is_flat;
  join_lines(language, normal);
  Unflattener(language, normal).run();
  return normal;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_latin(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_chinese_digit(char32_t c) { return kChineseDigits.find(c) != std::u32string_view::npos; }
bool is_stop(char32_t c) { return c == U'。' || c == U'；' || c == U'！' || c == U'？'; }
bool is_opening(char32_t c) { return c == U'（' || c == U'《' || c == U'“' || c == U'‘' || c == U'〔' || c == U'【'; }
bool is_closing(char32_t c) { return c == U'）' || c == U'》' || c == U'”' || c == U'’' || c == U'〕' || c == U'】'; }

SmallNumber small_chinese_number(std::u32string_view text, std::size_t position) {
  constexpr std::u32string_view kOnes = U"一二三四五六七八九";
  const auto one = [&](std::size_t i) { return i < text.size() ? static_cast<int>(kOnes.find(text[i]) + 1) : 0; };
  std::size_t i = position;
  const int first = one(i);
  SmallNumber number;
  if (first > 0) {
    number = {first, 1};
    ++i;
    if (i < text.size() && text[i] == U'十') {
      number = {first * 10, 2};
      if (const int last = one(i + 1); last > 0) number = {first * 10 + last, 3};
    }
  } else if (i < text.size() && text[i] == U'十') {
    number = {10, 1};
    if (const int last = one(i + 1); last > 0) number = {10 + last, 2};
  }
  return number;
}

Marker marker_at(std::u32string_view text, std::size_t position) {
  Marker marker;
  if (position >= text.size()) return marker;
  const char32_t c = text[position];
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : U'\n'; };
  if (c == U'（') {
    const SmallNumber chinese = small_chinese_number(text, position + 1);
    std::size_t i = position + 1 + chinese.length;
    if (chinese.length != 0 && at(i) == U'）') {
      marker = {MarkerKind::kParenthesis, chinese.value, i - position + 1,
                std::u32string(text.substr(position, i - position + 1)), false};
      return marker;
    }
    i = position + 1;
    int value = 0;
    while (is_digit(at(i)) && i - position <= 2) value = value * 10 + static_cast<int>(at(i++) - U'0');
    if (i > position + 1 && at(i) == U'）') {
      marker = {MarkerKind::kParenthesisArabic, value, i - position + 1,
                std::u32string(text.substr(position, i - position + 1)), false};
    }
    return marker;
  }
  if (c >= U'①' && c <= U'⑳')
    return {MarkerKind::kCircled, static_cast<int>(c - U'①') + 1, 1, std::u32string(1, c), false};
  if (const SmallNumber chinese = small_chinese_number(text, position); chinese.length != 0) {
    const std::size_t i = position + chinese.length;
    if (at(i) == U'、' || (at(i) == U'.' && !is_digit(at(i + 1)))) {
      marker = {MarkerKind::kChapter, chinese.value, chinese.length + 1,
                std::u32string(text.substr(position, chinese.length)), false};
    }
    return marker;
  }
  if (is_digit(c) && c != U'0') {
    std::size_t i = position;
    int value = 0;
    while (is_digit(at(i)) && i - position < 4) value = value * 10 + static_cast<int>(at(i++) - U'0');
    if (i - position > 3) return marker;
    const char32_t separator = at(i);
    if (separator == U'）') {
      return {MarkerKind::kParenthesisArabic, value, i - position + 1,
              std::u32string(text.substr(position, i - position)), false};
    }
    if (separator == U'.' || separator == U'、' || separator == U'．') {
      const bool is_glued = is_digit(at(i + 1)) && separator != U'、';
      marker = {MarkerKind::kArabic, value, i - position + 1, std::u32string(text.substr(position, i - position)),
                is_glued};
      if (separator == U'、' && is_digit(at(i + 1))) marker.is_glued = true;
    }
  }
  return marker;
}

std::u32string_view trim_marks(std::u32string_view text) {
  constexpr std::u32string_view kMarks = U" \n，。；、：！？—";
  while (!text.empty() && kMarks.find(text.front()) != std::u32string_view::npos) text.remove_prefix(1);
  while (!text.empty() && kMarks.find(text.back()) != std::u32string_view::npos) text.remove_suffix(1);
  return text;
}

}  // namespace bihuan::plans
