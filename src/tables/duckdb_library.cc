#include "tables/duckdb_library.h"

#include <dlfcn.h>

namespace bihuan::tables {
namespace {

void* open_shared(const std::string& chosen) {
  // RTLD_LOCAL: its many symbols (it has its own zstd, re2, fmt ...) must not meet ours.
  if (!chosen.empty()) return dlopen(chosen.c_str(), RTLD_NOW | RTLD_LOCAL);
  for (const char* const path :
       {BIHUAN_DUCKDB_LIBRARY, "$ORIGIN/libduckdb.so", "$ORIGIN/../lib/bihuan/libduckdb.so", "libduckdb.so"})
    if (void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL)) return library;
  return nullptr;
}

}  // namespace

Result<DuckdbLibrary> DuckdbLibrary::open(const std::string& chosen, const std::string& task) {
  void* const library = open_shared(chosen);
  if (library == nullptr) return fail(Code::kUnavailable, "DuckDB 库打不开，" + task);
  return DuckdbLibrary(library);
}

void* DuckdbLibrary::address_of(const char* name) const { return dlsym(library_, name); }

}  // namespace bihuan::tables
