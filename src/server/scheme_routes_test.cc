#include <filesystem>

#include "base/base64.h"
#include "observations/memory_store.h"
#include "records/scheme_sheet.h"
#include "server/duty_api.h"
#include "server/observation_room.h"
#include "server/sample_round.h"
#include "server/scheme_api.h"
#include "server/scheme_desk.h"

namespace bihuan::server {
namespace {

using observations::Averaging;
using observations::Label;
using observations::Observation;
using observations::ObservationStore;
using observations::ValueState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kSchemeSheet =
    "年份,组,点位,项目,频次,起,止,单位,依据,条款\n"
    "2031,湖泊,南湖,氨氮、总磷,每月,,,东分局,2031年监测方案,二\n"
    "2031,湖泊,H02,氨氮,每季,,,,,\n"
    "2031,湖泊,北湖,氨氮,,,,,,\n"
    "2031,河流,E01,NH3-N,双月,2031-03,,西分局,,\n";

class SchemeRoutes : public RoundTest {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    office_.office().observations->place(
        []() -> Result<std::unique_ptr<ObservationStore>> { return observations::open_memory_store(); },
        testing::TempDir(), clock_);
    for (const auto& [code, name] : {std::pair{"H01", "南湖"}, {"H02", "北湖"}, {"E01", "河口"}}) {
      records::Site site;
      site.code = code;
      site.name = name;
      site.kind = records::SiteKind::kLake;
      ASSERT_TRUE(office_.office().sites.add(keeper(), site).has_value());
    }
  }
  records::Actor keeper() {
    records::Actor actor = sample_actor("站长", clock_.now());
    actor.roles = {records::DeskRole::kStation};
    return actor;
  }
  const std::string& station() { return office_.session_of(Role::kStation); }
  const std::string& reader() { return office_.session_of(Role::kReader); }

  static std::string sheet(const std::string& csv, bool is_dry_run = false) {
    return R"({"file_name":"方案.csv","content_base64":")" + to_base64(csv) + R"(","is_dry_run":)" +
           (is_dry_run ? "true" : "false") + "}";
  }
  api::SchemeImportView import(const std::string& csv) {
    return read<api::SchemeImportView>(post("/api/v1/scheme/import", sheet(csv), station()));
  }

  struct Value {
    const char* time;
    ValueState state = ValueState::kValue;
  };
  void put(const std::string& site, const std::string& factor, const std::vector<Value>& values,
           Averaging averaging = Averaging::kMonth, Label label = Label::kBeginning,
           const std::string& source = "manual") {
    ObservationStore& store = **office_.office().observations->store();
    observations::Series series;
    series.key = {site, factor, averaging, source};
    series.unit = "mg/L";
    series.places = 2;
    series.data_set = "test";
    series.label = label;
    const Result<observations::SeriesId> id = store.put_series(series);
    ASSERT_TRUE(id.has_value()) << id.error().message;
    std::vector<Observation> batch;
    for (const Value& value : values) {
      Observation one;
      one.series = *id;
      one.time = to_instant(*parse_date(value.time));
      one.state = value.state;
      one.mantissa = observations::has_value(value.state) ? 12 : 0;
      one.position = static_cast<std::int64_t>(batch.size()) + 1;
      batch.push_back(one);
    }
    observations::Batch about;
    about.source = "test";
    about.loaded = clock_.now();
    ASSERT_TRUE(store.append(about, batch).has_value());
  }
  const api::SchemeGroup& group(const api::SchemeView& view, const std::string& name) {
    return *std::ranges::find(view.groups, name, &api::SchemeGroup::group_name);
  }
  api::SchemeView overview(const std::string& more = "") {
    return read<api::SchemeView>(get("/api/v1/scheme?year=2031" + more, reader()));
  }
};

TEST_F(SchemeRoutes, ASheetIsTakenWithItsFaultsNamed) {
  const auto look = read<api::SchemeImportView>(post("/api/v1/scheme/import", sheet(kSchemeSheet, true), station()));
  EXPECT_EQ(look.added, 3);
  EXPECT_THAT(overview().groups, IsEmpty());
  const api::SchemeImportView done = import(kSchemeSheet);
  EXPECT_EQ(done.added, 3);
  ASSERT_THAT(done.refused, SizeIs(1));
  EXPECT_THAT(done.refused[0].where, HasSubstr("E4"));
  EXPECT_THAT(done.refused[0].message, HasSubstr("应写明频次"));
  EXPECT_EQ(import(kSchemeSheet).same, 3);
  const auto list =
      read<api::SchemeLineList>(get("/api/v1/scheme/lines?year=2031&group=" + percent_encode("湖泊"), reader()));
  ASSERT_THAT(list.lines, SizeIs(2));
  EXPECT_EQ(list.lines[0].site_name, "南湖");
  EXPECT_EQ(list.lines[0].unit_name, kOwn);
  ASSERT_THAT(list.lines[0].items, SizeIs(2));
  EXPECT_EQ(list.lines[0].items[0].item_name, "氨氮");
  EXPECT_EQ(list.lines[0].basis_clause, "二");
  EXPECT_FALSE(list.lines[0].may_change);
  EXPECT_EQ(list.lines[0].counts.planned, 12);
  const auto first = read<api::SchemeLineList>(get("/api/v1/scheme/lines?year=2031&limit=2", reader()));
  EXPECT_EQ(first.next, "2");
  EXPECT_THAT(read<api::SchemeLineList>(get("/api/v1/scheme/lines?year=2031&limit=2&cursor=2", reader())).lines,
              SizeIs(1));
  EXPECT_EQ(get("/api/v1/scheme/lines?year=2031&cursor=x", reader()).status, 400);
  EXPECT_EQ(get("/api/v1/scheme?year=1999", reader()).status, 400);
  EXPECT_EQ(get("/api/v1/scheme?day=2031-02-30", reader()).status, 400);
  EXPECT_EQ(post("/api/v1/scheme/import", sheet(kSchemeSheet), reader()).status, 403);
}

TEST_F(SchemeRoutes, DoneIsCountedFromValuesThatArrived) {
  import(kSchemeSheet);
  const std::string lakes = "湖泊", rivers = "河流";
  // 20 June: January to May and the first quarter are over; February, April (and not yet June) of the river from March.
  api::SchemeView view = overview();
  EXPECT_EQ(group(view, lakes).counts, (api::SchemeCounts{.planned = 16, .due = 6, .missing = 6, .ahead = 10}));
  EXPECT_EQ(group(view, rivers).counts, (api::SchemeCounts{.planned = 5, .due = 1, .missing = 1, .ahead = 4}))
      << "April; June is not over";
  EXPECT_EQ(group(view, lakes).sites, 2);
  EXPECT_EQ(to_string(*view.share), "0.0");

  put("H01", "w21003",
      {{"2031-01-01"}, {"2031-02-01"}, {"2031-03-01", ValueState::kDry}, {"2031-04-01"}, {"2031-06-01"}});
  put("H01", "w21011",
      {{"2031-01-01", ValueState::kBelowLimit},
       {"2031-03-01", ValueState::kNoAccess},
       {"2031-04-01", ValueState::kNotSampled},
       {"2031-06-01"}});
  // Of a day, labelled by its end: midnight of 1 April is still March, in the first quarter.
  put("H02", "w21003", {{"2031-04-01"}}, Averaging::kDay, Label::kEnd);
  // Simulated devices, means of years: nothing.
  put("E01", "w21003", {{"2031-04-02"}, {"2031-04-03"}}, Averaging::kDay, Label::kBeginning, "simulated");
  put("E01", "w21003", {{"2031-04-02"}}, Averaging::kYear);
  view = overview();
  EXPECT_EQ(
      group(view, lakes).counts,
      (api::SchemeCounts{
          .planned = 16, .due = 6, .done = 3, .due_done = 2, .partly = 2, .excused = 1, .missing = 1, .ahead = 9}))
      << "January, the quarter, June before its end; February, April partly; March said why; May missing";
  EXPECT_EQ(group(view, rivers).counts.missing, 1);
  EXPECT_EQ(to_string(*group(view, lakes).share), "33.3");
  const std::vector<api::SchemeMonth>& months = group(view, lakes).months;
  ASSERT_THAT(months, SizeIs(12));
  EXPECT_EQ(months[2].month, "2031-03");
  EXPECT_EQ(months[2].counts.planned, 2) << "the month and the quarter end in March";

  // As on 1 March: what came later is not known, February is over.
  EXPECT_EQ(group(overview("&day=2031-03-01"), lakes).counts,
            (api::SchemeCounts{.planned = 16, .due = 2, .done = 1, .due_done = 1, .partly = 1, .ahead = 14}));

  const auto detail = read<api::SchemeLineDetail>(get("/api/v1/scheme/lines/l000001", reader()));
  ASSERT_THAT(detail.windows, SizeIs(12));
  EXPECT_EQ(detail.windows[0].state, "done");
  EXPECT_EQ(detail.windows[1].state_name, "部分完成");
  ASSERT_THAT(detail.windows[1].lacks, SizeIs(1));
  EXPECT_EQ(detail.windows[1].lacks[0].item_name, "总磷");
  EXPECT_EQ(detail.windows[2].state, "excused");
  EXPECT_EQ(detail.windows[2].lacks[0].reason, "dry");
  EXPECT_EQ(detail.windows[4].state, "missing");
  EXPECT_EQ(get("/api/v1/scheme/lines/l000009", reader()).status, 404);

  const std::string of_lakes = "/api/v1/scheme/calendar?year=2031&group=" + percent_encode(lakes);
  const auto calendar = read<api::SchemeCalendar>(get(of_lakes, reader()));
  ASSERT_THAT(calendar.lines, SizeIs(2));
  EXPECT_EQ(calendar.lines[0].windows[1].state, "partly");
  EXPECT_EQ(calendar.lines[0].line.counts, detail.line.counts);
  EXPECT_THAT(calendar.lines[1].windows, SizeIs(4));
  EXPECT_EQ(read<api::SchemeCalendar>(get(of_lakes + "&limit=1", reader())).next, "1");

  const auto gaps = read<api::SchemeGapList>(get("/api/v1/scheme/missing?year=2031", reader()));
  EXPECT_EQ(gaps.total, 4);
  ASSERT_THAT(gaps.gaps, SizeIs(4));
  EXPECT_EQ(gaps.gaps[0].window.window, "2031-02");
  EXPECT_EQ(gaps.gaps[0].unit_name, kOwn);
  EXPECT_EQ(gaps.gaps[3].window.window, "2031-05");
  const std::string own = "&unit=" + percent_encode("西分局");
  EXPECT_EQ(read<api::SchemeGapList>(get("/api/v1/scheme/missing?year=2031" + own, reader())).total, 1);
  const auto page = read<api::SchemeGapList>(get("/api/v1/scheme/missing?year=2031&limit=3", reader()));
  EXPECT_EQ(page.total, 4);
  EXPECT_EQ(page.next, "3");
}

TEST_F(SchemeRoutes, AJudgedValueDoesNotCount) {
  import(kSchemeSheet);
  put("E01", "w21003", {{"2031-04-01"}});
  EXPECT_EQ(group(overview(), "河流").counts.due_done, 1);
  ObservationStore& store = **office_.office().observations->store();
  const observations::Series series = *store.find_series({"E01", "w21003", Averaging::kMonth, "manual"});
  observations::Mark mark;
  mark.series = series.id;
  mark.time = to_instant(Date(2031, 4, 1));
  mark.verdict = observations::Verdict::kInvalid;
  mark.is_person = true;
  mark.by = "王工";
  mark.reference = "value_mark/y000001";
  ASSERT_TRUE(store.append_marks(std::vector{mark}).has_value());
  EXPECT_EQ(group(overview(), "河流").counts.missing, 1);
  const auto detail = read<api::SchemeLineDetail>(get("/api/v1/scheme/lines/l000003", reader()));
  EXPECT_TRUE(detail.windows[1].lacks.at(0).has_invalid);
}

TEST_F(SchemeRoutes, DenserThanTheYearBefore) {
  import(kSchemeSheet);
  import("年份,组,点位,项目,频次\n2030,湖泊,南湖,氨氮,每季\n2030,河流,E01,氨氮,每月\n");
  put("H01", "w21003",
      {{"2030-02-01"}, {"2030-06-01"}, {"2030-11-01"}, {"2031-01-01"}, {"2031-02-01"}, {"2031-05-01"}});
  put("H01", "w21011", {{"2031-05-01"}, {"2031-06-01"}});
  const auto view = read<api::SchemeComparison>(get("/api/v1/scheme/comparison?year=2031", reader()));
  EXPECT_EQ(view.day_before, Date(2030, 6, 20));
  ASSERT_THAT(view.rows, SizeIs(3));
  const auto row = [&](const std::string& site) {
    return *std::ranges::find(view.rows, site, &api::SchemeComparisonRow::site);
  };
  EXPECT_EQ(row("H01").planned, 12);
  EXPECT_EQ(row("H01").planned_before, 4);
  EXPECT_EQ(row("H01").change_name, "加密");
  EXPECT_EQ(row("H01").done, 4) << "January, February, May (once), June";
  EXPECT_EQ(row("H01").done_before, 2) << "up to 20 June";
  EXPECT_EQ(row("H01").done_before_whole, 3);
  EXPECT_EQ(row("E01").planned, 5) << "even months from March on";
  EXPECT_EQ(row("E01").change, "sparser");
  EXPECT_EQ(row("H02").change, "new");
  EXPECT_FALSE(row("H02").planned_before.has_value());
}

TEST_F(SchemeRoutes, EndedWithAReasonAndBoundToATask) {
  import(kSchemeSheet);
  const std::string end = R"({"last":"2031-03-31","why":"湖面整治"})";
  EXPECT_EQ(post("/api/v1/scheme/lines/l000001/end", end, station()).status, 428);
  EXPECT_EQ(post("/api/v1/scheme/lines/l000001/end", end, station(), "\"3\"").status, 412);
  const auto ended = read<api::SchemeLineView>(post("/api/v1/scheme/lines/l000001/end", end, station(), "\"1\""));
  EXPECT_EQ(ended.counts.planned, 3) << "January to March";
  EXPECT_EQ(ended.ended_why, "湖面整治");
  EXPECT_THAT(import(kSchemeSheet).ended, ElementsAre("l000001"));

  const Result<records::TaskPage> tasks = office_.office().tasks.list({}, "", 1);
  ASSERT_TRUE(tasks.has_value() && !tasks->tasks.empty());
  const std::string task = tasks->tasks.front().id;
  const std::string bind = R"({"task_id":")" + task + R"(","year":2031,"group_name":"湖泊"})";
  EXPECT_EQ(post("/api/v1/scheme/bindings", bind, station()).status, 403) << "the office alone";
  EXPECT_EQ(read<records::SchemeBinding>(post("/api/v1/scheme/bindings", bind, office()), 201).group_name, "湖泊");
  const api::SchemeView view = overview();
  ASSERT_THAT(group(view, "湖泊").tasks, SizeIs(1));
  EXPECT_EQ(group(view, "湖泊").tasks[0].task_id, task);
  EXPECT_THAT(group(view, "湖泊").tasks[0].clause, HasSubstr("巡查"));
  EXPECT_THAT(group(view, "河流").tasks, IsEmpty());
  const std::string target = "/api/v1/scheme/bindings/" + task + "/end";
  EXPECT_EQ(post(target, R"({"why":""})", office()).status, 400);
  EXPECT_FALSE(read<records::SchemeBinding>(post(target, R"({"why":"另有安排"})", office())).is_active);
  EXPECT_THAT(group(overview(), "湖泊").tasks, IsEmpty());
}

// The plan: 对河口、南湖2个水源地每月巡查不少于1次 (events of each, each month).
TEST_F(SchemeRoutes, ADutyThatIsBoundIsKeptByValues) {
  import("年份,组,点位,项目,频次\n2031,水源,南湖,氨氮,每月\n2031,水源,北湖,氨氮,每月\n");
  put("H01", "w21003",
      {{"2031-01-01"}, {"2031-02-01"}, {"2031-03-01", ValueState::kDry}, {"2031-05-01"}, {"2031-06-01"}});
  const auto duties = [&] { return read<api::DutyList>(get("/api/v1/plans/" + plan_ + "/duties", clerk())); };
  const auto event = [&](const std::string& object, const std::string& period) {
    const api::DutyList all = duties();
    for (const api::DutyEventView& one : all.events)
      if (one.object == object && one.period == period) return one;
    ADD_FAILURE() << object << " " << period;
    return api::DutyEventView{};
  };
  EXPECT_EQ(event("南湖", "2031-01").state, records::DutyState::kMissed) << "people record it";
  EXPECT_FALSE(event("南湖", "2031-01").samples.has_value());
  const std::string task = event("南湖", "2031-01").task_id;
  const std::string bind = R"({"task_id":")" + task + R"(","year":2031,"group_name":"水源"})";
  ASSERT_EQ(post("/api/v1/scheme/bindings", bind, office()).status, 201);

  const api::DutyEventView january = event("南湖", "2031-01");
  EXPECT_EQ(january.state, records::DutyState::kDone);
  ASSERT_TRUE(january.samples.has_value());
  EXPECT_EQ(january.samples->group_name, "水源");
  EXPECT_EQ(std::tuple(january.samples->planned, january.samples->done), std::tuple(1, 1)) << "not the other lake";
  EXPECT_THAT(january.record_by, IsEmpty());
  EXPECT_EQ(event("南湖", "2031-03").state, records::DutyState::kDone) << "dry, and said so";
  EXPECT_EQ(event("南湖", "2031-03").samples->excused, 1);
  EXPECT_EQ(event("南湖", "2031-04").state, records::DutyState::kMissed);
  EXPECT_EQ(event("南湖", "2031-04").samples->lacking, 1);
  EXPECT_EQ(event("南湖", "2031-06").state, records::DutyState::kDone) << "before the month is over";
  EXPECT_EQ(event("南湖", "2031-07").state, records::DutyState::kAhead);
  EXPECT_EQ(event("河口", "2031-01").state, records::DutyState::kMissed) << "no site of that name is in the group";
  EXPECT_FALSE(event("河口", "2031-01").samples.has_value());
  EXPECT_EQ(duties().counts.done, 5);

  const std::string words =
      R"(,"ordinal":1,"done_on":"2031-06-20","evidence":"巡查","attachment_digest":"","file_name":"","content_base64":""})";
  const auto record = [&](const std::string& object) {
    return post("/api/v1/units/" + unit_path(kOwn) + "/duties/done",
                R"({"task_id":")" + task + R"(","object":")" + object + R"(","period":"2031-04")" + words, clerk());
  };
  const Response refused = record("南湖");
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("由监测方案“水源”组的数据认定，不用登记"));
  EXPECT_LT(record("河口").status, 300);

  // The month's dispatch says the same: ten events were due by the end of May, and of June both sites' if done.
  records::Actor opener = sample_actor("办公室", clock_.now());
  opener.roles = {records::DeskRole::kOffice};
  const Result<records::DispatchRound> round =
      office_.office().dispatch.open_round(opener, *PlanId::make(plan_, ""), "2031-05", Date(2031, 6, 5));
  ASSERT_TRUE(round.has_value()) << round.error().message;
  const auto entries = *office_.office().dispatch.entries(round->id, kOwn);
  const auto own = std::ranges::find(entries, task, [](const records::DispatchEntry& one) { return one.task_id; });
  ASSERT_NE(own, entries.end());
  EXPECT_EQ(own->known.events_done, 4) << "January, February, March, May of one lake";

  // No longer bound, people record it again.
  ASSERT_EQ(post("/api/v1/scheme/bindings/" + task + "/end", R"({"why":"另有安排"})", office()).status, 200);
  EXPECT_FALSE(event("南湖", "2031-01").samples.has_value());
}

TEST_F(SchemeRoutes, ItemsHaveNamesAndSetsStandForKnownCodes) {
  const Office& office = office_.office();
  for (const char* text : {"氨氮", "NH3-N", "nh3-n", "w21003", " 氨 氮 "}) {
    EXPECT_EQ(scheme_item(office, text).value_or(""), "w21003") << text;
  }
  EXPECT_THAT(scheme_item(office, "灵气").error().message, HasSubstr("“灵气”不认识：应为项目名称"));
  for (const records::SchemeSheetWords::ItemSet& set : office.scheme_words.item_sets) {
    for (const std::string& code : set.items)
      EXPECT_NE(office.observations->words().factor(code), nullptr) << set.names.front() << " " << code;
  }
}

}  // namespace
}  // namespace bihuan::server
