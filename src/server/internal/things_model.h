// src/server/internal/things_model.h - the entities of SensorThings as they are made of sites and series: names,
// properties, relations.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "server/internal/odata.h"
#include "server/internal/things_reader.h"
#include "server/sensor_things.h"

namespace bihuan::server {

enum class ThingsKind { kThing, kLocation, kSensor, kObservedProperty, kDatastream, kObservation };

struct ThingsRelation {
  std::string_view name;
  ThingsKind target;
  bool is_set;
};
struct ThingsType {
  ThingsKind kind;
  std::string_view set, entity;                  // "Things", "Thing"
  std::span<const std::string_view> properties;  // without id
  std::span<const std::string_view> complex;     // those that have parts
  std::span<const ThingsRelation> relations;
};
const ThingsType& things_type(ThingsKind kind);
std::span<const ThingsType> all_things_types();
const ThingsRelation* find_relation(const ThingsType& type, std::string_view name);

// Whether a $filter or $orderby may name this: a property, a part of a complex one, or that of a single relation.
// Errors: kInvalidInput with the place, listing what there is
Status check_things_path(ThingsKind kind, const odata::Path& path, const odata::Place& place);

// 2024-09-30T04:00:00Z
std::string things_time(Instant time);
std::string things_interval(const ThingsInterval& interval);

// All entities but observations, by kind and number.
class ThingsModel {
 public:
  // Errors: those of the store
  static Result<ThingsModel> make(const ThingsWorld& world, ThingsReader& reader);

  std::size_t size(ThingsKind kind) const;
  std::optional<std::size_t> find(ThingsKind kind, std::string_view id) const;
  const std::string& id(ThingsKind kind, std::size_t number) const;
  const observations::Series& series(std::size_t datastream) const { return streams_[datastream]; }
  std::size_t datastream_of(observations::SeriesId id) const { return stream_by_series_.at(id); }
  // The entities that a relation leads to; not for Observations.
  std::vector<std::size_t> related(ThingsKind kind, std::size_t number, ThingsKind target) const;

  // The own properties, in the order of the type, without id and links.
  Result<JsonValue> entity(ThingsKind kind, std::size_t number) const;
  static JsonValue entity(const ThingsValue& value);

  Result<odata::Value> value(ThingsKind kind, std::size_t number, const odata::Path& path) const;
  Result<odata::Value> value(const ThingsValue& value, const odata::Path& path) const;

  std::string link(ThingsKind kind, std::string_view id) const;  // the address of an entity
  std::string link(ThingsKind kind) const;                       // of a set
  const std::string& base() const { return base_; }

 private:
  explicit ThingsModel(const ThingsWorld& world, ThingsReader& reader)
      : world_(world), reader_(reader), base_(world.root + "/v1.1") {}
  std::string name_of(const std::function<std::string(std::string_view)>& names, const std::string& code) const;
  Result<JsonValue> datastream(std::size_t number) const;

  const ThingsWorld& world_;
  ThingsReader& reader_;
  std::string base_;
  std::vector<observations::Series> streams_;
  std::vector<std::size_t> located_;  // number of a Location -> number of its Thing
  std::map<ThingsKind, std::vector<std::string>> ids_;
  std::map<ThingsKind, std::map<std::string, std::size_t, std::less<>>> numbers_;
  std::map<std::pair<ThingsKind, std::size_t>, std::vector<std::size_t>> streams_of_;  // of Thing, Sensor, property
  std::map<observations::SeriesId, std::size_t> stream_by_series_;
};

}  // namespace bihuan::server
