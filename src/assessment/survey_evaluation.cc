#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "assessment/internal/register_groups.h"
#include "assessment/internal/register_rows.h"
#include "assessment/register_evaluation.h"
#include "base/text.h"
#include "standards/satisfaction.h"

namespace bihuan::assessment {
namespace {

using internal::RegisterRow;
using standards::SatisfactionOption;
using standards::SatisfactionRules;

struct SurveyGroup {
  std::map<std::string, Decimal> answers;  // by key of the option

  Status add(const SurveyGroup& other) {
    for (const auto& [key, number] : other.answers) BIHUAN_CHECK(add(key, number));
    return {};
  }
  Status add(const std::string& key, Decimal number) {
    BIHUAN_TRY(answers[key], bihuan::add(answers[key], number));
    return {};
  }
};

class SurveyEvaluator {
 public:
  SurveyEvaluator(const SatisfactionRules& rules, const internal::RegisterWords& words, Evaluation& out)
      : rules_(rules), words_(words), out_(out) {}

  // One answer.
  void take_answer(RegisterRow& row) {
    const std::string shown = row.text("answer");
    if (shown.empty()) return row.refuse_row("这一行没有回答，未计入");
    for (const auto& [key, names] : words_.columns) {
      if (key == "district" || key == "answer" || std::ranges::find(names, shown) == names.end()) continue;
      is_list_ = true;
      SurveyGroup* const group = groups_.of(row.text("district"));
      if (group == nullptr) return row.refuse_as_too_many("district");
      if (!group->add(key, Decimal(1))) row.refuse_row("回答太多");
      return;
    }
    std::vector<std::string> known;
    for (const SatisfactionOption& option : rules_.options) known.push_back(option.name);
    row.refuse_row("“" + excerpt(shown) + "”不是已知的选项，未计入；应为" + join(known, "、") + "或" +
                   rules_.not_counted_name);
  }

  // The numbers (or shares) of a district.
  void take_numbers(RegisterRow& row) {
    SurveyGroup own;
    for (const SatisfactionOption& option : rules_.options) {
      if (!row.has_column(option.key)) continue;
      const std::optional<Decimal> number = row.share(option.key);
      if (!number) return row.refuse_row("“" + option.name + "”没有可用的数，整行未计入");
      own.answers[option.key] = *number;
      has_shares_ = has_shares_ || row.unit(option.key) == "%" || row.text(option.key).ends_with('%');
    }
    if (const auto number = row.share(rules_.not_counted_key)) own.answers[rules_.not_counted_key] = *number;
    has_shares_ = has_shares_ || looks_like_shares(own);
    if (const auto score = satisfaction_score(rules_, own.answers); !score) {
      return row.refuse_row(score.error().message + "，未计入");
    }
    const std::string district = row.text("district");
    if (!seen_.insert(district).second) {
      return row.refuse_row(internal::twice_words(district));
    }
    SurveyGroup* const group = groups_.of(district);
    if (group == nullptr) return row.refuse_as_too_many("district");
    *group = std::move(own);
  }

  Status finish() {
    if (groups_.empty()) {
      return fail(Code::kInvalidInput, "文件“" + out_.file_name + "”中没有一行可用的数据", out_.file_name);
    }
    if (is_list_) add_zeros();
    if (has_shares_ && groups_.size() > 1) {
      out_.problems.push_back({"note", out_.file_name, "给出的是比例而不是人数，各区域不能合计；需要合计时应给出人数"});
    }
    BIHUAN_TRY(const auto groups, with_all(groups_, !has_shares_));
    for (const auto& [name, group] : groups) BIHUAN_CHECK(add_group(name, group));
    out_.tables.push_back(std::move(table_));
    return {};
  }

 private:
  // People are whole; shares come to 100 but for their rounding.
  static bool looks_like_shares(const SurveyGroup& group) {
    Decimal total;
    for (const auto& [key, number] : group.answers) {
      if (without_trailing_zeros(number).places() > 0) return true;
      if (const Result<Decimal> sum = add(total, number)) total = *sum;
    }
    return total == Decimal(100);
  }

  // In a list of answers an option that nobody chose has 0. Whether one that may lack was offered, the list does not
  // say unless somebody chose it.
  void add_zeros() {
    std::set<std::string> chosen;
    for (const auto& own : groups_.all()) {
      for (const auto& [key, number] : own.group.answers) chosen.insert(key);
    }
    for (auto& own : groups_.all()) {
      for (const SatisfactionOption& option : rules_.options) {
        if (!option.may_lack || chosen.contains(option.key)) own.group.answers.try_emplace(option.key);
      }
    }
  }

  Status add_group(const std::string& name, const SurveyGroup& group) {
    BIHUAN_TRY(const standards::SatisfactionResult score, satisfaction_score(rules_, group.answers));
    EvaluationDetail detail{name + " 满意率", score.reason, {answers_table(group)}, {score.basis}, ""};
    out_.figures.push_back(internal::group_figure("survey.satisfaction", name, score.score, "%", detail));
    table_.rows.push_back(
        {{name, to_string(score.answers), to_string(score.not_counted), cell_text(score.score), score.reason},
         add_detail(out_, std::move(detail))});
    return {};
  }

  EvaluationTable answers_table(const SurveyGroup& group) const {
    EvaluationTable table{"answers",
                          "各选项的回答",
                          {{"option", "选项", false}, {"answers", "回答", true}, {"weight", "权重", true}},
                          {}};
    const auto add_row = [&](const std::string& key, const std::string& name, const std::string& weight) {
      const auto found = group.answers.find(key);
      if (found != group.answers.end()) table.rows.push_back({{name, to_string(found->second), weight}, std::nullopt});
    };
    for (const SatisfactionOption& option : rules_.options) add_row(option.key, option.name, to_string(option.weight));
    add_row(rules_.not_counted_key, rules_.not_counted_name, "");
    return table;
  }

  const SatisfactionRules& rules_;
  const internal::RegisterWords& words_;
  Evaluation& out_;
  internal::InOrder<SurveyGroup> groups_;
  std::set<std::string> seen_;
  bool is_list_ = false, has_shares_ = false;
  EvaluationTable table_{"rates",
                         "满意率",
                         {{"district", "区域", false},
                          {"answers", "计入的回答", true},
                          {"not_counted", "不了解", true},
                          {"score", "满意率%", true},
                          {"reason", "说明", false}},
                         {}};
};

}  // namespace

Result<Evaluation> evaluate_survey(std::string_view bytes, std::string_view file_name,
                                   std::span<const standards::KnowledgeText> texts, const RegisterOptions& options) {
  BIHUAN_TRY(const SatisfactionRules rules, standards::load_satisfaction_rules(texts, options.on));
  BIHUAN_TRY(
      internal::RegisterWords words,
      internal::load_register_words(
          texts, "survey", {"district", "answer", "very", "fairly", "average", "not_quite", "no", "dont_know"}, {}));
  internal::RegisterForm numbers{"各选项的人数", {}, {"district"}, false};
  const auto add_name = [&](const std::string& key, const std::string& name) {
    std::vector<std::string>& names = words.columns[key];
    names.insert(names.begin(), name);
  };
  for (const SatisfactionOption& option : rules.options) {
    add_name(option.key, option.name);
    (option.may_lack ? numbers.optional : numbers.required).push_back(option.key);
  }
  add_name(rules.not_counted_key, rules.not_counted_name);
  numbers.optional.push_back(rules.not_counted_key);
  const std::array<internal::RegisterForm, 2> forms{numbers, {"每人一行的回答", {"answer"}, {"district"}}};
  Evaluation out;
  out.kind = "survey";
  out.title = "公众满意率";
  out.standards = {rules.source.standard};
  SurveyEvaluator evaluator(rules, words, out);
  const auto take = [&](std::size_t form, RegisterRow& row) {
    form == 0 ? evaluator.take_numbers(row) : evaluator.take_answer(row);
  };
  BIHUAN_CHECK(internal::read_register(bytes, file_name, words, forms, take, out));
  BIHUAN_CHECK(evaluator.finish());
  return out;
}

}  // namespace bihuan::assessment
