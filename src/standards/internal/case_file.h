// src/standards/internal/case_file.h - worked examples in testdata/, for tests.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "base/toml.h"

namespace bihuan::standards::internal {

// The tables called `name` of testdata/<file>.
inline std::vector<TomlTable> cases_of(const std::string& file, const std::string& name) {
  const Result<TomlTable> table = read_toml(std::string(BIHUAN_SOURCE_DIR) + "/src/standards/testdata/" + file);
  if (!table) {
    ADD_FAILURE() << table.error().where << table.error().message;
    std::abort();
  }
  const Result<std::vector<TomlTable>> cases = table->tables(name);
  if (!cases) {
    ADD_FAILURE() << cases.error().where << cases.error().message;
    std::abort();
  }
  return *cases;
}

// Rules as they were loaded; without them no test can go on.
template <class Rules>
Rules loaded(Result<Rules> rules) {
  if (!rules) {
    ADD_FAILURE() << rules.error().where << ": " << rules.error().message;
    std::abort();
  }
  return std::move(*rules);
}

}  // namespace bihuan::standards::internal
