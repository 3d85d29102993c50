#include "assessment/internal/row_places.h"

#include <gtest/gtest.h>

namespace bihuan::assessment {
namespace {

struct PlacesCase {
  std::vector<std::string> places;
  const char* want;
};
TEST(RowPlaces, AreToldInFewWords) {
  const PlacesCase cases[] = {
      {{}, ""},
      {{"工作表「9月」第5行"}, "工作表「9月」第5行"},
      {{"工作表「1月」第5行", "工作表「2月」第5行", "工作表「3月」第5行"}, "工作表「1月」至「3月」共3张，各第5行"},
      {{"工作表「1月」第5行", "工作表「2月」第5行"}, "工作表「1月」第5行、工作表「2月」第5行"},
      {{"工作表「1月」第5行", "工作表「2月」第6行", "工作表「3月」第5行"},
       "工作表「1月」第5行、工作表「2月」第6行、工作表「3月」第5行"},
      {{"工作表「结果」第2行", "工作表「结果」第3行"}, "工作表「结果」第2、3行"},
      {{"第2行", "工作表「结果」第3行"}, "工作表「结果」第3行、第2行"},
  };
  for (const PlacesCase& c : cases) EXPECT_EQ(row_places_text(c.places), c.want);
}

}  // namespace
}  // namespace bihuan::assessment
