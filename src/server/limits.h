// src/server/limits.h - what the server accepts at most. Each has a unit, a default and a range.
#pragma once
#include <chrono>
#include <cstddef>

#include "base/result.h"

namespace bihuan::server {

struct Limits {
  std::size_t body_bytes = std::size_t{32} << 20U;      // bytes of a request body; 1 KiB .. 1 GiB
  std::size_t header_bytes = std::size_t{8} << 10U;     // bytes of one header value; 256 B .. 64 KiB
  std::size_t header_fields = 64;                       // headers of a request; 8 .. 1000
  std::size_t target_bytes = std::size_t{8} << 10U;     // bytes of path and query; 256 B .. 64 KiB
  std::size_t connections = 200;                        // open at once; 1 .. 10000
  std::size_t streams = 32;                             // answers that go on (server-sent events); 1 .. 1000
  std::chrono::seconds read_time{60};                   // for a whole request to arrive, or the next one; 1 s .. 1 h
  std::chrono::seconds write_time{60};                  // for a response to leave; 1 s .. 1 h
  std::chrono::seconds handle_time{120};                // for a handler (LibreOffice may convert a file); 1 s .. 1 h
  std::size_t workers = 8;                              // threads that run handlers, most of which wait for the disk
                                                        // in one commit; 1 .. 64
  std::size_t previews = 16;                            // uploads that wait for acceptance; 1 .. 1000
  std::size_t preview_bytes = std::size_t{256} << 20U;  // bytes of all of them; 1 MiB .. 4 GiB
  std::chrono::seconds preview_life{1800};              // how long one waits; 10 s .. 1 day
};

// Errors: kInvalidInput naming the limit and its range.
Status check(const Limits& limits);

}  // namespace bihuan::server
