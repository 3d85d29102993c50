// src/tables/internal/head_text.h - the texts of table heads: normal form, brackets, units.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bihuan::tables {

// Half width, without white space, all brackets round, one kind of dash, μ and middle dot; sub- and superscript digits
// plain. Keeps letter case.
std::string tidy_text(std::string_view text);
// tidy_text in small letters: what names are compared by.
std::string normal_text(std::string_view text);

// One head cell taken apart: "氨氮（NH3-N）(mg/L)".
struct HeadPart {
  std::string printed;             // without white space at the ends and line ends inside, for people
  std::vector<std::string> names;  // normal: "氨氮", "nh3-n"; empty if the cell holds nothing but a unit
  std::string unit;                // "mg/L"; as spelled in `units` if it is one of them
  bool has_name(std::string_view normal) const;
};

// The units that are known, in normal form for comparing.
class UnitWords {
 public:
  explicit UnitWords(const std::vector<std::string>& units);
  // The unit's own spelling, or nothing. Brackets around it and a leading "单位:" are no part of it. What merely looks
  // like a unit ("mg/mL") counts too, as printed: an unknown unit must be seen, not overlooked.
  std::optional<std::string> match(std::string_view text) const;
  // A unit at the end of `tidy` ("氨氮mg/L"): its length in bytes and spelling. Only units of letters, not 天 or 次.
  std::optional<std::pair<std::size_t, std::string>> at_end(std::string_view tidy) const;

 private:
  struct Word {
    std::string normal;
    std::string spelled;
  };
  std::vector<Word> words_;  // longest first
};

HeadPart parse_head_part(std::string_view text, const UnitWords& units);

// The unit of a line like "单位：mg/L（pH 除外）" or "（计量单位：mg/L）"; nothing if it names none ("填报单位：市局").
std::optional<std::string> unit_in_line(std::string_view text, const std::vector<std::string>& words,
                                        const UnitWords& units);

}  // namespace bihuan::tables
