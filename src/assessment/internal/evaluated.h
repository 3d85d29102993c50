// src/assessment/internal/evaluated.h - for tests: small sheets evaluated as the command and the page do, and their
// cells.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "assessment/evaluate.h"
#include "assessment/internal/sample_workbook.h"
#include "base/text.h"

namespace bihuan::assessment::internal {

using Rows = std::vector<std::vector<std::string>>;
using Texts = std::vector<std::string>;

inline Result<Evaluation> evaluate_bytes(const std::string& bytes, const EvaluateRequest& request) {
  static const std::vector<standards::KnowledgeText> texts = evaluation_texts();
  return evaluate_file(bytes, "结果.xlsx", texts, request);
}

inline Evaluation evaluated(const Rows& rows, const EvaluateRequest& request, const std::string& sheet = "结果") {
  const Result<Evaluation> done = evaluate_bytes(sample_xlsx({{sheet, rows}}), request);
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().where + " " + done.error().message);
  return done ? *done : Evaluation{};
}

inline std::string failure(const Rows& rows, const EvaluateRequest& request) {
  const Result<Evaluation> done = evaluate_bytes(sample_xlsx({{"结果", rows}}), request);
  return done ? "no error" : done.error().where + "：" + done.error().message;
}

inline EvaluateRequest ask(const std::string& kind) {
  EvaluateRequest request;
  request.kind = kind;
  return request;
}

inline const EvaluationTable* table_of(const std::vector<EvaluationTable>& tables, const std::string& key) {
  const auto found = std::ranges::find(tables, key, &EvaluationTable::key);
  return found == tables.end() ? nullptr : &*found;
}

// The cells of the columns `keys`, joined by "|", for each row.
inline std::vector<std::string> cells(const std::vector<EvaluationTable>& tables, const std::string& table,
                                      const std::vector<std::string>& keys) {
  const EvaluationTable* found = table_of(tables, table);
  if (found == nullptr) return {"no table"};
  std::vector<std::string> out;
  for (const EvaluationRow& row : found->rows) {
    std::vector<std::string> texts;
    for (const std::string& key : keys) {
      const auto column = std::ranges::find(found->columns, key, &EvaluationColumn::key);
      texts.push_back(column == found->columns.end()
                          ? "no column"
                          : row.cells[static_cast<std::size_t>(column - found->columns.begin())]);
    }
    out.push_back(join(texts, "|"));
  }
  return out;
}

inline const EvaluationDetail& detail_of(const Evaluation& evaluation, const std::string& table, std::size_t row) {
  return evaluation.details[static_cast<std::size_t>(*table_of(evaluation.tables, table)->rows[row].detail)];
}

}  // namespace bihuan::assessment::internal
