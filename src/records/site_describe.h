// src/records/site_describe.h - monitoring sites as described structs, for the store and for JSON. Included by .cc
// files only.
#pragma once
#include <boost/describe.hpp>

#include "base/json.h"
#include "records/sites.h"

namespace bihuan::records {

BOOST_DESCRIBE_ENUM(SiteKind, kRiverSection, kLake, kSource, kGroundwater, kAirStation, kNoise, kWastewaterOutlet,
                    kGasOutlet, kOther)
BOOST_DESCRIBE_ENUM(SiteLevel, kNone, kNational, kProvincial, kMunicipal, kCounty)
BOOST_DESCRIBE_STRUCT(SiteTerm, (), (from, until, level, target_class, note))
BOOST_DESCRIBE_STRUCT(SiteAlias, (), (name, source))
BOOST_DESCRIBE_STRUCT(Site, (),
                      (code, revision, name, kind, water, place, unit_id, longitude, latitude, aliases, terms,
                       is_active, note, registered_by, registered_at))

}  // namespace bihuan::records
