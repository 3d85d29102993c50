#include "plans/internal/correction_fields.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/text.h"
#include "base/time.h"
#include "plans/commitments.h"

namespace bihuan::plans::internal {
namespace {

constexpr std::size_t kLongestWords = 200;  // code points of an indicator, a scope, a unit's name
constexpr std::int64_t kMostTimes = 10000;
constexpr std::array<Kind, 7> kKinds = {Kind::kTarget,      Kind::kDeliverable, Kind::kDuty,     Kind::kOngoing,
                                        Kind::kQualitative, Kind::kProhibition, Kind::kPrinciple};
constexpr std::array<std::string_view, 6> kComparators = {">=", "<=", "=", ">", "<", "≈"};

std::unexpected<Error> does_not_fit(const Commitment& commitment, CorrectionField field) {
  return fail(Code::kInvalidInput,
              "“" + std::string(field_name(field)) + "”不适用于“" + std::string(kind_name(commitment.kind)) +
                  "”类的条目：请先更正类别",
              commitment.id);
}

std::unexpected<Error> wrong(CorrectionField field, std::string_view value, const std::string& right) {
  return fail(Code::kInvalidInput, std::string(field_name(field)) + "“" + excerpt(value) + "”不对：" + right,
              std::string(to_string(field)));
}

// Applies `edit` to the commitment with this id as the struct that it is.
template <class Edit>
bool edit_commitment(Plan& plan, std::string_view id, Edit&& edit) {
  const auto in_list = [&](auto& list) {
    for (auto& commitment : list) {
      if (commitment.id != id) continue;
      edit(commitment);
      return true;
    }
    return false;
  };
  return in_list(plan.targets) || in_list(plan.duties) || in_list(plan.deliverables) || in_list(plan.ongoing) ||
         in_list(plan.qualitative) || in_list(plan.prohibitions) || in_list(plan.principles);
}

template <class T>
void insert_in_order(std::vector<T>& list, T commitment) {
  const auto place =
      std::upper_bound(list.begin(), list.end(), commitment, [](const T& a, const T& b) { return a.span < b.span; });
  list.insert(place, std::move(commitment));
}

template <class T>
T widened(Commitment commitment) {
  T wide;
  static_cast<Commitment&>(wide) = std::move(commitment);
  return wide;
}

void remove_commitment(Plan& plan, std::string_view id) {
  const auto from = [id](auto& list) { std::erase_if(list, [id](const auto& c) { return c.id == id; }); };
  from(plan.targets);
  from(plan.duties);
  from(plan.deliverables);
  from(plan.ongoing);
  from(plan.qualitative);
  from(plan.prohibitions);
  from(plan.principles);
}

Result<Kind> parse_kind(std::string_view value) {
  for (const Kind kind : kKinds) {
    if (kind_word(kind) == value) return kind;
  }
  return wrong(CorrectionField::kKind, value,
               "应为 target、deliverable、duty、ongoing、qualitative、prohibition、principle 之一");
}

Status set_kind(Plan& plan, std::string_view id, std::string_view value) {
  BIHUAN_TRY(const Kind kind, parse_kind(value));
  const Commitment* found = find_commitment(plan, id);
  if (found == nullptr) return fail(Code::kNotFound, "计划中没有编号为“" + excerpt(id) + "”的条目");
  if (found->kind == kind) return {};
  Commitment moved = *found;
  moved.kind = kind;
  std::string indicator;
  std::vector<std::string> indicators;
  if (const Target* target = as_target(*found); target != nullptr && !target->indicator.empty()) {
    indicators.push_back(target->indicator);
  }
  if (const Qualitative* qualitative = as_qualitative(*found);
      qualitative != nullptr && !qualitative->indicators.empty()) {
    indicator = qualitative->indicators.front();
  }
  const std::string own_id(id);  // `id` may point into what is removed now
  remove_commitment(plan, own_id);
  switch (kind) {
    case Kind::kTarget: {
      Target target = widened<Target>(std::move(moved));
      target.indicator = indicator;
      insert_in_order(plan.targets, std::move(target));
      break;
    }
    case Kind::kQualitative: {
      Qualitative qualitative = widened<Qualitative>(std::move(moved));
      qualitative.indicators = indicators;
      insert_in_order(plan.qualitative, std::move(qualitative));
      break;
    }
    case Kind::kDuty:
      insert_in_order(plan.duties, widened<Duty>(std::move(moved)));
      break;
    case Kind::kDeliverable:
      insert_in_order(plan.deliverables, std::move(moved));
      break;
    case Kind::kOngoing:
      insert_in_order(plan.ongoing, std::move(moved));
      break;
    case Kind::kProhibition:
      insert_in_order(plan.prohibitions, std::move(moved));
      break;
    case Kind::kPrinciple:
      insert_in_order(plan.principles, std::move(moved));
      break;
  }
  return {};
}

// The smallest number of the whole whose share, rounded to the places of the percentage, reaches it; the noun of the
// old statement (7个断面的85.7%＝6个) is kept.
void renew_arithmetic(Target& target) {
  if (!target.arithmetic) return;
  const std::int64_t whole = target.arithmetic->whole;
  if (target.unit != "%" || !target.value || whole < 1 || target.value->is_negative() || *target.value > Decimal(100)) {
    target.arithmetic.reset();
    return;
  }
  const int places = target.value->places();
  const auto reaches = [&](std::int64_t count) {
    const Result<Decimal> share = ratio_rounded(Decimal(count * 100), Decimal(whole), places);
    return share && *share >= *target.value;
  };
  if (whole > 1000000 || !reaches(whole)) {
    target.arithmetic.reset();
    return;
  }
  std::int64_t low = 0, high = whole;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (reaches(middle))
      high = middle;
    else
      low = middle + 1;
  }
  const std::string& old = target.arithmetic->statement;
  const std::size_t of = old.rfind("的");
  const std::size_t tail = old.find_last_of("0123456789");
  const std::string noun = of == std::string::npos ? std::to_string(whole) : old.substr(0, of);
  const std::string counter =
      tail == std::string::npos || old.find('%', tail) != std::string::npos ? "" : old.substr(tail + 1);
  target.arithmetic->needed = low;
  target.arithmetic->statement = noun + "的" + to_string(*target.value) + "%＝" + std::to_string(low) + counter;
}

Status set_target_value(Target& target, std::string_view value) {
  const std::size_t dash = value.find('-', 1);  // after the first character: a sign is no dash
  if (dash == std::string_view::npos) {
    const Result<Decimal> number = parse_decimal(value);
    if (!number) return wrong(CorrectionField::kValue, value, "应为一个十进制数，例如 85.7；区间写成 3-4");
    if (target.comparator == "range")
      return wrong(CorrectionField::kValue, value, "此目标是区间，应写成 3-4；否则请先更正比较符");
    target.value = *number;
  } else {
    const Result<Decimal> low = parse_decimal(value.substr(0, dash));
    const Result<Decimal> high = parse_decimal(value.substr(dash + 1));
    if (!low || !high || *high <= *low)
      return wrong(CorrectionField::kValue, value, "区间应写成两个由小到大的数，例如 3-4");
    target.value = *low;
    target.value_high = *high;
    target.comparator = "range";
  }
  renew_arithmetic(target);
  return {};
}

Status set_comparator(Target& target, std::string_view value) {
  if (std::ranges::find(kComparators, value) == kComparators.end()) {
    return wrong(CorrectionField::kComparator, value, "应为 >=、<=、=、>、<、≈ 之一；区间请直接更正数值（3-4）");
  }
  target.comparator = std::string(value);
  target.value_high.reset();
  return {};
}

Status set_times(Duty& duty, std::string_view value) {
  const Result<Decimal> times = parse_decimal(value);
  if (!times || times->places() != 0 || times->mantissa() < 1 || times->mantissa() > kMostTimes) {
    return wrong(CorrectionField::kValue, value, "频次的数值应为 1 到 10000 的整数次");
  }
  duty.min_count = times->mantissa();
  return {};
}

Result<std::string> words(CorrectionField field, std::string_view value, bool may_be_empty) {
  const std::string_view trimmed = trim(value);
  if (trimmed.empty() && !may_be_empty) return wrong(field, value, "不能为空");
  if (count_code_points(trimmed) > kLongestWords) return wrong(field, value, "不能超过 200 字");
  if (trimmed.find_first_of("\n\r\t") != std::string_view::npos) return wrong(field, value, "应在一行之内");
  return std::string(trimmed);
}

// The last day of a deadline written as a day, a month or a year; "" for none.
Result<std::string> last_day(std::string_view value) {
  if (value.empty()) return std::string();
  const bool is_month = value.size() == 7;
  const bool is_year = value.size() == 4;
  const std::string day = std::string(value) + (is_month ? "-01" : is_year ? "-12-31" : "");
  const Result<Date> date = parse_date(day);
  if (!date)
    return wrong(CorrectionField::kDeadline, value,
                 "应为 2024-12-31 这样的日期（也可只写 2024-06、2024），没有期限则留空");
  return to_string(is_month ? last_day_of_month(date->year(), date->month()) : *date);
}

// "水科（牵头）、支队" against those who are there already: a unit that stays keeps where it came from only if its role
// stays.
Result<std::vector<UnitRef>> parse_units(std::string_view value) {
  constexpr std::array<std::pair<std::string_view, Role>, 3> kRoles = {
      {{"（牵头）", Role::kLead}, {"（配合）", Role::kAssist}, {"（责任）", Role::kResponsible}}};
  std::vector<UnitRef> units;
  std::set<std::string> seen;
  if (trim(value).empty()) return units;
  const std::string unified = replace_all(replace_all(replace_all(value, "，", "、"), "(", "（"), ")", "）");
  for (const std::string& part : [&unified] {
         std::vector<std::string> parts;
         std::string rest = unified;
         constexpr std::string_view kMark = "、";
         for (std::size_t at = rest.find(kMark); at != std::string::npos; at = rest.find(kMark)) {
           parts.push_back(rest.substr(0, at));
           rest.erase(0, at + kMark.size());
         }
         parts.push_back(rest);
         return parts;
       }()) {
    UnitRef unit;
    std::string_view name = trim(part);
    for (const auto& [word, role] : kRoles) {
      if (!name.ends_with(word)) continue;
      unit.role = role;
      name.remove_suffix(word.size());
      break;
    }
    BIHUAN_TRY(unit.name, words(CorrectionField::kUnits, name, false));
    unit.origin = Origin::kCorrected;
    if (!seen.insert(strip_spaces(unit.name)).second) {
      return wrong(CorrectionField::kUnits, value, "单位“" + unit.name + "”写了两次");
    }
    units.push_back(std::move(unit));
  }
  return units;
}

Result<Strength> parse_strength(std::string_view value) {
  if (value == "hard") return Strength::kHard;
  if (value == "soft") return Strength::kSoft;
  return wrong(CorrectionField::kStrength, value, "应为 hard（刚性）或 soft（力争）");
}

// Fields that all commitments have.
Status set_common(Commitment& commitment, CorrectionField field, std::string_view value) {
  if (field == CorrectionField::kDeadline) {
    BIHUAN_TRY(commitment.due, last_day(value));
    commitment.deadline = std::string(value);
    commitment.deadline_origin = Origin::kCorrected;
  } else if (field == CorrectionField::kUnits) {
    BIHUAN_TRY(commitment.units, parse_units(value));
  } else {
    assert(field == CorrectionField::kStrength);
    BIHUAN_TRY(commitment.strength, parse_strength(value));
  }
  return {};
}

Status set_in_target(Target& target, CorrectionField field, std::string_view value) {
  switch (field) {
    case CorrectionField::kIndicator: {
      BIHUAN_TRY(target.indicator, words(field, value, false));
      return {};
    }
    case CorrectionField::kScope: {
      BIHUAN_TRY(target.scope, words(field, value, true));
      return {};
    }
    case CorrectionField::kUnit: {
      BIHUAN_TRY(target.unit, words(field, value, true));
      renew_arithmetic(target);
      return {};
    }
    case CorrectionField::kComparator:
      return set_comparator(target, value);
    case CorrectionField::kValue:
      return set_target_value(target, value);
    default:
      return set_common(target, field, value);
  }
}

Status set_in(Commitment& commitment, CorrectionField field, std::string_view value) {
  if (commitment.kind == Kind::kTarget) return set_in_target(static_cast<Target&>(commitment), field, value);
  if (commitment.kind == Kind::kDuty && field == CorrectionField::kValue) {
    return set_times(static_cast<Duty&>(commitment), value);
  }
  if (commitment.kind == Kind::kQualitative && field == CorrectionField::kIndicator) {
    BIHUAN_TRY(std::string indicator, words(field, value, false));
    static_cast<Qualitative&>(commitment).indicators = {std::move(indicator)};
    return {};
  }
  if (field != CorrectionField::kDeadline && field != CorrectionField::kUnits && field != CorrectionField::kStrength) {
    return does_not_fit(commitment, field);
  }
  return set_common(commitment, field, value);
}

}  // namespace

Result<std::string> field_text(const Commitment& commitment, CorrectionField field) {
  const Target* target = as_target(commitment);
  switch (field) {
    case CorrectionField::kKind:
      return std::string(kind_word(commitment.kind));
    case CorrectionField::kDeadline:
      return commitment.deadline;
    case CorrectionField::kUnits:
      return units_line(commitment.units);
    case CorrectionField::kStrength:
      return std::string(commitment.strength == Strength::kHard ? "hard" : "soft");
    case CorrectionField::kIndicator:
      if (const Qualitative* qualitative = as_qualitative(commitment)) return join(qualitative->indicators, "、");
      if (target != nullptr) return target->indicator;
      break;
    case CorrectionField::kComparator:
      if (target != nullptr) return target->comparator;
      break;
    case CorrectionField::kUnit:
      if (target != nullptr) return target->unit;
      break;
    case CorrectionField::kScope:
      if (target != nullptr) return target->scope;
      break;
    case CorrectionField::kValue:
      if (const Duty* duty = as_duty(commitment))
        return duty->min_count ? std::to_string(*duty->min_count) : std::string();
      if (target == nullptr) break;
      if (!target->value) return std::string();
      if (target->value_high) return to_string(*target->value) + "-" + to_string(*target->value_high);
      return to_string(*target->value);
  }
  return does_not_fit(commitment, field);
}

Status set_field(Plan& plan, std::string_view id, CorrectionField field, std::string_view value) {
  if (field == CorrectionField::kKind) return set_kind(plan, id, value);
  Status status;
  const bool is_found = edit_commitment(plan, id, [&](auto& commitment) {
    auto edited = commitment;
    status = set_in(edited, field, value);
    if (status) commitment = std::move(edited);
  });
  if (!is_found) return fail(Code::kNotFound, "计划中没有编号为“" + excerpt(id) + "”的条目");
  return status;
}

}  // namespace bihuan::plans::internal
