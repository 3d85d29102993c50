#include "base/quantity.h"

#include <gtest/gtest.h>

namespace bihuan {
namespace {

template <class T>
concept HasOrder = requires(const T& a, const T& b) {
  a < b;
};
static_assert(!HasOrder<Quantity>, "quantities are compared through compare()");

Quantity quantity(const char* value, Unit unit) { return Quantity{*parse_decimal(value), unit}; }

TEST(ParseUnit, EveryUnitReadsItsOwnName) {
  for (int i = 0; i <= static_cast<int>(Unit::kVillage); ++i) {
    const auto unit = static_cast<Unit>(i);
    const Result<Unit> got = parse_unit(to_string(unit));
    ASSERT_TRUE(got.has_value()) << to_string(unit);
    EXPECT_EQ(*got, unit) << to_string(unit);
  }
}

TEST(ParseUnit, ReadsWhatPeopleWrite) {
  struct Case {
    const char* text;
    Unit unit;
  };
  const Case cases[] = {
      {"毫克/升", Unit::kMgPerL},
      {"毫克每升", Unit::kMgPerL},
      {"mg/l", Unit::kMgPerL},
      {" MG / L ", Unit::kMgPerL},
      {"㎎/L", Unit::kMgPerL},
      {"ｍｇ／Ｌ", Unit::kMgPerL},
      {"\u03BCg/L", Unit::kUgPerL},
      {"\u00B5g/L", Unit::kUgPerL},
      {"ug/m³", Unit::kUgPerM3},
      {"微克/立方米", Unit::kUgPerM3},
      {"μg/m^3", Unit::kUgPerM3},
      {"％", Unit::kPercent},
      {"公顷", Unit::kHm2},
      {"平方公里", Unit::kKm2},
      {"吨", Unit::kT},
      {"个/升", Unit::kCountPerL},
      {"°C", Unit::kCelsius},
      {"无量纲", Unit::kNone},
      {"—", Unit::kNone},
      {"万立方米", Unit::kTenThousandM3},
  };
  for (const Case& c : cases) {
    const Result<Unit> got = parse_unit(c.text);
    ASSERT_TRUE(got.has_value()) << c.text;
    EXPECT_EQ(to_string(*got), to_string(c.unit)) << c.text;
  }
  EXPECT_EQ(parse_unit("斤").error(), (Error{Code::kInvalidInput, "不认识单位“斤”", ""}));
  EXPECT_EQ(parse_unit(" ").error(), (Error{Code::kInvalidInput, "单位为空", ""}));
}

TEST(Quantity, ComparesAndAddsOnlyInOneUnit) {
  const Quantity a = quantity("0.20", Unit::kMgPerL);
  EXPECT_TRUE(*compare(a, quantity("0.2", Unit::kMgPerL)) == 0);
  EXPECT_TRUE(*compare(a, quantity("0.3", Unit::kMgPerL)) < 0);
  EXPECT_EQ(compare(a, quantity("200", Unit::kUgPerL)).error(),
            (Error{Code::kInvalidInput, "单位不同，不能比较：mg/L 与 μg/L", ""}));
  EXPECT_EQ(add(a, quantity("1", Unit::kNone)).error().message, "单位不同，不能相加：mg/L 与 无量纲");
  EXPECT_EQ(subtract(a, quantity("1", Unit::kT)).error().message, "单位不同，不能相减：mg/L 与 t");
  EXPECT_EQ(to_string(*add(a, a)), "0.40 mg/L");
  EXPECT_EQ(to_string(quantity("85.7", Unit::kPercent)), "85.7%");
  EXPECT_EQ(to_string(quantity("7.2", Unit::kNone)), "7.2");
}

TEST(Convert, IsExactOrRefuses) {
  struct Case {
    const char* value;
    Unit from, to;
    const char* want;
  };
  const Case cases[] = {
      {"0.20", Unit::kMgPerL, Unit::kUgPerL, "200"},
      {"200", Unit::kUgPerL, Unit::kMgPerL, "0.200"},
      {"0.05", Unit::kMgPerM3, Unit::kUgPerM3, "50"},
      {"1.2345", Unit::kMgPerL, Unit::kUgPerL, "1234.5"},
      {"1.3", Unit::kTenThousandMu, Unit::kMu, "13000"},
      {"15", Unit::kMu, Unit::kHm2, "1.0000"},
      {"9000", Unit::kTenThousandYuan, Unit::kYuan, "90000000"},
      {"85.7", Unit::kPercent, Unit::kPerMille, "857"},
      {"90", Unit::kMinute, Unit::kHour, "1.50"},
      {"-3", Unit::kKm, Unit::kM, "-3000"},
      {"0", Unit::kMu, Unit::kHm2, "0.0000"},
      {"5", Unit::kMgPerL, Unit::kMgPerL, "5"},
  };
  for (const Case& c : cases) {
    const Result<Quantity> got = convert(quantity(c.value, c.from), c.to);
    ASSERT_TRUE(got.has_value()) << c.value << to_string(c.from) << got.error().message;
    EXPECT_EQ(got->value, *parse_decimal(c.want)) << to_string(*got);
    EXPECT_EQ(got->unit, c.to);
  }
  EXPECT_EQ(to_string(*convert(quantity("0.20", Unit::kMgPerL), Unit::kUgPerL)), "200 μg/L");
  EXPECT_EQ(to_string(*convert(quantity("200", Unit::kUgPerL), Unit::kMgPerL)), "0.200 mg/L");
  EXPECT_EQ(convert(quantity("1", Unit::kPpb), Unit::kUgPerM3).error(),
            (Error{Code::kInvalidInput, "ppb 换算为 μg/m3 须知温度、气压和分子量，不能直接换算", ""}));
  EXPECT_EQ(convert(quantity("1", Unit::kT), Unit::kM).error().message, "t 与 m 不是同一种量，不能换算");
  EXPECT_EQ(convert(quantity("1", Unit::kPiece), Unit::kFirm).error().message, "个 与 家 不是同一种量，不能换算");
  EXPECT_EQ(convert(quantity("1", Unit::kPercent), Unit::kNone).error().code, Code::kInvalidInput);
  EXPECT_EQ(convert(quantity("1", Unit::kMu), Unit::kHm2).error().message, "1亩 换算为 hm2 得不到可表示的有限小数");
  EXPECT_EQ(convert(quantity("9223372036854775807", Unit::kKm), Unit::kMm).error().code, Code::kInvalidInput);
  EXPECT_EQ(to_string(*convert_rounded(quantity("1", Unit::kMu), Unit::kHm2, 4)), "0.0667 hm2");
}

TEST(Convert, GivesZerosUpOnlyWhereThereIsNoRoom) {
  EXPECT_EQ(to_string(*convert(quantity("1000", Unit::kUg), Unit::kTenThousandT)), "0.0000000000001000万t");
  EXPECT_EQ(convert(quantity("1.001", Unit::kUg), Unit::kTenThousandT).error().code, Code::kInvalidInput);
  EXPECT_EQ(convert(quantity("1.000", Unit::kUg), Unit::kTenThousandT)->value, *parse_decimal("0.0000000000000001"));
}

TEST(Convert, ThereAndBackChangesNothing) {
  for (int i = 0; i <= static_cast<int>(Unit::kVillage); ++i) {
    for (int j = 0; j <= static_cast<int>(Unit::kVillage); ++j) {
      const Quantity start = quantity("30", static_cast<Unit>(i));
      const Result<Quantity> there = convert(start, static_cast<Unit>(j));
      if (!there.has_value()) continue;
      const Result<Quantity> back = convert(*there, start.unit);
      ASSERT_TRUE(back.has_value()) << to_string(start) << to_string(*there);
      EXPECT_EQ(*back, start) << to_string(*there);
    }
  }
}

}  // namespace
}  // namespace bihuan
