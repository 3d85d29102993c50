#include "plans/unit_lists.h"

#include <algorithm>

#include "plans/normal_text.h"

namespace bihuan::plans {
namespace {

constexpr std::size_t kMaxUnitName = 40;

std::u32string_view trim_list(std::u32string_view text) {
  constexpr std::u32string_view kMarks = U" \n，。；、：";
  while (!text.empty() && kMarks.find(text.front()) != std::u32string_view::npos) text.remove_prefix(1);
  while (!text.empty() && kMarks.find(text.back()) != std::u32string_view::npos) text.remove_suffix(1);
  return text;
}

// Splits at `separators` outside brackets.
std::vector<std::u32string_view> split_outside(std::u32string_view text, std::u32string_view separators) {
  std::vector<std::u32string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size()) {
      if (text[i] == U'（' || text[i] == U'《') ++depth;
      if ((text[i] == U'）' || text[i] == U'》') && depth > 0) --depth;
      if (depth != 0 || separators.find(text[i]) == std::u32string_view::npos) continue;
    }
    if (i > begin) parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

class ListReader {
 public:
  ListReader(const Language& language, std::string_view role, bool is_cell, const std::set<std::u32string>& stand_alone)
      : language_(language), default_role_(role), is_cell_(is_cell), stand_alone_(stand_alone) {}

  std::optional<UnitList> run(std::u32string_view inner) {
    const std::vector<std::u32string_view> sentences = split_outside(inner, U"。");
    if (sentences.empty()) return std::nullopt;
    read_sentence(sentences[0]);
    for (std::size_t i = 1; i < sentences.size(); ++i) read_remark(sentences[i]);
    if (list_.units.empty() || !(has_label_ || has_role_verb_ || !default_role_.empty())) return std::nullopt;
    if (!has_label_ && default_role_.empty() && !looks_like_units()) return std::nullopt;
    return std::move(list_);
  }

 private:
  // 列第一位者为牵头单位，下同; 以下均需…落实，不再列出
  void read_remark(std::u32string_view sentence) {
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      if (language_.longest(WordClass::kLeadRule, sentence, i).length != 0) list_.sets_lead_rule = true;
      const WordMatch lead = language_.longest(WordClass::kDefaultLead, sentence, i);
      if (lead.length == 0) continue;
      std::u32string_view rest = sentence.substr(i + lead.length);
      rest = rest.substr(0, rest.find(U'，'));
      strip_role_verbs(language_, rest);
      for (std::u32string_view name : split_outside(rest, U"、")) list_.defaults.emplace_back(trim_list(name));
      break;
    }
  }

  void read_sentence(std::u32string_view sentence) {
    std::string role = default_role_;
    std::size_t unsettled = 0;  // units from here on take the role of the next verb
    for (std::u32string_view part : parts_of(sentence)) {
      part = trim_list(part);
      if (language_.longest(WordClass::kLeadRule, part, 0).length != 0) {
        list_.sets_lead_rule = true;
        continue;
      }
      if (const WordMatch lead = language_.longest(WordClass::kDefaultLead, part, 0); lead.length != 0) {
        read_remark(part);
        continue;
      }
      if (const std::size_t length = deadline_label(language_, part); length != 0) {
        list_.deadline = part.substr(length);
        continue;
      }
      if (is_deadline_part(part)) {
        list_.deadline = part;
        continue;
      }
      const WordMatch label = role_label(language_, part, 0);
      if (label.length != 0) is_person_ = label.value == "person";
      if (is_person_) continue;
      if (label.length != 0) {
        settle(unsettled, role);  // what stands before the label keeps its own role
        part.remove_prefix(label.length);
        role = label.value;
        has_label_ = true;
      }
      if (part.size() > 2 && (part[0] == U'由' || part[0] == U'即')) part.remove_prefix(1);
      const std::string_view verb = strip_role_verbs(language_, part);
      strip_and_others(part);
      add_names(part, role);
      if (verb.empty()) continue;
      has_role_verb_ = true;
      for (std::size_t i = unsettled; i < list_.units.size(); ++i) list_.units[i].role = verb;
      unsettled = list_.units.size();
    }
    settle(unsettled, role);
  }

  // A、B等, A、B等有关部门: the list is open.
  void strip_and_others(std::u32string_view& part) {
    const std::size_t others = part.rfind(U'等');
    if (others != std::u32string_view::npos && others > 0) {
      const std::u32string_view tail = part.substr(others + 1);
      if (tail.size() <= 8 && (tail.empty() || tail.ends_with(U"部门") || tail.ends_with(U"单位"))) {
        list_.is_open = true;
        part = part.substr(0, others);
      }
    }
    if (!part.empty() && part.back() == U'分') part.remove_suffix(1);
  }

  // Parts between commas; a label inside a part (two lines that were joined) opens another.
  std::vector<std::u32string_view> parts_of(std::u32string_view sentence) const {
    std::vector<std::u32string_view> parts;
    for (std::u32string_view part : split_outside(sentence, U"，；")) {
      std::size_t begin = 0;
      for (std::size_t i = 1; i < part.size(); ++i) {
        if (part[i] != U'：') continue;
        if (begin + language_.longest(WordClass::kRoleLabel, part, begin).length == i) continue;
        if (begin + deadline_label(language_, part.substr(begin)) == i + 1) continue;
        for (std::size_t start = begin + 1; start < i; ++start) {
          const std::u32string_view word = part.substr(start, i - start);
          if (language_.whole(WordClass::kRoleLabel, word).length == 0 &&
              language_.whole(WordClass::kTableHead, word).value != "deadline")
            continue;
          parts.push_back(part.substr(begin, start - begin));
          begin = start;
          break;
        }
      }
      parts.push_back(part.substr(begin));
    }
    return parts;
  }

  void settle(std::size_t& from, const std::string& role) {
    for (std::size_t i = from; i < list_.units.size(); ++i) {
      if (list_.units[i].role.empty()) list_.units[i].role = role.empty() ? "responsible" : role;
    }
    from = list_.units.size();
  }

  // 各区、县级市 is one name: the mark stands inside it.
  std::vector<std::u32string> names_of(std::u32string_view part) const {
    std::vector<std::u32string> names;
    for (const std::u32string_view piece : split_outside(part, is_cell_ ? U"、/ " : U"、/")) {
      std::u32string_view name = trim_list(piece);
      if (name.empty()) continue;
      for (std::size_t cut = glued_at(name); cut != 0; cut = glued_at(name)) {
        names.emplace_back(name.substr(0, cut));
        name.remove_prefix(cut);
      }
      const bool continues = !names.empty() && names.back().front() == U'各' &&
                             language_.whole(WordClass::kAreaTail, name).length != 0 &&
                             language_.ending_at(WordClass::kAreaTail, names.back(), names.back().size()).length != 0;
      if (continues) {
        names.back().append(U"、").append(name);
        continue;
      }
      const std::size_t both = name.find_first_of(U"和及");
      const bool is_pair =
          both != std::u32string_view::npos && both > 2 && both + 3 < name.size() &&
          language_.ending_at(WordClass::kUnitSuffix, name, both).length != 0 &&
          (language_.longest(WordClass::kUnitPrefix, name, both + 1).length != 0 || name[both + 1] == U'各') &&
          language_.longest(WordClass::kUnitCore, name, both + 1).length == 0;
      if (is_pair) {
        names.emplace_back(name.substr(0, both));
        names.emplace_back(name.substr(both + 1));
      } else {
        names.emplace_back(name);
      }
    }
    return names;
  }

  // 区住建局区水利局: a blank between two names was lost. Where the second begins; 0 if it is one name.
  std::size_t glued_at(std::u32string_view name) const {
    for (std::size_t i = 3; i + 2 < name.size(); ++i) {
      if (language_.longest(WordClass::kUnitPrefix, name, i).length == 0 || !has_office_ending(name.substr(0, i)))
        continue;
      if (language_.longest(WordClass::kUnitCore, name, i + 1).length != 0) return i;
    }
    return 0;
  }

  void add_names(std::u32string_view part, const std::string& role) {
    for (std::u32string& name : names_of(part)) {
      strip_effort(name);
      const std::size_t with = name.find(U"会同");
      if (with != std::u32string::npos && with > 1) {
        push(name.substr(0, with), "lead");
        push(name.substr(with + 2), "assist");
        continue;
      }
      push(std::move(name), "");
    }
    (void)role;
  }

  void push(std::u32string name, std::string role) {
    if (name.empty() || name.size() > kMaxUnitName) return;
    ListedUnit unit;
    unit.was_elided = restore_prefix(name);
    unit.name = std::move(name);
    unit.role = std::move(role);
    list_.units.push_back(std::move(unit));
  }

  // 危化处（60日）: days of work, not an alias.
  static void strip_effort(std::u32string& name) {
    if (!name.ends_with(U"日）") && !name.ends_with(U"天）")) return;
    const std::size_t open = name.rfind(U'（');
    if (open == std::u32string::npos || open == 0) return;
    const bool digits = std::all_of(name.begin() + static_cast<std::ptrdiff_t>(open) + 1, name.end() - 2, is_digit);
    if (digits) name.resize(open);
  }

  bool has_office_ending(std::u32string_view name) const {
    constexpr std::u32string_view kOffice = U"局委办厅部会";
    return !name.empty() && (kOffice.find(name.back()) != std::u32string_view::npos || name.ends_with(U"中心"));
  }

  // A bureau whose name says of no other place: not 团市委, not 各片区管理局, not 国家…局.
  bool is_plain_office(std::u32string_view name) const {
    constexpr std::u32string_view kEndings = U"局委办厅";
    constexpr std::u32string_view kElsewhere = U"省市县区州国各驻乡镇";
    if (name.size() < 3 || name.size() > 12 || is_collective(language_, name)) return false;
    if (kEndings.find(name.back()) == std::u32string_view::npos) return false;
    return name.find_first_of(kElsewhere) == std::u32string_view::npos;
  }

  // 区环境局、经济局: every name after the first may drop its 区.
  bool restore_prefix(std::u32string& name) {
    const bool has_core = language_.longest(WordClass::kUnitCore, name, 0).length != 0;
    const WordMatch prefix = language_.longest(WordClass::kUnitPrefix, name, 0);
    if (prefix.length != 0 && !has_core && has_office_ending(name)) {
      prefix_ = name.substr(0, prefix.length);
      return false;
    }
    if (prefix_.empty() || !has_office_ending(name) || stand_alone_.contains(name)) return false;
    if (!has_core && !is_plain_office(name)) return false;
    name.insert(0, prefix_);
    return true;
  }

  bool looks_like_units() const {
    std::size_t good = 0;
    for (const ListedUnit& unit : list_.units) {
      if (unit.name.size() <= 24 &&
          language_.ending_at(WordClass::kUnitSuffix, unit.name, unit.name.size()).length != 0) {
        ++good;
      } else if (unit.name.back() == U'）' || is_collective(language_, unit.name)) {
        ++good;
      }
    }
    return good * 3 >= list_.units.size() * 2;
  }

  const Language& language_;
  std::string default_role_;
  bool is_cell_;
  const std::set<std::u32string>& stand_alone_;
  UnitList list_;
  std::u32string prefix_;
  bool has_label_ = false;
  bool is_person_ = false;  // what follows names people
  bool has_role_verb_ = false;
};

}  // namespace

std::optional<UnitList> read_unit_list(const Language& language, std::u32string_view inner, std::string_view role,
                                       bool is_cell, const std::set<std::u32string>& stand_alone) {
  return ListReader(language, role, is_cell, stand_alone).run(inner);
}

std::u32string first_name(const Language& language, std::u32string_view inner) {
  inner.remove_prefix(role_label(language, inner, 0).length);
  std::u32string_view name = inner.substr(0, inner.find_first_of(U"、，；。 "));
  strip_role_verbs(language, name);
  if (name.size() > kMaxUnitName) return {};
  return std::u32string(trim_list(name));
}

WordMatch role_label(const Language& language, std::u32string_view text, std::size_t at) {
  WordMatch label = language.longest(WordClass::kRoleLabel, text, at);
  const std::size_t end = at + label.length;
  if (label.length == 0 || end >= text.size()) return {};
  constexpr std::u32string_view kNouns = U"位门室";  // 责任单位为, 牵头部门为, 责任科室为
  if (text[end] != U'：' && !(text[end] == U'为' && kNouns.find(text[end - 1]) != std::u32string_view::npos)) return {};
  ++label.length;
  return label;
}

bool is_deadline_part(std::u32string_view part) {
  if (part.ends_with(U"完成")) part.remove_suffix(2);
  if (part.size() < 3 || part.size() > 16) return false;
  constexpr std::u32string_view kEnds = U"前底末内";
  const bool opens =
      is_digit(part[0]) || part.starts_with(U"年底") || part.starts_with(U"于") || part.starts_with(U"到");
  return opens &&
         (kEnds.find(part.back()) != std::u32string_view::npos || part.ends_with(U"月") || part.ends_with(U"日"));
}

std::size_t deadline_label(const Language& language, std::u32string_view text) {
  const WordMatch head = language.longest(WordClass::kTableHead, text, 0);
  if (head.value != "deadline" || head.length >= text.size() || text[head.length] != U'：') return 0;
  return head.length + 1;
}

std::string_view strip_role_verbs(const Language& language, std::u32string_view& text) {
  std::string_view role;
  for (int step = 0; step < 3; ++step) {
    const WordMatch verb = language.ending_at(WordClass::kRoleVerb, text, text.size());
    if (verb.length == 0 || verb.length >= text.size()) break;
    text.remove_suffix(verb.length);
    role = verb.value;
  }
  return role;
}

std::size_t behind_bracket(std::u32string_view text, std::size_t open, std::size_t limit) {
  int depth = 0;
  for (std::size_t i = open; i < text.size() && i - open <= limit && text[i] != U'\n'; ++i) {
    if (text[i] == U'（') ++depth;
    if (text[i] == U'）' && --depth == 0) return i + 1;
  }
  return std::u32string_view::npos;
}

bool is_collective(const Language& language, std::u32string_view name) {
  return language.longest(WordClass::kCollective, name, 0).length != 0;
}

bool is_subset_unknown(std::u32string_view name) {
  return name.find(U"相关") != std::u32string_view::npos || name.find(U"有关") != std::u32string_view::npos;
}

}  // namespace bihuan::plans
