// What every adapter does, whatever lies below it.
#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "observations/testing/store_samples.h"

namespace bihuan::observations {
namespace {

using namespace testing_store;
using testing::ElementsAre;
using testing::IsEmpty;

const Instant kDay1 = at("2024-10-01T08:00:00");
const Instant kDay2 = at("2024-10-02T08:00:00");
const Instant kDay3 = at("2024-10-03T08:00:00");
const Instant kDay4 = at("2024-10-04T08:00:00");
const Instant kNoon = at("2024-09-30T12:00:00");

class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
  StoreContract() : store(GetParam()), id(good(store->put_series(sample_series()))) {}

  AppendReport load(Instant loaded, const std::vector<Observation>& observations) {
    return good(store->append(sample_batch(loaded), observations));
  }
  std::vector<std::int64_t> values(const View& view = {}) { return mantissas(good(store->points({}, view))); }
  Mark mark(Instant time, std::int32_t revision, Verdict verdict, bool is_person, const std::string& reference,
            Instant when = kDay2) {
    Mark made;
    made.series = id;
    made.time = time;
    made.revision = revision;
    made.verdict = verdict;
    made.is_person = is_person;
    made.by = is_person ? "周敏" : "range";
    made.reference = reference;
    made.at = when;
    return made;
  }
  std::int64_t valid_on(Date day) {
    const auto rolled = good(store->rollups({{id}, to_instant(day), to_instant(day + 1)}, PeriodKind::kDay));
    return rolled.empty() ? 0 : rolled[0].valid;
  }

  StoreUnderTest store;
  SeriesId id;
};

TEST_P(StoreContract, KnowsItsSeries) {
  Series second = sample_series("E02", "w21003");
  second.detection_limit = *parse_decimal("0.025");
  second.calendar.push_back({Date(2030, 1, 1), Date(2030, 6, 30), {0, 1}});
  second.calendar[0].until = Date(2029, 12, 31);
  const SeriesId other = good(store->put_series(second));
  EXPECT_EQ(other, SeriesId{2});
  EXPECT_EQ(good(store->put_series(second)), other) << "the same again is the same";
  store.reopen();
  second.id = other;
  EXPECT_EQ(good(store->find_series(second.key)), second);
  second.calendar.pop_back();
  good(store->put_series(second));
  store.reopen();
  EXPECT_EQ(good(store->series())[1], second) << "calendars may change";

  second.unit = "ug/L";
  const auto refused = store->put_series(second);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(),
            (Error{Code::kConflict, "序列已存在，单位为“mg/L”，不能改为“ug/L”", "E02/w21003/hour/device"}));
  EXPECT_EQ(store->find_series({"E09", "x", Averaging::kDay, "y"}).error(),
            (Error{Code::kNotFound, "没有这个序列", "E09/x/day/y"}));
}

TEST_P(StoreContract, KeepsValuesWithAllThatTheySay) {
  Observation below = seen(id, kNoon, 4, 3);
  below.state = ValueState::kBelowLimit;
  below.flag = 'N';
  Observation missing = seen(id, Instant{kNoon.seconds + 61}, 0, 4);
  missing.state = ValueState::kDry;
  Observation early = seen(id, kEarliest, -5, 5);
  Observation late = seen(id, kLatest, 9'000'000'000'000'000'000, 6);
  const AppendReport report = load(kDay1, {late, below, missing, early});
  EXPECT_EQ(report.added, 4);
  EXPECT_EQ(report.loaded, kDay1);
  store.reopen();
  const auto points = good(store->points({}));
  ASSERT_EQ(points.size(), 4U);
  EXPECT_EQ(points[0].time, kEarliest);
  EXPECT_EQ(points[0].mantissa, -5);
  EXPECT_EQ(points[1], (Point{id, kNoon, 4, points[1].entry, 0, ValueState::kBelowLimit, 'N'}));
  EXPECT_EQ(points[2], (Point{id, Instant{kNoon.seconds + 61}, 0, points[2].entry, 0, ValueState::kDry, 0}));
  EXPECT_EQ(points[3].mantissa, 9'000'000'000'000'000'000);
  EXPECT_EQ(good(store->origin(points[1].entry)), (Origin{*report.batch, 3}));
  EXPECT_EQ(good(store->origin(points[3].entry)), (Origin{*report.batch, 6}));
  EXPECT_EQ(store->origin(Entry{999}).error().code, Code::kNotFound);
}

TEST_P(StoreContract, ReadsTheWindowThatWasAskedFor) {
  const SeriesId other = good(store->put_series(sample_series("E02")));
  std::vector<Observation> observations;
  for (int i = 0; i < 300; ++i) {
    observations.push_back(seen(id, Instant{kNoon.seconds + i * 30}, i));
    observations.push_back(seen(other, Instant{kNoon.seconds + i * 30}, 1000 + i));
  }
  load(kDay1, observations);
  const Instant from{kNoon.seconds + 90}, until{kNoon.seconds + 150};
  EXPECT_THAT(mantissas(good(store->points({{id}, from, until}))), ElementsAre(3, 4));
  EXPECT_THAT(mantissas(good(store->points({{}, from, until}))), ElementsAre(3, 4, 1003, 1004));
  EXPECT_THAT(mantissas(good(store->points({{other, id, other}, from, Instant{kNoon.seconds + 91}}))),
              ElementsAre(3, 1003));
  EXPECT_EQ(good(store->count({{id}, from, {}})), 297);
  EXPECT_EQ(good(store->count({})), 600);
  EXPECT_THAT(mantissas(good(store->latest({}))), ElementsAre(299, 1299));
  const std::vector<SeriesId> one{other};
  EXPECT_THAT(mantissas(good(store->latest(one))), ElementsAre(1299));
  EXPECT_THAT(mantissas(good(store->earliest({}))), ElementsAre(0, 1000));
  EXPECT_THAT(mantissas(good(store->earliest(one))), ElementsAre(1000));
  EXPECT_EQ(store->points({{SeriesId{7}}, {}, {}}).error().message, "没有编号为 7 的序列");
  int calls = 0;
  good(store->read({}, {}, [&](std::span<const Point>) { return ++calls < 1; }));
  EXPECT_EQ(calls, 1) << "the reader may stop";
}

TEST_P(StoreContract, ReadsTheSameInAnyOrder) {
  const SeriesId other = good(store->put_series(sample_series("E02")));
  std::vector<Observation> observations;
  for (int i = 0; i < 6'000; ++i)
    observations.push_back(seen(i % 3 == 0 ? other : id, Instant{kNoon.seconds + (i * 7919 % 6'000) * 60}, i));
  load(kDay1, observations);
  for (const bool is_sealed : {false, true}) {
    if (is_sealed) {
      for (const auto& one : good(store->unsealed())) good(store->seal(one.data_set, one.month));
    }
    std::vector<Point> any;
    good(store->read({}, {}, ReadOrder::kAny, [&](std::span<const Point> some) {
      any.insert(any.end(), some.begin(), some.end());
      return true;
    }));
    std::ranges::sort(any, {}, [](const Point& point) { return std::pair(point.series, point.time); });
    EXPECT_EQ(any, good(store->points({})));
    EXPECT_EQ(any.size(), 6'000U);
  }
}

TEST_P(StoreContract, SameAgainAddsNothing) {
  const std::vector<Observation> sheet{seen(id, kNoon, 200, 2), seen(id, at("2024-09-30T13:00:00"), 210, 3)};
  load(kDay1, sheet);
  const auto before = good(store->digest());
  const AppendReport again = load(kDay2, sheet);
  EXPECT_FALSE(again.batch.has_value());
  EXPECT_EQ(again.same, 2);
  EXPECT_EQ(again.added + again.revised, 0);
  EXPECT_EQ(good(store->digest()), before);
  EXPECT_EQ(good(store->batches({}, 10)).size(), 1U);
}

TEST_P(StoreContract, AnotherValueIsARevision) {
  load(kDay1, {seen(id, kNoon, 200, 2)});
  const AppendReport corrected = load(kDay2, {seen(id, kNoon, 250, 7)});
  EXPECT_EQ(corrected.revised, 1);
  Observation flagged = seen(id, kNoon, 250, 8);
  flagged.flag = 'D';
  EXPECT_EQ(load(kDay3, {flagged}).revised, 1) << "another flag says something else";
  store.reopen();
  EXPECT_THAT(values(), ElementsAre(250));
  EXPECT_THAT(values({kDay1}), ElementsAre(200)) << "as it was";
  EXPECT_THAT(values({Instant{kDay1.seconds - 1}}), IsEmpty());
  const auto all = good(store->revisions(id, kNoon));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].point.mantissa, 200);
  EXPECT_EQ(all[0].position, 2);
  EXPECT_EQ(all[1].point.revision, 1);
  EXPECT_EQ(all[1].batch.id, *corrected.batch);
  EXPECT_EQ(all[1].position, 7);
  EXPECT_EQ(all[2].point.flag, 'D');
  EXPECT_THAT(good(store->revisions(id, kDay4)), IsEmpty());
}

TEST_P(StoreContract, WithinABatchTheLaterValueCounts) {
  const AppendReport report =
      load(kDay1, {seen(id, kNoon, 1, 1), seen(id, kNoon, 1, 2), seen(id, kNoon, 2, 3), seen(id, kNoon, 1, 4)});
  EXPECT_EQ(report.added, 1);
  EXPECT_EQ(report.same, 1);
  EXPECT_EQ(report.revised, 2);
  EXPECT_THAT(values(), ElementsAre(1));
  const auto all = good(store->revisions(id, kNoon));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[2].position, 4);
}

TEST_P(StoreContract, WithdrawingABatchBringsBackWhatWas) {
  load(kDay1, {seen(id, kNoon, 200)});
  const auto before = good(store->digest());
  const AppendReport wrong = load(kDay2, {seen(id, kNoon, 999), seen(id, kDay1, 5, 2)});
  const auto wrong_digest = good(store->digest());
  EXPECT_NE(wrong_digest, before);
  EXPECT_EQ(good(store->withdraw(*wrong.batch, {kDay3, "journal/9", "导错文件"})), 2);
  store.reopen();
  EXPECT_EQ(good(store->digest()), before) << "by digest";
  EXPECT_THAT(values(), ElementsAre(200));
  EXPECT_THAT(values({kDay2}), ElementsAre(999, 5)) << "in between it still shows";
  EXPECT_THAT(values({kDay1}), ElementsAre(200));
  const auto again = store->withdraw(*wrong.batch, {kDay4, "journal/10", ""});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error(), (Error{Code::kConflict, "第 2 批数据已经撤回", ""}));
  EXPECT_EQ(store->withdraw(BatchId{77}, {kDay4, "", ""}).error(), (Error{Code::kNotFound, "没有第 77 批数据", ""}));
  const StoredBatch stored = good(store->batch(*wrong.batch));
  ASSERT_TRUE(stored.withdrawn.has_value());
  EXPECT_EQ(stored.withdrawn->reason, "导错文件");
  EXPECT_EQ(stored.batch.source, "九月.xlsx");
  EXPECT_EQ(stored.added, 1);
  EXPECT_EQ(stored.revised, 1);

  // Loaded again it counts again, as a further revision.
  EXPECT_EQ(load(kDay4, {seen(id, kNoon, 999), seen(id, kDay1, 5, 2)}).revised, 1);
  EXPECT_EQ(good(store->digest()), wrong_digest);
  EXPECT_EQ(good(store->revisions(id, kNoon)).back().point.revision, 2);
}

TEST_P(StoreContract, WithdrawingWhatWasCorrectedChangesNothing) {
  const AppendReport first = load(kDay1, {seen(id, kNoon, 200)});
  load(kDay2, {seen(id, kNoon, 250)});
  EXPECT_EQ(good(store->withdraw(*first.batch, {kDay3, "", ""})), 0);
  EXPECT_THAT(values(), ElementsAre(250));
}

TEST_P(StoreContract, ListsBatchesAndTheirRows) {
  load(kDay1, {seen(id, kNoon, 200)});
  Batch frames = sample_batch(kDay2, "frames");
  frames.kind = BatchKind::kIngest;
  frames.first_position = 1000;
  const auto report = good(store->append(frames, std::vector{seen(id, kDay1, 7, 1003), seen(id, kNoon, 201, 1009)}));
  const auto all = good(store->batches({}, 10));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, *report.batch);
  EXPECT_EQ(all[0].batch.first_position, 1000);
  EXPECT_EQ(all[0].last_position, 1009);
  EXPECT_EQ(good(store->batches(BatchKind::kImport, 10)).size(), 1U);
  EXPECT_EQ(good(store->batches({}, 1)).size(), 1U);
  std::vector<std::int64_t> ids;
  good(store->each_batch([&](const StoredBatch& one) {
    ids.push_back(one.id.number);
    EXPECT_EQ(good(store->batches({}, 10))[all.size() - ids.size()].first_entry, one.first_entry);
    return true;
  }));
  EXPECT_EQ(ids.size(), all.size());
  EXPECT_TRUE(std::ranges::is_sorted(ids)) << "the oldest first";
  int seen_batches = 0;
  good(store->each_batch([&](const StoredBatch&) { return ++seen_batches < 1; }));
  EXPECT_EQ(seen_batches, 1);
  std::vector<Point> rows;
  good(store->read_batch(*report.batch, [&](std::span<const Point> some) {
    rows.insert(rows.end(), some.begin(), some.end());
    return true;
  }));
  EXPECT_THAT(mantissas(rows), ElementsAre(201, 7));
  EXPECT_EQ(good(store->origin(rows[0].entry)).position, 1009);
  EXPECT_EQ(store->read_batch(BatchId{9}, [](std::span<const Point>) { return true; }).error().code, Code::kNotFound);
}

TEST_P(StoreContract, LoadTimesNeverRunBackwards) {
  load(kDay2, {seen(id, kNoon, 1)});
  const AppendReport earlier = load(kDay1, {seen(id, kNoon, 2)});
  EXPECT_EQ(earlier.loaded, kDay2);
  EXPECT_THAT(values({kDay1}), IsEmpty());
  EXPECT_THAT(values({kDay2}), ElementsAre(2));
}

struct BadRow {
  const char* name;
  void (*change)(Observation&);
  const char* message;
};
const BadRow kBadRows[] = {
    {"series", [](Observation& o) { o.series = {9}; }, "没有编号为 9 的序列"},
    {"early", [](Observation& o) { o.time = Instant{kEarliest.seconds - 1}; },
     "时间 1900-12-31T23:59:59+08:00 不在 1901 至 2099 年之间"},
    {"position", [](Observation& o) { o.position = 0; }, "位置小于本批的起始位置 1"},
    {"missing_with_value", [](Observation& o) { o.state = ValueState::kFault; }, "缺测（仪器故障）的数据不应有数值"},
    {"state", [](Observation& o) { o.state = static_cast<ValueState>(44); }, "不认识的数据状态 44，应为 0 至 9"},
};

TEST_P(StoreContract, KeepsNothingOfABatchWithABadRow) {
  load(kDay1, {seen(id, kNoon, 1)});
  const auto before = good(store->digest());
  for (const BadRow& bad : kBadRows) {
    std::vector<Observation> rows{seen(id, kDay1, 5), seen(id, kNoon, 6), seen(id, kDay2, 7, 12)};
    bad.change(rows[2]);
    const auto refused = store->append(sample_batch(kDay2), rows);
    ASSERT_FALSE(refused.has_value()) << bad.name;
    EXPECT_EQ(refused.error().code, Code::kInvalidInput) << bad.name;
    EXPECT_EQ(refused.error().message, bad.message) << bad.name;
    EXPECT_EQ(good(store->digest()), before) << bad.name;
  }
  int calls = 0;
  const std::vector<Observation> some{seen(id, kDay1, 5)};
  const auto broken = store->append(sample_batch(kDay2), [&]() -> Result<std::span<const Observation>> {
    if (++calls == 2) return fail(Code::kInvalidInput, "第 2 段读不出来");
    return std::span<const Observation>(some);
  });
  ASSERT_FALSE(broken.has_value());
  EXPECT_EQ(broken.error().message, "第 2 段读不出来");
  EXPECT_EQ(good(store->digest()), before);
  load(kDay2, some);
  EXPECT_THAT(values(), ElementsAre(1, 5)) << "and it goes on";
}

TEST_P(StoreContract, ThinsWithoutLosingAPeak) {
  std::vector<Observation> rows;
  for (int i = 0; i < 10'000; ++i) rows.push_back(seen(id, Instant{kNoon.seconds + i * 60}, 100 + i % 7, i + 1));
  rows[4321].mantissa = 5000;
  rows[4322].mantissa = -3;
  rows[77].state = ValueState::kFault;
  rows[77].mantissa = 0;
  load(kDay1, rows);
  const SeriesId few = good(store->put_series(sample_series("E02")));
  load(kDay2, {seen(few, kNoon, 1), seen(few, kDay1, 2)});
  const Selection window{{}, kNoon, Instant{kNoon.seconds + 600'000}};
  const auto thinned = good(store->thin(window, 100));
  ASSERT_EQ(thinned.size(), 2U);
  EXPECT_EQ(thinned[0].points, 9'999);
  EXPECT_LE(thinned[0].thinned.size(), 100U);
  EXPECT_GE(thinned[0].thinned.size(), 60U);
  EXPECT_THAT(thinned[0].thinned, testing::Contains(ThinPoint{Instant{kNoon.seconds + 4321 * 60}, 5000}));
  EXPECT_THAT(thinned[0].thinned, testing::Contains(ThinPoint{Instant{kNoon.seconds + 4322 * 60}, -3}));
  EXPECT_EQ(thinned[0].thinned.front(), (ThinPoint{kNoon, 100}));
  EXPECT_EQ(thinned[0].thinned.back(), (ThinPoint{Instant{kNoon.seconds + 9999 * 60}, 100 + 9999 % 7}));
  EXPECT_TRUE(std::ranges::is_sorted(thinned[0].thinned, {}, &ThinPoint::time));
  EXPECT_EQ(thinned[1].points, 2);
  EXPECT_THAT(thinned[1].thinned, ElementsAre(ThinPoint{kNoon, 1}, ThinPoint{kDay1, 2})) << "few points all stay";
  EXPECT_EQ(store->thin(window, 3).error().message, "抽稀后每条序列至少保留 4 点，现为 3");
  EXPECT_THAT(good(store->thin({{few}, {}, kNoon}, 4)), IsEmpty());
}

TEST_P(StoreContract, MarksJudgeOneRevision) {
  load(kDay1, {seen(id, kNoon, 200), seen(id, at("2024-09-30T13:00:00"), 210)});
  EXPECT_EQ(valid_on(Date(2024, 9, 30)), 2);
  const std::vector<Mark> rule{mark(kNoon, 0, Verdict::kInvalid, false, "journal/5")};
  EXPECT_EQ(good(store->append_marks(rule)), 1);
  EXPECT_EQ(good(store->append_marks(rule)), 0) << "comes in once";
  EXPECT_EQ(valid_on(Date(2024, 9, 30)), 1);
  EXPECT_THAT(values(), ElementsAre(200, 210)) << "a mark deletes nothing";
  const std::vector<Mark> person{mark(kNoon, 0, Verdict::kValid, true, "journal/6", kDay3)};
  good(store->append_marks(person));
  EXPECT_EQ(valid_on(Date(2024, 9, 30)), 2) << "a person decides";
  store.reopen();
  EXPECT_THAT(good(store->marks({})), ElementsAre(rule[0], person[0]));
  EXPECT_THAT(good(store->marks({{}, kDay1, {}})), IsEmpty());
  EXPECT_THAT(good(store->marks({}, {kDay2})), ElementsAre(rule[0])) << "as it was";
  const auto then = good(store->rollups({{id}, {}, {}}, PeriodKind::kDay, {kDay2}));
  ASSERT_EQ(then.size(), 1U);
  EXPECT_EQ(then[0].valid, 1) << "as it was";

  good(store->append_marks(std::vector{mark(kNoon, 0, Verdict::kInvalid, true, "journal/7", kDay4)}));
  EXPECT_EQ(valid_on(Date(2024, 9, 30)), 1);
  load(kDay4, {seen(id, kNoon, 205)});
  EXPECT_EQ(valid_on(Date(2024, 9, 30)), 2) << "the corrected value has not been judged";

  Mark bad = rule[0];
  bad.reference = "";
  EXPECT_EQ(store->append_marks(std::vector{bad}).error().message, "标记须注明日志依据");
  bad = rule[0];
  bad.by = "";
  EXPECT_EQ(store->append_marks(std::vector{bad}).error().message, "标记须注明规则或审核人");
}

TEST_P(StoreContract, MarksCanBeReplacedFromTheJournal) {
  load(kDay1, {seen(id, kNoon, 200), seen(id, at("2024-09-30T13:00:00"), 210)});
  std::vector<Mark> all{mark(kNoon, 0, Verdict::kInvalid, false, "journal/5"),
                        mark(kNoon, 0, Verdict::kValid, true, "journal/6")};
  good(store->append_marks(all));
  const auto before = good(store->digest());
  const auto replay = [&](const std::vector<Mark>& marks, bool breaks = false) {
    std::size_t next = 0;
    return store->replace_marks([&, next]() mutable -> Result<std::span<const Mark>> {
      if (next == marks.size() && breaks) return fail(Code::kUnavailable, "日志读不出来");
      if (next == marks.size()) return std::span<const Mark>();
      return std::span<const Mark>(&marks[next++], 1);
    });
  };
  good(replay(all));
  EXPECT_EQ(good(store->digest()), before);
  EXPECT_EQ(replay({all[0]}, true).error().message, "日志读不出来");
  EXPECT_EQ(good(store->digest()), before) << "all or nothing";
  good(replay({all[0]}));
  EXPECT_EQ(valid_on(Date(2024, 9, 30)), 1);
  good(replay({}));
  EXPECT_EQ(valid_on(Date(2024, 9, 30)), 2);
  EXPECT_THAT(good(store->marks({})), IsEmpty());
}

// 2024-09-29T00:00 to 2024-10-01T00:00 in hours, values 0, 1, 2 ...
std::vector<Observation> hours(SeriesId id) {
  std::vector<Observation> rows;
  for (int i = 0; i <= 48; ++i)
    rows.push_back(seen(id, Instant{at("2024-09-29T00:00:00").seconds + i * 3600}, i, i + 1));
  return rows;
}

TEST_P(StoreContract, RollsUpDaysByTheLabel) {
  const SeriesId by_end = good(store->put_series(sample_series("E02", "w01018", Label::kEnd)));
  std::vector<Observation> rows = hours(id);
  for (const Observation& row : hours(by_end)) rows.push_back(row);
  load(kDay1, rows);
  const Selection window{{}, at("2024-09-29T00:00:00"), at("2024-10-01T00:00:00")};
  const auto days = good(store->rollups(window, PeriodKind::kDay));
  ASSERT_EQ(days.size(), 4U);
  EXPECT_EQ(days[0].sum, 23 * 24 / 2) << "00:00 to 23:00: 0 + ... + 23";
  EXPECT_EQ(days[0].expected, 24);
  EXPECT_EQ(days[0].present, 24);
  EXPECT_EQ(days[1].sum, 24 * 24 + 23 * 24 / 2);
  EXPECT_EQ(*days[1].minimum, 24);
  EXPECT_EQ(days[2].series, by_end);
  EXPECT_EQ(days[2].sum, 24 * 25 / 2) << "01:00 to 24:00: 1 + ... + 24";
  EXPECT_EQ(*days[2].maximum, 24);
  EXPECT_EQ(days[3].sum, 24 * 24 + 24 * 25 / 2) << "24:00 of the 30th is the 30th's";
  const auto months =
      good(store->rollups({{}, at("2024-09-01T00:00:00"), at("2024-11-01T00:00:00")}, PeriodKind::kMonth));
  ASSERT_EQ(months.size(), 4U);
  EXPECT_EQ(months[0].present, 48);
  EXPECT_EQ(months[0].expected, 720);
  EXPECT_EQ(months[1].present, 1) << "00:00 of 1 October";
  EXPECT_EQ(months[2].present, 49) << "24:00 of the 28th is September's too";
  EXPECT_EQ(months[3].present, 0) << "nothing of October";
  EXPECT_EQ(months[3].expected, 744);
}

TEST_P(StoreContract, RollsUpAllKindsOfPeriods) {
  load(kDay1, hours(id));
  EXPECT_EQ(good(store->rollups({}, PeriodKind::kHour)).size(), 49U) << "an open window is that of the values";
  const auto hour =
      good(store->rollups({{id}, at("2024-09-29T05:00:00"), at("2024-09-29T06:00:00")}, PeriodKind::kHour));
  ASSERT_EQ(hour.size(), 1U);
  EXPECT_EQ(hour[0].sum, 5);
  EXPECT_EQ(hour[0].expected, 1);
  const auto quarters =
      good(store->rollups({{}, at("2024-01-01T00:00:00"), at("2025-01-01T00:00:00")}, PeriodKind::kQuarter));
  ASSERT_EQ(quarters.size(), 4U);
  EXPECT_EQ(quarters[2].present, 48);
  EXPECT_EQ(quarters[3].present, 1);
  EXPECT_EQ(quarters[0].expected, 91 * 24);
  const auto years = good(store->rollups({}, PeriodKind::kYear));
  ASSERT_EQ(years.size(), 1U);
  EXPECT_EQ(years[0].present, 49);
  EXPECT_EQ(years[0].expected, 366 * 24);
  EXPECT_EQ(years[0].sum, 48 * 49 / 2);
  EXPECT_EQ(store->rollups({}, PeriodKind::kWeek).error().message, "只汇总到小时、日、月、季、年，不能按“week”汇总");
}

TEST_P(StoreContract, RollupsTellValuesFromLimitsAndGaps) {
  std::vector<Observation> rows = hours(id);
  rows[1].state = ValueState::kBelowLimit;
  rows[2].state = ValueState::kFault;
  rows[2].mantissa = 0;
  rows.erase(rows.begin() + 3);
  load(kDay1, rows);
  const auto day = good(store->rollups({{id}, at("2024-09-29T00:00:00"), at("2024-09-30T00:00:00")}, PeriodKind::kDay));
  ASSERT_EQ(day.size(), 1U);
  EXPECT_EQ(day[0].expected, 24) << "from the calendar, not from what is there";
  EXPECT_EQ(day[0].present, 22);
  EXPECT_EQ(day[0].valid, 22);
  EXPECT_EQ(day[0].below, 1);
  EXPECT_EQ(day[0].below_sum, 1);
  EXPECT_EQ(day[0].missing, 1);
  EXPECT_EQ(day[0].sum, 23 * 24 / 2 - 1 - 2 - 3);
  EXPECT_EQ(*day[0].minimum, 0);
}

TEST_P(StoreContract, RollupsFollowLateValuesCorrectionsAndUndo) {
  load(kDay1, hours(id));
  EXPECT_EQ(good(store->roll_up()), 0);
  const Selection september{{id}, at("2024-09-01T00:00:00"), at("2024-10-01T00:00:00")};
  const auto month = [&](const View& view = {}) {
    return good(store->rollups(september, PeriodKind::kMonth, view)).at(0);
  };
  const Rollup before = month();
  const AppendReport report =
      load(kDay2, {seen(id, at("2024-09-29T05:00:00"), 1005), seen(id, at("2024-09-03T05:00:00"), 3)});
  EXPECT_EQ(month().sum, before.sum + 1003) << "at once";
  EXPECT_EQ(month().present, before.present + 1);
  EXPECT_EQ(month({kDay1}), before) << "as of yesterday nothing changed";
  EXPECT_EQ(good(store->roll_up(1)), GetParam() == StoreKind::kMemory ? 0 : 1) << "one day after the other";
  EXPECT_EQ(month().sum, before.sum + 1003);
  EXPECT_EQ(good(store->roll_up()), 0);
  EXPECT_EQ(month().sum, before.sum + 1003);
  store.reopen();
  EXPECT_EQ(month().sum, before.sum + 1003);
  good(store->withdraw(*report.batch, {kDay3, "", ""}));
  EXPECT_EQ(month(), before);
  good(store->roll_up());
  EXPECT_EQ(month(), before);
  EXPECT_EQ(month({kDay2}).sum, before.sum + 1003);
}

TEST_P(StoreContract, SumsAreExactBeyond64Bits) {
  std::vector<Observation> rows;
  constexpr std::int64_t kLarge = 9'000'000'000'000'000'000;
  for (int i = 0; i < 4; ++i)
    rows.push_back(seen(id, Instant{kNoon.seconds + i * 3600}, i == 3 ? 1 - kLarge : kLarge, i + 1));
  load(kDay1, rows);
  const auto day = good(store->rollups({}, PeriodKind::kDay));
  ASSERT_EQ(day.size(), 1U);
  EXPECT_TRUE(day[0].sum == static_cast<ExactSum>(kLarge) * 2 + 1);
  const auto thinned = good(store->thin({}, 4));
  ASSERT_EQ(thinned.size(), 1U);
  EXPECT_EQ(thinned[0].thinned.size(), 4U);
  load(kDay2, {seen(id, Instant{kNoon.seconds + 4 * 3600}, 0)});
  EXPECT_THAT(good(store->thin({}, 4))[0].thinned,
              testing::Contains(ThinPoint{Instant{kNoon.seconds + 3 * 3600}, 1 - kLarge}));
}

TEST_P(StoreContract, SealingChangesNothing) {
  load(kDay1, hours(id));
  load(kDay2, {seen(id, at("2024-09-29T05:00:00"), 1005)});
  good(store->append_marks(std::vector{mark(at("2024-09-29T06:00:00"), 0, Verdict::kInvalid, false, "journal/5")}));
  const Period september = *parse_period("2024-09"), october = *parse_period("2024-10");
  const auto look = [&] {
    std::vector<Rollup> all = good(store->rollups({}, PeriodKind::kHour));
    for (const View& view : {View{}, View{kDay1}})
      for (const Rollup& rollup : good(store->rollups({}, PeriodKind::kDay, view))) all.push_back(rollup);
    return std::tuple(good(store->digest()), good(store->points({})), good(store->points({}, {kDay1})), all,
                      good(store->thin({}, 8))[0].thinned, good(store->latest({})));
  };
  const auto before = look();
  EXPECT_EQ(good(store->unsealed()).size(), 2U);
  EXPECT_EQ(good(store->seal("outlet-hour", september)).rows, 49);
  EXPECT_EQ(look(), before);
  EXPECT_EQ(good(store->seal("outlet-hour", september)).rows, 49) << "nothing new, nothing done";
  store.reopen();
  EXPECT_EQ(look(), before);
  auto left = good(store->unsealed());
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].month, october);
  EXPECT_EQ(left[0].rows, 1);
  EXPECT_EQ(left[0].data_set, "outlet-hour");

  // What comes for a sealed month counts at once, and is taken in by the next sealing.
  EXPECT_EQ(load(kDay3, {seen(id, at("2024-09-29T05:00:00"), 1005), seen(id, at("2024-09-29T07:00:00"), 8, 2),
                         seen(id, at("2024-09-29T07:30:00"), 9, 3)})
                .same,
            1);
  const auto later = look();
  EXPECT_EQ(good(store->revisions(id, at("2024-09-29T07:00:00"))).size(), 2U);
  EXPECT_EQ(good(store->seal("outlet-hour", september)).rows, 51);
  EXPECT_EQ(good(store->seal("outlet-hour", october)).rows, 1);
  EXPECT_EQ(look(), later);
  EXPECT_EQ(good(store->sealed()).size(), 2U);
  EXPECT_THAT(good(store->unsealed()), IsEmpty());
  EXPECT_EQ(good(store->revisions(id, at("2024-09-29T07:00:00"))).size(), 2U);
  EXPECT_EQ(good(store->seal("no-such-set", september)).rows, 0);
  EXPECT_EQ(store->seal("outlet-hour", *parse_period("2024")).error().message, "封存以月为单位，现为 2024");
}

TEST_P(StoreContract, RetentionDropsByDataTime) {
  Series kept_series = sample_series("E03");
  kept_series.data_set = "section-month";
  const SeriesId other = good(store->put_series(kept_series));
  std::vector<Observation> rows = hours(id);
  for (const Observation& row : hours(other)) rows.push_back(row);
  load(kDay1, rows);
  good(store->append_marks(std::vector{mark(at("2024-09-29T06:00:00"), 0, Verdict::kInvalid, false, "journal/5")}));
  good(store->seal("outlet-hour", *parse_period("2024-09")));
  load(kDay2, {seen(id, at("2024-09-29T05:00:00"), 1005)});
  EXPECT_EQ(good(store->retain({"outlet-hour", Date(2024, 10, 1), {}, kDay3, "journal/8"})), 49) << "48 and a revision";
  store.reopen();
  EXPECT_EQ(good(store->count({{id}, {}, {}})), 1);
  EXPECT_EQ(good(store->count({{other}, {}, {}})), 49);
  EXPECT_THAT(good(store->sealed()), IsEmpty());
  EXPECT_THAT(good(store->marks({})), IsEmpty());
  EXPECT_EQ(good(store->rollups({{id}, {}, {}}, PeriodKind::kYear)).at(0).present, 1);
  EXPECT_EQ(good(store->batches({}, 10)).size(), 2U) << "that there was something stays known";
  EXPECT_EQ(good(store->retain({"outlet-hour", Date(2024, 10, 1), {}, kDay3, "journal/8"})), 0);
  EXPECT_EQ(store->retain({"outlet-hour", {}, {}, kDay3, ""}).error().message,
            "清理数据须给出数据时间或入库时间的界限");
  EXPECT_EQ(store->retain({"outlet-hour", Date(2024, 10, 2), {}, kDay3, ""}).error().message,
            "按数据时间清理须到月初，现为 2024-10-02");
}

TEST_P(StoreContract, RetentionDropsByLoadTime) {
  load(kDay1, hours(id));
  load(kDay2, {seen(id, at("2024-09-29T05:00:00"), 1005), seen(id, at("2024-10-01T05:00:00"), 7, 2)});
  good(store->seal("outlet-hour", *parse_period("2024-09")));
  good(store->append_marks(std::vector{mark(at("2024-09-29T05:00:00"), 1, Verdict::kSuspect, false, "journal/5"),
                                       mark(at("2024-09-29T05:00:00"), 0, Verdict::kInvalid, false, "journal/5")}));
  EXPECT_EQ(good(store->retain({"outlet-hour", {}, kDay2, kDay3, "journal/8"})), 49);
  store.reopen();
  EXPECT_THAT(values(), ElementsAre(1005, 7));
  EXPECT_EQ(good(store->marks({})).size(), 1U);
  ASSERT_EQ(good(store->sealed()).size(), 1U);
  EXPECT_EQ(good(store->sealed())[0].rows, 1);
  EXPECT_EQ(good(store->retain({"outlet-hour", Date(2024, 10, 1), Instant{kDay3.seconds}, kDay3, "journal/9"})), 1);
  EXPECT_THAT(values(), ElementsAre(7));
  EXPECT_THAT(good(store->sealed()), IsEmpty());
}

TEST_P(StoreContract, RetentionByBatchIsTheOneByLoadTimeWithoutTimes) {
  load(kDay1, hours(id));
  const AppendReport second = load(kDay2, {seen(id, at("2024-09-29T05:00:00"), 1005), seen(id, kDay2, 7, 2)});
  Retention retention{"outlet-hour", {}, {}, kDay3, "journal/8"};
  retention.through_batch = BatchId{second.batch->number - 1};
  const RetentionPlan plan = good(store->plan_retention(retention));
  EXPECT_EQ(plan.rows, 49);
  ASSERT_EQ(plan.months.size(), 2U);
  EXPECT_EQ(to_string(plan.months[0].month), "2024-09");
  EXPECT_EQ(plan.months[0].rows, 48);
  EXPECT_EQ(plan.months[1].rows, 1) << "the label of midnight is of the month that begins";
  EXPECT_EQ(good(store->count({})), 50) << "a plan only looks";
  EXPECT_EQ(good(store->retain(retention)), 49);
  store.reopen();
  EXPECT_THAT(values(), ElementsAre(1005, 7));
  ASSERT_EQ(good(store->dropped()).size(), 1U);
  EXPECT_EQ(good(store->dropped())[0].reference, "journal/8");
  EXPECT_EQ(good(store->dropped())[0].rows, 49);
  retention.reference = "journal/9";
  EXPECT_EQ(good(store->retain(retention)), 0);
  store.reopen();
  ASSERT_EQ(good(store->dropped()).size(), 2U) << "that nothing was left to drop is known, too";
  EXPECT_EQ(good(store->dropped())[1].at, kDay3);
  retention.data_set = "no-such-set";
  EXPECT_EQ(good(store->plan_retention(retention)).rows, 0);
  EXPECT_EQ(good(store->retain(retention)), 0);
  retention.loaded_before = kDay2;
  EXPECT_EQ(store->retain(retention).error().message, "入库的界限只能给一个：时间或批次");
  EXPECT_EQ(store->plan_retention(retention).error().code, Code::kInvalidInput);
}

TEST_P(StoreContract, RetentionIsRefusedForWhatIsWanted) {
  load(kDay1, hours(id));
  const Hold held{"case/k000012", "outlet-hour", id, at("2024-09-29T05:00:00"), at("2024-09-29T06:00:00")};
  good(store->hold(held));
  EXPECT_EQ(store->hold(held).error(), (Error{Code::kConflict, "同一依据已有留存", "case/k000012"}));
  store.reopen();
  EXPECT_EQ(good(store->holds()).size(), 1U);
  const Retention retention{"outlet-hour", Date(2024, 10, 1), {}, kDay3, "journal/8"};
  EXPECT_EQ(store->retain(retention).error(),
            (Error{Code::kConflict, "要清理的数据中有须留存的：case/k000012", "case/k000012"}));
  good(store->hold({"case/k000011", "outlet-hour", {}, at("2024-09-29T05:00:00"), at("2024-09-29T06:00:00")}));
  good(store->hold({"case/k000010", "outlet-hour", {}, at("2024-10-01T00:00:00"), at("2024-11-01T00:00:00")}));
  const RetentionPlan plan = good(store->plan_retention(retention));
  EXPECT_THAT(plan.holds, ElementsAre("case/k000011", "case/k000012"));
  EXPECT_FALSE(plan.open_question.has_value());
  good(store->release("case/k000011"));
  EXPECT_EQ(good(store->count({})), 49);
  good(store->release("case/k000012"));
  EXPECT_EQ(store->release("case/k000012").error().code, Code::kNotFound);
  good(store->append_marks(std::vector{mark(at("2024-09-29T06:00:00"), 0, Verdict::kUnderReview, true, "journal/5")}));
  EXPECT_EQ(good(store->plan_retention(retention)).open_question, std::pair(id, at("2024-09-29T06:00:00")));
  EXPECT_THAT(good(store->dropped()), IsEmpty());
  EXPECT_EQ(store->retain(retention).error(),
            (Error{Code::kConflict, "要清理的数据中有待审核的：2024-09-29T06:00:00+08:00", "E01/w01018/hour/device"}));
  good(store->append_marks(std::vector{mark(at("2024-09-29T06:00:00"), 0, Verdict::kInvalid, true, "journal/6")}));
  EXPECT_EQ(good(store->retain(retention)), 48);
}

TEST_P(StoreContract, DigestDoesNotKnowTheOrderOfBatches) {
  std::vector<Observation> rows = hours(id);
  std::mt19937 random(7);
  std::ranges::shuffle(rows, random);
  StoreUnderTest other(GetParam());
  good(other->put_series(sample_series("E05")));  // so that ids differ
  const SeriesId there = good(other->put_series(sample_series()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Observation row = rows[i];
    row.series = there;
    good(other->append(sample_batch(kDay4), std::vector{row}));
  }
  load(kDay1, rows);
  EXPECT_EQ(good(store->digest()).current, good(other->digest()).current);
  EXPECT_EQ(good(store->digest()).points, 49);
  load(kDay2, {seen(id, kDay4, 1)});
  EXPECT_NE(good(store->digest()).current, good(other->digest()).current);
}

TEST_P(StoreContract, ReadersSeeOneMomentBesideWriters) {
  // A batch is always seen whole, also while months are sealed.
  constexpr int kBatch = 50;
  std::jthread writer([&] {
    for (int i = 0; i < 40; ++i) {
      std::vector<Observation> rows;
      for (int j = 0; j < kBatch; ++j)
        rows.push_back(seen(id, Instant{at("2024-08-30T00:00:00").seconds + (i * kBatch + j) * 3600}, i, j + 1));
      good(store->append(sample_batch(Instant{kDay1.seconds + i}), rows));
      if (i % 8 == 7) good(store->seal("outlet-hour", *parse_period("2024-09")));
      if (i % 5 == 4) good(store->roll_up());
    }
  });
  std::int64_t last = 0;
  while (last < 40 * kBatch) {
    const std::int64_t count = good(store->count({}));
    ASSERT_EQ(count % kBatch, 0);
    ASSERT_GE(count, last);
    last = count;
    std::int64_t summed = 0;
    for (const Rollup& rollup : good(store->rollups({}, PeriodKind::kMonth))) summed += rollup.present;
    ASSERT_EQ(summed % kBatch, 0);
    ASSERT_GE(summed, count);
  }
}

INSTANTIATE_TEST_SUITE_P(, StoreContract, testing::Values(StoreKind::kMemory, StoreKind::kDuckdb),
                         [](const auto& p) { return name_of(p.param); });

}  // namespace
}  // namespace bihuan::observations
