#include "standards/internal/shipped_rules.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.h"

namespace bihuan::standards::internal {

std::vector<KnowledgeText> shipped_texts(const std::vector<std::string>& names) {
  std::vector<KnowledgeText> texts;
  for (const std::string& name : names) {
    const Result<std::string> text =
        read_file(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name, std::size_t{1} << 20);
    texts.push_back({name, text ? *text : std::string()});
  }
  return texts;
}

std::vector<KnowledgeText> shipped_water_texts() {
  return shipped_texts({"water/gb3838-2002.toml", "water/surface-water-evaluation.toml"});
}

SurfaceWaterRules shipped_rules(Date on) {
  Result<SurfaceWaterRules> rules = load_surface_water_rules(shipped_water_texts(), on);
  if (!rules) {
    ADD_FAILURE() << rules.error().where << ": " << rules.error().message;
    std::abort();
  }
  return std::move(*rules);
}

std::vector<KnowledgeText> shipped_air_texts() {
  return shipped_texts({"air/gb3095-2012.toml", "air/gb3095-2026.toml", "air/hj633-2012.toml", "air/hj633-2026.toml",
                        "air/hj663-2013.toml", "air/hj663-2026.toml"});
}

AirRules shipped_air_rules(Date on) {
  Result<AirRules> rules = load_air_rules(shipped_air_texts(), on);
  if (!rules) {
    ADD_FAILURE() << rules.error().where << ": " << rules.error().message;
    std::abort();
  }
  return std::move(*rules);
}

AirRules shipped_air_rules(const std::string& edition) {
  return shipped_air_rules(edition == "2012" ? Date(2020, 1, 1) : Date(2027, 1, 1));
}

}  // namespace bihuan::standards::internal
