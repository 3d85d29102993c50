// src/server/duty_api.h - what the routes of the calendar of duties take and give, as described structs. Included by
// .cc files only.
#pragma once
#include "records/duty_describe.h"

namespace bihuan::server::api {

struct DutyEventView {
  std::string task_id;
  std::string item_no;
  std::string text;  // the clause as printed
  std::vector<std::string> units;
  std::string object;
  std::string period;
  std::int64_t ordinal = 1;
  Date from, to;
  records::DutyState state = records::DutyState::kAhead;
  std::string state_name;
  std::optional<records::DutyDone> done;
  bool has_file = false;  // its file can be downloaded
  std::vector<std::string> record_by;  // units for which the caller may record it as done now
  bool may_withdraw = false;
  std::optional<records::DutySamples> samples;  // kept by values: nobody records it
};
BOOST_DESCRIBE_STRUCT(DutyEventView, (),
                      (task_id, item_no, text, units, object, period, ordinal, from, to, state, state_name, done,
                       has_file, record_by, may_withdraw, samples))

struct DutyCounts {
  std::int64_t ahead = 0, open = 0, done = 0, done_late = 0, missed = 0;
};
BOOST_DESCRIBE_STRUCT(DutyCounts, (), (ahead, open, done, done_late, missed))

struct DutyList {
  Date day;
  DutyCounts counts;  // of all that fit the filter but for the state
  std::vector<DutyEventView> events;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(DutyList, (), (day, counts, events, next))

struct WaitingDutyView {
  std::string task_id;
  std::string item_no;
  std::string text;
  std::vector<std::string> units;
  std::string word;
  std::string reason;
  bool may_settle = false;
};
BOOST_DESCRIBE_STRUCT(WaitingDutyView, (), (task_id, item_no, text, units, word, reason, may_settle))

struct WaitingList {
  std::vector<WaitingDutyView> waiting;
};
BOOST_DESCRIBE_STRUCT(WaitingList, (), (waiting))

struct SettleRequest {
  std::string period;
  std::int64_t min_count = 1;
  std::optional<Date> from, to;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(SettleRequest, (), (period, min_count, from, to, why))

struct DutyDoneRequest {
  std::string task_id;
  std::string object;
  std::string period;
  std::int64_t ordinal = 1;
  Date done_on;
  std::string evidence;
  std::string attachment_digest;  // of a record that stays where it is; "" with a file, or without any
  std::string file_name;          // a file that is stored with the record; "" none
  std::string content_base64;
};
BOOST_DESCRIBE_STRUCT(DutyDoneRequest, (),
                      (task_id, object, period, ordinal, done_on, evidence, attachment_digest, file_name,
                       content_base64))

struct DutyWithdrawRequest {
  std::string task_id;
  std::string object;
  std::string period;
  std::int64_t ordinal = 1;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(DutyWithdrawRequest, (), (task_id, object, period, ordinal, why))

struct Recorded {
  bool is_recorded = true;
};
BOOST_DESCRIBE_STRUCT(Recorded, (), (is_recorded))

}  // namespace bihuan::server::api
