#include "observations/internal/sheet_walk.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "base/text_memory.h"
#include "observations/internal/row_feed.h"
#include "standards/period_mean.h"
#include "tables/label_time.h"

namespace bihuan::observations::internal {
namespace {

using tables::CellKind;
using tables::LabelTime;
using tables::Written;

const Decimal kMostValue(1'000'000'000);
constexpr std::size_t kNoSeries = static_cast<std::size_t>(-1);

// A value of one cell, before it is known which series it is of.
struct CellValue {
  std::int64_t mantissa = 0;
  ValueState state = ValueState::kValue;
  bool is_rounded = false;
};

bool is_hourly_or_finer(Averaging averaging) {
  return averaging == Averaging::kInstant || averaging == Averaging::kMinute || averaging == Averaging::kTenMinutes ||
         averaging == Averaging::kHour || averaging == Averaging::kFourHours;
}

Written needed(Averaging averaging) {
  if (averaging == Averaging::kYear) return Written::kYear;
  if (averaging == Averaging::kMonth) return Written::kMonth;
  if (averaging == Averaging::kDay || averaging == Averaging::kWeek || averaging == Averaging::kInstant)
    return Written::kDay;
  return Written::kHour;
}

std::string_view example_of(Averaging averaging) {
  if (averaging == Averaging::kYear) return "2024";
  if (averaging == Averaging::kMonth) return "2024-01";
  if (is_hourly_or_finer(averaging)) return "2024-01-05 08:00";
  return "2024-01-05";
}

// Plain digits, at most 15 of them: the mantissa at `places`; nothing for anything else or more decimals.
std::optional<std::int64_t> plain_mantissa(std::string_view text, int places) {
  constexpr std::size_t kMostDigits = 15;
  if (text.empty() || text.size() > kMostDigits + 1) return std::nullopt;
  std::int64_t mantissa = 0;
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') mantissa = mantissa * 10 + (text[at++] - '0');
  if (at == 0) return std::nullopt;
  int have = 0;
  if (at < text.size()) {
    if (text[at] != '.' || at + 1 == text.size()) return std::nullopt;
    while (++at < text.size()) {
      if (text[at] < '0' || text[at] > '9' || ++have > places) return std::nullopt;
      mantissa = mantissa * 10 + (text[at] - '0');
    }
  }
  constexpr std::array<std::int64_t, 10> kPowers = {1,       10,        100,        1'000,       10'000,
                                                    100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
  std::int64_t scaled = 0;
  if (__builtin_mul_overflow(mantissa, kPowers[static_cast<std::size_t>(places - have)], &scaled)) return std::nullopt;
  return scaled;
}

}  // namespace

class SheetWalk::Reader {
 public:
  Reader(ImportState& state, const SheetPlan& plan, const SiteFinder* sites)
      : state_(state), plan_(plan), sites_(sites), speaks_(sites != nullptr) {
    const std::optional<std::size_t> time =
        plan.columns.date == kNoColumn ? std::nullopt : std::optional(plan.columns.date);
    feed_ = plan.csv ? feed_of(*plan.csv, plan.top, plan.table.head, query_, time) : feed_of(plan.table);
    for (const std::string& code : state.words.missing_codes) codes_.insert(code);
  }

  const RowFeed& feed() const { return *feed_; }

  // The values of the next row; false at the end. A row without a good value gives none.
  bool next(std::vector<std::pair<std::size_t, Observation>>& out) {
    out.clear();
    if (!feed_->next()) return false;
    read_row(out);
    return true;
  }

 private:
  struct SiteText {
    std::size_t number = 0;
    std::string why;  // not: empty if it was found
  };

  std::string place(std::size_t field) const {
    return tables::place(plan_.name, tables::CellAddress{feed_->number(), plan_.table.head.columns[field].column});
  }

  void tell(bool is_refusal, std::string where, std::string message) {
    if (!speaks_) return;
    if (state_.report.problems.size() == kMostTold) {
      ++state_.report.problems_not_told;
      return;
    }
    state_.report.problems.push_back({is_refusal, plan_.name, feed_->number(), std::move(where), std::move(message)});
  }

  void refuse_row(std::size_t field, const std::string& message) {
    if (!speaks_) return;
    ++state_.report.rows_refused;
    tell(true, field == kNoColumn ? tables::place(plan_.name, feed_->number()) : place(field), message);
  }

  void refuse_cell(std::size_t field, const std::string& message) {
    if (!speaks_) return;
    ++state_.report.cells_refused;
    tell(true, place(field), message);
  }

  void read_row(std::vector<std::pair<std::size_t, Observation>>& out) {
    const std::optional<Instant> time = read_time();
    if (!time) return;
    const std::optional<std::size_t> site = read_site();
    if (!site) return;
    if (speaks_) ++state_.report.rows_read;
    if (plan_.columns.is_long()) {
      read_long(*site, *time, out);
      return;
    }
    for (const ValueColumn& column : plan_.columns.values) take(*site, *time, column, 0, out);
  }

  std::optional<Instant> read_time() {
    const Columns& columns = plan_.columns;
    std::optional<LabelTime> time;
    std::size_t at = columns.date;
    if (at != kNoColumn) {
      time = times_.of(feed_->field(at).text);
    } else {
      at = columns.day != kNoColumn ? columns.day : columns.month != kNoColumn ? columns.month : columns.year;
      std::string text;
      for (const std::size_t part : {columns.year, columns.month, columns.day}) {
        if (part != kNoColumn) text += (text.empty() ? "" : "-") + std::string(trim(feed_->field(part).text));
      }
      time = times_.of(text);
    }
    if (!time) {
      const std::string_view written = trim(feed_->field(at).text);
      refuse_row(at, (written.empty() ? "没有时间" : "时间“" + excerpt(written) + "”读不出") + "，整行未使用；应如" +
                         std::string(example_of(plan_.averaging)));
      return std::nullopt;
    }
    if (columns.hour != kNoColumn && time->written <= Written::kDay) {
      const std::string_view text = feed_->field(columns.hour).text;
      std::optional<int> seconds = hours_.of(text, [](std::string_view own) { return tables::parse_label_hour(own); });
      // The column beside the day may repeat it: 2024-01-05, 2024-01-05 08:00.
      const std::optional<LabelTime> whole = seconds ? std::nullopt : times_.of(text);
      if (whole && whole->written > Written::kDay && whole->date == time->date) seconds = whole->seconds;
      if (!seconds) {
        refuse_row(columns.hour, "小时“" + excerpt(text) + "”读不出，整行未使用；应为0至24");
        return std::nullopt;
      }
      time->seconds = *seconds;
      time->written = Written::kHour;
    }
    return instant_of(*time, at);
  }

  std::optional<Instant> instant_of(LabelTime time, std::size_t at) {
    if (time.written < needed(plan_.averaging)) {
      refuse_row(at, "时间“" + excerpt(feed_->field(at).text) + "”不够细，整行未使用；应如" +
                         std::string(example_of(plan_.averaging)));
      return std::nullopt;
    }
    const Averaging averaging = plan_.averaging;
    if (averaging == Averaging::kYear) time.date = Date(time.date.year(), 1, 1);
    if (averaging == Averaging::kMonth) time.date = Date(time.date.year(), static_cast<unsigned>(time.date.month()), 1);
    if (!is_hourly_or_finer(averaging)) time.seconds = 0;
    if (time.seconds == kSecondsOfDay && state_.profile.label == Label::kBeginning &&
        averaging != Averaging::kInstant) {
      refuse_row(at, "24时不是一个小时的起点，整行未使用；标记小时起点时应为0至23");
      return std::nullopt;
    }
    const Instant instant{to_instant(time.date).seconds + time.seconds};
    if (instant < kEarliest || instant >= kLatest) {
      refuse_row(at, "时间“" + excerpt(feed_->field(at).text) + "”不在1901至2099年，整行未使用");
      return std::nullopt;
    }
    return instant;
  }

  // What the row calls its site.
  std::string_view site_text() {
    const std::size_t at = plan_.columns.site;
    const std::string_view text = at == kNoColumn ? std::string_view() : trim(feed_->field(at).text);
    return text.empty() ? std::string_view(state_.profile.site) : text;
  }

  std::optional<std::size_t> read_site() {
    const SiteText& site = known_sites_.of(site_text(), [&](std::string_view own) { return find_site(own); });
    if (site.why.empty()) return site.number;
    refuse_row(plan_.columns.site, site.why);
    return std::nullopt;
  }

  SiteText find_site(std::string_view text) {
    const std::string plain(trim(text));
    if (plain.empty()) return {0, "没有写明站点，整行未使用；应填站点名称或编码，或在导入时指定站点"};
    const auto known = state_.site_numbers.find(plain);
    if (known != state_.site_numbers.end()) return {known->second, ""};
    if (sites_ == nullptr) return {0, "没有"};  // seen the first time through, and refused then
    const Result<std::string> code = (*sites_)(plain);
    if (!code) return {0, code.error().message};
    const auto same = std::ranges::find(state_.sites, *code);  // by another of its names
    const auto number = static_cast<std::size_t>(same - state_.sites.begin());
    if (same == state_.sites.end()) state_.sites.push_back(*code);
    state_.site_numbers.emplace(plain, number);
    return {number, ""};
  }

  void read_long(std::size_t site, Instant time, std::vector<std::pair<std::size_t, Observation>>& out) {
    const Columns& columns = plan_.columns;
    const std::string_view text = feed_->field(columns.factor).text;
    const std::size_t factor = factors_.of(text, [&](std::string_view own) { return find_factor(own); });
    if (factor == kNoColumn) {
      refuse_row(columns.factor, "项目“" + excerpt(text) + "”不认识，整行未使用；应为项目名称（氨氮）或编码（w21003）");
      return;
    }
    ValueColumn column{columns.value, factor, Unit::kNone, Unit::kNone, false};
    const ImportFactor& own = state_.words.factors[factor];
    std::string_view unit = columns.unit == kNoColumn ? std::string_view() : trim(feed_->field(columns.unit).text);
    const std::string& head_unit = plan_.table.head.columns[columns.value].unit;
    if (unit.empty()) unit = head_unit;
    const std::string why = choose_unit(own, std::string(unit), column);
    if (!why.empty()) {
      refuse_row(columns.unit == kNoColumn ? columns.value : columns.unit, why);
      return;
    }
    char flag = 0;
    if (columns.flag != kNoColumn) {
      const std::string_view said = trim(feed_->field(columns.flag).text);
      if (said.size() > 1) {
        refuse_row(columns.flag, "数据标记“" + excerpt(said) + "”不是一个字母，整行未使用；应如N、F、D");
        return;
      }
      flag = said.empty() ? '\0' : said[0];
    }
    take(site, time, column, flag, out, columns.state == kNoColumn ? std::nullopt : said_state(columns.state));
  }

  // Why a value is missing, as the column beside it says; nothing where it says none of these words.
  std::optional<ValueState> said_state(std::size_t field) const {
    const auto found = state_.words.states.find(plain_word(feed_->field(field).text));
    return found == state_.words.states.end() ? std::nullopt : std::optional(found->second);
  }

  bool says_nothing(const SheetField& field) const {
    return field.kind == CellKind::kEmpty || field.text.empty() ||
           has_word(state_.words.missing_marks, plain_word(field.text));
  }

  std::size_t find_factor(std::string_view text) const {
    const std::string plain = plain_word(text);
    for (std::size_t i = 0; i < state_.words.factors.size(); ++i) {
      const ImportFactor& factor = state_.words.factors[i];
      if (plain == plain_word(factor.code)) return i;
      if (has_word(factor.names, plain)) return i;
    }
    return kNoColumn;
  }

  void take(std::size_t site, Instant time, const ValueColumn& column, char flag,
            std::vector<std::pair<std::size_t, Observation>>& out, std::optional<ValueState> missing = std::nullopt) {
    const SheetField field = feed_->field(column.field);
    const bool is_missing = missing && says_nothing(field);
    if (!is_missing && (field.kind == CellKind::kEmpty || field.text.empty())) return;
    const std::optional<CellValue> value = is_missing ? CellValue{0, *missing, false} : read_value(field, column);
    if (!value) return;
    const std::size_t series = series_of(site, column.factor);
    if (series == kNoSeries) return;
    Observation observation;
    observation.time = time;
    observation.mantissa = value->mantissa;
    observation.position = feed_->number();
    observation.state = value->state;
    observation.flag = flag;
    if (speaks_) {
      state_.report.rounded += value->is_rounded ? 1 : 0;
    } else if (!state_.contradicted.empty() && state_.contradicted.contains({series, time.seconds})) {
      return;
    }
    out.emplace_back(series, observation);
  }

  std::size_t series_of(std::size_t site, std::size_t factor) {
    if (site == last_site_ && factor < last_series_.size() && last_series_[factor] != kNoSeries)
      return last_series_[factor];
    if (site != last_site_) {
      last_site_ = site;
      last_series_.assign(state_.words.factors.size(), kNoSeries);
    }
    const auto [found, is_new] =
        state_.series_of.try_emplace({site, factor, plan_.averaging}, state_.report.series.size());
    if (is_new) {
      if (!speaks_) return kNoSeries;
      const ImportFactor& own = state_.words.factors[factor];
      ImportSeries& series = state_.report.series.emplace_back();
      series.site_text = site_text();
      series.series.key = {state_.sites[site], own.code, plan_.averaging, state_.profile.source};
      series.series.unit = own.unit;
      series.series.places = own.places;
      series.series.data_set = state_.profile.data_set;
      series.series.label = state_.profile.label;
    }
    return last_series_[factor] = found->second;
  }

  std::optional<CellValue> read_value(const SheetField& field, const ValueColumn& column) {
    const ImportFactor& factor = state_.words.factors[column.factor];
    if (!column.is_converted && (field.kind == CellKind::kText || field.kind == CellKind::kNumber)) {
      const std::optional<std::int64_t> plain = plain_mantissa(field.text, factor.places);
      if (plain && !is_code(field.text)) return CellValue{*plain, ValueState::kValue, false};
    }
    return read_value_carefully(field, column, factor);
  }

  bool is_code(std::string_view text) const {
    return text.size() >= 3 && (text[0] == '9' || text[0] == '-') && codes_.contains(text);
  }

  std::optional<CellValue> refuse(std::size_t at, const SheetField& field, const ImportFactor& factor,
                                  const std::string& why) {
    refuse_cell(at, factor.names.front() + "“" + excerpt(field.text) + "”" + why);
    return std::nullopt;
  }

  std::optional<CellValue> read_value_carefully(const SheetField& field, const ValueColumn& column,
                                                const ImportFactor& factor) {
    if (field.kind == CellKind::kDate)
      return refuse(column.field, field, factor, "是日期，可能被表格软件自动转换；应为数字");
    if (field.kind == CellKind::kError || field.kind == CellKind::kBoolean)
      return refuse(column.field, field, factor, "是表格软件的错误值或逻辑值；应为数字");
    const std::string plain = plain_word(field.text);
    if (plain.empty() || has_word(state_.words.missing_marks, plain)) return std::nullopt;
    if (codes_.contains(plain)) return refuse(column.field, field, factor, "是缺测代码，不是数值；缺测时应留空");
    if (const auto state = state_.words.states.find(plain); state != state_.words.states.end())
      return CellValue{0, state->second, false};
    if (plain == "未检出" || plain == "未检测出" || plain == "nd" || plain == "n.d.") {
      const auto limit = state_.profile.limits.find(factor.code);
      if (limit == state_.profile.limits.end())
        return refuse(column.field, field, factor, "没有给出检出限；应填写“检出限L”，如0.01L，或在导入时指定检出限");
      const Result<Decimal> value = parse_decimal(limit->second);
      if (!value) return refuse(column.field, field, factor, "的检出限读不出");
      ValueColumn as_stored = column;  // the limit is given in the stored unit
      as_stored.is_converted = false;
      return stored(*value, ValueState::kBelowLimit, as_stored, factor, field);
    }
    // Spreadsheets give numbers with as many decimals as they compute with. Below zero is a reading only where the
    // factor can be: air temperature.
    const Result<Decimal> number = parse_decimal(plain);
    if (number && (!number->is_negative() || factor.may_be_negative) && *number <= kMostValue)
      return stored(*number, ValueState::kValue, column, factor, field);
    const Result<standards::Measurement> read = standards::parse_measurement(field.text);
    if (!read) {
      refuse_cell(column.field, factor.names.front() + read.error().message);
      return std::nullopt;
    }
    return stored(read->value, read->is_below_limit ? ValueState::kBelowLimit : ValueState::kValue, column, factor,
                  field);
  }

  std::optional<CellValue> stored(Decimal value, ValueState state, const ValueColumn& column,
                                  const ImportFactor& factor, const SheetField& field) {
    if (column.is_converted) {
      const Result<Quantity> converted = convert(Quantity{value, column.unit}, column.stored);
      if (!converted) return refuse(column.field, field, factor, converted.error().message);
      value = converted->value;
    }
    const Decimal rounded = value.places() > factor.places ? round_gbt8170(value, factor.places) : value;
    Series series;
    series.places = factor.places;
    const Result<std::int64_t> mantissa = mantissa_of(rounded, series);
    if (!mantissa) return refuse(column.field, field, factor, mantissa.error().message);
    return CellValue{*mantissa, state, rounded != value};
  }

  ImportState& state_;
  const SheetPlan& plan_;
  const SiteFinder* sites_;
  bool speaks_;
  tables::HeadQuery query_ = import_query(state_.words, state_.profile);
  std::unique_ptr<RowFeed> feed_;
  std::set<std::string, std::less<>> codes_;
  tables::LabelTimes times_;
  TextMemory<std::optional<int>> hours_;
  TextMemory<SiteText> known_sites_;
  TextMemory<std::size_t> factors_;
  std::size_t last_site_ = kNoSeries;
  std::vector<std::size_t> last_series_;  // of the last site, by factor
};

SheetWalk::SheetWalk(ImportState& state, const SheetPlan& plan, const SiteFinder* sites)
    : reader_(std::make_unique<Reader>(state, plan, sites)) {}
SheetWalk::~SheetWalk() = default;

bool SheetWalk::next(std::vector<std::pair<std::size_t, Observation>>& out) { return reader_->next(out); }
std::int64_t SheetWalk::passed_over() const { return reader_->feed().passed_over(); }
bool SheetWalk::is_whole() const { return reader_->feed().is_whole(); }

}  // namespace bihuan::observations::internal
