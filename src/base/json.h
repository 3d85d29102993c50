// src/base/json.h - JSON of described structs, both ways. The one wrapper of Boost.Describe: include it in .cc files
// only.
//
//   struct Spot { std::string name; std::optional<Decimal> value; };
//   BOOST_DESCRIBE_STRUCT(Spot, (), (name, value))          // in the namespace of Spot, in the .cc that calls to_json
//   BOOST_DESCRIBE_ENUM(Kind, kTarget, kDuty)
//
// Written and read: described structs (members of the bases first, then their own, in order of declaration), described
// enums (the word of `to_string(E)` if that exists, else kFooBar -> "foo_bar"), bool, integers, double, std::string,
// Decimal (exactly, as a number: 0.10 stays 0.10), Date, Instant, StrongId, std::optional (null), std::vector,
// std::map<std::string, T>, JsonValue. A type that is none of these has its own pair, found by argument-dependent
// lookup:
//   void write_json_value(JsonWriter&, const T&);   Status read_json_value(const JsonValue&, T&, const JsonPlace&);
#pragma once
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace bihuan {

enum class JsonStyle { kCompact, kPretty };  // pretty: two blanks a level, one member a line, and a last line end

// --- values of unknown shape -----------------------------------------------------------------------------------------

// A parsed JSON value. Numbers are kept as they were written. Members keep their order; keys are unique.
struct JsonValue {
  enum class Kind { kNull, kBoolean, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;                 // of a string (UTF-8), or a number as written
  std::vector<JsonValue> elements;  // of an array; of an object: its values
  std::vector<std::string> keys;    // of an object, beside `elements`

  // The member `key`, or nullptr.
  const JsonValue* find(std::string_view key) const;
};

struct JsonLimits {
  std::size_t max_bytes = std::size_t{16} << 20;
  std::size_t max_depth = 32;
  // A member that is no std::optional must be there, unless this is set: then a missing one keeps the struct's own
  // default.
  bool missing_keeps_default = false;
};

// Errors: kInvalidInput; syntax errors with line and column in `where`; a key given twice and values beyond the limits
// too.
Result<JsonValue> parse_json(std::string_view text, const JsonLimits& limits = {});

// --- writing ---------------------------------------------------------------------------------------------------------

// Writes one JSON text in calls that must nest rightly (asserted).
class JsonWriter {
 public:
  explicit JsonWriter(JsonStyle style) : style_(style) {}
  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);
  void string(std::string_view utf8);  // bytes that are no UTF-8 become U+FFFD
  void boolean(bool value);
  void null();
  void raw_number(std::string_view digits);
  std::string take();  // the text; the writer is empty afterwards

 private:
  void before_value();
  void new_line();
  std::string out_;
  JsonStyle style_;
  std::vector<bool> has_items_;
  bool after_key_ = false;
};

// A place in a JSON text for messages: prints as $.items[3].no.
class JsonPlace {
 public:
  JsonPlace() = default;
  JsonPlace member(std::string_view key) const { return JsonPlace(this, key, 0); }
  JsonPlace element(std::size_t index) const { return JsonPlace(this, {}, index); }
  std::string to_string() const;

 private:
  JsonPlace(const JsonPlace* parent, std::string_view key, std::size_t index)
      : parent_(parent), key_(key), index_(index) {}
  const JsonPlace* parent_ = nullptr;
  std::string_view key_;
  std::size_t index_ = 0;
};

template <class T>
std::string to_json(const T& value, JsonStyle style = JsonStyle::kCompact);

// Errors: kInvalidInput; `where` is the JSON path ("$.items[3].no") or line and column. Unknown keys are refused, a
// missing member is named; see JsonLimits for what may be missing.
template <class T>
Result<T> from_json(std::string_view text, const JsonLimits& limits = {});

// The same from a parsed value.
template <class T>
Result<T> from_json_value(const JsonValue& value, const JsonLimits& limits = {});

// The JSON word of a described enumerator, and back. Errors: kInvalidInput listing the words there are.
template <class E>
std::string enum_word(E value);
template <class E>
Result<E> parse_enum_word(std::string_view word);

}  // namespace bihuan

#include "base/internal/json_described.h"  // IWYU pragma: export
