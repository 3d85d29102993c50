// src/records/scheme.h - the yearly monitoring scheme (监测方案): which site is sampled for which items how often, by
// whom, on what ground; and which task of a plan is kept by it.
//
// The book keeps what is to be done. What was done nobody writes here: it is counted from the values that arrived
// (observations/sampling.h, server/scheme_desk.h). Nothing is deleted: a line that holds no longer is ended, with the
// reason.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "records/actor.h"
#include "records/database.h"

namespace bihuan::records {

// One per year, group, site, frequency and first day; what else it says may be changed by a later sheet.
struct SchemeLine {
  std::string line_id;  // "l000001"
  std::int64_t revision = 1;
  std::int64_t year = 0;           // 2000 to 2099
  std::string group_name;          // what is counted: 湖泊
  std::string site;                // code of the register
  std::vector<std::string> items;  // codes of factors, by code, each once
  std::string frequency;           // in its one spelling (observations::to_chinese); this book does not read it
  Date first_day, last_day;        // both inside, in the year
  std::string unit_id;             // that does it; "" none
  std::string note;
  std::string basis_document, basis_clause;
  std::optional<Date> ended_on;  // the last day on which it held; at the earliest the day before first_day
  std::string ended_why;         // "" while it holds
  std::string entered_by;
  Instant entered_at;

  // Where it was ended, the day of that if it is earlier.
  Date holds_until() const { return ended_on && *ended_on < last_day ? *ended_on : last_day; }
};

// What a sheet says of a line; what is empty it does not say, and what is entered stays. But the last day: no day is
// the end of the year.
struct SchemeEntry {
  std::int64_t year = 0;
  std::string group_name, site;
  std::vector<std::string> items;
  std::string frequency;
  std::optional<Date> first_day, last_day;
  std::string unit_id, note, basis_document, basis_clause;
  std::string where;  // 工作表「方案」第5行
};

struct SchemeImport {
  std::int64_t added = 0, changed = 0, same = 0;
  std::vector<std::string> ended;     // ids of lines that the sheet has and somebody ended: they stay ended
  std::vector<std::string> vanished;  // ids of lines of the sheet's years and groups that it has not: they hold on
  std::vector<Error> refused;         // with the place in the sheet
};

// A task of a plan that is kept by the values of a group.
struct SchemeBinding {
  std::string task_id;  // one group a task
  std::int64_t revision = 1;
  std::int64_t year = 0;
  std::string group_name;
  bool is_active = true;
  std::string bound_by;
  Instant bound_at;
};

// All conditions hold.
struct SchemeFilter {
  std::int64_t year = 0;
  std::string group_name = {}, site = {}, unit_id = {};  // "" any
};

// Errors: kInvalidInput  naming the member and what would be right
Status check_scheme_line(const SchemeLine& line);

// Thread safe. Office and station (监测站) write it, bindings the office alone; anybody else is refused with kConflict.
class Schemes {
 public:
  explicit Schemes(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // By group, site and id; ended ones too.
  Result<std::vector<SchemeLine>> lines(const SchemeFilter& filter);
  Result<SchemeLine> find(std::string_view line_id);  // Errors: kNotFound
  Result<std::vector<std::int64_t>> years();          // that have lines, ascending

  // Takes each entry or refuses it, and the others go on; the same entries again change nothing. `source` (the file) is
  // the journal's reason. A dry run tells the same and writes nothing. Errors: kConflict another role, those of the
  // store
  Result<SchemeImport> import(const Actor& actor, const std::vector<SchemeEntry>& entries, std::string_view source,
                              bool is_dry_run = false);
  // `last`: the last day on which it holds. Errors: kNotFound; kConflict another revision, ended already; kInvalidInput
  // no reason, a day outside the line
  Result<SchemeLine> end(const Actor& actor, std::string_view line_id, std::int64_t revision, Date last,
                         std::string_view why);

  // Errors: kNotFound no such task; kInvalidInput the year has no such group; kConflict not the office
  Result<SchemeBinding> bind(const Actor& actor, std::string_view task_id, std::int64_t year,
                             std::string_view group_name);
  // Errors: kNotFound it is bound to nothing; kInvalidInput no reason
  Result<SchemeBinding> unbind(const Actor& actor, std::string_view task_id, std::string_view why);
  // That hold, by group and task.
  Result<std::vector<SchemeBinding>> bindings(std::int64_t year);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
