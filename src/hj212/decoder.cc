#include "hj212/decoder.h"

#include <algorithm>
#include <array>
#include <optional>

#include "hj212/cipher.h"
#include "hj212/vocabulary.h"

namespace bihuan::hj212 {
namespace {

constexpr std::size_t kMark = 2;  // ##
constexpr std::size_t kHead = 6;  // ##LLLL
constexpr std::size_t kCrc = 4;
constexpr std::size_t kLongestHead = kMark + 6 + 4 + 1;  // ##, six digits, four letters, "="
constexpr std::size_t kNone = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); }

enum class Answer { kNo, kYes, kTooShort };

// "##", three to six digits, two to four letters, "=": the head of a frame as all senders write it.
Answer has_plausible_head(std::string_view window, std::size_t& digits) {
  std::size_t at = kMark;
  while (at < window.size() && at < kMark + 6 && is_digit(window[at])) ++at;
  digits = at - kMark;
  std::size_t letters = 0;
  while (at < window.size() && letters < 4 && is_letter(window[at])) ++at, ++letters;
  if (at == window.size()) return window.size() < kLongestHead ? Answer::kTooShort : Answer::kNo;
  return digits >= 3 && letters >= 2 && window[at] == '=' ? Answer::kYes : Answer::kNo;
}

int read_length(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

// Looks for frames in one window of octets. Each step says how many octets at the front are done; 0: more are needed.
class Framer {
 public:
  Framer(Decoder& decoder, Received& received, const Decoder::Sink& sink)
      : decoder_(decoder), search_(decoder.search_), received_(received), sink_(sink) {}

  // Returns how many octets of `window` are done. `is_end`: nothing will follow.
  std::size_t run(std::string_view window, bool is_end);

 private:
  using Search = Decoder::Search;

  std::size_t step();
  std::size_t line_end();
  std::size_t junk(std::size_t size);
  std::size_t frame();
  std::size_t broken_frame(int length, std::string_view crc_text);
  std::size_t rescue(std::size_t digits);
  std::size_t stop_of_rescue(bool& is_certain);
  bool ends_at(std::size_t at) const;
  bool try_end(std::size_t start, std::size_t at, std::size_t digits, bool& fits);
  std::size_t give_up(std::size_t start, std::size_t stop);
  bool accept_by_profile(std::string_view segment, std::string_view crc_text, CrcKind kind, const Profile& profile);
  bool read_encrypted(std::string_view segment, std::string_view crc_text, const Profile& profile);
  const Profile& profile_of(std::string_view segment) const {
    return decoder_.profiles_->of(peek_field(segment, "MN"));
  }
  void begin(std::string_view segment, std::string_view crc_text);
  void note(Finding finding, std::int64_t expected = 0, std::int64_t found = 0) {
    received_.diagnostics.push_back({finding, 0, 0, expected, found});
  }
  std::size_t emit(Standing standing, std::string_view segment, std::size_t size);
  void hand_over(Standing standing, std::size_t size);

  Decoder& decoder_;
  Search& search_;
  Received& received_;
  const Decoder::Sink& sink_;
  std::string_view window_;
  bool is_end_ = false;
  std::string plain_;  // of an encrypted segment
};

std::size_t Framer::run(std::string_view window, bool is_end) {
  is_end_ = is_end;
  std::size_t done = 0;
  window_ = window;
  while (!window_.empty()) {
    const std::size_t taken = step();
    if (taken == 0) break;
    window_.remove_prefix(taken);
    done += taken;
  }
  return done;
}

std::size_t Framer::step() {
  if (decoder_.after_frame_) {
    if (window_.front() != '#') {
      const std::size_t size = line_end();
      if (size == kNone) return 0;
      if (size > 0) {
        hand_over(Standing::kLineEnd, size);
        return size;
      }
    }
    decoder_.after_frame_ = false;
  }
  if (window_.starts_with("##")) return frame();
  const std::size_t mark = window_.find("##");
  if (mark != kNone) return junk(mark);
  const bool may_begin = window_.back() == '#' && !is_end_;
  return junk(window_.size() - (may_begin ? 1 : 0));
}

// CR, LF, or the two characters \r or \n that some senders write out. 0: none; kNone: cannot be said yet.
std::size_t Framer::line_end() {
  const char c = window_.front();
  if (c == '\r') return window_.starts_with("\r\n") ? 2 : 1;
  if (c == '\n') return 1;
  if (c != '\\') return 0;
  if (window_.size() == 1) return is_end_ ? 0 : kNone;
  return window_[1] == 'r' || window_[1] == 'n' ? 2 : 0;
}

std::size_t Framer::junk(std::size_t size) {
  if (size == 0) return 0;
  received_.diagnostics.clear();
  const std::string_view text = window_.substr(0, size);
  const bool is_headless = text.size() > kHead && is_digit(text[0]) && is_digit(text[3]) && is_letter(text[4]) &&
                           peek_field(text.substr(4), "CN").size() == 4;
  if (is_headless) note(Finding::kHeadLost);
  hand_over(Standing::kJunk, size);
  return size;
}

// PRECONDITION: the window begins with "##".
std::size_t Framer::frame() {
  if (window_.size() < kHead + 1 && !is_end_) return 0;
  if (search_.is_on) {
    std::size_t digits = 0;
    return has_plausible_head(window_, digits) == Answer::kYes ? rescue(digits) : junk(1);
  }
  const int length = window_.size() < kHead ? -1 : read_length(window_.substr(kMark, 4));
  if (length >= 0) {
    if (static_cast<std::size_t>(length) > decoder_.limits_.max_segment) return junk(1);
    const auto size = static_cast<std::size_t>(length);
    const char first = window_.size() > kHead ? window_[kHead] : '\0';
    const bool may_be_segment = is_letter(first) || is_digit(first) || first == ' ' || first == ',' || first == ';';
    if (!may_be_segment) return junk(1);
    if (window_.size() >= kHead + size + kCrc) {
      const std::string_view segment = window_.substr(kHead, size);
      const std::string_view text = window_.substr(kHead + size, kCrc);
      const std::optional<std::uint16_t> value = parse_crc(text);
      if (value.has_value() && *value == crc(segment)) {
        begin(segment, text);
        received_.crc = CrcKind::kRight;
        if (std::ranges::any_of(text, [](char c) { return c >= 'a'; })) note(Finding::kCrcLowerCase);
        return emit(Standing::kAccepted, segment, kHead + size + kCrc);
      }
      return broken_frame(length, text);
    }
    if (!is_end_) return 0;
  }
  std::size_t digits = 0;
  switch (has_plausible_head(window_, digits)) {
    case Answer::kTooShort:
      return is_end_ ? junk(1) : 0;
    case Answer::kNo:
      return junk(1);
    case Answer::kYes:
      return rescue(digits);
  }
  return junk(1);
}

// LLLL fits what has come, but the check value does not.
std::size_t Framer::broken_frame(int length, std::string_view text) {
  const auto size = static_cast<std::size_t>(length);
  const std::string_view segment = window_.substr(kHead, size);
  std::size_t digits = 0;
  const Answer is_plausible = has_plausible_head(window_, digits);
  if (is_plausible == Answer::kTooShort && !is_end_) return 0;
  if (is_plausible != Answer::kYes) return junk(1);
  if (!segment.ends_with("&&")) return rescue(digits);
  std::size_t hex = 0;
  while (hex < kCrc && is_hex(text[hex])) ++hex;
  if (hex == 0) return rescue(digits);
  const Profile& profile = profile_of(segment);
  begin(segment, text.substr(0, hex));
  const bool is_cipher = hex == kCrc && looks_encrypted(segment);
  if (is_cipher && read_encrypted(segment, text, profile))
    return emit(Standing::kAccepted, plain_, kHead + size + kCrc);
  // A frame cut short and its resend, swallowed by the length of the first, would begin inside.
  std::size_t ignored = 0;
  for (std::size_t mark = segment.find("##"); mark != kNone && !is_cipher; mark = segment.find("##", mark + 1)) {
    if (has_plausible_head(segment.substr(mark), ignored) == Answer::kYes) return rescue(digits);
  }
  received_.crc = classify_crc(segment, received_.crc_text);
  if (is_cipher) return emit(Standing::kQuarantined, {}, kHead + size + kCrc);
  const bool is_read = accept_by_profile(segment, received_.crc_text, received_.crc, profile);
  return emit(is_read ? Standing::kRepaired : Standing::kQuarantined, segment, kHead + size + hex);
}

// Notes what is wrong with the check value; true where the frame may be read all the same.
bool Framer::accept_by_profile(std::string_view segment, std::string_view text, CrcKind kind, const Profile& profile) {
  const std::int64_t want = crc(segment);
  const auto parsed = parse_crc(std::string(text.size() < kCrc ? kCrc - text.size() : 0, '0') + std::string(text));
  const std::int64_t got = parsed.value_or(0);
  if (kind == CrcKind::kRight) return true;
  if (kind == CrcKind::kDigitsLost) {
    note(Finding::kCrcDigitsLost, want, got);
    return true;
  }
  const bool is_granted = profile.crc == CrcRule::kIgnored ||
                          (profile.crc == CrcRule::kModbus && kind == CrcKind::kModbus) ||
                          (profile.crc == CrcRule::kModbusSwapped && kind == CrcKind::kModbusSwapped);
  note(is_granted                ? Finding::kCrcByProfile
       : kind == CrcKind::kNoHex ? Finding::kCrcNoHex
                                 : Finding::kCrcWrong,
       want, got);
  return is_granted;
}

bool Framer::read_encrypted(std::string_view segment, std::string_view text, const Profile& profile) {
  const std::optional<std::uint16_t> value = parse_crc(text);
  std::optional<Deciphered> found;
  if (value.has_value()) found = decipher(segment, *value, profile.keys);
  if (!found.has_value()) {
    note(profile.keys.empty() ? Finding::kKeyMissing : Finding::kKeyWrong, 0,
         static_cast<std::int64_t>(profile.keys.size()));
    return false;
  }
  plain_ = std::move(found->segment);
  received_.was_encrypted = true;
  received_.crc = CrcKind::kRight;
  note(Finding::kDecrypted, 0, found->generation);
  if (found->was_text) note(Finding::kCipherAsText, static_cast<std::int64_t>(plain_.size()));
  return true;
}

// Where the octets of this frame end for certain: before the next plausible head, at the end, or at the limit.
std::size_t Framer::stop_of_rescue(bool& is_certain) {
  const std::size_t limit = kLongestHead + decoder_.limits_.max_segment + kCrc;
  std::size_t from = std::max(search_.heads_from, kHead);
  is_certain = true;
  for (std::size_t mark = window_.find('#', from); mark != kNone && mark < limit; mark = window_.find('#', mark + 1)) {
    search_.heads_from = mark;
    std::size_t digits = 0;
    const std::string_view rest = window_.substr(mark);
    if (rest.size() >= kMark && rest[1] != '#') continue;
    const Answer answer = rest.size() < kMark ? Answer::kTooShort : has_plausible_head(rest, digits);
    if (answer == Answer::kYes) return mark;
    if (answer == Answer::kTooShort && !is_end_) {
      is_certain = false;
      return mark;
    }
    search_.heads_from = mark + 1;
  }
  if (window_.size() >= limit) return limit;
  is_certain = is_end_;
  return window_.size();
}

// "&&", four hex digits, and then something that may follow a frame.
bool Framer::ends_at(std::size_t at) const {
  for (std::size_t i = at + 2; i < at + 2 + kCrc; ++i) {
    if (!is_hex(window_[i])) return false;
  }
  const std::string_view rest = window_.substr(at + 2 + kCrc);
  return rest.empty() || rest[0] == '\r' || rest[0] == '\n' || rest[0] == '\\' || rest.starts_with("##");
}

// The segment may end with the "&&" at `at`. False: more octets are needed to say so.
bool Framer::try_end(std::size_t start, std::size_t at, std::size_t digits, bool& fits) {
  fits = false;
  if (window_.size() < at + 2 + kCrc + 2 && !is_end_) return false;
  if (window_.size() < at + 2 + kCrc || !ends_at(at)) return true;
  const std::size_t end = at + 2;
  if (search_.first_end == 0) search_.first_end = end + kCrc;
  const std::size_t hashed = std::max(search_.hashed, start);
  if (end - start <= 20) return true;
  // Everything but the "&&" goes into the running state.
  search_.state = crc_state(search_.state, window_.substr(hashed, at - hashed));
  search_.hashed = at;
  const std::string_view segment = window_.substr(start, end - start);
  const std::string_view text = window_.substr(end, kCrc);
  const std::uint16_t value = *parse_crc(text);
  const Profile& profile = profile_of(segment);
  begin(segment, text);
  received_.crc = crc_from(search_.state, "&&") == value ? CrcKind::kRight : CrcKind::kDamaged;
  bool is_plain = received_.crc == CrcKind::kRight;
  if (!is_plain && looks_encrypted(segment)) {
    fits = read_encrypted(segment, text, profile);
  } else if (!is_plain && profile.crc != CrcRule::kStandard) {
    received_.crc = classify_crc(segment, text);
    fits = accept_by_profile(segment, text, received_.crc, profile);
  } else {
    fits = is_plain;
  }
  if (!fits) return true;
  const auto real = static_cast<std::int64_t>(received_.was_encrypted ? plain_.size() : segment.size());
  const std::int64_t declared = read_length(window_.substr(kMark, digits));
  if (digits != 4) {
    note(Finding::kLengthDigits, real, static_cast<std::int64_t>(digits));
    fits = profile.allows_length_digits;
  }
  if (declared != real && declared != static_cast<std::int64_t>(segment.size()))
    note(Finding::kLengthWrong, real, declared);
  return true;
}

// LLLL is not to be trusted: look for the true end, but never beyond the next plausible head, because each wrong
// candidate passes the check with 1/256.
std::size_t Framer::rescue(std::size_t digits) {
  const std::size_t start = kMark + digits;
  search_.is_on = true;
  bool is_certain = false;
  const std::size_t stop = stop_of_rescue(is_certain);
  const std::string_view range = window_.substr(0, stop);
  for (std::size_t at = range.find("&&", std::max(search_.ends_from, start)); at != kNone;
       at = range.find("&&", at + 1)) {
    search_.ends_from = at;
    bool fits = false;
    if (!try_end(start, at, digits, fits)) return 0;
    search_.ends_from = at + 1;
    if (!fits) continue;
    const std::string_view segment =
        received_.was_encrypted ? std::string_view(plain_) : window_.substr(start, at + 2 - start);
    return emit(Standing::kRepaired, segment, at + 2 + kCrc);
  }
  return is_certain ? give_up(start, stop) : 0;
}

// No end fits. The octets up to the end that looked most like one, or to the next mark, are set aside.
std::size_t Framer::give_up(std::size_t start, std::size_t stop) {
  const std::size_t end = search_.first_end;
  if (end == 0) {
    const std::size_t mark = std::min(window_.find("##", kMark), stop);
    begin(window_.substr(start, mark - start), {});
    note(Finding::kEndMissing);
    return emit(Standing::kQuarantined, window_.substr(start, mark - start), mark);
  }
  const std::string_view segment = window_.substr(start, end - kCrc - start);
  begin(segment, window_.substr(end - kCrc, kCrc));
  const std::size_t digits = start - kMark;
  received_.crc = classify_crc(segment, received_.crc_text);
  if (digits != 4)
    note(Finding::kLengthDigits, static_cast<std::int64_t>(segment.size()), static_cast<std::int64_t>(digits));
  const int declared = received_.declared_length;
  if (static_cast<std::size_t>(declared) != segment.size())
    note(Finding::kLengthWrong, static_cast<std::int64_t>(segment.size()), declared);
  if (looks_encrypted(segment)) {
    const Profile& profile = profile_of(segment);
    note(profile.keys.empty() ? Finding::kKeyMissing : Finding::kKeyWrong, 0,
         static_cast<std::int64_t>(profile.keys.size()));
    return emit(Standing::kQuarantined, {}, end);
  }
  if (received_.crc != CrcKind::kRight) note(Finding::kCrcWrong, crc(segment), *parse_crc(received_.crc_text));
  return emit(Standing::kQuarantined, segment, end);
}

void Framer::begin(std::string_view segment, std::string_view text) {
  received_.diagnostics.clear();
  received_.was_encrypted = false;
  received_.crc_text = text;
  received_.declared_length =
      read_length(window_.substr(kMark, static_cast<std::size_t>(segment.data() - window_.data()) - kMark));
  if (segment.size() > decoder_.limits_.usual_segment)
    note(Finding::kLong, static_cast<std::int64_t>(decoder_.limits_.usual_segment),
         static_cast<std::int64_t>(segment.size()));
}

// Reads the segment into the message and hands it over; the worst finding can only lower the standing. An encrypted
// segment without a key comes as an empty one: its header alone is read.
std::size_t Framer::emit(Standing standing, std::string_view segment, std::size_t size) {
  const bool is_header_only = segment.data() == nullptr;
  if (is_header_only) {
    const std::string_view whole = window_.substr(kHead, size - kHead);
    segment = whole.substr(0, std::min(whole.find("CP=&&"), whole.size()));
  }
  Treatment worst = read_segment(segment, *decoder_.profiles_, received_.message, received_.diagnostics);
  if (is_header_only)
    std::erase_if(received_.diagnostics, [](const Diagnostic& d) { return d.finding == Finding::kAreaMissing; });
  if (decoder_.vocabulary_ != nullptr && standing != Standing::kQuarantined)
    worst = std::max(worst, decoder_.vocabulary_->check(received_.message, received_.diagnostics));
  if (worst == Treatment::kQuarantine) standing = Standing::kQuarantined;
  if (worst == Treatment::kRepair) standing = std::max(standing, Standing::kRepaired);
  hand_over(standing, size);
  decoder_.after_frame_ = true;
  return size;
}

void Framer::hand_over(Standing standing, std::size_t size) {
  received_.standing = standing;
  received_.offset = decoder_.offset_;
  received_.raw = window_.substr(0, size);
  if (!received_.is_frame()) {
    if (standing == Standing::kLineEnd) received_.diagnostics.clear();
    received_.declared_length = -1;
    received_.crc_text = {};
  }
  decoder_.offset_ += size;
  search_ = {};
  sink_(received_);
}

void Decoder::feed(std::string_view octets, const Sink& sink) {
  if (octets.empty()) return;
  Received received;
  received.message.items.reserve(64);
  Framer framer(*this, received, sink);
  if (pending_.empty()) octets.remove_prefix(framer.run(octets, false));
  // What is left of the last piece goes on in front of the new one; in small steps, so that memory stays bounded.
  constexpr std::size_t kStep = 4096;
  while (!octets.empty()) {
    const std::string_view part = octets.substr(0, kStep);
    octets.remove_prefix(part.size());
    pending_ += part;
    pending_.erase(0, framer.run(pending_, false));
  }
  if (pending_.empty() && pending_.capacity() > kStep / 4) pending_ = {};
}

void Decoder::flush(const Sink& sink) {
  Received received;
  Framer framer(*this, received, sink);
  const std::string rest = std::move(pending_);
  pending_ = {};
  framer.run(rest, true);
  search_ = {};
  after_frame_ = false;
}

void decode_all(std::string_view octets, const Profiles& profiles, const Vocabulary* vocabulary,
                const Decoder::Sink& sink) {
  Decoder decoder(profiles, vocabulary);
  decoder.feed(octets, sink);
  decoder.flush(sink);
}

bool Received::has(Finding finding) const {
  return std::ranges::any_of(diagnostics, [&](const Diagnostic& d) { return d.finding == finding; });
}

std::string_view to_string(Standing standing) {
  constexpr std::string_view kWords[] = {"accepted", "repaired", "quarantined", "junk", "line_end"};
  return kWords[static_cast<std::size_t>(standing)];
}

std::string_view to_chinese(Standing standing) {
  constexpr std::string_view kWords[] = {"正确", "已修复", "隔离", "杂散字节", "行尾"};
  return kWords[static_cast<std::size_t>(standing)];
}

}  // namespace bihuan::hj212
