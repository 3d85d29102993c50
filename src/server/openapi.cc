// The OpenAPI 3.1 document, written from the registry of routes.
#include <array>
#include <utility>

#include "server/api.h"
#include "server/api_description.h"
#include "server/routes.h"

namespace bihuan::server {
namespace schema_internal {

std::string json_string(std::string_view text) {
  JsonWriter writer(JsonStyle::kCompact);
  writer.string(text);
  return writer.take();
}

}  // namespace schema_internal

namespace {

using schema_internal::json_string;

// The errors every route can answer with.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kErrors{{
    {"400", "输入有误"},
    {"401", "没有登录"},
    {"403", "没有权限，或不接受的来源"},
    {"404", "没有找到"},
    {"405", "方法不对"},
    {"409", "与已有内容冲突"},
    {"412", "记录已被别人改动"},
    {"413", "请求太大"},
    {"415", "内容类型不对"},
    {"422", "规则未规定，或有效数据不足"},
    {"500", "存储内容损坏或内部错误"},
    {"503", "暂不可用"},
}};

std::string parameter_text(std::string_view name, std::string_view in, bool is_required, bool is_integer,
                           std::string_view summary) {
  std::string schema = R"({"type":"string"})";
  if (is_integer) schema = R"({"type":"integer","minimum":1})";
  return R"({"name":)" + json_string(name) + R"(,"in":)" + json_string(in) + R"(,"required":)" +
         (is_required ? "true" : "false") + R"(,"description":)" + json_string(summary) + R"(,"schema":)" + schema +
         "}";
}

std::string_view parameter_meaning(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kMeanings[] = {
      {"id", "计划编号"}, {"cid", "改正编号"}, {"unit", "单位编号"}, {"token", "令牌编号"},
      {"task", "任务编号"}, {"measure", "措施编号"}, {"round", "调度编号"}, {"mn", "设备的MN"}, {"number", "帧档案中的编号"}, {"order", "命令编号"}};
  for (const auto& [known, meaning] : kMeanings) {
    if (known == name) return meaning;
  }
  return "编号";
}

std::string parameters_text(const Route& route) {
  std::string all;
  const auto add = [&](const std::string& one) { all += (all.empty() ? "" : ",") + one; };
  for (std::size_t at = route.pattern.find('{'); at != std::string::npos; at = route.pattern.find('{', at + 1)) {
    const std::string name = route.pattern.substr(at + 1, route.pattern.find('}', at) - at - 1);
    add(parameter_text(name, "path", true, false, parameter_meaning(name)));
  }
  for (const QueryParameter& query : route.query) {
    add(parameter_text(query.name, "query", query.is_required, query.is_integer, query.summary));
  }
  if (route.method != Method::kGet) {
    add(parameter_text("Idempotency-Key", "header", false, false, "同一个键的请求只办一次，重发得到同样的答复"));
  }
  if (route.wants_revision) add(parameter_text("If-Match", "header", true, false, "看到的版本，即所得ETag"));
  return all;
}

std::string content_text(std::string_view type, std::string_view schema) {
  return R"({)" + json_string(type) + R"(:{"schema":)" + std::string(schema) + "}}";
}

std::string operation_text(const Route& route, SchemaSet& set) {
  std::string text = R"({"operationId":)" + json_string(route.id) + R"(,"summary":)" + json_string(route.summary) +
                     R"(,"description":)" + json_string(route.summary_en) + R"(,"parameters":[)" +
                     parameters_text(route) + "]";
  const std::string bytes = R"({"type":"string","format":"binary"})";
  if (route.body == BodyKind::kJson) {
    text += R"(,"requestBody":{"required":true,"content":)" +
            content_text("application/json", route.request_schema(set)) + "}";
  } else if (route.body == BodyKind::kBytes) {
    text += R"(,"requestBody":{"required":true,"content":)" + content_text("application/octet-stream", bytes) + "}";
  }
  const bool is_json = route.content_type == "application/json";
  text += R"(,"responses":{)" + json_string(std::to_string(route.success)) + R"(:{"description":"成功","content":)" +
          content_text(route.content_type, is_json ? route.response_schema(set) : bytes) + "}";
  for (const auto& [status, meaning] : kErrors) {
    text += "," + json_string(status) + R"(:{"description":)" + json_string(meaning) + R"(,"content":)" +
            content_text("application/json", schema_of<api::ErrorAnswer>(set)) + "}";
  }
  return text + "}}";
}

std::string lower(std::string_view method) {
  std::string out;
  for (const char c : method) out.push_back(static_cast<char>(c - 'A' + 'a'));
  return out;
}

std::string compact_document(SchemaSet& set) {
  // One path holds all its methods, in the order in which the registry first names it.
  std::vector<std::pair<std::string, std::string>> paths;
  for (const Route& route : routes()) {
    auto found = paths.begin();
    while (found != paths.end() && found->first != route.pattern) ++found;
    if (found == paths.end()) found = paths.insert(paths.end(), {route.pattern, ""});
    found->second += (found->second.empty() ? "" : ",") + json_string(lower(to_string(route.method))) + ":" +
                     operation_text(route, set);
  }
  std::string text = R"({"openapi":"3.1.0","info":{"title":"Bihuan","description":"闭环接口","version":"1","license":)"
                     R"({"name":"Apache-2.0","identifier":"Apache-2.0"}},"paths":{)";
  for (std::size_t i = 0; i < paths.size(); ++i) {
    text += (i == 0 ? "" : ",") + json_string(paths[i].first) + ":{" + paths[i].second + "}";
  }
  text += R"(},"components":{"schemas":{)";
  bool is_first = true;
  for (const auto& [name, schema] : set.texts) {
    text += (is_first ? "" : ",") + json_string(name) + ":" + schema;
    is_first = false;
  }
  return text + "}}}";
}

}  // namespace

std::string openapi_document() {
  static const std::string kDocument = [] {
    SchemaSet set;
    // Through the parser, so that a slip in the text above shows here and not in a client.
    const Result<JsonValue> value = parse_json(compact_document(set), JsonLimits{.max_depth = 64});
    return value.has_value() ? to_json(*value, JsonStyle::kPretty) : std::string();
  }();
  return kDocument;
}

std::vector<std::string> openapi_clashes() {
  SchemaSet set;
  compact_document(set);
  return set.clashes;
}

}  // namespace bihuan::server
