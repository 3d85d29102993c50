// src/assessment/internal/source_items.h - the columns of a sheet of drinking-water sources. One column may mean
// another item of another standard: 铁 of table 2 of GB 3838 for a river, of GB/T 14848 for a well, in units of their
// own.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/section_workbook.h"
#include "standards/drinking_source.h"

namespace bihuan::assessment::internal {

enum class SourceMeaningOf { kTable1, kTable2And3, kGround };

struct SourceMeaning {
  SourceMeaningOf of = SourceMeaningOf::kTable1;
  std::string key;   // of the standard's own rules
  std::string unit;  // that its limits are kept in
};

struct SourceColumn {
  ResultItem item;
  bool is_volume = false;
  std::vector<SourceMeaning> meanings;  // at most one of each standard

  // Null: a source of this kind is not judged by it.
  const SourceMeaning* meaning(standards::SourceKind kind) const;
};

// Items that share a name are one column.
std::vector<SourceColumn> source_columns(const standards::SurfaceWaterRules& surface,
                                         const standards::DrinkingSourceRules& sources,
                                         const standards::GroundwaterRules& ground, const SectionTableWords& words,
                                         const std::vector<std::string>& volume_names);

// The measurement in another unit, exactly. Errors: kInvalidInput
Result<standards::Measurement> in_unit(const standards::Measurement& measurement, std::string_view from,
                                       std::string_view to);

}  // namespace bihuan::assessment::internal
