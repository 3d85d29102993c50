// src/server/routes.h - the one list of what the API can do. Dispatch and /openapi.json are both made from it, so that
// neither can promise what the other does not do. Included by .cc files only (schema.h).
#pragma once
#include <functional>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/access.h"
#include "server/http.h"
#include "server/internal/schema.h"

namespace bihuan::server {

class Application;

struct QueryParameter {
  std::string name;
  bool is_required = false;
  bool is_integer = false;  // a whole number from 1
  std::string summary;
};

enum class BodyKind { kNone, kJson, kBytes };

// A request that found its route: path parameters by name, query parameters checked.
struct Call {
  const Request& request;
  const Location& location;
  std::map<std::string, std::string> path;
  const Caller& caller;

  // Who acts. PRECONDITION: the route is not for everyone.
  const records::Actor& actor() const { return caller.who->actor; }
  // The value of a query parameter; "" where it is absent.
  std::string query(const std::string& name) const;
  // A checked integer parameter; nothing where it is absent.
  std::optional<std::int64_t> number(const std::string& name) const;
  // The revision that If-Match names: "7". Errors: kInvalidInput where the header is missing or is no revision
  Result<std::int64_t> seen_revision() const;
  // Of a list: how many are wanted, 50 where nothing is said, at most 200.
  std::int64_t limit() const;
};

// The parameters of every list that comes in pages: `cursor` is `next` of the page before.
inline const QueryParameter kCursor{"cursor", false, false, "上一页给出的next，省略为第一页"};
inline const QueryParameter kLimit{"limit", false, true, "每页条数，缺省50，最多200"};

// Who may come in. A route that says nothing lets nobody in: a right without a name is nobody's.
enum class Allow {
  kEveryone,  // without signing in
  kSignedIn,  // any account, for its own affairs, even where the password must be changed first
  kRight,     // whoever has `right`
};

struct Route {
  Method method = Method::kGet;
  std::string pattern;     // "/api/v1/plans/{id}"
  std::string id;          // operationId
  std::string summary;     // Chinese
  std::string summary_en;  // English
  std::vector<QueryParameter> query;
  bool takes_any_query = false;  // besides those of `query`: somebody else makes the address
  Allow allow = Allow::kRight;
  std::string right;    // of knowledge/office/rights.toml
  std::string unit;     // the path parameter that names the unit to which the right must reach; "" = none
  bool wants_revision = false;  // a change of one record: If-Match names the revision that was seen
  bool hashes = false;          // computes a password's hash, or waits for another server: runs on workers of their own
  BodyKind body = BodyKind::kNone;
  int success = 200;
  std::string content_type = "application/json";           // of the answer
  std::function<std::string(SchemaSet&)> request_schema;   // for kJson
  std::function<std::string(SchemaSet&)> response_schema;  // for application/json
  std::function<Response(Application&, const Call&)> handle;
};

const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;  // null: no route has this path
  std::map<std::string, std::string> path;
  std::string allowed;  // where the path exists with other methods only: "GET, HEAD"
};

// HEAD finds the route of GET.
Match find_route(Method method, const Location& location);

}  // namespace bihuan::server
