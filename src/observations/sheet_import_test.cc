#include "observations/sheet_import.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

#include "base/digest.h"
#include "base/files.h"
#include "base/text.h"
#include "observations/testing/store_samples.h"
#include "tables/xlsx_writer.h"

namespace bihuan::observations {
namespace {

const std::vector<standards::KnowledgeText>& import_texts() {
  static const std::vector<standards::KnowledgeText> kTexts = [] {
    std::vector<standards::KnowledgeText> texts;
    for (const char* name : {"import/table-words.toml", "import/profiles.toml"}) {
      texts.push_back({name, *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20)});
    }
    return texts;
  }();
  return kTexts;
}

const ImportWords& words() {
  static const ImportWords kWords = *load_import_words(import_texts());
  return kWords;
}

ImportProfile profile(std::string id = "") {
  if (!id.empty()) {
    const auto all = *load_import_profiles(import_texts());
    for (const ImportProfile& one : all) {
      if (one.id == id) return one;
    }
  }
  ImportProfile own;
  own.source = "manual";
  own.data_set = "manual";
  return own;
}

Result<std::string> site_code(std::string_view text) {
  static const std::map<std::string, std::string, std::less<>> kSites = {
      {"甲", "S1"}, {"乙", "S2"}, {"S1", "S1"}, {"梁子湖心", "L01"}, {"三江口", "D07"}, {"排口一", "W01"}};
  const auto found = kSites.find(text);
  if (found == kSites.end())
    return fail(Code::kNotFound, "没有站点“" + excerpt(text) + "”，整行未使用；应先登记站点或它的别名");
  return found->second;
}

std::string beijing(Instant instant) {
  return replace_all(to_string(instant).substr(0, std::string_view("2024-01-05T08:00").size()), "T", " ");
}

// All good values, one a line: row, series, time, value.
std::string values_of(const SheetImport& import) {
  std::vector<SeriesId> ids;
  for (std::size_t i = 0; i < import.report().series.size(); ++i) ids.push_back({static_cast<std::int32_t>(i)});
  const ObservationSource source = import.observations(ids);
  std::string out;
  for (;;) {
    const auto piece = source();
    if (!piece || piece->empty()) break;
    for (const Observation& value : *piece) {
      const Series& series = import.report().series[static_cast<std::size_t>(value.series.number)].series;
      out += std::to_string(value.position) + " " + to_string(series.key) + " " + beijing(value.time) + " ";
      out += value.state == ValueState::kValue ? "" : std::string(to_string(value.state)) + " ";
      if (has_value(value.state)) out += to_string(value_of(value.mantissa, series));
      if (value.flag != 0) out += std::string(" ") + value.flag;
      out += "\n";
    }
  }
  return out;
}

std::string problems_of(const ImportReport& report) {
  std::string out;
  for (const ImportProblem& problem : report.problems)
    out += (problem.is_refusal ? "拒 " : "注 ") + problem.where + " " + problem.message + "\n";
  return out;
}

std::string xlsx(const std::vector<std::vector<tables::CellValue>>& rows) {
  tables::XlsxWriter writer;
  EXPECT_TRUE(writer.begin_sheet({.name = "数据"}).has_value());
  int number = 0;
  for (const auto& row : rows) {
    std::vector<tables::OutCell> cells;
    for (const tables::CellValue& value : row) {
      const bool is_day = std::holds_alternative<tables::DayValue>(value);
      cells.push_back({value, is_day ? tables::CellStyle::kDate : tables::CellStyle::kPlain});
    }
    EXPECT_TRUE(writer.write_row(++number, cells).has_value());
  }
  return *writer.finish();
}

struct Sample {
  std::string name, bytes;
  ImportProfile profile;
  std::string values;                   // all of them
  std::vector<std::string> complaints;  // each a part of one problem; as many problems as complaints
};

std::string gb(const std::string& text) { return *utf8_to_gb18030(text); }

// Twenty sheets as they come, each with what is right and what is wrong with it.
std::vector<Sample> samples() {
  std::vector<Sample> all;
  const auto add = [&](std::string name, std::string bytes, std::string values, std::vector<std::string> complaints,
                       ImportProfile own = profile()) {
    all.push_back({std::move(name), std::move(bytes), std::move(own), std::move(values), std::move(complaints)});
  };
  add("wide_hours", "站点,日期,小时,SO2,PM2.5\n甲,2024-01-05,1,10,35.5\n甲,2024-01-05,24,11,\n",
      "2 S1/a21026/hour/manual 2024-01-05 01:00 10.0000\n2 S1/a34004/hour/manual 2024-01-05 01:00 35.5000\n"
      "3 S1/a21026/hour/manual 2024-01-06 00:00 11.0000\n",
      {});
  add("long_with_units",
      "监测点位,监测时间,监测项目,监测值,单位\n甲,2024-03-01 08:00,氨氮,0.52,mg/L\n甲,2024-03-01 08:00,总磷,40,μg/L\n"
      "甲,2024-03-01 08:00,某项,1,mg/L\n甲,2024-03-01 08:00,w01019,3.1,\n甲,2024-03-01 08:00,总氮,3,t\n",
      "2 S1/w21003/hour/manual 2024-03-01 08:00 0.520000\n3 S1/w21011/hour/manual 2024-03-01 08:00 0.040000\n"
      "5 S1/w01019/hour/manual 2024-03-01 08:00 3.100000\n",
      {"工作表「long_with_units」C4 项目“某项”不认识", "E6 总氮的单位“t”不能换算为mg/L"});
  add("gb18030",
      gb("断面名称,采样日期,氨氮(mg/L),总磷(mg/L)\n三江口,2024-03-02,0.02L,0.11\n三江口,2024-03-09,<0.02,0.12\n"),
      "2 D07/w21003/day/manual 2024-03-02 00:00 below_limit 0.020000\n2 D07/w21011/day/manual 2024-03-02 00:00 "
      "0.110000\n"
      "3 D07/w21003/day/manual 2024-03-09 00:00 below_limit 0.020000\n3 D07/w21011/day/manual 2024-03-09 00:00 "
      "0.120000\n",
      {});
  add("titles_totals_notes",
      "2024年水质监测表,,\n单位：mg/"
      "L,,\n断面,日期,氨氮\n甲,2024-01-01,0.5\n平均值,,0.5\n乙,2024-01-01,0.7\n注：数据未经审核,,\n",
      "4 S1/w21003/day/manual 2024-01-01 00:00 0.500000\n6 S2/w21003/day/manual 2024-01-01 00:00 0.700000\n", {});
  add("unknown_site", "站点,日期,SO2\n丙,2024-01-01,5\n甲,2024-01-01,6\n",
      "3 S1/a21026/day/manual 2024-01-01 00:00 6.0000\n", {"A2 没有站点“丙”"});
  add("times_of_all_kinds",
      "站点,时间,SO2\n甲,2024/1/5 "
      "8:00,1\n甲,2024年1月5日9时,2\n甲,2024010510,3\n甲,2024-01-05T11:00:00+08:00,4\n甲,2024-01-05 24:00,5\n"
      "甲,明天,6\n甲,2024-02-30 08:00,7\n甲,2024-01-06T08:00:00+09:00,8\n甲,2024-01-07,9\n",
      "2 S1/a21026/hour/manual 2024-01-05 08:00 1.0000\n3 S1/a21026/hour/manual 2024-01-05 09:00 2.0000\n"
      "4 S1/a21026/hour/manual 2024-01-05 10:00 3.0000\n5 S1/a21026/hour/manual 2024-01-05 11:00 4.0000\n"
      "6 S1/a21026/hour/manual 2024-01-06 00:00 5.0000\n",
      {"B7 时间“明天”读不出", "B8 时间“2024-02-30 08:00”读不出", "B9 时间“2024-01-06T08:00:00+09:00”读不出",
       "B10 时间“2024-01-07”不够细"});
  add("missing_in_every_way",
      "站点,日期,小时,SO2,NO2,CO,O3\n甲,2024-01-01,1,—,NA,9999,-99\n甲,2024-01-01,2,断流,维护,停运,缺测\n甲,2024-01-01,"
      "3,-5,ND,1e3,abc\n"
      "甲,2024-01-01,4,７.５, 8 ,0.9,60\n",
      "3 S1/a21026/hour/manual 2024-01-01 02:00 dry \n3 S1/a21004/hour/manual 2024-01-01 02:00 maintenance \n"
      "3 S1/a21005/hour/manual 2024-01-01 02:00 stopped \n3 S1/a05024/hour/manual 2024-01-01 02:00 unexplained \n"
      "5 S1/a21026/hour/manual 2024-01-01 04:00 7.5000\n5 S1/a21004/hour/manual 2024-01-01 04:00 8.0000\n"
      "5 S1/a21005/hour/manual 2024-01-01 04:00 0.90000\n5 S1/a05024/hour/manual 2024-01-01 04:00 60.0000\n",
      {"F2 CO“9999”是缺测代码", "G2 O3“-99”是缺测代码", "D4 SO2“-5”为负值", "E4 NO2“ND”没有给出检出限",
       "F4 CO“1e3”不是数值", "G4 O3“abc”不是数值"});
  add("units_in_heads", "站点,日期,SO2(mg/m3),CO(μg/m3),O3(ppb),氨氮(kg)\n甲,2024-01-01,0.012,800,40,1\n",
      "2 S1/a21026/day/manual 2024-01-01 00:00 12.0000\n2 S1/a21005/day/manual 2024-01-01 00:00 0.80000\n",
      {"E1 O3的单位“ppb”不能换算", "F1 氨氮的单位“kg”不能换算"});
  add("contradicting_rows",
      "站点,日期,SO2\n甲,2024-01-01,5\n甲,2024-01-02,6\n甲,2024-01-01,7\n甲,2024-01-02,6\n乙,2024-01-01,5\n",
      "3 S1/a21026/day/manual 2024-01-02 00:00 6.0000\n5 S1/a21026/day/manual 2024-01-02 00:00 6.0000\n"
      "6 S2/a21026/day/manual 2024-01-01 00:00 5.0000\n",
      {"第4行 甲2024-01-01的SO2有2个不同的值（最早在工作表「contradicting_rows」第2行），都未使用"});
  add("two_columns_alike", "站点,日期,PM2.5,细颗粒物,SO2\n甲,2024-01-01,1,2,3\n",
      "2 S1/a21026/day/manual 2024-01-01 00:00 3.0000\n", {"C1 有几列都可能是PM2.5（C1“PM2.5”、D1“细颗粒物”）"});
  add("spreadsheet_errors",
      xlsx({{"站点", "日期", "氨氮", "总磷"},
            {"甲", tables::DayValue{2024, 3, 1}, 0.52, std::string("#N/A")},
            {"甲", std::string("2024-03-02"), tables::DayValue{2024, 1, 2}, tables::NumberText{"0.11"}}}),
      "2 S1/w21003/day/manual 2024-03-01 00:00 0.520000\n3 S1/w21011/day/manual 2024-03-02 00:00 0.110000\n",
      {"D2 总磷“#N/A”不是数值", "C3 氨氮“2024-01-02”是日期"});
  add("binary_fractions",
      xlsx({{"站点", "日期", "氨氮"}, {"甲", "2024-03-01", 0.1 + 0.2}, {"甲", "2024-03-02", 1.0 / 3.0}}),
      "2 S1/w21003/day/manual 2024-03-01 00:00 0.300000\n3 S1/w21003/day/manual 2024-03-02 00:00 0.333333\n", {});
  add("year_month_columns", "年,月,断面,氨氮,总磷\n2024,1,甲,0.5,0.1\n2024,2,甲,0.6,未测\n2024,13,甲,1,1\n",
      "2 S1/w21003/month/manual 2024-01-01 00:00 0.500000\n2 S1/w21011/month/manual 2024-01-01 00:00 0.100000\n"
      "3 S1/w21003/month/manual 2024-02-01 00:00 0.600000\n3 S1/w21011/month/manual 2024-02-01 00:00 not_sampled \n",
      {"B4 时间“13”读不出"});
  ImportProfile lake = profile("laboratory-month");
  lake.site = "梁子湖心";
  lake.limits = {{"w21003", "0.025"}};
  add("no_site_column", "采样日期,氨氮,总磷\n2024-03-05,未检出,0.05\n",
      "2 L01/w21003/month/manual 2024-03-01 00:00 below_limit 0.025000\n"
      "2 L01/w21011/month/manual 2024-03-01 00:00 0.050000\n",
      {}, lake);
  add("national_feed_names", "站点,时间,O3_24h,O3,SO2,SO2_24h,CO\n甲,2024-01-05 08:00,61,99,10,12,0.8\n",
      "2 S1/a21026/hour/national 2024-01-05 08:00 10.0000\n2 S1/a21005/hour/national 2024-01-05 08:00 0.80000\n"
      "2 S1/a05024/hour/national 2024-01-05 08:00 61.0000\n",
      {}, profile("national-air-hour"));
  add("quotes_and_line_ends",
      "站点,日期,SO2\n\"甲\",2024-01-01,\"5\"\n\"乙\n\",2024-01-01,6\n甲,2024-01-02,7\"\n甲,2024-01-03,8\n",
      "2 S1/a21026/day/manual 2024-01-01 00:00 5.0000\n3 S2/a21026/day/manual 2024-01-01 00:00 6.0000\n"
      "5 S1/a21026/day/manual 2024-01-03 00:00 8.0000\n",
      {"C4 SO2“7\"”不是数值"});
  add("flags_of_devices",
      "排放口,数据时间,因子编码,因子,监测值,数据标记\n排口一,2024-01-05 08:00,1,化学需氧量,30.5,N\n排口一,2024-01-05 "
      "09:00,1,COD,31,D\n"
      "排口一,2024-01-05 10:00,1,COD,31,正常\n",
      "2 W01/w01018/hour/manual 2024-01-05 08:00 30.500000 N\n3 W01/w01018/hour/manual 2024-01-05 09:00 31.000000 D\n",
      {"F4 数据标记“正常”不是一个字母"});
  add("negative_temperature", "站点,时间,气温,水温\n甲,2024-01-05 08:00,-3.5,4.255\n",
      "2 S1/a01001/hour/manual 2024-01-05 08:00 -3.50\n"
      "2 S1/w01010/hour/manual 2024-01-05 08:00 4.26\n",
      {});
  add("minutes", "站点,时间,COD\n排口一,2024-01-05 08:01,30\n排口一,2024-01-05 08:02,31\n",
      "2 W01/w01018/instant/manual 2024-01-05 08:01 30.000000\n3 W01/w01018/instant/manual 2024-01-05 08:02 "
      "31.000000\n",
      {});
  ImportProfile named = profile();
  named.columns = {{"浓度甲", "w21003"}, {"测次", "time"}, {"氨氮", ""}};
  add("columns_named_by_hand", "站点,测次,浓度甲,氨氮\n甲,2024-01-05,0.5,9\n",
      "2 S1/w21003/day/manual 2024-01-05 00:00 0.500000\n", {}, named);
  return all;
}

TEST(SheetImport, TwentySheetsWithDefects) {
  ASSERT_EQ(samples().size(), 20U);
  for (const Sample& sample : samples()) {
    const Result<SheetImport> import =
        SheetImport::open(sample.bytes, sample.name + (sample.bytes.starts_with("PK") ? ".xlsx" : ".csv"), words(),
                          sample.profile, site_code);
    ASSERT_TRUE(import.has_value()) << sample.name << import.error().message;
    EXPECT_EQ(values_of(*import), sample.values) << sample.name;
    const std::string said = problems_of(import->report());
    EXPECT_EQ(import->report().problems.size(), sample.complaints.size()) << sample.name << "\n" << said;
    for (const std::string& complaint : sample.complaints)
      EXPECT_NE(said.find(complaint), std::string::npos) << sample.name << ": " << complaint << "\n" << said;
    EXPECT_EQ(import->report().has_refusals(), import->report().rows_refused + import->report().cells_refused > 0);
  }
}

// Each of the twenty goes into a store, adds nothing the second time, and leaves the store as it was when it is undone.
TEST(SheetImport, UndoLeavesTheStoreAsItWas) {
  const std::unique_ptr<ObservationStore> store = open_memory_store();
  Instant now = testing_store::at("2024-06-01T08:00:00");
  for (const Sample& sample : samples()) {
    const Result<SheetImport> import = SheetImport::open(sample.bytes, sample.name, words(), sample.profile, site_code);
    ASSERT_TRUE(import.has_value());
    std::vector<SeriesId> ids;
    for (const ImportSeries& series : import->report().series) ids.push_back(*store->put_series(series.series));
    const ContentDigest before = *store->digest();
    Batch batch{BatchKind::kImport, sample.name, import->report().digest, "journal/" + sample.name, now, 1};
    now.seconds += 60;
    const Result<AppendReport> added = store->append(batch, import->observations(ids));
    ASSERT_TRUE(added.has_value()) << added.error().message;
    EXPECT_EQ(added->added + added->revised + added->same, import->report().values) << sample.name;
    batch.loaded = now;
    const Result<AppendReport> again = store->append(batch, import->observations(ids));
    EXPECT_EQ(again->added + again->revised, 0) << sample.name;
    EXPECT_FALSE(again->batch.has_value());
    if (sample.name == "wide_hours") continue;  // stays: the next ones are undone beside it
    if (!added->batch) continue;
    ASSERT_TRUE(store->withdraw(*added->batch, {now, "journal/undo", "撤销导入"}).has_value());
    EXPECT_EQ(store->digest()->current, before.current) << sample.name;
  }
}

// One site by two of its names is one series: what contradicts itself under both names is seen.
TEST(SheetImport, NamesOfOneSiteAreOneSeries) {
  const Result<SheetImport> import = SheetImport::open(
      "站点,日期,SO2\n甲,2024-01-01,5\nS1,2024-01-01,6\nS1,2024-01-02,7\n", "a.csv", words(), profile(), site_code);
  ASSERT_TRUE(import.has_value());
  ASSERT_EQ(import->report().series.size(), 1U);
  EXPECT_EQ(values_of(*import), "4 S1/a21026/day/manual 2024-01-02 00:00 7.0000\n");
  EXPECT_NE(problems_of(import->report()).find("第3行 甲2024-01-01的SO2有2个不同的值"), std::string::npos);
  EXPECT_EQ(import->report().series[0].values, 1);
}

// Days and months of one site in two sheets of a workbook are two series.
TEST(SheetImport, SheetsOfOtherTimesAreOtherSeries) {
  tables::XlsxWriter writer;
  const auto sheet = [&](const char* name, const char* time) {
    ASSERT_TRUE(writer.begin_sheet({.name = name}).has_value());
    ASSERT_TRUE(writer.write_row(1, {{std::string("站点")}, {std::string("日期")}, {std::string("氨氮")}}).has_value());
    ASSERT_TRUE(writer.write_row(2, {{std::string("甲")}, {std::string(time)}, {0.5}}).has_value());
  };
  sheet("日", "2024-03-05");
  sheet("月", "2024-03");
  const std::string bytes = *writer.finish();
  const Result<SheetImport> import = SheetImport::open(bytes, "a.xlsx", words(), profile(), site_code);
  ASSERT_TRUE(import.has_value());
  EXPECT_EQ(values_of(*import),
            "2 S1/w21003/day/manual 2024-03-05 00:00 0.500000\n2 S1/w21003/month/manual 2024-03-01 00:00 0.500000\n");
}

// A limit that the source names is in the stored unit, whatever unit the column has.
TEST(SheetImport, LimitsOfTheSourceAreNotConverted) {
  ImportProfile own = profile();
  own.limits = {{"w21003", "0.025"}};
  const Result<SheetImport> import = SheetImport::open(
      "站点,日期,氨氮(μg/L)\n甲,2024-01-01,未检出\n甲,2024-01-02,30L\n", "a.csv", words(), own, site_code);
  ASSERT_TRUE(import.has_value());
  EXPECT_EQ(values_of(*import),
            "2 S1/w21003/day/manual 2024-01-01 00:00 below_limit 0.025000\n"
            "3 S1/w21003/day/manual 2024-01-02 00:00 below_limit 0.030000\n");
}

TEST(SheetImport, ATimeBesideTheDayMayRepeatIt) {
  const Result<SheetImport> import =
      SheetImport::open("站点,日期,时间,SO2\n甲,2024-01-05,2024-01-05 08:00,5\n甲,2024-01-05,2024-01-06 09:00,6\n",
                        "a.csv", words(), profile(), site_code);
  ASSERT_TRUE(import.has_value());
  EXPECT_EQ(values_of(*import), "2 S1/a21026/hour/manual 2024-01-05 08:00 5.0000\n");
  EXPECT_NE(problems_of(import->report()).find("C3 小时“2024-01-06 09:00”读不出"), std::string::npos);
}

// Differing values one of which says why there is none: counted by what each is.
TEST(SheetImport, ContradictionsAreCountedByKind) {
  const Result<SheetImport> import = SheetImport::open(
      "站点,日期,SO2\n甲,2024-01-01,5\n甲,2024-01-01,故障\n甲,2024-01-02,6\n", "a.csv", words(), profile(), site_code);
  ASSERT_TRUE(import.has_value());
  const ImportSeries& series = import->report().series[0];
  EXPECT_EQ(series.values, 1);
  EXPECT_EQ(series.missing, 0);
  EXPECT_EQ(import->report().values, 1);
  EXPECT_EQ(import->report().cells_refused, 2);
}

TEST(SheetImport, RefusesFilesWithoutATable) {
  const auto message = [](const std::string& bytes, const ImportProfile& own = profile()) {
    const Result<SheetImport> import = SheetImport::open(bytes, "a.csv", words(), own, site_code);
    return import ? std::string("read") : import.error().message;
  };
  EXPECT_NE(message("a,b\n1,2\n").find("没有监测数据表"), std::string::npos);
  EXPECT_NE(message("站点,SO2,NO2\n甲,1,2\n").find("没有时间列"), std::string::npos);
  EXPECT_NE(message("站点,日期,时间\n甲,2024-01-01,8\n").find("没有可用的监测项目列"), std::string::npos);
  EXPECT_NE(message("站点,日期,SO2\n甲,2024-01-01,\n").find("没有一个可用的数值"), std::string::npos);
  EXPECT_NE(message("站点,日期,SO2\n丁,2024-01-01,5\n").find("没有站点“丁”"), std::string::npos);
  EXPECT_NE(message("").find("空"), std::string::npos);
  ImportProfile wrong = profile();
  wrong.columns = {{"甲", "no_such"}};
  EXPECT_NE(message("站点,日期,SO2\n甲,2024-01-01,5\n", wrong).find("没有这样的列或因子"), std::string::npos);
  wrong = profile();
  wrong.limits = {{"w21003", "0"}};
  EXPECT_NE(message("站点,日期,SO2\n甲,2024-01-01,5\n", wrong).find("检出限"), std::string::npos);
  wrong = profile();
  wrong.data_set = "不行";
  EXPECT_NE(message("站点,日期,SO2\n甲,2024-01-01,5\n", wrong), "read");
}

TEST(SheetImport, ProblemsAsATable) {
  const Result<SheetImport> import =
      SheetImport::open("站点,日期,SO2\n甲,2024-01-01,=1+2\n甲,2024-01-02,5\n", "a.csv", words(), profile(), site_code);
  ASSERT_TRUE(import.has_value());
  const std::string csv = import_problems_csv(import->report());
  EXPECT_NE(csv.find("工作表,行,位置,性质,问题\r\n\"a\",2,\"工作表「a」C2\",未使用,"), std::string::npos) << csv;
  EXPECT_EQ(csv.find(",\"="), std::string::npos);
}

// The same rows line by line from a plain csv and cell by cell from a quoted one: the same values, the same complaints.
TEST(SheetImport, LongFilesAreReadAsShortOnes) {
  std::mt19937 random(5);
  const auto pick = [&](std::initializer_list<const char*> texts) {
    return *(texts.begin() + random() % texts.size());
  };
  for (int round = 0; round < 16; ++round) {
    const bool is_long = round % 2 == 0;
    std::string rest = is_long ? ",时间,项目,监测值,单位\n" : ",时间,SO2,NO2,氨氮\n";
    for (int i = 0; i < 40; ++i) {
      const bool is_odd = random() % 6 == 0;
      if (is_odd && random() % 3 == 0) {
        rest += pick({"\n", "注：无\n", "合计,,1,2,3\n", "单格\n", "站点,时间,SO2,NO2,氨氮\n", ",,,,\n"});
        continue;
      }
      rest += is_odd ? pick({"丁", "", " 甲", "平均"}) : pick({"甲", "乙"});
      rest +=
          std::string(",2024-01-0") + std::to_string(1 + random() % 3) + " " + std::to_string(random() % 25) + ":00";
      const auto number = [&] {
        return is_odd ? std::string(pick({"ND", "", "断流", "0.05L", "9999", "1.23456789", "-1", "x"}))
                      : std::to_string(random() % 50);
      };
      if (is_long) {
        rest += "," + std::string(pick({"氨氮", "总磷", "SO2"})) + "," + number() + "," + pick({"", "mg/L", "μg/m3"}) +
                "\n";
      } else {
        rest += "," + number() + "," + number() + "," + number() + "\n";
      }
    }
    const auto told = [&](const std::string& bytes) {
      const Result<SheetImport> import = SheetImport::open(bytes, "a.csv", words(), profile(), site_code);
      if (!import) return import.error().message;
      const ImportReport& report = import->report();
      return values_of(*import) + problems_of(report) + std::to_string(report.rows_read) + " " +
             std::to_string(report.rows_refused) + " " + std::to_string(report.rows_passed_over) + " " +
             std::to_string(report.cells_refused) + " " + std::to_string(report.values) + " " +
             std::to_string(report.rounded) + " " + std::to_string(report.repeated);
    };
    ASSERT_EQ(told("站点" + rest), told("\"站点\"" + rest)) << rest;
  }
}

}  // namespace
}  // namespace bihuan::observations
