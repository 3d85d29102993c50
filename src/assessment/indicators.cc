#include "assessment/indicators.h"

#include <algorithm>
#include <ranges>

#include "base/text.h"

namespace bihuan::assessment {
namespace {

constexpr std::string_view kFile = "indicators/water.toml";

// The words of a text as they are compared: without spaces, half width, Roman numerals as single characters.
std::string plain_words(std::string_view text) {
  std::string plain = plain_name(text);
  for (const auto& [from, to] : {std::pair<std::string_view, std::string_view>{"III", "Ⅲ"},
                                 {"II", "Ⅱ"},
                                 {"IV", "Ⅳ"},
                                 {"劣V", "劣Ⅴ"},
                                 {"劣于V", "劣于Ⅴ"}}) {
    plain = replace_all(plain, from, to);
  }
  return plain;
}

bool has_any(const std::string& text, const std::vector<std::string>& words) {
  return std::ranges::any_of(
      words, [&](const std::string& word) { return text.find(plain_words(word)) != std::string::npos; });
}

Result<CountedBy> parse_counts(const TomlTable& table) {
  BIHUAN_TRY(const std::string counts, table.string("counts"));
  if (counts == "class_at_most") return CountedBy::kClassAtMost;
  if (counts == "meets_target") return CountedBy::kMeetsTarget;
  if (counts == "worse_than_v") return CountedBy::kWorseThanV;
  return fail(Code::kInvalidInput, "counts应为class_at_most、meets_target或worse_than_v", table.where());
}

Status read_word_groups(const TomlTable& table, Indicator& indicator) {
  BIHUAN_TRY(const TomlValue value, table.value("words"));
  BIHUAN_TRY(const std::vector<TomlValue> groups, value.as_array());
  for (const TomlValue& group : groups) {
    BIHUAN_TRY(const std::vector<TomlValue> entries, group.as_array());
    std::vector<std::string> words;
    for (const TomlValue& entry : entries) {
      BIHUAN_TRY(std::string word, entry.as_string());
      words.push_back(std::move(word));
    }
    indicator.words.push_back(std::move(words));
  }
  if (indicator.words.empty()) return fail(Code::kInvalidInput, "words应至少有一组词", table.where());
  return {};
}

Result<Indicator> read_indicator(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "counts", "class", "better", "counted_as", "words", "not_words",
                                 "document", "clause", "confidence"}));
  Indicator indicator;
  BIHUAN_TRY(indicator.id, table.string("id"));
  BIHUAN_TRY(indicator.name, table.string("name"));
  BIHUAN_TRY(indicator.counted_by, parse_counts(table));
  if (indicator.counted_by == CountedBy::kClassAtMost) {
    BIHUAN_TRY(const std::string water_class, table.string("class"));
    BIHUAN_TRY(indicator.at_most, standards::parse_water_class(water_class));
  }
  BIHUAN_TRY(const std::string better, table.string("better"));
  if (better != "more" && better != "fewer") return fail(Code::kInvalidInput, "better应为more或fewer", table.where());
  indicator.is_more_better = better == "more";
  BIHUAN_TRY(indicator.counted_as, table.string("counted_as"));
  BIHUAN_CHECK(read_word_groups(table, indicator));
  BIHUAN_TRY(indicator.not_words, table.strings_or_none("not_words"));
  BIHUAN_TRY(const std::string document, table.string("document"));
  BIHUAN_TRY(const std::string clause, table.string("clause"));
  indicator.clause = document + " " + clause;
  BIHUAN_TRY(indicator.confidence, table.string("confidence"));
  return indicator;
}

bool answers(const Indicator& indicator, const plans::Target& target) {
  const std::string own = plain_words(target.indicator + " " + target.scope);
  const std::string whole = own + plain_words(target.text);
  for (const std::vector<std::string>& group : indicator.words) {
    if (!has_any(whole, group)) return false;
  }
  // The clause may speak of other things too; it is asked only where indicator and scope do not name the sections
  // themselves.
  return !has_any(has_any(own, indicator.words.front()) ? own : whole, indicator.not_words);
}

// "7" of 纳入省级考核的7个断面.
std::optional<std::int64_t> counted_number(std::string_view scope) {
  const std::string plain = plain_name(scope);
  const std::size_t at = plain.find("个");
  if (at == std::string::npos) return std::nullopt;
  std::size_t begin = at;
  while (begin > 0 && plain[begin - 1] >= '0' && plain[begin - 1] <= '9') --begin;
  if (begin == at || at - begin > 4) return std::nullopt;
  return std::stoll(plain.substr(begin, at - begin));
}

std::vector<std::string> names_for(const Indicator& indicator, const plans::Plan& plan, std::int64_t whole) {
  for (const plans::CountedList& list : plan.lists) {
    const bool is_complete = list.count == whole && static_cast<std::int64_t>(list.names.size()) == whole;
    if (is_complete && has_any(plain_words(list.object), indicator.words.front())) return list.names;
  }
  return {};
}

}  // namespace

Result<IndicatorCatalogue> load_indicators(std::span<const standards::KnowledgeText> texts) {
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, kFile));
  BIHUAN_CHECK(file.check_keys({"knowledge", "indicator", "exam_level", "section_names", "outlook"}));
  IndicatorCatalogue catalogue;
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("indicator"));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(Indicator indicator, read_indicator(table));
    if (std::ranges::find(catalogue.indicators, indicator.id, &Indicator::id) != catalogue.indicators.end()) {
      return fail(Code::kInvalidInput, "指标“" + indicator.id + "”出现两次", table.where());
    }
    catalogue.indicators.push_back(std::move(indicator));
  }
  BIHUAN_TRY(const SectionTableWords words, load_section_table_words(texts));
  catalogue.exam_levels = words.exam_levels;
  BIHUAN_TRY(const TomlTable names, file.table("section_names"));
  BIHUAN_CHECK(names.check_keys({"leads"}));
  BIHUAN_TRY(catalogue.name_leads, names.strings("leads"));
  BIHUAN_TRY(const TomlTable outlook, file.table("outlook"));
  BIHUAN_CHECK(outlook.check_keys({"near_limit_share", "confidence"}));
  BIHUAN_TRY(catalogue.near_limit_share, outlook.decimal("near_limit_share"));
  if (catalogue.near_limit_share <= Decimal(0) || catalogue.near_limit_share > Decimal(1)) {
    return fail(Code::kInvalidInput, "near_limit_share应大于0且不大于1", outlook.where());
  }
  for (const standards::KnowledgeText& text : texts) {
    if (text.name == kFile) catalogue.digest = standards::knowledge_digest(std::span(&text, 1));
  }
  return catalogue;
}

std::optional<Binding> bind_target(const IndicatorCatalogue& catalogue, const plans::Plan& plan,
                                   const plans::Target& target) {
  for (const Indicator& indicator : catalogue.indicators) {
    if (!answers(indicator, target)) continue;
    Binding binding;
    binding.indicator = &indicator;
    // The most local level that the scope names: 国考和省考断面 means both.
    const std::string scope = plain_words(target.scope.empty() ? target.text : target.scope);
    for (const auto& [level, words] : catalogue.exam_levels | std::views::reverse) {
      if (!has_any(scope, words)) continue;
      binding.level = level;
      break;
    }
    binding.whole = target.arithmetic ? std::optional(target.arithmetic->whole) : counted_number(scope);
    if (binding.whole) binding.names = names_for(indicator, plan, *binding.whole);
    return binding;
  }
  return std::nullopt;
}

}  // namespace bihuan::assessment
