#include "hj212/internal/samples.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/files.h"
#include "base/text.h"

namespace bihuan::hj212::internal {
namespace {

std::string must_read(const std::string& path) {
  Result<std::string> text = read_file(path, std::size_t{1} << 22);
  if (!text.has_value()) {
    std::fprintf(stderr, "%s: %s\n", path.c_str(), text.error().message.c_str());
    std::abort();
  }
  return *text;
}

}  // namespace

bool Taken::has(Finding finding) const { return std::ranges::find(findings, finding) != findings.end(); }

std::string name_of(const Item& item) {
  std::string name(item.factor);
  if (item.is_factor()) name += "-" + std::string(item.suffix);
  return name;
}

std::vector<Taken> take(std::string_view octets, const Profiles& profiles, std::size_t piece,
                        const Vocabulary* vocabulary) {
  std::vector<Taken> all;
  Decoder decoder(profiles, vocabulary);
  const Decoder::Sink sink = [&](const Received& received) {
    Taken taken{received.standing, received.offset, std::string(received.raw), {}, {}, {}, received.crc, {}};
    for (const Diagnostic& diagnostic : received.diagnostics) taken.findings.push_back(diagnostic.finding);
    if (received.is_frame()) {
      taken.segment = received.message.segment;
      taken.mn = received.message.mn();
      for (const Item& item : received.message.items)
        taken.pairs.push_back(name_of(item) + "=" + std::string(item.value));
    }
    all.push_back(std::move(taken));
  };
  const std::size_t step = piece == 0 ? octets.size() : piece;
  for (std::size_t at = 0; at < octets.size(); at += step) decoder.feed(octets.substr(at, step), sink);
  decoder.flush(sink);
  return all;
}

std::vector<Taken> frames_of(const std::vector<Taken>& all) {
  std::vector<Taken> frames;
  std::ranges::copy_if(all, std::back_inserter(frames),
                       [](const Taken& t) { return t.standing <= Standing::kQuarantined; });
  return frames;
}

std::string all_raw(const std::vector<Taken>& all) {
  std::string octets;
  for (const Taken& taken : all) octets += taken.raw;
  return octets;
}

std::string framed(std::string_view segment) {
  std::string length = std::to_string(segment.size());
  length.insert(0, 4 - length.size(), '0');
  return "##" + length + std::string(segment) + crc_text(crc(segment)) + "\r\n";
}

std::vector<std::string> golden_frames() {
  const std::string text = must_read(std::string(BIHUAN_SOURCE_DIR) + "/src/hj212/testdata/golden.txt");
  std::vector<std::string> frames;
  for (const std::string_view line : split_lines(text)) {
    if (line.starts_with("##0")) frames.push_back(std::string(line) + "\r\n");
  }
  return frames;
}

const Vocabulary& shipped_vocabulary() {
  static const Vocabulary shipped = [] {
    std::vector<NamedText> files;
    for (const char* name : {"hj212/commands.toml", "hj212/codes.toml", "hj212/factors.toml"})
      files.push_back({name, must_read(std::string(BIHUAN_SOURCE_DIR) + "/knowledge/" + name)});
    Result<Vocabulary> vocabulary = Vocabulary::load(files);
    if (!vocabulary.has_value()) {
      std::fprintf(stderr, "%s %s\n", vocabulary.error().where.c_str(), vocabulary.error().message.c_str());
      std::abort();
    }
    return *vocabulary;
  }();
  return shipped;
}

}  // namespace bihuan::hj212::internal
