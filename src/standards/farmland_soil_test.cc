#include "standards/farmland_soil.h"

#include <gtest/gtest.h>

#include <map>

#include "standards/internal/case_file.h"
#include "standards/internal/fraction.h"
#include "standards/internal/shipped_rules.h"

namespace bihuan::standards {
namespace {

using internal::fraction;
using internal::Fraction;
using internal::fraction_of;

FarmlandSoilRules soil_rules() {
  return internal::loaded(
      load_farmland_soil_rules(internal::shipped_texts({"soil/gb15618-2018.toml"}), Date(2024, 1, 1)));
}

FarmlandUse use_of(const std::string& word) {
  return word == "paddy" ? FarmlandUse::kPaddy : word == "dry" ? FarmlandUse::kDry : FarmlandUse::kOrchard;
}

// CLAUSE: GB 15618-2018 表1, 表3, 6
TEST(FarmlandSoil, WorkedExamples) {
  const FarmlandSoilRules rules = soil_rules();
  int cases = 0;
  for (const TomlTable& c : internal::cases_of("land-vectors.toml", "soil")) {
    const std::string id = *c.string("id");
    const Result<SoilResult> got = evaluate_farmland_soil(rules, *c.string("element"), use_of(*c.string("use")),
                                                          *c.decimal("ph"), *c.decimal("content"));
    ASSERT_TRUE(got.has_value()) << id << got.error().message;
    EXPECT_EQ(to_string(got->screening), *c.string("screening")) << id;
    EXPECT_EQ(got->intervention ? to_string(*got->intervention) : "", *c.string_or("intervention", "")) << id;
    EXPECT_EQ(to_string(got->index), *c.string("index")) << id;
    EXPECT_EQ(got->exceed_times ? to_string(*got->exceed_times) : "", *c.string_or("exceed", "")) << id;
    EXPECT_EQ(got->risk_word, *c.string("risk")) << id;
    ++cases;
  }
  EXPECT_EQ(cases, 4);
}

// The tables typed in again: element -> four columns.
const std::map<std::string, std::array<const char*, 4>> kPaddy = {{"Cd", {"0.3", "0.4", "0.6", "0.8"}},
                                                                  {"Hg", {"0.5", "0.5", "0.6", "1.0"}},
                                                                  {"As", {"30", "30", "25", "20"}},
                                                                  {"Pb", {"80", "100", "140", "240"}},
                                                                  {"Cr", {"250", "250", "300", "350"}}};
const std::map<std::string, std::array<const char*, 4>> kOther = {
    {"Cd", {"0.3", "0.3", "0.3", "0.6"}}, {"Hg", {"1.3", "1.8", "2.4", "3.4"}}, {"As", {"40", "40", "30", "25"}},
    {"Pb", {"70", "90", "120", "170"}},   {"Cr", {"150", "150", "200", "250"}}, {"Cu", {"50", "50", "100", "100"}},
    {"Ni", {"60", "70", "100", "190"}},   {"Zn", {"200", "200", "250", "300"}}};
const std::map<std::string, std::array<const char*, 4>> kIntervention = {{"Cd", {"1.5", "2.0", "3.0", "4.0"}},
                                                                         {"Hg", {"2.0", "2.5", "4.0", "6.0"}},
                                                                         {"As", {"200", "150", "120", "100"}},
                                                                         {"Pb", {"400", "500", "700", "1000"}},
                                                                         {"Cr", {"800", "850", "1000", "1300"}}};

const char* oracle_screening(const std::string& element, FarmlandUse use, std::size_t column) {
  const char* other = kOther.at(element)[column];
  if (use == FarmlandUse::kOrchard && element == "Cu") return std::array{"150", "150", "200", "200"}[column];
  if (!kPaddy.contains(element) || use == FarmlandUse::kDry || use == FarmlandUse::kOrchard) return other;
  const char* paddy = kPaddy.at(element)[column];
  if (use == FarmlandUse::kPaddy) return paddy;
  return fraction_of(paddy) < fraction_of(other) ? paddy : other;
}

TEST(FarmlandSoil, EveryElementUseAndColumnAroundItsLimits) {
  const FarmlandSoilRules rules = soil_rules();
  const std::vector<std::pair<const char*, std::size_t>> phs = {{"0", 0},    {"5.5", 0}, {"5.51", 1}, {"6.5", 1},
                                                                {"6.51", 2}, {"7.5", 2}, {"7.51", 3}, {"14", 3}};
  int compared = 0;
  for (const auto& [element, row] : kOther) {
    for (const FarmlandUse use :
         {FarmlandUse::kPaddy, FarmlandUse::kDry, FarmlandUse::kOrchard, FarmlandUse::kRotation}) {
      for (const auto& [ph, column] : phs) {
        const Fraction screening = fraction_of(oracle_screening(element, use, column));
        std::vector<std::string> limits = {oracle_screening(element, use, column)};
        if (kIntervention.contains(element)) limits.emplace_back(kIntervention.at(element)[column]);
        for (const std::string& limit : limits) {
          const Decimal fine = round_gbt8170(*parse_decimal(limit), 3);
          for (const std::int64_t step : {-100, -1, 0, 1, 100}) {
            const Decimal content(fine.mantissa() + step, 3);
            const Result<SoilResult> got = evaluate_farmland_soil(rules, element, use, *parse_decimal(ph), content);
            ASSERT_TRUE(got.has_value());
            const Fraction exact = fraction_of(to_string(content));
            SoilRisk want = exact <= screening ? SoilRisk::kLow : SoilRisk::kPossible;
            if (limits.size() == 2 && exact > fraction_of(limits[1])) want = SoilRisk::kHigh;
            ASSERT_EQ(got->risk, want) << element << ph << to_string(content);
            ASSERT_EQ(to_string(got->index), print_even(exact / screening, 4));
            ASSERT_EQ(got->exceed_times.has_value(), exact > screening);
            ++compared;
          }
        }
      }
    }
  }
  EXPECT_EQ(compared, 8 * 4 * 8 * 5 + 5 * 4 * 8 * 5);
}

TEST(FarmlandSoil, OtherItemsHaveOneLimit) {  // CLAUSE: GB 15618-2018 表2
  const FarmlandSoilRules rules = soil_rules();
  for (const auto& [item, limit] :
       {std::pair("六六六总量", "0.10"), std::pair("滴滴涕总量", "0.10"), std::pair("苯并[a]芘", "0.55")}) {
    const SoilResult at = *evaluate_farmland_soil(rules, item, FarmlandUse::kDry, std::nullopt, *parse_decimal(limit));
    EXPECT_EQ(at.risk, SoilRisk::kLow);
    EXPECT_EQ(to_string(at.screening), limit);
    EXPECT_EQ(at.action, "一般可忽略");
    const SoilResult above = *evaluate_farmland_soil(rules, item, FarmlandUse::kPaddy, std::nullopt, Decimal(1));
    EXPECT_EQ(above.risk, SoilRisk::kPossible);  // there is no intervention value
    EXPECT_FALSE(above.intervention.has_value());
  }
}

TEST(FarmlandSoil, RefusesWhatCannotBe) {
  const FarmlandSoilRules rules = soil_rules();
  const auto error = [&](const char* element, std::optional<Decimal> ph, Decimal content) {
    return evaluate_farmland_soil(rules, element, FarmlandUse::kDry, ph, content).error();
  };
  EXPECT_EQ(error("Cd", std::nullopt, Decimal(1)).message, "镉的限值随pH而变，应给出土壤pH");
  EXPECT_EQ(error("Cd", Decimal(15), Decimal(1)).message, "土壤pH15应在0到14之间");
  EXPECT_EQ(error("Cd", Decimal(7), Decimal(-1)).message, "镉的含量-1为负；应不小于0");
  EXPECT_EQ(error("Xx", Decimal(7), Decimal(1)).code, Code::kNotFound);
  const SoilResult got = *evaluate_farmland_soil(rules, "As", FarmlandUse::kDry, Decimal(7), Decimal(121));
  EXPECT_EQ(got.action, "原则上严格管控");
  EXPECT_EQ(got.basis.clauses, (std::vector<std::string>{"GB 15618-2018 表1", "GB 15618-2018 6", "GB 15618-2018 表3"}));
}

}  // namespace
}  // namespace bihuan::standards
