// src/records/official_samples.h - for tests only: the shipped rules of published values, and one of them.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/files.h"
#include "records/official_figures.h"

namespace bihuan::records {

inline std::shared_ptr<const OfficialRules> shipped_official_rules() {
  static const std::shared_ptr<const OfficialRules> kRules = [] {
    const std::string name = "knowledge/office/official-figures.toml";
    Result<OfficialRules> rules =
        load_official_rules(*read_file(std::string(BIHUAN_SOURCE_DIR) + "/" + name, 1U << 20U), name);
    EXPECT_TRUE(rules.has_value()) << rules.error().message << " " << rules.error().where;
    return std::make_shared<const OfficialRules>(*std::move(rules));
  }();
  return kRules;
}

// 月报 of the province on January to September, published in October.
inline FigureContent sample_figure(const std::string& value = "77.8", const std::string& status = "provisional") {
  FigureContent content;
  content.quantity = "share";
  content.value = value;
  content.unit = "%";
  content.from = Date(2024, 1, 1);
  content.to = Date(2024, 9, 30);
  content.status = status;
  content.source_title = "全省地表水环境质量月报（2024年9月）";
  content.source_number = "第9期";
  content.issuer = "省生态环境厅";
  content.published_on = Date(2024, 10, 18);
  return content;
}

}  // namespace bihuan::records
