// src/server/api_description.h - the description of the HTTP API for others: OpenAPI 3.1.
#pragma once
#include <string>
#include <vector>

namespace bihuan::server {

// The OpenAPI 3.1 document of all routes, pretty printed; the same bytes every time.
std::string openapi_document();
// Two types that claim one schema name; empty when all is well (tested).
std::vector<std::string> openapi_clashes();

}  // namespace bihuan::server
