// src/server/official_desk.h - the desk of published values (公布值): entering, revising, withdrawing them, and a
// target's three values side by side. Once for the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "records/actor.h"
#include "records/official_figures.h"
#include "server/office.h"
#include "server/plan_desk.h"

namespace bihuan::server {

namespace api {
struct OfficialHistory;
struct OfficialList;
struct OfficialRequest;
struct OfficialView;
struct OfficialWords;
struct SeriesFigureList;
struct TargetStandings;
struct TargetValues;
}  // namespace api

// One call of one actor; not for keeping. Errors: those of the book (records/official_figures.h).
class OfficialDesk {
 public:
  // Both outlive the object.
  OfficialDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  // The quantities, dimensions of 口径 and statuses that a figure may have.
  api::OfficialWords words() const;
  // Errors: also kInvalidInput  the file is refused (records/attachments.h), or no such site or factor is known
  Result<api::OfficialView> enter(const PlanId& plan, const std::string& target, const api::OfficialRequest& wanted);
  Result<api::OfficialView> revise(std::string_view figure, std::int64_t revision, const api::OfficialRequest& wanted);
  Result<api::OfficialView> withdraw(std::string_view figure, std::int64_t revision, std::string_view why);

  Result<api::OfficialHistory> read(std::string_view figure);
  // `target` "": of the whole plan. Withdrawn ones are there too.
  Result<api::OfficialList> list(const PlanId& plan, const std::string& target, std::string_view cursor,
                                 std::int64_t limit);
  // What was published of the site and the factor of a series. Errors: kNotFound, kInvalidInput  of the series
  Result<api::SeriesFigureList> of_series(std::string_view series);
  Result<NamedFile> file(std::string_view figure);

  // A target, or a qualitative commitment that is measured elsewhere. Errors: kNotFound, kCorrupt
  Result<api::TargetValues> values(const PlanId& plan, const std::string& target);
  // Of all targets of the newest version, and of what else has published values.
  Result<api::TargetStandings> standings(const PlanId& plan);

 private:
  api::OfficialView view(const records::OfficialFigure& figure) const;
  Result<api::OfficialView> view(const Result<records::OfficialFigure>& figure) const;
  Status check_site(const api::OfficialRequest& wanted) const;
  std::map<std::string, std::string> site_names(const std::vector<records::OfficialFigure>& figures) const;

  Office& office_;
  const records::Actor& actor_;
};

}  // namespace bihuan::server
