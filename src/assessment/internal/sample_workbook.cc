#include "assessment/internal/sample_workbook.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "tables/xlsx_writer.h"

namespace bihuan::assessment::internal {

std::string sample_xlsx(const std::vector<SampleSheet>& sheets) {
  tables::XlsxWriter writer;
  for (const SampleSheet& sheet : sheets) {
    EXPECT_TRUE(writer.begin_sheet({.name = sheet.name, .is_hidden = sheet.is_hidden}).has_value());
    int number = 0;
    for (const std::vector<std::string>& row : sheet.rows) {
      std::vector<tables::OutCell> cells;
      for (const std::string& text : row) {
        if (text.empty()) {
          cells.push_back({});
        } else if (text.starts_with("'")) {
          cells.push_back({text.substr(1)});
        } else if (parse_decimal(text)) {
          cells.push_back({tables::NumberText{text}});
        } else {
          cells.push_back({text});
        }
      }
      EXPECT_TRUE(writer.write_row(++number, cells).has_value());
    }
  }
  Result<std::string> bytes = writer.finish();
  EXPECT_TRUE(bytes.has_value());
  return bytes ? std::move(*bytes) : std::string();
}

std::vector<std::string> sample_head() {
  return {"断面名称",     "所在水体",     "考核级别",           "水体类型",   "目标类别",  "月份",
          "pH值(无量纲)", "溶解氧(mg/L)", "高锰酸盐指数(mg/L)", "氨氮(mg/L)", "总磷(mg/L)"};
}

std::vector<std::string> sample_row(const std::string& name, const std::string& month, const std::string& phosphorus) {
  return {name, "某湖", "省控", "湖库", "Ⅲ", month, "7.8", "8.0", "3.0", "0.20", phosphorus};
}

namespace {

std::vector<standards::KnowledgeText> read_texts(std::initializer_list<const char*> names) {
  std::vector<standards::KnowledgeText> texts;
  for (const char* name : names) {
    const Result<std::string> text =
        read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20);
    EXPECT_TRUE(text.has_value()) << name;
    texts.push_back({name, text ? *text : std::string()});
  }
  return texts;
}

}  // namespace

std::vector<standards::KnowledgeText> assessment_texts() {
  return read_texts({"water/gb3838-2002.toml", "water/surface-water-evaluation.toml", "indicators/water.toml",
                     "indicators/section-table.toml"});
}

std::vector<standards::KnowledgeText> air_texts() {
  return read_texts({"air/gb3095-2012.toml", "air/gb3095-2026.toml", "air/hj633-2012.toml", "air/hj633-2026.toml",
                     "air/hj663-2013.toml", "air/hj663-2026.toml", "indicators/air-table.toml"});
}

std::vector<standards::KnowledgeText> evaluation_texts() {
  std::vector<standards::KnowledgeText> texts = air_texts();
  const auto more =
      read_texts({"water/gb3838-2002.toml", "water/surface-water-evaluation.toml", "water/city-water-ranking.toml",
                  "water/drinking-sources.toml", "water/gbt14848-2017.toml", "water/trend-statistics.toml",
                  "indicators/water.toml", "indicators/section-table.toml", "indicators/lake-table.toml",
                  "indicators/source-table.toml", "indicators/figures.toml", "indicators/trend-table.toml",
                  "indicators/register-tables.toml", "rural/rural-sewage.toml", "water/black-odour.toml",
                  "soil/safe-use.toml", "survey/satisfaction.toml"});
  texts.insert(texts.end(), more.begin(), more.end());
  return texts;
}

std::string example_workbook() {
  const Result<std::string> bytes =
      read_file(std::string(BIHUAN_SOURCE_DIR) + "/examples/ezhou/sections-2024.xlsx", std::size_t{1} << 20);
  EXPECT_TRUE(bytes.has_value());
  return bytes ? *bytes : std::string();
}

plans::Target sample_target(const std::string& id, const std::string& scope, const std::string& indicator,
                            const std::string& comparator, const std::string& value) {
  plans::Target target;
  target.id = id;
  target.kind = plans::Kind::kTarget;
  target.text = scope + indicator + value + "%";
  target.scope = scope;
  target.indicator = indicator;
  target.comparator = comparator;
  target.value = *parse_decimal(value);
  target.unit = "%";
  return target;
}

plans::Plan example_plan() {
  plans::Plan plan;
  plan.title = "2024年工作要点";
  plan.plan_year = 2024;
  plan.plan_year_end = 2024;
  plan.targets.push_back(sample_target("t1", "国考的3个断面", "断面水质优良率", ">=", "100"));
  plan.targets.push_back(sample_target("t2", "省考的7个断面", "断面水质优良率", ">=", "85.7"));
  plan.targets.back().arithmetic = plans::Arithmetic{7, 6, "7个断面的85.7%＝6个"};
  plan.targets.push_back(sample_target("t3", "5个集中式饮用水水源地", "水质达标率", "=", "100"));
  plans::CountedList list;
  list.object = "国省控断面";
  list.count = 7;
  list.names = {"长江燕矶", "长江三峡", "长港樊口", "长港六十", "梁子湖鄂州水域", "三山湖鄂州水域", "豹澥湖鄂州水域"};
  plan.lists.push_back(list);
  return plan;
}

}  // namespace bihuan::assessment::internal
