#include "base/secrecy.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

TEST(Secrecy, FindsTheMarkAndNotTheWord) {
  struct Case {
    const char* text;
    const char* word;
    int line;
    const char* why;
  };
  constexpr Case kCases[] = {
      {"机密★1年\n督办件\n", "机密", 1, "as GB/T 9704 prints it"},
      {"鄂环办〔2024〕1号\n秘密\n", "秘密", 2, "alone on its line"},
      {"绝　密★长期　　特急\n", "绝密", 1, "spaced"},
      {"密级：机密\n", "机密", 1, "behind its label"},
      {"| 密级 | 秘密 |\n", "秘密", 1, "in a table"},
      {"保护商业秘密，落实机要保密。\n机密文件由专人管理。\n", "", 0, "in a sentence"},
      {"", "", 0, "nothing"},
  };
  for (const Case& c : kCases) {
    const auto mark = secrecy_mark_in_text(c.text);
    EXPECT_EQ(mark.has_value(), *c.word != '\0') << c.why;
    if (!mark) continue;
    EXPECT_EQ(mark->word, c.word) << c.why;
    EXPECT_EQ(mark->line, c.line) << c.why;
  }
  EXPECT_EQ(refuse_secret_text("一\n机密★1年", "要求").error(),
            (Error{Code::kInvalidInput, "标有密级“机密”，涉密内容不得进入本系统，没有保存", "要求第2行"}));
}

TEST(Secrecy, FindsTheMarkInANameOfAFile) {
  struct Case {
    const char* name;
    const char* word;
  };
  constexpr Case kCases[] = {
      {"机密★整改方案.docx", "机密"}, {"整改方案（秘密）.pdf", "秘密"},
      {"秘密.jpg", "秘密"},           {"绝密文件.docx", "绝密"},
      {"机密件 3.pdf", "机密"},       {"商业秘密保护.docx", ""},
      {"整改方案.docx", ""},          {"企业秘密.docx", ""},
  };
  for (const Case& c : kCases) EXPECT_EQ(secrecy_mark_in_name(c.name).value_or(""), c.word) << c.name;
}

}  // namespace
}  // namespace bihuan
