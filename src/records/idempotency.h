// src/records/idempotency.h - a request that is sent twice is done once: keys that callers give to their requests.
//
// begin() takes the key before the work, finish() keeps its answer, forget() lets the key go where the work failed. A
// key that was begun and never finished (the process died in between) stays taken: whether the work was done must be
// looked up, not guessed. Kept for a day by the machine's clock.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "records/database.h"

namespace bihuan::records {

struct IdempotentAnswer {
  std::int64_t status = 0;
  std::string content_type, etag, body;
};

class IdempotencyKeys {
 public:
  explicit IdempotencyKeys(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // The stored answer where this very request (`digest`: of method, target and body) was answered before; nothing
  // where it is to be done now. Errors: kInvalidInput  the key is no 8 to 100 visible ASCII characters, or it was used
  // for another request; kConflict  the first one is under way, or how it ended is not known
  Result<std::optional<IdempotentAnswer>> begin(const Actor& actor, std::string_view key, std::string_view digest);
  Status finish(const Actor& actor, std::string_view key, const IdempotentAnswer& answer);
  Status forget(const Actor& actor, std::string_view key);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
