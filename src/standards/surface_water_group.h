// src/standards/surface_water_group.h - several sections together: shares of classes, the level of a river, basin or
// lake.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "standards/surface_water.h"

namespace bihuan::standards {

// Sections by class, and the two shares that everything else is made of.
struct GroupSummary {
  std::int64_t sections = 0;  // that have a class
  std::int64_t without_class = 0;
  std::vector<std::int64_t> counts;   // [6], Ⅰ to 劣Ⅴ
  std::int64_t good = 0;              // class I to III (优良)
  std::int64_t bad = 0;               // worse than V
  std::optional<Decimal> good_share;  // percent, rounded half to even at the rules' decimals; none without sections
  std::optional<Decimal> bad_share;
};

// Source: 环办〔2011〕22号 二（一）2
GroupSummary summarise_group(const SurfaceWaterRules& rules, std::span<const std::optional<WaterClass>> classes);

// Returns level and colour of a group from its counts, by the exact shares (18 of 20 is 90 %, not "about 90").
// Source: 环办〔2011〕22号 表2
// Errors: kNotCovered        fewer sections than the rule's five: use mean_section
//         kInsufficientData  no section has a class
Result<QualityLevel> group_level(const SurfaceWaterRules& rules, const GroupSummary& summary);

// Returns the parameters of the mean of fewer than five sections (or of the points of one lake): for each item the mean
// over the sections of their period means, unrounded, then rounded once and classed. Items that not all sections have
// are made of those that have them. The result is one section called `name`; its compliance is judged against class
// III.
// Source: 环办〔2011〕22号 二（一）2, 二（二）
// Errors: kInsufficientData  no section has an item
Result<SectionResult> mean_section(const SurfaceWaterRules& rules, std::span<const SectionResult> sections,
                                   WaterBody body, std::string_view name);

// An item that was worse than class III in some of the sections.
struct GroupPollutant {
  std::string key, name;
  std::int64_t exceeding = 0;  // sections where it was
  Decimal share;               // of the sections with a class, percent, for display
};

// The items worse than class III by the share of sections where they are, the largest first (equal ones by their number
// in table 1), at most three. Sections without a class do not count.
// Source: 环办〔2011〕22号 二（一）3（2）
std::vector<GroupPollutant> group_pollutants(const SurfaceWaterRules& rules, std::span<const SectionResult> sections);

// A river, basin or network of sections over one period.
struct GroupResult {
  std::string name;
  GroupSummary summary;
  std::optional<QualityLevel> level;       // none without any class; with fewer than five sections of the mean section
  std::optional<SectionResult> mean;       // fewer than five sections: the section of the means
  std::vector<GroupPollutant> pollutants;  // five sections or more
  std::string reason;                      // Chinese: why there is no level; "" otherwise
  Basis basis;                             // wanted: sections; had, used: those with a class
};

// Returns shares, level and main pollutants; with fewer than five sections the mean section instead (each section keeps
// its own class and main pollutants).
// Source: 环办〔2011〕22号 二（一）2, 表2
// Errors: kInvalidInput  a sum does not fit
Result<GroupResult> evaluate_group(const SurfaceWaterRules& rules, std::span<const SectionResult> sections,
                                   WaterBody body, std::string_view name);

// The share of `part` in `whole` in percent, rounded half to even to `decimals`. PRECONDITION: whole > 0.
Decimal share_percent(std::int64_t part, std::int64_t whole, int decimals);

}  // namespace bihuan::standards
