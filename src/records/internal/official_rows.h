// src/records/internal/official_rows.h - the table of published values. Included by .cc files only.
#pragma once
#include "records/ledger.h"
#include "records/official_describe.h"

namespace bihuan::records {

// One revision of a figure.
struct OfficialFigureRow {
  std::string figure_id;
  std::int64_t revision = 1;
  FigureAction action = FigureAction::kEntered;
  std::string plan_id, target_id, task_id, quantity, printed, unit;
  Date period_from, period_to;
  std::vector<FigureTerm> terms;
  std::string status, source_title, source_number, issuer;
  Date published_on;
  std::string remark, file_name, file_digest, why, recorded_by;
  Instant recorded_at;
  std::string site, factor;
};
BOOST_DESCRIBE_STRUCT(OfficialFigureRow, (),
                      (figure_id, revision, action, plan_id, target_id, task_id, quantity, printed, unit, period_from,
                       period_to, terms, status, source_title, source_number, issuer, published_on, remark, file_name,
                       file_digest, why, recorded_by, recorded_at, site, factor))
template <>
struct TableName<OfficialFigureRow> {
  static constexpr std::string_view name = "official_figure";
  static constexpr std::size_t key_columns = 2;
};

}  // namespace bihuan::records
