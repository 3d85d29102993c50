#include "observations/internal/engine.h"

#include <algorithm>
#include <map>

#include "observations/internal/rolling.h"

namespace bihuan::observations {
namespace {

// "series IN (...)", with a range before it that prunes whole blocks of a file.
std::string series_condition(const std::vector<std::int32_t>& series) {
  if (series.size() == 1) return "series = " + std::to_string(series.front());
  std::string list;
  for (const std::int32_t number : series) list += (list.empty() ? "" : ",") + std::to_string(number);
  return "series BETWEEN " + std::to_string(series.front()) + " AND " + std::to_string(series.back()) +
         (series.back() - series.front() + 1 == static_cast<std::int32_t>(series.size())
              ? ""
              : " AND series IN (" + list + ")");
}

// Series and time as one number: a join over one column takes half the time of one over three.
std::string place_key(const std::string& table) {
  return "((" + table + "series::BIGINT * 4294967296 + " + table + "minute) * 64 + " + table + "second)";
}

void add_condition(std::string& where, const std::string& condition) {
  where += (where.empty() ? "" : " AND ") + condition;
}

// Whether the file may hold rows of the filter.
bool touches(const SealedPart& part, const RowFilter& filter) {
  if (filter.entries && (part.last_entry < filter.entries->first || part.first_entry > filter.entries->second))
    return false;
  const Period month = month_of_number(part.month);
  if ((filter.from && month.end() <= *filter.from) || (filter.until && month.begin() >= *filter.until)) return false;
  return filter.series.empty() ||
         std::ranges::any_of(filter.series, [&](std::int32_t number) { return part.find(number) != nullptr; });
}

bool has_revisions(const SealedPart& part, const RowFilter& filter) {
  if (filter.series.empty())
    return std::ranges::any_of(part.series, [](const FileSeries& one) { return one.revised > 0; });
  return std::ranges::any_of(filter.series, [&](std::int32_t number) {
    const FileSeries* const found = part.find(number);
    return found != nullptr && found->revised > 0;
  });
}

Result<bool> has_revisions(Snapshot& snapshot, const RowFilter& filter) {
  for (const auto& part : *snapshot.parts)
    if (touches(*part, filter) && has_revisions(*part, filter)) return true;
  std::string where = condition_sql(snapshot, filter, true);
  add_condition(where, "revision > 0");
  BIHUAN_TRY(const std::int64_t found,
             snapshot.connection.number("SELECT count(*) FROM (SELECT 1 FROM arrived WHERE " + where + " LIMIT 1)"));
  return found > 0;
}

}  // namespace

RowFilter filter_of(const Selection& selection) {
  RowFilter filter;
  for (const SeriesId id : selection.series) filter.series.push_back(id.number);
  std::ranges::sort(filter.series);
  filter.series.erase(std::ranges::unique(filter.series).begin(), filter.series.end());
  filter.from = selection.from;
  filter.until = selection.until;
  return filter;
}

std::string condition_sql(const Snapshot& snapshot, const RowFilter& filter, bool with_entries) {
  std::string where;
  if (!filter.series.empty()) add_condition(where, series_condition(filter.series));
  if (filter.from) {
    const Instant from = std::max(*filter.from, kEarliest);
    add_condition(where, "minute >= " + std::to_string(minute_of(from)));
    if (const int second = second_of(from); second > 0)
      add_condition(where,
                    "(minute > " + std::to_string(minute_of(from)) + " OR second >= " + std::to_string(second) + ")");
  }
  if (filter.until) {
    const Instant until = std::min(*filter.until, Instant{kLatest.seconds + 1});
    const int second = second_of(until);
    add_condition(where, "minute " + std::string(second > 0 ? "<= " : "< ") + std::to_string(minute_of(until)));
    if (second > 0)
      add_condition(where,
                    "(minute < " + std::to_string(minute_of(until)) + " OR second < " + std::to_string(second) + ")");
  }
  if (with_entries) {
    if (filter.entries) {
      add_condition(where, "entry BETWEEN " + std::to_string(filter.entries->first) + " AND " +
                               std::to_string(filter.entries->second));
    }
    if (!filter.sees_all) {
      if (snapshot.last_entry) add_condition(where, "entry <= " + std::to_string(*snapshot.last_entry));
      for (const EntryRange& range : snapshot.withdrawn) {
        add_condition(where,
                      "entry NOT BETWEEN " + std::to_string(range.first) + " AND " + std::to_string(range.second));
      }
    }
    if (!filter.and_also.empty()) add_condition(where, filter.and_also);
  }
  return where.empty() ? "true" : where;
}

std::string sealed_sql(const Snapshot& snapshot, const RowFilter& filter, const std::string& columns) {
  std::vector<const SealedPart*> parts;
  for (const auto& part : *snapshot.parts)
    if (touches(*part, filter)) parts.push_back(part.get());
  if (parts.empty()) return {};
  std::ranges::stable_sort(parts, {}, &SealedPart::month);
  std::string files;
  for (const SealedPart* const part : parts) files += (files.empty() ? "" : ",") + sql_quote(part->path);
  return "SELECT " + columns + " FROM read_parquet([" + files + "]) WHERE " + condition_sql(snapshot, filter, true);
}

std::string rows_sql(const Snapshot& snapshot, const RowFilter& filter, const std::string& columns) {
  const std::string sealed = sealed_sql(snapshot, filter, columns);
  return "SELECT " + columns + " FROM arrived WHERE " + condition_sql(snapshot, filter, true) +
         (sealed.empty() ? "" : " UNION ALL " + sealed);
}

Result<std::string> points_sql(Snapshot& snapshot, const RowFilter& filter, const std::string& columns) {
  constexpr const char* kAll = "series, minute, second, mantissa, state, flag, revision, entry";
  const std::string rows = "(" + rows_sql(snapshot, filter, kAll) + ") b";
  BIHUAN_TRY(const bool is_revised, has_revisions(snapshot, filter));
  if (!is_revised) return "SELECT " + columns + " FROM " + rows;
  RowFilter again = filter;
  again.and_also = (filter.and_also.empty() ? "" : filter.and_also + " AND ") + "revision > 0";
  return "SELECT " + columns + " FROM " + rows + " LEFT JOIN (SELECT " + place_key("") +
         " AS place, max(revision) AS newest FROM (" + rows_sql(snapshot, again, "series, minute, second, revision") +
         ") GROUP BY place) n ON " + place_key("b.") +
         " = n.place"
         " WHERE (n.newest IS NULL OR b.revision = n.newest)";
}

std::string verdicts_sql(const Snapshot& snapshot, const RowFilter& filter) {
  std::string where = condition_sql(snapshot, filter, false);
  if (snapshot.as_of) where += " AND happened <= " + std::to_string(snapshot.as_of->seconds);
  // The rule of validity.h: the newest by a person, else the worst of the rules' newest.
  return "SELECT series, minute, second, revision, coalesce(max(said) FILTER (WHERE is_person), max(said) FILTER "
         "(WHERE NOT is_person)) AS verdict FROM (SELECT series, minute, second, revision, is_person, "
         "arg_max(verdict, number) AS said FROM marks WHERE " +
         where +
         " GROUP BY series, minute, second, revision, is_person, CASE WHEN is_person THEN '' ELSE by_whom END) "
         "GROUP BY series, minute, second, revision";
}

std::string bin_expression(std::int64_t bin_seconds, const std::string& is_end) {
  // Division cuts toward zero; what is before 1970 is lifted above it.
  const std::int64_t lift = 40'000 * (kDayBin / bin_seconds);
  return "((b.minute::BIGINT * 60 + b.second - " + is_end + " + " +
         std::to_string(kBeijing.offset_seconds + lift * bin_seconds) + ") // " + std::to_string(bin_seconds) + " - " +
         std::to_string(lift) + ")";
}

Result<std::string> bins_sql(Snapshot& snapshot, const RowFilter& filter, Label label, std::int64_t bin_seconds,
                             const std::string& only_days) {
  std::string where = condition_sql(snapshot, filter, false);
  if (snapshot.as_of) where += " AND happened <= " + std::to_string(snapshot.as_of->seconds);
  BIHUAN_TRY(const std::int64_t marks,
             snapshot.connection.number("SELECT count(*) FROM (SELECT 1 FROM marks WHERE " + where + " LIMIT 1)"));
  BIHUAN_TRY(const std::string points, points_sql(snapshot, filter, "b.*"));
  std::string from = "(" + points + ") b";
  std::string good = "state <= 1";
  if (marks > 0) {
    from += " LEFT JOIN (" + verdicts_sql(snapshot, filter) +
            ") v ON b.series = v.series AND b.minute = v.minute AND b.second = v.second AND b.revision = v.revision";
    good += " AND (v.verdict IS NULL OR v.verdict <= 1)";
  }
  const std::string inner = "SELECT b.series AS series, " +
                            bin_expression(bin_seconds, label == Label::kEnd ? "1" : "0") +
                            " AS bin, mantissa, state, (" + good + ") AS good FROM " + from;
  std::string days;
  if (!only_days.empty()) days = " SEMI JOIN " + only_days + " d ON p.series = d.series AND p.bin = d.day";
  return "SELECT p.series AS series, p.bin::INTEGER AS day, count(*) FILTER (WHERE state <= 1) AS present, "
         "count(*) FILTER (WHERE good) AS valid, count(*) FILTER (WHERE good AND state = 1) AS below, "
         "count(*) FILTER (WHERE state > 1) AS missing, "
         "coalesce(sum(mantissa) FILTER (WHERE good AND state = 0), 0)::HUGEINT AS sum, "
         "coalesce(sum(mantissa) FILTER (WHERE good AND state = 1), 0)::HUGEINT AS below_sum, "
         "min(mantissa) FILTER (WHERE good AND state = 0) AS minimum, "
         "max(mantissa) FILTER (WHERE good AND state = 0) AS maximum FROM (" +
         inner + ") p" + days + " GROUP BY p.series, p.bin";
}

std::vector<DayBlock> blocks_of(std::span<const std::uint64_t> packed, const AllSeries& all) {
  constexpr std::int32_t kGap = 7;  // days that are rather read in vain than asked for apart
  std::map<std::tuple<Label, std::int32_t, std::int32_t>, std::vector<std::int32_t>> blocks;
  for (std::size_t i = 0; i < packed.size();) {
    const std::int32_t series = series_of_packed(packed[i]);
    const std::int32_t first = day_of_packed(packed[i]);
    std::int32_t last = first;
    for (++i; i < packed.size() && series_of_packed(packed[i]) == series && day_of_packed(packed[i]) <= last + kGap;
         ++i)
      last = day_of_packed(packed[i]);
    std::vector<std::int32_t>& members = blocks[{all[static_cast<std::size_t>(series) - 1].label, first, last}];
    if (members.empty() || members.back() != series) members.push_back(series);
  }
  std::vector<DayBlock> list;
  for (auto& [key, series] : blocks)
    list.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), std::move(series)});
  return list;
}

RowFilter filter_of(const DayBlock& block) {
  RowFilter filter;
  filter.series = block.series;
  const std::int64_t late = block.label == Label::kEnd ? 1 : 0;
  filter.from = Instant{begin_of_bin(block.first, kDayBin).seconds + late};
  filter.until = Instant{begin_of_bin(block.last + 1, kDayBin).seconds + late};
  return filter;
}

Status make_day_table(DuckdbConnection& connection, const char* name, std::span<const std::uint64_t> packed) {
  BIHUAN_CHECK(connection.run("CREATE OR REPLACE TEMP TABLE " + std::string(name) + " (series INTEGER, day INTEGER)"));
  DuckdbAppender appender(connection, name, {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER});
  for (const std::uint64_t day : packed) {
    appender.set(0, series_of_packed(day));
    appender.set(1, day_of_packed(day));
    appender.end_row();
  }
  return appender.finish();
}

}  // namespace bihuan::observations
