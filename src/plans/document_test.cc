#include "plans/document.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"

namespace bihuan::plans {
namespace {

struct Refused {
  const char* name;
  std::string bytes;
  const char* file_name;
  const char* message;  // a part of it
  const char* where;
};

class Refuses : public testing::TestWithParam<Refused> {};

TEST_P(Refuses, NamingThePlace) {
  const Result<ReadDocument> got = read_document(GetParam().bytes, GetParam().file_name);
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_NE(got.error().message.find(GetParam().message), std::string::npos) << got.error().message;
  EXPECT_NE(got.error().where.find(GetParam().where), std::string::npos) << got.error().where;
}

std::string gb(std::string_view utf8) { return *utf8_to_gb18030(utf8); }
const std::string kPlan = "2024年要点\n一、目标\n治理率达到80%。\n";

INSTANTIATE_TEST_SUITE_P(
    , Refuses,
    testing::ValuesIn(std::vector<Refused>{
        {"empty", "", "a.txt", "空", "a.txt"},
        {"only_blanks", " \n\n", "a.txt", "没有文字", "a.txt"},
        {"pdf", "%PDF-1.7\n%\xE2\xE3\n1 0 obj", "a.txt", "PDF", "a.txt"},
        {"old_word", std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") + std::string(600, '\0'), "a.docx", "另存为 .docx",
         "a.docx"},
        {"zip_that_is_no_docx", std::string("PK\x03\x04") + std::string(40, '\0'), "a.docx", "", "a.docx"},
        {"binary", std::string("\x00\x01\x02\x03\xFF\xFE\x80", 7) + std::string(200, '\x01'), "a.txt", "", ""},
        {"long_line", std::string(kMaxLineBytes + 1, 'a'), "a.txt", "超过 1024 KiB", "第 1 行"},
        {"long_line_below", "一、\n" + std::string(kMaxLineBytes + 5, 'a'), "a.txt", "超过 1024 KiB", "第 2 行"},
        {"large",
         [] {
           std::string s;
           while (s.size() <= kMaxDocumentBytes) s += std::string(1000, 'a') + "\n";
           return s;
         }(),
         "a.txt", "超过 32 MiB", "a.txt"},
        {"secret_with_term", "机密★1年\n" + kPlan, "a.txt", "密级“机密”", "第 1 行"},
        {"secret_alone", "东办发〔2024〕1号\n秘密\n" + kPlan, "a.txt", "密级“秘密”", "第 2 行"},
        {"secret_spaced", "绝　密★长期　　特急\n" + kPlan, "a.txt", "密级“绝密”", "第 1 行"},
        {"secret_label", "密级：机密\n" + kPlan, "a.txt", "密级“机密”", "第 1 行"},
        {"secret_in_gb18030", gb("秘密★5年\n" + kPlan), "a.txt", "密级“秘密”", "第 1 行"},
        {"secret_in_table", "密级,秘密\n序号,任务\n1,治水\n", "a.csv", "", ""},
    }),
    [](const auto& one) { return one.param.name; });

TEST(Document, ReadsEveryEncoding) {
  const Result<ReadDocument> plain = read_document(kPlan, "a.txt");
  ASSERT_TRUE(plain.has_value()) << plain.error().message;
  EXPECT_EQ(plain->text, kPlan);
  EXPECT_EQ(plain->encoding, "UTF-8");
  EXPECT_EQ(plain->format, "text");
  const Result<ReadDocument> marked = read_document("\xEF\xBB\xBF" + kPlan, "a.txt");
  ASSERT_TRUE(marked.has_value());
  EXPECT_EQ(marked->text, kPlan);
  const Result<ReadDocument> other = read_document(gb(kPlan), "a.txt");
  ASSERT_TRUE(other.has_value()) << other.error().message;
  EXPECT_EQ(other->text, kPlan);
  EXPECT_EQ(other->encoding, "GB18030");
}

TEST(Document, WordsOfSecrecyInASentenceAreNoMark) {
  EXPECT_TRUE(
      read_document("2024年要点\n一、任务\n做好机要保密工作，保护商业秘密和国家秘密。\n机密文件由专人管理。\n", "a.txt")
          .has_value());
}

TEST(Document, TablesBecomeRows) {
  const Result<ReadDocument> csv =
      read_document("序号,任务,责任单位\n1,\"治水,治气\",水科\n,\"他说\"\"好\"\"\",\n", "a.csv");
  ASSERT_TRUE(csv.has_value()) << csv.error().message;
  EXPECT_EQ(csv->format, "table");
  EXPECT_EQ(csv->text,
            "| 序号 | 任务 | 责任单位 |\n| --- | --- | --- |\n| 1 | 治水,治气 | 水科 |\n|  | 他说\"好\" |  |\n");
  const Result<ReadDocument> tsv = read_document(gb("任务\t要求\t单位\n治水\t加强|巡查\t水科\n"), "a.txt");
  ASSERT_TRUE(tsv.has_value());
  EXPECT_EQ(tsv->text, "| 任务 | 要求 | 单位 |\n| --- | --- | --- |\n| 治水 | 加强｜巡查 | 水科 |\n");
  const Result<ReadDocument> text = read_document(kPlan, "a.csv");
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(text->format, "text");
}

}  // namespace
}  // namespace bihuan::plans
