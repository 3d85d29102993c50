#include "plans/outline.h"

#include <algorithm>
#include <array>

namespace bihuan::plans {
namespace {

constexpr std::size_t kMaxHeading = 45;      // run-in, characters
constexpr std::size_t kMaxLineHeading = 60;  // alone on its line

int rank(MarkerKind kind) { return static_cast<int>(kind); }

bool has_digit(std::u32string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

bool is_date_line(std::u32string_view line) {
  return line.size() >= 8 && line.size() <= 14 && is_digit(line[0]) && line.find(U'年') != std::u32string_view::npos &&
         (line.back() == U'日' || line.ends_with(U"印发"));
}

class Reader {
 public:
  Reader(const Language& language, const NormalText& normal) : language_(language), text_(normal.text) {}

  Outline run() {
    split_lines();
    const std::size_t first = first_body_line();
    read_head(first);
    read_preface(first);
    out_.body_begin = first < lines_.size() ? lines_[first].begin : text_.size();
    for (line_ = first; line_ < lines_.size(); ++line_) read_line();
    close_nodes(0, text_.size());
    finish();
    return std::move(out_);
  }

 private:
  std::u32string_view view(Range r) const { return std::u32string_view(text_).substr(r.begin, r.end - r.begin); }

  void split_lines() {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] != U'\n') continue;
      if (i > begin) lines_.push_back({begin, i});
      begin = i + 1;
    }
  }

  // 一、总体要求……3: a line of the table of contents.
  static bool is_contents_line(std::u32string_view line) {
    std::size_t end = line.size();
    while (end > 0 && (is_digit(line[end - 1]) || line[end - 1] == U' ')) --end;
    constexpr std::u32string_view kLeaders = U".…·．。—-_";
    std::size_t leaders = 0;
    while (leaders < end && kLeaders.find(line[end - 1 - leaders]) != std::u32string_view::npos) ++leaders;
    return end < line.size() && line.size() - end <= 4 && leaders >= 3;
  }

  bool is_marker_line(std::size_t index) const {
    if (is_contents_line(view(lines_[index]))) return false;
    const Marker marker = marker_at(text_, lines_[index].begin);
    return marker.kind != MarkerKind::kNone && !marker.is_glued;
  }

  // The first line of the plan proper: a number, a table row or, in a document without either, the first paragraph.
  std::size_t first_body_line() const {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::u32string_view line = view(lines_[i]);
      if (is_marker_line(i) || line[0] == U'|' || line.substr(0, 2) == U"——") return i;
    }
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const std::u32string_view line = view(lines_[i]);
      if (!is_cover(line) && line.back() != U'：' && line.find(U'。') != std::u32string_view::npos) return i;
    }
    return 0;
  }

  // --- cover: number, title, issuer
  // -----------------------------------------------------------------------------------

  bool ends_like_title(std::u32string_view line) const {
    while (!line.empty() && (line.back() == U'）' || line.back() == U'》')) {
      const std::size_t open = line.back() == U'）' ? line.rfind(U'（') : std::u32string_view::npos;
      if (open == std::u32string_view::npos) break;
      line = line.substr(0, open);
    }
    return language_.ending_at(WordClass::kTitleKind, line, line.size()).length != 0;
  }

  static bool is_title_like(std::u32string_view line) {
    return line.size() >= 4 && line.size() <= 70 && line.find(U'。') == std::u32string_view::npos &&
           line.find(U'：') == std::u32string_view::npos && line.find(U'；') == std::u32string_view::npos &&
           line[0] != U'|';
  }

  void read_head(std::size_t end) {
    const std::size_t last = std::min<std::size_t>(end, 40);
    for (std::size_t i = 0; i < last; ++i) {
      const std::u32string_view line = view(lines_[i]);
      if (out_.document_number.empty()) find_document_number(line);
      if (!is_title_like(line) || is_date_line(line) || line[0] == U'《') continue;
      if (ends_like_title(line)) {
        std::size_t first = i;  // a title broken over lines
        while (first > 0 && first + 3 > i) {
          const std::u32string_view above = view(lines_[first - 1]);
          const bool is_part = is_title_like(above) && !ends_like_title(above) && !is_date_line(above) &&
                               above.find(U'〔') == std::u32string_view::npos && above.back() != U'）' &&
                               !is_unit_name(above);
          if (!is_part) break;
          --first;
        }
        out_.title = {lines_[first].begin, lines_[i].end};
        title_line_ = i;
        if (i + 1 < lines_.size()) {  // （2021-2023年） on a line of its own
          const std::u32string_view below = view(lines_[i + 1]);
          if (below.size() <= 16 && below.front() == U'（' && below.back() == U'）' && has_digit(below))
            out_.title.end = lines_[i + 1].end;
        }
      }
      if (i + 1 < lines_.size() && is_date_line(view(lines_[i + 1])) && is_unit_name(line)) out_.issuer = line;
    }
    for (const char32_t c : view(out_.title)) {
      if (c != U'\n') out_.title_text.push_back(c);
    }
    if (out_.title_text.empty()) title_from_running_head(end);
    title_from_notice();
    issuer_from_title();
  }

  // Paragraphs between the title and the first number. They may state ends: 2023年…主要预期目标是：….
  void read_preface(std::size_t end) {
    if (out_.title.empty() && !out_.title_text.empty()) return;  // the head is one run
    for (std::size_t i = out_.title.empty() ? 0 : title_line_ + 1; i < end; ++i) {
      const std::u32string_view line = view(lines_[i]);
      if (is_sentence(line) && !is_cover(line)) add_text(lines_[i]);
    }
  }

  static bool is_sentence(std::u32string_view line) {
    return line.find(U'。') != std::u32string_view::npos || line.back() == U'；';
  }

  // 现将…印发给你们，请认真贯彻执行。: of the notice, not of the plan.
  bool is_cover(std::u32string_view line) const {
    if (line[0] == U'（' && line.back() == U'）') return true;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (language_.longest(WordClass::kCoverPhrase, line, i).length != 0) return true;
    }
    return false;
  }

  bool is_unit_name(std::u32string_view line) const {
    return line.size() <= 30 && language_.ending_at(WordClass::kUnitSuffix, line, line.size()).length != 0 &&
           !ends_like_title(line);
  }

  void find_document_number(std::u32string_view line) {
    const std::size_t open = line.find(U'〔');
    const std::size_t close = line.find(U'号');
    if (open == std::u32string_view::npos || close == std::u32string_view::npos || close < open ||
        close + 1 != line.size() || line.size() > 30)
      return;
    out_.document_number = line;
  }

  // No line of its own: 某办〔2018〕9号某办公室关于印发《…方案》的通知各… in one run.
  void title_from_running_head(std::size_t end) {
    const std::size_t limit = std::min<std::size_t>(end < lines_.size() ? lines_[end].begin : text_.size(), 1500);
    const std::u32string_view head = std::u32string_view(text_).substr(0, limit);
    const std::size_t number = head.find(U'〔');
    if (number != std::u32string_view::npos && number < 20) {
      const std::size_t close = head.find(U'号', number);
      if (close != std::u32string_view::npos && close - number < 14) out_.document_number = head.substr(0, close + 1);
    }
    for (std::size_t i = head.find(U"印发《"); i != std::u32string_view::npos; i = head.find(U"印发《", i + 1)) {
      int depth = 0;
      for (std::size_t j = i + 2; j < head.size() && j - i < 90; ++j) {
        if (head[j] == U'《') ++depth;
        if (head[j] != U'》' || --depth != 0) continue;
        const std::u32string_view title = head.substr(i + 3, j - i - 3);
        if (ends_like_title(title)) {
          out_.title = {i + 3, j};
          out_.title_text.clear();
          for (const char32_t c : title) {
            if (c != U'\n') out_.title_text.push_back(c);
          }
          return;
        }
        break;
      }
    }
  }

  // A 通知 without a second title: 关于印发《…》的通知 names the plan.
  void title_from_notice() {
    const std::u32string& title = out_.title_text;
    if (!title.ends_with(U"通知")) return;
    const std::size_t open = title.find(U'《');
    const std::size_t close = title.rfind(U'》');
    if (open != std::u32string::npos && close != std::u32string::npos && open < close) {
      out_.title_text = title.substr(open + 1, close - open - 1);
    } else if (const std::size_t print = title.find(U"关于印发"); print != std::u32string::npos) {
      std::u32string inner = title.substr(print + 4, title.size() - print - 4 - 3);
      if (!inner.empty()) out_.title_text = inner;
    }
  }

  void issuer_from_title() {
    if (!out_.issuer.empty() || lines_.empty()) return;
    const std::u32string_view head = view(out_.title);
    const std::size_t about = head.find(U"关于");
    if (about != std::u32string_view::npos && about >= 3 && about <= 30 && is_unit_name(head.substr(0, about)))
      out_.issuer = head.substr(0, about);
  }

  // --- body
  // -----------------------------------------------------------------------------------------------------------

  void read_line() {
    const Range line = lines_[line_];
    const std::u32string_view text = view(line);
    if (text[0] == U'|') {
      read_row(line);
      return;
    }
    table_head_.clear();
    if (text == U"附件" || (text.starts_with(U"附件") && text.size() <= 4) || text == U"附表") {
      close_nodes(0, line.begin);
      stack_.clear();
      return;
    }
    if (is_contents_line(text) || is_attachment(text)) return;
    const Marker marker = marker_at(text_, line.begin);
    if (marker.kind != MarkerKind::kNone && is_plausible(marker)) {
      open_node(marker, line);
      return;
    }
    add_text(line);
  }

  // 附件：1.项目清单, and 2.任务清单 on the next line.
  bool is_attachment(std::u32string_view text) {
    const std::size_t colon = text.find(U'：');
    if (text.starts_with(U"附") && colon <= 3) {
      const Marker first = marker_at(text, colon + 1);
      next_attachment_ = first.kind == MarkerKind::kArabic && first.number == 1 ? 2 : 0;
      return next_attachment_ != 0;
    }
    const Marker marker = marker_at(text, 0);
    const bool continues = next_attachment_ != 0 && marker.kind == MarkerKind::kArabic &&
                           marker.number == next_attachment_ && text.find(U'。') == std::u32string_view::npos;
    next_attachment_ = continues ? next_attachment_ + 1 : 0;
    return continues;
  }

  bool is_plausible(const Marker& marker) const {
    if (!marker.is_glued) return true;
    return marker.kind == MarkerKind::kArabic && marker.number == last_arabic_ + 1;
  }

  bool is_label_line(std::u32string_view text) const {
    const WordMatch label = language_.longest(WordClass::kRoleLabel, text, 0);
    return label.length != 0 && label.length < text.size() && text[label.length] == U'：';
  }

  void add_text(Range range) {
    while (range.begin < range.end && text_[range.begin] == U' ') ++range.begin;
    if (range.empty()) return;
    const std::u32string_view text = view(range);
    Segment segment;
    segment.range = range;
    segment.node = stack_.empty() ? -1 : stack_.back();
    segment.is_dash = text.substr(0, 2) == U"——";
    if (is_label_line(text)) {
      segment.kind = SegmentKind::kLabel;
    } else if (language_.longest(WordClass::kNoteLead, text, 0).length != 0 || is_date_line(text)) {
      segment.kind = SegmentKind::kNote;
    }
    out_.segments.push_back(segment);
  }

  void close_nodes(int down_to_rank, std::size_t at) {
    while (!stack_.empty() && rank(out_.nodes[static_cast<std::size_t>(stack_.back())].kind) >= down_to_rank) {
      out_.nodes[static_cast<std::size_t>(stack_.back())].whole.end = at;
      stack_.pop_back();
    }
  }

  void open_node(const Marker& marker, Range line) {
    close_nodes(rank(marker.kind), line.begin);
    OutlineNode node;
    node.kind = marker.kind;
    node.number = marker.number;
    node.no = marker.printed;
    node.whole = {line.begin, line.end};
    node.parent = stack_.empty() ? -1 : stack_.back();
    check_sequence(marker, node.parent, line);
    if (marker.kind == MarkerKind::kArabic) last_arabic_ = marker.number;
    if (node.parent >= 0) {
      OutlineNode& parent = out_.nodes[static_cast<std::size_t>(node.parent)];
      ++parent.children;
      node.is_past = parent.is_past;
      node.is_principle = parent.is_principle;
      node.is_goal = parent.is_goal;
    }
    stack_.push_back(static_cast<int>(out_.nodes.size()));
    Range rest{line.begin + marker.length, line.end};
    while (rest.begin < rest.end &&
           (text_[rest.begin] == U' ' || text_[rest.begin] == U'、' || text_[rest.begin] == U'．'))
      ++rest.begin;
    const Range body = read_heading(node, rest);
    classify(node);
    out_.nodes.push_back(node);
    add_text(body);
  }

  // Finds the heading in `rest`, the line behind its number; returns what of it is text.
  Range read_heading(OutlineNode& node, Range rest) {
    const std::u32string_view text = view(rest);
    const std::size_t stop = text.find(U'。');
    const std::size_t bracket = text.find(U'（');
    const bool has_units =
        bracket != std::u32string_view::npos && language_.longest(WordClass::kRoleLabel, text, bracket + 1).length != 0;
    const Range nothing{rest.end, rest.end};
    if (stop == std::u32string_view::npos && text.size() <= kMaxLineHeading && !has_units) {
      node.heading = trimmed(rest);
      const bool is_list_entry = !text.empty() && (text.back() == U'；' || text.back() == U'，');
      node.heading_is_text = is_list_entry || has_quantity(text);
      return node.heading_is_text ? rest : nothing;
    }
    const std::u32string_view sentence = text.substr(0, std::min(stop, text.size()));
    const bool is_last =
        stop == std::u32string_view::npos || stop + 1 >= text.size() || is_one_bracket(text.substr(stop + 1));
    const bool next_is_text = line_ + 1 < lines_.size() && !is_marker_line(line_ + 1) &&
                              text_[lines_[line_ + 1].begin] != U'|' && !is_label_line(view(lines_[line_ + 1]));
    const bool may_be = sentence.size() <= kMaxHeading && !has_units_in(sentence) &&
                        (!has_digit(sentence) || (sentence.size() <= 20 && !has_quantity(sentence)));
    if (may_be && stop != std::u32string_view::npos && (!is_last || next_is_text)) {
      node.heading = {rest.begin, rest.begin + stop};
      return {rest.begin + stop + 1, rest.end};
    }
    // A numbered sentence without a heading: the sentence stands for it.
    std::size_t length = std::min(sentence.size(), has_units ? std::max<std::size_t>(bracket, 1) : sentence.size());
    if (length > kMaxLineHeading) length = std::min(length, std::max<std::size_t>(sentence.find(U'，'), 1));
    node.heading = trimmed({rest.begin, rest.begin + length});
    node.heading_is_text = true;
    return rest;
  }

  // （水科负责） and no more: the sentence before it is the work, not its heading.
  static bool is_one_bracket(std::u32string_view text) {
    while (!text.empty() && (text.back() == U' ' || text.back() == U'。')) text.remove_suffix(1);
    int depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      depth += text[i] == U'（' ? 1 : text[i] == U'）' ? -1 : 0;
      if (depth == 0) return i > 0 && i + 1 == text.size();
    }
    return false;
  }

  Range trimmed(Range range) const {
    constexpr std::u32string_view kMarks = U" ，。；、：";
    while (range.begin < range.end && kMarks.find(text_[range.begin]) != std::u32string_view::npos) ++range.begin;
    while (range.begin < range.end && kMarks.find(text_[range.end - 1]) != std::u32string_view::npos) --range.end;
    return range;
  }

  bool has_units_in(std::u32string_view text) const {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == U'（' && language_.longest(WordClass::kRoleLabel, text, i + 1).length != 0) return true;
    }
    return false;
  }

  // A number with a unit of measure or a counter, years left out.
  bool has_quantity(std::u32string_view text) const {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!is_digit(text[i]) || (i > 0 && (is_digit(text[i - 1]) || is_latin(text[i - 1]) || text[i - 1] == U'第')))
        continue;
      std::size_t j = i;
      while (j < text.size() && (is_digit(text[j]) || text[j] == U'.')) ++j;
      if (const WordMatch times = language_.longest(WordClass::kMultiplier, text, j); times.length != 0)
        j += times.length;
      if (language_.longest(WordClass::kMeasure, text, j).length != 0 ||
          language_.longest(WordClass::kCounter, text, j).length != 0)
        return true;
      i = j;
    }
    return false;
  }

  void classify(OutlineNode& node) const {
    const std::u32string_view heading = view(node.heading);
    const auto ends_with = [&](WordClass c) { return language_.ending_at(c, heading, heading.size()).length != 0; };
    if (ends_with(WordClass::kPastHeading)) node.is_past = true;
    if (heading.find(U"回顾") != std::u32string_view::npos || heading.find(U"总结") != std::u32string_view::npos) {
      node.is_past = node.is_past || heading.find(U"评估总结") == std::u32string_view::npos;
    }
    if (ends_with(WordClass::kPrincipleHeading)) node.is_principle = true;
    if (ends_with(WordClass::kGoalHeading)) {
      node.is_goal = true;
      node.is_principle = false;
    }
  }

  void check_sequence(const Marker& marker, int parent, Range line) {
    int previous = 0;
    bool is_first = true;
    for (std::size_t i = out_.nodes.size(); i-- > 0;) {
      if (out_.nodes[i].kind == marker.kind) {
        previous = out_.nodes[i].number;
        is_first = out_.nodes[i].parent != parent;
        break;
      }
      if (rank(out_.nodes[i].kind) < rank(marker.kind) && static_cast<int>(i) == parent &&
          marker.kind != MarkerKind::kArabic)
        break;
    }
    if (marker.number == previous + 1 || (is_first && marker.number == 1)) return;
    out_.number_faults.push_back({line.begin, line.begin + marker.length});
  }

  // --- tables
  // ---------------------------------------------------------------------------------------------------------

  std::vector<Range> cells_of(Range line) const {
    std::vector<Range> cells;
    std::size_t begin = line.begin + 1;
    for (std::size_t i = begin; i <= line.end; ++i) {
      if (i < line.end && text_[i] != U'|') continue;
      if (i == line.end && begin >= line.end) break;
      Range cell{begin, i};
      while (cell.begin < cell.end && text_[cell.begin] == U' ') ++cell.begin;
      while (cell.begin < cell.end && text_[cell.end - 1] == U' ') --cell.end;
      cells.push_back(cell);
      begin = i + 1;
    }
    return cells;
  }

  static bool is_rule(std::u32string_view line) {
    return std::all_of(line.begin(), line.end(),
                       [](char32_t c) { return c == U'|' || c == U'-' || c == U' ' || c == U':' || c == U'：'; });
  }

  bool read_table_head(const std::vector<Range>& cells) {
    std::vector<std::string> roles;
    int known = 0;
    for (const Range& cell : cells) {
      std::u32string word;
      for (const char32_t c : view(cell)) {
        if (c != U' ') word.push_back(c);
      }
      WordMatch match = language_.whole(WordClass::kTableHead, word);
      if (match.length == 0 && word.size() <= 12) match = language_.ending_at(WordClass::kTableHead, word, word.size());
      if (match.length != 0) ++known;
      roles.emplace_back(match.value);
    }
    if (known < 2 || known * 2 < static_cast<int>(cells.size())) return false;
    table_head_ = std::move(roles);
    serial_.clear();
    task_.clear();
    last_units_.clear();
    last_cell_ = 0;
    return true;
  }

  void read_row(Range line) {
    if (is_rule(view(line))) return;
    const std::vector<Range> cells = cells_of(line);
    const bool all_empty = std::all_of(cells.begin(), cells.end(), [](Range c) { return c.empty(); });
    if (all_empty) return;
    if (read_table_head(cells)) return;
    if (table_head_.empty()) {
      for (const Range& cell : cells) add_cell(cell, -1);
      return;
    }
    read_item_row(line, cells);
  }

  void add_cell(Range cell, int row) {
    if (cell.empty()) return;
    Segment segment;
    segment.kind = SegmentKind::kCell;
    segment.range = cell;
    segment.node = stack_.empty() ? -1 : stack_.back();
    segment.row = row;
    out_.segments.push_back(segment);
  }

  void read_item_row(Range line, const std::vector<Range>& cells) {
    TableRow row;
    row.whole = line;
    row.node = stack_.empty() ? -1 : stack_.back();
    Range task;
    Range measure;
    bool has_serial = false;
    const bool has_measure_column = std::find(table_head_.begin(), table_head_.end(), "measure") != table_head_.end();
    for (std::size_t i = 0; i < cells.size() && i < table_head_.size(); ++i) {
      const std::string& role = table_head_[i];
      const Range cell = cells[i];
      if (cell.empty()) continue;
      if (role == "serial") {
        serial_ = view(cell);
        has_serial = true;
      } else if (role == "task") {
        if (!task.empty() && !has_measure_column) {
          measure = cell;  // a second column of tasks is the finer one
        } else {
          task = cell;
        }
      } else if (role == "measure") {
        if (measure.empty()) {
          measure = cell;
        } else {
          row.contents.push_back(cell);
        }
      } else if (role == "goal") {
        row.contents.push_back(cell);
      } else if (role == "responsible" || role == "lead" || role == "assist") {
        row.units.push_back({cell, role});
      } else if (role == "deadline") {
        row.deadline = cell;
      }
    }
    if (!task.empty()) task_ = view(task);
    if (is_section_row(task, measure, row, has_serial)) return;
    row.serial = serial_;
    const Range content = measure.empty() ? task : measure;
    if (content.empty()) return;
    row.heading = content;
    row.no = serial_;
    const Marker marker = marker_at(text_, content.begin);
    const bool continues = marker.number == last_cell_ + 1 && !has_inner_marker(content, marker);
    if (marker.kind != MarkerKind::kNone && content.begin + marker.length < content.end && is_plausible(marker) &&
        continues) {
      last_cell_ = marker.number;
      row.no = marker.printed;
      row.heading.begin += marker.length;
      while (row.heading.begin < row.heading.end && text_[row.heading.begin] == U' ') ++row.heading.begin;
      if (marker.kind == MarkerKind::kArabic) last_arabic_ = marker.number;
    }
    if (!measure.empty()) row.task = task_;
    row.contents.insert(row.contents.begin(), row.heading);
    if (row.units.empty() && task.empty() && !has_serial) {
      row.units = last_units_;  // merged with the row above
    } else {
      last_units_ = row.units;
    }
    const int index = static_cast<int>(out_.rows.size());
    for (const Range& cell : row.contents) add_cell(cell, index);
    out_.rows.push_back(std::move(row));
  }

  // 1.…。2.…: the numbers count inside the cell.
  bool has_inner_marker(Range cell, const Marker& first) const {
    for (std::size_t i = cell.begin + first.length; i < cell.end; ++i) {
      if (!is_digit(text_[i]) || !(is_stop(text_[i - 1]) || text_[i - 1] == U' ')) continue;
      const Marker inner = marker_at(text_, i);
      if (inner.kind == first.kind && inner.number == first.number + 1) return true;
    }
    return false;
  }

  // `| 一、 | 大气污染防治 | | |`: a row that only names a section.
  bool is_section_row(Range task, Range measure, const TableRow& row, bool has_serial) {
    const Range only = task.empty() ? measure : task;
    if (!row.units.empty() || !row.contents.empty() || !row.deadline.empty() || (!task.empty() && !measure.empty()))
      return false;
    if (only.empty()) return true;
    const bool is_chapter = marker_at(text_, only.begin).kind == MarkerKind::kChapter ||
                            (has_serial && small_chinese_number(serial_, 0).length != 0);
    if (is_chapter) task_ = view(only);
    return is_chapter;
  }

  void finish() {
    // A numbered line that holds nothing but its heading is its own text.
    std::vector<bool> has_text(out_.nodes.size(), false);
    for (const Segment& segment : out_.segments) {
      if (segment.node >= 0 && segment.kind != SegmentKind::kLabel)
        has_text[static_cast<std::size_t>(segment.node)] = true;
    }
    bool any = false;
    std::vector<Segment> more;
    for (std::size_t i = 0; i < out_.nodes.size(); ++i) {
      OutlineNode& node = out_.nodes[i];
      if (has_text[i] || node.children != 0 || node.heading.empty() || rank(node.kind) <= rank(MarkerKind::kChapter))
        continue;
      node.heading_is_text = true;
      Segment segment;
      segment.range = node.heading;
      segment.node = static_cast<int>(i);
      more.push_back(segment);
      any = true;
    }
    if (!any) return;
    out_.segments.insert(out_.segments.end(), more.begin(), more.end());
    std::stable_sort(out_.segments.begin(), out_.segments.end(),
                     [](const Segment& a, const Segment& b) { return a.range.begin < b.range.begin; });
  }

  const Language& language_;
  const std::u32string& text_;
  std::vector<Range> lines_;
  std::size_t line_ = 0;
  std::size_t title_line_ = 0;
  int next_attachment_ = 0;  // number that the next line of a list of attachments carries; 0 outside one
  Outline out_;
  std::vector<int> stack_;
  int last_arabic_ = 0;
  int last_cell_ = 0;
  std::vector<std::string> table_head_;
  std::u32string serial_;
  std::u32string task_;
  std::vector<UnitCell> last_units_;
};

}  // namespace

Outline read_outline(const Language& language, const NormalText& normal) { return Reader(language, normal).run(); }

}  // namespace bihuan::plans
