// src/server/device_frame.h - a frame under the magnifier: its octets, stretch by stretch, with what each is, what the
// standard says of it, and what would be right. Passwords never appear.
//
// The words of the parts: knowledge/hj212/frame.toml. Pure; thread safe.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/readings.h"
#include "hj212/decoder.h"
#include "hj212/vocabulary.h"

namespace bihuan::server {

namespace api {
struct FrameEntry;
struct FramePiece;
struct FrameView;
}  // namespace api

class FrameReader {
 public:
  // `vocabulary` outlives the reader. `toml`: knowledge/hj212/frame.toml. Errors: kInvalidInput with file and line
  static Result<FrameReader> load(std::string_view toml, std::string_view name, const hj212::Vocabulary& vocabulary);

  // `octets`: from "##" to the check value, as they came. `profile`: what is agreed with the device.
  api::FrameView read(std::string_view octets, const hj212::Profile& profile) const;
  // The values in a few words: at most three factors with their units, or the fields. "" where there are none.
  std::string gist(std::string_view octets, const hj212::Profile& profile) const;

 private:
  struct Part {
    std::string name, text;
    std::map<std::string, std::string> clauses;
  };
  struct Dissection;
  explicit FrameReader(const hj212::Vocabulary& vocabulary) : vocabulary_(&vocabulary) {}
  void add(Dissection& cut, std::string_view text, std::string_view kind) const;
  void add_header(Dissection& cut, std::string_view header) const;
  void add_area(Dissection& cut, std::string_view area) const;
  void add_item(Dissection& cut, std::string_view item) const;
  void find_problems(Dissection& cut) const;
  std::string header_reading(const Dissection& cut, std::string_view name, std::string_view value) const;

  const hj212::Vocabulary* vocabulary_;
  std::map<std::string, Part, std::less<>> parts_;
  std::string confidence_;
};

// Octets for people: octets that are no text become \xNN. Does not mask.
std::string shown_octets(std::string_view octets);

}  // namespace bihuan::server
