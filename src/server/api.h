// src/server/api.h - what the HTTP API says, as described structs: their JSON and their schema in /openapi.json come
// from the members below and nowhere else. Included by .cc files only.
//
// Spans are {"begin","end"} in code points of the plain text. Every member of an answer is always there; what is
// unknown is null where it is std::optional, "" in a text. In a request a member that is not std::optional must be
// there.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "plans/plan_describe.h"

namespace bihuan::server::api {

struct Health {
  std::string status = "ok";
  std::string version;
  Instant started_at;
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, version, started_at))

struct ErrorDetail {
  std::string code;
  std::string message;
  std::string where;
};
BOOST_DESCRIBE_STRUCT(ErrorDetail, (), (code, message, where))

struct ErrorAnswer {
  ErrorDetail error;
};
BOOST_DESCRIBE_STRUCT(ErrorAnswer, (), (error))

struct Desk {
  Instant now;
  bool is_demonstration = false;
  std::string bureau;
  bool has_oidc = false;  // one can sign in at the city's sign-on
  double speed = 1;       // of the demonstration's clock: its seconds in one
};
BOOST_DESCRIBE_STRUCT(Desk, (), (now, is_demonstration, bureau, has_oidc, speed))

struct Counts {
  std::int64_t items = 0;
  std::int64_t groups = 0;
  std::int64_t targets = 0;
  std::int64_t deliverables = 0;
  std::int64_t duties = 0;
  std::int64_t qualitative = 0;
  std::int64_t ongoing = 0;
  std::int64_t prohibitions = 0;
  std::int64_t principles = 0;
  std::int64_t lists = 0;
  std::int64_t references = 0;
  std::int64_t diagnostics = 0;
};
BOOST_DESCRIBE_STRUCT(Counts, (),
                      (items, groups, targets, deliverables, duties, qualitative, ongoing, prohibitions, principles,
                       lists, references, diagnostics))

struct PlanSummary {
  std::string id;
  std::string title;
  std::string issuer;
  std::int64_t plan_year = 0;
  std::int64_t plan_year_end = 0;
  std::string document_number;
  std::int64_t version = 0;
  std::int64_t versions = 0;
  std::string file_name;
  std::string digest;
  Instant stored_at;
  std::int64_t characters = 0;             // of the text, blanks left out
  std::int64_t understood_characters = 0;  // of these, how many stand in a heading, a clause or a unit bracket
  Counts counts;                           // after corrections
  std::int64_t open_questions = 0;         // corrections that ask or are orphans, and inferred owners
};
BOOST_DESCRIBE_STRUCT(PlanSummary, (),
                      (id, title, issuer, plan_year, plan_year_end, document_number, version, versions, file_name,
                       digest, stored_at, characters, understood_characters, counts, open_questions))

struct PlanList {
  std::vector<PlanSummary> plans;
};
BOOST_DESCRIBE_STRUCT(PlanList, (), (plans))

struct Correction {
  std::string id;
  std::string commitment_id;  // where it applies in the version shown; otherwise where it was made
  plans::CorrectionField field = plans::CorrectionField::kKind;
  std::string before;
  std::string after;
  std::string who;
  std::string why;
  Instant at;
  plans::CorrectionState state = plans::CorrectionState::kOrphan;
  std::string anchor_text;   // the clause that it was made on
  std::string candidate_id;  // the commitment that it may belong to, where it asks
  std::string reason;        // why it asks or is an orphan
};
BOOST_DESCRIBE_STRUCT(Correction, (),
                      (id, commitment_id, field, before, after, who, why, at, state, anchor_text, candidate_id, reason))

// A reading as it was stored. Its JSON is passed on as it is; its schema is that of assessment::Reading.
struct StoredReading {
  JsonValue json;
};
void write_json_value(JsonWriter& writer, const StoredReading& reading);

struct PlanView {
  PlanSummary summary;
  std::int64_t version = 0;
  std::string text;
  plans::Plan plan;
  std::vector<Correction> corrections;
  std::vector<StoredReading> readings;
  std::vector<plans::UnitAnswer> units;
  std::vector<plans::SameTarget> same_targets;
};
BOOST_DESCRIBE_STRUCT(PlanView, (), (summary, version, text, plan, corrections, readings, units, same_targets))

struct PlanVersion {
  std::int64_t version = 0;
  std::string file_name;
  std::string digest;
  Instant stored_at;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(PlanVersion, (), (version, file_name, digest, stored_at, note))

struct VersionList {
  std::vector<PlanVersion> versions;
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (versions))

struct Replaced {
  std::string plan_id;
  std::string title;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Replaced, (), (plan_id, title, version))

struct Carried {
  std::int64_t applies = 0;
  std::int64_t asks = 0;
  std::int64_t orphan = 0;
};
BOOST_DESCRIBE_STRUCT(Carried, (), (applies, asks, orphan))

struct Preview {
  std::string token;
  std::string file_name;
  std::string format;
  std::string encoding;
  std::string digest;
  std::string title;
  std::int64_t plan_year = 0;
  std::string issuer;
  Counts counts;
  std::vector<plans::Diagnostic> diagnostics;
  std::optional<Replaced> replaces;
  std::optional<plans::Difference> difference;
  Carried carried;
  std::vector<plans::SameTarget> same_targets;
};
BOOST_DESCRIBE_STRUCT(Preview, (),
                      (token, file_name, format, encoding, digest, title, plan_year, issuer, counts, diagnostics,
                       replaces, difference, carried, same_targets))

struct AcceptRequest {
  std::string token;
  std::string plan_id;  // "" = a new plan
};
BOOST_DESCRIBE_STRUCT(AcceptRequest, (), (token, plan_id))

struct CorrectionRequest {
  std::string commitment_id;
  std::string field;
  std::string after;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(CorrectionRequest, (), (commitment_id, field, after, why))

struct WithdrawRequest {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(WithdrawRequest, (), (why))

struct ConfirmRequest {
  std::string commitment_id;
};
BOOST_DESCRIBE_STRUCT(ConfirmRequest, (), (commitment_id))

}  // namespace bihuan::server::api
