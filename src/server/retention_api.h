// src/server/retention_api.h - what routes of retentions (清理) and holds (留存) take and give, as described structs.
// Included by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "records/retention_describe.h"

namespace bihuan::server::api {

struct HoldView {
  std::string hold_id;
  std::int64_t revision = 1;
  std::string what;         // 点位E01（长港樊口）, 数据序列…, 数据集…
  std::int64_t values = 0;  // current ones under it
  records::HoldEntry entry;
};
BOOST_DESCRIBE_STRUCT(HoldView, (), (hold_id, revision, what, values, entry))

struct HoldList {
  std::vector<HoldView> holds;  // by id
};
BOOST_DESCRIBE_STRUCT(HoldList, (), (holds))

// One of series, site and data_set; one of case_id and reference.
struct HoldRequest {
  std::string case_id;    // "k000012"
  std::string reference;  // a document's number
  std::string series, site, data_set;
  std::optional<Instant> from, until;  // labels in [from, until)
  std::string why;
};
BOOST_DESCRIBE_STRUCT(HoldRequest, (), (case_id, reference, series, site, data_set, from, until, why))

struct ReleaseRequest {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(ReleaseRequest, (), (why))

struct RetentionRequest {
  std::string data_set;
  std::optional<Date> data_before;       // the first of a month
  std::optional<Instant> loaded_before;  // not later than now
  std::string why;                       // not looked at in a preview
};
BOOST_DESCRIBE_STRUCT(RetentionRequest, (), (data_set, data_before, loaded_before, why))

struct RetentionMonth {
  std::string month;  // "2018-03"
  std::int64_t rows = 0;
};
BOOST_DESCRIBE_STRUCT(RetentionMonth, (), (month, rows))

// What would be dropped now, and what stands against it.
struct RetentionPreview {
  std::string data_set, data_set_name;
  std::int64_t rows = 0;  // every revision counts
  std::vector<RetentionMonth> months;
  std::vector<HoldView> holds;
  std::string open_question;         // a value under review among the rows; "" none
  std::string rule;                  // the span to be kept, in words
  std::vector<std::string> hinders;  // sentences; empty: it could be done
};
BOOST_DESCRIBE_STRUCT(RetentionPreview, (),
                      (data_set, data_set_name, rows, months, holds, open_question, rule, hinders))

struct RetentionView {
  std::string retention_id;
  std::int64_t revision = 1;
  std::string state_name, data_set_name;
  records::RetentionEntry entry;
  std::optional<RetentionPreview> now;  // of one that waits for a decision, when it alone was asked for
};
BOOST_DESCRIBE_STRUCT(RetentionView, (), (retention_id, revision, state_name, data_set_name, entry, now))

struct RetentionList {
  std::vector<RetentionView> retentions;  // newest first
  std::string next;
};
BOOST_DESCRIBE_STRUCT(RetentionList, (), (retentions, next))

struct DecideRetentionRequest {
  bool is_granted = false;
  std::string why;  // may be empty where it is granted
};
BOOST_DESCRIBE_STRUCT(DecideRetentionRequest, (), (is_granted, why))

struct RetentionRuleView {
  std::string data_set, name;
  std::optional<std::int64_t> keep_years;
  std::string source, clause, confidence;
  std::optional<Date> may_go_before;  // today; none: no rule
};
BOOST_DESCRIBE_STRUCT(RetentionRuleView, (), (data_set, name, keep_years, source, clause, confidence, may_go_before))

struct RetentionRuleList {
  std::vector<RetentionRuleView> data_sets;
};
BOOST_DESCRIBE_STRUCT(RetentionRuleList, (), (data_sets))

}  // namespace bihuan::server::api
