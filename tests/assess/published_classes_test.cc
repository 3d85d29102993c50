// Classes of national automatic stations as the authority published them, against the profile "station-feed".
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "assessment/evaluate.h"
#include "base/files.h"
#include "base/text.h"
#include "standards/surface_water.h"
#include "standards/trophic_state.h"

namespace bihuan::standards {
namespace {

std::vector<KnowledgeText> texts() {
  std::vector<KnowledgeText> all;
  for (const char* name : {"water/gb3838-2002.toml", "water/surface-water-evaluation.toml"}) {
    all.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20)});
  }
  return all;
}

std::vector<KnowledgeText> all_texts() {
  std::vector<KnowledgeText> all;
  for (const std::string_view folder : assessment::kEvaluationKnowledge) {
    const std::filesystem::path path = std::filesystem::path(BIHUAN_SOURCE_DIR) / "knowledge" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      all.push_back({std::string(folder) + "/" + entry.path().filename().string(),
                     *read_file(entry.path().string(), std::size_t{1} << 20)});
    }
  }
  return all;
}

// The file has no quoted fields.
std::vector<std::map<std::string, std::string>> read_rows(const std::string& csv) {
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string_view> head;
  for (const std::string_view line : split_lines(csv)) {
    const std::vector<std::string_view> cells = split(line, ',');
    if (head.empty()) {
      head = cells;
      continue;
    }
    EXPECT_EQ(cells.size(), head.size()) << line;
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < std::min(cells.size(), head.size()); ++i)
      row[std::string(head[i])] = std::string(cells[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

// The unrounded value where the feed has it, else the printed one.
std::optional<Measurement> value_of(std::map<std::string, std::string>& row, const std::string& key) {
  for (const std::string& column : {key + "_raw", key}) {
    const Result<Measurement> measurement = parse_measurement(row[column]);
    if (measurement) return *measurement;
  }
  return std::nullopt;
}

// "-" and nothing are printed where there is no class.
std::optional<WaterClass> published_class(const std::string& text) {
  const Result<WaterClass> water_class = parse_water_class(text);
  return water_class ? std::optional(*water_class) : std::nullopt;
}

SectionInput input_of(std::map<std::string, std::string>& row) {
  SectionInput input;
  input.name = row["station"];
  input.body = row["waterbody_inferred"] == "lake" ? WaterBody::kLake : WaterBody::kRiver;
  input.profile = "station-feed";
  input.indicator_set = "mee22_21";
  input.on = *parse_date(row["source"].substr(row["source"].size() - 10));  // the day of the record
  input.months_wanted = 1;
  SectionMonth month;
  if (row["status"] == "停站") month.missing_reason = row["status"];  // what is printed then is left from before
  for (const char* key : {"ph", "do", "codmn", "nh3n", "tp"}) {
    if (row[key] == "*") input.unequipped.emplace_back(key);
    const std::optional<Measurement> value = value_of(row, key);
    if (value && month.missing_reason.empty()) month.values[key] = *value;
  }
  input.months.push_back(std::move(month));
  return input;
}

struct Counts {
  int rows = 0, with_class = 0, same = 0, without = 0, none = 0, withheld = 0;
};

// The same rows as a sheet, as a person would drop it on the page.
TEST(PublishedClasses, TheSameThroughASheet) {
  const std::filesystem::path shared = std::filesystem::path(BIHUAN_SOURCE_DIR) / ".." / "shared";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "the data beside the project are absent";
  const Result<std::string> csv =
      read_file((shared / "data/water/cnemc_water_vectors.csv").string(), std::size_t{16} << 20);
  ASSERT_TRUE(csv.has_value()) << csv.error().message;
  std::string sheet = "断面名称,水体类型,监测时间,站点情况,pH,溶解氧,高锰酸盐指数,氨氮,总磷\n";
  std::vector<std::map<std::string, std::string>> rows = read_rows(*csv);
  for (std::map<std::string, std::string>& row : rows) {
    sheet += row["station"] + "," + (row["waterbody_inferred"] == "lake" ? "湖库" : "河流") + "," + row["time"] + "," +
             row["status"];
    for (const char* key : {"ph", "do", "codmn", "nh3n", "tp"}) {
      const std::optional<Measurement> value = value_of(row, key);
      sheet += "," + (value ? to_string(value->value) : row[key]);
    }
    sheet += "\n";
  }
  assessment::EvaluateRequest request;
  request.kind = "water";
  request.profile = "station-feed";
  const Result<assessment::Evaluation> done = assessment::evaluate_file(sheet, "自动站.csv", all_texts(), request);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  const std::vector<assessment::EvaluationRow>& got = done->tables.at(0).rows;
  ASSERT_EQ(got.size(), rows.size()) << done->rows_refused;
  constexpr std::size_t kClass = 3;
  int same = 0;
  int none = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::optional<WaterClass> published = published_class(rows[i]["published_class"]);
    if (!published) {
      none += got[i].cells[kClass].empty() ? 1 : 0;
    } else {
      same += got[i].cells[kClass] == to_string(*published) ? 1 : 0;
    }
  }
  EXPECT_EQ(same, 1164);
  EXPECT_EQ(none, 348);
}

// Lakes of April 2021: TLI of four components (the feed has no transparency), computed elsewhere in floating point.
TEST(PublishedClasses, TrophicLevelOfLakes) {
  const std::filesystem::path shared = std::filesystem::path(BIHUAN_SOURCE_DIR) / ".." / "shared";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "the data beside the project are absent";
  const std::string command = "zstd -dc '" + (shared / "data/expected/water_tli_2021-04.csv.zst").string() + "'";
  std::FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string csv;
  std::array<char, 65536> block{};
  for (std::size_t n = 0; (n = std::fread(block.data(), 1, block.size(), pipe)) > 0;) csv.append(block.data(), n);
  ASSERT_EQ(pclose(pipe), 0) << "the zstd command";
  const Result<TrophicRules> rules = load_trophic_rules(texts());
  ASSERT_TRUE(rules.has_value());
  int rows = 0;
  int states = 0;
  double largest = 0;
  for (std::map<std::string, std::string>& row : read_rows(csv)) {
    TrophicInput input{row["station"], {{"点", {}}}, true};
    input.points[0].readings["chla"] = {{*multiply(*parse_decimal(row["chla_mg_per_L"]), Decimal(1000)), false, ""}};
    for (const char* key : {"tp", "tn", "codmn"})
      input.points[0].readings[key] = {{*parse_decimal(row[key]), false, ""}};
    const Result<TrophicResult> got = evaluate_trophic_state(*rules, input);
    ASSERT_TRUE(got.has_value()) << row["station"] << row["time"] << got.error().message;
    ++rows;
    largest = std::max(largest, std::abs(to_double(*got->index) - to_double(*parse_decimal(row["TLI_4param"]))));
    states += got->grade == row["state"] ? 1 : 0;
  }
  EXPECT_EQ(rows, 3388);
  EXPECT_EQ(states, 3388);
  EXPECT_LT(largest, 0.000051);  // four decimals there
}

// Two published classes do not follow from the values of their own record. Of the records without a class, in 52 every
// value is there: the authority withheld it (maintenance, or a record of an earlier day), for which no rule is known.
TEST(PublishedClasses, TheStationFeedOfTheAuthority) {
  const std::filesystem::path shared = std::filesystem::path(BIHUAN_SOURCE_DIR) / ".." / "shared";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "the data beside the project are absent";
  const Result<std::string> csv =
      read_file((shared / "data/water/cnemc_water_vectors.csv").string(), std::size_t{16} << 20);
  ASSERT_TRUE(csv.has_value()) << csv.error().message;
  const Result<SurfaceWaterRules> rules = load_surface_water_rules(texts(), Date(2020, 12, 31));
  ASSERT_TRUE(rules.has_value());
  Counts counts;
  for (std::map<std::string, std::string>& row : read_rows(*csv)) {
    const Result<SectionResult> got = evaluate_section(*rules, input_of(row));
    ASSERT_TRUE(got.has_value()) << row["station"] << row["time"] << got.error().message;
    const std::optional<WaterClass> published = published_class(row["published_class"]);
    ++counts.rows;
    if (!published) {
      ++counts.without;
      if (!got->water_class) ++counts.none;
      if (got->water_class) {
        ++counts.withheld;
        EXPECT_TRUE(row["status"] == "维护" || row["time"].starts_with("2020-09-10"))
            << row["station"] << " " << row["time"];
      }
      continue;
    }
    ++counts.with_class;
    if (got->water_class == *published) {
      ++counts.same;
    } else {
      EXPECT_EQ(row["agree"], "0") << row["station"] << " " << row["time"] << " published " << row["published_class"]
                                   << ", computed " << (got->water_class ? to_string(*got->water_class) : "none") << " "
                                   << got->reason;
    }
  }
  EXPECT_EQ(counts.rows, 1566);
  EXPECT_EQ(counts.with_class, 1166);
  EXPECT_EQ(counts.same, 1164);
  EXPECT_EQ(counts.without, 400);
  EXPECT_EQ(counts.none, 348);
  EXPECT_EQ(counts.withheld, 52);
}

}  // namespace
}  // namespace bihuan::standards
