// src/documents/office_converter.h - old and foreign office formats made readable, through a program outside.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bihuan::documents {

enum class OfficeFormat { kDoc, kWps, kDocx, kXlsx, kPdf };

// Port: turns a document of one format into another.
class OfficeConverter {
 public:
  virtual ~OfficeConverter() = default;
  // Errors: kUnavailable   no converter is installed, it did not start, or it ran over its time
  //         kInvalidInput  it could not read the document, or the document or result is over a limit
  virtual Result<std::string> convert(std::string_view bytes, OfficeFormat from, OfficeFormat to,
                                      const std::string& where) = 0;
};

struct LibreOfficeSettings {
  std::string program;  // path of soffice; "" says that none is installed
  std::string scratch;  // an existing folder for temporary files; each run makes and removes its own folder in it
  std::chrono::seconds time_limit{60};
  std::int64_t input_bytes = std::int64_t{64} << 20;
  std::int64_t output_bytes = std::int64_t{128} << 20;
  std::int64_t memory_bytes = std::int64_t{4} << 30;  // address space of the child process
};

// Runs LibreOffice once per call in a child process: own profile, own folder, no shell, no inherited environment,
// limits on time, memory and written bytes; the whole process group is ended afterwards. Macros and network links stay
// off by the fresh profile.
std::unique_ptr<OfficeConverter> make_libreoffice_converter(LibreOfficeSettings settings);

// Returns the first of the folders that holds an executable `soffice` or `libreoffice`, with the name; "" when none
// does.
std::string find_office_program(const std::vector<std::string>& folders = {"/usr/bin", "/usr/local/bin",
                                                                           "/usr/lib/libreoffice/program",
                                                                           "/opt/libreoffice/program"});

}  // namespace bihuan::documents
