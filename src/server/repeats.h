// src/server/repeats.h - a write that is sent twice with one Idempotency-Key is done once and answered twice.
#pragma once
#include <functional>
#include <memory>

#include "records/idempotency.h"
#include "server/http.h"

namespace bihuan::server {

struct Call;
struct Route;

class Repeats {
 public:
  explicit Repeats(std::shared_ptr<records::Database> database) : keys_(std::move(database)) {}

  // What `work` answers; or, for a write with a key that was answered before, that answer again with the header
  // Idempotent-Replayed. An answer that is no success is not kept: the request may be sent anew.
  // 400 for a bad key, or one of another request; 409 where the first one is under way or its end is not known
  Response once(const Route& route, const Call& call, const std::function<Response()>& work);

 private:
  records::IdempotencyKeys keys_;
};

}  // namespace bihuan::server
