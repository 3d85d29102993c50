// src/server/adjustment_desk.h - requests for a change of a case, of a task, and for the destruction of content: asked
// by one person, decided by another. Once for the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "records/actor.h"
#include "records/adjustments.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct AdjustmentList;
struct AdjustmentView;
struct AskAdjustmentRequest;
struct DecideAdjustmentRequest;
}  // namespace api

// A request as people read it. `title`: what it is about; `units`: names by id.
api::AdjustmentView adjustment_view(const records::Adjustment& one, const std::string& title,
                                    const std::map<std::string, std::string>& units, const records::Actor& actor);

// One call of one actor; not for keeping. Errors: those of the book (adjustments.h) and of its subjects.
class AdjustmentDesk {
 public:
  // Both outlive the object.
  AdjustmentDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  // `subject` "" any; `state`: asked, granted, refused; "" any. Oldest first.
  Result<api::AdjustmentList> list(const std::string& subject, const std::string& state, const std::string& cursor,
                                   std::int64_t limit);
  // A unit may be named as people write it.
  Result<api::AdjustmentView> ask(const api::AskAdjustmentRequest& wanted);
  Result<api::AdjustmentView> decide(const std::string& adjustment_id, std::int64_t revision,
                                     const api::DecideAdjustmentRequest& wanted);

 private:
  Result<api::AdjustmentView> view(const records::Adjustment& one);
  Result<std::string> title_of(const std::string& subject);

  Office& office_;
  const records::Actor& actor_;
  std::map<std::string, std::string> units_;  // id -> name
};

}  // namespace bihuan::server
