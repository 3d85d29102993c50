#include "assessment/air_workbook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "assessment/internal/sample_workbook.h"
#include "tables/plain_csv.h"

namespace bihuan::assessment {
namespace {

using standards::Pollutant;

Result<AirWorkbook> read_air(const std::string& csv, const AirWorkbookOptions& options = {}) {
  const AirTableWords words = *load_air_table_words(internal::air_texts());
  const standards::AirRules rules = *standards::load_air_rules(internal::air_texts(), "HJ 633-2026", std::nullopt);
  return read_air_workbook(csv, "空气.csv", rules, words, options);
}

std::string problems(const AirWorkbook& workbook) {
  std::string out;
  for (const WorkbookProblem& problem : workbook.problems) {
    out +=
        (problem.kind == ProblemKind::kNote ? "注 " : "拒 ") + problem.error.where + " " + problem.error.message + "\n";
  }
  return out;
}

const std::string kHead = "日期,小时,点位,SO2(μg/m3),NO2(μg/m3),PM10(μg/m3),PM2.5(μg/m3),CO(mg/m3),O3(μg/m3)\n";

TEST(AirWorkbook, ReadsHoursByTheirLabel) {
  const std::string csv = kHead + "2024-01-05,1,甲,10,20,50,35,0.8,60\n2024-01-05,24,甲,11,21,51,36,0.9,61\n";
  const Result<AirWorkbook> got = read_air(csv);
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_TRUE(got->is_hourly);
  EXPECT_EQ(got->first, Date(2024, 1, 5));
  EXPECT_EQ(got->days, 1);
  EXPECT_EQ(got->stations[0].hours.present[3][0], 0x800001U);
  EXPECT_EQ(got->stations[0].hours.values[3][23], 3'600'000);
  EXPECT_EQ(got->stations[0].hours.values[4][0], 80'000);
  EXPECT_EQ(problems(*got), "");
  EXPECT_EQ(got->mapping.size(), 6U);
  EXPECT_EQ(got->mapping[4].head, "CO(mg/m3)");
  EXPECT_EQ(got->mapping[4].unit, "mg/m3");
  EXPECT_EQ(got->mapping[4].origin, "表头");
  AirWorkbookOptions beginning;
  beginning.label = standards::HourLabel::kBeginning;
  const Result<AirWorkbook> other =
      read_air(kHead + "2024-01-05,0,甲,1,1,1,1,1,1\n2024-01-05,24,甲,1,1,1,1,1,1\n", beginning);
  EXPECT_EQ(other->stations[0].hours.present[0][0], 1U);
  EXPECT_NE(problems(*other).find("标记小时起点时应为0至23"), std::string::npos);
}

// Each bad cell is named by sheet, row and column; what is good goes on.
TEST(AirWorkbook, NamesEveryBadCell) {
  struct Case {
    const char* cell;
    const char* want;  // part of the message; "": no value, and nothing to say
  };
  const Case kCases[] = {
      {"-5", "为负；应不小于0"},
      {"9999", "是缺测代码"},
      {"-99", "是缺测代码"},
      {"ND", "不是数值（未检出"},
      {"未检出", "不是数值（未检出"},
      {"<0.02", "不是数值"},
      {"0.02L", "不是数值"},
      {"35.2ug", "不是数值"},
      {"80000", "不合理，可能是单位"},
      {"", ""},
      {"—", ""},
      {"NA", ""},
      {" ３５ ", "value"},
      {"35 ", "value"},
  };
  for (const Case& c : kCases) {
    const Result<AirWorkbook> got = read_air(kHead + "2024-01-05,1,甲,10,20,50," + std::string(c.cell) +
                                             ",0.8,60\n2024-01-05,2,甲,10,20,50,30,0.8,60\n");
    ASSERT_TRUE(got.has_value()) << c.cell << got.error().message;
    const bool has_value = (got->stations[0].hours.present[3][0] & 1U) != 0;
    EXPECT_EQ(has_value, std::string_view(c.want) == "value") << c.cell;
    const bool is_refused = !has_value && std::string_view(c.want) != "";
    EXPECT_EQ(got->cells_refused, is_refused ? 1 : 0) << c.cell;
    EXPECT_EQ(got->cells_read, has_value ? 12 : 11) << c.cell;
    if (!is_refused) continue;
    EXPECT_EQ(got->problems[0].error.where, "工作表「空气」G2") << c.cell;
    EXPECT_NE(got->problems[0].error.message.find(c.want), std::string::npos) << got->problems[0].error.message;
  }
}

TEST(AirWorkbook, RefusesColumnsThatCouldBeAnything) {
  struct Case {
    const char* name;
    const char* csv;
    const char* want;
  };
  const Case kCases[] = {
      {"ppb", "日期,小时,O3(ppb),SO2(μg/m3)\n2024-01-05,1,40,10\n", "O3列未使用"},
      {"carbon_monoxide_in_micrograms", "日期,小时,CO,SO2\n2024-01-05,1,800,10\n2024-01-05,2,900,10\n",
       "CO列没有写单位，而数值不像mg/m3"},
      {"two_columns", "日期,小时,PM2.5,细颗粒物,SO2\n2024-01-05,1,40,41,10\n", "有几列都可能是pm25"},
      {"daily_ozone", "日期,O3,SO2\n2024-01-05,40,10\n", "没有写明是日最大8小时平均还是1小时最大值"},
  };
  for (const Case& c : kCases) {
    const Result<AirWorkbook> got = read_air(c.csv);
    ASSERT_TRUE(got.has_value()) << c.name << got.error().message;
    EXPECT_EQ(got->mapping.size(), 1U) << c.name;
    EXPECT_NE(problems(*got).find(c.want), std::string::npos) << c.name << problems(*got);
  }
  AirWorkbookOptions options;
  options.units[4] = Unit::kUgPerM3;
  const Result<AirWorkbook> named = read_air(kCases[1].csv, options);
  EXPECT_EQ(named->mapping.size(), 2U);
  EXPECT_EQ(named->stations[0].hours.values[4][0], 80'000);
}

TEST(AirWorkbook, DuplicateAndDisorderedHours) {
  const Result<AirWorkbook> got = read_air(kHead +
                                           "2024-01-05,3,甲,10,20,50,30,0.8,60\n"
                                           "2024-01-05,1,甲,10,20,50,31,0.8,60\n"
                                           "2024-01-05,1,甲,10,20,50,31,0.8,60\n"
                                           "2024-01-05,2,甲,10,20,50,32,0.8,60\n"
                                           "2024-01-05,2,甲,10,20,50,33,0.8,60\n"
                                           "2024-01-05,25,甲,10,20,50,33,0.8,60\n"
                                           "合计,,甲,10,20,50,33,0.8,60\n");
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->stations[0].hours.present[3][0], 0b101U);
  EXPECT_EQ(got->rows_read, 2);
  EXPECT_EQ(got->rows_refused, 3);
  const std::string said = problems(*got);
  EXPECT_NE(said.find("注 工作表「空气」第3行 甲的时间次序颠倒，已按时间重排"), std::string::npos) << said;
  EXPECT_NE(said.find("甲2024-01-05 1时有2行相同的数据，只用第一行"), std::string::npos) << said;
  EXPECT_NE(said.find("甲2024-01-05 2时有2行不同的数据（工作表「空气」第5行和工作表「空气」第6行），都未使用"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("拒 工作表「空气」B7 小时“25”读不出，整行未使用"), std::string::npos) << said;
}

TEST(AirWorkbook, DailySheetsAndEnglishHeads) {
  const Result<AirWorkbook> got =
      read_air("date,station,PM2.5,O3_8h,CO\n2024-01-05,A,35.5,160,0.85\n2024-01-07,A,36,161,0.9\n");
  ASSERT_TRUE(got.has_value());
  EXPECT_FALSE(got->is_hourly);
  EXPECT_EQ(got->days, 3);
  EXPECT_EQ(got->stations[0].days[0].value[3], 36);  // 35.5 to the even 36
  EXPECT_EQ(got->stations[0].days[0].value[4], 8);   // 0.85 to the even 0.8
  EXPECT_EQ(got->stations[0].days[1].valid, 0);
  EXPECT_EQ(got->mapping[0].origin, "未写明，按标准的单位");
}

TEST(AirWorkbook, RefusesFilesWithoutATable) {
  EXPECT_EQ(read_air("a,b\n1,2\n").error().code, Code::kInvalidInput);
  EXPECT_NE(read_air("a,b\n1,2\n").error().message.find("中没有环境空气的小时值或日值表"), std::string::npos);
  EXPECT_NE(read_air("SO2,NO2\n1,2\n").error().message.find("没有日期列"), std::string::npos);
  EXPECT_NE(read_air(kHead + "昨天,1,甲,1,1,1,1,1,1\n").error().message.find("中没有一行可用的数据"),
            std::string::npos);
  EXPECT_NE(read_air(kHead + "1024-01-05,1,甲,1,1,1,1,1,1\n2024-01-05,1,甲,1,1,1,1,1,1\n")
                .error()
                .message.find("应不超过100年"),
            std::string::npos);
}

// All that a workbook says, in one text.
std::string whole(const Result<AirWorkbook>& got) {
  if (!got) return got.error().message;
  std::string out = problems(*got) + to_string(got->first) + "+" + std::to_string(got->days) + " " +
                    std::to_string(got->is_hourly) + " 读" + std::to_string(got->rows_read) + "/" +
                    std::to_string(got->cells_read) + " 拒" + std::to_string(got->rows_refused) + "/" +
                    std::to_string(got->cells_refused) + " 略" + std::to_string(got->rows_passed_over) + "\n";
  for (const AirColumnUse& use : got->mapping)
    out += use.sheet + use.column + use.head + std::string(to_string(use.pollutant)) + use.unit + use.origin + "\n";
  for (const AirStation& station : got->stations) {
    out += station.city + "/" + station.name + ":";
    for (std::size_t p = 0; p < standards::kPollutants; ++p) {
      for (std::size_t day = 0; day < static_cast<std::size_t>(got->days); ++day) {
        if (!got->is_hourly) {
          out += " " + std::to_string(station.days[day].value[p]) + "," + std::to_string(station.days[day].valid);
          continue;
        }
        out += " " + std::to_string(station.hours.present[p][day]);
        for (std::size_t slot = 0; slot < standards::kSlots; ++slot)
          out += "," + std::to_string(station.hours.values[p][day * standards::kSlots + slot]);
      }
    }
    out += "\n";
  }
  return out;
}

// A quote anywhere sends a file the slow way round, cell by cell. Both ways say the same of any sheet.
TEST(AirWorkbook, LongFilesAreReadAsShortOnes) {
  std::mt19937 random(11);
  const auto pick = [&](std::initializer_list<const char*> texts) {
    return *(texts.begin() + random() % texts.size());
  };
  struct Shape {
    const char* first;  // of the head, without quotes
    const char* rest;
    int form;  // 0 date and hour, 1 one time, 2 days
  };
  const Shape kShapes[] = {
      {"日期", ",小时,点位,SO2,NO2,PM10,PM2.5,CO(mg/m3),O3\n", 0},
      {"序号", ",时间,城市,点位,SO2,NO2,PM10,PM2.5,CO,O3_1h\n", 1},
      {"date", ",station,PM2.5,O3_8h,CO\n", 2},
      {"日期", ",小时,点位,SO2(mg/m3),NO2,PM10,PM2.5,CO(mg/m3),O3\n", 0},
  };
  int plain_files = 0;
  for (int round = 0; round < 32; ++round) {
    const Shape& shape = kShapes[round % 4];
    std::string rest = shape.rest;
    const int rows = 3 + static_cast<int>(random() % 60);
    for (int i = 0; i < rows; ++i) {
      const bool is_odd = random() % 8 == 0;
      std::string day = to_string(Date(2024, 1, 1) + static_cast<int>(random() % 3));
      if (is_odd && random() % 3 == 0) day = pick({"昨天", "2024年1月2日", "", "合计", "2024/1/3", " 2024-01-02"});
      const std::string hour =
          is_odd && random() % 3 == 0 ? pick({"25", "8时", "", "x", "00", "24"}) : std::to_string(random() % 25);
      const std::string name =
          is_odd && random() % 3 == 0 ? pick({"", "平均", " 甲", "注：无", "丙"}) : pick({"甲", "乙"});
      if (is_odd && random() % 6 == 0) {
        rest += pick({"\n", "注：数据来源\n", "单独一格\n", ",,,\n", "日期,小时,点位,SO2,NO2\n", "合计,,甲,1,2,3\n"});
        continue;
      }
      if (shape.form == 0) rest += day + "," + hour + "," + name;
      if (shape.form == 1) rest += std::to_string(i) + "," + day + " " + hour + ":00,鄂州," + name;
      if (shape.form == 2) rest += day + "," + name;
      for (int p = shape.form == 2 ? 3 : 6; p > 0; --p) {
        const int kind = static_cast<int>(random() % (is_odd ? 6 : 60));
        rest += ",";
        rest += kind == 0
                    ? pick({"ND", "-5", "9999", "999.9", "80000", "6500", "—", "NA", "0.123456", "1.2.3", "1e3", "+5"})
                : kind == 1 ? ""
                : kind == 2 ? "0." + std::to_string(random() % 1000)
                            : std::to_string(random() % 90);
      }
      rest += random() % 9 == 0 ? "\r\n" : "\n";
    }
    const std::string plain = shape.first + rest;
    plain_files += tables::PlainCsv::look(plain, "a.csv").has_value() ? 1 : 0;
    EXPECT_EQ(whole(read_air(plain)), whole(read_air("\"" + std::string(shape.first) + "\"" + rest))) << plain;
    if (HasFailure()) break;
  }
  EXPECT_GT(plain_files, 20);
}

// Milligrams at first and micrograms in the greater part below: the unit that nobody wrote is not taken from the first
// rows.
TEST(AirWorkbook, AUnitIsGuessedFromTheWholeFile) {
  std::string rows;
  for (int i = 0; i < 3'000; ++i) rows += to_string(Date(2024, 1, 1) + i) + ",20," + (i < 1'200 ? "0.8" : "800") + "\n";
  const std::string want = "CO列没有写单位，而数值不像mg/m3";
  EXPECT_NE(problems(*read_air("日期,SO2,CO\n" + rows)).find(want), std::string::npos);
  EXPECT_NE(problems(*read_air("\"日期\",SO2,CO\n" + rows)).find(want), std::string::npos);
}

// A file of nothing but faults is counted to the end and told in part.
TEST(AirWorkbook, FaultsBeyondTwentyThousandAreCounted) {
  std::string rows = kHead;
  for (int i = 0; i < 20'050; ++i) rows += "2024-01-05,1,甲,坏,20,50,30,0.8,60\n";
  const Result<AirWorkbook> got = read_air(rows);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got->cells_refused, 20'050);
  EXPECT_NE(problems(*got).find("注 工作表「空气」 另有50处问题只计数，未逐一列出"), std::string::npos);
}

// Few rows far apart would ask for much memory: they are told to come apart.
TEST(AirWorkbook, FewRowsFarApartAreRefused) {
  std::string rows = kHead;
  for (int station = 0; station < 4; ++station) {
    for (int year = 2023; year > 1930; --year)
      rows += std::to_string(year) + "-01-05,1,站" + std::to_string(station) + ",10,20,50,30,0.8,60\n";
  }
  EXPECT_NE(read_air(rows).error().message.find("日期可能有误；应按年份分成几个文件"), std::string::npos);
  const std::string one = rows.substr(0, rows.find("站1") - std::string("2023-01-05,1,").size());
  const Result<AirWorkbook> got = read_air(one);  // one station alone is no burden
  ASSERT_TRUE(got.has_value()) << got.error().message;
  EXPECT_EQ(got->rows_read, 93);
}

}  // namespace
}  // namespace bihuan::assessment
