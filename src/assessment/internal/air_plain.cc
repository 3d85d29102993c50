#include "assessment/internal/air_plain.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "assessment/internal/air_time.h"
#include "assessment/internal/plain_steps.h"
#include "base/text.h"
#include "base/text_memory.h"

namespace bihuan::assessment::internal {
namespace {

using standards::bit_of;
using standards::index_of;
using standards::kAllPollutants;
using standards::kPollutants;
using standards::Pollutant;

constexpr int kTopRows = 1'000;
constexpr int kRoleTexts = 2;
constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

std::optional<int> plain_number(std::string_view text) {
  if (text.empty() || text.size() > 2) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

class PlainAirReader {
 public:
  PlainAirReader(tables::PlainCsv& csv, const tables::HeadQuery& query, const standards::AirRules& rules,
                 const AirTableWords& words, const AirWorkbookOptions& options, AirGrid& grid)
      : csv_(csv), query_(query), words_(words), grid_(grid), rows_(csv.sheet_name(), rules, words, options) {
    unit_ = rules.units;
  }

  Result<bool> run() {
    const tables::Sheet top = csv_.top(kTopRows);
    const Result<tables::Head> head = tables::find_head(top, query_);
    if (!head) return false;
    tables::Table table = tables::read_table(top, *head, query_);
    if (!rows_.begin(table, {})) return false;
    if (!take_columns(*head)) return false;
    table.rows.clear();
    table.left_out.clear();
    tables::RowReader roles(top, *head, query_);
    const std::uint16_t sheet = grid_.add_sheet(csv_.sheet_name());
    while (csv_.next()) {
      if (csv_.number() <= head->last_row) continue;
      AirSlot slot;
      slot.row = csv_.number();
      slot.sheet = sheet;
      const std::optional<Found> found = read_plainly(roles, slot);
      if (found) {
        roles.pass_data();
        BIHUAN_CHECK(grid_.add(found->station, found->number, rows_.is_hourly(), slot));
      } else {
        BIHUAN_CHECK(read_carefully(table, roles, slot));
      }
    }
    rows_.sheet().rows_passed_over += roles.left_out();
    return !csv_.is_too_wide() && has_guessed_well();
  }

  AirSheet& sheet() { return rows_.sheet(); }

 private:
  struct Found {
    std::size_t station = 0;
    std::int64_t number = 0;
  };
  struct DayText {
    std::optional<std::int64_t> day;
    std::optional<int> hour;
  };

  static std::size_t field_of(const tables::Head& head, std::string_view key) {
    const tables::FoundColumn* column = head.column(key);
    return column == nullptr ? kAbsent : static_cast<std::size_t>(column->column) - 1;
  }

  bool take_columns(const tables::Head& head) {
    const bool has_date = head.column("date") != nullptr;
    day_ = field_of(head, has_date ? "date" : "time");
    if (day_ == kAbsent) return false;
    city_ = field_of(head, "city");
    station_ = field_of(head, "station");
    for (const std::size_t column : {day_, city_, station_}) {
      if (column != kAbsent) names_ = std::max(names_, column + 1);
    }
    if (rows_.is_hourly()) {
      hour_ = field_of(head, "hour");
      if (hour_ == kAbsent && has_date) hour_ = field_of(head, "time");
    }
    for (const Pollutant pollutant : kAllPollutants) {
      const std::size_t p = index_of(pollutant);
      const AirColumn& column = rows_.column(pollutant);
      if (column.key.empty()) continue;
      if (column.unit != unit_[p]) return false;
      value_[p] = field_of(head, column.key);
      highest_[p] = static_cast<std::int32_t>(round_down(words_.highest[p], kAirPlaces).mantissa() *
                                              steps_of(round_down(words_.highest[p], kAirPlaces).places()));
    }
    for (const std::string& code : words_.missing_codes) {
      if (const std::int32_t steps = steps_of_any(code); steps >= 0) codes_.push_back(steps);
    }
    if (!codes_.empty()) lowest_code_ = std::ranges::min(codes_);
    return true;
  }

  static std::int64_t steps_of(int places) {
    std::int64_t steps = 1;
    for (; places < kAirPlaces; ++places) steps *= 10;
    return steps;
  }

  std::string_view field(std::size_t index) const {
    return index < csv_.fields().size() ? csv_.fields()[index] : std::string_view();
  }

  // The row if every field of it is plain; else nothing.
  std::optional<Found> read_plainly(const tables::RowReader& roles, AirSlot& slot) {
    const std::string_view names = names_of_row();
    const bool is_known = !names.empty() && names == last_names_;
    if (!is_known) {
      last_names_ = {};
      const DayText& day = days_.of(field(day_), [](std::string_view text) {
        const std::optional<AirTime> time = parse_air_time(text);
        return time ? DayText{time->date.days_since_1970(), time->hour} : DayText{};
      });
      if (!day.day || has_role(roles)) return std::nullopt;
      last_day_ = day;
    }
    std::optional<std::int64_t> number = last_day_.day;
    if (rows_.is_hourly()) {
      const std::optional<int> hour = hour_ == kAbsent ? last_day_.hour : plain_number(field(hour_));
      if (hour) number = grid_.slot_number(*last_day_.day, hour);
      if (!hour || !number) return std::nullopt;
    }
    int filled = 0;
    for (std::size_t p = 0; p < kPollutants; ++p) {
      if (value_[p] == kAbsent) continue;
      const std::string_view text = field(value_[p]);
      if (text.empty()) continue;
      const std::int32_t steps = plain_steps(text, csv_.end());
      if (steps < 0 || steps > highest_[p]) {
        if (steps < 0 && is_missing(text)) continue;
        return std::nullopt;
      }
      if (steps >= lowest_code_ && std::ranges::find(codes_, steps) != codes_.end()) return std::nullopt;
      slot.steps[p] = steps;
      slot.present |= static_cast<std::uint8_t>(1U << p);
      ++filled;
    }
    if (filled == 0) return std::nullopt;  // a title with a date, a note: whoever reads carefully knows
    for (std::size_t p = 0; p < kPollutants; ++p) numbers_[p] += slot.present >> p & 1U;
    if (!is_known) {
      last_station_ = station();
      last_names_ = names;
    }
    return Found{last_station_, *number};
  }

  // The beginning of the row, to the last of its names and its day: where it is the last row's, so is what was found
  // out of it. Nothing if it does not hold what says whether the row is one of data.
  std::string_view names_of_row() const {
    const std::span<const std::string_view> fields = csv_.fields();
    if (fields.size() < names_) return {};
    const auto texts = std::ranges::count_if(fields.first(names_), [](std::string_view text) { return !text.empty(); });
    if (texts < kRoleTexts) return {};
    const std::string_view last = fields[names_ - 1];
    return {fields[0].data(), static_cast<std::size_t>(last.data() + last.size() - fields[0].data())};
  }

  // 合计, 注 ... stand in the first two texts of a row.
  bool has_role(const tables::RowReader& roles) {
    int texts = 0;
    for (std::size_t i = 0; i < csv_.fields().size() && texts < kRoleTexts; ++i) {
      const std::string_view text = csv_.fields()[i];
      if (text.empty()) continue;
      ++texts;
      if (roles_[texts - 1].of(text, [&](std::string_view own) { return trim(own).empty() || roles.has_role(own); }))
        return true;
    }
    return texts < kRoleTexts;
  }

  bool is_missing(std::string_view text) {
    return marks_.of(text, [&](std::string_view own) {
      const std::string plain = plain_name(own);
      return plain.empty() || std::ranges::find(words_.missing_marks, plain) != words_.missing_marks.end();
    });
  }

  std::size_t station() {
    const std::string_view city = field(city_);
    const std::string_view station = field(station_);
    if (has_last_ && city == last_city_ && station == last_name_) return last_station_;
    last_city_ = city;
    last_name_ = station;
    has_last_ = true;
    const std::string own_city = plain_name(city);
    std::string name = plain_name(station);
    if (name.empty()) name = own_city.empty() ? csv_.sheet_name() : own_city;
    return grid_.station(own_city, name);
  }

  Status read_carefully(tables::Table& table, tables::RowReader& roles, AirSlot slot) {
    const tables::Row row = csv_.row();
    std::optional<tables::TableRow> taken = roles.take(row);
    if (!taken) return {};
    table.rows.push_back(*std::move(taken));
    for (const Pollutant pollutant : kAllPollutants) {
      const AirColumn& column = rows_.column(pollutant);
      if (column.key.empty()) continue;
      const PlausibleCount count = rows_.count_plausible(table, column.key, pollutant);
      numbers_[index_of(pollutant)] += count.numbers;
      beyond_[index_of(pollutant)] += count.beyond;
    }
    rows_.read(table, table.rows.back());
    table.rows.clear();
    for (const AirRow& own : rows_.sheet().rows) BIHUAN_CHECK(grid_.add(own, slot.sheet));
    rows_.sheet().rows.clear();
    return {};
  }

  // A unit that nobody wrote down was taken from the first rows; the rest has to agree.
  bool has_guessed_well() const {
    return std::ranges::none_of(kAllPollutants, [&](Pollutant pollutant) {
      const std::size_t p = index_of(pollutant);
      return rows_.column(pollutant).is_unit_guessed &&
             PlausibleCount{numbers_[p], beyond_[p]}.looks_like_another_unit();
    });
  }

  tables::PlainCsv& csv_;
  const tables::HeadQuery& query_;
  const AirTableWords& words_;
  AirGrid& grid_;
  AirRowReader rows_;
  standards::PerPollutant<Unit> unit_{};
  std::size_t day_ = kAbsent, hour_ = kAbsent, city_ = kAbsent, station_ = kAbsent;
  standards::PerPollutant<std::size_t> value_ = {kAbsent, kAbsent, kAbsent, kAbsent, kAbsent, kAbsent};
  standards::PerPollutant<std::int32_t> highest_{};
  standards::PerPollutant<std::int64_t> numbers_{}, beyond_{};
  std::vector<std::int32_t> codes_;
  std::int32_t lowest_code_ = std::numeric_limits<std::int32_t>::max();  // few values reach it
  TextMemory<DayText> days_;
  std::array<TextMemory<bool>, kRoleTexts> roles_;
  TextMemory<bool> marks_;
  std::size_t names_ = 0;                                // fields from the first to the last of city, station and day
  std::string_view last_names_, last_city_, last_name_;  // views into the file
  DayText last_day_;
  bool has_last_ = false;
  std::size_t last_station_ = 0;
};

}  // namespace

Result<bool> read_plain_air(tables::PlainCsv& csv, const tables::HeadQuery& query, const standards::AirRules& rules,
                            const AirTableWords& words, const AirWorkbookOptions& options, AirGrid& grid,
                            AirSheet& sheet) {
  PlainAirReader reader(csv, query, rules, words, options, grid);
  BIHUAN_TRY(const bool is_read, reader.run());
  if (is_read) sheet = std::move(reader.sheet());
  return is_read;
}

}  // namespace bihuan::assessment::internal
