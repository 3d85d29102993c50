// Which outline nodes and table rows are the items of the plan, and what each answers.
#include <algorithm>

#include "plans/internal/compilation.h"

namespace bihuan::plans::internal {
namespace {

class ItemBuilder {
 public:
  explicit ItemBuilder(Compilation& c) : c_(c) {}

  void run() {
    c_.item_of_node.assign(c_.outline.nodes.size(), -1);
    c_.item_of_row.assign(c_.outline.rows.size(), -1);
    own_groups_.assign(c_.outline.nodes.size(), 0);
    for (const UnitGroup& group : c_.groups) {
      if (group.node >= 0 && group.row < 0) ++own_groups_[static_cast<std::size_t>(group.node)];
    }
    has_arabic_ = std::any_of(c_.outline.nodes.begin(), c_.outline.nodes.end(),
                              [](const OutlineNode& n) { return n.kind == MarkerKind::kArabic; });
    has_chapter_ = std::any_of(c_.outline.nodes.begin(), c_.outline.nodes.end(),
                               [](const OutlineNode& n) { return n.kind == MarkerKind::kChapter; });
    has_parenthesis_ = std::any_of(c_.outline.nodes.begin(), c_.outline.nodes.end(),
                                   [](const OutlineNode& n) { return n.kind == MarkerKind::kParenthesis; });
    std::size_t row = 0;
    for (std::size_t i = 0; i < c_.outline.nodes.size(); ++i) {
      while (row < c_.outline.rows.size() && c_.outline.rows[row].whole.begin < c_.outline.nodes[i].whole.begin)
        add_row(row++);
      add_section(i);
      if (is_item(i)) add_node(i);
    }
    while (row < c_.outline.rows.size()) add_row(row++);
    inherit();
    add_groups();
  }

 private:
  const OutlineNode& node(std::size_t i) const { return c_.outline.nodes[i]; }

  bool subtree_has_groups(std::size_t i) const {
    for (std::size_t j = i;
         j < c_.outline.nodes.size() && node(j).whole.begin < std::max(node(i).whole.end, node(i).whole.begin + 1);
         ++j) {
      if (own_groups_[j] > 0) return true;
    }
    return false;
  }

  bool ancestor_is_item(std::size_t i) const {
    for (int p = node(i).parent; p >= 0; p = node(static_cast<std::size_t>(p)).parent) {
      if (c_.item_of_node[static_cast<std::size_t>(p)] >= 0) return true;
    }
    return false;
  }

  // （一） whose own text carries the unit lists while its 1. 2. 3. carry none.
  bool carries_units_itself(std::size_t i) const {
    if (own_groups_[i] > 0) {
      for (std::size_t j = i + 1; j < c_.outline.nodes.size() && node(j).whole.begin < node(i).whole.end; ++j) {
        if (node(j).kind == MarkerKind::kArabic && own_groups_[j] > 0) return false;
      }
      return true;
    }
    return false;
  }

  bool has_arabic_children(std::size_t i) const {
    for (std::size_t j = i + 1; j < c_.outline.nodes.size() && node(j).whole.begin < node(i).whole.end; ++j) {
      if (node(j).kind == MarkerKind::kArabic) return true;
    }
    return false;
  }

  bool is_item(std::size_t i) const {
    if (ancestor_is_item(i)) return false;
    const bool rows_are_items = !c_.outline.rows.empty();
    const bool has_units = subtree_has_groups(i);
    switch (node(i).kind) {
      case MarkerKind::kArabic:
        return !rows_are_items || has_units;
      case MarkerKind::kParenthesis:
        if (has_arabic_children(i)) return carries_units_itself(i) || (c_.items_are_parentheses && has_units);
        return has_units || (!has_arabic_ && !rows_are_items);
      case MarkerKind::kChapter:
        if (node(i).children > 0) return false;
        return has_units || (!has_arabic_ && !has_parenthesis_ && !rows_are_items);
      case MarkerKind::kParenthesisArabic:  // （1） where nothing finer numbers the work
        return !has_arabic_ && (has_units || (!has_parenthesis_ && !has_chapter_ && !rows_are_items));
      default:
        return false;
    }
  }

  std::string heading_of(std::size_t i) const { return c_.printed(node(i).heading); }
  std::string no_of(std::size_t i) const {
    return c_.printed({node(i).whole.begin, node(i).whole.begin + node(i).no.size()});
  }

  std::vector<std::string> path_of(int parent) const {
    std::vector<std::string> path;
    for (int p = parent; p >= 0; p = node(static_cast<std::size_t>(p)).parent) {
      const OutlineNode& above = node(static_cast<std::size_t>(p));
      std::string line = no_of(static_cast<std::size_t>(p));
      if (above.kind == MarkerKind::kChapter) line += "、";
      if (above.kind == MarkerKind::kArabic) line += ".";
      path.push_back(line + heading_of(static_cast<std::size_t>(p)));
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

  void add_section(std::size_t i) {
    Section section;
    section.no = no_of(i);
    section.heading = heading_of(i);
    section.level = static_cast<int>(node(i).kind);
    section.span = c_.span(node(i).whole);
    c_.plan.outline.push_back(std::move(section));
  }

  static std::string id_of(std::size_t ordinal) {
    std::string digits = std::to_string(ordinal + 1);
    if (digits.size() < 2) digits.insert(0, "0");
    return "i" + digits;
  }

  Range trimmed(Range r) const {
    const std::u32string_view text = c_.view(r);
    const std::u32string_view inner = trim_marks(text);
    const std::size_t skipped = static_cast<std::size_t>(inner.data() - text.data());
    return {r.begin + skipped, r.begin + skipped + inner.size()};
  }

  Item& new_item() {
    Item item;
    item.id = id_of(c_.plan.items.size());
    c_.plan.items.push_back(std::move(item));
    return c_.plan.items.back();
  }

  void add_node(std::size_t i) {
    c_.item_of_node[i] = static_cast<int>(c_.plan.items.size());
    Item& item = new_item();
    item.no = no_of(i);
    item.heading = heading_of(i);
    item.section = path_of(node(i).parent);
    Range whole = node(i).whole;
    while (whole.end > whole.begin && c_.normal.text[whole.end - 1] == U'\n') --whole.end;
    item.span = c_.span(whole);
  }

  void add_row(std::size_t index) {
    const TableRow& row = c_.outline.rows[index];
    c_.item_of_row[index] = static_cast<int>(c_.plan.items.size());
    Item& item = new_item();
    item.no = encode_utf8(row.no);
    item.heading = c_.printed(trimmed(row.heading));
    item.section = path_of(row.node);
    if (!row.task.empty()) {
      std::string above = encode_utf8(row.task);
      if (!row.serial.empty() && row.serial != row.no) above = encode_utf8(row.serial) + " " + above;
      item.section.push_back(std::move(above));
    }
    item.span = c_.span(row.whole);
  }

  // Nodes inside an item belong to it.
  void inherit() {
    for (std::size_t i = 0; i < c_.outline.nodes.size(); ++i) {
      const int parent = node(i).parent;
      if (c_.item_of_node[i] < 0 && parent >= 0) c_.item_of_node[i] = c_.item_of_node[static_cast<std::size_t>(parent)];
    }
  }

  void add_groups() {
    for (const UnitGroup& found : c_.groups) {
      const int index = found.row >= 0    ? c_.item_of_row[static_cast<std::size_t>(found.row)]
                        : found.node >= 0 ? c_.item_of_node[static_cast<std::size_t>(found.node)]
                                          : -1;
      if (index < 0) {
        c_.diagnose(found.bracket, "units_outside_items", "note", "这里的责任单位不在任何一项任务之内");
        continue;
      }
      Item& item = c_.plan.items[static_cast<std::size_t>(index)];
      item.groups.push_back(group_of(found));
      for (const std::string& unit : item.groups.back().units) {
        if (std::find(item.units.begin(), item.units.end(), unit) == item.units.end()) item.units.push_back(unit);
      }
    }
  }

  Group group_of(const UnitGroup& found) const {
    Group group;
    group.raw = c_.printed(found.bracket);
    group.span = c_.span(found.bracket);
    group.governs = c_.span(found.governs);
    group.is_open = found.list.is_open;
    bool collective = false;
    bool subset = false;
    for (const ListedUnit& unit : found.list.units) {
      UnitRef ref;
      ref.name = encode_utf8(unit.name);
      ref.role = unit.role == "lead" ? Role::kLead : unit.role == "assist" ? Role::kAssist : Role::kResponsible;
      group.members.push_back(ref);
      if (std::find(group.units.begin(), group.units.end(), ref.name) == group.units.end())
        group.units.push_back(ref.name);
      if (group.role.empty()) {
        group.role = unit.role;
      } else if (group.role != unit.role) {
        group.role = "mixed";
      }
      collective = collective || is_collective(c_.language, unit.name);
      subset = subset || is_subset_unknown(unit.name);
    }
    group.note = subset ? "subset_unknown" : collective ? "collective" : "";
    return group;
  }

  Compilation& c_;
  std::vector<int> own_groups_;
  bool has_chapter_ = false;
  bool has_arabic_ = false;
  bool has_parenthesis_ = false;
};

}  // namespace

void build_items(Compilation& c) { ItemBuilder(c).run(); }

}  // namespace bihuan::plans::internal
