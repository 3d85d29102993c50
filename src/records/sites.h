// src/records/sites.h - the register of monitoring sites (点位): what a site is, under which names sheets know it, and
// under which control and target it stands on a day.
//
// The observation store knows a site by its code only (observations::SeriesKey::site). A code is given once and never
// changes; nothing is deleted: a site that is no longer monitored is retired, with the reason.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "records/actor.h"
#include "records/database.h"

namespace bihuan::records {

enum class SiteKind {
  kRiverSection,      // 河流断面
  kLake,              // 湖库点位
  kSource,            // 饮用水水源
  kGroundwater,       // 地下水井
  kAirStation,        // 环境空气站
  kNoise,             // 噪声点
  kWastewaterOutlet,  // 废水排口
  kGasOutlet,         // 废气排口
  kOther,             // 其他
};
std::string_view to_chinese(SiteKind kind);

// 控制级别: who set the site up.
enum class SiteLevel {
  kNone,        // 无
  kNational,    // 国控
  kProvincial,  // 省控
  kMunicipal,   // 市控
  kCounty,      // 县控
};
std::string_view to_chinese(SiteLevel level);

// What holds from a day on.
struct SiteTerm {
  Date from;
  std::optional<Date> until;  // last day included; nothing: until further notice
  SiteLevel level = SiteLevel::kNone;
  std::string target_class;  // 水质目标, as the authority states it ("Ⅲ", "Ⅲ类"); may be empty
  std::string note;
  friend bool operator==(const SiteTerm&, const SiteTerm&) = default;
};

// Another name of a site.
struct SiteAlias {
  std::string name;
  std::string source;  // it counts only in sheets of this source (SeriesKey::source); "" in all
  friend bool operator==(const SiteAlias&, const SiteAlias&) = default;
};

struct Site {
  std::string code;  // 1 to 40 letters, digits, Chinese characters and -_. ; the key
  std::int64_t revision = 1;
  std::string name;
  SiteKind kind = SiteKind::kOther;
  std::string water;                 // 水体、流域; may be empty
  std::string place;                 // 乡镇、区; may be empty
  std::string unit_id;               // the unit that answers for it; may be empty
  std::optional<Decimal> longitude;  // degrees east, 0 to 180; both or none
  std::optional<Decimal> latitude;   // degrees north, 0 to 90
  std::vector<SiteAlias> aliases;
  std::vector<SiteTerm> terms;  // in order, without overlap
  bool is_active = true;        // false: retired (停用)
  std::string note;
  std::string registered_by;
  Instant registered_at;

  // What holds on the day; null where no term does. Points into the site.
  const SiteTerm* term_on(Date day) const;
};

// Errors: kInvalidInput  naming the member and what would be right
Status check_site_code(std::string_view code);
Status check_site(const Site& site);

// The codes that names in sheets stand for: made once, then only read, by any number of threads. Names are compared
// without white space, in half width, with one kind of brackets and of dashes; letter case counts.
class SiteNames {
 public:
  SiteNames();  // knows none
  explicit SiteNames(const std::vector<Site>& sites);

  // The code behind a text in a sheet of `source` ("" of none): a code itself, else a name, else an alias of all sheets
  // or of this source; a retired site only where no active one fits. About as cheap as one look into a hash table.
  // Errors: kNotFound  nothing fits; the message says what a person can do
  //         kConflict  several sites have this name; the message lists them
  Result<std::string> code_of(std::string_view text, std::string_view source = "") const;

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

// All conditions hold.
struct SiteFilter {
  std::optional<SiteKind> kind = {};
  std::string unit_id = {};              // "" any
  std::optional<bool> is_active = true;  // nothing: both
  std::string text = {};  // stands somewhere in code, name, water, place or an alias, compared as names are; "" any
};

// What a list of sites says of one of them; what is empty it does not say, and what is registered stays.
struct SiteEntry {
  std::string code;
  std::string name;
  std::optional<SiteKind> kind;
  std::string water, place, unit_id;
  std::optional<Decimal> longitude, latitude;
  std::vector<std::string> aliases;  // in all sheets; are added to those that are there
  std::vector<SiteTerm> terms;       // if any: all of them, in the place of those that are there
  std::string where;                 // 工作表「点位」第5行
};

struct SiteImport {
  std::vector<std::string> added, changed, same;  // codes, in the list's order
  std::vector<Error> refused;                     // with the place in the list
};

// Thread safe. Office and station (监测站) change it; anybody else is refused with kConflict.
class Sites {
 public:
  explicit Sites(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // By code.
  Result<std::vector<Site>> list(const SiteFilter& filter);
  // At most `limit` (1 to 500) behind the code `after` ("" from the start). Errors: kInvalidInput
  Result<std::vector<Site>> page(const SiteFilter& filter, std::string_view after, std::int64_t limit);
  Result<Site> find(std::string_view code);  // Errors: kNotFound
  // Of all sites, as they stand now.
  Result<SiteNames> names();

  // Errors: kInvalidInput  naming the member; a unit that is not there
  //         kConflict      the code is taken; another active site goes by this name or alias
  Result<Site> add(const Actor& actor, Site wanted);
  // Everything but code and who registered it becomes that of `wanted`. Nothing is written where nothing differs.
  // Errors: as above; kNotFound; kConflict another revision; kInvalidInput no reason
  Result<Site> change(const Actor& actor, std::int64_t revision, Site wanted, std::string_view why);
  // Takes each entry or refuses it, and the others go on; the same entries again change nothing. `source` (the file) is
  // the journal's reason. A dry run tells the same and writes nothing. Errors: kConflict another role, those of the
  // store
  Result<SiteImport> import(const Actor& actor, const std::vector<SiteEntry>& entries, std::string_view source,
                            bool is_dry_run = false);

 private:
  std::shared_ptr<Database> database_;
};

}  // namespace bihuan::records
