# Finds DuckDB 1.4: a system copy first (CMAKE_PREFIX_PATH works), else the one that `npm ci --ignore-scripts` puts into
# third_party/duckdb/node_modules. The library is opened with dlopen when it is first used, so that commands which do not
# need it start quickly; nothing links against it.
#
# Result: DuckDB_FOUND, DuckDB_INCLUDE_DIR (holds duckdb.h), DuckDB_LIBRARY (full path of the shared library).
find_path(DuckDB_INCLUDE_DIR duckdb.h
  PATHS ${CMAKE_SOURCE_DIR}/third_party/duckdb/node_modules/duckdb/src/duckdb/src/include)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(_duckdb_package node-bindings-linux-arm64)
else()
  set(_duckdb_package node-bindings-linux-x64)
endif()
find_library(DuckDB_LIBRARY NAMES duckdb
  PATHS ${CMAKE_SOURCE_DIR}/third_party/duckdb/node_modules/@duckdb/${_duckdb_package})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run `npm ci --ignore-scripts` in third_party/duckdb")
mark_as_advanced(DuckDB_INCLUDE_DIR DuckDB_LIBRARY)
