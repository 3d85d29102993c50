// src/observations/internal/export_walk.h - the values of a selection in the order of an export, window by window.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "observations/export.h"
#include "observations/store.h"

namespace bihuan::observations::internal {

// A value with what an export says of it.
struct ExportPoint {
  Point point;
  std::size_t group = 0;           // of ExportWalk::groups()
  std::size_t place = 0;           // of its series in the group
  std::optional<Verdict> verdict;  // none where missing
};

// Where a value came from, by its entry. Each batch is kept as two numbers.
class BatchIndex {
 public:
  explicit BatchIndex(const ObservationStore& store) : store_(store) {}
  // Of these entries the batches are known then. Errors: kNotFound no batch has one of them
  Status know(std::int64_t last_entry);
  // PRECONDITION: know() of an entry that is no earlier.
  std::int64_t batch_of(Entry entry) const;
  const std::string& source_of(Entry entry) const { return sources_[source_number_of(entry)]; }
  std::size_t source_number_of(Entry entry) const;  // in sources()
  const std::vector<std::string>& sources() const { return sources_; }

 private:
  struct Span {
    std::int64_t first = 0, batch = 0;
    std::size_t source = 0;
  };
  const Span& find(Entry entry) const;
  const ObservationStore& store_;
  std::vector<Span> spans_;  // by first entry
  std::vector<std::string> sources_;
  std::unordered_map<std::string, std::size_t> known_;
  std::int64_t beyond_ = 0;  // the first entry that no known batch has
};

class ExportWalk {
 public:
  // Called with the values of one window, by group, time and place.
  using Visit = std::function<Status(std::span<const ExportPoint>)>;
  static constexpr std::int64_t kMostPoints = 50'000;  // of a window of more than a second

  // Long: a group is a series. Wide: the series of one site, averaging and source.
  // Errors: those of the store
  static Result<ExportWalk> open(const ObservationStore& store, const ExportRequest& request);
  const std::vector<std::vector<Series>>& groups() const { return groups_; }
  std::int64_t points() const { return points_; }  // as counted at the opening
  Status run(const Visit& visit) const;

 private:
  ExportWalk(const ObservationStore& store, const ExportRequest& request) : store_(store), request_(request) {}
  Status walk(std::size_t first, std::size_t beyond, Instant from, Instant until, const Visit& visit) const;
  Status deliver(const Selection& selection, const Visit& visit) const;
  Result<std::vector<std::optional<Verdict>>> verdicts(const Selection& selection, std::span<const Point> points) const;
  const ObservationStore& store_;
  const ExportRequest& request_;
  std::vector<std::vector<Series>> groups_;
  std::unordered_map<SeriesId, std::pair<std::size_t, std::size_t>> places_;  // group, place
  std::int64_t points_ = 0;
};

// Valid UTF-8 of one line, at most 1,000 characters.
std::string export_text(std::string_view text);
std::string name_by(const std::function<std::string(std::string_view)>& names, std::string_view code);

}  // namespace bihuan::observations::internal
