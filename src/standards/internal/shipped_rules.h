// src/standards/internal/shipped_rules.h - the knowledge as it is shipped, for tests.
#pragma once
#include <string>
#include <vector>

#include "standards/air_rules.h"
#include "standards/knowledge.h"
#include "standards/surface_water_rules.h"

namespace bihuan::standards::internal {

// The files of knowledge/ called `names`, for example "water/gb3838-2002.toml". A file that is not there gives an empty
// text.
std::vector<KnowledgeText> shipped_texts(const std::vector<std::string>& names);

std::vector<KnowledgeText> shipped_water_texts();

// The rules that hold on `on`; loaded anew each time. A fault in the files ends the test run.
SurfaceWaterRules shipped_rules(Date on = Date(2024, 12, 31));

std::vector<KnowledgeText> shipped_air_texts();

// The air rules that hold on `on`; of the edition "2012" or "2026", transition limits.
AirRules shipped_air_rules(Date on);
AirRules shipped_air_rules(const std::string& edition);

}  // namespace bihuan::standards::internal
