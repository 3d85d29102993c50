#include "records/attachments.h"

#include <algorithm>
#include <optional>

#include "base/digest.h"
#include "base/secrecy.h"
#include "base/text.h"
#include "documents/file_kind.h"
#include "plans/document.h"
#include "tables/sheet.h"

namespace bihuan::records {
namespace {

constexpr std::size_t kLongestName = 200;

std::string ending_of(std::string_view name) {
  const std::size_t dot = name.find_last_of('.');
  if (dot == std::string_view::npos) return {};
  std::string ending(name.substr(dot + 1));
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return ending;
}

std::string kind_by_content(std::string_view bytes) {
  switch (documents::file_kind(bytes)) {
    case documents::FileKind::kPdf:
      return "pdf";
    case documents::FileKind::kImage:
      return "image";
    case documents::FileKind::kZip:
      return "zip";
    case documents::FileKind::kOldOffice:
      return "old";
    case documents::FileKind::kOther:
      return "text";
    default:
      return "";
  }
}

Status check_name(const std::string& name) {
  if (trim(name).empty()) return fail(Code::kInvalidInput, "附件要有文件名", "附件");
  const bool is_plain =
      !first_invalid_utf8(name) && name.size() <= kLongestName && name.find_first_of("/\\") == std::string::npos &&
      std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!is_plain) {
    return fail(Code::kInvalidInput,
                "附件的文件名应是不超过200字节的UTF-8文本，不含文件夹和控制字符：“" + excerpt(name) + "”", "附件");
  }
  if (const std::optional<std::string> mark = secrecy_mark_in_name(name)) {
    return fail(Code::kInvalidInput, "附件的文件名标有密级“" + *mark + "”，涉密文件不得进入本系统，没有保存", name);
  }
  return {};
}

// Reads what can be read, to see that it is what it says and carries no mark.
Status check_content(const NewAttachment& file, const std::string& ending) {
  if (ending == "docx") {
    const Result<plans::ReadDocument> read = plans::read_document(file.bytes, file.file_name);
    if (!read.has_value()) return std::unexpected(read.error());
    return {};
  }
  if (ending == "xlsx" || ending == "ods") {
    constexpr int kHeadRows = 10;
    BIHUAN_TRY(const tables::Workbook workbook, tables::read_workbook(file.bytes, file.file_name));
    for (const tables::Sheet& sheet : workbook.sheets) {
      for (const tables::Row& row : sheet.rows) {
        if (row.number > kHeadRows) break;
        for (const tables::Cell& cell : row.cells) {
          BIHUAN_CHECK(refuse_secret_text(cell.shown(), file.file_name + tables::place(sheet.info.name, cell.at)));
        }
      }
    }
    return {};
  }
  if (ending == "txt" || ending == "csv") {
    BIHUAN_TRY(const DecodedText text, decode_text(file.bytes));
    return refuse_secret_text(text.utf8, file.file_name);
  }
  return {};
}

}  // namespace

Result<CheckedAttachment> check_attachment(const AttachmentRules& rules, const NewAttachment& file) {
  BIHUAN_CHECK(check_name(file.file_name));
  if (file.bytes.empty()) return fail(Code::kInvalidInput, "附件是空文件", file.file_name);
  if (file.bytes.size() > rules.most_bytes) {
    return fail(Code::kInvalidInput,
                "附件有" + std::to_string((file.bytes.size() + (1U << 20) - 1) >> 20) + "MiB，应不超过" +
                    std::to_string(rules.most_bytes >> 20) + "MiB",
                file.file_name);
  }
  const std::string ending = ending_of(file.file_name);
  std::string wanted, all;
  for (const auto& [kind, endings] : rules.endings) {
    for (const std::string& one : endings) {
      if (one == ending) wanted = kind;
      all += (all.empty() ? "" : "、") + one;
    }
  }
  if (wanted.empty()) return fail(Code::kInvalidInput, "不收这种附件，可用的是：" + all, file.file_name);
  const std::string kind = kind_by_content(file.bytes);
  if (kind != wanted) {
    return fail(Code::kInvalidInput,
                "附件的内容是" + std::string(documents::describe(documents::file_kind(file.bytes))) + "，与扩展名“" +
                    ending + "”不符",
                file.file_name);
  }
  BIHUAN_CHECK(check_content(file, ending));
  return CheckedAttachment{file.file_name, kind, static_cast<std::int64_t>(file.bytes.size()), sm3_hex(file.bytes)};
}

}  // namespace bihuan::records
