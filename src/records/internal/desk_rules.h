// src/records/internal/desk_rules.h - who may do what, as far as all books of the desk ask it alike.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"
#include "records/actor.h"

namespace bihuan::records {

// The human being behind an actor, so that two checks are never one person's.
inline std::string person_of(const Actor& actor) {
  if (!actor.person_id.empty()) return actor.person_id;
  return actor.account_id.empty() ? actor.name : actor.account_id;
}

[[nodiscard]] inline std::unexpected<Error> not_allowed(std::string message) {
  return fail(Code::kConflict, std::move(message), "权限");
}

inline Status require_office(const Actor& actor, std::string_view action) {
  if (actor.has(DeskRole::kOffice)) return {};
  return not_allowed("只有办公室可以" + std::string(action) + "：请交由办公室办理");
}

inline Status require_seat(const Actor& actor, const std::string& unit, std::string_view action) {
  if (actor.is_of(unit)) return {};
  return not_allowed("只有" + unit + "的人员可以" + std::string(action));
}

inline std::string_view post_name(Post post) {
  constexpr std::string_view kNames[] = {"填报人", "科长", "分管领导"};
  return kNames[static_cast<int>(post)];
}

inline Status require_post(const Actor& actor, const std::string& unit, Post post, std::string_view action) {
  if (actor.sits_as(unit, post)) return {};
  return not_allowed("只有" + unit + "的" + std::string(post_name(post)) + "可以" + std::string(action));
}

// A text that somebody must give. Errors: kInvalidInput  empty, or longer than `most` characters
inline Status require_text(std::string_view text, std::string_view name, std::string_view where,
                           std::size_t most = 2'000) {
  if (trim(text).empty()) return fail(Code::kInvalidInput, std::string(name) + "不能为空", std::string(where));
  if (count_code_points(text) > most) {
    return fail(Code::kInvalidInput,
                std::string(name) + "有" + std::to_string(count_code_points(text)) + "字，应不超过" +
                    std::to_string(most) + "字",
                std::string(where));
  }
  return {};
}

}  // namespace bihuan::records
