// Classes of national automatic stations as the authority published them, against the profile "station_feed".
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "standards/surface_water.h"

namespace bihuan::standards {
namespace {

std::vector<KnowledgeText> texts() {
  std::vector<KnowledgeText> all;
  for (const char* name : {"water/gb3838-2002.toml", "water/surface-water-evaluation.toml"}) {
    all.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20)});
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

TEST(PublishedClasses, TheStationFeedOfTheAuthority) {
  const std::filesystem::path shared = std::filesystem::path(BIHUAN_SOURCE_DIR) / ".." / "shared";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "the data beside the project are absent";
  const Result<std::string> csv =
      read_file((shared / "data/water/cnemc_water_vectors.csv").string(), std::size_t{16} << 20);
  ASSERT_TRUE(csv.has_value()) << csv.error().message;
  const Result<SurfaceWaterRules> rules = load_surface_water_rules(texts(), Date(2020, 12, 31));
  ASSERT_TRUE(rules.has_value());
  int compared = 0;
  int same = 0;
  for (std::map<std::string, std::string>& row : read_rows(*csv)) {
    if (row["class_expected"].empty() || row["published_class"].empty() || row["agree"] != "1") continue;
    SectionInput input;
    input.name = row["station"];
    input.body = row["waterbody_inferred"] == "lake" ? WaterBody::kLake : WaterBody::kRiver;
    input.profile = "station_feed";
    input.indicator_set = "mee22_21";
    input.on = Date(2020, 12, 31);
    input.months_wanted = 1;
    SectionMonth month;
    for (const char* key : {"ph", "do", "codmn", "nh3n", "tp"}) {
      if (const std::optional<Measurement> value = value_of(row, key)) month.values[key] = *value;
    }
    input.months.push_back(std::move(month));
    const Result<SectionResult> got = evaluate_section(*rules, input);
    ASSERT_TRUE(got.has_value()) << row["station"] << row["time"] << got.error().message;
    ++compared;
    const Result<WaterClass> published = parse_water_class(row["published_class"]);
    ASSERT_TRUE(published.has_value()) << row["published_class"];
    if (got->water_class == *published) {
      ++same;
    } else {
      ADD_FAILURE() << row["station"] << " " << row["time"] << " published " << row["published_class"] << ", computed "
                    << (got->water_class ? to_string(*got->water_class) : "none") << " " << got->reason;
    }
  }
  EXPECT_EQ(same, compared);
  EXPECT_EQ(compared, 1164);  // rows of the file that its collector found to agree with the rule
}

}  // namespace
}  // namespace bihuan::standards
