#include <filesystem>
#include <memory>
#include <random>

#include "base/files.h"
#include "base/text.h"
#include "gateway/testing/desk.h"
#include "observations/duckdb_store.h"
#include "observations/memory_store.h"
#include "server/import_desk.h"
#include "server/observation_api.h"
#include "server/observation_desk.h"
#include "server/observation_rebuild.h"
#include "server/observation_room.h"
#include "server/quality_desk.h"
#include "server/retention_api.h"
#include "server/retention_desk.h"
#include "server/sample_round.h"

namespace bihuan::server {
namespace {

namespace fs = std::filesystem;
using gateway::testing_host::framed;
using gateway::testing_host::kMn;
using observations::ObservationStore;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kAir = "A01/a21026/hour/national";
constexpr const char* kRetentions = "/api/v1/observation-retentions";
constexpr const char* kHolds = "/api/v1/observation-holds";

// An office with a store, a sheet that can be taken in, and a device that sends.
class RetentionRoutes : public RoundTest, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    RoundTest::SetUp();
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ranges::replace(name, '/', '-');
    folder_ = fs::path(testing::TempDir()) / ("retention-" + name);
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    open_room();
    for (const auto& [code, title, kind] : {std::tuple("A01", "城东站", records::SiteKind::kAirStation),
                                            std::tuple("E01", "长港樊口", records::SiteKind::kOther)}) {
      records::Site site;
      site.code = code;
      site.name = title;
      site.kind = kind;
      ASSERT_TRUE(office_.office().sites.add(keeper(), site).has_value());
    }
  }
  void TearDown() override {
    ingest_.reset();
    office_.office().observations.reset();
    fs::remove_all(folder_);
  }

  static std::map<std::string, std::string> shipped_rules() {
    std::map<std::string, std::string> knowledge;
    for (const char* folder : {"hj212", "import", "quality"}) {
      for (const auto& entry : fs::directory_iterator(fs::path(BIHUAN_SOURCE_DIR) / "knowledge" / folder))
        knowledge[std::string(folder) + "/" + entry.path().filename().string()] =
            *read_file(entry.path().string(), 1U << 20U);
    }
    return knowledge;
  }
  static Result<std::unique_ptr<ObservationStore>> open_store(const std::string& folder) {
    if (std::string(GetParam()) == "memory") return observations::open_memory_store();
    std::vector<std::string> found;
    observations::DuckdbStoreSettings settings;
    settings.folder = folder;
    return observations::open_duckdb_store(settings, found);
  }
  // As a program that starts: with the store of the folder (a memory store is empty then).
  void open_room() {
    ingest_.reset();
    office_.office().observations.reset();
    office_.office().observations = *ObservationRoom::make(shipped_rules(), office_.office().database);
    office_.office().observations->place([this] { return open_store((folder_ / "store").string()); },
                                         (folder_ / "imports").string(), clock_);
  }
  ObservationRoom& room() { return *office_.office().observations; }
  ObservationStore& store() { return **room().store(); }

  records::Actor person(const std::string& id, Role role) {
    records::Actor actor = sample_actor(id, clock_.now());
    actor.person_id = id;
    actor.roles = {role};
    return actor;
  }
  records::Actor keeper() { return person("站长", Role::kStation); }
  records::Actor chief() { return person("局长", Role::kLeader); }
  const std::string& station() { return office_.session_of(Role::kStation); }
  const std::string& boss() { return office_.session_of(Role::kLeader); }
  const std::string& guard() { return office_.session_of(Role::kSecurityAdmin); }
  const std::string& reader() { return office_.session_of(Role::kReader); }

  // Hours of a gas from a day on, as the national feed writes them; labels end their hours.
  static std::string hours(Date from, const std::vector<std::string>& values) {
    std::string csv = "站点,时间,SO2\n";
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string text =
          to_string(Instant{to_instant(from).seconds + static_cast<std::int64_t>(i) * 3600}, kBeijing);
      csv += "城东站," + text.substr(0, 10) + " " + text.substr(11, 5) + "," + values[i] + "\n";
    }
    return csv;
  }
  std::string import(const std::string& csv) {
    const records::Actor actor = keeper();
    ImportWish wish;
    wish.file_name = "小时值.csv";
    wish.bytes = csv;
    wish.way = "national-air-hour";
    const auto done = ImportDesk(office_.office(), actor).import(wish);
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return done.has_value() ? done->imported.import_id : "";
  }
  void judge(const std::string& series, Instant first, Instant last, const std::string& verdict) {
    const records::Actor actor = keeper();
    api::JudgeRequest request;
    request.series = series;
    request.from = first;
    request.until = last;
    request.verdict = verdict;
    request.reason = "复核";
    const auto done = QualityDesk(office_.office(), actor).judge(request);
    EXPECT_TRUE(done.has_value() || done.error().code == Code::kNotFound) << done.error().message;
  }

  // A frame of a value in real time, which no rule keeps.
  void send(Instant label, const std::string& value) {
    std::string time = to_string(label, kBeijing).substr(0, 19);
    std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == 'T'; });
    const std::string text = framed("QN=20310620080000001;ST=32;CN=2011;PW=a1b2c3;MN=" + std::string(kMn) +
                                    ";Flag=5;CP=&&DataTime=" + time + ";w01018-Rtd=" + value + ",w01018-Flag=N&&");
    frames_.push_back({text.substr(0, text.size() - 2), clock_.now()});
  }
  gateway::FrameSource frames() {
    return [this](std::int64_t after, const std::function<bool(const gateway::ArchiveRecord&)>& sink) -> Status {
      for (std::size_t i = static_cast<std::size_t>(after); i < frames_.size(); ++i) {
        const gateway::ArchiveRecord record{static_cast<std::int64_t>(i) + 1,
                                            false,
                                            {frames_[i].second, frames_[i].second, 1, gateway::FrameStanding::kData,
                                             kMn, "10.1.2.3:1", frames_[i].first}};
        if (!sink(record)) break;
      }
      return {};
    };
  }
  // As the rounds of a server take them in.
  void take_in() {
    ObservationStore& target = store();
    const auto order = room().in_order();
    if (!ingest_) {
      gateway::IngestSettings settings;
      settings.after = *room().frames_through(target);
      ingest_ = std::make_unique<gateway::FrameIngest>(target, devices_, room().vocabulary(), room().frame_rules(),
                                                       frames(), settings);
    }
    const auto counts = ingest_->take(clock_.now());
    ASSERT_TRUE(counts.has_value()) << counts.error().message;
    room().note_frames(ingest_->taken());
  }

  static std::string wish(const std::string& data_set, const std::string& before, const std::string& loaded,
                          const std::string& why = "超过保存期限") {
    const auto quoted = [](const std::string& text) { return text.empty() ? "null" : "\"" + text + "\""; };
    return R"({"data_set":")" + data_set + R"(","data_before":)" + quoted(before) + R"(,"loaded_before":)" +
           quoted(loaded) + R"(,"why":")" + why + "\"}";
  }
  api::RetentionView ask_to_drop(const std::string& body) {
    return read<api::RetentionView>(post(kRetentions, body, station()), 201);
  }
  Response decide(const api::RetentionView& asked, bool is_granted, const std::string& who,
                  const std::string& why = "") {
    return post(std::string(kRetentions) + "/" + asked.retention_id + "/decide",
                std::string(R"({"is_granted":)") + (is_granted ? "true" : "false") + R"(,"why":")" + why + "\"}", who,
                "\"" + std::to_string(asked.revision) + "\"");
  }
  RebuildReport made_again() {
    const fs::path place = folder_ / "again";
    fs::remove_all(place);
    const auto fresh = *open_store(place.string());
    const auto report = rebuild(office_.office(), *fresh, devices_, frames());
    EXPECT_TRUE(report.has_value()) << report.error().message << report.error().where;
    return report.value_or(RebuildReport());
  }
  std::int64_t count(const char* series) {
    const auto found = store().find_series(*parse_series_key(series));
    return found.has_value() ? *store().count({{found->id}, {}, {}}) : 0;
  }

  fs::path folder_;
  gateway::ListedDevices devices_{{gateway::testing_host::sample_device()}};
  std::vector<std::pair<std::string, Instant>> frames_;
  std::unique_ptr<gateway::FrameIngest> ingest_;
};

TEST_P(RetentionRoutes, LookedAtAskedGrantedGone) {
  import(hours(Date(2031, 4, 30), std::vector<std::string>(48, "20")));  // 24 labels of April, 24 of May
  const auto look = read<api::RetentionPreview>(
      post(std::string(kRetentions) + "/preview", wish("air-hour", "2031-05-01", ""), station()));
  EXPECT_EQ(look.rows, 24);
  ASSERT_THAT(look.months, SizeIs(1));
  EXPECT_EQ(look.months[0].month, "2031-04");
  EXPECT_THAT(look.hinders, IsEmpty());
  EXPECT_THAT(look.rule, HasSubstr("没有保存期限的规定"));
  EXPECT_EQ(count(kAir), 48) << "a look drops nothing";
  EXPECT_EQ(post(std::string(kRetentions) + "/preview", wish("air-hour", "2031-05-02", ""), station()).status, 400);
  EXPECT_EQ(post(std::string(kRetentions) + "/preview", wish("nothing", "2031-05-01", ""), station()).status, 404);
  EXPECT_EQ(post(kRetentions, wish("air-hour", "2031-04-01", ""), station()).status, 409) << "nothing would go";
  EXPECT_EQ(post(kRetentions, wish("air-hour", "2031-05-01", "", ""), station()).status, 400) << "no reason";

  const api::RetentionView asked = ask_to_drop(wish("air-hour", "2031-05-01", ""));
  EXPECT_EQ(asked.state_name, "待同意");
  EXPECT_EQ(asked.entry.rows_asked, 24);
  EXPECT_EQ(count(kAir), 48) << "asked for is not granted";
  const auto seen = read<api::RetentionView>(get(std::string(kRetentions) + "/" + asked.retention_id, guard()));
  ASSERT_TRUE(seen.now.has_value());
  EXPECT_EQ(seen.now->rows, 24);
  EXPECT_EQ(decide(asked, true, station()).status, 403);
  EXPECT_EQ(get(kRetentions, reader()).status, 403);
  const auto done = read<api::RetentionView>(decide(asked, true, boss()));
  EXPECT_EQ(done.state_name, "已清理");
  EXPECT_EQ(done.entry.rows, 24);
  EXPECT_EQ(count(kAir), 24);
  EXPECT_EQ(decide(done, true, guard()).status, 409) << "once";
  EXPECT_EQ(read<api::RetentionList>(get(kRetentions, guard())).retentions.at(0).entry.rows, 24);
  EXPECT_EQ(made_again().digest, *store().digest());

  const api::RetentionView second = ask_to_drop(wish("air-hour", "2031-06-01", ""));
  EXPECT_EQ(decide(second, false, guard()).status, 400) << "no reason";
  EXPECT_EQ(read<api::RetentionView>(decide(second, false, guard(), "还要用")).state_name, "不同意");
  EXPECT_EQ(count(kAir), 24);
}

TEST_P(RetentionRoutes, WhatARuleKeepsIsNotAskedFor) {
  send(to_instant(Date(2031, 5, 1)), "1");
  take_in();
  const auto rules = read<api::RetentionRuleList>(get("/api/v1/observation-retention-rules", guard()));
  const auto hour = std::ranges::find(rules.data_sets, "device-hour", &api::RetentionRuleView::data_set);
  ASSERT_NE(hour, rules.data_sets.end());
  EXPECT_EQ(hour->keep_years, 5);
  EXPECT_EQ(hour->may_go_before, Date(2026, 6, 1));
  EXPECT_THAT(post(kRetentions, wish("device-hour", "2027-01-01", ""), station()).body, HasSubstr("须保存5年"));
  EXPECT_EQ(post(kRetentions, wish("device-realtime", "2031-06-01", ""), station()).status, 201)
      << "no rule, two persons";
}

TEST_P(RetentionRoutes, AHoldKeepsItFromBeingDropped) {
  import(hours(Date(2031, 4, 30), std::vector<std::string>(48, "20")));
  const std::string held = R"({"case_id":"","reference":"鄂环发〔2031〕3号","series":"","site":"A01","data_set":"",)"
                           R"("from":"2031-04-30T05:00:00+08:00","until":"2031-04-30T07:00:00+08:00","why":"复查"})";
  EXPECT_EQ(post(kHolds, held, reader()).status, 403);
  const auto hold = read<api::HoldView>(post(kHolds, held, station()), 201);
  EXPECT_EQ(hold.values, 2);
  EXPECT_EQ(hold.what, "点位A01（城东站）");
  EXPECT_THAT(*store().holds(), SizeIs(1));
  const auto look = read<api::RetentionPreview>(
      post(std::string(kRetentions) + "/preview", wish("air-hour", "2031-05-01", ""), station()));
  ASSERT_THAT(look.holds, SizeIs(1));
  EXPECT_THAT(look.hinders, ElementsAre("有留存e000001（鄂环发〔2031〕3号）：点位A01（城东站）"));
  EXPECT_EQ(post(kRetentions, wish("air-hour", "2031-05-01", ""), station()).status, 409);
  const std::string release = std::string(kHolds) + "/" + hold.hold_id + "/release";
  EXPECT_EQ(post(release, R"({"why":"办结"})", station()).status, 428);
  EXPECT_EQ(post(release, R"({"why":""})", station(), "\"1\"").status, 400);
  read<api::HoldView>(post(release, R"({"why":"办结"})", station(), "\"1\""));
  EXPECT_THAT(*store().holds(), IsEmpty());
  EXPECT_THAT(read<api::HoldList>(get(kHolds, guard())).holds, IsEmpty());
  EXPECT_THAT(read<api::HoldList>(get(std::string(kHolds) + "?all=true", guard())).holds, SizeIs(1));

  // What is held after it was asked for is looked at when it is granted.
  const api::RetentionView asked = ask_to_drop(wish("air-hour", "2031-05-01", ""));
  read<api::HoldView>(post(kHolds, held, station()), 201);
  EXPECT_EQ(decide(asked, true, boss()).status, 409);
  EXPECT_EQ(count(kAir), 48);
  EXPECT_EQ(office_.office().retentions.find(asked.retention_id)->state, records::RetentionState::kAsked);
  const auto with = [&](const char* from, const char* to) { return replace_all(held, from, to); };
  EXPECT_EQ(post(kHolds, with("\"A01\"", "\"Z99\""), station()).status, 404);
  EXPECT_EQ(post(kHolds, with("\"case_id\":\"\"", "\"case_id\":\"k000012\""), station()).status, 400) << "two grounds";
  EXPECT_EQ(post(kHolds, with("\"site\":\"A01\"", "\"site\":\"\""), station()).status, 400) << "nothing to hold";
  EXPECT_EQ(post(kHolds, with("\"series\":\"\"", "\"series\":\"A01/x/hour/national\""), station()).status, 404);
  EXPECT_EQ(post(kHolds, with("鄂环发〔2031〕3号", ""), station()).status, 400) << "no ground";
}

TEST_P(RetentionRoutes, ASitesNewSeriesComeUnderItsHold) {
  import(hours(Date(2031, 4, 30), std::vector<std::string>(2, "20")));
  const records::Actor actor = keeper();
  api::HoldRequest request;
  request.reference = "鄂环发〔2031〕3号";
  request.site = "A01";
  request.from = to_instant(Date(2031, 4, 1));
  request.until = to_instant(Date(2031, 5, 1));
  request.why = "复查";
  RetentionDesk desk(office_.office(), actor);
  ASSERT_TRUE(desk.hold(request).has_value());
  import("站点,时间,NO2\n城东站,2031-04-30 05:00,7\n");
  api::RetentionRequest wanted;
  wanted.data_set = "air-hour";
  wanted.data_before = Date(2031, 5, 1);
  const auto look = desk.preview(wanted);
  ASSERT_TRUE(look.has_value());
  EXPECT_EQ(look->holds.at(0).values, 3);
  EXPECT_THAT(*store().holds(), SizeIs(2));
}

TEST_P(RetentionRoutes, AQuestionThatIsOpenKeepsItToo) {
  import(hours(Date(2031, 4, 30), std::vector<std::string>(24, "20")));
  judge(kAir, to_instant(Date(2031, 4, 30), 5), to_instant(Date(2031, 4, 30), 5), "under_review");
  EXPECT_THAT(post(kRetentions, wish("air-hour", "2031-05-01", ""), station()).body, HasSubstr("有待审核的数据"));
  judge(kAir, to_instant(Date(2031, 4, 30), 5), to_instant(Date(2031, 4, 30), 5), "valid");
  EXPECT_EQ(post(kRetentions, wish("air-hour", "2031-05-01", ""), station()).status, 201);
}

// Load times of a store that was made again are others; the cut that is kept with the entry says what went.
TEST_P(RetentionRoutes, ARebuildDropsByLoadTimeWhatWasDropped) {
  import(hours(Date(2031, 6, 1), std::vector<std::string>(24, "20")));
  send(to_instant(Date(2031, 6, 1), 1), "1.5");
  take_in();
  judge(kAir, to_instant(Date(2031, 6, 1), 3), to_instant(Date(2031, 6, 1), 4), "invalid");
  send(to_instant(Date(2031, 6, 1), 2), "2.5");  // received before the limit, loaded after it
  clock_.advance(60);
  const std::string limit = to_string(clock_.now(), kBeijing);
  take_in();
  import(hours(Date(2031, 6, 1), {"20", "21", "20"}));  // one is corrected, two are said again
  clock_.advance(60);
  const auto air = read<api::RetentionView>(decide(ask_to_drop(wish("air-hour", "", limit)), true, boss()));
  EXPECT_EQ(air.entry.rows, 24);
  EXPECT_EQ(count(kAir), 1) << "the correction came later";
  const auto device = read<api::RetentionView>(decide(ask_to_drop(wish("device-realtime", "", limit)), true, boss()));
  EXPECT_EQ(device.entry.rows, 1);
  EXPECT_EQ(device.entry.cut.loaded_frames_through, 1);
  const RebuildReport report = made_again();
  EXPECT_EQ(report.digest, *store().digest());
  EXPECT_EQ(report.retentions, 2);
  EXPECT_EQ(report.dropped, 25);
  EXPECT_THAT(report.differing, IsEmpty());
  // What is dropped comes in again by a new import, without the marks of old.
  import(hours(Date(2031, 6, 1), std::vector<std::string>(24, "20")));
  judge(kAir, to_instant(Date(2031, 6, 1), 9), to_instant(Date(2031, 6, 1), 9), "invalid");
  EXPECT_EQ(count(kAir), 24);
  EXPECT_THAT(*store().marks({}), SizeIs(1));
  EXPECT_EQ(made_again().digest, *store().digest());
}

// Imports, corrections, undoing, frames that wait, marks, restarts and retentions in any order: a store that is made
// again is the same.
TEST_P(RetentionRoutes, AnyHistoryIsRebuiltAsItStands) {
  const bool is_memory = std::string(GetParam()) == "memory";
  std::mt19937 random(20310620);
  const auto any = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  const records::Actor asker = keeper();
  int dropped = 0;
  for (int step = 0; step < (is_memory ? 400 : 80); ++step) {
    clock_.advance(any(3) == 0 ? 0 : 1 + any(40));
    const Date day = Date(2031, 4, 28) + any(40);
    switch (any(9)) {
      case 0:
      case 1: {
        std::vector<std::string> values;
        for (int i = 0; i < 4 + any(6); ++i) values.push_back(std::to_string(1 + any(3)));
        import(hours(day, values));
        break;
      }
      case 2:
      case 3:
        for (int i = 0; i < 5; ++i) send(to_instant(day, any(24)), std::to_string(1 + any(3)));
        break;
      case 4:
        take_in();
        break;
      case 5:
        if (is_memory)
          ingest_.reset();
        else
          open_room();
        break;
      case 6: {
        if (!store().find_series(*parse_series_key(kAir)).has_value()) break;
        judge(kAir, to_instant(day), to_instant(day + 3), any(2) == 0 ? "invalid" : "valid");
        break;
      }
      case 7: {
        const auto imports = *office_.office().imports.list("", 20);
        if (imports.empty()) break;
        const records::ImportEntry& one = imports[static_cast<std::size_t>(any(static_cast<int>(imports.size())))];
        const records::Actor actor = keeper();
        if (one.state != records::ImportState::kStored) break;
        ASSERT_TRUE(ImportDesk(office_.office(), actor).undo(one.import_id, one.revision, "错表").has_value());
        break;
      }
      default: {
        api::RetentionRequest wanted;
        wanted.data_set = any(2) == 0 ? "air-hour" : "device-realtime";
        if (any(2) == 0) wanted.data_before = Date(2031, any(2) == 0 ? 5 : 6, 1);
        if (any(2) == 0 || !wanted.data_before) wanted.loaded_before = Instant{clock_.now().seconds - any(1500)};
        wanted.why = "清理";
        const records::Actor who = keeper(), other = chief();
        const auto asked = RetentionDesk(office_.office(), who).ask(wanted);
        if (!asked.has_value()) break;
        const auto done = RetentionDesk(office_.office(), other).decide(asked->retention_id, 1, true, "");
        ASSERT_TRUE(done.has_value()) << done.error().message;
        dropped += done->entry.rows > 0 ? 1 : 0;
        break;
      }
    }
    if (step % 40 != 39) continue;
    take_in();
    const RebuildReport report = made_again();
    ASSERT_THAT(report.differing, IsEmpty()) << "after step " << step;
    ASSERT_EQ(report.digest, *store().digest()) << "after step " << step;
  }
  EXPECT_GT(dropped, is_memory ? 15 : 1) << "too few to show anything";
}

// What stays of a store that is opened again is its folder.
class RetentionOfAFolder : public RetentionRoutes {};

TEST_P(RetentionOfAFolder, WhatACrashLeavesIsSettled) {
  import(hours(Date(2031, 4, 30), std::vector<std::string>(48, "20")));
  const api::RetentionView first = ask_to_drop(wish("air-hour", "2031-05-01", ""));
  const api::RetentionView second = ask_to_drop(wish("air-hour", "2031-06-01", ""));
  records::Retentions& book = office_.office().retentions;
  // The first was begun and dropped its rows, the second was begun only.
  const auto begun = *book.begin(chief(), first.retention_id, 1, "", {});
  EXPECT_EQ(*store().retain(retention_of(begun, std::nullopt)), 24);
  ASSERT_TRUE(book.begin(chief(), second.retention_id, 1, "", {}).has_value());
  records::HoldEntry hold;
  hold.reference = "鄂环发〔2031〕3号";
  hold.data_set = "air-hour";
  hold.begins = to_instant(Date(2031, 5, 1));
  hold.ends = to_instant(Date(2031, 6, 1));
  hold.why = "复查";
  ASSERT_TRUE(book.hold(keeper(), hold).has_value()) << "in the records, not yet in the store";
  open_room();
  EXPECT_EQ(count(kAir), 24);
  EXPECT_EQ(book.find(first.retention_id)->state, records::RetentionState::kDone);
  EXPECT_EQ(book.find(first.retention_id)->rows, 24);
  EXPECT_EQ(book.find(second.retention_id)->state, records::RetentionState::kFailed);
  EXPECT_THAT(book.find(second.retention_id)->outcome, HasSubstr("请重新申请"));
  EXPECT_THAT(*store().holds(), SizeIs(1));
  EXPECT_EQ(made_again().digest, *store().digest());
}

TEST_P(RetentionOfAFolder, MarksOfWhatWasDroppedDoNotComeBack) {
  import(hours(Date(2031, 4, 30), std::vector<std::string>(48, "20")));
  judge(kAir, to_instant(Date(2031, 4, 30), 5), to_instant(Date(2031, 5, 1), 5), "invalid");
  EXPECT_THAT(*store().marks({}), SizeIs(25));
  read<api::RetentionView>(decide(ask_to_drop(wish("air-hour", "2031-05-01", "")), true, guard()));
  EXPECT_THAT(*store().marks({}), SizeIs(6));
  open_room();
  EXPECT_THAT(*store().marks({}), SizeIs(6));
  EXPECT_EQ(made_again().digest, *store().digest());
  // A store from which nothing was dropped is not the one of the records.
  office_.office().observations.reset();
  fs::remove_all(folder_ / "store");
  open_room();
  const auto refused = room().store();
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("观测数据里没有做过清理t000001"));
}

INSTANTIATE_TEST_SUITE_P(, RetentionRoutes, testing::Values("memory", "duckdb"),
                         [](const auto& p) { return std::string(p.param); });
INSTANTIATE_TEST_SUITE_P(, RetentionOfAFolder, testing::Values("duckdb"),
                         [](const auto& p) { return std::string(p.param); });

}  // namespace
}  // namespace bihuan::server
