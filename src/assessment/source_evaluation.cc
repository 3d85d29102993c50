#include "assessment/source_evaluation.h"

#include <algorithm>
#include <utility>

#include "assessment/internal/register_groups.h"
#include "assessment/internal/section_tables.h"
#include "assessment/internal/source_items.h"
#include "base/quantity.h"
#include "base/text.h"

namespace bihuan::assessment {
namespace {

using internal::class_text;
using internal::MonthSpan;
using internal::SourceColumn;
using standards::Compliance;
using standards::SourceKind;
using standards::SourceMonthResult;

struct SourceRules {
  standards::SurfaceWaterRules surface;
  standards::GroundwaterRules ground;
  standards::DrinkingSourceRules sources;
  std::vector<std::string> county_words;
};

class SourceEvaluator {
 public:
  SourceEvaluator(const SourceRules& rules, const std::vector<SourceColumn>& columns, const SourceOptions& options,
                  Evaluation& out)
      : rules_(rules), columns_(columns), options_(options), out_(out) {}

  Status run(const SectionWorkbook& workbook) {
    for (const SectionRecord& record : workbook.sections) {
      BIHUAN_TRY(std::vector<SourceMonthResult> months, evaluate_months(record, workbook.year));
      months_of_.push_back(std::move(months));
    }
    for (MonthSpan span : internal::spans_of(workbook, options_.by)) {
      if (options_.until) span.first = 1;
      BIHUAN_CHECK(add_span(workbook, span));
    }
    for (std::size_t i = 0; i < workbook.sections.size(); ++i) {
      for (const SourceMonthResult& month : months_of_[i]) add_month(workbook.sections[i], month);
    }
    out_.tables.push_back(std::move(rates_));
    out_.tables.push_back(std::move(sources_));
    out_.tables.push_back(std::move(months_));
    return {};
  }

 private:
  // What the columns mean for this kind of source.
  Status fill(const SectionRecord& record, const standards::SectionMonth& month, standards::SourceMonth& input) const {
    for (const auto& [key, measurement] : month.values) {
      const auto column = std::ranges::find(columns_, key, [](const SourceColumn& c) { return c.item.key; });
      if (column == columns_.end()) continue;
      if (column->is_volume) {
        input.volume = measurement.value;
        continue;
      }
      const internal::SourceMeaning* meaning = column->meaning(record.kind);
      if (meaning == nullptr) continue;
      BIHUAN_TRY(const standards::Measurement own, internal::in_unit(measurement, column->item.unit, meaning->unit));
      switch (meaning->of) {
        case internal::SourceMeaningOf::kTable1:
          input.values[meaning->key] = own;
          break;
        case internal::SourceMeaningOf::kTable2And3:
          input.specific[meaning->key] = own;
          break;
        case internal::SourceMeaningOf::kGround: {
          standards::GroundwaterValue value{own, std::nullopt};
          if (column->item.is_presence) value.is_present = !own.value.is_zero();
          input.groundwater[meaning->key] = value;
          break;
        }
      }
    }
    return {};
  }

  Result<std::vector<SourceMonthResult>> evaluate_months(const SectionRecord& record, int year) const {
    std::vector<SourceMonthResult> results;
    for (const standards::SectionMonth& month : record.months) {
      standards::SourceMonth input;
      input.name = record.name;
      input.kind = record.kind;
      input.month = month.month;
      input.on = options_.on.value_or(last_day_of_month(year, month.month));
      input.missing_reason = month.missing_reason;
      BIHUAN_CHECK(fill(record, month, input));
      if (input.values.empty() && input.specific.empty() && input.groundwater.empty() && input.missing_reason.empty()) {
        input.missing_reason = "没有监测值";
      }
      BIHUAN_TRY(SourceMonthResult result, evaluate_source_month(rules_.sources, rules_.surface, rules_.ground, input));
      results.push_back(std::move(result));
    }
    return results;
  }

  bool is_county(const SectionRecord& record) const {
    return std::ranges::any_of(rules_.county_words, [&](const std::string& word) { return record.level == word; });
  }

  // Samplings due within the span; of a source that is sampled four times a year one in each whole quarter.
  int due_in(const SectionRecord& record, const MonthSpan& span) const {
    return samplings_a_year(rules_.sources, record.kind, is_county(record)) * span.months() / 12;
  }

  Status add_span(const SectionWorkbook& workbook, const MonthSpan& span) {
    std::vector<standards::SourceOutcome> outcomes;
    const std::size_t first_row = sources_.rows.size();
    for (std::size_t i = 0; i < workbook.sections.size(); ++i) {
      const SectionRecord& record = workbook.sections[i];
      std::vector<SourceMonthResult> months;
      for (const SourceMonthResult& month : months_of_[i]) {
        if (month.month >= span.first && month.month <= span.last) months.push_back(month);
      }
      const int due = due_in(record, span);
      if (due == 0 && months.empty()) continue;
      BIHUAN_TRY(standards::SourceOutcome outcome, source_year(record.name, months, std::max(due, 1)));
      if (options_.by == MonthsBy::kYear) add_source(record, span, months, due, outcome);
      outcomes.push_back(std::move(outcome));
    }
    BIHUAN_TRY(const standards::SourceRates rates, source_rates(rules_.sources, outcomes));
    EvaluationDetail detail{"水源达标率 " + span.text(), rates.reason, {}, {rates.basis}, ""};
    if (options_.by == MonthsBy::kYear) add_figures(span, rates, std::ssize(outcomes), first_row);
    rates_.rows.push_back(
        {{span.text(), std::to_string(rates.basis.wanted), std::to_string(rates.monitored),
          std::to_string(rates.passing), cell_text(rates.by_count),
          rates.by_volume ? to_string(rates.volume) : std::string(),
          rates.by_volume ? to_string(rates.passing_volume) : std::string(), cell_text(rates.by_volume), rates.reason},
         add_detail(out_, std::move(detail))});
    return {};
  }

  void add_figures(const MonthSpan& span, const standards::SourceRates& rates, std::int64_t sources,
                   std::size_t first_row) {
    EvaluationFigure figure;
    figure.id = "source.pass-share";
    figure.place = internal::kAllGroups;
    figure.is_all = true;
    figure.value = rates.by_count;
    figure.unit = "%";
    figure.have = rates.passing;
    figure.whole = sources;
    figure.unknown = sources - rates.monitored;
    figure.from = Date(span.year, span.first, 1);
    figure.to = span.last_day();
    figure.tables = {sources_};
    figure.tables[0].rows.erase(figure.tables[0].rows.begin(),
                                figure.tables[0].rows.begin() + static_cast<std::ptrdiff_t>(first_row));
    figure.basis = rates.basis;
    out_.figures.push_back(figure);
    figure.id = "source.pass-share-by-volume";
    figure.value = rates.by_volume;
    figure.have = figure.whole = figure.unknown = 0;
    figure.reason = rates.by_volume ? std::string() : rates.reason;
    out_.figures.push_back(std::move(figure));
  }

  void add_source(const SectionRecord& record, const MonthSpan& span, const std::vector<SourceMonthResult>& months,
                  int due, const standards::SourceOutcome& outcome) {
    std::int64_t passing = 0;
    for (const SourceMonthResult& month : months) passing += month.compliance == Compliance::kMet ? 1 : 0;
    sources_.rows.push_back({{record.name, std::string(to_string(record.kind)), span.text(), std::to_string(due),
                              std::to_string(months.size()), std::to_string(passing),
                              std::string(to_chinese(outcome.compliance)), cell_text(outcome.volume), outcome.reason},
                             std::nullopt});
  }

  void add_month(const SectionRecord& record, const SourceMonthResult& month) {
    std::vector<std::string> exceeding;
    EvaluationTable items{"exceeding", "超标项目", {{"item", "项目", false}, {"multiple", "超标倍数", true}}, {}};
    for (const standards::SourceExceedance& item : month.exceeding) {
      exceeding.push_back(item.name + (item.multiple ? "(" + to_string(*item.multiple) + ")" : ""));
      items.rows.push_back({{item.name, cell_text(item.multiple)}, std::nullopt});
    }
    std::vector<std::string> reference;
    for (const standards::SourceReference& item : month.reference) {
      reference.push_back(item.name + to_string(item.value) + "（" + class_text(item.water_class) + "类）");
    }
    const auto row = std::ranges::find(record.months, month.month, &standards::SectionMonth::month);
    EvaluationDetail detail{record.name + " " + std::to_string(month.month) + "月",
                            month.reason,
                            {},
                            {month.basis},
                            row == record.months.end() ? std::string() : row->where};
    if (!items.rows.empty()) detail.tables.push_back(std::move(items));
    months_.rows.push_back({{record.name, std::string(to_string(record.kind)), std::to_string(month.month),
                             class_text(month.water_class), std::string(to_chinese(month.compliance)),
                             join(exceeding, "、"), join(reference, "、"), cell_text(month.volume), month.reason},
                            add_detail(out_, std::move(detail))});
  }

  const SourceRules& rules_;
  const std::vector<SourceColumn>& columns_;
  const SourceOptions& options_;
  Evaluation& out_;
  std::vector<std::vector<SourceMonthResult>> months_of_;  // by section of the workbook
  EvaluationTable rates_{"rates",
                         "达标率",
                         {{"period", "时段", false},
                          {"sources", "水源数", true},
                          {"monitored", "可评价", true},
                          {"passing", "达标", true},
                          {"by_count", "按个数%", true},
                          {"volume", "取水量（万吨）", true},
                          {"passing_volume", "达标取水量（万吨）", true},
                          {"by_volume", "按水量%", true},
                          {"reason", "说明", false}},
                         {}};
  EvaluationTable sources_{"sources",
                           "水源",
                           {{"source", "水源", false},
                            {"kind", "类型", false},
                            {"period", "时段", false},
                            {"due", "应测", true},
                            {"had", "已测", true},
                            {"passing", "达标", true},
                            {"compliance", "评价", false},
                            {"volume", "取水量（万吨）", true},
                            {"reason", "说明", false}},
                           {}};
  EvaluationTable months_{"months",
                          "逐月",
                          {{"source", "水源", false},
                           {"kind", "类型", false},
                           {"month", "月", true},
                           {"class", "类别", false},
                           {"compliance", "评价", false},
                           {"exceeding", "超标项目（倍数）", false},
                           {"reference", "参考项目", false},
                           {"volume", "取水量（万吨）", true},
                           {"reason", "说明", false}},
                          {}};
};

}  // namespace

Result<Evaluation> evaluate_sources(std::string_view bytes, std::string_view file_name,
                                    std::span<const standards::KnowledgeText> texts, const SourceOptions& options) {
  constexpr const char* kWords = "indicators/source-table.toml";
  SourceRules rules;
  BIHUAN_TRY(rules.surface, standards::load_surface_water_rules(texts, options.on.value_or(Date(9999, 12, 31))));
  BIHUAN_TRY(rules.ground, standards::load_groundwater_rules(texts, options.on));
  BIHUAN_TRY(rules.sources, standards::load_drinking_source_rules(texts, options.on));
  BIHUAN_TRY(const SectionTableWords words, load_section_table_words(texts, kWords));
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, kWords));
  BIHUAN_TRY(const TomlTable county, file.table("county"));
  BIHUAN_TRY(rules.county_words, county.strings("words"));
  BIHUAN_TRY(const TomlTable volume, file.table("volume"));
  BIHUAN_TRY(const std::vector<std::string> volume_names, volume.strings("names"));
  const std::vector<SourceColumn> columns =
      internal::source_columns(rules.surface, rules.sources, rules.ground, words, volume_names);
  std::vector<ResultItem> items;
  for (const SourceColumn& column : columns) items.push_back(column.item);
  WorkbookOptions reading;
  reading.year = options.year;
  reading.detection_limits = options.detection_limits;
  reading.object = "水源";
  reading.has_exam_levels = false;
  BIHUAN_TRY(SectionWorkbook workbook, read_section_workbook(bytes, file_name, items, words, reading));
  for (SectionRecord& record : workbook.sections) {
    std::erase_if(record.months, [&](const standards::SectionMonth& month) {
      return options.until && Date(workbook.year, month.month, 1) > *options.until;
    });
  }
  Evaluation out;
  out.kind = "source";
  out.title = "集中式饮用水水源评价";
  add_workbook(out, workbook);
  out.standards = {rules.sources.source.standard, rules.surface.standard, rules.ground.source.standard};
  BIHUAN_CHECK(SourceEvaluator(rules, columns, options, out).run(workbook));
  return out;
}

}  // namespace bihuan::assessment
