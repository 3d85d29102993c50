#include "server/internal/things_model.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "server/http.h"

namespace bihuan::server {
namespace {

using observations::Series;
using observations::ValueState;

constexpr std::array<std::string_view, 3> kThingProperties{"name", "description", "properties"};
constexpr std::array<std::string_view, 4> kLocationProperties{"name", "description", "encodingType", "location"};
constexpr std::array<std::string_view, 4> kSensorProperties{"name", "description", "encodingType", "metadata"};
constexpr std::array<std::string_view, 3> kObservedPropertyProperties{"name", "definition", "description"};
constexpr std::array<std::string_view, 7> kDatastreamProperties{
    "name", "description", "observationType", "unitOfMeasurement", "phenomenonTime", "resultTime", "properties"};
constexpr std::array<std::string_view, 5> kObservationProperties{"phenomenonTime", "resultTime", "result",
                                                                 "resultQuality", "parameters"};
constexpr std::array<std::string_view, 1> kThingComplex{"properties"};
constexpr std::array<std::string_view, 1> kLocationComplex{"location"};
constexpr std::array<std::string_view, 2> kDatastreamComplex{"unitOfMeasurement", "properties"};
constexpr std::array<std::string_view, 2> kObservationComplex{"resultQuality", "parameters"};
constexpr std::array<ThingsRelation, 2> kThingRelations{
    {{"Locations", ThingsKind::kLocation, true}, {"Datastreams", ThingsKind::kDatastream, true}}};
constexpr std::array<ThingsRelation, 1> kLocationRelations{{{"Things", ThingsKind::kThing, true}}};
constexpr std::array<ThingsRelation, 1> kToDatastreams{{{"Datastreams", ThingsKind::kDatastream, true}}};
constexpr std::array<ThingsRelation, 4> kDatastreamRelations{
    {{"Thing", ThingsKind::kThing, false},
     {"Sensor", ThingsKind::kSensor, false},
     {"ObservedProperty", ThingsKind::kObservedProperty, false},
     {"Observations", ThingsKind::kObservation, true}}};
constexpr std::array<ThingsRelation, 1> kObservationRelations{{{"Datastream", ThingsKind::kDatastream, false}}};

constexpr std::array<ThingsType, 6> kThingsTypes{{
    {ThingsKind::kThing, "Things", "Thing", kThingProperties, kThingComplex, kThingRelations},
    {ThingsKind::kLocation, "Locations", "Location", kLocationProperties, kLocationComplex, kLocationRelations},
    {ThingsKind::kSensor, "Sensors", "Sensor", kSensorProperties, {}, kToDatastreams},
    {ThingsKind::kObservedProperty,
     "ObservedProperties",
     "ObservedProperty",
     kObservedPropertyProperties,
     {},
     kToDatastreams},
    {ThingsKind::kDatastream, "Datastreams", "Datastream", kDatastreamProperties, kDatastreamComplex,
     kDatastreamRelations},
    {ThingsKind::kObservation, "Observations", "Observation", kObservationProperties, kObservationComplex,
     kObservationRelations},
}};

JsonValue json_object() {
  JsonValue value;
  value.kind = JsonValue::Kind::kObject;
  return value;
}
JsonValue json_text(std::string_view text) {
  JsonValue value;
  value.kind = JsonValue::Kind::kString;
  value.text = text;
  return value;
}
JsonValue json_number(std::string text) {
  JsonValue value;
  value.kind = JsonValue::Kind::kNumber;
  value.text = std::move(text);
  return value;
}
void add_member(JsonValue& object, std::string_view key, JsonValue value) {
  object.keys.emplace_back(key);
  object.elements.push_back(std::move(value));
}

odata::Value odata_value(const JsonValue& json, const odata::Path& path) {
  const JsonValue* at = &json;
  for (const std::string& part : path) {
    at = at->kind == JsonValue::Kind::kObject ? at->find(part) : nullptr;
    if (at == nullptr) return {};
  }
  switch (at->kind) {
    case JsonValue::Kind::kBoolean:
      return at->boolean;
    case JsonValue::Kind::kNumber:
      if (const auto number = parse_decimal(at->text)) return *number;
      return {};
    case JsonValue::Kind::kString: {
      const bool is_time = path.size() == 1 && (path[0] == "phenomenonTime" || path[0] == "resultTime");
      if (!is_time) return at->text;
      if (const auto begin = parse_instant(std::string_view(at->text).substr(0, at->text.find('/')))) return *begin;
      return {};
    }
    default:
      return {};
  }
}

std::string id_part(std::string_view text) { return replace_all(replace_all(text, "~", "~0"), ",", "~1"); }

std::string_view chinese_averaging(observations::Averaging averaging) {
  constexpr std::array<std::string_view, 9> kWords{"瞬时", "分钟", "10分钟", "小时", "4小时", "日", "周", "月", "年"};
  return kWords[static_cast<std::size_t>(averaging)];
}

}  // namespace

std::span<const ThingsType> all_things_types() { return kThingsTypes; }
const ThingsType& things_type(ThingsKind kind) { return kThingsTypes[static_cast<std::size_t>(kind)]; }

const ThingsRelation* find_relation(const ThingsType& type, std::string_view name) {
  const auto found = std::ranges::find(type.relations, name, &ThingsRelation::name);
  return found == type.relations.end() ? nullptr : &*found;
}

Status check_things_path(ThingsKind kind, const odata::Path& path, const odata::Place& place) {
  const ThingsType& type = things_type(kind);
  if (path[0] == "id" && path.size() == 1) return {};
  const bool is_property = std::ranges::find(type.properties, path[0]) != type.properties.end();
  const bool is_complex = std::ranges::find(type.complex, path[0]) != type.complex.end();
  if (is_property && (path.size() == 1) != is_complex) return {};
  const ThingsRelation* const relation = find_relation(type, path[0]);
  if (relation != nullptr && !relation->is_set && path.size() > 1)
    return check_things_path(relation->target, {path.begin() + 1, path.end()}, place);
  std::string names = "id";
  for (const std::string_view name : type.properties) {
    names += "、" + std::string(name);
    if (std::ranges::find(type.complex, name) != type.complex.end()) names += "/…";
  }
  for (const ThingsRelation& one : type.relations)
    if (!one.is_set) names += "、" + std::string(one.name) + "/…";
  return fail(Code::kInvalidInput, std::string(type.entity) + " 没有可用的属性“" + excerpt(path[0]) + "”；有：" + names,
              to_string(place));
}

std::string things_time(Instant time) {
  constexpr std::size_t kWithoutZone = std::string_view("2024-09-30T12:00:00").size();
  return to_string(time, kUtc).substr(0, kWithoutZone) + "Z";
}

std::string things_interval(const ThingsInterval& interval) {
  if (interval.begin == interval.end) return things_time(interval.begin);
  return things_time(interval.begin) + "/" + things_time(interval.end);
}

std::string datastream_id(const observations::SeriesKey& key) {
  return id_part(key.site) + "," + id_part(key.factor) + "," + std::string(to_string(key.averaging)) + "," +
         id_part(key.source);
}
std::string observation_id(const observations::SeriesKey& key, Instant label) {
  return datastream_id(key) + "," + things_time(label);
}

Result<ThingsModel> ThingsModel::make(const ThingsWorld& world, ThingsReader& reader) {
  ThingsModel model(world, reader);
  const auto add = [&](ThingsKind kind, const std::string& id) {
    std::vector<std::string>& ids = model.ids_[kind];
    const auto [found, is_new] = model.numbers_[kind].try_emplace(id, ids.size());
    if (is_new) ids.push_back(id);
    return found->second;
  };
  for (const ThingsType& type : kThingsTypes) model.ids_[type.kind];
  for (std::size_t i = 0; i < world.sites.size(); ++i) {
    const ThingSite& site = world.sites[i];
    if (add(ThingsKind::kThing, site.code) != i)
      return fail(Code::kConflict, "点位“" + excerpt(site.code) + "”给了两次");
    if (!site.longitude || !site.latitude) continue;
    add(ThingsKind::kLocation, site.code);
    model.located_.push_back(i);
  }
  BIHUAN_TRY(std::vector<Series> all, world.store.series());
  std::ranges::sort(all, {}, &Series::key);
  for (Series& series : all) {
    const std::optional<std::size_t> thing = model.find(ThingsKind::kThing, series.key.site);
    if (!thing) continue;
    const std::size_t stream = add(ThingsKind::kDatastream, datastream_id(series.key));
    model.streams_of_[{ThingsKind::kThing, *thing}].push_back(stream);
    model.streams_of_[{ThingsKind::kSensor, add(ThingsKind::kSensor, series.key.source)}].push_back(stream);
    model.streams_of_[{ThingsKind::kObservedProperty, add(ThingsKind::kObservedProperty, series.key.factor)}].push_back(
        stream);
    model.stream_by_series_[series.id] = stream;
    model.streams_.push_back(std::move(series));
  }
  return model;
}

std::size_t ThingsModel::size(ThingsKind kind) const { return ids_.at(kind).size(); }
const std::string& ThingsModel::id(ThingsKind kind, std::size_t number) const { return ids_.at(kind)[number]; }

std::optional<std::size_t> ThingsModel::find(ThingsKind kind, std::string_view id) const {
  const auto of_kind = numbers_.find(kind);
  if (of_kind == numbers_.end()) return std::nullopt;
  const auto found = of_kind->second.find(id);
  if (found == of_kind->second.end()) return std::nullopt;
  return found->second;
}

std::vector<std::size_t> ThingsModel::related(ThingsKind kind, std::size_t number, ThingsKind target) const {
  if (target == ThingsKind::kDatastream) {
    const auto found = streams_of_.find({kind, number});
    return found == streams_of_.end() ? std::vector<std::size_t>() : found->second;
  }
  if (kind == ThingsKind::kLocation) return {located_[number]};
  if (kind == ThingsKind::kThing) {
    const auto location = find(ThingsKind::kLocation, id(kind, number));
    return location ? std::vector{*location} : std::vector<std::size_t>();
  }
  const observations::SeriesKey& key = streams_[number].key;
  const std::string& code = target == ThingsKind::kThing    ? key.site
                            : target == ThingsKind::kSensor ? key.source
                                                            : key.factor;
  return {*find(target, code)};
}

std::string ThingsModel::name_of(const std::function<std::string(std::string_view)>& names,
                                 const std::string& code) const {
  const std::string name = names ? names(code) : "";
  return name.empty() ? code : name;
}

Result<JsonValue> ThingsModel::datastream(std::size_t number) const {
  const Series& series = streams_[number];
  const ThingSite& site = world_.sites[related(ThingsKind::kDatastream, number, ThingsKind::kThing).front()];
  JsonValue entity = json_object();
  const std::string name = (site.name.empty() ? site.code : site.name) + " " +
                           name_of(world_.factor_name, series.key.factor) + " " +
                           std::string(chinese_averaging(series.key.averaging)) + "值";
  add_member(entity, "name", json_text(name));
  add_member(entity, "description", json_text(name + "，来源：" + name_of(world_.source_name, series.key.source)));
  add_member(entity, "observationType",
             json_text("http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"));
  JsonValue unit = json_object();
  add_member(unit, "name", series.unit.empty() ? JsonValue() : json_text(series.unit));
  add_member(unit, "symbol", series.unit.empty() ? JsonValue() : json_text(series.unit));
  add_member(unit, "definition", JsonValue());
  add_member(entity, "unitOfMeasurement", std::move(unit));
  BIHUAN_TRY(const auto ends, reader_.ends(series));
  if (ends) {
    const ThingsInterval first = interval_of(series, ends->first), last = interval_of(series, ends->second);
    add_member(entity, "phenomenonTime", json_text(things_time(first.begin) + "/" + things_time(last.end)));
    add_member(entity, "resultTime", json_text(things_time(first.end) + "/" + things_time(last.end)));
  }
  JsonValue properties = json_object();
  add_member(properties, "averaging", json_text(to_string(series.key.averaging)));
  add_member(properties, "label", json_text(to_string(series.label)));
  add_member(properties, "places", json_number(std::to_string(series.places)));
  if (series.detection_limit)
    add_member(properties, "detection_limit", json_number(to_string(*series.detection_limit)));
  add_member(entity, "properties", std::move(properties));
  return entity;
}

Result<JsonValue> ThingsModel::entity(ThingsKind kind, std::size_t number) const {
  if (kind == ThingsKind::kDatastream) return datastream(number);
  JsonValue entity = json_object();
  const std::string& code = id(kind, number);
  if (kind == ThingsKind::kSensor) {
    add_member(entity, "name", json_text(name_of(world_.source_name, code)));
    add_member(entity, "description", json_text("监测数据的来源 " + code));
    add_member(entity, "encodingType", json_text("text/plain"));
    add_member(entity, "metadata", json_text(code));
    return entity;
  }
  if (kind == ThingsKind::kObservedProperty) {
    add_member(entity, "name", json_text(name_of(world_.factor_name, code)));
    add_member(entity, "definition", json_text(link(kind, code)));
    add_member(entity, "description", json_text("监测因子，编码 " + code));
    return entity;
  }
  const ThingSite& site = world_.sites[kind == ThingsKind::kLocation ? located_[number] : number];
  const std::string& name = site.name.empty() ? site.code : site.name;
  add_member(entity, "name", json_text(name));
  add_member(entity, "description", json_text(site.description.empty() ? name : site.description));
  if (kind == ThingsKind::kThing) {
    JsonValue properties = json_object();
    for (const auto& [key, value] : site.properties) add_member(properties, key, json_text(value));
    add_member(entity, "properties", std::move(properties));
    return entity;
  }
  add_member(entity, "encodingType", json_text("application/geo+json"));
  JsonValue point = json_object();
  add_member(point, "type", json_text("Point"));
  JsonValue coordinates;
  coordinates.kind = JsonValue::Kind::kArray;
  coordinates.elements = {json_number(to_string(*site.longitude)), json_number(to_string(*site.latitude))};
  add_member(point, "coordinates", std::move(coordinates));
  add_member(entity, "location", std::move(point));
  return entity;
}

JsonValue ThingsModel::entity(const ThingsValue& value) {
  const Series& series = *value.series;
  const bool is_there = has_value(value.point.state);
  JsonValue entity = json_object();
  add_member(entity, "phenomenonTime", json_text(things_interval(value.interval)));
  add_member(entity, "resultTime", json_text(things_time(value.interval.end)));
  const bool is_result =
      value.point.state == ValueState::kValue && observations::counts(value.point.state, value.verdict);
  add_member(entity, "result",
             is_result ? json_number(to_string(observations::value_of(value.point.mantissa, series))) : JsonValue());
  JsonValue quality = json_object();
  add_member(quality, "state", json_text(to_string(value.point.state)));
  if (is_there) add_member(quality, "verdict", json_text(to_string(value.verdict)));
  add_member(entity, "resultQuality", std::move(quality));
  JsonValue parameters = json_object();
  add_member(parameters, "revision", json_number(std::to_string(value.point.revision)));
  if (value.point.flag != 0) add_member(parameters, "flag", json_text(excerpt(std::string_view(&value.point.flag, 1))));
  if (value.point.state == ValueState::kBelowLimit)
    add_member(parameters, "detection_limit",
               json_number(to_string(observations::value_of(value.point.mantissa, series))));
  add_member(entity, "parameters", std::move(parameters));
  return entity;
}

Result<odata::Value> ThingsModel::value(ThingsKind kind, std::size_t number, const odata::Path& path) const {
  if (path[0] == "id") return odata::Value(id(kind, number));
  if (const ThingsRelation* const relation = find_relation(things_type(kind), path[0])) {
    const std::vector<std::size_t> target = related(kind, number, relation->target);
    return value(relation->target, target.front(), {path.begin() + 1, path.end()});
  }
  BIHUAN_TRY(const JsonValue json, entity(kind, number));
  return odata_value(json, path);
}

Result<odata::Value> ThingsModel::value(const ThingsValue& one, const odata::Path& path) const {
  if (path[0] == "phenomenonTime") return odata::Value(one.interval.begin);
  if (path[0] == "resultTime") return odata::Value(one.interval.end);
  if (path[0] == "id") return odata::Value(observation_id(one.series->key, one.point.time));
  if (path[0] == "Datastream")
    return value(ThingsKind::kDatastream, datastream_of(one.series->id), {path.begin() + 1, path.end()});
  return odata_value(entity(one), path);
}

std::string ThingsModel::link(ThingsKind kind) const { return base_ + "/" + std::string(things_type(kind).set); }
std::string ThingsModel::link(ThingsKind kind, std::string_view id) const {
  return link(kind) + "('" + percent_encode(replace_all(id, "'", "''")) + "')";
}

}  // namespace bihuan::server
