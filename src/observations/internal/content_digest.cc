#include "observations/internal/content_digest.h"

#include <algorithm>
#include <tuple>

namespace bihuan::observations {
namespace {

void put_number(std::string& octets, std::int64_t number) {
  for (int i = 0; i < 8; ++i) octets += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
}
void put_text(std::string& octets, std::string_view text) {
  put_number(octets, static_cast<std::int64_t>(text.size()));
  octets += text;
}

}  // namespace

void ContentDigester::add(std::span<const Point> points) {
  std::string octets;
  for (std::size_t i = 0; i < points.size();) {
    const SeriesId id = points[i].series;
    OfSeries& series = series_[id];
    octets.clear();
    for (; i < points.size() && points[i].series == id; ++i) {
      put_number(octets, points[i].time.seconds);
      put_number(octets, points[i].mantissa);
      octets += static_cast<char>(points[i].state);
      octets += points[i].flag;
      ++series.points;
    }
    series.digest.update(octets);
  }
}

ContentDigest ContentDigester::finish(std::vector<Mark> marks) {
  ContentDigest content;
  std::map<std::string, std::string> by_key;
  const auto key_of = [&](SeriesId id) { return to_string(all_[static_cast<std::size_t>(id.number) - 1].key); };
  for (auto& [id, of_series] : series_) {
    const Series& series = all_[static_cast<std::size_t>(id.number) - 1];
    std::string& octets = by_key[key_of(id)];
    put_text(octets, key_of(id));
    put_text(octets, series.unit);
    put_number(octets, series.places);
    put_number(octets, of_series.points);
    put_text(octets, of_series.digest.finish_hex());
    content.points += of_series.points;
  }
  std::string octets;
  for (const auto& [key, text] : by_key) octets += text;
  content.current = sm3_hex(octets);

  std::vector<std::pair<std::string, const Mark*>> order;
  for (const Mark& mark : marks) order.emplace_back(key_of(mark.series), &mark);
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) {
    const auto rank = [](const auto& x) {
      return std::tie(x.second->reference, x.first, x.second->time, x.second->revision, x.second->by);
    };
    return rank(a) < rank(b);
  });
  Digest of_marks(DigestKind::kSm3);
  for (const auto& [key, mark] : order) {
    octets.clear();
    for (const std::string_view text :
         {std::string_view(mark->reference), std::string_view(key), std::string_view(mark->by),
          std::string_view(mark->edition), std::string_view(mark->parameters_digest), std::string_view(mark->reason)})
      put_text(octets, text);
    for (const std::int64_t number : {mark->time.seconds, std::int64_t{mark->revision}, mark->at.seconds,
                                      static_cast<std::int64_t>(mark->verdict), std::int64_t{mark->is_person}})
      put_number(octets, number);
    of_marks.update(octets);
  }
  content.marks = of_marks.finish_hex();
  return content;
}

}  // namespace bihuan::observations
