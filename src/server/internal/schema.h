// src/server/internal/schema.h - JSON schemas (the dialect of OpenAPI 3.1) out of described structs. Included by .cc files only.
#pragma once
#include <boost/core/type_name.hpp>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/json.h"

namespace bihuan::server {

// The schemas of all structs and enums that were asked for: name -> JSON text. One name stands for one type (asserted
// by openapi_test: two types of one name in different namespaces would hide each other).
struct SchemaSet {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::string> types;  // name -> the C++ type that claimed it
  std::vector<std::string> clashes;
};

// "bihuan::plans::Target" -> "Target".
inline std::string schema_name(std::string_view type) {
  const std::size_t colon = type.rfind("::");
  return std::string(colon == std::string_view::npos ? type : type.substr(colon + 2));
}

namespace schema_internal {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<StrongId<Tag>> : std::true_type {};

std::string json_string(std::string_view text);

}  // namespace schema_internal

// The schema of T as JSON text; structs and enums are put into `set` and referred to.
// A type with its own JSON gives its schema by an overload found by argument-dependent lookup:
//   std::string schema_text(SchemaSet&, const T*)
template <class T>
std::string schema_of(SchemaSet& set);

namespace schema_internal {

template <class T>
concept HasOwnSchema = requires(SchemaSet& set, const T* nothing) {
  { schema_text(set, nothing) } -> std::convertible_to<std::string>;
};

template <class T>
std::string reference_to(SchemaSet& set, std::string (*make)(SchemaSet&)) {
  const std::string type = boost::core::type_name<T>();
  const std::string name = schema_name(type);
  const auto [claimed, is_new] = set.types.emplace(name, type);
  if (!is_new && claimed->second != type) set.clashes.push_back(name + ": " + claimed->second + ", " + type);
  if (is_new) set.texts[name] = make(set);
  return R"({"$ref":"#/components/schemas/)" + name + R"("})";
}

template <class E>
std::string enum_schema(SchemaSet& /*set*/) {
  std::string words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto enumerator) { words += (words.empty() ? "" : ",") + json_string(enum_word(enumerator.value)); });
  return R"({"type":"string","enum":[)" + words + "]}";
}

template <class T>
void add_members(SchemaSet& set, std::string& properties, std::string& required) {
  boost::mp11::mp_for_each<boost::describe::describe_bases<T, boost::describe::mod_any_access>>(
      [&](auto base) { add_members<typename decltype(base)::type>(set, properties, required); });
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_any_access>>([&](auto member) {
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
    properties += (properties.empty() ? "" : ",") + json_string(member.name) + ":" + schema_of<Member>(set);
    required += (required.empty() ? "" : ",") + json_string(member.name);
  });
}

template <class T>
std::string struct_schema(SchemaSet& set) {
  std::string properties;
  std::string required;
  add_members<T>(set, properties, required);
  return R"({"type":"object","properties":{)" + properties + R"(},"required":[)" + required +
         R"(],"additionalProperties":false})";
}

}  // namespace schema_internal

template <class T>
std::string schema_of(SchemaSet& set) {
  using namespace schema_internal;
  if constexpr (HasOwnSchema<T>) {
    return schema_text(set, static_cast<const T*>(nullptr));
  } else if constexpr (std::is_same_v<T, bool>) {
    return R"({"type":"boolean"})";
  } else if constexpr (std::is_integral_v<T>) {
    return R"({"type":"integer"})";
  } else if constexpr (std::is_floating_point_v<T> || std::is_same_v<T, Decimal>) {
    return R"({"type":"number"})";
  } else if constexpr (std::is_same_v<T, std::string> || IsId<T>::value) {
    return R"({"type":"string"})";
  } else if constexpr (std::is_same_v<T, Date>) {
    return R"({"type":"string","format":"date"})";
  } else if constexpr (std::is_same_v<T, Instant>) {
    return R"({"type":"string","format":"date-time"})";
  } else if constexpr (IsOptional<T>::value) {
    return R"({"anyOf":[)" + schema_of<typename T::value_type>(set) + R"(,{"type":"null"}]})";
  } else if constexpr (IsVector<T>::value) {
    return R"({"type":"array","items":)" + schema_of<typename T::value_type>(set) + "}";
  } else if constexpr (IsMap<T>::value) {
    return R"({"type":"object","additionalProperties":)" + schema_of<typename T::mapped_type>(set) + "}";
  } else if constexpr (std::is_enum_v<T>) {
    return reference_to<T>(set, &enum_schema<T>);
  } else {
    return reference_to<T>(set, &struct_schema<T>);
  }
}

}  // namespace bihuan::server
