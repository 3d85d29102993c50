// src/server/scheme_desk.h - the desk of the monitoring scheme (监测方案): what was to be sampled, and what of it was
// done, counted from the values in the observation store. Once for the HTTP API and for the command line.
//
// What counts: values of the site and of devices that belong to it, of all sources but simulated devices, that are not
// judged invalid or under review, of an averaging that fits into the window. The store is asked once for the days of
// all series of the lines, and once more for what was said in the place of values, where there is such.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "observations/sampling.h"
#include "records/actor.h"
#include "records/scheme.h"
#include "server/office.h"

namespace bihuan::server {

namespace api {
struct BindSchemeRequest;
struct EndSchemeLineRequest;
struct SchemeCalendar;
struct SchemeComparison;
struct SchemeGapList;
struct SchemeImportView;
struct SchemeLineDetail;
struct SchemeLineList;
struct SchemeLineView;
struct SchemeView;
}  // namespace api

// Names and codes of factors as sheets write them. Errors: kInvalidInput
Result<std::string> scheme_item(const Office& office, std::string_view text);

// A line of the scheme with all its windows of the year.
struct SampledLine {
  std::string site, site_name;
  int wanted = 1;  // samplings in each window
  std::vector<observations::WindowProgress> windows;
};
// Of a group, as they stand at the end of `day`. Errors: those of the book and of the store
Result<std::vector<SampledLine>> sampled_lines(Office& office, int year, const std::string& group, Date day);

// One call of one actor; not for keeping. Errors: those of the book (records/scheme.h) and of the store; kInvalidInput
// a year outside 2000 to 2099.
class SchemeDesk {
 public:
  // Both outlive the object. `day`: how things stand at its beginning; nothing: on the actor's day.
  SchemeDesk(Office& office, const records::Actor& actor, std::optional<Date> day = {})
      : office_(office), actor_(actor), day_(day.value_or(to_date(actor.at))) {}

  Result<api::SchemeView> overview(std::int64_t year);
  // At most `limit` behind `cursor` ("" from the start).
  Result<api::SchemeLineList> lines(const records::SchemeFilter& filter, std::string_view cursor, std::int64_t limit);
  // The same lines with their windows.
  Result<api::SchemeCalendar> calendar(const records::SchemeFilter& filter, std::string_view cursor,
                                       std::int64_t limit);
  Result<api::SchemeLineDetail> line(std::string_view line_id);
  Result<api::SchemeGapList> missing(const records::SchemeFilter& filter, std::string_view cursor, std::int64_t limit);
  // 加密监测: the year against the one before. `group` "": all
  Result<api::SchemeComparison> comparison(std::int64_t year, const std::string& group);

  // Good rows are taken, each bad one is named. Errors: also those of records::read_scheme_sheet
  Result<api::SchemeImportView> import(const std::string& file_name, std::string_view bytes, bool is_dry_run);
  Result<api::SchemeLineView> end(std::string_view line_id, std::int64_t revision,
                                  const api::EndSchemeLineRequest& wanted);
  Result<records::SchemeBinding> bind(const api::BindSchemeRequest& wanted);
  Result<records::SchemeBinding> unbind(std::string_view task_id, const std::string& why);

 private:
  Office& office_;
  const records::Actor& actor_;
  Date day_;
};

}  // namespace bihuan::server
