#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cassert>
#include <charconv>
#include <cmath>
#include <set>

#include "base/text.h"

namespace bihuan {
namespace {

// Builds a JsonValue from the parser's events. Boost's own tree would turn every fraction into a double.
class TreeBuilder {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  using ErrorCode = boost::json::error_code;
  using View = boost::json::string_view;

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_array_begin(ErrorCode&) { return open(JsonValue::Kind::kArray); }
  bool on_array_end(std::size_t, ErrorCode&) { return close(); }
  bool on_object_begin(ErrorCode&) { return open(JsonValue::Kind::kObject); }
  bool on_object_end(std::size_t, ErrorCode&) {
    const std::vector<std::string>& keys = open_.back().keys;
    std::set<std::string_view> unique;
    for (const std::string& key : keys) {
      if (!unique.insert(key).second && repeated_key.empty()) repeated_key = key;
    }
    return close();
  }
  bool on_string_part(View part, std::size_t, ErrorCode&) { return append(part); }
  bool on_string(View part, std::size_t, ErrorCode&) {
    append(part);
    return put_text(JsonValue::Kind::kString);
  }
  bool on_key_part(View part, std::size_t, ErrorCode&) { return append(part); }
  bool on_key(View part, std::size_t, ErrorCode&) {
    append(part);
    open_.back().keys.push_back(std::move(pending_));
    pending_.clear();
    return true;
  }
  bool on_number_part(View part, ErrorCode&) { return append(part); }
  bool on_int64(std::int64_t, View part, ErrorCode&) { return number(part); }
  bool on_uint64(std::uint64_t, View part, ErrorCode&) { return number(part); }
  bool on_double(double, View part, ErrorCode&) { return number(part); }
  bool on_bool(bool value, ErrorCode&) {
    JsonValue json;
    json.kind = JsonValue::Kind::kBoolean;
    json.boolean = value;
    return put(std::move(json));
  }
  bool on_null(ErrorCode&) { return put(JsonValue{}); }
  bool on_comment_part(View, ErrorCode&) { return true; }
  bool on_comment(View, ErrorCode&) { return true; }

  JsonValue root;
  std::string repeated_key;

 private:
  bool append(View part) {
    pending_.append(part.data(), part.size());
    return true;
  }
  bool number(View part) {
    append(part);
    return put_text(JsonValue::Kind::kNumber);
  }
  bool put_text(JsonValue::Kind kind) {
    JsonValue json;
    json.kind = kind;
    json.text = std::move(pending_);
    pending_.clear();
    return put(std::move(json));
  }
  bool put(JsonValue json) {
    (open_.empty() ? root : open_.back().elements.emplace_back()) = std::move(json);
    return true;
  }
  bool open(JsonValue::Kind kind) {
    open_.emplace_back().kind = kind;
    return true;
  }
  bool close() {
    JsonValue finished = std::move(open_.back());
    open_.pop_back();
    return put(std::move(finished));
  }

  std::vector<JsonValue> open_;
  std::string pending_;
};

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const std::size_t start = before.rfind('\n');  // npos + 1 is 0
  return fmt::format("第 {} 行第 {} 列", line, count_code_points(before.substr(start + 1)) + 1);
}

void append_quoted(std::string& out, std::string_view utf8) {
  out += '"';
  for (const char c : utf8) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
          out += c;
    }
  }
  out += '"';
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
  const auto at = std::ranges::find(keys, key);
  return at == keys.end() ? nullptr : &elements[static_cast<std::size_t>(at - keys.begin())];
}

Result<JsonValue> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes)
    return fail(Code::kInvalidInput, fmt::format("JSON 超过允许的 {} 字节", limits.max_bytes));
  boost::json::parse_options options;
  options.max_depth = limits.max_depth;
  boost::json::basic_parser<TreeBuilder> parser(options);
  boost::json::error_code error;
  std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) {
    used += std::min(text.substr(used).find_first_not_of(" \t\r\n"), text.size() - used);
    if (used < text.size()) error = boost::json::error::extra_data;
  }
  if (error) {
    std::string message = "JSON 的写法有误";
    if (error == boost::json::error::too_deep)
      message = fmt::format("JSON 的嵌套超过允许的 {} 层", limits.max_depth);
    else if (error == boost::json::error::incomplete)
      message = "JSON 没有写完";
    else if (error == boost::json::error::extra_data)
      message = "JSON 之后还有多余的内容";
    return fail(Code::kInvalidInput, message, line_and_column(text, std::min(used, text.size())));
  }
  if (const std::string& key = parser.handler().repeated_key; !key.empty())
    return fail(Code::kInvalidInput, fmt::format("JSON 中字段“{}”重复", excerpt(key)));
  return std::move(parser.handler().root);
}

// --- JsonWriter ---

void JsonWriter::new_line() {
  if (style_ == JsonStyle::kCompact) return;
  out_ += '\n';
  out_.append(has_items_.size() * 2, ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) {
    assert(out_.empty());
    return;
  }
  if (has_items_.back()) out_ += ',';
  has_items_.back() = true;
  new_line();
}

void JsonWriter::begin_object() {
  before_value();
  out_ += '{';
  has_items_.push_back(false);
}

void JsonWriter::end_object() {
  assert(!has_items_.empty() && !after_key_);
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) new_line();
  out_ += '}';
}

void JsonWriter::begin_array() {
  before_value();
  out_ += '[';
  has_items_.push_back(false);
}

void JsonWriter::end_array() {
  assert(!has_items_.empty() && !after_key_);
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) new_line();
  out_ += ']';
}

void JsonWriter::key(std::string_view name) {
  assert(!has_items_.empty() && !after_key_);
  string(name);
  out_ += style_ == JsonStyle::kCompact ? ":" : ": ";
  after_key_ = true;
}

void JsonWriter::string(std::string_view utf8) {
  before_value();
  if (!first_invalid_utf8(utf8).has_value()) {
    append_quoted(out_, utf8);
    return;
  }
  std::string mended;
  while (!utf8.empty()) {
    const std::size_t good = first_invalid_utf8(utf8).value_or(utf8.size());
    mended += utf8.substr(0, good);
    if (good < utf8.size()) append_utf8(mended, 0xFFFD);
    utf8.remove_prefix(std::min(good + 1, utf8.size()));
  }
  append_quoted(out_, mended);
}

void JsonWriter::boolean(bool value) {
  before_value();
  out_ += value ? "true" : "false";
}

void JsonWriter::null() {
  before_value();
  out_ += "null";
}

void JsonWriter::raw_number(std::string_view digits) {
  before_value();
  out_ += digits;
}

std::string JsonWriter::take() {
  assert(has_items_.empty() && !after_key_);
  if (style_ == JsonStyle::kPretty) out_ += '\n';
  return std::exchange(out_, {});
}

std::string JsonPlace::to_string() const {
  if (parent_ == nullptr) return "$";
  if (key_.data() == nullptr) return fmt::format("{}[{}]", parent_->to_string(), index_);
  return fmt::format("{}.{}", parent_->to_string(), excerpt(key_));
}

// --- what the templates of json_described.h share ---

namespace internal {

std::string snake_case_enumerator(std::string_view name) {
  const bool has_prefix = name.size() > 1 && name[0] == 'k' && name[1] >= 'A' && name[1] <= 'Z';
  if (has_prefix) name.remove_prefix(1);
  std::string word;
  for (const char c : name) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper && !word.empty()) word += '_';
    word += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return word;
}

Error json_error(const JsonPlace& place, std::string message) {
  return Error{Code::kInvalidInput, std::move(message), place.to_string()};
}

std::string_view json_kind_word(JsonValue::Kind kind) {
  switch (kind) {
    case JsonValue::Kind::kNull:
      return "null";
    case JsonValue::Kind::kBoolean:
      return "true 或 false";
    case JsonValue::Kind::kNumber:
      return "数字";
    case JsonValue::Kind::kString:
      return "文字";
    case JsonValue::Kind::kArray:
      return "数组";
    case JsonValue::Kind::kObject:
      return "对象";
  }
  return "null";
}

Status json_expect(const JsonValue& value, JsonValue::Kind kind, const JsonPlace& place) {
  if (value.kind == kind) return {};
  return std::unexpected(
      json_error(place, fmt::format("应为{}，此处是{}", json_kind_word(kind), json_kind_word(value.kind))));
}

Result<std::int64_t> json_integer(const JsonValue& value, const JsonPlace& place, std::int64_t lowest,
                                  std::uint64_t highest) {
  BIHUAN_CHECK(json_expect(value, JsonValue::Kind::kNumber, place));
  std::int64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, number);
  if (stop != end) return std::unexpected(json_error(place, fmt::format("应为整数，此处是 {}", excerpt(value.text))));
  if (error != std::errc() || number < lowest || (number > 0 && static_cast<std::uint64_t>(number) > highest))
    return std::unexpected(
        json_error(place, fmt::format("{} 超出范围，应在 {} 至 {} 之间", excerpt(value.text), lowest, highest)));
  return number;
}

Result<double> json_double(const JsonValue& value, const JsonPlace& place) {
  BIHUAN_CHECK(json_expect(value, JsonValue::Kind::kNumber, place));
  double number = 0;
  const auto [stop, error] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
  if (error != std::errc()) return std::unexpected(json_error(place, fmt::format("{} 超出范围", excerpt(value.text))));
  return number;
}

Result<Decimal> json_decimal(const JsonValue& value, const JsonPlace& place) {
  BIHUAN_CHECK(json_expect(value, JsonValue::Kind::kNumber, place));
  Result<Decimal> parsed = parse_decimal(value.text);
  if (!parsed.has_value()) return std::unexpected(json_error(place, parsed.error().message));
  return parsed;
}

// Shortest form that reads back as the same double; empty for what is not finite (JSON has no word for it).
std::string print_json_double(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }

void write_json_value(JsonWriter& writer, const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      writer.null();
      break;
    case JsonValue::Kind::kBoolean:
      writer.boolean(value.boolean);
      break;
    case JsonValue::Kind::kNumber:
      writer.raw_number(value.text);
      break;
    case JsonValue::Kind::kString:
      writer.string(value.text);
      break;
    case JsonValue::Kind::kArray:
      writer.begin_array();
      for (const JsonValue& element : value.elements) write_json_value(writer, element);
      writer.end_array();
      break;
    case JsonValue::Kind::kObject:
      writer.begin_object();
      for (std::size_t i = 0; i < value.keys.size(); ++i) {
        writer.key(value.keys[i]);
        write_json_value(writer, value.elements[i]);
      }
      writer.end_object();
      break;
  }
}

std::string join_words(const std::vector<std::string>& words) { return join(words, "、"); }

}  // namespace internal
}  // namespace bihuan
