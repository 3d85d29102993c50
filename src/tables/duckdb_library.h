// src/tables/duckdb_library.h - DuckDB's shared library, opened when it is first used: commands that do not need it
// start quickly, and nothing links against it. Its types stay with whoever asks for its functions.
#pragma once
#include <string>

#include "base/result.h"

namespace bihuan::tables {

class DuckdbLibrary {
 public:
  // `chosen` may name the file; else it is found beside the program or where it was built. It stays open for good: a
  // second opening gives the same one.
  // `task` ends the sentence of an error: "无法读取 csv". Errors: kUnavailable
  static Result<DuckdbLibrary> open(const std::string& chosen, const std::string& task);

  // Sets `function` to the one of this name; false where there is none.
  template <class Function>
  bool find(const char* name, Function& function) const {
    function = reinterpret_cast<Function>(address_of(name));
    return function != nullptr;
  }

 private:
  explicit DuckdbLibrary(void* library) : library_(library) {}
  void* address_of(const char* name) const;
  void* library_;
};

}  // namespace bihuan::tables
