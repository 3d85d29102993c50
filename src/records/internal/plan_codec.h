// src/records/internal/plan_codec.h - compiled plans and anchors as the JSON in which they are stored.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "plans/corrections.h"
#include "plans/plan_model.h"

namespace bihuan::records {

std::string encode_plan(const plans::Plan& plan);
// Members that a later model has and the stored one has not keep their defaults. Errors: kCorrupt
Result<plans::Plan> decode_plan(std::string_view json);

std::string encode_anchor(const plans::Anchor& anchor);
// Errors: kCorrupt
Result<plans::Anchor> decode_anchor(std::string_view json);

}  // namespace bihuan::records
