#include "server/sensor_things.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/text.h"
#include "server/http.h"
#include "server/internal/odata.h"
#include "server/internal/things_model.h"
#include "server/internal/things_reader.h"

namespace bihuan::server {
namespace {

using odata::Expression;
using odata::Options;
using odata::Path;
using odata::Place;
using odata::Value;

constexpr std::string_view kThingsJson = "application/json; charset=utf-8";
constexpr std::string_view kThingsPlain = "text/plain; charset=utf-8";
constexpr std::size_t kLongestThingsPath = 2000;
constexpr std::size_t kMostEntities = 20'000;

std::unexpected<Error> no_such_thing(std::string message) { return fail(Code::kNotFound, std::move(message)); }

// --- the path --------------------------------------------------------------------------------------------------------

struct PathSegment {
  std::string name;
  std::optional<std::string> key;
};

// Things('E01')/Datastreams: slashes inside of quotes part nothing.
Result<std::vector<PathSegment>> parse_path(std::string_view path) {
  if (path.size() > kLongestThingsPath || first_invalid_utf8(path)) return no_such_thing("没有这个地址");
  std::vector<PathSegment> segments;
  std::size_t at = 0;
  while (at < path.size()) {
    if (path[at] == '/') {
      ++at;
      continue;
    }
    PathSegment segment;
    while (at < path.size() && path[at] != '/' && path[at] != '(') segment.name += path[at++];
    if (at < path.size() && path[at] == '(') {
      const std::string broken = "“" + excerpt(path.substr(at)) + "”应写作 ('编号')";
      std::string key;
      if (++at < path.size() && path[at] == '\'') {
        for (++at; at < path.size(); ++at) {
          if (path[at] != '\'')
            key += path[at];
          else if (at + 1 < path.size() && path[at + 1] == '\'')
            key += path[at++];
          else
            break;
        }
        if (at >= path.size()) return fail(Code::kInvalidInput, broken, "path");
        ++at;
      } else {
        while (at < path.size() && path[at] != ')' && path[at] != '/') key += path[at++];
      }
      if (at >= path.size() || path[at] != ')' || (at + 1 < path.size() && path[at + 1] != '/'))
        return fail(Code::kInvalidInput, broken, "path");
      ++at;
      segment.key = std::move(key);
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

// What a path leads to: some entities of a kind, one or a set; of observations the series that they are of, or one.
struct ThingsTarget {
  ThingsKind kind = ThingsKind::kThing;
  bool is_set = true;
  std::vector<std::size_t> numbers;  // of observations: of their Datastreams
  std::optional<ThingsValue> observation;
  std::string link;
};

// --- observations ----------------------------------------------------------------------------------------------------

// What a $filter says of the time, as bounds: the values outside of them cannot pass.
struct TimeBounds {
  Instant from{std::numeric_limits<std::int32_t>::min() * std::int64_t{4}};
  Instant until{std::numeric_limits<std::int32_t>::max() * std::int64_t{4}};
};

odata::Comparison turned(odata::Comparison comparison) {
  switch (comparison) {
    case odata::Comparison::kGreater:
      return odata::Comparison::kLess;
    case odata::Comparison::kGreaterEqual:
      return odata::Comparison::kLessEqual;
    case odata::Comparison::kLess:
      return odata::Comparison::kGreater;
    case odata::Comparison::kLessEqual:
      return odata::Comparison::kGreaterEqual;
    default:
      return comparison;
  }
}

// Narrows `bounds` by `time ge 2024-01-01T00:00:00Z` and the like; true where that says all of it.
bool narrow(const Expression& one, std::string_view time, TimeBounds& bounds) {
  if (one.kind != Expression::Kind::kComparison) return false;
  const bool is_turned = one.parts[0].kind == Expression::Kind::kLiteral;
  const Expression& path = one.parts[is_turned ? 1 : 0];
  const Expression& literal = one.parts[is_turned ? 0 : 1];
  if (path.kind != Expression::Kind::kPath || literal.kind != Expression::Kind::kLiteral) return false;
  const Instant* const at = std::get_if<Instant>(&literal.literal);
  if (at == nullptr || path.path.size() != 1 || path.path[0] != time) return false;
  const Instant after{at->seconds + 1};
  switch (is_turned ? turned(one.comparison) : one.comparison) {
    case odata::Comparison::kEqual:
      bounds.from = std::max(bounds.from, *at);
      bounds.until = std::min(bounds.until, after);
      return true;
    case odata::Comparison::kGreater:
      bounds.from = std::max(bounds.from, after);
      return true;
    case odata::Comparison::kGreaterEqual:
      bounds.from = std::max(bounds.from, *at);
      return true;
    case odata::Comparison::kLess:
      bounds.until = std::min(bounds.until, *at);
      return true;
    case odata::Comparison::kLessEqual:
      bounds.until = std::min(bounds.until, after);
      return true;
    case odata::Comparison::kNotEqual:
      break;
  }
  return false;
}

bool is_of_datastream(const Expression& one) {
  bool has_path = false;
  const Status status = odata::for_each_path(one, [&](const Path& path, const Place&) -> Status {
    has_path = true;
    return path[0] == "Datastream" ? Status() : Status(fail(Code::kNotFound, "another"));
  });
  return has_path && status.has_value();
}

// --- the answer ------------------------------------------------------------------------------------------------------

class ThingsAnswerer {
 public:
  ThingsAnswerer(const ThingsModel& model, ThingsReader& reader)
      : model_(model), reader_(reader), writer_(JsonStyle::kCompact) {}

  Result<ThingsAnswer> root();
  Result<ThingsAnswer> answer(const std::vector<PathSegment>& segments, const Options& options);

 private:
  struct Observations {
    std::vector<ThingsValue> values;
    bool has_more = false;
    std::optional<std::int64_t> count;
  };

  Result<ThingsTarget> begin(const PathSegment& segment) const;
  Result<ThingsTarget> follow(const ThingsTarget& from, const PathSegment& segment);
  Result<ThingsTarget> find_observation(ThingsTarget set, const std::string& id);
  Result<JsonValue> own(const ThingsTarget& one) const {
    return one.observation ? Result<JsonValue>(ThingsModel::entity(*one.observation))
                           : model_.entity(one.kind, one.numbers.front());
  }
  const std::string& id_of(const ThingsTarget& one) const { return model_.id(one.kind, one.numbers.front()); }
  Result<ThingsAnswer> property(const ThingsTarget& one, std::span<const PathSegment> rest, const Options& options);

  Status check(ThingsKind kind, bool is_set, const Options& options) const;
  Result<std::vector<std::size_t>> choose(ThingsKind kind, std::vector<std::size_t> numbers, const Options& options);
  Result<Observations> observe(const std::vector<std::size_t>& streams, const Options& options, bool only_count);
  Status prepare(ThingsKind kind, const std::vector<std::size_t>& numbers);

  Status count_entity();
  Status write_entity(const ThingsTarget& one, const Options& options);
  Status write_expansions(const ThingsTarget& one, const Options& options);
  // The elements of a set, with count and next link; `name` is empty at the top.
  Status write_set(const ThingsTarget& set, const Options& options, std::string_view name);
  static std::string next_link(const ThingsTarget& set, const Options& options);
  ThingsTarget related(const ThingsTarget& from, const ThingsRelation& relation) const;

  const ThingsModel& model_;
  ThingsReader& reader_;
  JsonWriter writer_;
  std::size_t entities_ = 0;
};

Result<ThingsAnswer> ThingsAnswerer::root() {
  constexpr std::string_view kSpecification = "http://www.opengis.net/spec/iot_sensing/1.1/req/";
  writer_.begin_object();
  writer_.key("value");
  writer_.begin_array();
  for (const ThingsType& type : all_things_types()) {
    writer_.begin_object();
    writer_.key("name");
    writer_.string(type.set);
    writer_.key("url");
    writer_.string(model_.link(type.kind));
    writer_.end_object();
  }
  writer_.end_array();
  writer_.key("serverSettings");
  writer_.begin_object();
  writer_.key("conformance");
  writer_.begin_array();
  // The parts that are whole; a data model without FeaturesOfInterest and HistoricalLocations is not claimed.
  for (const std::string_view part :
       {"datamodel/thing/properties", "datamodel/location/properties", "datamodel/datastream/properties",
        "datamodel/sensor/properties", "datamodel/observed-property/properties", "datamodel/observation/properties",
        "resource-path/resource-path-to-entities", "request-data/order", "request-data/expand", "request-data/select",
        "request-data/top", "request-data/skip", "request-data/count", "request-data/filter",
        "request-data/pagination"})
    writer_.string(std::string(kSpecification) + std::string(part));
  writer_.end_array();
  writer_.key("left_out");
  writer_.begin_array();
  for (const std::string_view part :
       {"FeaturesOfInterest", "HistoricalLocations", "orderby of Observations by other properties than their times",
        "create-update-delete", "batch-request", "multi-datastream", "data-array", "mqtt", "arithmetic in $filter",
        "geospatial and mathematical functions in $filter"})
    writer_.string(part);
  writer_.end_array();
  writer_.end_object();
  writer_.end_object();
  return ThingsAnswer{writer_.take(), kThingsJson};
}

// --- where a path leads ----------------------------------------------------------------------------------------------

Result<ThingsTarget> ThingsAnswerer::begin(const PathSegment& segment) const {
  for (const ThingsType& type : all_things_types()) {
    if (type.set != segment.name) continue;
    ThingsTarget target;
    target.kind = type.kind;
    target.link = model_.link(type.kind);
    target.numbers.resize(model_.size(type.kind == ThingsKind::kObservation ? ThingsKind::kDatastream : type.kind));
    std::iota(target.numbers.begin(), target.numbers.end(), std::size_t{0});
    return target;
  }
  std::string names;
  for (const ThingsType& type : all_things_types()) names += (names.empty() ? "" : "、") + std::string(type.set);
  return no_such_thing("没有实体集“" + excerpt(segment.name) + "”；有：" + names);
}

Result<ThingsTarget> ThingsAnswerer::find_observation(ThingsTarget set, const std::string& id) {
  const auto missing = no_such_thing("没有 Observations('" + excerpt(id, 80) + "')");
  const std::size_t comma = id.rfind(',');
  if (comma == std::string::npos) return missing;
  const auto stream = model_.find(ThingsKind::kDatastream, std::string_view(id).substr(0, comma));
  const auto label = parse_instant(std::string_view(id).substr(comma + 1));
  if (!stream || !label || std::ranges::find(set.numbers, *stream) == set.numbers.end()) return missing;
  const observations::Series& series = model_.series(*stream);
  ThingsReading reading;
  reading.series = {&series};
  reading.from = interval_of(series, *label).begin;
  reading.until = Instant{reading.from.seconds + 1};
  BIHUAN_CHECK(reader_.read(reading, [&](const ThingsValue& value) {
    if (value.point.time == *label) set.observation = value;
    return true;
  }));
  if (!set.observation || observation_id(series.key, *label) != id) return missing;
  set.is_set = false;
  set.numbers = {*stream};
  set.link = model_.link(ThingsKind::kObservation, id);
  return set;
}

// The entity of a set by its key, or the set as it is.
Result<ThingsTarget> ThingsAnswerer::follow(const ThingsTarget& from, const PathSegment& segment) {
  ThingsTarget set;
  if (segment.name.empty()) {
    set = from;
  } else {
    const ThingsRelation* const relation = from.is_set ? nullptr : find_relation(things_type(from.kind), segment.name);
    if (relation == nullptr) {
      return no_such_thing((from.is_set ? std::string(things_type(from.kind).set) + " 是实体集，应先写 ('编号')；"
                                        : std::string(things_type(from.kind).entity) + " ") +
                           "没有“" + excerpt(segment.name) + "”");
    }
    set = related(from, *relation);
    if (!relation->is_set && segment.key)
      return fail(Code::kInvalidInput, "“" + segment.name + "”只有一个，不用编号", "path");
  }
  if (!segment.key) return set;
  if (set.kind == ThingsKind::kObservation) return find_observation(std::move(set), *segment.key);
  const auto found = model_.find(set.kind, *segment.key);
  if (!found || std::ranges::find(set.numbers, *found) == set.numbers.end())
    return no_such_thing("没有 " + std::string(things_type(set.kind).set) + "('" + excerpt(*segment.key, 80) + "')");
  set.is_set = false;
  set.numbers = {*found};
  set.link = model_.link(set.kind, *segment.key);
  return set;
}

ThingsTarget ThingsAnswerer::related(const ThingsTarget& from, const ThingsRelation& relation) const {
  ThingsTarget target;
  target.kind = relation.target;
  target.is_set = relation.is_set;
  if (from.observation || relation.target == ThingsKind::kObservation)
    target.numbers = from.numbers;
  else
    target.numbers = model_.related(from.kind, from.numbers.front(), relation.target);
  target.link = relation.is_set ? from.link + "/" + std::string(relation.name)
                                : model_.link(relation.target, model_.id(relation.target, target.numbers.front()));
  return target;
}

Result<ThingsAnswer> ThingsAnswerer::property(const ThingsTarget& one, std::span<const PathSegment> rest,
                                              const Options& options) {
  if (!options.texts.empty()) return fail(Code::kInvalidInput, "属性不接受查询选项", options.texts.front().first);
  const bool is_plain = rest.back().name == "$value";
  if (is_plain) rest = rest.first(rest.size() - 1);
  BIHUAN_TRY(JsonValue value, own(one));
  for (const PathSegment& segment : rest) {
    const JsonValue* const member =
        value.kind == JsonValue::Kind::kObject && !segment.key ? value.find(segment.name) : nullptr;
    if (member == nullptr) {
      return no_such_thing(std::string(things_type(one.kind).entity) + " 没有属性或关联“" + excerpt(segment.name) +
                           "”");
    }
    value = JsonValue(*member);
  }
  if (!is_plain) {
    JsonValue answer;
    answer.kind = JsonValue::Kind::kObject;
    answer.keys = {rest.back().name};
    answer.elements = {std::move(value)};
    return ThingsAnswer{to_json(answer), kThingsJson};
  }
  const bool is_text = value.kind == JsonValue::Kind::kString || value.kind == JsonValue::Kind::kNumber;
  if (value.kind == JsonValue::Kind::kNull) return no_such_thing("“" + rest.back().name + "”没有值");
  return is_text ? ThingsAnswer{value.text, kThingsPlain} : ThingsAnswer{to_json(value), kThingsJson};
}

// --- choosing --------------------------------------------------------------------------------------------------------

Status ThingsAnswerer::check(ThingsKind kind, bool is_set, const Options& options) const {
  const ThingsType& type = things_type(kind);
  if (!is_set) {
    for (const auto& [name, text] : options.texts)
      if (name != "$select" && name != "$expand")
        return fail(Code::kInvalidInput, "单个实体只接受 $select 和 $expand，不接受 " + name, name);
  }
  if (options.filter) {
    BIHUAN_CHECK(odata::for_each_path(
        *options.filter, [&](const Path& path, const Place& place) { return check_things_path(kind, path, place); }));
  }
  for (const odata::OrderItem& item : options.order) {
    BIHUAN_CHECK(check_things_path(kind, item.path, item.place));
    const bool is_time = item.path.size() == 1 && (item.path[0] == "phenomenonTime" || item.path[0] == "resultTime");
    if (kind == ThingsKind::kObservation && (!is_time || options.order.size() > 1))
      return fail(Code::kInvalidInput, "Observations 只能按 phenomenonTime 或 resultTime 之一排序",
                  to_string(item.place));
  }
  for (const auto& [name, place] : options.select) {
    const bool is_known = name == "id" || name == "@iot.selfLink" || find_relation(type, name) != nullptr ||
                          std::ranges::find(type.properties, name) != type.properties.end();
    if (!is_known)
      return fail(Code::kInvalidInput, std::string(type.entity) + " 没有属性“" + excerpt(name) + "”", to_string(place));
  }
  for (const odata::Expand& item : options.expand) {
    const ThingsRelation* const relation = find_relation(type, item.navigation);
    if (relation == nullptr) {
      return fail(Code::kInvalidInput, std::string(type.entity) + " 没有关联“" + excerpt(item.navigation) + "”",
                  to_string(item.place));
    }
    BIHUAN_CHECK(check(relation->target, relation->is_set, item.options));
  }
  return {};
}

// The first and last values of series are asked for at once, not one by one.
Status ThingsAnswerer::prepare(ThingsKind kind, const std::vector<std::size_t>& numbers) {
  if (kind != ThingsKind::kDatastream) return {};
  std::vector<const observations::Series*> series;
  for (const std::size_t number : numbers) series.push_back(&model_.series(number));
  return reader_.look_up_ends(series);
}

Result<std::vector<std::size_t>> ThingsAnswerer::choose(ThingsKind kind, std::vector<std::size_t> numbers,
                                                        const Options& options) {
  Status failed;
  const auto value_of = [&](std::size_t number, const Path& path) -> Value {
    auto found = model_.value(kind, number, path);
    if (found) return std::move(*found);
    failed = std::unexpected(std::move(found).error());
    return {};
  };
  if (options.filter || !options.order.empty()) BIHUAN_CHECK(prepare(kind, numbers));
  if (options.filter) {
    std::erase_if(numbers, [&](std::size_t number) {
      return !odata::holds(*options.filter, [&](const Path& path) { return value_of(number, path); });
    });
  }
  if (!options.order.empty()) {
    std::vector<std::pair<std::vector<Value>, std::size_t>> keyed;
    for (const std::size_t number : numbers) {
      keyed.emplace_back(std::vector<Value>(), number);
      for (const odata::OrderItem& item : options.order) keyed.back().first.push_back(value_of(number, item.path));
    }
    std::ranges::stable_sort(keyed, [&](const auto& a, const auto& b) {
      for (std::size_t i = 0; i < options.order.size(); ++i) {
        const int order = odata::compare_for_order(a.first[i], b.first[i]);
        if (order != 0) return options.order[i].is_descending ? order > 0 : order < 0;
      }
      return false;
    });
    for (std::size_t i = 0; i < keyed.size(); ++i) numbers[i] = keyed[i].second;
  }
  BIHUAN_CHECK(failed);
  return numbers;
}

Result<ThingsAnswerer::Observations> ThingsAnswerer::observe(const std::vector<std::size_t>& streams,
                                                             const Options& options, bool only_count) {
  ThingsReading reading;
  if (!options.order.empty()) {
    reading.order = options.order[0].path[0] == "resultTime" ? ThingsOrder::kEnd : ThingsOrder::kBegin;
    reading.is_descending = options.order[0].is_descending;
  }
  const std::string_view own_time = reading.order == ThingsOrder::kEnd ? "resultTime" : "phenomenonTime";
  TimeBounds bounds, others;
  std::vector<const Expression*> of_stream, rest;
  if (options.filter) {
    const bool is_chain = options.filter->kind == Expression::Kind::kAnd;
    const std::span<const Expression> terms = is_chain ? std::span<const Expression>(options.filter->parts)
                                                       : std::span<const Expression>(&*options.filter, 1);
    for (const Expression& term : terms) {
      if (narrow(term, own_time, bounds)) continue;
      if (is_of_datastream(term)) {
        of_stream.push_back(&term);
        continue;
      }
      narrow(term, own_time == "resultTime" ? "phenomenonTime" : "resultTime", others);
      rest.push_back(&term);
    }
  }
  // The other end of an interval lies at most a year away.
  constexpr std::int64_t kYear = 366 * kSecondsOfDay;
  reading.from = std::max(bounds.from, Instant{others.from.seconds - kYear});
  reading.until = std::min(bounds.until, Instant{others.until.seconds + kYear});
  Status failed;
  const auto keep = [&](Result<Value> found) -> Value {
    if (found) return std::move(*found);
    failed = std::unexpected(std::move(found).error());
    return {};
  };
  if (!of_stream.empty()) BIHUAN_CHECK(prepare(ThingsKind::kDatastream, streams));
  for (const std::size_t stream : streams) {
    const bool is_wanted = std::ranges::all_of(of_stream, [&](const Expression* term) {
      return odata::holds(*term, [&](const Path& path) {
        return keep(model_.value(ThingsKind::kDatastream, stream, {path.begin() + 1, path.end()}));
      });
    });
    if (is_wanted) reading.series.push_back(&model_.series(stream));
  }
  BIHUAN_CHECK(failed);
  const auto passes = [&](const ThingsValue& value) {
    return std::ranges::all_of(rest, [&](const Expression* term) {
      return odata::holds(*term, [&](const Path& path) { return keep(model_.value(value, path)); });
    });
  };
  Observations found;
  if ((options.wants_count || only_count) && rest.empty()) {
    BIHUAN_TRY(found.count, reader_.count(reading));
  } else if (options.wants_count || only_count) {
    reading.wanted = ThingsReader::kWindow;
    found.count = 0;
    BIHUAN_CHECK(reader_.read(reading, [&](const ThingsValue& value) {
      if (passes(value)) ++*found.count;
      return true;
    }));
  }
  if (only_count) return found;
  const std::int64_t top = options.page();
  std::int64_t skip = rest.empty() ? 0 : options.skip;
  reading.skip = rest.empty() ? options.skip : 0;
  reading.wanted = top;
  if (top == 0) return found;
  BIHUAN_CHECK(reader_.read(reading, [&](const ThingsValue& value) {
    if (!passes(value) || skip-- > 0) return true;
    found.has_more = static_cast<std::int64_t>(found.values.size()) == top;
    if (!found.has_more) found.values.push_back(value);
    return !found.has_more;
  }));
  BIHUAN_CHECK(failed);
  return found;
}

// --- writing ---------------------------------------------------------------------------------------------------------

Status ThingsAnswerer::count_entity() {
  if (++entities_ <= kMostEntities) return {};
  return fail(Code::kInvalidInput, "结果超过 " + std::to_string(kMostEntities) + " 个实体；请减小 $top，或少展开一些",
              "$expand");
}

Status ThingsAnswerer::write_entity(const ThingsTarget& one, const Options& options) {
  BIHUAN_CHECK(count_entity());
  const ThingsType& type = things_type(one.kind);
  const auto is_selected = [&](std::string_view name) {
    return options.select.empty() ||
           std::ranges::any_of(options.select, [&](const auto& item) { return item.first == name; });
  };
  writer_.begin_object();
  const std::string id = one.observation ? observation_id(one.observation->series->key, one.observation->point.time)
                                         : model_.id(one.kind, one.numbers.front());
  if (is_selected("id")) {
    writer_.key("@iot.id");
    writer_.string(id);
  }
  const std::string link = model_.link(one.kind, id);
  if (is_selected("@iot.selfLink")) {
    writer_.key("@iot.selfLink");
    writer_.string(link);
  }
  BIHUAN_TRY(const JsonValue own_properties, own(one));
  for (std::size_t i = 0; i < own_properties.keys.size(); ++i) {
    if (!is_selected(own_properties.keys[i])) continue;
    writer_.key(own_properties.keys[i]);
    bihuan::internal::write_json_value(writer_, own_properties.elements[i]);
  }
  for (const ThingsRelation& relation : type.relations) {
    const bool is_expanded =
        std::ranges::find(options.expand, relation.name, &odata::Expand::navigation) != options.expand.end();
    if (is_expanded || !is_selected(relation.name)) continue;
    writer_.key(std::string(relation.name) + "@iot.navigationLink");
    writer_.string(link + "/" + std::string(relation.name));
  }
  BIHUAN_CHECK(write_expansions(one, options));
  writer_.end_object();
  return {};
}

Status ThingsAnswerer::write_expansions(const ThingsTarget& one, const Options& options) {
  for (const odata::Expand& item : options.expand) {
    const ThingsRelation& relation = *find_relation(things_type(one.kind), item.navigation);
    const ThingsTarget target = related(one, relation);
    if (relation.is_set) {
      BIHUAN_CHECK(write_set(target, item.options, relation.name));
      continue;
    }
    writer_.key(relation.name);
    BIHUAN_CHECK(write_entity(target, item.options));
  }
  return {};
}

std::string ThingsAnswerer::next_link(const ThingsTarget& set, const Options& options) {
  std::string link = set.link + "?$skip=" + std::to_string(options.skip + options.page());
  for (const auto& [name, value] : options.texts)
    if (name != "$skip") link += "&" + name + "=" + percent_encode(value);
  return link;
}

Status ThingsAnswerer::write_set(const ThingsTarget& set, const Options& options, std::string_view name) {
  const bool is_top = name.empty();
  std::vector<ThingsTarget> elements;
  std::optional<std::int64_t> count;
  bool has_more = false;
  if (set.kind == ThingsKind::kObservation) {
    BIHUAN_TRY(Observations found, observe(set.numbers, options, false));
    has_more = found.has_more;
    count = found.count;
    for (ThingsValue& value : found.values) {
      ThingsTarget one;
      one.kind = set.kind;
      one.is_set = false;
      one.numbers = {model_.datastream_of(value.series->id)};
      one.link = model_.link(set.kind, observation_id(value.series->key, value.point.time));
      one.observation = value;
      elements.push_back(std::move(one));
    }
  } else {
    BIHUAN_TRY(const std::vector<std::size_t> chosen, choose(set.kind, set.numbers, options));
    const auto size = static_cast<std::int64_t>(chosen.size());
    if (options.wants_count) count = size;
    const std::int64_t first = std::min(options.skip, size), beyond = std::min(first + options.page(), size);
    has_more = beyond < size && options.page() > 0;
    const std::vector<std::size_t> page(chosen.begin() + first, chosen.begin() + beyond);
    BIHUAN_CHECK(prepare(set.kind, page));
    for (const std::size_t number : page) {
      ThingsTarget one;
      one.kind = set.kind;
      one.is_set = false;
      one.numbers = {number};
      one.link = model_.link(set.kind, model_.id(set.kind, number));
      elements.push_back(std::move(one));
    }
  }
  if (count) {
    writer_.key(std::string(name) + "@iot.count");
    writer_.raw_number(std::to_string(*count));
  }
  if (has_more) {
    writer_.key(std::string(name) + "@iot.nextLink");
    writer_.string(next_link(set, options));
  }
  writer_.key(is_top ? "value" : name);
  writer_.begin_array();
  for (const ThingsTarget& one : elements) BIHUAN_CHECK(write_entity(one, options));
  writer_.end_array();
  return {};
}

Result<ThingsAnswer> ThingsAnswerer::answer(const std::vector<PathSegment>& segments, const Options& options) {
  BIHUAN_TRY(ThingsTarget target, begin(segments.front()));
  BIHUAN_TRY(target, follow(target, {"", segments.front().key}));
  std::size_t at = 1;
  for (; at < segments.size(); ++at) {
    const PathSegment& segment = segments[at];
    if (segment.name == "$count" && target.is_set && at + 1 == segments.size()) {
      BIHUAN_CHECK(check(target.kind, true, options));
      for (const auto& [name, text] : options.texts)
        if (name != "$filter") return fail(Code::kInvalidInput, "/$count 只接受 $filter，不接受 " + name, name);
      if (target.kind == ThingsKind::kObservation) {
        BIHUAN_TRY(const Observations found, observe(target.numbers, options, true));
        return ThingsAnswer{std::to_string(*found.count), kThingsPlain};
      }
      BIHUAN_TRY(const std::vector<std::size_t> chosen, choose(target.kind, target.numbers, options));
      return ThingsAnswer{std::to_string(chosen.size()), kThingsPlain};
    }
    if (!target.is_set && find_relation(things_type(target.kind), segment.name) == nullptr)
      return property(target, std::span(segments).subspan(at), options);
    BIHUAN_TRY(target, follow(target, segment));
  }
  BIHUAN_CHECK(check(target.kind, target.is_set, options));
  if (!target.is_set) {
    BIHUAN_CHECK(write_entity(target, options));
    return ThingsAnswer{writer_.take(), kThingsJson};
  }
  writer_.begin_object();
  BIHUAN_CHECK(write_set(target, options, ""));
  writer_.end_object();
  return ThingsAnswer{writer_.take(), kThingsJson};
}

}  // namespace

Result<ThingsAnswer> sensor_things(const ThingsWorld& world, std::string_view path,
                                   std::span<const std::pair<std::string, std::string>> query) {
  BIHUAN_TRY(std::vector<PathSegment> segments, parse_path(path));
  constexpr std::size_t kMostSegments = 12;
  if (segments.empty() || segments.front().name != "v1.1" || segments.front().key || segments.size() > kMostSegments)
    return no_such_thing("没有这个地址；SensorThings 的根是 /v1.1");
  BIHUAN_TRY(const Options options, odata::parse_options(query));
  ThingsReader reader(world.store, world.view, world.shows_mark);
  BIHUAN_TRY(const ThingsModel model, ThingsModel::make(world, reader));
  ThingsAnswerer answerer(model, reader);
  segments.erase(segments.begin());
  if (!segments.empty()) return answerer.answer(segments, options);
  if (!query.empty()) return fail(Code::kInvalidInput, "根不接受查询选项", query.front().first);
  return answerer.root();
}

}  // namespace bihuan::server
