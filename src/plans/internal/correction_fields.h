// src/plans/internal/correction_fields.h - reading and setting one field of a commitment by its name.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "plans/corrections.h"
#include "plans/plan_model.h"

namespace bihuan::plans::internal {

// The field as text, in the form that make_correction() takes.
// Errors: kInvalidInput  the field does not fit the kind of the commitment
Result<std::string> field_text(const Commitment& commitment, CorrectionField field);

// Sets the field of the commitment `id` of `plan`. Moves the commitment to another list where the field is its kind.
// Errors: kNotFound no such commitment; kInvalidInput as make_correction(); the plan is unchanged then
Status set_field(Plan& plan, std::string_view id, CorrectionField field, std::string_view value);

}  // namespace bihuan::plans::internal
