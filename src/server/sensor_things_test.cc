#include "server/sensor_things.h"

#include <gmock/gmock.h>

#include <ctime>
#include <random>

#include "base/json.h"
#include "base/text.h"
#include "observations/testing/store_samples.h"
#include "server/http.h"

namespace bihuan::server {
namespace {

using namespace observations::testing_store;
using observations::Averaging;
using observations::Label;
using observations::Mark;
using observations::Observation;
using observations::Series;
using observations::SeriesId;
using observations::ValueState;
using observations::Verdict;
using ThingsQuery = std::vector<std::pair<std::string, std::string>>;

// Two sites that are seen and one that is not.
//   E01 outlet, w01018 of hours that their beginning names: noon to 15:00 of 30 September 2024, Beijing
//   E01 outlet, w21003 of days that their end names: one value, for 29 September
//   湖,~心, w01018 by month
class ThingsFixture {
 public:
  explicit ThingsFixture(StoreKind kind) : store(kind) {
    Series hours = sample_series("E01", "w01018");
    hours.detection_limit = *parse_decimal("0.02");
    hour = good(store->put_series(hours));
    Series days = sample_series("E01", "w21003", Label::kEnd);
    days.key.averaging = Averaging::kDay;
    days.key.source = "manual";
    days.places = 1;
    day = good(store->put_series(days));
    Series months = sample_series("湖,~心", "w01018");
    months.key.averaging = Averaging::kMonth;
    months.key.source = "manual";
    month = good(store->put_series(months));
    const SeriesId hidden = good(store->put_series(sample_series("S99", "w01018")));
    Observation below = seen(hour, at("2024-09-30T13:00:00"), 20, 2);
    below.state = ValueState::kBelowLimit;
    below.flag = 'N';
    Observation dry = seen(hour, at("2024-09-30T14:00:00"), 0, 3);
    dry.state = ValueState::kDry;
    load({seen(hour, at("2024-09-30T12:00:00"), 9999), below, dry, seen(hour, at("2024-09-30T15:00:00"), 7),
          seen(day, at("2024-09-30T00:00:00"), 15), seen(month, at("2024-02-01T00:00:00"), 4000),
          seen(month, at("2024-03-01T00:00:00"), 5000), seen(hidden, at("2024-09-30T12:00:00"), 1)});
    load({seen(hour, at("2024-09-30T12:00:00"), 1250)});
    judge(at("2024-09-30T15:00:00"), Verdict::kInvalid);
    judge(at("2024-09-30T12:00:00"), Verdict::kSuspect);
  }

  Result<ThingsAnswer> get(std::string_view path, const ThingsQuery& query = {}) {
    ThingsWorld world{.store = *store, .view = {}, .sites = {}, .root = "http://h"};
    world.shows_mark = shows_mark;
    world.sites = {
        {"E01", "城东排口", "污水排口", *parse_decimal("114.8900"), *parse_decimal("30.39"), {{"kind", "outlet"}}},
        {"湖,~心", "", "", {}, {}, {}}};
    world.factor_name = [](std::string_view code) { return code == "w01018" ? "化学需氧量" : ""; };
    return sensor_things(world, path, query);
  }
  std::string text(std::string_view path, const ThingsQuery& query = {}) {
    const auto answer = get(path, query);
    if (!answer)
      return std::string(to_string(answer.error().code)) + "|" + answer.error().where + "|" + answer.error().message;
    return answer->body;
  }

  StoreUnderTest store;
  SeriesId hour, day, month;
  std::function<bool(const Mark&)> shows_mark;

 private:
  void load(const std::vector<Observation>& observations) {
    good(store->append(sample_batch(at("2024-10-01T08:00:00")), observations));
  }
  void judge(Instant time, Verdict verdict) {
    Mark mark;
    mark.series = hour;
    mark.time = time;
    mark.revision = time == at("2024-09-30T12:00:00") ? 1 : 0;
    mark.verdict = verdict;
    mark.is_person = true;
    mark.by = "周敏";
    mark.reference = "journal/" + std::to_string(time.seconds);
    mark.at = at("2024-10-02T08:00:00");
    good(store->append_marks(std::vector{mark}));
  }
};

class SensorThings : public testing::TestWithParam<StoreKind> {
 protected:
  SensorThings() : world(GetParam()) {}
  ThingsFixture world;
};

TEST_P(SensorThings, DescribesItsEntities) {
  EXPECT_EQ(
      world.text("/v1.1/Things('E01')"),
      R"j({"@iot.id":"E01","@iot.selfLink":"http://h/v1.1/Things('E01')","name":"城东排口","description":"污水排口",)j"
      R"j("properties":{"kind":"outlet"},"Locations@iot.navigationLink":"http://h/v1.1/Things('E01')/Locations",)j"
      R"j("Datastreams@iot.navigationLink":"http://h/v1.1/Things('E01')/Datastreams"})j");
  EXPECT_EQ(world.text("/v1.1/Locations"),
            R"j({"value":[{"@iot.id":"E01","@iot.selfLink":"http://h/v1.1/Locations('E01')","name":"城东排口",)j"
            R"j("description":"污水排口","encodingType":"application/geo+json",)j"
            R"j("location":{"type":"Point","coordinates":[114.8900,30.39]},)j"
            R"j("Things@iot.navigationLink":"http://h/v1.1/Locations('E01')/Things"}]})j");
  EXPECT_EQ(world.text("/v1.1/Datastreams('E01,w01018,hour,device')"),
            R"j({"@iot.id":"E01,w01018,hour,device","@iot.selfLink":"http://h/v1.1/)j"
            R"j(Datastreams('E01%2Cw01018%2Chour%2Cdevice')",)j"
            R"j("name":"城东排口 化学需氧量 小时值","description":"城东排口 化学需氧量 小时值，来源：device",)j"
            R"j("observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",)j"
            R"j("unitOfMeasurement":{"name":"mg/L","symbol":"mg/L","definition":null},)j"
            R"j("phenomenonTime":"2024-09-30T04:00:00Z/2024-09-30T08:00:00Z",)j"
            R"j("resultTime":"2024-09-30T05:00:00Z/2024-09-30T08:00:00Z",)j"
            R"j("properties":{"averaging":"hour","label":"beginning","places":3,"detection_limit":0.02},)j"
            R"j("Thing@iot.navigationLink":"http://h/v1.1/Datastreams('E01%2Cw01018%2Chour%2Cdevice')/Thing",)j"
            R"j("Sensor@iot.navigationLink":"http://h/v1.1/Datastreams('E01%2Cw01018%2Chour%2Cdevice')/Sensor",)j"
            R"j("ObservedProperty@iot.navigationLink":"http://h/v1.1/Datastreams('E01%2Cw01018%2Chour%2Cdevice')/)j"
            R"j(ObservedProperty",)j"
            R"j("Observations@iot.navigationLink":"http://h/v1.1/Datastreams('E01%2Cw01018%2Chour%2Cdevice')/)j"
            R"j(Observations"})j");
  EXPECT_EQ(world.text("/v1.1/Sensors('manual')", {{"$select", "name,encodingType,metadata"}}),
            R"j({"name":"manual","encodingType":"text/plain","metadata":"manual"})j");
  EXPECT_EQ(world.text("/v1.1/ObservedProperties('w01018')", {{"$select", "id,name,definition"}}),
            R"j({"@iot.id":"w01018","name":"化学需氧量","definition":"http://h/v1.1/ObservedProperties('w01018')"})j");
  EXPECT_EQ(
      world.text("/v1.1/Datastreams('E01,w01018,hour,device')/Observations", {{"$top", "1"}}),
      R"j({"@iot.nextLink":"http://h/v1.1/Datastreams('E01%2Cw01018%2Chour%2Cdevice')/Observations?$skip=1&$top=1",)j"
      R"j("value":[{"@iot.id":"E01,w01018,hour,device,2024-09-30T04:00:00Z",)j"
      R"j("@iot.selfLink":"http://h/v1.1/Observations('E01%2Cw01018%2Chour%2Cdevice%2C2024-09-30T04%3A00%3A00Z')",)j"
      R"j("phenomenonTime":"2024-09-30T04:00:00Z/2024-09-30T05:00:00Z","resultTime":"2024-09-30T05:00:00Z",)j"
      R"j("result":1.250,)j"
      R"j("resultQuality":{"state":"value","verdict":"suspect"},"parameters":{"revision":1},)j"
      R"j("Datastream@iot.navigationLink":"http://h/v1.1/)j"
      R"j(Observations('E01%2Cw01018%2Chour%2Cdevice%2C2024-09-30T04%3A00%3A00Z')/Datastream"}]})j");
}

TEST_P(SensorThings, AnswersRequests) {
  struct Case {
    std::string path;
    ThingsQuery query;
    std::string answer;
  };
  const std::string hour = "/v1.1/Datastreams('E01,w01018,hour,device')";
  const std::string lake = "湖,~心", lake_id = "湖~1~0心,w01018,month,manual";
  const Case kCases[] = {
      // What does not count is no result, and says why.
      {hour + "/Observations",
       {{"$select", "result,resultQuality,parameters"}},
       R"j({"value":[{"result":1.250,"resultQuality":{"state":"value","verdict":"suspect"},)j"
       R"j("parameters":{"revision":1}},)j"
       R"j({"result":null,"resultQuality":{"state":"below_limit","verdict":"valid"},)j"
       R"j("parameters":{"revision":0,"flag":"N","detection_limit":0.020}},)j"
       R"j({"result":null,"resultQuality":{"state":"dry"},"parameters":{"revision":0}},)j"
       R"j({"result":null,"resultQuality":{"state":"value","verdict":"invalid"},"parameters":{"revision":0}}]})j"},
      // A day that its end names; months by the calendar.
      {"/v1.1/Observations",
       {{"$select", "phenomenonTime,resultTime"}, {"$filter", "Datastream/Sensor/id eq 'manual'"}},
       R"j({"value":[{"phenomenonTime":"2024-01-31T16:00:00Z/2024-02-29T16:00:00Z",)j"
       R"j("resultTime":"2024-02-29T16:00:00Z"},)j"
       R"j({"phenomenonTime":"2024-02-29T16:00:00Z/2024-03-31T16:00:00Z","resultTime":"2024-03-31T16:00:00Z"},)j"
       R"j({"phenomenonTime":"2024-09-28T16:00:00Z/2024-09-29T16:00:00Z","resultTime":"2024-09-29T16:00:00Z"}]})j"},
      // Orders, windows, pages.
      {hour + "/Observations",
       {{"$orderby", "phenomenonTime desc"}, {"$top", "1"}, {"$select", "id"}},
       R"j({"@iot.nextLink":"http://h/v1.1/Datastreams('E01%2Cw01018%2Chour%2Cdevice')/Observations)j"
       R"j(?$skip=1&$orderby=phenomenonTime%20desc&$top=1&$select=id",)j"
       R"j("value":[{"@iot.id":"E01,w01018,hour,device,2024-09-30T07:00:00Z"}]})j"},
      {hour + "/Observations",
       {{"$orderby", "phenomenonTime desc"}, {"$skip", "3"}, {"$select", "id"}, {"$count", "true"}},
       R"j({"@iot.count":4,"value":[{"@iot.id":"E01,w01018,hour,device,2024-09-30T04:00:00Z"}]})j"},
      {"/v1.1/Observations",
       {{"$orderby", "resultTime desc"}, {"$top", "1"}, {"$skip", "6"}, {"$select", "id"}},
       R"j({"value":[{"@iot.id":"湖~1~0心,w01018,month,manual,2024-01-31T16:00:00Z"}]})j"},
      {hour + "/Observations",
       {{"$filter", "phenomenonTime gt 2024-09-30T12:00:00+08:00 and phenomenonTime le 2024-09-30T06:00:00Z"},
        {"$select", "id"},
        {"$count", "true"}},
       R"j({"@iot.count":2,"value":[{"@iot.id":"E01,w01018,hour,device,2024-09-30T05:00:00Z"},)j"
       R"j({"@iot.id":"E01,w01018,hour,device,2024-09-30T06:00:00Z"}]})j"},
      {"/v1.1/Observations",
       {{"$filter", "2024-02-29T16:00:00Z eq resultTime"}, {"$select", "result"}, {"$count", "true"}},
       R"j({"@iot.count":1,"value":[{"result":4.000}]})j"},
      {"/v1.1/Observations",
       {{"$filter", "result gt 1.3"}, {"$select", "result"}, {"$count", "true"}, {"$top", "2"}, {"$skip", "1"}},
       R"j({"@iot.count":3,"value":[{"result":5.000},{"result":1.5}]})j"},
      {"/v1.1/Observations",
       {{"$filter", "resultQuality/state eq 'dry' or month(phenomenonTime) eq 1"}, {"$select", "result"}},
       R"j({"value":[{"result":4.000},{"result":null}]})j"},
      {"/v1.1/Observations/$count", {}, "7"},
      {"/v1.1/Observations/$count", {{"$filter", "result ne null"}}, "4"},
      {"/v1.1/Observations/$count",
       {{"$filter", "Datastream/Thing/id eq 'E01' and phenomenonTime lt 2024-09-30T00:00:00Z"}},
       "1"},
      {"/v1.1/Observations", {{"$top", "0"}, {"$count", "true"}}, R"j({"@iot.count":7,"value":[]})j"},
      // Sets in memory.
      {"/v1.1/Things",
       {{"$filter", "properties/kind eq 'outlet'"}, {"$select", "id"}},
       R"j({"value":[{"@iot.id":"E01"}]})j"},
      {"/v1.1/Things",
       {{"$orderby", "name desc"}, {"$select", "id"}, {"$top", "1"}, {"$count", "true"}},
       R"j({"@iot.count":2,"@iot.nextLink":"http://h/v1.1/)j"
       R"j(Things?$skip=1&$orderby=name%20desc&$select=id&$top=1&$count=true",)j"
       R"j("value":[{"@iot.id":"湖,~心"}]})j"},
      {"/v1.1/Datastreams",
       {{"$filter", "phenomenonTime lt 2024-09-01T00:00:00Z"}, {"$select", "id"}},
       R"j({"value":[{"@iot.id":"湖~1~0心,w01018,month,manual"}]})j"},
      {"/v1.1/Datastreams",
       {{"$filter", "contains(Thing/name,'东') and unitOfMeasurement/symbol eq 'mg/L' and properties/places lt 3"},
        {"$select", "id"}},
       R"j({"value":[{"@iot.id":"E01,w21003,day,manual"}]})j"},
      {"/v1.1/Datastreams/$count", {}, "3"},
      // Ways between entities.
      {"/v1.1/Things('" + lake + "')/Datastreams",
       {{"$select", "id"}},
       R"j({"value":[{"@iot.id":"湖~1~0心,w01018,month,manual"}]})j"},
      {"/v1.1/Datastreams('" + lake_id + "')/Thing/name", {}, R"j({"name":"湖,~心"})j"},
      {"/v1.1/Datastreams('" + lake_id + "')/Thing/Locations", {}, R"j({"value":[]})j"},
      {"/v1.1/Observations('" + lake_id + ",2024-01-31T16:00:00Z')/result/$value", {}, "4.000"},
      {"/v1.1/Observations('" + lake_id + ",2024-01-31T16:00:00Z')/Datastream/Sensor/@iot.id",
       {},
       "not_found||Sensor 没有属性或关联“@iot.id”"},
      {hour + "/unitOfMeasurement/symbol/$value", {}, "mg/L"},
      {hour + "/Thing/properties", {}, R"j({"properties":{"kind":"outlet"}})j"},
      {"/v1.1/Things('E01')/Datastreams('E01,w21003,day,manual')/Observations/$count", {}, "1"},
      {"/v1.1/ObservedProperties('w01018')/Datastreams/$count", {}, "2"},
      // Expansions.
      {"/v1.1/Things('E01')",
       {{"$select", "id"},
        {"$expand",
         "Datastreams($select=id;$top=1;$count=true;$expand=Observations($orderby=phenomenonTime "
         "desc;$top=1;$select=id),Sensor($select=name)),Locations($select=location)"}},
       R"j({"@iot.id":"E01","Datastreams@iot.count":2,"Datastreams@iot.nextLink":"http://h/v1.1/Things('E01')/)j"
       R"j(Datastreams)j"
       R"j(?$skip=1&$select=id&$top=1&$count=true)j"
       R"j(&$expand=Observations%28%24orderby%3DphenomenonTime%20desc%3B%24top%3D1)j"
       R"j(%3B%24select%3Did%29%2CSensor%28%24select%3Dname%29","Datastreams":[{"@iot.id":"E01,w01018,hour,device",)j"
       R"j("Observations@iot.nextLink":"http://h/v1.1/Datastreams('E01%2Cw01018%2Chour%2Cdevice')/Observations)j"
       R"j(?$skip=1&$orderby=phenomenonTime%20desc&$top=1&$select=id",)j"
       R"j("Observations":[{"@iot.id":"E01,w01018,hour,device,2024-09-30T07:00:00Z"}],"Sensor":{"name":"device"}}],)j"
       R"j("Locations":[{"location":{"type":"Point","coordinates":[114.8900,30.39]}}]})j"},
      {"/v1.1/Observations",
       {{"$top", "1"}, {"$select", "result"}, {"$expand", "Datastream/Thing"}, {"$filter", "result eq 1.25"}},
       ""},
  };
  for (const Case& one : kCases) {
    const std::string got = world.text(one.path, one.query);
    if (!one.answer.empty()) {
      EXPECT_EQ(got, one.answer) << one.path;
    }
    EXPECT_TRUE(!got.starts_with('{') || parse_json(got).has_value()) << got;
  }
  const std::string nested = world.text(kCases[std::size(kCases) - 1].path, kCases[std::size(kCases) - 1].query);
  EXPECT_THAT(nested,
              testing::StartsWith(R"j({"value":[{"result":1.250,"Datastream":{"@iot.id":"E01,w01018,hour,device")j"));
  EXPECT_THAT(nested, testing::HasSubstr(R"j("Thing":{"@iot.id":"E01")j"));
}

TEST_P(SensorThings, SaysWhatIsWrong) {
  struct Case {
    std::string path;
    ThingsQuery query;
    std::string answer;
  };
  const Case kCases[] = {
      {"/v1.0/Things", {}, "not_found||没有这个地址；SensorThings 的根是 /v1.1"},
      {"", {}, "not_found||没有这个地址；SensorThings 的根是 /v1.1"},
      {"/v1.1/Actuators",
       {},
       "not_found||"
       "没有实体集“Actuators”；有：Things、Locations、Sensors、ObservedProperties、Datastreams、Observations"},
      {"/v1.1/Things('S99')", {}, "not_found||没有 Things('S99')"},
      {"/v1.1/Datastreams('S99,w01018,hour,device')", {}, "not_found||没有 Datastreams('S99,w01018,hour,device')"},
      {"/v1.1/Things(1)", {}, "not_found||没有 Things('1')"},
      {"/v1.1/Things('E01", {}, "invalid_input|path|“('E01”应写作 ('编号')"},
      {"/v1.1/Things('E01')x", {}, "invalid_input|path|“('E01')x”应写作 ('编号')"},
      {"/v1.1/Things/Datastreams", {}, "not_found||Things 是实体集，应先写 ('编号')；没有“Datastreams”"},
      {"/v1.1/Things('E01')/Sensors", {}, "not_found||Thing 没有属性或关联“Sensors”"},
      {"/v1.1/Things('E01')/Datastreams('湖~1~0心,w01018,month,manual')",
       {},
       "not_found||没有 Datastreams('湖~1~0心,w01018,month,manual')"},
      {"/v1.1/Datastreams('E01,w01018,hour,device')/Thing('E01')", {}, "invalid_input|path|“Thing”只有一个，不用编号"},
      {"/v1.1/Observations('E01,w01018,hour,device,2024-09-30T04:00:01Z')",
       {},
       "not_found||没有 Observations('E01,w01018,hour,device,2024-09-30T04:00:01Z')"},
      {"/v1.1/Observations('E01,w01018,hour,device,2024-09-30T12:00:00+08:00')",
       {},
       "not_found||没有 Observations('E01,w01018,hour,device,2024-09-30T12:00:00+08:00')"},
      {"/v1.1/Observations('x')", {}, "not_found||没有 Observations('x')"},
      {"/v1.1/Things",
       {{"$filter", "nmae eq 'x'"}},
       "invalid_input|$filter 第1个字符|Thing 没有可用的属性“nmae”；有：id、name、description、properties/…"},
      {"/v1.1/Things",
       {{"$filter", "properties eq 'x'"}},
       "invalid_input|$filter 第1个字符|Thing 没有可用的属性“properties”；有：id、name、description、properties/…"},
      {"/v1.1/Things",
       {{"$filter", "Datastreams/name eq 'x'"}},
       "invalid_input|$filter 第1个字符|Thing 没有可用的属性“Datastreams”；有：id、name、description、properties/…"},
      {"/v1.1/Observations",
       {{"$orderby", "result"}},
       "invalid_input|$orderby 第1个字符|Observations 只能按 phenomenonTime 或 resultTime 之一排序"},
      {"/v1.1/Observations",
       {{"$filter", "Datastream/Observations/result eq 1"}},
       "invalid_input|$filter 第1个字符|Datastream "
       "没有可用的属性“Observations”；有：id、name、description、observationType、"
       "unitOfMeasurement/…、phenomenonTime、resultTime、properties/…、Thing/…、Sensor/…、ObservedProperty/…"},
      {"/v1.1/Things", {{"$select", "name,bad"}}, "invalid_input|$select 第6个字符|Thing 没有属性“bad”"},
      {"/v1.1/Things",
       {{"$expand", "Datastreams($expand=Bad)"}},
       "invalid_input|$expand 第21个字符|Datastream 没有关联“Bad”"},
      {"/v1.1/Things('E01')", {{"$top", "1"}}, "invalid_input|$top|单个实体只接受 $select 和 $expand，不接受 $top"},
      {"/v1.1/Datastreams",
       {{"$expand", "Thing($top=1)"}},
       "invalid_input|$top|单个实体只接受 $select 和 $expand，不接受 $top"},
      {"/v1.1/Things/$count", {{"$top", "1"}}, "invalid_input|$top|/$count 只接受 $filter，不接受 $top"},
      {"/v1.1/Things('E01')/name", {{"$select", "x"}}, "invalid_input|$select|属性不接受查询选项"},
      {"/v1.1", {{"$top", "1"}}, "invalid_input|$top|根不接受查询选项"},
      {"/v1.1/Datastreams('E01,w01018,hour,device')/unitOfMeasurement/definition/$value",
       {},
       "not_found||“definition”没有值"},
  };
  for (const Case& one : kCases) EXPECT_EQ(world.text(one.path, one.query), one.answer) << one.path;
}

TEST_P(SensorThings, TellsNobodyOfMarksThatHeMayNotKnow) {
  const std::string path = "/v1.1/Observations('E01,w01018,hour,device,2024-09-30T07:00:00Z')";
  EXPECT_EQ(world.text(path, {{"$select", "result"}}), R"({"result":null})");
  world.shows_mark = [](const Mark& mark) { return mark.verdict != Verdict::kInvalid; };
  EXPECT_EQ(world.text(path, {{"$select", "result"}}), R"({"result":0.007})");
}

TEST_P(SensorThings, ListsWhatItHasAndWhatNot) {
  const std::string root = world.text("/v1.1");
  EXPECT_THAT(root, testing::StartsWith(R"j({"value":[{"name":"Things","url":"http://h/v1.1/Things"},)j"));
  EXPECT_THAT(root, testing::HasSubstr(R"j("left_out":["FeaturesOfInterest",)j"));
  EXPECT_THAT(root, testing::HasSubstr(R"j("http://www.opengis.net/spec/iot_sensing/1.1/req/request-data/filter")j"));
  EXPECT_EQ(world.get("/v1.1/Things/$count")->content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(world.get("/v1.1/Things")->content_type, "application/json; charset=utf-8");
}

// Whoever follows the links sees each value once, in either direction.
TEST_P(SensorThings, LeadsThroughAllPages) {
  for (const char* order : {"phenomenonTime", "phenomenonTime desc", "resultTime", "resultTime desc"}) {
    std::vector<std::string> ids;
    std::string path = "/v1.1/Observations";
    ThingsQuery query{{"$orderby", order}, {"$top", "2"}, {"$select", "id"}};
    for (int page = 0; page < 10; ++page) {
      const auto parsed = parse_json(world.text(path, query));
      ASSERT_TRUE(parsed.has_value());
      for (const JsonValue& one : parsed->find("value")->elements) ids.push_back(one.find("@iot.id")->text);
      const JsonValue* const next = parsed->find("@iot.nextLink");
      if (next == nullptr) break;
      const auto location = parse_target(std::string_view(next->text).substr(std::string_view("http://h").size()));
      ASSERT_TRUE(location.has_value()) << location.error().message;
      path = location->path;
      query.assign(location->query.begin(), location->query.end());
    }
    EXPECT_EQ(ids.size(), 7U) << order;
    std::ranges::sort(ids);
    EXPECT_TRUE(std::ranges::unique(ids).empty()) << order;
  }
}

TEST_P(SensorThings, BearsAnyRequest) {
  const std::vector<std::string> seeds{
      "/v1.1/Things('E01')/Datastreams('E01,w01018,hour,device')/Observations",
      "/v1.1/Observations('E01,w01018,hour,device,2024-09-30T04:00:00Z')/Datastream/Thing/name/$value",
      "/v1.1/Locations/$count"};
  const ThingsQuery options{{"$filter", "result gt 1 and Datastream/Thing/name eq '城东排口'"},
                            {"$orderby", "phenomenonTime desc"},
                            {"$expand", "Datastream($expand=Thing($select=name))"},
                            {"$top", "2"},
                            {"$select", "id,result"}};
  std::mt19937 dice(11);
  int answered = 0;
  const int rounds = GetParam() == StoreKind::kDuckdb ? 60 : 3000;
  for (int round = 0; round < rounds; ++round) {
    std::string path = seeds[dice() % seeds.size()];
    ThingsQuery query;
    for (const auto& option : options)
      if (dice() % 3 == 0) query.push_back(option);
    const auto change = [&](std::string& text) {
      if (text.empty()) return;
      const std::size_t at = dice() % text.size();
      constexpr std::string_view kOctets = "'(),/;$= zZ09~\x80\xFF";
      switch (dice() % 3) {
        case 0:
          text[at] = kOctets[dice() % kOctets.size()];
          break;
        case 1:
          text.erase(at, 1 + dice() % 4);
          break;
        default:
          text.insert(at, text.substr(dice() % text.size(), dice() % 9));
      }
    };
    if (dice() % 2 == 0) change(path);
    for (auto& [name, value] : query)
      if (dice() % 2 == 0) change(value);
    const auto answer = world.get(path, query);
    if (answer) {
      ++answered;
      continue;
    }
    ASSERT_TRUE(answer.error().code == Code::kInvalidInput || answer.error().code == Code::kNotFound) << path;
    ASSERT_FALSE(first_invalid_utf8(answer.error().message)) << path;
  }
  EXPECT_GT(answered, rounds / 30);
}

INSTANTIATE_TEST_SUITE_P(, SensorThings, testing::Values(StoreKind::kMemory, StoreKind::kDuckdb),
                         [](const auto& one) { return name_of(one.param); });

TEST(SensorThingsSize, FindsTheNewestOfHalfAMillionAtOnce) {
  constexpr std::int64_t kMany = 500'000;
  ThingsFixture world(StoreKind::kDuckdb);
  Series minutes = sample_series("E01", "w01001");
  minutes.key.averaging = Averaging::kMinute;
  const SeriesId id = good(world.store->put_series(minutes));
  std::vector<Observation> piece;
  std::int64_t next = 0;
  good(world.store->append(sample_batch(at("2024-10-01T08:00:00")), [&]() -> Result<std::span<const Observation>> {
    piece.clear();
    for (; piece.size() < 20'000 && next < kMany; ++next)
      piece.push_back(seen(id, Instant{1'700'000'040 + next * 60}, next % 1000));
    return std::span<const Observation>(piece);
  }));
  // What the processor did, not what the clock on the wall says: others may be at work beside.
  const auto timed = [](const auto& work) {
    const std::clock_t begin = std::clock();
    work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  };
  const std::string path = "/v1.1/Datastreams('E01,w01001,minute,device')/Observations";
  const double whole = timed([&] { EXPECT_EQ(good(world.store->points({{id}, {}, {}})).size(), std::size_t{kMany}); });
  for (const ThingsQuery& query :
       {ThingsQuery{{"$orderby", "phenomenonTime desc"}, {"$top", "1"}, {"$select", "result"}},
        ThingsQuery{{"$filter", "phenomenonTime ge 2024-10-25T00:00:00Z"},
                    {"$top", "1"},
                    {"$orderby", "phenomenonTime desc"},
                    {"$select", "result"}}}) {
    std::string newest;
    const double once = timed([&] { newest = world.text(path, query); });
    EXPECT_THAT(newest, testing::EndsWith(R"j("value":[{"result":0.999}]})j"));
    EXPECT_LT(once, whole) << "of all: " << whole << " s";
  }
  EXPECT_EQ(world.text(path + "/$count"), "500000");
  EXPECT_EQ(world.text(path, {{"$skip", "499999"}, {"$select", "result"}}), R"j({"value":[{"result":0.999}]})j");
  EXPECT_EQ(world.text(path, {{"$skip", "499999"}, {"$orderby", "phenomenonTime desc"}, {"$select", "result"}}),
            R"j({"value":[{"result":0.000}]})j");
  EXPECT_EQ(
      world.text(path, {{"$filter", "result eq 0.5"}, {"$top", "1"}, {"$skip", "3"}, {"$select", "id"}}).substr(0, 20),
      R"j({"@iot.nextLink":"ht)j");
}

}  // namespace
}  // namespace bihuan::server
