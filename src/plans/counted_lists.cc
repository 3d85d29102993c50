// Counted and named sets: 7个断面 with their names, 梁子湖、豹澥湖等.
#include <algorithm>

#include "plans/internal/clauses.h"

namespace bihuan::plans::internal {
namespace {

class ListReader {
 public:
  ListReader(Compilation& c, const ReadPiece& piece, int item) : c_(c), piece_(piece), item_(item) {}

  void run() {
    for (const Clause& clause : piece_.clauses) {
      clause_ = &clause;
      for (std::size_t q = clause.first_quantity; q < clause.last_quantity; ++q) read(q);
      if (!counted_names_) open_list();
      counted_names_ = false;
    }
  }

 private:
  const Quantity& quantity(std::size_t i) const { return piece_.lexed.quantities[i]; }
  std::u32string_view text() const { return std::u32string_view(c_.normal.text).substr(0, clause_->range.end); }

  static bool counts_things(const Quantity& q) {
    constexpr std::u32string_view kThings = U"个家座处条项类所口种户件宗";
    return q.unit.size() == 1 && kThings.find(q.unit[0]) != std::u32string_view::npos;
  }

  void read(std::size_t i) {
    const Quantity& q = quantity(i);
    if (q.is_per || q.high.has_value() || q.value.places() != 0 || q.value.mantissa() < 2) return;
    if (piece_.nest_at(q.range.begin) == Nest::kQuote) return;
    const bool is_set = q.unit == U"大";
    if (!is_set && !counts_things(q)) return;
    const char32_t next = q.range.end < clause_->range.end ? text()[q.range.end] : U'\n';
    if (!(next >= U'\u4E00' && next <= U'\u9FFF') || text().substr(q.range.end, 2) == U"以上" ||
        text().substr(q.range.end, 2) == U"左右" || text().substr(q.range.end, 2) == U"以内")
      return;
    const std::size_t end = object_end(c_, piece_, q.range.end, clause_->range.end);
    Range names_range;
    std::vector<std::u32string_view> names = names_before(q, names_range);
    if (is_set && static_cast<std::int64_t>(names.size()) != q.value.mantissa()) return;
    if (!is_set && q.is_chinese && is_campaign(q, end)) return;
    CountedList list;
    list.object = c_.utf8({q.range.end, end});
    list.count = q.value.mantissa();
    Range range{q.range.begin, end};
    if (!names.empty()) {
      range.begin = names_range.begin;
    } else if (std::vector<std::u32string_view> after = names_after(q, end); !after.empty()) {
      names = after;
      range.end = static_cast<std::size_t>(after.back().data() - c_.normal.text.data()) + after.back().size();
    } else {
      range.begin = attribute_begin(q.range.begin);
    }
    for (const std::u32string_view name : names) list.names.push_back(encode_utf8(name));
    counted_names_ = counted_names_ || names.size() >= 2;
    if (merge_into_row(q, list, range)) return;
    add(std::move(list), range);
    last_end_ = q.range.end;
  }

  bool is_campaign(const Quantity& q, std::size_t end) const {
    const std::size_t limit = std::min(end, q.range.end + 5);
    for (std::size_t i = q.range.end; i < limit; ++i) {
      if (c_.language.longest(WordClass::kCampaignTail, c_.normal.text, i).length != 0) return true;
    }
    return c_.language.ending_at(WordClass::kCampaignTail, c_.view({q.range.end, end}), end - q.range.end).length != 0;
  }

  // 全市82个湖泊、34条河流、37个水库: one set of three parts.
  bool merge_into_row(const Quantity& q, const CountedList& list, Range range) {
    if (c_.plan.lists.empty() || !list.names.empty() || q.range.begin == 0 ||
        c_.normal.text[q.range.begin - 1] != U'、')
      return false;
    CountedList& last = c_.plan.lists.back();
    if (last.item != item_id() || !last.names.empty() || !last.count.has_value()) return false;
    if (last.span.end + 1 < c_.span({q.range.begin, q.range.begin + 1}).begin) return false;
    // Only a row of three or more is one set; two stay two.
    const bool is_row = row_parts_ >= 2 || another_follows(range.end);
    if (!is_row) return false;
    row_parts_ = std::max<std::size_t>(row_parts_, 1) + 1;
    last.object += "、" + list.object;
    last.count = *last.count + *list.count;
    last.span.end = c_.span(range).end;
    return true;
  }

  bool another_follows(std::size_t end) const {
    return end + 1 < clause_->range.end && c_.normal.text[end] == U'、' && is_digit(c_.normal.text[end + 1]);
  }

  std::string item_id() const { return item_ >= 0 ? c_.plan.items[static_cast<std::size_t>(item_)].id : ""; }

  void add(CountedList list, Range range) {
    list.span = c_.span(range);
    list.item = item_id();
    row_parts_ = 1;
    c_.plan.lists.push_back(std::move(list));
  }

  // 纳入国家考核的3个断面, 全市5个水源地: what stands before the number and belongs to it.
  std::size_t attribute_begin(std::size_t number) const {
    std::size_t begin = number;
    const std::size_t floor = number > 12 ? std::max(clause_->range.begin, number - 12) : clause_->range.begin;
    for (std::size_t i = number; i-- > floor;) {
      if (const WordMatch area = c_.language.longest(WordClass::kArea, c_.normal.text, i);
          area.length != 0 && i + area.length == number)
        return i;
      if (c_.normal.text[i] == U'、' || c_.normal.text[i] == U'和') break;
    }
    return begin;
  }

  // Names in front of the number: A、B和C等7个断面.
  std::vector<std::u32string_view> names_before(const Quantity& q, Range& range) const {
    std::size_t end = q.range.begin;
    if (end > clause_->range.begin && c_.normal.text[end - 1] == U'等') --end;
    std::size_t begin = clause_->range.begin;
    if (q.range.begin == begin) return {};
    const std::u32string_view before = c_.view({begin, end});
    std::vector<std::u32string_view> members = members_of(quoted(before));
    const auto count = static_cast<std::size_t>(q.value.mantissa());
    if (members.size() < count || count < 2 || count > 60) return {};
    members.erase(members.begin(), members.end() - static_cast<std::ptrdiff_t>(count));
    members[0] = without_verb(members[0]);
    for (std::u32string_view& member : members) {
      if (member.empty() || member.size() > 20) return {};
    }
    range = {static_cast<std::size_t>(members[0].data() - c_.normal.text.data()), q.range.begin};
    return members;
  }

  // “甲、乙、丙”三大体系: the names stand in quotation marks.
  static std::u32string_view quoted(std::u32string_view before) {
    if (before.empty() || before.back() != U'”') return before;
    const std::size_t open = before.rfind(U'“');
    return open == std::u32string_view::npos ? before : before.substr(open + 1, before.size() - open - 2);
  }

  // 组织世纪新峰 -> 世纪新峰: the verb in front of the first name.
  std::u32string_view without_verb(std::u32string_view name) const {
    constexpr std::u32string_view kPrepositions = U"将把对以在从";
    std::size_t cut = !name.empty() && kPrepositions.find(name[0]) != std::u32string_view::npos ? 1 : 0;
    for (std::size_t i = 0; i + 1 < name.size(); ++i) {
      for (const WordClass c : {WordClass::kStrongVerb, WordClass::kWeakVerb, WordClass::kOngoingWord}) {
        const WordMatch match = c_.language.longest(c, name, i);
        if (match.length >= 2 && i + match.length + 2 <= name.size()) cut = std::max(cut, i + match.length);
      }
    }
    return name.substr(cut);
  }

  // 3个重点湖泊A、B、C: names behind the counted noun.
  std::vector<std::u32string_view> names_after(const Quantity& q, std::size_t end) const {
    if (!names_follow(c_, q, *clause_) || end >= clause_->range.end) return {};
    std::vector<std::u32string_view> members = members_of(c_.view({end, clause_->range.end}));
    if (members.size() != static_cast<std::size_t>(q.value.mantissa())) {
      members = members_of(c_.view({q.range.end, clause_->range.end}));
    }
    if (members.size() != static_cast<std::size_t>(q.value.mantissa())) return {};
    std::u32string_view& last = members.back();
    const std::size_t own = members[members.size() > 1 ? members.size() - 2 : 0].size();
    for (std::size_t n = std::min(last.size(), own + 2); n >= 2; --n) {
      if (c_.language.ending_at(WordClass::kNameSuffix, last.substr(0, n), n).length != 0) {
        last = last.substr(0, n);
        break;
      }
    }
    return members;
  }

  // 梁子湖、豹澥湖等生态修复工程: names without a count.
  void open_list() {
    const std::vector<std::u32string_view> members = members_of(c_.view(clause_->range));
    if (members.size() < 2 || (clause_->first_quantity != clause_->last_quantity)) return;
    std::vector<std::u32string_view> names;
    for (std::size_t i = 0; i < members.size() && names.size() < 40; ++i) {
      std::u32string_view name = i == 0 || names.empty() ? without_verb(members[i]) : members[i];
      if (const std::u32string_view proper = proper_name(name); !proper.empty()) {
        names.push_back(proper);
      } else if (names.size() < 2) {
        names.clear();
      } else {
        break;
      }
    }
    if (names.size() < 2) return;
    const std::size_t begin = static_cast<std::size_t>(names.front().data() - c_.normal.text.data());
    const std::size_t end = static_cast<std::size_t>(names.back().data() - c_.normal.text.data()) + names.back().size();
    const bool is_open = end < clause_->range.end && c_.normal.text[end] == U'等';
    CountedList list;
    list.is_open = true;
    for (const std::u32string_view name : names) list.names.push_back(encode_utf8(name));
    if (is_open) list.object = c_.utf8({end + 1, object_end(c_, piece_, end + 1, clause_->range.end)});
    add(std::move(list), {begin, std::max(end, begin)});
  }

  // The part of `text` up to the end of a proper name (A湖, B污水处理厂); empty if it begins with none.
  std::u32string_view proper_name(std::u32string_view text) const {
    constexpr std::u32string_view kGeneric = U"各该本入主新大小老旧重全所城农乡市县区省这有其沿";
    if (text.size() < 3 || kGeneric.find(text[0]) != std::u32string_view::npos) return {};
    for (std::size_t i = 2; i < text.size() && i < 14; ++i) {
      const WordMatch suffix = c_.language.longest(WordClass::kNameSuffix, text, i);
      if (suffix.length == 0) continue;
      const std::size_t end = i + suffix.length;
      if (end == text.size() || text[end] == U'等' || text[end] == U'（') return text.substr(0, end);
    }
    return {};
  }

  Compilation& c_;
  const ReadPiece& piece_;
  int item_;
  const Clause* clause_ = nullptr;
  bool counted_names_ = false;
  std::size_t last_end_ = 0;
  std::size_t row_parts_ = 0;
};

}  // namespace

void read_lists(Compilation& c, const ReadPiece& piece, int item) { ListReader(c, piece, item).run(); }

}  // namespace bihuan::plans::internal
