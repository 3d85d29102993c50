// src/base/internal/json_described.h - the templates of json.h; included by it alone.
#pragma once
#include "base/json.h"

namespace bihuan {
namespace internal {

std::string snake_case_enumerator(std::string_view name);  // kFooBar -> foo_bar
Error json_error(const JsonPlace& place, std::string message);
std::string_view json_kind_word(JsonValue::Kind kind);
Result<std::int64_t> json_integer(const JsonValue& value, const JsonPlace& place, std::int64_t lowest,
                                  std::uint64_t highest);
Result<double> json_double(const JsonValue& value, const JsonPlace& place);
Result<Decimal> json_decimal(const JsonValue& value, const JsonPlace& place);
Status json_expect(const JsonValue& value, JsonValue::Kind kind, const JsonPlace& place);
std::string print_json_double(double value);
void write_json_value(JsonWriter& writer, const JsonValue& value);
std::string join_words(const std::vector<std::string>& words);

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsTextMap : std::false_type {};
template <class T>
struct IsTextMap<std::map<std::string, T>> : std::true_type {};
template <class T>
struct IsStrongId : std::false_type {};
template <class Tag>
struct IsStrongId<StrongId<Tag>> : std::true_type {};

template <class T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;
template <class E>
concept DescribedEnum = std::is_enum_v<E> && boost::describe::has_describe_enumerators<E>::value;
template <class E>
concept HasWord = requires(E value) {
  { to_string(value) } -> std::convertible_to<std::string_view>;
};
template <class T>
concept WritesItself = requires(JsonWriter& writer, const T& value) {
  write_json_value(writer, value);
};
template <class T>
concept ReadsItself = requires(const JsonValue& json, T& value, const JsonPlace& place) {
  { read_json_value(json, value, place) } -> std::same_as<Status>;
};

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
inline constexpr bool kAlwaysFalse = false;

// --- writing ---

template <class T>
void write_any(JsonWriter& writer, const T& value) {
  if constexpr (std::is_same_v<T, JsonValue>) {
    internal::write_json_value(writer, value);
  } else if constexpr (WritesItself<T>) {
    write_json_value(writer, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    writer.boolean(value);
  } else if constexpr (std::is_integral_v<T>) {
    writer.raw_number(std::to_string(value));
  } else if constexpr (std::is_floating_point_v<T>) {
    const std::string digits = print_json_double(value);
    digits.empty() ? writer.null() : writer.raw_number(digits);
  } else if constexpr (std::is_same_v<T, Decimal>) {
    writer.raw_number(to_string(value));
  } else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, Instant>) {
    writer.string(to_string(value));
  } else if constexpr (IsStrongId<T>::value) {
    writer.string(value.text());
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    writer.string(value);
  } else if constexpr (IsOptional<T>::value) {
    value.has_value() ? write_any(writer, *value) : writer.null();
  } else if constexpr (IsVector<T>::value) {
    writer.begin_array();
    for (const typename T::value_type& element : value) write_any(writer, element);
    writer.end_array();
  } else if constexpr (IsTextMap<T>::value) {
    writer.begin_object();
    for (const auto& [key, element] : value) {
      writer.key(key);
      write_any(writer, element);
    }
    writer.end_object();
  } else if constexpr (std::is_enum_v<T>) {
    writer.string(enum_word(value));
  } else if constexpr (DescribedStruct<T>) {
    writer.begin_object();
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
      writer.key(member.name);
      write_any(writer, value.*member.pointer);
    });
    writer.end_object();
  } else {
    static_assert(kAlwaysFalse<T>, "describe the type with BOOST_DESCRIBE_STRUCT, or give it write_json_value");
  }
}

// --- reading ---

template <class T>
Status read_any(const JsonValue& json, T& value, const JsonPlace& place, const JsonLimits& limits);

template <class T>
Status read_struct(const JsonValue& json, T& value, const JsonPlace& place, const JsonLimits& limits) {
  BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kObject, place));
  std::vector<std::string> known;
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) { known.emplace_back(member.name); });
  for (const std::string& key : json.keys) {
    bool is_known = false;
    for (const std::string& name : known) is_known = is_known || name == key;
    if (!is_known)
      return std::unexpected(
          json_error(place.member(key), "没有名为“" + key + "”的字段，可用的字段是：" + join_words(known)));
  }
  Status status;
  boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
    if (!status.has_value()) return;
    using Member = std::remove_reference_t<decltype(value.*member.pointer)>;
    const JsonValue* found = json.find(member.name);
    if (found != nullptr) {
      status = read_any(*found, value.*member.pointer, place.member(member.name), limits);
    } else if (!IsOptional<Member>::value && !limits.missing_keeps_default) {
      status = std::unexpected(json_error(place, std::string("缺少字段“") + member.name + "”"));
    }
  });
  return status;
}

template <class T>
Status read_any(const JsonValue& json, T& value, const JsonPlace& place, const JsonLimits& limits) {
  if constexpr (std::is_same_v<T, JsonValue>) {
    value = json;
  } else if constexpr (ReadsItself<T>) {
    return read_json_value(json, value, place);
  } else if constexpr (std::is_same_v<T, bool>) {
    BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kBoolean, place));
    value = json.boolean;
  } else if constexpr (std::is_integral_v<T>) {
    const std::uint64_t highest = std::min<std::uint64_t>(static_cast<std::uint64_t>(std::numeric_limits<T>::max()),
                                                          std::numeric_limits<std::int64_t>::max());
    BIHUAN_TRY(const std::int64_t number,
               json_integer(json, place, static_cast<std::int64_t>(std::numeric_limits<T>::min()), highest));
    value = static_cast<T>(number);
  } else if constexpr (std::is_floating_point_v<T>) {
    BIHUAN_TRY(const double number, json_double(json, place));
    value = static_cast<T>(number);
  } else if constexpr (std::is_same_v<T, Decimal>) {
    BIHUAN_TRY(value, json_decimal(json, place));
  } else if constexpr (std::is_same_v<T, std::string>) {
    BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kString, place));
    value = json.text;
  } else if constexpr (std::is_same_v<T, Date> || std::is_same_v<T, Instant>) {
    BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kString, place));
    auto parsed = [&] {
      if constexpr (std::is_same_v<T, Date>)
        return parse_date(json.text);
      else
        return parse_instant(json.text);
    }();
    if (!parsed.has_value()) return std::unexpected(json_error(place, parsed.error().message));
    value = *parsed;
  } else if constexpr (IsStrongId<T>::value) {
    BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kString, place));
    auto made = T::make(json.text);
    if (!made.has_value()) return std::unexpected(json_error(place, made.error().message));
    value = *std::move(made);
  } else if constexpr (IsOptional<T>::value) {
    if (json.kind == JsonValue::Kind::kNull) {
      value.reset();
    } else {
      typename T::value_type inner{};
      BIHUAN_CHECK(read_any(json, inner, place, limits));
      value = std::move(inner);
    }
  } else if constexpr (IsVector<T>::value) {
    BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kArray, place));
    value.clear();
    value.reserve(json.elements.size());
    for (std::size_t i = 0; i < json.elements.size(); ++i) {
      typename T::value_type element{};
      BIHUAN_CHECK(read_any(json.elements[i], element, place.element(i), limits));
      value.push_back(std::move(element));
    }
  } else if constexpr (IsTextMap<T>::value) {
    BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kObject, place));
    value.clear();
    for (std::size_t i = 0; i < json.keys.size(); ++i) {
      BIHUAN_CHECK(read_any(json.elements[i], value[json.keys[i]], place.member(json.keys[i]), limits));
    }
  } else if constexpr (DescribedEnum<T>) {
    BIHUAN_CHECK(json_expect(json, JsonValue::Kind::kString, place));
    auto parsed = parse_enum_word<T>(json.text);
    if (!parsed.has_value()) return std::unexpected(json_error(place, parsed.error().message));
    value = *parsed;
  } else if constexpr (DescribedStruct<T>) {
    return read_struct(json, value, place, limits);
  } else {
    static_assert(kAlwaysFalse<T>, "describe the type with BOOST_DESCRIBE_STRUCT or BOOST_DESCRIBE_ENUM");
  }
  return {};
}

}  // namespace internal

template <class E>
std::string enum_word(E value) {
  if constexpr (internal::HasWord<E>) {
    return std::string(std::string_view(to_string(value)));
  } else {
    static_assert(internal::DescribedEnum<E>, "describe the enum with BOOST_DESCRIBE_ENUM, or give it to_string");
    std::string word;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
      if (enumerator.value == value) word = internal::snake_case_enumerator(enumerator.name);
    });
    return word;
  }
}

template <class E>
Result<E> parse_enum_word(std::string_view word) {
  std::optional<E> found;
  std::vector<std::string> words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto enumerator) {
    words.push_back(enum_word(enumerator.value));
    if (words.back() == word) found = enumerator.value;
  });
  if (found.has_value()) return *found;
  return fail(Code::kInvalidInput,
              "“" + std::string(word) + "”不在可用的词之内，可用的是：" + internal::join_words(words));
}

template <class T>
std::string to_json(const T& value, JsonStyle style) {
  JsonWriter writer(style);
  internal::write_any(writer, value);
  return writer.take();
}

template <class T>
Result<T> from_json_value(const JsonValue& json, const JsonLimits& limits) {
  T value{};
  BIHUAN_CHECK(internal::read_any(json, value, JsonPlace(), limits));
  return value;
}

template <class T>
Result<T> from_json(std::string_view text, const JsonLimits& limits) {
  BIHUAN_TRY(const JsonValue json, parse_json(text, limits));
  return from_json_value<T>(json, limits);
}

}  // namespace bihuan
