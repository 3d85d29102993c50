#include <algorithm>
#include <array>
#include <utility>

#include "assessment/internal/register_groups.h"
#include "assessment/internal/register_rows.h"
#include "assessment/register_evaluation.h"
#include "base/quantity.h"
#include "base/text.h"
#include "standards/black_odour.h"

namespace bihuan::assessment {
namespace {

using internal::RegisterRow;
using standards::BlackOdour;
using standards::BlackOdourItem;
using standards::BlackOdourRules;
using standards::BlackOdourSample;

struct OdourPoint {
  std::vector<BlackOdourSample> samples;
  std::vector<std::vector<std::string>> rows;  // date, items, grade, place: for the detail
};

using OdourWater = internal::InOrder<OdourPoint>;  // points along the stream, as listed

class BlackOdourEvaluator {
 public:
  BlackOdourEvaluator(const BlackOdourRules& rules, Evaluation& out) : rules_(rules), out_(out) {}

  void take(RegisterRow& row) {
    const std::string water = row.text("water");
    if (water.empty()) return row.refuse_row("这一行没有水体名称，未计入；应填写水体名称");
    BlackOdourSample sample;
    std::vector<std::string> cells = {row.text("date")};
    for (const BlackOdourItem& item : rules_.items) {
      if (const std::optional<Decimal> value = value_of(row, item)) sample.values[item.key] = *value;
      cells.push_back(row.text(item.key));
    }
    if (sample.values.empty()) return row.refuse_row("没有一项可用的结果，未计入");
    sample.depth = length_of(row, "depth", "水深", row.number("depth"));
    sample.is_clear_to_bottom = row.meaning("bottom", {"yes", "no"}) == "yes";
    const Result<standards::SampleGrade> grade = black_odour_sample(rules_, sample);
    if (!grade) return row.refuse_row(grade.error().message + "，未计入");
    cells.emplace_back(to_chinese(grade->grade));
    cells.push_back(row.where());
    const std::string district = row.text("district");
    OdourWater* const stream = waters_.of(district.empty() ? water : district + " " + water);
    if (stream == nullptr) return row.refuse_as_too_many("water");
    OdourPoint* const point = stream->of(row.text("point"));
    if (point == nullptr) return row.refuse_as_too_many("point");
    point->samples.push_back(std::move(sample));
    point->rows.push_back(std::move(cells));
  }

  Status finish() {
    if (waters_.empty()) {
      return fail(Code::kInvalidInput, "文件“" + out_.file_name + "”中没有一行可用的数据", out_.file_name);
    }
    for (const auto& [name, water] : waters_.all()) BIHUAN_CHECK(add_water(name, water));
    out_.tables.push_back(std::move(table_));
    out_.tables.push_back(std::move(points_));
    return {};
  }

 private:
  // Lengths are kept in m as often as in cm, so that one without a unit says nothing.
  static std::optional<Decimal> length_of(RegisterRow& row, std::string_view key, const std::string& name,
                                          std::optional<Decimal> value) {
    if (!value) return std::nullopt;
    const Result<Unit> unit = parse_unit(row.unit(key));
    const Result<Quantity> length = unit && *unit != Unit::kNone ? convert({*value, *unit}, Unit::kCm)
                                                                 : Result<Quantity>(fail(Code::kInvalidInput, ""));
    if (length) return length->value;
    row.refuse_cell(key, name + "的单位应在表头写明，如“" + name + "（cm）”");
    return std::nullopt;
  }

  static std::optional<Decimal> value_of(RegisterRow& row, const BlackOdourItem& item) {
    if (item.unit == "cm") return length_of(row, item.key, item.names.front(), row.number(item.key));
    const bool is_redox = item.unit == "mV";
    const std::optional<Decimal> value = is_redox ? row.signed_number(item.key) : row.result(item.key);
    const std::string written = row.unit(item.key);
    if (!value || written.empty() || written == item.unit) return value;
    const Result<Unit> from = parse_unit(written);
    const Result<Unit> to = parse_unit(item.unit);
    if (from && to) {
      if (const Result<Quantity> own = convert({*value, *from}, *to)) return own->value;
    }
    row.refuse_cell(item.key, item.names.front() + "的单位“" + excerpt(written) + "”应为" + item.unit);
    return std::nullopt;
  }

  Status add_water(const std::string& water, const OdourWater& along) {
    std::vector<BlackOdour> grades;
    std::vector<std::string> names;
    std::int64_t samples = 0;
    standards::Basis basis = start_basis(rules_.source, {"body"});
    for (const auto& [name, point] : along.all()) {
      BIHUAN_TRY(const standards::PointGrade grade, black_odour_point(rules_, point.samples));
      add_point(water, name, point, grade);
      samples += static_cast<std::int64_t>(point.samples.size());
      if (!grade.is_assessable) {
        basis.left_out.push_back({water + name, grade.reason});
        continue;
      }
      grades.push_back(grade.grade);
      names.push_back(name);
    }
    basis.wanted = basis.had = static_cast<std::int64_t>(along.size());
    basis.used = static_cast<std::int64_t>(grades.size());
    if (grades.size() > 1) basis.notes.emplace_back("点位按表中的次序视为沿程的次序");
    const standards::BodyGrade body = black_odour_body(rules_, grades);
    std::vector<std::string> reaches;
    for (const auto& [first, last] : body.heavy_reaches) reaches.push_back(names[first] + "至" + names[last]);
    const std::string grade = grades.empty() ? "无法评价" : std::string(to_chinese(body.grade));
    table_.rows.push_back({{water, std::to_string(along.size()), std::to_string(samples),
                            std::to_string(std::ranges::count(grades, BlackOdour::kHeavy)), grade, join(reaches, "、")},
                           add_detail(out_, {water, "", {}, {basis}, ""})});
    return {};
  }

  void add_point(const std::string& water, const std::string& name, const OdourPoint& point,
                 const standards::PointGrade& grade) {
    EvaluationTable samples{"samples", "样品", {{"date", "日期", false}}, {}};
    for (const BlackOdourItem& item : rules_.items) samples.columns.push_back({item.key, item.names.front(), true});
    samples.columns.push_back({"grade", "分级", false});
    samples.columns.push_back({"where", "位置", false});
    for (const std::vector<std::string>& row : point.rows) samples.rows.push_back({row, std::nullopt});
    points_.rows.push_back(
        {{water, name, std::to_string(point.samples.size()),
          grade.is_assessable ? std::string(to_chinese(grade.grade)) : "无法评价", join(grade.heavy_items, "、"),
          grade.reason},
         add_detail(out_, {water + " " + name, grade.reason, {std::move(samples)}, {grade.basis}, ""})});
  }

  const BlackOdourRules& rules_;
  Evaluation& out_;
  internal::InOrder<OdourWater> waters_;
  EvaluationTable table_{"waters",
                         "水体",
                         {{"water", "水体", false},
                          {"points", "点位数", true},
                          {"samples", "样品数", true},
                          {"heavy_points", "重度点位", true},
                          {"grade", "分级", false},
                          {"reaches", "重度黑臭河段", false}},
                         {}};
  EvaluationTable points_{"points",
                          "点位",
                          {{"water", "水体", false},
                           {"point", "点位", false},
                           {"samples", "样品数", true},
                           {"grade", "分级", false},
                           {"heavy_items", "重度指标", false},
                           {"reason", "说明", false}},
                          {}};
};

}  // namespace

Result<Evaluation> evaluate_black_odour(std::string_view bytes, std::string_view file_name,
                                        std::span<const standards::KnowledgeText> texts,
                                        const RegisterOptions& options) {
  BIHUAN_TRY(const BlackOdourRules rules, standards::load_black_odour_rules(texts, options.on));
  BIHUAN_TRY(internal::RegisterWords words,
             internal::load_register_words(
                 texts, "black_odour",
                 {"district", "water", "point", "date", "depth", "bottom", "transparency", "do", "orp", "nh3n"},
                 {"yes", "no"}));
  internal::RegisterForm samples{"各点位的样品", {"water"}, {"district", "point", "date", "depth", "bottom"}};
  for (const BlackOdourItem& item : rules.items) {
    std::vector<std::string>& names = words.columns[item.key];
    names.insert(names.begin(), item.names.begin(), item.names.end());
    samples.optional.push_back(item.key);
  }
  const std::array<internal::RegisterForm, 1> forms{samples};
  Evaluation out;
  out.kind = "black_odour";
  out.title = "城市黑臭水体分级";
  out.standards = {rules.source.standard + " " + rules.source.edition};
  BlackOdourEvaluator evaluator(rules, out);
  const auto take = [&](std::size_t, RegisterRow& row) { evaluator.take(row); };
  BIHUAN_CHECK(internal::read_register(bytes, file_name, words, forms, take, out));
  BIHUAN_CHECK(evaluator.finish());
  return out;
}

}  // namespace bihuan::assessment
