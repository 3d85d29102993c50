// src/assessment/render_readings.h - readings as Chinese text for a terminal, columns aligned by display width.
#pragma once
#include <span>
#include <string>

#include "assessment/assess_file.h"

namespace bihuan::assessment {

struct RenderOptions {
  bool explain = false;  // with items, months, limits, tables and the basis of each figure
};

// Lines end with LF. The text depends on nothing but its arguments.
std::string render_readings_text(std::span<const Reading> readings, const RenderOptions& options = {});

// What was refused in the file, one line each, and a line of counts; empty if nothing is to be said.
std::string render_problems_text(const FileAssessment& assessment);

}  // namespace bihuan::assessment
