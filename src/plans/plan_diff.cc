#include "plans/plan_diff.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <optional>

#include "base/text.h"
#include "base/time.h"
#include "plans/commitments.h"
#include "plans/internal/commitment_match.h"
#include "plans/internal/demand.h"
#include "plans/internal/wording.h"

namespace bihuan::plans {
namespace {

using internal::Demand;
using internal::DemandChange;

// What a statement calls the commitment.
std::string subject(const Commitment& commitment) {
  const Target* target = as_target(commitment);
  if (target != nullptr && !target->indicator.empty()) {
    const bool has_scope = !target->scope.empty() && target->indicator.find(target->scope) == std::string::npos;
    return "“" + excerpt(has_scope ? target->scope + " " + target->indicator : target->indicator, 40) + "”";
  }
  return "“" + excerpt(commitment.text, 30) + "”";
}

// How binding a kind is: from a figure that can be measured down to a sentence that binds nobody.
int bindingness(Kind kind) {
  switch (kind) {
    case Kind::kTarget:
    case Kind::kDuty:
    case Kind::kProhibition:
      return 3;
    case Kind::kDeliverable:
      return 2;
    case Kind::kQualitative:
      return 1;
    case Kind::kOngoing:
    case Kind::kPrinciple:
      return 0;
  }
  assert(false);
  return 0;
}

// The same day `years` later; text that is no full date keeps its form, with its year moved.
std::string shift_years(const std::string& date, int years) {
  if (date.empty() || years == 0) return date;
  const Result<Date> day = parse_date(date);
  if (day) return to_string(add_months(*day, 12 * years));
  const Result<Decimal> year = parse_decimal(date.substr(0, 4));
  if (!year || year->places() != 0) return date;
  return std::to_string(year->mantissa() + years) + date.substr(std::min<std::size_t>(4, date.size()));
}

// The words without punctuation, with each year (19xx, 20xx) moved by `years`; what remains different is a rewording.
std::u32string comparable(std::string_view text, int years) {
  const std::u32string folded = internal::fold(text);
  std::u32string out;
  for (std::size_t i = 0; i < folded.size();) {
    const char32_t c = folded[i];
    if (is_ascii_digit(c)) {
      std::size_t end = i;
      while (end < folded.size() && is_ascii_digit(folded[end])) ++end;
      const std::u32string_view digits = std::u32string_view(folded).substr(i, end - i);
      if (digits.size() == 4 && (digits.starts_with(U"19") || digits.starts_with(U"20"))) {
        int year = 0;
        for (const char32_t digit : digits) year = year * 10 + static_cast<int>(digit - U'0');
        for (const char digit : std::to_string(year + years)) out.push_back(static_cast<unsigned char>(digit));
      } else {
        out.append(digits);
      }
      i = end;
      continue;
    }
    const bool is_decimal_point = c == U'.' && i > 0 && is_ascii_digit(folded[i - 1]);
    const bool is_letter = is_han(c) || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'%' || c > 0x2E7F;
    const bool is_mark =
        c == U'、' || c == U'。' || c == U'《' || c == U'》' || c == U'「' || c == U'」' || c == U'，' || c == U'；';
    if (is_decimal_point || (is_letter && !is_mark)) out.push_back(c);
    ++i;
  }
  return out;
}

std::vector<std::pair<std::string, Role>> owners(const Commitment& commitment) {
  std::vector<std::pair<std::string, Role>> all;
  for (const UnitRef& unit : commitment.units) all.emplace_back(strip_spaces(to_half_width(unit.name)), unit.role);
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// The last day of the deadline: 2024-12-31 also where the text says 2024.
const std::string& last_day(const Commitment& commitment) {
  return commitment.due.empty() ? commitment.deadline : commitment.due;
}

std::string strength_name(Strength strength) { return strength == Strength::kHard ? "刚性" : "力争"; }
std::string or_none(const std::string& text) { return text.empty() ? "（无）" : text; }

// Compares the two sides of a match and adds what changed.
class Comparison {
 public:
  Comparison(const Commitment& before, const Commitment& after, int years, std::vector<DifferenceEntry>& out)
      : before_(before), after_(after), years_(years), out_(out) {}

  void run() {
    const std::size_t entries_before = out_.size();
    if (before_.kind != after_.kind) {
      compare_kinds();
    } else {
      compare_demand();
      compare_strength();
    }
    const bool demand_changed = out_.size() != entries_before;
    compare_deadlines();
    compare_units();
    compare_words(demand_changed);
  }

 private:
  void add(Change change, std::string field, std::string before_value, std::string after_value, std::string statement,
           bool is_alarm) {
    out_.push_back({change, after_.kind, before_.id, after_.id, before_.text, after_.text, std::move(field),
                    std::move(before_value), std::move(after_value), std::move(statement), is_alarm});
  }

  void compare_kinds() {
    const std::string from(kind_name(before_.kind));
    const std::string to(kind_name(after_.kind));
    add(Change::kKindChanged, "kind", std::string(kind_word(before_.kind)), std::string(kind_word(after_.kind)),
        subject(after_) + "由“" + from + "”改为“" + to + "”", bindingness(after_.kind) < bindingness(before_.kind));
  }

  void compare_demand() {
    DemandChange change;
    if (const Target* before = as_target(before_)) change = internal::compare_targets(*before, *as_target(after_));
    if (const Duty* before = as_duty(before_)) change = internal::compare_duties(*before, *as_duty(after_));
    const std::string step = "由 " + or_none(change.before) + " 改为 " + or_none(change.after);
    switch (change.demand) {
      case Demand::kSame:
        return;
      case Demand::kRaised:
        return add(Change::kRaised, change.field, change.before, change.after, "要求提高：" + subject(after_) + step,
                   false);
      case Demand::kLowered:
        return add(Change::kLowered, change.field, change.before, change.after, "要求降低：" + subject(after_) + step,
                   true);
      case Demand::kUnclear:
        return add(Change::kReworded, change.field, change.before, change.after,
                   subject(after_) + step + "，高低无从比较", false);
    }
  }

  void compare_strength() {
    if (before_.strength == after_.strength) return;
    const bool is_raised = after_.strength == Strength::kHard;
    const std::string from = strength_name(before_.strength);
    const std::string to = strength_name(after_.strength);
    add(is_raised ? Change::kRaised : Change::kLowered, "strength",
        before_.strength == Strength::kHard ? "hard" : "soft", is_raised ? "hard" : "soft",
        (is_raised ? "要求提高：" : "要求降低：") + subject(after_) + "由“" + from + "”改为“" + to + "”", !is_raised);
  }

  void compare_deadlines() {
    const std::string& old_day = last_day(before_);
    const std::string& new_day = last_day(after_);
    const std::string expected = shift_years(old_day, years_);
    if (new_day == expected || new_day == old_day) return;
    const bool is_later = new_day.empty() || (!old_day.empty() && new_day > expected);
    add(Change::kDeadlineMoved, "deadline", before_.deadline, after_.deadline,
        subject(after_) + "的期限由 " + or_none(before_.deadline) + " 改为 " + or_none(after_.deadline) +
            (is_later ? "，推迟了" : "，提前了"),
        is_later);
  }

  void compare_units() {
    const auto old_owners = owners(before_);
    const auto new_owners = owners(after_);
    if (old_owners == new_owners) return;
    const std::string from = units_line(before_.units);
    const std::string to = units_line(after_.units);
    std::string statement = subject(after_) + "的责任单位由 " + or_none(from) + " 改为 " + or_none(to);
    add(Change::kHandedOver, "units", from, to, std::move(statement), false);
  }

  // Other numbers than the one that was just reported, and other words.
  void compare_words(bool demand_changed) {
    if (internal::fold(before_.text) == internal::fold(after_.text)) return;
    const std::u32string old_words = comparable(before_.text, years_);
    const std::u32string new_words = comparable(after_.text, 0);
    if (old_words == new_words) return;
    if (demand_changed && internal::mask_numbers(old_words) == internal::mask_numbers(new_words)) return;
    add(Change::kReworded, "text", before_.text, after_.text,
        "改写：原为“" + excerpt(before_.text, 40) + "”，现为“" + excerpt(after_.text, 40) + "”", false);
  }

  const Commitment& before_;
  const Commitment& after_;
  int years_;
  std::vector<DifferenceEntry>& out_;
};

DifferenceEntry dropped(const Commitment& commitment) {
  DifferenceEntry entry;
  entry.change = Change::kDropped;
  entry.kind = commitment.kind;
  entry.before_id = commitment.id;
  entry.before_text = commitment.text;
  entry.statement = "删去" + std::string(kind_name(commitment.kind)) + "：" + subject(commitment);
  entry.is_alarm = true;
  return entry;
}

DifferenceEntry added(const Commitment& commitment) {
  DifferenceEntry entry;
  entry.change = Change::kAdded;
  entry.kind = commitment.kind;
  entry.after_id = commitment.id;
  entry.after_text = commitment.text;
  entry.statement = "新增" + std::string(kind_name(commitment.kind)) + "：" + subject(commitment);
  return entry;
}

DifferenceCounts count(const std::vector<DifferenceEntry>& entries) {
  DifferenceCounts counts;
  for (const DifferenceEntry& entry : entries) {
    switch (entry.change) {
      case Change::kAdded:
        ++counts.added;
        break;
      case Change::kDropped:
        ++counts.dropped;
        break;
      case Change::kRaised:
        ++counts.raised;
        break;
      case Change::kLowered:
        ++counts.lowered;
        break;
      case Change::kHandedOver:
        ++counts.handed_over;
        break;
      case Change::kReworded:
        ++counts.reworded;
        break;
      case Change::kDeadlineMoved:
        ++counts.moved;
        break;
      case Change::kKindChanged:
        ++counts.kind_changed;
        break;
    }
  }
  return counts;
}

}  // namespace

std::string_view to_string(Change change) {
  switch (change) {
    case Change::kAdded:
      return "added";
    case Change::kDropped:
      return "dropped";
    case Change::kRaised:
      return "raised";
    case Change::kLowered:
      return "lowered";
    case Change::kHandedOver:
      return "handed_over";
    case Change::kReworded:
      return "reworded";
    case Change::kDeadlineMoved:
      return "deadline_moved";
    case Change::kKindChanged:
      return "kind_changed";
  }
  assert(false);
  return {};
}

std::string_view change_name(Change change) {
  switch (change) {
    case Change::kAdded:
      return "新增";
    case Change::kDropped:
      return "删去";
    case Change::kRaised:
      return "提高";
    case Change::kLowered:
      return "降低";
    case Change::kHandedOver:
      return "移交";
    case Change::kReworded:
      return "改写";
    case Change::kDeadlineMoved:
      return "期限变动";
    case Change::kKindChanged:
      return "性质变动";
  }
  assert(false);
  return {};
}

Difference diff(const Plan& before, const Plan& after) {
  const std::vector<const Commitment*> old_list = commitments_of(before);
  const std::vector<const Commitment*> new_list = commitments_of(after);
  const auto match = internal::match_commitments(before, old_list, after, new_list);

  // Where each side stands beside the other: what was dropped follows the match before it.
  std::vector<std::optional<std::size_t>> old_of(new_list.size());
  std::vector<std::vector<std::size_t>> dropped_after(new_list.size() + 1);
  std::size_t slot = 0;
  for (std::size_t i = 0; i < old_list.size(); ++i) {
    if (match[i]) {
      old_of[*match[i]] = i;
      slot = *match[i] + 1;
    } else {
      dropped_after[slot].push_back(i);
    }
  }

  Difference difference;
  difference.from_title = before.title;
  difference.to_title = after.title;
  const int years = before.plan_year != 0 && after.plan_year != 0 ? after.plan_year - before.plan_year : 0;
  for (const std::size_t i : dropped_after[0]) difference.entries.push_back(dropped(*old_list[i]));
  for (std::size_t j = 0; j < new_list.size(); ++j) {
    if (old_of[j]) {
      Comparison(*old_list[*old_of[j]], *new_list[j], years, difference.entries).run();
    } else {
      difference.entries.push_back(added(*new_list[j]));
    }
    for (const std::size_t i : dropped_after[j + 1]) difference.entries.push_back(dropped(*old_list[i]));
  }
  difference.counts = count(difference.entries);
  return difference;
}

}  // namespace bihuan::plans
