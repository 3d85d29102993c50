#include "base/toml.h"

#include <fmt/format.h>

// Debian's compiled library has only the functions that throw; this is the one file that includes it.
#undef TOML_EXCEPTIONS
#define TOML_EXCEPTIONS 1
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "base/files.h"
#include "base/text.h"

namespace bihuan {
namespace internal {

struct TomlData {
  TomlKind kind = TomlKind::kTable;
  std::shared_ptr<const std::string> name;  // of the file
  int line = 1;
  std::string text;  // of a string
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  Date date;
  std::vector<std::shared_ptr<const TomlData>> elements;  // of an array; of a table: its values
  std::vector<std::string> keys;                          // of a table, beside `elements`
};

}  // namespace internal

namespace {

using internal::TomlData;
using DataPointer = std::shared_ptr<const TomlData>;

constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxBytes = std::size_t{16} << 20;

std::string_view kind_word(TomlKind kind) {
  switch (kind) {
    case TomlKind::kString:
      return "带引号的文字";
    case TomlKind::kInteger:
      return "整数";
    case TomlKind::kFloat:
      return "小数";
    case TomlKind::kBoolean:
      return "true 或 false";
    case TomlKind::kDate:
      return "日期";
    case TomlKind::kArray:
      return "数组";
    case TomlKind::kTable:
      return "表";
  }
  return "表";
}

std::string place_of(const TomlData& data) { return fmt::format("{}:{}", *data.name, data.line); }

Status expect(const TomlData& data, TomlKind kind) {
  if (data.kind == kind) return {};
  return fail(Code::kInvalidInput, fmt::format("应为{}，此处是{}", kind_word(kind), kind_word(data.kind)),
              place_of(data));
}

using Converted = Result<std::shared_ptr<TomlData>>;
Converted convert(const toml::node& node, const std::shared_ptr<const std::string>& name, int line_above, int depth);

Status convert_table(const toml::table& table, TomlData& data, int depth) {
  struct Entry {
    toml::source_position position;
    std::string_view key;
    const toml::node* node;
  };
  std::vector<Entry> entries;  // toml++ sorts by key; the file's order is wanted
  for (const auto& [key, node] : table) entries.push_back({key.source().begin, key.str(), &node});
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) { return a.position < b.position; });
  for (const Entry& entry : entries) {
    BIHUAN_TRY(auto value, convert(*entry.node, data.name, data.line, depth + 1));
    if (entry.position.line > 0 && value->kind != TomlKind::kTable) value->line = static_cast<int>(entry.position.line);
    data.keys.emplace_back(entry.key);
    data.elements.push_back(std::move(value));
  }
  return {};
}

Converted convert(const toml::node& node, const std::shared_ptr<const std::string>& name, int line_above, int depth) {
  auto data = std::make_shared<TomlData>();
  data->name = name;
  data->line = node.source().begin.line > 0 ? static_cast<int>(node.source().begin.line) : line_above;
  if (depth > kMaxDepth)
    return fail(Code::kInvalidInput, fmt::format("嵌套超过允许的 {} 层", kMaxDepth), place_of(*data));
  if (const auto* text = node.as_string()) {
    data->kind = TomlKind::kString;
    data->text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    data->kind = TomlKind::kInteger;
    data->integer = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    data->kind = TomlKind::kFloat;
    data->number = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    data->kind = TomlKind::kBoolean;
    data->boolean = boolean->get();
  } else if (const auto* date = node.as_date()) {
    data->kind = TomlKind::kDate;
    Result<Date> made = Date::make(date->get().year, date->get().month, date->get().day);
    if (!made.has_value()) return fail(Code::kInvalidInput, made.error().message, place_of(*data));
    data->date = *made;
  } else if (const auto* array = node.as_array()) {
    data->kind = TomlKind::kArray;
    for (const toml::node& element : *array) {
      BIHUAN_TRY(auto value, convert(element, name, data->line, depth + 1));
      data->elements.push_back(std::move(value));
    }
  } else if (const auto* table = node.as_table()) {
    BIHUAN_CHECK(convert_table(*table, *data, depth));
  } else {
    return fail(Code::kInvalidInput, "不支持时刻，只支持日期（2024-09-30）", place_of(*data));
  }
  return data;
}

// The elements of `value` (an array), each read by `read`.
template <class T, class Read>
Result<std::vector<T>> read_all(const TomlValue& value, Read read) {
  BIHUAN_TRY(const auto elements, value.as_array());
  std::vector<T> all;
  all.reserve(elements.size());
  for (const TomlValue& element : elements) {
    BIHUAN_TRY(T one, read(element));
    all.push_back(std::move(one));
  }
  return all;
}

// An error about the value of `key`, with the key in front.
template <class T>
Result<T> named(Result<T> result, std::string_view key) {
  if (result.has_value()) return result;
  Error error = std::move(result).error();
  error.message = fmt::format("“{}”{}", key, error.message);
  return std::unexpected(std::move(error));
}

}  // namespace

TomlKind TomlValue::kind() const { return data_->kind; }
int TomlValue::line() const { return data_->line; }
std::string TomlValue::where() const { return place_of(*data_); }

Result<std::string> TomlValue::as_string() const {
  BIHUAN_CHECK(expect(*data_, TomlKind::kString));
  return data_->text;
}

Result<std::int64_t> TomlValue::as_integer() const {
  BIHUAN_CHECK(expect(*data_, TomlKind::kInteger));
  return data_->integer;
}

Result<double> TomlValue::as_double() const {
  if (data_->kind == TomlKind::kInteger) return static_cast<double>(data_->integer);
  BIHUAN_CHECK(expect(*data_, TomlKind::kFloat));
  return data_->number;
}

Result<bool> TomlValue::as_boolean() const {
  BIHUAN_CHECK(expect(*data_, TomlKind::kBoolean));
  return data_->boolean;
}

Result<Date> TomlValue::as_date() const {
  BIHUAN_CHECK(expect(*data_, TomlKind::kDate));
  return data_->date;
}

Result<Decimal> TomlValue::as_decimal() const {
  if (data_->kind == TomlKind::kInteger) return parse_decimal(std::to_string(data_->integer));
  if (data_->kind == TomlKind::kFloat)
    return fail(Code::kInvalidInput, "应为带引号的小数（例如 \"0.20\"），不加引号的小数会失去末尾的零", where());
  BIHUAN_CHECK(expect(*data_, TomlKind::kString));
  Result<Decimal> parsed = parse_decimal(data_->text);
  if (!parsed.has_value())
    return fail(Code::kInvalidInput, fmt::format("应为小数：{}", parsed.error().message), where());
  return parsed;
}

Result<std::vector<TomlValue>> TomlValue::as_array() const {
  BIHUAN_CHECK(expect(*data_, TomlKind::kArray));
  std::vector<TomlValue> values;
  for (const DataPointer& element : data_->elements) values.push_back(TomlValue(element));
  return values;
}

Result<TomlTable> TomlValue::as_table() const {
  BIHUAN_CHECK(expect(*data_, TomlKind::kTable));
  return TomlTable(data_);
}

bool TomlTable::has(std::string_view key) const { return find(key).has_value(); }
std::vector<std::string> TomlTable::keys() const { return data_->keys; }
std::string TomlTable::where() const { return place_of(*data_); }
int TomlTable::line() const { return data_->line; }
bool TomlTable::empty() const { return data_->keys.empty(); }

std::optional<TomlValue> TomlTable::find(std::string_view key) const {
  const auto at = std::ranges::find(data_->keys, key);
  if (at == data_->keys.end()) return std::nullopt;
  return TomlValue(data_->elements[static_cast<std::size_t>(at - data_->keys.begin())]);
}

Result<TomlValue> TomlTable::value(std::string_view key) const {
  std::optional<TomlValue> found = find(key);
  if (!found.has_value()) return fail(Code::kInvalidInput, fmt::format("缺少“{}”", key), where());
  return *std::move(found);
}

Result<std::string> TomlTable::string(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(found.as_string(), key);
}

Result<std::int64_t> TomlTable::integer(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(found.as_integer(), key);
}

Result<double> TomlTable::number(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(found.as_double(), key);
}

Result<bool> TomlTable::boolean(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(found.as_boolean(), key);
}

Result<Date> TomlTable::date(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(found.as_date(), key);
}

Result<Decimal> TomlTable::decimal(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(found.as_decimal(), key);
}

Result<TomlTable> TomlTable::table(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(found.as_table(), key);
}

Result<std::vector<TomlTable>> TomlTable::tables(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(read_all<TomlTable>(found, [](const TomlValue& one) { return one.as_table(); }), key);
}

Result<std::vector<std::string>> TomlTable::strings(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(read_all<std::string>(found, [](const TomlValue& one) { return one.as_string(); }), key);
}

Result<std::vector<std::int64_t>> TomlTable::integers(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(read_all<std::int64_t>(found, [](const TomlValue& one) { return one.as_integer(); }), key);
}

Result<std::vector<Decimal>> TomlTable::decimals(std::string_view key) const {
  BIHUAN_TRY(const TomlValue found, value(key));
  return named(read_all<Decimal>(found, [](const TomlValue& one) { return one.as_decimal(); }), key);
}

Result<std::string> TomlTable::string_or(std::string_view key, std::string_view otherwise) const {
  return has(key) ? string(key) : std::string(otherwise);
}

Result<std::int64_t> TomlTable::integer_or(std::string_view key, std::int64_t otherwise) const {
  return has(key) ? integer(key) : otherwise;
}

Result<bool> TomlTable::boolean_or(std::string_view key, bool otherwise) const {
  return has(key) ? boolean(key) : otherwise;
}

Result<std::optional<Date>> TomlTable::optional_date(std::string_view key) const {
  if (!has(key)) return std::optional<Date>();
  BIHUAN_TRY(const Date found, date(key));
  return std::optional<Date>(found);
}

Result<std::optional<Decimal>> TomlTable::optional_decimal(std::string_view key) const {
  if (!has(key)) return std::optional<Decimal>();
  BIHUAN_TRY(const Decimal found, decimal(key));
  return std::optional<Decimal>(found);
}

Result<std::vector<std::string>> TomlTable::strings_or_none(std::string_view key) const {
  return has(key) ? strings(key) : std::vector<std::string>();
}

Result<std::vector<TomlTable>> TomlTable::tables_or_none(std::string_view key) const {
  return has(key) ? tables(key) : std::vector<TomlTable>();
}

Status TomlTable::check_keys(std::initializer_list<std::string_view> known) const {
  for (std::size_t i = 0; i < data_->keys.size(); ++i) {
    if (std::ranges::find(known, data_->keys[i]) == known.end())
      return fail(Code::kInvalidInput,
                  fmt::format("不认识“{}”，此处可用的是：{}", data_->keys[i], fmt::join(known, "、")),
                  place_of(*data_->elements[i]));
  }
  return {};
}

Result<TomlTable> parse_toml(std::string_view text, std::string_view name) {
  const auto shared_name = std::make_shared<const std::string>(name);
  if (const std::optional<std::size_t> bad = first_invalid_utf8(text)) {
    const auto line = std::ranges::count(text.substr(0, *bad), '\n') + 1;
    return fail(Code::kInvalidInput, "文件不是 UTF-8 编码", fmt::format("{}:{}", name, line));
  }
  toml::table parsed;
  try {
    parsed = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return fail(Code::kInvalidInput, fmt::format("TOML 的写法有误：{}", error.description()),
                fmt::format("{}:{}", name, error.source().begin.line));
  }
  BIHUAN_TRY(auto root, convert(parsed, shared_name, 1, 0));
  return TomlTable(std::move(root));
}

Result<TomlTable> read_toml(const std::string& path, std::string_view name) {
  Result<std::string> text = read_file(path, kMaxBytes);
  if (!text.has_value()) {
    Error error = std::move(text).error();
    error.where = std::string(name.empty() ? std::string_view(path) : name);
    return std::unexpected(std::move(error));
  }
  return parse_toml(*text, name.empty() ? std::string_view(path) : name);
}

}  // namespace bihuan
