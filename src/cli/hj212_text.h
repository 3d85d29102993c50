// src/cli/hj212_text.h - frames for people in the field: in Chinese, and as JSON.
#pragma once
#include <span>
#include <string>

#include "cli/hj212_input.h"

namespace bihuan::cli {

// Header, meaning and values of one frame; `number` counts from 1.
std::string frame_text(const FoundFrame& frame, std::size_t number, const hj212::Vocabulary& vocabulary);

// What is right and wrong with it, and what it would have to be.
std::string verdict_text(const FoundFrame& frame, std::size_t number);

std::string frames_json(const std::vector<FoundFrame>& frames);

// Errors: those of from_json.
Result<std::vector<hj212::Draft>> drafts_of_json(std::string_view text);

}  // namespace bihuan::cli
