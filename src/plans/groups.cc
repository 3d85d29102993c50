// Who answers for which text: unit lists in brackets, on lines of their own, in cells, as a bare last sentence.
#include <algorithm>

#include "plans/internal/compilation.h"

namespace bihuan::plans::internal {
namespace {

class GroupFinder {
 public:
  explicit GroupFinder(Compilation& c) : c_(c), text_(c.normal.text) {}

  void run() {
    collect_stand_alone_names();
    find(MarkerKind::kArabic);
    c_.items_are_parentheses = items_are_parentheses();
    if (c_.items_are_parentheses) find(MarkerKind::kParenthesis);
    apply_lead_rule();
    print_names();
  }

 private:
  // Names that the document uses without 区 or 市 where nothing could have been dropped.
  void collect_stand_alone_names() {
    for (const Segment& segment : c_.outline.segments) {
      if (segment.kind == SegmentKind::kLabel) {
        note_first(c_.view(segment.range));
        continue;
      }
      const std::u32string_view text = c_.view(segment.range);
      for (std::size_t i = text.find(U'（'); i != std::u32string_view::npos; i = text.find(U'（', i + 1)) {
        const std::size_t end = behind_bracket(text, i);
        if (end == std::u32string_view::npos) continue;
        const std::u32string_view inner = text.substr(i + 1, end - i - 2);
        if (is_list(inner)) note_first(inner);
      }
    }
    for (const TableRow& row : c_.outline.rows) {
      for (const UnitCell& cell : row.units) note_first(c_.view(cell.range));
    }
  }

  void note_first(std::u32string_view inner) {
    std::u32string name = first_name(c_.language, inner);
    if (!name.empty()) stand_alone_.insert(std::move(name));
  }

  bool is_list(std::u32string_view inner) const {
    const std::u32string_view sentence = inner.substr(0, inner.find(U'。'));
    std::u32string_view last;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= sentence.size(); ++i) {
      if (i < sentence.size() && sentence[i] != U'，' && sentence[i] != U'；') continue;
      const std::u32string_view part = trim_marks(sentence.substr(begin, i - begin));
      begin = i + 1;
      if (has_label(part, 0)) return true;
      if (!is_deadline_part(part)) last = part;
    }
    return c_.language.ending_at(WordClass::kRoleVerb, last, last.size()).length != 0;
  }

  bool has_label(std::u32string_view text, std::size_t at) const {
    return role_label(c_.language, text, at).length != 0;
  }

  int container_of(int node, MarkerKind level) const {
    while (node >= 0 &&
           static_cast<int>(c_.outline.nodes[static_cast<std::size_t>(node)].kind) > static_cast<int>(level)) {
      node = c_.outline.nodes[static_cast<std::size_t>(node)].parent;
    }
    return node;
  }

  void find(MarkerKind level) {
    c_.groups.clear();
    c_.deadline_of_node.assign(c_.outline.nodes.size(), {});
    c_.pieces.clear();
    c_.defaults.clear();
    container_ = -2;
    last_was_label_ = false;
    for (const Segment& segment : c_.outline.segments) {
      const int container = segment.row >= 0 ? -3 - segment.row : container_of(segment.node, level);
      if (container != container_) {
        container_ = container;
        start_ = segment.range.begin;
        last_end_ = start_;
        open_piece_ = c_.pieces.size();
        last_was_label_ = false;
      }
      switch (segment.kind) {
        case SegmentKind::kNote:
          read_note(segment);
          break;
        case SegmentKind::kLabel:
          read_label_line(segment);
          break;
        case SegmentKind::kText:
        case SegmentKind::kCell:
          if (take_deadline_line(segment)) break;
          last_was_label_ = false;
          read_text(segment);
          break;
      }
    }
    add_row_groups();
  }

  // 完成时限：2024年12月底前 holds for all of its item.
  bool take_deadline_line(const Segment& segment) {
    const std::size_t label = deadline_label(c_.language, c_.view(segment.range));
    if (label == 0 || segment.node < 0) return false;
    const int node = container_of(segment.node, MarkerKind::kArabic);
    if (node < 0) return false;
    c_.deadline_of_node[static_cast<std::size_t>(node)] = {segment.range.begin + label, segment.range.end};
    return true;
  }

  void read_note(const Segment& segment) {
    const std::u32string_view text = c_.view(segment.range);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (c_.language.longest(WordClass::kLeadRule, text, i).length != 0) lead_rule_for_all_ = true;
    }
  }

  void add_piece(const Segment& segment, Range range, bool opens) {
    constexpr std::u32string_view kLeft = U"。）； ";  // a bracket closed twice
    while (range.begin < range.end && kLeft.find(text_[range.begin]) != std::u32string_view::npos) ++range.begin;
    if (range.empty()) return;
    Piece piece;
    piece.range = range;
    piece.node = segment.node;
    piece.row = segment.row;
    piece.opens_paragraph = opens;
    piece.is_dash = opens && segment.is_dash;
    c_.pieces.push_back(piece);
    last_end_ = range.end;
  }

  Range governed(std::size_t end) const {
    Range range{start_, end};
    constexpr std::u32string_view kMarks = U" \n，。；、：";
    while (range.begin < range.end && kMarks.find(text_[range.begin]) != std::u32string_view::npos) ++range.begin;
    while (range.begin < range.end && kMarks.find(text_[range.end - 1]) != std::u32string_view::npos) --range.end;
    return range;
  }

  void add_group(const Segment& segment, Range bracket, std::size_t governed_end, UnitList list) {
    UnitGroup group;
    group.bracket = bracket;
    group.governs = governed(governed_end);
    group.list = std::move(list);
    group.node = segment.node;
    group.row = segment.row;
    if (!group.list.defaults.empty()) {
      c_.defaults = group.list.defaults;
      c_.defaults_from = c_.groups.size();
    }
    for (std::size_t i = open_piece_; i < c_.pieces.size(); ++i)
      c_.pieces[i].group = static_cast<int>(c_.groups.size());
    open_piece_ = c_.pieces.size();
    c_.groups.push_back(std::move(group));
    start_ = bracket.end;
  }

  void read_label_line(const Segment& segment) {
    std::optional<UnitList> list = read_unit_list(c_.language, c_.view(segment.range), "", false, stand_alone_);
    if (!list.has_value()) {
      if (role_label(c_.language, c_.view(segment.range), 0).value == "person") return;  // 责任人：…
      c_.diagnose(segment.range, "units_not_understood", "warning", "这一行有责任单位的标签，但读不出单位名，请补充");
      return;
    }
    if (last_was_label_) {  // 牵头单位 and 参加单位 on two lines are one group
      UnitGroup& group = c_.groups.back();
      group.bracket.end = segment.range.end;
      group.list.units.insert(group.list.units.end(), list->units.begin(), list->units.end());
      group.list.is_open = group.list.is_open || list->is_open;
      start_ = segment.range.end;
      return;
    }
    add_group(segment, segment.range, last_end_, std::move(*list));
    last_was_label_ = true;
  }

  void read_text(const Segment& segment) {
    std::size_t from = segment.range.begin;
    bool opens = true;
    for (std::size_t i = from; i < segment.range.end; ++i) {
      Range bracket;
      std::optional<UnitList> list;
      if (text_[i] == U'（') {
        list = read_bracket(segment, i, bracket);
      } else if (i > segment.range.begin && (is_stop(text_[i - 1]) || text_[i - 1] == U'—') &&
                 has_label(std::u32string_view(text_).substr(0, segment.range.end), i)) {
        list = read_inline_label(segment, i, bracket);
      }
      if (!list.has_value()) continue;
      std::size_t end = i;
      add_piece(segment, {from, end}, opens);
      opens = false;
      add_group(segment, bracket, end, std::move(*list));
      from = bracket.end;
      i = bracket.end - 1;
    }
    if (Range sentence = bare_last_sentence(segment, from); !sentence.empty()) {
      std::optional<UnitList> list = read_unit_list(c_.language, c_.view(sentence), "", false, stand_alone_);
      if (list.has_value()) {
        add_piece(segment, {from, sentence.begin}, opens);
        add_group(segment, sentence, sentence.begin, std::move(*list));
        return;
      }
    }
    add_piece(segment, {from, segment.range.end}, opens);
  }

  std::optional<UnitList> read_bracket(const Segment& segment, std::size_t open, Range& bracket) const {
    const std::u32string_view text = std::u32string_view(text_).substr(0, segment.range.end);
    std::size_t end = behind_bracket(text, open);
    if (end == std::u32string_view::npos && has_label(text, open + 1)) {  // never closed: to the stop
      end = std::min(text.find_first_of(U"。\n", open), text.size());
      bracket = {open, end};
      return read_unit_list(c_.language, text.substr(open + 1, end - open - 1), "", false, stand_alone_);
    }
    if (end == std::u32string_view::npos || end - open < 5) return std::nullopt;
    const std::u32string_view inner = text.substr(open + 1, end - open - 2);
    if (!is_list(inner)) return std::nullopt;
    bracket = {open, end};
    return read_unit_list(c_.language, inner, "", false, stand_alone_);
  }

  std::optional<UnitList> read_inline_label(const Segment& segment, std::size_t at, Range& bracket) const {
    std::size_t end = text_.find(U'。', at);
    end = std::min(end == std::u32string::npos ? segment.range.end : end, segment.range.end);
    bracket = {at, end};
    return read_unit_list(c_.language, c_.view(bracket), "", false, stand_alone_);
  }

  // A牵头，B、C配合。: the last sentence consists of nothing but units with roles.
  Range bare_last_sentence(const Segment& segment, std::size_t from) const {
    std::size_t end = segment.range.end;
    if (end > from && text_[end - 1] == U'。') --end;
    std::size_t begin = end;
    while (begin > from && text_[begin - 1] != U'。') --begin;
    if (begin <= segment.range.begin || end - begin < 5 || end - begin > 120) return {};
    const std::u32string_view sentence = c_.view({begin, end});
    std::size_t part_begin = sentence[0] == U'由' ? 1 : 0;
    bool has_verb = false;
    for (std::size_t i = 0; i <= sentence.size(); ++i) {
      if (i < sentence.size() && sentence[i] != U'，' && sentence[i] != U'；') continue;
      std::u32string_view part = sentence.substr(part_begin, i - part_begin);
      has_verb = !strip_role_verbs(c_.language, part).empty();
      if (!is_unit_clause(part)) return {};
      part_begin = i + 1;
    }
    if (!has_verb) return {};
    return {begin, segment.range.end};
  }

  // Nothing but names of units.
  bool is_unit_clause(std::u32string_view part) const {
    if (!part.empty() && part.back() == U'等') part.remove_suffix(1);
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= part.size(); ++i) {
      if (i < part.size() && part[i] != U'、') continue;
      std::u32string_view name = part.substr(begin, i - begin);
      if (name.size() < 2 || name.size() > 20) return false;
      if (name.back() == U'）') name = name.substr(0, std::min(name.size(), name.find(U'（')));  // 各县（市）
      if (c_.language.ending_at(WordClass::kUnitSuffix, name, name.size()).length == 0) return false;
      begin = i + 1;
    }
    return true;
  }

  void add_row_groups() {
    std::vector<std::vector<std::size_t>> pieces_of_row(c_.outline.rows.size());
    for (std::size_t i = 0; i < c_.pieces.size(); ++i) {
      if (c_.pieces[i].row >= 0) pieces_of_row[static_cast<std::size_t>(c_.pieces[i].row)].push_back(i);
    }
    for (std::size_t index = 0; index < c_.outline.rows.size(); ++index) {
      const TableRow& row = c_.outline.rows[index];
      UnitList all;
      Range cells;
      for (const UnitCell& cell : row.units) {
        std::optional<UnitList> list = read_unit_list(c_.language, c_.view(cell.range), cell.role, true, stand_alone_);
        if (!list.has_value()) continue;
        cells = cells.empty() ? cell.range
                              : Range{std::min(cells.begin, cell.range.begin), std::max(cells.end, cell.range.end)};
        all.is_open = all.is_open || list->is_open;
        all.units.insert(all.units.end(), list->units.begin(), list->units.end());
      }
      if (all.units.empty()) continue;
      UnitGroup group;
      group.bracket = cells;
      group.governs = row.heading;
      group.list = std::move(all);
      group.node = row.node;
      group.row = static_cast<int>(index);
      for (const std::size_t i : pieces_of_row[index]) {
        if (c_.pieces[i].group < 0) c_.pieces[i].group = static_cast<int>(c_.groups.size());
      }
      c_.groups.push_back(std::move(group));
    }
  }

  // （一） with 1. 2. 3. below it and one list at the very end of each: the list is for all of （一）.
  bool items_are_parentheses() const {
    int whole = 0;
    int split = 0;
    const std::vector<OutlineNode>& nodes = c_.outline.nodes;
    std::vector<int> groups(nodes.size(), 0);
    for (const UnitGroup& group : c_.groups) {
      if (group.node >= 0)
        ++groups[static_cast<std::size_t>(container_of(group.node, MarkerKind::kArabic) < 0
                                              ? group.node
                                              : container_of(group.node, MarkerKind::kArabic))];
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].kind != MarkerKind::kParenthesis || nodes[i].children < 2) continue;
      int last = -1;
      int with_groups = 0;
      for (std::size_t j = i + 1; j < nodes.size() && nodes[j].whole.begin < nodes[i].whole.end; ++j) {
        if (nodes[j].kind != MarkerKind::kArabic) continue;
        last = static_cast<int>(j);
        with_groups += groups[j] > 0 ? 1 : 0;
      }
      if (last < 0 || with_groups == 0) continue;
      ++(with_groups == 1 && groups[static_cast<std::size_t>(last)] > 0 ? whole : split);
    }
    return whole >= 2 && split == 0;
  }

  void apply_lead_rule() {
    bool rule = lead_rule_for_all_;
    for (UnitGroup& group : c_.groups) {
      rule = rule || group.list.sets_lead_rule;
      if (!rule || group.list.units.empty()) continue;
      const bool all_equal = std::all_of(group.list.units.begin(), group.list.units.end(),
                                         [](const ListedUnit& u) { return u.role == "responsible"; });
      if (!all_equal) continue;
      for (ListedUnit& unit : group.list.units) unit.role = "assist";
      group.list.units.front().role = "lead";
    }
  }

  // Names as the document prints them: 各县(市) keeps its half-width brackets.
  void print_names() {
    for (UnitGroup& group : c_.groups) {
      for (ListedUnit& unit : group.list.units) unit.name = as_printed(group.bracket, unit.name);
    }
    if (c_.defaults_from >= c_.groups.size()) return;
    for (std::u32string& name : c_.defaults) name = as_printed(c_.groups[c_.defaults_from].bracket, name);
  }

  std::u32string as_printed(Range where, const std::u32string& name) const {
    constexpr std::u32string_view kMarks = U"（）、，";
    if (name.find_first_of(kMarks) == std::u32string::npos) return name;
    const std::u32string_view text = c_.view(where);
    std::size_t restored = 0;  // 区 that the list dropped
    std::size_t at = text.find(name);
    if (at == std::u32string_view::npos) at = text.find(std::u32string_view(name).substr(restored = 1));
    if (at == std::u32string_view::npos) return name;
    const std::size_t begin = where.begin + at;
    return name.substr(0, restored) + c_.normal.printed(c_.original, begin, begin + name.size() - restored);
  }

  Compilation& c_;
  const std::u32string& text_;
  std::set<std::u32string> stand_alone_;
  int container_ = -2;
  std::size_t start_ = 0;
  std::size_t last_end_ = 0;
  std::size_t open_piece_ = 0;
  bool last_was_label_ = false;
  bool lead_rule_for_all_ = false;
};

}  // namespace

void find_groups(Compilation& c) { GroupFinder(c).run(); }

}  // namespace bihuan::plans::internal
