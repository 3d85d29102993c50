#include "plans/document.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "base/text.h"
#include "documents/docx_reader.h"
#include "documents/file_kind.h"

namespace bihuan::plans {
namespace {

std::string line_place(std::size_t line) { return "第 " + std::to_string(line) + " 行"; }

std::string extension_of(std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  std::string extension;
  if (dot == std::string_view::npos) return extension;
  for (const char c : file_name.substr(dot + 1))
    extension.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  return extension;
}

// Errors: a line over the limit, with its number. Looks at bytes only, so that it is quick on whatever comes.
Status check_lines(std::string_view bytes) {
  std::size_t begin = 0;
  std::size_t line = 1;
  while (begin < bytes.size()) {
    const void* found = std::memchr(bytes.data() + begin, '\n', bytes.size() - begin);
    const std::size_t end =
        found == nullptr ? bytes.size() : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
    if (end - begin > kMaxLineBytes) {
      return fail(Code::kInvalidInput,
                  "这一行有 " + std::to_string((end - begin) >> 10) + " KiB，超过 1024 KiB 的上限，不像一份工作计划",
                  line_place(line));
    }
    begin = end + 1;
    ++line;
  }
  return {};
}

// --- 密级
// -------------------------------------------------------------------------------------------------------------

bool is_secrecy_word(std::string_view text) { return text == "秘密" || text == "机密" || text == "绝密"; }

// The mark that GB/T 9704 prints at the head: 机密★1年, 秘密; or 密级：机密. The plain words in a sentence are none.
std::string secrecy_mark(std::string_view text) {
  constexpr std::size_t kWord = sizeof("秘密") - 1;
  constexpr std::string_view kStar = "★";
  for (const std::string_view label :
       {std::string_view("密级和保密期限"), std::string_view("保密等级"), std::string_view("密级")}) {
    const std::size_t at = text.find(label);
    if (at == std::string_view::npos || at > 60) continue;
    std::string_view rest = text.substr(at + label.size());
    if (at == 0 && rest.starts_with(",")) rest.remove_prefix(1);  // of a csv
    while (rest.starts_with(":") || rest.starts_with("：") || rest.starts_with("|") || rest.starts_with("（") ||
           rest.starts_with("(")) {
      rest.remove_prefix(rest[0] == ':' || rest[0] == '|' || rest[0] == '(' ? 1 : 3);
    }
    if (rest.size() >= kWord && is_secrecy_word(rest.substr(0, kWord))) return std::string(rest.substr(0, kWord));
  }
  for (std::size_t i = 0; i + kWord <= text.size() && i < 120; ++i) {
    const std::string_view word = text.substr(i, kWord);
    if (!is_secrecy_word(word)) continue;
    const std::string_view rest = text.substr(i + kWord);
    const bool alone = i == 0 && rest.empty();
    if (alone || rest.starts_with(kStar) || rest.starts_with("☆") || (i == 0 && rest.starts_with("*")))
      return std::string(word);
  }
  return {};
}

Status refuse_secret(std::string_view text) {
  constexpr std::size_t kHeadLines = 40;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(text.substr(0, std::min<std::size_t>(text.size(), 64U << 10)))) {
    if (++number > kHeadLines) break;
    const std::string mark = secrecy_mark(strip_spaces(line.substr(0, std::min<std::size_t>(line.size(), 4096))));
    if (mark.empty()) continue;
    return fail(Code::kInvalidInput, "文件标有密级“" + mark + "”，涉密文件不得进入本系统，没有读取也没有保存",
                line_place(number));
  }
  return {};
}

// --- tables
// -----------------------------------------------------------------------------------------------------------

using Row = std::vector<std::string>;

// RFC 4180 with any separator; a quoted cell may hold line ends.
std::vector<Row> read_separated(std::string_view text, char separator) {
  std::vector<Row> rows;
  Row row;
  std::string cell;
  bool quoted = false;
  bool was_quoted = false;
  const auto end_cell = [&] {
    row.push_back(std::move(cell));
    cell.clear();
    was_quoted = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell.push_back('"');
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        cell.push_back(c);
      }
    } else if (c == '"' && cell.empty() && !was_quoted) {
      quoted = was_quoted = true;
    } else if (c == separator) {
      end_cell();
    } else if (c == '\n') {
      end_cell();
      rows.push_back(std::move(row));
      row.clear();
    } else if (c != '\r') {
      cell.push_back(c);
    }
  }
  if (!cell.empty() || !row.empty()) {
    end_cell();
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string render_table(const std::vector<Row>& rows) {
  std::string out;
  bool head = true;
  for (const Row& row : rows) {
    const bool empty = std::all_of(row.begin(), row.end(),
                                   [](const std::string& cell) { return trim(std::string_view(cell)).empty(); });
    if (empty) continue;
    out += "|";
    for (const std::string& cell : row) {
      std::string one(trim(std::string_view(cell)));
      for (char& c : one) {
        if (c == '\n' || c == '\t') c = ' ';
      }
      out += " " + replace_all(one, "|", "｜") + " |";
    }
    out += "\n";
    if (head) {
      out += "|";
      for (std::size_t i = 0; i < row.size(); ++i) out += " --- |";
      out += "\n";
      head = false;
    }
  }
  return out;
}

// The separator of a text that is a table; 0 for running text. The name only breaks the tie for commas, which running
// text has too.
char table_separator(std::string_view text, const std::string& extension) {
  std::size_t lines = 0;
  std::size_t with_tabs = 0;
  std::size_t with_commas = 0;
  for (const std::string_view line : split_lines(text)) {
    if (trim(line).empty()) continue;
    ++lines;
    if (std::count(line.begin(), line.end(), '\t') >= 2) ++with_tabs;
    if (std::count(line.begin(), line.end(), ',') >= 2) ++with_commas;
    if (lines >= 200) break;
  }
  if (lines == 0) return 0;
  if (with_tabs * 10 >= lines * 7) return '\t';
  if (extension == "csv" && with_commas * 10 >= lines * 5) return ',';
  return 0;
}

Result<ReadDocument> read_docx_document(std::string_view bytes, std::string_view file_name) {
  BIHUAN_TRY(const documents::DocxDocument docx,
             documents::read_docx(bytes, documents::DocxLimits{}, std::string(file_name)));
  ReadDocument document;
  document.text = documents::plain_text(docx);
  document.format = "docx";
  BIHUAN_CHECK(check_lines(document.text));
  for (const std::string& header : docx.headers) BIHUAN_CHECK(refuse_secret(header));
  BIHUAN_CHECK(refuse_secret(document.text));
  if (trim(std::string_view(document.text)).empty())
    return fail(Code::kInvalidInput, "文档里没有文字", std::string(file_name));
  return document;
}

Status refuse_kind(std::string_view bytes, std::string_view file_name) {
  const documents::FileKind kind = documents::file_kind(bytes);
  const std::string name(file_name);
  switch (kind) {
    case documents::FileKind::kEmpty:
      return fail(Code::kInvalidInput, "文件是空的", name);
    case documents::FileKind::kOldOffice:
      return fail(Code::kInvalidInput, "这是旧版 Word 或 WPS 格式（.doc、.wps），请先另存为 .docx 再导入", name);
    case documents::FileKind::kPdf:
    case documents::FileKind::kRtf:
    case documents::FileKind::kHtml:
    case documents::FileKind::kXml:
    case documents::FileKind::kImage:
      return fail(Code::kInvalidInput,
                  "这是" + std::string(documents::describe(kind)) + "，可以导入的是 .docx、.txt、.csv、.tsv", name);
    case documents::FileKind::kZip:
    case documents::FileKind::kOther:
      break;
  }
  return {};
}

}  // namespace

Result<ReadDocument> read_document(std::string_view bytes, std::string_view file_name) {
  if (bytes.size() > kMaxDocumentBytes) {
    // A single line of that size is the more telling fault; only the first mebibytes are looked at.
    BIHUAN_CHECK(check_lines(bytes.substr(0, 2 * kMaxLineBytes)));
    return fail(Code::kInvalidInput, "文件有 " + std::to_string(bytes.size() >> 20) + " MiB，超过 32 MiB 的上限",
                std::string(file_name));
  }
  BIHUAN_CHECK(refuse_kind(bytes, file_name));
  if (documents::file_kind(bytes) == documents::FileKind::kZip) return read_docx_document(bytes, file_name);
  BIHUAN_CHECK(check_lines(bytes));
  Result<DecodedText> decoded = decode_text(bytes);
  if (!decoded.has_value()) {
    Error error = decoded.error();
    if (error.where.empty()) error.where = file_name;
    return std::unexpected(std::move(error));
  }
  ReadDocument document;
  document.encoding = to_string(decoded->encoding);
  document.text = std::move(decoded->utf8);
  if (trim(std::string_view(document.text)).empty())
    return fail(Code::kInvalidInput, "文件里没有文字", std::string(file_name));
  BIHUAN_CHECK(check_lines(document.text));
  BIHUAN_CHECK(refuse_secret(document.text));
  document.format = "text";
  if (const char separator = table_separator(document.text, extension_of(file_name)); separator != 0) {
    document.text = render_table(read_separated(document.text, separator));
    document.format = "table";
  }
  return document;
}

}  // namespace bihuan::plans
