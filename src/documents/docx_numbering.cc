#include "documents/internal/docx_numbering.h"

#include <algorithm>
#include <charconv>

#include "base/numerals.h"
#include "base/text.h"

namespace bihuan::documents::internal {
namespace {

std::string decimal(std::int64_t value) { return std::to_string(value); }

// Signs of a row that stand one after the other in Unicode.
std::string nth_sign(char32_t first, std::int64_t value) {
  std::string result;
  append_utf8(result, first + static_cast<char32_t>(value - 1));
  return result;
}

std::string nth_of(std::u32string_view row, std::int64_t value) {
  std::string result;
  append_utf8(result, row[static_cast<std::size_t>(value - 1)]);
  return result;
}

std::string replace_digits(std::int64_t value, std::u32string_view digits) {
  std::string result;
  for (const char c : decimal(value)) append_utf8(result, digits[static_cast<std::size_t>(c - '0')]);
  return result;
}

std::string roman(std::int64_t value, bool is_upper) {
  struct Step {
    int value;
    std::string_view upper, lower;
  };
  static constexpr Step kSteps[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
                                    {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
                                    {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
                                    {1, "I", "i"}};
  std::string result;
  for (const Step& step : kSteps) {
    for (; value >= step.value; value -= step.value) result += is_upper ? step.upper : step.lower;
  }
  return result;
}

// a ... z, aa, bb ... zz, aaa ...: Word repeats the letter.
std::string letter(std::int64_t value, char first) {
  const auto times = static_cast<std::size_t>((value - 1) / 26 + 1);
  return std::string(times, static_cast<char>(first + (value - 1) % 26));
}

std::string legal(std::int64_t value, std::u32string_view digits, std::u32string_view units) {
  const std::string written = to_chinese(static_cast<int>(value));
  static constexpr std::u32string_view kPlain = U"零一二三四五六七八九十百千万亿";
  std::string result;
  const auto decoded = decode_utf8(written);
  if (!decoded.has_value()) return written;
  // 十 to 十九 are written with their one: 壹拾.
  if (value >= 10 && value < 20) append_utf8(result, digits[1]);
  for (const char32_t c : *decoded) {
    const std::size_t at = kPlain.find(c);
    if (at < 10) {
      append_utf8(result, digits[at]);
    } else {
      append_utf8(result, units[at - 10]);
    }
  }
  return result;
}

std::string chinese(std::int64_t value) { return to_chinese(static_cast<int>(value)); }

// Below 100 as words, from 100 on digit by digit.
std::string chinese_to_99(std::int64_t value) {
  return value < 100 ? chinese(value) : replace_digits(value, U"○一二三四五六七八九");
}

using Formatter = std::string (*)(std::int64_t);

struct Format {
  std::string_view name;
  std::int64_t last;  // the largest value that the format can print
  Formatter print;
};

constexpr std::int64_t kAny = std::int64_t{1} << 40;
constexpr std::int64_t kWords = 99'999'999;

constexpr std::u32string_view kStems = U"甲乙丙丁戊己庚辛壬癸";
constexpr std::u32string_view kBranches = U"子丑寅卯辰巳午未申酉戌亥";

std::string stem_and_branch(std::int64_t value) {
  return nth_of(kStems, (value - 1) % 10 + 1) + nth_of(kBranches, (value - 1) % 12 + 1);
}

std::string legal_simplified(std::int64_t value) { return legal(value, U"零壹贰叁肆伍陆柒捌玖", U"拾佰仟万亿"); }
std::string legal_traditional(std::int64_t value) { return legal(value, U"零壹貳參肆伍陸柒捌玖", U"拾佰仟萬億"); }

constexpr Format kFormats[] = {
    {"decimal", kAny, decimal},
    {"decimalHalfWidth", kAny, decimal},
    {"ordinal", kAny, decimal},
    {"decimalZero", kAny, [](std::int64_t v) { return (v < 10 ? "0" : "") + decimal(v); }},
    {"decimalFullWidth", kAny, [](std::int64_t v) { return replace_digits(v, U"０１２３４５６７８９"); }},
    {"decimalFullWidth2", kAny, [](std::int64_t v) { return replace_digits(v, U"０１２３４５６７８９"); }},
    {"decimalEnclosedCircle", 20, [](std::int64_t v) { return nth_sign(U'①', v); }},
    {"decimalEnclosedCircleChinese", 20, [](std::int64_t v) { return nth_sign(U'①', v); }},
    {"decimalEnclosedParen", 20, [](std::int64_t v) { return nth_sign(U'⑴', v); }},
    {"decimalEnclosedFullstop", 20, [](std::int64_t v) { return nth_sign(U'⒈', v); }},
    {"numberInDash", kAny, [](std::int64_t v) { return "- " + decimal(v) + " -"; }},
    {"upperRoman", 3999, [](std::int64_t v) { return roman(v, true); }},
    {"lowerRoman", 3999, [](std::int64_t v) { return roman(v, false); }},
    {"upperLetter", 780, [](std::int64_t v) { return letter(v, 'A'); }},
    {"lowerLetter", 780, [](std::int64_t v) { return letter(v, 'a'); }},
    {"chineseCounting", kAny, chinese_to_99},
    {"japaneseCounting", kWords, chinese},
    {"taiwaneseCounting", kAny, chinese_to_99},
    {"chineseCountingThousand", kWords, chinese},
    {"taiwaneseCountingThousand", kWords, chinese},
    {"ideographDigital", kAny, [](std::int64_t v) { return replace_digits(v, U"〇一二三四五六七八九"); }},
    {"japaneseDigitalTenThousand", kAny, [](std::int64_t v) { return replace_digits(v, U"〇一二三四五六七八九"); }},
    {"taiwaneseDigital", kAny, [](std::int64_t v) { return replace_digits(v, U"○一二三四五六七八九"); }},
    {"chineseLegalSimplified", kWords, legal_simplified},
    {"ideographLegalTraditional", kWords, legal_traditional},
    {"ideographTraditional", 10, [](std::int64_t v) { return nth_of(kStems, v); }},
    {"ideographZodiac", 12, [](std::int64_t v) { return nth_of(kBranches, v); }},
    {"ideographZodiacTraditional", 60, stem_and_branch},
    {"ideographEnclosedCircle", 10, [](std::int64_t v) { return nth_sign(U'㊀', v); }},
};

// "001, 002, 003, ..." is how Word writes "three digits with leading zeros".
std::string format_custom(std::int64_t value, std::string_view pattern) {
  const std::string_view first = pattern.substr(0, pattern.find(','));
  const bool is_padding = first.size() >= 2 && first.size() <= 9 && first.back() == '1' &&
                          std::all_of(first.begin(), first.end() - 1, [](char c) { return c == '0'; });
  std::string digits = decimal(value);
  if (is_padding && value >= 0 && digits.size() < first.size()) digits.insert(0, first.size() - digits.size(), '0');
  return digits;
}

std::string print_level(std::int64_t value, const LevelDefinition& definition) {
  return definition.format == "custom" ? format_custom(value, definition.custom)
                                       : format_number(value, definition.format);
}

// Signs of the symbol fonts, in which bullets are drawn, have no meaning outside them.
std::string bullet(std::string_view text) {
  const auto decoded = decode_utf8(text);
  if (!decoded.has_value()) return "•";
  for (const char32_t c : *decoded) {
    if (c >= 0xE000 && c <= 0xF8FF) return "•";
  }
  return std::string(text);
}

}  // namespace

std::string format_number(std::int64_t value, std::string_view format) {
  if (format == "none" || format == "bullet") return {};
  if (value == 0 && format.starts_with("chinese")) return "零";
  if (value < 1) return decimal(value);
  for (const Format& known : kFormats) {
    if (known.name == format) return value <= known.last ? known.print(value) : decimal(value);
  }
  return decimal(value);
}

bool is_known_format(std::string_view format) {
  if (format == "none" || format == "bullet" || format == "custom") return true;
  return std::any_of(std::begin(kFormats), std::end(kFormats),
                     [&](const Format& known) { return known.name == format; });
}

std::int64_t number_attribute(XmlNode node, std::string_view name, std::int64_t fallback) {
  const std::string_view text = node.attribute(name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return fallback;
  constexpr std::int64_t kMost = std::int64_t{1} << 31;
  return std::clamp(value, -kMost, kMost);
}

bool is_on(XmlNode node) {
  if (!node) return false;
  const std::string_view value = node.attribute("w:val");
  return value != "0" && value != "false" && value != "off";
}

LevelDefinition Numbering::read_level(XmlNode level) const {
  LevelDefinition result;
  XmlNode format = level.child("w:numFmt");
  // A custom format stands inside mc:AlternateContent, with an ordinary one for older programs.
  for (const XmlNode choice : level.child("mc:AlternateContent")) {
    if (!format && choice.child("w:numFmt")) format = choice.child("w:numFmt");
  }
  if (format) {
    result.format = format.attribute("w:val");
    result.custom = format.attribute("w:format");
  }
  result.text = level.child("w:lvlText").attribute("w:val");
  if (result.text.size() > 1024) result.text.clear();
  result.linked_style = level.child("w:pStyle").attribute("w:val");
  result.start = number_attribute(level.child("w:start"), "w:val", 0);
  result.restart = static_cast<int>(number_attribute(level.child("w:lvlRestart"), "w:val", -1));
  result.is_legal = is_on(level.child("w:isLgl"));
  return result;
}

void Numbering::read(XmlNode root) {
  std::unordered_map<int, std::size_t> by_id;
  const auto level_index = [](XmlNode level) { return static_cast<int>(number_attribute(level, "w:ilvl", -1)); };
  for (const XmlNode node : root) {
    if (node.name() != "w:abstractNum") continue;
    Abstract abstract;
    abstract.style_link = node.child("w:numStyleLink").attribute("w:val");
    for (const XmlNode level : node) {
      const int index = level.name() == "w:lvl" ? level_index(level) : -1;
      if (index >= 0 && index < kNumberingLevels) abstract.levels[static_cast<std::size_t>(index)] = read_level(level);
    }
    by_id[static_cast<int>(number_attribute(node, "w:abstractNumId", -1))] = abstracts_.size();
    abstracts_.push_back(std::move(abstract));
  }
  for (const XmlNode node : root) {
    if (node.name() != "w:num") continue;
    const auto found = by_id.find(static_cast<int>(number_attribute(node.child("w:abstractNumId"), "w:val", -1)));
    if (found == by_id.end()) continue;
    List list;
    list.abstract = found->second;
    for (const XmlNode override : node) {
      const int index = override.name() == "w:lvlOverride" ? level_index(override) : -1;
      if (index < 0 || index >= kNumberingLevels) continue;
      if (const XmlNode level = override.child("w:lvl")) {
        list.overrides[index] = read_level(level);
        list.starts[index] = list.overrides[index].start;
      }
      if (const XmlNode start = override.child("w:startOverride")) {
        list.starts[index] = number_attribute(start, "w:val", 1);
      }
    }
    lists_[static_cast<int>(number_attribute(node, "w:numId", 0))] = std::move(list);
  }
}

void Numbering::link_styles(const std::unordered_map<std::string, int>& list_of_style) {
  for (auto& [id, list] : lists_) {
    // A style may name a list that is again defined by a style; a circle ends after a few steps.
    for (int step = 0; step < kNumberingLevels && !abstracts_[list.abstract].style_link.empty(); ++step) {
      const auto style = list_of_style.find(abstracts_[list.abstract].style_link);
      if (style == list_of_style.end()) break;
      const auto target = lists_.find(style->second);
      if (target == lists_.end()) break;
      list.abstract = target->second.abstract;
    }
  }
}

const LevelDefinition& Numbering::definition(const List& list, int level) const {
  const auto override = list.overrides.find(level);
  return override != list.overrides.end() ? override->second
                                          : abstracts_[list.abstract].levels[static_cast<std::size_t>(level)];
}

int Numbering::level_of_style(int list, std::string_view style_id) const {
  const auto found = lists_.find(list);
  if (found == lists_.end()) return -1;
  for (int level = 0; level < kNumberingLevels; ++level) {
    if (definition(found->second, level).linked_style == style_id) return level;
  }
  return -1;
}

void Numbering::note_unknown(const std::string& format) {
  constexpr std::size_t kMostNoted = 20;
  if (is_known_format(format) || unknown_formats_.size() >= kMostNoted) return;
  if (std::find(unknown_formats_.begin(), unknown_formats_.end(), format) != unknown_formats_.end()) return;
  unknown_formats_.push_back(format);
}

std::string Numbering::next(int list_id, int level) {
  const auto found = lists_.find(list_id);
  if (found == lists_.end() || level < 0 || level >= kNumberingLevels) return {};
  List& list = found->second;
  Abstract& abstract = abstracts_[list.abstract];
  // Lists of one abstract definition share its counters; an override of the start counts once, when first used.
  const auto start = list.starts.find(level);
  const auto at = static_cast<std::size_t>(level);
  if (start != list.starts.end() && list.started.insert(level).second) {
    abstract.counters[at] = start->second;
  } else if (!abstract.is_running[at]) {
    abstract.counters[at] = definition(list, level).start;
  } else {
    ++abstract.counters[at];
  }
  abstract.is_running[at] = true;
  for (int deeper = level + 1; deeper < kNumberingLevels; ++deeper) {
    const int restart = definition(list, deeper).restart;
    if (restart < 0 || level < restart) abstract.is_running[static_cast<std::size_t>(deeper)] = false;
  }
  const LevelDefinition& own = definition(list, level);
  if (own.format == "bullet") return bullet(own.text);
  // A label shows each level once; a text that repeats them without end is cut.
  constexpr int kMostNumbers = 16;
  int shown_count = 0;
  std::string label;
  for (std::size_t i = 0; i < own.text.size(); ++i) {
    const char digit = i + 1 < own.text.size() ? own.text[i + 1] : '\0';
    if (own.text[i] != '%' || digit < '1' || digit > '9') {
      label += own.text[i];
      continue;
    }
    const int shown = digit - '1';
    ++i;
    if (shown > level) continue;  // a deeper number has no value here
    if (++shown_count > kMostNumbers) break;
    const LevelDefinition& shown_level = definition(list, shown);
    const auto index = static_cast<std::size_t>(shown);
    const std::int64_t value = abstract.is_running[index] ? abstract.counters[index] : shown_level.start;
    if (own.is_legal) {
      label += format_number(value, "decimal");
      continue;
    }
    note_unknown(shown_level.format);
    label += print_level(value, shown_level);
  }
  return label;
}

}  // namespace bihuan::documents::internal
