#include "server/plan_file.h"

#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "documents/file_kind.h"
#include "plans/compiler.h"

namespace bihuan::server {
namespace {

constexpr std::size_t kLongestName = 200;

bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
  if (text.size() < ending.size()) return false;
  text.remove_prefix(text.size() - ending.size());
  for (std::size_t i = 0; i < ending.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    if (c != ending[i]) return false;
  }
  return true;
}

Result<plans::ReadDocument> convert_and_read(std::string_view bytes, const std::string& name,
                                             documents::OfficeConverter* converter) {
  const bool is_wps = ends_with_ignoring_case(name, ".wps");
  if (converter == nullptr) {
    return fail(Code::kUnavailable, "这是旧版Word或WPS文件，本机没有安装LibreOffice，请先另存为docx再上传。", name);
  }
  const auto from = is_wps ? documents::OfficeFormat::kWps : documents::OfficeFormat::kDoc;
  BIHUAN_TRY(const std::string docx, converter->convert(bytes, from, documents::OfficeFormat::kDocx, name));
  BIHUAN_TRY(plans::ReadDocument document, plans::read_document(docx, name));
  document.format = is_wps ? "wps" : "doc";
  return document;
}

}  // namespace

Result<std::string> clean_file_name(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  if (first_invalid_utf8(name)) return fail(Code::kInvalidInput, "文件名应是UTF-8文本。", "文件名");
  std::string clean;
  for (const char c : trim(name)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) clean.push_back(c);
  }
  if (clean.empty() || clean == "." || clean == "..") return fail(Code::kInvalidInput, "没有给出文件名。", "文件名");
  if (clean.size() > kLongestName) {
    return fail(Code::kInvalidInput, "文件名太长，应不超过" + std::to_string(kLongestName) + "字节。", "文件名");
  }
  return clean;
}

Result<PlanFile> read_plan_file(const plans::Language& language, std::string_view bytes, std::string_view file_name,
                                documents::OfficeConverter* converter) {
  PlanFile file;
  BIHUAN_TRY(file.name, clean_file_name(file_name));
  const bool is_old = documents::file_kind(bytes) == documents::FileKind::kOldOffice &&
                      (ends_with_ignoring_case(file.name, ".doc") || ends_with_ignoring_case(file.name, ".wps"));
  auto read = is_old ? convert_and_read(bytes, file.name, converter) : plans::read_document(bytes, file.name);
  if (!read.has_value()) return std::unexpected(std::move(read).error());
  file.digest = sm3_hex(bytes);
  file.compiled = plans::compile(language, read->text);
  file.text = std::move(read->text);
  file.format = std::move(read->format);
  file.encoding = std::move(read->encoding);
  return file;
}

}  // namespace bihuan::server
