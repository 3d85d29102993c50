// src/standards/air_quality_index.h - the air quality index of one hour or one day, exactly.
//
//   rules = load_air_rules(texts, day)                    what the documents say, out of knowledge/
//   air_quality_index(rules, "national-feed", readings)   index, level, primary and exceeding pollutants, basis
//
// Everything is decimal: CO 2.2 mg/m3 is 55, not the 56 of binary floating point.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/quantity.h"
#include "base/result.h"
#include "standards/air_rules.h"
#include "standards/basis.h"

namespace bihuan::standards {

// Returns the individual index of `concentration`: linear between the two neighbouring points, rounded UP. Where the
// edition says so, the concentration is rounded by GB/T 8170 first.
// Source: HJ 633-2012 表1, 4.2, 6.2; HJ 633-2026 表3, 4.2.2, 4.2.4, 4.2.6
// Errors: kNotFound      no table `table`
//         kInvalidInput  negative, or not in the table's unit (convert first; ppb needs temperature and pressure)
//         kNotCovered    above a table that names another one to decide then
Result<int> individual_index(const AirRules& rules, std::string_view table, const Quantity& concentration);

struct IndexReading {
  std::string table;      // "so2_1h", "pm25_24h" ...
  Decimal concentration;  // in the table's unit
};

struct IndexItem {
  Pollutant pollutant = Pollutant::kSo2;
  std::string table;         // that decided: the profile's, or the one named for values beyond it
  Decimal concentration;     // as it was indexed, rounded
  std::optional<int> index;  // none: above the table, and the table that decides then has no value
};

struct AirIndex {
  std::optional<int> aqi;         // as published; none: NA, see `reason`
  std::optional<int> of_present;  // the largest index of what is there, published or not
  AirLevel level;                 // of aqi; empty without one
  int level_number = 0;           // 1..6; 0 without an index
  std::vector<IndexItem> items;   // in the order of publication
  std::vector<Pollutant> primary, exceeding, missing;
  bool is_complete = false;  // all six are there
  std::string reason;        // Chinese: why there is no index; ""
  Basis basis;
};

// Returns the index of one hour or day.
// * Concentrations are rounded to the decimals of the edition, each index is rounded up, the largest is the AQI.
// * Primary: the pollutants with the largest (rounded) index, all of a tie, only where the AQI is above 50.
// * Exceeding: every pollutant with an index above 100; the edition of 2026 has none.
// * With a pollutant missing: by the profile any others do, or the index of the others stands only where above 100.
// Source: HJ 633-2012 表2, 表3, 表4, 3.4, 4.4.1, 4.4.2; HJ 633-2026 表1, 表4, 表5, 4.3.1, 5.3.1
// Source: HJ 663-2013 6.2; HJ 663-2026 修约
// Errors: kNotFound      unknown profile or table
//         kInvalidInput  a negative concentration, a table twice
Result<AirIndex> air_quality_index(const AirRules& rules, std::string_view profile,
                                   std::span<const IndexReading> readings);

// Pollutants as the national feed prints them, joined with 、; "—" for none.
std::string pollutant_list(std::span<const Pollutant> pollutants);

// The concentration of a gas at the reference state of GB 3095 (298.15 K) from that at 273.15 K, same pressure, rounded
// to `places` decimals.
// Source: GB 3095-2012 修改单3.14
Decimal at_reference_state(Decimal at_standard_state, int places);

}  // namespace bihuan::standards
