// For which years the document plans, and what stands for a deadline that it does not give.
#include <algorithm>
#include <map>

#include "plans/internal/compilation.h"
#include "plans/quantities.h"

namespace bihuan::plans::internal {
namespace {

struct TitleYears {
  int first = 0;
  int last = 0;
};

bool is_year(int n) { return n >= 1949 && n <= 2100; }

// 2024年…, （2017-2020）, 2018-2020年
TitleYears years_of_title(std::u32string_view title) {
  TitleYears years;
  for (std::size_t i = 0; i + 3 < title.size(); ++i) {
    if (!is_digit(title[i]) || (i > 0 && is_digit(title[i - 1]))) continue;
    int value = 0;
    std::size_t j = i;
    while (j < title.size() && is_digit(title[j]) && j - i < 5)
      value = value * 10 + static_cast<int>(title[j++] - U'0');
    if (j - i == 4 && is_year(value)) {
      if (years.first == 0) years.first = value;
      years.last = value;
    }
    i = j;
  }
  return years;
}

class HorizonFinder {
 public:
  explicit HorizonFinder(Compilation& c) : c_(c) {}

  void run() {
    Horizon& h = c_.horizon;
    const TitleYears title = years_of_title(c_.outline.title_text);
    h.published_year = published_year();
    scan_body();
    if (title.last != 0) {
      h.first_year = title.first;
      h.last_year = title.last;
      if (title.first == title.last && horizon_in_words() > 1) h.last_year = title.first + horizon_in_words() - 1;
    } else {
      h.first_year = h.published_year != 0 ? h.published_year : year_in_head();
      if (h.first_year == 0) h.first_year = first_deadline_year();
      if (h.count_from != 0) h.first_year = h.count_from;
      h.last_year = std::max(h.first_year, last_deadline_year());
    }
    if (h.first_year == 0) h.first_year = h.last_year = first_deadline_year();
    set_default(title);
    c_.plan.plan_year = h.first_year;
    c_.plan.plan_year_end = h.last_year;
  }

 private:
  // 三年行动 in the title of a plan that names one year.
  int horizon_in_words() const {
    const std::u32string& title = c_.outline.title_text;
    const std::size_t at = title.find(U"年行动");
    if (at == std::u32string::npos || at == 0) return 0;
    const SmallNumber number = small_chinese_number(title, at - 1);
    return number.length != 0 ? number.value : 0;
  }

  // The day under the document, or under its notice.
  int published_year() const {
    int year = 0;
    std::size_t begin = 0;
    const std::u32string& text = c_.normal.text;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != U'\n') continue;
      const std::size_t length = i - begin;
      if (length >= 8 && length <= 14 && is_digit(text[begin]) && (text[i - 1] == U'日' || text[i - 1] == U'发')) {
        const TitleYears years = years_of_title(std::u32string_view(text).substr(begin, length));
        if (years.first != 0 && year == 0) year = years.first;
      }
      begin = i + 1;
    }
    if (year == 0) year = years_of_title(c_.outline.document_number).first;
    if (year == 0) {  // in one run with the rest
      const Lexed lexed = lex(c_.language, text, {0, std::min<std::size_t>(c_.outline.body_begin, 1500)});
      for (const DateMention& date : lexed.dates) {
        if (date.year != 0 && date.month != 0 && date.day != 0 && year == 0) year = date.year;
      }
    }
    return year;
  }

  // Neither the title nor a date says it: the year that preface and headings name most, the later one of two.
  int year_in_head() const {
    std::map<int, int> named;
    const auto read = [&](Range range) {
      for (const DateMention& date : lex(c_.language, c_.normal.text, range).dates) {
        const bool is_plain =
            date.month == 0 && !date.has_end && (date.role == DateRole::kYear || date.role == DateRole::kOther);
        if (is_plain && is_year(date.year)) ++named[date.year];
      }
    };
    for (const Segment& segment : c_.outline.segments) {
      if (segment.node < 0 && segment.row < 0 && segment.kind == SegmentKind::kText) read(segment.range);
    }
    for (const OutlineNode& node : c_.outline.nodes) {
      if (node.kind == MarkerKind::kChapter) read(node.heading);
    }
    int best = 0;
    for (const auto& [year, count] : named) {
      if (best == 0 || count >= named[best]) best = year;
    }
    return best;
  }

  void scan_body() {
    for (const TableRow& row : c_.outline.rows) {
      if (row.deadline.empty()) continue;
      for (const DateMention& date : lex(c_.language, c_.normal.text, row.deadline).dates) {
        if (date.role == DateRole::kDeadline && date.year != 0) ++deadline_years_[date.year];
      }
    }
    for (const Piece& piece : c_.pieces) {
      const Lexed lexed = lex(c_.language, c_.normal.text, piece.range);
      for (std::size_t i = 0; i < lexed.dates.size(); ++i) {
        const DateMention& date = lexed.dates[i];
        if (date.role == DateRole::kDeadline && date.year != 0) ++deadline_years_[date.year];
        if (date.role == DateRole::kYear && date.year != 0) ++named_years_[date.year];
        // 2012年起5年内
        if (date.role == DateRole::kStart && date.year != 0 && i + 1 < lexed.dates.size()) {
          const DateMention& next = lexed.dates[i + 1];
          if (next.role == DateRole::kDuration && next.has_by && next.range.begin <= date.range.end + 2 &&
              c_.horizon.count_from == 0) {
            c_.horizon.count_from = date.year;
            span_years_ = next.end_year;
          }
        }
      }
    }
  }

  int first_deadline_year() const {
    if (!deadline_years_.empty()) return deadline_years_.begin()->first;
    return named_years_.empty() ? 0 : named_years_.rbegin()->first;
  }
  int last_deadline_year() const {
    int last = deadline_years_.empty() ? 0 : deadline_years_.rbegin()->first;
    if (span_years_ != 0) last = std::max(last, c_.horizon.count_from + span_years_ - 1);
    return last;
  }

  void set_default(const TitleYears& title) {
    Horizon& h = c_.horizon;
    if (h.last_year == 0) return;
    const std::string due = std::to_string(h.last_year) + "-12-31";
    if (h.count_from != 0 && span_years_ != 0) {
      h.default_deadline = h.default_due = std::to_string(h.count_from + span_years_ - 1) + "-12-31";
    } else if (!h.many_years()) {
      h.default_deadline = h.default_due = due;
    } else if (title.last != 0 || deadline_years_.size() <= 1) {
      h.default_due = due;
      h.default_deadline = h.default_due.substr(0, 4);
    }
  }

  Compilation& c_;
  std::map<int, int> deadline_years_;
  std::map<int, int> named_years_;
  int span_years_ = 0;
};

}  // namespace

void find_horizon(Compilation& c) { HorizonFinder(c).run(); }

}  // namespace bihuan::plans::internal
