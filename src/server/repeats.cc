#include "server/repeats.h"

#include <string>

#include "base/digest.h"
#include "server/http_error.h"
#include "server/routes.h"

namespace bihuan::server {

Response Repeats::once(const Route& route, const Call& call, const std::function<Response()>& work) {
  const std::string key(call.request.header("Idempotency-Key"));
  if (key.empty() || route.method == Method::kGet || !call.caller.who) return work();
  const records::Actor& actor = call.actor();
  const std::string digest =
      sm3_hex(std::string(to_string(route.method)) + "\n" + call.request.target + "\n" + call.request.body);
  const Result<std::optional<records::IdempotentAnswer>> begun = keys_.begin(actor, key, digest);
  if (!begun.has_value()) return error_response(begun.error());
  if (const std::optional<records::IdempotentAnswer>& before = *begun; before) {
    Response response;
    response.status = static_cast<int>(before->status);
    response.set("Content-Type", before->content_type);
    if (!before->etag.empty()) response.set("ETag", before->etag);
    response.set("Idempotent-Replayed", "true");
    response.body = before->body;
    return response;
  }
  Response response = work();
  if (response.status < 200 || response.status >= 300) {
    discard(keys_.forget(actor, key), "a key that stays taken is answered with 409; nothing is done twice");
    return response;
  }
  discard(keys_.finish(actor, key,
                       {response.status, std::string(response.header("Content-Type")),
                        std::string(response.header("ETag")), response.body}),
          "as above");
  return response;
}

}  // namespace bihuan::server
