// src/hj212/vocabulary.h - what the codes mean: commands, systems, fields, suffixes, marks, returns, factors.
//
// All of it is data (knowledge/hj212/*.toml, with source and confidence); the code of a message passes whether it is
// known or not. Commands are keyed by edition and CN, because 1001, 3013 and 3014 changed their meaning.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "hj212/message.h"

namespace bihuan::hj212 {

struct NamedText {
  std::string name;  // below knowledge/: "hj212/commands.toml"
  std::string text;
};

enum class CommandKind : std::uint8_t {
  kRequest,       // 9011, perhaps data, then 9012
  kUpload,        // 9014 where the sender wants an answer
  kNotification,  // 9013
  kAnswer,        // 9011 to 9014 themselves
};
std::string_view to_string(CommandKind kind);
std::string_view to_chinese(CommandKind kind);

struct Command {
  std::string cn;
  std::string name;
  CommandKind kind = CommandKind::kUpload;
  bool changes_device = false;       // sets a parameter, or moves something in the field
  bool is_encrypted = false;         // 2025, device to host
  std::vector<std::string> request;  // fields of the request's data area
  std::string confidence;            // high, medium, low
};

// A code of one of the smaller tables.
struct Word {
  std::string code;
  std::string name;
  std::string unit;        // of a factor
  std::string validity;    // of a mark: valid, invalid, unknown
  bool is_number = false;  // of a suffix or field: its values are numbers
  std::string confidence;
};

// Codes are short: their first and last octets tell most of them apart.
struct CodeHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view code) const;
};
using Words = std::unordered_map<std::string, Word, CodeHash, std::equal_to<>>;

class Vocabulary {
 public:
  // Errors: kInvalidInput with file and line; kNotFound where one of the three files is missing.
  static Result<Vocabulary> load(std::span<const NamedText> files);

  const Command* command(Edition edition, std::string_view cn) const;
  // In any edition, the newest first: for texts that concern people only.
  const Command* any_command(std::string_view cn) const;
  const Word* system(std::string_view st) const { return look_up(systems_, st); }
  const Word* request_return(std::string_view code) const { return look_up(request_returns_, code); }
  const Word* execution_return(std::string_view code) const { return look_up(execution_returns_, code); }
  const Word* mark(Edition edition, std::string_view code) const;
  const Word* suffix(std::string_view name) const { return look_up(suffixes_, name); }
  const Word* field(std::string_view name) const { return look_up(fields_, name); }
  const Word* factor(std::string_view code) const { return look_up(factors_, code); }

  // Appends what the tables do not know or what does not fit them. Returns the treatment of the worst.
  Treatment check(const Message& message, std::vector<Diagnostic>& diagnostics) const;

  std::span<const Command> commands(Edition edition) const { return commands_[static_cast<std::size_t>(edition)]; }

 private:
  struct Form {  // codes that are composed by a rule: prefix, and how many characters follow
    std::string prefix;
    std::size_t shortest = 0;
    std::size_t longest = 0;
  };
  static const Word* look_up(const Words& words, std::string_view code);
  bool knows_factor(std::string_view code) const;
  class Check;
  Status read_commands(const NamedText& file);
  Status read_codes(const NamedText& file);
  Status read_factors(const NamedText& file);

  std::vector<Command> commands_[4];  // by edition, sorted by CN
  Words systems_, request_returns_, execution_returns_, suffixes_, fields_, factors_;
  Words marks_[4];
  std::vector<Form> forms_;
};

}  // namespace bihuan::hj212
