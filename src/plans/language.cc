#include "plans/language.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/toml.h"

namespace bihuan::plans {
namespace {

constexpr auto kClassNames = std::to_array<std::string_view>({
    "counter",           "measure",           "multiplier",
    "set_counter",       "threshold_measure", "comparator_before",
    "comparator_after",  "approximate",       "change_verb",
    "zero_word",         "strong_verb",       "weak_verb",
    "finish_noun",       "ongoing_word",      "soft_word",
    "past_word",         "period_word",       "period_noun",
    "vague_period",      "weak_period",       "recurrent_act",
    "period_break",      "role_label",        "role_verb",
    "unit_suffix",       "unit_core",         "unit_prefix",
    "collective",        "area_tail",         "default_lead",
    "lead_rule",         "heading_word",      "past_heading",
    "principle_heading", "goal_heading",      "title_kind",
    "table_head",        "deliverable_verb",  "product_noun",
    "qualitative_verb",  "outside_end",       "qualitative_end",
    "prohibition",       "restriction",       "benefit",
    "estimate",          "name_suffix",       "rate_noun",
    "secrecy",           "web_tail",          "adverb",
    "deadline_lead",     "baseline",          "area",
    "campaign_tail",     "floor_verb",        "note_lead",
    "cover_phrase",
});
static_assert(kClassNames.size() == static_cast<std::size_t>(WordClass::kCount_));
static_assert(kClassNames.size() <= 64, "the classes of a position are one 64-bit word");

constexpr std::size_t kRootSize = 0x10000;  // words begin in the Basic Multilingual Plane

}  // namespace

struct Language::Trie {
  struct Entry {
    WordClass word_class;
    std::uint32_t value;
  };
  struct Node {
    std::vector<std::pair<char32_t, std::uint32_t>> next;  // few: looked through in order
    std::vector<Entry> entries;
    std::uint64_t bits = 0;
  };
  std::vector<std::uint32_t> root = std::vector<std::uint32_t>(kRootSize, 0);
  std::vector<Node> nodes = std::vector<Node>(1);  // node 0: none
  std::vector<std::string> values = {""};
  std::size_t words = 0;

  std::uint32_t step(std::uint32_t node, char32_t c) const {
    for (const auto& [letter, target] : nodes[node].next) {
      if (letter == c) return target;
    }
    return 0;
  }
  std::uint32_t begin(char32_t c) const { return c < kRootSize ? root[c] : 0; }

  std::uint32_t value_index(const std::string& value) {
    const auto found = std::find(values.begin(), values.end(), value);
    if (found != values.end()) return static_cast<std::uint32_t>(found - values.begin());
    values.push_back(value);
    return static_cast<std::uint32_t>(values.size() - 1);
  }

  // Returns false if the word stands in the class already.
  bool add(std::u32string_view word, WordClass word_class, std::uint32_t value) {
    std::uint32_t node = root[word[0]];
    if (node == 0) {
      node = static_cast<std::uint32_t>(nodes.size());
      nodes.emplace_back();
      root[word[0]] = node;
    }
    for (std::size_t i = 1; i < word.size(); ++i) {
      std::uint32_t target = step(node, word[i]);
      if (target == 0) {
        target = static_cast<std::uint32_t>(nodes.size());
        nodes.emplace_back();
        nodes[node].next.emplace_back(word[i], target);
      }
      node = target;
    }
    if ((nodes[node].bits & bit(word_class)) != 0) return false;
    nodes[node].bits |= bit(word_class);
    nodes[node].entries.push_back({word_class, value});
    ++words;
    return true;
  }
};

std::uint64_t Language::classes_at(std::u32string_view text, std::size_t position) const {
  if (position >= text.size()) return 0;
  std::uint64_t bits = 0;
  std::uint32_t node = trie_->begin(text[position]);
  while (node != 0) {
    bits |= trie_->nodes[node].bits;
    if (++position >= text.size()) break;
    node = trie_->step(node, text[position]);
  }
  return bits;
}

WordMatch Language::longest(WordClass c, std::u32string_view text, std::size_t position) const {
  WordMatch best;
  if (position >= text.size()) return best;
  std::uint32_t node = trie_->begin(text[position]);
  std::size_t length = 1;
  while (node != 0) {
    const Trie::Node& here = trie_->nodes[node];
    if ((here.bits & bit(c)) != 0) {
      best.length = length;
      for (const Trie::Entry& entry : here.entries) {
        if (entry.word_class == c) best.value = trie_->values[entry.value];
      }
    }
    if (position + length >= text.size()) break;
    node = trie_->step(node, text[position + length]);
    ++length;
  }
  return best;
}

WordMatch Language::whole(WordClass c, std::u32string_view text) const {
  WordMatch match;
  if (text.empty()) return match;
  std::uint32_t node = trie_->begin(text[0]);
  for (std::size_t i = 1; i < text.size() && node != 0; ++i) node = trie_->step(node, text[i]);
  if (node == 0 || (trie_->nodes[node].bits & bit(c)) == 0) return match;
  match.length = text.size();
  for (const Trie::Entry& entry : trie_->nodes[node].entries) {
    if (entry.word_class == c) match.value = trie_->values[entry.value];
  }
  return match;
}

WordMatch Language::ending_at(WordClass c, std::u32string_view text, std::size_t end, std::size_t from) const {
  constexpr std::size_t kLongestWord = 16;
  if (end > text.size()) return {};
  const std::size_t first = std::max(from, end > kLongestWord ? end - kLongestWord : 0);
  for (std::size_t start = first; start < end; ++start) {
    const WordMatch match = whole(c, text.substr(start, end - start));
    if (match.length != 0) return match;
  }
  return {};
}

std::size_t Language::word_count() const { return trie_->words; }

Result<Language> load_language(std::span<const NamedText> files) {
  auto trie = std::make_shared<Language::Trie>();
  std::set<WordClass> filled;
  for (const NamedText& file : files) {
    BIHUAN_TRY(const TomlTable root, parse_toml(file.text, file.name));
    BIHUAN_CHECK(root.check_keys({"words"}));
    BIHUAN_TRY(const std::vector<TomlTable> blocks, root.tables("words"));
    for (const TomlTable& block : blocks) {
      BIHUAN_CHECK(block.check_keys({"class", "value", "words"}));
      BIHUAN_TRY(const std::string class_name, block.string("class"));
      BIHUAN_TRY(const std::string value, block.string_or("value", ""));
      BIHUAN_TRY(const std::vector<std::string> words, block.strings("words"));
      const auto found = std::find(kClassNames.begin(), kClassNames.end(), class_name);
      if (found == kClassNames.end()) {
        return fail(Code::kInvalidInput, "没有词类“" + class_name + "”，词类见 docs/formats/plan-language.md",
                    block.where());
      }
      const auto word_class = static_cast<WordClass>(found - kClassNames.begin());
      filled.insert(word_class);
      const std::uint32_t value_index = trie->value_index(value);
      for (const std::string& word : words) {
        BIHUAN_TRY(const std::u32string letters, decode_utf8(word));
        if (letters.empty() || letters[0] >= kRootSize) {
          return fail(Code::kInvalidInput, "词类“" + class_name + "”里有空词或不能开头的字", block.where());
        }
        if (!trie->add(letters, word_class, value_index)) {
          return fail(Code::kInvalidInput, "词“" + word + "”在词类“" + class_name + "”里出现了两次", block.where());
        }
      }
    }
  }
  for (std::size_t i = 0; i < kClassNames.size(); ++i) {
    if (!filled.contains(static_cast<WordClass>(i))) {
      return fail(Code::kNotFound,
                  "计划用语的词类“" + std::string(kClassNames[i]) + "”一个词也没有，knowledge/plan-language 不完整");
    }
  }
  Language language;
  language.trie_ = std::move(trie);
  return language;
}

}  // namespace bihuan::plans
