// src/cli/desk_command.h - what the commands of the office's desk have in common: --data, --json, and --as for the
// steps that people take.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "cli/office.h"
#include "cli/stored_plans.h"
#include "cli/text_table.h"

namespace bihuan::cli {

inline constexpr std::size_t kLargestSheet = std::size_t{32} << 20U;  // that comes back filled in, or lists issues

struct DeskOptions : DataOptions {
  std::string as;
};

// A subcommand on an opened folder; `work` is Status(DataFolder&, const Options&).
template <class Options, class Work>
CLI::App* add_reading_command(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
                              const std::shared_ptr<Options>& options, Work work) {
  CLI::App* command = parent.add_subcommand(name, help);
  add_data_options(*command, *options);
  command->callback([options, work, &session] {
    with_folder(session, options->data, false, [&](DataFolder& data) { return work(data, *options); });
  });
  return command;
}

// The same for a step of a person: `work` is Status(DataFolder&, const records::Actor&, const Options&).
template <class Options, class Work>
CLI::App* add_acting_command(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
                             const std::shared_ptr<Options>& options, Work work) {
  CLI::App* command = add_reading_command(parent, session, name, help, options,
                                          [work](DataFolder& data, const Options& given) -> Status {
                                            BIHUAN_TRY(const records::Actor actor, actor_named(data, given.as));
                                            return work(data, actor, given);
                                          });
  command->add_option("--as", options->as, "以谁的名义办理：登录名 (login of whoever acts)")->required();
  return command;
}

// The id of a unit as people write it, today. Errors: kNotFound
inline Result<std::string> unit_id_of(DataFolder& data, const std::string& name) {
  if (name.empty()) return name;
  return data.office->unit_finder(to_date(data.clock->now()))(name);
}

inline Result<std::optional<Date>> day_of(const std::string& text, const std::string& option) {
  if (text.empty()) return std::optional<Date>();
  const Result<Date> day = parse_date(text);
  if (!day) return fail(day.error().code, day.error().message, option + " " + text);
  return std::optional<Date>(*day);
}

template <class E>
Result<std::optional<E>> word_of_option(const std::string& word, const std::string& option) {
  if (word.empty()) return std::optional<E>();
  const Result<E> value = parse_enum_word<E>(word);
  if (!value) return fail(value.error().code, value.error().message, option + " " + word);
  return std::optional<E>(*value);
}

}  // namespace bihuan::cli
