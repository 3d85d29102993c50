// src/server/internal/odata.h - the query options of OGC SensorThings API 1.1 (18-088, 9.3; OData 4.0): reading them,
// and computing a $filter. Knows no entities: who asks supplies the values of paths.
//
// Everything here comes from outside: lengths, depths and numbers of parts are limited, and an error says at which
// character of which option it was met.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"

namespace bihuan::server::odata {

inline constexpr std::size_t kLongestOption = 4000;  // octets of one option
inline constexpr int kMostDepth = 40;                // of parentheses, functions and not in a $filter
inline constexpr int kMostTerms = 200;               // parts of a $filter
inline constexpr int kMostExpandDepth = 3;
inline constexpr std::int64_t kDefaultTop = 100;
inline constexpr std::int64_t kMostTop = 1000;
inline constexpr std::int64_t kMostSkip = 100'000'000;

// null, truth, number, text, moment. An interval of time is its beginning.
using Value = std::variant<std::monostate, bool, Decimal, std::string, Instant>;

// Where a part stands: the option and the character, from 1. "$filter 第5个字符"
struct Place {
  std::string option;
  std::size_t character = 1;
};
std::string to_string(const Place& place);

// `properties/level` as parts; "@iot.id" is "id".
using Path = std::vector<std::string>;

enum class Comparison { kEqual, kNotEqual, kGreater, kGreaterEqual, kLess, kLessEqual };

struct Expression {
  enum class Kind { kLiteral, kPath, kCall, kComparison, kAnd, kOr, kNot };
  Kind kind = Kind::kLiteral;
  Value literal;
  Path path;
  std::size_t function = 0;  // of a call: in the table of functions
  Comparison comparison = Comparison::kEqual;
  std::vector<Expression> parts;  // arguments; two sides; two or more terms; one
  Place place;
};

// Names of the functions, for the manual and the error: "contains", "year" ...
std::vector<std::string_view> function_names();

// Errors: kInvalidInput; `where` is the place
Result<Expression> parse_filter(std::string_view text, Place begin = {"$filter", 1});

struct OrderItem {
  Path path;
  bool is_descending = false;
  Place place;
};

struct Expand;
struct Options {
  std::optional<Expression> filter;
  std::vector<OrderItem> order;
  std::optional<std::int64_t> top;
  std::int64_t skip = 0;
  bool wants_count = false;
  std::vector<std::pair<std::string, Place>> select;  // first parts only; "id" for "@iot.id"
  std::vector<Expand> expand;
  std::vector<std::pair<std::string, std::string>> texts;  // all of them as they were given, for the next page's link
  std::int64_t page() const { return top.value_or(kDefaultTop); }
};
struct Expand {
  std::string navigation;
  Place place;
  Options options;
};

// The decoded options of a request. Errors: kInvalidInput an unknown or repeated option, a bad one, $top above kMostTop
Result<Options> parse_options(std::span<const std::pair<std::string, std::string>> query);

// Supplies the value of a path; what is not there is null.
using Lookup = std::function<Value(const Path&)>;
// Comparisons of unlike kinds are false, `ne` true; a comparison with null is false but for `eq null` and `ne`. Times
// of year(), hour() ... are in UTC, as the standard's are.
Value evaluate(const Expression& expression, const Lookup& lookup);
bool holds(const Expression& filter, const Lookup& lookup);
// -1, 0, 1 in the order of $orderby: null, truth, number, text, moment.
int compare_for_order(const Value& a, const Value& b);

// Calls `visit` for each path in the expression, until it returns an error.
Status for_each_path(const Expression& expression, const std::function<Status(const Path&, const Place&)>& visit);

}  // namespace bihuan::server::odata
