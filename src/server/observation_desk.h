// src/server/observation_desk.h - the desk of measured values: series and their values, where each came from,
// completeness. Once for the HTTP API and for the command line.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/period.h"
#include "observations/export.h"
#include "observations/store.h"
#include "records/actor.h"
#include "server/office.h"
#include "server/plan_desk.h"
#include "server/sensor_things.h"

namespace bihuan::server {

namespace api {
struct CompletenessView;
struct MarkView;
struct ObservedSiteList;
struct ObservedValue;
struct PointView;
struct RollupList;
struct SeriesList;
struct SeriesValues;
struct SeriesView;
}  // namespace api

// "E01/w01018/hour/device". Errors: kInvalidInput
Result<observations::SeriesKey> parse_series_key(std::string_view text);
// A moment, or a day: its beginning, or (`is_end`) the beginning of the next. Errors: kInvalidInput naming `where`
Result<std::optional<Instant>> parse_moment(std::string_view text, bool is_end, std::string_view where);
std::string averaging_name(std::string_view word);  // "hour" -> 小时
std::string source_name(std::string_view word);     // "device" -> 现场设备

// What series, factors and sites are called. Looks into both registers once; not for keeping.
class SeriesNames {
 public:
  static Result<SeriesNames> make(Office& office);
  SeriesNames(SeriesNames&&) = default;  // what the maps point to stays where it is
  SeriesNames& operator=(SeriesNames&&) = default;

  api::SeriesView view(const observations::SeriesKey& key, const std::string& unit, observations::Label label) const;
  api::SeriesView view(const observations::Series& series) const;
  // The code of the site and the MNs of its devices: what SeriesKey::site may be for its series.
  std::vector<std::string> places_of(const std::string& site) const;
  const std::vector<records::Site>& sites() const { return sites_; }
  // Null: not registered.
  const records::Site* site(std::string_view code) const;
  const records::RegisteredDevice* device(std::string_view mn) const;

 private:
  SeriesNames() = default;
  const ObservationRoom* room_ = nullptr;
  std::vector<records::Site> sites_;
  std::vector<records::RegisteredDevice> devices_;
  std::map<std::string, const records::Site*, std::less<>> by_code_;
  std::map<std::string, const records::RegisteredDevice*, std::less<>> by_mn_;
};

struct ValueWindow {
  std::optional<Instant> from, until;
  std::optional<Instant> as_of;
  std::int64_t most = 2000;
};

enum class ExportFormat { kCsv, kXlsx, kParquet };
Result<ExportFormat> parse_export_format(std::string_view word);  // "csv", "xlsx", "parquet"

// All conditions hold.
struct ExportWish {
  std::string site, factor;         // "" any
  std::vector<std::string> series;  // none: any
  ValueWindow window;
  ExportFormat format = ExportFormat::kCsv;
  bool is_wide = false;
};

// One call of one actor; not for keeping.
class ObservationDesk {
 public:
  // Both outlive the object.
  ObservationDesk(Office& office, const records::Actor& actor) : office_(office), actor_(actor) {}

  // Sites and devices with values, and registered sites without, by name.
  Result<api::ObservedSiteList> sites();
  // With their newest values. `site` "": of all; `factor` "": any.
  Result<api::SeriesList> series(const std::string& site, const std::string& factor);
  // Where no window is said: the newest values, as much as fits a look at this averaging. Errors: kNotFound
  Result<api::SeriesValues> values(std::string_view series, const ValueWindow& window);
  // All of them with labels in [from, until), not thinned. Errors: kNotFound; kInvalidInput  more than `most`
  Result<std::vector<api::ObservedValue>> all_values(std::string_view series, Instant from, Instant until,
                                                     const ValueWindow& window);
  // `kind`: hour, day, month, quarter or year. Errors: kNotFound, kInvalidInput
  Result<api::RollupList> rollups(std::string_view series, std::string_view kind, const ValueWindow& window);
  // Errors: kNotFound  nothing was ever said of that time
  Result<api::PointView> point(std::string_view series, Instant time);
  // Days of all series of a site of which values are expected or there; at most 400 days.
  Result<api::CompletenessView> completeness(const std::string& site, const ValueWindow& window);

  // Into memory, at most 256 MB; or into a new file, however large. Errors: those of observations/export.h;
  // kInvalidInput nothing is meant, too large; kUnavailable the disk
  Result<NamedFile> export_file(const ExportWish& wish);
  Result<observations::ExportReport> export_to(const ExportWish& wish, const std::string& path);
  // What SensorThings shows him: sites of the register and devices. `root`: of its links.
  Result<ThingsWorld> things_world(std::string root);

  // Whether falsification leads are his to see.
  bool sees_leads() const;
  api::MarkView mark_view(const records::ValueMark& row, const SeriesNames& names) const;

 private:
  Result<observations::Series> series_named(std::string_view text);
  Result<std::vector<api::ObservedValue>> values_in(const observations::Series& series,
                                                    const observations::Selection& selection,
                                                    const observations::View& view);
  Result<observations::ExportRequest> export_request(const ExportWish& wish);
  bool may_see(const observations::Mark& mark) const;
  // Of the marks those that he may see.
  std::vector<observations::Mark> visible(std::vector<observations::Mark> marks) const;

  Office& office_;
  const records::Actor& actor_;
};

}  // namespace bihuan::server
