// Files that are damaged or made to hurt: each is refused with its reason and place, in bounded memory and time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tables/sheet.h"
#include "tables/test_files.h"

namespace bihuan::tables {
namespace {

// Peak of the process in MiB; it never falls, so that each test compares with what it was before.
long peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// Not the clock on the wall: other tests may run beside this one.
double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
}

// Under the sanitizers everything is slower and larger.
#if defined(__SANITIZE_ADDRESS__)
constexpr int kSlow = 6;
#else
constexpr int kSlow = 1;
#endif

// Reads and checks that neither time nor memory runs away.
Result<Workbook> read_bounded(const std::string& bytes, const OpenOptions& options = {}, long mebibytes = 64) {
  const long before = peak_mebibytes();
  const double begin = processor_seconds();
  Result<Workbook> got = read_workbook(bytes, "a.xlsx", options);
  EXPECT_LT(processor_seconds() - begin, 3 * kSlow);
  EXPECT_LT(peak_mebibytes() - before, mebibytes * kSlow);
  return got;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

struct RefusalCase {
  const char* name;
  std::string bytes;
  const char* message;
};
const RefusalCase kRefusals[] = {
    {"empty", "", "文件是空的（0 字节）"},
    {"pdf", "%PDF-1.7\n%\xE2\xE3\xCF\xD3", "这是 PDF 文件，不是表格；请向来源索取 xlsx、ods、xls 或 csv 原件"},
    {"html_as_xls", "\xEF\xBB\xBF\r\n<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table>",
     "这是网页（HTML）改了扩展名的“表格”，网上平台导出的文件常是这样；请用 WPS 或 Excel 打开后另存为 xlsx"},
    {"bare_html_table", "<TABLE border=1><tr><td>断面</td></tr></TABLE>",
     "这是网页（HTML）改了扩展名的“表格”，网上平台导出的文件常是这样；请用 WPS 或 Excel 打开后另存为 xlsx"},
    {"mhtml", "MIME-Version: 1.0\nContent-Type: multipart/related",
     "这是单个文件网页（MHTML），不是表格；请用 WPS 或 Excel 打开后另存为 xlsx"},
    {"xml_2003", "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook>",
     "这是 XML 表格 2003 格式，不在支持之列；请用 WPS 或 Excel 打开后另存为 xlsx"},
    {"other_xml", "<?xml version=\"1.0\"?><a/>", "这是 XML 文件，不是表格；请另存为 xlsx"},
    {"rtf", "{\\rtf1", "这是 RTF 文档，不是表格；请另存为 xlsx"},
    {"rar", "Rar!\x1A\x07", "这是 RAR 压缩包；请解压后上传其中的表格文件"},
    {"gzip", "\x1F\x8B\x08", "这是 gzip 压缩包；请解压后上传其中的表格文件"},
    {"png", "\x89PNG\r\n", "这是图片，不是表格；请上传表格原件"},
    {"docx", make_zip({{"[Content_Types].xml", "<Types>wordprocessingml.document</Types>"}}),
     "这是 Word 文档（docx），不是表格；请把其中的表格复制到 xlsx"},
    {"xlsb",
     make_zip({{"[Content_Types].xml", "<Types>application/vnd.ms-excel.sheet.binary.macroEnabled.main</Types>"}}),
     "这是二进制工作簿（xlsb），不在支持之列；请用 WPS 或 Excel 打开后另存为 xlsx"},
    {"plain_zip", make_zip({{"a.txt", "x"}}), "这是压缩包，里面不是一个表格文件；如装的是表格，请解压后逐个上传"},
    {"odt", make_zip({{"mimetype", "application/vnd.oasis.opendocument.text"}}),
     "这是 OpenDocument 文件，但不是表格；请上传 ods、xlsx、xls 或 csv"},
    {"half_a_zip", "PK\x03\x04garbage", "压缩结构不完整：文件可能没有传完或已损坏，请重新取得原文件"},
    {"ole_head_only", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
     "文件结构已损坏（文件头），请用 WPS 或 Excel 打开后另存为 xlsx"},
};
class Refusal : public testing::TestWithParam<RefusalCase> {};
TEST_P(Refusal, NamesWhatTheFileIs) {
  const auto got = read_workbook(GetParam().bytes, "报表.xls");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, GetParam().message, "文件「报表.xls」"}));
}
INSTANTIATE_TEST_SUITE_P(, Refusal, testing::ValuesIn(kRefusals), [](const auto& p) { return p.param.name; });

TEST(Hostile, BinaryJunkIsNoTable) {
  std::string junk;
  unsigned state = 1;
  for (int i = 0; i < 10'000; ++i) junk += static_cast<char>((state = state * 1'664'525 + 1'013'904'223) >> 24);
  const auto got = read_bounded(junk);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_THAT(got.error().message, testing::StartsWith("不是能识别的表格文件"));
}

TEST(Hostile, AnEncryptedWorkbookIsToldApart) {
  // A compound file of three sectors: its table, its directory with "EncryptedPackage", nothing else.
  std::string file(512 * 3, '\0');
  const auto put = [&](std::size_t at, std::string_view bytes) { file.replace(at, bytes.size(), bytes); };
  put(0, std::string_view("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8));
  put(30, std::string_view("\x09\0", 2));
  put(48, std::string_view("\x01\0\0\0", 4));  // the directory begins in sector 1
  put(56, std::string_view("\0\x10\0\0", 4));  // short streams below 4096
  put(60, std::string_view("\xFE\xFF\xFF\xFF", 4));
  put(68, std::string_view("\xFE\xFF\xFF\xFF", 4));
  put(76, std::string(109 * 4, '\xFF'));
  put(76, std::string_view("\0\0\0\0", 4));  // the table is sector 0
  put(512, std::string(512, '\xFF'));
  put(512, std::string_view("\xFD\xFF\xFF\xFF\xFE\xFF\xFF\xFF", 8));
  const std::string_view name = "EncryptedPackage";
  for (std::size_t i = 0; i < name.size(); ++i) file[1024 + 128 + 2 * i] = name[i];
  file[1024 + 128 + 64] = static_cast<char>(2 * name.size() + 2);
  file[1024 + 128 + 66] = 2;
  const auto got = read_workbook(file, "a.xlsx");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, "表格设有打开密码；请去掉密码后再上传", "文件「a.xlsx」"}));
  // The directory runs in circles.
  put(516, std::string_view("\x01\0\0\0", 4));
  EXPECT_EQ(read_workbook(file, "a.xlsx").error().message,
            "文件结构已损坏（扇区链成环），请用 WPS 或 Excel 打开后另存为 xlsx");
}

TEST(Hostile, EveryCutIsRefused) {
  const std::string xlsx = make_xlsx(sheet_xml(repeat(R"(<row><c><v>1.5</v></c><c t="s"><v>0</v></c></row>)", 50)),
                                     "<sst><si><t>x</t></si></sst>");
  const std::string ods =
      make_ods("<table:table table:name=\"a\"><table:table-row><table:table-cell/></table:table-row></table:table>");
  for (const std::string& whole : {xlsx, ods}) {
    ASSERT_TRUE(read_workbook(whole, "a").has_value());
    for (std::size_t size = 0; size < whole.size(); size += 64) {
      const auto got = read_workbook(std::string_view(whole).substr(0, size), "a");
      ASSERT_FALSE(got.has_value()) << size;
      EXPECT_EQ(got.error().code, Code::kInvalidInput) << size;
      EXPECT_THAT(got.error().where, testing::StartsWith("文件「a」")) << size;
    }
    // One byte changed: read or refused, never a crash.
    for (std::size_t at = 0; at < whole.size(); at += 5) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ 0x55);
      const auto got = read_workbook(changed, "a");
      if (!got.has_value()) {
        EXPECT_FALSE(got.error().message.empty()) << at;
      }
    }
  }
}

TEST(Hostile, EveryCutOfTheSheetIsRefused) {
  const std::string sheet =
      sheet_xml(R"(<row r="1"><c r="A1" t="inlineStr"><is><t>断面</t></is></c><c r="B1"><v>1</v></c></row>)",
                R"(<mergeCells><mergeCell ref="A1:B1"/></mergeCells>)");
  for (std::size_t size = 0; size < sheet.size(); ++size) {
    const auto got = read_workbook(make_xlsx(sheet.substr(0, size)), "a.xlsx");
    ASSERT_FALSE(got.has_value()) << size;
    EXPECT_THAT(got.error().message, testing::StartsWith("XML 不完整或不合语法")) << size;
  }
}

TEST(Hostile, ACellOfHalfAGigabyteIsRefusedEarly) {
  // 32 MB stand for 500: the reader stops at 128 KiB in any case.
  const std::string bytes =
      make_xlsx(sheet_xml("<row><c t=\"str\"><v>" + std::string(32u << 20, 'x') + "</v></c></row>"));
  const auto got = read_bounded(bytes, {}, 8);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(),
            (Error{Code::kInvalidInput, "单元格的文字长过上限 131072 字节", "文件「a.xlsx」工作表「9月」A1"}));
}

TEST(Hostile, ABombOfBlanksMeetsTheRatio) {
  const std::string bytes = make_xlsx(sheet_xml(std::string(32u << 20, ' ')));
  const auto got = read_bounded(bytes, {}, 8);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "压缩比超过上限 300 倍，疑为压缩炸弹，拒绝读取");
  EXPECT_EQ(got.error().where, "文件「a.xlsx」压缩包内 xl/worksheets/sheet1.xml");
}

TEST(Hostile, UnpackedBytesAreLimitedOverAllParts) {
  OpenOptions options;
  options.limits.unpacked_bytes = 100'000;
  const auto got = read_bounded(
      make_xlsx(sheet_xml(std::string(60'000, ' ')), "<sst>" + std::string(60'000, ' ') + "</sst>"), options);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "解压后超过上限 100000 字节，疑为压缩炸弹；如确是真实数据，请拆分文件");
}

TEST(Hostile, MillionsOfSharedStringsAreRefused) {
  OpenOptions options;
  options.limits.unpack_ratio = 100'000;
  options.limits.shared_string_bytes = 8u << 20;  // an eighth of the default, so that the test is quick
  const auto got =
      read_bounded(make_xlsx(sheet_xml(""), "<sst>" + repeat("<si><t/></si>", 1'000'000) + "</sst>"), options, 40);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "共享字符串超过上限 8192 KiB（已有 524289 条），请拆分文件");
  EXPECT_EQ(got.error().where, "文件「a.xlsx」部件 xl/sharedStrings.xml");
}

TEST(Hostile, OneSharedTextInManyCellsIsCountedEachTime) {
  const std::string text(100'000, 'x');
  const auto got = read_bounded(make_xlsx(sheet_xml("<row>" + repeat("<c t=\"s\"><v>0</v></c>", 10'000) + "</row>"),
                                          "<sst><si><t>" + text + "</t></si></sst>"),
                                {}, 400);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "单元格文字总量超过上限 262144 KiB，请拆分文件");
}

TEST(Hostile, MillionsOfRowsAreRefused) {
  OpenOptions options;
  options.limits.unpack_ratio = 100'000;
  const std::string bytes = make_xlsx(sheet_xml(repeat("<row><c><v>1</v></c></row>", 1'100'000)));
  const auto reader = open_workbook(bytes, "a.xlsx", options);
  ASSERT_TRUE(reader.has_value());
  const long before = peak_mebibytes();
  int rows = 0;
  const auto got = (*reader)->read_rows(0, [&](const Row&) -> Status {
    ++rows;
    return {};
  });
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(),
            (Error{Code::kInvalidInput, "行号超过上限 1048576", "文件「a.xlsx」工作表「9月」第1048577行"}));
  EXPECT_EQ(rows, 1'048'576);
  EXPECT_LT(peak_mebibytes() - before, 8 * kSlow) << "rows must not pile up";
}

TEST(Hostile, AllSheetsTogetherHoldToTheCellLimit) {
  Parts parts = xlsx_parts(sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row>"));
  for (auto& [name, content] : parts)
    if (name == "xl/workbook.xml")
      content =
          R"(<workbook xmlns:r="x"><sheets><sheet name="甲" r:id="rId1"/><sheet name="乙" r:id="rId1"/></sheets></workbook>)";
  OpenOptions options;
  options.limits.cells = 3;
  const auto got = read_workbook(make_zip(parts), "a.xlsx", options);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(),
            (Error{Code::kInvalidInput, "有内容的单元格多于上限 3 个，请拆分文件", "文件「a.xlsx」工作表「乙」第1行"}));
  options.limits.cells = 4;
  EXPECT_TRUE(read_workbook(make_zip(parts), "a.xlsx", options).has_value());
}

TEST(Hostile, EntitiesAreRefusedWithTheirDeclaration) {
  const auto got =
      read_bounded(make_xlsx("<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]>" + sheet_xml("&c;")));
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error(), (Error{Code::kInvalidInput, "XML 部件带有 DTD 声明，表格文件不应有，拒绝读取",
                                "文件「a.xlsx」部件 xl/worksheets/sheet1.xml"}));
}

TEST(Hostile, DeepXmlIsRefused) {
  EXPECT_TRUE(read_bounded(make_xlsx(repeat("<a>", 64) + repeat("</a>", 64))).has_value());
  const auto got = read_bounded(make_xlsx(repeat("<a>", 65) + repeat("</a>", 65)));
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "XML 元素嵌套超过 64 层，文件已损坏或有意构造");
}

TEST(Hostile, AnEndlessTagIsRefused) {
  std::string attribute;
  unsigned state = 7;  // does not pack well, so that the ratio is not met first
  for (int i = 0; i < 3'000'000; ++i)
    attribute += static_cast<char>('a' + ((state = state * 1'664'525 + 1'013'904'223) >> 28));
  const auto got = read_bounded(make_xlsx(sheet_xml("<row x=\"" + attribute + "\"/>")));
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "XML 中有一个标记长过 1 MiB，文件已损坏或有意构造");
}

TEST(Hostile, WideGapsCostNothing) {
  const auto got = read_bounded(
      make_xlsx(sheet_xml(
          R"(<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c r="XFD1048576"><v>3</v></c></row>)")),
      {}, 8);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(dump(got->sheets[0]), "A1:number=1 XFD1:number=2\nXFD1048576:number=3\n");
}

TEST(Hostile, ManyMergesAreRefused) {
  std::string merges = "<mergeCells>";
  for (int i = 1; i <= 100'001; ++i)
    merges += "<mergeCell ref=\"A" + std::to_string(i) + ":B" + std::to_string(i) + "\"/>";
  const auto got = read_bounded(make_xlsx(sheet_xml("", merges + "</mergeCells>")));
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().message, "合并单元格多于上限 100000 处");
}

TEST(Hostile, LimitsOfTheWholeFile) {
  OpenOptions options;
  options.limits.file_bytes = 2048;
  EXPECT_EQ(read_workbook(std::string(4096, 'x'), "a.csv", options).error().message,
            "文件有 4 KiB，超过上限 2 KiB，请拆分文件");
  options = {};
  options.limits.sheets = 0;
  EXPECT_EQ(read_workbook(make_xlsx(sheet_xml("")), "a.xlsx", options).error().message, "工作表多于上限 0 张");
}

}  // namespace
}  // namespace bihuan::tables
