#include "assessment/indicators.h"

#include <algorithm>
#include <ranges>

#include "base/text.h"

namespace bihuan::assessment {
namespace {

constexpr std::string_view kFile = "indicators/water.toml";
constexpr std::string_view kFigureFile = "indicators/figures.toml";

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

Status read_word_groups(const TomlTable& table, TargetIndicator& indicator) {
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

// What every indicator has.
Status read_base(const TomlTable& table, TargetIndicator& indicator) {
  BIHUAN_TRY(indicator.id, table.string("id"));
  BIHUAN_TRY(indicator.name, table.string("name"));
  BIHUAN_TRY(const std::string better, table.string("better"));
  if (better != "more" && better != "fewer") return fail(Code::kInvalidInput, "better应为more或fewer", table.where());
  indicator.is_more_better = better == "more";
  BIHUAN_CHECK(read_word_groups(table, indicator));
  BIHUAN_TRY(indicator.not_words, table.strings_or_none("not_words"));
  BIHUAN_TRY(indicator.confidence, table.string("confidence"));
  return {};
}

Result<Indicator> read_indicator(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "counts", "class", "better", "counted_as", "words", "not_words",
                                 "document", "clause", "confidence"}));
  Indicator indicator;
  BIHUAN_CHECK(read_base(table, indicator));
  BIHUAN_TRY(indicator.counted_as, table.string("counted_as"));
  BIHUAN_TRY(const std::string document, table.string("document"));
  BIHUAN_TRY(const std::string clause, table.string("clause"));
  indicator.clause = document + " " + clause;
  BIHUAN_TRY(indicator.counted_by, parse_counts(table));
  if (indicator.counted_by == CountedBy::kClassAtMost) {
    BIHUAN_TRY(const std::string water_class, table.string("class"));
    BIHUAN_TRY(indicator.at_most, standards::parse_water_class(water_class));
  }
  return indicator;
}

Result<FigureIndicator> read_figure_indicator(const TomlTable& table) {
  BIHUAN_CHECK(table.check_keys({"id", "name", "kind", "better", "object", "counted_as", "failed_as", "settled",
                                 "words", "not_words", "confidence"}));
  FigureIndicator indicator;
  BIHUAN_CHECK(read_base(table, indicator));
  BIHUAN_TRY(indicator.kind, table.string("kind"));
  BIHUAN_TRY(indicator.object, table.string_or("object", ""));
  BIHUAN_TRY(indicator.counted_as, table.string_or("counted_as", ""));
  BIHUAN_TRY(indicator.failed_as, table.string_or("failed_as", ""));
  BIHUAN_TRY(indicator.is_settled, table.boolean_or("settled", false));
  if (indicator.is_settled == indicator.failed_as.empty()) {
    return fail(Code::kInvalidInput, "settled与failed_as应同时有或同时没有", table.where());
  }
  if (indicator.object.empty() != indicator.counted_as.empty()) {
    return fail(Code::kInvalidInput, "object与counted_as应同时有或同时没有", table.where());
  }
  return indicator;
}

template <class Entry>
Status add_indicator(std::vector<Entry>& to, Result<Entry> indicator, const std::string& where) {
  if (!indicator) return std::unexpected(indicator.error());
  if (std::ranges::find(to, indicator->id, &Entry::id) != to.end()) {
    return fail(Code::kInvalidInput, "指标“" + indicator->id + "”出现两次", where);
  }
  to.push_back(std::move(*indicator));
  return {};
}

Result<Decimal> read_near_share(const TomlTable& file) {
  BIHUAN_TRY(const TomlTable outlook, file.table("outlook"));
  BIHUAN_CHECK(outlook.check_keys({"near_limit_share", "confidence"}));
  BIHUAN_TRY(const Decimal share, outlook.decimal("near_limit_share"));
  if (share > Decimal(0) && share <= Decimal(1)) return share;
  return fail(Code::kInvalidInput, "near_limit_share应大于0且不大于1", outlook.where());
}

std::string digest_of(std::span<const standards::KnowledgeText> texts, std::string_view name) {
  for (const standards::KnowledgeText& text : texts) {
    if (text.name == name) return standards::knowledge_digest(std::span(&text, 1));
  }
  return {};
}

bool has_all(const std::string& text, const TargetIndicator& indicator) {
  return std::ranges::all_of(indicator.words, [&](const auto& group) { return has_any(text, group); }) &&
         !has_any(text, indicator.not_words);
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
    BIHUAN_CHECK(add_indicator(catalogue.indicators, read_indicator(table), table.where()));
  }
  BIHUAN_TRY(const SectionTableWords words, load_section_table_words(texts));
  catalogue.exam_levels = words.exam_levels;
  BIHUAN_TRY(const TomlTable names, file.table("section_names"));
  BIHUAN_CHECK(names.check_keys({"leads"}));
  BIHUAN_TRY(catalogue.name_leads, names.strings("leads"));
  BIHUAN_TRY(catalogue.near_limit_share, read_near_share(file));
  catalogue.digest = digest_of(texts, kFile);
  return catalogue;
}

Result<FigureCatalogue> load_figure_indicators(std::span<const standards::KnowledgeText> texts) {
  BIHUAN_TRY(const TomlTable file, standards::knowledge_table(texts, kFigureFile));
  BIHUAN_CHECK(file.check_keys({"knowledge", "indicator", "outlook"}));
  FigureCatalogue catalogue;
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables("indicator"));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(add_indicator(catalogue.indicators, read_figure_indicator(table), table.where()));
  }
  BIHUAN_TRY(catalogue.near_limit_share, read_near_share(file));
  catalogue.digest = digest_of(texts, kFigureFile);
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

std::vector<FigureBinding> bind_figures(const FigureCatalogue& catalogue, const plans::Plan& plan,
                                        std::string_view kind) {
  const auto find = [&](const std::string& text) -> const FigureIndicator* {
    const auto found =
        std::ranges::find_if(catalogue.indicators, [&](const FigureIndicator& one) { return has_all(text, one); });
    return found == catalogue.indicators.end() ? nullptr : &*found;
  };
  std::vector<FigureBinding> bindings;
  for (const plans::Target& target : plan.targets) {
    if (!target.direction.empty() || !target.baseline.empty()) continue;  // a rise or fall is another quantity
    // The clause may speak of other things too: it is asked only where indicator and scope do not say enough.
    const std::string own = plain_words(target.indicator + " " + target.scope);
    const FigureIndicator* indicator = find(own);
    if (indicator == nullptr) indicator = find(own + plain_words(target.text));
    if (indicator == nullptr || indicator->kind != kind) continue;
    const std::string scope = plain_words(target.scope.empty() ? target.text : target.scope);
    bindings.push_back({indicator, &target, nullptr, own + plain_words(target.text), counted_number(scope)});
  }
  for (const plans::Qualitative& end : plan.qualitative) {
    std::vector<const FigureIndicator*> known;
    for (const std::string& text : end.indicators) {
      const FigureIndicator* indicator = find(plain_words(text));
      if (indicator == nullptr || indicator->kind != kind || std::ranges::find(known, indicator) != known.end())
        continue;
      known.push_back(indicator);
      bindings.push_back({indicator, nullptr, &end, plain_words(end.text), std::nullopt});
    }
  }
  return bindings;
}

}  // namespace bihuan::assessment
