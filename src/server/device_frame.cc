#include "server/device_frame.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "base/toml.h"
#include "gateway/moment.h"
#include "hj212/encode.h"
#include "server/device_api.h"
#include "server/http.h"

namespace bihuan::server {
namespace {

using hj212::Finding;

constexpr std::string_view kMasked = "******";
constexpr std::size_t kMostGist = 3;  // factors in a few words

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool ends_in(std::string_view name, std::string_view word) {
  return name.size() >= word.size() && equals_ignoring_case(name.substr(name.size() - word.size()), word);
}
bool is_secret_name(std::string_view name) { return ends_in(name, "PW") || ends_in(name, "NewSK"); }

// Values of these are in the factor's unit; sums, hours and states are not.
bool carries_unit(std::string_view suffix) {
  for (const std::string_view word : {"Rtd", "Min", "Avg", "Max", "Data", "Ala", "Value", "SampleRd"}) {
    if (ends_in(suffix, word)) return true;
  }
  return false;
}

// " mg/L"; "" of what has none.
std::string unit_after(const hj212::Word& factor) {
  return factor.unit.empty() || factor.unit == "无量纲" ? std::string() : " " + factor.unit;
}

// Which piece a finding on the whole frame is about.
std::string_view place_of(Finding finding) {
  switch (finding) {
    case Finding::kCrcLowerCase:
    case Finding::kCrcDigitsLost:
    case Finding::kCrcByProfile:
    case Finding::kCrcWrong:
    case Finding::kCrcNoHex:
      return "check";
    case Finding::kLengthWrong:
    case Finding::kLengthDigits:
    case Finding::kLong:
      return "length";
    case Finding::kDecrypted:
    case Finding::kCipherAsText:
    case Finding::kKeyMissing:
    case Finding::kKeyWrong:
      return "cipher";
    default:
      return "";
  }
}

// The end of a pair of the data area: the next separator outside of a log text between // and //.
std::size_t end_of_item(std::string_view area, std::size_t from) {
  std::size_t end = area.find_first_of(",;", from);
  const std::size_t text = area.find("=//", from);
  if (text != std::string_view::npos && (end == std::string_view::npos || text < end)) {
    const std::size_t close = area.find("//", text + 3);
    if (close != std::string_view::npos) end = area.find_first_of(",;", close + 2);
  }
  return std::min(end, area.size());
}

}  // namespace

std::string shown_octets(std::string_view octets) {
  const bool is_text = !first_invalid_utf8(octets).has_value();
  std::string text;
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet >= 0x20 && octet != 0x7F && (is_text || octet < 0x80))
      text += c;
    else
      text += fmt::format("\\x{:02X}", octet);
  }
  return text;
}

struct FrameReader::Dissection {
  const hj212::Received& received;
  std::string edition_key;  // of the clauses: "2005", "2017"
  std::vector<api::FramePiece> pieces{};
  std::int64_t at = 0;
};

Result<FrameReader> FrameReader::load(std::string_view toml, std::string_view name,
                                      const hj212::Vocabulary& vocabulary) {
  BIHUAN_TRY(const TomlTable file, parse_toml(toml, name));
  BIHUAN_CHECK(file.check_keys({"knowledge", "part"}));
  FrameReader reader(vocabulary);
  BIHUAN_TRY(const TomlTable head, file.table("knowledge"));
  BIHUAN_TRY(reader.confidence_, head.string("confidence"));
  BIHUAN_TRY(const std::vector<TomlTable> parts, file.tables("part"));
  for (const TomlTable& table : parts) {
    BIHUAN_CHECK(table.check_keys({"id", "name", "text", "clauses"}));
    BIHUAN_TRY(const std::string id, table.string("id"));
    Part part;
    BIHUAN_TRY(part.name, table.string("name"));
    BIHUAN_TRY(part.text, table.string("text"));
    BIHUAN_TRY(const TomlTable clauses, table.table("clauses"));
    for (const std::string& edition : clauses.keys()) {
      BIHUAN_CHECK(hj212::parse_edition(edition));
      BIHUAN_TRY(part.clauses[edition], clauses.string(edition));
    }
    if (!reader.parts_.emplace(id, std::move(part)).second)
      return fail(Code::kInvalidInput, "“" + id + "”写了两次", table.where());
  }
  return reader;
}

// The next stretch of the frame; title, meaning and clause are those of the part `kind`.
void FrameReader::add(Dissection& cut, std::string_view text, std::string_view kind) const {
  if (text.empty()) return;
  api::FramePiece piece;
  piece.at = cut.at;
  piece.size = static_cast<std::int64_t>(text.size());
  piece.text = shown_octets(text);
  piece.kind = kind;
  const auto part = parts_.find(kind);
  if (part != parts_.end()) {
    piece.title = part->second.name;
    piece.meaning = part->second.text;
    const auto clause = part->second.clauses.find(cut.edition_key);
    if (clause != part->second.clauses.end())
      piece.clause = std::string(to_chinese(cut.received.message.edition)) + " " + clause->second;
  }
  cut.at += piece.size;
  cut.pieces.push_back(std::move(piece));
}

std::string FrameReader::header_reading(const Dissection& cut, std::string_view name, std::string_view value) const {
  const hj212::Message& message = cut.received.message;
  if (name == "QN") return hj212::time_text(shown_octets(value));
  if (name == "ST") {
    const hj212::Word* word = vocabulary_->system(value);
    return word == nullptr ? "标准中没有的系统编码" : word->name;
  }
  if (name == "CN") {
    const hj212::Command* command = vocabulary_->command(message.edition, value);
    if (command == nullptr) command = vocabulary_->any_command(value);
    return command == nullptr ? "标准中没有的命令"
                              : command->name + "（" + std::string(to_chinese(command->kind)) + "）";
  }
  if (name == "Flag" && message.flag) {
    return fmt::format("{}，{}，{}", to_chinese(message.edition), (*message.flag & 1) != 0 ? "要求应答" : "不要求应答",
                       (*message.flag & 2) != 0 ? "有包号" : "没有包号");
  }
  if (name == "RF") return value == "1" ? "补传" : "";
  return "";
}

void FrameReader::add_header(Dissection& cut, std::string_view header) const {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view field = header.substr(0, end);
    const std::size_t equals = field.find('=');
    const std::string_view name = equals == std::string_view::npos ? std::string_view() : field.substr(0, equals);
    const std::string_view value = name.empty() ? std::string_view() : field.substr(equals + 1);
    const bool is_known = parts_.contains(name);
    add(cut, field, is_known ? name : "other");
    if (!field.empty()) {
      api::FramePiece& piece = cut.pieces.back();
      piece.name = shown_octets(name);
      if (is_secret_name(name))
        piece.text = piece.name + "=" + std::string(kMasked);
      else
        piece.reading = header_reading(cut, name, value);
    }
    if (end < header.size()) add(cut, header.substr(end, 1), "separator");
    header.remove_prefix(std::min(end + 1, header.size()));
  }
}

void FrameReader::add_item(Dissection& cut, std::string_view item) const {
  const std::size_t equals = item.find('=');
  const std::string_view name = equals == std::string_view::npos ? std::string_view() : item.substr(0, equals);
  const std::string_view value = name.empty() ? item : item.substr(equals + 1);
  const std::size_t dash = name.find('-');
  const bool is_factor = dash != std::string_view::npos;
  const std::string_view code = name.substr(0, dash);
  const std::string_view suffix = is_factor ? name.substr(dash + 1) : std::string_view();
  const bool is_time = code == "SystemTime" || ends_in(code, "Time");
  std::string_view kind = "field";
  if (name.empty()) kind = "other";
  if (is_time && !is_factor) kind = "time";
  if (is_factor) kind = suffix == "Flag" ? "mark" : "factor";
  if (code == "QnRtn") kind = "request_return";
  if (code == "ExeRtn") kind = "execution_return";
  add(cut, item, kind);
  if (item.empty()) return;
  api::FramePiece& piece = cut.pieces.back();
  piece.name = shown_octets(name);
  if (name.empty()) return;
  const hj212::Word* word = is_factor ? vocabulary_->factor(code) : vocabulary_->field(code);
  const hj212::Word* of_suffix = is_factor ? vocabulary_->suffix(suffix) : nullptr;
  if (word != nullptr || is_factor) piece.title = word != nullptr ? word->name : shown_octets(code);
  if (is_factor) piece.title += " " + (of_suffix != nullptr ? of_suffix->name : shown_octets(suffix));
  if (is_secret_name(code)) {
    piece.text = piece.name + "=" + std::string(kMasked);
    return;
  }
  const hj212::Word* meant = kind == "mark"               ? vocabulary_->mark(cut.received.message.edition, value)
                             : kind == "request_return"   ? vocabulary_->request_return(value)
                             : kind == "execution_return" ? vocabulary_->execution_return(value)
                                                          : nullptr;
  if (meant != nullptr) {
    piece.reading = meant->name;
  } else if (is_factor && word != nullptr && carries_unit(suffix) && hj212::read_number(value)) {
    piece.reading = std::string(value) + unit_after(*word);
  } else if (is_time) {
    piece.reading = hj212::time_text(shown_octets(value));
  }
  for (const hj212::Item& one : cut.received.message.items) {
    if (one.kind == hj212::ValueKind::kMissing && one.factor == code && one.suffix == suffix) piece.reading = "缺测";
  }
}

void FrameReader::add_area(Dissection& cut, std::string_view area) const {
  if (cut.received.was_encrypted || cut.received.has(Finding::kKeyMissing) || cut.received.has(Finding::kKeyWrong)) {
    add(cut, area, "cipher");
    return;
  }
  for (std::size_t at = 0; at < area.size();) {
    const std::size_t end = end_of_item(area, at);
    add_item(cut, area.substr(at, end - at));
    if (end < area.size()) add(cut, area.substr(end, 1), "separator");
    at = end + 1;
  }
}

// What is wrong, at the piece that it is about, and what would be right there.
void FrameReader::find_problems(Dissection& cut) const {
  const hj212::Received& received = cut.received;
  const std::string_view segment = received.message.segment;
  const auto mark = [&](std::string_view kind, std::int64_t at, const std::string& text) {
    for (api::FramePiece& piece : cut.pieces) {
      const bool is_it = kind.empty() ? at >= piece.at && at < piece.at + piece.size : piece.kind == kind;
      if (!is_it) continue;
      piece.problem += (piece.problem.empty() ? "" : "；") + text;
      return;
    }
  };
  const bool stands_in_frame = segment.data() >= received.raw.data() &&
                               segment.data() + segment.size() <= received.raw.data() + received.raw.size();
  for (const hj212::Diagnostic& one : received.diagnostics) {
    if (treatment_of(one.finding) == hj212::Treatment::kAccept) continue;
    const std::string text = describe(one, segment);
    const std::string_view place = place_of(one.finding);
    if (!place.empty()) {
      mark(place, 0, text);
    } else if (stands_in_frame && (one.at != 0 || one.size != 0)) {
      mark("", segment.data() - received.raw.data() + static_cast<std::int64_t>(one.at), text);
    } else if (!cut.pieces.empty()) {
      api::FramePiece& last = cut.pieces.back();
      last.problem += (last.problem.empty() ? "" : "；") + text;
    }
  }
  const bool is_readable = !received.message.area.empty() || segment.ends_with("&&");
  if (!is_readable) return;
  for (api::FramePiece& piece : cut.pieces) {
    if (piece.problem.empty()) continue;
    if (piece.kind == "length") piece.should_be = fmt::format("{:04}", segment.size());
    if (piece.kind == "check") piece.should_be = hj212::crc_text(hj212::crc(segment));
  }
}

api::FrameView FrameReader::read(std::string_view octets, const hj212::Profile& profile) const {
  api::FrameView view;
  view.confidence = confidence_;
  const hj212::Profiles profiles(profile);
  bool is_read = false;
  hj212::decode_all(octets, profiles, vocabulary_, [&](const hj212::Received& received) {
    if (is_read || !received.is_frame()) return;
    is_read = true;
    const hj212::Message& message = received.message;
    Dissection cut{received, std::string(to_string(message.edition))};
    add(cut, octets.substr(0, received.offset), "other");
    const std::string_view raw = received.raw;
    const std::size_t start = raw.starts_with("##") ? 2 : 0;
    std::size_t digits = start;
    while (digits < raw.size() && digits < start + 6 && is_digit(raw[digits])) ++digits;
    const std::size_t check =
        raw.size() - (raw.size() - digits >= received.crc_text.size() && raw.ends_with(received.crc_text)
                          ? received.crc_text.size()
                          : 0);
    add(cut, raw.substr(0, start), "start");
    add(cut, raw.substr(start, digits - start), "length");
    const std::string_view segment = raw.substr(digits, check - digits);
    const std::size_t open = segment.find("CP=&&");
    add_header(cut, segment.substr(0, open));
    if (open != std::string_view::npos) {
      add(cut, segment.substr(open, 5), "open");
      const std::string_view rest = segment.substr(open + 5);
      const std::size_t close = rest.rfind("&&");
      add_area(cut, rest.substr(0, close));
      if (close != std::string_view::npos) {
        add(cut, rest.substr(close, 2), "close");
        add(cut, rest.substr(close + 2), "other");
      }
    }
    add(cut, raw.substr(check), "check");
    add(cut, octets.substr(std::min<std::size_t>(received.offset + raw.size(), octets.size())), "other");
    find_problems(cut);

    view.edition = to_string(message.edition);
    view.edition_name = to_chinese(message.edition);
    const hj212::Command* command = vocabulary_->command(message.edition, message.cn());
    if (command == nullptr) command = vocabulary_->any_command(message.cn());
    if (command != nullptr) {
      view.command = command->name;
      view.command_kind = to_chinese(command->kind);
    }
    view.pieces = std::move(cut.pieces);
    for (const hj212::Diagnostic& one : received.diagnostics) {
      view.findings.push_back({std::string(to_string(one.finding)), std::string(to_string(treatment_of(one.finding))),
                               describe(one, message.segment)});
    }
    const bool is_readable = !message.area.empty() || message.segment.ends_with("&&");
    if (received.standing != hj212::Standing::kAccepted && !received.was_encrypted && is_readable) {
      const Result<std::string> right = hj212::frame_segment(message.segment);
      if (right.has_value()) view.right_frame = gateway::masked_frame(right->substr(0, right->size() - 2));
    }
  });
  if (!is_read) {
    api::FramePiece piece;
    piece.size = static_cast<std::int64_t>(octets.size());
    piece.text = gateway::masked_frame(octets);
    piece.kind = "other";
    view.pieces.push_back(std::move(piece));
  }
  return view;
}

std::string FrameReader::gist(std::string_view octets, const hj212::Profile& profile) const {
  std::string text;
  const hj212::Profiles profiles(profile);
  hj212::decode_all(octets, profiles, nullptr, [&](const hj212::Received& received) {
    std::size_t count = 0, more = 0;
    for (const hj212::Item& item : received.message.items) {
      const bool is_value = item.suffix == "Rtd" || item.suffix == "Avg";
      if (!is_value || item.kind != hj212::ValueKind::kNumber) continue;
      if (count == kMostGist) {
        ++more;
        continue;
      }
      const hj212::Word* word = vocabulary_->factor(item.factor);
      text += (count++ == 0 ? "" : "，") + (word == nullptr ? std::string(item.factor) : word->name) + " " +
              std::string(item.value);
      if (word != nullptr) text += unit_after(*word);
    }
    if (more > 0) text += fmt::format("，另{}项", more);
  });
  return text;
}

}  // namespace bihuan::server
