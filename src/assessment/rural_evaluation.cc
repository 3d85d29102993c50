#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "assessment/internal/register_groups.h"
#include "assessment/internal/register_rows.h"
#include "assessment/register_evaluation.h"
#include "standards/rural_sewage.h"

namespace bihuan::assessment {
namespace {

using internal::RegisterRow;
using standards::LeftOut;

// A village that does not count as treated, and why.
struct OpenVillage {
  std::string name, why, where;
};

struct RuralGroup {
  standards::RuralVillages villages{0, 0, 0};
  std::vector<OpenVillage> open;
  std::vector<LeftOut> unknown;  // neither state nor households
  bool is_by_households = false;

  Status add(const RuralGroup& other) {
    villages.all += other.villages.all;
    villages.treated += other.villages.treated;
    if (other.villages.controlled && villages.controlled) {
      *villages.controlled += *other.villages.controlled;
    } else {
      villages.controlled.reset();  // of one district nobody knows it
    }
    open.insert(open.end(), other.open.begin(), other.open.end());
    unknown.insert(unknown.end(), other.unknown.begin(), other.unknown.end());
    is_by_households = is_by_households || other.is_by_households;
    return {};
  }
};

class RuralEvaluator {
 public:
  RuralEvaluator(const standards::RuralSewageRules& rules, Evaluation& out) : rules_(rules), out_(out) {}

  void take_village(RegisterRow& row) {
    const std::string name = row.text("town") + row.text("village");
    if (row.text("village").empty()) return row.refuse_row("这一行没有村名，未计入；应填写行政村名称");
    const std::string district = row.text("district");
    if (!seen_.insert(district + " " + name).second) {
      return row.refuse_row("“" + name + "”出现两次，后一行未计入；每个行政村应只有一行");
    }
    RuralGroup* const found = groups_.of(district);
    if (found == nullptr) return row.refuse_as_too_many("district");
    RuralGroup& group = *found;
    ++group.villages.all;
    const auto state = row.meaning("state", {"treated", "controlled", "untreated"});
    const standards::RuralVillage village{name, row.count("households"), row.count("treated_households"), false};
    const Result<bool> by_households = is_village_treated(rules_, village);
    if (state) {
      count_state(row, *state, name, by_households, group);
    } else if (by_households) {
      group.is_by_households = true;
      if (*by_households) {
        ++group.villages.treated;
      } else {
        group.open.push_back({name,
                              "已治理" + std::to_string(*village.treated_households) + "户，共" +
                                  std::to_string(*village.households) + "户",
                              row.where()});
      }
    } else {
      if (by_households.error().code == Code::kInvalidInput)
        row.refuse_cell("treated_households", by_households.error().message);
      group.unknown.push_back({row.where() + " " + name, "没有治理状态，也没有可用的户数"});
      group.open.push_back({name, "没有治理状态，也没有可用的户数", row.where()});
    }
  }

  void take_numbers(RegisterRow& row) {
    const std::string district = row.text("district") + row.text("town");
    const std::optional<std::int64_t> all = row.count("villages");
    const std::optional<std::int64_t> treated = row.count("treated");
    if (!all || !treated) return row.refuse_row("缺少行政村总数或已治理行政村数，未计入");
    RuralGroup own;
    own.villages = {*all, *treated, row.count("controlled")};
    if (const auto rates = rural_sewage_rates(rules_, own.villages); !rates) {
      return row.refuse_row(rates.error().message + "，未计入");
    }
    if (!seen_.insert(district).second) {
      return row.refuse_row(internal::twice_words(district));
    }
    RuralGroup* const group = groups_.of(district);
    if (group == nullptr) return row.refuse_as_too_many("district");
    *group = std::move(own);
  }

  Status finish() {
    if (groups_.empty())
      return fail(Code::kInvalidInput, "文件“" + out_.file_name + "”中没有一行可用的数据", out_.file_name);
    BIHUAN_TRY(const auto groups, with_all(groups_));
    for (const auto& [name, group] : groups) BIHUAN_CHECK(add_group(name, group));
    out_.tables.push_back(std::move(table_));
    return {};
  }

 private:
  void count_state(RegisterRow& row, std::string_view state, const std::string& name, const Result<bool>& by_households,
                   RuralGroup& group) {
    if (state == "treated") {
      ++group.villages.treated;
      if (by_households && !*by_households) {
        row.note("“" + name + "”的状态为已治理，已治理户数却不到" + to_string(rules_.village_share) +
                 "%；按状态计入，请核对");
      }
      return;
    }
    if (state == "controlled") ++*group.villages.controlled;
    group.open.push_back({name, state == "controlled" ? "管控" : "未治理", row.where()});
  }

  Status add_group(const std::string& name, const RuralGroup& group) {
    BIHUAN_TRY(standards::RuralSewageResult rates, rural_sewage_rates(rules_, group.villages));
    if (group.is_by_households) add_rule(rates.basis, rules_.source, "village");
    rates.basis.left_out = group.unknown;
    rates.basis.had = rates.basis.used = group.villages.all - static_cast<std::int64_t>(group.unknown.size());
    std::string reason = rates.reason;
    if (!group.unknown.empty())
      reason +=
          (reason.empty() ? "" : "；") + std::to_string(group.unknown.size()) + "个村没有状态和户数，按未治理计入总数";
    EvaluationDetail detail{name + " 农村生活污水治理率", reason, {}, {rates.basis}, ""};
    if (!group.open.empty()) detail.tables.push_back(open_table(group.open));
    const standards::RuralVillages& villages = group.villages;
    EvaluationFigure figure = internal::group_figure("rural.treated-share", name, rates.treated_rate, "%", detail);
    figure.have = villages.treated;
    figure.whole = villages.all;
    figure.unknown = std::ssize(group.unknown);
    out_.figures.push_back(figure);
    if (villages.controlled) {
      figure.id = "rural.controlled-share";
      figure.value = rates.controlled_rate;
      figure.have += *villages.controlled;
      out_.figures.push_back(std::move(figure));
    }
    table_.rows.push_back({{name, std::to_string(villages.all), std::to_string(villages.treated),
                            villages.controlled ? std::to_string(*villages.controlled) : std::string(),
                            cell_text(rates.treated_rate), cell_text(rates.controlled_rate), reason},
                           add_detail(out_, std::move(detail))});
    return {};
  }

  static EvaluationTable open_table(const std::vector<OpenVillage>& villages) {
    EvaluationTable table{"open",
                          "未计为已治理的行政村",
                          {{"village", "行政村", false}, {"why", "原因", false}, {"where", "位置", false}},
                          {}};
    for (const OpenVillage& one : villages) table.rows.push_back({{one.name, one.why, one.where}, std::nullopt});
    return table;
  }

  const standards::RuralSewageRules& rules_;
  Evaluation& out_;
  internal::InOrder<RuralGroup> groups_;
  std::set<std::string> seen_;
  EvaluationTable table_{"rates",
                         "治理率",
                         {{"district", "区域", false},
                          {"villages", "行政村数", true},
                          {"treated", "已治理", true},
                          {"controlled", "管控", true},
                          {"treated_rate", "治理率%", true},
                          {"controlled_rate", "治理（管控）率%", true},
                          {"reason", "说明", false}},
                         {}};
};

}  // namespace

Result<Evaluation> evaluate_rural(std::string_view bytes, std::string_view file_name,
                                  std::span<const standards::KnowledgeText> texts, const RegisterOptions& options) {
  BIHUAN_TRY(const standards::RuralSewageRules rules, standards::load_rural_sewage_rules(texts, options.on));
  BIHUAN_TRY(const internal::RegisterWords words,
             internal::load_register_words(texts, "rural",
                                           {"district", "town", "village", "households", "treated_households", "state",
                                            "villages", "treated", "controlled"},
                                           {"treated", "controlled", "untreated"}));
  const std::array<internal::RegisterForm, 3> forms{
      {{"有状态的行政村名册", {"village", "state"}, {"district", "town", "households", "treated_households"}},
       {"有户数的行政村名册", {"village", "households", "treated_households"}, {"district", "town"}},
       {"各区县的数目", {"villages", "treated"}, {"district", "town", "controlled"}, false}}};
  Evaluation out;
  out.kind = "rural";
  out.title = "农村生活污水治理";
  out.standards = {rules.source.standard};
  RuralEvaluator evaluator(rules, out);
  const auto take = [&](std::size_t form, RegisterRow& row) {
    form == 2 ? evaluator.take_numbers(row) : evaluator.take_village(row);
  };
  BIHUAN_CHECK(internal::read_register(bytes, file_name, words, forms, take, out));
  BIHUAN_CHECK(evaluator.finish());
  return out;
}

}  // namespace bihuan::assessment
