#include "observations/sheet_import.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/digest.h"
#include "base/quantity.h"
#include "base/text.h"
#include "observations/internal/row_feed.h"
#include "standards/period_mean.h"
#include "tables/label_time.h"
#include "tables/sheet.h"

namespace bihuan::observations {
namespace internal {

constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

// --- what a sheet's columns are --------------------------------------------------------------------------------------

struct ValueColumn {
  std::size_t field = kNoColumn;  // in the head's columns
  std::size_t factor = 0;         // in the words' factors
  Unit unit = Unit::kNone, stored = Unit::kNone;
  bool is_converted = false;
};

struct Columns {
  std::size_t site = kNoColumn, date = kNoColumn, hour = kNoColumn, year = kNoColumn, month = kNoColumn,
              day = kNoColumn, factor = kNoColumn, value = kNoColumn, unit = kNoColumn, flag = kNoColumn;
  std::vector<ValueColumn> values;  // of a wide sheet
  bool is_long() const { return factor != kNoColumn && value != kNoColumn; }
};

// One sheet that has a table: how it is read, and where its rows come from.
struct SheetPlan {
  std::string name;
  tables::Table table;  // of a csv read line by line: the head only
  std::optional<tables::PlainCsv> csv;
  tables::Sheet top;  // of a csv
  Columns columns;
  Averaging averaging = Averaging::kHour;
};

}  // namespace internal

namespace {

using internal::Columns;
using internal::kNoColumn;
using internal::RowFeed;
using internal::SheetField;
using internal::SheetPlan;
using internal::ValueColumn;
using tables::CellKind;
using tables::LabelTime;
using tables::Written;

constexpr std::size_t kMostTold = 20'000;
constexpr std::size_t kPiece = 16'384;             // observations given at once
constexpr int kTopLines = 1'000;                   // of a csv, in which its head is looked for
constexpr int kTimesLookedAt = 48;                 // to see what kind of times a sheet has
constexpr std::size_t kMostUnordered = 8'000'000;  // values of series out of order, which must be sorted in memory
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

// Names and words are compared without blanks, width and letter case.
std::string plain_word(std::string_view text) {
  std::string plain = strip_spaces(to_half_width(text));
  for (char& c : plain) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return plain;
}

bool has_word(const std::vector<std::string>& words, const std::string& plain) {
  return std::ranges::any_of(words, [&](const std::string& word) { return plain_word(word) == plain; });
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

// --- reading ---------------------------------------------------------------------------------------------------------

struct internal::ImportState {
  ImportState(std::string_view own_bytes, const ImportWords& own_words, const ImportProfile& own_profile)
      : bytes(own_bytes), words(own_words), profile(own_profile) {}

  std::string_view bytes;
  const ImportWords& words;
  ImportProfile profile;
  tables::Workbook workbook;  // empty for a plain csv
  std::vector<SheetPlan> plans;
  ImportReport report;
  // Sites by number; factors by number in the words. Series by both.
  std::vector<std::string> sites, site_texts;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> series_of;
  // Of series and label: rows that contradict each other; all of them are left out.
  std::set<std::pair<std::size_t, std::int64_t>> contradicted;
};

namespace {

using State = internal::ImportState;

// Walks through one sheet; gives each good value with its series.
class SheetWalk {
 public:
  // `speaks`: series are made and problems told (the first time through).
  SheetWalk(State& state, const SheetPlan& plan, const SiteFinder* sites, bool speaks)
      : state_(state), plan_(plan), sites_(sites), speaks_(speaks) {
    const std::optional<std::size_t> time =
        plan.columns.date == kNoColumn ? std::nullopt : std::optional(plan.columns.date);
    feed_ = plan.csv ? internal::feed_of(*plan.csv, plan.top, plan.table.head, query_, time)
                     : internal::feed_of(plan.table);
    for (const std::string& code : state.words.missing_codes) codes_.insert(code);
  }

  static tables::HeadQuery query_of(const ImportWords& words, const ImportProfile& profile);

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
      refuse_row(at, "时间“" + excerpt(feed_->field(at).text) + "”读不出，整行未使用；应如" +
                         std::string(example_of(plan_.averaging)));
      return std::nullopt;
    }
    if (columns.hour != kNoColumn && time->written <= Written::kDay) {
      const std::optional<int> seconds = hours_.of(
          feed_->field(columns.hour).text, [](std::string_view text) { return tables::parse_label_hour(text); });
      if (!seconds) {
        refuse_row(columns.hour, "小时“" + excerpt(feed_->field(columns.hour).text) + "”读不出，整行未使用；应为0至24");
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

  std::optional<std::size_t> read_site() {
    const std::size_t at = plan_.columns.site;
    std::string_view text = at == kNoColumn ? std::string_view() : feed_->field(at).text;
    if (trim(text).empty()) text = state_.profile.site;
    const SiteText& site = known_sites_.of(text, [&](std::string_view own) { return find_site(own); });
    if (site.why.empty()) return site.number;
    refuse_row(at, site.why);
    return std::nullopt;
  }

  SiteText find_site(std::string_view text) {
    const std::string plain(trim(text));
    if (plain.empty()) return {0, "没有写明站点，整行未使用；应填站点名称或编码，或在导入时指定站点"};
    const auto known = std::ranges::find(state_.site_texts, plain);
    if (known != state_.site_texts.end()) return {static_cast<std::size_t>(known - state_.site_texts.begin()), ""};
    if (sites_ == nullptr) return {0, "没有"};  // seen the first time through, and refused then
    const Result<std::string> code = (*sites_)(plain);
    if (!code) return {0, code.error().message};
    state_.site_texts.push_back(plain);
    state_.sites.push_back(*code);
    return {state_.sites.size() - 1, ""};
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
    take(site, time, column, flag, out);
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

 public:
  // The unit of a column of this factor; a sentence where it cannot be.
  static std::string choose_unit(const ImportFactor& factor, const std::string& said, ValueColumn& column) {
    if (said.empty() || said == factor.unit || plain_word(said) == plain_word(factor.unit)) return {};
    const Result<Unit> unit = parse_unit(said);
    const Result<Unit> stored = parse_unit(factor.unit);
    const Result<Quantity> one = unit && stored ? convert(Quantity{Decimal(1), *unit}, *stored)
                                                : Result<Quantity>(fail(Code::kInvalidInput, "不能换算"));
    if (!one)
      return factor.names.front() + "的单位“" + excerpt(said) + "”不能换算为" + factor.unit + "；应为" + factor.unit;
    column.unit = *unit;
    column.stored = *stored;
    column.is_converted = *unit != *stored;
    return {};
  }

 private:
  void take(std::size_t site, Instant time, const ValueColumn& column, char flag,
            std::vector<std::pair<std::size_t, Observation>>& out) {
    const SheetField field = feed_->field(column.field);
    if (field.kind == CellKind::kEmpty || field.text.empty()) return;
    const std::optional<CellValue> value = read_value(field, column);
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
    const auto [found, is_new] = state_.series_of.try_emplace({site, factor}, state_.report.series.size());
    if (is_new) {
      if (!speaks_) return kNoSeries;
      const ImportFactor& own = state_.words.factors[factor];
      ImportSeries& series = state_.report.series.emplace_back();
      series.site_text = state_.site_texts[site];
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
      return stored(*value, ValueState::kBelowLimit, column, factor, field);
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

  State& state_;
  const SheetPlan& plan_;
  const SiteFinder* sites_;
  bool speaks_;
  tables::HeadQuery query_ = query_of(state_.words, state_.profile);
  std::unique_ptr<RowFeed> feed_;
  std::set<std::string, std::less<>> codes_;
  tables::LabelTimes times_;
  TextMemory<std::optional<int>> hours_;
  TextMemory<SiteText> known_sites_;
  TextMemory<std::size_t> factors_;
  std::size_t last_site_ = kNoSeries;
  std::vector<std::size_t> last_series_;  // of the last site, by factor
};

bool names_match(const std::string& a, const std::string& b) { return plain_word(a) == plain_word(b); }

// The profile's columns come before the words': "O3_24h" is the hour, "O3" nothing at all.
tables::HeadQuery SheetWalk::query_of(const ImportWords& words, const ImportProfile& profile) {
  tables::HeadQuery query;
  const auto add = [&](const std::string& key, const std::vector<std::string>& names) {
    tables::WantedColumn column{key, {}, false};
    for (const auto& [head, meant] : profile.columns) {
      if (meant == key) column.names.push_back(head);
    }
    for (const std::string& name : names) {
      const bool is_taken = std::ranges::any_of(
          profile.columns, [&](const auto& own) { return own.second != key && names_match(own.first, name); });
      if (!is_taken) column.names.push_back(name);
    }
    query.columns.push_back(std::move(column));
  };
  for (const auto& [key, names] : words.columns) add(key, names);
  for (const ImportFactor& factor : words.factors) {
    std::vector<std::string> names = factor.names;
    names.push_back(factor.code);
    add(factor.code, names);
  }
  query.units.insert(query.units.end(), words.units.begin(), words.units.end());
  return query;
}

// --- choosing the columns --------------------------------------------------------------------------------------------

class SheetChooser {
 public:
  SheetChooser(State& state, const std::string& sheet) : state_(state), sheet_(sheet) {}

  // What the columns of the head are; nothing if the sheet cannot be read, which has been told then.
  std::optional<Columns> choose(const tables::Head& head) {
    for (const tables::AmbiguousColumn& column : head.ambiguous) {
      std::string places;
      for (const tables::FoundColumn& one : column.candidates)
        places += (places.empty() ? "" : "、") + to_string(one.head_at) + "“" + one.head_text + "”";
      tell(column.candidates.front().head_at,
           "有几列都可能是" + name_of(column.key) + "（" + places + "），都未使用；应只留一列，或在导入时指定");
    }
    Columns columns;
    const auto at = [&](std::string_view key) { return index_of(head, key); };
    columns.site = at("site");
    columns.date = at("time") != kNoColumn && at("date") == kNoColumn ? at("time") : at("date");
    columns.hour = at("hour") == kNoColumn && at("date") != kNoColumn ? at("time") : at("hour");
    columns.year = at("year");
    columns.month = at("month");
    columns.day = at("day");
    columns.factor = at("factor");
    columns.value = at("value");
    columns.unit = at("unit");
    columns.flag = at("flag");
    // A column "月份" alone may hold 2024-01.
    if (columns.date == kNoColumn && columns.year == kNoColumn) std::swap(columns.date, columns.month);
    const bool has_time = columns.date != kNoColumn || columns.year != kNoColumn;
    if (!columns.is_long()) choose_factors(head, columns);
    const bool has_values = columns.is_long() || !columns.values.empty();
    if (!has_time || !has_values) {
      tell({}, has_time ? "没有可用的监测项目列，未读取；表头应有项目名称（如氨氮），或“监测项目”和“监测值”两列"
                        : "没有时间列，未读取；表头应有“日期”“时间”或“年”“月”");
      return std::nullopt;
    }
    list(head, columns);
    return columns;
  }

 private:
  static std::size_t index_of(const tables::Head& head, std::string_view key) {
    const auto found = std::ranges::find(head.columns, key, &tables::FoundColumn::key);
    return found == head.columns.end() ? kNoColumn : static_cast<std::size_t>(found - head.columns.begin());
  }

  std::string name_of(const std::string& key) const {
    const ImportFactor* const factor = state_.words.factor(key);
    if (factor != nullptr) return factor->names.front();
    return state_.words.columns.at(key).front();
  }

  void tell(std::optional<tables::CellAddress> at, std::string message) {
    state_.report.problems.push_back(
        {true, sheet_, 0, at ? tables::place(sheet_, *at) : "工作表「" + sheet_ + "」", std::move(message)});
  }

  void choose_factors(const tables::Head& head, Columns& columns) {
    for (std::size_t f = 0; f < state_.words.factors.size(); ++f) {
      const ImportFactor& factor = state_.words.factors[f];
      const std::size_t at = index_of(head, factor.code);
      if (at == kNoColumn) continue;
      const tables::FoundColumn& column = head.columns[at];
      ValueColumn value{at, f, Unit::kNone, Unit::kNone, false};
      std::string unit = column.unit;
      std::string origin(tables::to_chinese(column.unit_origin));
      if (const auto own = state_.profile.units.find(factor.code); unit.empty() && own != state_.profile.units.end()) {
        unit = own->second;
        origin = "导入方式指定";
      }
      const std::string why = SheetWalk::choose_unit(factor, unit, value);
      if (!why.empty()) {
        tell(column.head_at, why + "，这一列未使用");
        continue;
      }
      if (unit.empty()) origin += "，按因子的单位";
      columns.values.push_back(value);
      state_.report.columns.push_back({sheet_, tables::column_letters(column.column), column.head_text, factor.code,
                                       unit.empty() ? factor.unit : unit, origin});
    }
  }

  void list(const tables::Head& head, const Columns& columns) {
    for (const std::size_t at : {columns.site, columns.date, columns.hour, columns.year, columns.month, columns.day,
                                 columns.factor, columns.value, columns.unit, columns.flag}) {
      if (at == kNoColumn) continue;
      if (!columns.is_long() &&
          (at == columns.factor || at == columns.value || at == columns.unit || at == columns.flag))
        continue;
      const tables::FoundColumn& column = head.columns[at];
      state_.report.columns.push_back(
          {sheet_, tables::column_letters(column.column), column.head_text, column.key, column.unit, ""});
    }
    for (const tables::FoundColumn& column : head.unused) state_.report.unused.push_back(column.head_text);
  }

  State& state_;
  const std::string& sheet_;
};

// What kind of values a sheet holds, by how its times are written.
Averaging averaging_of(const tables::Table& table, const Columns& columns) {
  if (columns.hour != kNoColumn) return Averaging::kHour;
  if (columns.date == kNoColumn)
    return columns.day != kNoColumn     ? Averaging::kDay
           : columns.month != kNoColumn ? Averaging::kMonth
                                        : Averaging::kYear;
  Written finest = Written::kYear;
  bool has_minutes = false;
  int read = 0;
  for (const tables::TableRow& row : table.rows) {
    const tables::Cell* const cell = row.cells[columns.date];
    const std::optional<LabelTime> time = cell == nullptr ? std::nullopt : tables::parse_label_time(cell->value);
    if (!time) continue;
    finest = std::max(finest, time->written);
    has_minutes = has_minutes || time->seconds % 3'600 != 0;
    if (++read == kTimesLookedAt) break;
  }
  if (finest >= Written::kHour) return has_minutes ? Averaging::kInstant : Averaging::kHour;
  if (finest == Written::kDay) return Averaging::kDay;
  return finest == Written::kMonth ? Averaging::kMonth : Averaging::kYear;
}

// --- the first time through ------------------------------------------------------------------------------------------

class FileSurvey {
 public:
  FileSurvey(State& state, const SiteFinder& sites) : state_(state), sites_(sites) {}

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
  std::string first_problem() const {
    const auto refusal = std::ranges::find_if(state_.report.problems, &ImportProblem::is_refusal);
    return refusal == state_.report.problems.end() ? "" : "；首先的问题：" + refusal->where + "，" + refusal->message;
  }

  Status plan_sheets() {
    const tables::HeadQuery query = SheetWalk::query_of(state_.words, state_.profile);
    if (reads_plain) {
      if (std::optional<tables::PlainCsv> csv = tables::PlainCsv::look(state_.bytes, state_.report.file_name)) {
        tables::Sheet top = csv->top(kTopLines);
        if (plan_sheet(top, query)) {
          state_.report.encoding = "UTF-8";
          SheetPlan& plan = state_.plans.back();
          plan.table.rows.clear();
          plan.table.left_out.clear();
          plan.csv = std::move(csv);
          plan.top = std::move(top);
          if (plan.columns.date != kNoColumn) return {};
          state_.plans.clear();
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
      plan_sheet(sheet, query);
    }
    return {};
  }

  void reset() {
    state_.plans.clear();
    state_.report.columns.clear();
    state_.report.unused.clear();
    state_.report.problems.clear();
  }

  bool plan_sheet(const tables::Sheet& sheet, const tables::HeadQuery& query) {
    const Result<tables::Head> head = tables::find_head(sheet, query);
    if (!head) return false;
    const std::optional<Columns> columns = SheetChooser(state_, sheet.info.name).choose(*head);
    if (!columns) return false;
    for (const Error& problem : sheet.problems) {
      ++state_.report.rows_refused;
      state_.report.problems.push_back({true, sheet.info.name, 0, problem.where, problem.message});
    }
    SheetPlan& plan = state_.plans.emplace_back();
    plan.name = sheet.info.name;
    plan.table = tables::read_table(sheet, *head, query);
    plan.columns = *columns;
    plan.averaging = state_.profile.averaging.value_or(averaging_of(plan.table, *columns));
    state_.report.is_long = state_.report.is_long || columns->is_long();
    return true;
  }

  bool walk(const SheetPlan& plan) {
    SheetWalk walk(state_, plan, &sites_, true);
    std::vector<std::pair<std::size_t, Observation>> values;
    while (walk.next(values)) {
      for (const auto& [series, observation] : values) count(series, observation);
    }
    state_.report.rows_passed_over += walk.feed().passed_over();
    is_cut_short_ = !walk.feed().is_whole();
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
    if (observation.state == ValueState::kValue) {
      ++series.values;
    } else {
      ++(observation.state == ValueState::kBelowLimit ? series.below : series.missing);
    }
  }

  // Values for one series and time that differ are refused, all of them; equal ones count once. Only series whose times
  // do not ascend can have such.
  Status find_contradictions() {
    if (!has_unordered_) return {};
    struct Seen {
      std::size_t series;
      Observation observation;
      std::size_t sheet;
    };
    std::vector<Seen> all;
    for (std::size_t s = 0; s < state_.plans.size(); ++s) {
      SheetWalk walk(state_, state_.plans[s], nullptr, false);
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
      const auto says_the_same = [&](const Seen& seen) {
        return seen.observation.mantissa == all[i].observation.mantissa &&
               seen.observation.state == all[i].observation.state;
      };
      const auto count = static_cast<std::int64_t>(end - i);
      if (count > 1 && std::all_of(all.begin() + static_cast<std::ptrdiff_t>(i),
                                   all.begin() + static_cast<std::ptrdiff_t>(end), says_the_same)) {
        state_.report.repeated += count - 1;
      } else if (count > 1) {
        contradict(all[i].series, all[i].observation, count,
                   tables::place(state_.plans[all[i].sheet].name, int(all[i].observation.position)),
                   state_.plans[all[end - 1].sheet].name, static_cast<int>(all[end - 1].observation.position));
      }
      i = end;
    }
    return {};
  }

  void contradict(std::size_t number, const Observation& first, std::int64_t count, const std::string& first_place,
                  const std::string& last_sheet, int last_row) {
    ImportSeries& series = state_.report.series[number];
    state_.contradicted.emplace(number, first.time.seconds);
    state_.report.cells_refused += count;
    state_.report.values -= count;
    (first.state == ValueState::kValue        ? series.values
     : first.state == ValueState::kBelowLimit ? series.below
                                              : series.missing) -= count;
    if (state_.report.problems.size() == kMostTold) {
      ++state_.report.problems_not_told;
      return;
    }
    const ImportFactor* const factor = state_.words.factor(series.series.key.factor);
    state_.report.problems.push_back({true, last_sheet, last_row, tables::place(last_sheet, last_row),
                                      series.site_text + to_beijing_text(first.time) + "的" + factor->names.front() +
                                          "有" + std::to_string(count) + "个不同的值（最早在" + first_place +
                                          "），都未使用；应只有一个"});
  }

  static std::string to_beijing_text(Instant instant) {
    const int seconds = second_of_day(instant);
    std::string text = to_string(to_date(instant));
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    if (seconds != 0) text += " " + two(seconds / 3'600) + ":" + two(seconds / 60 % 60);
    return text;
  }

  State& state_;
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

Result<SheetImport> SheetImport::open(std::string_view bytes, std::string_view file_name, const ImportWords& words,
                                      const ImportProfile& profile, const SiteFinder& sites) {
  BIHUAN_CHECK(check_profile(words, profile));
  for (const bool reads_plain : {true, false}) {
    auto state = std::make_unique<State>(bytes, words, profile);
    state->report.file_name = std::string(file_name);
    FileSurvey survey(*state, sites);
    survey.reads_plain = reads_plain;
    BIHUAN_CHECK(survey.run());
    if (survey.has_to_be_read_whole()) continue;
    state->report.digest = sm3_hex(bytes);
    return SheetImport(std::move(state));
  }
  return fail(Code::kInvalidInput, "文件读不出", std::string(file_name));
}

SheetImport::SheetImport(std::unique_ptr<internal::ImportState> state) : state_(std::move(state)) {}
SheetImport::~SheetImport() = default;
SheetImport::SheetImport(SheetImport&&) noexcept = default;
SheetImport& SheetImport::operator=(SheetImport&&) noexcept = default;

const ImportReport& SheetImport::report() const { return state_->report; }

ObservationSource SheetImport::observations(std::vector<SeriesId> ids) const {
  struct Reading {
    State* state = nullptr;
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
        reading->walk =
            std::make_unique<SheetWalk>(*reading->state, reading->state->plans[reading->sheet], nullptr, false);
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
