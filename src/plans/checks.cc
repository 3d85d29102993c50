// What the text allows to be worked out, and what in it does not fit together. Nothing here changes what was printed.
#include <algorithm>
#include <cstdlib>
#include <map>

#include "plans/internal/compilation.h"

namespace bihuan::plans::internal {
namespace {

constexpr std::int64_t kLargestWhole = 1'000'000;

std::int64_t power_of_ten(int n) {
  std::int64_t power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}

// value % of `whole` objects, as objects: to the nearest if the printed decimals allow no finer reading (85.7 % of 7 is
// 6), otherwise up for a floor and down for a ceiling.
std::int64_t share_of(Decimal percent, std::int64_t whole, bool is_ceiling) {
  const std::int64_t scale = 100 * power_of_ten(percent.places());
  const std::int64_t product = percent.mantissa() * whole;
  const std::int64_t nearest = (product + scale / 2) / scale;
  if (std::abs(product - nearest * scale) * 2 <= whole) return nearest;
  return is_ceiling ? product / scale : (product + scale - 1) / scale;
}

bool is_small(const std::optional<Decimal>& value) {
  return value.has_value() && value->places() <= 4 && std::abs(value->mantissa()) <= 10'000'000;
}

bool same_tail(const std::string& a, const std::string& b) {
  constexpr std::size_t kTail = 6;  // two characters in UTF-8
  return a.size() >= kTail && b.size() >= kTail && a.compare(a.size() - kTail, kTail, b, b.size() - kTail, kTail) == 0;
}

bool inside(Span inner, Span outer) { return inner.begin >= outer.begin && inner.end <= outer.end; }

const CountedList* list_in(const Plan& plan, const Target& target) {
  const auto first = std::lower_bound(plan.lists.begin(), plan.lists.end(), target.span.begin,
                                      [](const CountedList& l, std::int64_t at) { return l.span.begin < at; });
  for (auto list = first; list != plan.lists.end() && list->span.begin < target.span.end; ++list) {
    if (list->count.has_value() && list->span.end <= target.span.end) return &*list;
  }
  return nullptr;
}

void count_objects(Target& target, const CountedList& list) {
  if (target.unit != "%" || !is_small(target.value) || *list.count <= 0 || *list.count > kLargestWhole ||
      !target.direction.empty())
    return;
  if (target.scope.find(list.object) == std::string::npos) return;
  const bool is_ceiling = target.comparator == "<=" || target.comparator == "<";
  Arithmetic arithmetic;
  arithmetic.whole = *list.count;
  arithmetic.needed = share_of(*target.value, *list.count, is_ceiling);
  arithmetic.statement = std::to_string(*list.count) + "个" + list.object + "的" + to_string(*target.value) + "%＝" +
                         std::to_string(arithmetic.needed) + "个";
  target.arithmetic = std::move(arithmetic);
}

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// 优良天数比率不低于92.5%（即全年污染天数不能超过27天）
void restate_days(Compilation& c, const Target& rate, Target& days) {
  if (rate.unit != "%" || days.unit != "天" || !is_small(rate.value) || !is_small(days.value)) return;
  days.part_of = rate.id;
  const int year = rate.due.size() >= 4 ? std::atoi(rate.due.substr(0, 4).c_str()) : c.horizon.first_year;
  const std::int64_t whole = is_leap(year) ? 366 : 365;
  const std::int64_t scale = 100 * power_of_ten(rate.value->places());
  const std::int64_t bad = (scale - rate.value->mantissa()) * whole / scale;
  Arithmetic arithmetic;
  arithmetic.whole = whole;
  arithmetic.needed = whole - bad;
  arithmetic.statement = std::to_string(whole) + "天的" + to_string(*rate.value) + "%＝" + std::to_string(whole - bad) +
                         "天，其余至多" + std::to_string(bad) + "天";
  if (!(*days.value == Decimal(bad)) && !(*days.value == Decimal(whole - bad))) {
    c.plan.diagnostics.push_back(
        {days.span, "restatement_differs", "warning",
         "同一句里的百分比和天数对不上：" + arithmetic.statement + "，文中写的是" + to_string(*days.value) + "天"});
  }
  days.arithmetic = std::move(arithmetic);
}

class PlanChecker {
 public:
  explicit PlanChecker(Compilation& c) : c_(c), plan_(c.plan) {}

  void run() {
    number_faults();
    parts();
    contradictions();
    doubled_words();
    repaired_characters();
    unknown_periods();
    std::stable_sort(plan_.diagnostics.begin(), plan_.diagnostics.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.span < b.span; });
  }

 private:
  void report(Span span, std::string code, std::string severity, std::string message) {
    plan_.diagnostics.push_back({span, std::move(code), std::move(severity), std::move(message)});
  }

  void number_faults() {
    for (const Range& fault : c_.outline.number_faults) {
      c_.diagnose(fault, "number_out_of_sequence", "note",
                  "编号“" + c_.utf8(fault) + "”与前后不连续（缺号或重号），已按印刷的编号保留");
    }
  }

  // 其中A 18个、B 10个: parts of the total before them.
  void parts() {
    std::vector<Target>& targets = plan_.targets;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      std::size_t last = i;
      std::int64_t sum = 0;
      int places = 0;
      while (last + 1 < targets.size() && is_part(targets[i], targets[last + 1], last == i)) {
        ++last;
        targets[last].part_of = targets[i].id;
        places = std::max(places, targets[last].value->places());
      }
      if (last < i + 2 || targets[i].unit == "%") {
        if (last > i) i = last;
        continue;
      }
      places = std::max(places, targets[i].value->places());
      for (std::size_t k = i + 1; k <= last; ++k)
        sum += targets[k].value->mantissa() * power_of_ten(places - targets[k].value->places());
      const std::int64_t total = targets[i].value->mantissa() * power_of_ten(places - targets[i].value->places());
      if (sum > total) {
        report(targets[i].span, "parts_exceed_total", "warning",
               "其中各项合计" + to_string(Decimal(sum, places)) + targets[i].unit + "，超过总数" +
                   to_string(*targets[i].value) + targets[i].unit);
      } else if (sum < total) {
        report(targets[i].span, "parts_below_total", "note",
               "其中各项合计" + to_string(Decimal(sum, places)) + targets[i].unit + "，少于总数" +
                   to_string(*targets[i].value) + targets[i].unit + "，请确认是否列全");
      }
      i = last;
    }
  }

  bool is_part(const Target& total, const Target& part, bool is_first) const {
    if (!is_small(total.value) || !is_small(part.value) || part.unit != total.unit || part.item != total.item)
      return false;
    if (part.span.begin - total.span.end > 200 || part.span.begin < total.span.begin) return false;
    if (!part.part_of.empty() || part.period != total.period) return false;
    // Between total and part: 其中 before the first, no end of a sentence at all.
    const std::u32string_view text = between(total.span.end, part.span.begin);
    if (text.find(U'。') != std::u32string_view::npos || text.find(U'；') != std::u32string_view::npos) return false;
    return !is_first || part.text.starts_with("其中") || text.ends_with(U"其中") || text.ends_with(U"（其中");
  }

  // Normal text between two places of the original.
  std::u32string_view between(std::int64_t begin, std::int64_t end) const {
    const auto& origin = c_.normal.origin;
    const auto from =
        std::lower_bound(origin.begin(), origin.end(), static_cast<std::uint32_t>(std::max<std::int64_t>(begin, 0)));
    const auto to = std::lower_bound(from, origin.end(), static_cast<std::uint32_t>(std::max<std::int64_t>(end, 0)));
    return std::u32string_view(c_.normal.text)
        .substr(static_cast<std::size_t>(from - origin.begin()), static_cast<std::size_t>(to - from));
  }

  // The same indicator of the same scope for the same day, with two values.
  void contradictions() {
    std::map<std::string, const Target*> first;
    for (const Target& target : plan_.targets) {
      constexpr std::size_t kShortest = 12;  // four characters
      if (target.indicator.size() < kShortest || !target.value.has_value()) continue;
      const std::string key = target.indicator + "|" + target.scope + "|" + target.unit + "|" + target.deadline + "|" +
                              target.period + "|" + target.direction;
      const auto [place, is_new] = first.try_emplace(key, &target);
      const Target& other = *place->second;
      if (is_new || other.span == target.span || *other.value == *target.value) continue;
      report(target.span, "contradiction", "warning",
             "“" + target.indicator + "”在文中有两个值：" + to_string(*other.value) + other.unit + "和" +
                 to_string(*target.value) + target.unit + "，请核对");
    }
  }

  // 整合整合, 协助协助
  void doubled_words() {
    const std::u32string& text = c_.normal.text;
    for (std::size_t i = c_.outline.body_begin; i + 3 < text.size(); ++i) {
      if (text[i] != text[i + 2] || text[i + 1] != text[i + 3] || text[i] == text[i + 1]) continue;
      if (!is_han(text[i]) || !is_han(text[i + 1]) || is_chinese_digit(text[i])) continue;
      const Range word{i, i + 4};
      c_.diagnose(word, "doubled_word", "note", "“" + c_.utf8(word) + "”疑为重复的词，已按原文保留");
      i += 3;
    }
  }

  void repaired_characters() {
    for (const std::uint32_t at : c_.normal.repaired) {
      report({static_cast<std::int64_t>(at), static_cast<std::int64_t>(at) + 1}, "percent_restored", "warning",
             "数字后面的标点疑为识别丢失的“%”，已按百分比读取，请核对原件");
    }
  }

  void unknown_periods() {
    for (const Duty& duty : plan_.duties) {
      if (duty.min_count.has_value()) continue;
      report(duty.span, "period_unknown", "note", "“" + duty.period + "”没有说明多久一次，没有排入日程，请指定频次");
    }
  }

  Compilation& c_;
  Plan& plan_;
};

// A goal without units is answered by the item that lists the same objects. Asks for confirmation; never overwrites.
class OwnerFinder {
 public:
  explicit OwnerFinder(Plan& plan) : plan_(plan) {
    for (const Item& item : plan.items) items_[item.id] = &item;
    for (const CountedList& list : plan.lists) {
      if (list.count.has_value() && !list.item.empty()) by_count_[*list.count].push_back(&list);
    }
  }

  void run() {
    for (Target& target : plan_.targets) {
      if (!target.units.empty() || target.scope.empty()) continue;
      const CountedList* own = list_in(plan_, target);
      if (own == nullptr) continue;
      const auto same = by_count_.find(*own->count);
      if (same == by_count_.end()) continue;
      std::size_t looked_at = 0;
      for (const CountedList* other : same->second) {
        if (++looked_at > kMostCandidates) break;
        if (other == own || other->item == target.item || !same_tail(other->object, own->object)) continue;
        if (take_units(target, *other)) break;
      }
    }
  }

 private:
  static constexpr std::size_t kMostCandidates = 64;  // keeps a hostile document linear

  bool take_units(Target& target, const CountedList& list) {
    const auto item = items_.find(list.item);
    if (item == items_.end()) return false;
    for (const Group& group : item->second->groups) {
      if (!inside(list.span, group.governs)) continue;
      for (UnitRef unit : group.members) {
        unit.origin = Origin::kInferred;
        target.units.push_back(std::move(unit));
      }
      return !target.units.empty();
    }
    return false;
  }

  Plan& plan_;
  std::map<std::string, const Item*> items_;
  std::map<std::int64_t, std::vector<const CountedList*>> by_count_;
};

}  // namespace

void work_out_arithmetic(Compilation& c) {
  std::vector<Target>& targets = c.plan.targets;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (const CountedList* list = list_in(c.plan, targets[i]); list != nullptr) count_objects(targets[i], *list);
    if (i > 0 && targets[i].span.begin >= targets[i - 1].span.begin &&
        targets[i].span.begin - targets[i - 1].span.end < 8)
      restate_days(c, targets[i - 1], targets[i]);
  }
  OwnerFinder(c.plan).run();
}

void check_plan(Compilation& c) { PlanChecker(c).run(); }

}  // namespace bihuan::plans::internal
