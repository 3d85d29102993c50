// src/base/ids.h - own types for identities, so that one is never passed for another.
#pragma once
#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace bihuan {

namespace internal {
Status check_id(std::string_view text, std::string_view what);
}

// An identity as text. A new one takes one line:
//   using PlanId = StrongId<struct PlanIdTag>;
// A default-constructed id is empty, which no made one is.
template <class Tag>
class StrongId {
 public:
  StrongId() = default;
  // Errors: kInvalidInput if empty, longer than 128 bytes, no UTF-8, or with blanks or control characters. `what` names
  // the thing in the message ("计划编号").
  static Result<StrongId> make(std::string_view text, std::string_view what = "编号") {
    BIHUAN_CHECK(internal::check_id(text, what));
    StrongId id;
    id.text_ = std::string(text);
    return id;
  }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  friend bool operator==(const StrongId&, const StrongId&) = default;
  friend auto operator<=>(const StrongId&, const StrongId&) = default;

 private:
  std::string text_;
};

template <class Tag>
const std::string& to_string(const StrongId<Tag>& id) {
  return id.text();
}

using PlanId = StrongId<struct PlanIdTag>;              // one stored plan, all its versions
using CommitmentId = StrongId<struct CommitmentIdTag>;  // one clause of a plan; unique inside the plan
using TargetId = StrongId<struct TargetIdTag>;          // a target of a plan
using SectionId = StrongId<struct SectionIdTag>;        // a surface-water section (断面)
using UnitName = StrongId<struct UnitNameTag>;          // an organisational unit, by its full name

}  // namespace bihuan

template <class Tag>
struct std::hash<bihuan::StrongId<Tag>> {
  std::size_t operator()(const bihuan::StrongId<Tag>& id) const { return std::hash<std::string>{}(id.text()); }
};
