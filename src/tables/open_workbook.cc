#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.h"
#include "tables/internal/compound_file.h"
#include "tables/internal/readers.h"
#include "tables/internal/zip_archive.h"
#include "tables/sheet.h"

namespace bihuan::tables {
namespace {

// The first bytes in small letters, without byte order mark and leading white space.
std::string beginning(std::string_view bytes) {
  constexpr std::size_t kEnough = 4096;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  std::string out(begin == std::string_view::npos ? std::string_view() : bytes.substr(begin, kEnough));
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// Why a file that is no table is refused; empty if the beginning tells nothing.
std::string refusal_by_beginning(std::string_view bytes) {
  struct Mark {
    std::string_view bytes;
    std::string_view sentence;
  };
  static constexpr Mark kMarks[] = {
      {"%PDF", "这是 PDF 文件，不是表格；请向来源索取 xlsx、ods、xls 或 csv 原件"},
      {"{\\rtf", "这是 RTF 文档，不是表格；请另存为 xlsx"},
      {"Rar!", "这是 RAR 压缩包；请解压后上传其中的表格文件"},
      {"7z\xBC\xAF\x27\x1C", "这是 7z 压缩包；请解压后上传其中的表格文件"},
      {"\x1F\x8B", "这是 gzip 压缩包；请解压后上传其中的表格文件"},
      {"\x89PNG", "这是图片，不是表格；请上传表格原件"},
      {"\xFF\xD8\xFF", "这是图片，不是表格；请上传表格原件"},
      {"GIF8", "这是图片，不是表格；请上传表格原件"},
      {"BM\x36", "这是图片，不是表格；请上传表格原件"},
      {"SQLite format 3", "这是数据库文件，不是表格；请导出为 xlsx 或 csv"},
      {"\x7F"
       "ELF",
       "这是程序文件，不是表格"},
      {"MZ\x90", "这是程序文件，不是表格"},
  };
  for (const Mark& mark : kMarks)
    if (bytes.starts_with(mark.bytes)) return std::string(mark.sentence);
  const std::string begin = beginning(bytes);
  for (const std::string_view tag :
       {"<!doctype html", "<html", "<table", "<head", "<body", "<div", "<meta", "<style", "<script"})
    if (begin.starts_with(tag))
      return "这是网页（HTML）改了扩展名的“表格”，网上平台导出的文件常是这样；请用 WPS 或 Excel 打开后另存为 xlsx";
  if (begin.starts_with("mime-version:") || begin.find("content-type: multipart/related") != std::string::npos)
    return "这是单个文件网页（MHTML），不是表格；请用 WPS 或 Excel 打开后另存为 xlsx";
  if (begin.starts_with("<?xml") || begin.starts_with("<workbook")) {
    if (begin.find("excel.sheet") != std::string::npos || begin.find("office:spreadsheet") != std::string::npos)
      return "这是 XML 表格 2003 格式，不在支持之列；请用 WPS 或 Excel 打开后另存为 xlsx";
    if (begin.find("opendocument") != std::string::npos)
      return "这是未压缩的 OpenDocument（fods）文件，不在支持之列；请另存为 ods 或 xlsx";
    if (begin.find("<html") != std::string::npos)
      return "这是网页（HTML）改了扩展名的“表格”，网上平台导出的文件常是这样；请用 WPS 或 Excel 打开后另存为 xlsx";
    return "这是 XML 文件，不是表格；请另存为 xlsx";
  }
  return {};
}

Result<std::unique_ptr<WorkbookReader>> open_zip(Source source) {
  auto opened = ZipArchive::open(source.bytes, source.options.limits);
  if (!opened.has_value()) return std::unexpected(located(std::move(opened).error(), source));
  ZipArchive archive = std::move(*opened);
  constexpr std::size_t kMostTypes = 4u << 20;
  if (archive.has("[Content_Types].xml")) {
    auto types = archive.read_whole("[Content_Types].xml", kMostTypes);
    if (!types.has_value()) return std::unexpected(located(std::move(types).error(), source));
    if (types->find("sheet.binary") != std::string::npos)
      return refuse(source, "这是二进制工作簿（xlsb），不在支持之列；请用 WPS 或 Excel 打开后另存为 xlsx");
    if (types->find("spreadsheetml.") != std::string::npos ||
        types->find("ms-excel.sheet.macroEnabled") != std::string::npos)
      return open_xlsx(std::move(source), std::move(archive));
    if (types->find("wordprocessingml.") != std::string::npos)
      return refuse(source, "这是 Word 文档（docx），不是表格；请把其中的表格复制到 xlsx");
    if (types->find("presentationml.") != std::string::npos) return refuse(source, "这是演示文稿（pptx），不是表格");
  }
  if (archive.has("mimetype")) {
    auto type = archive.read_whole("mimetype", 256);
    if (!type.has_value()) return std::unexpected(located(std::move(type).error(), source));
    const std::string_view name = trim(*type);
    if (name.starts_with("application/vnd.oasis.opendocument.spreadsheet")) {
      if (archive.has("META-INF/manifest.xml")) {
        auto manifest = archive.read_whole("META-INF/manifest.xml", kMostTypes);
        if (!manifest.has_value()) return std::unexpected(located(std::move(manifest).error(), source));
        if (manifest->find("encryption-data") != std::string::npos)
          return refuse(source, "表格设有打开密码；请去掉密码后再上传");
      }
      return open_ods(std::move(source), std::move(archive));
    }
    if (name.starts_with("application/vnd.oasis.opendocument."))
      return refuse(source, "这是 OpenDocument 文件，但不是表格；请上传 ods、xlsx、xls 或 csv");
  }
  if (archive.has("xl/workbook.bin"))
    return refuse(source, "这是二进制工作簿（xlsb），不在支持之列；请用 WPS 或 Excel 打开后另存为 xlsx");
  return refuse(source, "这是压缩包，里面不是一个表格文件；如装的是表格，请解压后逐个上传");
}

Result<std::unique_ptr<WorkbookReader>> open_compound(Source source) {
  auto opened = CompoundFile::open(source.bytes);
  if (!opened.has_value()) return std::unexpected(located(std::move(opened).error(), source));
  if (opened->has("EncryptedPackage") || opened->has("EncryptionInfo"))
    return refuse(source, "表格设有打开密码；请去掉密码后再上传");
  if (opened->has("Workbook") || opened->has("Book")) return open_xls(std::move(source));
  if (opened->has("WordDocument")) return refuse(source, "这是 Word 文档（doc），不是表格；请把其中的表格复制到 xlsx");
  if (opened->has("PowerPoint Document")) return refuse(source, "这是演示文稿（ppt），不是表格");
  return refuse(source, "这是 OLE 复合文件，但里面没有工作簿；请用 WPS 或 Excel 打开后另存为 xlsx");
}

}  // namespace

Result<std::unique_ptr<WorkbookReader>> open_workbook(std::string_view bytes, std::string_view file_name,
                                                      const OpenOptions& options) {
  Source source{bytes, std::string(file_name), options};
  if (bytes.empty()) return refuse(source, "文件是空的（0 字节）");
  if (bytes.size() > options.limits.file_bytes)
    return refuse(source, "文件有 " + std::to_string(bytes.size() >> 10) + " KiB，超过上限 " +
                              std::to_string(options.limits.file_bytes >> 10) + " KiB，请拆分文件");
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return open_zip(std::move(source));
  if (is_compound_file(bytes)) return open_compound(std::move(source));
  if (std::string refusal = refusal_by_beginning(bytes); !refusal.empty()) return refuse(source, std::move(refusal));
  return open_csv(std::move(source));
}

Result<Workbook> read_workbook(std::string_view bytes, std::string_view file_name, const OpenOptions& options) {
  BIHUAN_TRY(const auto reader, open_workbook(bytes, file_name, options));
  const Source source{bytes, std::string(file_name), options};
  Workbook workbook;
  workbook.file_name = file_name;
  workbook.kind = reader->kind();
  workbook.encoding = reader->encoding();
  std::size_t cells = 0;
  std::size_t text_bytes = 0;
  for (std::size_t i = 0; i < reader->sheets().size(); ++i) {
    Sheet sheet;
    sheet.info = reader->sheets()[i];
    // Each sheet holds to the limits by itself; here all of them together do.
    BIHUAN_TRY(SheetEnd end, reader->read_rows(i, [&](const Row& row) -> Status {
      cells += row.cells.size();
      for (const Cell& cell : row.cells) text_bytes += cell.value.size();
      if (cells > options.limits.cells)
        return fail(Code::kInvalidInput,
                    "有内容的单元格多于上限 " + std::to_string(options.limits.cells) + " 个，请拆分文件",
                    source.where(sheet.info.name, row.number));
      if (text_bytes > options.limits.text_bytes)
        return fail(Code::kInvalidInput,
                    "单元格文字总量超过上限 " + std::to_string(options.limits.text_bytes >> 10) + " KiB，请拆分文件",
                    source.where(sheet.info.name, row.number));
      sheet.rows.push_back(row);
      return {};
    }));
    sheet.merges = std::move(end.merges);
    sheet.hidden_columns = std::move(end.hidden_columns);
    sheet.problems = std::move(end.problems);
    workbook.sheets.push_back(std::move(sheet));
  }
  return workbook;
}

}  // namespace bihuan::tables
