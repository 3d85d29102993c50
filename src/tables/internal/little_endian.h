// src/tables/internal/little_endian.h - the integers of binary workbooks, lowest byte first.
#pragma once
#include <cstddef>
#include <string_view>

namespace bihuan::tables {

// PRECONDITION: the bytes are there.
inline std::size_t u8(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }
inline std::size_t u16(std::string_view bytes, std::size_t at) { return u8(bytes, at) | u8(bytes, at + 1) << 8; }
inline std::size_t u32(std::string_view bytes, std::size_t at) { return u16(bytes, at) | u16(bytes, at + 2) << 16; }

}  // namespace bihuan::tables
