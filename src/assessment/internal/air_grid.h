// src/assessment/internal/air_grid.h - puts rows of ambient air together, station by station: hours (or days) in order,
// rows of one hour compared.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assessment/air_workbook.h"
#include "assessment/internal/air_rows.h"
#include "base/large_pages.h"

namespace bihuan::assessment::internal {

// One row's values, in steps of 10^-kAirPlaces of the standard's unit, and where it stands.
struct AirSlot {
  standards::PerPollutant<std::int32_t> steps{};
  std::int32_t row = 0;
  std::uint16_t sheet = 0;
  std::uint8_t present = 0;  // bit_of(pollutant)
  bool has_many_places = false;
  bool is_same_as(const AirSlot& other) const { return present == other.present && steps == other.steps; }
};

class AirGrid {
 public:
  AirGrid(const standards::AirRules& rules, const AirWorkbookOptions& options, AirWorkbook& out)
      : rules_(rules), options_(options), out_(out) {}

  // Names a sheet; returns what AirSlot::sheet calls it.
  std::uint16_t add_sheet(std::string name);
  // The number of a station, new or known.
  std::size_t station(const std::string& city, const std::string& name);
  // The slot counted from 1970 in hours (or days); nothing if the label has no such hour.
  std::optional<std::int64_t> slot_number(std::int64_t day_since_1970, std::optional<int> hour) const {
    if (!hour) return day_since_1970;
    const std::optional<int> slot = standards::slot_of_hour(*hour, options_.label);
    return slot ? std::optional(day_since_1970 * standards::kSlots + *slot) : std::nullopt;
  }
  // Adds a row at `number`, which counts hours or days as `is_hourly` says.
  // Errors: kInvalidInput  hours and days in one file; more than 100 years; days with hardly a row
  Status add(std::size_t station, std::int64_t number, bool is_hourly, const AirSlot& slot);
  // The same of a row read cell by cell.
  Status add(const AirRow& row, std::uint16_t sheet);
  // Fills out_.stations. PRECONDITION: called once, after the last row.
  Status finish();

 private:
  struct Place {
    std::int32_t row = 0;  // 0: no row came
    std::uint16_t sheet = 0;
  };
  // The columns are those of the result (HourColumns), so that nothing is copied where all stations have the same days.
  struct Station {
    Station(std::string own_city, std::string own_name, std::pmr::memory_resource* columns,
            std::pmr::memory_resource* beside);
    std::string city, name;
    std::int64_t first_day = 0, days = 0;                              // of the columns, since 1970
    standards::PerPollutant<std::pmr::vector<std::int32_t>> steps;     // [days * per_day]
    standards::PerPollutant<std::pmr::vector<std::uint32_t>> present;  // [days], bit s: slot s has a value
    std::pmr::vector<Place> places;                                    // [days * per_day]
    std::int64_t newest = 0;                                           // slot of the row that came last
    bool is_told = false;                                              // of its disorder
  };

  void tell_problems();
  void report(ProblemKind kind, std::string message, std::string where);
  std::string where(Place place) const;
  Status take_in(Station& station, std::int64_t day);
  Status too_long(std::int64_t first_day, std::int64_t last_day) const;
  void settle(Station& station, std::int64_t number, const std::vector<AirSlot>& others);
  standards::HourColumns<std::int32_t> hours_of(Station& station);
  std::vector<standards::AirDay> days_of(const Station& station) const;
  std::int64_t per_day() const { return out_.is_hourly ? standards::kSlots : 1; }

  const standards::AirRules& rules_;
  const AirWorkbookOptions& options_;
  AirWorkbook& out_;
  LargePages pages_;  // of what is not in the result
  std::vector<std::string> sheets_;
  std::map<std::pair<std::string, std::string>, std::size_t> numbers_;
  std::vector<Station> stations_;
  std::vector<WorkbookProblem> problems_;  // told behind those of the sheets
  std::int64_t problems_not_told_ = 0;
  std::map<std::pair<std::size_t, std::int64_t>, std::vector<AirSlot>>
      repeated_;  // station and slot -> all but the first
  std::int64_t rows_ = 0, grid_days_ = 0, lowest_ = 0, highest_ = 0;
  bool has_many_places_ = false;
};

}  // namespace bihuan::assessment::internal
