#include <array>
#include <set>
#include <utility>

#include "assessment/internal/register_groups.h"
#include "assessment/internal/register_rows.h"
#include "assessment/register_evaluation.h"
#include "base/quantity.h"
#include "base/text.h"
#include "standards/farmland_use.h"

namespace bihuan::assessment {
namespace {

using internal::RegisterRow;
using standards::Contamination;
using standards::FarmlandAreas;
using standards::FarmlandPlot;

Status add_areas(FarmlandAreas& to, const FarmlandAreas& from) {
  BIHUAN_TRY(to.protected_slight, add(to.protected_slight, from.protected_slight));
  BIHUAN_TRY(to.safely_used, add(to.safely_used, from.safely_used));
  BIHUAN_TRY(to.strictly_controlled, add(to.strictly_controlled, from.strictly_controlled));
  BIHUAN_TRY(to.contaminated, add(to.contaminated, from.contaminated));
  return {};
}

// A plot that does not count as safely used, and why.
struct OpenPlot {
  std::string name, grade, area, why, where;
};

struct FarmlandGroup {
  FarmlandAreas areas;
  std::vector<OpenPlot> open;
  std::vector<standards::LeftOut> unknown;  // the crop is not known

  Status add(const FarmlandGroup& other) {
    BIHUAN_CHECK(add_areas(areas, other.areas));
    open.insert(open.end(), other.open.begin(), other.open.end());
    unknown.insert(unknown.end(), other.unknown.begin(), other.unknown.end());
    return {};
  }
};

std::string why_open(const FarmlandPlot& plot) {
  if (plot.contamination == Contamination::kSevere) return "没有落实严格管控措施";
  if (!plot.is_safely_used) return "没有落实安全利用措施";
  return plot.crop_complies ? "农产品不达标" : "农产品是否达标未知";
}

class FarmlandEvaluator {
 public:
  FarmlandEvaluator(const standards::FarmlandUseRules& rules, std::optional<Decimal> target, Evaluation& out)
      : rules_(rules), target_(target), out_(out) {}

  void take_plot(RegisterRow& row) {
    FarmlandPlot plot;
    plot.name = row.text("plot");
    if (plot.name.empty()) return row.refuse_row("这一行没有地块，未计入；应填写地块编号或名称");
    const auto grade = row.meaning("grade", {"slight", "moderate", "severe", "clean"});
    if (!grade) return row.refuse_row("“" + plot.name + "”没有污染程度，未计入");
    if (*grade == "clean") return row.note("“" + plot.name + "”未受污染，不在受污染耕地之内");
    const std::optional<Decimal> area = area_of(row, "area");
    if (!area) return row.refuse_row("“" + plot.name + "”没有可用的面积，未计入");
    const std::string district = row.text("district");
    if (!seen_.insert(district + " " + plot.name).second) {
      return row.refuse_row("“" + plot.name + "”出现两次，后一行未计入；每个地块应只有一行");
    }
    plot.area = *area;
    plot.contamination = *grade == "slight"     ? Contamination::kSlight
                         : *grade == "moderate" ? Contamination::kModerate
                                                : Contamination::kSevere;
    plot.is_protected = is_yes(row, "is_protected");
    plot.is_safely_used = is_yes(row, "is_used");
    plot.is_strictly_controlled = is_yes(row, "is_controlled");
    if (const auto crop = row.meaning("crop", {"yes", "no", "unknown"}); crop && *crop != "unknown") {
      plot.crop_complies = *crop == "yes";
    }
    count_plot(row, district, plot);
  }

  void take_areas(RegisterRow& row) {
    const std::string district = row.text("district");
    const std::optional<Decimal> contaminated = area_of(row, "contaminated_area");
    const std::optional<Decimal> used = area_of(row, "used_area");
    if (!contaminated || !used) return row.refuse_row("缺少受污染耕地面积或安全利用面积，未计入");
    const std::optional<Decimal> of_protection = area_or_zero(row, "protected_area", "保护措施面积");
    const std::optional<Decimal> controlled = area_or_zero(row, "controlled_area", "严格管控面积");
    if (!of_protection || !controlled) return row.refuse_row("有的面积不能用，未计入");
    FarmlandGroup own;
    own.areas = {*of_protection, *used, *controlled, *contaminated};
    if (const auto rate = farmland_safe_use(rules_, own.areas); !rate) {
      return row.refuse_row(rate.error().message + "，未计入");
    }
    if (!seen_.insert(district).second) {
      return row.refuse_row(internal::twice_words(district));
    }
    FarmlandGroup* const group = groups_.of(district);
    if (group == nullptr) return row.refuse_as_too_many("district");
    *group = std::move(own);
  }

  Status finish() {
    if (groups_.empty()) {
      return fail(Code::kInvalidInput, "文件“" + out_.file_name + "”中没有一行可用的数据", out_.file_name);
    }
    const bool has_unit = has_unit_.value_or(false);
    if (!has_unit)
      out_.problems.push_back({"note", out_.file_name, "面积没有写明单位；比率与单位无关，面积按原数列出"});
    if (has_unit) {
      for (std::size_t column = 1; column <= 4; ++column) table_.columns[column].head += "（亩）";
    }
    BIHUAN_TRY(const auto groups, with_all(groups_));
    for (const auto& [name, group] : groups) BIHUAN_CHECK(add_group(name, group));
    out_.tables.push_back(std::move(table_));
    return {};
  }

 private:
  // In 亩 where the column says a unit. All areas of a file have one, or none has.
  std::optional<Decimal> area_of(RegisterRow& row, std::string_view key) {
    const std::optional<Decimal> number = row.number(key);
    if (!number) return std::nullopt;
    const std::string written = row.unit(key);
    if (!has_unit_) has_unit_ = !written.empty();
    if (written.empty() == *has_unit_) {
      row.refuse_cell(key, "有的面积写明单位，有的没有；应写明单位，如“面积（亩）”");
      return std::nullopt;
    }
    if (written.empty()) return number;
    const Result<Unit> unit = parse_unit(written);
    const Result<Quantity> area =
        unit ? convert({*number, *unit}, Unit::kMu) : Result<Quantity>(std::unexpected(unit.error()));
    if (area) return without_trailing_zeros(area->value);
    row.refuse_cell(key, area.error().message + "；面积应以亩、万亩或公顷为单位");
    return std::nullopt;
  }

  // 0 where nothing is written, which the basis tells.
  std::optional<Decimal> area_or_zero(RegisterRow& row, std::string_view key, const std::string& name) {
    if (!row.text(key).empty()) return area_of(row, key);
    taken_as_zero_.insert(name);
    return Decimal();
  }

  static bool is_yes(RegisterRow& row, std::string_view key) { return row.meaning(key, {"yes", "no"}) == "yes"; }

  void count_plot(RegisterRow& row, const std::string& district, const FarmlandPlot& plot) {
    const Result<FarmlandAreas> areas = standards::farmland_areas({&plot, 1});
    FarmlandGroup* const found = groups_.of(district);
    if (found == nullptr) return row.refuse_as_too_many("district");
    FarmlandGroup& group = *found;
    if (!areas || !add_areas(group.areas, *areas)) return row.refuse_row("“" + plot.name + "”的面积太大，未计入");
    if (!areas->protected_slight.is_zero() || !areas->safely_used.is_zero() || !areas->strictly_controlled.is_zero())
      return;
    const std::string why = why_open(plot);
    const bool wants_crop = plot.contamination != Contamination::kSevere && plot.is_safely_used && !plot.crop_complies;
    if (wants_crop) group.unknown.push_back({row.where() + " " + plot.name, why});
    group.open.push_back({plot.name, row.text("grade"), to_string(plot.area), why, row.where()});
  }

  Status add_group(const std::string& name, const FarmlandGroup& group) {
    BIHUAN_TRY(standards::FarmlandUseResult use, farmland_safe_use(rules_, group.areas, target_));
    use.basis.left_out = group.unknown;
    for (const std::string& area : taken_as_zero_) use.basis.notes.push_back("没有填写的" + area + "按0计");
    if (!target_) use.reason.clear();  // none was asked for
    EvaluationDetail detail{name + " 受污染耕地安全利用率", use.reason, {}, {use.basis}, ""};
    if (!group.open.empty()) detail.tables.push_back(open_table(group.open));
    out_.figures.push_back(internal::group_figure("farmland.safe-use-share", name, use.rate, "%", detail));
    const FarmlandAreas& areas = group.areas;
    table_.rows.push_back(
        {{name, to_string(areas.contaminated), to_string(areas.protected_slight), to_string(areas.safely_used),
          to_string(areas.strictly_controlled), cell_text(use.rate), cell_text(target_),
          target_ ? std::string(to_chinese(use.compliance)) : std::string(), use.reason},
         add_detail(out_, std::move(detail))});
    return {};
  }

  EvaluationTable open_table(const std::vector<OpenPlot>& plots) const {
    EvaluationTable table{"open",
                          "未计为安全利用的地块",
                          {{"plot", "地块", false},
                           {"grade", "污染程度", false},
                           {"area", has_unit_.value_or(false) ? "面积（亩）" : "面积", true},
                           {"why", "原因", false},
                           {"where", "位置", false}},
                          {}};
    for (const OpenPlot& one : plots) {
      table.rows.push_back({{one.name, one.grade, one.area, one.why, one.where}, std::nullopt});
    }
    return table;
  }

  const standards::FarmlandUseRules& rules_;
  std::optional<Decimal> target_;
  Evaluation& out_;
  internal::InOrder<FarmlandGroup> groups_;
  std::set<std::string> seen_;
  std::optional<bool> has_unit_;  // of the areas; none: no area yet
  std::set<std::string> taken_as_zero_;
  EvaluationTable table_{"rates",
                         "安全利用率",
                         {{"district", "区域", false},
                          {"contaminated", "受污染耕地", true},
                          {"protected", "保护措施", true},
                          {"safely_used", "安全利用", true},
                          {"strictly_controlled", "严格管控", true},
                          {"rate", "安全利用率%", true},
                          {"target", "国家目标%", true},
                          {"compliance", "评价", false},
                          {"reason", "说明", false}},
                         {}};
};

}  // namespace

Result<Evaluation> evaluate_farmland(std::string_view bytes, std::string_view file_name,
                                     std::span<const standards::KnowledgeText> texts, const RegisterOptions& options) {
  BIHUAN_TRY(const standards::FarmlandUseRules rules, standards::load_farmland_use_rules(texts, options.on));
  std::optional<Decimal> target;
  if (options.year != 0) {
    BIHUAN_TRY(target, farmland_target(rules, options.year));
  }
  BIHUAN_TRY(const internal::RegisterWords words,
             internal::load_register_words(
                 texts, "farmland",
                 {"district", "plot", "area", "grade", "is_protected", "is_used", "crop", "is_controlled",
                  "protected_area", "used_area", "controlled_area", "contaminated_area"},
                 {"slight", "moderate", "severe", "clean", "yes", "no", "unknown"}));
  const std::array<internal::RegisterForm, 2> forms{
      {{"地块台账", {"plot", "area", "grade"}, {"district", "is_protected", "is_used", "crop", "is_controlled"}},
       {"各区县的面积", {"contaminated_area", "used_area"}, {"district", "protected_area", "controlled_area"}, false}}};
  Evaluation out;
  out.kind = "farmland";
  out.title = "受污染耕地安全利用";
  out.standards = {rules.source.standard};
  FarmlandEvaluator evaluator(rules, target, out);
  const auto take = [&](std::size_t form, RegisterRow& row) {
    form == 0 ? evaluator.take_plot(row) : evaluator.take_areas(row);
  };
  BIHUAN_CHECK(internal::read_register(bytes, file_name, words, forms, take, out));
  BIHUAN_CHECK(evaluator.finish());
  return out;
}

}  // namespace bihuan::assessment
