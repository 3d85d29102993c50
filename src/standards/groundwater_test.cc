#include "standards/groundwater.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::Dice;
using internal::fraction;
using internal::Fraction;
using internal::fraction_of;

GroundwaterRules ground_rules() {
  return internal::loaded(
      load_groundwater_rules(internal::shipped_texts({"water/gbt14848-2017.toml"}), Date(2020, 1, 1)));
}

GroundwaterValue number(const std::string& text) { return {*parse_measurement(text), std::nullopt}; }

// CLAUSE: GB/T 14848-2017 表1, 表2, 6.2、6.3; 地下水超标倍数 Ⅲ类
TEST(Groundwater, WorkedExamples) {
  const GroundwaterRules rules = ground_rules();
  int cases = 0;
  for (const TomlTable& c : internal::cases_of("water-vectors.toml", "groundwater")) {
    const Result<GroundwaterItemResult> got = groundwater_class(rules, *c.string("item"), number(*c.string("value")));
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(to_string(got->water_class), *c.string("class")) << *c.string("id");
    if (c.has("multiple")) {
      EXPECT_EQ(to_string(got->multiple.value()), *c.string("multiple"));
    }
    ++cases;
  }
  EXPECT_EQ(cases, 9);
}

// The bounds typed in again, by number: tables 1 and 2. Empty: no plain bounds.
const std::vector<std::string> kTable1 = {"5 5 15 25",
                                          "",
                                          "3 3 3 10",
                                          "",
                                          "",
                                          "150 300 450 650",
                                          "300 500 1000 2000",
                                          "50 150 250 350",
                                          "50 150 250 350",
                                          "0.1 0.2 0.3 2.0",
                                          "0.05 0.05 0.10 1.50",
                                          "0.01 0.05 1.00 1.50",
                                          "0.05 0.5 1.00 5.00",
                                          "0.01 0.05 0.20 0.50",
                                          "0.001 0.001 0.002 0.01",
                                          "",
                                          "1.0 2.0 3.0 10.0",
                                          "0.02 0.10 0.50 1.50",
                                          "0.005 0.01 0.02 0.10",
                                          "100 150 200 400",
                                          "3.0 3.0 3.0 100",
                                          "100 100 100 1000",
                                          "0.01 0.10 1.00 4.80",
                                          "2.0 5.0 20.0 30.0",
                                          "0.001 0.01 0.05 0.1",
                                          "1.0 1.0 1.0 2.0",
                                          "0.04 0.04 0.08 0.50",
                                          "0.0001 0.0001 0.001 0.002",
                                          "0.001 0.001 0.01 0.05",
                                          "0.01 0.01 0.01 0.1",
                                          "0.0001 0.001 0.005 0.01",
                                          "0.005 0.01 0.05 0.10",
                                          "0.005 0.005 0.01 0.10",
                                          "0.5 6 60 300",
                                          "0.5 0.5 2.0 50.0",
                                          "0.5 1.0 10.0 120",
                                          "0.5 140 700 1400"};
const std::vector<std::string> kTable2 = {"0.0001 0.0001 0.002 0.06",
                                          "0.02 0.10 0.50 2.00",
                                          "0.0001 0.0005 0.005 0.01",
                                          "0.01 0.10 0.70 4.00",
                                          "0.002 0.002 0.02 0.10",
                                          "0.005 0.005 0.05 0.10",
                                          "0.001 0.01 0.07 0.15",
                                          "0.001 0.01 0.05 0.10",
                                          "0.0001 0.0001 0.0001 0.001",
                                          "1 2 20 500",
                                          "0.5 3.0 30.0 40.0",
                                          "0.5 400 2000 4000",
                                          "0.5 0.5 5.0 60.0",
                                          "0.5 0.5 5.0 60.0",
                                          "0.5 10.0 100 800",
                                          "0.5 0.5 5.0 90.0",
                                          "0.5 3.0 30.0 60.0",
                                          "0.5 5.0 50.0 60.0",
                                          "0.5 7.0 70.0 210",
                                          "0.5 4.0 40.0 300",
                                          "0.5 60.0 300 600",
                                          "0.5 200 1000 2000",
                                          "0.5 30.0 300 600",
                                          "0.5 4.0 20.0 180",
                                          "0.5 30.0 300 600",
                                          "0.5 100 500 1000",
                                          "0.5 2.0 20.0 40.0",
                                          "0.1 0.5 5.0 60.0",
                                          "0.1 0.5 5.0 30.0",
                                          "1 10 100 600",
                                          "1 360 1800 3600",
                                          "1 50 240 480",
                                          "0.1 0.4 4.0 8.0",
                                          "0.002 0.002 0.01 0.50",
                                          "0.05 0.05 0.50 10.0",
                                          "3 3 8.0 300",
                                          "0.05 20.0 200 300",
                                          "0.05 0.90 9.0 18.0",
                                          "0.01 0.50 5.00 300",
                                          "0.01 0.20 2.00 150",
                                          "0.01 0.10 1.00 2.00",
                                          "0.01 0.10 1.00 2.00",
                                          "0.01 0.04 0.40 0.80",
                                          "0.1 6.0 30.0 150",
                                          "0.05 1.40 7.00 14.0",
                                          "0.05 0.60 3.00 30.0",
                                          "0.05 0.10 1.00 2.00",
                                          "0.05 4.00 20.0 40.0",
                                          "0.05 25.0 250 500",
                                          "0.05 16.0 80.0 160",
                                          "0.05 6.00 30.0 60.0",
                                          "0.05 1.00 10.0 150",
                                          "0.05 0.40 2.00 600",
                                          "0.1 140 700 1400"};

int oracle_ground_class(const std::string& bounds, Fraction value) {
  int place = 1;
  std::string word;
  for (const char c : bounds + " ") {
    if (c != ' ') {
      word += c;
      continue;
    }
    if (value <= fraction_of(word)) return place;
    ++place;
    word.clear();
  }
  return place;
}

TEST(Groundwater, AtBelowAndAboveEachBound) {
  const GroundwaterRules rules = ground_rules();
  ASSERT_EQ(rules.items.size(), 93U);
  int compared = 0;
  for (const GroundwaterItem& item : rules.items) {
    if (item.kind != GroundwaterKind::kAtMost) continue;
    std::string bounds;
    for (const Decimal limit : item.limits) bounds += (bounds.empty() ? "" : " ") + to_string(limit);
    for (const Decimal limit : item.limits) {
      const Decimal fine = round_gbt8170(limit, limit.places() + 3);
      for (const std::int64_t step : {-1000, -1, 0, 1, 1000}) {
        if (fine.mantissa() + step < 0) continue;
        const std::string text = to_string(Decimal(fine.mantissa() + step, fine.places()));
        const Result<GroundwaterItemResult> got = groundwater_class(rules, item.names.back(), number(text));
        ASSERT_TRUE(got.has_value());
        EXPECT_EQ(static_cast<int>(got->water_class), oracle_ground_class(bounds, fraction_of(text)))
            << item.names.front() << text;
        if (got->multiple) {
          const Fraction bound = fraction_of(to_string(item.limits[2]));
          EXPECT_EQ(to_string(*got->multiple), print_even((fraction_of(text) - bound) / bound, 1));
        }
        EXPECT_EQ(got->is_exceeding, got->water_class > WaterClass::kIII);
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 1500);
}

TEST(Groundwater, BoundsAreThoseTypedInAgain) {  // CLAUSE: GB/T 14848-2017 表1
  const GroundwaterRules rules = ground_rules();
  int compared = 0;
  for (const GroundwaterItem& item : rules.items) {
    const std::vector<std::string>& table = item.is_regular ? kTable1 : kTable2;
    const auto place = static_cast<std::size_t>(item.number - 1);
    if (place >= table.size() || table[place].empty()) continue;
    std::string bounds;
    for (const Decimal limit : item.limits) bounds += (bounds.empty() ? "" : " ") + to_string(limit);
    EXPECT_EQ(bounds, table[place]) << item.names.front();
    ++compared;
  }
  EXPECT_EQ(compared, 87);
}

TEST(Groundwater, ItemsWithARuleOfTheirOwn) {
  const GroundwaterRules rules = ground_rules();
  const auto class_of = [&](const char* item, const char* text) {
    return to_string(groundwater_class(rules, item, number(text))->water_class);
  };
  EXPECT_EQ(class_of("pH", "5.5"), "Ⅳ");
  EXPECT_EQ(class_of("pH", "5.49"), "Ⅴ");
  EXPECT_EQ(class_of("pH", "8.5"), "Ⅰ");
  EXPECT_EQ(class_of("pH", "9.0"), "Ⅳ");
  EXPECT_EQ(class_of("阴离子表面活性剂", "0.05L"), "Ⅰ");
  EXPECT_EQ(class_of("阴离子表面活性剂", "0.05"), "Ⅱ");
  EXPECT_EQ(class_of("阴离子表面活性剂", "0.3"), "Ⅲ");
  EXPECT_EQ(class_of("阴离子表面活性剂", "0.31"), "Ⅴ");
  EXPECT_EQ(class_of("总α放射性", "0.5"), "Ⅲ");
  const GroundwaterItemResult alpha = *groundwater_class(rules, "总α放射性", number("0.6"));
  EXPECT_TRUE(alpha.is_at_best && alpha.is_exceeding);
  EXPECT_EQ(to_string(*alpha.multiple), "0.2");
  EXPECT_EQ(to_string(groundwater_class(rules, "嗅和味", {{}, false})->water_class), "Ⅰ");
  EXPECT_EQ(to_string(groundwater_class(rules, "嗅和味", {{}, true})->water_class), "Ⅴ");
  EXPECT_EQ(groundwater_class(rules, "嗅和味", number("1")).error().message, "嗅和味应填写无或有");
  EXPECT_EQ(groundwater_class(rules, "pH", {{}, true}).error().message, "pH应填写数值");
  EXPECT_EQ(groundwater_class(rules, "某物", number("1")).error().code, Code::kNotFound);
  Measurement negative;
  negative.value = Decimal(-1);
  EXPECT_EQ(groundwater_class(rules, "铁", {negative, std::nullopt}).error().message, "铁的值-1为负；应不小于0");
}

TEST(Groundwater, TheWorstItemDecides) {
  const GroundwaterRules rules = ground_rules();
  const GroundwaterResult got = *evaluate_groundwater(
      rules, {{"pH", number("7.1")}, {"铁", number("0.4")}, {"锰", number("0.2")}, {"总硬度", number("150")}});
  EXPECT_EQ(to_string(*got.water_class), "Ⅳ");
  EXPECT_EQ(got.deciding, (std::vector<std::string>{"铁", "锰"}));
  ASSERT_EQ(got.exceeding.size(), 2U);
  EXPECT_EQ(to_string(*got.exceeding[0].multiple), "0.3");
  EXPECT_EQ(to_string(*got.exceeding[1].multiple), "1.0");
  EXPECT_EQ(got.missing.size(), 35U);
  EXPECT_EQ(got.basis.wanted, 39);
  EXPECT_EQ(got.basis.had, 4);
  EXPECT_EQ(got.basis.clauses, (std::vector<std::string>{"GB/T 14848-2017 6.2、6.3", "GB/T 14848-2017 表1",
                                                         "GB/T 14848-2017 表2", "地下水超标倍数 Ⅲ类"}));
}

TEST(Groundwater, NotDetectedSaysWhatItsLimitAllows) {
  const GroundwaterRules rules = ground_rules();
  const GroundwaterResult got =
      *evaluate_groundwater(rules, {{"镉", number("0.0005L")}, {"铅", number("0.02L")}, {"汞", number("0.0001L")}});
  EXPECT_EQ(to_string(*got.water_class), "Ⅱ");  // cadmium, at worst
  EXPECT_EQ(got.items.size(), 2U);
  EXPECT_EQ(got.basis.used, 2);
  ASSERT_EQ(got.basis.left_out.size(), 1U);
  EXPECT_EQ(got.basis.left_out[0].reason, "铅的检出限0.02高于Ⅲ类限值，未检出不能说明问题");
  EXPECT_EQ(got.basis.notes.at(0), "镉未检出，但检出限高于Ⅰ类限值，只能说明不劣于所列类别");
  EXPECT_EQ(evaluate_groundwater(rules, {})->reason, "没有一项有可用的结果，不能评价");
  EXPECT_EQ(evaluate_groundwater(rules, {{"pH", number("7")}, {"pH值", number("7")}}).error().message,
            "指标“pH”出现两次");
}

}  // namespace
}  // namespace bihuan::standards
