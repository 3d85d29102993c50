#include "simulator/models.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/toml.h"

namespace bihuan::simulator {
namespace {

constexpr std::int64_t kLargestBase = 1'000'000;
constexpr std::int64_t kLoudest = 1000;  // tenths of a decibel
constexpr std::int64_t kHighest = 3000;  // per mille of a curve

template <std::size_t N>
using Curves = std::map<std::string, std::array<std::int64_t, N>>;

template <std::size_t N>
Result<Curves<N>> read_curves(const TomlTable& file, std::string_view key) {
  Curves<N> curves;
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables(key));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", "values"}));
    BIHUAN_TRY(const std::string id, table.string("id"));
    BIHUAN_TRY(const std::vector<std::int64_t> values, table.integers("values"));
    const bool fits = std::ranges::all_of(values, [](std::int64_t v) { return v >= 0 && v <= kHighest; });
    if (values.size() != N || !fits)
      return fail(Code::kInvalidInput, "曲线应为" + std::to_string(N) + "个0到3000的整数（千分比）", table.where());
    std::ranges::copy(values, curves[id].begin());
  }
  return curves;
}

template <std::size_t N>
Status take_curve(const TomlTable& table, std::string_view key, const Curves<N>& curves,
                  std::array<std::int64_t, N>& out) {
  BIHUAN_TRY(const std::string id, table.string(key));
  const auto found = curves.find(id);
  if (found == curves.end()) return fail(Code::kInvalidInput, "没有曲线“" + id + "”", table.where());
  out = found->second;
  return {};
}

Result<Factor> read_factor(const TomlTable& table, const Curves<24>& days, const Curves<12>& years) {
  BIHUAN_CHECK(table.check_keys({"code", "base", "day", "year", "spread", "limit", "litres"}));
  Factor factor;
  BIHUAN_TRY(factor.code, table.string("code"));
  BIHUAN_TRY(const Decimal base, table.decimal("base"));
  factor.base = base.mantissa();
  factor.places = base.places();
  if (factor.base < 1 || factor.base > kLargestBase)
    return fail(Code::kInvalidInput, "base去掉小数点后应为1到1000000", table.where());
  BIHUAN_CHECK(take_curve(table, "day", days, factor.day));
  BIHUAN_CHECK(take_curve(table, "year", years, factor.year));
  BIHUAN_TRY(factor.spread, table.integer("spread"));
  if (factor.spread < 0 || factor.spread > 500)
    return fail(Code::kInvalidInput, "spread应为0到500（千分比）", table.where());
  BIHUAN_TRY(const std::optional<Decimal> limit, table.optional_decimal("limit"));
  if (limit) {
    if (limit->places() != factor.places || limit->mantissa() < 20)
      return fail(Code::kInvalidInput, "limit的小数位应与base相同，去掉小数点后至少20", table.where());
    factor.limit = limit->mantissa();
  }
  BIHUAN_TRY(factor.litres, table.integer_or("litres", 0));
  return factor;
}

}  // namespace

Result<std::vector<Model>> load_models(std::string_view toml, std::string_view name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "day", "year", "model"}));
  BIHUAN_TRY(const Curves<24> days, read_curves<24>(file, "day"));
  BIHUAN_TRY(const Curves<12> years, read_curves<12>(file, "year"));
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("model"));
  std::vector<Model> models;
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", "name", "system", "share", "is_noise", "factor"}));
    Model model;
    BIHUAN_TRY(model.id, table.string("id"));
    BIHUAN_TRY(model.name, table.string("name"));
    BIHUAN_TRY(model.system, table.string("system"));
    BIHUAN_TRY(const std::int64_t share, table.integer("share"));
    if (share < 1 || share > 1000) return fail(Code::kInvalidInput, "share应为1到1000", table.where());
    model.share = static_cast<int>(share);
    BIHUAN_TRY(model.is_noise, table.boolean_or("is_noise", false));
    BIHUAN_TRY(const std::vector<TomlTable> factors, table.tables("factor"));
    for (const TomlTable& factor : factors) {
      BIHUAN_TRY(Factor read, read_factor(factor, days, years));
      model.factors.push_back(std::move(read));
    }
    if (model.factors.empty()) return fail(Code::kInvalidInput, "至少要有一个factor", table.where());
    const Factor& first = model.factors.front();
    if (model.is_noise && (model.factors.size() != 1 || first.places != 1 || first.base > kLoudest))
      return fail(Code::kInvalidInput, "噪声只有一个factor，base为一位小数、不超过100.0", table.where());
    models.push_back(std::move(model));
  }
  if (models.empty()) return fail(Code::kInvalidInput, "至少要有一个model", std::string(name));
  return models;
}

}  // namespace bihuan::simulator
