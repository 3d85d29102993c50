#include "hj212/decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "hj212/cipher.h"
#include "hj212/internal/samples.h"

namespace bihuan::hj212 {
namespace {

using internal::framed;
using internal::frames_of;
using internal::take;
using internal::Taken;

const std::string kHeader = "QN=20240930080000123;ST=32;CN=2011;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=4;";
const std::string kSegment = kHeader + "CP=&&DataTime=20240930080000;w01018-Rtd=32.5,w01018-Flag=N&&";

std::string with_crc(std::string_view segment, std::string_view text) {
  std::string frame = framed(segment);
  return frame.substr(0, frame.size() - 6) + std::string(text) + "\r\n";
}

std::string with_length(std::string frame, std::string_view length) {
  return "##" + std::string(length) + frame.substr(6);
}

std::vector<Taken> with_profile(const std::string& octets, const Profile& profile) {
  return frames_of(take(octets, Profiles(profile)));
}

TEST(Decoder, ReadsTheGoldenFrames) {
  const std::vector<std::string> golden = internal::golden_frames();
  ASSERT_EQ(golden.size(), 15U);
  for (const std::string& frame : golden) {
    const std::vector<Taken> all = take(frame);
    ASSERT_EQ(all.size(), 2U) << frame;
    EXPECT_EQ(all[0].standing, Standing::kAccepted) << frame;
    EXPECT_EQ(all[0].raw + "\r\n", frame);
    EXPECT_EQ(all[1].standing, Standing::kLineEnd);
  }
}

// Cut in two at every place, and in single octets: the same frames, and no octet lost.
TEST(Decoder, EverySplitPointOfEveryGoldenFrame) {
  const std::vector<std::string> golden = internal::golden_frames();
  for (std::size_t i = 0; i < golden.size(); ++i) {
    const std::string octets = golden[i] + golden[(i + 1) % golden.size()];
    const std::vector<Taken> want = frames_of(take(octets));
    ASSERT_EQ(want.size(), 2U);
    for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
      std::vector<Taken> got;
      std::string raw;
      const Profiles profiles;
      Decoder decoder(profiles);
      const Decoder::Sink sink = [&](const Received& received) {
        raw += received.raw;
        if (received.is_frame())
          got.push_back({received.standing, received.offset, std::string(received.raw), {}, {}, {}, {}, {}});
      };
      decoder.feed(std::string_view(octets).substr(0, cut), sink);
      decoder.feed(std::string_view(octets).substr(cut), sink);
      decoder.flush(sink);
      ASSERT_EQ(got.size(), 2U) << cut;
      EXPECT_EQ(raw, octets) << cut;
      for (std::size_t k = 0; k < 2; ++k) {
        EXPECT_EQ(got[k].raw, want[k].raw) << cut;
        EXPECT_EQ(got[k].offset, want[k].offset) << cut;
      }
    }
    EXPECT_EQ(frames_of(take(octets, Profiles(), 1)), want);
  }
}

TEST(Decoder, EveryPrefixIsSetAsideAndTheNextFrameFound) {
  const std::string next = framed(kSegment);
  for (const std::string& frame : internal::golden_frames()) {
    const std::size_t whole = frame.size() - 2;
    for (std::size_t size = 0; size < whole; ++size) {
      const std::string octets = frame.substr(0, size) + next;
      const std::vector<Taken> all = take(octets);
      ASSERT_EQ(internal::all_raw(all), octets);
      const std::vector<Taken> frames = frames_of(all);
      ASSERT_FALSE(frames.empty()) << octets;
      EXPECT_EQ(frames.back().standing, Standing::kAccepted) << octets;
      EXPECT_EQ(frames.back().segment, kSegment) << octets;
      for (std::size_t i = 0; i + 1 < frames.size(); ++i)
        EXPECT_EQ(frames[i].standing, Standing::kQuarantined) << octets;
      EXPECT_EQ(frames_of(take(octets, Profiles(), 1)), frames) << octets;
    }
  }
}

// One octet changed at every place to several others: never read as it stands, except where the change is in the length
// and repaired, or only in the case of the check value; and the frame after it is always found.
TEST(Decoder, OneOctetChangedAtEveryPlace) {
  const std::string next = framed(kSegment);
  for (const std::string& frame : internal::golden_frames()) {
    const std::string segment = frame.substr(6, frame.size() - 12);
    for (std::size_t at = 0; at + 2 < frame.size(); ++at) {
      for (const char other : {'\0', '#', '&', ';', '9', 'a', '\xFF'}) {
        if (frame[at] == other) continue;
        std::string octets = frame;
        octets[at] = other;
        octets += next;
        const std::vector<Taken> all = take(octets);
        ASSERT_EQ(internal::all_raw(all), octets);
        std::size_t right = 0;
        for (const Taken& taken : all) {
          if (taken.standing > Standing::kRepaired) continue;
          ++right;
          EXPECT_TRUE(taken.segment == kSegment || taken.segment == segment) << octets;
        }
        EXPECT_GE(right, 1U) << octets;
        EXPECT_EQ(frames_of(all).back().segment, kSegment) << octets;
        if (at % 5 == 0) {
          EXPECT_EQ(frames_of(take(octets, Profiles(), 7)), frames_of(all)) << octets;
        }
      }
    }
  }
}

struct Dialect {
  const char* name;
  std::string octets;
  Standing standing;
  std::vector<Finding> findings;
  const char* why;
};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c | 0x20) : c; });
  return text;
}

// A segment whose check value begins with 0.
std::string with_leading_zero() {
  for (int i = 0;; ++i) {
    std::string segment = kHeader + "CP=&&DataTime=20240930080000;w01018-Rtd=" + std::to_string(i) + "&&";
    if (crc(segment) < 0x1000) return segment;
  }
}

TEST(Decoder, Dialects) {
  const std::string frame = framed(kSegment);
  const std::string value = crc_text(crc(kSegment));
  const std::size_t size = kSegment.size();
  const auto digits = [](std::size_t number) {
    return "0" + std::string(number < 100 ? "0" : "") + std::to_string(number);
  };
  const std::string zero = with_leading_zero();
  const Dialect cases[] = {
      {"lower_case", with_crc(kSegment, lower(value)), Standing::kAccepted, {Finding::kCrcLowerCase}, "legal"},
      {"modbus",
       with_crc(kSegment, crc_text(crc_modbus(kSegment))),
       Standing::kQuarantined,
       {Finding::kCrcWrong},
       "no profile grants it"},
      {"wrong", with_crc(kSegment, "1234"), Standing::kQuarantined, {Finding::kCrcWrong}, "2017 6.3: processing ends"},
      {"digits_lost",
       with_crc(zero, crc_text(crc(zero)).substr(1)),
       Standing::kRepaired,
       {Finding::kCrcDigitsLost},
       "zero put before it"},
      {"short_length",
       with_length(frame, digits(size - 3)),
       Standing::kRepaired,
       {Finding::kLengthWrong},
       "&& and check value tell the end"},
      {"long_length",
       with_length(frame, digits(size + 6)),
       Standing::kRepaired,
       {Finding::kLengthWrong},
       "counts check value and CR LF"},
      {"three_digits",
       with_length(frame, digits(size).substr(1)),
       Standing::kQuarantined,
       {Finding::kLengthDigits},
       "no profile grants it"},
      {"truncated",
       frame.substr(0, 60),
       Standing::kQuarantined,
       {Finding::kEndMissing, Finding::kMnForm, Finding::kAreaMissing},
       "nothing more comes"},
      {"no_command",
       framed("QN=20240930080000123;ST=32;CP=&&&&"),
       Standing::kQuarantined,
       {Finding::kNoCommand},
       "nobody knows what to do with it"},
      {"header_order",
       framed("ST=32;CN=2011;QN=20240930080000123;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=4;CP=&&&&"),
       Standing::kAccepted,
       {Finding::kHeaderOrder},
       "by name, not by place"},
      {"time",
       framed(kHeader + "CP=&&DataTime=20240930080000000;w01018-Rtd=1&&"),
       Standing::kRepaired,
       {Finding::kTimeForm},
       "17 digits"},
      {"lone_flag",
       framed(kHeader + "CP=&&DataTime=20240930080000;w01018-Rtd=1;Flag=N&&"),
       Standing::kRepaired,
       {Finding::kFlagAlone},
       "belongs to nothing without a profile"},
      {"missing",
       framed(kHeader + "CP=&&DataTime=20240930080000;w01018-Rtd=-9999.0&&"),
       Standing::kAccepted,
       {Finding::kValueMissing},
       "a marker, not a value"},
      {"gbk",
       framed(kHeader + "CP=&&i11001-Info=//\xC7\xE5\xCF\xB4//&&"),
       Standing::kAccepted,
       {Finding::kGb18030},
       "not UTF-8, but GB18030"},
  };
  for (const Dialect& c : cases) {
    for (const std::size_t piece : {0U, 1U, 5U}) {
      const std::vector<Taken> all = take(c.octets, Profiles(), piece);
      const std::vector<Taken> found = frames_of(all);
      ASSERT_EQ(found.size(), 1U) << c.name;
      EXPECT_EQ(found[0].standing, c.standing) << c.name << ": " << c.why;
      EXPECT_EQ(found[0].findings, c.findings) << c.name << ": " << c.why;
      EXPECT_EQ(internal::all_raw(all), c.octets) << c.name;
    }
  }
}

TEST(Decoder, ProfilesGrantWhatTheStandardDoesNot) {
  const std::string frame = framed(kSegment);
  Profile modbus;
  modbus.crc = CrcRule::kModbus;
  const std::string modbus_frame = with_crc(kSegment, crc_text(crc_modbus(kSegment)));
  EXPECT_EQ(with_profile(modbus_frame, modbus)[0].standing, Standing::kRepaired);
  EXPECT_EQ(with_profile(modbus_frame, modbus)[0].findings, std::vector{Finding::kCrcByProfile});
  EXPECT_EQ(with_profile(frame, modbus)[0].standing, Standing::kAccepted);
  EXPECT_EQ(with_profile(with_crc(kSegment, "1234"), modbus)[0].standing, Standing::kQuarantined);
  Profile ignored;
  ignored.crc = CrcRule::kIgnored;
  EXPECT_EQ(with_profile(with_crc(kSegment, "1234"), ignored)[0].standing, Standing::kRepaired);
  Profile lengths;
  lengths.allows_length_digits = true;
  EXPECT_EQ(with_profile(with_length(frame, "00" + frame.substr(2, 4)), lengths)[0].findings,
            std::vector{Finding::kLengthDigits});
  Profile joined;
  joined.joins_lone_flag = true;
  const auto lone = with_profile(framed(kHeader + "CP=&&DataTime=20240930080000;w01018-Rtd=1;Flag=N&&"), joined);
  EXPECT_EQ(lone[0].pairs.back(), "w01018-Flag=N");
  Profile missing;
  missing.minus_99_is_missing = true;
  EXPECT_EQ(with_profile(framed(kHeader + "CP=&&w01018-Rtd=-99&&"), missing)[0].findings,
            std::vector{Finding::kValueMissing});
  EXPECT_TRUE(with_profile(framed(kHeader + "CP=&&w01018-Rtd=-99&&"), {})[0].findings.empty());
  // A profile is one device's.
  Profiles profiles;
  profiles.set("AB0000D5900001E000212C99", ignored);
  EXPECT_EQ(frames_of(take(with_crc(kSegment, "1234"), profiles))[0].standing, Standing::kQuarantined);
}

TEST(Decoder, FindsTheEditionOfADevice) {
  const auto edition = [](const std::string& flag, const std::string& st, const Profile& profile) {
    Edition found = Edition::k2005;
    decode_all(framed("ST=" + st + ";CN=2011;MN=A420700_0212;" + flag + "CP=&&&&"), Profiles(profile), nullptr,
               [&](const Received& received) {
                 if (received.is_frame()) found = received.message.edition;
               });
    return found;
  };
  EXPECT_EQ(edition("", "31", {}), Edition::k2005);
  EXPECT_EQ(edition("Flag=3;", "31", {}), Edition::k2005);
  EXPECT_EQ(edition("Flag=4;", "31", {}), Edition::k2017);
  EXPECT_EQ(edition("Flag=9;", "31", {}), Edition::k2025);
  EXPECT_EQ(edition("Flag=9;", "21", {}), Edition::kSurfaceWater);
  EXPECT_EQ(edition("Flag=8;", "91", {}), Edition::kSurfaceWater);
  Profile registered;
  registered.edition = Edition::k2017;
  EXPECT_EQ(edition("Flag=0;", "31", registered), Edition::k2017);
}

// A frame cut short and its resend; heads twice; tails of all kinds; several frames in one piece.
TEST(Decoder, FindsEveryFrameInAStream) {
  const std::string frame = framed(kSegment);
  const std::string bare = frame.substr(0, frame.size() - 2);
  const std::pair<std::string, std::size_t> streams[] = {
      {bare + bare + bare, 3},
      {bare + "\n" + bare + "\\r\\n" + bare + "\r\n\r\n", 3},
      {"##" + frame, 1},
      {"####" + frame + "##", 1},
      {"junk\x01\xFF#" + frame + "## ##12 ##0010" + frame, 2},
      {frame.substr(0, 50) + frame, 1},
      {frame.substr(0, 50) + frame.substr(0, 99) + frame + frame, 2},
      {"##9999" + frame, 1},
      {"##9999QN=1;" + frame, 1},
      {with_length(frame, "0900") + frame + frame, 3},
  };
  for (const auto& [octets, want] : streams) {
    const std::vector<Taken> all = take(octets);
    EXPECT_EQ(internal::all_raw(all), octets);
    const auto right = std::ranges::count_if(all, [](const Taken& t) { return t.standing <= Standing::kRepaired; });
    EXPECT_EQ(static_cast<std::size_t>(right), want) << octets;
    for (const std::size_t piece : {1U, 2U, 7U, 64U})
      EXPECT_EQ(frames_of(take(octets, Profiles(), piece)), frames_of(all)) << octets;
  }
}

TEST(Decoder, AFrameThatNeverEndsDoesNotHoldUpOthersForEver) {
  std::string octets = "##9999QN=20240930080000123;ST=32;CN=2011;CP=&&";
  octets.append(20000, 'a');
  octets += framed(kSegment);
  const std::vector<Taken> all = take(octets, Profiles(), 100);
  EXPECT_EQ(internal::all_raw(all), octets);
  EXPECT_EQ(frames_of(all).back().segment, kSegment);
  EXPECT_TRUE(frames_of(all).front().has(Finding::kAreaOpen));
  EXPECT_TRUE(frames_of(all).front().has(Finding::kEndMissing));
}

// A hundred megabytes without a head: memory stays bounded and nothing is lost.
TEST(Decoder, AHundredMegabytesWithoutAHead) {
  const std::string block(std::size_t{1} << 20, 'x');
  const std::string marks(std::size_t{1} << 16, '#');
  const Profiles profiles;
  Decoder decoder(profiles);
  std::size_t seen = 0;
  std::size_t frames = 0;
  const Decoder::Sink sink = [&](const Received& received) {
    seen += received.raw.size();
    frames += received.is_frame();
  };
  for (int i = 0; i < 100; ++i) {
    decoder.feed(block, sink);
    ASSERT_LE(decoder.pending(), 1U);
  }
  decoder.feed(marks, sink);
  ASSERT_LE(decoder.pending(), 64U);
  decoder.feed(framed(kSegment), sink);
  decoder.flush(sink);
  EXPECT_EQ(frames, 1U);
  EXPECT_EQ(seen, 100 * block.size() + marks.size() + framed(kSegment).size());
}

TEST(Decoder, PendingNeverGrowsBeyondAFrame) {
  const Profiles profiles;
  const std::string hostile[] = {"##9999", "##9999QN=", "##9999QN=1;CP=&&0000\r", "##0012QN=", "&&0000\r\n",
                                 "##999",  "#"};
  for (const std::string& unit : hostile) {
    Decoder decoder(profiles);
    std::size_t seen = 0;
    const Decoder::Sink sink = [&](const Received& received) { seen += received.raw.size(); };
    std::string octets;
    while (octets.size() < 60000) octets += unit;
    for (std::size_t at = 0; at < octets.size(); at += 1000) {
      decoder.feed(std::string_view(octets).substr(at, 1000), sink);
      ASSERT_LE(decoder.pending(), 10100U) << unit;
    }
    decoder.flush(sink);
    EXPECT_EQ(seen, octets.size()) << unit;
  }
}

TEST(Decoder, LimitsAreParameters) {
  DecoderLimits limits;
  limits.max_segment = 50;
  const Profiles profiles;
  Decoder decoder(profiles, nullptr, limits);
  std::size_t frames = 0;
  decoder.feed(framed(kSegment), [&](const Received& received) { frames += received.is_frame(); });
  decoder.feed(framed("CN=1011;CP=&&&&"), [&](const Received& received) { frames += received.is_frame(); });
  EXPECT_EQ(frames, 1U);
  const std::string longer = kHeader + "CP=&&i11001-Info=//" + std::string(1100, 'a') + "//&&";
  const std::vector<Taken> found = frames_of(take(framed(longer)));
  EXPECT_EQ(found[0].standing, Standing::kAccepted);
  EXPECT_EQ(found[0].findings, std::vector{Finding::kLong});
}

// --- SM4 -------------------------------------------------------------------------------------------------------------

const std::string k2025 =
    "QN=20260301093000000;ST=31;CN=2051;PW=a1b2c3;MN=AB0000D5900001E000212C01;Flag=9;"
    "CP=&&DataTime=20260301092000;a34013-Min=5.1,a34013-Avg=5.2,a34013-Max=5.3,a34013-Flag=N&&";

std::string encrypted(const std::string& segment, const Sm4Key& key) {
  const std::string cipher = *encipher(segment, key);
  return framed(segment).substr(0, 6) + cipher + crc_text(crc(segment)) + "\r\n";
}

std::string encrypted_as_text(const std::string& segment, const Sm4Key& key) {
  const std::string cipher = *encipher(segment, key);
  const std::size_t begin = cipher.find("CP=&&") + 5;
  const std::size_t size = (cipher.size() - 2 - begin) / 16 * 16;
  std::string text = "{";
  for (std::size_t i = 0; i < size; ++i) {
    const std::string hex = crc_text(static_cast<unsigned char>(cipher[begin + i]));
    text += (i == 0 ? "0x" : ",0x") + hex.substr(2);
  }
  return framed(segment).substr(0, 6) + cipher.substr(0, begin) + text + "}" + cipher.substr(begin + size) +
         crc_text(crc(segment)) + "\r\n";
}

TEST(Decoder, DecryptsWithTheGenerationThatFits) {
  const Sm4Key old_key = *parse_sm4_key("0123456789abcdef");
  const Sm4Key new_key = *parse_sm4_key("fedcba9876543210");
  Profiles profiles;
  profiles.add_key("AB0000D5900001E000212C01", old_key);
  profiles.add_key("AB0000D5900001E000212C01", new_key);
  for (const bool as_text : {false, true}) {
    for (const Sm4Key& key : {old_key, new_key}) {
      const std::string octets = as_text ? encrypted_as_text(k2025, key) : encrypted(k2025, key);
      for (const std::size_t piece : {0U, 1U, 16U}) {
        const std::vector<Taken> all = take(octets + framed(kSegment), profiles, piece);
        EXPECT_EQ(internal::all_raw(all), octets + framed(kSegment));
        const std::vector<Taken> found = frames_of(all);
        ASSERT_EQ(found.size(), 2U);
        EXPECT_EQ(found[0].standing, as_text ? Standing::kRepaired : Standing::kAccepted);
        EXPECT_EQ(found[0].segment, k2025);
        EXPECT_TRUE(found[0].has(Finding::kDecrypted));
        EXPECT_EQ(found[0].pairs.size(), 5U);
      }
    }
  }
}

TEST(Decoder, WithoutTheKeyTheHeaderIsReadAndTheOctetsAreKept) {
  const std::string octets = encrypted(k2025, *parse_sm4_key("0123456789abcdef"));
  const std::vector<Taken> found = frames_of(take(octets));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].standing, Standing::kQuarantined);
  EXPECT_EQ(found[0].findings, std::vector{Finding::kKeyMissing});
  EXPECT_EQ(found[0].mn, "AB0000D5900001E000212C01");
  EXPECT_TRUE(found[0].pairs.empty());
  Profile wrong;
  wrong.keys.push_back(*parse_sm4_key("00000000000000000000000000000001"));
  EXPECT_EQ(with_profile(octets, wrong)[0].findings, std::vector{Finding::kKeyWrong});
}

TEST(Decoder, OnlyTheNewestKeysAreKept) {
  Profiles profiles;
  for (const char* key : {"0000000000000001", "0000000000000002", "0000000000000003"})
    profiles.add_key("M", *parse_sm4_key(key));
  ASSERT_EQ(profiles.of("M").keys.size(), 2U);
  EXPECT_EQ(profiles.of("M").keys[0], *parse_sm4_key("0000000000000003"));
  EXPECT_TRUE(profiles.of("N").keys.empty());
}

TEST(Decoder, DescribesWhatWouldBeRight) {
  std::string text;
  decode_all(with_crc(kSegment, "1234"), Profiles(), nullptr, [&](const Received& received) {
    for (const Diagnostic& d : received.diagnostics) text += describe(d, received.message.segment);
  });
  EXPECT_EQ(text, "校验值错误：收到1234，应为" + crc_text(crc(kSegment)));
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < kFindingCount; ++i) {
    const auto finding = static_cast<Finding>(i);
    words.insert(to_string(finding));
    EXPECT_FALSE(describe({finding, 0, 2, 1, 2}, "QN=1").empty());
  }
  EXPECT_EQ(words.size(), kFindingCount);
}

}  // namespace
}  // namespace bihuan::hj212
