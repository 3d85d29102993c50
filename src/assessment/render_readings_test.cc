#include "assessment/render_readings.h"

#include <gtest/gtest.h>

#include "assessment/internal/sample_workbook.h"
#include "base/files.h"
#include "base/text.h"

namespace bihuan::assessment {
namespace {

std::string golden(const std::string& name) {
  const Result<std::string> text =
      read_file(std::string(BIHUAN_SOURCE_DIR) + "/src/assessment/testdata/" + name, std::size_t{1} << 20);
  return text ? *text : std::string();
}

// The digests change with every comment in knowledge/; they are tested where they are made.
std::string without_digests(std::string text) {
  std::string out;
  std::size_t run = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool is_hex = i < text.size() && std::string_view("0123456789abcdef").find(text[i]) != std::string_view::npos;
    if (is_hex) {
      ++run;
      continue;
    }
    out += run == 64 ? std::string("<SM3>") : text.substr(i - run, run);
    if (i < text.size()) out += text[i];
    run = 0;
  }
  return out;
}

Assessment example() {
  Result<Assessment> got = assess(internal::example_plan(), internal::example_workbook(), "sections-2024.xlsx",
                                  Date(2024, 9, 30), internal::assessment_texts());
  EXPECT_TRUE(got.has_value());
  return got ? std::move(*got) : Assessment{};
}

TEST(RenderReadings, IsTheGoldenText) { EXPECT_EQ(render_readings_text(example().readings), golden("readings.txt")); }

TEST(RenderReadings, ExplainsEachFigure) {
  const Assessment got = example();
  EXPECT_EQ(without_digests(render_readings_text(std::span(got.readings).subspan(1), {.explain = true})),
            golden("readings-explained.txt"));
}

TEST(RenderReadings, AlignsByDisplayWidth) {
  const std::string text = render_readings_text(example().readings);
  std::vector<std::size_t> widths;
  for (const std::string_view line : split_lines(text)) {
    const std::size_t at = line.find("河流");
    if (at != std::string_view::npos && line.starts_with("  长")) widths.push_back(display_width(line.substr(0, at)));
  }
  ASSERT_GE(widths.size(), 6U);
  // Within one table; the second one has the same columns.
  for (std::size_t i = 3; i < widths.size(); ++i) EXPECT_EQ(widths[i], widths[2]);
}

TEST(RenderProblems, ListsFaultsAndCounts) {
  FileAssessment assessment;
  EXPECT_EQ(render_problems_text(assessment), "");
  assessment.problems = {{"refused_cell", "工作表「9月」K5", "总磷“x”不是数值"},
                         {"note", "", "1行不是2024年的结果，未使用"}};
  assessment.rows_read = 62;
  assessment.cells_refused = 1;
  assessment.rows_passed_over = 18;
  EXPECT_EQ(render_problems_text(assessment),
            "错误：总磷“x”不是数值（工作表「9月」K5）\n"
            "提示：1行不是2024年的结果，未使用\n"
            "共采用62行，未采用0行、1个单元格，跳过表头、均值、附注等18行\n");
}

}  // namespace
}  // namespace bihuan::assessment
