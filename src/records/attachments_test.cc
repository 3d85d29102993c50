#include "records/attachments.h"

#include <gtest/gtest.h>

#include "base/digest.h"

namespace bihuan::records {
namespace {

AttachmentRules rules() {
  return {1U << 20, {{"pdf", {"pdf"}}, {"image", {"jpg", "png"}}, {"zip", {"docx", "xlsx"}}, {"text", {"txt", "csv"}}}};
}

TEST(Attachments, AreWhatTheySay) {
  struct Case {
    const char* name;
    NewAttachment file;
    const char* message;  // the beginning; "" accepted
    const char* where;
  };
  const Case cases[] = {
      {"pdf", {"验收单.PDF", "%PDF-1.7 x"}, "", ""},
      {"text", {"说明.txt", "已经修复。\n商业秘密不公开。"}, "", ""},
      {"photo", {"现场 1.jpg", "\xFF\xD8\xFF\xE0"}, "", ""},
      {"no_name", {" ", "x"}, "附件要有文件名", "附件"},
      {"folder", {"../etc/passwd.txt", "x"}, "附件的文件名应是不超过200字节的UTF-8文本，不含文件夹和控制字符", "附件"},
      {"control", {"a\n.txt", "x"}, "附件的文件名应是不超过200字节的UTF-8文本，不含文件夹和控制字符", "附件"},
      {"empty", {"a.txt", ""}, "附件是空文件", "a.txt"},
      {"too_big", {"a.txt", std::string((1U << 20) + 1, 'x')}, "附件有2MiB，应不超过1MiB", "a.txt"},
      {"kind", {"a.exe", "MZ"}, "不收这种附件，可用的是：jpg、png、pdf、txt、csv、docx、xlsx", "a.exe"},
      {"no_ending", {"a", "MZ"}, "不收这种附件", "a"},
      {"a_lie", {"a.pdf", "<html>"}, "附件的内容是网页（HTML）文件，与扩展名“pdf”不符", "a.pdf"},
      {"password",
       {"a.docx", std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8)},
       "附件的内容是旧版 Office 文件（.doc、.wps、.xls）或设有打开密码的文件，与扩展名“docx”不符",
       "a.docx"},
      {"no_docx", {"a.docx", std::string("PK\x03\x04junk", 8)}, "", "a.docx"},
      {"secret_name",
       {"方案（秘密）.pdf", "%PDF-"},
       "附件的文件名标有密级“秘密”，涉密文件不得进入本系统，没有保存",
       "方案（秘密）.pdf"},
      {"secret_text", {"a.txt", "机密★1年\n方案"}, "标有密级“机密”，涉密内容不得进入本系统，没有保存", "a.txt第1行"},
      {"binary_text", {"a.txt", std::string("\0\1\2\3", 4)}, "", ""},
  };
  for (const Case& c : cases) {
    const Result<CheckedAttachment> got = check_attachment(rules(), c.file);
    const std::string name = c.name;
    if (name == "no_docx" || name == "binary_text") {
      EXPECT_FALSE(got.has_value()) << name << ": the reader's own message";
      continue;
    }
    ASSERT_EQ(got.has_value(), *c.message == '\0') << name << (got.has_value() ? "" : got.error().message);
    if (!got.has_value()) {
      EXPECT_TRUE(got.error().message.starts_with(c.message)) << name << ": " << got.error().message;
      EXPECT_EQ(got.error().where, c.where) << name;
      continue;
    }
    EXPECT_EQ(got->digest, sm3_hex(c.file.bytes));
    EXPECT_EQ(got->size, static_cast<std::int64_t>(c.file.bytes.size()));
  }
}

}  // namespace
}  // namespace bihuan::records
