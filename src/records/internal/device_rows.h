// src/records/internal/device_rows.h - the tables of devices and of orders to them. Included by .cc only.
#pragma once
#include "records/device_describe.h"
#include "records/ledger.h"

namespace bihuan::records {

// A device password has six characters: the journal's digest of it alone would give it away. So each secret stands
// behind sixteen random characters and a line end.
struct DeviceRow : RegisteredDevice {
  Secret password;
  Secret secret_keys;
};
BOOST_DESCRIBE_STRUCT(DeviceRow, (RegisteredDevice), (password, secret_keys))
template <>
struct TableName<DeviceRow> {
  static constexpr std::string_view name = "device";
};
template <>
struct TableName<DeviceOrder> {
  static constexpr std::string_view name = "device_order";
};

}  // namespace bihuan::records
