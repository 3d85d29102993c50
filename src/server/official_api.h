// src/server/official_api.h - what the routes of published values (公布值) take and give, as described structs.
// Included by .cc files only.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assessment/official_describe.h"

namespace bihuan::server::api {

// --- what a form offers
// -------------------------------------------------------------------------------------------------

struct OfficialQuantity {
  std::string id, name;
  records::FigureKind kind = records::FigureKind::kNumber;
  std::vector<std::string> units;   // "*": the target's own
  std::vector<std::string> values;  // of words, from the best to the worst
  bool is_whole = false, is_change = false;
};
BOOST_DESCRIBE_STRUCT(OfficialQuantity, (), (id, name, kind, units, values, is_whole, is_change))

struct OfficialWord {
  std::string id, name;
};
BOOST_DESCRIBE_STRUCT(OfficialWord, (), (id, name))

struct OfficialDimension {
  std::string id, name;
  std::vector<OfficialWord> values;
};
BOOST_DESCRIBE_STRUCT(OfficialDimension, (), (id, name, values))

struct OfficialWords {
  std::vector<OfficialQuantity> quantities;
  std::vector<OfficialDimension> dimensions;  // 口径
  std::vector<OfficialWord> statuses;         // from the weakest to the one that counts most
};
BOOST_DESCRIBE_STRUCT(OfficialWords, (), (quantities, dimensions, statuses))

// --- figures
// ------------------------------------------------------------------------------------------------------------

// One revision of a figure.
struct OfficialView {
  std::string figure_id;
  std::int64_t revision = 1;
  records::FigureAction action = records::FigureAction::kEntered;
  std::string action_name;  // 登记, 修订, 撤回
  std::string plan_id, target_id;
  std::string quantity, quantity_name;
  std::string value;  // as printed
  std::string unit;
  Date from, to;
  std::string period;  // 2024年1—9月
  std::vector<records::FigureTerm> terms;
  std::string terms_name;  // 省控、审核后
  std::string status, status_name;
  std::string source_title, source_number, issuer;
  Date published_on;
  std::string remark;
  std::string site, site_name;         // "" of whatever the target is about
  std::string factor, factor_name;     // "" of no single one
  std::string file_name, file_digest;  // "" none
  std::string why;
  std::string recorded_by;
  Instant recorded_at;
  bool may_change = false;  // the caller, now
};
BOOST_DESCRIBE_STRUCT(OfficialView, (),
                      (figure_id, revision, action, action_name, plan_id, target_id, quantity, quantity_name, value,
                       unit, from, to, period, terms, terms_name, status, status_name, source_title, source_number,
                       issuer, published_on, remark, site, site_name, factor, factor_name, file_name, file_digest, why,
                       recorded_by, recorded_at, may_change))

struct OfficialList {
  std::vector<OfficialView> figures;  // entered last first
  std::string next;
};
BOOST_DESCRIBE_STRUCT(OfficialList, (), (figures, next))

// What was published of the site and the factor of a series.
struct SeriesFigure {
  OfficialView figure;
  std::optional<Decimal> value;  // in the unit of the series
  std::string not_drawn;         // why there is none; ""
};
BOOST_DESCRIBE_STRUCT(SeriesFigure, (), (figure, value, not_drawn))

struct SeriesFigureList {
  std::vector<SeriesFigure> figures;  // entered last first
};
BOOST_DESCRIBE_STRUCT(SeriesFigureList, (), (figures))

// A figure with all its revisions, oldest first.
struct OfficialHistory {
  std::int64_t revision = 1;
  OfficialView figure;
  std::vector<OfficialView> revisions;
};
BOOST_DESCRIBE_STRUCT(OfficialHistory, (), (revision, figure, revisions))

struct OfficialRequest {
  std::string quantity;
  std::string value;  // as printed, without its unit
  std::string unit;
  Date from, to;
  std::vector<records::FigureTerm> terms;
  std::string status;
  std::string source_title, source_number, issuer;
  Date published_on;
  std::string remark;
  std::optional<std::string> site, factor;  // where it speaks of one site
  std::string why;                          // of a revision; "" where it is entered
  std::string file_name;                    // a copy of the source; "" none
  std::string content_base64;
};
BOOST_DESCRIBE_STRUCT(OfficialRequest, (),
                      (quantity, value, unit, from, to, terms, status, source_title, source_number, issuer,
                       published_on, remark, site, factor, why, file_name, content_base64))

struct OfficialReason {
  std::string why;
};
BOOST_DESCRIBE_STRUCT(OfficialReason, (), (why))

// --- a target
// -----------------------------------------------------------------------------------------------------------

// A target's three values, and all that was published about it.
struct TargetValues {
  std::string indicator, text;
  assessment::TargetStanding standing;
  std::vector<OfficialView> figures;  // entered last first, withdrawn ones too
  bool may_enter = false;
};
BOOST_DESCRIBE_STRUCT(TargetValues, (), (indicator, text, standing, figures, may_enter))

struct TargetStandings {
  std::vector<assessment::TargetStanding> standings;  // of the targets, in the plan's order
};
BOOST_DESCRIBE_STRUCT(TargetStandings, (), (standings))

}  // namespace bihuan::server::api
