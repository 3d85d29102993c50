#include "observations/quality_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "base/toml.h"

namespace bihuan::observations {
namespace {

// The unit "*" is any unit of a series; a name that begins with ? may be left out.
struct WantedParameter {
  std::string_view id, unit;
};
struct KindForm {
  RuleKind kind;
  std::string_view word;
  std::vector<WantedParameter> parameters;
  std::vector<std::string_view> numbers;  // what a sentence may name beside those that every one has
};

const std::vector<KindForm>& kind_forms() {
  static const std::vector<KindForm> kForms{
      {RuleKind::kRange, "range", {{"?below", "*"}, {"?above", "*"}, {"?from", "*"}}, {"value"}},
      {RuleKind::kRate, "rate", {{"most_change", "*"}}, {"before", "value", "change"}},
      {RuleKind::kConstantRun,
       "constant_run",
       {{"least_hours", "h"}, {"chance", "1"}, {"together_hours", "h"}},
       {"runs", "longest", "value", "expected"}},
      {RuleKind::kLowSpread,
       "low_spread",
       {{"window_hours", "h"}, {"span_share", "share"}, {"own_share", "share"}, {"least_units", "1"}},
       {"spread", "own"}},
      {RuleKind::kOverSmooth,
       "over_smooth",
       {{"window_hours", "h"}, {"own_share", "share"}, {"least_units", "1"}},
       {"roughness", "own"}},
      {RuleKind::kContradiction,
       "contradiction",
       {{"relative", "share"}, {"absolute", "*"}, {"least_hours", "h"}},
       {"part", "whole", "whole_name", "part_name"}},
      {RuleKind::kConversion,
       "conversion",
       {{"relative", "share"}, {"least_hours", "h"}},
       {"reported", "computed", "oxygen"}},
      {RuleKind::kClipping,
       "clipping",
       {{"window_hours", "h"},
        {"least_hours", "h"},
        {"band_low", "share"},
        {"band_reference", "share"},
        {"ratio", "1"},
        {"above_share", "share"},
        {"own_multiple", "1"}},
       {"under", "reference", "above", "limit"}},
      {RuleKind::kFlatTop, "flat_top", {{"least_hours", "h"}}, {"range_end"}},
      {RuleKind::kReplay,
       "replay",
       {{"least_hours", "h"}, {"bits", "bit"}, {"most_scale", "share"}},
       {"source_first", "source_last", "scale", "shift", "surprise"}},
      {RuleKind::kSharedSeries,
       "shared_series",
       {{"least_hours", "h"}, {"bits", "bit"}, {"most_scale", "share"}},
       {"other", "scale", "shift", "surprise"}},
      {RuleKind::kDigitPreference,
       "digit_preference",
       {{"window_hours", "h"}, {"least_values", "1"}, {"chi_square", "1"}, {"excess", "share"}, {"free_units", "1"}},
       {"digit", "share", "chi_square", "values"}},
      {RuleKind::kStepDrop,
       "step_drop",
       {{"drop_share", "share"}, {"hold_hours", "h"}, {"own_multiple", "1"}, {"most_a_year", "1"}},
       {"before", "after", "drop"}},
      {RuleKind::kCommonDrop,
       "common_drop",
       {{"drop_share", "share"},
        {"hold_hours", "h"},
        {"own_multiple", "1"},
        {"most_a_year", "1"},
        {"least_factors", "1"}},
       {"before", "after", "drop", "factors"}},
      {RuleKind::kDeviceFlag, "device_flag", {}, {"flag"}},
      {RuleKind::kWorkingCondition, "working_condition", {}, {"mark"}},
      {RuleKind::kEmissionNoPower,
       "emission_no_power",
       {{"least_hours", "h"}, {"idle_share", "share"}, {"own_share", "share"}},
       {"power", "value"}},
      {RuleKind::kStillFlow, "still_flow", {{"least_hours", "h"}, {"moving_share", "share"}}, {"flow", "changes"}},
      {RuleKind::kFalseStop, "false_stop", {{"least_hours", "h"}, {"own_share", "share"}}, {"value", "own"}},
      {RuleKind::kCoveredExceedances,
       "covered_exceedances",
       {{"least_values", "1"}, {"share", "share"}, {"most_marked", "share"}},
       {"exceeding", "covered", "limit"}},
      {RuleKind::kFenceEvent, "fence_event", {{"after_hours", "h"}}, {"event"}},
  };
  return kForms;
}

constexpr std::array<std::string_view, 4> kMediaWords{"ambient_air", "surface_water", "gas", "wastewater"};
constexpr std::array<std::string_view, 8> kEveryNumber{"site", "factor", "unit", "first", "last", "count", "hours", ""};

const KindForm* form_of(std::string_view word) {
  for (const KindForm& form : kind_forms()) {
    if (form.word == word) return &form;
  }
  return nullptr;
}

Result<Verdict> parse_rule_verdict(const TomlTable& table) {
  BIHUAN_TRY(const std::string word, table.string("verdict"));
  for (const Verdict verdict : {Verdict::kValid, Verdict::kSuspect, Verdict::kUnderReview, Verdict::kInvalid}) {
    if (to_string(verdict) == word) return verdict;
  }
  return fail(Code::kInvalidInput, "判定“" + word + "”应为valid、suspect、under_review或invalid", table.where());
}

// Every {name} must be known, or people would read it as it stands.
Status check_sentence(const std::string& sentence, const KindForm& form, const std::string& where) {
  for (std::size_t at = sentence.find('{'); at != std::string::npos; at = sentence.find('{', at + 1)) {
    const std::size_t end = sentence.find('}', at);
    if (end == std::string::npos) return fail(Code::kInvalidInput, "句子中的“{”没有闭合", where);
    const std::string_view name = std::string_view(sentence).substr(at + 1, end - at - 1);
    if (name.empty() || (std::ranges::find(form.numbers, name) == form.numbers.end() &&
                         std::ranges::find(kEveryNumber, name) == kEveryNumber.end())) {
      return fail(Code::kInvalidInput, "句子中的“{" + std::string(name) + "}”不是这类规则给出的量", where);
    }
  }
  return {};
}

Result<std::vector<RuleParameter>> read_parameters(const TomlTable& rule, const KindForm& form) {
  std::vector<RuleParameter> all;
  BIHUAN_TRY(const std::vector<TomlTable> tables, rule.tables_or_none("parameters"));
  for (const TomlTable& table : tables) {
    BIHUAN_CHECK(table.check_keys({"id", "value", "unit"}));
    RuleParameter one;
    BIHUAN_TRY(one.id, table.string("id"));
    BIHUAN_TRY(one.value, table.decimal("value"));
    BIHUAN_TRY(one.unit, table.string("unit"));
    const auto wanted = std::ranges::find_if(form.parameters, [&](const WantedParameter& w) {
      return w.id == one.id || (w.id.front() == '?' && w.id.substr(1) == one.id);
    });
    if (wanted == form.parameters.end())
      return fail(Code::kInvalidInput, "这类规则没有参数“" + one.id + "”", table.where());
    if (wanted->unit != "*" && wanted->unit != one.unit) {
      return fail(Code::kInvalidInput, "参数“" + one.id + "”的单位应为" + std::string(wanted->unit), table.where());
    }
    if (wanted->unit != "*" && (one.value < Decimal(0) || (one.value.is_zero() && one.id != "relative")))
      return fail(Code::kInvalidInput, "参数“" + one.id + "”应大于零", table.where());
    if (std::ranges::any_of(all, [&](const RuleParameter& other) { return other.id == one.id; }))
      return fail(Code::kInvalidInput, "参数“" + one.id + "”重复", table.where());
    all.push_back(std::move(one));
  }
  for (const WantedParameter& wanted : form.parameters) {
    if (wanted.id.front() == '?') continue;
    if (std::ranges::none_of(all, [&](const RuleParameter& one) { return one.id == wanted.id; }))
      return fail(Code::kInvalidInput, "缺少参数“" + std::string(wanted.id) + "”", rule.where());
  }
  if (form.kind == RuleKind::kRange && all.empty())
    return fail(Code::kInvalidInput, "范围规则至少要有below、above、from之一", rule.where());
  return all;
}

std::string digest_of_parameters(const QualityRule& rule) {
  std::string form = std::string(to_string(rule.kind)) + "\n";
  const auto list = [&](std::string_view key, const std::vector<std::string>& values) {
    form += std::string(key) + "=" + join(values, ",") + "\n";
  };
  list("factors", rule.factors);
  list("parts", rule.parts);
  form += "flags=" + rule.flags + "\n";
  list("marks", rule.marks);
  std::vector<std::string> lines;
  for (const RuleParameter& one : rule.parameters)
    lines.push_back(one.id + "=" + to_string(without_trailing_zeros(one.value)) + " " + one.unit);
  std::ranges::sort(lines);
  return sm3_hex(form + join(lines, "\n"));
}

Status read_scope(const TomlTable& table, QualityRule& rule) {
  BIHUAN_TRY(const std::vector<std::string> media, table.strings_or_none("media"));
  for (const std::string& word : media) {
    const Result<Medium> medium = parse_medium(word);
    if (!medium) return fail(Code::kInvalidInput, medium.error().message, table.where());
    rule.media.push_back(*medium);
  }
  BIHUAN_TRY(const std::vector<std::string> averagings, table.strings_or_none("averagings"));
  for (const std::string& word : averagings) {
    const Result<Averaging> averaging = parse_averaging(word);
    if (!averaging) return fail(Code::kInvalidInput, averaging.error().message, table.where());
    rule.averagings.push_back(*averaging);
  }
  BIHUAN_TRY(rule.factors, table.strings_or_none("factors"));
  BIHUAN_TRY(rule.parts, table.strings_or_none("parts"));
  BIHUAN_TRY(rule.flags, table.string_or("flags", ""));
  BIHUAN_TRY(rule.marks, table.strings_or_none("marks"));
  const bool is_sum = rule.kind == RuleKind::kContradiction;
  const bool wants_parts = is_sum || rule.kind == RuleKind::kConversion;
  const bool wants_flags = rule.kind == RuleKind::kDeviceFlag;
  if (wants_parts != !rule.parts.empty() || (is_sum && rule.factors.size() != 1) ||
      (!is_sum && rule.parts.size() > 1)) {
    return fail(Code::kInvalidInput,
                "矛盾规则要有一个factors（整体）和parts（部分），折算规则的parts是含氧量，其他规则没有parts",
                table.where());
  }
  if (wants_flags && rule.flags.empty()) return fail(Code::kInvalidInput, "设备标记规则要有flags", table.where());
  if (rule.kind == RuleKind::kWorkingCondition && rule.marks.empty())
    return fail(Code::kInvalidInput, "工况标记规则要有marks", table.where());
  return {};
}

Result<QualityRule> read_rule(const TomlTable& table, const std::string& edition) {
  BIHUAN_CHECK(table.check_keys({"id", "kind", "media", "averagings", "factors", "parts", "flags", "marks",
                                 "parameters", "verdict", "lead", "title", "title_en", "sentence", "sentence_en",
                                 "source", "confidence", "basis", "note"}));
  QualityRule rule;
  BIHUAN_TRY(rule.id, table.string("id"));
  if (rule.id.empty() || rule.id.size() > 40 || !std::ranges::all_of(rule.id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      })) {
    return fail(Code::kInvalidInput, "规则的id“" + excerpt(rule.id) + "”应为1至40个小写字母、数字、下划线",
                table.where());
  }
  BIHUAN_TRY(const std::string kind, table.string("kind"));
  const KindForm* form = form_of(kind);
  if (form == nullptr) return fail(Code::kInvalidInput, "没有这类规则：" + excerpt(kind), table.where());
  rule.kind = form->kind;
  BIHUAN_CHECK(read_scope(table, rule));
  BIHUAN_TRY(rule.parameters, read_parameters(table, *form));
  BIHUAN_TRY(rule.verdict, parse_rule_verdict(table));
  if (rule.verdict == Verdict::kValid && rule.kind != RuleKind::kWorkingCondition)
    return fail(Code::kInvalidInput, "只有工况标记规则可以判为valid", table.where());
  BIHUAN_TRY(rule.is_lead, table.boolean("lead"));
  for (const auto& [key, to] : {std::pair{"title", &rule.title},
                                {"title_en", &rule.title_en},
                                {"sentence", &rule.sentence},
                                {"sentence_en", &rule.sentence_en},
                                {"source", &rule.source},
                                {"confidence", &rule.confidence}}) {
    BIHUAN_TRY(*to, table.string(key));
    if (to->empty()) return fail(Code::kInvalidInput, std::string(key) + "是空的", table.where());
  }
  BIHUAN_CHECK(check_sentence(rule.sentence, *form, table.where()));
  BIHUAN_CHECK(check_sentence(rule.sentence_en, *form, table.where()));
  if (rule.confidence != "high" && rule.confidence != "medium" && rule.confidence != "low")
    return fail(Code::kInvalidInput, "confidence应为high、medium或low", table.where());
  BIHUAN_TRY(rule.basis, table.string_or("basis", ""));
  rule.edition = edition;
  rule.parameters_digest = digest_of_parameters(rule);
  return rule;
}

}  // namespace

std::string_view to_string(Medium medium) { return kMediaWords[static_cast<std::size_t>(medium)]; }

Result<Medium> parse_medium(std::string_view text) {
  for (std::size_t i = 0; i < kMediaWords.size(); ++i) {
    if (kMediaWords[i] == text) return static_cast<Medium>(i);
  }
  return fail(Code::kInvalidInput, "介质“" + excerpt(text) + "”应为ambient_air、surface_water、gas或wastewater");
}

std::string_view to_string(RuleKind kind) { return kind_forms()[static_cast<std::size_t>(kind)].word; }

const RuleParameter* QualityRule::find(std::string_view parameter) const {
  for (const RuleParameter& one : parameters) {
    if (one.id == parameter) return &one;
  }
  return nullptr;
}

bool QualityRule::judges(std::string_view factor) const {
  return factors.empty() || std::ranges::find(factors, factor) != factors.end();
}

const QualityRule* QualityRules::find(std::string_view id) const {
  for (const QualityRule& rule : rules) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

Result<QualityRules> load_quality_rules(std::span<const QualityText> texts) {
  QualityRules all;
  std::set<std::string> ids;
  for (const QualityText& text : texts) {
    BIHUAN_TRY(const TomlTable file, parse_toml(text.text, "knowledge/" + text.name));
    BIHUAN_CHECK(file.check_keys({"knowledge", "rule", "not_covered"}));
    BIHUAN_TRY(const TomlTable head, file.table("knowledge"));
    BIHUAN_TRY(const Date valid_from, head.date("valid_from"));
    const std::string edition =
        "knowledge/" + text.name + " " + to_string(valid_from) + " " + sm3_hex(text.text).substr(0, 12);
    BIHUAN_TRY(const std::vector<TomlTable> rules, file.tables_or_none("rule"));
    for (const TomlTable& table : rules) {
      BIHUAN_TRY(QualityRule rule, read_rule(table, edition));
      if (!ids.insert(rule.id).second) return fail(Code::kInvalidInput, "规则“" + rule.id + "”出现两次", table.where());
      all.rules.push_back(std::move(rule));
    }
    BIHUAN_TRY(const std::vector<TomlTable> silent, file.tables_or_none("not_covered"));
    for (const TomlTable& table : silent) {
      BIHUAN_CHECK(table.check_keys({"basis", "title", "reason"}));
      UncoveredRule one;
      BIHUAN_TRY(one.basis, table.string("basis"));
      BIHUAN_TRY(one.title, table.string("title"));
      BIHUAN_TRY(one.reason, table.string("reason"));
      all.not_covered.push_back(std::move(one));
    }
  }
  return all;
}

}  // namespace bihuan::observations
