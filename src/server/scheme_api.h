// src/server/scheme_api.h - what the routes of the monitoring scheme (监测方案) take and give, as described structs.
// Included by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "observations/sampling.h"
#include "records/scheme_describe.h"

namespace bihuan::observations {

BOOST_DESCRIBE_STRUCT(SamplingCounts, (), (planned, due, done, due_done, partly, excused, missing, ahead))

}  // namespace bihuan::observations

namespace bihuan::server::api {

// Windows, not samples: a month with all items is one done.
using SchemeCounts = observations::SamplingCounts;

struct SchemeMonth {
  std::string month;  // "2024-03", in which the windows end; those that end in the next year are in December
  SchemeCounts counts;
};
BOOST_DESCRIBE_STRUCT(SchemeMonth, (), (month, counts))

// A task of a plan that is kept by a group of the scheme.
struct SchemeTask {
  std::string task_id, plan_id;
  std::string clause;
  std::vector<std::string> units;  // that answer for it
};
BOOST_DESCRIBE_STRUCT(SchemeTask, (), (task_id, plan_id, clause, units))

struct SchemeGroup {
  std::string group_name;
  std::int64_t sites = 0, lines = 0;  // those that hold, or held for a while
  SchemeCounts counts;
  std::optional<Decimal> share;  // percent, one decimal: due_done of due; none where nothing is due
  std::vector<SchemeMonth> months;
  std::vector<SchemeTask> tasks;
};
BOOST_DESCRIBE_STRUCT(SchemeGroup, (), (group_name, sites, lines, counts, share, months, tasks))

struct SchemeView {
  std::int64_t year = 0;
  Date day;                         // how it stands at the beginning of this day
  std::vector<std::int64_t> years;  // that have a scheme
  std::vector<SchemeGroup> groups;  // by name
  SchemeCounts counts;
  std::optional<Decimal> share;
};
BOOST_DESCRIBE_STRUCT(SchemeView, (), (year, day, years, groups, counts, share))

struct SchemeItem {
  std::string item, item_name;
};
BOOST_DESCRIBE_STRUCT(SchemeItem, (), (item, item_name))

struct SchemeLineView {
  std::string line_id;
  std::int64_t revision = 1;
  std::int64_t year = 0;
  std::string group_name;
  std::string site, site_name;
  std::vector<SchemeItem> items;
  std::string frequency;
  Date first_day, last_day;
  std::string unit_id, unit_name;  // "" none
  std::string note, basis_document, basis_clause;
  std::optional<Date> ended_on;
  std::string ended_why;
  std::string entered_by;
  Instant entered_at;
  SchemeCounts counts;
  bool may_change = false;  // the caller
};
BOOST_DESCRIBE_STRUCT(SchemeLineView, (),
                      (line_id, revision, year, group_name, site, site_name, items, frequency, first_day, last_day,
                       unit_id, unit_name, note, basis_document, basis_clause, ended_on, ended_why, entered_by,
                       entered_at, counts, may_change))

struct SchemeLineList {
  std::vector<SchemeLineView> lines;  // by group, site and id
  std::string next;
};
BOOST_DESCRIBE_STRUCT(SchemeLineList, (), (lines, next))

struct SchemeLack {
  std::string item, item_name;
  std::int64_t times = 0;           // days with a value, fewer than wanted
  bool has_invalid = false;         // a value came that was judged not to count
  std::string reason, reason_name;  // "" nobody said why
};
BOOST_DESCRIBE_STRUCT(SchemeLack, (), (item, item_name, times, has_invalid, reason, reason_name))

struct SchemeWindow {
  std::string window;  // 2024-03, 2024-Q1 ...
  Date first, last;
  std::string state, state_name;  // not_planned, ahead, done, partly, excused, missing
  std::int64_t wanted = 1, times = 0;
  std::vector<SchemeLack> lacks;
};
BOOST_DESCRIBE_STRUCT(SchemeWindow, (), (window, first, last, state, state_name, wanted, times, lacks))

struct SchemeLineDetail {
  SchemeLineView line;
  std::vector<SchemeWindow> windows;
};
BOOST_DESCRIBE_STRUCT(SchemeLineDetail, (), (line, windows))

struct SchemeCalendar {
  std::vector<SchemeLineDetail> lines;  // by group, site and id
  std::string next;
};
BOOST_DESCRIBE_STRUCT(SchemeCalendar, (), (lines, next))

// What is due and lacks something of which nobody said why.
struct SchemeGap {
  std::string line_id, group_name, site, site_name, frequency, unit_id, unit_name;
  std::int64_t items = 0;  // of the line
  SchemeWindow window;
};
BOOST_DESCRIBE_STRUCT(SchemeGap, (),
                      (line_id, group_name, site, site_name, frequency, unit_id, unit_name, items, window))

struct SchemeGapList {
  std::int64_t total = 0;
  std::vector<SchemeGap> gaps;  // the longest due first
  std::string next;
};
BOOST_DESCRIBE_STRUCT(SchemeGapList, (), (total, gaps, next))

// Samplings are counted in days: of several lines of a site the densest is planned, and a day on which any of its items
// has a value is done.
struct SchemeComparisonRow {
  std::string group_name, site, site_name;
  std::int64_t planned = 0;
  std::optional<std::int64_t> planned_before;  // none: last year's scheme has not got it
  std::int64_t done = 0;                       // up to the day
  std::int64_t done_before = 0;                // last year up to the same day
  std::int64_t done_before_whole = 0;          // in the whole of last year
  std::string change, change_name;             // denser, same, sparser; new where last year planned nothing
};
BOOST_DESCRIBE_STRUCT(SchemeComparisonRow, (),
                      (group_name, site, site_name, planned, planned_before, done, done_before, done_before_whole,
                       change, change_name))

struct SchemeComparison {
  std::int64_t year = 0;
  Date day, day_before;
  std::vector<SchemeComparisonRow> rows;  // by group and site
};
BOOST_DESCRIBE_STRUCT(SchemeComparison, (), (year, day, day_before, rows))

struct ImportSchemeRequest {
  std::string file_name;
  std::string content_base64;
  bool is_dry_run = false;
};
BOOST_DESCRIBE_STRUCT(ImportSchemeRequest, (), (file_name, content_base64, is_dry_run))

struct RefusedSchemeRow {
  std::string where;  // 工作表「方案」C5
  std::string message;
};
BOOST_DESCRIBE_STRUCT(RefusedSchemeRow, (), (where, message))

struct SchemeImportView {
  std::string file_name, digest;
  bool is_dry_run = false;
  std::int64_t added = 0, changed = 0, same = 0;
  std::vector<std::string> ended;     // lines of the sheet that somebody ended: they stay ended
  std::vector<std::string> vanished;  // lines that the sheet has not any more: they hold until somebody ends them
  std::vector<RefusedSchemeRow> refused;
};
BOOST_DESCRIBE_STRUCT(SchemeImportView, (),
                      (file_name, digest, is_dry_run, added, changed, same, ended, vanished, refused))

struct EndSchemeLineRequest {
  Date last;  // on which it held
  std::string why;
};
BOOST_DESCRIBE_STRUCT(EndSchemeLineRequest, (), (last, why))

struct BindSchemeRequest {
  std::string task_id;
  std::int64_t year = 0;
  std::string group_name;
};
BOOST_DESCRIBE_STRUCT(BindSchemeRequest, (), (task_id, year, group_name))

struct UnbindSchemeRequest {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(UnbindSchemeRequest, (), (why))

}  // namespace bihuan::server::api
