#include "assessment/official.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "assessment/internal/figure_reasons.h"
#include "base/text.h"
#include "standards/surface_water_group.h"

namespace bihuan::assessment {
namespace {

using internal::Facts;
using records::FigureDimension;
using records::FigureKind;
using records::FigureQuantity;
using records::FigureTerm;
using records::OfficialFigure;
using records::OfficialRules;
using records::ReportedFigure;

Decimal number_in(const std::string& text) { return parse_decimal(text).value_or(Decimal(0)); }

std::string document_text(const records::FigureContent& content) {
  std::string text = content.issuer + "《" + content.source_title + "》";
  if (!content.source_number.empty()) text += "（" + content.source_number + "）";
  return text;
}

std::string value_text(const StandingValue& value) {
  const bool has_class = value.unit.empty() && value.quantity == "class";
  return value.value + (has_class ? "类" : value.unit);
}

std::string goal_text(const plans::Target& target) {
  if (!target.value) return target.text;
  static constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
      {">=", "不低于"}, {"<=", "不高于"}, {">", "高于"}, {"<", "低于"}, {"=", "等于"}, {"≈", "约"}};
  const auto* sign =
      std::ranges::find(kSigns, target.comparator, &std::pair<std::string_view, std::string_view>::first);
  std::string text = sign == std::end(kSigns) ? target.comparator : std::string(sign->second);
  text += to_string(*target.value);
  if (target.value_high) text = to_string(*target.value) + "至" + to_string(*target.value_high);
  return text + target.unit;
}

// The last day of the target: once a value reaches it, the target is met or missed.
Date last_day_of(const plans::Plan& plan, const plans::Target& target, int year) {
  if (const Result<Date> due = parse_date(target.due)) return *due;
  return {std::max(plan.plan_year_end, year), 12, 31};
}

Verdict verdict_of(Compliance compliance, bool is_over) {
  if (compliance == Compliance::kNotAssessable) return Verdict::kInsufficientData;
  if (compliance == Compliance::kMet) return is_over ? Verdict::kMet : Verdict::kOnTrack;
  return is_over ? Verdict::kMissed : Verdict::kAtRisk;
}

bool is_same_period(const StandingValue& a, const StandingValue& b) { return a.from == b.from && a.to == b.to; }

// --- the three values
// -------------------------------------------------------------------------------------------------

class Standing {
 public:
  Standing(const plans::Plan& plan, const plans::Target& target, const StandingInput& input, const OfficialRules& rules)
      : plan_(plan), target_(target), input_(input), rules_(rules), own_terms_(records::terms_of(rules, target)) {}

  TargetStanding run() {
    out_.target_id = target_.id;
    out_.comparator = target_.comparator;
    if (target_.value) out_.limit = to_string(*target_.value);
    out_.unit = target_.unit;
    out_.own_terms = records::terms_text(rules_, own_terms_);
    out_.rules_digest = rules_.digest;
    if (const OfficialFigure* figure = deciding_figure()) out_.official = official_value(*figure);
    pick_computed();
    pick_reported();
    decide();
    compare(out_.official, out_.computed, FigureSide::kOfficial, FigureSide::kComputed);
    compare(out_.official, out_.reported, FigureSide::kOfficial, FigureSide::kReported);
    compare(out_.computed, out_.reported, FigureSide::kComputed, FigureSide::kReported);
    for (const OfficialFigure* figure : in_other_terms_) {
      const bool has_computed = out_.computed.is_there;
      compare(official_value(*figure), has_computed ? out_.computed : out_.reported, FigureSide::kOfficial,
              has_computed ? FigureSide::kComputed : FigureSide::kReported);
    }
    return std::move(out_);
  }

 private:
  // What a figure that is not published has of the target's own 口径.
  std::vector<FigureTerm> own_terms_of_target() const {
    std::vector<FigureTerm> terms;
    for (const FigureTerm& term : own_terms_) {
      const FigureDimension* dimension = rules_.dimension(term.dimension);
      if (dimension != nullptr && dimension->is_of_target) terms.push_back(term);
    }
    return terms;
  }

  // The dimensions that both state and state differently: 监测层级：目标为省控，公布值为国控.
  std::string difference_of_terms(const std::vector<FigureTerm>& left, std::string_view left_name,
                                  const std::vector<FigureTerm>& right, std::string_view right_name) const {
    std::vector<std::string> found;
    for (const FigureTerm& term : left) {
      const auto other = std::ranges::find(right, term.dimension, &FigureTerm::dimension);
      if (other == right.end() || other->value == term.value) continue;
      const FigureDimension* dimension = rules_.dimension(term.dimension);
      found.push_back((dimension == nullptr ? term.dimension : dimension->name) + "：" + std::string(left_name) + "为" +
                      records::terms_text(rules_, {term}) + "，" + std::string(right_name) + "为" +
                      records::terms_text(rules_, {*other}));
    }
    return join(found, "；");
  }

  std::string difference_from_own(const OfficialFigure& figure) const {
    return difference_of_terms(own_terms_, "目标", figure.content.terms, "公布值");
  }

  const std::string& site_name(const std::string& code) const {
    const auto found = input_.site_names.find(code);
    return found == input_.site_names.end() ? code : found->second;
  }

  bool is_all_of_target(const std::string& site) const {
    const bool has_others = !input_.computed.empty() && input_.computed.back().reading.members.size() > 1;
    return !has_others && target_.text.contains(site_name(site));
  }

  // Why a published value cannot decide, whatever others there are; "" if it can.
  std::string hindrance(const OfficialFigure& figure) const {
    if (figure.is_withdrawn()) return "已撤回：" + figure.why;
    const std::string terms = difference_from_own(figure);
    if (!terms.empty()) return "口径不同（" + terms + "）";
    if (!figure.content.site.empty() && !is_all_of_target(figure.content.site))
      return "只说点位" + site_name(figure.content.site) + "，不是整个目标";
    const FigureQuantity* quantity = rules_.quantity(figure.content.quantity);
    if (quantity == nullptr) return "规则中已没有这种量：" + figure.content.quantity;
    const Status fits = records::check_fit(rules_, target_, *quantity, figure.content.unit);
    if (!fits.has_value()) return "量不同：" + fits.error().message;
    const Date from = figure.content.from;
    const bool is_from_start =
        from == Date(figure.content.to.year(), 1, 1) || (plan_.plan_year > 0 && from == Date(plan_.plan_year, 1, 1));
    if (!is_from_start) {
      return "时段" + records::days_text(from, figure.content.to) + "不从年初开始，不用来判断全年的目标";
    }
    return "";
  }

  const OfficialFigure* deciding_figure() {
    std::vector<const OfficialFigure*> able;
    std::vector<PassedOver> unable;
    for (const OfficialFigure& figure : input_.official) {
      const std::string why = hindrance(figure);
      if (why.empty()) {
        able.push_back(&figure);
      } else {
        unable.push_back({figure.id, why});
        if (!figure.is_withdrawn() && !difference_from_own(figure).empty()) in_other_terms_.push_back(&figure);
      }
    }
    const auto rank = [&](const OfficialFigure* one) {
      return std::tuple(one->content.to, rules_.status_place(one->content.status), one->content.published_on, one->id);
    };
    std::ranges::sort(able, std::ranges::greater(), rank);
    for (std::size_t i = 1; i < able.size(); ++i) {
      out_.passed_over.push_back({able[i]->id, why_behind(*able[i], *able.front())});
    }
    std::ranges::move(unable, std::back_inserter(out_.passed_over));
    std::ranges::sort(out_.passed_over, std::ranges::greater(), &PassedOver::figure_id);
    return able.empty() ? nullptr : able.front();
  }

  std::string why_behind(const OfficialFigure& one, const OfficialFigure& first) const {
    if (one.content.to != first.content.to) {
      return "时段" + records::days_text(one.content.from, one.content.to) + "早于" +
             records::days_text(first.content.from, first.content.to);
    }
    if (one.content.status != first.content.status) {
      return "同一时段已有" + rules_.status_name(first.content.status) + "的公布值（" + first.id + "）";
    }
    return "同一时段已有更晚公布的（" + first.id + "，" + to_chinese(first.content.published_on) + "）";
  }

  void set_period(StandingValue& value, Date from, Date to) const {
    value.from = from;
    value.to = to;
    value.period = records::days_text(from, to);
  }

  void set_terms(StandingValue& value, std::vector<FigureTerm> terms) const {
    value.terms_name = records::terms_text(rules_, terms);
    value.terms = std::move(terms);
  }

  void set_quantity(StandingValue& value, const FigureQuantity* quantity) const {
    if (quantity == nullptr) return;
    value.quantity = quantity->id;
    value.quantity_name = quantity->name;
  }

  void judge(StandingValue& value, const FigureQuantity* quantity) const {
    if (quantity == nullptr) {
      value.reason = "目标的单位“" + target_.unit + "”不能判断";
      return;
    }
    const Judgement judgement = judge_figure(target_, *quantity, value.value);
    value.compliance = judgement.compliance;
    value.reason = judgement.reason;
    value.verdict = verdict_of(value.compliance, *value.to >= last_day_of(plan_, target_, value.to->year()));
  }

  StandingValue official_value(const OfficialFigure& figure) const {
    const records::FigureContent& content = figure.content;
    StandingValue value;
    value.is_there = true;
    value.value = content.value;
    value.unit = content.unit;
    set_period(value, content.from, content.to);
    set_terms(value, content.terms);
    value.status = content.status;
    value.status_name = rules_.status_name(content.status);
    value.source = document_text(content) + "，" + to_chinese(content.published_on) + "公布";
    value.record = figure.id;
    const FigureQuantity* quantity = rules_.quantity(content.quantity);
    set_quantity(value, quantity);
    judge(value, quantity);
    return value;
  }

  // What went into a reading, where that is a number of measured values or of things counted.
  static std::string used_words(const Reading& reading) {
    const bool is_measured = !reading.members.empty() || (reading.object.empty() && !reading.is_state);
    if (!is_measured && reading.object.empty()) return {};
    return "，采用" + std::to_string(is_measured ? reading.basis.used : reading.whole) +
           (is_measured ? "个监测值" : reading.object);
  }

  StandingValue computed_value(const NumberedReading& numbered) const {
    const Reading& reading = numbered.reading;
    StandingValue value;
    value.is_there = true;
    if (reading.value) value.value = to_string(*reading.value);
    value.unit = rules_.unit(reading.unit);
    set_period(value, reading.period_from, reading.period_to);
    set_terms(value, own_terms_of_target());
    plans::Target measured = target_;
    if (measured.unit.empty()) measured.unit = reading.unit;  // an end has no unit of its own
    set_quantity(value, rules_.quantity_of(measured));
    value.source = "按" + reading.basis.standard + "由“" + reading.source_file + "”计算" + used_words(reading);
    value.record = "reading/" + std::to_string(numbered.number);
    value.compliance = reading.compliance;
    value.verdict = reading.verdict;
    value.reason = reading.reason;
    return value;
  }

  // The readings that may stand in this place. An end may name several quantities (年均浓度、优良天数比例和重污染天数):
  // then those in the unit of the published value, if they are of one quantity.
  std::vector<const NumberedReading*> candidates() const {
    std::vector<const NumberedReading*> found;
    for (const NumberedReading& one : input_.computed) {
      const bool is_end = !target_.value && target_.unit.empty();
      if (!is_end || !out_.official.is_there || rules_.unit(one.reading.unit) == out_.official.unit)
        found.push_back(&one);
    }
    const bool is_one = std::ranges::all_of(
        found, [&](const NumberedReading* one) { return one->reading.indicator == found.front()->reading.indicator; });
    return target_.value || is_one ? found : std::vector<const NumberedReading*>();
  }

  // The newest of the published value's period, else the newest.
  void pick_computed() {
    const std::vector<const NumberedReading*> computed = candidates();
    if (computed.empty() && !input_.computed.empty()) out_.computed.source = "这一项写了几个量，各自的计算值列在下面";
    if (computed.empty()) return;
    const NumberedReading& newest = *computed.back();
    reading_ = &newest.reading;
    out_.computed = computed_value(newest);
    if (!out_.official.is_there || is_same_period(out_.official, out_.computed)) return;
    for (const NumberedReading* one : computed) {
      if (one->reading.period_from != out_.official.from || one->reading.period_to != out_.official.to) continue;
      reading_ = &one->reading;
      out_.computed = computed_value(*one);
    }
    if (newest.reading.period_to > *out_.official.to) {
      out_.notes.push_back("系统计算已到" + records::days_text(newest.reading.period_from, newest.reading.period_to) +
                           "，公布值只到" + out_.official.period + "：" + newest.reading.sentence);
    }
  }

  StandingValue reported_value(const ReportedFigure& figure, Date from, Date to) {
    StandingValue value;
    value.is_there = figure.done.has_value();
    if (figure.done) value.value = to_string(*figure.done);
    value.unit = rules_.unit(target_.unit);
    set_period(value, from, to);
    set_terms(value, own_terms_of_target());
    const FigureQuantity* quantity = rules_.quantity_of(target_);
    set_quantity(value, quantity);
    value.source = figure.basis;
    value.record = figure.round_id;
    if (value.is_there) judge(value, quantity);
    return value;
  }

  void pick_reported() {
    for (const ReportedFigure& figure : input_.reported) {
      const Result<Date> first = parse_date(figure.month + "-01");
      if (!first) continue;
      const Date from(first->year(), 1, 1), to = last_day_of_month(first->year(), first->month());
      const bool is_kept =
          out_.reported.is_there && out_.official.is_there && is_same_period(out_.official, out_.reported);
      if (is_kept) break;
      out_.reported = reported_value(figure, from, to);
      month_ = figure.month;
    }
  }

  void decide() {
    if (out_.official.is_there) {
      const StandingValue& value = out_.official;
      out_.decides = FigureSide::kOfficial;
      out_.verdict = value.verdict;
      out_.compliance = value.compliance;
      out_.sentence = "以公布值为准：" + value.source + "（" + value.status_name + "），" + value.period +
                      value.quantity_name + "为" + value_text(value) + "。";
      if (value.compliance == Compliance::kNotAssessable) {
        out_.sentence += value.reason + "。";
      } else {
        out_.sentence += "目标" + goal_text(target_) + "，" +
                         (value.compliance == Compliance::kMet ? "达到目标。" : "没有达到目标。");
      }
      return;
    }
    if (out_.computed.is_there) {
      out_.decides = FigureSide::kComputed;
      out_.verdict = out_.computed.verdict;
      out_.compliance = out_.computed.compliance;
      out_.sentence = "还没有可用的公布值，以系统计算为准：" + reading_->sentence;
      return;
    }
    out_.sentence = "没有可用的公布值，也没有计算结果，不能判断。";
    if (out_.reported.is_there) out_.sentence += "部门填报只供参考，不作结论。";
  }

  // --- 比对说明
  // --------------------------------------------------------------------------------------------------------

  // What keeps two values apart; "" if they may be compared.
  std::string apart(const StandingValue& left, std::string_view left_name, const StandingValue& right,
                    std::string_view right_name) const {
    std::vector<std::string> found;
    const std::string l(left_name), r(right_name);
    if (!is_answer(left) && (left.quantity != right.quantity || left.unit != right.unit)) {
      const auto counted = [](const StandingValue& one) {
        return one.quantity_name + (one.unit.empty() ? "" : "（" + one.unit + "）");
      };
      found.push_back("量不同：" + l + "是" + counted(left) + "，" + r + "是" + counted(right));
    }
    const std::string terms = difference_of_terms(left.terms, l, right.terms, r);
    if (!terms.empty()) found.push_back("口径不同（" + terms + "）");
    if (!is_same_period(left, right))
      found.push_back("时段不同：" + l + "为" + left.period + "，" + r + "为" + right.period);
    const bool is_known = is_answer(left) ? right.compliance != Compliance::kNotAssessable : !right.value.empty();
    if (found.empty() && !is_known) found.push_back(r + "没有结果：" + right.reason);
    if (found.empty() && left.value.empty()) found.push_back(l + "没有结果：" + left.reason);
    return join(found, "；");
  }

  // A published 是 or 否 is held against what the other value says of the target.
  bool is_answer(const StandingValue& value) const {
    const FigureQuantity* quantity = rules_.quantity(value.quantity);
    return quantity != nullptr && !quantity->met.empty();
  }

  void compare(const StandingValue& left, const StandingValue& right, FigureSide left_side, FigureSide right_side) {
    if (!left.is_there || !right.is_there) return;
    const std::string l(to_chinese(left_side)), r(to_chinese(right_side));
    Comparison comparison{left_side, right_side, left.record, right.record, Compliance::kNotAssessable, "",
                          left.unit, "",         {}};
    const std::string what = apart(left, l, right, r);
    if (!what.empty()) {
      comparison.sentence = "不作比较。" + what;
    } else if (is_answer(left) ? left.compliance == right.compliance : is_same_value(left.value, right.value)) {
      comparison.outcome = Compliance::kMet;
      comparison.sentence = l + "与" + r + "一致：" + left.period + value_text(left);
    } else {
      comparison.outcome = Compliance::kNotMet;
      describe_difference(left, right, comparison);
      comparison.sentence = left.period + l + value_text(left) + "，" + r + value_text(right);
      if (!comparison.difference.empty()) comparison.sentence += "，" + l + apart_by(comparison);
    }
    out_.comparisons.push_back(std::move(comparison));
  }

  // 低14.3个百分点.
  static std::string apart_by(const Comparison& comparison) {
    const bool is_lower = comparison.difference.starts_with('-');
    return (is_lower ? "低" + comparison.difference.substr(1) : "高" + comparison.difference) + comparison.unit;
  }

  static bool is_same_value(const std::string& left, const std::string& right) {
    const Result<Decimal> a = parse_decimal(left), b = parse_decimal(right);
    return a.has_value() && b.has_value() ? *a == *b : left == right;
  }

  void describe_difference(const StandingValue& left, const StandingValue& right, Comparison& comparison) const {
    Facts facts;
    const Result<Decimal> a = parse_decimal(left.value), b = parse_decimal(right.value);
    if (a && b) {
      if (const Result<Decimal> difference = subtract(*a, *b)) {
        comparison.difference = to_string(*difference);
        if (left.unit == "%") comparison.unit = "个百分点";
        facts["difference"] = comparison.difference;
        facts["size"] = to_string(difference->is_negative() ? -*difference : *difference);
        facts["rounding"] = to_string(Decimal(1, std::min(a->places(), b->places())));
      }
    }
    for (const auto& [side, value] : {std::pair(comparison.left, &left), std::pair(comparison.right, &right)}) {
      if (side == FigureSide::kOfficial) add_official(*value, facts);
      if (side == FigureSide::kComputed) add_computed(facts);
      if (side == FigureSide::kReported) add_reported(*value, facts);
      if (const Result<Decimal> number = parse_decimal(value->value)) {
        facts[word(side) + ".places"] = std::to_string(number->places());
      }
      facts[word(side) + ".value"] = value->value;
    }
    if (comparison.left == FigureSide::kOfficial && comparison.right == FigureSide::kComputed)
      add_sections(left, facts);
    facts["open_terms"] = open_terms(left, to_chinese(comparison.left), right, to_chinese(comparison.right));
    comparison.reasons = internal::likely_reasons(rules_, facts);
  }

  static std::string word(FigureSide side) {
    constexpr const char* kWords[] = {"official", "computed", "reported"};
    return kWords[static_cast<int>(side)];
  }

  void add_official(const StandingValue& value, Facts& facts) const {
    facts["official.status"] = value.status;
    facts["official.status_name"] = value.status_name;
    facts["official.source"] = value.source;
    for (const FigureTerm& term : value.terms) {
      facts["official." + term.dimension] = term.value;
      facts["official." + term.dimension + "_name"] = records::terms_text(rules_, {term});
    }
  }

  void add_computed(Facts& facts) const {
    const Reading& reading = *reading_;
    const auto number = [&](const std::string& name, std::int64_t value) {
      facts["computed." + name] = std::to_string(value);
    };
    number("whole", reading.whole);
    number("have", reading.have);
    number("wanted", reading.basis.wanted);
    number("had", reading.basis.had);
    number("used", reading.basis.used);
    number("unused", std::max<std::int64_t>(0, reading.basis.wanted - reading.basis.used));
    std::vector<std::string> missing, near;
    for (const SectionReading& member : reading.members) {
      if (member.compliance == Compliance::kNotAssessable) missing.push_back(member.name);
      if (member.is_near_limit) near.push_back(member.name);
    }
    const std::int64_t unlisted = std::max<std::int64_t>(0, reading.whole - std::ssize(reading.members));
    number("missing", std::ssize(missing) + unlisted);
    number("near", std::ssize(near));
    if (unlisted > 0) missing.push_back("表中没有的" + std::to_string(unlisted) + "个");
    facts["computed.missing_names"] = join(missing, "、");
    facts["computed.near_names"] = join(near, "、");
    facts["computed.confidence"] = reading.basis.confidence;
    facts["computed.as_of"] = to_string(reading.as_of);
    facts["computed.file"] = reading.source_file;
  }

  void add_reported(const StandingValue& value, Facts& facts) const {
    facts["reported.units"] = value.source;
    facts["reported.month"] = month_;
  }

  // How many of the computed sections would give the published share.
  void add_sections(const StandingValue& official, Facts& facts) const {
    const std::int64_t whole = reading_->whole;
    const Result<Decimal> share = parse_decimal(official.value);
    if (whole <= 0 || !share || official.unit != "%") return;
    facts["official.fits"] = "no";
    for (std::int64_t part = 0; part <= whole; ++part) {
      if (standards::share_percent(part, whole, share->places()) != *share) continue;
      facts["official.fits"] = "yes";
      facts["official.sections"] = std::to_string(part);
      facts["sections_apart"] = std::to_string(part > reading_->have ? part - reading_->have : reading_->have - part);
    }
  }

  std::string open_terms(const StandingValue& left, std::string_view left_name, const StandingValue& right,
                         std::string_view right_name) const {
    std::vector<std::string> found;
    const auto add = [&](const StandingValue& states, std::string_view states_name, const StandingValue& open,
                         std::string_view open_name) {
      std::vector<FigureTerm> terms;
      for (const FigureTerm& term : states.terms) {
        if (std::ranges::find(open.terms, term.dimension, &FigureTerm::dimension) == open.terms.end())
          terms.push_back(term);
      }
      if (terms.empty()) return;
      found.push_back(std::string(states_name) + "写明" + records::terms_text(rules_, terms) + "，" +
                      std::string(open_name) + "没有写明");
    };
    add(left, left_name, right, right_name);
    add(right, right_name, left, left_name);
    return join(found, "；");
  }

  const plans::Plan& plan_;
  const plans::Target& target_;
  const StandingInput& input_;
  const OfficialRules& rules_;
  std::vector<FigureTerm> own_terms_;
  const Reading* reading_ = nullptr;  // of out_.computed
  std::string month_;                 // of out_.reported
  std::vector<const OfficialFigure*> in_other_terms_;
  TargetStanding out_;
};

Judgement judge_word(const plans::Target& target, const FigureQuantity& quantity, std::string_view value) {
  if (!quantity.met.empty()) {
    const bool is_met = std::ranges::find(quantity.met, value) != quantity.met.end();
    return {is_met ? Compliance::kMet : Compliance::kNotMet, ""};
  }
  const auto place = [&](std::string_view word) {
    return std::ranges::find(quantity.values, word) - quantity.values.begin();
  };
  // The one value that the target's words name: of words inside one another (劣Ⅴ, Ⅴ) the longest.
  std::string text = target.text;
  std::vector<std::string> named;
  std::vector<std::string> longest_first = quantity.values;
  std::ranges::stable_sort(longest_first, std::ranges::greater(), &std::string::size);
  for (const std::string& one : longest_first) {
    const std::string cut = replace_all(text, one + quantity.suffix, "");
    if (cut != text) named.push_back(one);
    text = cut;
  }
  if (named.size() != 1) {
    return {Compliance::kNotAssessable,
            named.empty() ? "目标没有写明要达到的" + quantity.name : "目标写了不止一个" + quantity.name + "，不能判断"};
  }
  // Nobody aims at the worst one: where it is named (消除劣Ⅴ类), it is to be avoided.
  const auto last = named.front() == quantity.values.back() ? place(named.front()) - 1 : place(named.front());
  return {place(value) <= last ? Compliance::kMet : Compliance::kNotMet, ""};
}

}  // namespace

std::string_view to_chinese(FigureSide side) {
  constexpr std::string_view kNames[] = {"公布值", "系统计算", "部门填报"};
  return kNames[static_cast<int>(side)];
}

Judgement judge_figure(const plans::Target& target, const FigureQuantity& quantity, std::string_view value) {
  if (quantity.kind == FigureKind::kWords) return judge_word(target, quantity, value);
  if (!target.value) return {Compliance::kNotAssessable, "计划没有写明目标的数值，不能判断"};
  const Decimal number = number_in(std::string(value));
  const std::string& op = target.comparator;
  bool is_met = false;
  if (op == ">=") {
    is_met = number >= *target.value;
  } else if (op == ">") {
    is_met = number > *target.value;
  } else if (op == "<=") {
    is_met = number <= *target.value;
  } else if (op == "<") {
    is_met = number < *target.value;
  } else if (op == "=") {
    is_met = number == *target.value;
  } else if (op == "range" && target.value_high) {
    is_met = number >= *target.value && number <= *target.value_high;
  } else {
    return {Compliance::kNotAssessable, "目标的比较符“" + op + "”不能用来判断"};
  }
  return {is_met ? Compliance::kMet : Compliance::kNotMet, ""};
}

TargetStanding stand(const plans::Plan& plan, const plans::Target& target, const StandingInput& input,
                     const OfficialRules& rules) {
  return Standing(plan, target, input, rules).run();
}

}  // namespace bihuan::assessment
