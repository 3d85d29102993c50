// src/hj212/internal/samples.h - what the tests of this library share.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "hj212/decoder.h"
#include "hj212/vocabulary.h"

namespace bihuan::hj212::internal {

// What one call of the sink saw, in a form that can be kept and compared.
struct Taken {
  Standing standing = Standing::kJunk;
  std::uint64_t offset = 0;
  std::string raw;
  std::string segment;
  std::vector<std::string> pairs;  // "name=value" of the area
  std::vector<Finding> findings;
  CrcKind crc = CrcKind::kNoHex;
  std::string mn;
  friend bool operator==(const Taken&, const Taken&) = default;
  bool has(Finding finding) const;
};

std::string name_of(const Item& item);
std::vector<Taken> take(std::string_view octets, const Profiles& profiles = Profiles(), std::size_t piece = 0,
                        const Vocabulary* vocabulary = nullptr);  // piece 0: all at once
std::vector<Taken> frames_of(const std::vector<Taken>& all);      // without junk and line ends
std::string all_raw(const std::vector<Taken>& all);

// "##LLLL...CCCC\r\n" around `segment`.
std::string framed(std::string_view segment);

// The frames of testdata/golden.txt: of our own making, all right.
std::vector<std::string> golden_frames();

const Vocabulary& shipped_vocabulary();

}  // namespace bihuan::hj212::internal
