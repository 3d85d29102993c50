// src/assessment/internal/row_places.h - where the readings of a section stand, in few words.
#pragma once
#include <string>
#include <vector>

namespace bihuan::assessment {

// Puts places of the form 工作表「1月」第5行 together: 工作表「1月」至「9月」共9张，各第5行; 工作表「结果」第2、3行.
// Places of another form stay as they are.
std::string row_places_text(const std::vector<std::string>& places);

}  // namespace bihuan::assessment
