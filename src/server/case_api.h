// src/server/case_api.h - what the HTTP API says of cases and adjustments, as described structs (api.h). Included by
// .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/adjustment_api.h"
#include "base/json.h"
#include "base/time.h"

namespace bihuan::server::api {

struct CaseRow {
  std::string case_id;
  std::string title;
  Term source;
  std::string reference;
  Term state;
  Term level;
  Term lead;
  Date due;
  std::optional<std::int64_t> days_left;  // calendar days from today; negative behind the deadline; only while it runs
  Instant opened_at;
  Instant changed_at;
};
BOOST_DESCRIBE_STRUCT(CaseRow, (),
                      (case_id, title, source, reference, state, level, lead, due, days_left, opened_at, changed_at))

struct CaseList {
  std::vector<CaseRow> cases;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(CaseList, (), (cases, next))

struct LevelCount {
  Term level;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(LevelCount, (), (level, count))

struct CaseStage {
  Term state;
  std::int64_t count = 0;
  std::vector<LevelCount> levels;  // those above none
};
BOOST_DESCRIBE_STRUCT(CaseStage, (), (state, count, levels))

struct CaseBoard {
  std::vector<CaseStage> stages;
};
BOOST_DESCRIBE_STRUCT(CaseBoard, (), (stages))

struct SourceWord {
  std::string id;
  std::string name;
  bool wants_reference = false;
};
BOOST_DESCRIBE_STRUCT(SourceWord, (), (id, name, wants_reference))

struct LevelWord {
  std::string id;
  std::string name;
  std::string rule;  // 到期日前3个工作日
};
BOOST_DESCRIBE_STRUCT(LevelWord, (), (id, name, rule))

// The words of the rules in force: for forms and filters.
struct CaseWords {
  std::vector<SourceWord> sources;
  std::vector<Term> states;
  std::vector<LevelWord> levels;
  std::vector<std::string> endings;  // of names of files that may be attached
  std::int64_t most_attachments = 0;
  std::int64_t most_bytes = 0;  // of the attachments of one step
};
BOOST_DESCRIBE_STRUCT(CaseWords, (), (sources, states, levels, endings, most_attachments, most_bytes))

struct CaseHelper {
  Term unit;
  Term state;
};
BOOST_DESCRIBE_STRUCT(CaseHelper, (), (unit, state))

struct CaseEntry {
  std::int64_t number = 0;
  Instant at;
  Term verb;
  Term party;
  Term unit;
  std::string who;
  std::string for_person;  // whose deputy he was
  Term state;              // after the step
  Term level;              // of a climb
  std::string text;
  std::optional<Date> day;
  std::optional<Date> due;
  std::vector<Term> units;
  std::vector<std::int64_t> attachments;
};
BOOST_DESCRIBE_STRUCT(CaseEntry, (),
                      (number, at, verb, party, unit, who, for_person, state, level, text, day, due, units,
                       attachments))

struct CasePaper {
  std::int64_t number = 0;
  std::int64_t event = 0;
  std::string file_name;
  std::string kind;
  std::int64_t size = 0;
  std::string digest;
};
BOOST_DESCRIBE_STRUCT(CasePaper, (), (number, event, file_name, kind, size, digest))

// A step that the caller may take now.
struct CaseOffer {
  std::string verb;
  std::string name;
  std::vector<std::string> wants;  // text, day, due, unit, attachment
  // A step of a request goes through the adjustments: the field that it asks to change or decides on.
  std::string adjusts;
  std::string decides;        // id of the adjustment that it decides on
  bool is_granting = false;   // what it decides
  std::vector<Term> choices;  // of the unit that is wanted; empty: any
};
BOOST_DESCRIBE_STRUCT(CaseOffer, (), (verb, name, wants, adjusts, decides, is_granting, choices))

struct CaseView {
  std::string case_id;
  std::int64_t revision = 1;
  std::string title;
  std::string demand;
  Term source;
  std::string reference;
  Term state;
  Term level;
  std::string level_rule;
  Term lead;
  Term verifier;  // the office's where no unit is named
  Date due;
  std::optional<std::int64_t> days_left;
  Instant opened_at;
  Instant changed_at;
  std::vector<CaseHelper> assistants;
  std::vector<CaseEntry> timeline;
  std::vector<CasePaper> attachments;
  std::vector<AdjustmentView> adjustments;
  std::vector<CaseOffer> steps;
  std::string draft;  // name of the paper that the level asks for: 督办通报; "" none
};
BOOST_DESCRIBE_STRUCT(CaseView, (),
                      (case_id, revision, title, demand, source, reference, state, level, level_rule, lead, verifier,
                       due, days_left, opened_at, changed_at, assistants, timeline, attachments, adjustments, steps,
                       draft))

struct OpenCaseRequest {
  std::string source;
  std::string reference;
  std::string title;
  std::string demand;
  std::string lead;
  std::vector<std::string> assistants;
  std::string verifier;  // "": the office verifies
  std::optional<Date> due;
  std::optional<int> due_in_working_days;
};
BOOST_DESCRIBE_STRUCT(OpenCaseRequest, (),
                      (source, reference, title, demand, lead, assistants, verifier, due, due_in_working_days))

struct StepFile {
  std::string file_name;
  std::string content_base64;
};
BOOST_DESCRIBE_STRUCT(StepFile, (), (file_name, content_base64))

struct StepRequest {
  std::string verb;
  std::string text;
  std::optional<Date> day;
  std::optional<Date> due;
  std::string unit;
  std::string as_unit;  // for which of his units somebody acts; "" any
  std::vector<StepFile> files;
};
BOOST_DESCRIBE_STRUCT(StepRequest, (), (verb, text, day, due, unit, as_unit, files))

struct SheetRow {
  std::string number;
  std::string title;
  std::string demand;
  Term lead;
  std::vector<Term> assistants;
  Term verifier;
  Date due;
  std::string where;
};
BOOST_DESCRIBE_STRUCT(SheetRow, (), (number, title, demand, lead, assistants, verifier, due, where))

struct RowProblem {
  std::string where;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(RowProblem, (), (where, message))

struct ImportPreview {
  std::string title;
  std::vector<SheetRow> rows;              // that would be opened
  std::vector<std::string> already_there;  // ids of cases of rows that were imported before
  std::vector<RowProblem> problems;        // rows that would not be taken
  std::vector<RowProblem> notes;           // rows that are there, but say something else now
};
BOOST_DESCRIBE_STRUCT(ImportPreview, (), (title, rows, already_there, problems, notes))

struct ImportAnswer {
  std::string title;
  std::vector<std::string> opened;
  std::vector<std::string> already_there;
  std::vector<RowProblem> problems;
  std::vector<RowProblem> notes;
};
BOOST_DESCRIBE_STRUCT(ImportAnswer, (), (title, opened, already_there, problems, notes))

}  // namespace bihuan::server::api
