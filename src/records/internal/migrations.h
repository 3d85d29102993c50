// src/records/internal/migrations.h - the migrations of src/records/migrations, compiled in as bytes.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace bihuan::records {

struct Migration {
  std::int64_t number = 0;  // from 1, without gaps
  std::string_view name;    // "0001_journal"
  std::string_view sql;
};

// All of them, in order.
std::span<const Migration> migrations();

}  // namespace bihuan::records
