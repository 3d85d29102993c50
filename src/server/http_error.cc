#include "server/http_error.h"

#include "base/json.h"

namespace bihuan::server {

int status_of(Code code) {
  switch (code) {
    case Code::kInvalidInput:
      return 400;
    case Code::kNotFound:
      return 404;
    case Code::kConflict:
      return 409;
    case Code::kNotCovered:
    case Code::kInsufficientData:
      return 422;
    case Code::kCorrupt:
      return 500;
    case Code::kUnavailable:
      return 503;
  }
  return 500;
}

std::string error_body(std::string_view code, std::string_view message, std::string_view where) {
  JsonWriter writer(JsonStyle::kCompact);
  writer.begin_object();
  writer.key("error");
  writer.begin_object();
  writer.key("code");
  writer.string(code);
  writer.key("message");
  writer.string(message);
  writer.key("where");
  writer.string(where);
  writer.end_object();
  writer.end_object();
  return writer.take();
}

Response error_response(int status, std::string_view code, std::string_view message, std::string_view where) {
  Response response;
  response.status = status;
  response.set("Content-Type", "application/json; charset=utf-8");
  response.set("Cache-Control", "no-store");
  response.body = error_body(code, message, where);
  return response;
}

Response error_response(const Error& error) {
  // The books name the place of a refusal: the revision that was seen, the person who acts.
  if (error.code == Code::kConflict && error.where == "revision") {
    return error_response(412, "precondition_failed", error.message, error.where);
  }
  if (error.where == "who" || error.where == "权限") return error_response(403, "forbidden", error.message, error.where);
  return error_response(status_of(error.code), to_string(error.code), error.message, error.where);
}

}  // namespace bihuan::server
