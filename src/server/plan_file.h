// src/server/plan_file.h - the bytes of a plan's file as text and compilation, old office formats included.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/office_converter.h"
#include "plans/document.h"
#include "plans/language.h"
#include "plans/plan_model.h"

namespace bihuan::server {

struct PlanFile {
  std::string name;    // without folders and control characters
  std::string digest;  // SM3 of the original bytes, 64 hex digits
  std::string text;
  std::string format;  // "text", "table", "docx"; "doc", "wps" where LibreOffice converted it
  std::string encoding;
  plans::Plan compiled;
};

// The last part of a file name, cleaned for storing and showing: no folder, no control characters, at most 200 bytes of
// UTF-8. Errors: kInvalidInput  nothing is left of it
Result<std::string> clean_file_name(std::string_view name);

// Reads and compiles. .doc and .wps go through `converter` (may be null: then they are refused with a sentence that
// says what to do). Errors: those of plans::read_document and OfficeConverter::convert.
Result<PlanFile> read_plan_file(const plans::Language& language, std::string_view bytes, std::string_view file_name,
                                documents::OfficeConverter* converter);

}  // namespace bihuan::server
