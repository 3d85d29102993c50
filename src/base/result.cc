#include "base/result.h"

namespace bihuan {

std::string_view to_string(Code code) {
  switch (code) {
    case Code::kInvalidInput:
      return "invalid_input";
    case Code::kNotFound:
      return "not_found";
    case Code::kConflict:
      return "conflict";
    case Code::kNotCovered:
      return "not_covered";
    case Code::kInsufficientData:
      return "insufficient_data";
    case Code::kCorrupt:
      return "corrupt";
    case Code::kUnavailable:
      return "unavailable";
  }
  return "invalid_input";
}

}  // namespace bihuan
