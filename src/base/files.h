// src/base/files.h - whole files, read with a limit and written so that a crash leaves the old or the new one.
//
// Messages say the name of the file (its last part), never the folders above it: they may reach the outside.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bihuan {

// The whole regular file.
// Errors: kNotFound     no such file
//         kInvalidInput a folder or another special file; larger than `max_bytes`
//         kUnavailable  it cannot be opened or read (permission, I/O)
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);

// Replaces `path`: a temporary file in the same folder, fsync, rename, fsync of the folder. On an error the old content
// stands and the temporary file is removed. A new file gets mode 0644 less the umask; a replaced one keeps its mode.
// Errors: kNotFound the folder does not exist; kInvalidInput `path` is a folder; kUnavailable anything else.
Status write_file_durably(const std::string& path, std::string_view bytes);

}  // namespace bihuan
