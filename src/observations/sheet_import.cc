#include "observations/sheet_import.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "observations/internal/sheet_walk.h"
#include "tables/sheet.h"

namespace bihuan::observations {
namespace {

using internal::ImportState;
using internal::SheetPlan;
using internal::SheetWalk;

constexpr std::size_t kPiece = 16'384;             // observations given at once
constexpr int kTopLines = 1'000;                   // of a csv, in which its head is looked for
constexpr std::size_t kMostUnordered = 8'000'000;  // values of series out of order, which must be sorted in memory

// The first time through a file.
class FileSurvey {
 public:
  FileSurvey(ImportState& state, const SiteFinder& sites) : state_(state), sites_(sites) {}

  // Errors: those of open()
  Status run() {
    BIHUAN_CHECK(plan_sheets());
    if (state_.plans.empty())
      return fail(Code::kInvalidInput,
                  "文件“" + state_.report.file_name +
                      "”中没有监测数据表；表头应有时间列（“日期”“时间”）和监测项目列（如SO2、氨氮），"
                      "或“监测项目”和“监测值”两列" +
                      first_problem(),
                  state_.report.file_name);
    for (const SheetPlan& plan : state_.plans) {
      if (!walk(plan)) return {};
    }
    BIHUAN_CHECK(find_contradictions());
    if (state_.report.values == 0)
      return fail(Code::kInvalidInput, "文件“" + state_.report.file_name + "”中没有一个可用的数值" + first_problem(),
                  state_.report.file_name);
    return {};
  }
  // A csv row was too wide to be read line by line.
  bool has_to_be_read_whole() const { return is_cut_short_; }

  bool reads_plain = true;

 private:
  // A value of a series whose times do not ascend.
  struct Seen {
    std::size_t series;
    Observation observation;
    std::size_t sheet;
  };

  std::string first_problem() const {
    const auto refusal = std::ranges::find_if(state_.report.problems, &ImportProblem::is_refusal);
    return refusal == state_.report.problems.end() ? "" : "；首先的问题：" + refusal->where + "，" + refusal->message;
  }

  Status plan_sheets() {
    const tables::HeadQuery query = internal::import_query(state_.words, state_.profile);
    if (reads_plain) {
      if (std::optional<tables::PlainCsv> csv = tables::PlainCsv::look(state_.bytes, state_.report.file_name)) {
        tables::Sheet top = csv->top(kTopLines);
        if (internal::plan_sheet(state_, top, query)) {
          state_.report.encoding = "UTF-8";
          SheetPlan& plan = state_.plans.back();
          plan.table.rows.clear();
          plan.table.left_out.clear();
          plan.csv = std::move(csv);
          plan.top = std::move(top);
          if (plan.columns.date != internal::kNoColumn) return {};
        }
        reset();
      }
    }
    BIHUAN_TRY(state_.workbook, tables::read_workbook(state_.bytes, state_.report.file_name));
    state_.report.encoding = state_.workbook.encoding;
    for (const tables::Sheet& sheet : state_.workbook.sheets) {
      if (sheet.info.visibility != tables::Visibility::kVisible) {
        state_.report.problems.push_back({false, sheet.info.name, 0, "工作表「" + sheet.info.name + "」",
                                          "工作表是隐藏的，未读取；需要时应取消隐藏"});
        continue;
      }
      internal::plan_sheet(state_, sheet, query);
    }
    return {};
  }

  void reset() {
    state_.plans.clear();
    const std::string file_name = state_.report.file_name;
    state_.report = {};
    state_.report.file_name = file_name;
  }

  bool walk(const SheetPlan& plan) {
    SheetWalk walk(state_, plan, &sites_);
    std::vector<std::pair<std::size_t, Observation>> values;
    while (walk.next(values)) {
      for (const auto& [series, observation] : values) count(series, observation);
    }
    state_.report.rows_passed_over += walk.passed_over();
    is_cut_short_ = !walk.is_whole();
    return !is_cut_short_;
  }

  void count(std::size_t number, const Observation& observation) {
    ImportSeries& series = state_.report.series[number];
    if (newest_.size() <= number) newest_.resize(number + 1), is_unordered_.resize(number + 1);
    const bool is_first = series.values + series.below + series.missing == 0;
    if (is_first) series.first = series.last = observation.time;
    if (!is_first && observation.time <= newest_[number]) is_unordered_[number] = has_unordered_ = true;
    newest_[number] = is_first ? observation.time : std::max(newest_[number], observation.time);
    series.first = std::min(series.first, observation.time);
    series.last = std::max(series.last, observation.time);
    ++state_.report.values;
    ++count_of(series, observation.state);
  }

  // Values for one series and time that differ are refused, all of them; equal ones count once. Only series whose times
  // do not ascend can have such.
  Status find_contradictions() {
    if (!has_unordered_) return {};
    std::vector<Seen> all;
    for (std::size_t s = 0; s < state_.plans.size(); ++s) {
      SheetWalk walk(state_, state_.plans[s], nullptr);
      std::vector<std::pair<std::size_t, Observation>> values;
      while (walk.next(values)) {
        for (const auto& [series, observation] : values) {
          if (is_unordered_[series]) all.push_back({series, observation, s});
        }
        if (all.size() > kMostUnordered)
          return fail(
              Code::kInvalidInput,
              "时间次序颠倒的数值多于" + std::to_string(kMostUnordered) + "个；应先按站点和时间排序，或分成几个文件",
              state_.report.file_name);
      }
    }
    std::ranges::stable_sort(all, {}, [](const Seen& seen) { return std::pair(seen.series, seen.observation.time); });
    for (std::size_t i = 0; i < all.size();) {
      std::size_t end = i + 1;
      while (end < all.size() && all[end].series == all[i].series &&
             all[end].observation.time == all[i].observation.time)
        ++end;
      const std::span<const Seen> same(all.begin() + static_cast<std::ptrdiff_t>(i),
                                       all.begin() + static_cast<std::ptrdiff_t>(end));
      const bool agree = std::ranges::all_of(same, [&](const Seen& seen) {
        return seen.observation.mantissa == same[0].observation.mantissa &&
               seen.observation.state == same[0].observation.state;
      });
      if (agree) {
        state_.report.repeated += static_cast<std::int64_t>(same.size()) - 1;
      } else {
        contradict(same);
      }
      i = end;
    }
    return {};
  }

  void contradict(std::span<const Seen> same) {
    const Seen& first = same.front();
    const Seen& last = same.back();
    ImportSeries& series = state_.report.series[first.series];
    state_.contradicted.emplace(first.series, first.observation.time.seconds);
    state_.report.cells_refused += static_cast<std::int64_t>(same.size());
    state_.report.values -= static_cast<std::int64_t>(same.size());
    for (const Seen& seen : same) --count_of(series, seen.observation.state);
    if (state_.report.problems.size() == internal::kMostTold) {
      ++state_.report.problems_not_told;
      return;
    }
    const auto place_of = [&](const Seen& seen) {
      return tables::place(state_.plans[seen.sheet].name, static_cast<int>(seen.observation.position));
    };
    const ImportFactor* const factor = state_.words.factor(series.series.key.factor);
    state_.report.problems.push_back(
        {true, state_.plans[last.sheet].name, static_cast<int>(last.observation.position), place_of(last),
         series.site_text + to_beijing_text(first.observation.time) + "的" + factor->names.front() + "有" +
             std::to_string(same.size()) + "个不同的值（最早在" + place_of(first) + "），都未使用；应只有一个"});
  }

  static std::int64_t& count_of(ImportSeries& series, ValueState state) {
    if (state == ValueState::kValue) return series.values;
    return state == ValueState::kBelowLimit ? series.below : series.missing;
  }

  static std::string to_beijing_text(Instant instant) {
    const int seconds = second_of_day(instant);
    std::string text = to_string(to_date(instant));
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    if (seconds != 0) text += " " + two(seconds / 3'600) + ":" + two(seconds / 60 % 60);
    return text;
  }

  ImportState& state_;
  const SiteFinder& sites_;
  std::vector<Instant> newest_;
  std::vector<bool> is_unordered_;
  bool has_unordered_ = false;
  bool is_cut_short_ = false;
};

Status check_profile(const ImportWords& words, const ImportProfile& profile) {
  for (const auto& [head, key] : profile.columns) {
    if (!key.empty() && !words.columns.contains(key) && words.factor(key) == nullptr)
      return fail(Code::kInvalidInput, "列“" + excerpt(head) + "”指定为“" + excerpt(key) + "”，没有这样的列或因子",
                  "columns");
  }
  for (const auto* const map : {&profile.units, &profile.limits}) {
    for (const auto& [code, text] : *map) {
      if (words.factor(code) == nullptr)
        return fail(Code::kInvalidInput, "没有因子“" + excerpt(code) + "”", map == &profile.units ? "units" : "limits");
    }
  }
  for (const auto& [code, text] : profile.limits) {
    const Result<Decimal> limit = parse_decimal(text);
    if (!limit || limit->is_negative() || limit->is_zero())
      return fail(Code::kInvalidInput, "检出限“" + excerpt(text) + "”应为大于0的数", "limits");
  }
  Series series;
  series.key = {"site", "w01001", Averaging::kHour, profile.source};
  series.data_set = profile.data_set;
  return check_series(series);
}

std::string csv_text(std::string_view text) {
  // What a spreadsheet program would take for a formula is made text.
  std::string out = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos ? "'" : "";
  return "\"" + out + replace_all(std::string(text), "\"", "\"\"") + "\"";
}

}  // namespace

std::string plain_head(std::string_view head) { return internal::plain_word(head); }

Result<SheetImport> SheetImport::open(std::string_view bytes, std::string_view file_name, const ImportWords& words,
                                      const ImportProfile& profile, const SiteFinder& sites) {
  BIHUAN_CHECK(check_profile(words, profile));
  for (const bool reads_plain : {true, false}) {
    auto state = std::make_unique<ImportState>(bytes, words, profile);
    state->report.file_name = std::string(file_name);
    FileSurvey survey(*state, sites);
    survey.reads_plain = reads_plain;
    BIHUAN_CHECK(survey.run());
    if (survey.has_to_be_read_whole()) continue;
    state->report.digest = sm3_hex(bytes);
    std::ranges::sort(state->report.heads);
    state->report.heads.erase(std::ranges::unique(state->report.heads).begin(), state->report.heads.end());
    return SheetImport(std::move(state));
  }
  return fail(Code::kInvalidInput, "文件读不出", std::string(file_name));
}

SheetImport::SheetImport(std::unique_ptr<ImportState> state) : state_(std::move(state)) {}
SheetImport::~SheetImport() = default;
SheetImport::SheetImport(SheetImport&&) noexcept = default;
SheetImport& SheetImport::operator=(SheetImport&&) noexcept = default;

const ImportReport& SheetImport::report() const { return state_->report; }

ObservationSource SheetImport::observations(std::vector<SeriesId> ids) const {
  struct Reading {
    ImportState* state = nullptr;
    std::vector<SeriesId> ids;
    std::size_t sheet = 0;
    std::unique_ptr<SheetWalk> walk;
    std::vector<std::pair<std::size_t, Observation>> row;
    std::vector<Observation> piece;
  };
  auto reading = std::make_shared<Reading>();
  reading->state = state_.get();
  reading->ids = std::move(ids);
  return [reading]() -> Result<std::span<const Observation>> {
    reading->piece.clear();
    while (reading->piece.size() < kPiece && reading->sheet < reading->state->plans.size()) {
      if (!reading->walk)
        reading->walk = std::make_unique<SheetWalk>(*reading->state, reading->state->plans[reading->sheet], nullptr);
      if (!reading->walk->next(reading->row)) {
        reading->walk.reset();
        ++reading->sheet;
        continue;
      }
      for (auto& [series, observation] : reading->row) {
        observation.series = reading->ids[series];
        reading->piece.push_back(observation);
      }
    }
    return std::span<const Observation>(reading->piece);
  };
}

std::string import_problems_csv(const ImportReport& report) {
  std::string out = "\xEF\xBB\xBF工作表,行,位置,性质,问题\r\n";
  for (const ImportProblem& problem : report.problems) {
    out += csv_text(problem.sheet) + "," + (problem.row == 0 ? "" : std::to_string(problem.row)) + "," +
           csv_text(problem.where) + "," + (problem.is_refusal ? "未使用" : "说明") + "," + csv_text(problem.message) +
           "\r\n";
  }
  if (report.problems_not_told > 0)
    out += ",,,说明,\"另有" + std::to_string(report.problems_not_told) + "处问题只计数，未逐一列出\"\r\n";
  return out;
}

}  // namespace bihuan::observations
