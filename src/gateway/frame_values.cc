#include "gateway/frame_values.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/toml.h"
#include "gateway/moment.h"
#include "observations/store.h"

namespace bihuan::gateway {
namespace {

using observations::ValueState;

constexpr std::array<std::pair<std::string_view, FrameSpacing>, 4> kSpacings{{{"none", FrameSpacing::kNone},
                                                                              {"interval", FrameSpacing::kInterval},
                                                                              {"hour", FrameSpacing::kHour},
                                                                              {"day", FrameSpacing::kDay}}};
constexpr std::array<ValueState, 5> kStatesOfMarks{ValueState::kFault, ValueState::kMaintenance, ValueState::kStopped,
                                                   ValueState::kNotSampled, ValueState::kUnexplained};

Result<FrameSpacing> spacing_of(const TomlTable& table) {
  BIHUAN_TRY(const std::string word, table.string("spacing"));
  for (const auto& [name, spacing] : kSpacings)
    if (name == word) return spacing;
  return fail(Code::kInvalidInput, "spacing应为none、interval、hour或day，现为“" + word + "”", table.where());
}

Status read_command(const TomlTable& table, FrameValueRules& rules) {
  BIHUAN_CHECK(table.check_keys({"cn", "averaging", "data_set", "spacing"}));
  FrameValueRules::Command command;
  BIHUAN_TRY(const std::string cn, table.string("cn"));
  BIHUAN_TRY(const std::string averaging, table.string("averaging"));
  BIHUAN_TRY(command.averaging, observations::parse_averaging(averaging));
  BIHUAN_TRY(command.data_set, table.string("data_set"));
  BIHUAN_TRY(command.spacing, spacing_of(table));
  if (!rules.commands.emplace(cn, std::move(command)).second)
    return fail(Code::kInvalidInput, "命令" + cn + "写了两次", table.where());
  return {};
}

Status read_value(const TomlTable& table, FrameValueRules& rules) {
  BIHUAN_CHECK(table.check_keys({"suffix", "variant", "unit", "units"}));
  FrameValueRules::Value value;
  BIHUAN_TRY(const std::string suffix, table.string("suffix"));
  BIHUAN_TRY(value.variant, table.string("variant"));
  BIHUAN_TRY(value.unit, table.string_or("unit", ""));
  if (table.has("units")) {
    BIHUAN_TRY(const TomlTable units, table.table("units"));
    for (const std::string& factor : units.keys()) {
      BIHUAN_TRY(value.units[factor], units.string(factor));
    }
  }
  if (!rules.values.emplace(suffix, std::move(value)).second)
    return fail(Code::kInvalidInput, "后缀" + suffix + "写了两次", table.where());
  return {};
}

Status read_state(const TomlTable& table, FrameValueRules& rules) {
  BIHUAN_CHECK(table.check_keys({"marks", "state"}));
  BIHUAN_TRY(const std::string marks, table.string("marks"));
  BIHUAN_TRY(const std::string word, table.string("state"));
  const auto found = std::ranges::find(kStatesOfMarks, word, [](ValueState state) { return to_string(state); });
  if (found == kStatesOfMarks.end())
    return fail(Code::kInvalidInput,
                "state应为fault、maintenance、stopped、not_sampled或unexplained，现为“" + word + "”", table.where());
  for (const char mark : marks) rules.states[mark] = *found;
  return {};
}

// One printable letter or figure; anything else is none.
char mark_of(const hj212::Message& message, std::string_view factor) {
  const hj212::Item* flag = message.find(factor, "Flag");
  if (flag == nullptr || flag->value.size() != 1) return 0;
  const char letter = flag->value.front();
  return letter > 0x20 && letter < 0x7f ? letter : '\0';
}

// A name said twice in one message counts once.
bool was_said(const FrameValueRules& rules, const hj212::Message& message, const hj212::Item& item,
              std::string_view variant) {
  for (const hj212::Item& earlier : message.items) {
    if (&earlier == &item) return false;
    if (!earlier.is_factor() || earlier.factor != item.factor || earlier.kind == hj212::ValueKind::kText) continue;
    const auto rule = rules.values.find(earlier.suffix);
    if (rule != rules.values.end() && rule->second.variant == variant) return true;
  }
  return false;
}

FrameValue value_of(const FrameValueRules& rules, const hj212::Message& message, const hj212::Item& item) {
  FrameValue value;
  value.factor = item.factor;
  value.flag = mark_of(message, item.factor);
  if (item.kind == hj212::ValueKind::kNumber) {
    const Decimal exact = item.number;
    const Decimal stored = round_gbt8170(exact, kFramePlaces);
    if (stored.places() == kFramePlaces) {
      value.mantissa = stored.mantissa();
      value.is_rounded = stored != exact;
      return value;
    }
  }
  const auto state = rules.states.find(value.flag);
  value.state = state == rules.states.end() ? ValueState::kUnexplained : state->second;
  return value;
}

// The vocabulary prints mg/m³; stored units are written as everywhere else in the store, mg/m3.
std::string plain_unit(std::string_view unit) {
  std::string plain(unit);
  for (const auto& [raised, figure] : {std::pair("²", '2'), std::pair("³", '3')}) {
    for (std::size_t at = plain.find(raised); at != std::string::npos; at = plain.find(raised))
      plain.replace(at, std::string_view(raised).size(), 1, figure);
  }
  return plain;
}

std::int32_t spacing_seconds(const FrameValueRules::Command& command, const Device& device) {
  switch (command.spacing) {
    case FrameSpacing::kNone:
      return 0;
    case FrameSpacing::kInterval:
      return device.minute_interval * 60;
    case FrameSpacing::kHour:
      return device.sends_hours ? 3600 : 0;
    case FrameSpacing::kDay:
      return device.sends_days ? static_cast<std::int32_t>(kSecondsOfDay) : 0;
  }
  return 0;
}

}  // namespace

Result<FrameValueRules> FrameValueRules::load(std::string_view text, std::string_view name) {
  BIHUAN_TRY(const TomlTable root, parse_toml(text, name));
  BIHUAN_CHECK(root.check_keys({"knowledge", "command", "value", "state"}));
  FrameValueRules rules;
  BIHUAN_TRY(const std::vector<TomlTable> commands, root.tables("command"));
  for (const TomlTable& table : commands) BIHUAN_CHECK(read_command(table, rules));
  BIHUAN_TRY(const std::vector<TomlTable> values, root.tables("value"));
  for (const TomlTable& table : values) BIHUAN_CHECK(read_value(table, rules));
  BIHUAN_TRY(const std::vector<TomlTable> states, root.tables_or_none("state"));
  for (const TomlTable& table : states) BIHUAN_CHECK(read_state(table, rules));
  return rules;
}

FrameRefusal read_frame_values(const FrameValueRules& rules, const hj212::Message& message, Instant received,
                               const std::function<void(const FrameValue&)>& sink) {
  const auto command = rules.commands.find(message.cn());
  if (command == rules.commands.end()) return FrameRefusal::kNone;
  // A host's request for data has the same CN and no factors.
  if (std::ranges::none_of(message.items, &hj212::Item::is_factor)) return FrameRefusal::kNone;
  const std::optional<Instant> time = read_device_time(message.scalar_text("DataTime"));
  if (!time) return FrameRefusal::kNoTime;
  if (time->seconds > received.seconds + kMostSecondsAhead) return FrameRefusal::kTimeAhead;
  if (*time < observations::kEarliest) return FrameRefusal::kTooEarly;
  for (const hj212::Item& item : message.items) {
    if (!item.is_factor() || item.kind == hj212::ValueKind::kText) continue;
    const auto rule = rules.values.find(item.suffix);
    if (rule == rules.values.end() || was_said(rules, message, item, rule->second.variant)) continue;
    FrameValue value = value_of(rules, message, item);
    value.command = &command->second;
    value.rule = &rule->second;
    value.time = *time;
    sink(value);
  }
  return FrameRefusal::kNone;
}

Result<observations::Series> series_of(const FrameValue& value, const Device& device,
                                       const hj212::Vocabulary& vocabulary) {
  observations::Series series;
  series.key = {device.mn, std::string(value.factor) + value.rule->variant, value.command->averaging,
                std::string(device.is_simulated ? kSimulatedSource : kDeviceSource)};
  const auto special = value.rule->units.find(value.factor);
  const hj212::Word* factor = vocabulary.factor(value.factor);
  if (special != value.rule->units.end())
    series.unit = special->second;
  else if (!value.rule->unit.empty())
    series.unit = value.rule->unit;
  else if (factor != nullptr)
    series.unit = plain_unit(factor->unit);
  series.places = kFramePlaces;
  series.data_set = value.command->data_set;
  series.label = device.is_label_the_end ? observations::Label::kEnd : observations::Label::kBeginning;
  if (const std::int32_t seconds = spacing_seconds(*value.command, device); seconds > 0)
    series.calendar = {{to_date(value.time), std::nullopt, {seconds, 0}}};
  BIHUAN_CHECK(observations::check_series(series));
  return series;
}

}  // namespace bihuan::gateway
