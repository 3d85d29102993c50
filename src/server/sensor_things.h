// src/server/sensor_things.h - a read-only part of OGC SensorThings API 1.1 (18-088) over the observation store: sites
// are Things, series are Datastreams, current values are Observations. A function of world and request: no socket, no
// rights. What is and is not there, with examples: docs/manual/sensorthings.md.
//
// Who may see what is decided by `ThingsWorld::sites`: a series whose site is not among them does not exist here.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "observations/store.h"

namespace bihuan::server {

struct ThingSite {
  std::string code;  // SeriesKey::site; what @iot.id is
  std::string name;
  std::string description;                     // empty: the name
  std::optional<Decimal> longitude, latitude;  // degrees, WGS 84 or CGCS2000; both or there is no Location
  std::vector<std::pair<std::string, std::string>> properties;  // "kind": "outlet" ...
};

struct ThingsWorld {
  const observations::ObservationStore& store;
  observations::View view;       // current, or as of an earlier load
  std::vector<ThingSite> sites;  // those that the asker may see
  // Names of factors and of sources by their codes; missing, or an empty answer, is the code.
  std::function<std::string(std::string_view code)> factor_name = {}, source_name = {};
  // Whether the asker may know of this mark; without it, of all (observations/export.h says why).
  std::function<bool(const observations::Mark&)> shows_mark = {};
  std::string root;  // "https://host:8710/api/sensorthings", without a slash at the end; links begin with it
};

struct ThingsAnswer {
  std::string body;
  std::string_view content_type;  // of JSON, or of the plain text of $value and $count
};

// `path`: behind the root, percent-decoded: "/v1.1", "/v1.1/Things('E01')/Datastreams". `query`: decoded, in order.
// Reads at most some 4,000 times and 1,000,000 values from the store, and answers with at most 20,000 entities.
// Errors: kInvalidInput  an option, property or expression that is not understood (`where`: "$filter 第5个字符"); a
// request
//                        beyond those limits: HTTP 400
//         kNotFound      no such entity, set or property: HTTP 404
//         those of the store
Result<ThingsAnswer> sensor_things(const ThingsWorld& world, std::string_view path,
                                   std::span<const std::pair<std::string, std::string>> query);

// Ids. A Datastream's is its series key, an Observation's that and the label time: both stay what they are when the
// store is built again from its sources, which numbers do not. No id holds a slash, so links need none escaped: parts
// are joined by commas; in a part ~ is ~0 and a comma ~1.
std::string datastream_id(const observations::SeriesKey& key);
std::string observation_id(const observations::SeriesKey& key, Instant label);

}  // namespace bihuan::server
