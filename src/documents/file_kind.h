// src/documents/file_kind.h - what a file is, judged by its first bytes and not by its name.
#pragma once
#include <string_view>

namespace bihuan::documents {

enum class FileKind {
  kEmpty,
  kZip,        // .docx, .xlsx, .ods and every other zip
  kOldOffice,  // compound file: .doc, .wps, .xls, and a .docx with a password to open it
  kPdf,
  kRtf,
  kHtml,
  kXml,
  kImage,
  kOther,  // text, or something unknown
};

FileKind file_kind(std::string_view bytes);

// Chinese, for messages: "PDF 文件".
std::string_view describe(FileKind kind);

}  // namespace bihuan::documents
