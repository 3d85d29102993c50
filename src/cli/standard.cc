#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "cli/command.h"
#include "cli/places.h"
#include "cli/text_table.h"
#include "standards/air_rules.h"
#include "standards/catalogue.h"
#include "standards/surface_water_rules.h"

namespace bihuan::cli {
namespace {

constexpr std::size_t kWidest = 60;

struct StandardOptions {
  std::string id, other;
};

std::string span_of(const standards::StandardEntry& entry) {
  return to_string(entry.valid_from) + (entry.valid_to ? " 至 " + to_string(*entry.valid_to) : " 起");
}

std::string or_dash(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "；") + text;
  return out.empty() ? "—" : out;
}

Status list_standards(const std::vector<standards::KnowledgeText>& texts) {
  BIHUAN_TRY(const std::vector<standards::StandardEntry> entries, standards::read_catalogue(texts));
  for (const standards::StandardEntry& entry : entries) {
    print(entry.id + "  " + entry.title + "  " + span_of(entry) + "  把握 " + entry.confidence + "  与原文核对 " +
          or_dash(entry.reviewed) + "  已实现 " + std::to_string(entry.covered()) + "/" +
          std::to_string(entry.clauses.size()) + "\n");
    std::vector<std::vector<std::string>> rows;
    for (const standards::ClauseEntry& clause : entry.clauses) {
      rows.push_back({(clause.document == entry.id ? "" : clause.document + " ") + clause.clause,
                      clause.is_covered ? "已实现" : "没有覆盖", clause.confidence, clause.title});
    }
    print(render_table({{"条款"}, {"状态"}, {"把握"}, {"内容", kWidest}}, rows) + "\n");
  }
  return {};
}

Status show_standard(const std::vector<standards::KnowledgeText>& texts, const StandardOptions& options) {
  BIHUAN_TRY(const std::vector<standards::KnowledgeValue> values, standards::standard_values(texts, options.id));
  std::vector<std::vector<std::string>> rows;
  for (const standards::KnowledgeValue& value : values) rows.push_back({value.place, value.value});
  print(render_table({{"位置"}, {"值"}}, rows));
  return {};
}

Status diff(const std::vector<standards::KnowledgeText>& texts, const StandardOptions& options, Session& session) {
  BIHUAN_TRY(const std::vector<standards::KnowledgeChange> changes,
             standards::standard_changes(texts, options.id, options.other));
  std::vector<std::vector<std::string>> rows;
  for (const standards::KnowledgeChange& change : changes) {
    rows.push_back({change.place, change.before.value_or("—"), change.after.value_or("—")});
  }
  if (!changes.empty()) session.exit_code = kExitNegative;
  print(render_table({{"位置"}, {options.id, kWidest}, {options.other, kWidest}}, rows));
  return {};
}

// The files have been compared with the manifest when they were read; here they are loaded as an evaluation would.
Status check_standards(const std::vector<standards::KnowledgeText>& texts) {
  BIHUAN_TRY(const std::vector<standards::StandardEntry> entries, standards::read_catalogue(texts));
  std::size_t unreviewed = 0;
  for (const standards::StandardEntry& entry : entries) unreviewed += entry.reviewed.empty() ? 1 : 0;
  for (const Date on : {Date(2016, 1, 1), Date(2026, 2, 28), Date(2026, 3, 1), Date(2031, 1, 1)}) {
    BIHUAN_TRY(const standards::AirRules air, standards::load_air_rules(texts, on));
    print(to_string(on) + "  " + air.limits_id + "（" + air.phase_name + "）、" + air.index_id + "、" +
          air.statistics_id + "\n");
  }
  BIHUAN_TRY(const standards::SurfaceWaterRules water, standards::load_surface_water_rules(texts, Date(2024, 12, 31)));
  print("2024-12-31  " + water.standard + "\n");
  print(std::to_string(entries.size()) + "个标准与清单相符、可以使用；其中" + std::to_string(unreviewed) +
        "个尚未由人与原文核对\n");
  return {};
}

void add_standard_command(
    CLI::App& parent, Session& session, const std::string& name, const std::string& help, int names,
    const std::function<Status(const std::vector<standards::KnowledgeText>&, const StandardOptions&)>& action) {
  auto options = std::make_shared<StandardOptions>();
  CLI::App* command = parent.add_subcommand(name, help);
  if (names > 0) command->add_option("id", options->id, "标准编号，如\"HJ 633-2026\" (the standard)")->required();
  if (names > 1) command->add_option("other", options->other, "另一个标准 (the other standard)")->required();
  command->callback([options, &session, action] {
    constexpr std::array<std::string_view, 2> kFolders{"air", "water"};
    const Result<std::vector<standards::KnowledgeText>> texts = read_knowledge(session.home, kFolders);
    const Status status = texts ? action(*texts, *options) : Status(std::unexpected(texts.error()));
    if (!status.has_value()) session.exit_code = report(status.error());
  });
}

}  // namespace

void add_standard(CLI::App& app, Session& session) {
  CLI::App* standard =
      app.add_subcommand("standard", "标准：逐条列出、查看、比较、核对 (standards: list, show, compare, check)");
  standard->require_subcommand(1);
  using Texts = std::vector<standards::KnowledgeText>;
  add_standard_command(*standard, session, "list",
                       "逐条列出：已实现、没有覆盖、把握 (each clause: covered or not, confidence)", 0,
                       [](const Texts& texts, const StandardOptions&) { return list_standards(texts); });
  add_standard_command(
      *standard, session, "show", "列出一个标准的全部数据 (every value of a standard)", 1,
      [](const Texts& texts, const StandardOptions& options) { return show_standard(texts, options); });
  add_standard_command(
      *standard, session, "diff", "两个标准有哪些不同 (what differs between two standards)", 2,
      [&session](const Texts& texts, const StandardOptions& options) { return diff(texts, options, session); });
  add_standard_command(*standard, session, "check", "核对清单，并像评价时那样载入 (compare with the manifest and load)",
                       0, [](const Texts& texts, const StandardOptions&) { return check_standards(texts); });
}

}  // namespace bihuan::cli
