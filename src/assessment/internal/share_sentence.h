// src/assessment/internal/share_sentence.h - a reading of a share of sections, said in Chinese.
#pragma once
#include <string>

#include "assessment/internal/share_target.h"

namespace bihuan::assessment::internal {

// "2024年1—9月" or "2024年".
std::string period_words(const AssessedPeriod& period);

// 2024年1—9月，7个断面中6个达到或优于Ⅲ类，占85.7%，要求不低于85.7%（即6个）：达标。三山湖鄂州水域为Ⅳ类，定类指标总磷。不能再有断面不达标。
std::string share_sentence(const Reading& reading, const Indicator& indicator, const AssessedPeriod& period);

}  // namespace bihuan::assessment::internal
