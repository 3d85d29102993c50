#include <gmock/gmock.h>

#include <set>
#include <string>

#include "base/json.h"
#include "server/api.h"
#include "server/api_description.h"
#include "server/routes.h"

namespace bihuan::server {
namespace {

using testing::IsEmpty;

JsonValue document() {
  Result<JsonValue> value = parse_json(openapi_document(), JsonLimits{.max_depth = 64});
  EXPECT_TRUE(value.has_value()) << value.error().message;
  return value.has_value() ? *std::move(value) : JsonValue{};
}

const JsonValue& at(const JsonValue& value, std::initializer_list<std::string_view> path) {
  static const JsonValue kNothing;
  const JsonValue* now = &value;
  for (const std::string_view key : path) {
    now = now->find(key);
    if (now == nullptr) {
      ADD_FAILURE() << "no member " << key;
      return kNothing;
    }
  }
  return *now;
}

void collect_references(const JsonValue& value, std::set<std::string>& names) {
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    if (value.kind == JsonValue::Kind::kObject && value.keys[i] == "$ref") names.insert(value.elements[i].text);
    collect_references(value.elements[i], names);
  }
}

TEST(Openapi, HasEveryRouteAndNothingElse) {
  const JsonValue all = document();
  EXPECT_EQ(at(all, {"openapi"}).text, "3.1.0");
  std::size_t operations = 0;
  for (const JsonValue& path : at(all, {"paths"}).elements) operations += path.elements.size();
  EXPECT_EQ(operations, routes().size());
  std::set<std::string> ids;
  for (const Route& route : routes()) {
    const JsonValue& operation = at(all, {"paths", route.pattern, route.method == Method::kGet ? "get" : "post"});
    EXPECT_EQ(at(operation, {"operationId"}).text, route.id);
    EXPECT_TRUE(ids.insert(route.id).second) << route.id << " stands twice";
    EXPECT_FALSE(at(operation, {"summary"}).text.empty());
    EXPECT_NE(at(operation, {"responses"}).find(std::to_string(route.success)), nullptr);
    EXPECT_NE(at(operation, {"responses"}).find("400"), nullptr);
    EXPECT_EQ(operation.find("requestBody") != nullptr, route.body != BodyKind::kNone) << route.id;
  }
}

TEST(Openapi, RefersOnlyToSchemasThatItHas) {
  const JsonValue all = document();
  std::set<std::string> names;
  collect_references(all, names);
  EXPECT_GT(names.size(), 40U);
  for (const std::string& name : names) {
    ASSERT_EQ(name.rfind("#/components/schemas/", 0), 0U) << name;
    EXPECT_NE(at(all, {"components", "schemas"}).find(name.substr(21)), nullptr) << name;
  }
  EXPECT_THAT(openapi_clashes(), IsEmpty());
}

TEST(Openapi, FollowsTheDescribedStructs) {
  const JsonValue all = document();
  const JsonValue& summary = at(all, {"components", "schemas", "PlanSummary"});
  EXPECT_EQ(at(summary, {"required"}).elements.size(), 15U);
  EXPECT_EQ(at(summary, {"properties", "stored_at", "format"}).text, "date-time");
  EXPECT_EQ(at(summary, {"properties", "counts", "$ref"}).text, "#/components/schemas/Counts");
  // A base's members stand in the derived struct, and optional values may be null.
  const JsonValue& target = at(all, {"components", "schemas", "Target"});
  EXPECT_EQ(at(target, {"properties", "text", "type"}).text, "string");
  EXPECT_EQ(at(target, {"properties", "value", "anyOf"}).elements.at(0).find("type")->text, "number");
  EXPECT_EQ(at(target, {"properties", "value", "anyOf"}).elements.at(1).find("type")->text, "null");
  const JsonValue& verdict = at(all, {"components", "schemas", "Verdict", "enum"});
  EXPECT_EQ(verdict.elements.size(), 5U);
  EXPECT_EQ(at(all, {"components", "schemas", "SectionReading", "properties", "class", "type"}).text, "string");
  EXPECT_EQ(at(all, {"components", "schemas", "PlanView", "properties", "readings", "items", "$ref"}).text,
            "#/components/schemas/Reading");
}

// What is written must be what is promised: the members of an answer are those of its schema, in the same order.
TEST(Openapi, HasTheMembersThatAreWritten) {
  const JsonValue all = document();
  const Result<JsonValue> written = parse_json(to_json(api::PlanView{}));
  ASSERT_TRUE(written.has_value());
  EXPECT_EQ(written->keys, at(all, {"components", "schemas", "PlanView", "properties"}).keys);
  EXPECT_EQ(written->find("plan")->keys, at(all, {"components", "schemas", "Plan", "properties"}).keys);
  const Result<JsonValue> target = parse_json(to_json(plans::Target{}));
  EXPECT_EQ(target->keys, at(all, {"components", "schemas", "Target", "properties"}).keys);
}

}  // namespace
}  // namespace bihuan::server
