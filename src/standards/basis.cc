#include "standards/basis.h"

namespace bihuan::standards {

std::string_view to_string(Compliance compliance) {
  switch (compliance) {
    case Compliance::kMet:
      return "met";
    case Compliance::kNotMet:
      return "not_met";
    case Compliance::kNotAssessable:
      break;
  }
  return "not_assessable";
}

std::string_view to_chinese(Compliance compliance) {
  switch (compliance) {
    case Compliance::kMet:
      return "达标";
    case Compliance::kNotMet:
      return "不达标";
    case Compliance::kNotAssessable:
      break;
  }
  return "无法评价";
}

}  // namespace bihuan::standards
