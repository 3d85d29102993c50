// The public frames beside the project (../shared/hj212/vectors.jsonl): skipped where that folder is absent.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "base/files.h"
#include "base/json.h"
#include "hj212/internal/samples.h"

namespace bihuan::hj212 {
namespace {

using internal::take;
using internal::Taken;

const std::filesystem::path kVectors = std::filesystem::path(BIHUAN_SOURCE_DIR) / "../shared/hj212/vectors.jsonl";

std::vector<JsonValue> rows_of(std::string_view kind) {
  std::vector<JsonValue> rows;
  std::ifstream file(kVectors);
  for (std::string line; std::getline(file, line);) {
    Result<JsonValue> row = parse_json(line);
    if (!row.has_value()) {
      ADD_FAILURE() << row.error().message;
      continue;
    }
    if (row->find("kind")->text == kind) rows.push_back(std::move(*row));
  }
  return rows;
}

std::string from_base64(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) break;
    bits = (bits << 6 | static_cast<unsigned>(digit)) & 0xFFFFFF;
    count += 6;
    if (count >= 8) out += static_cast<char>(bits >> (count -= 8) & 0xFF);
  }
  return out;
}

std::string text_of(const JsonValue& row, std::string_view key) {
  const JsonValue* value = row.find(key);
  return value == nullptr ? "" : value->text;
}

bool is_true(const JsonValue& row, std::string_view key) {
  const JsonValue* value = row.find(key);
  return value != nullptr && value->boolean;
}

bool has_dialect(const JsonValue& row, std::string_view word) {
  return std::ranges::any_of(row.find("dialect")->elements, [&](const JsonValue& d) { return d.text == word; });
}

std::string octets_of(const JsonValue& row) {
  return row.find("raw_b64") != nullptr ? from_base64(text_of(row, "raw_b64")) : text_of(row, "raw");
}

Profiles profiles_for(const JsonValue& row) {
  Profile profile;
  if (row.find("sm4_key_hex") != nullptr) profile.keys.push_back(*parse_sm4_key(text_of(row, "sm4_key_hex")));
  return Profiles(profile);
}

// Every pair that the row expects, in any order; a list stands for a name that comes several times.
void expect_fields(const JsonValue& row, const Message& message) {
  const std::string id = text_of(row, "id");
  const JsonValue& expect = *row.find("expect");
  for (std::size_t i = 0; i < kHeaderFields; ++i) {
    const auto field = static_cast<HeaderField>(i);
    const JsonValue* want = expect.find(to_string(field));
    EXPECT_EQ(message.has(field), want != nullptr) << id << to_string(field);
    EXPECT_EQ(message.field(field), want == nullptr ? "" : want->text) << id;
  }
  std::multimap<std::string, std::string> got;
  for (const Item& item : message.items) got.emplace(internal::name_of(item), item.value);
  std::size_t wanted = 0;
  const auto expect_pair = [&](const std::string& name, const JsonValue& value) {
    const auto values = value.kind == JsonValue::Kind::kArray ? value.elements : std::vector<JsonValue>{value};
    auto at = got.lower_bound(name);
    for (const JsonValue& one : values) {
      ++wanted;
      ASSERT_TRUE(at != got.end() && at->first == name) << id << " " << name;
      EXPECT_EQ(at->second, one.text) << id << " " << name;
      ++at;
    }
  };
  if (const JsonValue* groups = expect.find("cp")->find("groups")) {  // names that come more than once
    std::vector<std::string> want;
    for (const JsonValue& group : groups->elements) {
      for (const JsonValue& pair : group.elements) want.push_back(pair.elements[0].text + "=" + pair.elements[1].text);
    }
    std::vector<std::string> have;
    for (const Item& item : message.items) have.push_back(internal::name_of(item) + "=" + std::string(item.value));
    EXPECT_EQ(have, want) << id;
    return;
  }
  const JsonValue& scalars = *expect.find("cp")->find("scalars");
  for (std::size_t i = 0; i < scalars.keys.size(); ++i) expect_pair(scalars.keys[i], scalars.elements[i]);
  const JsonValue& factors = *expect.find("cp")->find("factors");
  for (std::size_t i = 0; i < factors.keys.size(); ++i) {
    const JsonValue& suffixes = factors.elements[i];
    for (std::size_t k = 0; k < suffixes.keys.size(); ++k)
      expect_pair(factors.keys[i] + "-" + suffixes.keys[k], suffixes.elements[k]);
  }
  EXPECT_EQ(got.size(), wanted) << id;
}

void expect_edition(const JsonValue& row, const Message& message) {
  const std::string guess = text_of(*row.find("expect"), "version_guess");
  if (guess.empty()) return;
  const std::map<std::string, Edition> editions = {{"2005", Edition::k2005},
                                                   {"2017", Edition::k2017},
                                                   {"2025-or-surface-water", Edition::k2025},
                                                   {"surface-water-2017", Edition::kSurfaceWater}};
  ASSERT_TRUE(editions.contains(guess)) << guess;
  EXPECT_EQ(message.edition, editions.at(guess)) << text_of(row, "id");
}

class Vectors : public testing::Test {
  void SetUp() override {
    if (!std::filesystem::exists(kVectors))
      GTEST_SKIP() << "the frames beside the project (../shared/hj212) are absent";
  }
};

TEST_F(Vectors, Frames) {
  int frames = 0;
  for (const JsonValue& row : rows_of("frame")) {
    const std::string id = text_of(row, "id");
    const std::string octets = octets_of(row);
    const Profiles profiles = profiles_for(row);
    std::optional<Taken> first;
    for (const std::size_t piece : {0U, 1U, 7U}) {
      const std::vector<Taken> all = take(octets, profiles, piece);
      EXPECT_EQ(internal::all_raw(all), octets) << id;
      const std::vector<Taken> found = internal::frames_of(all);
      if (has_dialect(row, "no_header")) {
        EXPECT_TRUE(found.empty()) << id;
        continue;
      }
      ASSERT_EQ(found.size(), 1U) << id << " in pieces of " << piece;
      if (!first) first = found[0];
      EXPECT_EQ(found[0], *first) << id << " in pieces of " << piece;
    }
    ++frames;
    if (!first) continue;
    const bool is_right =
        (is_true(row, "crc_ok") || is_true(row, "crc_ok_plain")) && !has_dialect(row, "length_field_3_digits");
    EXPECT_EQ(first->standing <= Standing::kRepaired, is_right) << id << to_string(first->standing);
    EXPECT_EQ(first->crc == CrcKind::kModbus, is_true(row, "crc_is_modbus")) << id;
    EXPECT_EQ(first->has(Finding::kCrcLowerCase), has_dialect(row, "crc_lower_case") && is_right) << id;
    EXPECT_EQ(first->has(Finding::kHeaderOrder), has_dialect(row, "header_order")) << id;
    EXPECT_EQ(first->has(Finding::kSplitWithoutNumbers), has_dialect(row, "split_bit_without_pnum")) << id;
    EXPECT_EQ(first->has(Finding::kNumbersWithoutSplit), has_dialect(row, "pnum_without_split_bit")) << id;
    EXPECT_EQ(first->has(Finding::kMnEmpty), has_dialect(row, "empty_mn")) << id;
    EXPECT_EQ(first->has(Finding::kQnForm), has_dialect(row, "bad_qn")) << id;
    EXPECT_EQ(first->has(Finding::kFlagAlone), has_dialect(row, "flag_without_factor")) << id;
    EXPECT_EQ(first->has(Finding::kLengthWrong),
              has_dialect(row, "length_wrong") && !has_dialect(row, "crc_field_damaged"))
        << id;
  }
  EXPECT_GE(frames, 60);
}

TEST_F(Vectors, FieldsOfFrames) {
  for (const JsonValue& row : rows_of("frame")) {
    if (has_dialect(row, "no_header") || has_dialect(row, "crc_field_damaged")) continue;
    decode_all(octets_of(row), profiles_for(row), nullptr, [&](const Received& received) {
      if (!received.is_frame()) return;
      expect_fields(row, received.message);
      expect_edition(row, received.message);
    });
  }
}

TEST_F(Vectors, Segments) {
  int segments = 0;
  for (const JsonValue& row : rows_of("segment")) {
    const std::string id = text_of(row, "id");
    const std::string segment = text_of(row, "raw");
    EXPECT_EQ(std::to_string(segment.size()), text_of(row, "actual_len")) << id;
    EXPECT_EQ(crc_text(crc(segment)), text_of(row, "crc_calc")) << id;
    Message message;
    std::vector<Diagnostic> diagnostics;
    read_segment(segment, Profiles(), message, diagnostics);
    expect_fields(row, message);
    expect_edition(row, message);
    const std::vector<Taken> found = internal::frames_of(take(text_of(row, "frame_ours")));
    ASSERT_EQ(found.size(), 1U) << id;
    EXPECT_LE(found[0].standing, Standing::kRepaired) << id;
    EXPECT_EQ(found[0].segment, segment) << id;
    ++segments;
  }
  EXPECT_GE(segments, 20);
}

TEST_F(Vectors, Streams) {
  int streams = 0;
  for (const JsonValue& row : rows_of("stream")) {
    std::size_t right = 0;
    const Profiles profiles;
    Decoder stream(profiles);
    const Decoder::Sink sink = [&](const Received& received) { right += received.has_data(); };
    for (const JsonValue& chunk : row.find("chunks")->elements) stream.feed(chunk.text, sink);
    stream.flush(sink);
    EXPECT_EQ(std::to_string(right), row.find("expect")->find("frames")->text) << text_of(row, "id");
    ++streams;
  }
  EXPECT_GE(streams, 4);
}

// What a profile grants turns quarantine into repair.
TEST_F(Vectors, FramesThatAProfileGrants) {
  int modbus = 0;
  for (const JsonValue& row : rows_of("frame")) {
    Profile profile;
    if (is_true(row, "crc_is_modbus")) profile.crc = CrcRule::kModbus;
    if (has_dialect(row, "crc_modbus_swapped")) profile.crc = CrcRule::kModbusSwapped;
    profile.allows_length_digits =
        has_dialect(row, "length_field_6_digits") || has_dialect(row, "length_field_3_digits");
    if (profile.crc == CrcRule::kStandard && !profile.allows_length_digits) continue;
    const std::vector<Taken> found = internal::frames_of(take(octets_of(row), Profiles(profile)));
    ASSERT_EQ(found.size(), 1U) << text_of(row, "id");
    EXPECT_EQ(found[0].standing, Standing::kRepaired) << text_of(row, "id");
    modbus += profile.crc == CrcRule::kModbus;
  }
  EXPECT_GE(modbus, 13);
}

}  // namespace
}  // namespace bihuan::hj212
