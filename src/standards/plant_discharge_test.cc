#include "standards/plant_discharge.h"

#include <gtest/gtest.h>

#include <map>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Fraction;
using internal::fraction_of;

PlantRules plant_rules() {
  return internal::loaded(load_plant_rules(internal::shipped_texts({"water/gb18918-2002.toml"}), Date(2024, 1, 1)));
}

TEST(PlantDischarge, WorkedExamples) {  // CLAUSE: GB 18918-2002 表1
  const PlantRules rules = plant_rules();
  int cases = 0;
  for (const TomlTable& c : internal::cases_of("water-vectors.toml", "plant")) {
    const Plant plant{"一级A", *c.date("built")};
    const Result<PlantItemResult> got = plant_discharge(
        rules, plant, *c.string("item"), *parse_measurement(*c.string("value")), *c.optional_decimal("temperature"));
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(to_string(*got->limit), *c.string("limit"));
    EXPECT_EQ(got->compliance == Compliance::kMet, *c.boolean("meets"));
    EXPECT_EQ(got->multiple ? to_string(*got->multiple) : "", *c.string_or("multiple", ""));
    ++cases;
  }
  EXPECT_EQ(cases, 5);
}

// Table 1 typed in again: item, cold or old -> limits of the four grades.
const std::map<std::string, std::vector<std::string>> kPlantLimits = {
    {"cod", {"50", "60", "100", "120"}},   {"bod5", {"10", "20", "30", "60"}}, {"ss", {"10", "20", "30", "50"}},
    {"animal_oil", {"1", "3", "5", "20"}}, {"oil", {"1", "3", "5", "15"}},     {"las", {"0.5", "1", "2", "5"}},
    {"tn", {"15", "20", "", ""}},          {"nh3n", {"5", "8", "25", ""}},     {"nh3n cold", {"8", "15", "30", ""}},
    {"tp", {"0.5", "1", "3", "5"}},        {"tp old", {"1", "1.5", "3", "5"}}, {"colour", {"30", "30", "40", "50"}},
    {"fc", {"1000", "10000", "10000", ""}}};

TEST(PlantDischarge, EachItemAndGradeAroundItsLimit) {
  const PlantRules rules = plant_rules();
  for (const auto& [name, limits] : kPlantLimits) {
    const std::string key = name.substr(0, name.find(' '));
    const bool is_cold = name.ends_with("cold");
    const Plant base{"", name.ends_with("old") && !is_cold ? Date(2005, 12, 31) : Date(2006, 1, 1)};
    for (std::size_t g = 0; g < 4; ++g) {
      Plant plant = base;
      plant.grade = rules.grades[g];
      for (const std::int64_t step : {-1, 0, 1, 150}) {
        const std::string limit = limits[g].empty() ? "1" : limits[g];
        const Decimal fine = round_gbt8170(*parse_decimal(limit), 3);
        const Decimal value(fine.mantissa() + step, 3);
        const Result<PlantItemResult> got =
            plant_discharge(rules, plant, key, {value, false, {}}, is_cold ? Decimal(12) : Decimal(121, 1));
        ASSERT_TRUE(got.has_value());
        if (limits[g].empty()) {
          EXPECT_EQ(got->compliance, Compliance::kNotAssessable);
          continue;
        }
        const Fraction exact = fraction_of(to_string(value));
        EXPECT_EQ(to_string(*got->limit), limit);
        EXPECT_EQ(got->compliance, step <= 0 ? Compliance::kMet : Compliance::kNotMet) << name;
        if (step > 0) {
          EXPECT_EQ(to_string(*got->multiple), print_even((exact - fraction_of(limit)) / fraction_of(limit), 1));
        }
      }
    }
  }
}

TEST(PlantDischarge, SaysWhy) {
  const PlantRules rules = plant_rules();
  const Plant plant{"三级", Date(2010, 1, 1)};
  const auto judged = [&](const char* item, const char* value) {
    return *plant_discharge(rules, plant, item, *parse_measurement(value));
  };
  EXPECT_EQ(judged("氨氮", "1").reason, "氨氮的限值随水温而变，没有给出水温");
  EXPECT_EQ(judged("总氮", "1").reason, "三级对总氮没有限值");
  EXPECT_EQ(judged("COD", "121").reason, "化学需氧量121超过限值120");
  EXPECT_EQ(judged("COD", "240L").compliance, Compliance::kMet);  // half of it
  EXPECT_EQ(judged("COD", "121").basis.used, 1);
  EXPECT_EQ(judged("总氮", "1").basis.used, 0);
  EXPECT_EQ(judged("pH", "5.9").basis.used, 1);
  EXPECT_EQ(judged("pH", "5.9").basis.wanted, 1);
  EXPECT_EQ(judged("pH", "6").compliance, Compliance::kMet);
  EXPECT_EQ(judged("pH", "9").compliance, Compliance::kMet);
  EXPECT_EQ(judged("pH", "5.9").compliance, Compliance::kNotMet);
  EXPECT_EQ(judged("pH", "9.1").reason, "pH9.1不在6至9");
  EXPECT_EQ(plant_discharge(rules, {"特级", Date(2010, 1, 1)}, "cod", {}).error().message, "没有标准级别“特级”");
  EXPECT_EQ(plant_discharge(rules, plant, "某物", {}).error().code, Code::kNotFound);
  const Result<PlantRules> later =
      load_plant_rules(internal::shipped_texts({"water/gb18918-2002.toml"}), Date(2026, 3, 1));
  ASSERT_FALSE(later.has_value());
  EXPECT_EQ(later.error().code, Code::kNotCovered);
}

}  // namespace
}  // namespace bihuan::standards
