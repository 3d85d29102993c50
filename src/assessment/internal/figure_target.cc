#include "assessment/internal/figure_target.h"

#include <algorithm>
#include <utility>

#include "assessment/internal/needed_count.h"
#include "assessment/section_workbook.h"
#include "base/quantity.h"
#include "base/text.h"
#include "records/official_rules.h"
#include "standards/surface_water_group.h"

namespace bihuan::assessment::internal {
namespace {

constexpr std::size_t kMostRows = 300;  // of a table that is kept with a reading
constexpr int kShareDecimals = 1;       // of a share of days that no rule rounds

// 个行政村 without its measure word.
std::string_view bare(std::string_view object) {
  constexpr std::string_view kMeasure = "个";
  if (object.starts_with(kMeasure)) object.remove_prefix(kMeasure.size());
  return object;
}

class FigureAnswer {
 public:
  FigureAnswer(const FigureBinding& binding, const FigureContext& context)
      : binding_(binding), indicator_(*binding.indicator), context_(context) {}

  Reading run() {
    start();
    figure_ = choose();
    if (figure_ != nullptr) {
      take_figure();
      if (figure_->value) {
        decide();
      } else {
        reading_.reason = figure_->reason.empty() ? "没有足够的数据" : figure_->reason;
      }
    }
    reading_.sentence = sentence();
    return std::move(reading_);
  }

 private:
  void start() {
    if (binding_.target != nullptr) {
      start_reading(reading_, *binding_.target, indicator_);
    } else {
      reading_.target_id = binding_.end->id;
      reading_.indicator = indicator_.id;
      reading_.indicator_name = indicator_.name;
    }
    reading_.as_of = context_.as_of;
    reading_.period_from = Date(context_.year, 1, 1);
    reading_.period_to = std::min(context_.as_of, Date(context_.year, 12, 31));
    reading_.source_file = context_.evaluation.file_name;
    reading_.source_digest = context_.evaluation.file_digest;
  }

  // The figure that the target means; null with the reason where that is not known.
  const EvaluationFigure* choose() {
    std::vector<const EvaluationFigure*> found;
    for (const EvaluationFigure& one : context_.evaluation.figures) {
      if (one.id == indicator_.id && (!one.to || one.to->year() == context_.year)) found.push_back(&one);
    }
    if (found.empty()) {
      reading_.reason = why_none();
      return nullptr;
    }
    if (found.size() == 1) {
      if (!found.front()->is_all && !found.front()->place.empty()) note("文件中只有“" + found.front()->place + "”");
      return found.front();
    }
    const EvaluationFigure* named = nullptr;  // the longest name that the target has
    for (const EvaluationFigure* one : found) {
      const std::string place = plain_name(one->place);
      if (one->is_all || place.empty() || binding_.text.find(place) == std::string::npos) continue;
      if (named == nullptr || one->place.size() > named->place.size()) named = one;
    }
    if (named != nullptr) return named;
    if (std::ranges::count_if(found, [](const auto* one) { return one->is_all; }) == 1) {
      return *std::ranges::find_if(found, [](const auto* one) { return one->is_all; });
    }
    reading_.reason = "文件中有" + found.front()->place + "、" + found[1]->place + "等" + number(std::ssize(found)) +
                      "个结果，目标没有写明是哪一个，不能代为选择";
    return nullptr;
  }

  std::string why_none() const {
    for (const EvaluationProblem& open : context_.evaluation.open) return open.message;
    return "文件中没有" + number(context_.year) + "年的结果";
  }

  void take_figure() {
    if (figure_->from) reading_.period_from = *figure_->from;
    if (figure_->to) reading_.period_to = *figure_->to;
    reading_.is_state = !figure_->to;
    if (reading_.is_state) keep_table(context_.evaluation.tables.front());  // of all places
    if (!indicator_.object.empty()) {
      reading_.object = indicator_.object;
      reading_.have = figure_->have;
      reading_.whole = figure_->whole;
    }
    take_value();
    for (const EvaluationTable& table : figure_->tables) keep_table(table);
    Basis& basis = reading_.basis;
    std::vector<std::string> notes = std::exchange(basis.notes, {});
    basis = figure_->basis;
    basis.notes.insert(basis.notes.begin(), notes.begin(), notes.end());
    basis.knowledge_digest += " " + context_.catalogue.digest;
    lower_confidence(basis, indicator_.confidence);
    if (figure_->value && !figure_->reason.empty()) note(figure_->reason);
  }

  // The value in the unit of the target where it has one; in its own where the two cannot be compared.
  void take_value() {
    reading_.value = figure_->value;
    if (!reading_.value || plain_name(reading_.unit) == plain_name(figure_->unit)) return;
    const Result<Unit> from = parse_unit(figure_->unit);
    const Result<Unit> to = parse_unit(reading_.unit);
    if (from && to) {
      if (const Result<Quantity> value = convert({*figure_->value, *from}, *to)) {
        reading_.value = value->value;
        return;
      }
    }
    if (is_count() && reading_.unit == "%") {
      reading_.value = standards::share_percent(figure_->have, figure_->whole, kShareDecimals);
    } else if (is_count() && (reading_.unit == "个" || reading_.unit == "天")) {
      reading_.value = Decimal(figure_->have);
    } else {
      reading_.unit = figure_->unit;
    }
  }

  bool is_count() const { return figure_->whole > 0 && !indicator_.object.empty(); }

  void keep_table(EvaluationTable table) {
    if (table.rows.size() > kMostRows) {
      note("“" + table.title + "”共" + number(std::ssize(table.rows)) + "行，随读数只保留前" +
           number(static_cast<std::int64_t>(kMostRows)) + "行");
      table.rows.resize(kMostRows);
    }
    for (EvaluationRow& row : table.rows) row.detail.reset();
    for (std::size_t column = table.columns.size(); column-- > 0;) {  // nothing was said in it
      const auto at = static_cast<std::ptrdiff_t>(column);
      if (!std::ranges::all_of(table.rows, [&](const EvaluationRow& row) { return row.cells[column].empty(); }))
        continue;
      table.columns.erase(table.columns.begin() + at);
      for (EvaluationRow& row : table.rows) row.cells.erase(row.cells.begin() + at);
    }
    reading_.tables.push_back(std::move(table));
  }

  void note(std::string text) { reading_.basis.notes.push_back(std::move(text)); }

  // Is the year over, and are the data of all of it?
  bool is_year_over() const {
    const Date end(context_.year, 12, 31);
    return context_.as_of >= end && (!figure_->to || *figure_->to == end);
  }
  bool is_cut_short() const { return context_.as_of >= Date(context_.year, 12, 31) && !is_year_over(); }

  void decide() {
    if (binding_.target == nullptr) {
      reading_.reason = "计划没有写明数值" +
                        (binding_.end->reference.empty() ? std::string() : "，数值见“" + binding_.end->reference + "”");
      return;
    }
    if (!binding_.target->value) {
      reading_.reason = "目标没有可用的数值";
      return;
    }
    is_count() ? decide_count() : decide_value();
    if (is_cut_short() && !is_lost_ && reading_.verdict != Verdict::kInsufficientData) {
      reading_.verdict = Verdict::kInsufficientData;
      reading_.reason = "文件的数据只到" + to_chinese(reading_.period_to) + "，不是全年";
    }
  }

  bool is_count_in_days() const { return figure_->unit == "天"; }

  void decide_count() {
    const plans::Target& target = *binding_.target;
    const std::int64_t whole = figure_->whole;
    const bool is_of_plan = indicator_.kind != "air";  // a year's days are counted by the calendar
    if (is_of_plan && binding_.whole && *binding_.whole != whole) {
      reading_.reason = "计划写明" + number(*binding_.whole) + indicator_.object + "，文件中有" + number(whole) + "个";
      return;
    }
    const CountedThing thing{bare(indicator_.object), is_count_in_days() ? "天" : "个"};
    const std::int64_t total = whole + figure_->to_come;
    const Result<std::int64_t> now =
        needed_count(target, indicator_.is_more_better, whole, thing, figure_->value->places());
    const Result<std::int64_t> year =
        needed_count(target, indicator_.is_more_better, total, thing, figure_->value->places());
    if (!now || !year) {
      reading_.reason = (now ? year : now).error().message;
      return;
    }
    reading_.needed = *year;
    if (target.unit == "%") {
      reading_.statement = (figure_->to_come > 0 ? "全年" : "") + number(total) + indicator_.object + "的" +
                           to_string(*target.value) + "%＝" + number(*year) + "个";
    }
    const bool more = indicator_.is_more_better;
    reading_.allowed_failures = margin(total, *year);
    const std::int64_t best = indicator_.is_settled
                                  ? (more ? figure_->have + figure_->unknown + figure_->to_come : figure_->have)
                                  : (more ? total : 0);
    is_lost_ = more ? best < *year : best > *year;
    // A number of days that the year asks for is not there in spring: then the share so far is held against it.
    const bool by_pace = more && is_count_in_days() && figure_->to_come > 0;
    const std::int64_t have = by_pace ? figure_->have * total : figure_->have;
    const std::int64_t unknown = by_pace ? figure_->unknown * total : figure_->unknown;
    const std::int64_t bound = by_pace ? *year * whole : *now;
    conclude(more ? have >= bound : have + unknown <= bound, more ? have + unknown < bound : have > bound);
    if (reading_.compliance == Compliance::kNotAssessable) {
      reading_.reason = number(figure_->unknown) + indicator_.object + "无法评价";
    }
  }

  std::int64_t margin(std::int64_t total, std::int64_t year) const {
    if (!indicator_.is_more_better) return year - figure_->have;
    if (!indicator_.is_settled) return figure_->have - year;
    return total - year - (figure_->whole - figure_->have - figure_->unknown);
  }

  void decide_value() {
    const plans::Target& target = *binding_.target;
    const std::string& comparator = target.comparator;
    const bool more = indicator_.is_more_better;
    const bool is_lower = comparator == ">=" || comparator == ">" || (comparator == "=" && more);
    const bool is_upper = comparator == "<=" || comparator == "<" || (comparator == "=" && !more);
    if (is_lower != more || (!is_lower && !is_upper)) {
      reading_.reason = "比较符“" + comparator + "”不能用于这个指标";
      return;
    }
    const Result<Decimal> limit = limit_in_unit(target);
    if (!limit) {
      reading_.reason = limit.error().message;
      return;
    }
    const Decimal value = *figure_->value;
    const bool keeps = comparator == ">"   ? value > *limit
                       : comparator == "<" ? value < *limit
                       : is_lower          ? value >= *limit
                                           : value <= *limit;
    conclude(keeps, !keeps);
    if (reading_.verdict != Verdict::kOnTrack || more) return;
    const Result<Decimal> near = multiply(*limit, context_.catalogue.near_limit_share);
    if (near && value > *near) {
      reading_.verdict = Verdict::kAtRisk;
      is_near_ = true;
      note("年内超过限值的" + to_string(context_.catalogue.near_limit_share) +
           "倍视为接近限值，是本系统的设定，只影响年内的判断");
    }
  }

  // The limit of the target in the unit of the figure.
  Result<Decimal> limit_in_unit(const plans::Target& target) const {
    if (plain_name(target.unit) == plain_name(figure_->unit)) return *target.value;
    const Result<Unit> own = parse_unit(target.unit);
    const Result<Unit> wanted = parse_unit(figure_->unit);
    if (own && wanted) {
      if (const Result<Quantity> limit = convert({*target.value, *own}, *wanted)) return limit->value;
    }
    return fail(Code::kNotCovered, "目标的单位“" + target.unit + "”与结果的单位“" + figure_->unit + "”不能比较");
  }

  void conclude(bool is_sure, bool is_hopeless) {
    if (is_sure) reading_.compliance = Compliance::kMet;
    if (is_hopeless) reading_.compliance = Compliance::kNotMet;
    if (is_year_over()) {
      if (is_sure) reading_.verdict = Verdict::kMet;
      if (is_hopeless) reading_.verdict = Verdict::kMissed;
    } else if (is_lost_) {
      reading_.verdict = Verdict::kMissed;
    } else if (is_sure) {
      reading_.verdict = Verdict::kOnTrack;
    } else if (is_hopeless) {
      reading_.verdict = Verdict::kAtRisk;
    }
  }

  // 2024年1—9月，128个行政村中100个已治理，占78.13%，要求不低于78.02%（即100个）：达标。
  std::string sentence() const {
    std::string text = period_text() + "，";
    if (figure_ == nullptr || !figure_->value) return text + indicator_.name + "不能评价：" + reading_.reason + "。";
    if (!figure_->place.empty() && !figure_->is_all) text += figure_->place + "的";
    if (is_count()) {
      text += number(figure_->whole) + indicator_.object + "中" + number(figure_->have) + "个" + indicator_.counted_as;
      const bool has_unknown = figure_->unknown > 0;
      if (has_unknown) text += "、" + number(figure_->unknown) + "个无法评价";
      if (figure_->unit == "%")
        text += "，" + (has_unknown ? indicator_.name : "占") + to_string(*figure_->value) + "%";
    } else {
      text += indicator_.name + "为" + to_string(*figure_->value) + figure_->unit;
    }
    if (!reading_.limit) return text + "。" + reading_.reason + "。";
    text += "，要求" + comparator_words(reading_.comparator) + to_string(*reading_.limit) + binding_.target->unit;
    if (!reading_.statement.empty()) text += "（即" + number(reading_.needed) + "个）";
    if (reading_.compliance == Compliance::kNotAssessable) return text + "：不能判断，" + reading_.reason + "。";
    text += "：" + std::string(to_chinese(reading_.compliance)) + "。";
    if (is_lost_ && !is_year_over()) return text + "已不能完成。";
    if (is_cut_short()) return text + reading_.reason + "。";
    if (is_near_) text += "接近限值。";
    return text + margin_words();
  }

  std::string period_text() const {
    if (figure_ == nullptr) return number(context_.year) + "年";
    if (figure_->to) return records::days_text(reading_.period_from, reading_.period_to);
    return to_chinese(reading_.period_to) + "的台账";
  }

  std::string margin_words() const {
    if (is_year_over() || reading_.object.empty()) return {};
    const std::int64_t left = reading_.allowed_failures;
    const std::string thing(bare(indicator_.object));
    if (left < 0) return "还差" + number(-left) + indicator_.object + "。";
    if (!indicator_.is_settled) return {};
    return (left == 0 ? "不能再有" + thing : "全年还可有" + number(left) + indicator_.object) + indicator_.failed_as +
           "。";
  }

  const FigureBinding& binding_;
  const FigureIndicator& indicator_;
  const FigureContext& context_;
  const EvaluationFigure* figure_ = nullptr;
  Reading reading_;
  bool is_lost_ = false;  // whatever the rest of the year brings
  bool is_near_ = false;
};

}  // namespace

Reading answer_with_figure(const FigureBinding& binding, const FigureContext& context) {
  return FigureAnswer(binding, context).run();
}

}  // namespace bihuan::assessment::internal
