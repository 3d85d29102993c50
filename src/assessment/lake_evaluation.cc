#include "assessment/lake_evaluation.h"

#include <algorithm>
#include <utility>

#include "assessment/internal/row_places.h"
#include "assessment/internal/section_tables.h"
#include "standards/surface_water_group.h"
#include "standards/trophic_state.h"

namespace bihuan::assessment {
namespace {

using internal::class_text;
using internal::MonthSpan;
using internal::section_detail;
using standards::SectionResult;

// Table 1, chlorophyll a and transparency.
std::vector<ResultItem> lake_items(const standards::SurfaceWaterRules& rules, const standards::TrophicRules& trophic,
                                   const SectionTableWords& words) {
  std::vector<ResultItem> items = section_items(rules, words);
  for (const standards::TrophicComponent& component : trophic.components) {
    if (rules.parameter(component.key) != nullptr) continue;
    ResultItem item{component.key, component.names, component.unit, std::nullopt, false, ""};
    if (const auto highest = words.highest.find(component.key); highest != words.highest.end()) {
      item.highest = highest->second;
    }
    items.push_back(std::move(item));
  }
  return items;
}

struct Lake {
  std::string name;
  std::vector<const SectionRecord*> points;
};

class LakeEvaluator {
 public:
  LakeEvaluator(const standards::SurfaceWaterRules& rules, const standards::TrophicRules& trophic,
                const LakeOptions& options, Evaluation& out)
      : rules_(rules),
        trophic_(trophic),
        options_(options),
        context_{rules, "section-assessment", options.indicator_set, options.on},
        out_(out) {}

  Status run(const SectionWorkbook& workbook) {
    std::vector<Lake> lakes;
    for (const SectionRecord& record : workbook.sections) {
      const std::string& name = record.river.empty() ? record.name : record.river;
      auto found = std::ranges::find(lakes, name, &Lake::name);
      if (found == lakes.end()) {
        lakes.push_back({name, {}});
        found = std::prev(lakes.end());
      }
      found->points.push_back(&record);
    }
    for (const MonthSpan& span : internal::spans_of(workbook, options_.by)) {
      for (const Lake& lake : lakes) BIHUAN_CHECK(add_lake(lake, span));
    }
    out_.tables.push_back(std::move(lakes_));
    out_.tables.push_back(std::move(points_));
    return {};
  }

 private:
  Status add_lake(const Lake& lake, const MonthSpan& span) {
    std::vector<SectionResult> results;
    for (const SectionRecord* point : lake.points) {
      BIHUAN_TRY(SectionResult result, evaluate_record(context_, *point, span));
      add_point(lake, *point, span, result);
      results.push_back(std::move(result));
    }
    SectionResult whole = results.front();
    if (results.size() > 1) {
      Result<SectionResult> mean = mean_section(rules_, results, standards::WaterBody::kLake, lake.name);
      if (mean) {
        whole = std::move(*mean);
      } else if (mean.error().code == Code::kInsufficientData) {
        whole = SectionResult{};
        whole.reason = mean.error().message;
      } else {
        return std::unexpected(mean.error());
      }
    }
    Result<standards::TrophicResult> state = trophic_state(lake, span);
    EvaluationDetail detail = section_detail(rules_, whole, lake.name + " " + span.text());
    std::string state_reason;
    std::vector<std::string> cells = {lake.name,
                                      span.text(),
                                      std::to_string(lake.points.size()),
                                      class_text(whole.water_class),
                                      whole.level.level,
                                      whole.main_pollutants_text,
                                      "",
                                      "",
                                      whole.water_class ? std::string() : whole.reason};
    if (state) {
      cells[6] = cell_text(state->printed);
      cells[7] = state->grade;
      state_reason = state->reason;
      detail.tables.push_back(trophic_table(*state));
      detail.bases.push_back(state->basis);
    } else {
      state_reason = state.error().message;
    }
    if (!state_reason.empty()) cells[8] += (cells[8].empty() ? "" : "；") + state_reason;
    lakes_.rows.push_back({std::move(cells), add_detail(out_, std::move(detail))});
    return {};
  }

  void add_point(const Lake& lake, const SectionRecord& point, const MonthSpan& span, const SectionResult& result) {
    EvaluationDetail detail = section_detail(rules_, result, point.name + " " + span.text());
    detail.cells = row_places_text(point.rows);
    points_.rows.push_back(
        {{lake.name, point.name, span.text(), class_text(point.target), class_text(result.water_class),
          result.level.level, std::string(to_chinese(result.compliance)), result.main_pollutants_text,
          std::to_string(result.months_used) + "/" + std::to_string(result.months_wanted), result.reason},
         add_detail(out_, std::move(detail))});
  }

  Result<standards::TrophicResult> trophic_state(const Lake& lake, const MonthSpan& span) const {
    standards::TrophicInput input{lake.name, {}, options_.may_lack_components};
    for (const SectionRecord* record : lake.points) {
      standards::TrophicPoint point{record->name, {}};
      for (const standards::SectionMonth& month : record->months) {
        if (month.month < span.first || month.month > span.last) continue;
        for (const auto& [key, measurement] : month.values) {
          if (trophic_.component(key) != nullptr) point.readings[key].push_back(measurement);
        }
      }
      input.points.push_back(std::move(point));
    }
    return evaluate_trophic_state(trophic_, input);
  }

  static EvaluationTable trophic_table(const standards::TrophicResult& state) {
    EvaluationTable table{
        "trophic",
        "营养状态分项",
        {{"item", "项目", false}, {"mean", "均值", true}, {"index", "TLI(j)", true}, {"weight", "权重", true}},
        {}};
    constexpr int kMeanPlaces = 4;
    constexpr int kIndexPlaces = 2;
    for (const standards::TrophicItem& item : state.items) {
      table.rows.push_back({{item.name, to_string(round_gbt8170(item.mean, kMeanPlaces)),
                             to_string(round_gbt8170(item.index, kIndexPlaces)), to_string(item.weight)},
                            std::nullopt});
    }
    return table;
  }

  const standards::SurfaceWaterRules& rules_;
  const standards::TrophicRules& trophic_;
  const LakeOptions& options_;
  internal::SectionContext context_;
  Evaluation& out_;
  EvaluationTable lakes_{"lakes",
                         "湖库",
                         {{"lake", "湖库", false},
                          {"period", "时段", false},
                          {"points", "点位数", true},
                          {"class", "类别", false},
                          {"level", "水质状况", false},
                          {"main", "主要污染指标", false},
                          {"tli", "TLI", true},
                          {"state", "营养状态", false},
                          {"reason", "说明", false}},
                         {}};
  EvaluationTable points_{"points",
                          "点位",
                          {{"lake", "湖库", false},
                           {"point", "点位", false},
                           {"period", "时段", false},
                           {"target", "目标", false},
                           {"class", "类别", false},
                           {"level", "水质状况", false},
                           {"compliance", "评价", false},
                           {"main", "主要污染指标", false},
                           {"months", "有效月数", true},
                           {"reason", "说明", false}},
                          {}};
};

}  // namespace

Result<Evaluation> evaluate_lakes(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const LakeOptions& options) {
  BIHUAN_TRY(const standards::SurfaceWaterRules rules,
             standards::load_surface_water_rules(texts, options.on.value_or(Date(9999, 12, 31))));
  BIHUAN_TRY(const standards::TrophicRules trophic, standards::load_trophic_rules(texts, options.on));
  BIHUAN_TRY(const SectionTableWords words, load_section_table_words(texts, "indicators/lake-table.toml"));
  WorkbookOptions reading;
  reading.year = options.year;
  reading.detection_limits = options.detection_limits;
  reading.object = "湖库";
  reading.names_by_water = true;
  reading.kind = standards::SourceKind::kLake;
  BIHUAN_TRY(const SectionWorkbook workbook,
             read_section_workbook(bytes, file_name, lake_items(rules, trophic, words), words, reading));
  Evaluation out;
  out.kind = "lake";
  out.title = "湖库评价";
  add_workbook(out, workbook);
  out.standards = {rules.standard + "；" + rules.profile("section-assessment")->name,
                   trophic.source.standard + " 综合营养状态指数"};
  BIHUAN_CHECK(LakeEvaluator(rules, trophic, options, out).run(workbook));
  return out;
}

}  // namespace bihuan::assessment
