#include "reports/issued_paper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/docx_writer.h"
#include "documents/zip.h"

namespace bihuan::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

const IssueMark kMark{"云环督〔2024〕3号", "孙局长", Date(2024, 10, 8), std::string(64, 'b')};

std::string draft(int marks = 1) {
  documents::DocxWriter writer;
  writer.add_paragraph("督办单：河道排查", {.style = documents::DocxStyle::kTitle});
  for (int i = 0; i < marks; ++i) writer.add_paragraph(kDraftMark, {.style = documents::DocxStyle::kNote});
  writer.add_paragraph("请按期完成。");
  return *writer.finish();
}

std::string part(const std::string& docx, const std::string& name) {
  Result<documents::ZipReader> zip = documents::ZipReader::open(docx, {}, "测试");
  EXPECT_TRUE(zip.has_value());
  return *zip->read(name);
}

std::string with_document(const std::string& xml) {
  return *documents::write_zip({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", xml}});
}

TEST(IssuedPaper, TheNumberTakesThePlaceOfTheMark) {
  const Result<std::string> out = issue_docx(draft(), kMark);
  ASSERT_TRUE(out.has_value()) << out.error().message;
  const std::string xml = part(*out, "word/document.xml");
  EXPECT_THAT(xml, Not(HasSubstr(std::string(kDraftMark))));
  EXPECT_LT(xml.find("云环督〔2024〕3号"), xml.find("请按期完成。"));
  EXPECT_GT(xml.find("签发：孙局长　印发日期：2024年10月8日　日志摘要：" + std::string(64, 'b')), xml.find("请按期完成。"));
  EXPECT_EQ(part(*out, "word/styles.xml"), part(draft(), "word/styles.xml"));
  EXPECT_FALSE(check_draft(*out).has_value()) << "what is issued is no draft";
}

TEST(IssuedPaper, AnOfficeProgramMayCutTheMarkIntoRuns) {
  const std::string edited = with_document(
      "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
      "<w:p><w:r><w:t>（草稿，</w:t></w:r><w:proofErr/><w:r><w:rPr><w:b/></w:rPr><w:t>未经审批，不得</w:t></w:r>"
      "<w:r><w:t xml:space=\"preserve\">外发） </w:t></w:r></w:p><w:p><w:r><w:t>a &lt; b</w:t></w:r></w:p><w:sectPr/>"
      "</w:body></w:document>");
  ASSERT_TRUE(check_draft(edited).has_value());
  const std::string xml = part(*issue_docx(edited, kMark), "word/document.xml");
  EXPECT_THAT(xml, HasSubstr("<w:p><w:r><w:t xml:space=\"preserve\">云环督〔2024〕3号</w:t></w:r></w:p>"));
  EXPECT_THAT(xml, HasSubstr("a &lt; b"));
  EXPECT_LT(xml.find("签发"), xml.find("<w:sectPr"));
}

TEST(IssuedPaper, RefusesWhatIsNoDraft) {
  EXPECT_THAT(check_draft(draft(0)).error().message, HasSubstr("要保留标题下的"));
  EXPECT_THAT(check_draft(draft(2)).error().message, HasSubstr("出现了两次"));
  EXPECT_THAT(check_draft("这不是文档").error().code, Code::kInvalidInput);
  EXPECT_THAT(check_draft(*documents::write_zip({{"a.txt", "x"}})).error().message, HasSubstr("不是Word文档"));
  EXPECT_THAT(check_draft(with_document("<w:document><w:body>")).error().where, "word/document.xml");
}

}  // namespace
}  // namespace bihuan::reports
