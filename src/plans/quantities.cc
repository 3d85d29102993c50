#include "plans/quantities.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "base/time.h"
#include "plans/normal_text.h"

namespace bihuan::plans {
namespace {

constexpr std::size_t kMaxDigits = 15;

class Lexer {
 public:
  Lexer(const Language& language, std::u32string_view text, Range range)
      : language_(language), text_(text.substr(0, range.end)), begin_(range.begin) {}

  Lexed run() {
    std::size_t i = begin_;
    while (i < text_.size()) {
      const char32_t c = text_[i];
      if (c == U'《' || c == U'〔' || c == U'[') {
        i = behind_title(i);
      } else if (is_digit(c)) {
        i = take_digits(i);
      } else if (is_latin(c)) {
        i = behind_latin(i);
      } else if (c == U'零') {
        i = take_zero(i);
      } else if (is_chinese_digit(c)) {
        i = take_chinese(i);
      } else if (c == U'年' || c == U'全' || c == U'月' || c == U'上' || c == U'下' || c == U'本' || c == U'今' ||
                 c == U'季') {
        i = take_date_word(i);
      } else {
        ++i;
      }
    }
    return std::move(out_);
  }

 private:
  char32_t at(std::size_t i) const { return i < text_.size() ? text_[i] : U'\n'; }
  char32_t before(std::size_t i) const { return i > begin_ ? text_[i - 1] : U'\n'; }
  bool says(std::size_t i, std::u32string_view word) const { return text_.substr(i, word.size()) == word; }

  std::size_t behind_title(std::size_t i) const {
    const char32_t close = text_[i] == U'《' ? U'》' : text_[i] == U'〔' ? U'〕' : U']';
    const std::size_t limit = std::min(text_.size(), i + 120);
    for (std::size_t j = i + 1; j < limit; ++j) {
      if (text_[j] == close) {
        std::size_t k = j + 1;
        if (close != U'》') {  // 〔2018〕128号
          while (is_digit(at(k))) ++k;
          if (k > j + 1 && at(k) == U'号') return k + 1;
        }
        return j + 1;
      }
    }
    return i + 1;
  }

  // PM2.5, O3, CJJ27-2005: a name. Stops before a % so that "B类95%" stays readable.
  std::size_t behind_latin(std::size_t i) const {
    std::size_t j = i;
    while (j < text_.size() && (is_latin(text_[j]) || is_digit(text_[j]) ||
                                ((text_[j] == U'.' || text_[j] == U'-' || text_[j] == U'/') &&
                                 (is_digit(at(j + 1)) || is_latin(at(j + 1))))))
      ++j;
    return j;
  }

  struct Digits {
    Decimal value;
    std::size_t end = 0;
    bool good = false;
    bool has_point = false;
  };

  Digits read_digits(std::size_t i) const {
    Digits digits;
    std::int64_t mantissa = 0;
    int places = 0;
    std::size_t j = i;
    std::size_t count = 0;
    while (is_digit(at(j))) {
      if (++count <= kMaxDigits) mantissa = mantissa * 10 + static_cast<std::int64_t>(at(j) - U'0');
      ++j;
    }
    if (at(j) == U'.' && is_digit(at(j + 1))) {
      digits.has_point = true;
      ++j;
      while (is_digit(at(j))) {
        if (++count <= kMaxDigits) {
          mantissa = mantissa * 10 + static_cast<std::int64_t>(at(j) - U'0');
          ++places;
        }
        ++j;
      }
    }
    digits.value = Decimal(mantissa, places);
    digits.end = j;
    digits.good = count <= kMaxDigits;
    return digits;
  }

  std::size_t take_digits(std::size_t i) {
    const Digits digits = read_digits(i);
    const char32_t prev = before(i);
    const char32_t next = at(digits.end);
    if (!digits.good || prev == U'第' || prev == U'-' || prev == U'.' || is_digit(prev)) return skip_number(digits.end);
    if (next == U'年') return take_year(i, digits);
    if ((next == U'-' || next == U'~' || next == U'—' || next == U'至' || next == U'到') &&
        is_digit(at(digits.end + 1))) {
      return take_range(i, digits);
    }
    if (next == U'月') return take_month(i, static_cast<int>(digits.value.mantissa()), digits);
    if (next == U'号' || next == U'日' || next == U'时' ||
        (next == U'期' && (at(digits.end + 1) == U'工' || at(digits.end + 1) == U'项')) || next == U'届' ||
        next == U'·' || next == U':' || next == U'°')
      return skip_number(digits.end + 1);
    if ((next == U'：' || next == U'/') && is_digit(at(digits.end + 1))) return skip_number(digits.end + 1);
    if (prev == U'·' || prev == U'/' || prev == U':') return digits.end;
    Quantity quantity;
    quantity.value = digits.value;
    quantity.digits = {i, digits.end};
    return finish_quantity(i, digits.end, quantity);
  }

  std::size_t skip_number(std::size_t i) const {
    while (i < text_.size() && (is_digit(text_[i]) || text_[i] == U'.')) ++i;
    return i;
  }

  // Reads multiplier, 多/余 and unit behind the number that ends at `end`; appends the quantity. Returns where to go
  // on.
  std::size_t finish_quantity(std::size_t begin, std::size_t end, Quantity quantity) {
    std::size_t i = end;
    const auto take_more = [&] {
      if (at(i) == U'多' || at(i) == U'余' || at(i) == U'几' || (at(i) == U'来' && at(i + 1) != U'自')) {
        quantity.is_open = true;
        ++i;
      }
    };
    take_more();
    const std::size_t unit_begin = i;
    if (!quantity.is_chinese) i += language_.longest(WordClass::kMultiplier, text_, i).length;
    const std::size_t multiplier_end = i;
    take_more();
    const std::size_t bare_unit = i;
    const WordMatch measure = language_.longest(WordClass::kMeasure, text_, i);
    const WordMatch counter = language_.longest(WordClass::kCounter, text_, i);
    const WordMatch set = language_.longest(WordClass::kSetCounter, text_, i);
    std::size_t length = std::max({measure.length, counter.length, set.length});
    if (length == 0 && multiplier_end > unit_begin && !quantity.is_chinese) length = 0;
    if (length != 0 && length == counter.length && counter.length >= measure.length &&
        !is_word_start(i, counter.length)) {
      quantity.kind = QuantityKind::kCount;
    } else if (length != 0 && length == measure.length) {
      quantity.kind = QuantityKind::kMeasure;
    } else if (length != 0 && length == set.length) {
      quantity.kind = QuantityKind::kSet;
    } else {
      length = 0;
      quantity.kind = QuantityKind::kBare;
    }
    const bool is_phase = quantity.is_chinese && length == 1 && at(i) == U'期';  // 一期工程
    if (quantity.is_chinese && (length == 0 || quantity.is_open || is_phase)) return std::max(end, begin + 1);
    if (length == 0 && is_latin(at(i))) return behind_latin(i);
    quantity.unit = std::u32string(text_.substr(unit_begin, multiplier_end - unit_begin));
    if (quantity.kind == QuantityKind::kMeasure && !measure.value.empty()) {
      append_utf8(quantity.unit, measure.value);  // another spelling of it
    } else {
      quantity.unit.append(text_.substr(bare_unit, length));
    }
    i += length;
    if (at(i) == U'多' && quantity.kind == QuantityKind::kCount) {
      quantity.is_open = true;
      ++i;
    }
    const char32_t prev = before(begin);
    quantity.is_per = prev == U'每';
    quantity.range = {begin, i};
    out_.quantities.push_back(std::move(quantity));
    return i;
  }

  static void append_utf8(std::u32string& to, std::string_view utf8) {
    if (const auto letters = decode_utf8(utf8); letters.has_value()) to += *letters;
  }

  // 3个月, 一次性, 一体: the counter is only the beginning of another word.
  bool is_word_start(std::size_t i, std::size_t length) const {
    if (length != 1) return false;
    const char32_t c = at(i);
    const char32_t next = at(i + 1);
    if (c == U'次' && next == U'性') return true;
    if (c == U'个' && (next == U'月' || says(i + 1, U"工作日") || says(i + 1, U"百分点"))) return true;
    return c == U'人' && (next == U'大' || next == U'民');
  }

  std::size_t take_range(std::size_t i, const Digits& low) {
    const Digits high = read_digits(low.end + 1);
    if (at(high.end) == U'年') return take_year_span(i, low, high);
    if (at(high.end) == U'月') {
      DateMention span;
      span.role = DateRole::kSpan;
      span.month = static_cast<int>(low.value.mantissa());
      span.last_month = static_cast<int>(high.value.mantissa());
      span.range = {i, high.end + 1 + (at(high.end + 1) == U'份' ? 1U : 0U)};
      out_.dates.push_back(span);
      return span.range.end;
    }
    if (!low.has_point && low.end - i == 4 && high.end - low.end - 1 == 4) return high.end;  // （2017-2020）
    if (at(low.end) == U'-' && is_digit(at(high.end + 1)) && at(high.end) == U'-')
      return skip_number(high.end + 1);  // 2024-5-9, telephone
    Quantity quantity;
    quantity.value = low.value;
    quantity.high = high.value;
    quantity.digits = {i, high.end};
    return finish_quantity(i, high.end, quantity);
  }

  // --- Chinese numbers
  // ------------------------------------------------------------------------------------------------

  static int digit_value(char32_t c) {
    constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
    if (c == U'两') return 2;
    if (c == U'〇') return 0;
    const std::size_t at = kDigits.find(c);
    return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
  }

  // “十四五”末, “十三五”期间, “十三五”以来: the sixth five years began in 1981.
  std::size_t take_five_years(std::size_t i) {
    if (before(i) != U'“') return 0;
    const SmallNumber which = small_chinese_number(text_, i);
    const std::size_t five = i + which.length;
    if (which.value < 6 || which.value > 30 || at(five) != U'五' || at(five + 1) != U'”') return 0;
    DateMention date;
    date.year = 1981 + 5 * (which.value - 6);
    date.end_year = date.year + 4;
    date.role = DateRole::kFiveYears;
    std::size_t end = five + 2;
    if (at(end) == U'末') {
      date.role = DateRole::kYear;
      date.year = date.end_year;
      finish_date(date, i - 1, end);
      return out_.dates.back().range.end;
    }
    if (!says(end, U"期间") && !says(end, U"时期") && !says(end, U"以来")) return 0;
    date.range = {i - 1, end + 2};
    out_.dates.push_back(date);
    return end + 2;
  }

  std::size_t take_chinese(std::size_t i) {
    if (const std::size_t end = take_five_years(i); end != 0) return end;
    std::size_t j = i;
    std::int64_t total = 0;
    std::int64_t section = 0;
    std::int64_t digit = -1;
    bool good = true;
    while (j < text_.size() && is_chinese_digit(text_[j]) && j - i < 12) {
      const char32_t c = text_[j];
      if (const int value = digit_value(c); value >= 0) {
        good = good && digit <= 0;
        digit = value;
      } else {
        const std::int64_t unit = c == U'十'   ? 10
                                  : c == U'百' ? 100
                                  : c == U'千' ? 1000
                                  : c == U'万' ? 10000
                                               : 100000000;
        if (digit < 0 && c != U'十') good = good && section != 0;
        if (unit >= 10000) {
          total += (section + std::max<std::int64_t>(digit, 0)) * unit;
          section = 0;
        } else {
          section += (digit < 0 ? 1 : digit) * unit;
        }
        digit = -1;
      }
      ++j;
    }
    if (j < text_.size() && is_chinese_digit(text_[j])) return j + 1;
    total += section + std::max<std::int64_t>(digit, 0);
    const char32_t prev = before(i);
    const char32_t next = at(j);
    if (says(i, U"百分之") || (next == U'分' && at(j + 1) == U'之')) return take_percent(i, j);
    if (!good || prev == U'第' || next == U'届' || next == U'是' || next == U'要' || total == 0) return j;
    if (next == U'季' && at(j + 1) == U'度' && total <= 4 && j == i + 1)
      return take_quarter(i, static_cast<int>(total), j + 2);
    if (next == U'月' && total <= 12 && at(j + 1) != U'一') return take_chinese_month(i, static_cast<int>(total), j);
    Quantity quantity;
    quantity.value = Decimal(total, 0);
    quantity.digits = {i, j};
    quantity.is_chinese = true;
    return finish_quantity(i, j, quantity);
  }

  std::size_t take_chinese_month(std::size_t i, int month, std::size_t j) {
    Digits digits;
    digits.value = Decimal(month, 0);
    digits.end = j;
    return take_month(i, month, digits);
  }

  // 百分之九十五
  std::size_t take_percent(std::size_t i, std::size_t j) {
    if (at(j - 1) != U'百' && !says(i, U"百分之")) return j;
    std::size_t k = says(i, U"百分之") ? i + 3 : j + 2;
    std::int64_t mantissa = 0;
    int places = 0;
    std::size_t end = k;
    if (is_digit(at(k))) {
      const Digits digits = read_digits(k);
      Quantity quantity;
      quantity.value = digits.value;
      return push_percent(i, digits.end, quantity);
    }
    if (const SmallNumber small = small_chinese_number(text_, k); small.length != 0) {
      mantissa = small.value;
      end = k + small.length;
    } else if (says(k, U"百") || says(k, U"一百")) {
      mantissa = 100;
      end = k + (says(k, U"百") ? 1U : 2U);
    } else {
      return k;
    }
    if (at(end) == U'点') {
      std::size_t p = end + 1;
      while (digit_value(at(p)) >= 0 && places < 4) {
        mantissa = mantissa * 10 + digit_value(at(p++));
        ++places;
      }
      if (places > 0) end = p;
    }
    Quantity quantity;
    quantity.value = Decimal(mantissa, places);
    return push_percent(i, end, quantity);
  }

  std::size_t push_percent(std::size_t begin, std::size_t end, Quantity quantity) {
    quantity.kind = QuantityKind::kMeasure;
    quantity.unit = U"%";
    quantity.digits = quantity.range = {begin, end};
    out_.quantities.push_back(std::move(quantity));
    return end;
  }

  std::size_t take_zero(std::size_t i) {
    const WordMatch zero = language_.longest(WordClass::kZeroWord, text_, i);
    if (zero.length == 0) return take_plain_zero(i);
    if (zero.value.empty() || before(i) == U'趋' || before(i) == U'近') return i + zero.length;
    Quantity quantity;
    quantity.kind = QuantityKind::kZero;
    quantity.range = quantity.digits = {i, i + zero.length};
    const std::size_t blank = zero.value.find(' ');
    quantity.zero_comparator = zero.value.substr(0, blank);
    if (const auto unit = decode_utf8(zero.value.substr(blank + 1)); unit.has_value()) quantity.unit = *unit;
    out_.quantities.push_back(std::move(quantity));
    return i + zero.length;
  }

  // 比例为零: the number 0 and nothing behind it.
  std::size_t take_plain_zero(std::size_t i) {
    const char32_t next = at(i + 1);
    const char32_t prev = before(i);
    const bool stands_alone = next == U'，' || next == U'。' || next == U'；' || next == U'、' || next == U'\n';
    if (!stands_alone || (prev != U'为' && prev != U'到' && prev != U'至' && prev != U'在')) return i + 1;
    Quantity quantity;
    quantity.range = quantity.digits = {i, i + 1};
    out_.quantities.push_back(std::move(quantity));
    return i + 1;
  }

  // --- dates
  // ----------------------------------------------------------------------------------------------------------

  // 底 末 初 前 起 behind a year, a month or a day.
  void read_date_end(DateMention& date, std::size_t& i) {
    if (at(i) == U'底' || at(i) == U'末') {
      date.has_end = true;
      ++i;
    } else if (at(i) == U'初') {
      date.has_end = true;
      if (date.month == 0) date.last_month = 3;
      if (date.month != 0 && date.day == 0) date.day = 10;
      ++i;
    } else if (says(i, U"上旬") || says(i, U"中旬") || says(i, U"下旬")) {
      date.has_end = true;
      if (date.month != 0 && text_[i] != U'下') date.day = text_[i] == U'上' ? 10 : 20;
      i += 2;
    }
    if (says(i, U"之前") || says(i, U"以前")) {
      date.has_end = date.has_end || date.month == 0 || date.day != 0;
      i += 2;
    } else if (at(i) == U'前') {
      date.has_end = date.has_end || date.month == 0 || date.day != 0;
      ++i;
    } else if (says(i, U"开始") || says(i, U"以来") || says(i, U"起始")) {
      date.role = DateRole::kStart;
      i += 2;
    } else if (at(i) == U'起' || at(i) == U'始') {
      date.role = DateRole::kStart;
      ++i;
    }
  }

  // 到, 于, 自, 比 in front of a date.
  void read_date_lead(DateMention& date, std::size_t begin) {
    std::size_t start = begin;
    for (int step = 0; step < 2; ++step) {
      const WordMatch lead = language_.ending_at(WordClass::kDeadlineLead, text_, start, begin_);
      if (lead.length == 0) break;
      const char32_t last = text_[start - 1];
      if (last == U'到' || last == U'至' || last == U'止') date.has_by = true;
      start -= lead.length;
    }
    const char32_t prev = before(start);
    if (prev == U'自' || prev == U'从') {
      date.role = DateRole::kStart;
      --start;
    } else if (prev == U'比' || prev == U'较' || prev == U'同' || prev == U'与') {
      date.role = DateRole::kOther;
    }
    date.range.begin = start;
  }

  std::size_t take_year(std::size_t i, const Digits& digits) {
    const bool is_calendar =
        digits.end - i == 4 && !digits.has_point && digits.value.mantissa() >= 1949 && digits.value.mantissa() <= 2100;
    if (!is_calendar) return take_duration(i, digits);
    DateMention date;
    date.year = static_cast<int>(digits.value.mantissa());
    date.role = DateRole::kYear;
    std::size_t j = digits.end + 1;
    if (at(j) == U'年') ++j;  // 2019年年底
    if (at(j) == U'度') {
      date.role = DateRole::kOther;
      date.range = {i, j + 1};
      out_.dates.push_back(date);
      return j + 1;
    }
    if (at(j) == U'至' || at(j) == U'到' || at(j) == U'-' || at(j) == U'—' || at(j) == U'~') {
      const Digits second = read_digits(j + 1);
      if (second.end - j - 1 == 4 && at(second.end) == U'年') return take_year_span(i, digits, second);
    }
    if (is_digit(at(j))) {
      const Digits month = read_digits(j);
      if (at(month.end) == U'月' && month.value.mantissa() >= 1 && month.value.mantissa() <= 12) {
        date.month = static_cast<int>(month.value.mantissa());
        j = month.end + 1;
        if (at(j) == U'份') ++j;
        read_day(date, j);
      }
    } else {
      j += read_part_of_year(date, j);
    }
    finish_date(date, i, j);
    return out_.dates.back().range.end;
  }

  void read_day(DateMention& date, std::size_t& j) const {
    if (!is_digit(at(j))) return;
    const Digits day = read_digits(j);
    if ((at(day.end) != U'日' && at(day.end) != U'号') || day.value.mantissa() < 1 || day.value.mantissa() > 31) return;
    date.day = static_cast<int>(day.value.mantissa());
    j = day.end + 1;
  }

  std::size_t read_part_of_year(DateMention& date, std::size_t j) const {
    std::size_t length = 0;
    if (says(j, U"上半年")) {
      date.last_month = 6;
      length = 3;
    } else if (says(j, U"下半年")) {
      date.last_month = 12;
      length = 3;
    } else {
      std::size_t k = j + (at(j) == U'第' ? 1U : 0U);
      const int quarter = digit_value(at(k)) > 0 ? digit_value(at(k))
                          : is_digit(at(k))      ? static_cast<int>(at(k) - U'0')
                                                 : 0;
      if (quarter >= 1 && quarter <= 4 && says(k + 1, U"季度")) {
        date.last_month = quarter * 3;
        length = k + 3 - j;
      }
    }
    if (length != 0) date.has_end = true;
    return length;
  }

  void finish_date(DateMention date, std::size_t begin, std::size_t end) {
    read_date_end(date, end);
    const bool is_start = date.role == DateRole::kStart;
    date.range = {begin, end};
    if (!is_start && (date.month != 0 || date.has_end || date.is_whole_year)) date.role = DateRole::kDeadline;
    const DateRole role = date.role;
    read_date_lead(date, begin);
    if (role == DateRole::kStart) date.role = DateRole::kStart;
    if (date.role == DateRole::kYear && date.has_by) date.role = DateRole::kDeadline;
    out_.dates.push_back(date);
  }

  std::size_t take_year_span(std::size_t i, const Digits& low, const Digits& high) {
    DateMention span;
    span.role = DateRole::kSpan;
    span.year = static_cast<int>(low.value.mantissa() % 10000);
    span.end_year = static_cast<int>(high.value.mantissa() % 10000);
    std::size_t end = high.end + 1;
    if (at(end) == U'度') ++end;
    span.range = {i, end};
    out_.dates.push_back(span);
    return end;
  }

  // 5年内, 连续3年
  std::size_t take_duration(std::size_t i, const Digits& digits) {
    if (digits.value.mantissa() > 50 || digits.value.mantissa() < 1) return digits.end + 1;
    DateMention span;
    span.role = DateRole::kDuration;
    span.end_year = static_cast<int>(digits.value.mantissa());
    std::size_t end = digits.end + 1;
    span.has_by = at(end) == U'内' || says(end, U"之内") || says(end, U"时间");
    if (at(end) == U'内') ++end;
    span.range = {i, end};
    out_.dates.push_back(span);
    return end;
  }

  std::size_t take_month(std::size_t i, int month, const Digits& digits) {
    std::size_t j = digits.end + 1;
    if (month < 1 || month > 12 || digits.has_point || at(j) == U'度') return j;
    DateMention date;
    date.month = month;
    if (at(j) == U'份') ++j;
    if (at(j) == U'至' || at(j) == U'到' || at(j) == U'-') {  // 3月至12月
      const Digits last = read_digits(j + 1);
      if (at(last.end) == U'月') {
        date.role = DateRole::kSpan;
        date.last_month = static_cast<int>(last.value.mantissa());
        date.range = {i, last.end + 1};
        out_.dates.push_back(date);
        return last.end + 1;
      }
    }
    read_day(date, j);
    finish_date(date, i, j);
    return std::max(out_.dates.back().range.end, j);
  }

  std::size_t take_quarter(std::size_t i, int quarter, std::size_t end) {
    DateMention date;
    date.last_month = quarter * 3;
    date.has_end = true;
    std::size_t begin = i;
    if (before(i) == U'第') --begin;
    finish_date(date, begin, end);
    return std::max(end, out_.dates.back().range.end);
  }

  std::size_t take_date_word(std::size_t i) {
    DateMention date;
    std::size_t length = 0;
    const char32_t prev = before(i);
    if (says(i, U"年内") || says(i, U"年底") || says(i, U"年末")) {
      if (is_digit(prev) || is_chinese_digit(prev) || prev == U'半') return i + 2;
      date.is_whole_year = true;
      length = 2;
    } else if (says(i, U"全年")) {
      date.is_whole_year = true;
      length = 2;
    } else if (says(i, U"年初") && !is_digit(prev) && prev != U'今' && prev != U'去') {
      date.last_month = 3;
      date.has_end = true;
      length = 2;
    } else if (says(i, U"上半年") || says(i, U"下半年")) {
      length = read_part_of_year(date, i);
    } else if (says(i, U"本年度内") || says(i, U"本年底") || says(i, U"今年底") || says(i, U"今年内") ||
               says(i, U"本年内")) {
      date.is_whole_year = true;
      length = says(i, U"本年度内") ? 4 : 3;
    }
    if (length == 0) return i + 1;
    finish_date(date, i, i + length);
    return std::max(i + length, out_.dates.back().range.end);
  }

  const Language& language_;
  std::u32string_view text_;
  std::size_t begin_;
  Lexed out_;
};

std::string iso(int year, int month, int day) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", year, month, day);
  return buffer;
}

}  // namespace

Lexed lex(const Language& language, std::u32string_view text, Range range) {
  return Lexer(language, text, range).run();
}

Deadline deadline_of(const DateMention& date, int context_year, bool many_years) {
  const int year = date.role == DateRole::kSpan && date.end_year != 0 ? date.end_year
                   : date.year != 0                                   ? date.year
                                                                      : context_year;
  if (year < 1 || year > 9999) return {};
  if (date.month != 0) {
    const int month = date.role == DateRole::kSpan && date.last_month != 0 ? date.last_month : date.month;
    if (month < 1 || month > 12) return {};
    const int last = days_in_month(year, month);
    const int day = date.day != 0 ? std::min(date.day, last) : last;
    const std::string due = iso(year, month, day);
    if (date.day == 0 && !date.has_end && date.year == 0) return {due.substr(0, 7), due};
    return {due, due};
  }
  if (date.last_month != 0) {
    const std::string due = iso(year, date.last_month, days_in_month(year, date.last_month));
    return {due, due};
  }
  const std::string due = iso(year, 12, 31);
  const bool is_bare = date.role == DateRole::kDeadline && date.has_by && !date.has_end && !date.is_whole_year;
  if (is_bare && many_years) return {due.substr(0, 4), due};
  return {due, due};
}

}  // namespace bihuan::plans
