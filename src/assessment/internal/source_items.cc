#include "assessment/internal/source_items.h"

#include <algorithm>

#include "base/quantity.h"
#include "base/text.h"

namespace bihuan::assessment::internal {
namespace {

constexpr const char* kSourceUnit = "mg/L";  // of tables 2 and 3

std::string compared_name(std::string_view name) {
  std::string plain = plain_name(name);
  for (char& c : plain) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return plain;
}

class ColumnMaker {
 public:
  void add(SourceMeaning meaning, const std::vector<std::string>& names, std::optional<Decimal> highest,
           bool is_presence) {
    SourceColumn& column = column_for(names, meaning);
    for (const std::string& name : names) {
      const bool is_known = std::ranges::any_of(
          column.item.names, [&](const std::string& known) { return compared_name(known) == compared_name(name); });
      if (!is_known) column.item.names.push_back(name);
    }
    if (!column.item.highest) column.item.highest = highest;
    column.item.is_presence = column.item.is_presence || is_presence;
    column.item.needs_unit = column.item.needs_unit || plain_name(column.item.unit) != plain_name(meaning.unit);
    column.meanings.push_back(std::move(meaning));
  }

  std::vector<SourceColumn> take() { return std::move(columns_); }
  void push(SourceColumn column) { columns_.push_back(std::move(column)); }

 private:
  SourceColumn& column_for(const std::vector<std::string>& names, const SourceMeaning& meaning) {
    for (SourceColumn& column : columns_) {
      const bool shares = std::ranges::any_of(column.item.names, [&](const std::string& known) {
        return std::ranges::any_of(
            names, [&](const std::string& name) { return compared_name(known) == compared_name(name); });
      });
      const bool is_taken = std::ranges::find(column.meanings, meaning.of, &SourceMeaning::of) != column.meanings.end();
      if (shares && !is_taken) return column;
    }
    SourceColumn column;
    column.item.key = std::to_string(columns_.size()) + ":" + meaning.key;
    column.item.unit = meaning.unit;
    columns_.push_back(std::move(column));
    return columns_.back();
  }

  std::vector<SourceColumn> columns_;
};

}  // namespace

const SourceMeaning* SourceColumn::meaning(standards::SourceKind kind) const {
  const bool is_ground = kind == standards::SourceKind::kGround;
  for (const SourceMeaning& one : meanings) {
    if ((one.of == SourceMeaningOf::kGround) == is_ground) return &one;
  }
  return nullptr;
}

std::vector<SourceColumn> source_columns(const standards::SurfaceWaterRules& surface,
                                         const standards::DrinkingSourceRules& sources,
                                         const standards::GroundwaterRules& ground, const SectionTableWords& words,
                                         const std::vector<std::string>& volume_names) {
  ColumnMaker maker;
  for (const ResultItem& item : section_items(surface, words)) {
    maker.add({SourceMeaningOf::kTable1, item.key, item.unit}, item.names, item.highest, false);
  }
  for (const standards::SourceItem& item : sources.items) {
    maker.add({SourceMeaningOf::kTable2And3, item.key, kSourceUnit}, item.names, std::nullopt, false);
  }
  for (const standards::GroundwaterItem& item : ground.items) {
    maker.add({SourceMeaningOf::kGround, item.names.front(), item.unit}, item.names, std::nullopt,
              item.kind == standards::GroundwaterKind::kPresence);
  }
  SourceColumn volume;
  volume.item = {"volume", volume_names, "万吨", std::nullopt, false, "万m3", false};
  volume.is_volume = true;
  maker.push(std::move(volume));
  return maker.take();
}

Result<standards::Measurement> in_unit(const standards::Measurement& measurement, std::string_view from,
                                       std::string_view to) {
  if (from == to) return measurement;
  const Result<Unit> own = parse_unit(from);
  const Result<Unit> wanted = parse_unit(to);
  if (!own || !wanted) return measurement;  // units by name only: counts of bacteria
  standards::Measurement out = measurement;
  const Result<Quantity> converted = convert({measurement.value, *own}, *wanted);
  if (!converted) return fail(converted.error().code, converted.error().message, measurement.where);
  out.value = converted->value;
  return out;
}

}  // namespace bihuan::assessment::internal
