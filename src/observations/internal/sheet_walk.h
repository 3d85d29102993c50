// src/observations/internal/sheet_walk.h - the rows of a sheet, one after the other, as values with their series.
#pragma once
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "observations/internal/import_plan.h"

namespace bihuan::observations::internal {

class SheetWalk {
 public:
  // With `sites` it speaks: series are made and problems told (the first time through). Without, it gives the same
  // values in silence. All must outlive it.
  SheetWalk(ImportState& state, const SheetPlan& plan, const SiteFinder* sites);
  ~SheetWalk();
  SheetWalk(const SheetWalk&) = delete;
  SheetWalk& operator=(const SheetWalk&) = delete;

  // The good values of the next row, each with the number of its series; false at the end.
  bool next(std::vector<std::pair<std::size_t, Observation>>& out);
  std::int64_t passed_over() const;  // rows that are no data
  bool is_whole() const;             // false: a csv row was too wide to be read line by line

 private:
  class Reader;
  std::unique_ptr<Reader> reader_;
};

}  // namespace bihuan::observations::internal
