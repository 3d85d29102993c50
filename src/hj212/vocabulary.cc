#include "hj212/vocabulary.h"

#include <algorithm>
#include <bitset>
#include <cstring>
#include <numeric>
#include <tuple>

#include "base/toml.h"
#include "hj212/internal/octets.h"

namespace bihuan::hj212 {
namespace {

constexpr std::string_view kKinds[] = {"request", "upload", "notification", "answer"};

Result<TomlTable> parse(const NamedText& file) { return parse_toml(file.text, "knowledge/" + file.name); }

Result<std::vector<Edition>> editions_of(const TomlTable& table) {
  std::vector<Edition> editions;
  BIHUAN_TRY(const std::vector<std::string> words, table.strings("editions"));
  for (const std::string& word : words) {
    const Result<Edition> edition = parse_edition(word);
    if (!edition.has_value()) return fail(Code::kInvalidInput, edition.error().message, table.where());
    editions.push_back(*edition);
  }
  return editions;
}

Result<Word> read_word(const TomlTable& table, std::string_view otherwise) {
  Word word;
  BIHUAN_TRY(word.code, table.string("code"));
  BIHUAN_TRY(word.name, table.string("name"));
  BIHUAN_TRY(word.unit, table.string_or("unit", ""));
  BIHUAN_TRY(word.validity, table.string_or("validity", ""));
  BIHUAN_TRY(const std::string kind, table.string_or("kind", "text"));
  if (kind != "text" && kind != "number") return fail(Code::kInvalidInput, "kind应为text或number", table.where());
  word.is_number = kind == "number";
  BIHUAN_TRY(word.confidence, table.string_or("confidence", otherwise));
  return word;
}

Result<std::string> confidence_of(const TomlTable& file) {
  BIHUAN_TRY(const TomlTable head, file.table("knowledge"));
  return head.string("confidence");
}

Status read_words(const TomlTable& file, std::string_view key, Words& words) {
  BIHUAN_TRY(const std::string confidence, confidence_of(file));
  BIHUAN_TRY(const std::vector<TomlTable> tables, file.tables(key));
  for (const TomlTable& table : tables) {
    BIHUAN_TRY(Word word, read_word(table, confidence));
    const std::string code = word.code;
    if (!words.emplace(code, std::move(word)).second)
      return fail(Code::kInvalidInput, "编码“" + code + "”出现两次，应只有一项", table.where());
  }
  return {};
}

}  // namespace

std::size_t CodeHash::operator()(std::string_view code) const {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  if (code.size() >= 8) {
    std::memcpy(&head, code.data(), 8);
    std::memcpy(&tail, code.data() + code.size() - 8, 8);
  } else {
    std::memcpy(&head, code.data(), code.size());
  }
  const std::uint64_t mixed = (head ^ (tail * 31) ^ code.size()) * 0x9E3779B97F4A7C15U;
  return static_cast<std::size_t>(mixed >> 24);
}

std::string_view to_string(CommandKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string_view to_chinese(CommandKind kind) {
  constexpr std::string_view kNames[] = {"请求", "上传", "通知", "应答"};
  return kNames[static_cast<std::size_t>(kind)];
}

Result<Vocabulary> Vocabulary::load(std::span<const NamedText> files) {
  Vocabulary vocabulary;
  const auto file = [&](std::string_view name) -> Result<NamedText> {
    const auto found = std::ranges::find(files, name, &NamedText::name);
    if (found == files.end())
      return fail(Code::kNotFound, "缺少知识文件“" + std::string(name) + "”", std::string(name));
    return *found;
  };
  BIHUAN_TRY(const NamedText commands, file("hj212/commands.toml"));
  BIHUAN_TRY(const NamedText codes, file("hj212/codes.toml"));
  BIHUAN_TRY(const NamedText factors, file("hj212/factors.toml"));
  BIHUAN_CHECK(vocabulary.read_commands(commands));
  BIHUAN_CHECK(vocabulary.read_codes(codes));
  BIHUAN_CHECK(vocabulary.read_factors(factors));
  return vocabulary;
}

Status Vocabulary::read_commands(const NamedText& file) {
  BIHUAN_TRY(const TomlTable table, parse(file));
  BIHUAN_TRY(const std::string confidence, confidence_of(table));
  BIHUAN_TRY(const std::vector<TomlTable> entries, table.tables("command"));
  for (const TomlTable& entry : entries) {
    BIHUAN_CHECK(entry.check_keys(
        {"cn", "name", "editions", "kind", "changes_device", "is_encrypted", "request", "confidence"}));
    Command command;
    BIHUAN_TRY(command.cn, entry.string("cn"));
    BIHUAN_TRY(command.name, entry.string("name"));
    BIHUAN_TRY(const std::string kind, entry.string("kind"));
    const auto found = std::ranges::find(kKinds, kind);
    if (found == std::end(kKinds)) return fail(Code::kInvalidInput, "kind“" + kind + "”不认识", entry.where());
    command.kind = static_cast<CommandKind>(found - std::begin(kKinds));
    BIHUAN_TRY(command.changes_device, entry.boolean_or("changes_device", false));
    BIHUAN_TRY(command.is_encrypted, entry.boolean_or("is_encrypted", false));
    BIHUAN_TRY(command.request, entry.strings_or_none("request"));
    BIHUAN_TRY(command.confidence, entry.string_or("confidence", confidence));
    BIHUAN_TRY(const std::vector<Edition> editions, editions_of(entry));
    for (const Edition edition : editions) {
      if (this->command(edition, command.cn) != nullptr)
        return fail(Code::kInvalidInput, "命令“" + command.cn + "”在同一版中出现两次", entry.where());
      auto& list = commands_[static_cast<std::size_t>(edition)];
      list.insert(std::ranges::lower_bound(list, command.cn, {}, &Command::cn), command);
    }
  }
  return {};
}

Status Vocabulary::read_codes(const NamedText& file) {
  BIHUAN_TRY(const TomlTable table, parse(file));
  BIHUAN_CHECK(
      table.check_keys({"knowledge", "system", "request_return", "execution_return", "mark", "suffix", "field"}));
  BIHUAN_CHECK(read_words(table, "system", systems_));
  BIHUAN_CHECK(read_words(table, "request_return", request_returns_));
  BIHUAN_CHECK(read_words(table, "execution_return", execution_returns_));
  BIHUAN_CHECK(read_words(table, "suffix", suffixes_));
  BIHUAN_CHECK(read_words(table, "field", fields_));
  BIHUAN_TRY(const std::string confidence, confidence_of(table));
  BIHUAN_TRY(const std::vector<TomlTable> marks, table.tables("mark"));
  for (const TomlTable& mark : marks) {
    BIHUAN_TRY(const Word word, read_word(mark, confidence));
    BIHUAN_TRY(const std::vector<Edition> editions, editions_of(mark));
    for (const Edition edition : editions) marks_[static_cast<std::size_t>(edition)].emplace(word.code, word);
  }
  return {};
}

Status Vocabulary::read_factors(const NamedText& file) {
  BIHUAN_TRY(const TomlTable table, parse(file));
  BIHUAN_CHECK(table.check_keys({"knowledge", "factor", "form"}));
  BIHUAN_CHECK(read_words(table, "factor", factors_));
  BIHUAN_TRY(const std::vector<TomlTable> forms, table.tables("form"));
  for (const TomlTable& entry : forms) {
    BIHUAN_CHECK(entry.check_keys({"prefix", "name", "shortest", "longest"}));
    Form form;
    BIHUAN_TRY(form.prefix, entry.string("prefix"));
    BIHUAN_TRY(const std::int64_t shortest, entry.integer("shortest"));
    BIHUAN_TRY(const std::int64_t longest, entry.integer("longest"));
    form.shortest = static_cast<std::size_t>(shortest);
    form.longest = static_cast<std::size_t>(longest);
    forms_.push_back(std::move(form));
  }
  return {};
}

const Word* Vocabulary::look_up(const Words& words, std::string_view code) {
  const auto found = words.find(code);
  return found == words.end() ? nullptr : &found->second;
}

const Command* Vocabulary::command(Edition edition, std::string_view cn) const {
  const auto& list = commands_[static_cast<std::size_t>(edition)];
  const auto found = std::ranges::lower_bound(list, cn, {}, &Command::cn);
  return found == list.end() || found->cn != cn ? nullptr : &*found;
}

const Command* Vocabulary::any_command(std::string_view cn) const {
  for (const Edition edition : {Edition::k2025, Edition::k2017, Edition::k2005, Edition::kSurfaceWater}) {
    if (const Command* found = command(edition, cn)) return found;
  }
  return nullptr;
}

const Word* Vocabulary::mark(Edition edition, std::string_view code) const {
  return look_up(marks_[static_cast<std::size_t>(edition)], code);
}

bool Vocabulary::knows_factor(std::string_view code) const {
  return factors_.contains(code) || std::ranges::any_of(forms_, [&](const Form& form) {
           return code.starts_with(form.prefix) && code.size() >= form.prefix.size() + form.shortest &&
                  code.size() <= form.prefix.size() + form.longest;
         });
}

// One check of one message.
class Vocabulary::Check {
 public:
  Check(const Vocabulary& vocabulary, const Message& message, std::vector<Diagnostic>& diagnostics)
      : vocabulary_(vocabulary), message_(message), diagnostics_(diagnostics) {}

  Treatment run() {
    check_header();
    for (std::size_t i = 0; i < message_.items.size(); ++i) {
      if (message_.items[i].is_factor()) {
        check_factor(i);
      } else {
        check_field(message_.items[i]);
      }
    }
    find_doubles();
    return worst_;
  }

 private:
  void note(Finding finding, std::string_view part) {
    const std::string_view all = message_.segment;
    const bool is_inside = part.data() >= all.data() && part.data() <= all.data() + all.size();  // not converted text
    const auto at = is_inside ? static_cast<std::uint32_t>(part.data() - all.data()) : 0U;
    diagnostics_.push_back({finding, at, is_inside ? static_cast<std::uint32_t>(part.size()) : 0U, 0, 0});
    worst_ = std::max(worst_, treatment_of(finding));
  }
  void check_header();
  void check_field(const Item& item);
  void check_factor(std::size_t i);
  void find_doubles();
  bool is_double(const Item& first, const Item& second) const;

  const Vocabulary& vocabulary_;
  const Message& message_;
  std::vector<Diagnostic>& diagnostics_;
  Treatment worst_ = Treatment::kAccept;
};

void Vocabulary::Check::check_header() {
  const std::string_view cn = message_.cn();
  if (vocabulary_.command(message_.edition, cn) == nullptr)
    note(vocabulary_.any_command(cn) == nullptr ? Finding::kCommandUnknown : Finding::kCommandOfOtherEdition, cn);
  if (message_.has(HeaderField::kSt) && vocabulary_.system(message_.st()) == nullptr)
    note(Finding::kStUnknown, message_.st());
}

void Vocabulary::Check::check_field(const Item& item) {
  const Word* known = vocabulary_.field(item.factor);
  if (known == nullptr) return note(Finding::kFieldUnknown, item.factor);
  if (known->is_number && item.kind == ValueKind::kText) note(Finding::kNotANumber, item.value);
}

void Vocabulary::Check::check_factor(std::size_t i) {
  const Item& item = message_.items[i];
  const bool is_same = i > 0 && message_.items[i - 1].is_factor() && message_.items[i - 1].factor == item.factor;
  if (!is_same && !vocabulary_.knows_factor(item.factor)) note(Finding::kFactorUnknown, item.factor);
  const Word* known = vocabulary_.suffix(item.suffix);
  if (known == nullptr) {
    const bool is_case = std::ranges::any_of(
        vocabulary_.suffixes_, [&](const auto& word) { return internal::equals_any_case(word.first, item.suffix); });
    note(is_case ? Finding::kSuffixCase : Finding::kSuffixUnknown, item.suffix);
  } else if (known->is_number && item.kind == ValueKind::kText) {
    note(Finding::kNotANumber, item.value);
  }
  if (item.suffix == "Flag" && item.kind != ValueKind::kMissing &&
      vocabulary_.mark(message_.edition, item.value) == nullptr)
    note(Finding::kMarkUnknown, item.value);
}

// The same pair twice, unless each stands behind its own PolId.
bool Vocabulary::Check::is_double(const Item& first, const Item& second) const {
  if (!second.is_factor() || first.factor != second.factor || first.suffix != second.suffix) return false;
  return first.group == second.group || std::ranges::none_of(message_.items, [&](const Item& item) {
           return item.group == second.group && !item.is_factor() && internal::equals_any_case(item.factor, "PolId");
         });
}

void Vocabulary::Check::find_doubles() {
  const std::vector<Item>& items = message_.items;
  if (items.size() <= 256) {  // few: look back only where a pair of the same hash came before
    std::bitset<1024> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::size_t hash = (CodeHash{}(items[i].factor) * 3 + CodeHash{}(items[i].suffix)) & 1023;
      const auto is_first = [&](const Item& before) { return is_double(before, items[i]); };
      if (seen[hash] && std::any_of(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(i), is_first))
        note(Finding::kItemDouble, items[i].factor);
      seen[hash] = true;
    }
    return;
  }
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(items[i].factor, items[i].suffix, i); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (is_double(items[order[i - 1]], items[order[i]])) note(Finding::kItemDouble, items[order[i]].factor);
  }
}

Treatment Vocabulary::check(const Message& message, std::vector<Diagnostic>& diagnostics) const {
  return Check(*this, message, diagnostics).run();
}

}  // namespace bihuan::hj212
