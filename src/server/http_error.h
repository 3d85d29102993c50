// src/server/http_error.h - errors over HTTP, in one form: {"error":{"code","message","where"}}.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/http.h"

namespace bihuan::server {

// The status that answers an error: kInvalidInput 400, kNotFound 404, kConflict 409, kNotCovered and kInsufficientData
// 422, kCorrupt 500, kUnavailable 503.
int status_of(Code code);

// An error of the library as a response. Apart from status_of: an edit of a record that somebody has changed meanwhile
// is 412, a step that the person has no right to is 403.
Response error_response(const Error& error);

// An error that only HTTP knows: 403 "forbidden", 405 "method_not_allowed", 408 "timeout", 413 "too_large",
// 415 "unsupported_media_type", 431 "header_too_large".
Response error_response(int status, std::string_view code, std::string_view message, std::string_view where = {});

// The body alone.
std::string error_body(std::string_view code, std::string_view message, std::string_view where);

}  // namespace bihuan::server
