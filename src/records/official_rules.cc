#include "records/official_rules.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "base/toml.h"
#include "plans/commitments.h"

namespace bihuan::records {
namespace {

constexpr std::string_view kAnyUnit = "*";

template <class T>
Status add_once(std::vector<T>& all, T one, const TomlTable& table) {
  if (std::ranges::find(all, one.id, &T::id) != all.end()) {
    return fail(Code::kInvalidInput, "“" + one.id + "”出现了两次", table.where());
  }
  all.push_back(std::move(one));
  return {};
}

Result<FigureQuantity> read_quantity(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys(
      {"id", "name", "kind", "units", "whole", "change", "at_least", "at_most", "values", "also", "met", "suffix"}));
  FigureQuantity quantity;
  BIHUAN_TRY(quantity.id, table.string("id"));
  BIHUAN_TRY(quantity.name, table.string("name"));
  BIHUAN_TRY(const std::string kind, table.string("kind"));
  if (kind != "number" && kind != "words") return fail(Code::kInvalidInput, "kind应为number或words", table.where());
  quantity.kind = kind == "number" ? FigureKind::kNumber : FigureKind::kWords;
  BIHUAN_TRY(quantity.units, table.strings_or_none("units"));
  BIHUAN_TRY(quantity.is_whole, table.boolean_or("whole", false));
  BIHUAN_TRY(quantity.is_change, table.boolean_or("change", false));
  BIHUAN_TRY(quantity.at_least, table.optional_decimal("at_least"));
  BIHUAN_TRY(quantity.at_most, table.optional_decimal("at_most"));
  BIHUAN_TRY(quantity.values, table.strings_or_none("values"));
  BIHUAN_TRY(quantity.also, table.strings_or_none("also"));
  BIHUAN_TRY(quantity.met, table.strings_or_none("met"));
  BIHUAN_TRY(quantity.suffix, table.string_or("suffix", ""));
  const bool is_number = quantity.kind == FigureKind::kNumber;
  if (is_number != quantity.values.empty() || is_number == quantity.units.empty()) {
    return fail(Code::kInvalidInput, "数字要有units，文字要有values", table.where());
  }
  if (!quantity.also.empty() && quantity.also.size() != quantity.values.size()) {
    return fail(Code::kInvalidInput, "also应与values一一对应", table.where());
  }
  return quantity;
}

Result<FigureDimension> read_dimension(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "of_target", "value"}));
  FigureDimension dimension;
  BIHUAN_TRY(dimension.id, table.string("id"));
  BIHUAN_TRY(dimension.name, table.string("name"));
  BIHUAN_TRY(dimension.is_of_target, table.boolean_or("of_target", false));
  BIHUAN_TRY(const std::vector<TomlTable> values, table.tables("value"));
  for (const TomlTable& one : values) {
    BIHUAN_CHECK(one.check_keys({"id", "name", "words"}));
    FigureTermValue value;
    BIHUAN_TRY(value.id, one.string("id"));
    BIHUAN_TRY(value.name, one.string("name"));
    BIHUAN_TRY(value.words, one.strings("words"));
    BIHUAN_CHECK(add_once(dimension.values, std::move(value), one));
  }
  return dimension;
}

Result<FigureReason> read_reason(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "when", "say"}));
  FigureReason reason;
  BIHUAN_TRY(reason.id, table.string("id"));
  BIHUAN_TRY(reason.name, table.string("name"));
  BIHUAN_TRY(reason.say, table.string("say"));
  BIHUAN_TRY(const TomlValue when, table.value("when"));
  BIHUAN_TRY(const std::vector<TomlValue> conditions, when.as_array());
  for (const TomlValue& condition : conditions) {
    BIHUAN_TRY(const std::vector<TomlValue> parts, condition.as_array());
    std::vector<std::string> words;
    for (const TomlValue& part : parts) {
      BIHUAN_TRY(std::string word, part.as_string());
      words.push_back(std::move(word));
    }
    static const std::set<std::string> kOperators{"=", "!=", "<", "<=", ">", ">="};
    if (words.size() != 3 || !kOperators.contains(words[1])) {
      return fail(Code::kInvalidInput, "when的每一条应为[事实, 比较符, 值]", table.where());
    }
    reason.when.push_back({words[0], words[1], words[2]});
  }
  if (reason.when.empty()) return fail(Code::kInvalidInput, "when应至少有一条", table.where());
  return reason;
}

struct Found {
  std::size_t begin = 0, end = 0, place = 0;
};

// Which value of the dimension the text states: of words inside one another the longest counts, of several values the
// last in the file.
const FigureTermValue* stated_in(const FigureDimension& dimension, const std::string& text) {
  std::vector<Found> all;
  for (std::size_t place = 0; place < dimension.values.size(); ++place) {
    for (const std::string& word : dimension.values[place].words) {
      for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        all.push_back({at, at + word.size(), place});
      }
    }
  }
  const FigureTermValue* stated = nullptr;
  std::size_t last = 0;
  for (const Found& one : all) {
    const bool is_inside = std::ranges::any_of(all, [&](const Found& other) {
      return other.begin <= one.begin && one.end <= other.end && other.end - other.begin > one.end - one.begin;
    });
    if (is_inside || (stated != nullptr && one.place < last)) continue;
    last = one.place;
    stated = &dimension.values[one.place];
  }
  return stated;
}

std::string plain(std::string_view text) { return strip_spaces(to_half_width(text)); }

std::string bounds_text(const FigureQuantity& quantity) {
  if (quantity.at_least && quantity.at_most) {
    return "应在" + to_string(*quantity.at_least) + "至" + to_string(*quantity.at_most) + "之间";
  }
  return quantity.at_least ? "应不小于" + to_string(*quantity.at_least) : "应不大于" + to_string(*quantity.at_most);
}

std::string listed(const std::vector<std::string>& words) { return join(words, "、"); }

bool names_unit(const FigureQuantity& quantity, std::string_view unit) {
  return std::ranges::find(quantity.units, unit) != quantity.units.end();
}

}  // namespace

const FigureQuantity* OfficialRules::quantity(std::string_view id) const {
  const auto found = std::ranges::find(quantities, id, &FigureQuantity::id);
  return found == quantities.end() ? nullptr : &*found;
}

const FigureDimension* OfficialRules::dimension(std::string_view id) const {
  const auto found = std::ranges::find(dimensions, id, &FigureDimension::id);
  return found == dimensions.end() ? nullptr : &*found;
}

const FigureTermValue* OfficialRules::term(const FigureTerm& wanted) const {
  const FigureDimension* of = dimension(wanted.dimension);
  if (of == nullptr) return nullptr;
  const auto found = std::ranges::find(of->values, wanted.value, &FigureTermValue::id);
  return found == of->values.end() ? nullptr : &*found;
}

int OfficialRules::status_place(std::string_view id) const {
  const auto found = std::ranges::find(statuses, id, &FigureStatus::id);
  return found == statuses.end() ? -1 : static_cast<int>(found - statuses.begin());
}

std::string OfficialRules::status_name(std::string_view id) const {
  const int place = status_place(id);
  return place < 0 ? std::string(id) : statuses[static_cast<std::size_t>(place)].name;
}

std::string OfficialRules::unit(std::string_view spelling) const {
  const std::string wanted(trim(spelling));
  for (const std::vector<std::string>& spellings : units) {
    if (std::ranges::find(spellings, wanted) != spellings.end()) return spellings.front();
  }
  return wanted;
}

const FigureQuantity* OfficialRules::quantity_of(const plans::Target& target) const {
  const std::string counted_in = unit(target.unit);
  for (const std::string_view wanted : {std::string_view(counted_in), kAnyUnit}) {
    for (const FigureQuantity& one : quantities) {
      const bool is_same_sort = one.is_change == !target.direction.empty();
      if (one.kind == FigureKind::kNumber && is_same_sort && names_unit(one, wanted)) return &one;
    }
  }
  return nullptr;
}

Result<OfficialRules> load_official_rules(std::string_view toml, std::string_view file_name) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, file_name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "quantity", "unit", "dimension", "status", "reason", "unexplained"}));
  OfficialRules rules;
  rules.digest = sm3_hex(toml);
  BIHUAN_TRY(const std::vector<TomlTable> quantities, file.tables("quantity"));
  for (const TomlTable& table : quantities) {
    BIHUAN_TRY(FigureQuantity quantity, read_quantity(table));
    BIHUAN_CHECK(add_once(rules.quantities, std::move(quantity), table));
  }
  BIHUAN_TRY(const std::vector<TomlTable> units, file.tables("unit"));
  for (const TomlTable& table : units) {
    BIHUAN_CHECK(table.check_keys({"spellings"}));
    BIHUAN_TRY(std::vector<std::string> spellings, table.strings("spellings"));
    if (spellings.empty()) return fail(Code::kInvalidInput, "spellings应至少有一个", table.where());
    rules.units.push_back(std::move(spellings));
  }
  BIHUAN_TRY(const std::vector<TomlTable> dimensions, file.tables("dimension"));
  for (const TomlTable& table : dimensions) {
    BIHUAN_TRY(FigureDimension dimension, read_dimension(table));
    BIHUAN_CHECK(add_once(rules.dimensions, std::move(dimension), table));
  }
  BIHUAN_TRY(const std::vector<TomlTable> statuses, file.tables("status"));
  for (const TomlTable& table : statuses) {
    BIHUAN_CHECK(table.check_keys({"id", "name"}));
    FigureStatus status;
    BIHUAN_TRY(status.id, table.string("id"));
    BIHUAN_TRY(status.name, table.string("name"));
    BIHUAN_CHECK(add_once(rules.statuses, std::move(status), table));
  }
  BIHUAN_TRY(const std::vector<TomlTable> reasons, file.tables("reason"));
  for (const TomlTable& table : reasons) {
    BIHUAN_TRY(FigureReason reason, read_reason(table));
    BIHUAN_CHECK(add_once(rules.reasons, std::move(reason), table));
  }
  BIHUAN_TRY(const TomlTable unexplained, file.table("unexplained"));
  BIHUAN_CHECK(unexplained.check_keys({"say"}));
  BIHUAN_TRY(rules.unexplained, unexplained.string("say"));
  if (rules.quantities.empty() || rules.statuses.empty()) {
    return fail(Code::kInvalidInput, "应至少有一个quantity和一个status", std::string(file_name));
  }
  return rules;
}

Result<std::string> read_figure_value(const FigureQuantity& quantity, std::string_view text) {
  const std::string given = plain(text);
  const auto wrong = [&](const std::string& right) {
    return fail(Code::kInvalidInput, quantity.name + right + "，这里是“" + excerpt(text, 30) + "”", "value");
  };
  if (quantity.kind == FigureKind::kWords) {
    std::string word = given;
    if (!quantity.suffix.empty() && word.ends_with(quantity.suffix)) {
      word.resize(word.size() - quantity.suffix.size());
    }
    for (std::size_t i = 0; i < quantity.values.size(); ++i) {
      if (word == quantity.values[i] || (!quantity.also.empty() && word == quantity.also[i])) return quantity.values[i];
    }
    return wrong("应为" + listed(quantity.values) + "之一");
  }
  const Result<Decimal> number = parse_decimal(given);
  if (!number) return wrong("应为数字，如85.7，不写单位");
  if (quantity.is_whole && number->places() > 0) return wrong("应为整数");
  if ((quantity.at_least && *number < *quantity.at_least) || (quantity.at_most && *number > *quantity.at_most)) {
    return wrong(bounds_text(quantity));
  }
  return to_string(*number);
}

Status check_fit(const OfficialRules& rules, const plans::Target& target, const FigureQuantity& quantity,
                 std::string_view unit) {
  const std::string given = rules.unit(unit);
  if (quantity.kind == FigureKind::kWords) {
    if (!given.empty()) return fail(Code::kInvalidInput, quantity.name + "没有单位，应留空", "unit");
    // A word without a judgement of its own says nothing of a number.
    if (!quantity.met.empty() || !target.value) return {};
    return fail(Code::kInvalidInput,
                "目标“" + target.indicator + "”是数值（" + to_string(*target.value) + target.unit + "），不能登记" +
                    quantity.name,
                "quantity");
  }
  const bool takes_any = names_unit(quantity, kAnyUnit);
  if (!takes_any && !names_unit(quantity, given)) {
    return fail(Code::kInvalidInput,
                quantity.name + "的单位应为" + listed(quantity.units) + "，这里是“" + excerpt(unit, 20) + "”", "unit");
  }
  if (!target.value) return {};
  const FigureQuantity* right = rules.quantity_of(target);
  if (right != nullptr && right->id == quantity.id && given == rules.unit(target.unit)) return {};
  return fail(Code::kInvalidInput,
              "目标“" + target.indicator + "”的单位是“" + target.unit + "”，应登记" +
                  (right == nullptr ? std::string("是否达标") : right->name) + "；这里是" + quantity.name + "（" +
                  (given.empty() ? "无单位" : given) + "）",
              "quantity");
}

Status check_terms(const OfficialRules& rules, const std::vector<FigureTerm>& terms) {
  std::set<std::string> seen;
  for (const FigureTerm& term : terms) {
    const FigureDimension* dimension = rules.dimension(term.dimension);
    if (dimension == nullptr) {
      std::vector<std::string> known;
      for (const FigureDimension& one : rules.dimensions) known.push_back(one.id);
      return fail(Code::kInvalidInput, "口径没有“" + excerpt(term.dimension, 30) + "”这一项，可选：" + listed(known),
                  "terms");
    }
    if (rules.term(term) == nullptr) {
      std::vector<std::string> known;
      for (const FigureTermValue& one : dimension->values) known.push_back(one.id + "（" + one.name + "）");
      return fail(Code::kInvalidInput,
                  dimension->name + "没有“" + excerpt(term.value, 30) + "”，可选：" + listed(known), "terms");
    }
    if (!seen.insert(term.dimension).second) {
      return fail(Code::kInvalidInput, "口径的“" + dimension->name + "”写了两次，应只写一次", "terms");
    }
  }
  return {};
}

std::vector<FigureTerm> terms_of(const OfficialRules& rules, const plans::Target& target) {
  std::vector<FigureTerm> terms;
  for (const FigureDimension& dimension : rules.dimensions) {
    const FigureTermValue* stated = stated_in(dimension, plain(target.scope));
    if (stated == nullptr) stated = stated_in(dimension, plain(target.text));
    if (stated != nullptr) terms.push_back({dimension.id, stated->id});
  }
  return terms;
}

std::string terms_text(const OfficialRules& rules, const std::vector<FigureTerm>& terms) {
  std::vector<std::string> names;
  for (const FigureTerm& term : terms) {
    const FigureTermValue* value = rules.term(term);
    names.push_back(value == nullptr ? term.value : value->name);
  }
  return join(names, "、");
}

std::optional<plans::Target> measured_end(const plans::Plan& plan, std::string_view id) {
  const plans::Commitment* commitment = plans::find_commitment(plan, id);
  if (commitment == nullptr) return std::nullopt;
  if (const plans::Target* target = plans::as_target(*commitment)) return *target;
  const plans::Qualitative* end = plans::as_qualitative(*commitment);
  if (end == nullptr) return std::nullopt;
  plans::Target target;
  static_cast<plans::Commitment&>(target) = *end;
  target.indicator = join(end->indicators, "、");
  if (target.indicator.empty()) target.indicator = end->text;
  return target;
}

std::string days_text(Date from, Date to) {
  const bool is_whole_months = from.day() == 1 && to == last_day_of_month(to.year(), to.month());
  if (!is_whole_months || from.year() != to.year()) return to_chinese(from) + "至" + to_chinese(to);
  const std::string year = std::to_string(from.year()) + "年";
  const std::string first = std::to_string(from.month()), last = std::to_string(to.month());
  if (first == last) return year + first + "月";
  return first == "1" && last == "12" ? year : year + first + "—" + last + "月";
}

}  // namespace bihuan::records
