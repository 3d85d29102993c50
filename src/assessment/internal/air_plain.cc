#include "assessment/internal/air_plain.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "assessment/internal/air_time.h"
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
constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

// Plain digits with at most kAirPlaces decimals, in steps of 10^-kAirPlaces; negative if it is anything else.
std::int32_t plain_steps(std::string_view text) {
  constexpr std::size_t kMostDigits = 4;  // before the point: 9999.99999 fits
  constexpr std::array<std::int32_t, kAirPlaces + 1> kPowers = {1, 10, 100, 1'000, 10'000, 100'000};
  std::int32_t steps = 0;
  std::size_t at = 0;
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') steps = steps * 10 + (text[at++] - '0');
  if (at == 0 || at > kMostDigits) return -1;
  if (at == text.size()) return steps * kPowers[kAirPlaces];
  const std::size_t places = text.size() - at - 1;
  if (text[at] != '.' || places == 0 || places > kAirPlaces) return -1;
  while (++at < text.size()) {
    if (text[at] < '0' || text[at] > '9') return -1;
    steps = steps * 10 + (text[at] - '0');
  }
  return steps * kPowers[kAirPlaces - places];
}

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
      if (const std::int32_t steps = plain_steps(code); steps >= 0) codes_.push_back(steps);
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
    const DayText& day = days_.of(field(day_), [](std::string_view text) {
      const std::optional<AirTime> time = parse_air_time(text);
      return time ? DayText{time->date.days_since_1970(), time->hour} : DayText{};
    });
    if (!day.day || has_role(roles)) return std::nullopt;
    std::optional<std::int64_t> number = day.day;
    if (rows_.is_hourly()) {
      const std::optional<int> hour = hour_ == kAbsent ? day.hour : plain_number(field(hour_));
      if (hour) number = grid_.slot_number(*day.day, hour);
      if (!hour || !number) return std::nullopt;
    }
    int filled = 0;
    for (std::size_t p = 0; p < kPollutants; ++p) {
      if (value_[p] == kAbsent) continue;
      const std::string_view text = field(value_[p]);
      if (text.empty()) continue;
      const std::int32_t steps = plain_steps(text);
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
    return Found{station(), *number};
  }

  // 合计, 注 ... stand in the first two texts of a row.
  bool has_role(const tables::RowReader& roles) {
    int texts = 0;
    for (std::size_t i = 0; i < csv_.fields().size() && texts < 2; ++i) {
      const std::string_view text = csv_.fields()[i];
      if (text.empty()) continue;
      ++texts;
      if (roles_[texts - 1].of(text, [&](std::string_view own) { return trim(own).empty() || roles.has_role(own); }))
        return true;
    }
    return texts < 2;
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
    last_city_ = city;  // views into the file
    last_name_ = station;
    has_last_ = true;
    const std::string own_city = plain_name(city);
    std::string name = plain_name(station);
    if (name.empty()) name = own_city.empty() ? csv_.sheet_name() : own_city;
    return last_station_ = grid_.station(own_city, name);
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
  std::array<TextMemory<bool>, 2> roles_;
  TextMemory<bool> marks_;
  std::string_view last_city_, last_name_;
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
