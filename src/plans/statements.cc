// The same end stated twice is one commitment with two places; cited documents; ids.
#include <algorithm>
#include <cstdio>
#include <unordered_map>

#include "plans/internal/compilation.h"

namespace bihuan::plans::internal {
namespace {

std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\n' && c != '\t') out.push_back(c);
  }
  return out;
}

std::uint64_t fnv(std::string_view text, std::uint64_t hash = 14695981039346656037ULL) {
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

// A goal that names nobody, stated again under an item that does: the item's units, to be confirmed.
void inherit_units(Commitment& kept, const Commitment& other) {
  if (!kept.units.empty()) return;
  for (UnitRef unit : other.units) {
    unit.origin = Origin::kInferred;
    kept.units.push_back(std::move(unit));
  }
}

// Keeps the first statement of each key and notes where the others stand.
template <class T, class Key>
void merge(std::vector<T>& all, Key key) {
  std::unordered_map<std::string, std::size_t> first;
  std::vector<T> kept;
  for (T& one : all) {
    const auto [place, is_new] = first.try_emplace(key(one), kept.size());
    if (is_new || kept[place->second].span == one.span) {
      kept.push_back(std::move(one));
    } else {
      kept[place->second].occurrences.push_back(one.span);
      if constexpr (requires { one.units; }) inherit_units(kept[place->second], one);
    }
  }
  all = std::move(kept);
}

class IdGiver {
 public:
  explicit IdGiver(const Plan& plan) {
    for (const Item& item : plan.items) {
      std::string path;
      for (const std::string& above : item.section) path += plain(above) + "/";
      path_[item.id] = path + plain(item.heading);
    }
  }

  // From words and place in the outline; never from offsets or counts of what stands elsewhere.
  std::string give(char letter, const std::string& item, std::string_view text, std::string_view more) {
    const auto place = path_.find(item);
    std::uint64_t hash = fnv(place == path_.end() ? std::string() : place->second);
    hash = fnv(plain(text), fnv("|", hash));
    hash = fnv(more, fnv("|", hash));
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, "%c-%010llx", letter, static_cast<unsigned long long>(hash & 0xFFFFFFFFFFULL));
    std::string id = buffer;
    const int used = ++used_[id];
    if (used > 1) id += "-" + std::to_string(used);
    return id;
  }

 private:
  std::unordered_map<std::string, std::string> path_;
  std::unordered_map<std::string, int> used_;
};

}  // namespace

void merge_statements(Compilation& c) {
  Plan& plan = c.plan;
  std::stable_sort(plan.lists.begin(), plan.lists.end(),
                   [](const CountedList& a, const CountedList& b) { return a.span.begin < b.span.begin; });
  merge(plan.targets, [](const Target& t) {
    return plain(t.text) + "|" + t.comparator + (t.value.has_value() ? to_string(*t.value) : "") + t.unit + "|" +
           t.indicator;
  });
  merge(plan.lists, [](const CountedList& l) {
    std::string key =
        (l.names.empty() ? l.object : std::string()) + "|" + (l.count.has_value() ? std::to_string(*l.count) : "");
    for (const std::string& name : l.names) key += "|" + name;
    if (l.names.empty()) key += "@" + std::to_string(l.span.begin);
    return key;
  });
  IdGiver ids(plan);
  for (Target& t : plan.targets)
    t.id = ids.give('t', t.item, t.text, t.indicator + (t.value.has_value() ? to_string(*t.value) : "") + t.unit);
  for (Duty& d : plan.duties) d.id = ids.give('d', d.item, d.text, d.period);
  for (Deliverable& d : plan.deliverables) d.id = ids.give('p', d.item, d.text, "");
  for (Commitment& o : plan.ongoing) o.id = ids.give('o', o.item, o.text, "");
  for (Qualitative& q : plan.qualitative) q.id = ids.give('q', q.item, q.text, "");
  for (Commitment& p : plan.prohibitions) p.id = ids.give('x', p.item, p.text, "");
  for (Commitment& p : plan.principles) p.id = ids.give('s', p.item, p.text, "");
  for (CountedList& l : plan.lists)
    l.id = ids.give('l', l.item, l.object, l.names.empty() ? std::string() : l.names.front());
}

void find_references(Compilation& c) {
  const std::u32string& text = c.normal.text;
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = c.outline.body_begin; i < text.size(); ++i) {
    if (text[i] != U'《') continue;
    int depth = 0;
    std::size_t j = i;
    for (; j < text.size() && j - i < 160; ++j) {
      if (text[j] == U'《') ++depth;
      if (text[j] == U'》' && --depth == 0) break;
    }
    if (j >= text.size() || text[j] != U'》') continue;
    Reference reference;
    reference.span = c.span({i, j + 1});
    reference.title = c.utf8({i + 1, j});
    const std::size_t k = j + 1;
    if (k < text.size() && text[k] == U'（') {
      const std::size_t end = behind_bracket(text, k, 60);
      if (end != std::u32string_view::npos) {
        const std::u32string_view inner = std::u32string_view(text).substr(k + 1, end - k - 2);
        if (inner.find(U'〔') != std::u32string_view::npos) reference.number = encode_utf8(inner);
      }
    }
    i = j;
    if (seen.try_emplace(reference.title, c.plan.references.size()).second)
      c.plan.references.push_back(std::move(reference));
  }
}

}  // namespace bihuan::plans::internal
