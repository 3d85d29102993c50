#include "hj212/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <limits>

#include "base/text.h"
#include "hj212/internal/octets.h"

namespace bihuan::hj212 {
namespace {

constexpr std::string_view kHeaderNames[kHeaderFields] = {"QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF"};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

// The usual spellings, told apart by their size and letters.
int header_index(std::string_view name) {
  const auto is = [&](char a, char b) { return name[0] == a && name[1] == b; };
  if (name.size() == 2) {
    if (is('Q', 'N')) return 0;
    if (is('S', 'T')) return 1;
    if (is('C', 'N')) return 2;
    if (is('P', 'W')) return 3;
    if (is('M', 'N')) return 4;
    if (is('R', 'F')) return 8;
  }
  if (name == "Flag") return 5;
  if (name == "PNUM") return 6;
  if (name == "PNO") return 7;
  return -1;
}

std::optional<int> small_number(std::string_view text, std::size_t most_digits, int most) {
  if (text.empty() || text.size() > most_digits || !internal::all_digits(text)) return std::nullopt;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value <= most ? std::optional<int>(value) : std::nullopt;
}

// What characters may stand in an MN: 1 in any, 3 in one that is 24 hex digits.
constexpr auto kIdentity = [] {
  std::array<std::uint8_t, 256> kinds{};
  for (char c = '0'; c <= '9'; ++c) kinds[static_cast<unsigned char>(c)] = 3;
  for (char c = 'A'; c <= 'Z'; ++c) kinds[static_cast<unsigned char>(c)] = c <= 'F' ? 3 : 1;
  for (char c = 'a'; c <= 'z'; ++c) kinds[static_cast<unsigned char>(c)] = 1;
  kinds['_'] = kinds['-'] = 1;
  return kinds;
}();

unsigned identity_kind(std::string_view mn) {
  unsigned kind = 3;
  for (const char c : mn) kind &= kIdentity[static_cast<unsigned char>(c)];
  return kind;
}

bool is_missing_word(std::string_view value) {
  constexpr std::string_view kWords[] = {"null", "NULL", "Null", "--", "---", "-", "NaN", "nan", "NA"};
  return std::ranges::find(kWords, value) != std::end(kWords);
}

bool stands_for_missing(Decimal number, bool minus_99) {
  return number == Decimal(-9999) || (minus_99 && number == Decimal(-99));
}

}  // namespace

// Walks over the marks , ; = of a segment once, from pair to pair: first the header, then the data area.
class SegmentReader {
 public:
  SegmentReader(std::string_view segment, Message& message, std::vector<Diagnostic>& diagnostics)
      : segment_(segment), message_(message), diagnostics_(diagnostics) {}

  void clear() {
    message_.segment = segment_;
    message_.area = {};
    message_.header.fill({});
    message_.flag.reset();
    message_.pnum.reset();
    message_.pno.reset();
    message_.edition = Edition::k2017;
    message_.items.clear();
    message_.has_other_order = false;
    message_.store_.clear();
  }

  void read(const Profiles& profiles);

 private:
  void walk();
  void on_mark(std::size_t at);
  bool opens_area(std::size_t equals) const;
  void enter_area(std::size_t equals, const Profiles& profiles);
  void header_pair(std::size_t end);
  void check_header();
  void check_mn();
  void area_pair(std::size_t end);
  void set_value(Item& item, std::size_t end);
  void convert_texts();
  std::size_t last_slashes() {
    if (last_slashes_ == kNone) last_slashes_ = segment_.rfind("//");
    return last_slashes_;
  }
  void note(Finding finding, std::size_t at, std::size_t size = 0) {
    worst_ = std::max(worst_, treatment_of(finding));
    diagnostics_.push_back({finding, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size), 0, 0});
  }
  std::size_t offset_of(std::string_view part) const { return static_cast<std::size_t>(part.data() - segment_.data()); }

  static constexpr std::size_t kNone = std::string_view::npos;

  std::string_view segment_;
  Message& message_;
  std::vector<Diagnostic>& diagnostics_;
  const Profiles* profiles_ = nullptr;
  const Profile* profile_ = nullptr;
  std::size_t begin_ = 0;             // of the pair being read
  std::size_t equals_ = kNone;        // its first "="
  std::size_t limit_ = 0;             // where the header or the area ends
  std::size_t last_slashes_ = kNone;  // found when a log text is met
  int last_header_ = -1;
  std::uint16_t group_ = 0;
  bool in_area_ = false;
  bool is_wide_ = false;
  Treatment worst_ = Treatment::kAccept;

 public:
  Treatment worst() const { return worst_; }
};

void SegmentReader::read(const Profiles& profiles) {
  profiles_ = &profiles;
  limit_ = segment_.size();
  walk();
  if (in_area_) {
    if (begin_ < limit_ || !message_.items.empty()) area_pair(limit_);
  } else {
    if (begin_ < limit_) header_pair(limit_);
    profile_ = &profiles.of(message_.mn());
    check_header();
    note(Finding::kAreaMissing, segment_.size());
  }
  if (is_wide_) convert_texts();
}

void SegmentReader::walk() {
  const std::size_t size = segment_.size();
  std::uint64_t wide = 0;
  for (std::size_t base = 0; base < size; base += internal::kBlock) {
    internal::BlockMarks found;
    if (size - base >= internal::kBlock) {
      found = internal::marks_of(segment_.data() + base);
    } else {
      char rest[internal::kBlock] = {};
      std::memcpy(rest, segment_.data() + base, size - base);
      found = internal::marks_of(rest);
    }
    wide |= found.wide;
    for (std::uint64_t marks = found.marks; marks != 0; marks &= marks - 1) {
      const std::size_t at = base + static_cast<std::size_t>(std::countr_zero(marks));
      if (at >= limit_) break;
      on_mark(at);
    }
  }
  is_wide_ = wide != 0;
}

inline void SegmentReader::on_mark(std::size_t at) {
  if (segment_[at] == '=') {
    if (!in_area_ && opens_area(at)) {
      enter_area(at, *profiles_);
    } else if (equals_ == kNone) {
      equals_ = at;
    }
    return;
  }
  if (!in_area_) {
    if (segment_[at] == ',') note(Finding::kHeaderComma, at, 1);
    header_pair(at);
    return;
  }
  // A log text between // and // may hold , ; and =.
  if (equals_ != kNone && segment_[equals_ + 1] == '/' && segment_[equals_ + 2] == '/') {
    const bool is_closed = at - equals_ >= 5 && segment_[at - 1] == '/' && segment_[at - 2] == '/';
    if (!is_closed && at < last_slashes()) return;
  }
  area_pair(at);
  if (segment_[at] == ';' && group_ < std::numeric_limits<std::uint16_t>::max()) ++group_;
}

// CP=&& ...; a print of the standard leaves out the ; before it.
inline bool SegmentReader::opens_area(std::size_t equals) const {
  return equals >= 2 && segment_[equals - 1] == 'P' && segment_[equals - 2] == 'C' && equals + 2 < segment_.size() &&
         segment_[equals + 1] == '&' && segment_[equals + 2] == '&';
}

void SegmentReader::enter_area(std::size_t equals, const Profiles& profiles) {
  if (equals - 2 > begin_) {
    note(Finding::kSemicolonMissing, equals - 2);
    header_pair(equals - 2);
  }
  in_area_ = true;
  begin_ = equals + 3;
  equals_ = kNone;
  profile_ = &profiles.of(message_.mn());
  check_header();
  limit_ = segment_.ends_with("&&") ? segment_.size() - 2 : segment_.rfind("&&");
  if (limit_ < begin_) {
    limit_ = segment_.size();
    note(Finding::kAreaOpen, limit_);
  }
  message_.area = segment_.substr(begin_, limit_ - begin_);
}

void SegmentReader::header_pair(std::size_t end) {
  const std::size_t begin = std::exchange(begin_, end + 1);
  const std::size_t equals = std::exchange(equals_, kNone);
  std::string_view name = segment_.substr(begin, std::min(equals, end) - begin);
  std::string_view value = equals == kNone ? std::string_view() : segment_.substr(equals + 1, end - equals - 1);
  int index = header_index(name);
  if (index < 0) {
    const std::string_view trimmed = without_blanks(name);
    if (trimmed.empty() && equals == kNone)
      return note(name.empty() ? Finding::kItemEmpty : Finding::kBlanks, begin, name.size());
    for (std::size_t i = 0; i < kHeaderFields; ++i) {
      if (internal::equals_any_case(trimmed, kHeaderNames[i])) index = static_cast<int>(i);
    }
    if (index < 0 || equals == kNone) return note(Finding::kHeaderUnknown, begin, name.size());
    note(trimmed.size() == name.size() ? Finding::kHeaderCase : Finding::kBlanks, begin, name.size());
  }
  if (equals == kNone) return note(Finding::kItemNoValue, begin, name.size());
  if (!value.empty() && (is_blank(value.front()) || is_blank(value.back()))) {
    value = without_blanks(value);
    note(Finding::kBlanks, equals, 1);
  }
  std::string_view& field = message_.header[static_cast<std::size_t>(index)];
  if (field.data() != nullptr) return note(Finding::kHeaderTwice, begin, name.size());
  field = value.data() == nullptr ? std::string_view("") : value;
  if (index < last_header_) message_.has_other_order = true;
  last_header_ = std::max(last_header_, index);
}

void SegmentReader::check_header() {
  Message& m = message_;
  if (m.cn().size() != 4)
    note(Finding::kNoCommand, offset_of(m.has(HeaderField::kCn) ? m.cn() : segment_), m.cn().size());
  if (m.has_other_order) note(Finding::kHeaderOrder, 0);
  if (m.has(HeaderField::kFlag)) {
    const std::string_view text = m.field(HeaderField::kFlag);
    m.flag = small_number(text, 3, 255);
    if (!m.flag.has_value()) note(Finding::kFlagBad, offset_of(text), text.size());
  }
  m.pnum = small_number(m.field(HeaderField::kPnum), 4, 9999);
  m.pno = small_number(m.field(HeaderField::kPno), 4, 9999);
  const bool has_numbers = m.pnum.has_value() && m.pno.has_value();
  const bool has_split_bit = m.flag.has_value() && (*m.flag & 2) != 0;
  if (has_split_bit && !has_numbers) note(Finding::kSplitWithoutNumbers, offset_of(m.field(HeaderField::kFlag)));
  if (!has_split_bit && has_numbers) note(Finding::kNumbersWithoutSplit, offset_of(m.field(HeaderField::kPnum)));
  if (m.has(HeaderField::kQn) && (m.qn().size() != 17 || !internal::all_digits(m.qn())))
    note(Finding::kQnForm, offset_of(m.qn()), m.qn().size());
  if (profile_->edition.has_value()) {
    m.edition = *profile_->edition;
  } else if (!m.flag.has_value() || *m.flag < 4) {
    m.edition = Edition::k2005;
  } else if (*m.flag < 8) {
    m.edition = Edition::k2017;
  } else {
    // The surface-water protocol has the same Flag; its stations are ST 21 and carry an underscore in the MN.
    const bool is_station = m.st() == "21" || (m.st() == "91" && m.mn().find('_') != kNone);
    m.edition = is_station ? Edition::kSurfaceWater : Edition::k2025;
    if (*m.flag >= 12) note(Finding::kEditionUnknown, offset_of(m.field(HeaderField::kFlag)), 2);
  }
  check_mn();
}

void SegmentReader::check_mn() {
  if (!message_.has(HeaderField::kMn)) return;
  const std::string_view mn = message_.mn();
  if (mn.empty()) return note(Finding::kMnEmpty, offset_of(segment_));
  const unsigned kind = identity_kind(mn);
  if (mn.size() == 24 && kind == 3) return;
  const bool is_2005 = message_.edition == Edition::k2005 && mn.size() == 14;
  const bool is_station = message_.edition == Edition::kSurfaceWater;
  if ((is_2005 || is_station) && kind != 0) return;
  note(Finding::kMnForm, offset_of(mn), mn.size());
}

void SegmentReader::area_pair(std::size_t end) {
  const std::size_t begin = std::exchange(begin_, end + 1);
  const std::size_t equals = std::exchange(equals_, kNone);
  std::string_view name = segment_.substr(begin, std::min(equals, end) - begin);
  if (name.empty() || is_blank(name.front()) || is_blank(name.back())) {
    const std::string_view trimmed = without_blanks(name);
    if (trimmed.empty() && equals == kNone)
      return note(name.empty() ? Finding::kItemEmpty : Finding::kBlanks, begin, name.size());
    note(trimmed.empty() ? Finding::kItemNoValue : Finding::kBlanks, begin, name.size());
    name = trimmed;
  }
  if (equals == kNone) return note(Finding::kItemNoValue, begin, name.size());
  Item& item = message_.items.emplace_back();
  item.group = group_;
  const std::size_t dash = name.size() > 6 && name[6] == '-' ? 6 : name.find('-');
  if (dash != kNone) {
    item.factor = name.substr(0, dash);
    item.suffix = name.substr(dash + 1);
  } else {
    item.factor = name;
    if (name == "Flag") {
      note(Finding::kFlagAlone, begin, name.size());
      if (profile_->joins_lone_flag && message_.items.size() > 1 &&
          message_.items[message_.items.size() - 2].is_factor()) {
        item.factor = message_.items[message_.items.size() - 2].factor;
        item.suffix = name;
      }
    }
  }
  item.value = segment_.substr(equals + 1, end - equals - 1);
  set_value(item, end);
  if (dash == kNone && name == "DataTime" && (item.value.size() != 14 || !internal::all_digits(item.value)))
    note(Finding::kTimeForm, offset_of(item.value), item.value.size());
}

inline void SegmentReader::set_value(Item& item, std::size_t end) {
  std::string_view& value = item.value;
  if (value.size() == 1 && value.front() >= 'A') return;  // the usual mark
  if (!value.empty() && (is_blank(value.front()) || is_blank(value.back()))) {
    note(Finding::kBlanks, offset_of(value), value.size());
    value = without_blanks(value);
    end = offset_of(value) + value.size();
  }
  if (internal::read_number(value, end, item.number)) {
    item.kind = ValueKind::kNumber;
    if (!item.number.is_negative() || !stands_for_missing(item.number, profile_->minus_99_is_missing)) return;
  } else if (value.starts_with("//")) {
    if (value.size() < 4 || !value.ends_with("//")) note(Finding::kTextOpen, offset_of(value), value.size());
    return;
  } else if (!value.empty() && !is_missing_word(value)) {
    return;
  }
  item.kind = ValueKind::kMissing;
  item.number = Decimal();
  note(Finding::kValueMissing, offset_of(value), value.size());
}

void SegmentReader::convert_texts() {
  for (Item& item : message_.items) {
    if (!first_invalid_utf8(item.value).has_value()) continue;
    Result<std::string> utf8 = gb18030_to_utf8(item.value);
    note(utf8.has_value() ? Finding::kGb18030 : Finding::kNoText, offset_of(item.value), item.value.size());
    if (utf8.has_value()) item.value = message_.store_.emplace_back(std::move(*utf8));
  }
}

std::string_view to_string(HeaderField field) { return kHeaderNames[static_cast<std::size_t>(field)]; }

const Item* Message::find(std::string_view factor, std::string_view suffix) const {
  const auto found = std::ranges::find_if(
      items, [&](const Item& item) { return item.is_factor() && item.factor == factor && item.suffix == suffix; });
  return found == items.end() ? nullptr : &*found;
}

const Item* Message::scalar(std::string_view name) const {
  const auto found =
      std::ranges::find_if(items, [&](const Item& item) { return !item.is_factor() && item.factor == name; });
  return found == items.end() ? nullptr : &*found;
}

std::string_view Message::scalar_text(std::string_view name) const {
  const Item* item = scalar(name);
  return item == nullptr ? std::string_view() : item->value;
}

std::string_view Message::exchange() const { return has(HeaderField::kQn) ? qn() : scalar_text("QN"); }

Treatment read_segment(std::string_view segment, const Profiles& profiles, Message& message,
                       std::vector<Diagnostic>& diagnostics) {
  SegmentReader reader(segment, message, diagnostics);
  reader.clear();
  reader.read(profiles);
  return reader.worst();
}

std::string_view peek_field(std::string_view segment, std::string_view name) {
  const std::size_t header_end = std::min(segment.find("CP=&&"), segment.size());
  for (std::size_t at = 0; at < header_end;) {
    const std::size_t end = std::min(segment.find_first_of(";,", at), header_end);
    const std::string_view pair = segment.substr(at, end - at);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && internal::equals_any_case(without_blanks(pair.substr(0, equals)), name))
      return without_blanks(pair.substr(equals + 1));
    at = end + 1;
  }
  return {};
}

std::string time_text(std::string_view digits) {
  const bool is_time = (digits.size() == 14 || digits.size() == 17) &&
                       std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_time) return std::string(digits);
  const auto part = [&](std::size_t at, std::size_t size) { return digits.substr(at, size); };
  std::string text =
      fmt::format("{}-{}-{} {}:{}:{}", part(0, 4), part(4, 2), part(6, 2), part(8, 2), part(10, 2), part(12, 2));
  if (digits.size() == 17) text += fmt::format(".{}", part(14, 3));
  return text;
}

std::optional<Decimal> read_number(std::string_view text) {
  Decimal number;
  if (!internal::read_number(text, 0, number)) return std::nullopt;
  return number;
}

}  // namespace bihuan::hj212
