#include "simulator/models.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "simulator/simulator_samples.h"

namespace bihuan::simulator {
namespace {

TEST(Models, ShippedOnesAreWhatTheManualNames) {
  std::vector<std::string> ids;
  for (const Model& model : shipped_models()) ids.push_back(model.id + " " + model.system);
  EXPECT_EQ(ids, (std::vector<std::string>{"air_station 22", "water_outlet 32", "gas_outlet 31", "noise_meter 23"}));
}

struct BadModels {
  const char* name;
  const char* from;  // replaced in the text below
  const char* to;
  const char* message;
};
constexpr std::string_view kModelText = R"([[day]]
id = "d"
values = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
[[year]]
id = "y"
values = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
[[model]]
id = "m"
name = "某"
system = "32"
share = 1
factor = [{ code = "w01018", base = "34.5", day = "d", year = "y", spread = 10, limit = "50.0" }]
)";
constexpr BadModels kBadModels[] = {
    {"short_curve", "values = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n", "values = [1, 1]\n",
     "曲线应为12个0到3000的整数（千分比）"},
    {"unknown_curve", "day = \"d\"", "day = \"e\"", "没有曲线“e”"},
    {"no_base", "\"34.5\"", "\"0.0\"", "base去掉小数点后应为1到1000000"},
    {"wide_spread", "spread = 10", "spread = 501", "spread应为0到500（千分比）"},
    {"other_places", "\"50.0\"", "\"50\"", "limit的小数位应与base相同，去掉小数点后至少20"},
    {"loud_noise", "share = 1\nfactor = [{ code = \"w01018\", base = \"34.5\"",
     "share = 1\nis_noise = true\nfactor = [{ code = \"LA\", base = \"345.0\"",
     "噪声只有一个factor，base为一位小数、不超过100.0"},
    {"no_share", "share = 1", "share = 0", "share应为1到1000"},
};
class BadModelsTest : public testing::TestWithParam<BadModels> {};
TEST_P(BadModelsTest, AreRefusedWithTheLine) {
  ASSERT_TRUE(load_models(kModelText, "m.toml").has_value());
  const std::string text = replace_all(kModelText, GetParam().from, GetParam().to);
  const Result<std::vector<Model>> got = load_models(text, "m.toml");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Code::kInvalidInput);
  EXPECT_EQ(got.error().message, GetParam().message);
  EXPECT_TRUE(got.error().where.starts_with("m.toml:")) << got.error().where;
}
INSTANTIATE_TEST_SUITE_P(, BadModelsTest, testing::ValuesIn(kBadModels), [](const auto& p) { return p.param.name; });

TEST(Faults, WordsAreReadAndOthersRefused) {
  EXPECT_TRUE(parse_faults("none")->empty());
  EXPECT_TRUE(parse_faults("")->empty());
  const FaultSet two = *parse_faults("outage,replay");
  EXPECT_TRUE(two.has(Fault::kOutage) && two.has(Fault::kReplay));
  EXPECT_FALSE(two.has(Fault::kCrc));
  for (std::size_t i = 0; i < kFaultCount; ++i) EXPECT_TRUE(parse_faults("all")->has(static_cast<Fault>(i)));
  EXPECT_EQ(parse_faults("outage,fire").error(),
            (Error{Code::kInvalidInput,
                   "没有故障“fire”；有outage、split、glued、crc、drift、constant、clipped、replay，以及all、none",
                   "--faults"}));
}

}  // namespace
}  // namespace bihuan::simulator
