// src/cli/hj212_input.h - what the hj212 subcommands share: input, tables, what is granted, and the frames found.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "hj212/decoder.h"
#include "hj212/encode.h"
#include "hj212/vocabulary.h"

namespace bihuan::cli {

struct Hj212Options {
  std::vector<std::string> files;  // none or "-": standard input
  std::string edition;
  std::string crc;
  std::vector<std::string> keys;
  bool as_json = false;
  bool shows_password = false;
};

// Adds what decode and check have in common to `command`.
void add_hj212_options(CLI::App& command, Hj212Options& options);

// The octets of all files, each with the name that messages call it by. Errors: those of read_input.
struct NamedOctets {
  std::string name;
  std::string octets;
};
Result<std::vector<NamedOctets>> read_octets(const std::vector<std::string>& files);

Result<hj212::Vocabulary> read_hj212_vocabulary(const std::string& home);
Result<hj212::Profiles> profiles_of(const Hj212Options& options);

struct FoundValue {
  std::string factor, suffix, name, unit, value, kind;
  std::optional<Decimal> number;
};
struct FoundFinding {
  std::string finding, treatment, message;
};
// One frame, or one stretch of junk, in a form that is its own JSON.
struct FoundFrame {
  std::string file;
  std::int64_t offset = 0;
  std::int64_t size = 0;
  std::string standing;
  std::string raw;  // text; passwords masked
  std::optional<std::int64_t> declared_length;
  std::optional<std::int64_t> length;
  std::string crc;        // as written
  std::string crc_right;  // "" of junk, and where the segment cannot be read
  std::string crc_kind;
  std::string edition;
  std::string command;
  std::string right_frame;  // without CR LF; only where the frame is wrong and could be written rightly
  hj212::Draft message;
  std::vector<FoundValue> values;
  std::vector<FoundFinding> findings;
};

// All frames and junk of `input`, in order; line ends are left out. Masks passwords and keys unless they are to be
// shown.
std::vector<FoundFrame> find_frames(const NamedOctets& input, const hj212::Profiles& profiles,
                                    const hj212::Vocabulary& vocabulary, bool shows_password);

// Reads all that the options name. Errors: those of the parts.
Result<std::vector<FoundFrame>> find_all_frames(const Hj212Options& options, const hj212::Vocabulary& vocabulary);

}  // namespace bihuan::cli
