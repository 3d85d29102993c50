#include "records/issue_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "records/case_samples.h"

namespace bihuan::records {
namespace {

TEST(IssueSheet, ReadsDeadlines) {
  struct Case {
    const char* text;
    const char* want;  // "" refused
  };
  constexpr Case kCases[] = {
      {"2024-12-31", "2024-12-31"},
      {"2024/1/5", "2024-01-05"},
      {"2024.12.3", "2024-12-03"},
      {"2024年12月31日", "2024-12-31"},
      {"2024年2月底", "2024-02-29"},
      {"2025年2月", "2025-02-28"},
      {"２０２４年６月末", "2024-06-30"},
      {"2024年底", "2024-12-31"},
      {"2024年10月31日前", "2024-10-31"},
      {"2024年11月31日", ""},
      {"立行立改", ""},
      {"长期坚持", ""},
      {"", ""},
      {"2024年13月", ""},
      {"12月31日", ""},
      {"2024-12", ""},
      {"1999年1月1日", ""},
      {"2024年12月31日之后", ""},
  };
  for (const Case& c : kCases) {
    const Result<Date> got = parse_deadline(c.text);
    EXPECT_EQ(got.has_value() ? to_string(*got) : "", c.want) << c.text;
  }
  EXPECT_EQ(parse_deadline("立行立改").error().message,
            "“立行立改”不是日期，应写成如2024年12月31日、2024-12-31或2024年12月底");
  EXPECT_EQ(parse_deadline("2024年11月31日").error().message, "2024年11月没有31日");
}

const IssueSheetWords& words() {
  static const IssueSheetWords kWords =
      *load_issue_sheet_words(shipped("knowledge/office/issue-sheet.toml"), "knowledge/office/issue-sheet.toml");
  return kWords;
}

Result<std::string> any_unit(std::string_view name) { return std::string(name); }

TEST(IssueSheet, NamesEachFaultyRow) {
  const std::string csv =
      "2024年整改清单,,,,,\n序号,反馈问题,整改要求,责任单位,配合单位,整改时限\n"
      "1,甲,修,水科,,2024-10-15\n2,,修,水科,,2024-10-15\n1,丙,修,水科,,2024-10-15\n4,丁,修,,,2024-10-15\n"
      "5,戊,修,水科,土科、支队，监测站,立行立改\n6,己,修,水科,土科、支队，监测站,2024年10月底\n";
  const Result<IssueSheet> sheet = read_issue_sheet(csv, "清单.csv", words(), any_unit);
  ASSERT_TRUE(sheet.has_value()) << sheet.error().message;
  EXPECT_EQ(sheet->title, "2024年整改清单");
  ASSERT_EQ(sheet->rows.size(), 2u);
  EXPECT_THAT(sheet->rows[1].assistants, testing::ElementsAre("土科", "支队", "监测站"));
  EXPECT_EQ(sheet->rows[1].due, day("2024-10-31"));
  std::vector<std::string> places, messages;
  for (const Error& one : sheet->problems) {
    places.push_back(one.where);
    messages.push_back(one.message);
  }
  EXPECT_THAT(messages, testing::ElementsAre("这一格是空的：应写明问题", "编号“1”在表中出现了两次，应各不相同",
                                             "这一格是空的：应写明牵头的责任单位",
                                             "“立行立改”不是日期，应写成如2024年12月31日、2024-12-31或2024年12月底"));
  EXPECT_THAT(places,
              testing::ElementsAre("工作表「清单」B4", "工作表「清单」A5", "工作表「清单」D6", "工作表「清单」F7"));
}

TEST(IssueSheet, RefusesAFileThatIsNone) {
  EXPECT_EQ(read_issue_sheet("机密★1年,,\n序号,反馈问题,整改要求\n", "a.csv", words(), any_unit).error().message,
            "标有密级“机密”，涉密内容不得进入本系统，没有保存");
  EXPECT_EQ(read_issue_sheet("甲,乙\n1,2\n", "a.csv", words(), any_unit).error().code, Code::kNotFound);
  EXPECT_EQ(read_issue_sheet("%PDF-1.7", "a.xlsx", words(), any_unit).error().code, Code::kInvalidInput);
  EXPECT_EQ(read_issue_sheet("序号,反馈问题,整改要求,责任单位,整改时限\n1,甲,修,水科,2024-10-15\n", "a.csv", words(),
                             any_unit)
                .error()
                .message,
            "表的上方应有清单的名称：它和编号一起认定一个问题，同一份清单不会重复交办");
}

}  // namespace
}  // namespace bihuan::records
