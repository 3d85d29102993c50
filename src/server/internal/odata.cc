#include "server/internal/odata.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace bihuan::server::odata {
namespace {

using Kind = Expression::Kind;

std::unexpected<Error> fail_at(const Place& place, std::string message) {
  return fail(Code::kInvalidInput, std::move(message), to_string(place));
}

// --- functions -------------------------------------------------------------------------------------------------------

const std::string* text_of(const Value& value) { return std::get_if<std::string>(&value); }

Value contains(const Value& whole, const Value& part) {
  if (text_of(whole) == nullptr || text_of(part) == nullptr) return {};
  return text_of(whole)->find(*text_of(part)) != std::string::npos;
}

// What the letters A to Z become; others have no case here.
Value with_case(const Value& value, char first, int shift) {
  if (text_of(value) == nullptr) return {};
  std::string text = *text_of(value);
  for (char& c : text)
    if (c >= first && c <= first + 25) c = static_cast<char>(c + shift);
  return text;
}

Value part_of_time(const Value& value, int which) {
  const Instant* const time = std::get_if<Instant>(&value);
  if (time == nullptr) return {};
  const Date day = to_date(*time, kUtc);
  const int second = second_of_day(*time, kUtc);
  const std::array<int, 6> parts{day.year(), day.month(), day.day(), second / 3600, second / 60 % 60, second % 60};
  return Decimal(parts[static_cast<std::size_t>(which)]);
}

struct Function {
  std::string_view name;
  std::size_t arguments;
  bool is_truth;  // what it gives
  Value (*compute)(std::span<const Value>);
};

constexpr std::array<Function, 13> kFunctions{{
    {"contains", 2, true, [](std::span<const Value> v) { return contains(v[0], v[1]); }},
    {"substringof", 2, true, [](std::span<const Value> v) { return contains(v[1], v[0]); }},
    {"startswith", 2, true,
     [](std::span<const Value> v) -> Value {
       if (text_of(v[0]) == nullptr || text_of(v[1]) == nullptr) return {};
       return text_of(v[0])->starts_with(*text_of(v[1]));
     }},
    {"endswith", 2, true,
     [](std::span<const Value> v) -> Value {
       if (text_of(v[0]) == nullptr || text_of(v[1]) == nullptr) return {};
       return text_of(v[0])->ends_with(*text_of(v[1]));
     }},
    {"length", 1, false,
     [](std::span<const Value> v) -> Value {
       if (text_of(v[0]) == nullptr) return {};
       return Decimal(static_cast<std::int64_t>(count_code_points(*text_of(v[0]))));
     }},
    {"tolower", 1, false, [](std::span<const Value> v) { return with_case(v[0], 'A', 'a' - 'A'); }},
    {"toupper", 1, false, [](std::span<const Value> v) { return with_case(v[0], 'a', 'A' - 'a'); }},
    {"year", 1, false, [](std::span<const Value> v) { return part_of_time(v[0], 0); }},
    {"month", 1, false, [](std::span<const Value> v) { return part_of_time(v[0], 1); }},
    {"day", 1, false, [](std::span<const Value> v) { return part_of_time(v[0], 2); }},
    {"hour", 1, false, [](std::span<const Value> v) { return part_of_time(v[0], 3); }},
    {"minute", 1, false, [](std::span<const Value> v) { return part_of_time(v[0], 4); }},
    {"second", 1, false, [](std::span<const Value> v) { return part_of_time(v[0], 5); }},
}};

constexpr std::array<std::pair<std::string_view, Comparison>, 6> kComparisons{{{"eq", Comparison::kEqual},
                                                                               {"ne", Comparison::kNotEqual},
                                                                               {"gt", Comparison::kGreater},
                                                                               {"ge", Comparison::kGreaterEqual},
                                                                               {"lt", Comparison::kLess},
                                                                               {"le", Comparison::kLessEqual}}};

bool is_truth(const Expression& one) {
  switch (one.kind) {
    case Kind::kComparison:
    case Kind::kAnd:
    case Kind::kOr:
    case Kind::kNot:
      return true;
    case Kind::kCall:
      return kFunctions[one.function].is_truth;
    case Kind::kLiteral:
      return std::holds_alternative<bool>(one.literal);
    case Kind::kPath:
      break;
  }
  return false;
}

// --- characters ------------------------------------------------------------------------------------------------------

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' ||
         static_cast<unsigned char>(c) > 127;
}
bool goes_on_in_name(char c) { return begins_name(c) || is_decimal_digit(c) || c == '.' || c == '-'; }

// A text read from left to right.
class Scanner {
 public:
  Scanner(std::string_view text, Place begin) : text_(text), begin_(std::move(begin)) {}

  Place place() const { return place_at(at_); }
  Place place_at(std::size_t at) const {
    return {begin_.option, begin_.character + count_code_points(text_.substr(0, std::min(at, text_.size())))};
  }
  std::size_t at() const { return at_; }
  bool is_at_end() const { return at_ >= text_.size(); }
  char now() const { return is_at_end() ? '\0' : text_[at_]; }
  char after() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }
  void step() { ++at_; }
  void skip_blanks() {
    while (now() == ' ' || now() == '\t') ++at_;
  }
  bool take(char c) {
    if (is_at_end() || now() != c) return false;
    ++at_;
    return true;
  }
  std::string_view take_name() {
    const std::size_t first = at_;
    if (begins_name(now()))
      while (!is_at_end() && goes_on_in_name(now())) ++at_;
    return text_.substr(first, at_ - first);
  }
  std::string_view take_while(bool (*wanted)(char)) {
    const std::size_t first = at_;
    while (!is_at_end() && wanted(now())) ++at_;
    return text_.substr(first, at_ - first);
  }
  // A name with a blank or the end behind it, if it is this one.
  bool take_word(std::string_view word) {
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with(word)) return false;
    if (rest.size() > word.size() && goes_on_in_name(rest[word.size()])) return false;
    at_ += word.size();
    return true;
  }
  // What stands between single quotes; two of them are one.
  Result<std::string> take_quoted() {
    const Place begin = place();
    std::string out;
    step();
    while (!is_at_end()) {
      const char c = now();
      step();
      if (c == '\'' && !take('\'')) return out;
      out += c;
    }
    return fail_at(begin, "引号没有配对；文字应写作 'abc'，其中的单引号写两个");
  }
  std::string next_words() const { return is_at_end() ? "结尾" : "“" + excerpt(text_.substr(at_), 12) + "”"; }

 private:
  std::string_view text_;
  Place begin_;
  std::size_t at_ = 0;
};

std::string as_property(std::string_view name) { return name == "@iot.id" ? "id" : std::string(name); }

Result<Path> take_path(Scanner& scanner) {
  Path path;
  do {
    const std::string_view name = scanner.take_name();
    if (name.empty()) return fail_at(scanner.place(), "这里应为属性名，现为" + scanner.next_words());
    path.push_back(as_property(name));
    constexpr std::size_t kLongestPath = 6;
    if (path.size() > kLongestPath) return fail_at(scanner.place(), "属性路径至多 6 段");
  } while (scanner.take('/'));
  return path;
}

// --- $filter ---------------------------------------------------------------------------------------------------------

class FilterParser {
 public:
  FilterParser(std::string_view text, Place begin) : scanner_(text, std::move(begin)) {}

  Result<Expression> whole() {
    BIHUAN_TRY(Expression found, either());
    scanner_.skip_blanks();
    if (!scanner_.is_at_end())
      return fail_at(scanner_.place(), "这里应为 and、or 或结尾，现为" + scanner_.next_words());
    BIHUAN_CHECK(want_truth(found));
    return found;
  }

 private:
  static Status want_truth(const Expression& one) {
    if (is_truth(one)) return {};
    return fail_at(one.place, "这里应为条件，如 result gt 5 或 contains(name,'湖')");
  }

  Status count_term() {
    if (++terms_ > kMostTerms) return fail_at(scanner_.place(), "条件过长：至多 " + std::to_string(kMostTerms) + " 项");
    return {};
  }

  // A flat list of terms: a long chain is not deep.
  Result<Expression> chain(Kind kind, std::string_view word, Result<Expression> (FilterParser::*next)()) {
    BIHUAN_TRY(Expression first, (this->*next)());
    scanner_.skip_blanks();
    if (!scanner_.take_word(word)) return first;
    Expression all;
    all.kind = kind;
    all.place = first.place;
    BIHUAN_CHECK(want_truth(first));
    all.parts.push_back(std::move(first));
    do {
      BIHUAN_TRY(Expression one, (this->*next)());
      BIHUAN_CHECK(want_truth(one));
      all.parts.push_back(std::move(one));
      scanner_.skip_blanks();
    } while (scanner_.take_word(word));
    return all;
  }
  Result<Expression> either() { return chain(Kind::kOr, "or", &FilterParser::both); }
  Result<Expression> both() { return chain(Kind::kAnd, "and", &FilterParser::negated); }

  Result<Expression> negated() {
    scanner_.skip_blanks();
    const Place place = scanner_.place();
    if (!scanner_.take_word("not")) return compared();
    BIHUAN_CHECK(descend());
    BIHUAN_TRY(Expression inner, negated());
    --depth_;
    BIHUAN_CHECK(want_truth(inner));
    Expression all;
    all.kind = Kind::kNot;
    all.place = place;
    all.parts.push_back(std::move(inner));
    return all;
  }

  Result<Expression> compared() {
    BIHUAN_TRY(Expression left, primary());
    scanner_.skip_blanks();
    for (const auto& [word, comparison] : kComparisons) {
      if (!scanner_.take_word(word)) continue;
      BIHUAN_TRY(Expression right, primary());
      Expression all;
      all.kind = Kind::kComparison;
      all.place = left.place;
      all.comparison = comparison;
      all.parts.push_back(std::move(left));
      all.parts.push_back(std::move(right));
      return all;
    }
    return left;
  }

  Status descend() {
    if (++depth_ > kMostDepth)
      return fail_at(scanner_.place(), "括号嵌套过深：至多 " + std::to_string(kMostDepth) + " 层");
    return {};
  }

  Result<Expression> primary() {
    scanner_.skip_blanks();
    BIHUAN_CHECK(count_term());
    const Place place = scanner_.place();
    if (scanner_.take('(')) {
      BIHUAN_CHECK(descend());
      BIHUAN_TRY(Expression inner, either());
      --depth_;
      scanner_.skip_blanks();
      if (!scanner_.take(')')) return fail_at(scanner_.place(), "缺右括号，现为" + scanner_.next_words());
      return inner;
    }
    Expression one;
    one.place = place;
    if (scanner_.now() == '\'') {
      BIHUAN_TRY(std::string text, scanner_.take_quoted());
      one.literal = std::move(text);
      return one;
    }
    if (is_decimal_digit(scanner_.now()) || scanner_.now() == '-' || scanner_.now() == '+')
      return number_or_time(place);
    const std::size_t before = scanner_.at();
    BIHUAN_TRY(Path path, take_path(scanner_));
    if (scanner_.now() == '(') return call(path, place);
    if (path.size() == 1 && before != scanner_.at()) {
      if (path[0] == "true" || path[0] == "false") one.literal = path[0] == "true";
      if (path[0] == "true" || path[0] == "false" || path[0] == "null") return one;
    }
    one.kind = Kind::kPath;
    one.path = std::move(path);
    return one;
  }

  Result<Expression> call(const Path& path, const Place& place) {
    Expression all;
    all.kind = Kind::kCall;
    all.place = place;
    const auto found =
        std::ranges::find_if(kFunctions, [&](const Function& one) { return path.size() == 1 && one.name == path[0]; });
    if (found == kFunctions.end()) {
      std::string names;
      for (const Function& one : kFunctions) names += (names.empty() ? "" : "、") + std::string(one.name);
      return fail_at(place, "没有函数“" + excerpt(path.back()) + "”；有：" + names);
    }
    all.function = static_cast<std::size_t>(found - kFunctions.begin());
    BIHUAN_CHECK(descend());
    scanner_.step();
    do {
      BIHUAN_TRY(Expression argument, primary());
      if (is_truth(argument)) return fail_at(argument.place, "函数的参数应为属性、文字或时间，不能是条件");
      all.parts.push_back(std::move(argument));
      scanner_.skip_blanks();
    } while (scanner_.take(','));
    --depth_;
    if (!scanner_.take(')')) return fail_at(scanner_.place(), "缺右括号，现为" + scanner_.next_words());
    if (all.parts.size() != found->arguments) {
      return fail_at(place, "函数 " + std::string(found->name) + " 应有 " + std::to_string(found->arguments) +
                                " 个参数，现有 " + std::to_string(all.parts.size()) + " 个");
    }
    return all;
  }

  Result<Expression> number_or_time(const Place& place) {
    Expression one;
    one.place = place;
    const std::string_view text = scanner_.take_while([](char c) {
      return is_decimal_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == ':' ||
             c == '-' || c == '+';
    });
    constexpr std::size_t kDay = std::string_view("2024-01-01").size();
    if (text.size() >= kDay && text[4] == '-' && text[7] == '-') {
      BIHUAN_TRY(one.literal, moment(text, place));
      return one;
    }
    const auto number = parse_decimal(text);
    if (!number) return fail_at(place, "“" + excerpt(text) + "”不是数：" + number.error().message);
    one.literal = *number;
    return one;
  }

  // Fractions of a second may be written, as far as they are zero.
  Result<Value> moment(std::string_view text, const Place& place) const {
    std::string whole(text);
    if (const std::size_t point = whole.find('.'); point != std::string::npos) {
      std::size_t end = point + 1;
      while (end < whole.size() && whole[end] == '0') ++end;
      if (end == point + 1 || (end < whole.size() && is_decimal_digit(whole[end])))
        return fail_at(place, "时间“" + excerpt(text) + "”细于一秒；应写到秒");
      whole.erase(point, end - point);
    }
    const auto instant = parse_instant(whole);
    if (!instant) {
      return fail_at(place, "时间“" + excerpt(text) +
                                "”应写作 2024-01-01T00:00:00Z 或 2024-01-01T00:00:00+08:00（网址里加号写作 %2B）");
    }
    return Value(*instant);
  }

  Scanner scanner_;
  int depth_ = 0;
  int terms_ = 0;
};

// --- options ---------------------------------------------------------------------------------------------------------

Result<std::int64_t> whole_number(std::string_view text, const Place& place, std::int64_t most) {
  constexpr std::size_t kMostDigits = 12;
  std::int64_t number = 0;
  if (text.empty() || text.size() > kMostDigits || !std::ranges::all_of(text, is_decimal_digit))
    return fail_at(place, "“" + excerpt(text) + "”应为不带符号的整数");
  for (const char c : text) number = number * 10 + (c - '0');
  if (number > most) return fail_at(place, "至多 " + std::to_string(most) + "，现为 " + std::to_string(number));
  return number;
}

Result<std::vector<OrderItem>> parse_order(std::string_view text, const Place& begin) {
  Scanner scanner(text, begin);
  std::vector<OrderItem> items;
  do {
    scanner.skip_blanks();
    OrderItem item;
    item.place = scanner.place();
    BIHUAN_TRY(item.path, take_path(scanner));
    scanner.skip_blanks();
    if (!scanner.take_word("asc")) item.is_descending = scanner.take_word("desc");
    items.push_back(std::move(item));
    scanner.skip_blanks();
    constexpr std::size_t kMostItems = 8;
    if (items.size() > kMostItems) return fail_at(scanner.place(), "至多按 8 个属性排序");
  } while (scanner.take(','));
  if (!scanner.is_at_end())
    return fail_at(scanner.place(), "这里应为 asc、desc、逗号或结尾，现为" + scanner.next_words());
  return items;
}

Result<std::vector<std::pair<std::string, Place>>> parse_select(std::string_view text, const Place& begin) {
  Scanner scanner(text, begin);
  std::vector<std::pair<std::string, Place>> names;
  do {
    scanner.skip_blanks();
    const Place place = scanner.place();
    const std::string_view name = scanner.take_name();
    if (name.empty()) return fail_at(place, "这里应为属性名，现为" + scanner.next_words());
    names.emplace_back(as_property(name), place);
    scanner.skip_blanks();
  } while (scanner.take(','));
  if (!scanner.is_at_end()) return fail_at(scanner.place(), "这里应为逗号或结尾，现为" + scanner.next_words());
  return names;
}

Status set_option(Options& options, std::string_view name, std::string_view value, const Place& place, int depth);

// Up to the next `;` or `)` that stands outside of quotes and parentheses.
std::string_view nested_value(Scanner& scanner, std::string_view text) {
  const std::size_t first = scanner.at();
  int open = 0;
  bool is_quoted = false;
  for (; !scanner.is_at_end(); scanner.step()) {
    const char c = scanner.now();
    if (c == '\'') is_quoted = !is_quoted;
    if (is_quoted) continue;
    if (c == '(') ++open;
    if (c == ')' && open-- == 0) break;
    if (c == ';' && open == 0) break;
  }
  return text.substr(first, scanner.at() - first);
}

Status parse_nested(Scanner& scanner, std::string_view text, Options& options, int depth) {
  std::set<std::string, std::less<>> seen;
  do {
    scanner.skip_blanks();
    const Place place = scanner.place();
    if (!scanner.take('$')) return fail_at(place, "这里应为 $ 开头的选项，现为" + scanner.next_words());
    const std::string name = "$" + std::string(scanner.take_name());
    if (!scanner.take('=')) return fail_at(scanner.place(), "选项名之后应为等号，现为" + scanner.next_words());
    if (!seen.insert(name).second) return fail_at(place, "选项 " + excerpt(name) + " 重复");
    const Place begin = scanner.place();
    const std::string_view value = nested_value(scanner, text);
    BIHUAN_CHECK(set_option(options, name, value, begin, depth));
  } while (scanner.take(';'));
  if (!scanner.take(')')) return fail_at(scanner.place(), "缺右括号，现为" + scanner.next_words());
  return {};
}

Result<std::vector<Expand>> parse_expand(std::string_view text, const Place& begin, int depth);

// One item: Datastreams/Observations($top=1)
Result<Expand> parse_expand_item(Scanner& scanner, std::string_view text, int depth) {
  Expand item;
  item.place = scanner.place();
  if (depth > kMostExpandDepth) return fail_at(item.place, "$expand 至多 " + std::to_string(kMostExpandDepth) + " 层");
  item.navigation = scanner.take_name();
  if (item.navigation.empty())
    return fail_at(item.place, "这里应为关联的名称，如 Datastreams，现为" + scanner.next_words());
  if (scanner.take('/')) {
    BIHUAN_TRY(Expand inner, parse_expand_item(scanner, text, depth + 1));
    item.options.expand.push_back(std::move(inner));
  } else if (scanner.take('(')) {
    BIHUAN_CHECK(parse_nested(scanner, text, item.options, depth + 1));
  }
  return item;
}

Result<std::vector<Expand>> parse_expand(std::string_view text, const Place& begin, int depth) {
  Scanner scanner(text, begin);
  std::vector<Expand> items;
  do {
    scanner.skip_blanks();
    BIHUAN_TRY(Expand item, parse_expand_item(scanner, text, depth));
    if (std::ranges::find(items, item.navigation, &Expand::navigation) != items.end())
      return fail_at(item.place, "“" + excerpt(item.navigation) + "”重复");
    items.push_back(std::move(item));
    scanner.skip_blanks();
  } while (scanner.take(','));
  if (!scanner.is_at_end()) return fail_at(scanner.place(), "这里应为逗号或结尾，现为" + scanner.next_words());
  return items;
}

Status set_option(Options& options, std::string_view name, std::string_view value, const Place& place, int depth) {
  if (name == "$filter") {
    BIHUAN_TRY(options.filter, parse_filter(value, place));
  } else if (name == "$orderby") {
    BIHUAN_TRY(options.order, parse_order(value, place));
  } else if (name == "$top") {
    BIHUAN_TRY(options.top, whole_number(value, place, kMostTop));
  } else if (name == "$skip") {
    BIHUAN_TRY(options.skip, whole_number(value, place, kMostSkip));
  } else if (name == "$count") {
    if (value != "true" && value != "false") return fail_at(place, "$count 应为 true 或 false");
    options.wants_count = value == "true";
  } else if (name == "$select") {
    BIHUAN_TRY(options.select, parse_select(value, place));
  } else if (name == "$expand") {
    BIHUAN_TRY(options.expand, parse_expand(value, place, depth));
  } else {
    return fail_at(place,
                   "没有选项“" + excerpt(name) + "”；有：$filter、$orderby、$top、$skip、$count、$select、$expand");
  }
  options.texts.emplace_back(name, value);
  return {};
}

// --- values ----------------------------------------------------------------------------------------------------------

bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }

bool compares(const Value& a, const Value& b, Comparison comparison) {
  if (is_null(a) || is_null(b) || a.index() != b.index()) {
    const bool are_equal = is_null(a) && is_null(b);
    return comparison == Comparison::kEqual ? are_equal : comparison == Comparison::kNotEqual && !are_equal;
  }
  const int order = compare_for_order(a, b);
  switch (comparison) {
    case Comparison::kEqual:
      return order == 0;
    case Comparison::kNotEqual:
      return order != 0;
    case Comparison::kGreater:
      return order > 0;
    case Comparison::kGreaterEqual:
      return order >= 0;
    case Comparison::kLess:
      return order < 0;
    case Comparison::kLessEqual:
      break;
  }
  return order <= 0;
}

template <class T>
int sign_of_order(const T& a, const T& b) {
  return a < b ? -1 : b < a ? 1 : 0;
}

}  // namespace

std::string to_string(const Place& place) { return place.option + " 第" + std::to_string(place.character) + "个字符"; }

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const Function& one : kFunctions) names.push_back(one.name);
  return names;
}

Result<Expression> parse_filter(std::string_view text, Place begin) {
  if (text.size() > kLongestOption)
    return fail_at(begin, "至多 " + std::to_string(kLongestOption) + " 字节，现为 " + std::to_string(text.size()));
  return FilterParser(text, std::move(begin)).whole();
}

Result<Options> parse_options(std::span<const std::pair<std::string, std::string>> query) {
  Options options;
  std::set<std::string, std::less<>> seen;
  for (const auto& [name, value] : query) {
    const Place place{excerpt(name), 1};
    if (value.size() > kLongestOption)
      return fail_at(place, "至多 " + std::to_string(kLongestOption) + " 字节，现为 " + std::to_string(value.size()));
    if (first_invalid_utf8(value)) return fail_at(place, "选项的值不是有效的 UTF-8");
    if (!seen.insert(name).second) return fail_at(place, "选项 " + excerpt(name) + " 重复");
    BIHUAN_CHECK(set_option(options, name, value, place, 1));
  }
  return options;
}

Value evaluate(const Expression& one, const Lookup& lookup) {
  switch (one.kind) {
    case Kind::kLiteral:
      return one.literal;
    case Kind::kPath:
      return lookup(one.path);
    case Kind::kCall: {
      std::vector<Value> arguments;
      for (const Expression& part : one.parts) arguments.push_back(evaluate(part, lookup));
      return kFunctions[one.function].compute(arguments);
    }
    case Kind::kComparison:
      return compares(evaluate(one.parts[0], lookup), evaluate(one.parts[1], lookup), one.comparison);
    case Kind::kAnd:
      return std::ranges::all_of(one.parts, [&](const Expression& part) { return holds(part, lookup); });
    case Kind::kOr:
      return std::ranges::any_of(one.parts, [&](const Expression& part) { return holds(part, lookup); });
    case Kind::kNot:
      break;
  }
  return !holds(one.parts[0], lookup);
}

bool holds(const Expression& filter, const Lookup& lookup) {
  const Value value = evaluate(filter, lookup);
  const bool* const truth = std::get_if<bool>(&value);
  return truth != nullptr && *truth;
}

int compare_for_order(const Value& a, const Value& b) {
  if (a.index() != b.index()) return sign_of_order(a.index(), b.index());
  if (const bool* const truth = std::get_if<bool>(&a)) return sign_of_order(*truth, std::get<bool>(b));
  if (const Decimal* const number = std::get_if<Decimal>(&a)) return sign_of_order(*number, std::get<Decimal>(b));
  if (const std::string* const text = std::get_if<std::string>(&a))
    return sign_of_order(*text, std::get<std::string>(b));
  if (const Instant* const time = std::get_if<Instant>(&a)) return sign_of_order(*time, std::get<Instant>(b));
  return 0;
}

Status for_each_path(const Expression& one, const std::function<Status(const Path&, const Place&)>& visit) {
  if (one.kind == Kind::kPath) return visit(one.path, one.place);
  for (const Expression& part : one.parts) BIHUAN_CHECK(for_each_path(part, visit));
  return {};
}

}  // namespace bihuan::server::odata
