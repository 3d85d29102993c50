// bench/duckdb_peer.h - DuckDB as a peer in benchmarks: its library, opened at run time as the program itself does.
#pragma once
#include <dlfcn.h>
#include <duckdb.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace bihuan::bench {

// A text that DuckDB reads as a file.
class TextFile {
 public:
  explicit TextFile(std::string_view text) : descriptor_(memfd_create("bench", 0)) {
    if (write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
  }
  ~TextFile() { close(descriptor_); }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

// A database in memory that works with one thread. Anything that fails ends the program.
class DuckDb {
 public:
  DuckDb() : library_(dlopen(BIHUAN_DUCKDB_LIBRARY, RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr) std::abort();
    if (find<decltype(&duckdb_open)>("duckdb_open")(nullptr, &database_) != DuckDBSuccess) std::abort();
    if (find<decltype(&duckdb_connect)>("duckdb_connect")(database_, &connection_) != DuckDBSuccess) std::abort();
    run("SET threads = 1");
  }
  ~DuckDb() {
    find<decltype(&duckdb_disconnect)>("duckdb_disconnect")(&connection_);
    find<decltype(&duckdb_close)>("duckdb_close")(&database_);
  }
  DuckDb(const DuckDb&) = delete;
  DuckDb& operator=(const DuckDb&) = delete;

  // Fetches all rows. Returns how many there were; `first` is given the whole numbers of the first one.
  std::size_t run(const std::string& sql, std::int64_t* first = nullptr, std::size_t columns = 0) {
    duckdb_result result;
    if (find<decltype(&duckdb_query)>("duckdb_query")(connection_, sql.c_str(), &result) != DuckDBSuccess) {
      std::fputs(find<decltype(&duckdb_result_error)>("duckdb_result_error")(&result), stderr);
      std::abort();
    }
    const auto size = find<decltype(&duckdb_data_chunk_get_size)>("duckdb_data_chunk_get_size");
    const auto drop = find<decltype(&duckdb_destroy_data_chunk)>("duckdb_destroy_data_chunk");
    const auto fetch = find<decltype(&duckdb_fetch_chunk)>("duckdb_fetch_chunk");
    std::size_t rows = 0;
    while (duckdb_data_chunk chunk = fetch(result)) {
      if (rows == 0 && first != nullptr) read(chunk, first, columns);
      rows += size(chunk);
      drop(&chunk);
    }
    find<decltype(&duckdb_destroy_result)>("duckdb_destroy_result")(&result);
    return rows;
  }

 private:
  template <class Function>
  Function find(const char* name) const {
    return reinterpret_cast<Function>(dlsym(library_, name));
  }
  void read(duckdb_data_chunk chunk, std::int64_t* out, std::size_t columns) const {
    const auto vector_of = find<decltype(&duckdb_data_chunk_get_vector)>("duckdb_data_chunk_get_vector");
    const auto data_of = find<decltype(&duckdb_vector_get_data)>("duckdb_vector_get_data");
    for (std::size_t i = 0; i < columns; ++i) {
      out[i] = static_cast<const std::int64_t*>(data_of(vector_of(chunk, i)))[0];
    }
  }

  void* library_;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

}  // namespace bihuan::bench
