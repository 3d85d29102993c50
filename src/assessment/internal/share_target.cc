#include "assessment/internal/share_target.h"

#include <algorithm>
#include <utility>

#include "assessment/internal/needed_count.h"
#include "assessment/internal/row_places.h"
#include "assessment/internal/share_sentence.h"
#include "base/text.h"
#include "standards/surface_water_group.h"

namespace bihuan::assessment::internal {
namespace {

using standards::LimitDirection;
using standards::ParameterResult;
using standards::SectionInput;
using standards::SectionResult;
using standards::WaterClass;
using standards::WaterParameter;

constexpr CountedThing kSections{"断面", "个"};

// A place in the target's list: the section's record, or a name that the workbook does not have.
struct Member {
  std::string name;
  const SectionRecord* record = nullptr;
};

bool is_wanted(ExamLevel section, ExamLevel wanted, bool alone) {
  if (wanted == ExamLevel::kUnknown) return true;
  if (section == ExamLevel::kUnknown) return false;
  return alone ? section == wanted : section <= wanted;
}

std::vector<Member> members_of_level(const SectionWorkbook& workbook, ExamLevel level, bool alone) {
  std::vector<Member> members;
  for (const SectionRecord& record : workbook.sections) {
    if (is_wanted(record.exam_level, level, alone)) members.push_back({record.name, &record});
  }
  return members;
}

// The section that the plan calls `name`, without 断面 at its end and without a leading word that belongs to the
// sentence (将长江某点). Leading words are only dropped where the workbook has the rest: 东某湖 is not 某湖.
const SectionRecord* find_named(const SectionWorkbook& workbook, const IndicatorCatalogue& catalogue,
                                std::string_view name) {
  constexpr std::string_view kSection = "断面";
  std::string plain = plain_name(name);
  if (plain.ends_with(kSection)) plain.resize(plain.size() - kSection.size());
  const auto is = [&](std::string_view wanted) {
    return std::ranges::find_if(workbook.sections, [&](const SectionRecord& record) {
      return record.name == wanted || record.name == std::string(wanted) + std::string(kSection);
    });
  };
  auto found = is(plain);
  for (const std::string& lead : catalogue.name_leads) {
    if (found == workbook.sections.end() && plain.starts_with(lead))
      found = is(std::string_view(plain).substr(lead.size()));
  }
  return found == workbook.sections.end() ? nullptr : &*found;
}

// The sections that the target means; `note` says what was assumed.
std::vector<Member> choose_members(const Binding& binding, const SectionWorkbook& workbook,
                                   const IndicatorCatalogue& catalogue, std::string& note) {
  std::vector<Member> members;
  if (!binding.names.empty()) {
    for (const std::string& name : binding.names) {
      const SectionRecord* record = find_named(workbook, catalogue, name);
      members.push_back({record == nullptr ? plain_name(name) : record->name, record});
    }
    return members;
  }
  members = members_of_level(workbook, binding.level, false);
  const auto fits = [&](const std::vector<Member>& chosen) {
    return !binding.whole || static_cast<std::int64_t>(chosen.size()) == *binding.whole;
  };
  if (fits(members)) return members;
  if (std::vector<Member> alone = members_of_level(workbook, binding.level, true); fits(alone)) return alone;
  const bool has_levels = std::ranges::any_of(
      workbook.sections, [](const SectionRecord& r) { return r.exam_level != ExamLevel::kUnknown; });
  if (!has_levels) {
    if (std::vector<Member> all = members_of_level(workbook, ExamLevel::kUnknown, false); fits(all)) {
      note = "表中没有考核级别，因断面个数与计划相同，按全部断面计";
      return all;
    }
  }
  return members;
}

// Does the class keep `bound`? What is missing may only make it worse.
Compliance judge(const SectionResult& result, WaterClass bound) {
  if (!result.water_class) return Compliance::kNotAssessable;
  if (*result.water_class > bound) return Compliance::kNotMet;
  return result.is_complete ? Compliance::kMet : Compliance::kNotAssessable;
}

bool is_near_limit(const standards::SurfaceWaterRules& rules, const SectionResult& result, standards::WaterBody body,
                   WaterClass bound, Decimal share) {
  if (bound > WaterClass::kV) return false;
  return std::ranges::any_of(result.parameters, [&](const ParameterResult& item) {
    const WaterParameter& parameter = *rules.parameter(item.key);
    if (parameter.direction == LimitDirection::kWithin) return false;
    const Decimal limit = parameter.limit(body, bound);
    const bool is_at_most = parameter.direction == LimitDirection::kAtMost;
    const Result<Decimal> part = multiply(is_at_most ? limit : item.compared, share);
    return part && (is_at_most ? item.compared > *part : *part < limit);
  });
}

// Must the mean of the year be worse than `bound`, even if nothing at all is found in the months that are left?
bool must_fail(const standards::SurfaceWaterRules& rules, const SectionResult& result, standards::WaterBody body,
               WaterClass bound, int months_left) {
  if (bound > WaterClass::kV) return false;
  return std::ranges::any_of(result.parameters, [&](const ParameterResult& item) {
    const WaterParameter& parameter = *rules.parameter(item.key);
    if (parameter.direction != LimitDirection::kAtMost || item.mean.count != item.mean.used) return false;
    const int readings = item.mean.used + months_left;
    if (readings < rules.year_minimum) return false;
    const Result<Decimal> lowest = standards::round_mean(item.mean.sum, Decimal(readings), parameter.decimals);
    return lowest && *lowest > parameter.limit(body, bound);
  });
}

std::string names_of(const standards::SurfaceWaterRules& rules, const std::vector<std::string>& keys) {
  std::string names;
  for (const std::string& key : keys) {
    if (!names.empty()) names += "、";
    names += rules.parameter(key)->names.front();
  }
  return names;
}

void fill_parameters(const standards::SurfaceWaterRules& rules, const SectionResult& result, SectionReading& reading) {
  constexpr int kMoreDecimals = 2;  // of the mean that is shown
  for (const ParameterResult& item : result.parameters) {
    ParameterReading out;
    out.key = item.key;
    out.name = item.name;
    out.unit = item.unit;
    out.decimals = rules.parameter(item.key)->decimals;
    out.mean = standards::mean_value(item.mean, out.decimals + kMoreDecimals);
    out.rounded = item.compared;
    out.quality_class = to_string(item.water_class);
    out.class3_limit = item.class3_limit;
    out.multiple = item.multiple;
    out.readings_had = item.readings_had;
    out.readings_used = item.mean.used;
    reading.parameters.push_back(std::move(out));
  }
  for (const standards::MonthClass& month : result.monthly) {
    reading.monthly.push_back(
        {month.month, std::string(to_string(month.water_class)), names_of(rules, month.deciding)});
  }
}

// Answers one target; its steps share what they found.
class ShareAnswer {
 public:
  ShareAnswer(const plans::Target& target, const Binding& binding, const ShareContext& context)
      : target_(target), binding_(binding), indicator_(*binding.indicator), context_(context) {}

  Result<Reading> run() {
    start();
    std::string note;
    const std::vector<Member> members = choose_members(binding_, context_.workbook, context_.catalogue, note);
    if (!note.empty()) reading_.basis.notes.push_back(note);
    reading_.whole = binding_.whole.value_or(static_cast<std::int64_t>(members.size()));
    for (const Member& member : members) BIHUAN_CHECK(add_member(member));
    finish_basis();
    if (check_members(members) && count_needed()) {
      decide();
      reading_.value = share();
    }
    reading_.sentence = share_sentence(reading_, indicator_, context_.period);
    return std::move(reading_);
  }

 private:
  void start() {
    const AssessedPeriod& period = context_.period;
    start_reading(reading_, target_, indicator_);
    reading_.object = "个断面";
    reading_.as_of = period.as_of;
    reading_.period_from = Date(period.year, 1, 1);
    reading_.period_to = last_day_of_month(period.year, period.months);
    reading_.source_file = context_.workbook.file_name;
    reading_.source_digest = context_.workbook.digest;
  }

  std::optional<WaterClass> bound_of(const SectionRecord& record) const {
    switch (indicator_.counted_by) {
      case CountedBy::kClassAtMost:
        return indicator_.at_most;
      case CountedBy::kMeetsTarget:
        return record.target;
      case CountedBy::kWorseThanV:
        break;
    }
    return WaterClass::kV;
  }

  SectionInput input_for(const SectionRecord& record) const {
    SectionInput input;
    input.name = record.name;
    input.body = record.body;
    input.target = record.target;
    input.months_wanted = context_.period.months;
    input.indicator_set = context_.options.indicator_set;
    input.on = reading_.period_to;
    for (const standards::SectionMonth& month : record.months) {
      if (month.month <= context_.period.months) input.months.push_back(month);
    }
    return input;
  }

  Status add_member(const Member& member) {
    SectionReading section;
    section.name = member.name;
    section.months_wanted = context_.period.months;
    if (member.record == nullptr) {
      section.reason = "表中没有这个断面的结果";
      reading_.basis.left_out.push_back({member.name, section.reason});
      ++unknown_;
      reading_.members.push_back(std::move(section));
      return {};
    }
    const SectionRecord& record = *member.record;
    BIHUAN_TRY(const SectionResult result, standards::evaluate_section(context_.rules, input_for(record)));
    describe(record, result, section);
    count(record, result, section);
    merge_basis(result.basis);
    reading_.members.push_back(std::move(section));
    return {};
  }

  void describe(const SectionRecord& record, const SectionResult& result, SectionReading& section) const {
    section.river = record.river;
    section.water_body = to_string(record.body);
    section.exam_level = to_string(record.exam_level);
    if (record.target) section.target_class = to_string(*record.target);
    if (result.water_class) section.quality_class = to_string(*result.water_class);
    section.level = result.level.level;
    section.colour = result.level.colour;
    section.months_had = result.months_had;
    section.months_used = result.months_used;
    section.main_pollutants = result.main_pollutants_text;
    section.deciding = names_of(context_.rules, result.deciding);
    fill_parameters(context_.rules, result, section);
    section.cells = row_places_text(record.rows);
  }

  void count(const SectionRecord& record, const SectionResult& result, SectionReading& section) {
    const std::optional<WaterClass> bound = bound_of(record);
    if (!bound) {
      section.reason = "表中没有目标类别，不能判断是否达标";
      ++unknown_;
      return;
    }
    section.compliance = judge(result, *bound);
    if (section.compliance == Compliance::kNotAssessable) {
      section.reason = result.reason.empty() ? "必评项目没有足够的监测值" : result.reason;
      ++unknown_;
      return;
    }
    const bool keeps = section.compliance == Compliance::kMet;
    if (!keeps) section.reason = "为" + section.quality_class + "类，劣于" + std::string(to_string(*bound)) + "类";
    const bool is_counted = indicator_.counted_by == CountedBy::kWorseThanV ? !keeps : keeps;
    if (is_counted) ++reading_.have;
    if (context_.period.is_year_over) return;
    section.is_near_limit =
        keeps && is_near_limit(context_.rules, result, record.body, *bound, context_.catalogue.near_limit_share);
    if (section.is_near_limit) ++near_;
    if (!keeps &&
        must_fail(context_.rules, result, record.body, *bound, context_.rules.year_months - context_.period.months)) {
      ++lost_;
    }
  }

  void merge_basis(const Basis& from) {
    Basis& basis = reading_.basis;
    if (basis.standard.empty()) {
      basis.standard = from.standard;
      basis.edition = from.edition;
      basis.profile = from.profile;
      basis.rounding = from.rounding;
      basis.confidence = from.confidence;
    }
    // The longest list of decimals belongs to the section with the most items.
    if (from.rounding.size() > basis.rounding.size()) basis.rounding = from.rounding;
    const auto add_once = [](std::vector<std::string>& list, const std::vector<std::string>& entries) {
      for (const std::string& entry : entries) {
        if (std::ranges::find(list, entry) == list.end()) list.push_back(entry);
      }
    };
    add_once(basis.clauses, from.clauses);
    add_once(basis.notes, from.notes);
    basis.wanted += from.wanted;
    basis.had += from.had;
    basis.used += from.used;
    basis.left_out.insert(basis.left_out.end(), from.left_out.begin(), from.left_out.end());
    lower_confidence(basis, from.confidence);
  }

  void finish_basis() {
    Basis& basis = reading_.basis;
    basis.knowledge_digest = context_.rules.digest + " " + context_.catalogue.digest;
    if (std::ranges::find(basis.clauses, indicator_.clause) == basis.clauses.end())
      basis.clauses.push_back(indicator_.clause);
    lower_confidence(basis, indicator_.confidence);
    if (!context_.period.is_year_over) {
      basis.notes.push_back("年内按1月至本月的累计均值评价；均值超过限值的" +
                            to_string(context_.catalogue.near_limit_share) +
                            "倍（溶解氧低于限值除以该数）的视为接近限值，是本系统的设定，只影响年内的判断");
    }
  }

  // False, with the reason, if it is not known which sections the target means.
  bool check_members(const std::vector<Member>& members) {
    const auto count = static_cast<std::int64_t>(members.size());
    const std::string level(to_string(binding_.level));
    if (reading_.whole == 0) {
      reading_.reason = "表中没有" + level + "断面";
      return false;
    }
    if (count > reading_.whole) {
      reading_.reason = "计划写明" + std::to_string(reading_.whole) + "个断面，表中却有" + std::to_string(count) +
                        "个" + level + "断面，不能代为选择";
      return false;
    }
    if (count < reading_.whole) {
      const std::int64_t missing = reading_.whole - count;
      unknown_ += missing;
      reading_.reason = "计划写明" + std::to_string(reading_.whole) + "个断面，表中只有" + std::to_string(count) +
                        "个" + level + "断面";
      reading_.basis.left_out.push_back({std::to_string(missing) + "个断面", "表中没有"});
    }
    return true;
  }

  bool count_needed() {
    const Result<std::int64_t> needed = needed_count(target_, indicator_.is_more_better, reading_.whole, kSections);
    if (!needed) {
      reading_.reason = needed.error().message;
      return false;
    }
    reading_.needed = *needed;
    if (target_.arithmetic && target_.arithmetic->whole == reading_.whole && is_share_of_more()) {
      if (target_.arithmetic->needed != *needed) {
        reading_.basis.notes.push_back("按占比推算需要" + std::to_string(*needed) + "个，采用计划文本推算的" +
                                       std::to_string(target_.arithmetic->needed) + "个");
      }
      reading_.needed = target_.arithmetic->needed;
      reading_.statement = target_.arithmetic->statement;
    }
    if (reading_.statement.empty()) {
      reading_.statement = std::to_string(reading_.whole) + "个断面的" + to_string(*target_.value) + target_.unit +
                           "＝" + std::to_string(reading_.needed) + "个";
    }
    reading_.allowed_failures =
        indicator_.is_more_better ? reading_.have - reading_.needed : reading_.needed - reading_.have;
    return true;
  }

  bool is_share_of_more() const {
    return indicator_.is_more_better && target_.comparator != "<=" && target_.comparator != "<";
  }

  std::optional<Decimal> share() const {
    if (unknown_ > 0 || !reading_.limit) return std::nullopt;
    if (target_.unit != "%") return Decimal(reading_.have);
    return standards::share_percent(reading_.have, reading_.whole, reading_.limit->places());
  }

  void decide() {
    const std::int64_t have = reading_.have;
    const std::int64_t bound = reading_.needed;
    const bool more = indicator_.is_more_better;
    const bool is_sure = more ? have >= bound : have + unknown_ <= bound;
    const bool is_hopeless = more ? have + unknown_ < bound : have > bound;
    if (is_sure) reading_.compliance = Compliance::kMet;
    if (is_hopeless) reading_.compliance = Compliance::kNotMet;
    if (!is_sure && !is_hopeless) {
      if (reading_.reason.empty()) reading_.reason = std::to_string(unknown_) + "个断面无法评价，不能判断";
      return;
    }
    if (context_.period.is_year_over) {
      reading_.verdict = is_sure ? Verdict::kMet : Verdict::kMissed;
    } else if (more ? reading_.whole - lost_ < bound : lost_ > bound) {
      reading_.verdict = Verdict::kMissed;
      reading_.reason = std::to_string(lost_) + "个断面即使以后各月都未检出，全年均值仍将超过限值";
    } else if (is_hopeless || (more && have - near_ < bound)) {
      reading_.verdict = Verdict::kAtRisk;
    } else {
      reading_.verdict = Verdict::kOnTrack;
    }
  }

  const plans::Target& target_;
  const Binding& binding_;
  const Indicator& indicator_;
  const ShareContext& context_;
  Reading reading_;
  std::int64_t unknown_ = 0;  // sections that cannot be evaluated
  std::int64_t near_ = 0;     // count, but are close to their limit
  std::int64_t lost_ = 0;     // cannot count any more this year
};

}  // namespace

Result<Reading> answer_share_target(const plans::Target& target, const Binding& binding, const ShareContext& context) {
  return ShareAnswer(target, binding, context).run();
}

}  // namespace bihuan::assessment::internal
