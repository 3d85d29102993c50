// src/base/result.h - errors as values.
#pragma once
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace bihuan {

// What the caller can do about it.
enum class Code {
  kInvalidInput,      // the input is wrong: say where and what would be right
  kNotFound,          // what was asked for does not exist
  kConflict,          // somebody else changed it, or it exists already
  kNotCovered,        // the rule is silent; never turned into a figure
  kInsufficientData,  // too few valid readings; never turned into a figure
  kCorrupt,           // what is stored does not match its digest or form
  kUnavailable,       // a part outside (file, process, library) cannot be reached now
};

// Returns the stable name of `code` as it stands in JSON: "invalid_input", "not_found" ...
std::string_view to_string(Code code);

struct Error {
  Code code = Code::kInvalidInput;
  std::string message;  // one sentence for an operator: what, which one, what was expected
  std::string where;    // file and line, sheet and cell, station and period; may be empty
  friend bool operator==(const Error&, const Error&) = default;
};

// std::expected with this project's error; a class of its own so that ignoring one is a warning (and so an error).
template <class T>
class [[nodiscard]] Result : public std::expected<T, Error> {
 public:
  using std::expected<T, Error>::expected;
};

// Result of an action without a value.
using Status = Result<void>;

[[nodiscard]] inline std::unexpected<Error> fail(Code code, std::string message, std::string where = {}) {
  return std::unexpected<Error>(Error{code, std::move(message), std::move(where)});
}

// Says in the source that an error is ignored on purpose, and why.
template <class T>
void discard(const Result<T>& /*result*/, std::string_view /*why*/) {}

}  // namespace bihuan

#define BIHUAN_CONCAT2_(a, b) a##b
#define BIHUAN_CONCAT_(a, b) BIHUAN_CONCAT2_(a, b)

// BIHUAN_TRY(auto value, expression): returns the error of `expression` to the caller, or names its value.
#define BIHUAN_TRY(name, expression)                                              \
  auto BIHUAN_CONCAT_(result_, __LINE__) = (expression);                          \
  if (!BIHUAN_CONCAT_(result_, __LINE__).has_value())                             \
    return std::unexpected(std::move(BIHUAN_CONCAT_(result_, __LINE__)).error()); \
  name = std::move(*BIHUAN_CONCAT_(result_, __LINE__))

// BIHUAN_CHECK(expression): the same for a Status.
#define BIHUAN_CHECK(expression)                                                  \
  do {                                                                            \
    auto status_ = (expression);                                                  \
    if (!status_.has_value()) return std::unexpected(std::move(status_).error()); \
  } while (false)
