#include "observations/export.h"

#include <gmock/gmock.h>
#include <malloc.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "observations/internal/duckdb_session.h"
#include "observations/sheet_import.h"
#include "observations/testing/store_samples.h"
#include "tables/sheet.h"

namespace bihuan::observations {
namespace {

using namespace testing_store;

const Instant kExportNoon = at("2024-09-30T12:00:00");
const Instant kLoaded1 = at("2024-10-01T08:00:00");
const Instant kLoaded2 = at("2024-10-02T08:00:00");
const std::string kExportHead =
    "\xEF\xBB\xBF点位编码,点位,因子,因子名称,取值时段,来源,时间,时标,数值,单位,状态,标记,有效性,修订,来源批次\r\n";

std::string csv_of(const ObservationStore& store, const ExportRequest& request, ExportReport* report = nullptr) {
  std::string all;
  const ExportReport made = good(export_csv(store, request, [&](std::string_view piece) -> Status {
    EXPECT_LE(piece.size(), std::size_t{128} << 10);
    all += piece;
    return {};
  }));
  if (report != nullptr) *report = made;
  return all;
}

ExportRequest named_request(bool is_wide = false) {
  ExportRequest request;
  request.is_wide = is_wide;
  request.names.site = [](std::string_view code) { return code == "E01" ? "城东排口" : ""; };
  request.names.factor = [](std::string_view code) { return code == "w01018" ? "化学需氧量" : ""; };
  return request;
}

class StoreExport : public testing::TestWithParam<StoreKind> {
 protected:
  StoreExport() : store(GetParam()), id(good(store->put_series(sample_series()))) {}
  void load(Instant loaded, const std::vector<Observation>& observations) {
    good(store->append(sample_batch(loaded), observations));
  }
  void judge(Instant time, std::int32_t revision, Verdict verdict, Instant when) {
    Mark mark;
    mark.series = id;
    mark.time = time;
    mark.revision = revision;
    mark.verdict = verdict;
    mark.is_person = true;
    mark.by = "周敏";
    mark.reference = "journal/" + std::to_string(time.seconds) + "/" + std::to_string(revision);
    mark.at = when;
    good(store->append_marks(std::vector{mark}));
  }
  // One of each: corrected, below the limit, missing, judged.
  void load_samples() {
    Observation below = seen(id, Instant{kExportNoon.seconds + 3600}, 20, 2);
    below.state = ValueState::kBelowLimit;
    below.flag = 'N';
    Observation dry = seen(id, Instant{kExportNoon.seconds + 7200}, 0, 3);
    dry.state = ValueState::kDry;
    load(kLoaded1, {seen(id, kExportNoon, -1500, 1), below, dry, seen(id, Instant{kExportNoon.seconds + 10801}, 7, 4)});
    load(kLoaded2, {seen(id, kExportNoon, 1250)});
    judge(kExportNoon, 0, Verdict::kInvalid, kLoaded1);
    judge(Instant{kExportNoon.seconds + 10801}, 0, Verdict::kUnderReview, kLoaded2);
  }

  StoreUnderTest store;
  SeriesId id;
};

TEST_P(StoreExport, SaysAllOfAValue) {
  load_samples();
  ExportReport report;
  const std::string front = "E01,城东排口,w01018,化学需氧量,小时,device,2024-09-30 ";
  EXPECT_EQ(csv_of(*store, named_request(), &report),
            kExportHead + front + "12:00:00,起始,1.250,mg/L,有值,,有效,1,2 九月.xlsx\r\n" + front +
                "13:00:00,起始,<0.020,mg/L,低于检出限,N,有效,0,1 九月.xlsx\r\n" + front +
                "14:00:00,起始,,mg/L,断流干涸,,,0,1 九月.xlsx\r\n" + front +
                "15:00:01,起始,0.007,mg/L,有值,,待审核,0,1 九月.xlsx\r\n");
  EXPECT_EQ(report, (ExportReport{4, 4}));
}

TEST_P(StoreExport, ShowsTheViewAsOfAnEarlierLoad) {
  load_samples();
  ExportRequest request = named_request();
  request.view.as_of = kLoaded1;
  request.selection.until = Instant{kExportNoon.seconds + 1};
  EXPECT_EQ(csv_of(*store, request), kExportHead +
                                         "E01,城东排口,w01018,化学需氧量,小时,device,2024-09-30 "
                                         "12:00:00,起始,-1.500,mg/L,有值,,无效,0,1 九月.xlsx\r\n");
  EXPECT_EQ(good(export_xlsx(*store, request, kLoaded1)).report, (ExportReport{1, 1}));
}

TEST_P(StoreExport, TellsNobodyOfMarksThatHeMayNotKnow) {
  load(kLoaded1, {seen(id, kExportNoon, 7)});
  Mark lead;
  lead.series = id;
  lead.time = kExportNoon;
  lead.verdict = Verdict::kSuspect;
  lead.by = "clipping";
  lead.reference = "journal/9";
  lead.at = kLoaded1;
  good(store->append_marks(std::vector{lead}));
  ExportRequest request;
  EXPECT_THAT(csv_of(*store, request), testing::HasSubstr(",存疑,"));
  request.shows_mark = [](const Mark& mark) { return mark.by != "clipping"; };
  EXPECT_THAT(csv_of(*store, request), testing::HasSubstr(",有效,"));
}

TEST_P(StoreExport, PutsFactorsBesideEachOther) {
  Series second = sample_series("E01", "w21003", Label::kEnd);
  second.unit = "mg/L";
  const SeriesId ending = good(store->put_series(second));
  Series third = sample_series("E01", "w21011");
  third.places = 0;
  const SeriesId phosphorus = good(store->put_series(third));
  load_samples();
  load(kLoaded2, {seen(ending, kExportNoon, 5), seen(phosphorus, kExportNoon, 9)});
  ExportReport report;
  const std::string front = "E01,城东排口,小时,device,2024-09-30 ";
  EXPECT_EQ(csv_of(*store, named_request(true), &report),
            "\xEF\xBB\xBF点位编码,点位,取值时段,来源,时间,时标,化学需氧量(mg/L),w21003(mg/L),w21011(mg/L)\r\n" + front +
                "12:00:00,起始,1.250,,9\r\n" + front + "12:00:00,终止,,0.005,\r\n" + front +
                "13:00:00,起始,<0.020,,\r\n" + front + "14:00:00,起始,断流干涸,,\r\n" + front +
                "15:00:01,起始,待审核,,\r\n");
  EXPECT_EQ(report, (ExportReport{5, 6}));
}

TEST_P(StoreExport, DisarmsHostileNames) {
  Series hostile = sample_series("=1+1", "@SUM(A1)");
  hostile.unit = "-mg";
  hostile.key.source = ",\"x";
  const SeriesId other = good(store->put_series(hostile));
  Batch batch = sample_batch(kLoaded1, "+cmd|' /C calc'!A0\r\n");
  good(store->append(batch, std::vector{seen(other, kExportNoon, -1)}));
  ExportRequest request;
  request.names.site = [](std::string_view) { return std::string("\t=HYPERLINK(\"x\")\n" + std::string(5000, 'a')); };
  request.names.factor = [](std::string_view) { return std::string("＝危\xFF险"); };
  const std::string csv = csv_of(*store, request);
  EXPECT_EQ(csv, kExportHead + "'=1+1,\" =HYPERLINK(\"\"x\"\") " + std::string(1000 - 17, 'a') +
                     "…\",'@SUM(A1),'＝危\xEF\xBF\xBD险,小时,\",\"\"x\",2024-09-30 "
                     "12:00:00,起始,-0.001,'-mg,有值,,有效,0,\"1 +cmd|' /C calc'!A0  \"\r\n")
      << "numbers stay numbers";
  const ExportWorkbook book = good(export_xlsx(*store, request, kLoaded1));
  const auto read = tables::read_workbook(book.bytes, "x.xlsx");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const tables::Row& row = read->sheets.front().rows.at(1);
  EXPECT_EQ(row.cells.front().value, "=1+1");
  EXPECT_FALSE(row.cells.front().is_formula);
}

TEST_P(StoreExport, GivesAHeadForAnEmptySelection) {
  load_samples();
  ExportRequest request = named_request();
  request.selection = {{id}, Instant{kExportNoon.seconds + 1}, Instant{kExportNoon.seconds + 2}};
  EXPECT_EQ(csv_of(*store, request), kExportHead);
  EXPECT_EQ(good(export_xlsx(*store, request, kLoaded1)).report, ExportReport{});
  request.is_wide = true;
  EXPECT_EQ(good(export_xlsx(*store, request, kLoaded1)).report, ExportReport{});
  request.selection.series = {SeriesId{9}};
  EXPECT_EQ(export_csv(*store, request, [](std::string_view) -> Status { return {}; }).error(),
            (Error{Code::kInvalidInput, "没有编号为 9 的序列", ""}));
}

TEST_P(StoreExport, EndsWithTheErrorOfItsSink) {
  load_samples();
  const auto ended = export_csv(*store, {}, [](std::string_view) { return Status(fail(Code::kUnavailable, "断开")); });
  EXPECT_EQ(ended.error(), (Error{Code::kUnavailable, "断开", ""}));
}

// --- back again ------------------------------------------------------------------------------------------------------

const ImportWords& export_words() {
  static const ImportWords kWords = [] {
    const std::string name = "import/table-words.toml";
    const std::string text = *read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20);
    const std::vector<standards::KnowledgeText> texts{{name, text}};
    return *load_import_words(texts);
  }();
  return kWords;
}

ImportProfile export_profile() {
  ImportProfile profile;
  profile.source = "manual";
  profile.data_set = "manual";
  profile.averaging = Averaging::kHour;
  profile.label = Label::kBeginning;
  profile.columns = {{"点位", ""}, {"因子名称", ""}};
  return profile;
}

void import_into(ObservationStore& store, const std::string& bytes, const std::string& name) {
  const auto import = SheetImport::open(bytes, name, export_words(), export_profile(),
                                        [](std::string_view text) -> Result<std::string> { return std::string(text); });
  ASSERT_TRUE(import.has_value()) << import.error().message << import.error().where;
  for (const ImportProblem& problem : import->report().problems) ADD_FAILURE() << problem.where << problem.message;
  std::vector<SeriesId> ids;
  for (const ImportSeries& one : import->report().series) ids.push_back(good(store.put_series(one.series)));
  good(store.append(sample_batch(kLoaded1, name), import->observations(ids)));
}

TEST_P(StoreExport, ComesBackThroughTheImport) {
  StoreUnderTest source(GetParam());
  import_into(*source,
              "站点,时间,氨氮(mg/L),溶解氧(mg/L),标记\n甲,2024-03-01 08:00,0.25,7.3,N\n"
              "甲,2024-03-01 09:00,<0.02,断流,\n乙,2024-03-01 08:00,1.5,缺测,\n",
              "甲.csv");
  const ContentDigest digest = good(source->digest());
  ASSERT_EQ(digest.points, 6);
  ExportRequest request;
  request.names.factor = [](std::string_view code) { return export_words().factor(code)->names.front(); };
  request.names.site = [](std::string_view code) { return "点位" + std::string(code); };

  StoreUnderTest from_xlsx(GetParam());
  import_into(*from_xlsx, good(export_xlsx(*source, request, kLoaded1)).bytes, "长表.xlsx");
  StoreUnderTest from_csv(GetParam());
  import_into(*from_csv, csv_of(*source, request), "长表.csv");
  EXPECT_EQ(good(from_csv->digest()), digest);
  EXPECT_EQ(good(from_xlsx->digest()), digest);

  request.selection.series = {good(source->find_series({"甲", "w21003", Averaging::kHour, "manual"})).id};
  StoreUnderTest one_series(GetParam());
  import_into(*one_series, csv_of(*source, request), "氨氮.csv");
  const auto original = good(source->points(request.selection));
  const auto returned = good(one_series->points({}));
  ASSERT_EQ(returned.size(), original.size());
  for (std::size_t i = 0; i < original.size(); ++i) {
    EXPECT_EQ(std::tie(returned[i].time, returned[i].mantissa, returned[i].state, returned[i].flag),
              std::tie(original[i].time, original[i].mantissa, original[i].state, original[i].flag));
  }
}

TEST_P(StoreExport, ComesBackThroughTheLongFormWithFlagsAndEveryReason) {
  StoreUnderTest source(GetParam());
  import_into(*source,
              "站点,时间,监测项目,监测值,数据标记,状态\n甲,2024-03-01 00:00,氨氮,0.25,N,有值\n"
              "甲,2024-03-01 01:00,氨氮,<0.02,N,低于检出限\n甲,2024-03-01 02:00,氨氮,,D,仪器故障\n"
              "甲,2024-03-01 03:00,氨氮,—,M,维护校准\n甲,2024-03-01 04:00,氨氮,,,断流 干涸\n"
              "甲,2024-03-01 05:00,氨氮,,,未采样\n甲,2024-03-01 06:00,氨氮,,,停产停运\n"
              "甲,2024-03-01 07:00,氨氮,,,不具备采样条件\n甲,2024-03-01 08:00,氨氮,,,实验室作废\n"
              "甲,2024-03-01 09:00,氨氮,,B,缺测，未说明原因\n甲,2024-03-01 10:00,氨氮,,,运行正常\n"
              "甲,2024-03-01 11:00,氨氮,0.31,,停产停运\n",
              "甲.csv");
  const ContentDigest digest = good(source->digest());
  ASSERT_EQ(digest.points, 11) << "a word that is no reason leaves an empty cell empty; a value is a value";
  std::set<ValueState> states;
  for (const Point& point : good(source->points({}))) states.insert(point.state);
  EXPECT_EQ(states.size(), 10U) << "all that there are";
  StoreUnderTest from_csv(GetParam());
  import_into(*from_csv, csv_of(*source, {}), "长表.csv");
  EXPECT_EQ(good(from_csv->digest()), digest);
  StoreUnderTest from_xlsx(GetParam());
  import_into(*from_xlsx, good(export_xlsx(*source, {}, kLoaded1)).bytes, "长表.xlsx");
  EXPECT_EQ(good(from_xlsx->digest()), digest);
}

TEST_P(StoreExport, ComesBackThroughTheWideFormWithWhatIsMissing) {
  StoreUnderTest source(GetParam());
  import_into(*source,
              "站点,时间,氨氮(mg/L),溶解氧(mg/L)\n甲,2024-03-01 08:00,0.25,7.3\n甲,2024-03-01 09:00,<0.02,断流\n"
              "乙,2024-03-01 08:00,未采样,故障\n乙,2024-03-01 09:00,维护,停运\n乙,2024-03-01 10:00,无法采样,作废\n"
              "乙,2024-03-01 11:00,缺测,\n",
              "甲.csv");
  const ContentDigest digest = good(source->digest());
  ASSERT_EQ(digest.points, 11);
  ExportRequest request;
  request.is_wide = true;
  request.names.factor = [](std::string_view code) { return export_words().factor(code)->names.front(); };
  StoreUnderTest from_csv(GetParam());
  import_into(*from_csv, csv_of(*source, request), "宽表.csv");
  EXPECT_EQ(good(from_csv->digest()), digest);
  StoreUnderTest from_xlsx(GetParam());
  import_into(*from_xlsx, good(export_xlsx(*source, request, kLoaded1)).bytes, "宽表.xlsx");
  EXPECT_EQ(good(from_xlsx->digest()), digest);
}

// --- parquet ---------------------------------------------------------------------------------------------------------

// The rows of a parquet file, one a line, and its columns' types.
std::string parquet_rows(const std::string& path, const std::string& columns, const std::string& order) {
  DuckdbOptions options;
  options.path = ":memory:";
  DuckdbConnection connection = *DuckdbConnection::open(*DuckdbDatabase::open(options));
  std::string all;
  good(connection.query("SELECT concat_ws('|', " + columns + ") FROM read_parquet(" + sql_quote(path) + ")" + order,
                        [&](const DuckdbRows& rows) {
                          for (std::size_t i = 0; i < rows.size(); ++i) all += std::string(rows.text(0, i)) + "\n";
                          return true;
                        }));
  return all;
}

TEST_P(StoreExport, WritesTypedColumnsToParquet) {
  Series second = sample_series("E02", "w21003", Label::kEnd);
  second.places = 1;
  const SeriesId other = good(store->put_series(second));
  load_samples();
  load(kLoaded2, {seen(other, kExportNoon, 123'456'789'012'345)});
  const TemporaryFolder folder;
  ParquetSettings settings;
  settings.path = folder.path() + "/values.parquet";
  settings.temporary = folder.path();
  EXPECT_EQ(good(export_parquet(*store, named_request(), settings)), (ExportReport{5, 5}));
  const std::string columns =
      "site, site_name, factor, factor_name, averaging, source, time, label, coalesce(value::VARCHAR, 'null'), "
      "coalesce(detection_limit::VARCHAR, 'null'), unit, state, coalesce(flag, 'null'), coalesce(verdict, 'null'), "
      "revision, batch, batch_source";
  const std::string front = "E01|城东排口|w01018|化学需氧量|hour|device|2024-09-30 ";
  EXPECT_EQ(parquet_rows(settings.path, columns, ""),
            front + "12:00:00|beginning|1.250|null|mg/L|value|null|valid|1|2|九月.xlsx\n" + front +
                "13:00:00|beginning|null|0.020|mg/L|below_limit|N|valid|0|1|九月.xlsx\n" + front +
                "14:00:00|beginning|null|null|mg/L|dry|null|null|0|1|九月.xlsx\n" + front +
                "15:00:01|beginning|0.007|null|mg/L|value|null|under_review|0|1|九月.xlsx\n" +
                "E02||w21003||hour|device|2024-09-30 "
                "12:00:00|end|12345678901234.500|null|mg/L|value|null|valid|0|3|九月.xlsx\n");
  EXPECT_EQ(parquet_rows(settings.path, "typeof(value), typeof(time), typeof(revision), typeof(batch)", " LIMIT 1"),
            "DECIMAL(18,3)|TIMESTAMP|INTEGER|BIGINT\n");
  EXPECT_FALSE(std::filesystem::exists(settings.path + ".writing"));

  ExportRequest empty = named_request();
  empty.selection.until = kEarliest;
  EXPECT_EQ(good(export_parquet(*store, empty, settings)), ExportReport{});
  EXPECT_EQ(parquet_rows(settings.path, "count(*)", ""), "0\n");
}

TEST_P(StoreExport, RefusesWhatParquetCannotHold) {
  load(kLoaded1, {seen(id, kExportNoon, 9'000'000'000'000'000'000)});
  const TemporaryFolder folder;
  ParquetSettings settings;
  settings.path = folder.path() + "/values.parquet";
  settings.temporary = folder.path();
  const auto refused = export_parquet(*store, {}, settings);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(),
            (Error{Code::kInvalidInput,
                   "数值 9000000000000000.000 按共同的 3 位小数超过 18 位数字，Parquet 放不下；请改用 CSV 或分开导出",
                   "E01/w01018/hour/device"}));
  EXPECT_EQ(export_parquet(*store, named_request(true), settings).error().code, Code::kInvalidInput);
  EXPECT_FALSE(std::filesystem::exists(settings.path));
  settings.path = folder.path() + "/none/values.parquet";
  ExportRequest request;
  request.selection.until = kEarliest;
  const auto nowhere = export_parquet(*store, request, settings);
  ASSERT_FALSE(nowhere.has_value());
  EXPECT_EQ(nowhere.error(),
            (Error{Code::kUnavailable, "Parquet 文件没有写成（磁盘可能已满，或内存不足）；请缩短时间或稍后重试", ""}));
}

// --- size ------------------------------------------------------------------------------------------------------------

void load_minutes(ObservationStore& store, std::span<const SeriesId> series, std::int64_t each) {
  std::vector<Observation> piece;
  std::size_t which = 0;
  std::int64_t at_minute = 0;
  good(store.append(sample_batch(kLoaded1, "frames"), [&]() -> Result<std::span<const Observation>> {
    piece.clear();
    for (; piece.size() < 20'000 && which < series.size(); ++at_minute) {
      if (at_minute == each) {
        at_minute = -1;
        ++which;
        continue;
      }
      piece.push_back(seen(series[which], Instant{kExportNoon.seconds + at_minute * 60}, at_minute % 977, 1));
    }
    return std::span<const Observation>(piece);
  }));
}

TEST_P(StoreExport, StaysSmallWhileMuchLeaves) {
  const std::int64_t each = GetParam() == StoreKind::kDuckdb ? 150'000 : 60'000;
  const SeriesId other = good(store->put_series(sample_series("E02")));
  const std::vector<SeriesId> both{id, other};
  load_minutes(*store, both, each);
  const auto in_use = [] {
    const auto info = mallinfo2();
    return info.uordblks + info.hblkhd;
  };
  const std::size_t before = in_use();
  std::size_t octets = 0, most = 0;
  std::int64_t lines = 0;
  const ExportReport report = good(export_csv(*store, named_request(), [&](std::string_view piece) -> Status {
    octets += piece.size();
    lines += std::ranges::count(piece, '\n');
    most = std::max(most, in_use() - std::min(before, in_use()));
    return {};
  }));
  EXPECT_EQ(report, (ExportReport{2 * each, 2 * each}));
  EXPECT_EQ(lines, 2 * each + 1);
  EXPECT_GT(octets, static_cast<std::size_t>(each) * 200);
  EXPECT_LT(most, std::size_t{16} << 20) << "of " << octets;

  const TemporaryFolder folder;
  ParquetSettings settings;
  settings.path = folder.path() + "/values.parquet";
  settings.temporary = folder.path();
  settings.memory_megabytes = 64;
  EXPECT_EQ(good(export_parquet(*store, {}, settings)).rows, 2 * each);
  EXPECT_EQ(parquet_rows(settings.path, "count(*), sum(value), min(time), max(time)", ""),
            parquet_rows(settings.path,
                         std::to_string(2 * each) + ", 2 * (" + std::to_string((each / 977) * 976 * 977 / 2) + " + " +
                             std::to_string((each % 977) * (each % 977 - 1) / 2) +
                             ") / 1000.0::DECIMAL(9,3), TIMESTAMP '2024-09-30 12:00:00', TIMESTAMP "
                             "'2024-09-30 12:00:00' + INTERVAL " +
                             std::to_string(each - 1) + " MINUTE",
                         " LIMIT 1"));
}

TEST(StoreExportRows, SaysWhatToDoWhereASheetIsTooShort) {
  StoreUnderTest store(StoreKind::kDuckdb);
  const std::vector<SeriesId> one{good(store->put_series(sample_series()))};
  load_minutes(*store, one, kMostXlsxRows + 1);
  EXPECT_EQ(export_xlsx(*store, {}, kLoaded1).error(),
            (Error{Code::kInvalidInput,
                   "要导出 1048576 行，XLSX 一张表至多 1048575 行；请改用 CSV 或 Parquet，或缩短时间、少选点位", ""}));
}

TEST(StoreExportRows, RefusesTooManyWideColumns) {
  StoreUnderTest store(StoreKind::kMemory);
  for (std::size_t i = 0; i <= kMostWideColumns; ++i)
    good(store->put_series(sample_series("E01", "f" + std::to_string(i))));
  const auto refused = export_csv(*store, named_request(true), [](std::string_view) -> Status { return {}; });
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "宽表要有 1001 个因子列，至多 1000 列；请改用长表，或少选一些因子");
}

INSTANTIATE_TEST_SUITE_P(, StoreExport, testing::Values(StoreKind::kMemory, StoreKind::kDuckdb),
                         [](const auto& one) { return name_of(one.param); });

}  // namespace
}  // namespace bihuan::observations
