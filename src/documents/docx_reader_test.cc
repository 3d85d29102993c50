#include "documents/docx_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/docx_test_files.h"

namespace bihuan::documents {
namespace {

std::string text_of(const std::string& body, const std::string& styles = "") {
  TestParts parts;
  parts.body = body;
  parts.styles = styles;
  return test_text(parts);
}

std::string p(const std::string& content) { return "<w:p>" + content + "</w:p>"; }
std::string r(const std::string& content) { return "<w:r>" + content + "</w:r>"; }
std::string t(const std::string& text) { return r("<w:t>" + text + "</w:t>"); }

struct Case {
  const char* name;
  std::string body;
  const char* want;
};

const std::string kFieldBegin = r("<w:fldChar w:fldCharType='begin'/>");
const std::string kFieldMiddle = r("<w:fldChar w:fldCharType='separate'/>");
const std::string kFieldEnd = r("<w:fldChar w:fldCharType='end'/>");

std::string box(const std::string& content) {
  return "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx xmlns:wps='urn:wps'><w:txbxContent>" +
         content + "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>" + content +
         "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>";
}

const Case kCases[] = {
    Case{"runs", p(t("水质") + t("优良率")), "水质优良率\n"},
    Case{"empty_paragraph", p("") + p(t("a")), "\na\n"},
    Case{"spaces_are_kept_only_where_asked", p(t(" a ") + r("<w:t xml:space='preserve'> b </w:t>")), "a b \n"},
    Case{"tab_and_break", p(t("a") + r("<w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/>") + t("d")), "a\tb\nc\nd\n"},
    Case{"page_break_is_no_text", p(t("a") + r("<w:br w:type='page'/>") + t("b")), "ab\n"},
    Case{"line_end_in_source", p(r("<w:t>a\nb</w:t>")), "a b\n"},
    Case{"hyphens", p(t("2024") + r("<w:noBreakHyphen/>") + t("20") + r("<w:softHyphen/>") + t("25")), "2024-2025\n"},
    Case{"symbols",
         p(r("<w:sym w:font='Symbol' w:char='F0B3'/>") + t("90%") +
           r("<w:sym w:font='Wingdings' w:char='F0FE'/><w:sym w:font='X' w:char='F001'/>")),
         "≥90%☑\uFFFD\n"},
    Case{"hyperlink", p(t("见") + "<w:hyperlink>" + t("附件") + "</w:hyperlink>"), "见附件\n"},
    Case{"insertion_and_deletion",
         p(t("不低于") + "<w:ins>" + t("92%") + "</w:ins><w:del>" + r("<w:delText>90%</w:delText>") + "</w:del>"),
         "不低于92%\n"},
    Case{"move", p("<w:moveFrom>" + t("旧") + "</w:moveFrom>" + t("a")) + p("<w:moveTo>" + t("旧") + "</w:moveTo>"),
         "a\n旧\n"},
    Case{"deleted_paragraph_end_joins",
         "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + t("前半") + "</w:p>" + p(t("后半")), "前半后半\n"},
    Case{"deleted_paragraph_is_gone",
         "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del>" + r("<w:delText>整段</w:delText>") + "</w:del></w:p>" +
             p(t("后")),
         "后\n"},
    Case{"deleted_end_of_the_last_paragraph", "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + t("剩") + "</w:p>",
         "剩\n"},
    Case{"hidden_run",
         p(t("a") + r("<w:rPr><w:vanish/></w:rPr><w:t>藏</w:t>") +
           r("<w:rPr><w:vanish w:val='0'/></w:rPr><w:t>b</w:t>")),
         "ab\n"},
    Case{"hidden_paragraph",
         "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>" + r("<w:rPr><w:vanish/></w:rPr><w:t>藏</w:t>") + "</w:p>" +
             p(t("b")),
         "b\n"},
    Case{"simple_field", p(t("第") + "<w:fldSimple w:instr='PAGE'>" + t("3") + "</w:fldSimple>" + t("页")), "第3页\n"},
    Case{"field_shows_its_result",
         p(kFieldBegin + r("<w:instrText> REF x </w:instrText>") + t("指令") + kFieldMiddle + t("结果") + kFieldEnd +
           t("后")),
         "结果后\n"},
    Case{"field_inside_an_instruction",
         p(kFieldBegin + kFieldBegin + kFieldMiddle + t("内") + kFieldEnd + kFieldMiddle + t("外") + kFieldEnd),
         "外\n"},
    Case{"field_cut_off", p(kFieldBegin + t("指令")) + p(t("后文")), "\n后文\n"},
    Case{"field_over_two_paragraphs", p(kFieldBegin + kFieldMiddle + t("a")) + p(t("b") + kFieldEnd + t("c")),
         "a\nbc\n"},
    Case{"content_control",
         "<w:sdt><w:sdtContent>" + p("<w:sdt><w:sdtContent>" + t("填写") + "</w:sdtContent></w:sdt>") +
             "</w:sdtContent></w:sdt>",
         "填写\n"},
    Case{"table_of_contents",
         "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
         "<w:sdtContent>" +
             p(t("一、总体要求 1")) + "</w:sdtContent></w:sdt>" + p(t("一、总体要求")),
         "一、总体要求\n"},
    Case{"text_box_once_and_after_its_paragraph", p(t("a") + r(box(p(t("框")))) + t("b")) + p(t("c")), "ab\n框\nc\n"},
    Case{"ruby", p(r("<w:ruby><w:rt>" + t("pin") + "</w:rt><w:rubyBase>" + t("拼") + "</w:rubyBase></w:ruby>")),
         "拼\n"},
    Case{"formula", p(t("取 ") + "<m:oMath><m:r><m:t>x≥1</m:t></m:r></m:oMath>"), "取x≥1\n"},
    Case{"table",
         "<w:tbl><w:tr><w:tc>" + p(t("序号")) + "</w:tc><w:tc>" + p(t("任务")) + "</w:tc></w:tr><w:tr><w:tc>" +
             p(t("1")) + "</w:tc><w:tc>" + p(t("水科")) + p(t("大气科")) + "</w:tc></w:tr></w:tbl>",
         "| 序号 | 任务 |\n| --- | --- |\n| 1 | 水科 大气科 |\n"},
    Case{"cell_breaks_after_a_closing_mark",
         "<w:tbl><w:tr><w:tc>" + p(t("a；")) + p(t("b")) + p("") + p(t("（2号）")) + p(t("d|e")) + "</w:tc><w:tc>" +
             p("") + "</w:tc></w:tr></w:tbl>",
         "| a；b （2号）d｜e | |\n| --- | --- |\n"},
    Case{"merged_down",
         "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" + p(t("1")) + "</w:tc><w:tc>" + p(t("a")) +
             "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" + p(t("不印")) + "</w:tc><w:tc>" + p(t("b")) +
             "</w:tc></w:tr></w:tbl>",
         "| 1 | a |\n| --- | --- |\n| | b |\n"},
    Case{"merged_across",
         "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p(t("宽")) + "</w:tc><w:tc>" + p(t("c")) +
             "</w:tc></w:tr><w:tr><w:tc>" + p(t("1")) + "</w:tc><w:tc>" + p(t("2")) + "</w:tc><w:tc>" + p(t("3")) +
             "</w:tc></w:tr></w:tbl>",
         "| 宽 | | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |\n"},
    Case{"merged_across_the_old_way",
         "<w:tbl><w:tr><w:tc><w:tcPr><w:hMerge w:val='restart'/></w:tcPr>" + p(t("宽")) +
             "</w:tc><w:tc><w:tcPr><w:hMerge/></w:tcPr>" + p("") + "</w:tc></w:tr><w:tr><w:tc>" + p(t("1")) +
             "</w:tc><w:tc>" + p(t("2")) + "</w:tc></w:tr></w:tbl>",
         "| 宽 | |\n| --- | --- |\n| 1 | 2 |\n"},
    Case{"short_row_and_indented_row",
         "<w:tbl><w:tr><w:tc>" + p(t("a")) + "</w:tc><w:tc>" + p(t("b")) +
             "</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc>" + p(t("c")) +
             "</w:tc></w:tr><w:tr><w:tc>" + p(t("d")) + "</w:tc></w:tr></w:tbl>",
         "| a | b |\n| --- | --- |\n| | c |\n| d | |\n"},
    Case{"deleted_row",
         "<w:tbl><w:tr><w:tc>" + p(t("a")) + "</w:tc><w:tc>" + p(t("b")) +
             "</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr>"
             "<w:tc>" +
             p(t("x")) + "</w:tc></w:tr></w:tbl>",
         "| a | b |\n| --- | --- |\n"},
    Case{"nested_table",
         "<w:tbl><w:tr><w:tc>" + p(t("外")) + "<w:tbl><w:tr><w:tc>" + p(t("甲")) + "</w:tc><w:tc>" + p(t("乙")) +
             "</w:tc></w:tr></w:tbl></w:tc><w:tc>" + p(t("b")) + "</w:tc></w:tr></w:tbl>",
         "| 外 甲\u3000乙 | b |\n| --- | --- |\n"},
    Case{"frame_of_one_column", "<w:tbl><w:tr><w:tc>" + p(t("a")) + p(t("b")) + "</w:tc></w:tr></w:tbl>", "a\nb\n"}};

class DocxText : public testing::TestWithParam<Case> {};
TEST_P(DocxText, IsWhatIsPrinted) { EXPECT_EQ(text_of(GetParam().body), GetParam().want); }
INSTANTIATE_TEST_SUITE_P(, DocxText, testing::ValuesIn(kCases), [](const auto& c) { return c.param.name; });

const std::string kStyles =
    "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:name w:val='Normal'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/><w:pPr><w:outlineLvl "
    "w:val='0'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='2'><w:name w:val='标题 2'/><w:basedOn w:val='1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='T'><w:name w:val='Title'/><w:pPr><w:jc w:val='center'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='C'><w:name w:val='toc 1'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='X'><w:name w:val='a'/><w:basedOn w:val='Y'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Y'><w:name w:val='b'/><w:basedOn w:val='X'/></w:style>"
    "<w:style w:type='character' w:styleId='H'><w:name w:val='hide'/><w:rPr><w:vanish/></w:rPr></w:style>";

TEST(DocxReader, StyleGivesNameHeadingLevelAndAlignment) {
  TestParts parts;
  parts.styles = kStyles;
  parts.body = para("a") + para("b", "<w:pStyle w:val='1'/>") + para("c", "<w:pStyle w:val='2'/>") +
               para("d", "<w:pStyle w:val='T'/>") + para("e", "<w:outlineLvl w:val='2'/>") +
               para("f", "<w:pStyle w:val='1'/><w:jc w:val='center'/><w:outlineLvl w:val='9'/>");
  const auto document = read_docx(test_docx(parts), {}, "x");
  ASSERT_TRUE(document.has_value());
  std::string seen;
  for (const DocxBlock& block : document->blocks) {
    const auto& paragraph = std::get<DocxParagraph>(block);
    seen += paragraph.text + ":" + paragraph.style + ":" + std::to_string(paragraph.heading_level) +
            (paragraph.is_centered ? "c" : "") + " ";
  }
  EXPECT_EQ(seen, "a:Normal:0 b:heading 1:1 c:标题 2:2 d:Title:0c e:Normal:3 f:heading 1:0c ");
}

TEST(DocxReader, StyleMayHideAndMarkContents) {
  EXPECT_EQ(text_of(p(t("a") + r("<w:rPr><w:rStyle w:val='H'/></w:rPr><w:t>藏</w:t>")) +
                        para("一、总体要求\t1", "<w:pStyle w:val='C'/>"),
                    kStyles),
            "a\n");
}

TEST(DocxReader, CircleOfStylesEnds) { EXPECT_EQ(text_of(para("a", "<w:pStyle w:val='X'/>"), kStyles), "a\n"); }

TEST(DocxReader, FootnotesComeLastInOrderOfReference) {
  TestParts parts;
  parts.body = p(t("甲") + r("<w:footnoteReference w:id='7'/>") + t("乙") + r("<w:footnoteReference w:id='3'/>"));
  parts.footnotes = "<w:footnote w:id='-1' w:type='separator'>" + p(t("x")) + "</w:footnote><w:footnote w:id='3'>" +
                    p(t("后")) + "</w:footnote><w:footnote w:id='7'>" + p(t("先")) + "</w:footnote>";
  EXPECT_EQ(test_text(parts), "甲乙\n[1]先\n[2]后\n");
}

TEST(DocxReader, HeadersAreKeptApart) {
  TestParts parts;
  parts.body = p(t("正文"));
  parts.header = p(t("机密★1年"));
  const auto document = read_docx(test_docx(parts), {}, "x");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->headers, std::vector<std::string>{"机密★1年"});
  EXPECT_EQ(plain_text(*document), "正文\n");
}

TEST(DocxReader, NotesSayWhatWasDecided) {
  TestParts parts;
  parts.body = p("<w:ins>" + t("a") + "</w:ins>" + r("<w:rPr><w:vanish/></w:rPr><w:t>藏</w:t>")) + "<w:altChunk/>";
  const auto document = read_docx(test_docx(parts), {}, "x");
  ASSERT_TRUE(document.has_value());
  EXPECT_THAT(document->notes, testing::ElementsAre("文档含有修订标记：按接受全部修订读取", "文档含有隐藏文字：未读取",
                                                    "文档嵌入了其他文件的内容：未读取"));
}

TEST(DocxReader, StrictDocumentReadsAlike) {
  auto entries = test_entries({p(t("严格")), "", "", "", ""});
  for (ZipEntry& entry : entries) {
    const std::string from = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    if (const auto at = entry.content.find(from); at != std::string::npos) {
      entry.content.replace(at, from.size(), "http://purl.oclc.org/ooxml/wordprocessingml/main");
    }
  }
  const auto document = read_docx(*write_zip(entries), {}, "x");
  ASSERT_TRUE(document.has_value()) << document.error().message;
  EXPECT_EQ(plain_text(*document), "严格\n");
}

// --- what is refused
// ---------------------------------------------------------------------------------------------------

std::string changed(const std::string& name, const std::string& from, const std::string& to) {
  auto entries = test_entries({p(t("a")), "", "", "", ""});
  for (ZipEntry& entry : entries) {
    if (entry.name != name) continue;
    const auto at = entry.content.find(from);
    EXPECT_NE(at, std::string::npos);
    entry.content.replace(at, from.size(), to);
  }
  return *write_zip(entries);
}

std::string with_main(const std::string& content) {
  auto entries = test_entries({"", "", "", "", ""});
  for (ZipEntry& entry : entries) {
    if (entry.name == "word/document.xml") entry.content = content;
  }
  return *write_zip(entries);
}

std::string without(const std::string& name) {
  auto entries = test_entries({p(t("a")), "", "", "", ""});
  std::erase_if(entries, [&](const ZipEntry& entry) { return entry.name == name; });
  return *write_zip(entries);
}

struct Bad {
  const char* name;
  std::string bytes;
  Error error;
};

class DocxRefuses : public testing::TestWithParam<Bad> {};
TEST_P(DocxRefuses, WithTheReason) {
  const auto document = read_docx(GetParam().bytes, {}, "x.docx");
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(said(document.error()), said(GetParam().error));
}

std::string depth(int levels, const std::string& open, const std::string& close) {
  std::string text;
  for (int i = 0; i < levels; ++i) text += open;
  for (int i = 0; i < levels; ++i) text += close;
  return text;
}

Error wrong(std::string message, std::string where = "x.docx") {
  return {Code::kInvalidInput, std::move(message), std::move(where)};
}

const std::string kMainType = "wordprocessingml.document.main+xml";

const Bad kBadFiles[] = {
    Bad{"empty", "", wrong("这是空文件，应为 Word 文档（.docx）")},
    Bad{"pdf", "%PDF-1.5", wrong("这是PDF 文件，应为 Word 文档（.docx）")},
    Bad{"text", "2024年全市生态环境工作要点", wrong("这是无法识别的文件，应为 Word 文档（.docx）")},
    Bad{"old_word", std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        wrong("这是旧版 Office 文件（.doc、.wps、.xls）或设有打开密码的文件，应为 Word "
              "文档（.docx）：请取消密码，或另存为 "
              ".docx 后再提供")},
    Bad{"other_zip", *write_zip({{"a.txt", "x"}}), wrong("压缩包不是 Word 文档：缺少 [Content_Types].xml")},
    Bad{"open_document", *write_zip({{"mimetype", "x"}, {"content.xml", "<a/>"}}),
        wrong("这是 OpenDocument 文件：请另存为 .docx 后再提供")},
    Bad{"no_main_part", without("word/document.xml"), wrong("Word 文档缺少正文部件 word/document.xml")},
    Bad{"workbook", changed("[Content_Types].xml", kMainType, "spreadsheetml.sheet.main+xml"),
        wrong("这是 Excel 工作簿，应为 Word 文档（.docx）")},
    Bad{"slides", changed("[Content_Types].xml", kMainType, "presentationml.presentation.main+xml"),
        wrong("这是 PowerPoint 演示文稿，应为 Word 文档（.docx）")},
    Bad{"unknown_type",
        changed("[Content_Types].xml", "application/vnd.openxmlformats-officedocument." + kMainType, "image/png"),
        wrong("正文部件的内容类型不是 Word 文档：image/png", "x.docx 内 word/document.xml")},
    Bad{"broken_types", changed("[Content_Types].xml", "<Types", "<Typos"),
        wrong("XML 格式不正确", "x.docx 内 [Content_Types].xml 第 1 行第 271 列")},
    Bad{"not_well_formed", changed("word/document.xml", "<w:body>", "<w:body"),
        wrong("XML 含有不允许的字节或标记", "x.docx 内 word/document.xml 第 1 行第 231 列")},
    Bad{"other_root", with_main("<w:hdr" + kTestNamespaces + "/>"),
        wrong("正文部件的根元素应为 w:document，实为 w:hdr", "x.docx 内 word/document.xml")},
    Bad{"broken_utf8", changed("word/document.xml", "<w:t>a", "<w:t>\xFF"),
        wrong("XML 含有不允许的字节或标记", "x.docx 内 word/document.xml 第 1 行第 247 列")},
    Bad{"entity_bomb", changed("word/document.xml", "<w:document", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><w:document"),
        wrong("含有 DTD 声明（<!DOCTYPE>）：文档部件不应有 DTD，已拒绝",
              "x.docx 内 word/document.xml 第 1 行第 13 列")},
    Bad{"deep_nesting", test_docx({depth(1'000'000, "<w:ins>", "</w:ins>"), "", "", "", ""}),
        wrong("压缩比异常（超过 200 倍），疑为压缩炸弹，已拒绝", "x.docx 内 word/document.xml")},
    Bad{"rather_deep_nesting", test_docx({depth(1000, "<w:ins>", "</w:ins>"), "", "", "", ""}),
        wrong("嵌套过深：上限 256 层", "x.docx 内 word/document.xml 第 1 行第 2017 列")},
    Bad{"wide_table",
        test_docx({"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='1000000'/></w:tcPr></w:tc></w:tr></w:tbl>", "", "",
                   "", ""}),
        wrong("表格列数过多：上限 512 列")}};

INSTANTIATE_TEST_SUITE_P(, DocxRefuses, testing::ValuesIn(kBadFiles), [](const auto& c) { return c.param.name; });

TEST(DocxReader, LimitsOfTextAndBlocks) {
  DocxLimits limits;
  limits.text_bytes = 6;
  limits.blocks = 2;
  EXPECT_TRUE(read_docx(test_docx({p(t("甲乙")) + p(""), "", "", "", ""}), limits, "x").has_value());
  const auto long_text = read_docx(test_docx({p(t("甲乙a")), "", "", "", ""}), limits, "x");
  ASSERT_FALSE(long_text.has_value());
  EXPECT_EQ(long_text.error().message, "文档文字过多：上限 6 字节");
  const auto many = read_docx(test_docx({p("") + p("") + p(""), "", "", "", ""}), limits, "x");
  ASSERT_FALSE(many.has_value());
  EXPECT_EQ(many.error().message, "文档段落过多：上限 2 段");
}

TEST(DocxReader, WidestRowTimesRowsIsBounded) {
  DocxLimits limits;
  limits.table_fields = 9;
  const std::string cell = "<w:tc/>", row = "<w:tr>" + cell + "</w:tr>";
  const std::string wide = "<w:tr>" + cell + cell + cell + "</w:tr>";
  EXPECT_TRUE(
      read_docx(test_docx({"<w:tbl>" + wide + row + row + "</w:tbl>", "", "", "", ""}), limits, "x").has_value());
  const auto large =
      read_docx(test_docx({"<w:tbl>" + wide + row + row + row + "</w:tbl>", "", "", "", ""}), limits, "x");
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().message, "表格过大：全文上限 9 格");
  const auto two = read_docx(
      test_docx({"<w:tbl>" + wide + wide + "</w:tbl><w:tbl>" + wide + wide + "</w:tbl>", "", "", "", ""}), limits, "x");
  ASSERT_FALSE(two.has_value());
  EXPECT_EQ(two.error().message, "表格过大：全文上限 9 格");
}

TEST(DocxReader, LabelsCountAsText) {
  TestParts parts;
  parts.numbering = "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:lvlText w:val='" + std::string(1000, 'x') +
                    "'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>";
  for (int i = 0; i < 100; ++i) parts.body += "<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:p>";
  DocxLimits limits;
  limits.text_bytes = 50'000;
  const auto document = read_docx(test_docx(parts), limits, "x");
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().message, "文档文字过多：上限 50000 字节");
}

TEST(DocxReader, EveryPrefixIsRefusedCleanly) {
  const std::string whole = test_docx({para("一、总体要求"), kStyles, "<w:num w:numId='1'/>", "", ""});
  for (std::size_t size = 0; size < whole.size(); size += size < 64 ? 1 : 64) {
    const auto document = read_docx(std::string_view(whole).substr(0, size), {}, "x");
    ASSERT_FALSE(document.has_value()) << size;
    EXPECT_EQ(document.error().code, Code::kInvalidInput) << size;
    EXPECT_FALSE(document.error().message.empty());
  }
}

TEST(DocxReader, OneChangedByteNeverCrashes) {
  const std::string whole = test_docx({para("一、总体要求"), kStyles, "<w:num w:numId='1'/>", "", ""});
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    if (!read_docx(bytes, {}, "x").has_value()) ++refused;
  }
  EXPECT_GT(refused, static_cast<int>(whole.size() / 2)) << "packed content is guarded by its checksum";
}

}  // namespace
}  // namespace bihuan::documents
