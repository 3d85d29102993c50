// src/server/retention_desk.h - the desk where measured values are dropped for good (清理) and kept from it (留存).
// Once for the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "observations/store.h"
#include "records/actor.h"
#include "records/retentions.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct HoldList;
struct HoldRequest;
struct HoldView;
struct RetentionList;
struct RetentionPreview;
struct RetentionRequest;
struct RetentionRuleList;
struct RetentionView;
}  // namespace api

// One call of one actor; not for keeping.
class RetentionDesk {
 public:
  // Both outlive the object.
  RetentionDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  api::RetentionRuleList rules() const;

  // What would go, and what stands against it; nothing is written. Errors: kInvalidInput  no limit, not the first of a
  // month; kNotFound  no such data set
  Result<api::RetentionPreview> preview(const api::RetentionRequest& wanted);
  // Errors: as above and those of records::Retentions::ask; kConflict  something stands against it, or nothing would go
  Result<api::RetentionView> ask(const api::RetentionRequest& wanted);
  // Grants and drops, or refuses. Errors: those of records::Retentions; kConflict  something stands against it now: it
  // goes on waiting
  Result<api::RetentionView> decide(std::string_view retention_id, std::int64_t revision, bool is_granted,
                                    std::string_view why);
  Result<api::RetentionView> find(std::string_view retention_id);
  Result<api::RetentionList> list(std::string_view cursor, std::int64_t limit);

  // Errors: those of records::Retentions::hold; kNotFound  no such case, site, series or data set
  Result<api::HoldView> hold(const api::HoldRequest& wanted);
  Result<api::HoldView> release(std::string_view hold_id, std::int64_t revision, std::string_view why);
  Result<api::HoldList> holds(bool includes_released);

 private:
  struct Limits;
  Result<Limits> limits_of(observations::ObservationStore& store, const records::RetentionEntry& entry) const;
  Result<api::RetentionPreview> preview_of(observations::ObservationStore& store, const records::RetentionEntry& entry,
                                           const Limits& limits);
  Result<api::RetentionView> drop(observations::ObservationStore& store, std::string_view retention_id,
                                  std::int64_t revision, std::string_view why);
  api::RetentionView view(const records::RetentionEntry& entry) const;
  Result<api::HoldView> hold_view(const observations::ObservationStore& store, const records::HoldEntry& entry) const;

  Office& office_;
  const records::Actor& actor_;
};

}  // namespace bihuan::server
