#include "assessment/water_evaluation.h"

#include <algorithm>
#include <map>
#include <utility>

#include "assessment/internal/row_places.h"
#include "assessment/internal/section_tables.h"
#include "base/text.h"
#include "standards/city_water_index.h"
#include "standards/surface_water_change.h"

namespace bihuan::assessment {
namespace {

using internal::class_text;
using internal::MonthSpan;
using internal::section_detail;
using internal::SectionContext;
using standards::Compliance;
using standards::SectionResult;
using standards::SurfaceWaterRules;
using standards::WaterBody;

constexpr const char* kSectionAssessment = "section-assessment";
constexpr const char* kStationFeed = "station-feed";

using Columns = std::vector<EvaluationColumn>;

Columns section_columns() {
  return {{"section", "断面", false},   {"water", "所在水体", false},  {"body", "类型", false},
          {"period", "时段", false},    {"target", "目标", false},     {"class", "类别", false},
          {"level", "水质状况", false}, {"compliance", "评价", false}, {"main", "主要污染指标", false},
          {"months", "有效月数", true}, {"reason", "说明", false}};
}

Columns group_columns() {
  return {{"group", "范围", false},          {"period", "时段", false},       {"sections", "断面数", true},
          {"good", "Ⅰ至Ⅲ类", true},          {"good_share", "优良率%", true}, {"bad", "劣Ⅴ类", true},
          {"bad_share", "劣Ⅴ类比例%", true}, {"class", "均值类别", false},    {"level", "水质状况", false},
          {"main", "主要污染指标", false},   {"reason", "说明", false}};
}

// The evaluated sections of one span, in the order of the workbook.
struct Evaluated {
  MonthSpan span;
  std::vector<const SectionRecord*> records;  // that have a month in the span
  std::vector<SectionResult> results;
};

class WaterEvaluator {
 public:
  WaterEvaluator(const SurfaceWaterRules& rules, const WaterOptions& options, Evaluation& out)
      : rules_(rules),
        context_{rules, options.profile, options.indicator_set, options.on},
        by_(options.by),
        out_(out) {}

  Status run(const SectionWorkbook& workbook) {
    EvaluationTable sections{"sections", "断面水质", section_columns(), {}};
    EvaluationTable groups{"groups", "水体与全部断面", group_columns(), {}};
    std::vector<standards::WorstMonth> worst;
    for (const MonthSpan& span : internal::spans_of(workbook, by_)) {
      BIHUAN_TRY(const Evaluated evaluated, evaluate(workbook, span));
      for (std::size_t i = 0; i < evaluated.results.size(); ++i) add_section(sections, evaluated, i);
      BIHUAN_CHECK(add_groups(groups, evaluated));
      for (standards::WorstMonth& month : worse_than_v_by_month(rules_, evaluated.results)) {
        worst.push_back(std::move(month));
      }
    }
    out_.tables.push_back(std::move(sections));
    out_.tables.push_back(std::move(groups));
    add_worst(worst);
    return {};
  }

  Status compare(const SectionWorkbook& now, const SectionWorkbook& base) {
    EvaluationTable table{"changes",
                          "与" + std::to_string(base.year) + "年同期比较",
                          {{"name", "断面或范围", false},
                           {"period", "时段", false},
                           {"before", "基期", false},
                           {"after", "本期", false},
                           {"change", "变化", false},
                           {"difference", "比例差的变化（百分点）", true},
                           {"kept", "不劣于基期", false},
                           {"reason", "说明", false}},
                          {}};
    for (const MonthSpan& span : internal::spans_of(now, by_)) {
      MonthSpan before_span = span;
      before_span.year = base.year;
      BIHUAN_TRY(const Evaluated after, evaluate(now, span));
      BIHUAN_TRY(const Evaluated before, evaluate(base, before_span));
      for (std::size_t i = 0; i < after.results.size(); ++i) add_section_change(table, before, after, i);
      add_group_change(table, before, after);
    }
    out_.tables.push_back(std::move(table));
    return {};
  }

  // Cities, where the table names them.
  Status rank(const SectionWorkbook& now, const SectionWorkbook* base, const standards::CityIndexRules& city_rules) {
    const bool has_cities =
        std::ranges::any_of(now.sections, [](const SectionRecord& record) { return !record.city.empty(); });
    if (!has_cities) return {};
    EvaluationTable table{"cities",
                          "城市水质指数（CWQI）",
                          {{"city", "城市", false},
                           {"period", "时段", false},
                           {"rivers", "河流断面", true},
                           {"lakes", "湖库点位", true},
                           {"index", "指数", true},
                           {"rank", "排名", true},
                           {"change", "比基期%", true},
                           {"change_rank", "变化排名", true},
                           {"reason", "说明", false}},
                          {}};
    for (const MonthSpan& span : internal::spans_of(now, by_)) {
      BIHUAN_TRY(const std::vector<standards::CityIndexResult> after, cities_of(now, span, city_rules));
      std::vector<standards::CityIndexResult> before;
      if (base != nullptr) {
        MonthSpan before_span = span;
        before_span.year = base->year;
        BIHUAN_TRY(before, cities_of(*base, before_span, city_rules));
      }
      add_cities(table, span, after, before, city_rules);
    }
    out_.tables.push_back(std::move(table));
    return {};
  }

 private:
  Result<Evaluated> evaluate(const SectionWorkbook& workbook, const MonthSpan& span) const {
    Evaluated out;
    out.span = span;
    for (const SectionRecord& record : workbook.sections) {
      const bool is_in_span = std::ranges::any_of(record.months, [&](const standards::SectionMonth& month) {
        return month.month >= span.first && month.month <= span.last;
      });
      if (!is_in_span) continue;
      BIHUAN_TRY(SectionResult result, evaluate_record(context_, record, span));
      out.records.push_back(&record);
      out.results.push_back(std::move(result));
    }
    return out;
  }

  void add_section(EvaluationTable& table, const Evaluated& evaluated, std::size_t i) {
    const SectionRecord& record = *evaluated.records[i];
    const SectionResult& result = evaluated.results[i];
    EvaluationDetail detail = section_detail(rules_, result, record.name + " " + evaluated.span.text());
    detail.cells = row_places_text(record.rows);
    table.rows.push_back(
        {{record.name, record.river, std::string(to_string(record.body)), evaluated.span.text(),
          class_text(record.target), class_text(result.water_class), result.level.level,
          std::string(to_chinese(result.compliance)), result.main_pollutants_text,
          std::to_string(result.months_used) + "/" + std::to_string(result.months_wanted), result.reason},
         add_detail(out_, std::move(detail))});
  }

  Status add_groups(EvaluationTable& table, const Evaluated& evaluated) {
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::size_t>> waters;
    for (std::size_t i = 0; i < evaluated.records.size(); ++i) {
      const std::string& river = evaluated.records[i]->river;
      if (river.empty()) continue;
      if (!waters.contains(river)) order.push_back(river);
      waters[river].push_back(i);
    }
    for (const std::string& water : order) {
      if (waters[water].size() > 1) BIHUAN_CHECK(add_group(table, evaluated, water, waters[water]));
    }
    if (evaluated.records.size() < 2) return {};
    std::vector<std::size_t> all(evaluated.records.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    return add_group(table, evaluated, "全部断面", all);
  }

  Status add_group(EvaluationTable& table, const Evaluated& evaluated, const std::string& name,
                   const std::vector<std::size_t>& members) {
    std::vector<SectionResult> results;
    for (const std::size_t i : members) results.push_back(evaluated.results[i]);
    const WaterBody body = evaluated.records[members.front()]->body;
    const bool is_mixed =
        std::ranges::any_of(members, [&](std::size_t i) { return evaluated.records[i]->body != body; });
    BIHUAN_TRY(standards::GroupResult group, evaluate_group(rules_, results, body, name));
    if (is_mixed && group.mean) {  // there is no mean of a river and a lake
      group.mean.reset();
      group.level.reset();
      group.pollutants.clear();
      group.reason = "断面少于" + std::to_string(rules_.group_shares_from) + "个且河流、湖库都有，不取均值";
    }
    EvaluationDetail detail;
    detail.title = name + " " + evaluated.span.text();
    detail.reason = group.reason;
    if (group.mean) detail = section_detail(rules_, *group.mean, detail.title + "（各断面均值）");
    detail.bases.insert(detail.bases.begin(), group.basis);
    std::vector<std::string> main;
    for (const standards::GroupPollutant& pollutant : group.pollutants) {
      main.push_back(pollutant.name + "(" + to_string(pollutant.share) + "%)");
    }
    const standards::GroupSummary& summary = group.summary;
    table.rows.push_back({{name, evaluated.span.text(), std::to_string(summary.sections), std::to_string(summary.good),
                           cell_text(summary.good_share), std::to_string(summary.bad), cell_text(summary.bad_share),
                           group.mean ? class_text(group.mean->water_class) : std::string(),
                           group.level ? group.level->level : std::string(),
                           group.mean ? group.mean->main_pollutants_text : join(main, "、"), group.reason},
                          add_detail(out_, std::move(detail))});
    return {};
  }

  void add_worst(const std::vector<standards::WorstMonth>& worst) {
    EvaluationTable table{"worse_than_v",
                          "劣Ⅴ类断面（逐月）",
                          {{"month", "月", true},
                           {"section", "断面", false},
                           {"items", "劣Ⅴ类项目", false},
                           {"with_class", "有类别的断面", true}},
                          {}};
    for (const standards::WorstMonth& month : worst) {
      for (const standards::WorstSection& section : month.sections) {
        table.rows.push_back(
            {{std::to_string(month.month), section.name, join(section.items, "、"), std::to_string(month.with_class)},
             std::nullopt});
      }
    }
    if (!table.rows.empty()) out_.tables.push_back(std::move(table));
  }

  static const SectionResult* result_of(const Evaluated& evaluated, const std::string& name) {
    for (std::size_t i = 0; i < evaluated.records.size(); ++i) {
      if (evaluated.records[i]->name == name) return &evaluated.results[i];
    }
    return nullptr;
  }

  void add_section_change(EvaluationTable& table, const Evaluated& before, const Evaluated& after, std::size_t i) {
    const SectionResult& now = after.results[i];
    const SectionResult* old = result_of(before, now.name);
    const std::optional<standards::WaterClass> base = old == nullptr ? std::nullopt : old->water_class;
    const standards::BasePeriodResult kept = keeps_base_period(rules_, base, now.water_class);
    std::string change;
    if (base && now.water_class) change = to_chinese(change_of_level(rules_, *base, *now.water_class));
    EvaluationDetail detail{
        now.name + " " + after.span.text() + "与" + before.span.text(), kept.reason, {}, {kept.basis}, ""};
    table.rows.push_back({{now.name, after.span.text(), class_text(base), class_text(now.water_class), change, "",
                           std::string(to_chinese(kept.compliance)), kept.reason},
                          add_detail(out_, std::move(detail))});
  }

  standards::GroupPeriod group_period(const Evaluated& evaluated) const {
    standards::GroupPeriod period;
    period.label = evaluated.span.text();
    period.indicator_set = context_.indicator_set;
    if (period.indicator_set.empty()) {
      const auto set = indicator_set_for(rules_, context_.on.value_or(evaluated.span.last_day()));
      if (set) period.indicator_set = (*set)->id;
    }
    for (const SectionResult& result : evaluated.results) {
      period.sections.push_back(result.name);
      period.classes.push_back(result.water_class);
    }
    const bool is_few = static_cast<int>(evaluated.results.size()) < rules_.group_shares_from;
    if (is_few && !evaluated.records.empty()) {
      const auto mean = mean_section(rules_, evaluated.results, evaluated.records.front()->body, "均值");
      if (mean) period.mean_class = mean->water_class;
    }
    return period;
  }

  void add_group_change(EvaluationTable& table, const Evaluated& before, const Evaluated& after) {
    if (after.results.empty()) return;
    const Result<standards::ChangeResult> change = compare_periods(rules_, group_period(before), group_period(after));
    std::vector<std::string> cells = {"全部断面", after.span.text(), "", "", "", "", "", ""};
    if (!change) {
      cells.back() = change.error().message;
      table.rows.push_back({std::move(cells), std::nullopt});
      return;
    }
    const auto shares = [](const standards::GroupSummary& summary) {
      if (!summary.good_share || !summary.bad_share) return std::string();
      return "优良" + to_string(*summary.good_share) + "%、劣Ⅴ" + to_string(*summary.bad_share) + "%";
    };
    cells[2] = shares(change->earlier);
    cells[3] = shares(change->later);
    cells[4] = to_chinese(change->change);
    cells[5] = cell_text(change->difference);
    EvaluationDetail detail{"全部断面 " + after.span.text() + "与" + before.span.text(), "", {}, {change->basis}, ""};
    table.rows.push_back({std::move(cells), add_detail(out_, std::move(detail))});
  }

  Result<std::vector<standards::CityIndexResult>> cities_of(const SectionWorkbook& workbook, const MonthSpan& span,
                                                            const standards::CityIndexRules& city_rules) const {
    BIHUAN_TRY(const Evaluated evaluated, evaluate(workbook, span));
    std::vector<standards::CityIndexInput> inputs;
    for (std::size_t i = 0; i < evaluated.records.size(); ++i) {
      const std::string& city = evaluated.records[i]->city;
      if (city.empty()) continue;
      auto found = std::ranges::find(inputs, city, &standards::CityIndexInput::name);
      if (found == inputs.end()) {
        inputs.push_back({city, {}, {}, {}});
        found = std::prev(inputs.end());
      }
      (evaluated.records[i]->body == WaterBody::kLake ? found->lakes : found->rivers).push_back(evaluated.results[i]);
    }
    std::vector<standards::CityIndexResult> cities;
    for (const standards::CityIndexInput& input : inputs) {
      BIHUAN_TRY(standards::CityIndexResult city, evaluate_city_index(city_rules, rules_, input));
      cities.push_back(std::move(city));
    }
    return cities;
  }

  void add_cities(EvaluationTable& table, const MonthSpan& span, const std::vector<standards::CityIndexResult>& after,
                  const std::vector<standards::CityIndexResult>& before, const standards::CityIndexRules& city_rules) {
    const std::vector<standards::RankedCity> ranked = rank_cities(after);
    std::vector<standards::CityChange> changes;
    for (const standards::CityIndexResult& city : after) {
      const auto old = std::ranges::find(before, city.name, &standards::CityIndexResult::name);
      changes.push_back({city.name, city.printed, old == before.end() ? std::nullopt : old->printed, false});
    }
    const std::vector<standards::RankedCity> changed = rank_changes(city_rules, changes);
    const auto number = [](const std::optional<int>& value) { return value ? std::to_string(*value) : std::string(); };
    const auto sections = [](const std::optional<standards::BodyIndex>& body) {
      return body ? std::to_string(body->sections) : std::string("0");
    };
    for (std::size_t i = 0; i < after.size(); ++i) {
      EvaluationDetail detail{after[i].name + " " + span.text(), after[i].reason, {}, {after[i].basis}, ""};
      for (const auto& body : {after[i].rivers, after[i].lakes}) {
        if (body) detail.tables.push_back(index_table(*body));
      }
      table.rows.push_back({{after[i].name, span.text(), sections(after[i].rivers), sections(after[i].lakes),
                             cell_text(after[i].printed), number(ranked[i].rank),
                             before.empty() ? std::string() : cell_text(changed[i].value),
                             before.empty() ? std::string() : number(changed[i].rank), after[i].reason},
                            add_detail(out_, std::move(detail))});
    }
  }

  static EvaluationTable index_table(const standards::BodyIndex& body) {
    EvaluationTable table{"index",
                          std::string(to_string(body.body)) + "各项指数",
                          {{"item", "项目", false}, {"mean", "均值", true}, {"index", "指数", true}},
                          {}};
    constexpr int kShown = 4;
    for (const standards::ItemIndex& item : body.items) {
      table.rows.push_back(
          {{item.name, to_string(round_gbt8170(item.mean, kShown)), to_string(round_gbt8170(item.index, kShown))},
           std::nullopt});
    }
    return table;
  }

  const SurfaceWaterRules& rules_;
  SectionContext context_;
  MonthsBy by_;
  Evaluation& out_;
};

// Rows of automatic stations, each by itself and unrounded.
class SampleEvaluator {
 public:
  SampleEvaluator(const SurfaceWaterRules& rules, const WaterOptions& options, Evaluation& out)
      : rules_(rules), options_(options), profile_(*rules.profile(options.profile)), out_(out) {
    // Only the profile's own items take part, so that every set that has them gives the same class.
    set_ = options.indicator_set.empty() ? rules.indicator_sets.front().id : options.indicator_set;
  }

  Status run(const SectionWorkbook& workbook) {
    EvaluationTable table{"samples",
                          "自动站水质",
                          {{"station", "站点", false},
                           {"water", "所在水体", false},
                           {"time", "时间", false},
                           {"class", "类别", false},
                           {"deciding", "定类项目", false},
                           {"reason", "说明", false}},
                          {}};
    for (const SampleRow& sample : workbook.samples) BIHUAN_CHECK(add_sample(table, sample));
    out_.tables.push_back(std::move(table));
    return {};
  }

 private:
  Result<SectionResult> evaluate(const SampleRow& sample, WaterBody body) const {
    standards::SectionInput input;
    input.name = sample.name;
    input.body = body;
    input.profile = profile_.id;
    input.indicator_set = set_;
    input.on = options_.on.value_or(sample.day.value_or(Date(9999, 12, 31)));
    input.months_wanted = 1;
    input.unequipped = sample.unequipped;
    input.months.push_back(sample.result);
    std::erase_if(input.months.front().values, [&](const auto& entry) {
      return std::ranges::find(profile_.required, entry.first) == profile_.required.end();
    });
    return evaluate_section(rules_, input);
  }

  Status add_sample(EvaluationTable& table, const SampleRow& sample) {
    const WaterBody first = sample.kind == standards::SourceKind::kLake ? WaterBody::kLake : WaterBody::kRiver;
    BIHUAN_TRY(SectionResult result, evaluate(sample, first));
    if (!sample.kind && result.water_class) {
      BIHUAN_TRY(const SectionResult as_lake, evaluate(sample, WaterBody::kLake));
      if (as_lake.water_class != result.water_class) {
        result.reason = "没有写明是河流还是湖库：按河流为" + class_text(result.water_class) + "类，按湖库为" +
                        class_text(as_lake.water_class) + "类";
        result.water_class.reset();
        result.deciding.clear();
      }
    }
    EvaluationDetail detail = section_detail(rules_, result, sample.name + " " + sample.when);
    detail.cells = sample.result.where;
    // The verdict on class III is no matter of the feed.
    const std::string reason = result.water_class                      ? std::string()
                               : !sample.result.missing_reason.empty() ? sample.result.missing_reason
                                                                       : result.reason;
    table.rows.push_back({{sample.name, sample.river, sample.when, class_text(result.water_class),
                           internal::names_of(rules_, result.deciding), reason},
                          add_detail(out_, std::move(detail))});
    return {};
  }

  const SurfaceWaterRules& rules_;
  const WaterOptions& options_;
  const standards::EvaluationProfile& profile_;
  std::string set_;
  Evaluation& out_;
};

Status check_options(const SurfaceWaterRules& rules, const WaterOptions& options) {
  if (!options.standard.empty() && options.standard != rules.standard) {
    return fail(Code::kNotFound, "地表水按" + rules.standard + "评价，没有“" + options.standard + "”的规则",
                "--standard " + options.standard);
  }
  if (rules.profile(options.profile) == nullptr) {
    return fail(Code::kNotFound,
                "没有评价方式“" + options.profile + "”；有section-assessment（断面考核）、station-feed（自动站实时）",
                "--profile " + options.profile);
  }
  if (options.profile == kStationFeed && options.base) {
    return fail(Code::kInvalidInput, "逐条评价自动站数据时不能与基期比较；应改用section-assessment", "--base");
  }
  return {};
}

Result<SectionWorkbook> read(std::string_view bytes, std::string_view file_name, const SurfaceWaterRules& rules,
                             const SectionTableWords& words, const WaterOptions& options, int year) {
  WorkbookOptions own;
  own.year = year;
  own.detection_limits = options.detection_limits;
  own.keeps_samples = options.profile == kStationFeed;
  return read_section_workbook(bytes, file_name, section_items(rules, words), words, own);
}

std::string standard_line(const SurfaceWaterRules& rules, const WaterOptions& options, Date on) {
  std::string line = rules.standard + "；" + rules.profile(options.profile)->name;
  if (options.profile != kSectionAssessment) return line;
  const auto set = indicator_set_for(rules, on, options.indicator_set);
  return set ? line + "；" + (*set)->name : line;
}

}  // namespace

Result<Evaluation> evaluate_water(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const WaterOptions& options) {
  // Names, units and limits have not changed since 2002; which items decide goes by the day of each period.
  BIHUAN_TRY(const SurfaceWaterRules rules,
             standards::load_surface_water_rules(texts, options.on.value_or(Date(9999, 12, 31))));
  BIHUAN_CHECK(check_options(rules, options));
  BIHUAN_TRY(const SectionTableWords words, load_section_table_words(texts));
  BIHUAN_TRY(const SectionWorkbook workbook, read(bytes, file_name, rules, words, options, options.year));
  Evaluation out;
  out.kind = "water";
  out.title = "地表水评价";
  add_workbook(out, workbook);
  if (options.profile == kStationFeed) {
    out.standards.push_back(standard_line(rules, options, {}));
    BIHUAN_CHECK(SampleEvaluator(rules, options, out).run(workbook));
    return out;
  }
  out.standards.push_back(standard_line(rules, options, options.on.value_or(Date(workbook.year, 12, 31))));
  WaterEvaluator evaluator(rules, options, out);
  BIHUAN_CHECK(evaluator.run(workbook));
  std::optional<SectionWorkbook> base;
  if (options.base) {
    const WaterBase& wanted = *options.base;
    const bool is_same_file = wanted.bytes.empty();
    BIHUAN_TRY(base,
               read(is_same_file ? bytes : std::string_view(wanted.bytes),
                    is_same_file ? file_name : std::string_view(wanted.file_name), rules, words, options, wanted.year));
    if (!is_same_file) {
      for (const WorkbookProblem& problem : base->problems) {
        out.problems.push_back(to_problem(problem));
        out.problems.back().where = base->file_name + " " + out.problems.back().where;
      }
    }
    BIHUAN_CHECK(evaluator.compare(workbook, *base));
  }
  BIHUAN_TRY(const standards::CityIndexRules city_rules, standards::load_city_index_rules(texts));
  BIHUAN_CHECK(evaluator.rank(workbook, base ? &*base : nullptr, city_rules));
  return out;
}

}  // namespace bihuan::assessment
