// src/records/device_describe.h - devices and orders as described structs, for the store and for JSON. Included by .cc
// files only.
#pragma once
#include <boost/describe.hpp>

#include "base/json.h"
#include "records/devices.h"

namespace bihuan::records {

BOOST_DESCRIBE_STRUCT(DeviceAgreement, (),
                      (edition, crc, label, minute_interval, sends, asks_for_gaps, sets_time, over_time, re_count,
                       heartbeat_answer, length_digits, joins_lone_flag, minus_99_is_missing))
BOOST_DESCRIBE_STRUCT(RegisteredDevice, (),
                      (mn, revision, name, site, st, agreement, is_simulated, is_active, registered_by, registered_at))
BOOST_DESCRIBE_STRUCT(OrderField, (), (name, value))
BOOST_DESCRIBE_ENUM(DeviceOrderState, kAsked, kRefused, kGranted, kSent, kFailed, kEnded)
BOOST_DESCRIBE_STRUCT(DeviceOrder, (),
                      (order_id, revision, mn, cn, command, fields, changes_device, why, state, asked_by, asked_name,
                       asked_at, decided_by, decided_name, decided_why, decided_at, exchange, outcome, ended_at))

}  // namespace bihuan::records
