#include <filesystem>
#include <random>

#include "base/base64.h"
#include "base/digest.h"
#include "observations/memory_store.h"
#include "server/import_desk.h"
#include "server/observation_api.h"
#include "server/observation_desk.h"
#include "server/observation_rebuild.h"
#include "server/observation_room.h"
#include "server/quality_desk.h"
#include "server/sample_round.h"
#include "server/series_limits_api.h"

namespace bihuan::server {
namespace {

namespace fs = std::filesystem;
using observations::Averaging;
using observations::ObservationStore;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kMonths =
    "断面,监测月份,氨氮(mg/L),总磷(mg/"
    "L)\n长港樊口,2031-01,0.52,0.08\n长港樊口,2031-02,<0.02,0.10\n长港樊口,2031-03,abc,0.11\n";

class ObservationRoutes : public RoundTest {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    folder_ = fs::path(testing::TempDir()) /
              ("observations-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    place();
    records::Site site;
    site.code = "E01";
    site.name = "长港樊口";
    site.kind = records::SiteKind::kRiverSection;
    ASSERT_TRUE(office_.office().sites.add(keeper(), site).has_value());
    site.code = "A01";
    site.name = "城东站";
    site.kind = records::SiteKind::kAirStation;
    ASSERT_TRUE(office_.office().sites.add(keeper(), site).has_value());
  }
  void TearDown() override { fs::remove_all(folder_); }

  // A store in memory; whoever opens the room gets one that was not there before.
  void place() {
    office_.office().observations->place(
        []() -> Result<std::unique_ptr<ObservationStore>> { return observations::open_memory_store(); },
        folder_.string(), clock_);
  }
  records::Actor keeper() {
    records::Actor actor = sample_actor("站长", clock_.now());
    actor.person_id = "h000099";
    actor.roles = {records::DeskRole::kStation};
    return actor;
  }
  ObservationStore& store() { return **office_.office().observations->store(); }
  const std::string& station() { return office_.session_of(Role::kStation); }
  const std::string& enforcement() { return office_.session_of(Role::kEnforcement); }
  const std::string& reader() { return office_.session_of(Role::kReader); }

  static std::string sheet(const std::string& csv, const std::string& way = "laboratory-month",
                           const std::string& more = "") {
    return R"({"file_name":"月报.csv","content_base64":")" + to_base64(csv) + R"(","way":")" + way +
           R"(","columns":[],"units":[],"sites":[)" + more + R"(],"site":"","note":""})";
  }
  api::ImportResult import(const std::string& csv, const std::string& way = "laboratory-month") {
    return read<api::ImportResult>(post("/api/v1/imports", sheet(csv, way), station()), 201);
  }
  api::SeriesValues values(const std::string& series, const std::string& more = "") {
    return read<api::SeriesValues>(get("/api/v1/series/values?series=" + percent_encode(series) + more, reader()));
  }
  // Hours of a gas at a station from 2031-06-01, as the national feed writes them.
  static std::string hours(const std::vector<std::string>& so2) {
    std::string csv = "站点,时间,SO2\n";
    for (std::size_t i = 0; i < so2.size(); ++i) {
      const std::string text =
          to_string(Instant{to_instant(Date(2031, 6, 1)).seconds + static_cast<std::int64_t>(i) * 3600}, kBeijing);
      csv += "城东站," + text.substr(0, 10) + " " + text.substr(11, 5) + "," + so2[i] + "\n";
    }
    return csv;
  }

  static std::map<std::string, std::string> shipped_knowledge() {
    std::map<std::string, std::string> knowledge;
    for (const char* folder : {"hj212", "import", "quality"}) {
      for (const auto& entry : fs::directory_iterator(fs::path(BIHUAN_SOURCE_DIR) / "knowledge" / folder))
        knowledge[std::string(folder) + "/" + entry.path().filename().string()] =
            *read_file(entry.path().string(), 1U << 20U);
    }
    return knowledge;
  }
  static records::ImportEntry entry(const std::string& digit) {
    records::ImportEntry wanted;
    wanted.file_name = "月报.csv";
    for (int i = 0; i < 64; ++i) wanted.digest += digit;
    wanted.profile = "laboratory-month";
    return wanted;
  }

  // Ten days of PM10 and PM2.5; in three hours the part is more than the whole.
  static std::string dust() {
    std::string csv = "站点,时间,PM10,PM2.5\n";
    std::mt19937 random(3);
    for (int i = 0; i < 240; ++i) {
      const std::string text = to_string(Instant{to_instant(Date(2031, 6, 1)).seconds + i * 3600}, kBeijing);
      const int fine = i >= 100 && i < 103 ? 120 : 10 + static_cast<int>(random() % 30);
      csv += "城东站," + text.substr(0, 10) + " " + text.substr(11, 5) + "," +
             std::to_string(50 + static_cast<int>(random() % 40)) + "," + std::to_string(fine) + "\n";
    }
    return csv;
  }

  static constexpr const char* kNh3n = "E01/w21003/month/manual";
  static constexpr const char* kSo2 = "A01/a21026/hour/national";
  fs::path folder_;
};

TEST_F(ObservationRoutes, ASheetIsLookedAtThenStoredThenRead) {
  const auto look = read<api::SheetPreview>(post("/api/v1/imports/preview", sheet(kMonths), station()));
  EXPECT_EQ(look.values, 5);
  EXPECT_EQ(look.cells_refused, 1);
  ASSERT_THAT(look.series, SizeIs(2));
  EXPECT_EQ(look.series[0].about.site_name, "长港樊口");
  EXPECT_THAT(look.problems, Not(IsEmpty()));
  EXPECT_TRUE(store().series()->empty()) << "a look stores nothing";
  EXPECT_EQ(read<api::ImportList>(get("/api/v1/imports", reader())).imports.size(), 0U);

  const api::ImportResult done = import(kMonths);
  EXPECT_EQ(done.imported.entry.counts.added, 5);
  EXPECT_EQ(done.imported.state_name, "已存入");
  EXPECT_EQ(done.imported.entry.imported_name.empty(), false);
  const auto got = values(kNh3n, "&from=2031-01-01&until=2031-12-31");
  ASSERT_THAT(got.values, SizeIs(2));
  EXPECT_EQ(to_string(*got.values[0].value), "0.52");
  EXPECT_EQ(got.values[1].state, "below_limit");
  EXPECT_EQ(got.values[1].verdict, "valid");
  EXPECT_EQ(got.about.factor_name, "氨氮");
  EXPECT_EQ(values(kNh3n).total, 2) << "a look at the newest where no window is said";
  const auto series = read<api::SeriesList>(get("/api/v1/series?site=E01", reader()));
  ASSERT_THAT(series.series, SizeIs(2));
  EXPECT_TRUE(series.series[0].latest.has_value());
  const auto sites = read<api::ObservedSiteList>(get("/api/v1/observed-sites", reader()));
  ASSERT_THAT(sites.sites, SizeIs(2));
  EXPECT_EQ(sites.sites[0].site, "A01");
  EXPECT_EQ(sites.sites[1].series, 2);
  EXPECT_EQ(sites.sites[1].kind_name, "河流断面");
  // The sheet itself stays, octet by octet.
  EXPECT_EQ(get("/api/v1/imports/" + done.imported.import_id + "/file", station()).body, kMonths);
}

// Values and periods held against the standards.
class SeriesLimitsRoutes : public ObservationRoutes {
 protected:
  void SetUp() override {
    ObservationRoutes::SetUp();
    office_.office().evaluation_knowledge.clear();
    for (const char* folder : {"air", "water"}) {
      for (const auto& file : fs::directory_iterator(fs::path(BIHUAN_SOURCE_DIR) / "knowledge" / folder)) {
        office_.office().evaluation_knowledge.push_back(
            {std::string(folder) + "/" + file.path().filename().string(), *read_file(file.path().string(), 1U << 20U)});
      }
    }
  }
  api::SeriesLimits limits(const std::string& series, const std::string& more) {
    return read<api::SeriesLimits>(get("/api/v1/series/limits?series=" + percent_encode(series) + more, reader()));
  }
  static std::vector<std::string> judged(const api::SeriesLimits& of) {
    std::vector<std::string> names;
    for (const api::JudgedValue& one : of.judged) names.push_back(one.name);
    return names;
  }
  // "2030-01-01 Ⅲ 1.00": the begin of each period that was judged, what it is, what was compared.
  static std::vector<std::string> judged_periods(const api::SeriesLimits& of) {
    std::vector<std::string> lines;
    for (const api::JudgedValue& one : of.judged)
      lines.push_back(to_string(to_date(one.time)) + " " + one.name + " " +
                      (one.compared ? to_string(*one.compared) : ""));
    return lines;
  }
  static std::vector<std::string> not_judged(const api::SeriesLimits& of) {
    std::vector<std::string> lines;
    for (const api::NotJudged& one : of.not_judged) lines.push_back(to_string(to_date(one.time)) + " " + one.why);
    return lines;
  }
  // Rows "name,time,value" from `first`, one every `step` hours; the place in the list says the value.
  static std::string rows(const std::string& name, Date first, int first_hour, int step,
                          const std::vector<std::string>& values) {
    std::string csv;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto hours = first_hour + static_cast<std::int64_t>(i) * step;
      const std::string text = to_string(Instant{to_instant(first).seconds + hours * 3600}, kBeijing);
      csv += name + "," + text.substr(0, 10) + " " + text.substr(11, 5) + "," + values[i] + "\n";
    }
    return csv;
  }
};

// CLAUSE: GB 3838-2002 表1; HJ 633-2012 表1; HJ 633-2026 表3
TEST_F(SeriesLimitsRoutes, ValuesAreJudgedByTheStandardOfTheirDay) {
  import(
      "断面,监测月份,氨氮(mg/L),总磷(mg/L),总氮(mg/L)\n长港樊口,2031-01,0.5,0.2,1\n长港樊口,2031-02,0.51,0.201,1\n"
      "长港樊口,2031-03,2.01,0.41,1\n");
  const api::SeriesLimits river = limits(kNh3n, "&from=2031-01-01&until=2031-12-31");
  EXPECT_THAT(judged(river), ElementsAre("Ⅱ", "Ⅲ", "劣Ⅴ")) << "an equal value takes the better class";
  ASSERT_THAT(river.stages, SizeIs(1));
  EXPECT_EQ(river.stages[0].standard, "GB 3838-2002");
  EXPECT_EQ(river.stages[0].note, "河流");
  ASSERT_THAT(river.stages[0].lines, SizeIs(5));
  EXPECT_EQ(river.stages[0].lines[2].name, "Ⅲ");
  EXPECT_EQ(to_string(river.stages[0].lines[2].bound), "1.0");
  EXPECT_EQ(river.stages[0].lines[2].side, "at_most");
  EXPECT_THAT(judged(limits("E01/w21011/month/manual", "&from=2031-01-01&until=2031-12-31")),
              ElementsAre("Ⅲ", "Ⅳ", "劣Ⅴ"));
  const api::SeriesLimits nitrogen = limits("E01/w21001/month/manual", "&from=2031-01-01&until=2031-12-31");
  EXPECT_THAT(nitrogen.not_covered, HasSubstr("只用于湖库"));
  EXPECT_THAT(nitrogen.stages, IsEmpty());
  EXPECT_THAT(nitrogen.judged, IsEmpty());

  // The window lies across the day on which the edition of 2026 takes effect.
  import("站点,时间,PM2.5\n城东站,2026-02-28 10:00,61\n城东站,2026-03-01 10:00,61\n", "national-air-hour");
  const api::SeriesLimits air = limits("A01/a34004/hour/national", "&from=2026-02-28&until=2026-03-01");
  ASSERT_THAT(air.stages, SizeIs(2));
  EXPECT_EQ(air.stages[0].standard, "HJ 633-2012");
  EXPECT_EQ(air.stages[0].until, Date(2026, 2, 28));
  EXPECT_EQ(air.stages[1].standard, "HJ 633-2026");
  EXPECT_EQ(air.stages[1].from, Date(2026, 3, 1));
  EXPECT_EQ(to_string(air.stages[0].lines[1].bound), "75");
  EXPECT_THAT(judged(air), ElementsAre("良", "轻度污染"));
}

// CLAUSE: 环办〔2011〕22号 一（二）
TEST_F(SeriesLimitsRoutes, AMeanHasTheClassThatItsRoundedValueHas) {
  std::string csv = "断面,监测月份,氨氮(mg/L)\n";
  for (int month = 1; month <= 7; ++month) csv += "长港樊口,2029-0" + std::to_string(month) + ",0.4\n";
  // Eight months: 7 x 1.0 and 1.04 are 8.04, the mean 1.005 is rounded to the even 1.00 and keeps the limit of class
  // III.
  for (int month = 1; month <= 7; ++month) csv += "长港樊口,2030-0" + std::to_string(month) + ",1.0\n";
  csv += "长港樊口,2030-08,1.04\n";
  // Two of three: (0.52 + 0.02 / 2) / 2 = 0.265, rounded to the even 0.26. One of three is too few.
  csv += "长港樊口,2031-01,0.52\n长港樊口,2031-02,<0.02\n长港樊口,2031-04,0.7\n";
  import(csv);
  const std::string all = "&from=2029-01-01&until=2031-12-31";
  const api::SeriesLimits years = limits(kNh3n, all + "&period=year");
  EXPECT_EQ(years.period, "year");
  EXPECT_THAT(judged_periods(years), ElementsAre("2030-01-01 Ⅲ 1.00"));
  EXPECT_THAT(not_judged(years),
              ElementsAre("2029-01-01 氨氮只有7个可用的监测值，至少应有8个", "2031-01-01 时段还没有结束"));
  ASSERT_THAT(years.stages, SizeIs(1));
  EXPECT_THAT(years.stages[0].note, HasSubstr("均值修约后比较"));
  const api::SeriesLimits quarters = limits(kNh3n, "&from=2031-01-01&until=2031-12-31&period=quarter");
  EXPECT_THAT(judged_periods(quarters), ElementsAre("2031-01-01 Ⅱ 0.26"));
  EXPECT_THAT(not_judged(quarters), ElementsAre("2031-04-01 时段还没有结束"));
  EXPECT_THAT(limits(kNh3n, all + "&period=day").not_covered, HasSubstr("小时和日的均值没有类别"));
  EXPECT_EQ(get("/api/v1/series/limits?period=decade&series=" + percent_encode(kNh3n), reader()).status, 400);
}

TEST_F(SeriesLimitsRoutes, TheMonthOfAStationIsJudgedWhereNothingLacks) {
  const std::vector<std::string> april(179, "0.4"),
      may(31 * 6 + 1, "0.6");  // April lacks the last one; the first of June
  import("断面,时间,氨氮(mg/L)\n" + rows("长港樊口", Date(2031, 4, 1), 0, 4, april) +
             rows("长港樊口", Date(2031, 5, 1), 0, 4, may),
         "national-water-4h");
  const std::string series = "E01/w21003/four_hours/national";
  const api::SeriesLimits months = limits(series, "&from=2031-04-01&until=2031-06-30&period=month");
  EXPECT_THAT(judged_periods(months), ElementsAre("2031-05-01 Ⅲ 0.60"));
  EXPECT_THAT(not_judged(months), ElementsAre("2031-04-01 应有180个值，有效的179个：自动监测的月均值至少要多少有效值，"
                                              "没有读到规定（环办监测函〔2020〕82号），只判一个不缺的月份",
                                              "2031-06-01 时段还没有结束"));
  EXPECT_THAT(limits(series, "&from=2031-01-01&until=2031-06-30&period=year").not_covered, HasSubstr("请看各月"));
  const api::SeriesLimits thinned = limits(series, "&from=2031-04-01&until=2031-06-30&most=40");
  EXPECT_TRUE(thinned.is_thinned);
  EXPECT_THAT(thinned.judged, IsEmpty());
  EXPECT_THAT(thinned.stages, SizeIs(1)) << "the lines are there";
  EXPECT_EQ(thinned.judged_by, "month");
}

// CLAUSE: GB 3095-2012 6.4; HJ 663-2013 6.1.2; HJ 633-2026 表4
TEST_F(SeriesLimitsRoutes, ADayOfHoursHasALevelWhereItIsValid) {
  const auto fine = [&](Date day, std::size_t hours) {
    return rows("城东站", day, 1, 1, std::vector<std::string>(hours, "61"));
  };
  import("站点,时间,PM2.5\n" + fine(Date(2026, 2, 28), 24) + fine(Date(2026, 3, 1), 20) + fine(Date(2026, 3, 2), 19),
         "national-air-hour");
  const std::string window = "&from=2026-02-28&until=2026-03-02&period=";
  const api::SeriesLimits days = limits("A01/a34004/hour/national", window + "day");
  EXPECT_THAT(judged_periods(days), ElementsAre("2026-02-28 良 61", "2026-03-01 轻度污染 61"))
      << "by the edition of the day";
  EXPECT_THAT(not_judged(days), ElementsAre("2026-03-02 有效的小时值19个，至少要20个"));
  ASSERT_THAT(days.stages, SizeIs(2));
  EXPECT_THAT(days.stages[1].clause, HasSubstr("表4"));
  EXPECT_THAT(limits("A01/a34004/hour/national", window + "month").not_covered, HasSubstr("不分级别"));
  EXPECT_EQ(limits("A01/a34004/hour/national", "&from=2026-02-28&until=2026-03-02&most=4").judged_by, "day");
  // 16 hours of 100 and 8 of 170: the largest 8-hour mean is 170, the mean of the day 123.
  std::vector<std::string> ozone(16, "100");
  ozone.insert(ozone.end(), 8, "170");
  import("站点,时间,O3_24h\n" + rows("城东站", Date(2026, 3, 1), 1, 1, ozone), "national-air-hour");
  const api::SeriesLimits largest = limits("A01/a05024/hour/national", window + "day");
  EXPECT_THAT(judged_periods(largest), ElementsAre("2026-03-01 轻度污染 170"));
  EXPECT_THAT(largest.stages.at(0).note, HasSubstr("日最大8小时平均"));
}

TEST_F(ObservationRoutes, WhereAValueCameFrom) {
  const api::ImportResult first = import(kMonths);
  const api::ImportResult second = import("断面,监测月份,氨氮(mg/L)\n长港樊口,2031-01,0.61\n");
  EXPECT_EQ(second.imported.entry.counts.revised, 1);
  const auto january = values(kNh3n).values.at(0);
  EXPECT_EQ(to_string(*january.value), "0.61");
  const auto point = read<api::PointView>(
      get("/api/v1/series/point?series=" + percent_encode(kNh3n) + "&time=" + percent_encode(to_string(january.time)),
          reader()));
  ASSERT_THAT(point.revisions, SizeIs(2));
  EXPECT_EQ(point.revisions[0].import_id, first.imported.import_id);
  EXPECT_EQ(point.revisions[0].row, 2);
  EXPECT_FALSE(point.revisions[0].is_current);
  EXPECT_EQ(point.revisions[1].import_id, second.imported.import_id);
  EXPECT_TRUE(point.revisions[1].is_current);
  EXPECT_EQ(get("/api/v1/series/point?series=" + percent_encode(kNh3n) + "&time=2030-01-01", reader()).status, 404);
  EXPECT_EQ(get("/api/v1/series/values?series=E01", reader()).status, 400);
  EXPECT_EQ(get("/api/v1/series/values?series=" + percent_encode("E01/w1/month/manual"), reader()).status, 404);
}

TEST_F(ObservationRoutes, UndoLeavesTheStoreAsItWas) {
  import(kMonths);
  const observations::ContentDigest before = *store().digest();
  const api::ImportResult wrong = import("断面,监测月份,氨氮(mg/L)\n长港樊口,2031-01,9.9\n长港樊口,2031-05,9.9\n");
  EXPECT_NE(store().digest()->current, before.current);
  const std::string undo = "/api/v1/imports/" + wrong.imported.import_id + "/undo";
  EXPECT_EQ(post(undo, R"({"why":"错表"})", station()).status, 428) << "no If-Match";
  EXPECT_EQ(post(undo, R"({"why":"错表"})", station(), "\"1\"").status, 412) << "stored since it began";
  EXPECT_EQ(post(undo, R"({"why":""})", station(), "\"2\"").status, 400);
  EXPECT_EQ(post(undo, R"({"why":"错表"})", reader(), "\"2\"").status, 403);
  const auto undone = read<api::ImportView>(post(undo, R"({"why":"错表"})", station(), "\"2\""));
  EXPECT_EQ(undone.state_name, "已撤销");
  EXPECT_EQ(*store().digest(), before);
  EXPECT_EQ(post(undo, R"({"why":"错表"})", station(), "\"3\"").status, 409);
}

// A store that was made again numbers its batches anew; the one of the import is found all the same.
TEST_F(ObservationRoutes, UndoFindsTheBatchWhateverItsNumber) {
  Office& office = office_.office();
  const observations::Series series{
      {}, {"E01", "w21003", Averaging::kMonth, "manual"}, "mg/L", 4, "manual", observations::Label::kBeginning, {}, {}};
  const observations::SeriesId id = *store().put_series(series);
  const auto put = [&](const std::string& import_id, Instant time) {
    observations::Batch batch;
    batch.reference = records::import_reference(import_id);
    batch.loaded = clock_.now();
    const observations::Observation value{id, time, 5200, 2, observations::ValueState::kValue, 0};
    EXPECT_TRUE(store().append(batch, {&value, 1}).has_value());
  };
  const auto first = *office.imports.begin(keeper(), entry("1"));
  const auto second = *office.imports.begin(keeper(), entry("2"));
  put(second.import_id, to_instant(Date(2031, 2, 1)));  // the other way round than the entries say
  put(first.import_id, to_instant(Date(2031, 1, 1)));
  ASSERT_TRUE(office.imports.stored(keeper(), first.import_id, 1, 1, 0, 0).has_value());
  ASSERT_TRUE(office.imports.stored(keeper(), second.import_id, 2, 1, 0, 0).has_value());
  read<api::ImportView>(post("/api/v1/imports/" + first.import_id + "/undo", R"({"why":"错表"})", station(), "\"2\""));
  const auto left = *store().points({{id}, {}, {}});
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_EQ(left[0].time, to_instant(Date(2031, 2, 1)));
}

TEST_F(ObservationRoutes, TheSameFileTwiceAddsNothing) {
  const api::ImportResult first = import(kMonths);
  const auto look = read<api::SheetPreview>(post("/api/v1/imports/preview", sheet(kMonths), station()));
  EXPECT_EQ(look.imported_before, first.imported.import_id);
  const api::ImportResult again = import(kMonths);
  EXPECT_EQ(again.imported.state_name, "没有新数据");
  EXPECT_EQ(again.imported.entry.counts.same, 5);
}

TEST_F(ObservationRoutes, UnknownSitesAreListedAndMayBeNamed) {
  const std::string csv = "断面,监测月份,氨氮(mg/L)\n樊口闸,2031-01,0.5\n";
  const auto look = read<api::SheetPreview>(post("/api/v1/imports/preview", sheet(csv), station()));
  EXPECT_THAT(look.unknown_sites, ElementsAre("樊口闸"));
  EXPECT_EQ(post("/api/v1/imports", sheet(csv), station()).status, 400);
  EXPECT_TRUE(read<api::ImportList>(get("/api/v1/imports", reader())).imports.empty());
  const std::string said = sheet(csv, "laboratory-month", R"({"name":"樊口闸","value":"E01"})");
  EXPECT_EQ(read<api::ImportResult>(post("/api/v1/imports", said, station()), 201).imported.entry.counts.added, 1);
  const std::string nobody = sheet(csv, "laboratory-month", R"({"name":"樊口闸","value":"E99"})");
  EXPECT_EQ(post("/api/v1/imports", nobody, station()).status, 404);
  EXPECT_EQ(post("/api/v1/imports", sheet(csv, "no-such-way"), station()).status, 404);
  const Response problems = post("/api/v1/imports/problems", sheet(kMonths), station());
  EXPECT_EQ(problems.status, 200);
  EXPECT_THAT(problems.body, HasSubstr("abc"));
}

// --- what was said of the last sheet of a source ---------------------------------------------------------------------

// A sheet with two columns that may be ammonia, and what somebody says of it.
std::string twice(const std::string& month, const std::string& more = "") {
  return "断面,监测月份,氨氮(mg/L),NH3-N(mg/L),总磷(mg/L)" + more + "\n长港闸," + month + ",0.52,0.50,0.08\n";
}
std::string told(const std::string& csv, const std::string& columns, const std::string& sites,
                 const std::string& more = "", const std::string& way = "laboratory-month") {
  return R"({"file_name":"月报.csv","content_base64":")" + to_base64(csv) + R"(","way":")" + way + R"(","columns":[)" +
         columns + R"(],"units":[],"sites":[)" + sites + R"(],"site":"","note":"")" + more + "}";
}
constexpr const char* kSecondColumn = R"j({"name":"NH3-N","value":"w21003"},{"name":"氨氮","value":""})j";
constexpr const char* kFirstColumn = R"j({"name":"氨氮","value":"w21003"},{"name":"NH3-N","value":""})j";
constexpr const char* kGate = R"({"name":"长港闸","value":"E01"})";

TEST_F(ObservationRoutes, TheNextSheetOfASourceIsReadAsTheLastOne) {
  const auto look = [&](const std::string& body) {
    return read<api::SheetPreview>(post("/api/v1/imports/preview", body, station()));
  };
  EXPECT_EQ(look(told(twice("2031-01"), "", kGate)).series.size(), 1U) << "of two columns for one factor neither";
  const auto first =
      read<api::ImportResult>(post("/api/v1/imports", told(twice("2031-01"), kSecondColumn, kGate), station()), 201);
  EXPECT_EQ(first.imported.entry.counts.added, 2);
  EXPECT_EQ(first.read.carried_from, "");

  const api::SheetPreview next = look(told(twice("2031-02"), "", ""));
  EXPECT_EQ(next.carried_from, first.imported.import_id);
  EXPECT_EQ(next.series.size(), 2U);
  EXPECT_THAT(next.unknown_sites, IsEmpty());
  ASSERT_THAT(next.carried_columns, SizeIs(2));
  EXPECT_EQ(next.carried_columns[0].name, "NH3-N");
  EXPECT_EQ(next.carried_columns[0].value, "w21003");
  ASSERT_THAT(next.carried_sites, SizeIs(1));
  EXPECT_EQ(next.carried_sites[0].value, "E01");
  EXPECT_TRUE(store().points({{store().find_series(*parse_series_key(kNh3n))->id}, {}, {}})->size() == 1U);

  // Other heads are another source; width and blanks are none.
  EXPECT_EQ(look(told(twice("2031-02", ",总氮(mg/L)"), "", kGate)).carried_from, "");
  const std::string wide = "断面 ,监测月份,氨氮（mg/L）,NH3-N（MG/L）,总磷(mg/L)\n长港闸,2031-02,0.52,0.50,0.08\n";
  EXPECT_EQ(look(told(wide, "", "")).carried_from, first.imported.import_id);
  // Each column can be said otherwise, and all of it set aside.
  const api::SheetPreview other = look(told(twice("2031-02"), kFirstColumn, ""));
  EXPECT_THAT(other.carried_columns, IsEmpty());
  EXPECT_THAT(other.carried_sites, SizeIs(1));
  const api::SheetPreview fresh = look(told(twice("2031-02"), "", kGate, R"(,"is_fresh":true)"));
  EXPECT_EQ(fresh.carried_from, "");
  EXPECT_EQ(fresh.series.size(), 1U);

  // The third goes by the second, which was said otherwise in part; a withdrawn one says nothing.
  const auto second =
      read<api::ImportResult>(post("/api/v1/imports", told(twice("2031-02"), kFirstColumn, ""), station()), 201);
  EXPECT_EQ(to_string(*values(kNh3n).values.at(1).value), "0.52");
  const api::SheetPreview third = look(told(twice("2031-03"), "", ""));
  EXPECT_EQ(third.carried_from, second.imported.import_id);
  EXPECT_EQ(third.carried_columns.at(1).name, "氨氮");
  EXPECT_EQ(third.carried_columns.at(1).value, "w21003");
  EXPECT_THAT(third.carried_sites, SizeIs(1)) << "what was carried over is carried on";
  read<api::ImportView>(
      post("/api/v1/imports/" + second.imported.import_id + "/undo", R"({"why":"错表"})", station(), "\"2\""));
  EXPECT_EQ(look(told(twice("2031-03"), "", "")).carried_from, first.imported.import_id);
  // A sheet that was taken in fresh ends it.
  read<api::ImportResult>(post("/api/v1/imports", told(twice("2031-04"), "", kGate, R"(,"is_fresh":true)"), station()),
                          201);
  const api::SheetPreview after = look(told(twice("2031-05"), "", ""));
  EXPECT_EQ(after.carried_from, read<api::ImportList>(get("/api/v1/imports", reader())).imports.at(0).import_id);
  EXPECT_THAT(after.carried_columns, IsEmpty()) << "what was said of the site alone";
  EXPECT_THAT(after.carried_sites, SizeIs(1));
  const auto fresh_store = observations::open_memory_store();
  const gateway::FrameSource none = [](std::int64_t, const auto&) { return Status(); };
  EXPECT_EQ(rebuild(office_.office(), *fresh_store, gateway::ListedDevices(), none)->digest, *store().digest());
}

// A sheet that cannot be read at all without being told: two columns may hold the value.
TEST_F(ObservationRoutes, WhatIsUnreadableAloneIsReadAsTheLastOne) {
  const auto sheet_of = [](const std::string& month) {
    return "断面,监测月份,监测项目,监测值,结果,单位\n长港樊口," + month + ",氨氮,0.52,0.50,mg/L\n";
  };
  EXPECT_EQ(post("/api/v1/imports/preview", told(sheet_of("2031-01"), "", ""), station()).status, 400);
  const auto first = read<api::ImportResult>(
      post("/api/v1/imports", told(sheet_of("2031-01"), R"({"name":"监测值","value":""})", ""), station()), 201);
  const auto next =
      read<api::SheetPreview>(post("/api/v1/imports/preview", told(sheet_of("2031-02"), "", ""), station()));
  EXPECT_EQ(next.carried_from, first.imported.import_id);
  EXPECT_EQ(next.values, 1);
  EXPECT_EQ(post("/api/v1/imports/preview", told(sheet_of("2031-02"), "", "", R"(,"is_fresh":true)"), station()).status,
            400);
}

TEST_F(ObservationRoutes, ANameBecomesAnAliasWhereSomebodyWantsIt) {
  const std::string wanted = R"(,"adds_aliases":true)";
  const std::string& section = office_.session_of(Role::kSection);
  EXPECT_EQ(post("/api/v1/imports", told(twice("2031-01"), kSecondColumn, kGate, wanted), section).status, 403);
  EXPECT_TRUE(read<api::ImportList>(get("/api/v1/imports", reader())).imports.empty()) << "refused before";
  read<api::ImportResult>(post("/api/v1/imports", told(twice("2031-01"), kSecondColumn, kGate), station()), 201);
  EXPECT_THAT(office_.office().sites.find("E01")->aliases, IsEmpty()) << "nobody wanted it";
  const auto done = read<api::ImportResult>(
      post("/api/v1/imports", told(twice("2031-02"), kSecondColumn, kGate, wanted), station()), 201);
  EXPECT_THAT(done.aliases, ElementsAre("长港闸"));
  const auto aliases = office_.office().sites.find("E01")->aliases;
  ASSERT_THAT(aliases, SizeIs(1));
  EXPECT_EQ(aliases[0].source, "manual");
  const auto again = read<api::ImportResult>(
      post("/api/v1/imports", told(twice("2031-03"), kSecondColumn, kGate, wanted), station()), 201);
  EXPECT_THAT(again.aliases, IsEmpty()) << "it is there";
}

TEST_F(ObservationRoutes, RollupsCountWhatIsThereAndMeanIt) {
  import(hours({"10", "20", "30", "<4"}), "national-air-hour");
  // Labels are the ends of their hours: the first one, 00:00, belongs to the day before.
  const auto days =
      read<api::RollupList>(get("/api/v1/series/rollups?period=day&series=" + percent_encode(kSo2), reader()));
  ASSERT_THAT(days.rows, SizeIs(2));
  EXPECT_EQ(days.rows[0].period, "2031-05-31");
  EXPECT_EQ(days.rows[1].present, 3);
  EXPECT_EQ(days.rows[1].below, 1);
  EXPECT_EQ(to_string(*days.rows[1].mean), "17.3333") << "(20 + 30 + half of 4) / 3";
  EXPECT_FALSE(days.rows[1].completeness) << "nothing says how many are expected";
  EXPECT_EQ(get("/api/v1/series/rollups?period=week&series=" + percent_encode(kSo2), reader()).status, 400);
  const auto heat =
      read<api::CompletenessView>(get("/api/v1/completeness?site=A01&from=2031-05-30&until=2031-06-02", reader()));
  ASSERT_THAT(heat.rows, SizeIs(1));
  EXPECT_THAT(heat.rows[0].present, ElementsAre(0, 1, 3, 0));
}

constexpr const char* kPm10 = "A01/a34002/hour/national";
constexpr const char* kCheck =
    R"({"site":"A01","from":"2031-06-01T00:00:00+08:00","until":"2031-06-12T00:00:00+08:00"})";

TEST_F(ObservationRoutes, FindingsWaitAndAreJudged) {
  import(dust(), "national-air-hour");
  EXPECT_EQ(post("/api/v1/quality-checks", kCheck, reader()).status, 403);
  const auto result = read<api::CheckResult>(post("/api/v1/quality-checks", kCheck, station()));
  EXPECT_EQ(result.values, 480);
  EXPECT_EQ(result.found, 1);
  EXPECT_EQ(read<api::CheckResult>(post("/api/v1/quality-checks", kCheck, station())).found, 0) << "once";
  const auto open = read<api::MarkList>(get("/api/v1/value-marks?state=open", reader()));
  ASSERT_THAT(open.marks, SizeIs(1));
  const api::MarkView& finding = open.marks[0];
  EXPECT_EQ(finding.rule, "pm25_over_pm10");
  EXPECT_EQ(finding.values, 3);
  EXPECT_EQ(finding.about.series, kPm10);
  EXPECT_THAT(finding.text.beside, ElementsAre("A01/a34004/hour/national"));
  const std::string series = percent_encode(kPm10);
  const std::string around = "&from=" + percent_encode(to_string(finding.first)) +
                             "&until=" + percent_encode(to_string(Instant{finding.first.seconds + 1}));
  EXPECT_EQ(values(kPm10, around).values.at(0).verdict, "suspect");

  // A person says otherwise, and his word stands.
  const std::string judged =
      R"({"finding":")" + finding.mark_id + R"(","series":"","from":null,"until":null,"verdict":)";
  EXPECT_EQ(post("/api/v1/value-marks", judged + R"("suspect","reason":"x"})", station()).status, 400);
  EXPECT_EQ(post("/api/v1/value-marks", judged + R"("valid","reason":""})", station()).status, 400);
  const auto verdict =
      read<api::MarkView>(post("/api/v1/value-marks", judged + R"("invalid","reason":"切割器脏了"})", station()), 201);
  EXPECT_EQ(verdict.answers, finding.mark_id);
  EXPECT_EQ(values(kPm10, around).values.at(0).verdict, "invalid");
  EXPECT_EQ(post("/api/v1/value-marks", judged + R"("valid","reason":"再看"})", station()).status, 409);
  EXPECT_EQ(read<api::MarkList>(get("/api/v1/value-marks", reader())).open, 0);
  const auto point = read<api::PointView>(
      get("/api/v1/series/point?series=" + series + "&time=" + percent_encode(to_string(finding.first)), reader()));
  EXPECT_THAT(point.marks, SizeIs(2));
  EXPECT_EQ(read<api::CheckResult>(post("/api/v1/quality-checks", kCheck, station())).found, 0) << "answered";

  // A corrected value is judged anew, and the mark on the old one does not follow.
  const std::string at = to_string(finding.first, kBeijing);
  import("站点,时间,PM10\n城东站," + at.substr(0, 10) + " " + at.substr(11, 5) + ",150\n", "national-air-hour");
  EXPECT_EQ(values(kPm10, around).values.at(0).verdict, "valid");
}

TEST_F(ObservationRoutes, AFindingThatNoLongerHoldsIsTakenBack) {
  import(dust(), "national-air-hour");
  ASSERT_EQ(read<api::CheckResult>(post("/api/v1/quality-checks", kCheck, station())).found, 1);
  const auto finding = read<api::MarkList>(get("/api/v1/value-marks?state=open", reader())).marks.at(0);
  // An older edition of the rule said it, of a value that the present one finds right.
  records::ValueMark other;
  other.site = "A01";
  other.factor = "a34002";
  other.averaging = "hour";
  other.source = "national";
  other.by_whom = "pm25_over_pm10";
  other.edition = "old";
  other.runs = {{{to_instant(Date(2031, 6, 2)).seconds}, 0, 1, 0}};
  other.text.title = "旧";
  const auto entered = *office_.office().value_marks.enter(keeper(), {other}, {});
  ASSERT_TRUE(office_.office().observations->put_marks(store(), entered).has_value());
  const std::string around = "&from=2031-06-02T00:00:00%2B08:00&until=2031-06-02T00:00:01%2B08:00";
  EXPECT_EQ(values(kPm10, around).values.at(0).verdict, "suspect");
  EXPECT_EQ(read<api::CheckResult>(post("/api/v1/quality-checks", kCheck, station())).taken_back, 1);
  EXPECT_EQ(values(kPm10, around).values.at(0).verdict, "valid");
  EXPECT_EQ(read<api::MarkView>(get("/api/v1/value-marks/" + entered[0].mark_id, reader())).state, "ended");
  EXPECT_EQ(read<api::MarkView>(get("/api/v1/value-marks/" + finding.mark_id, reader())).state, "open");
}

// A run that finds a lead tells enforcement how many, and others nothing.
TEST_F(ObservationRoutes, ARunTellsTheNumberOfLeadsToEnforcementAlone) {
  import(hours(std::vector<std::string>(240, "20")), "national-air-hour");
  const auto of_station = read<api::CheckResult>(post("/api/v1/quality-checks", kCheck, station()));
  const auto all = *office_.office().value_marks.list({.includes_leads = true}, "", 100);
  const auto leads = std::ranges::count_if(all, &records::ValueMark::is_lead);
  ASSERT_GT(leads, 0);
  EXPECT_EQ(of_station.found, static_cast<std::int64_t>(all.size()) - leads);
}

TEST_F(ObservationRoutes, LeadsAreForEnforcementAlone) {
  import(hours(std::vector<std::string>(48, "20")), "national-air-hour");
  records::ValueMark lead;
  lead.site = "A01";
  lead.factor = "a21026";
  lead.averaging = "hour";
  lead.source = "national";
  const auto rule = std::ranges::find_if(office_.office().observations->rules().rules,
                                         [](const observations::QualityRule& one) { return one.is_lead; });
  lead.by_whom = rule->id;
  lead.is_lead = true;
  lead.runs = {{{to_instant(Date(2031, 6, 1), 8).seconds}, 3600, 6, 0}};
  lead.text.title = "线索";
  const auto entered = *office_.office().value_marks.enter(keeper(), {lead}, {});
  ASSERT_TRUE(office_.office().observations->put_marks(store(), entered).has_value());
  const std::string id = entered[0].mark_id;
  for (const std::string* who : {&station(), &office(), &reader()}) {
    EXPECT_THAT(read<api::MarkList>(get("/api/v1/value-marks", *who)).marks, IsEmpty());
    EXPECT_EQ(read<api::MarkList>(get("/api/v1/value-marks", *who)).open, 0);
    EXPECT_EQ(get("/api/v1/value-marks/" + id, *who).status, 404);
    for (const api::ObservedValue& one :
         read<api::SeriesValues>(get("/api/v1/series/values?series=" + percent_encode(kSo2), *who)).values)
      EXPECT_EQ(one.verdict, "valid") << "nothing gives it away";
    const auto point = read<api::PointView>(
        get("/api/v1/series/point?series=" + percent_encode(kSo2) + "&time=2031-06-01T08:00:00%2B08:00", *who));
    EXPECT_THAT(point.marks, IsEmpty());
    EXPECT_EQ(point.verdict, "valid");
  }
  const std::string judged =
      R"({"finding":")" + id + R"(","series":"","from":null,"until":null,"verdict":"invalid","reason":"查实"})";
  EXPECT_EQ(post("/api/v1/value-marks", judged, station()).status, 404);
  EXPECT_EQ(read<api::MarkList>(get("/api/v1/value-marks", enforcement())).open, 1);
  EXPECT_EQ(read<api::MarkView>(get("/api/v1/value-marks/" + id, enforcement())).by, rule->title);
  EXPECT_EQ(post("/api/v1/value-marks", judged, enforcement()).status, 201);
}

TEST_F(ObservationRoutes, AsOfYesterdayStaysAsItWas) {
  import(kMonths);
  clock_.advance(600);
  import("断面,监测月份,氨氮(mg/L)\n长港樊口,2031-01,0.61\n");
  EXPECT_EQ(to_string(*values(kNh3n).values.at(0).value), "0.61");
  EXPECT_EQ(to_string(*values(kNh3n, "&as_of=2031-06-20T09:05:00%2B08:00").values.at(0).value), "0.52");
  EXPECT_EQ(values(kNh3n, "&as_of=2031-06-01&from=2031-01-01&until=2031-12-31").total, 0);
}

// What a crash leaves between the two stores is put right when the room is opened again.
TEST_F(ObservationRoutes, WhatACrashLeavesIsSettled) {
  Office& office = office_.office();
  auto kept = observations::open_memory_store();
  ObservationStore* const place = kept.get();
  std::unique_ptr<ObservationRoom> room = *ObservationRoom::make(shipped_knowledge(), office.database);
  room->place([&]() -> Result<std::unique_ptr<ObservationStore>> { return std::move(kept); }, folder_.string(), clock_);
  const auto lost = *office.imports.begin(keeper(), entry("1"));
  const auto stored = *office.imports.begin(keeper(), entry("2"));
  observations::Series series{
      {}, {"E01", "w21003", Averaging::kMonth, "manual"}, "mg/L", 4, "manual", observations::Label::kBeginning, {}, {}};
  const observations::SeriesId id = *place->put_series(series);
  observations::Batch batch;
  batch.reference = records::import_reference(stored.import_id);
  batch.loaded = clock_.now();
  const observations::Observation value{id, to_instant(Date(2031, 1, 1)), 5200, 2, observations::ValueState::kValue, 0};
  ASSERT_TRUE(place->append(batch, {&value, 1}).has_value());
  // Withdrawn in the records, not yet in the store.
  const auto gone = *office.imports.begin(keeper(), entry("3"));
  batch.reference = records::import_reference(gone.import_id);
  const observations::Observation other{id, to_instant(Date(2031, 2, 1)), 9900, 2, observations::ValueState::kValue, 0};
  const auto appended = *place->append(batch, {&other, 1});
  ASSERT_TRUE(office.imports.stored(keeper(), gone.import_id, appended.batch->number, 1, 0, 0).has_value());
  ASSERT_TRUE(office.imports.withdraw(keeper(), gone.import_id, 2, "错表").has_value());
  // Marked in the records, not yet in the store.
  records::ValueMark mark;
  mark.site = "E01";
  mark.factor = "w21003";
  mark.averaging = "month";
  mark.source = "manual";
  mark.by_whom = "range";
  mark.runs = {{value.time, 0, 1, 0}};
  ASSERT_TRUE(office.value_marks.enter(keeper(), {mark}, {}).has_value());

  ASSERT_TRUE(room->store().has_value());
  EXPECT_EQ(office.imports.find(lost.import_id)->state, records::ImportState::kFailed);
  EXPECT_EQ(office.imports.find(stored.import_id)->state, records::ImportState::kStored);
  EXPECT_EQ(office.imports.find(stored.import_id)->counts.added, 1);
  EXPECT_EQ(place->points({{id}, {}, {}})->size(), 1U) << "the withdrawn value is gone";
  EXPECT_EQ(place->marks({{id}, {}, {}})->size(), 1U);
}

TEST_F(ObservationRoutes, ARebuildHoldsTheSame) {
  import(kMonths);
  clock_.set(Instant{clock_.now().seconds + 60});
  const api::ImportResult wrong = import("断面,监测月份,氨氮(mg/L)\n长港樊口,2031-01,9.9\n长港樊口,2031-05,9.9\n");
  clock_.set(Instant{clock_.now().seconds + 60});
  read<api::ImportView>(
      post("/api/v1/imports/" + wrong.imported.import_id + "/undo", R"({"why":"错表"})", station(), "\"2\""));
  import("断面,监测月份,氨氮(mg/L)\n长港樊口,2031-01,0.61\n");
  const std::string judged =
      R"({"finding":"","series":")" + std::string(kNh3n) +
      R"(","from":"2031-01-01T00:00:00+08:00","until":"2031-01-31T00:00:00+08:00","verdict":"invalid","reason":"复核"})";
  read<api::MarkView>(post("/api/v1/value-marks", judged, station()), 201);
  // The register has changed since: a rebuild goes by what was said at the time.
  records::Site renamed = *office_.office().sites.find("E01");
  renamed.name = "长港新樊口";
  ASSERT_TRUE(office_.office().sites.change(keeper(), 1, renamed, "改名").has_value());
  const auto fresh = observations::open_memory_store();
  const gateway::FrameSource none = [](std::int64_t, const auto&) { return Status(); };
  const auto report = rebuild(office_.office(), *fresh, gateway::ListedDevices(), none);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->imports, 3);
  EXPECT_EQ(report->withdrawn, 1);
  EXPECT_EQ(report->digest, *store().digest());
  EXPECT_GT(report->digest.points, 0);
  EXPECT_EQ(rebuild(office_.office(), *fresh, gateway::ListedDevices(), none).error().code, Code::kConflict);
  // A kept file that was changed is no basis.
  for (const auto& file : fs::directory_iterator(folder_)) {
    fs::resize_file(file.path(), 3);
    break;
  }
  EXPECT_EQ(rebuild(office_.office(), *observations::open_memory_store(), gateway::ListedDevices(), none).error().code,
            Code::kCorrupt);
}

}  // namespace
}  // namespace bihuan::server
