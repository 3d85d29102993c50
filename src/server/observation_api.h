// src/server/observation_api.h - measured values, their imports, completeness and quality, as described structs.
// Included by .cc only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "records/import_describe.h"

namespace bihuan::server::api {

// --- series ----------------------------------------------------------------------------------------------------------

struct ObservedValue {
  Instant time;  // the label
  std::optional<Decimal>
      value;                  // at the decimals that are stored, less zeros at the end; the limit where it is below it
  std::string state;          // value, below_limit, not_sampled ... (docs/formats/observations.md)
  std::string state_name;     // "" of a plain value
  std::string flag;           // of the device; "" none
  std::string verdict;        // valid, suspect, under_review, invalid
  std::int64_t revision = 0;  // how often it was corrected before
};
BOOST_DESCRIBE_STRUCT(ObservedValue, (), (time, value, state, state_name, flag, verdict, revision))

struct SeriesView {
  std::string series;     // what names it elsewhere: "E01/w01018/hour/device"
  std::string site;       // code of the site, or MN of the device
  std::string site_name;  // "" where neither is registered
  std::string home_site;  // of a device: the code of the site to which it belongs; of others: site
  std::string factor, factor_name, unit;
  std::string averaging, averaging_name;  // "hour", 小时
  std::string source, source_name;        // "device", 现场设备
  std::string label;                      // beginning, end: what a time names of its interval
  bool is_simulated = false;
  std::optional<ObservedValue> latest;
};
BOOST_DESCRIBE_STRUCT(SeriesView, (),
                      (series, site, site_name, home_site, factor, factor_name, unit, averaging, averaging_name, source,
                       source_name, label, is_simulated, latest))

struct SeriesList {
  std::vector<SeriesView> series;  // by site, factor, averaging, source
};
BOOST_DESCRIBE_STRUCT(SeriesList, (), (series))

// A place that has values.
struct ObservedSite {
  std::string site;  // code of the register, or MN of a device that belongs to none
  std::string name, kind, kind_name, water, place;
  bool is_registered = false;  // in the register of sites
  bool is_simulated = false;   // all of its series are
  std::int64_t series = 0;
  std::optional<Instant> latest;  // label of its newest value
};
BOOST_DESCRIBE_STRUCT(ObservedSite, (),
                      (site, name, kind, kind_name, water, place, is_registered, is_simulated, series, latest))

struct ObservedSiteList {
  std::vector<ObservedSite> sites;
};
BOOST_DESCRIBE_STRUCT(ObservedSiteList, (), (sites))

// A limit that the standard or the permit draws across the picture.
struct ThinnedValue {
  Instant time;
  Decimal value;
};
BOOST_DESCRIBE_STRUCT(ThinnedValue, (), (time, value))

struct SeriesValues {
  SeriesView about;
  Instant from, until;                // labels in [from, until)
  std::int64_t total = 0;             // values that there are
  std::vector<ObservedValue> values;  // where they are not thinned
  bool is_thinned = false;            // then `thinned` holds first, least, greatest and last of equal pieces
  std::vector<ThinnedValue> thinned;
};
BOOST_DESCRIBE_STRUCT(SeriesValues, (), (about, from, until, total, values, is_thinned, thinned))

struct RollupRow {
  std::string period;  // "2024-09", "2024-09-30" ...
  Instant begin;
  std::int64_t expected = 0, present = 0, valid = 0, below = 0, missing = 0;
  std::optional<Decimal>
      mean;  // of the valid values, at the decimals that are stored; halves of limits for those below
  std::optional<Decimal> minimum, maximum;
  std::optional<Decimal> completeness;  // percent, one decimal: valid of expected; none where nothing is expected
};
BOOST_DESCRIBE_STRUCT(RollupRow, (),
                      (period, begin, expected, present, valid, below, missing, mean, minimum, maximum, completeness))

struct RollupList {
  SeriesView about;
  std::string kind;  // hour, day, month, quarter, year
  std::vector<RollupRow> rows;
};
BOOST_DESCRIBE_STRUCT(RollupList, (), (about, kind, rows))

// --- one point, and where it came from -------------------------------------------------------------------------------

struct RevisionView {
  ObservedValue value;
  bool is_current = false;
  std::string batch_kind;  // import, ingest, person
  std::string batch_source;
  Instant loaded;
  bool is_withdrawn = false;
  std::int64_t frame = 0;  // number in the archive; 0 where it was no frame
  std::string import_id;   // "" where it was no import
  std::int64_t row = 0;    // of the sheet
};
BOOST_DESCRIBE_STRUCT(RevisionView, (),
                      (value, is_current, batch_kind, batch_source, loaded, is_withdrawn, frame, import_id, row))

struct MarkView {
  std::string mark_id;
  std::int64_t revision = 1;
  std::string kind;  // finding, retraction, judgement
  SeriesView about;
  std::string verdict, verdict_name;
  std::string by;       // name of the rule, or of the person
  std::string rule;     // its id
  std::string edition;  // of the rule
  Instant first, last;  // labels
  std::int64_t values = 0;
  bool is_lead = false;
  records::MarkText text;
  std::string answers;  // of a judgement: the finding
  std::string state;    // open, answered, ended, standing
  std::string state_name;
  std::string reason, marked_name;
  Instant marked_at;
};
BOOST_DESCRIBE_STRUCT(MarkView, (),
                      (mark_id, revision, kind, about, verdict, verdict_name, by, rule, edition, first, last, values,
                       is_lead, text, answers, state, state_name, reason, marked_name, marked_at))

struct PointView {
  SeriesView about;
  Instant time;
  std::string verdict, verdict_name;
  std::vector<RevisionView> revisions;  // oldest first
  std::vector<MarkView> marks;          // that the asker may see, oldest first
};
BOOST_DESCRIBE_STRUCT(PointView, (), (about, time, verdict, verdict_name, revisions, marks))

// --- completeness ----------------------------------------------------------------------------------------------------

struct CompletenessRow {
  SeriesView about;
  std::vector<std::int64_t> expected, present, valid;  // by day
};
BOOST_DESCRIBE_STRUCT(CompletenessRow, (), (about, expected, present, valid))

struct CompletenessView {
  Date from, until;  // both included
  std::vector<CompletenessRow> rows;
};
BOOST_DESCRIBE_STRUCT(CompletenessView, (), (from, until, rows))

// --- imports ---------------------------------------------------------------------------------------------------------

struct ImportWay {
  std::string id, name, source, source_name, averaging, averaging_name;
};
BOOST_DESCRIBE_STRUCT(ImportWay, (), (id, name, source, source_name, averaging, averaging_name))

struct ImportWayList {
  std::vector<ImportWay> ways;
};
BOOST_DESCRIBE_STRUCT(ImportWayList, (), (ways))

// What a person says of one column: head -> key of a column or code of a factor; "" leaves it out.
struct ImportWord {
  std::string name, value;
};
BOOST_DESCRIBE_STRUCT(ImportWord, (), (name, value))

struct ImportRequest {
  std::string file_name;
  std::string content_base64;
  std::string way;                  // id of a way to read it
  std::vector<ImportWord> columns;  // head -> key or factor
  std::vector<ImportWord> units;    // factor -> unit
  std::vector<ImportWord> sites;    // name in the sheet -> code of a registered site
  std::string site;                 // of a sheet that names none
  std::string note;
  std::optional<bool> is_fresh;      // without what was said of the last sheet of the source
  std::optional<bool> adds_aliases;  // what is said of sites becomes an alias in sheets of the source
};
BOOST_DESCRIBE_STRUCT(ImportRequest, (),
                      (file_name, content_base64, way, columns, units, sites, site, note, is_fresh, adds_aliases))

struct ImportColumnView {
  std::string sheet, column, head, key, key_name, unit, unit_origin;
};
BOOST_DESCRIBE_STRUCT(ImportColumnView, (), (sheet, column, head, key, key_name, unit, unit_origin))

struct ImportSeriesView {
  SeriesView about;
  std::string site_text;
  std::int64_t values = 0, below = 0, missing = 0;
  Instant first, last;
};
BOOST_DESCRIBE_STRUCT(ImportSeriesView, (), (about, site_text, values, below, missing, first, last))

struct ImportProblemView {
  bool is_refusal = true;
  std::string sheet;
  std::int64_t row = 0;
  std::string where, message;
};
BOOST_DESCRIBE_STRUCT(ImportProblemView, (), (is_refusal, sheet, row, where, message))

struct SheetPreview {
  std::string file_name, digest, encoding, way;
  bool is_long = false;
  std::vector<ImportColumnView> columns;
  std::vector<std::string> unused;
  std::vector<ImportSeriesView> series;
  std::vector<ImportProblemView> problems;  // the first 500
  std::int64_t problems_not_told = 0;
  std::int64_t rows_read = 0, rows_refused = 0, rows_passed_over = 0, cells_refused = 0;
  std::int64_t values = 0, rounded = 0, repeated = 0;
  std::vector<std::string> unknown_sites;  // names that no registered site has
  std::string imported_before;             // an import of the same file that is in the store; "" none
  // 沿用上次的对应: what was said of the last sheet of the source and holds for this one, as nothing else was said.
  std::string carried_from;  // that import; "" none
  std::vector<ImportWord> carried_columns, carried_units, carried_sites;
};
BOOST_DESCRIBE_STRUCT(SheetPreview, (),
                      (file_name, digest, encoding, way, is_long, columns, unused, series, problems, problems_not_told,
                       rows_read, rows_refused, rows_passed_over, cells_refused, values, rounded, repeated,
                       unknown_sites, imported_before, carried_from, carried_columns, carried_units, carried_sites))

struct ImportView {
  std::string import_id;
  std::int64_t revision = 1;
  std::string state_name, way_name;
  records::ImportEntry entry;
};
BOOST_DESCRIBE_STRUCT(ImportView, (), (import_id, revision, state_name, way_name, entry))

struct ImportResult {
  ImportView imported;
  SheetPreview read;
  std::vector<std::string> aliases;         // that were added
  std::vector<std::string> alias_problems;  // "樊口闸：为什么没有加"
};
BOOST_DESCRIBE_STRUCT(ImportResult, (), (imported, read, aliases, alias_problems))

struct ImportList {
  std::vector<ImportView> imports;  // newest first
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ImportList, (), (imports, next))

struct UndoImportRequest {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(UndoImportRequest, (), (why))

// --- quality ---------------------------------------------------------------------------------------------------------

struct MarkList {
  std::vector<MarkView> marks;  // newest first
  std::int64_t open = 0;        // findings that wait, of those the asker may see
  std::string next;
};
BOOST_DESCRIBE_STRUCT(MarkList, (), (marks, open, next))

// With `finding`, its values are judged; else those of the series with labels from..until, both included.
struct JudgeRequest {
  std::string finding, series;
  std::optional<Instant> from, until;
  std::string verdict;  // valid, under_review, invalid
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(JudgeRequest, (), (finding, series, from, until, verdict, reason))

struct CheckRequest {
  std::string site;  // its series and those of its devices; "" all
  std::optional<Instant> from, until;
};
BOOST_DESCRIBE_STRUCT(CheckRequest, (), (site, from, until))

struct CheckResult {
  std::int64_t series = 0, values = 0, found = 0, taken_back = 0;
  std::vector<std::string> not_run;  // "rule: reason"
};
BOOST_DESCRIBE_STRUCT(CheckResult, (), (series, values, found, taken_back, not_run))

}  // namespace bihuan::server::api
