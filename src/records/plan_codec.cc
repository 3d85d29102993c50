#include "records/internal/plan_codec.h"

#include "base/json.h"
#include "plans/plan_describe.h"

namespace bihuan::records {
namespace {

// A plan of 10 MB of text has some 100 MB of JSON; a stored one was small enough to be compiled.
constexpr JsonLimits kStored{.max_bytes = std::size_t{1} << 30, .max_depth = 32, .missing_keeps_default = true};

template <class T>
Result<T> decode(std::string_view json, const char* what) {
  Result<T> decoded = from_json<T>(json, kStored);
  if (decoded) return decoded;
  return fail(Code::kCorrupt, std::string("记录库中的") + what + "读不出来：请从备份恢复", decoded.error().where);
}

}  // namespace

std::string encode_plan(const plans::Plan& plan) { return to_json(plan); }

Result<plans::Plan> decode_plan(std::string_view json) { return decode<plans::Plan>(json, "计划编译结果"); }

std::string encode_anchor(const plans::Anchor& anchor) { return to_json(anchor); }

Result<plans::Anchor> decode_anchor(std::string_view json) { return decode<plans::Anchor>(json, "更正依据"); }

}  // namespace bihuan::records
