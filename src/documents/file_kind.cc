#include "documents/file_kind.h"

namespace bihuan::documents {
namespace {

struct Signature {
  std::string_view bytes;
  FileKind kind;
};

constexpr Signature kSignatures[] = {
    {std::string_view("PK\x03\x04", 4), FileKind::kZip},
    {std::string_view("PK\x05\x06", 4), FileKind::kZip},  // an archive without entries
    {std::string_view("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8), FileKind::kOldOffice},
    {"%PDF-", FileKind::kPdf},
    {"{\\rtf", FileKind::kRtf},
    {"<?xml", FileKind::kXml},
    {"\xEF\xBB\xBF<?xml", FileKind::kXml},
    {"<!DOCTYPE html", FileKind::kHtml},
    {"<!doctype html", FileKind::kHtml},
    {"<html", FileKind::kHtml},
    {"\x89PNG", FileKind::kImage},
    {"\xFF\xD8\xFF", FileKind::kImage},
    {"GIF8", FileKind::kImage},
    {std::string_view("II*\0", 4), FileKind::kImage},
    {std::string_view("MM\0*", 4), FileKind::kImage},
};

}  // namespace

FileKind file_kind(std::string_view bytes) {
  if (bytes.empty()) return FileKind::kEmpty;
  for (const Signature& signature : kSignatures) {
    if (bytes.starts_with(signature.bytes)) return signature.kind;
  }
  return FileKind::kOther;
}

std::string_view describe(FileKind kind) {
  switch (kind) {
    case FileKind::kEmpty:
      return "空文件";
    case FileKind::kZip:
      return "压缩包（zip）";
    case FileKind::kOldOffice:
      return "旧版 Office 文件（.doc、.wps、.xls）或设有打开密码的文件";
    case FileKind::kPdf:
      return "PDF 文件";
    case FileKind::kRtf:
      return "RTF 文件";
    case FileKind::kHtml:
      return "网页（HTML）文件";
    case FileKind::kXml:
      return "XML 文件";
    case FileKind::kImage:
      return "图片";
    case FileKind::kOther:
      return "无法识别的文件";
  }
  return "无法识别的文件";
}

}  // namespace bihuan::documents
