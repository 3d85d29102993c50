#include "assessment/reading.h"

namespace bihuan::assessment {

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return "met";
    case Verdict::kOnTrack:
      return "on_track";
    case Verdict::kAtRisk:
      return "at_risk";
    case Verdict::kMissed:
      return "missed";
    case Verdict::kInsufficientData:
      break;
  }
  return "insufficient_data";
}

std::string_view to_chinese(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return "完成";
    case Verdict::kOnTrack:
      return "进展正常";
    case Verdict::kAtRisk:
      return "有风险";
    case Verdict::kMissed:
      return "未完成";
    case Verdict::kInsufficientData:
      break;
  }
  return "数据不足";
}

}  // namespace bihuan::assessment
